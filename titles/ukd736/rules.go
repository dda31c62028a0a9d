package ukd736

import (
	"sdano/titles/title"
	"sdano/titles/tree"
)

// byAgent is the rate of tax that the buyer computes as a tax agent (НК РФ
// ст. 161): the seller then states no sum of it.
const byAgent = "НДС исчисляется налоговым агентом"

// sellerRules are the conditional rules of the seller's title.
var sellerRules = []title.Rule{
	{
		Code: "SDANO-UKD736-001", FNS: "0400300000", Elements: []string{"ТаблКСчФ"},
		Text: "В таблице указывается хотя бы один итог: увеличение (ВсегоУвел) или уменьшение (ВсегоУм).",
		Broken: func(n tree.Node) string {
			if n.At("ВсегоУвел").Ok() || n.At("ВсегоУм").Ok() {
				return ""
			}
			return "ВсегоУвел"
		},
	},
	{
		Code: "SDANO-UKD736-002", FNS: "0400300003", Elements: []string{"СведТов"},
		Text:   "Сумма налога после изменения (СумНалПосле) указывается всегда, кроме строк, в которых до изменения НДС исчислялся налоговым агентом.",
		Broken: unlessByAgent("СумНалПосле"),
	},
	{
		Code: "SDANO-UKD736-003", FNS: "0400300003", Elements: []string{"СведТов"},
		Text:   "Разница сумм налога (СумНалРазн) указывается всегда, кроме строк, в которых до изменения НДС исчислялся налоговым агентом.",
		Broken: unlessByAgent("СумНалРазн"),
	},
}

// unlessByAgent demands a child of a line whose rate before the change is not
// that of a tax agent.
func unlessByAgent(child string) func(tree.Node) string {
	return func(n tree.Node) string {
		if n.Attr("НалСтДо") == byAgent || n.At(child).Ok() {
			return ""
		}
		return child
	}
}
