package xsd

import (
	"fmt"

	"sdano/xmlscan"
)

// attribute is a declared attribute, as an element may have it.
type attribute struct {
	name     qname
	raw      [2]string // the local name, by encoding
	typ      *simple
	required bool
	valued   bool   // has a default or fixed value
	value    string // that value
	isFixed  bool
	same     string // the canonical form of the fixed value
}

// attributeUses are the attributes of a type or a group while the schema is
// compiled.
type attributeUses struct {
	list       []*attribute
	prohibited []qname
	any        *wildcard
}

func (u *attributeUses) find(name qname) int {
	for i, a := range u.list {
		if a.name == name {
			return i
		}
	}
	return -1
}

// attribute returns the attribute of a global declaration.
func (c *compiler) attribute(n *node) *attribute {
	if a := c.attributes[n]; a != nil {
		return a
	}
	a := &attribute{name: qname{c.spaceOf(c.target), n.get("name")}}
	c.attributes[n] = a
	for _, attr := range [...]string{"ref", "use", "form"} {
		if n.has(attr) {
			c.bad(n.at, "у глобального xs:attribute не бывает атрибута «"+attr+"»")
		}
	}
	c.declareAttribute(a, n)
	return a
}

// declareAttribute fills an attribute from its declaration.
func (c *compiler) declareAttribute(a *attribute, n *node) {
	a.raw = encoded(a.name.local)
	switch {
	case inner(n) != nil && len(n.kids) == 1:
		a.typ = c.typeOf(n, "type")
	case len(n.kids) > 0:
		c.unexpected(n.kids[0], n)
	case n.has("type"):
		a.typ = c.simpleByName(n, n.get("type"))
	default:
		a.typ = c.builtin("anySimpleType")
	}
	c.fix(a, n)
}

// fix takes in default, which decides nothing here, and fixed.
func (c *compiler) fix(a *attribute, n *node) {
	text, isDefault := n.attr("default")
	fixed, isFixed := n.attr("fixed")
	switch {
	case isDefault && isFixed:
		c.bad(n.at, "и default, и fixed")
	case isDefault && n.has("use") && n.get("use") != "optional":
		c.bad(n.at, "default у обязательного или запрещённого атрибута")
	case isDefault:
		c.valid(n, a.typ, text)
		a.valued, a.value = true, text
	case isFixed && c.err == nil:
		c.valid(n, a.typ, fixed)
		if c.err == nil {
			a.valued, a.value, a.isFixed = true, string(a.typ.ws.normalise([]byte(fixed), new([]byte))), true
			a.same = string(a.typ.canonical(nil, value{[]byte(fixed), xmlscan.UTF8}, new([]byte)))
		}
	}
}

// use adds the attribute of a declaration or a reference inside a type.
func (c *compiler) use(u *attributeUses, n *node) {
	a := &attribute{}
	if n.has("ref") {
		for _, attr := range [...]string{"name", "type", "form"} {
			if n.has(attr) {
				c.bad(n.at, "у xs:attribute с ref не бывает атрибута «"+attr+"»")
			}
		}
		c.noKids(n)
		found := c.find(n, "attribute", n.get("ref"))
		if found == nil {
			return
		}
		*a = *c.attribute(found)
		c.fix(a, n)
	} else {
		name := n.get("name")
		if !isName([]byte(name), false, false) || name == "xmlns" {
			c.bad(n.at, "у xs:attribute нет имени или оно неверно")
			return
		}
		space := ""
		if c.qualified(n, c.qualifiedAtt) {
			space = c.target
		}
		a.name = qname{c.spaceOf(space), name}
		c.declareAttribute(a, n)
	}
	switch n.get("use") {
	case "", "optional":
	case "required":
		a.required = true
	case "prohibited":
		u.prohibited = append(u.prohibited, a.name)
		return
	default:
		c.bad(n.at, "неверное значение use")
	}
	c.add(u, a, n)
}

func (c *compiler) add(u *attributeUses, a *attribute, n *node) {
	if u.find(a.name) >= 0 {
		c.bad(n.at, "атрибут «"+a.name.local+"» объявлен дважды")
	}
	u.list = append(u.list, a)
}

// attributeGroup returns the attributes of a global group.
func (c *compiler) attributeGroup(n *node) *attributeUses {
	if u := c.attrGroups[n]; u != nil {
		return u
	}
	u := &attributeUses{}
	if c.enter(n) {
		return u
	}
	defer c.leave(n)
	c.useAll(u, n.kids, n)
	c.attrGroups[n] = u
	return u
}

// useAll adds the attributes that children of a node declare.
func (c *compiler) useAll(u *attributeUses, kids []*node, parent *node) {
	for _, k := range kids {
		switch k.tag {
		case "attribute":
			c.use(u, k)
		case "attributeGroup":
			c.noKids(k)
			if found := c.find(k, "attributeGroup", k.get("ref")); found != nil {
				group := c.attributeGroup(found)
				for _, a := range group.list {
					c.add(u, a, k)
				}
				c.widen(u, group.any, k)
			}
		case "anyAttribute":
			c.noKids(k)
			c.widen(u, c.wildcard(k), k)
		default:
			c.unexpected(k, parent)
		}
		if c.err != nil {
			return
		}
	}
}

// widen adds a wildcard; several in one type would have to be intersected.
func (c *compiler) widen(u *attributeUses, w *wildcard, n *node) {
	if w == nil {
		return
	}
	if u.any != nil {
		c.unsupported(n.at, fmt.Sprintf("несколько xs:anyAttribute в одном типе (xs:%s)", n.tag))
	}
	u.any = w
}
