package signatory_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/titles/compose"
	"sdano/titles/signatory"
	"sdano/titles/title"
	"sdano/xsd"
)

// anything is the schema of a file about which nothing is said.
const anything = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Подписант"/></xs:schema>`

var target = &title.Format{
	Exchange: "x", ID: "x.buyer", Role: title.Second, Prefix: "ON_X", Versions: []string{"5.01"},
	Schema: func() *xsd.Schema {
		s, err := xsd.Compile("anything", []byte(anything))
		if err != nil {
			panic(err)
		}
		return s
	},
}

func answer() *title.Answer {
	return &title.Answer{
		First: &title.Document{Format: target}, FirstName: "ON_Y_2XX-1_2YY-2_20260115_6ba7b810-9dad-41d1-80b4-00c04fd43001",
		Signatures: [][]byte{{1}},
		Box:        title.Box{Participant: "2XX-1", Name: "ООО «Ромашка»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}},
		Signer:     title.Signer{Surname: "Ёлкина", FirstName: "Анна", Position: "Кладовщик"},
		At:         time.Date(2026, 1, 16, 7, 30, 0, 0, time.UTC), GUID: sdano.MustID("6ba7b810-9dad-41d1-80b4-00c04fd43002"),
	}
}

// write returns the element in UTF-8 and the findings as "code member".
func write(t *testing.T, a *title.Answer, spec signatory.Spec) (xml string, findings []string) {
	t.Helper()
	c := compose.New(a, target, false)
	c.Signatory(spec)
	file, err := c.Finish()
	var found []sdano.Finding
	if err != nil {
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != "bad_answer" {
			t.Fatal(err)
		}
		found = e.Findings
	} else {
		found = file.Warnings
		text, err := charmap.Windows1251.NewDecoder().Bytes(file.Data)
		if err != nil {
			t.Fatal(err)
		}
		_, xml, _ = strings.Cut(string(text), "\n")
	}
	for _, f := range found {
		word := f.Code
		if f.Member != "" {
			word += " " + f.Member
		}
		if f.Severity == sdano.Warning {
			word = "warning: " + word
		}
		findings = append(findings, word)
	}
	return xml, findings
}

var (
	formA = signatory.Spec{
		Form: signatory.A, Powers: []int{1, 2, 3}, Statuses: []int{3, 4, 5, 6},
		DefaultPowers: 1, DefaultStatus: 5, PersonStatus: 4, PositionMax: 128,
	}
	formAFree = signatory.Spec{
		Form: signatory.A, Powers: []int{3}, Statuses: []int{1, 2, 3, 4},
		DefaultPowers: 3, DefaultStatus: 1, PersonStatus: 4, PositionMax: 128, PositionFree: true, OrgNameRequired: true,
	}
	formB     = signatory.Spec{Form: signatory.B, PositionMax: 255, PositionFree: true}
	formC     = signatory.Spec{Form: signatory.C, PositionMax: 255, PositionFree: true}
	formD     = signatory.Spec{Form: signatory.D, PositionMax: 255, PositionFree: true}
	formDUOU  = signatory.Spec{Form: signatory.D, PositionMax: 255, PositionFree: true, Clarification: true}
	formE     = signatory.Spec{Form: signatory.E, PositionMax: 1000}
	formEFree = signatory.Spec{Form: signatory.E, PositionMax: 1000, PositionFree: true}
)

const (
	mcd   = "6BA7B810-9dad-41d1-80b4-00c04fd43009"
	lower = "6ba7b810-9dad-41d1-80b4-00c04fd43009"
	fio   = `<ФИО Фамилия="Ёлкина" Имя="Анна"/>`
)

func electronic(p title.PowerOfAttorney) func(*title.Answer) {
	return func(a *title.Answer) { p.ID = mcd; a.Signer.Attorney = &p }
}

func paper(a *title.Answer) {
	a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: "17", IssueDate: "2025-12-01", IssuerInfo: "ООО «Ромашка»"}
}

func TestWhoSigns(t *testing.T) {
	t.Parallel()
	const a = `<Подписант ОблПолн="1" Статус="5" ОснПолн="Должностные обязанности">`
	const org = `<ЮЛ ИННЮЛ="7799999926" НаимОрг="ООО «Ромашка»" Должн="Кладовщик">` + fio + `</ЮЛ></Подписант>`
	person := func(inn string) func(*title.Answer) {
		return func(a *title.Answer) { a.Signer.INN = inn }
	}
	for name, tc := range map[string]struct {
		spec signatory.Spec
		edit func(*title.Answer)
		want string
	}{
		"employee of the box": {formA, nil, a + org},
		"patronymic":          {formA, func(a *title.Answer) { a.Signer.MiddleName = " Петровна " }, a + strings.Replace(org, `"Анна"`, `"Анна" Отчество="Петровна"`, 1)},
		"white space around numbers": {formA, func(a *title.Answer) {
			a.Signer.INN, a.Signer.OrganizationINN = " 779999991008\n", " 7799999926 "
		}, a + org},
		"blank is absent": {formA, func(a *title.Answer) {
			a.Signer.INN, a.Signer.OrganizationINN, a.Settings.PowersBase, a.Settings.OrganizationPowersBase = " ", "\t", " ", " "
		}, a + org},
		"name of the request":  {formA, func(a *title.Answer) { a.Signer.OrganizationName = "Склад" }, a + strings.Replace(org, "ООО «Ромашка»", "Склад", 1)},
		"another organisation": {formA, func(a *title.Answer) { a.Signer.OrganizationINN = "7799999919" }, a + `<ЮЛ ИННЮЛ="7799999919" Должн="Кладовщик">` + fio + `</ЮЛ></Подписант>`},
		"employee of a third": {formA, func(a *title.Answer) {
			a.Settings = title.SignerSettings{Status: 3, Powers: 2, PowersBase: "Приказ 5", OrganizationPowersBase: "Договор 7"}
		}, `<Подписант ОблПолн="2" Статус="3" ОснПолн="Приказ 5" ОснПолнОрг="Договор 7">` + org},
		"entrepreneur": {
			formA,
			func(a *title.Answer) {
				a.Signer.INN = "779999991008"
				a.Box.TaxID = sdano.TaxID{INN: "779999991008"}
				a.Signer.Position = ""
			},
			`<Подписант ОблПолн="1" Статус="4" ОснПолн="Должностные обязанности"><ИП ИННФЛ="779999991008">` + fio + `</ИП></Подписант>`,
		},
		"entrepreneur who says status 4": {
			formA,
			func(a *title.Answer) {
				a.Signer.INN = "779999991008"
				a.Box.TaxID = sdano.TaxID{INN: "779999991008"}
				a.Settings.Status = 4
			},
			`<Подписант ОблПолн="1" Статус="4" ОснПолн="Должностные обязанности"><ИП ИННФЛ="779999991008">` + fio + `</ИП></Подписант>`,
		},
		"for an entrepreneur": {
			formA,
			func(a *title.Answer) { a.Signer.OrganizationINN = "779999991008"; a.Signer.INN = "500100732259" },
			`<Подписант ОблПолн="1" Статус="4" ОснПолн="Должностные обязанности"><ФЛ ИННФЛ="500100732259">` + fio + `</ФЛ></Подписант>`,
		},
		"private person by status": {
			formA,
			func(a *title.Answer) { a.Settings.Status = 4 },
			`<Подписант ОблПолн="1" Статус="4" ОснПолн="Должностные обязанности"><ФЛ>` + fio + `</ФЛ></Подписант>`,
		},
		"status 4 of a named organisation": {
			formA,
			func(a *title.Answer) { a.Settings.Status = 4; a.Signer.OrganizationINN = "7799999926" },
			`<Подписант ОблПолн="1" Статус="4" ОснПолн="Должностные обязанности">` + org,
		},
		"no position where none is needed": {
			formAFree,
			func(a *title.Answer) { a.Signer.Position = "" },
			`<Подписант ОблПолн="3" Статус="1" ОснПолн="Должностные обязанности">` + strings.Replace(org, "Кладовщик", "", 1),
		},
		"A, МЧД":        {formA, electronic(title.PowerOfAttorney{}), strings.Replace(a, "Должностные обязанности", "Доверенность "+lower, 1) + org},
		"A, paper":      {formA, paper, strings.Replace(a, "Должностные обязанности", "Доверенность № 17 от 01.12.2025", 1) + org},
		"A, own basis":  {formA, func(a *title.Answer) { paper(a); a.Settings.PowersBase = "Устав" }, strings.Replace(a, "Должностные обязанности", "Устав", 1) + org},
		"B":             {formB, person("500100732259"), `<Подписант СпосПодтПолном="1" Должн="Кладовщик">` + fio + `</Подписант>`},
		"B, basis":      {formB, func(a *title.Answer) { a.Settings.PowersBase = "Приказ 5" }, `<Подписант СпосПодтПолном="1" Должн="Кладовщик" ДопСведПодп="Приказ 5">` + fio + `</Подписант>`},
		"B, no job":     {formB, func(a *title.Answer) { a.Signer.Position = "" }, `<Подписант СпосПодтПолном="1">` + fio + `</Подписант>`},
		"B, in package": {formB, electronic(title.PowerOfAttorney{InPackage: true, IssueDate: "2025-12-01"}), `<Подписант СпосПодтПолном="2" Должн="Кладовщик">` + fio + `</Подписант>`},
		"B, in a named system": {
			formB, electronic(title.PowerOfAttorney{InPackage: true, IssueDate: "2025-12-01", SystemID: "https://m4d.nalog.gov.ru"}),
			`<Подписант СпосПодтПолном="3" Должн="Кладовщик">` + fio + `<СвДоверЭл НомДовер="` + lower + `" ДатаВыдДовер="01.12.2025" ИдСистХран="https://m4d.nalog.gov.ru"/></Подписант>`,
		},
		"B, told otherwise": {formB, electronic(title.PowerOfAttorney{}), `<Подписант СпосПодтПолном="4" Должн="Кладовщик">` + fio + `</Подписант>`},
		"B, paper":          {formB, paper, `<Подписант СпосПодтПолном="5" Должн="Кладовщик">` + fio + `<СвДоверБум ДатаВыдДовер="01.12.2025" ВнНомДовер="17" СвИдДовер="ООО «Ромашка»"/></Подписант>`},
		"C":                 {formC, nil, `<Подписант СтатПодп="1" Должн="Кладовщик">` + fio + `</Подписант>`},
		"C, МЧД": {
			formC, electronic(title.PowerOfAttorney{IssueDate: "2025-12-01T22:00:00Z", SystemID: "ФНС"}),
			`<Подписант СтатПодп="2" ИдСистХран="ФНС" Должн="Кладовщик">` + fio + `<СвДовер НомДовер="` + lower + `" ДатаНач="02.12.2025"/></Подписант>`,
		},
		"C, МЧД, number only": {formC, electronic(title.PowerOfAttorney{}), `<Подписант СтатПодп="2" Должн="Кладовщик">` + fio + `<СвДовер НомДовер="` + lower + `"/></Подписант>`},
		"C, paper":            {formC, paper, `<Подписант СтатПодп="3" Должн="Кладовщик">` + fio + `<СвДоверБум ДатаДовер="01.12.2025" ВнНомДовер="17" СвИдДовер="ООО «Ромашка»"/></Подписант>`},
		"D":                   {formD, nil, `<Подписант СтатПодп="1" Должн="Кладовщик">` + fio + `</Подписант>`},
		"D, in package": {
			formD, electronic(title.PowerOfAttorney{IssueDate: "2025-12-01", InPackage: true}),
			`<Подписант СтатПодп="2" Должн="Кладовщик">` + fio + `<СвДоверЭл НомДовер="` + lower + `" ДатаВыдДовер="01.12.2025" СпособПредставл="1"/></Подписант>`,
		},
		"D, in a system": {
			formD, electronic(title.PowerOfAttorney{IssueDate: "2025-12-01", SystemID: "ФНС"}),
			`<Подписант СтатПодп="2" Должн="Кладовщик">` + fio + `<СвДоверЭл НомДовер="` + lower + `" ДатаВыдДовер="01.12.2025" СпособПредставл="2" ИдСистХран="ФНС"/></Подписант>`,
		},
		"D, paper": {formD, paper, `<Подписант СтатПодп="3" Должн="Кладовщик">` + fio + `<СвДоверБум ДатаДовер="01.12.2025" ВнНомДовер="17" СвДовер="ООО «Ромашка»"/></Подписант>`},
		"D of a УОУ, in a system": {
			formDUOU, electronic(title.PowerOfAttorney{IssueDate: "2025-12-01", SystemID: "ФНС"}),
			`<Подписант СтатПодп="2" Должн="Кладовщик">` + fio + `<СвДоверЭл НомДовер="` + lower + `" ДатаВыдДовер="01.12.2025" СпособПредставл="2" СвСистХран="ФНС"/></Подписант>`,
		},
		"D of a УОУ, paper": {formDUOU, paper, `<Подписант СтатПодп="3" Должн="Кладовщик">` + fio + `<СвДоверБум ДатаДовер="01.12.2025" ВнНомДовер="17" СвИдДовер="ООО «Ромашка»"/></Подписант>`},
		"E":                 {formE, nil, `<Подписант Должность="Кладовщик">` + fio + `</Подписант>`},
		"E, no job":         {formEFree, func(a *title.Answer) { a.Signer.Position = " " }, `<Подписант>` + fio + `</Подписант>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := answer()
			if tc.edit != nil {
				tc.edit(a)
			}
			got, findings := write(t, a, tc.spec)
			if got != tc.want || findings != nil {
				t.Errorf("got  %s %q\nwant %s", got, findings, tc.want)
			}
		})
	}
}

func TestWhatIsWrongWithASigner(t *testing.T) {
	t.Parallel()
	const settings, poa, onPaper = "SignersSettings.", "Signer.PowerOfAttorney", "Signer.PaperPowerOfAttorney"
	for name, tc := range map[string]struct {
		spec signatory.Spec
		edit func(*title.Answer)
		want []string
	}{
		"nobody": {formA, func(a *title.Answer) { a.Signer = title.Signer{} }, []string{
			"answer.required Signer.Position", "answer.required Signer.Surname", "answer.required Signer.FirstName",
		}},
		"long name": {formB, func(a *title.Answer) {
			long := strings.Repeat("я", 61)
			a.Signer.Surname, a.Signer.FirstName, a.Signer.MiddleName = long, long, long
		}, []string{"answer.length Signer.Surname", "answer.length Signer.FirstName", "answer.length Signer.MiddleName"}},
		"long position":      {formA, func(a *title.Answer) { a.Signer.Position = strings.Repeat("я", 129) }, []string{"answer.length Signer.Position"}},
		"long position in E": {formE, func(a *title.Answer) { a.Signer.Position = strings.Repeat("я", 1001) }, []string{"answer.length Signer.Position"}},
		"no position in E":   {formE, func(a *title.Answer) { a.Signer.Position = "" }, []string{"answer.required Signer.Position"}},
		"powers":             {formA, func(a *title.Answer) { a.Settings.Powers = 4 }, []string{"answer.value " + settings + "SignerPowers"}},
		"status":             {formA, func(a *title.Answer) { a.Settings.Status = 1 }, []string{"answer.value " + settings + "SignerStatus"}},
		"status 3 without basis": {formA, func(a *title.Answer) { a.Settings.Status = 3 }, []string{
			"answer.required " + settings + "SignerOrganizationPowersBase",
		}},
		"long bases": {formA, func(a *title.Answer) {
			a.Settings.PowersBase, a.Settings.OrganizationPowersBase = strings.Repeat("я", 256), strings.Repeat("я", 256)
		}, []string{"answer.length " + settings + "SignerOrganizationPowersBase", "answer.length " + settings + "SignerPowersBase"}},
		"no name of the organisation": {formAFree, func(a *title.Answer) { a.Signer.OrganizationINN = "7799999919" }, []string{"answer.required Signer.OrganizationName"}},
		"digits": {formA, func(a *title.Answer) { a.Signer.OrganizationINN, a.Signer.INN = "7799999918", "779999991007" }, []string{
			"answer.digits Signer.OrganizationInn", "answer.digits Signer.Inn",
		}},
		"person's ИНН of an organisation": {formB, func(a *title.Answer) { a.Signer.INN = "7799999919" }, []string{"answer.digits Signer.Inn"}},
		"box without ИНН":                 {formA, func(a *title.Answer) { a.Box.TaxID = sdano.TaxID{} }, []string{"answer.required Signer.OrganizationInn"}},
		"both powers of attorney":         {formA, func(a *title.Answer) { electronic(title.PowerOfAttorney{})(a); paper(a) }, []string{"answer.conflict " + onPaper}},
		"number of a МЧД":                 {formC, func(a *title.Answer) { a.Signer.Attorney = &title.PowerOfAttorney{ID: "17"} }, []string{"answer.value " + poa + ".Id"}},
		"МЧД without number":              {formB, func(a *title.Answer) { a.Signer.Attorney = &title.PowerOfAttorney{} }, []string{"answer.required " + poa + ".Id"}},
		"issuer of a МЧД":                 {formA, electronic(title.PowerOfAttorney{IssuerINN: "7799999918"}), []string{"answer.digits " + poa + ".IssuerInn"}},
		"МЧД of D without day and system": {formD, electronic(title.PowerOfAttorney{}), []string{"answer.required " + poa + ".SystemId", "answer.required " + poa + ".IssueDate"}},
		"day of a МЧД":                    {formC, electronic(title.PowerOfAttorney{IssueDate: "01.12.2025"}), []string{"answer.date " + poa + ".IssueDate"}},
		"long system":                     {formC, electronic(title.PowerOfAttorney{SystemID: strings.Repeat("s", 501)}), []string{"answer.length " + poa + ".SystemId"}},
		"empty paper": {formB, func(a *title.Answer) { a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{} }, []string{
			"answer.required " + onPaper + ".IssueDate", "answer.required " + onPaper + ".Number",
		}},
		"long paper": {formD, func(a *title.Answer) {
			paper(a)
			a.Signer.PaperAttorney.Number, a.Signer.PaperAttorney.IssuerInfo = strings.Repeat("1", 51), strings.Repeat("я", 1001)
		}, []string{"answer.length " + onPaper + ".Number", "answer.length " + onPaper + ".IssuerInfo"}},
		"settings in B": {formB, func(a *title.Answer) {
			a.Settings = title.SignerSettings{PowersBase: "Устав", OrganizationPowersBase: "x", Powers: 9, Status: 9}
		}, []string{
			"warning: answer.ignored " + settings + "SignerOrganizationPowersBase",
			"warning: answer.ignored " + settings + "SignerPowers", "warning: answer.ignored " + settings + "SignerStatus",
		}},
		"settings in C": {formC, func(a *title.Answer) { a.Settings = title.SignerSettings{PowersBase: "Устав", Status: 1} }, []string{
			"warning: answer.ignored " + settings + "SignerPowersBase", "warning: answer.ignored " + settings + "SignerStatus",
		}},
		"settings and МЧД in E": {formE, func(a *title.Answer) { a.Settings.Powers = 1; electronic(title.PowerOfAttorney{})(a) }, []string{
			"warning: answer.ignored " + settings + "SignerPowers", "warning: answer.ignored " + poa,
		}},
		"blank settings in C":              {formC, func(a *title.Answer) { a.Settings.PowersBase, a.Settings.OrganizationPowersBase = " ", "\n" }, nil},
		"issuer of a МЧД with white space": {formA, electronic(title.PowerOfAttorney{IssuerINN: " 7799999919 "}), nil},
		"paper in E":                       {formE, paper, []string{"warning: answer.ignored " + onPaper}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := answer()
			tc.edit(a)
			if _, got := write(t, a, tc.spec); !slices.Equal(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestARefusalOfDigitsEndsInOneFullStop(t *testing.T) {
	t.Parallel()
	a := answer()
	a.Signer.OrganizationINN = "7799999918"
	c := compose.New(a, target, false)
	c.Signatory(formA)
	_, err := c.Finish()
	if m := sdano.AsError(err).Message; !strings.HasSuffix(m, "цифры.") {
		t.Errorf("%q", m)
	}
}

func TestAllowedCodesAreListed(t *testing.T) {
	t.Parallel()
	a := answer()
	a.Settings.Status = 1
	c := compose.New(a, target, false)
	c.Signatory(formA)
	_, err := c.Finish()
	const want = "SignersSettings.SignerStatus: недопустимое значение 1, допустимы: 3, 4, 5, 6"
	if err == nil || !strings.Contains(sdano.AsError(err).Message, want) {
		t.Errorf("%v does not say %q", err, want)
	}
}
