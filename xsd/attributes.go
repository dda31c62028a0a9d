package xsd

import (
	"bytes"

	"sdano/xmlscan"
)

// maxAttributes is how many attributes a type may have.
const maxAttributes = 256

// bits is a set of attributes of a type.
type bits [maxAttributes / 64]uint64

func (b *bits) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b *bits) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// attributeSet is the attributes of a type, for the checker.
type attributeSet struct {
	list     []slot
	required bits
	any      *wildcard
}

// slot is an attribute together with its names, to be compared with what stands
// in the document.
type slot struct {
	raw   [2]string
	space int32
	*attribute
}

// set makes the set of the attributes.
func (u *attributeUses) set() attributeSet {
	s := attributeSet{any: u.any}
	for i, a := range u.list {
		s.list = append(s.list, slot{a.raw, a.name.space, a})
		if a.required && i < maxAttributes {
			s.required.set(i)
		}
	}
	return s
}

// values returns the values of the attribute of a name; see Schema.Values.
func (s *attributeSet) values(name string) []string {
	for _, a := range s.list {
		if a.name.local == name {
			if a.isFixed {
				return []string{a.value}
			}
			return a.typ.values()
		}
	}
	return nil
}

// find returns the index of an attribute, -1 if there is none. Documents mostly
// keep the order of the schema, so the search begins where the last one ended.
func (s *attributeSet) find(name []byte, enc xmlscan.Encoding, space int32, from int) int {
	for i := from; i < len(s.list); i++ {
		if a := &s.list[i]; a.raw[enc] == string(name) && a.space == space {
			return i
		}
	}
	for i := range min(from, len(s.list)) {
		if a := &s.list[i]; a.raw[enc] == string(name) && a.space == space {
			return i
		}
	}
	return -1
}

// attributes checks the attributes of the current start tag.
func (c *Checker) attributes(t *typ) {
	set := &t.attrs
	var seen bits
	next := 0
	for i := range c.scan.AttrCount() {
		name, raw, plain := c.scan.RawAttr(i)
		at := set.find(name, c.enc, 0, next)
		if at < 0 {
			if at = c.foreign(set, name, i); at < 0 {
				continue
			}
		}
		next = at + 1
		seen.set(at)
		v := value{raw, c.enc}
		if !plain {
			c.cooked = c.scan.AppendAttr(c.cooked[:0], i)
			v = value{c.cooked, xmlscan.UTF8}
		}
		c.attribute(set.list[at].attribute, v, i)
	}
	for w := range seen {
		if set.required[w]&^seen[w] != 0 {
			c.missing(set, &seen)
			break
		}
	}
}

// attribute checks the value of one attribute.
func (c *Checker) attribute(a *attribute, v value, i int) {
	if f := a.typ.check(v, &c.norm); f != fine {
		c.attrFault(i, codeOf[f], a.typ.explain(v, f))
		return
	}
	if !a.isFixed {
		return
	}
	if c.key = a.typ.canonical(c.key[:0], v, &c.norm); string(c.key) != a.same {
		c.attrFault(i, CodeFixed, onlyFixed(v, a.value))
	}
}

// foreign deals with an attribute that is none of the type's without a
// namespace. It returns the index of one with a namespace, else -1.
func (c *Checker) foreign(set *attributeSet, name []byte, i int) int {
	if isDeclaration(name) {
		return -1
	}
	space, local := int32(0), name
	if prefix, rest := splitName(name); prefix != nil {
		if found, ok := c.lookup(prefix); ok {
			space, local = found, rest
		}
	}
	if at := set.find(local, c.enc, space, 0); space != 0 && at >= 0 {
		return at
	}
	switch {
	case space == spaceInstance && isInstance(local):
	case set.any != nil && set.any.allows(space):
		c.wildAttribute(set.any, qname{space, c.text8(local)}, i)
	default:
		c.attrFault(i, CodeAttribute, unknownAttribute(c.text8(name), set))
	}
	return -1
}

// isInstance reports whether a name is that of an attribute which any element
// may have: xsi:type and its kin.
func isInstance(local []byte) bool {
	switch string(local) {
	case "type", "nil", "schemaLocation", "noNamespaceSchemaLocation":
		return true
	}
	return false
}

// wildAttribute checks an attribute that a wildcard allows.
func (c *Checker) wildAttribute(w *wildcard, name qname, i int) {
	if w.process == skip {
		return
	}
	a := c.schema.attributes[name]
	switch {
	case a != nil:
		c.cooked = c.scan.AppendAttr(c.cooked[:0], i)
		c.attribute(a, value{c.cooked, xmlscan.UTF8}, i)
	case w.process == strict:
		c.attrFault(i, CodeAttribute, "атрибут «"+shorten(name.local)+"» не объявлен в схеме")
	}
}

// missing reports the required attributes that are not there.
func (c *Checker) missing(set *attributeSet, seen *bits) {
	for i, a := range set.list {
		if i < maxAttributes && set.required.has(i) && !seen.has(i) {
			c.fault(CodeMissing, c.scan.Offset(), "нет обязательного атрибута «"+a.name.local+"»")
		}
	}
}

// isDeclaration reports whether an attribute declares a namespace.
func isDeclaration(name []byte) bool {
	rest, found := bytes.CutPrefix(name, []byte("xmlns"))
	return found && (len(rest) == 0 || rest[0] == ':')
}
