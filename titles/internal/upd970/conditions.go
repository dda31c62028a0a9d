package upd970

import (
	"fmt"
	"slices"
	"strings"

	"sdano/titles/title"
	"sdano/titles/tree"
)

// fnsByValue is the code by which ФНС refuses a file in which the presence of
// one thing does not fit the value or presence of another.
const fnsByValue = "0400300003"

// demand is a conditional rule without the exchange that its code begins with.
type demand struct {
	number   int
	elements []string
	text     string
	broken   func(tree.Node) string
}

// on names the elements on which a rule is asked.
func on(elements ...string) []string { return elements }

// rules returns the rules of an exchange ("UPD503") in the order of their
// numbers.
func rules(exchange string, tables ...[]demand) []title.Rule {
	all := slices.Concat(tables...)
	slices.SortFunc(all, func(a, b demand) int { return a.number - b.number })
	out := make([]title.Rule, len(all))
	for i, d := range all {
		out[i] = title.Rule{
			Code: fmt.Sprintf("SDANO-%s-%03d", exchange, d.number), FNS: fnsByValue,
			Elements: d.elements, Text: d.text, Broken: d.broken,
		}
	}
	return out
}

// condition tells whether a rule demands something of an element.
type condition func(tree.Node) bool

// needs is broken where the condition holds and none of the names, of which an
// attribute's begins with @, is there; the first is named as missing.
func needs(when condition, names ...string) func(tree.Node) string {
	return func(n tree.Node) string {
		if when(n) && !there(n, names...) {
			return names[0]
		}
		return ""
	}
}

// onlyIf is broken where the name is there and the condition does not hold.
func onlyIf(when condition, name string) func(tree.Node) string {
	return func(n tree.Node) string {
		if there(n, name) && !when(n) {
			return name
		}
		return ""
	}
}

// exactlyIf is broken where the name is there and the condition does not hold,
// or the other way round.
func exactlyIf(when condition, name string) func(tree.Node) string {
	return func(n tree.Node) string {
		if there(n, name) != when(n) {
			return name
		}
		return ""
	}
}

// there reports whether an element has one of these attributes or children.
func there(n tree.Node, names ...string) bool {
	for _, name := range names {
		if attribute, ok := strings.CutPrefix(name, "@"); ok && n.Has(attribute) || !ok && n.At(name).Ok() {
			return true
		}
	}
	return false
}

func always(tree.Node) bool { return true }

// has is the condition that an attribute or child is there.
func has(name string) condition { return func(n tree.Node) bool { return there(n, name) } }

// both is the condition that two conditions hold.
func both(a, b condition) condition { return func(n tree.Node) bool { return a(n) && b(n) } }

// equal is the condition that an attribute is there and has the value.
func equal(name, value string) condition {
	return func(n tree.Node) bool { return n.Attr(name) == value }
}

// differs is the condition that an attribute is there and has another value.
func differs(name, value string) condition {
	return func(n tree.Node) bool {
		got, ok := n.Lookup(name)
		return ok && got != value
	}
}

// functionIs is the condition that the title has one of these functions.
func functionIs(functions ...string) condition {
	return func(n tree.Node) bool { return slices.Contains(functions, document(n).Attr("Функция")) }
}

// circumstance asks a condition of «ДопСвФХЖ1», where the special circumstances
// of the title are told.
func circumstance(c condition) condition {
	return func(n tree.Node) bool { return c(document(n).At("СвСчФакт", "ДопСвФХЖ1")) }
}

func document(n tree.Node) tree.Node { return n.Root().At("Документ") }

// positive reports whether a decimal number is above zero.
func positive(number string) bool {
	number = strings.TrimSpace(number)
	return !strings.HasPrefix(number, "-") && strings.ContainsAny(number, "123456789")
}
