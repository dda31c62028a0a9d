package akt

import (
	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

func readFirst(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	document := d.Root().At("Документ")
	out.Maker = document.Attr("НаимЭконСубСост")
	out.Made = title.Moment{Date: reading.Day(document, "ДатаИнфИсп"), Time: document.Attr("ВремИнфИсп")}
	act := document.At("СвДокПРУ")
	out.Name, out.Fact = act.At("НаимДок").Attr("НаимДокОпр"), act.At("НаимДок").Attr("ПоФактХЖ")
	out.Number, out.Date = act.At("ИдентДок").Attr("НомДокПРУ"), reading.Day(act.At("ИдентДок"), "ДатаДокПРУ")
	out.Currency = act.At("ДенИзм").Attr("КодОКВ")
	between := act.At("СодФХЖ1")
	if n := between.At("Исполнитель"); n.Ok() {
		out.Parties = append(out.Parties, reading.Party(n, title.Seller))
	}
	if n := between.At("Заказчик"); n.Ok() {
		out.Parties = append(out.Parties, reading.Party(n, title.Buyer))
	}
	for works := range between.All("ОписРабот") {
		out.Total = out.Total.Plus(reading.Dec(works, "СтУчНДСИт"))
		for n := range works.All("Работа") {
			out.Lines = append(out.Lines, line(n))
		}
	}
	handover := document.At("СодФХЖ2")
	out.Operation, out.OperationDate = handover.Attr("СодОпер"), reading.Day(handover, "ДатаПер")
	out.Signatories = reading.Signatories(document)
	return out
}

func line(n tree.Node) title.Line {
	name := n.Attr("НаимРабот")
	if name == "" {
		name = n.At("Описание").Text()
	}
	return title.Line{
		Number: n.Attr("Номер"), Name: name,
		Unit: n.Attr("НаимЕдИзм"), OKEI: n.Attr("ОКЕИ"),
		Quantity: reading.Dec(n, "Количество"), Price: reading.Dec(n, "Цена"),
		Net: reading.Dec(n, "СтоимБезНДС"), Rate: n.Attr("НалСт"),
		Tax: string(reading.Dec(n, "СумНДС")), Gross: reading.Dec(n, "СтоимУчНДС"),
	}
}

func readSecond(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	document := d.Root().At("Документ")
	out.Maker = document.Attr("НаимЭконСубСост")
	out.Made = title.Moment{Date: reading.Day(document, "ДатаИнфЗак"), Time: document.Attr("ВремИнфЗак")}
	if n := document.At("ИдДокПРУИсп"); n.Ok() {
		out.Answered = []title.Answered{reading.Answered(n, "ИдФайлИнфИсп", "ДатаФайлИнфИсп", "ВремФайлИнфИсп", "ЭП")}
	}
	content := document.At("СодФХЖ3")
	out.Name, out.Number, out.Date = content.Attr("НаимДокОпрИсп"), content.Attr("НомДокПРУИсп"), reading.Day(content, "ДатаДокПРУИсп")
	if n := content.At("РезПринял"); n.Ok() {
		out.Outcome = &title.Outcome{Text: n.Attr("СодОпер"), Date: reading.Day(n, "ДатаПрием")}
	}
	out.Signatories = reading.Signatories(document)
	return out
}
