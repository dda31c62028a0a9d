package xsd

// element is a declared element.
type element struct {
	name        qname
	raw         [2]string // the local name, by encoding
	typ         *typ
	nillable    bool
	valued      bool   // has a default or fixed value, so that it may be empty
	value       string // that value
	isFixed     bool
	constraints []*constraint
}

// contentKind is what an element may have between its tags.
type contentKind uint8

const (
	contentEmpty contentKind = iota
	contentSimple
	contentElements
	contentMixed
)

// typ is a type that an element can have, simple or complex, compiled.
type typ struct {
	name    string // "" if anonymous
	base    *typ
	content contentKind
	simple  *simple // contentSimple
	model   *model  // contentElements, contentMixed; nil allows no element
	attrs   attributeSet

	particle *particle      // for types derived from this one
	uses     *attributeUses // likewise
}

// global returns the element of a global declaration.
func (c *compiler) element(n *node) *element {
	if e := c.elements[n]; e != nil {
		return e
	}
	e := &element{name: qname{c.spaceOf(c.target), n.get("name")}}
	c.elements[n] = e
	for _, attr := range [...]string{"ref", "minOccurs", "maxOccurs", "form"} {
		if n.has(attr) {
			c.bad(n.at, "у глобального xs:element не бывает атрибута «"+attr+"»")
		}
	}
	c.declare(e, n)
	return e
}

// localElement returns the element of a declaration or a reference inside a
// content model.
func (c *compiler) localElement(n *node) *element {
	if n.has("ref") {
		for _, attr := range [...]string{"name", "type", "form", "default", "fixed", "nillable", "block"} {
			if n.has(attr) {
				c.bad(n.at, "у xs:element с ref не бывает атрибута «"+attr+"»")
			}
		}
		c.noKids(n)
		if found := c.find(n, "element", n.get("ref")); found != nil {
			return c.element(found)
		}
		return &element{}
	}
	if !isName([]byte(n.get("name")), false, false) {
		c.bad(n.at, "у xs:element нет имени или оно неверно")
	}
	space := ""
	if c.qualified(n, c.qualifiedElems) {
		space = c.target
	}
	e := &element{name: qname{c.spaceOf(space), n.get("name")}}
	c.declare(e, n)
	return e
}

// qualified reports whether a local declaration has the target namespace.
func (c *compiler) qualified(n *node, byDefault bool) bool {
	switch n.get("form") {
	case "":
		return byDefault
	case "qualified":
		return true
	case "unqualified":
		return false
	}
	c.bad(n.at, "неверное значение form")
	return false
}

// declare fills an element from its declaration.
func (c *compiler) declare(e *element, n *node) {
	e.raw = encoded(e.name.local)
	for _, attr := range [...]string{"substitutionGroup", "block"} {
		if n.get(attr) != "" {
			c.unsupported(n.at, attr)
		}
	}
	if c.boolean(n, "abstract") {
		c.unsupported(n.at, "abstract")
	}
	e.nillable = c.boolean(n, "nillable")
	kids := n.kids
	switch {
	case len(kids) > 0 && (kids[0].tag == "complexType" || kids[0].tag == "simpleType"):
		if n.has("type") {
			c.bad(n.at, "у xs:element и атрибут type, и тип внутри")
		}
		e.typ = c.anonymous(kids[0])
		kids = kids[1:]
	case n.has("type"):
		e.typ = c.typeByName(n, n.get("type"))
	default:
		e.typ = c.any()
	}
	for _, k := range kids {
		switch k.tag {
		case "unique", "key", "keyref":
			e.constraints = append(e.constraints, c.constraint(k))
		default:
			c.unexpected(k, n)
		}
	}
	c.valueConstraint(e, n)
}

// valueConstraint takes in default and fixed.
func (c *compiler) valueConstraint(e *element, n *node) {
	text, isDefault := n.attr("default")
	fixed, isFixed := n.attr("fixed")
	if !isDefault && !isFixed {
		return
	}
	if isDefault && isFixed {
		c.bad(n.at, "и default, и fixed")
	}
	if isFixed {
		text, e.isFixed = fixed, true
	}
	e.valued, e.value = true, text
	c.later = append(c.later, func() {
		switch {
		case e.typ.content == contentSimple:
			c.valid(n, e.typ.simple, text)
		case e.typ.content == contentMixed && isDefault:
		case e.typ.content == contentMixed:
			c.unsupported(n.at, "fixed у элемента со смешанным содержимым")
		default:
			c.bad(n.at, "default или fixed у элемента без текста")
		}
	})
}

// anonymous returns the type that stands inside a declaration.
func (c *compiler) anonymous(n *node) *typ {
	if n.has("name") {
		c.bad(n.at, "у типа внутри объявления не бывает имени")
	}
	if n.tag == "simpleType" {
		return c.wrap(c.simpleType(n))
	}
	return c.fill(n)
}

// typeByName returns the type that an attribute of a node names. A complex type
// may still have to be filled.
func (c *compiler) typeByName(n *node, name string) *typ {
	space, local := c.resolve(n, name)
	if space == schemaSpace {
		if local == "anyType" {
			return c.any()
		}
		return c.wrap(c.builtinByName(n, local))
	}
	found := c.find(n, "type", name)
	switch {
	case found == nil:
		return c.any()
	case found.tag == "simpleType":
		return c.wrap(c.simpleType(found))
	}
	return c.shell(found)
}

// wrap returns a simple type as the type of an element.
func (c *compiler) wrap(s *simple) *typ {
	if t := c.wrappers[s]; t != nil {
		return t
	}
	t := &typ{name: s.name, content: contentSimple, simple: s, uses: &attributeUses{}}
	c.wrappers[s] = t
	if s.base != nil {
		t.base = c.wrap(s.base)
	} else {
		t.base = c.any()
	}
	return t
}

// any returns xs:anyType: anything is allowed, and what is declared is checked.
func (c *compiler) any() *typ {
	if c.anyType == nil {
		all := &wildcard{everything: true, process: lax}
		p := &particle{kind: partAny, min: 0, max: unbounded, any: all, size: 1}
		t := &typ{name: "xs:anyType", content: contentMixed, particle: p}
		t.uses = &attributeUses{any: all}
		t.attrs = t.uses.set()
		c.anyType = t
		t.model = c.model(p)
	}
	return c.anyType
}
