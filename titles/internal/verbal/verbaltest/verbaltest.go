// Package verbaltest tests an exchange whose second title tells its outcome in
// words only (see package verbal): УКД of 189@ and 736@, ТОРГ-12, the act of
// works. What these four have to do is the same but for names, codes and
// lengths, which an Exchange states.
package verbaltest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

// Exchange is what is expected of one exchange.
type Exchange struct {
	First, Second *title.Format
	// FirstSchema and SecondSchema are the official schemas below the folder of
	// formats, "" if there is none.
	FirstSchema, SecondSchema string
	// Answered and Silent name the first titles of testdata, those that expect
	// an answer and those that do not.
	Answered, Silent []string
	// Powers are the codes «ОблПолн» that a second title allows, Standard the one
	// that is written unless another is chosen.
	Powers   []int
	Standard string
	// Text is what is said by default, TextMax how long another text may be, and
	// TextAt where it stands below «Файл»: "ИнфПок/СодФХЖ4/СвСоглас/@СодОпер".
	Text    string
	TextMax int
	TextAt  string
	// DayAt is where the day of the operation stands.
	DayAt string
	// Repeated is what the answer to the first of Answered repeats, by place.
	Repeated map[string]string
	// OrgName says that the name of the signatory's organisation is obligatory.
	OrgName bool
}

// Run runs all tests of the exchange.
func (e *Exchange) Run(t *testing.T) {
	for name, test := range map[string]func(*testing.T){
		"schemas": e.schemas, "reading": e.reading, "golden": e.golden, "defaults": e.defaults, "request": e.request,
		"matrix": e.matrix, "samples": e.samples, "refused": e.refused, "silent": e.silent, "long number": e.longNumber,
		"incomplete first title": e.incomplete, "nothing": e.nothing, "generated": e.generated,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// schemas compares our own schemas with the official ones.
func (e *Exchange) schemas(t *testing.T) {
	t.Run("first", func(t *testing.T) { titletest.SchemaAgrees(t, e.First, e.FirstSchema) })
	if e.SecondSchema != "" {
		t.Run("second", func(t *testing.T) { titletest.SchemaAgrees(t, e.Second, e.SecondSchema) })
	}
}

// reading compares what is read of the first titles with golden files.
func (e *Exchange) reading(t *testing.T) {
	for _, name := range append(e.Answered, e.Silent...) {
		data := load(t, name)
		if found := e.First.Schema().Check(data); len(found) > 0 {
			t.Errorf("%s is not valid: %v", name, found)
		}
		titletest.Golden(t, name+".json", pretty(t, e.First.Read(parse(t, data))))
	}
}

// golden compares second titles, and what is read of them, with golden files.
func (e *Exchange) golden(t *testing.T) {
	for _, name := range e.Answered {
		file := made(t, e.First, e.blank(t, name))
		titletest.Golden(t, name+".answer.xml", file.Data)
		titletest.Golden(t, name+".answer.json", pretty(t, e.Second.Read(parse(t, file.Data))))
	}
	a := e.blank(t, e.Answered[0])
	full(a)
	titletest.Golden(t, e.Answered[0]+".full.xml", made(t, e.First, a).Data)
}

// defaults checks what is written unless something else is chosen, and what is
// repeated of the first title.
func (e *Exchange) defaults(t *testing.T) {
	a := e.blank(t, e.Answered[0])
	file := made(t, e.First, a)
	expect(t, file, e.Repeated)
	part, _, _ := strings.Cut(e.TextAt, "/")
	expect(t, file, map[string]string{
		"@ВерсФорм": "5.01", "@ВерсПрог": "sdano test",
		"СвУчДокОбор/@ИдОтпр": a.First.Recipient, "СвУчДокОбор/@ИдПол": a.First.Sender, "СвУчДокОбор/СвОЭДОтпр/@ИдЭДО": "",
		part + "/@КНД": e.Second.KND, part + "/@НаимЭконСубСост": "ООО «Ромашка», ИНН/КПП 7799999919/779901001",
		e.TextAt: e.Text, e.DayAt: "01.02.2026",
		part + "/Подписант/@ОблПолн": e.Standard, part + "/Подписант/@Статус": "1",
		part + "/Подписант/@ОснПолн": "Должностные обязанности", part + "/Подписант/@ОснПолнОрг": "",
		part + "/Подписант/ЮЛ/@ИННЮЛ": "7799999919", part + "/Подписант/ЮЛ/@Должн": "Директор",
		part + "/Подписант/ЮЛ/@НаимОрг": "Общество с ограниченной ответственностью «Ромашка»",
	})
	if want := e.Second.Prefix + "_" + a.First.Sender + "_" + a.First.Recipient + "_20260201_" + a.GUID.String() + ".xml"; file.Name != want {
		t.Errorf("the name is %s, want %s", file.Name, want)
	}
}

// request checks that text and day of the request are written.
func (e *Exchange) request(t *testing.T) {
	for _, tc := range []struct {
		given     title.Acceptance
		text, day string
	}{
		{title.Acceptance{}, e.Text, "01.02.2026"},
		{title.Acceptance{Type: 1, OperationText: " Ладно\n"}, "Ладно", "01.02.2026"},
		{title.Acceptance{Type: 2, OperationText: "С оговоркой"}, "С оговоркой", "01.02.2026"},
		{title.Acceptance{Type: 3, OperationText: "Не согласны", AcceptanceDate: "2026-01-30"}, "Не согласны", "30.01.2026"},
		{title.Acceptance{OperationText: "\t ", AcceptanceDate: "2026-01-30T22:00:00Z"}, e.Text, "31.01.2026"},
		{title.Acceptance{AcceptanceDate: "2026-01-30T22:00:00"}, e.Text, "30.01.2026"},
	} {
		a := e.blank(t, e.Answered[0])
		a.Acceptance = &tc.given
		expect(t, made(t, e.First, a), map[string]string{e.TextAt: tc.text, e.DayAt: tc.day})
	}
}

// samples answers the reference samples.
func (e *Exchange) samples(t *testing.T) {
	answered := map[string][]byte{}
	for name, doc := range titletest.Samples(t, e.First) {
		if d := e.First.Read(parse(t, doc)); d.Number == "" || d.Date.IsZero() || len(d.Parties) < 2 || len(d.Lines) == 0 ||
			d.Total == "" || d.Currency == "" || len(d.Signatories) == 0 || d.Operation == "" || d.Silent != "" {
			t.Errorf("%s: not all is read: %+v", name, d)
		}
		answered[name] = doc
	}
	titletest.AnswerMatrix(t, e.First, titletest.Matrix{Target: e.Second, Official: e.SecondSchema, First: answered})
}

// silent checks that what expects no answer is not answered.
func (e *Exchange) silent(t *testing.T) {
	for _, name := range e.Silent {
		a := e.blank(t, name)
		if a.First.Silent == "" {
			t.Errorf("%s is not silent", name)
		}
		refusal(t, e.First, a, title.CodeFirst, "")
	}
	for _, name := range e.Answered {
		if why := e.blank(t, name).First.Silent; why != "" {
			t.Errorf("%s is silent: %s", name, why)
		}
	}
}

// longNumber checks that a number which an answer cannot repeat is left out
// with a warning.
func (e *Exchange) longNumber(t *testing.T) {
	a := e.blank(t, e.Answered[0])
	a.First.Number = titletest.Long(255)
	if file := made(t, e.First, a); len(e.warnings(file)) > 0 || e.Second.Read(parse(t, file.Data)).Answered == nil {
		t.Errorf("a number that fits: %v", file.Warnings)
	}
	a.First.Number = titletest.Long(256)
	file := made(t, e.First, a)
	if found := e.warnings(file); len(found) != 1 || found[0].Code != title.CodeLength {
		t.Errorf("warnings are %v", file.Warnings)
	}
	if strings.Contains(titletest.Text(file.Data), "Щ&#28450;") {
		t.Error("the number is written")
	}
}

// warnings returns the warnings that come with a file, without that which every
// file of an unverified format has.
func (e *Exchange) warnings(file *title.File) []sdano.Finding {
	return slices.DeleteFunc(slices.Clone(file.Warnings), func(f sdano.Finding) bool {
		return e.Second.Unverified && f.Code == title.CodeUnverified
	})
}

// incomplete checks that what the answer must repeat has to be there.
func (e *Exchange) incomplete(t *testing.T) {
	for name, spoil := range map[string]func(*title.Document){
		"no day":        func(d *title.Document) { d.Date = sdano.Date{} },
		"no moment":     func(d *title.Document) { d.Made = title.Moment{} },
		"long name":     func(d *title.Document) { d.Name = titletest.Long(256) },
		"other kind":    func(d *title.Document) { d.Format = &title.Format{Exchange: "upd501"} },
		"no identifier": func(d *title.Document) { d.FileID = "" },
	} {
		t.Run(name, func(t *testing.T) {
			a := e.blank(t, e.Answered[0])
			spoil(a.First)
			refusal(t, e.First, a, title.CodeFirst, "")
		})
	}
}

// nothing checks that readers find nothing in a document that has nothing.
func (e *Exchange) nothing(t *testing.T) {
	for _, f := range []*title.Format{e.First, e.Second} {
		d := f.Read(parse(t, []byte("<Файл/>")))
		if d.Format != f || d.Number != "" || d.Parties != nil || d.Lines != nil || d.Outcome != nil || d.Answered != nil || d.Total != "" {
			t.Errorf("%s: read %+v of nothing", f.ID, d)
		}
	}
}

// Answers checks values of the answer to a first title of testdata, by their
// places below «Файл».
func (e *Exchange) Answers(t *testing.T, name string, values map[string]string) {
	t.Helper()
	expect(t, made(t, e.First, e.blank(t, name)), values)
}

// Bench measures the making of a second title to a first title that is read
// already.
func (e *Exchange) Bench(b *testing.B) {
	a := e.blank(b, e.Answered[0])
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.First.Answer(a); err != nil {
			b.Fatal(err)
		}
	}
}

func (e *Exchange) blank(t testing.TB, name string) *title.Answer {
	t.Helper()
	first := e.First.Read(parse(t, load(t, name)))
	return titletest.Blank(first, first.FileID)
}

func load(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parse(t testing.TB, data []byte) *tree.Document {
	t.Helper()
	d, err := tree.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func pretty(t *testing.T, d *title.Document) []byte {
	t.Helper()
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func made(t *testing.T, first *title.Format, a *title.Answer) *title.File {
	t.Helper()
	file, err := first.Answer(a)
	if err != nil {
		t.Fatalf("%v: %v", err, sdano.AsError(err).Findings)
	}
	return file
}

// expect checks values of a file by their places below «Файл».
func expect(t *testing.T, file *title.File, values map[string]string) {
	t.Helper()
	for place, want := range values {
		path := strings.Split(place, "/")
		n := parse(t, file.Data).Root().At(path[:len(path)-1]...)
		if got := n.Attr(strings.TrimPrefix(path[len(path)-1], "@")); got != want {
			t.Errorf("%s is %q, want %q", place, got, want)
		}
	}
}
