package aktsver

import (
	"fmt"

	"sdano/titles/title"
	"sdano/titles/tree"
)

// Codes of refusal of ФНС: presence by another's presence, presence by
// another's value, and the condition by which 405@ also demands presence.
const (
	fnsOneOf    = "0400300001"
	fnsByValue  = "0400300003"
	fnsPresence = "0400400007"
)

var firstRules = []title.Rule{operationRule("SDANO-AKTSVER-001")}

var secondRules = append([]title.Rule{
	{
		Code: "SDANO-AKTSVER-201", FNS: fnsByValue, Elements: []string{"Документ"},
		Text:   "Сведения таблицы акта (ТаблАкт) указываются тогда и только тогда, когда есть разногласия (ПризнРазн = 2).",
		Broken: tableIffDisagreement,
	},
	totalRule("SDANO-AKTSVER-202", "ИтогоРасхДеб", "СальдоНачДеб", "ОборотДеб", "СальдоКонДеб"),
	totalRule("SDANO-AKTSVER-203", "ИтогоРасхКр", "СальдоНачКр", "ОборотКр", "СальдоКонКр"),
	contractRule("SDANO-AKTSVER-204", "СальдоНачДеб"),
	contractRule("SDANO-AKTSVER-205", "СальдоНачКр"),
	contractRule("SDANO-AKTSVER-206", "ОборотДеб"),
	contractRule("SDANO-AKTSVER-207", "ОборотКр"),
	contractRule("SDANO-AKTSVER-208", "СальдоКонДеб"),
	contractRule("SDANO-AKTSVER-209", "СальдоКонКр"),
}, operationRule("SDANO-AKTSVER-210"))

func tableIffDisagreement(n tree.Node) string {
	if (n.Parent().Attr("ПризнРазн") == "2") == n.At("ТаблАкт").Ok() {
		return ""
	}
	return "ТаблАкт"
}

// operationRule demands a sum of every operation.
func operationRule(code string) title.Rule {
	return title.Rule{
		Code: code, FNS: fnsOneOf, Elements: []string{"СвОпер"},
		Text: "У операции указывается сумма по дебету (СумДебет) или по кредиту (СумКредит).",
		Broken: func(n tree.Node) string {
			if n.Has("СумДебет") || n.Has("СумКредит") {
				return ""
			}
			return "@СумДебет"
		},
	}
}

// totalRule demands the total of a side wherever a balance of it is given.
func totalRule(code, total string, balances ...string) title.Rule {
	return title.Rule{
		Code: code, FNS: fnsPresence, Elements: []string{"ТаблАкт", "ДогСв"},
		Text: fmt.Sprintf("Если указано хотя бы одно из %s, %s, %s, указывается и %s.", balances[0], balances[1], balances[2], total),
		Broken: func(n tree.Node) string {
			for _, balance := range balances {
				if n.Has(balance) && !n.Has(total) {
					return "@" + total
				}
			}
			return ""
		},
	}
}

// contractRule demands of every contract a balance that the table has.
func contractRule(code, balance string) title.Rule {
	return title.Rule{
		Code: code, FNS: fnsPresence, Elements: []string{"ДогСв"},
		Text: fmt.Sprintf("Если %s указано в таблице акта (ТаблАкт), оно указывается и в каждом договоре (ДогСв).", balance),
		Broken: func(n tree.Node) string {
			if n.Parent().Has(balance) && !n.Has(balance) {
				return "@" + balance
			}
			return ""
		},
	}
}
