package torg2

import (
	"slices"

	"sdano/titles/title"
	"sdano/titles/tree"
)

var firstRules = []title.Rule{
	{
		Code: "SDANO-TORG2-001", Elements: []string{"Документ"}, Warning: true,
		Text:   "Если ожидаются иные дополнительные сведения (ИнфДопСв 4, 6 или 8), указывается их назначение (НазнДопСв).",
		Broken: purposeExplained,
	},
	otherOrganisation("SDANO-TORG2-002"),
}

var secondRules = []title.Rule{otherOrganisation("SDANO-TORG2-201")}

func purposeExplained(n tree.Node) string {
	open := func(p int) bool { return p == 4 || p == 6 || p == 8 }
	if slices.ContainsFunc(purposes(n), open) && !n.Has("НазнДопСв") {
		return "@НазнДопСв"
	}
	return ""
}

// otherOrganisation demands the basis of the powers of an organisation that
// acts for another.
func otherOrganisation(code string) title.Rule {
	return title.Rule{
		Code: code, Elements: []string{"Подписант"}, Warning: true,
		Text: "Для работника иной уполномоченной организации (Статус 3) указывается основание полномочий организации (ОснПолнОрг).",
		Broken: func(n tree.Node) string {
			if n.Attr("Статус") == "3" && !n.Has("ОснПолнОрг") {
				return "@ОснПолнОрг"
			}
			return ""
		},
	}
}
