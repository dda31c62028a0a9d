package xsd

import (
	"sdano/xmlscan"
)

// binding is a namespace declared in the document.
type binding struct {
	prefix []byte
	space  int32
}

// The namespaces that every schema knows.
const (
	spaceNone int32 = iota
	spaceXML
	spaceInstance
)

// asked is what the xsi attributes of a start tag ask for.
type asked struct{ isNil bool }

// declarations takes in the namespaces that the current start tag declares.
func (c *Checker) declarations() {
	for i := range c.scan.AttrCount() {
		name, _, _ := c.scan.RawAttr(i)
		if name[0] == 'x' && isDeclaration(name) {
			c.bind(name, i)
		}
	}
}

func (c *Checker) bind(name []byte, i int) {
	c.cooked = c.scan.AppendAttr(c.cooked[:0], i)
	space := int32(foreignSpace)
	for at, known := range c.schema.spaces {
		if known == string(c.cooked) {
			space = int32(at)
		}
	}
	_, prefix := splitName(name)
	if len(name) == len("xmlns") {
		prefix, c.space = nil, space
	}
	c.bindings = append(c.bindings, binding{prefix, space})
}

// outer is what was known of namespaces before a start tag.
type outer struct {
	bindings int
	space    int32 // the default namespace
}

// unbind forgets the namespaces declared since.
func (c *Checker) unbind(o outer) { c.bindings, c.space = c.bindings[:o.bindings], o.space }

// lookup returns the namespace of a prefix, and false if it is not declared.
func (c *Checker) lookup(prefix []byte) (int32, bool) {
	for i := len(c.bindings) - 1; i >= 0; i-- {
		if string(c.bindings[i].prefix) == string(prefix) {
			return c.bindings[i].space, true
		}
	}
	if string(prefix) == "xml" {
		return spaceXML, true
	}
	return spaceNone, false
}

// is reports whether the name of an element in the document is a name of the
// schema, given in both encodings. No such name has a colon.
func (c *Checker) is(name []byte, raw *[2]string, space int32) bool {
	if string(name) == raw[c.enc] {
		return space == c.space
	}
	if len(c.bindings) == 0 {
		return false
	}
	prefix, local := splitName(name)
	if prefix == nil || string(local) != raw[c.enc] {
		return false
	}
	bound, ok := c.lookup(prefix)
	return ok && bound == space
}

// spaceOf returns the namespace of the name of an element. A prefix that is not
// declared is a part of the name.
func (c *Checker) spaceOf(name []byte) int32 {
	if prefix, _ := splitName(name); prefix != nil {
		space, _ := c.lookup(prefix)
		return space
	}
	return c.space
}

// instance obeys xsi:type and xsi:nil of the current start tag and returns the
// type that the element has then.
func (c *Checker) instance(decl *element, typ *typ) *typ {
	for i := range c.scan.AttrCount() {
		name, _, _ := c.scan.RawAttr(i)
		prefix, local := splitName(name)
		if prefix == nil {
			continue
		}
		if space, _ := c.lookup(prefix); space != spaceInstance {
			continue
		}
		switch string(local) {
		case "nil":
			c.nilAttr(decl, i)
		case "type":
			typ = c.typeAttr(typ, i)
		}
	}
	return typ
}

func (c *Checker) nilAttr(decl *element, i int) {
	c.cooked = c.scan.AppendAttr(c.cooked[:0], i)
	text := wsCollapse.normalise(c.cooked, &c.norm)
	switch {
	case decl == nil || !decl.nillable:
		c.attrFault(i, CodeNil, "элемент не может быть пустым через xsi:nil")
	case !isBoolean(text):
		c.attrFault(i, CodeNil, value{text, xmlscan.UTF8}.shown()+" – не true и не false")
	default:
		c.asked.isNil = isTrue(text) == '1'
	}
}

// typeAttr returns the type that xsi:type names, which has to be derived from
// the declared one. No white space may stand around the name, as libxml2 has it.
func (c *Checker) typeAttr(declared *typ, i int) *typ {
	c.cooked = c.scan.AppendAttr(c.cooked[:0], i)
	text := c.cooked
	prefix, local := splitName(text)
	raw, _ := c.enc.Encode(string(prefix))
	space, ok := c.lookup(raw)
	t := c.schema.types[qname{space, string(local)}]
	switch {
	case !ok && prefix != nil, t == nil:
		c.attrFault(i, CodeType, "xsi:type: в схеме нет типа "+quote(string(text)))
	case !t.derives(declared):
		c.attrFault(i, CodeType, "xsi:type: тип "+quote(string(text))+" не выведен из объявленного")
	default:
		return t
	}
	return declared
}

// derives reports whether a type is another one or derived from it.
func (t *typ) derives(from *typ) bool {
	for ; t != nil; t = t.base {
		if t == from {
			return true
		}
		if from.simple != nil && from.simple.variety == unionOf && t.simple != nil && from.simple.hasMember(t.simple) {
			return true
		}
	}
	return false
}

func (t *simple) hasMember(m *simple) bool {
	for _, o := range t.members {
		if o == m || o.hasMember(m) {
			return true
		}
	}
	return false
}

// text8 returns raw text of the document as a string.
func (c *Checker) text8(raw []byte) string {
	if c.enc == xmlscan.UTF8 {
		return string(raw)
	}
	return string(c.enc.Append(nil, raw))
}
