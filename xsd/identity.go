package xsd

import (
	"encoding/binary"

	"sdano/xmlscan"
)

// identity evaluates the identity constraints of a document while it is read.
type identity struct {
	scopes []*scope
}

// scope is a constraint at work within an element.
type scope struct {
	*constraint
	depth    int            // of the element, an index into Checker.open
	rows     map[string]int // what was found: where its element starts
	refs     []reference    // of a keyref: what has to be among the rows
	selected []*selection
}

type reference struct {
	key   string
	start int
	text  string
}

// selection is an element that a selector found and that is still open.
type selection struct {
	depth, start int
	fields       []field
}

// field is a value found for a field.
type field struct {
	found, twice bool
	key          string // the canonical form
	text         string // what stands there, for messages
}

func (d *identity) reset() { d.scopes = d.scopes[:0] }

// start follows an element that begins.
func (d *identity) start(c *Checker) {
	depth := len(c.open) - 1
	f := &c.open[depth]
	if f.decl != nil {
		for _, k := range f.decl.constraints {
			d.scopes = append(d.scopes, &scope{constraint: k, depth: depth, rows: map[string]int{}})
		}
	}
	for _, s := range d.scopes {
		for i := range s.selector {
			if s.selector[i].matches(c, s.depth, depth) {
				s.selected = append(s.selected, &selection{depth: depth, start: f.start, fields: make([]field, len(s.fields))})
				break
			}
		}
		for _, sel := range s.selected {
			s.attributes(c, sel, depth)
		}
	}
}

// matches reports whether the elements below one lead along the path to
// another.
func (p *path) matches(c *Checker, from, to int) bool {
	first := to - len(p.steps)
	if first < from || first > from && !p.deep {
		return false
	}
	for i := range p.steps {
		if !p.steps[i].matches(c, c.elementName(&c.open[first+1+i])) {
			return false
		}
	}
	return true
}

func (s *step) matches(c *Checker, name []byte) bool {
	switch {
	case s.anySpace:
		return true
	case s.any:
		return c.spaceOf(name) == s.space
	}
	return c.is(name, &s.raw, s.space)
}

// elementName returns the name of an open element as it stands in the document.
func (c *Checker) elementName(f *frame) []byte {
	name := c.doc[f.start+1:]
	for i, b := range name {
		switch b {
		case ' ', '\t', '\n', '\r', '>', '/':
			return name[:i]
		}
	}
	return name
}

// attributes takes those fields of a selection that are attributes of the
// element that begins.
func (s *scope) attributes(c *Checker, sel *selection, depth int) {
	for i, paths := range s.fields {
		for j := range paths {
			p := &paths[j]
			if p.attr == nil || !p.matches(c, sel.depth, depth) {
				continue
			}
			for a := range c.scan.AttrCount() {
				name, _, _ := c.scan.RawAttr(a)
				if !isDeclaration(name) && p.attr.matchesAttr(c, name) {
					c.cooked = c.scan.AppendAttr(c.cooked[:0], a)
					sel.fields[i].take(c, c.attributeType(name, depth), value{c.cooked, xmlscan.UTF8})
				}
			}
			if at := c.absent(p.attr, depth); at != nil {
				sel.fields[i].take(c, at.typ, value{[]byte(at.value), xmlscan.UTF8})
			}
		}
	}
}

// absent returns the attribute that is not there but has a default value.
func (c *Checker) absent(s *step, depth int) *attribute {
	for i := range c.open[depth].typ.attrs.list {
		a := &c.open[depth].typ.attrs.list[i]
		if !a.valued || s.any || a.raw != s.raw || a.space != s.space {
			continue
		}
		for at := range c.scan.AttrCount() {
			if name, _, _ := c.scan.RawAttr(at); s.matchesAttr(c, name) {
				return nil
			}
		}
		return a.attribute
	}
	return nil
}

func (s *step) matchesAttr(c *Checker, name []byte) bool {
	space, local := c.attrName(name)
	return s.anySpace || space == s.space && (s.any || string(local) == s.raw[c.enc])
}

// attrName parts the name of an attribute, which without a prefix has no
// namespace.
func (c *Checker) attrName(name []byte) (int32, []byte) {
	if prefix, rest := splitName(name); prefix != nil {
		if space, ok := c.lookup(prefix); ok {
			return space, rest
		}
	}
	return spaceNone, name
}

// attributeType returns the type of an attribute of the element that begins, nil
// if it has none.
func (c *Checker) attributeType(name []byte, depth int) *simple {
	space, local := c.attrName(name)
	set := &c.open[depth].typ.attrs
	if i := set.find(local, c.enc, space, 0); i >= 0 {
		return set.list[i].typ
	}
	if a := c.schema.attributes[qname{space, c.text8(local)}]; a != nil {
		return a.typ
	}
	return nil
}

// take keeps a value. One that breaks its type was reported already and counts
// as none.
func (f *field) take(c *Checker, t *simple, v value) {
	f.twice = f.twice || f.found
	if t == nil || t.check(v, &c.norm) != fine {
		return
	}
	f.found = true
	f.key = string(t.canonical(nil, v, &c.norm))
	f.text = string(v.utf8())
}

// end follows an element that ends.
func (d *identity) end(c *Checker) {
	depth := len(c.open) - 1
	for _, s := range d.scopes {
		for _, sel := range s.selected {
			s.text(c, sel, depth)
		}
		if n := len(s.selected); n > 0 && s.selected[n-1].depth == depth {
			s.close(c, s.selected[n-1])
			s.selected = s.selected[:n-1]
		}
	}
	first := len(d.scopes)
	for first > 0 && d.scopes[first-1].depth == depth {
		first--
	}
	d.hand(d.scopes[first:])
	for _, s := range d.scopes[first:] {
		s.resolve(c)
	}
	d.scopes = d.scopes[:first]
}

// text takes those fields of a selection that are the text of the element that
// ends.
func (s *scope) text(c *Checker, sel *selection, depth int) {
	f := &c.open[depth]
	for i, paths := range s.fields {
		for j := range paths {
			if paths[j].attr != nil || !paths[j].matches(c, sel.depth, depth) {
				continue
			}
			switch {
			case f.typ.content != contentSimple:
				c.faultAt(CodeKey, f.start, f.start, "поле ключа «"+s.name+"» – не простое значение")
			case f.notes&nilled != 0:
			default:
				v := c.gathered()
				if len(v.text) == 0 && f.decl != nil && f.decl.valued {
					v = value{[]byte(f.decl.value), xmlscan.UTF8}
				}
				sel.fields[i].take(c, f.typ.simple, v)
			}
		}
	}
}

// close takes in the values of a selection that ends.
func (s *scope) close(c *Checker, sel *selection) {
	var key []byte
	text := ""
	for _, f := range sel.fields {
		switch {
		case f.twice:
			c.faultAt(CodeKey, sel.start, sel.start, "поле ключа «"+s.name+"» встречается больше одного раза")
			return
		case !f.found && s.kind == "key":
			c.faultAt(CodeKey, sel.start, sel.start, "нет значения ключа «"+s.name+"»")
			return
		case !f.found:
			return
		}
		key = append(binary.AppendUvarint(key, uint64(len(f.key))), f.key...)
		if text != "" {
			text += ", "
		}
		text += f.text
	}
	if s.kind == "keyref" {
		s.refs = append(s.refs, reference{string(key), sel.start, text})
		return
	}
	if _, ok := s.rows[string(key)]; ok {
		c.faultAt(CodeUnique, sel.start, sel.start, "значение "+quote(text)+" повторяется, а должно быть единственным («"+s.name+"»)")
		return
	}
	s.rows[string(key)] = sel.start
}

// hand gives the rows of keys that end to the references that wait for them.
func (d *identity) hand(ended []*scope) {
	for _, s := range ended {
		for _, o := range d.scopes {
			if o.refer == s.constraint {
				for key, at := range s.rows {
					o.rows[key] = at
				}
			}
		}
	}
}

// resolve reports the references that lead nowhere.
func (s *scope) resolve(c *Checker) {
	for _, r := range s.refs {
		if _, ok := s.rows[r.key]; !ok {
			c.faultAt(CodeKeyref, r.start, r.start, "значение "+quote(r.text)+" не найдено среди значений «"+s.refer.name+"»")
		}
	}
}
