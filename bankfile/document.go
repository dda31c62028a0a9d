package bankfile

import (
	"fmt"
	"regexp"
	"strings"

	"sdano"
)

// document is what a document of a statement says, by key in lower case.
type document struct {
	at     int
	kind   string
	fields map[string]string
	// twice are the fields that were said twice in different words.
	twice []string
	// inPurpose says that the last field was the purpose, under purposeKey: lines
	// that follow may go on with it.
	inPurpose  bool
	purposeKey string
}

// known are the fields of a document of the format (version 1.03), and those that
// banks add.
var known = func() map[string]bool {
	out := map[string]bool{}
	for _, key := range strings.Fields(`Номер Дата Сумма КвитанцияДата КвитанцияВремя КвитанцияСодержание ДатаСписано ДатаПоступило
		ВидПлатежа ВидОплаты КодНазПлатежа Код УникальныйИдентификаторПлатежа СтатусСоставителя ПоказательКБК ОКАТО ОКТМО ПоказательОснования
		ПоказательПериода ПоказательНомера ПоказательДаты ПоказательТипа Очередность СрокПлатежа СрокАкцепта ВидАккредитива
		УсловиеОплаты1 УсловиеОплаты2 УсловиеОплаты3 ПлатежПоПредст ДополнУсловия НомерСчетаПоставщика ДатаОтсылкиДок
		НазначениеПлатежа НазначениеПлатежа1 НазначениеПлатежа2 НазначениеПлатежа3 НазначениеПлатежа4 НазначениеПлатежа5 НазначениеПлатежа6`) {
		out[strings.ToLower(key)] = true
	}
	for _, who := range []string{"плательщик", "получатель"} {
		for _, of := range []string{"", "1", "2", "3", "4", "инн", "кпп", "счет", "расчсчет", "банк1", "банк2", "банк", "бик", "корсчет"} {
			out[who+of] = true
		}
	}
	return out
}()

// decisive are the fields that must not be guessed.
var decisive = map[string]bool{"сумма": true, "дата": true, "датасписано": true, "датапоступило": true}

// first returns the first of some fields that is not empty.
func (d *document) first(names ...string) string {
	for _, name := range names {
		if v := d.fields[name]; v != "" {
			return v
		}
	}
	return ""
}

// line turns a document into a line; why says what is wrong with it.
func (d *document) line() (out Line, why string) {
	out = Line{
		Kind: d.kind, Number: d.fields["номер"], At: d.at, Payer: d.party("плательщик"), Payee: d.party("получатель"),
		Status: d.fields["статуссоставителя"], KBK: d.fields["показателькбк"], OKTMO: d.first("окато", "октмо"), Reason: d.fields["показательоснования"],
		Period: d.fields["показательпериода"], DocNumber: d.fields["показательномера"], DocDate: d.fields["показательдаты"],
		UIN: d.first("код", "кодназплатежа"), Purpose: d.purpose(),
	}
	for _, key := range d.twice {
		if decisive[key] {
			return out, fmt.Sprintf("поле «%s» указано дважды по-разному.", key)
		}
	}
	sum, ok := money(d.fields["сумма"])
	if !ok || sum <= 0 {
		return out, fmt.Sprintf("сумма «%s».", d.fields["сумма"])
	}
	out.Amount = sum
	moved := d.first("датасписано", "датапоступило", "дата")
	if out.Date, ok = day(moved); !ok {
		return out, fmt.Sprintf("дата «%s».", moved)
	}
	left, came := d.fields["датасписано"] != "", d.fields["датапоступило"] != ""
	out.Out, out.Unsure = left || !came, left == came
	return out, ""
}

// named is «ИНН 7727406020 Получатель», as banks write the name of a side.
var named = regexp.MustCompile(`^(?i:ИНН)[ :]*(\d{10}(?:\d\d)?)(?:[ /\\]+(?i:КПП)[ :]*(\d{9}))?\s+(.*)$`)

// party reads a side of the payment by the beginning of its keys.
func (d *document) party(who string) Party {
	name := d.first(who+"1", who)
	inn, kpp := d.fields[who+"инн"], d.fields[who+"кпп"]
	for _, text := range []string{name, d.fields[who]} {
		m := named.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		inn = or(inn, m[1])
		kpp = or(kpp, m[2])
		if text == name && inn == m[1] {
			name = m[3]
		}
	}
	return Party{
		INN: inn, KPP: kpp, Name: name, Account: d.first(who+"счет", who+"расчсчет"),
		BIK: d.fields[who+"бик"], Bank: d.first(who+"банк1", who+"банк"),
	}
}

// purpose joins the lines of «назначение платежа».
func (d *document) purpose() string {
	if text := d.fields["назначениеплатежа"]; text != "" {
		return text
	}
	var parts []string
	for n := 1; n <= 6; n++ {
		if part := d.fields[fmt.Sprintf("назначениеплатежа%d", n)]; part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// day reads 01.02.2026 and 01.02.26; years of two digits are those from 1970.
func day(text string) (sdano.Date, bool) {
	if len(text) == len("01.02.26") {
		century := "20"
		if text[6:] >= "70" {
			century = "19"
		}
		text = text[:6] + century + text[6:]
	}
	d, err := sdano.ParseDateRU(text)
	return d, err == nil
}

// money reads 1234.56, 1 234,56 and 1234.
func money(text string) (sdano.Money, bool) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "'", "", ",", ".").Replace(text)
	m, err := sdano.ParseMoney(text)
	return m, err == nil
}
