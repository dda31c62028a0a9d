package upd

import (
	"strconv"
	"strings"

	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// Buyer reads a buyer's title of any version.
func Buyer(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	n := d.Root().At("Документ")
	if !n.Ok() {
		n = d.Root().At("ИнфПок") // 5.01
	}
	out.Made = title.Moment{Date: reading.Day(n, "ДатаИнфПок"), Time: n.Attr("ВремИнфПок")}
	out.Maker = n.Attr("НаимЭконСубСост")
	if link := n.At("ИдИнфПрод"); link.Ok() {
		out.Answered = []title.Answered{reading.Answered(link, "ИдФайлИнфПр", "ДатаФайлИнфПр", "ВремФайлИнфПр", "ЭП")}
	}
	content := n.At("СодФХЖ4")
	out.Name, out.Function = content.Attr("НаимДокОпрПр"), content.Attr("Функция")
	out.Number = attr(content, "ПорНомДокИнфПр", "НомСчФИнфПр")
	if out.Date = reading.Day(content, "ДатаДокИнфПр"); out.Date.IsZero() {
		out.Date = reading.Day(content, "ДатаСчФИнфПр")
	}
	if accepted := content.At("СвПрин"); accepted.Ok() {
		out.Outcome = outcome(accepted)
	}
	out.Signatories = reading.Signatories(n)
	return out
}

func outcome(n tree.Node) *title.Outcome {
	result := n.At("КодСодОпер")
	code, _ := strconv.Atoi(result.Attr("КодИтога"))
	return &title.Outcome{
		Code: code, Text: n.Attr("СодОпер"), Date: reading.Day(n, "ДатаПрин"),
		Discrepancy: discrepancy(result),
	}
}

// discrepancy names the document about discrepancies, "" if there is none: «Акт
// о расхождениях № 7 от 16.01.2026».
func discrepancy(n tree.Node) string {
	if paper := n.At("РеквДокРасх"); paper.Ok() {
		n = paper
	}
	var parts []string
	for _, part := range []struct{ before, value string }{
		{"", attr(n, "РеквНаимДок", "НаимДокРасх")},
		{"№ ", attr(n, "РеквНомерДок", "НомДокРасх")},
		{"от ", attr(n, "РеквДатаДок", "ДатаДокРасх")},
		{"файл ", attr(n, "РеквИдФайлДок", "ИдФайлДокРасх")},
	} {
		if part.value != "" {
			parts = append(parts, part.before+part.value)
		}
	}
	return strings.Join(parts, " ")
}
