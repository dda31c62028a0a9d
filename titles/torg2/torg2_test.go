package torg2_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/torg2"
	"sdano/titles/tree"
)

const (
	officialFirst  = "torg2/DP_PRIRASXPRIN_1_994_01_05_01_01.xsd"
	officialSecond = "torg2/DP_PRIRASXDOP_1_994_02_05_01_01.xsd"
	// In toSeller the box of ООО «Ромашка» is the seller, in full, which has all
	// that a first title can have, the buyer, in toCarrier the carrier.
	toSeller  = "DP_PRIRASXPRIN_2ZZ-7799999919-779901001-2026_2ZZ-7799999926-779901001-2026_20260116_3f0c1a52-6b1e-4d57-9c1e-5a0f6f2e7b01"
	full      = "DP_PRIRASXPRIN_2ZZ-779999991008-2026_2ZZ-7799999919-779901001-2026_20260119_a4b86f0e-77d2-4c0b-8f36-0f9f3f1f9d02"
	toCarrier = "DP_PRIRASXPRIN_2ZZ-7799999919-779901001-2026_2ZZ-7799999926-779901001-2026_20260120_c9d7a1f4-2f4e-4a57-b7d2-7a1d3d0b6c03"
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

// agreement answers a first title with the least that it can be answered with.
func agreement(t testing.TB, name string) *title.Answer {
	t.Helper()
	a := titletest.Blank(torg2.First.Read(parse(t, file(t, name))), name)
	a.Material = &title.Material{Date: "2026-01-31", Text: "С недостачей согласны"}
	return a
}

func made(t testing.TB, a *title.Answer) *title.File {
	t.Helper()
	f, err := torg2.First.Answer(a)
	if err != nil {
		t.Fatal(err, sdano.AsError(err).Findings)
	}
	return f
}

func TestSchemas(t *testing.T) {
	t.Parallel()
	t.Run("buyer", func(t *testing.T) {
		t.Parallel()
		titletest.SchemaAgrees(t, torg2.First, officialFirst)
	})
	t.Run("additional", func(t *testing.T) {
		t.Parallel()
		titletest.SchemaAgrees(t, torg2.Second, officialSecond)
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format *title.Format
		name   string
		data   []byte
	}{
		{torg2.First, "seller.json", file(t, toSeller)},
		{torg2.First, "full.json", file(t, full)},
		{torg2.First, "carrier.json", file(t, toCarrier)},
		{torg2.Second, "agreed.json", made(t, agreement(t, toSeller)).Data},
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

func TestReadSurvivesAnything(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{
		`<Файл/>`, `<Файл><Документ/></Файл>`,
		`<Файл><Документ><СодФХЖ1><Продавец/></СодФХЖ1><СодФХЖ2><РезПрием/></СодФХЖ2><ИнфДопСв>x</ИнфДопСв><Подписант/></Документ></Файл>`,
	} {
		for _, f := range []*title.Format{torg2.First, torg2.Second} {
			if read := f.Read(parse(t, []byte(doc))); read == nil || read.Format != f || read.Silent != "" || read.Purposes != nil {
				t.Errorf("%s: %+v", doc, read)
			}
		}
	}
}

// purposes replaces the «ИнфДопСв» of a first title.
func purposes(doc []byte, codes ...string) []byte {
	text := titletest.Text(doc)
	from, to := strings.Index(text, "<ИнфДопСв>"), strings.LastIndex(text, "</ИнфДопСв>")
	return []byte(text[:from] + "<ИнфДопСв>" + strings.Join(codes, "</ИнфДопСв><ИнфДопСв>") + text[to:])
}

func TestOnlyPurposeOneIsSilent(t *testing.T) {
	t.Parallel()
	for codes, silent := range map[string]bool{"1": true, "1 1": true, "1 5": false, "2": false, "8": false} {
		read := torg2.First.Read(parse(t, purposes(file(t, toSeller), strings.Fields(codes)...)))
		if (read.Silent != "") != silent {
			t.Errorf("%s: silent because %q", codes, read.Silent)
		}
	}
}

func TestSilentTitleIsNotAnswered(t *testing.T) {
	t.Parallel()
	a := agreement(t, toSeller)
	a.First = torg2.First.Read(parse(t, purposes(file(t, toSeller), "1")))
	if got := refused(t, a); !slices.Equal(got, []string{"answer.first"}) {
		t.Errorf("%v", got)
	}
}

func TestPowersFollowOurPurpose(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		title, codes, powers, status string
		warned                       bool
	}{
		{toSeller, "5", "23", "1", false},
		{toSeller, "6", "29", "1", false},
		{toSeller, "6 5", "29", "1", false},
		{toSeller, "2 3 7 5 6", "23", "1", false},
		{toSeller, "1 3", "29", "1", true},
		{full, "2", "22", "5", false},
		{full, "3", "21", "5", false},
		{full, "4 2", "29", "5", false},
		{full, "5 3", "21", "5", false},
		{full, "5 7", "29", "5", true},
		{toCarrier, "7", "23", "6", false},
		{toCarrier, "8", "29", "6", false},
		{toCarrier, "5", "29", "6", true},
	} {
		a := agreement(t, tc.title)
		a.First = torg2.First.Read(parse(t, purposes(file(t, tc.title), strings.Fields(tc.codes)...)))
		f := made(t, a)
		s := torg2.Second.Read(parse(t, f.Data)).Signatories[0]
		if s.Powers != tc.powers || s.Status != tc.status || (len(f.Warnings) == 1) != tc.warned {
			t.Errorf("%+v: powers %s, status %s, warnings %v", tc, s.Powers, s.Status, f.Warnings)
		}
	}
}

func TestPersonsHaveStatusFour(t *testing.T) {
	t.Parallel()
	a := agreement(t, toSeller)
	a.Signer.OrganizationINN = a.Signer.INN
	s := torg2.Second.Read(parse(t, made(t, a).Data)).Signatories[0]
	if s.Status != "4" || s.Powers != "23" || s.TaxID.INN != a.Signer.INN {
		t.Errorf("%+v", s)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*title.Answer){
		"agreed.xml": func(*title.Answer) {},
		"claimed.xml": func(a *title.Answer) {
			a.Operator = title.EDOOperator{Code: "2ZZ", Name: "АО «Оператор»", INN: "7799999940"}
			a.Signatures = append(a.Signatures, []byte("вторая"))
			a.Settings = title.SignerSettings{Powers: 29, Status: 3, PowersBase: "Приказ № 1", OrganizationPowersBase: "Договор № 2"}
			a.Signer.OrganizationINN, a.Signer.OrganizationName = "7799999933", "ООО «Транзит»"
			a.Material = &title.Material{
				Date: "2026-01-31T21:00:00Z", Text: "Недостача возникла в пути; <не согласны> & ждём 🚚",
				Information: title.MaterialInformation{
					FileID: "5f5f7a0e-6f55-4b2e-8d34-7e1f8d4f0a04",
					Texts:  []title.MaterialText{{ID: "Претензия", Value: "44"}, {ID: "Дата", Value: "30.01.2026"}},
				},
			}
		},
	} {
		a := agreement(t, toSeller)
		edit(a)
		titletest.Golden(t, name, made(t, a).Data)
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	titletest.AnswerMatrix(t, torg2.First, titletest.Matrix{
		Target: torg2.Second, Official: officialSecond,
		First: map[string][]byte{toSeller: file(t, toSeller), full: file(t, full), toCarrier: file(t, toCarrier)},
		Axes:  []titletest.Axis{materials(), settings(), organisations(), attorneys()},
	})
}

func materials() titletest.Axis {
	set := func(m title.Material) func(*title.Answer) {
		return func(a *title.Answer) { a.Material = &m }
	}
	const guid = "5f5f7a0e-6f55-4b2e-8d34-7e1f8d4f0a04"
	long := titletest.Long
	return titletest.Axis{
		set(title.Material{Date: "2026-01-31", Text: "Согласны"}),
		set(title.Material{Date: "1900-01-01T00:00:00", Text: "я"}),
		set(title.Material{Date: "2022-11-16T14:00:04.602Z", Text: long(1000), Information: title.MaterialInformation{FileID: guid}}),
		set(title.Material{Date: "2099-12-31", Text: "нет", Information: title.MaterialInformation{
			Texts: []title.MaterialText{{ID: "a", Value: "b"}, {ID: long(50), Value: long(2000)}},
		}}),
		set(title.Material{Date: "2026-02-28T23:59:59+14:00", Text: "a\tb\nc", Information: title.MaterialInformation{
			FileID: long(36), Texts: slices.Repeat([]title.MaterialText{{ID: "№", Value: "\"<&>'"}}, 30),
		}}),
	}
}

func settings() titletest.Axis {
	axis := titletest.Axis{func(*title.Answer) {}}
	for _, powers := range []int{21, 22, 23, 29} {
		axis = append(axis, func(a *title.Answer) { a.Settings.Powers = powers })
	}
	for _, status := range []int{1, 3, 4, 5, 6} {
		axis = append(axis, func(a *title.Answer) {
			a.Settings = title.SignerSettings{Status: status, PowersBase: titletest.Long(255), OrganizationPowersBase: titletest.Long(255)}
		})
	}
	return axis
}

func organisations() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signer.OrganizationINN = "7799999933" },
		func(a *title.Answer) {
			a.Signer.OrganizationINN, a.Signer.OrganizationName, a.Signer.Position = "7799999933", titletest.Long(1000), titletest.Long(128)
		},
		func(a *title.Answer) { a.Signer.OrganizationINN = a.Signer.INN },
		func(a *title.Answer) { a.Signer.INN, a.Signer.OrganizationINN = "", "779999991008" },
	}
}

func attorneys() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) {
			a.Signer.Attorney = &title.PowerOfAttorney{ID: "0d3f6a58-4a41-4f44-8a0f-1c8f1b6f1a03", IssuerINN: "7799999919"}
		},
		func(a *title.Answer) {
			a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: titletest.Long(50), IssueDate: "2026-01-01", IssuerInfo: "х"}
		},
	}
}

// refused returns code and member of the findings by which an answer is
// refused.
func refused(t *testing.T, a *title.Answer) []string {
	t.Helper()
	_, err := torg2.First.Answer(a)
	return findings(t, err)
}

func findings(t *testing.T, err error) []string {
	t.Helper()
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
		if f.Severity != sdano.Warning {
			out = append(out, strings.TrimSpace(f.Code+" "+f.Member))
		}
	}
	slices.Sort(out)
	return out
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	long := titletest.Long
	texts := func(id, value string) func(*title.Answer) {
		return func(a *title.Answer) {
			a.Material.Information.Texts = []title.MaterialText{{ID: "a", Value: "b"}, {ID: id, Value: value}}
		}
	}
	const at = "Information.TextInformation[1]."
	for name, tc := range map[string]struct {
		edit func(*title.Answer)
		want []string
	}{
		"no result":           {func(a *title.Answer) { a.Material = nil }, []string{"answer.required MaterialAssetsAcceptanceResults"}},
		"nothing in result":   {func(a *title.Answer) { a.Material = &title.Material{} }, []string{"answer.required AcceptanceText", "answer.required Date"}},
		"no day":              {func(a *title.Answer) { a.Material.Date = " " }, []string{"answer.required Date"}},
		"no such day":         {func(a *title.Answer) { a.Material.Date = "2026-02-29" }, []string{"answer.date Date"}},
		"day too early":       {func(a *title.Answer) { a.Material.Date = "1899-12-31" }, []string{"answer.date Date"}},
		"text too long":       {func(a *title.Answer) { a.Material.Text = long(1001) }, []string{"answer.length AcceptanceText"}},
		"file id too short":   {func(a *title.Answer) { a.Material.Information.FileID = long(35) }, []string{"answer.length Information.FileId"}},
		"file id too long":    {func(a *title.Answer) { a.Material.Information.FileID = long(37) }, []string{"answer.length Information.FileId"}},
		"information, no id":  {texts("", "b"), []string{"answer.required " + at + "Id"}},
		"information, empty":  {texts("a", " "), []string{"answer.required " + at + "Value"}},
		"information, id":     {texts(long(51), "b"), []string{"answer.length " + at + "Id"}},
		"information, value":  {texts("a", long(2001)), []string{"answer.length " + at + "Value"}},
		"powers of the first": {func(a *title.Answer) { a.Settings.Powers = 2 }, []string{"answer.value SignersSettings.SignerPowers"}},
		"status 2":            {func(a *title.Answer) { a.Settings.Status = 2 }, []string{"answer.value SignersSettings.SignerStatus"}},
		"status 3, no basis": {
			func(a *title.Answer) { a.Settings.Status = 3 },
			[]string{"answer.required SignersSettings.SignerOrganizationPowersBase"},
		},
		"position too long": {func(a *title.Answer) { a.Signer.Position = long(129) }, []string{"answer.length Signer.Position"}},
		"no position":       {func(a *title.Answer) { a.Signer.Position = "" }, []string{"answer.required Signer.Position"}},
		"no signature":      {func(a *title.Answer) { a.Signatures = nil }, []string{"answer.signature"}},
	} {
		a := agreement(t, toSeller)
		tc.edit(a)
		if got := refused(t, a); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestBuyerRules(t *testing.T) {
	t.Parallel()
	base := map[string][]byte{"seller": file(t, toSeller), "full": file(t, full), "carrier": file(t, toCarrier)}
	titletest.Rules(t, torg2.First, base, []titletest.RuleCase{
		{
			Code: "SDANO-TORG2-001", Base: "seller", At: "/Документ/@НазнДопСв",
			Pass: titletest.Edit(`<ИнфДопСв>5`, `<ИнфДопСв>2</ИнфДопСв><ИнфДопСв>7`),
			Fail: titletest.Edit(`<ИнфДопСв>5`, `<ИнфДопСв>5</ИнфДопСв><ИнфДопСв>6`),
		},
		{
			Code: "SDANO-TORG2-001", Base: "full",
			Fail: titletest.Edit(` НазнДопСв="Утверждение руководителем; пояснения продавца и перевозчика"`, ``),
		},
		{
			Code: "SDANO-TORG2-001", Base: "seller",
			Fail: titletest.Edit(`<ИнфДопСв>5`, `<ИнфДопСв>4`),
		},
		{
			Code: "SDANO-TORG2-001", Base: "seller",
			Fail: titletest.Edit(`<ИнфДопСв>5`, `<ИнфДопСв>8`),
		},
		{
			Code: "SDANO-TORG2-002", Base: "full", At: "/Подписант/@ОснПолнОрг",
			Fail: titletest.Edit(` ОснПолнОрг="Договор"`, ``),
		},
	})
}

func TestAdditionalRules(t *testing.T) {
	t.Parallel()
	titletest.Rules(t, torg2.Second, map[string][]byte{"agreed": made(t, agreement(t, toSeller)).Data}, []titletest.RuleCase{
		{
			Code: "SDANO-TORG2-201", At: "/Подписант/@ОснПолнОрг",
			Pass: titletest.Edit(`Статус="1"`, `Статус="3" ОснПолнОрг="Договор"`), Fail: titletest.Edit(`Статус="1"`, `Статус="3"`),
		},
	})
}

func BenchmarkAnswer(b *testing.B) {
	a := agreement(b, toSeller)
	b.ReportAllocs()
	for b.Loop() {
		made(b, a)
	}
}
