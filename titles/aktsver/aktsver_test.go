package aktsver_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/aktsver"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

const (
	officialFirst  = "aktsver/ON_AKTSVEROTP_1_972_01_05_01_01.xsd"
	officialSecond = "aktsver/ON_AKTSVERPOL_1_972_02_05_01_01.xsd"
	// company is a first title between two companies, foreign one from an
	// entrepreneur to a foreign company.
	company = "ON_AKTSVEROTP_2ZZ-7799999919-779901001-2026_2ZZ-7799999926-779901001-2026_20260115_1b7d6f0a-93a5-4d19-8c64-52b1c0de1a01"
	foreign = "ON_AKTSVEROTP_2ZZ-7799999919-779901001-2026_2ZZ-779999991008-2026_20260116_5d0f7f3c-4b0e-4a8b-9d7c-0c3fbb2d1a02"
)

func file(t testing.TB, name string) []byte {
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

func blank(t testing.TB) *title.Answer {
	t.Helper()
	return titletest.Blank(aktsver.First.Read(parse(t, file(t, company))), company)
}

// sums are eight sums, all given.
func sums() title.Sums {
	return title.Sums{
		OpeningDebit: "0", OpeningCredit: "-1500.5", TurnoverDebit: "20000.00", TurnoverCredit: "18499.5",
		FinalDebit: "1", FinalCredit: "0.00", DiscrepancyDebit: "1", DiscrepancyCredit: "-0.01",
	}
}

// disagreement is a table with everything that it can have.
func disagreement() *title.ReconciliationResult {
	return &title.ReconciliationResult{Divergences: []title.Divergence{{
		Sums: sums(), Information: "расходится оплата",
		Contracts: []title.DivergenceContract{
			{
				Sums: sums(), ID: "D-1", Type: "Поставка", Number: "П-1", Date: "2025-02-01", Information: "основной",
				Documents: []title.DivergenceDocument{payment(), payment()},
			},
			{Sums: sums(), Documents: []title.DivergenceDocument{payment()}},
		},
	}}}
}

func payment() title.DivergenceDocument {
	return title.DivergenceDocument{
		Name: "Платёжное поручение", Number: "12", Date: "2025-11-01", ID: "PP-12", Discrepancy: "-1000",
		Information: "по выписке банка",
		Operations: []title.DivergenceOperation{
			{Name: "Оплата", Number: "2", Date: "2025-11-01", Credit: "15000", Information: "не 16000"},
			{Name: "Зачёт", Number: "000003", Date: "2025-11-02T23:30:00Z", Debit: "0", Credit: "499.50"},
		},
	}
}

// partial is a table with the least that it can have.
func partial() *title.ReconciliationResult {
	return &title.ReconciliationResult{Divergences: []title.Divergence{{
		Contracts: []title.DivergenceContract{{
			Documents: []title.DivergenceDocument{{
				Name: "Акт", Number: "7", Date: "2025-11-30", Discrepancy: "0",
				Operations: []title.DivergenceOperation{{Name: "Услуги", Number: "4", Date: "2025-11-30", Debit: "-0"}},
			}},
		}},
	}}}
}

func made(t testing.TB, a *title.Answer) *title.File {
	t.Helper()
	f, err := aktsver.First.Answer(a)
	if err != nil {
		t.Fatal(err, sdano.AsError(err).Findings)
	}
	return f
}

func TestSchemas(t *testing.T) {
	t.Parallel()
	t.Run("sender", func(t *testing.T) {
		t.Parallel()
		titletest.SchemaAgrees(t, aktsver.First, officialFirst)
	})
	t.Run("recipient", func(t *testing.T) {
		t.Parallel()
		titletest.SchemaAgrees(t, aktsver.Second, officialSecond)
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	answer := blank(t)
	answer.Reconciliation = disagreement()
	for _, c := range []struct {
		format *title.Format
		name   string
		data   []byte
	}{
		{aktsver.First, "company.json", file(t, company)},
		{aktsver.First, "foreign.json", file(t, foreign)},
		{aktsver.Second, "disagreed.json", made(t, answer).Data},
		{aktsver.Second, "agreed.json", made(t, blank(t)).Data},
	} {
		if found := c.format.Schema().Check(c.data); found != nil {
			t.Errorf("%s: %v", c.name, found)
		}
		got, err := json.MarshalIndent(c.format.Read(parse(t, c.data)), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		titletest.Golden(t, c.name, append(got, '\n'))
	}
}

func TestContractHasAName(t *testing.T) {
	t.Parallel()
	for attributes, want := range map[string]string{
		``: "Договор", `НомДог="5"`: "Договор № 5", `НомДог="5" ДатаДог="01.02.2025" ИдДог="x"`: "Договор № 5 от 01.02.2025",
		`ИдДог="x"`: "Договор (x)", `ОписТипДог="Счёт" ДатаДог="01.02.2025"`: "Счёт от 01.02.2025",
	} {
		doc := fmt.Sprintf(`<Файл><Документ><ТаблАкт><ДогСв %s/></ТаблАкт></Документ></Файл>`, attributes)
		read := aktsver.First.Read(parse(t, []byte(doc)))
		if len(read.Balances) != 2 || read.Balances[1].Contract != want {
			t.Errorf("%s: %+v, want %s", attributes, read.Balances, want)
		}
	}
}

func TestReadSurvivesAnything(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{`<Файл/>`, `<Файл><Документ/></Файл>`, `<x><Документ><ТаблАкт/><СвДокКрАкт><СвОтпр/></СвДокКрАкт></Документ></x>`} {
		for _, f := range []*title.Format{aktsver.First, aktsver.Second} {
			if read := f.Read(parse(t, []byte(doc))); read == nil || read.Format != f || read.Silent != "" {
				t.Errorf("%s: %+v", doc, read)
			}
		}
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*title.Answer){
		"agreed.xml":    func(*title.Answer) {},
		"disagreed.xml": func(a *title.Answer) { a.Reconciliation = disagreement() },
		"partial.xml":   func(a *title.Answer) { a.Reconciliation, a.Signer.Position = partial(), "" },
	} {
		a := blank(t)
		edit(a)
		titletest.Golden(t, name, made(t, a).Data)
	}
}

func TestEmptyListOfDivergencesAgrees(t *testing.T) {
	t.Parallel()
	a := blank(t)
	a.Reconciliation = &title.ReconciliationResult{Divergences: []title.Divergence{}}
	if string(made(t, a).Data) != string(made(t, blank(t)).Data) {
		t.Error("it differs from no result at all")
	}
}

func TestOneSignatureOnly(t *testing.T) {
	t.Parallel()
	a := blank(t)
	a.Signatures = [][]byte{[]byte("first"), []byte("second")}
	read := aktsver.Second.Read(parse(t, made(t, a).Data))
	if got := read.Answered[0].Signatures; len(got) != 1 || got[0] != "Zmlyc3Q=" {
		t.Errorf("signatures %v, want the first", got)
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	titletest.AnswerMatrix(t, aktsver.First, titletest.Matrix{
		Target: aktsver.Second, Official: officialSecond,
		First: map[string][]byte{company: file(t, company), foreign: file(t, foreign)},
		Axes:  []titletest.Axis{tables(), sumsAxis(), texts(), attorneys(), positions(), settings()},
	})
}

func tables() titletest.Axis {
	return titletest.Axis{
		func(a *title.Answer) { a.Reconciliation = disagreement() },
		func(*title.Answer) {},
		func(a *title.Answer) { a.Reconciliation = &title.ReconciliationResult{} },
		func(a *title.Answer) { a.Reconciliation = partial() },
		func(a *title.Answer) {
			a.Reconciliation = disagreement()
			d := &a.Reconciliation.Divergences[0]
			for range 3 {
				d.Contracts = append(d.Contracts, disagreement().Divergences[0].Contracts...)
			}
		},
	}
}

// everywhere applies an edit to the sums of the table and all its contracts.
func everywhere(edit func(*title.Sums)) func(*title.Answer) {
	return func(a *title.Answer) {
		if a.Reconciliation == nil {
			return
		}
		for i := range a.Reconciliation.Divergences {
			d := &a.Reconciliation.Divergences[i]
			edit(&d.Sums)
			for j := range d.Contracts {
				edit(&d.Contracts[j].Sums)
			}
		}
	}
}

func sumsAxis() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		everywhere(func(s *title.Sums) { *s = title.Sums{} }),
		everywhere(func(s *title.Sums) { *s = title.Sums{DiscrepancyDebit: "5"} }),
		everywhere(func(s *title.Sums) { s.OpeningDebit, s.FinalCredit = "", "" }),
		everywhere(func(s *title.Sums) {
			*s = title.Sums{TurnoverCredit: "-9999999999999.99", DiscrepancyCredit: "999999999999999"}
		}),
		everywhere(func(s *title.Sums) { s.OpeningDebit, s.TurnoverDebit, s.DiscrepancyDebit = "1e3", " +07.10 ", "1" }),
	}
}

func texts() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) {
			if a.Reconciliation == nil || len(a.Reconciliation.Divergences) == 0 {
				return
			}
			d := &a.Reconciliation.Divergences[0]
			d.Information = titletest.Long(500)
			for i := range d.Contracts {
				c := &d.Contracts[i]
				c.ID, c.Type, c.Number, c.Information = titletest.Long(100), titletest.Long(500), titletest.Long(50), titletest.Long(500)
				c.Date = "1900-01-01"
				for j := range c.Documents {
					x := &c.Documents[j]
					x.Name, x.Number, x.ID, x.Information = titletest.Long(100), titletest.Long(50), titletest.Long(100), titletest.Long(500)
					x.Operations = []title.DivergenceOperation{{Name: titletest.Long(500), Number: "999999", Date: "2099-12-31", Debit: "1", Information: titletest.Long(500)}}
				}
			}
		},
	}
}

func attorneys() titletest.Axis {
	const id = "0d3f6a58-4a41-4f44-8a0f-1c8f1b6f1a03"
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signer.Attorney = &title.PowerOfAttorney{ID: id} },
		func(a *title.Answer) {
			a.Signer.Attorney = &title.PowerOfAttorney{ID: id, IssuerINN: "7799999926", IssueDate: "2026-01-01", SystemID: titletest.Long(500), InPackage: true}
		},
		func(a *title.Answer) {
			a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: "7", IssueDate: "2026-01-01"}
		},
		func(a *title.Answer) {
			a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: titletest.Long(50), IssueDate: "2026-01-01", IssuerInfo: titletest.Long(1000)}
		},
	}
}

func positions() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signer.Position = "" },
		func(a *title.Answer) { a.Signer.Position = titletest.Long(255) },
	}
}

func settings() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) {
			a.Settings = title.SignerSettings{PowersBase: "x", OrganizationPowersBase: "y", Powers: 1, Status: 9}
		},
	}
}

// refused returns code and member of the findings by which an answer is
// refused.
func refused(t *testing.T, a *title.Answer) []string {
	t.Helper()
	_, err := aktsver.First.Answer(a)
	var e *sdano.Error
	if !errors.As(err, &e) || e.Kind != sdano.Unprocessable {
		t.Errorf("not refused: %v", err)
		return nil
	}
	var out []string
	for _, f := range e.Findings {
		if f.Message == "" || strings.HasSuffix(f.Message, ".") {
			t.Errorf("message %q", f.Message)
		}
		out = append(out, f.Code+" "+f.Member)
	}
	slices.Sort(out)
	return out
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	contract := func(d *title.Divergence) *title.DivergenceContract { return &d.Contracts[1] }
	document := func(d *title.Divergence) *title.DivergenceDocument { return &d.Contracts[0].Documents[1] }
	operation := func(d *title.Divergence) *title.DivergenceOperation { return &document(d).Operations[1] }
	const (
		c = "Divergences[0].Contracts[1]."
		d = "Divergences[0].Contracts[0].Documents[1]."
		o = d + "Operations[1]."
	)
	long := titletest.Long
	for name, tc := range map[string]struct {
		edit func(*title.Divergence)
		want []string
	}{
		"information too long":  {func(x *title.Divergence) { x.Information = long(501) }, []string{"answer.length Divergences[0].AdditionalInformation"}},
		"no contracts":          {func(x *title.Divergence) { x.Contracts = nil }, []string{"answer.required Divergences[0].Contracts"}},
		"sum is no number":      {func(x *title.Divergence) { x.OpeningDebit = "1,5" }, []string{"answer.sum Divergences[0].OpeningBalanceDebit"}},
		"sum too precise":       {func(x *title.Divergence) { contract(x).FinalCredit = "1.001" }, []string{"answer.sum " + c + "FinalBalanceCredit"}},
		"sum too long":          {func(x *title.Divergence) { contract(x).DiscrepancyDebit = "1000000000000000" }, []string{"answer.sum " + c + "TotalDiscrepancyDebit"}},
		"contract id too long":  {func(x *title.Divergence) { contract(x).ID = long(101) }, []string{"answer.length " + c + "ContractId"}},
		"type too long":         {func(x *title.Divergence) { contract(x).Type = long(501) }, []string{"answer.length " + c + "ContractType"}},
		"number too long":       {func(x *title.Divergence) { contract(x).Number = long(51) }, []string{"answer.length " + c + "ContractNumber"}},
		"no such day":           {func(x *title.Divergence) { contract(x).Date = "2025-02-29" }, []string{"answer.date " + c + "ContractDate"}},
		"no documents":          {func(x *title.Divergence) { contract(x).Documents = nil }, []string{"answer.required " + c + "Documents"}},
		"document without name": {func(x *title.Divergence) { document(x).Name = " " }, []string{"answer.required " + d + "Name"}},
		"document, long name":   {func(x *title.Divergence) { document(x).Name = long(101) }, []string{"answer.length " + d + "Name"}},
		"document, no number":   {func(x *title.Divergence) { document(x).Number = "" }, []string{"answer.required " + d + "Number"}},
		"document, long number": {func(x *title.Divergence) { document(x).Number = long(51) }, []string{"answer.length " + d + "Number"}},
		"document, no day":      {func(x *title.Divergence) { document(x).Date = "" }, []string{"answer.required " + d + "Date"}},
		"document, bad day":     {func(x *title.Divergence) { document(x).Date = "01.11.2025" }, []string{"answer.date " + d + "Date"}},
		"document, long id":     {func(x *title.Divergence) { document(x).ID = long(101) }, []string{"answer.length " + d + "DocumentId"}},
		"document, no total":    {func(x *title.Divergence) { document(x).Discrepancy = "" }, []string{"answer.required " + d + "TotalDiscrepancy"}},
		"no operations":         {func(x *title.Divergence) { document(x).Operations = nil }, []string{"answer.required " + d + "Operations"}},
		"operation, no name":    {func(x *title.Divergence) { operation(x).Name = "" }, []string{"answer.required " + o + "Name"}},
		"operation, long name":  {func(x *title.Divergence) { operation(x).Name = long(501) }, []string{"answer.length " + o + "Name"}},
		"operation, no row":     {func(x *title.Divergence) { operation(x).Number = "" }, []string{"answer.required " + o + "Number"}},
		"operation, bad row":    {func(x *title.Divergence) { operation(x).Number = "-1" }, []string{"answer.value " + o + "Number"}},
		"operation, long row":   {func(x *title.Divergence) { operation(x).Number = "1234567" }, []string{"answer.value " + o + "Number"}},
		"operation, no day":     {func(x *title.Divergence) { operation(x).Date = "" }, []string{"answer.required " + o + "Date"}},
		"operation, no sum":     {func(x *title.Divergence) { operation(x).Debit, operation(x).Credit = "", " " }, []string{"answer.required " + o + "Debit"}},
		"operation, bad sum":    {func(x *title.Divergence) { operation(x).Debit, operation(x).Credit = "x", "" }, []string{"answer.sum " + o + "Debit"}},
		"control character":     {func(x *title.Divergence) { operation(x).Information = "a\x01b" }, []string{"answer.characters " + o + "AdditionalInformation"}},
		"two mistakes":          {func(x *title.Divergence) { operation(x).Name, document(x).Name = "", "" }, []string{"answer.required " + d + "Name", "answer.required " + o + "Name"}},
	} {
		a := blank(t)
		a.Reconciliation = disagreement()
		tc.edit(&a.Reconciliation.Divergences[0])
		if got := refused(t, a); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestSeveralTablesAreRefused(t *testing.T) {
	t.Parallel()
	a := blank(t)
	a.Reconciliation = disagreement()
	a.Reconciliation.Divergences = append(a.Reconciliation.Divergences, a.Reconciliation.Divergences[0])
	if got := refused(t, a); !slices.Equal(got, []string{"answer.value Divergences"}) {
		t.Errorf("%v", got)
	}
}

func TestDependenciesOfSums(t *testing.T) {
	t.Parallel()
	const c = "Divergences[0].Contracts[1]."
	type edit = func(table, second *title.Sums)
	for name, tc := range map[string]struct {
		edit edit
		want []string
	}{
		"opening debit, no total": {
			func(s, _ *title.Sums) { *s = title.Sums{OpeningDebit: "0"} },
			[]string{"answer.required Divergences[0].TotalDiscrepancyDebit"},
		},
		"turnover debit, no total": {
			func(s, _ *title.Sums) { *s = title.Sums{TurnoverDebit: "1"} },
			[]string{"answer.required Divergences[0].TotalDiscrepancyDebit"},
		},
		"final debit, no total": {
			func(s, _ *title.Sums) { *s = title.Sums{FinalDebit: "1", DiscrepancyCredit: "1"} },
			[]string{"answer.required Divergences[0].TotalDiscrepancyDebit"},
		},
		"credit, no total": {
			func(s, _ *title.Sums) {
				*s = title.Sums{OpeningCredit: "1", TurnoverCredit: "1", FinalCredit: "1", DiscrepancyDebit: "1"}
			},
			[]string{"answer.required Divergences[0].TotalDiscrepancyCredit"},
		},
		"contract, no total": {
			func(_, s *title.Sums) { s.DiscrepancyCredit = "" },
			[]string{"answer.required " + c + "TotalDiscrepancyCredit"},
		},
		"contract lacks opening debit":   {func(_, s *title.Sums) { s.OpeningDebit = "" }, []string{"answer.required " + c + "OpeningBalanceDebit"}},
		"contract lacks opening credit":  {func(_, s *title.Sums) { s.OpeningCredit = "" }, []string{"answer.required " + c + "OpeningBalanceCredit"}},
		"contract lacks turnover debit":  {func(_, s *title.Sums) { s.TurnoverDebit = "" }, []string{"answer.required " + c + "TurnoverBalanceDebit"}},
		"contract lacks turnover credit": {func(_, s *title.Sums) { s.TurnoverCredit = "" }, []string{"answer.required " + c + "TurnoverBalanceCredit"}},
		"contract lacks final debit":     {func(_, s *title.Sums) { s.FinalDebit = "" }, []string{"answer.required " + c + "FinalBalanceDebit"}},
		"contract lacks final credit":    {func(_, s *title.Sums) { s.FinalCredit = "" }, []string{"answer.required " + c + "FinalBalanceCredit"}},
		"contract may lack what table has not": {func(s, c *title.Sums) {
			s.OpeningDebit, s.FinalCredit, c.OpeningDebit, c.TurnoverDebit = "", "", "", ""
		}, []string{"answer.required " + c + "TurnoverBalanceDebit"}},
	} {
		a := blank(t)
		a.Reconciliation = disagreement()
		d := &a.Reconciliation.Divergences[0]
		tc.edit(&d.Sums, &d.Contracts[1].Sums)
		if got := refused(t, a); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func BenchmarkAnswer(b *testing.B) {
	for name, result := range map[string]*title.ReconciliationResult{"agreed": nil, "disagreed": disagreement()} {
		b.Run(name, func(b *testing.B) {
			a := blank(b)
			a.Reconciliation = result
			b.ReportAllocs()
			for b.Loop() {
				made(b, a)
			}
		})
	}
}
