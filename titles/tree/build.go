package tree

import "sdano/xmlscan"

// builder makes a Document while a scanner goes over it.
type builder struct {
	d    *Document
	s    *xmlscan.Scanner
	top  int32   // the open element
	open []level // the open elements, by depth
	buf  []byte
}

// level is what is known so far of an open element: its last child and the
// pieces of its text.
type level struct {
	last int32
	text []byte
}

func (b *builder) run() error {
	for {
		kind, err := b.s.Next()
		if err != nil || kind == xmlscan.EOF {
			return err
		}
		switch kind {
		case xmlscan.Start:
			b.start()
		case xmlscan.End:
			b.end()
		case xmlscan.Text:
			b.text()
		}
	}
}

func (b *builder) start() {
	d := b.d
	d.enc = b.s.Encoding()
	i := int32(len(d.nodes))
	d.nodes = append(d.nodes, node{
		name: b.span(b.s.RawName()), at: int32(b.s.Offset()), parent: b.top,
		attrs: int32(len(d.attrs)), attrsN: int32(b.s.AttrCount()),
	})
	if depth := len(b.open); depth > 0 {
		around := &b.open[depth-1]
		if around.last != 0 {
			d.nodes[around.last].next = i
		} else {
			d.nodes[b.top].child = i
		}
		around.last = i
	}
	b.push()
	b.top = i
	for a := range b.s.AttrCount() {
		b.attribute(a)
	}
}

// push opens a level; the memory of an earlier one is used again.
func (b *builder) push() {
	depth := len(b.open)
	if depth == cap(b.open) {
		b.open = append(b.open, level{})
		return
	}
	b.open = b.open[:depth+1]
	b.open[depth] = level{text: b.open[depth].text[:0]}
}

// end closes the element and keeps its text.
func (b *builder) end() {
	last := len(b.open) - 1
	n := &b.d.nodes[b.top]
	if text := b.open[last].text; len(text) > 0 {
		n.text = b.keep(string(text))
	}
	b.top, b.open = n.parent, b.open[:last]
}

func (b *builder) attribute(i int) {
	name, value, plain := b.s.RawAttr(i)
	a := attr{name: b.span(name), value: b.span(value), at: int32(b.s.AttrOffset(i))}
	if !plain {
		b.buf = b.s.AppendAttr(b.buf[:0], i)
		a.cooked = b.keep(string(b.buf))
	}
	b.d.attrs = append(b.d.attrs, a)
}

// text collects character data; white space between elements is not worth it.
func (b *builder) text() {
	raw, plain := b.s.RawText()
	if plain && blank(raw) {
		return
	}
	element := &b.open[len(b.open)-1]
	element.text = b.s.AppendText(element.text)
}

func blank(raw []byte) bool {
	for _, c := range raw {
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

func (b *builder) keep(text string) int32 {
	b.d.texts = append(b.d.texts, text)
	return int32(len(b.d.texts) - 1)
}

// span returns where a piece of the document is: pieces share its array, so what
// is left of their capacity tells where they begin.
func (b *builder) span(piece []byte) span {
	from := int32(cap(b.d.data) - cap(piece))
	return span{from, from + int32(len(piece))}
}
