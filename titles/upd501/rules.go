package upd501

import (
	"sdano/titles/title"
	"sdano/titles/tree"
)

var firstRules = []title.Rule{otherOrganisation("SDANO-UPD501-001")}

var secondRules = []title.Rule{
	{
		Code: "SDANO-UPD501-201", Elements: []string{"СвПрин"}, Warning: true,
		Text: "Указывается содержание операции (СодОпер) или код итога приёмки (КодСодОпер).",
		Broken: func(n tree.Node) string {
			if n.Has("СодОпер") || n.At("КодСодОпер").Ok() {
				return ""
			}
			return "@СодОпер"
		},
	},
	otherOrganisation("SDANO-UPD501-202"),
}

// otherOrganisation is the rule on a signatory who is an employee of neither
// side («Статус» 3).
func otherOrganisation(code string) title.Rule {
	return title.Rule{
		Code: code, Elements: []string{"Подписант"}, Warning: true,
		Text: "Для работника иной уполномоченной организации (Статус 3) указывается основание её полномочий (ОснПолнОрг).",
		Broken: func(n tree.Node) string {
			if n.Attr("Статус") == "3" && !n.Has("ОснПолнОрг") {
				return "@ОснПолнОрг"
			}
			return ""
		},
	}
}
