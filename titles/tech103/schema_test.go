package tech103_test

import (
	"slices"
	"testing"

	"sdano"
	"sdano/titles/tech103"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

func TestSchemasAgreeWithTheOfficialOnes(t *testing.T) {
	t.Parallel()
	for official, f := range map[string]*title.Format{
		"DP_IZVPOL_1_982_00_01_03_01.xsd":  tech103.Receipt,
		"DP_UVUTOCH_1_985_00_01_03_01.xsd": tech103.Clarification,
		"DP_PDOTPR_1_983_00_01_03_01.xsd":  tech103.Dispatched,
		"DP_PDPOL_1_984_00_01_03_01.xsd":   tech103.Arrived,
	} {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			titletest.SchemaAgrees(t, f, "tech/"+official)
		})
	}
}

func TestRulesAgreeWithTheOfficialOnes(t *testing.T) {
	t.Parallel()
	// Asked for a foreign organisation without Наим, the official rules want
	// «ИныеСвед» of the element around, and partly «РегНомер», neither of which can
	// stand there, so that no such document keeps them.
	wrong := func(context string) titletest.RuleDifference {
		return titletest.RuleDifference{Reason: "the official rule tests a node that cannot be", Context: context, FNS: "0400400007"}
	}
	notices := []titletest.RuleDifference{wrong("/Документ/УчастЭДО"), wrong("/Документ/ОтпрДок")}
	confirmations := []titletest.RuleDifference{wrong("/Документ/СвОтпрДок"), wrong("/Документ/СвПолДок")}
	for official, tc := range map[string]struct {
		f       *title.Format
		allowed []titletest.RuleDifference
	}{
		"DP_IZVPOL_1_982_00_01_03_01.xsd":  {tech103.Receipt, notices},
		"DP_UVUTOCH_1_985_00_01_03_01.xsd": {tech103.Clarification, notices},
		"DP_PDOTPR_1_983_00_01_03_01.xsd":  {tech103.Dispatched, confirmations},
		"DP_PDPOL_1_984_00_01_03_01.xsd":   {tech103.Arrived, confirmations},
	} {
		t.Run(tc.f.ID, func(t *testing.T) {
			t.Parallel()
			titletest.RulesAgree(t, tc.f, "tech/"+official, tc.allowed...)
		})
	}
}

// base documents of the rules, by the parts that differ between the kinds.
const (
	notice = `<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="x" ВерсПрог="п" ВерсФорм="1.03"><Документ КНД="1115110">` +
		`<УчастЭДО ИдУчастЭДО="2ZZ-1"><СвИнУчастНеУч ИдСтат="ЮЛ" СтрРег="398" Наим="ТОО «Каин»"/></УчастЭДО>` +
		`<СвИзвПолуч ДатаПол="16.01.2026" ВремяПол="10.30.00"><СведПолФайл ИмяПолФайла="f"><ЭППолФайл>AAAA</ЭППолФайл></СведПолФайл></СвИзвПолуч>` +
		`<ОтпрДок ИдУчастЭДО="2ZZ-2"><СвИнУчастНеУч ИдСтат="ФЛ" Наим="Абай"/></ОтпрДок>` +
		`<Подписант СтатПодп="2"><ФИО Фамилия="Абай" Имя="А"/>` +
		`<СвДоверЭл НомДовер="6ba7b810-9dad-41d1-80b4-00c04fd430aa" ДатаВыдДовер="01.12.2025" СпособПредставл="2" ИдСистХран="ФНС"/></Подписант></Документ></Файл>`
	confirmation = `<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="x" ВерсПрог="п" ВерсФорм="1.03"><Документ КНД="1115111">` +
		`<ОперЭДО НаимОрг="АО «Оператор»" ИННЮЛ="7799999933" ИдОперЭДО="2ZZ"/>` +
		`<СведПодтв ДатаОтпр="16.01.2026" ВремяОтпр="10.30.00"><СведОтпрФайл ИмяОтпрФайла="f"><ЭПОтпрФайл>AAAA</ЭПОтпрФайл></СведОтпрФайл></СведПодтв>` +
		`<СвОтпрДок ИдУчастЭДО="2ZZ-1"><СвИнУчастНеУч ИдСтат="ЮЛ" СтрРег="398" Наим="ТОО «Каин»"/></СвОтпрДок>` +
		`<СвПолДок ИдУчастЭДО="2ZZ-2"><СвИнУчастНеУч ИдСтат="ФЛ" Наим="Абай"/></СвПолДок></Документ></Файл>`
)

// foreign are the cases of the rules on foreigners; first and second are the
// elements of the parties.
func foreign(code func(n string) string, first, second string) []titletest.RuleCase {
	const named = ` Наим="ТОО «Каин»"`
	return []titletest.RuleCase{
		{Code: code("1"), Fail: titletest.Edit(` СтрРег="398"`, ""), At: first + "/СвИнУчастНеУч/@СтрРег"},
		{Code: code("1"), Fail: titletest.Edit(`ИдСтат="ФЛ"`, `ИдСтат="ЮЛ"`), At: second + "/СвИнУчастНеУч/@СтрРег"},
		{Code: code("2"), Fail: titletest.Edit(` Наим="Абай"`, ""), At: second + "/СвИнУчастНеУч/@Наим"},
		{Code: code("2"), Fail: titletest.Edit(` Наим="Абай"`, ` ИныеСвед="Абай"`), At: second + "/СвИнУчастНеУч/@Наим"},
		{Code: code("3"), Fail: titletest.Edit(named, ""), At: first + "/СвИнУчастНеУч/@Наим"},
		{Code: code("3"), Pass: titletest.Edit(named, ` КодНПРег="1"`), Fail: titletest.Edit(named, "")},
		{Code: code("3"), Pass: titletest.Edit(named, ` ИныеСвед="Алматы"`), Fail: titletest.Edit(named, "")},
	}
}

func attorneys(code func(n string) string, system string) []titletest.RuleCase {
	const electronic = `<СвДоверЭл НомДовер="6ba7b810-9dad-41d1-80b4-00c04fd430aa" ДатаВыдДовер="01.12.2025" СпособПредставл="2" `
	const paper = `<СвДоверБум ДатаДовер="01.12.2025" ВнНомДовер="17"/>`
	whole := electronic + system + `="ФНС"/>`
	return []titletest.RuleCase{
		{Code: code("4"), Fail: titletest.Edit(whole, ""), At: "Подписант/СвДоверЭл"},
		{Code: code("4"), Fail: titletest.Edit(whole, paper), At: "Подписант/СвДоверЭл"},
		{Code: code("5"), Pass: titletest.Edit(`СтатПодп="2"`, `СтатПодп="3"`, whole, paper), Fail: titletest.Edit(`СтатПодп="2"`, `СтатПодп="3"`), At: "Подписант/СвДоверБум"},
		{Code: code("5"), Pass: titletest.Edit(`СтатПодп="2"`, `СтатПодп="1"`, whole, ""), Fail: titletest.Edit(`СтатПодп="2"`, `СтатПодп="3"`, whole, "")},
		{Code: code("6"), Fail: titletest.Edit(" "+system+`="ФНС"`, ""), At: "СвДоверЭл/@" + system},
		{Code: code("6"), Pass: titletest.Edit(" "+system+`="ФНС"`, "", `СпособПредставл="2"`, `СпособПредставл="1"`), Fail: titletest.Edit(" "+system+`="ФНС"`, "")},
		{Code: code("6"), Pass: titletest.Edit(" "+system+`="ФНС"`, "", `СтатПодп="2"`, `СтатПодп="1"`), Fail: titletest.Edit(" "+system+`="ФНС"`, "")},
	}
}

func numbered(prefix string) func(n string) string {
	return func(n string) string { return "SDANO-TECH103-" + prefix + n }
}

// arrived is the confirmation of receipt that is like the one of sending.
func arrived() string {
	return titletest.Edit("1115111", "1115112", "ДатаОтпр", "ДатаПол", "ВремяОтпр", "ВремяПол", "<СведОтпрФайл", "<СведПолФайл",
		"ИмяОтпрФайла", "ИмяПолФайла", "<ЭПОтпрФайл>", "<ЭППолФайл>", "</ЭПОтпрФайл></СведОтпрФайл>", "</ЭППолФайл></СведПолФайл>")(confirmation)
}

func TestOperatorsConfirmationsAreRead(t *testing.T) {
	t.Parallel()
	want := []title.Party{
		{Role: title.Operator, Name: "АО «Оператор»", TaxID: sdano.TaxID{INN: "7799999933"}, Participant: "2ZZ"},
		{Role: title.Seller, Name: "ТОО «Каин»", Foreign: true, Country: "398", ForeignStatus: "ЮЛ", Participant: "2ZZ-1"},
		{Role: title.Buyer, Name: "Абай", Foreign: true, ForeignStatus: "ФЛ", Participant: "2ZZ-2"},
	}
	for f, doc := range map[*title.Format]string{tech103.Dispatched: confirmation, tech103.Arrived: arrived()} {
		d, err := tree.Parse([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		got := f.Read(d)
		if got.Format != f || !slices.Equal(got.Parties, want) || got.Signatories != nil {
			t.Errorf("%s: %+v", f.ID, got)
		}
		if got.Confirmed != (title.Moment{Date: sdano.MustDate("2026-01-16"), Time: "10.30.00"}) {
			t.Errorf("%s: on %+v", f.ID, got.Confirmed)
		}
		if len(got.Answered) != 1 || got.Answered[0].FileID != "f" || !slices.Equal(got.Answered[0].Signatures, []string{"AAAA"}) {
			t.Errorf("%s: about %+v", f.ID, got.Answered)
		}
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	clarification := titletest.Edit("1115110", "1115113", "<СвИзвПолуч", "<СвУведУточ", "</СведПолФайл></СвИзвПолуч>",
		"</СведПолФайл><ТекстУведУточ/></СвУведУточ>", "ИдСистХран", "СвСистХран")(notice)
	for _, tc := range []struct {
		f     *title.Format
		base  string
		cases []titletest.RuleCase
	}{
		{tech103.Receipt, notice, append(foreign(numbered("00"), "УчастЭДО", "ОтпрДок"), attorneys(numbered("00"), "ИдСистХран")...)},
		{tech103.Clarification, clarification, append(foreign(numbered("10"), "УчастЭДО", "ОтпрДок"), attorneys(numbered("10"), "СвСистХран")...)},
		{tech103.Dispatched, confirmation, foreign(numbered("20"), "СвОтпрДок", "СвПолДок")},
		{tech103.Arrived, arrived(), foreign(numbered("30"), "СвОтпрДок", "СвПолДок")},
	} {
		titletest.Rules(t, tc.f, map[string][]byte{"base": []byte(tc.base)}, tc.cases)
	}
}
