// Package ukd is what the two orders on the corrective document (УКД), 189@ and
// 736@, have in common. The seller's titles differ in what is obligatory and in
// parts about traced and marked goods; what is read of them is the same, and the
// buyer's titles are one tree.
package ukd

import (
	"strings"

	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// invoiceOnly is the function of a title that is a corrective invoice and
// nothing else. It takes effect by itself (НК РФ ст. 168 п. 3).
const invoiceOnly = "КСЧФ"

// First reads a seller's title of a format.
func First(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	document := d.Root().At("Документ")
	out.Function, out.Name, out.Fact = document.Attr("Функция"), document.Attr("НаимДокОпр"), document.Attr("ПоФактХЖ")
	out.Made = title.Moment{Date: reading.Day(document, "ДатаИнфПр"), Time: document.Attr("ВремИнфПр")}
	out.Maker = document.Attr("НаимЭконСубСост")
	invoice := document.At("СвКСчФ")
	out.Number, out.Date, out.Currency = invoice.Attr("НомерКСчФ"), reading.Day(invoice, "ДатаКСчФ"), invoice.Attr("КодОКВ")
	for n := range invoice.All("СчФ") {
		out.Corrected = append(out.Corrected, title.Reference{Number: n.Attr("НомерСчФ"), Date: reading.Day(n, "ДатаСчФ")})
	}
	out.Parties = parties(invoice)
	table := document.At("ТаблКСчФ")
	for n := range table.All("СведТов") {
		out.Lines = append(out.Lines, line(n))
	}
	out.Total = reading.Dec(table.At("ВсегоУвел"), "СтТовУчНалВсего").
		Minus(reading.Dec(table.At("ВсегоУм"), "СтТовУчНалВсего"))
	offer := document.At("СодФХЖ3")
	out.Operation, out.OperationDate = offer.Attr("СодОпер"), reading.Day(offer, "ДатаНапр")
	out.Signatories = reading.Signatories(document)
	if out.Function == invoiceOnly {
		out.Silent = "Корректировочный счёт-фактура (функция КСЧФ) не требует ответа покупателя."
	}
	return out
}

func parties(invoice tree.Node) []title.Party {
	var out []title.Party
	if n := invoice.At("СвПрод"); n.Ok() {
		out = append(out, reading.Party(n, title.Seller))
	}
	if n := invoice.At("СвПокуп"); n.Ok() {
		out = append(out, reading.Party(n, title.Buyer))
	}
	return out
}

// line reads a line as it became, and as it was.
func line(n tree.Node) title.Line {
	more, net, gross := n.At("ДопСведТов"), n.At("СтТовБезНДС"), n.At("СтТовУчНал")
	return title.Line{
		Number: n.Attr("НомСтр"), Name: n.Attr("НаимТов"),
		OKEI: n.Attr("ОКЕИ_ТовПосле"), Unit: more.Attr("НаимЕдИзмПосле"),
		Quantity: reading.Dec(n, "КолТовПосле"), Price: reading.Dec(n, "ЦенаТовПосле"),
		Net: reading.Dec(net, "СтоимПослеИзм"), Gross: reading.Dec(gross, "СтоимПослеИзм"),
		Rate: n.Attr("НалСтПосле"), Tax: tax(n.At("СумНалПосле")),
		Before: &title.Before{
			Quantity: reading.Dec(n, "КолТовДо"), Price: reading.Dec(n, "ЦенаТовДо"),
			Net: reading.Dec(net, "СтоимДоИзм"), Gross: reading.Dec(gross, "СтоимДоИзм"),
			Rate: n.Attr("НалСтДо"), Tax: tax(n.At("СумНалДо")),
		},
	}
}

// tax returns the sum of tax, or the words "без НДС".
func tax(n tree.Node) string {
	return strings.TrimSpace(n.At("СумНДС").Text() + n.At("БезНДС").Text())
}

// Second reads a buyer's title of a format.
func Second(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	part := d.Root().At("ИнфПок")
	out.Made = title.Moment{Date: reading.Day(part, "ДатаИнфПок"), Time: part.Attr("ВремИнфПок")}
	out.Maker = part.Attr("НаимЭконСубСост")
	if n := part.At("ИдИнфПрод"); n.Ok() {
		out.Answered = []title.Answered{reading.Answered(n, "ИдФайлИнфПр", "ДатаФайлИнфПр", "ВремФайлИнфПр", "ЭП")}
	}
	content := part.At("СодФХЖ4")
	out.Name, out.Function = content.Attr("НаимДокОпрПр"), content.Attr("ФункцияПр")
	out.Number, out.Date = content.Attr("НомДокИнфПр"), reading.Day(content, "ДатаДокИнфПр")
	if n := content.At("СвСоглас"); n.Ok() {
		out.Outcome = &title.Outcome{Text: n.Attr("СодОпер"), Date: reading.Day(n, "ДатаСоглас")}
	}
	out.Signatories = reading.Signatories(part)
	return out
}
