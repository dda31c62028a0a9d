package titletest

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/oracle"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// Axis is one thing that may be chosen when a title is answered; each function
// sets one choice. The choices of all axes together are a combination.
type Axis []func(*title.Answer)

// Matrix are the inputs from which second titles, or receipts, are made.
type Matrix struct {
	// Make makes the file; nil means the Answer of the first title's format.
	Make func(*title.Answer) (*title.File, error)
	// Target is the format of what is made.
	Target *title.Format
	// Official is the path of its official schema in the folder of formats, ""
	// if there is none.
	Official string
	// First are the titles to answer, by file name without extension.
	First map[string][]byte
	// Axes are the choices; those of Common come on top.
	Axes []Axis
	// Refused reports whether a combination is one that has to be refused; nil
	// = none is.
	Refused func(*title.Answer) bool
}

// AnswerMatrix answers first titles of a format with combinations of the choices
// of all axes: each choice of each axis, then random combinations. What is made
// must be valid by our own schema and, by xmllint, by the official one, break no
// conditional rule, be named by its ИдФайл, be the same when it is made again,
// and be read back as an answer to the first title.
func AnswerMatrix(t *testing.T, first *title.Format, m Matrix) {
	t.Helper()
	if m.Make == nil {
		m.Make = first.Answer
	}
	var made [][]byte
	refused := 0
	for name, doc := range m.First {
		read := first.Read(parse(t, string(doc)))
		for _, pick := range combinations(seed(m.Target), append(m.Axes, Common()...), max(dose(t)/len(m.First)/4, 20)) {
			answer := Blank(read, name)
			for _, choose := range pick {
				choose(answer)
			}
			if file := m.one(t, answer); file != nil {
				made = append(made, file.Data)
			} else {
				refused++
			}
			if t.Failed() {
				t.Fatalf("%s: answering %s with %+v", m.Target.ID, name, answer)
			}
		}
	}
	t.Logf("%s: %d made, %d refused", m.Target.ID, len(made), refused)
	if m.Official == "" || len(made) == 0 {
		return
	}
	for i, valid := range oracle.Validate(t, oracle.Shared(t, "formats", m.Official), made) {
		if !valid {
			t.Fatalf("%s: not valid by the official schema:\n%s", m.Target.ID, Text(made[i]))
		}
	}
}

// one makes one file and checks what can be checked here; nil if it was refused
// as it should be.
func (m *Matrix) one(t *testing.T, a *title.Answer) *title.File {
	t.Helper()
	file, err := m.Make(a)
	if m.Refused != nil && m.Refused(a) {
		if !sdano.IsKind(err, sdano.Unprocessable) {
			t.Errorf("not refused: %v", err)
		}
		return nil
	}
	if err != nil {
		t.Errorf("refused: %v, %v", err, sdano.AsError(err).Findings)
		return nil
	}
	if again, err := m.Make(a); err != nil || !bytes.Equal(again.Data, file.Data) || again.Name != file.Name {
		t.Errorf("made again it differs: %v", err)
	}
	m.check(t, a, file)
	return file
}

func (m *Matrix) check(t *testing.T, a *title.Answer, file *title.File) {
	t.Helper()
	if findings := m.Target.Schema().Check(file.Data); len(findings) > 0 {
		t.Errorf("not valid: %v in\n%s", findings, Text(file.Data))
	}
	d, err := tree.Parse(file.Data)
	if err != nil {
		t.Fatal(err)
	}
	if broken := m.Target.Violations(d); len(broken) > 0 {
		t.Errorf("breaks %v in\n%s", broken, Text(file.Data))
	}
	read := m.Target.Read(d)
	if read.FileID+".xml" != file.Name || !strings.HasPrefix(file.Name, m.Target.Prefix) {
		t.Errorf("ИдФайл is %q, the name %q", read.FileID, file.Name)
	}
	if len(read.Answered) != 1 || read.Answered[0].FileID != a.First.FileID || len(read.Answered[0].Signatures) == 0 {
		t.Errorf("it answers %+v, not %s", read.Answered, a.First.FileID)
	}
	if !bytes.HasPrefix(file.Data, []byte(`<?xml version="1.0" encoding="windows-1251"?>`)) {
		t.Errorf("it begins with %q", file.Data[:min(len(file.Data), 60)])
	}
}

// combinations returns every choice of every axis with the first choice of the
// others, then n random combinations.
func combinations(seed uint64, axes []Axis, n int) [][]func(*title.Answer) {
	var out [][]func(*title.Answer)
	add := func(choice func(axis int) int) {
		pick := make([]func(*title.Answer), len(axes))
		for i, axis := range axes {
			pick[i] = axis[choice(i)]
		}
		out = append(out, pick)
	}
	for i, axis := range axes {
		for c := range axis {
			add(func(j int) int {
				if i == j {
					return c
				}
				return 0
			})
		}
	}
	r := rand.New(rand.NewPCG(seed, 2))
	for range n {
		add(func(i int) int { return r.IntN(len(axes[i])) })
	}
	return out
}

// Blank returns what an answer to a first title needs at least: the title, one
// signature, the box of ООО «Ромашка», and a director as signer.
func Blank(first *title.Document, name string) *title.Answer {
	return &title.Answer{
		First: first, FirstName: name + ".xml",
		Signatures: [][]byte{[]byte("подпись")},
		Box: title.Box{
			Participant: "2ZZ-7799999919-779901001-2026", Name: "Общество с ограниченной ответственностью «Ромашка»",
			ShortName: "ООО «Ромашка»", TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"},
		},
		Signer:     title.Signer{Surname: "Ёлкин", FirstName: "Пётр", MiddleName: "Ильич", INN: "779999991008", Position: "Директор"},
		ReceivedAt: time.Date(2026, 1, 31, 21, 30, 0, 0, time.UTC),
		At:         time.Date(2026, 1, 31, 22, 30, 5, 0, time.UTC),
		GUID:       sdano.MustID("6ba7b810-9dad-41d1-80b4-00c04fd430c8"), Program: "sdano test",
	}
}

// Common returns the axes that every format has: the box, the operator, the
// signatures, the length and characters of the signer's names, the zone.
func Common() []Axis {
	return []Axis{boxes(), operators(), signatures(), names(), zones()}
}

// Long returns a text of n characters: Cyrillic, signs that XML escapes, and
// characters that windows-1251 does not have.
func Long(n int) string {
	pattern := []rune("Щ漢&<\"'>є😀№ ß")
	out := make([]rune, n)
	for i := range out {
		out[i] = pattern[i%len(pattern)]
	}
	out[n-1] = 'Я' // no white space at the end
	return string(out)
}

func boxes() Axis {
	return Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Box.ShortName = "" },
		func(a *title.Answer) { a.Box.Name, a.Box.ShortName = Long(900), "" },
		func(a *title.Answer) {
			a.Box.Name, a.Box.ShortName = "Индивидуальный предприниматель Ёлкин Пётр Ильич", ""
			a.Box.TaxID, a.Box.Person = sdano.TaxID{INN: "779999991008"}, title.Person{Surname: "Ёлкин", FirstName: "Пётр", MiddleName: "Ильич"}
		},
	}
}

func operators() Axis {
	return Axis{
		func(*title.Answer) {},
		func(a *title.Answer) {
			a.Operator = title.EDOOperator{Code: "2ZZ", Name: "АО «Оператор»", INN: "7799999926"}
		},
		func(a *title.Answer) {
			a.Operator = title.EDOOperator{Code: "2ZZ", Name: Long(1000), INN: "7799999926"}
		},
		func(a *title.Answer) { a.Operator = title.EDOOperator{Code: "2ZZ"} },
	}
}

func signatures() Axis {
	return Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signatures = [][]byte{{0}, []byte("ab"), bytes.Repeat([]byte{0xFF}, 9000)} },
	}
}

func names() Axis {
	return Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signer.MiddleName = "" },
		func(a *title.Answer) { a.Signer.Surname, a.Signer.FirstName, a.Signer.MiddleName = "Ю", "Я", "Э" },
		func(a *title.Answer) {
			a.Signer.Surname, a.Signer.FirstName, a.Signer.MiddleName = Long(60), Long(60), Long(60)
		},
	}
}

func zones() Axis {
	return Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Zone = time.FixedZone("UTC+12", 12*3600) },
	}
}
