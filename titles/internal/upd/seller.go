package upd

import (
	"strings"

	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// invoiceOnly is the function of a title that is an invoice and nothing else: it
// takes effect by itself (НК РФ ст. 169), so that the buyer has no title.
const invoiceOnly = "СЧФ"

// Seller reads a seller's title of any version.
func Seller(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	n := d.Root().At("Документ")
	out.Function, out.Name, out.Fact = n.Attr("Функция"), n.Attr("НаимДокОпр"), n.Attr("ПоФактХЖ")
	out.Made = title.Moment{Date: reading.Day(n, "ДатаИнфПр"), Time: n.Attr("ВремИнфПр")}
	out.Maker = n.Attr("НаимЭконСубСост")
	head := n.At("СвСчФакт")
	out.Number = attr(head, "НомерДок", "НомерСчФ")
	if out.Date = reading.Day(head, "ДатаДок"); out.Date.IsZero() {
		out.Date = reading.Day(head, "ДатаСчФ")
	}
	if out.Currency = head.At("ДенИзм").Attr("КодОКВ"); out.Currency == "" {
		out.Currency = head.Attr("КодОКВ") // 5.01
	}
	out.Parties = parties(head)
	table := n.At("ТаблСчФакт")
	for line := range table.All("СведТов") {
		out.Lines = append(out.Lines, readLine(line))
	}
	out.Total = reading.Dec(table.At("ВсегоОпл"), "СтТовУчНалВсего")
	transfer := n.At("СвПродПер", "СвПер")
	out.Operation, out.OperationDate = transfer.Attr("СодОпер"), reading.Day(transfer, "ДатаПер")
	out.Signatories = reading.Signatories(n)
	if out.Function == invoiceOnly {
		out.Silent = "Счёт-фактура (функция СЧФ) не требует ответа покупателя."
	}
	return out
}

// parties returns sellers, buyers, shippers and consignees in the order of the
// title. A shipper who is the seller, «он же», is named as the first seller is.
func parties(head tree.Node) []title.Party {
	var out []title.Party
	for n := range head.Children() {
		switch n.Name() {
		case "СвПрод":
			out = append(out, reading.Party(n, title.Seller))
		case "СвПокуп":
			out = append(out, reading.Party(n, title.Buyer))
		case "ГрузПолуч":
			out = append(out, reading.Party(n, title.Consignee))
		case "ГрузОт":
			shipper := n.At("ГрузОтпр")
			if n.At("ОнЖе").Ok() {
				shipper = head.At("СвПрод")
			}
			if shipper.Ok() {
				out = append(out, reading.Party(shipper, title.Shipper))
			}
		}
	}
	return out
}

func readLine(n tree.Node) title.Line {
	unit := n.Attr("НаимЕдИзм")
	if unit == "" {
		unit = n.At("ДопСведТов").Attr("НаимЕдИзм") // 5.01
	}
	return title.Line{
		Number: n.Attr("НомСтр"), Name: n.Attr("НаимТов"), Unit: unit, OKEI: n.Attr("ОКЕИ_Тов"),
		Quantity: reading.Dec(n, "КолТов"), Price: reading.Dec(n, "ЦенаТов"),
		Net: reading.Dec(n, "СтТовБезНДС"), Gross: reading.Dec(n, "СтТовУчНал"),
		Rate: n.Attr("НалСт"), Tax: tax(n.At("СумНал")),
	}
}

// tax returns the sum of tax or the words «без НДС»; "" for the dash by which
// 5.01 says that there is no figure («ДефНДС»).
func tax(n tree.Node) string {
	return strings.TrimSpace(n.At("СумНал").Text() + n.At("БезНДС").Text())
}

// attr returns the first attribute that is there.
func attr(n tree.Node, names ...string) string {
	for _, name := range names {
		if value, ok := n.Lookup(name); ok {
			return value
		}
	}
	return ""
}
