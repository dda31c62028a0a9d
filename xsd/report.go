package xsd

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"

	"sdano"
	"sdano/xmlscan"
)

// record is a fault as it is noted while the document is read. Where it is, in
// words, is found out in a second walk, which only bad documents cost.
type record struct {
	code  string
	start int    // offset of the start tag of the element at fault
	at    int    // offset of the fault
	attr  string // the attribute at fault, "" if none
	text  string
}

// fault notes a fault of the element whose start tag begins at an offset.
func (c *Checker) fault(code string, start int, text string) { c.faultAt(code, start, start, text) }

// faultAt notes a fault of an element at another place.
func (c *Checker) faultAt(code string, start, at int, text string) {
	c.found = append(c.found, record{code: code, start: start, at: at, text: text})
}

// attrFault notes a fault of an attribute of the current start tag.
func (c *Checker) attrFault(i int, code, text string) {
	name, _, _ := c.scan.RawAttr(i)
	c.found = append(c.found, record{code, c.scan.Offset(), c.scan.AttrOffset(i), c.text8(name), text})
}

// report makes findings of what was noted and of the error that ended the walk,
// which is always the last.
func (c *Checker) report(doc []byte, err error) []sdano.Finding {
	slices.SortStableFunc(c.found, func(a, b record) int { return cmp.Compare(a.at, b.at) })
	if err != nil {
		c.found = c.found[:min(len(c.found), c.max-1)]
		return append(c.findings(doc), sdano.AsError(err).Findings...)
	}
	if len(c.found) <= c.max {
		return c.findings(doc)
	}
	c.found = c.found[:max(c.max-1, 1)]
	out := c.findings(doc)
	if c.max > 1 {
		text := "показаны первые " + strconv.Itoa(len(out)) + " нарушений, дальше есть и другие"
		out = append(out, sdano.Finding{Code: CodeMore, Message: text})
	}
	return out
}

// findings returns the findings of the records.
func (c *Checker) findings(doc []byte) []sdano.Finding {
	paths := c.paths(doc)
	out := make([]sdano.Finding, len(c.found))
	lines := lineCounter{doc: bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF")), enc: c.enc}
	skipped := len(doc) - len(lines.doc)
	for i, r := range c.found {
		f := &out[i]
		f.Code, f.Message, f.Path = r.code, r.text, paths[r.start].String()
		if r.attr != "" {
			f.Path += "/@" + r.attr
		}
		f.Line, f.Column = lines.position(r.at - skipped)
	}
	return out
}

// lineCounter finds lines and columns of offsets that grow.
type lineCounter struct {
	doc   []byte
	enc   xmlscan.Encoding
	at    int // the last offset
	begin int // where its line begins
	line  int // its line, from 0
}

// position returns line and column, both from 1, of an offset.
func (l *lineCounter) position(offset int) (line, column int) {
	offset = max(min(offset, len(l.doc)), l.at)
	for i := l.at; i < offset; i++ {
		if b := l.doc[i]; b == '\n' || b == '\r' && (i+1 == len(l.doc) || l.doc[i+1] != '\n') {
			l.line, l.begin = l.line+1, i+1
		}
	}
	l.at = offset
	column = offset - l.begin
	if l.enc == xmlscan.UTF8 {
		column = utf8.RuneCount(l.doc[l.begin:offset])
	}
	return l.line + 1, column + 1
}

// place is an element on the way to a fault.
type place struct {
	outer *place
	name  string
	index int  // among the siblings of its name, from 1
	count *int // how many there are
}

// String returns the path of the place: an index where there are several of the
// name.
func (p *place) String() string {
	if p == nil {
		return ""
	}
	text := p.outer.String() + "/" + p.name
	if *p.count > 1 {
		text += "[" + strconv.Itoa(p.index) + "]"
	}
	return text
}

// walked is an open element of the second walk.
type walked struct {
	place    *place // nil until a fault below needs it
	name     string
	index    int
	count    *int
	children map[string]*int
}

// paths returns the places of the elements at fault by the offsets of their
// start tags.
func (c *Checker) paths(doc []byte) map[int]*place {
	wanted := map[int]*place{}
	last := 0
	for _, r := range c.found {
		wanted[r.start] = nil
		last = max(last, r.start)
	}
	open := []walked{{children: map[string]*int{}}}
	c.scan.Reset(doc)
	for {
		kind, err := c.scan.Next()
		if err != nil || kind == xmlscan.EOF || len(open) == 1 && c.scan.Offset() > last {
			return wanted
		}
		switch kind {
		case xmlscan.End:
			open = open[:len(open)-1]
		case xmlscan.Start:
			open = append(open, open[len(open)-1].child(c.scan.Name()))
			if _, ok := wanted[c.scan.Offset()]; ok {
				wanted[c.scan.Offset()] = placeOf(open)
			}
		}
	}
}

// child counts a child.
func (w *walked) child(name string) walked {
	if w.children == nil {
		w.children = map[string]*int{}
	}
	count := w.children[name]
	if count == nil {
		count = new(int)
		w.children[name] = count
	}
	*count++
	return walked{name: name, index: *count, count: count}
}

// placeOf returns the place of the innermost of the open elements.
func placeOf(open []walked) *place {
	var outer *place
	for i := 1; i < len(open); i++ {
		w := &open[i]
		if w.place == nil {
			w.place = &place{outer, w.name, w.index, w.count}
		}
		outer = w.place
	}
	return outer
}
