package tech103

import (
	"fmt"

	"sdano/titles/title"
	"sdano/titles/tree"
)

// condition is the code by which ФНС refuses a file for any of these rules.
const condition = "0400400007"

func code(n int) string { return fmt.Sprintf("SDANO-TECH103-%03d", n) }

// foreign are the rules on «СвИнУчастНеУч», who is not registered with ФНС, of
// the parties in these elements. Their codes begin after base.
func foreign(base int, elements ...string) []title.Rule {
	rule := func(n int, text string, broken func(tree.Node) string) title.Rule {
		return title.Rule{
			Code: code(base + n), FNS: condition, Elements: elements, Text: text,
			Broken: func(n tree.Node) string {
				if at := broken(n.At("СвИнУчастНеУч")); at != "" {
					return "СвИнУчастНеУч/" + at
				}
				return ""
			},
		}
	}
	return []title.Rule{
		rule(1, "Для иностранной организации (ИдСтат «ЮЛ») указывается страна регистрации СтрРег.", func(n tree.Node) string {
			return lacks(n.Attr("ИдСтат") == "ЮЛ", n, "СтрРег")
		}),
		rule(2, "Для иностранного физического лица (ИдСтат «ФЛ») указывается его имя Наим.", func(n tree.Node) string {
			return lacks(n.Attr("ИдСтат") == "ФЛ", n, "Наим")
		}),
		rule(3, "Для иностранной организации (ИдСтат «ЮЛ») указывается хотя бы одно из Наим, КодНПРег, ИныеСвед.", func(n tree.Node) string {
			return lacks(n.Attr("ИдСтат") == "ЮЛ" && !n.Has("КодНПРег") && !n.Has("ИныеСвед"), n, "Наим")
		}),
	}
}

// lacks returns an attribute's place if it is demanded and absent.
func lacks(demanded bool, n tree.Node, attr string) string {
	if demanded && !n.Has(attr) {
		return "@" + attr
	}
	return ""
}

// attorneys are the rules on the signatory's power of attorney; system is the
// attribute that names where an electronic one is kept.
func attorneys(base int, system string) []title.Rule {
	child := func(n int, status, element, text string) title.Rule {
		return title.Rule{
			Code: code(base + n), FNS: condition, Elements: []string{"Подписант"}, Text: text,
			Broken: func(n tree.Node) string {
				if n.Attr("СтатПодп") == status && !n.At(element).Ok() {
					return element
				}
				return ""
			},
		}
	}
	return []title.Rule{
		child(4, "2", "СвДоверЭл", "Если полномочия подтверждает электронная доверенность (СтатПодп 2), указываются сведения о ней СвДоверЭл."),
		child(5, "3", "СвДоверБум", "Если полномочия подтверждает бумажная доверенность (СтатПодп 3), указываются сведения о ней СвДоверБум."),
		{
			Code: code(base + 6), FNS: condition, Elements: []string{"СвДоверЭл"},
			Text: "Если электронная доверенность не входит в комплект (СпособПредставл 2), указывается система, в которой она хранится.",
			Broken: func(n tree.Node) string {
				return lacks(n.Parent().Attr("СтатПодп") == "2" && n.Attr("СпособПредставл") == "2", n, system)
			},
		},
	}
}
