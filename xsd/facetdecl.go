package xsd

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// facet takes in one facet.
func (c *compiler) facet(k, parent *node, t, base *simple) {
	text, ok := k.attr("value")
	if !ok && k.has("value") || tags[k.tag] != "fixed id value" {
		c.unexpected(k, parent)
		return
	}
	if !c.applicable(k, t) {
		return
	}
	switch k.tag {
	case "whiteSpace":
		c.whiteSpace(k, t)
	case "minInclusive", "minExclusive", "maxInclusive", "maxExclusive":
		c.bound(k, t, base, strings.Trim(text, whiteSpace))
	default:
		n, err := strconv.Atoi(strings.Trim(text, whiteSpace))
		if err != nil || n < 0 {
			c.bad(k.at, fmt.Sprintf("неверное значение xs:%s «%s»", k.tag, text))
			return
		}
		c.count(k, t, n)
	}
}

// applicable refuses a facet that the values of the type cannot have.
func (c *compiler) applicable(k *node, t *simple) bool {
	var ok bool
	switch k.tag {
	case "length", "minLength", "maxLength":
		ok = t.variety == list || t.variety == atomic && t.prim.measured()
	case "totalDigits", "fractionDigits":
		ok = t.variety == atomic && (t.prim == primDecimal || t.prim == primInteger)
	case "whiteSpace":
		ok = t.variety != unionOf
	default:
		ok = t.variety == atomic && t.prim.ordered()
	}
	if !ok {
		c.bad(k.at, "xs:"+k.tag+" неприменимо к этому типу")
	}
	return ok
}

func (c *compiler) whiteSpace(k *node, t *simple) {
	ws, ok := map[string]whitespace{"preserve": wsPreserve, "replace": wsReplace, "collapse": wsCollapse}[k.get("value")]
	if !ok || ws < t.ws {
		c.bad(k.at, "неверное значение xs:whiteSpace")
		return
	}
	t.ws = ws
}

// bound takes in a bound, which has to be a value of the base type; a new lower
// bound replaces the old one.
func (c *compiler) bound(k *node, t, base *simple, text string) {
	kind := map[string]boundKind{
		"minInclusive": minInclusive, "minExclusive": minExclusive,
		"maxInclusive": maxInclusive, "maxExclusive": maxExclusive,
	}[k.tag]
	plain := *base
	plain.facets = noFacets()
	c.valid(k, &plain, text)
	if c.err != nil {
		return
	}
	lower := kind <= minExclusive
	for _, b := range base.facets.bounds {
		if looser := base.prim.compare([]byte(text), b.text); (b.kind <= minExclusive) == lower && (lower && looser == -1 || !lower && looser == 1) {
			c.bad(k.at, "xs:"+k.tag+" шире, чем у исходного типа")
		}
	}
	t.facets.bounds = slices.DeleteFunc(t.facets.bounds, func(b bound) bool {
		return (b.kind <= minExclusive) == lower && base.prim.compare([]byte(text), b.text) != 0
	})
	b := bound{kind: kind, text: []byte(text)}
	b.number, _ = parseDecimal(b.text, false)
	t.facets.bounds = append(t.facets.bounds, b)
}

// count takes in a facet that is a number.
func (c *compiler) count(k *node, t *simple, n int) {
	f := &t.facets
	loose := false
	switch k.tag {
	case "length":
		loose = n < f.minLength || f.maxLength >= 0 && n > f.maxLength
		f.minLength, f.maxLength = n, n
	case "minLength":
		loose = n < t.base.facets.minLength
		f.minLength = max(f.minLength, n)
	case "maxLength":
		loose = t.base.facets.maxLength >= 0 && n > t.base.facets.maxLength
		f.maxLength = n
	case "totalDigits":
		loose = n == 0 || f.totalDigits >= 0 && n > f.totalDigits
		f.totalDigits = n
	case "fractionDigits":
		loose = f.fractionDigits >= 0 && n > f.fractionDigits
		f.fractionDigits = n
	}
	if loose {
		c.bad(k.at, fmt.Sprintf("xs:%s=%d шире, чем у исходного типа", k.tag, n))
	}
}

// coherent refuses facets that contradict one another.
func (c *compiler) coherent(n *node, t *simple) {
	f := &t.facets
	if f.maxLength >= 0 && f.minLength > f.maxLength {
		c.bad(n.at, "minLength больше maxLength")
	}
	if f.totalDigits >= 0 && f.fractionDigits > f.totalDigits {
		c.bad(n.at, "fractionDigits больше totalDigits")
	}
	for _, low := range f.bounds {
		for _, high := range f.bounds {
			if low.kind > minExclusive || high.kind <= minExclusive {
				continue
			}
			if t.prim.compare(low.text, high.text) == 1 || bytes.Equal(low.text, high.text) && (low.kind == minExclusive) != (high.kind == maxExclusive) {
				c.bad(n.at, "нижняя граница больше верхней")
			}
		}
	}
}
