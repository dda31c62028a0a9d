package upd_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/internal/mutant"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
	"sdano/titles/upd501"
	"sdano/titles/upd502"
	"sdano/titles/upd503"
)

// version is a version of the УПД with its official schemas.
type version struct {
	first, second                   *title.Format
	officialFirst, officialSecond   string
	goods, services, invoice, agent string // ends of the names of the first titles in testdata
}

const guid = "7c9e6679-7425-40de-944b-e07fc1f90a"

var versions = map[string]version{
	"5.01": {
		upd501.First, upd501.Second,
		"upd/ON_NSCHFDOPPR_1_997_01_05_01_03.xsd", "upd/ON_NSCHFDOPPOK_1_997_02_05_01_02.xsd",
		guid + "11", guid + "12", guid + "13", "",
	},
	"5.02": {
		upd502.First, upd502.Second,
		"upd/ON_NSCHFDOPPR_1_997_01_05_02_02.xsd", "upd/ON_NSCHFDOPPOK_1_997_02_05_02_01.xsd",
		guid + "01_0_1_0_0_0_00", guid + "02_0_0_0_0_0_00", guid + "03_1_0_0_0_0_00", guid + "04_0_0_0_0_0_00",
	},
	"5.03": {
		upd503.First, upd503.Second,
		"upd/ON_NSCHFDOPPR_1_997_01_05_03_05.xsd", "upd/ON_NSCHFDOPPOK_1_997_02_05_03_01.xsd",
		guid + "01_0_1_0_0_0_00", guid + "02_0_0_0_0_0_00", guid + "03_1_0_0_0_0_00", guid + "04_0_0_0_0_0_00",
	},
}

// load returns the first title whose name ends so, and the name.
func (v version) load(t testing.TB, end string) (name string, data []byte) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("..", "..", v.first.Exchange, "testdata", v.first.Prefix+"*_"+end+".xml"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %d first titles end in %s (%v)", v.first.Exchange, len(found), end, err)
	}
	data, err = os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(filepath.Base(found[0]), ".xml"), data
}

// answer returns what is needed to answer a first title.
func (v version) answer(t testing.TB, end string) *title.Answer {
	t.Helper()
	name, data := v.load(t, end)
	return titletest.Blank(v.first.Read(parse(t, data)), name)
}

func parse(t testing.TB, data []byte) *tree.Document {
	t.Helper()
	d, err := tree.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOurSchemasAgreeWithTheOfficialOnes(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		t.Run(name+" seller", func(t *testing.T) {
			t.Parallel()
			titletest.SchemaAgrees(t, v.first, v.officialFirst)
		})
		t.Run(name+" buyer", func(t *testing.T) {
			t.Parallel()
			titletest.SchemaAgrees(t, v.second, v.officialSecond)
		})
	}
}

func TestEarlierRevisionsOf503AreNarrower(t *testing.T) {
	t.Parallel()
	v := versions["5.03"]
	rate := titletest.Difference{
		Reason: "a rate of 2026 in the revision of 2025", Looser: true, Path: "/СведТов/@НалСт", Code: "xsd.enumeration",
	}
	titletest.SchemaAgrees(t, v.first, "upd/ON_NSCHFDOPPR_1_997_01_05_03_04.xsd", rate)
}

// choice makes an axis of the matrix shorter to write.
type choice = func(*title.Answer)

func acceptances() titletest.Axis {
	full := title.Acceptance{
		DocumentName: "Акт о расхождениях", DocumentNumber: "7-Р", DocumentDate: "2026-01-31", DocumentFileID: "DP_PRIRASXPRIN_1",
	}
	long := title.Acceptance{
		DocumentName: titletest.Long(255), DocumentNumber: titletest.Long(255), DocumentDate: "2099-12-31",
		DocumentFileID: titletest.Long(255), OperationText: titletest.Long(255),
	}
	var out titletest.Axis
	for _, a := range []title.Acceptance{
		{},
		{Type: 1},
		{Type: 1, OperationText: titletest.Long(255), AcceptanceDate: "2026-01-31T22:30:00Z"},
		{Type: 2},
		with(full, 2), with(long, 2), with(title.Acceptance{DocumentName: "Я", DocumentDate: "1900-01-01"}, 2),
		{Type: 2, DocumentType: 2},
		{Type: 3, DocumentType: 3, DocumentName: "Акт", DocumentDate: "2026-01-31"},
		{Type: 3, AcceptanceDate: "2024-02-29"},
		with(full, 3),
	} {
		out = append(out, func(answer *title.Answer) { answer.Acceptance = &a })
	}
	return append(out, func(answer *title.Answer) { answer.Acceptance = nil })
}

func with(a title.Acceptance, kind int) title.Acceptance {
	a.Type = kind
	return a
}

func attorneys() titletest.Axis {
	electronic := func(p title.PowerOfAttorney) choice {
		p.ID = "0B5C2D1E-6f70-4a81-92b3-c4d5e6f70812"
		return func(a *title.Answer) { a.Signer.Attorney = &p }
	}
	return titletest.Axis{
		func(*title.Answer) {},
		electronic(title.PowerOfAttorney{}),
		electronic(title.PowerOfAttorney{InPackage: true, IssuerINN: "7799999940"}),
		electronic(title.PowerOfAttorney{IssueDate: "2026-01-10", SystemID: titletest.Long(500)}),
		func(a *title.Answer) {
			a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: titletest.Long(50), IssueDate: "2026-01-10", IssuerInfo: titletest.Long(1000)}
		},
	}
}

// signers970 are the positions and bases of the form of 5.02 and 5.03.
func signers970() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signer.Position = "" },
		func(a *title.Answer) { a.Signer.Position = titletest.Long(255) },
		func(a *title.Answer) { a.Settings.PowersBase = titletest.Long(255) },
		func(a *title.Answer) {
			a.Settings = title.SignerSettings{Powers: 9, Status: 9, OrganizationPowersBase: "x"}
		},
	}
}

// signers501 are organisations, powers and statuses of the form of 5.01.
func signers501() titletest.Axis {
	out := titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signer.Position = titletest.Long(128) },
		func(a *title.Answer) {
			a.Settings.PowersBase, a.Settings.OrganizationPowersBase = titletest.Long(255), titletest.Long(255)
		},
		func(a *title.Answer) { a.Signer.OrganizationINN = "7799999940" },
		func(a *title.Answer) {
			a.Signer.OrganizationINN, a.Signer.OrganizationName = "7799999940", titletest.Long(1000)
		},
		func(a *title.Answer) { a.Signer.INN, a.Signer.OrganizationINN = "779999991174", "779999991174" },
		func(a *title.Answer) { a.Signer.INN, a.Signer.OrganizationINN = "", "779999991174" },
	}
	for status := 3; status <= 6; status++ {
		for powers := 1; powers <= 3; powers++ {
			out = append(out, func(a *title.Answer) {
				a.Settings = title.SignerSettings{Powers: powers, Status: status, OrganizationPowersBase: "Договор 5"}
			})
		}
	}
	return out
}

func TestMatrixOfAnswers(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			axes := []titletest.Axis{acceptances(), attorneys(), signers970()}
			if name == "5.01" {
				axes[2] = signers501()
			}
			first := map[string][]byte{}
			for _, end := range []string{v.goods, v.services, v.agent} {
				if end != "" {
					title, data := v.load(t, end)
					first[title] = data
				}
			}
			titletest.AnswerMatrix(t, v.first, titletest.Matrix{
				Target: v.second, Official: v.officialSecond, First: first, Axes: axes,
			})
		})
	}
}

func TestFirstTitlesOfOurOwnAreGood(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		for _, end := range []string{v.goods, v.services, v.invoice, v.agent} {
			if end == "" {
				continue
			}
			id, data := v.load(t, end)
			d := parse(t, data)
			if found := append(v.first.Schema().Check(data), v.first.Violations(d)...); len(found) > 0 {
				t.Errorf("%s: %s: %+v", name, end, found)
			}
			if got := v.first.Read(d).FileID; got != id {
				t.Errorf("%s: ИдФайл %s in %s", name, got, id)
			}
		}
	}
}

func TestReferenceSamplesAreReadAndAnswered(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		for _, f := range []*title.Format{v.first, v.second} {
			for id, data := range titletest.Samples(t, f) {
				d := parse(t, data)
				if found := append(f.Schema().Check(data), f.Violations(d)...); len(found) > 0 {
					t.Errorf("%s: %s: %+v", name, id, found)
				}
				read := f.Read(d)
				if read.FileID != id || read.Made.Date.IsZero() || read.Number == "" || read.Date.IsZero() || len(read.Signatories) == 0 {
					t.Errorf("%s: %s is read as %+v", name, id, read)
				}
				if f.Role == title.First && read.Silent == "" {
					if _, err := f.Answer(titletest.Blank(read, id)); err != nil {
						t.Errorf("%s: %s: %v", name, id, err)
					}
				}
			}
		}
	}
}

// TestEveryValidFirstTitleIsAnswered makes first titles of all that our schemas
// allow. None may be refused, or lead to a title that is not valid.
func TestEveryValidFirstTitleIsAnswered(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema, err := os.ReadFile(filepath.Join("..", "..", v.first.Exchange, "schema", "first.xsd"))
			if err != nil {
				t.Fatal(err)
			}
			generator, err := mutant.NewGenerator(schema)
			if err != nil {
				t.Fatal(err)
			}
			r, answered := rand.New(rand.NewPCG(1, 2)), 0
			for i := range 120 {
				doc := generator.Generate(r, []float64{0, .2, .5, 1}[i%4])
				if found := v.first.Schema().Check(doc); len(found) > 0 {
					t.Fatalf("not valid: %v in\n%s", found, titletest.Text(doc))
				}
				first := v.first.Read(parse(t, doc))
				if first.Silent != "" || first.Date.IsZero() || first.Made.Date.IsZero() { // 29.02.1900
					continue
				}
				a := titletest.Blank(first, "ON_NSCHFDOPPR_2ZZ-7799999919_2ZY-7799999940_20260101_"+guid+"01")
				file, err := v.first.Answer(a)
				if err != nil {
					t.Fatalf("%v, %+v in\n%s", err, sdano.AsError(err).Err, titletest.Text(doc))
				}
				answered++
				if got := v.second.Read(parse(t, file.Data)); got.Number != first.Number || got.Date != first.Date || got.Function != first.Function {
					t.Errorf("the answer is to %q of %v, %s, not to %q of %v, %s", got.Number, got.Date, got.Function, first.Number, first.Date, first.Function)
				}
			}
			if answered < 60 {
				t.Errorf("%d titles were answered", answered)
			}
		})
	}
}

func FuzzReadAndAnswer(f *testing.F) {
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		v := versions[name]
		for _, end := range []string{v.goods, v.services, v.invoice} {
			_, data := v.load(f, end)
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := tree.Parse(data)
		if err != nil {
			return
		}
		for _, v := range versions {
			first := v.first.Read(d)
			v.second.Read(d)
			v.first.Violations(d)
			v.second.Violations(d)
			file, err := v.first.Answer(titletest.Blank(first, first.FileID))
			switch {
			case sdano.IsKind(err, sdano.Internal):
				t.Fatalf("our mistake: %v", errors.Unwrap(err))
			case err == nil && len(v.second.Schema().Check(file.Data)) > 0:
				t.Fatalf("not valid:\n%s", titletest.Text(file.Data))
			}
		}
	})
}

func TestWhatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		for what, tc := range map[string]struct {
			end  string
			edit choice
			want string
		}{
			"an invoice":              {v.invoice, func(*title.Answer) {}, "answer.first"},
			"no signature":            {v.goods, func(a *title.Answer) { a.Signatures = nil }, "answer.signature"},
			"no date":                 {v.goods, func(a *title.Answer) { a.First.Date = sdano.Date{} }, "answer.first"},
			"no function":             {v.goods, func(a *title.Answer) { a.First.Function = "" }, "answer.first"},
			"a function too long":     {v.goods, func(a *title.Answer) { a.First.Function = "СЧФДОПЫ" }, "answer.first"},
			"no moment of making":     {v.goods, func(a *title.Answer) { a.First.Made.Time = "" }, "answer.first"},
			"a name too long":         {v.goods, func(a *title.Answer) { a.First.Name = strings.Repeat("я", 256) }, "answer.first"},
			"a title of another kind": {v.goods, func(a *title.Answer) { other := *a.First.Format; other.Exchange = "ukd189"; a.First.Format = &other }, "answer.first"},
		} {
			a := v.answer(t, tc.end)
			tc.edit(a)
			if got := findings(t, v, a); len(got) != 1 || got[0] != tc.want {
				t.Errorf("%s: %s: %q, want %s", name, what, got, tc.want)
			}
		}
	}
}

func TestWhatRequestsMayNotSay(t *testing.T) {
	t.Parallel()
	const all = "5.01 5.02 5.03"
	long := strings.Repeat("я", 256)
	for name, tc := range map[string]struct {
		versions string
		request  title.Acceptance
		want     []string
	}{
		"unknown outcome":    {all, title.Acceptance{Type: 4}, []string{"answer.value AcceptanceResultType"}},
		"negative outcome":   {all, title.Acceptance{Type: -1}, []string{"answer.value AcceptanceResultType"}},
		"text too long":      {all, title.Acceptance{OperationText: long}, []string{"answer.length OperationText"}},
		"control characters": {all, title.Acceptance{OperationText: "a\x01b"}, []string{"answer.characters OperationText"}},
		"day in words":       {all, title.Acceptance{AcceptanceDate: "вчера"}, []string{"answer.date AcceptanceDate"}},
		"day of another age": {all, title.Acceptance{AcceptanceDate: "1899-12-31"}, []string{"answer.date AcceptanceDate"}},
		"discrepancies in an acceptance without any": {
			all,
			title.Acceptance{DocumentName: "Акт", DocumentNumber: "1", DocumentDate: "2026-01-31", DocumentFileID: "x"},
			[]string{
				"answer.conflict DivergenceDocumentName", "answer.conflict DivergenceDocumentNumber",
				"answer.conflict DivergenceDocumentDate", "answer.conflict DivergenceDocumentFileId",
			},
		},
		"discrepancies too long": {
			all,
			title.Acceptance{Type: 2, DocumentName: long, DocumentNumber: long, DocumentDate: "2026-01-31", DocumentFileID: long},
			[]string{
				"answer.length DivergenceDocumentName", "answer.length DivergenceDocumentNumber", "answer.length DivergenceDocumentFileId",
			},
		},
		"day of discrepancies": {
			all,
			title.Acceptance{Type: 2, DocumentName: "Акт", DocumentDate: "31.01.2026"},
			[]string{"answer.date DivergenceDocumentDate"},
		},
		"discrepancies without a document": {all, title.Acceptance{Type: 2}, []string{"warning: answer.required DivergenceDocumentName"}},
		"kind of document, 5.01":           {"5.01", title.Acceptance{Type: 2, DocumentType: 1}, []string{"answer.value DivergenceDocumentType"}},
		"kind of document alone, 5.01":     {"5.01", title.Acceptance{Type: 3, DocumentType: 3}, nil},
		"number alone, 5.01":               {"5.01", title.Acceptance{Type: 2, DocumentNumber: "1"}, nil},
		"text of a refusal, 5.01":          {"5.01", title.Acceptance{Type: 3, OperationText: "Не принято"}, nil},
		"kind of document": {
			"5.02 5.03", title.Acceptance{Type: 2, DocumentType: 1}, []string{"warning: answer.ignored DivergenceDocumentType"},
		},
		"kind of document in an acceptance without discrepancies": {
			"5.02 5.03",
			title.Acceptance{DocumentType: 2},
			[]string{"answer.conflict DivergenceDocumentType", "warning: answer.ignored DivergenceDocumentType"},
		},
		"number alone": {
			"5.02 5.03",
			title.Acceptance{Type: 2, DocumentNumber: "1"},
			[]string{"answer.required DivergenceDocumentName", "answer.required DivergenceDocumentDate"},
		},
		"no number":         {"5.02 5.03", title.Acceptance{Type: 2, DocumentName: "Акт", DocumentDate: "2026-01-31"}, nil},
		"text of a refusal": {"5.02 5.03", title.Acceptance{Type: 3, OperationText: "Не принято"}, []string{"answer.conflict OperationText"}},
	} {
		for _, version := range strings.Fields(tc.versions) {
			v := versions[version]
			a := v.answer(t, v.goods)
			a.Acceptance = &tc.request
			if got := findings(t, v, a); strings.Join(got, ", ") != strings.Join(tc.want, ", ") {
				t.Errorf("%s: %s: %q, want %q", version, name, got, tc.want)
			}
		}
	}
}

// findings answers and returns what is found wrong, as words.
func findings(t *testing.T, v version, a *title.Answer) []string {
	t.Helper()
	file, err := v.first.Answer(a)
	var found []sdano.Finding
	if err != nil {
		e := sdano.AsError(err)
		if e.Code != "bad_answer" {
			t.Errorf("%v", err)
		}
		found = e.Findings
	} else {
		found = file.Warnings
	}
	var out []string
	for _, f := range found {
		word := strings.TrimSpace(f.Code + " " + f.Member)
		if f.Severity == sdano.Warning {
			word = "warning: " + word
		}
		out = append(out, word)
	}
	return out
}

func TestNumberTooLongForAnyVersionIsLeftOut(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		a := v.answer(t, v.goods)
		a.First.Number = strings.Repeat("7", 1001)
		file, err := v.first.Answer(a)
		if err != nil {
			t.Fatal(err)
		}
		if len(file.Warnings) != 1 || v.second.Read(parse(t, file.Data)).Number != "" {
			t.Errorf("%s: %+v", name, file.Warnings)
		}
	}
}

func TestNameOfTheDocument(t *testing.T) {
	t.Parallel()
	for name, v := range versions {
		for _, tc := range []struct{ own, fact, want string }{
			{"Накладная", "Отгрузка", "Накладная"},
			{" Акт\u0085 ", "", " Акт\u0085 "}, // as it stands, even what a request may not have
			{" ", "Отгрузка", "Отгрузка"},
			{"", "", "Универсальный передаточный документ"},
		} {
			a := v.answer(t, v.goods)
			a.First.Name, a.First.Fact = tc.own, tc.fact
			file, err := v.first.Answer(a)
			if err != nil {
				t.Fatal(err)
			}
			if got := v.second.Read(parse(t, file.Data)).Name; got != tc.want {
				t.Errorf("%s: %q, want %q", name, got, tc.want)
			}
		}
	}
}

func BenchmarkAnswer(b *testing.B) {
	for _, name := range []string{"5.01", "5.02", "5.03"} {
		b.Run(name, func(b *testing.B) {
			v := versions[name]
			a := v.answer(b, v.goods)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.first.Answer(a); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
