package xsd

import (
	"sdano"
	"sdano/xmlscan"
)

// Checker checks documents one after another and keeps its buffers, so that a
// valid document costs no allocation. It serves one goroutine at a time.
type Checker struct {
	schema *Schema
	scan   *xmlscan.Scanner
	doc    []byte
	enc    xmlscan.Encoding
	max    int

	open   []frame
	counts []int32 // the counters of the open elements

	// The text of the innermost element with simple content: raw as long as it
	// is one piece that needs no work, else cooked in content.
	raw     []byte
	pieces  int
	content []byte

	cooked, norm, key []byte // buffers

	bindings []binding
	space    int32 // the default namespace
	asked    asked
	found    []record
	keys     identity
}

// frame is an open element.
type frame struct {
	typ    *typ
	decl   *element // nil where a wildcard allows what is not declared
	state  int32
	counts int32  // where its counters begin
	used   uint64 // the edges of xs:all taken
	start  int    // offset of its start tag
	outer  outer  // the namespaces around it
	notes  notes
	again  *edge // of the last element that was reported for an earlier place
}

// notes are what is known of an open element besides.
type notes uint8

const (
	nilled    notes = 1 << iota // xsi:nil
	toldText                    // text where none may be was reported
	toldChild                   // likewise a child
	excused                     // an unknown child stood where another is missing
	jumped                      // children were reported missing
)

// NewChecker returns a Checker of the schema.
func (s *Schema) NewChecker() *Checker {
	return &Checker{schema: s, scan: xmlscan.New(nil), max: DefaultMax}
}

// Max sets how many findings Check returns at most, the notice that there are
// more included; at least 1, in which case there is no notice.
func (c *Checker) Max(n int) { c.max = max(n, 1) }

// Check checks a document; see Schema.Check. The document must not change
// meanwhile.
func (c *Checker) Check(doc []byte) []sdano.Finding {
	c.doc = doc
	c.scan.Reset(doc)
	c.open, c.counts, c.bindings, c.found = c.open[:0], c.counts[:0], c.bindings[:0], c.found[:0]
	c.space = 0
	if c.schema.constrained {
		c.keys.reset()
	}
	err := c.run()
	var out []sdano.Finding
	if err != nil || len(c.found) > 0 {
		out = c.report(doc, err)
	}
	c.release()
	return out
}

// maxKept is the largest buffer that is kept for the next document.
const maxKept = 1 << 20

// release lets go of the document.
func (c *Checker) release() {
	c.doc, c.raw = nil, nil
	c.scan.Reset(nil)
	clear(c.bindings[:cap(c.bindings)])
	for _, buf := range [...]*[]byte{&c.content, &c.cooked, &c.norm, &c.key} {
		if cap(*buf) > maxKept {
			*buf = nil
		}
	}
}

// run walks over the document until its end, the first error of syntax, or more
// findings than are wanted.
func (c *Checker) run() error {
	kind, err := c.scan.Next()
	c.enc = c.scan.Encoding()
	for len(c.found) <= c.max {
		if err == nil {
			switch kind {
			case xmlscan.Start:
				err = c.start()
			case xmlscan.Text:
				c.text()
			case xmlscan.End:
				c.end()
			case xmlscan.EOF:
				return nil
			}
		}
		if err != nil {
			return err
		}
		kind, err = c.scan.Next()
	}
	return nil
}

// start checks a start tag: whether the element may stand there, and its
// attributes.
func (c *Checker) start() error {
	around := outer{len(c.bindings), c.space}
	c.declarations()
	decl, typ := c.admit(c.scan.RawName())
	if len(c.bindings) > 0 && typ != nil {
		typ = c.instance(decl, typ)
	}
	if typ == nil {
		err := c.scan.Skip()
		c.unbind(around)
		return err
	}
	f := frame{typ: typ, decl: decl, start: c.scan.Offset(), counts: int32(len(c.counts)), outer: around}
	if c.asked.isNil {
		f.notes, c.asked.isNil = nilled, false
	}
	c.open = append(c.open, f)
	if m := typ.model; m != nil {
		for range m.counters {
			c.counts = append(c.counts, 0)
		}
	}
	c.raw, c.pieces, c.content = nil, 0, c.content[:0]
	c.attributes(typ)
	if c.schema.constrained {
		c.keys.start(c)
	}
	return nil
}

// admit returns declaration and type of the element that begins, nil if it is to
// be passed over.
func (c *Checker) admit(name []byte) (*element, *typ) {
	if len(c.open) == 0 {
		return c.root(name)
	}
	f := &c.open[len(c.open)-1]
	if f.typ.model == nil || f.notes&nilled != 0 {
		c.noChild(f)
		return nil, nil
	}
	e := c.advance(f, name)
	if e == nil {
		e = c.recover(f, name)
	}
	switch {
	case e == nil:
		return nil, nil
	case e.elem != nil:
		return e.elem, e.elem.typ
	}
	return c.wild(e.any, name)
}

// root returns the global element of a name.
func (c *Checker) root(name []byte) (*element, *typ) {
	if e := c.global(name); e != nil {
		return e, e.typ
	}
	c.fault(CodeRoot, c.scan.Offset(), c.wrongRoot(name))
	return nil, nil
}

func (c *Checker) global(name []byte) *element {
	for _, e := range c.schema.roots {
		if c.is(name, &e.raw, e.name.space) {
			return e
		}
	}
	return nil
}

// wild returns the declaration, if any, and the type of an element that a
// wildcard allows.
func (c *Checker) wild(w *wildcard, name []byte) (*element, *typ) {
	if w.process == skip {
		return nil, nil
	}
	if e := c.global(name); e != nil {
		return e, e.typ
	}
	if w.process == strict {
		c.fault(CodeElement, c.scan.Offset(), "элемент <"+shorten(c.text8(name))+"> не объявлен в схеме")
		return nil, nil
	}
	return nil, c.schema.anyType
}

// text checks character data.
func (c *Checker) text() {
	f := &c.open[len(c.open)-1]
	raw, plain := c.scan.RawText()
	switch {
	case f.notes&nilled != 0:
		c.noText(f, "элемент объявлен пустым (xsi:nil)")
	case f.typ.content == contentSimple:
		c.gather(raw, plain)
	case f.typ.content == contentEmpty:
		c.noText(f, "элемент должен быть пустым")
	case f.typ.content == contentElements && (!isBlank(raw) && !c.blankText(plain) || c.verbatim()):
		c.noText(f, "элемент содержит только другие элементы")
	}
}

// verbatim reports whether the current text is a CDATA section, which libxml2
// takes for text even if it is blank.
func (c *Checker) verbatim() bool {
	at := c.scan.Offset()
	return at+1 < len(c.doc) && c.doc[at] == '<' && c.doc[at+1] == '!'
}

// isBlank reports whether text is white space.
func isBlank(raw []byte) bool {
	for _, b := range raw {
		if b != ' ' && b != '\n' && b != '\t' && b != '\r' {
			return false
		}
	}
	return true
}

// blankText reports whether text with references is white space.
func (c *Checker) blankText(plain bool) bool {
	if plain {
		return false
	}
	c.cooked = c.scan.AppendText(c.cooked[:0])
	return isBlank(c.cooked)
}

// gather keeps a piece of the text of an element.
func (c *Checker) gather(raw []byte, plain bool) {
	if c.pieces++; c.pieces == 1 && plain {
		c.raw = raw
		return
	}
	if c.raw != nil {
		c.content, c.raw = c.enc.Append(c.content[:0], c.raw), nil
	}
	c.content = c.scan.AppendText(c.content)
}

// end checks an end tag: whether all that is required was there, and the text.
func (c *Checker) end() {
	f := &c.open[len(c.open)-1]
	switch {
	case f.notes&nilled != 0:
	case f.typ.content == contentSimple:
		c.simpleText(f)
	case f.typ.model != nil && f.notes&excused == 0 && !c.complete(f):
		c.faultAt(CodeIncomplete, f.start, c.scan.Offset(), c.incomplete(f))
	}
	if c.schema.constrained {
		c.keys.end(c)
	}
	c.counts = c.counts[:f.counts]
	c.unbind(f.outer)
	c.open = c.open[:len(c.open)-1]
}

// gathered returns the text of the element that ends.
func (c *Checker) gathered() value {
	if c.raw != nil {
		return value{c.raw, c.enc}
	}
	return value{c.content, xmlscan.UTF8}
}

// simpleText checks the text of an element with simple content.
func (c *Checker) simpleText(f *frame) {
	v := c.gathered()
	if len(v.text) == 0 && f.decl != nil && f.decl.valued {
		return
	}
	if fault := f.typ.simple.check(v, &c.norm); fault != fine {
		c.faultAt(codeOf[fault], f.start, f.start, f.typ.simple.explain(v, fault))
		return
	}
	if f.decl != nil && f.decl.isFixed && string(v.utf8()) != f.decl.value {
		c.faultAt(CodeFixed, f.start, f.start, onlyFixed(v, f.decl.value))
	}
}
