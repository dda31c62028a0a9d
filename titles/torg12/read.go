package torg12

import (
	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

func readFirst(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	document := d.Root().At("Документ")
	out.Maker = document.Attr("НаимЭконСубСост")
	out.Made = title.Moment{Date: reading.Day(document, "ДатаИнфПр"), Time: document.Attr("ВремИнфПр")}
	waybill := document.At("СвДокПТПрКроме", "СвДокПТПр")
	out.Name, out.Fact = waybill.At("НаимДок").Attr("НаимДокОпр"), waybill.At("НаимДок").Attr("ПоФактХЖ")
	out.Number, out.Date = waybill.At("ИдентДок").Attr("НомДокПТ"), reading.Day(waybill.At("ИдентДок"), "ДатаДокПТ")
	out.Currency = waybill.At("ДенИзм").Attr("КодОКВ")
	out.Parties = parties(waybill.At("СодФХЖ1"))
	table := document.At("СвДокПТПрКроме", "СодФХЖ2")
	for n := range table.All("СвТов") {
		out.Lines = append(out.Lines, line(n))
	}
	out.Total = reading.Dec(table.At("Всего"), "СтУчНДСВс")
	shipment := document.At("СодФХЖ3")
	out.Operation, out.OperationDate = shipment.Attr("СодОпер"), reading.Day(shipment, "ДатаОтпуск")
	out.Signatories = reading.Signatories(document)
	return out
}

func parties(n tree.Node) []title.Party {
	var out []title.Party
	for _, party := range []struct {
		element string
		role    title.PartyRole
	}{
		{"Продавец", title.Seller},
		{"Покупатель", title.Buyer},
		{"ГрузОтпр", title.Shipper},
		{"ГрузПолуч", title.Consignee},
	} {
		if p := n.At(party.element); p.Ok() {
			out = append(out, reading.Party(p, party.role))
		}
	}
	return out
}

func line(n tree.Node) title.Line {
	return title.Line{
		Number: n.Attr("НомТов"), Name: n.Attr("НаимТов"),
		Unit: n.Attr("НаимЕдИзм"), OKEI: n.Attr("ОКЕИ_Тов"),
		Quantity: reading.Dec(n, "НеттоПередано"), Price: reading.Dec(n, "Цена"),
		Net: reading.Dec(n, "СтБезНДС"), Rate: n.Attr("НалСт"),
		Tax: string(reading.Dec(n, "СумНДС")), Gross: reading.Dec(n, "СтУчНДС"),
	}
}

func readSecond(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	document := d.Root().At("Документ")
	out.Maker = document.Attr("НаимЭконСубСост")
	out.Made = title.Moment{Date: reading.Day(document, "ДатаИнфПок"), Time: document.Attr("ВремИнфПок")}
	if n := document.At("ИдДокПТПр"); n.Ok() {
		out.Answered = []title.Answered{reading.Answered(n, "ИдФайлИнфПр", "ДатаФайлИнфПр", "ВремФайлИнфПр", "ЭП")}
	}
	content := document.At("СодФХЖ4")
	out.Name, out.Number, out.Date = content.Attr("НаимДокОпрПр"), content.Attr("НомДокПТПр"), reading.Day(content, "ДатаДокПТПр")
	if n := content.At("ГрузПолучил"); n.Ok() {
		out.Outcome = &title.Outcome{Text: n.Attr("СодОпер"), Date: reading.Day(n, "ДатаПолуч")}
	}
	out.Signatories = reading.Signatories(document)
	return out
}
