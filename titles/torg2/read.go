package torg2

import (
	"strconv"
	"strings"

	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// roles are the elements below «СодФХЖ1» that name parties.
var roles = []struct {
	path []string
	role title.PartyRole
}{
	{[]string{"Продавец"}, title.Seller},
	{[]string{"Покупатель"}, title.Buyer},
	{[]string{"Грузоотправитель"}, title.Shipper},
	{[]string{"Грузополучатель"}, title.Consignee},
	{[]string{"ДрОбстПрием", "Перевозчик"}, title.Carrier},
}

// readFirst reads the buyer's title: parties, lines with their quantities, and
// which additional information is expected of whom.
func readFirst(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	n := d.Root().At("Документ")
	out.Name, out.Fact, out.Maker = n.Attr("НаимДокОпр"), n.Attr("ПоФактХЖ"), n.Attr("НаимЭконСубСост")
	out.Made = title.Moment{Date: reading.Day(n, "ДатаИнфПок"), Time: n.Attr("ВремИнфПок")}
	id := n.At("ИдентДокПР")
	out.Number, out.Date = id.Attr("НомДокПР"), reading.Day(id, "ДатаДокПР")
	for _, r := range roles {
		if party := n.At("СодФХЖ1").At(r.path...); party.Ok() {
			out.Parties = append(out.Parties, reading.Party(party, r.role))
		}
	}
	result := n.At("СодФХЖ2")
	out.Operation = result.Attr("СодСоб")
	for found := range result.All("РезПрием") {
		out.Lines = append(out.Lines, line(found))
	}
	out.Purposes, out.PurposeText = purposes(n), n.Attr("НазнДопСв")
	out.Silent = silent(out.Purposes)
	out.Signatories = reading.Signatories(n)
	return out
}

// line reads «РезПрием». Price, tax and amount are those of what was accepted,
// where the buyer tells them.
func line(n tree.Node) title.Line {
	goods, accepted := n.At("Ценности"), n.At("ПоФакту")
	return title.Line{
		Number: goods.Attr("НомСтрСопрДок"), Name: goods.Attr("НаимТов"),
		Unit: n.Attr("НаимЕдИзм"), OKEI: n.Attr("ОКЕИ_Тов"),
		Price: reading.Dec(accepted, "ЦенаПрин"), Rate: accepted.Attr("СтавНДСПрин"),
		Tax: accepted.Attr("СумНДСПрин"), Gross: reading.Dec(accepted, "СтоимТовНДСПрин"),
		Declared: reading.Dec(n.At("ПоДокум"), "КолТовПрин"), Accepted: reading.Dec(accepted, "КолТовПрин"),
		Shortage: reading.Dec(n.At("Недостача"), "КолТовРасх"), Surplus: reading.Dec(n.At("Излишки"), "КолТовРасх"),
		Defect: reading.Dec(n.At("Брак"), "КолТовРасх"), Breakage: reading.Dec(n.At("Бой"), "КолТовРасх"),
		Overcharge: overcharge(n.At("ЦенОтклон")),
	}
}

// overcharge reads «ЦенОтклон», which tells the sign by the name of an element.
func overcharge(n tree.Node) title.Decimal {
	if more := n.At("ПолДельта"); more.Ok() {
		return reading.Dec(more, "ДельтаСтоимНДС")
	}
	if less := reading.Dec(n.At("ОтрицатДельта"), "ДельтаСтоимНДС"); less != "" {
		return title.Decimal("0").Minus(less)
	}
	return ""
}

// purposes returns the codes «ИнфДопСв» in their order, without what is no
// number.
func purposes(n tree.Node) []int {
	var out []int
	for p := range n.All("ИнфДопСв") {
		if code, err := strconv.Atoi(strings.TrimSpace(p.Text())); err == nil {
			out = append(out, code)
		}
	}
	return out
}

// noAnswer is the «ИнфДопСв» by which nobody is to add anything.
const noAnswer = 1

// silent says why a title with these purposes is not answered, "" if it is.
func silent(purposes []int) string {
	for _, p := range purposes {
		if p != noAnswer {
			return ""
		}
	}
	if len(purposes) == 0 {
		return ""
	}
	return "документ не предполагает дополнительных сведений (ИнфДопСв = 1), отвечать на него не нужно"
}

// readSecond reads the additional information: its day and text.
func readSecond(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	n := d.Root().At("Документ")
	out.Maker = n.Attr("НаимЭконСубСост")
	out.Made = title.Moment{Date: reading.Day(n, "ДатаДок"), Time: n.Attr("ВремДок")}
	if link := n.At("ИдИнфПок"); link.Ok() {
		out.Answered = []title.Answered{reading.Answered(link, "ИдФайлИнфПок", "ДатаФайлИнфПок", "ВремФайлИнфПок", "ЭП")}
	}
	result := n.At("СвИтПрием")
	out.Outcome = &title.Outcome{Text: result.Attr("СодСвИтПрием"), Date: reading.Day(result, "ДатаСвИтПрием")}
	out.Signatories = reading.Signatories(n)
	return out
}
