package xsd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sdano/xmlscan"
)

// builtin returns a simple type of XML Schema itself.
func (c *compiler) builtin(name string) *simple {
	if t := c.builtinDone[name]; t != nil {
		return t
	}
	b := builtins[name]
	t := &simple{name: "xs:" + name, prim: b.prim, ws: b.ws, unsigned: b.unsigned, tight: b.tight, facets: noFacets()}
	if b.base != "" {
		t.base = c.builtin(b.base)
	}
	if b.listOf != "" {
		t.variety, t.ws, t.item = list, wsCollapse, c.builtin(b.listOf)
	}
	if b.min != "" {
		t.facets.bounds = append(t.facets.bounds, numberBound(minInclusive, b.min))
	}
	if b.max != "" {
		t.facets.bounds = append(t.facets.bounds, numberBound(maxInclusive, b.max))
	}
	t.finish()
	c.builtinDone[name] = t
	return t
}

func numberBound(kind boundKind, text string) bound {
	d, _ := parseDecimal([]byte(text), false)
	return bound{kind, []byte(text), d}
}

// finish sets what follows from the rest.
func (t *simple) finish() {
	free := t.variety == atomic && t.facets.enum == nil && t.facets.patterns == nil
	t.lengthOnly = free && t.prim == primString && t.ws == wsPreserve
	t.unpadded = free && (t.prim.temporal() || t.prim == primDecimal || t.tight)
}

// simpleByName returns the simple type that an attribute of a node names.
func (c *compiler) simpleByName(n *node, name string) *simple {
	space, local := c.resolve(n, name)
	if space == schemaSpace {
		return c.builtinByName(n, local)
	}
	found := c.find(n, "type", name)
	switch {
	case found == nil:
	case found.tag != "simpleType":
		c.bad(n.at, "тип «"+name+"» – не простой")
	default:
		return c.simpleType(found)
	}
	return c.builtin("anySimpleType")
}

func (c *compiler) builtinByName(n *node, local string) *simple {
	if _, ok := builtins[local]; ok {
		return c.builtin(local)
	}
	if foreignTypes[local] {
		c.unsupported(n.at, "тип xs:"+local)
	} else {
		c.bad(n.at, "в XML Schema нет типа xs:"+local)
	}
	return c.builtin("anySimpleType")
}

// simpleType makes the type that xs:simpleType declares.
func (c *compiler) simpleType(n *node) *simple {
	if t := c.simples[n]; t != nil {
		return t
	}
	t := c.builtin("anySimpleType")
	if c.enter(n) {
		return t
	}
	defer c.leave(n)
	if len(n.kids) != 1 {
		c.bad(n.at, "внутри xs:simpleType должна стоять одна из xs:restriction, xs:list, xs:union")
		return t
	}
	switch k := n.kids[0]; k.tag {
	case "restriction":
		t = c.restriction(k, c.baseType(k))
	case "list":
		t = c.listType(k)
	case "union":
		t = c.unionType(k)
	default:
		c.unexpected(k, n)
	}
	t.name = n.get("name")
	c.simples[n] = t
	return t
}

// inner returns the xs:simpleType that is the first child of a node, if it is.
func inner(n *node) *node {
	if len(n.kids) > 0 && n.kids[0].tag == "simpleType" {
		return n.kids[0]
	}
	return nil
}

// typeOf returns the simple type that an attribute names or a child declares;
// exactly one of them has to.
func (c *compiler) typeOf(n *node, attr string) *simple {
	local := inner(n)
	switch {
	case n.has(attr) == (local != nil):
		c.bad(n.at, fmt.Sprintf("у xs:%s должно быть одно из двух: атрибут %s или xs:simpleType внутри", n.tag, attr))
	case local != nil:
		return c.simpleType(local)
	default:
		return c.simpleByName(n, n.get(attr))
	}
	return c.builtin("anySimpleType")
}

func (c *compiler) baseType(n *node) *simple {
	t := c.typeOf(n, "base")
	if c.err == nil && t.base == nil {
		c.bad(n.at, "xs:anySimpleType нельзя ограничивать")
	}
	return t
}

func (c *compiler) listType(n *node) *simple {
	item := c.typeOf(n, "itemType")
	if item.variety == list || item.variety == unionOf && slices.ContainsFunc(item.members, func(m *simple) bool { return m.variety == list }) {
		c.bad(n.at, "список списков")
	}
	return &simple{base: c.builtin("anySimpleType"), variety: list, ws: wsCollapse, item: item, facets: noFacets()}
}

func (c *compiler) unionType(n *node) *simple {
	t := &simple{base: c.builtin("anySimpleType"), variety: unionOf, facets: noFacets()}
	for name := range strings.FieldsSeq(n.get("memberTypes")) {
		t.join(c.simpleByName(n, name))
	}
	for _, k := range n.kids {
		if k.tag != "simpleType" {
			c.unexpected(k, n)
			return t
		}
		t.join(c.simpleType(k))
	}
	if len(t.members) == 0 {
		c.bad(n.at, "у xs:union нет ни одного типа")
	}
	if t.weight() > maxWeight {
		c.unsupported(n.at, "xs:union из слишком многих типов")
	}
	return t
}

// join adds a member to a union: of a union without restrictions its members,
// and each only once.
func (t *simple) join(m *simple) {
	if m.variety == unionOf && m.facets.enum == nil && m.facets.patterns == nil {
		for _, o := range m.members {
			t.join(o)
		}
	} else if !slices.Contains(t.members, m) {
		t.members = append(t.members, m)
	}
}

// maxWeight bounds how many types a value is tried against.
const maxWeight = 1000

func (t *simple) weight() int {
	n := 1
	for _, m := range t.members {
		n = min(n+m.weight(), maxWeight+1)
	}
	return n
}

// restriction derives a type by the facets that are children of a node; other
// children that may stand there are the caller's.
func (c *compiler) restriction(n *node, base *simple) *simple {
	t := &simple{}
	*t = *base
	t.base, t.name = base, ""
	t.facets.bounds = slices.Clone(base.facets.bounds)
	t.facets.patterns = slices.Clip(base.facets.patterns)
	var step alternatives
	var enum []string
	for _, k := range n.kids {
		switch k.tag {
		case "pattern":
			step = append(step, c.pattern(k))
		case "enumeration":
			enum = append(enum, c.enumerated(k, base))
		case "simpleType", "attribute", "attributeGroup", "anyAttribute":
		default:
			c.facet(k, n, t, base)
		}
		if c.err != nil {
			return t
		}
	}
	if step != nil {
		t.facets.patterns = append(t.facets.patterns, step)
	}
	if enum != nil {
		t.facets.enum = newEnumeration(t, enum)
	}
	t.finish()
	c.coherent(n, t)
	return t
}

func (c *compiler) pattern(n *node) *pattern {
	text, ok := n.attr("value")
	if !ok {
		c.bad(n.at, "у xs:pattern нет value")
		return nil
	}
	p, err := parsePattern(text)
	switch {
	case errors.Is(err, errForeign):
		c.unsupported(n.at, "шаблон "+text)
	case err != nil:
		c.bad(n.at, fmt.Sprintf("шаблон «%s»: %v", text, err))
	}
	return p
}

// enumerated returns a value of an enumeration, its white space normalised; it
// has to be one of the base type.
func (c *compiler) enumerated(n *node, base *simple) string {
	text, ok := n.attr("value")
	if !ok {
		c.bad(n.at, "у xs:enumeration нет value")
		return ""
	}
	c.valid(n, base, text)
	var buf []byte
	return string(base.ws.normalise([]byte(text), &buf))
}

// valid refuses a text of the schema that is not a value of the type it should
// be of.
func (c *compiler) valid(n *node, t *simple, text string) {
	if c.err != nil {
		return
	}
	var buf []byte
	if t.check(value{[]byte(text), xmlscan.UTF8}, &buf) != fine {
		c.bad(n.at, fmt.Sprintf("«%s» – не значение своего типа", shorten(text)))
	}
}
