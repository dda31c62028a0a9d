package torg2_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/oracle"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/torg2"
)

// request asks for an act of ООО «Ромашка» on a УПД of three lines, of which
// the second came in full.
func request() torg2.DraftRequest {
	blank := titletest.Blank(&title.Document{}, "")
	return torg2.DraftRequest{
		UPD: &title.Document{
			Format: &title.Format{Kind: title.UPD, Role: title.First, Name: "УПД, информация продавца"},
			Number: "451", Date: sdano.MustDate("2026-01-15"), Version: "5.03",
			Sender: "2ZZ-7799999926-779901001-2026", Recipient: "2ZZ-7799999919-779901001-2026",
			Parties: []title.Party{
				{Role: title.Shipper, Name: "Склад"},
				{Role: title.Seller, Name: "Общество с ограниченной ответственностью «Василёк»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}},
				{Role: title.Buyer, Name: "Общество с ограниченной ответственностью «Ромашка»", TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"}},
			},
			Lines: []title.Line{
				{Number: "1", Name: "Лопата «Крот»", Unit: "шт", OKEI: "796", Quantity: "20"},
				{Number: "2", Name: "Грабли", Quantity: "5.00"},
				{Number: "7", Name: "Семена", Unit: "кг", OKEI: "166", Quantity: "12.5"},
			},
		},
		Box: blank.Box, Signer: blank.Signer, At: blank.At, GUID: blank.GUID, Program: blank.Program,
		Lines: []torg2.AcceptedLine{
			{LineNumber: 7, Accepted: "12.75", Comment: "лишний пакет"},
			{LineNumber: 2, Accepted: "5", Defective: "0"},
			{LineNumber: 1, Accepted: "17", Defective: "1.0"},
		},
	}
}

func draft(t testing.TB, r torg2.DraftRequest) *title.File {
	t.Helper()
	f, err := torg2.Draft(r)
	if err != nil {
		t.Fatal(err, sdano.AsError(err).Findings, sdano.AsError(err).Err)
	}
	return f
}

func TestDraft(t *testing.T) {
	t.Parallel()
	f := draft(t, request())
	titletest.Golden(t, "draft.xml", f.Data)
	if want := "DP_PRIRASXPRIN_2ZZ-7799999926-779901001-2026_2ZZ-7799999919-779901001-2026_20260201_6ba7b810-9dad-41d1-80b4-00c04fd430c8.xml"; f.Name != want {
		t.Errorf("named %s", f.Name)
	}
	if f.Warnings != nil {
		t.Errorf("warnings %v", f.Warnings)
	}
	read := torg2.First.Read(parse(t, f.Data))
	if read.Sender != "2ZZ-7799999919-779901001-2026" || read.Recipient != "2ZZ-7799999926-779901001-2026" || read.Silent != "" || !slices.Equal(read.Purposes, []int{5}) {
		t.Errorf("%+v", read)
	}
	want := []title.Line{
		{Number: "7", Name: "Семена", Unit: "кг", OKEI: "166", Declared: "12.5", Accepted: "12.75", Surplus: "0.25"},
		{Number: "1", Name: "Лопата «Крот»", Unit: "шт", OKEI: "796", Declared: "20", Accepted: "17", Shortage: "2", Defect: "1"},
	}
	if !slices.Equal(read.Lines, want) {
		t.Errorf("lines %+v, want %+v", read.Lines, want)
	}
}

func TestSellerAnswersTheDraft(t *testing.T) {
	t.Parallel()
	f := draft(t, request())
	a := titletest.Blank(torg2.First.Read(parse(t, f.Data)), strings.TrimSuffix(f.Name, ".xml"))
	a.Box = title.Box{Participant: "2ZZ-7799999926-779901001-2026", Name: "ООО «Василёк»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}}
	a.Material = &title.Material{Date: "2026-02-02", Text: "Согласны"}
	s := torg2.Second.Read(parse(t, made(t, a).Data)).Signatories[0]
	if s.Powers != "23" || s.Status != "1" {
		t.Errorf("powers %s, status %s", s.Powers, s.Status)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		declared, accepted, defective title.Decimal
		want                          title.Line
	}{
		{"10", "10", "", title.Line{Declared: "10", Accepted: "10"}},
		{"+010.0", "10.", "0.00", title.Line{Declared: "10", Accepted: "10"}},
		{"10", "9", "", title.Line{Declared: "10", Accepted: "9", Shortage: "1"}},
		{"10", "9", "1", title.Line{Declared: "10", Accepted: "9", Defect: "1"}},
		{"10", "8", "1", title.Line{Declared: "10", Accepted: "8", Defect: "1", Shortage: "1"}},
		{"10", "10", "1", title.Line{Declared: "10", Accepted: "10", Defect: "1", Surplus: "1"}},
		{"10", "0", "10", title.Line{Declared: "10", Accepted: "0", Defect: "10"}},
		{"0", ".5", "", title.Line{Declared: "0", Accepted: "0.5", Surplus: "0.5"}},
		{"0.3", "0.1", "0.2", title.Line{Declared: "0.3", Accepted: "0.1", Defect: "0.2"}},
		{"1", "0.00000000001", "", title.Line{Declared: "1", Accepted: "0.00000000001", Shortage: "0.99999999999"}},
		{"999999999999999999999999", "0", "", title.Line{Declared: "999999999999999999999999", Accepted: "0", Shortage: "999999999999999999999999"}},
	} {
		tc.want.Name, tc.want.Quantity = "x", tc.declared
		got, err := torg2.Compare(title.Line{Name: "x", Quantity: tc.declared}, torg2.AcceptedLine{Accepted: tc.accepted, Defective: tc.defective})
		if err != nil || got != tc.want {
			t.Errorf("%s: %s and %s: %+v, %v, want %+v", tc.declared, tc.accepted, tc.defective, got, err, tc.want)
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		declared, accepted, defective title.Decimal
		want                          []string
	}{
		{"", "1", "", []string{"answer.value LineNumber"}},
		{"1", "", "", []string{"answer.value Accepted"}},
		{"1", "-1", "-0", []string{"answer.value Accepted", "answer.value Defective"}},
		{"1", "1,5", "", []string{"answer.value Accepted"}},
		{"1", "1e5", "", []string{"answer.value Accepted"}},
		{"1", "1.2.3", "", []string{"answer.value Accepted"}},
		{"1", ".", "", []string{"answer.value Accepted"}},
		{"1", "0.000000000001", "", []string{"answer.value Accepted"}},
		{"1", "1000000000000000000000000", "", []string{"answer.value Accepted"}},
		{"999999999999999999999999", "0.1", "", []string{"answer.value Accepted"}},
		{"0.1", "999999999999999999999999", "", []string{"answer.value Accepted"}},
		{"1", title.Decimal(strings.Repeat("9", 1000)), "", []string{"answer.value Accepted"}},
	} {
		_, err := torg2.Compare(title.Line{Quantity: tc.declared}, torg2.AcceptedLine{Accepted: tc.accepted, Defective: tc.defective})
		if got := findings(t, err); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %s and %s: %v, want %v", tc.declared, tc.accepted, tc.defective, got, tc.want)
		}
	}
}

// FuzzCompare checks that what was declared and came too much is what came in
// whole and is missing.
func FuzzCompare(f *testing.F) {
	f.Add("10", "9", "1")
	f.Add("0.5", "+1.25", "")
	f.Add("999999999999999999999999", "0.00000000001", ".")
	f.Fuzz(func(t *testing.T, declared, accepted, defective string) {
		line, err := torg2.Compare(title.Line{Quantity: title.Decimal(declared)}, torg2.AcceptedLine{Accepted: title.Decimal(accepted), Defective: title.Decimal(defective)})
		if err != nil {
			findings(t, err)
			return
		}
		left, right := line.Declared.Plus(line.Surplus), line.Accepted.Plus(line.Defect).Plus(line.Shortage)
		if rest := left.Minus(right); strings.Trim(string(rest), "0.") != "" || line.Shortage != "" && line.Surplus != "" {
			t.Errorf("%s, %s, %s: %+v", declared, accepted, defective, line)
		}
	})
}

// party returns an edit of the seller.
func party(p title.Party) func(*torg2.DraftRequest) {
	return func(r *torg2.DraftRequest) {
		p.Role = title.Seller
		r.UPD.Parties[1] = p
	}
}

func TestDraftsAreValid(t *testing.T) {
	t.Parallel()
	long := titletest.Long
	person := title.Person{Surname: "Ёлкин", FirstName: "Пётр", MiddleName: "Ильич"}
	cases := map[string]struct {
		edit     func(*torg2.DraftRequest)
		has      string
		warnings int
	}{
		"as it is":          {func(*torg2.DraftRequest) {}, "", 0},
		"given text":        {func(r *torg2.DraftRequest) { r.Text = long(2000) }, "", 0},
		"sender at receipt": {func(r *torg2.DraftRequest) { r.Sender = "2ZZ-7799999926-2" }, `<СвУчДокОбор ИдОтпр="2ZZ-7799999919-779901001-2026" ИдПол="2ZZ-7799999926-2"/>`, 0},
		"operator": {func(r *torg2.DraftRequest) {
			r.Operator = title.EDOOperator{Code: "2ZZ", Name: "АО «Оператор»", INN: "7799999940"}
		}, `ИдЭДОСФ="2ZZ"`, 0},
		"long number":      {func(r *torg2.DraftRequest) { r.UPD.Number = strings.Repeat("7", 101) }, `НаимСопрДок="УПД" ДатаСопрДок="15.01.2026"`, 1},
		"longest number":   {func(r *torg2.DraftRequest) { r.UPD.Number = long(1000) }, "", 2},
		"number of 100":    {func(r *torg2.DraftRequest) { r.UPD.Number = strings.Repeat("7", 100) }, `НомСопрДок="777`, 0},
		"no day":           {func(r *torg2.DraftRequest) { r.UPD.Date = sdano.Date{} }, "по УПД № 451 выявлены", 0},
		"long goods":       {func(r *torg2.DraftRequest) { r.UPD.Lines[0].Name = long(2000) }, "", 1},
		"long unit":        {func(r *torg2.DraftRequest) { r.UPD.Lines[0].Unit = long(1000) }, "", 0},
		"no name, no unit": {func(r *torg2.DraftRequest) { r.UPD.Lines[0] = title.Line{Number: "1", Quantity: "20"} }, `<РезПрием><Ценности НомСтрСопрДок="1"/>`, 0},
		"unit of no code":  {func(r *torg2.DraftRequest) { r.UPD.Lines[0].OKEI = "шт" }, `<РезПрием НаимЕдИзм="шт">`, 1},
		"unit of 4 digits": {func(r *torg2.DraftRequest) { r.UPD.Lines[0].OKEI = "0796" }, `ОКЕИ_Тов="0796"`, 0},
		"longest numbers": {func(r *torg2.DraftRequest) {
			r.UPD.Lines[0].Quantity, r.Lines[2] = "1234567890123.12345678901", torg2.AcceptedLine{LineNumber: 1, Accepted: "0.00000000001", Comment: long(255)}
		}, `<Недостача КолТовРасх="1234567890123.123456789"`, 0},
		"entrepreneur":       {party(title.Party{Entrepreneur: true, Person: person, TaxID: sdano.TaxID{INN: "779999991008"}}), `<СвИП ИННФЛ="779999991008"><ФИО`, 0},
		"private person":     {party(title.Party{Person: person}), `<СвФЛ><ФИО`, 0},
		"person by ИНН":      {party(title.Party{Person: title.Person{Surname: long(60), FirstName: long(60), MiddleName: long(60)}, TaxID: sdano.TaxID{INN: "779999991008"}}), `<СвФЛ ИННФЛ="779999991008">`, 0},
		"foreign":            {party(title.Party{Foreign: true, Name: long(1000), ForeignID: long(255)}), "", 0},
		"foreign without id": {party(title.Party{Foreign: true, Name: "Garten GmbH"}), `<СвИнНеУч НаимОрг="Garten GmbH"/>`, 0},
		"long names":         {party(title.Party{Name: long(1001), TaxID: sdano.TaxID{INN: "7799999926"}}), "", 1},
		"not the buyer":      {func(r *torg2.DraftRequest) { r.UPD.Parties[2].TaxID.INN = "7799999933" }, "", 1},
		"as an entrepreneur": {func(r *torg2.DraftRequest) { r.Signer.OrganizationINN = r.Signer.INN }, `Статус="4"`, 0},
		"chairman": {func(r *torg2.DraftRequest) {
			r.Settings = title.SignerSettings{Powers: 7, Status: 3, PowersBase: "Приказ", OrganizationPowersBase: "Договор"}
		}, `ОблПолн="7" Статус="3" ОснПолн="Приказ" ОснПолнОрг="Договор"`, 0},
		"format not known": {func(r *torg2.DraftRequest) { r.UPD.Format = nil }, "", 0},
	}
	var docs [][]byte
	var names []string
	for name, tc := range cases {
		r := request()
		tc.edit(&r)
		f := draft(t, r)
		if !strings.Contains(titletest.Text(f.Data), tc.has) || len(f.Warnings) != tc.warnings {
			t.Errorf("%s: warnings %v, or no %s in\n%s", name, f.Warnings, tc.has, titletest.Text(f.Data))
		}
		if broken := torg2.First.Violations(parse(t, f.Data)); broken != nil {
			t.Errorf("%s: breaks %v", name, broken)
		}
		docs, names = append(docs, f.Data), append(names, name)
	}
	for i, valid := range oracle.Validate(t, oracle.Shared(t, "formats", officialFirst), docs) {
		if !valid {
			t.Errorf("%s: not valid by the official schema:\n%s", names[i], titletest.Text(docs[i]))
		}
	}
}

func TestDraftIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit func(*torg2.DraftRequest)
		want []string
	}{
		"nothing differs": {func(r *torg2.DraftRequest) { r.Lines = r.Lines[1:2] }, []string{"answer.required AcceptedLines"}},
		"no lines":        {func(r *torg2.DraftRequest) { r.Lines = nil }, []string{"answer.required AcceptedLines"}},
		"no such line":    {func(r *torg2.DraftRequest) { r.Lines[1].LineNumber = 3 }, []string{"answer.value AcceptedLines[1].LineNumber"}},
		"line 0":          {func(r *torg2.DraftRequest) { r.Lines[1].LineNumber = 0 }, []string{"answer.value AcceptedLines[1].LineNumber"}},
		"line twice":      {func(r *torg2.DraftRequest) { r.Lines[1].LineNumber = 7 }, []string{"answer.value AcceptedLines[1].LineNumber"}},
		"bad quantities": {
			func(r *torg2.DraftRequest) { r.Lines[0].Accepted, r.Lines[1].Defective = "x", "y" },
			[]string{"answer.value AcceptedLines[0].Accepted", "answer.value AcceptedLines[1].Defective"},
		},
		"line without quantity": {func(r *torg2.DraftRequest) { r.UPD.Lines[0].Quantity = "" }, []string{"answer.value AcceptedLines[2].LineNumber"}},
		"long comment":          {func(r *torg2.DraftRequest) { r.Lines[0].Comment = titletest.Long(256) }, []string{"answer.length AcceptedLines[0].Comment"}},
		"long text":             {func(r *torg2.DraftRequest) { r.Text = titletest.Long(2001) }, []string{"answer.length Text"}},
		"not a УПД": {
			func(r *torg2.DraftRequest) {
				r.UPD.Format = &title.Format{Kind: title.TORG12, Role: title.First, Name: "ТОРГ-12"}
			},
			[]string{"answer.first"},
		},
		"no number":       {func(r *torg2.DraftRequest) { r.UPD.Number = "" }, []string{"answer.first"}},
		"no seller":       {func(r *torg2.DraftRequest) { r.UPD.Parties = r.UPD.Parties[2:] }, []string{"answer.first", "answer.first"}},
		"seller's digits": {party(title.Party{Name: "x", TaxID: sdano.TaxID{INN: "7799999927", KPP: "1"}}), []string{"answer.digits", "answer.digits"}},
		"long ИНН":        {party(title.Party{Name: "x", Person: title.Person{Surname: "x"}, TaxID: sdano.TaxID{INN: "7799999926"}}), []string{"answer.digits", "answer.first"}},
		"no sender":       {func(r *torg2.DraftRequest) { r.UPD.Sender = "" }, []string{"answer.box"}},
		"status 1":        {func(r *torg2.DraftRequest) { r.Settings.Status = 1 }, []string{"answer.value SignersSettings.SignerStatus"}},
		"powers 21":       {func(r *torg2.DraftRequest) { r.Settings.Powers = 21 }, []string{"answer.value SignersSettings.SignerPowers"}},
		"no signer":       {func(r *torg2.DraftRequest) { r.Signer.Surname = "" }, []string{"answer.required Signer.Surname"}},
	} {
		r := request()
		tc.edit(&r)
		_, err := torg2.Draft(r)
		if got := findings(t, err); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestDraftTakesTheDayOfTheZone(t *testing.T) {
	t.Parallel()
	r := request()
	r.Zone = time.UTC
	if read := torg2.First.Read(parse(t, draft(t, r).Data)); read.Date != sdano.MustDate("2026-01-31") || read.Made.Time != "22.30.05" {
		t.Errorf("%v %+v", read.Date, read.Made)
	}
}

func BenchmarkDraft(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		draft(b, request())
	}
}
