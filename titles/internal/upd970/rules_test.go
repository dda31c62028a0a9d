package upd970_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/upd502"
	"sdano/titles/upd503"
)

// The first titles of each version, by what they are about.
var ends = map[string]string{
	"goods": "01_0_1_0_0_0_00", "services": "02_0_0_0_0_0_00", "invoice": "03_1_0_0_0_0_00", "agent": "04_0_0_0_0_0_00",
}

func sellers(t *testing.T, f *title.Format) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for name, end := range ends {
		found, err := filepath.Glob(filepath.Join("..", "..", f.Exchange, "testdata", f.Prefix+"*"+end+".xml"))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %d titles of %s (%v)", f.Exchange, len(found), name, err)
		}
		if out[name], err = os.ReadFile(found[0]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

type edit = func(doc string) string

// drop removes the first attribute that is written so, or the first element
// that begins so.
func drop(what string) edit {
	if name, ok := strings.CutPrefix(what, "<"); ok {
		return element(name)
	}
	return titletest.Edit(what, "")
}

// element removes the first element whose tag begins so.
func element(tag string) edit {
	return func(doc string) string {
		from := strings.Index(doc, "<"+tag)
		if from < 0 {
			panic("the base document has no <" + tag)
		}
		to := from + strings.Index(doc[from:], ">") + 1
		if doc[to-2] != '/' {
			end := "</" + strings.Trim(tag, " >") + ">"
			to = from + strings.Index(doc[from:], end) + len(end)
		}
		return doc[:from] + doc[to:]
	}
}

// after makes changes after the first place of a text only.
func after(mark string, change edit) edit {
	return func(doc string) string {
		from := strings.Index(doc, mark)
		if from < 0 {
			panic("the base document has no " + mark)
		}
		return doc[:from] + change(doc[from:])
	}
}

func all(edits ...edit) edit {
	return func(doc string) string {
		for _, e := range edits {
			doc = e(doc)
		}
		return doc
	}
}

// circumstances puts «ДопСвФХЖ1» into a title that has none.
func circumstances(attributes string) edit {
	const mark = `НаимОКВ="Российский рубль"/>`
	return titletest.Edit(mark, mark+`<ДопСвФХЖ1 `+attributes+`/>`)
}

// sellerCases are cases of the rules that both versions have; 5.02 and 5.03 have
// more.
func sellerCases(exchange string) []titletest.RuleCase {
	code := func(number string) string { return "SDANO-" + exchange + "-" + number }
	return []titletest.RuleCase{
		{Code: code("001"), Base: "goods", Fail: drop("<ТаблСчФакт>"), At: "Документ/ТаблСчФакт"},
		{Code: code("001"), Base: "invoice", Fail: drop("<ТаблСчФакт>")},
		{Code: code("001"), Base: "services", Pass: drop("<ТаблСчФакт>"), Fail: all(drop("<ТаблСчФакт>"), titletest.Edit(`"ДОП"`, `"СЧФДОП"`)), Also: []string{code("005")}},
		{Code: code("002"), Base: "goods", Fail: drop("<СвПродПер>"), At: "Документ/СвПродПер"},
		{Code: code("002"), Base: "services", Fail: drop("<СвПродПер>")},
		{Code: code("005"), Base: "goods", Fail: after("<СвПрод ", drop("<Адрес>")), At: "СвПрод/Адрес"},
		{Code: code("005"), Base: "goods", Fail: after("<ГрузПолуч>", drop("<Адрес>")), At: "ГрузПолуч/Адрес"},
		{Code: code("005"), Base: "goods", Fail: after("<СвПокуп>", drop("<Адрес>")), At: "СвПокуп/Адрес"},
		{Code: code("005"), Base: "goods", Fail: after("<СвФактор>", drop("<Адрес>")), At: "СвФактор/Адрес"},
		{Code: code("005"), Base: "invoice", Fail: after("<ГрузОтпр>", drop("<Адрес>")), At: "ГрузОтпр/Адрес"},
		{Code: code("009"), Base: "goods", Fail: drop(`НаимТов="Вода в бутылях, 0,5 л"`), At: "СведТов/@НаимТов"},
		{Code: code("010"), Base: "services", Fail: drop(`<ДопСведТов `), At: "СведТов/@НаимТов"},
		{Code: code("010"), Base: "services", Pass: titletest.Edit("КодТов", "АртикулТов"), Fail: drop(`КодТов="УБ-1"`)},
		{Code: code("010"), Base: "services", Pass: titletest.Edit("КодТов", "ХарактерТов"), Fail: titletest.Edit("КодТов", "СортТов")},
		{Code: code("010"), Base: "services", Pass: all(drop(`КодТов="УБ-1"`), titletest.Edit(`НалСт="5%"`, `НалСт="5%" НаимТов="Уборка"`)), Fail: drop(`КодТов="УБ-1"`)},
		{Code: code("011"), Base: "goods", Fail: drop(`НаимЕдИзм="шт"`), At: "СведТов/@НаимЕдИзм"},
		{Code: code("016"), Base: "invoice", Pass: titletest.Edit(`ФСЧФ="1"`, `ФСЧФ="2"`, `СтТовБезНДС="1000.00"`, ""), Fail: drop(`СтТовБезНДС="1000.00"`), At: "СведТов/@СтТовБезНДС"},
		{Code: code("017"), Base: "services", Fail: drop(`СтТовУчНал="1050.00"`), At: "СведТов/@СтТовБезНДС"},
		{Code: code("017"), Base: "services", Pass: titletest.Edit(`СтТовУчНал=`, `СтТовБезНДС=`), Fail: drop(`СтТовУчНал="1050.00"`)},
		{Code: code("017"), Base: "services", Pass: all(circumstances(`СпОбстФДОП="00001"`), drop(`СтТовУчНал="1050.00"`)), Fail: drop(`СтТовУчНал="1050.00"`)},
		{Code: code("018"), Base: "goods", Fail: after("<СведТов ", drop(`СтТовУчНал="500.00"`)), At: "СведТов/@СтТовУчНал"},
		{Code: code("019"), Base: "goods", Fail: drop("<Акциз>"), At: "СведТов/Акциз"},
		{Code: code("023"), Base: "services", Pass: all(circumstances(`СпОбстФДОП="10000"`), titletest.Edit(`КодТов="УБ-1"`, `КодТов="УБ-1" ДопИнфПВидО="00000"`)), Fail: circumstances(`СпОбстФДОП="10000"`), At: "ДопСведТов/@ДопИнфПВидО"},
		{Code: code("024"), Base: "goods", Fail: all(drop("<КИЗ>"), drop("<КИЗ>")), At: "НомСредИдентТов/КИЗ"},
		{Code: code("024"), Base: "goods", Pass: all(drop("<КИЗ>"), drop("<КИЗ>"), titletest.Edit("<НомСредИдентТов>", `<НомСредИдентТов КолВедМарк="2">`)), Fail: all(drop("<КИЗ>"), drop("<КИЗ>"), titletest.Edit("<НомСредИдентТов>", `<НомСредИдентТов ПрПартМарк="2">`))},
		{Code: code("024"), Base: "goods", Pass: all(drop("<КИЗ>"), drop("<КИЗ>"), titletest.Edit("<НомСредИдентТов>", `<НомСредИдентТов ИдентТрансУпак="2">`)), Fail: all(drop("<КИЗ>"), drop("<КИЗ>"))},
		{Code: code("024"), Base: "goods", Pass: all(drop("<КИЗ>"), drop("<КИЗ>"), titletest.Edit("<НомСредИдентТов>", `<НомСредИдентТов><НомУпак>2</НомУпак>`)), Fail: all(drop("<КИЗ>"), drop("<КИЗ>"))},
		{Code: code("025"), Base: "invoice", Pass: titletest.Edit(`ФСЧФ="1"`, `ФСЧФ="2"`, `СтТовБезНДСВсего="1000.00"`, ""), Fail: drop(`СтТовБезНДСВсего="1000.00"`), At: "ВсегоОпл/@СтТовБезНДСВсего"},
		{Code: code("026"), Base: "services", Fail: drop(`СтТовУчНалВсего="1050.00"`), At: "ВсегоОпл/@СтТовБезНДСВсего"},
		{Code: code("026"), Base: "services", Pass: titletest.Edit(`СтТовУчНалВсего=`, `СтТовБезНДСВсего=`), Fail: drop(`СтТовУчНалВсего="1050.00"`)},
		{Code: code("027"), Base: "goods", Fail: after("<ВсегоОпл", titletest.Edit("СтТовУчНалВсего=", "КолНеттоВс=")), At: "ВсегоОпл/@СтТовУчНалВсего"},
		{Code: code("028"), Base: "goods", Fail: after("<СвПер ", titletest.Edit("ДатаПер=", "ДатаНачПер=")), At: "СвПер/@ДатаОконПер"},
		{Code: code("028"), Base: "services", Fail: after("<СвПер ", titletest.Edit("ДатаНачПер=", "ВидОпер=")), At: "СвПер/@ДатаНачПер"},
		{Code: code("028"), Base: "services", Pass: after("<СвПер ", titletest.Edit("ДатаНачПер=", "ДатаПер=")), Fail: after("<СвПер ", titletest.Edit("ДатаНачПер=", "ВидОпер=", "ДатаОконПер=", "x=")), At: "СвПер/@ДатаПер", Loose: true},
		{Code: code("029"), Base: "goods", Fail: drop(`ИННЮЛПер="7799999965"`), At: "ПредОргПер/@ИННЮЛПер"},
		{Code: code("029"), Base: "goods", Pass: titletest.Edit(` ИННЮЛПер="7799999965">`, `><ОснДоверОргПер РеквНаимДок="Договор" РеквНомерДок="1" РеквДатаДок="01.01.2025"/>`), Fail: drop(`ИННЮЛПер="7799999965"`)},
		{Code: code("030"), Base: "services", Fail: drop(`ИННФЛПер="779999991248"`), At: "ФЛПер/@ИННФЛПер"},
		{Code: code("030"), Base: "services", Pass: titletest.Edit(` ИННФЛПер="779999991248">`, `><ОснДоверФЛ РеквНаимДок="Договор" РеквНомерДок="1" РеквДатаДок="01.01.2025"/>`), Fail: drop(`ИННФЛПер="779999991248"`)},
		{Code: code("031"), Base: "services", Pass: after("<СвФЛУч", drop("<ФИО ")), Fail: all(after("<СвФЛУч", drop("<ФИО ")), drop(`ИныеСвед="паспорт 00 00 000001"`)), At: "СвФЛУч/@ИныеСвед"},
		{Code: code("031"), Base: "services", Pass: drop(`ИныеСвед="паспорт 00 00 000001"`), Fail: after("<СвФЛУч", all(drop("<ФИО "), titletest.Edit("ИныеСвед=\"паспорт 00 00 000001\"", `ИННФЛ="779999991248"`)))},
		{Code: code("031"), Base: "services", Pass: after("<СвФЛУч", all(drop("<ФИО "), titletest.Edit(`ИдСтатЛ="1" ИныеСвед="паспорт 00 00 000001"`, ""))), Fail: after("<СвФЛУч", all(drop("<ФИО "), titletest.Edit(`ИныеСвед="паспорт 00 00 000001"`, "")))},
		{Code: code("032"), Base: "goods", Fail: drop(`Идентиф="KZ-1200"`), At: "СвИнНеУч/@Идентиф"},
		{Code: code("032"), Base: "goods", Pass: titletest.Edit("ИныеСвед=", "Идентиф="), Fail: drop(`ИныеСвед="филиал в г. Алматы"`), At: "ДаннИно/@Идентиф"},
		{Code: code("033"), Base: "goods", Pass: all(drop("<МуниципРайон "), titletest.Edit("<Регион>77", "<Регион>99")), Fail: drop("<МуниципРайон "), At: "АдрГАР/МуниципРайон"},
		{Code: code("034"), Base: "goods", Fail: drop("<СвДоверЭл "), At: "Подписант/СвДоверЭл"},
		{Code: code("034"), Base: "goods", Fail: titletest.Edit(`СпосПодтПолном="3"`, `СпосПодтПолном="2"`)},
		{Code: code("034"), Base: "services", Pass: titletest.Edit(`СпосПодтПолном="1"`, `СпосПодтПолном="4"`), Fail: titletest.Edit(`СпосПодтПолном="1"`, `СпосПодтПолном="3"`)},
		{Code: code("035"), Base: "goods", Fail: drop("<СвДоверБум "), At: "Подписант/СвДоверБум"},
		{Code: code("035"), Base: "goods", Fail: titletest.Edit(`СпосПодтПолном="5"`, `СпосПодтПолном="6"`)},
	}
}

func sellerCases503() []titletest.RuleCase {
	const code = "SDANO-UPD503-"
	return append(sellerCases("UPD503"), []titletest.RuleCase{
		{Code: code + "003", Base: "goods", Fail: drop(`НаимДокОпр="Универсальный передаточный документ"`), At: "Документ/@НаимДокОпр"},
		{Code: code + "003", Base: "agent", Fail: drop(`НаимДокОпр="Сведения о реализации комиссионером"`)},
		{Code: code + "003", Base: "invoice", Fail: titletest.Edit(`Функция="СЧФ"`, `Функция="СЧФ" НаимДокОпр="Счёт"`)},
		{Code: code + "004", Base: "invoice", Fail: drop("<ДокПодтвОтгрНом "), At: "СвСчФакт/ДокПодтвОтгрНом"},
		{
			Code: code + "004", Base: "invoice", Pass: all(drop("<ДокПодтвОтгрНом "), titletest.Edit(`ФСЧФ="1"`, `ФСЧФ="2"`)),
			Fail: all(drop("<ДокПодтвОтгрНом "), drop(`<ДопСвФХЖ1 `)),
		},
		{Code: code + "006", Base: "goods", Fail: titletest.Edit(`СпОбстФСЧФДОП=`, `СпОбстФСЧФ="2" СпОбстФСЧФДОП=`), At: "ДопСвФХЖ1/@СпОбстФСЧФ"},
		{Code: code + "006", Base: "invoice", Pass: drop(`СпОбстФСЧФ="1"`), Fail: titletest.Edit(`"СЧФ"`, `"СвЗК" НаимДокОпр="Закупка"`)},
		{Code: code + "007", Base: "invoice", Fail: titletest.Edit(`СпОбстФСЧФ="1"`, `СпОбстФСЧФ="1" СпОбстФСЧФДОП="10000"`), At: "ДопСвФХЖ1/@СпОбстФСЧФДОП"},
		{Code: code + "007", Base: "goods", Pass: drop(`СпОбстФСЧФДОП="10000"`), Fail: titletest.Edit(`"СЧФДОП"`, `"СвЗК"`)},
		{Code: code + "008", Base: "goods", Fail: titletest.Edit(`СпОбстФСЧФДОП=`, `СпОбстФДОП="00001" СпОбстФСЧФДОП=`), At: "ДопСвФХЖ1/@СпОбстФДОП"},
		{Code: code + "008", Base: "services", Pass: circumstances(`СпОбстФДОП="00001"`), Fail: all(circumstances(`СпОбстФДОП="00001"`), titletest.Edit(`"ДОП"`, `"СвЗК"`))},
		{Code: code + "012", Base: "goods", Fail: drop(`КолТов="12"`), At: "СведТов/@КолТов"},
		{Code: code + "012", Base: "agent", Pass: titletest.Edit(`КолТов="2"`, `ОКЕИ_Тов="796" НаимЕдИзм="шт"`), Fail: titletest.Edit(`КолТов="2"`, `ОКЕИ_Тов="796" НаимЕдИзм="шт"`, `"СвРК"`, `"СЧФДОП"`), Also: []string{code + "002", code + "005", code + "027"}},
		{Code: code + "013", Base: "goods", Fail: titletest.Edit(`ЦенаТов="150.50"`, `ЦенаТов="0.00"`), At: "СведТов/@ЦенаТов"},
		{Code: code + "013", Base: "goods", Pass: titletest.Edit(`ЦенаТов="150.50"`, `ЦенаТов="00.01"`), Fail: drop(`ЦенаТов="150.50"`)},
		{Code: code + "013", Base: "goods", Fail: titletest.Edit(`ЦенаТов="150.50"`, `ЦенаТов="-1"`), Loose: true},
		{Code: code + "014", Base: "agent", Pass: drop(`ЦенаТов="0.01"`), Fail: titletest.Edit(`ЦенаТов="0.01"`, `ЦенаТов="0"`), At: "СведТов/@ЦенаТов"},
		{Code: code + "022", Base: "goods", Fail: drop("<КрНаимСтрПр>"), At: "ДопСведТов/КрНаимСтрПр"},
		{Code: code + "022", Base: "goods", Pass: all(drop("<КрНаимСтрПр>"), drop(`КодПроисх="398"`)), Fail: drop("<КрНаимСтрПр>")},
	}...)
}

func sellerCases502() []titletest.RuleCase {
	const code = "SDANO-UPD502-"
	return append(sellerCases("UPD502"), []titletest.RuleCase{
		{Code: code + "004", Base: "invoice", Fail: drop("<ДокПодтвОтгрНом "), At: "СвСчФакт/ДокПодтвОтгрНом"},
		{Code: code + "004", Base: "invoice", Pass: all(drop("<ДокПодтвОтгрНом "), drop(`<ДопСвФХЖ1 `)), Fail: drop("<ДокПодтвОтгрНом ")},
		{Code: code + "004", Base: "invoice", Pass: all(drop("<ДокПодтвОтгрНом "), titletest.Edit(`ФСЧФ="1"`, `ФСЧФ="2"`)), Fail: drop("<ДокПодтвОтгрНом ")},
		{Code: code + "006", Base: "invoice", Fail: drop(`СпОбстФСЧФ="1"`), At: "ДопСвФХЖ1/@СпОбстФСЧФ"},
		{Code: code + "006", Base: "goods", Fail: titletest.Edit(`СпОбстФСЧФДОП=`, `СпОбстФСЧФ="2" СпОбстФСЧФДОП=`)},
		{Code: code + "007", Base: "goods", Fail: drop(`СпОбстФСЧФДОП="10000"`), At: "ДопСвФХЖ1/@СпОбстФСЧФДОП"},
		{Code: code + "007", Base: "invoice", Fail: titletest.Edit(`СпОбстФСЧФ="1"`, `СпОбстФСЧФ="1" СпОбстФСЧФДОП="10000"`)},
		{Code: code + "008", Base: "services", Pass: circumstances(`СпОбстФДОП="00001"`), Fail: circumstances(`ИдГосКон="12345678901234567890"`), At: "ДопСвФХЖ1/@СпОбстФДОП"},
		{Code: code + "008", Base: "goods", Fail: titletest.Edit(`СпОбстФСЧФДОП=`, `СпОбстФДОП="00001" СпОбстФСЧФДОП=`)},
		{Code: code + "012", Base: "goods", Fail: drop(`КолТов="12"`), At: "СведТов/@КолТов"},
		{Code: code + "012", Base: "agent", Fail: titletest.Edit(`КолТов="2"`, `ОКЕИ_Тов="796" НаимЕдИзм="шт"`)},
		{Code: code + "015", Base: "invoice", Pass: titletest.Edit(`ФСЧФ="1"`, `ФСЧФ="2"`, `ОКЕИ_Тов="796" `, "", ` КолТов="1"`, ""), Fail: titletest.Edit(`ОКЕИ_Тов="796" `, "", ` КолТов="1"`, ""), At: "СведТов/@КолТов"},
		{Code: code + "020", Base: "invoice", Fail: drop(`КодПроисх="643"`), At: "СвДТ/@КодПроисх"},
		{Code: code + "021", Base: "invoice", Fail: drop(`НомерДТ="10702020/150125/0000018"`), At: "СвДТ/@НомерДТ"},
		{Code: code + "022", Base: "goods", Fail: drop(`КрНаимСтрПр="Казахстан"`), At: "ДопСведТов/@КрНаимСтрПр"},
	}...)
}

func TestRulesOfTheSellersTitle(t *testing.T) {
	t.Parallel()
	titletest.Rules(t, upd502.First, sellers(t, upd502.First), sellerCases502())
	titletest.Rules(t, upd503.First, sellers(t, upd503.First), sellerCases503())
}

// buyer is a buyer's title with all that rules are asked on, and with either
// representative.
const buyer = `<?xml version="1.0" encoding="UTF-8"?>
<Файл ИдФайл="ON_NSCHFDOPPOK_1" ВерсФорм="VERSION" ВерсПрог="Покупки 2"><Документ КНД="1115132" ДатаИнфПок="01.02.2026" ВремИнфПок="10.00.00">
<ИдИнфПрод ИдФайлИнфПр="ON_NSCHFDOPPR_1" ДатаФайлИнфПр="28.01.2026" ВремФайлИнфПр="09.15.40"><ЭП>AAA=</ЭП></ИдИнфПрод>
<СодФХЖ4 НаимДокОпрПр="УПД" Функция="СЧФДОП" ДатаДокИнфПр="27.01.2026"><СвПрин СодОпер="Принято" ДатаПрин="01.02.2026">
<КодСодОпер КодИтога="2"><РеквДокРасх РеквНаимДок="Акт" РеквНомерДок="1" РеквДатаДок="01.02.2026"><РеквИдРекСост>
<ДаннИно ИдСтат="ИГ" КодСтр="398" НаимСтран="Казахстан" Наим="Серик" Идентиф="1"/></РеквИдРекСост></РеквДокРасх></КодСодОпер>
<СвЛицПрин><ИнЛицо>PERSON<ФИО Фамилия="Дорогин" Имя="Егор"/></PERSON></ИнЛицо></СвЛицПрин></СвПрин></СодФХЖ4>
<ИнфПокЗаГоскКазн ЛицСчетПок="12345678901" НаимФинОргПок="УФК" НомРеестрЗапПок="12345678" ОКТМОПок="45000000" ДатаОплПред="01.03.2026" ОчерПлат="5" ВидПлат="0">
<ИнфСведДенОбяз НомСтр="1" ВидСредств="1" КодПокБюджКласс="12345678901234567890" СумАванс="0"/></ИнфПокЗаГоскКазн>
<Подписант СпосПодтПолном="3"><ФИО Фамилия="Ёлкин" Имя="Пётр"/><СвДоверЭл НомДовер="0b5c2d1e-6f70-4a81-92b3-c4d5e6f70812" ДатаВыдДовер="09.01.2026" ИдСистХран="ФНС"/></Подписант>
<Подписант СпосПодтПолном="5"><ФИО Фамилия="Ёлкина" Имя="Анна"/><СвДоверБум ДатаВыдДовер="09.01.2026" ВнНомДовер="1"/></Подписант>
</Документ></Файл>`

func buyers(version string) map[string][]byte {
	of := func(start, end string) []byte {
		return []byte(strings.NewReplacer("VERSION", version, "</PERSON>", end, "PERSON", start).Replace(buyer))
	}
	return map[string][]byte{
		"organisation": of(`<ПредОргПрин Должность="Экспедитор" НаимОргПрин="ООО «Перевозка»" ИННОргПрин="7799999965">`, "</ПредОргПрин>"),
		"person":       of(`<ФЛПрин ИННФЛПрин="779999991248">`, "</ФЛПрин>"),
	}
}

func buyerCases(exchange string) []titletest.RuleCase {
	code := func(number string) string { return "SDANO-" + exchange + "-" + number }
	const basis = ` РеквНаимДок="Договор" РеквНомерДок="1" РеквДатаДок="01.01.2025"/>`
	return []titletest.RuleCase{
		{Code: code("201"), Base: "person", Pass: titletest.Edit(`КодИтога="2"`, `КодИтога="3"`, `СодОпер="Принято"`, ""), Fail: titletest.Edit(`КодИтога="2"`, `КодИтога="3"`), At: "СвПрин/@СодОпер"},
		{Code: code("202"), Base: "organisation", Pass: titletest.Edit(` ИННОргПрин="7799999965">`, "><ОснДоверОргПрин"+basis), Fail: drop(`ИННОргПрин="7799999965"`), At: "ПредОргПрин/@ИННОргПрин"},
		{Code: code("203"), Base: "person", Pass: titletest.Edit(` ИННФЛПрин="779999991248">`, "><ОснДоверФЛ"+basis), Fail: drop(`ИННФЛПрин="779999991248"`), At: "ФЛПрин/@ИННФЛПрин"},
		{Code: code("204"), Base: "person", Pass: titletest.Edit(`ДатаОплПред="01.03.2026" ОчерПлат="5"`, ""), Fail: drop(`ОчерПлат="5"`), At: "ИнфПокЗаГоскКазн/@ОчерПлат"},
		{Code: code("205"), Base: "person", Pass: titletest.Edit(`ДатаОплПред="01.03.2026"`, "", `ВидПлат="0"`, ""), Fail: drop(`ВидПлат="0"`), At: "ИнфПокЗаГоскКазн/@ВидПлат"},
		{Code: code("206"), Base: "person", Pass: titletest.Edit("Идентиф=", "ИныеСвед="), Fail: drop(`Идентиф="1"`), At: "ДаннИно/@Идентиф"},
		{Code: code("207"), Base: "person", Fail: titletest.Edit(`СпосПодтПолном="3"`, `СпосПодтПолном="4"`), At: "Подписант/СвДоверЭл"},
		{Code: code("207"), Base: "person", Pass: all(drop("<СвДоверЭл "), titletest.Edit(`СпосПодтПолном="3"`, `СпосПодтПолном="2"`)), Fail: drop("<СвДоверЭл ")},
		{Code: code("208"), Base: "person", Fail: titletest.Edit(`СпосПодтПолном="5"`, `СпосПодтПолном="1"`), At: "Подписант/СвДоверБум"},
		{Code: code("208"), Base: "person", Fail: drop("<СвДоверБум ")},
	}
}

func TestRulesOfTheBuyersTitle(t *testing.T) {
	t.Parallel()
	titletest.Rules(t, upd502.Second, buyers("5.02"), buyerCases("UPD502"))
	titletest.Rules(t, upd503.Second, buyers("5.03"), buyerCases("UPD503"))
}
