package mutant

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// style is a way of writing a document that means the same.
type style struct {
	utf8       bool
	bom        bool
	prolog     string // the declaration, with %s for the encoding
	otherCase  bool   // of the encoding's name
	newline    string // between elements; "" writes all in one line
	indent     string
	quote      byte
	longTags   bool    // <a></a> for an empty element
	shuffle    bool    // attributes in another order
	references float64 // share of characters written as references
	comments   float64 // share of places with a comment or an instruction
	cdata      float64 // share of texts in CDATA sections
	gaps       bool    // idle white space inside tags
	rootAttrs  []attr  // declarations of namespaces and the like
}

var prologs = []string{
	`<?xml version="1.0" encoding="%s"?>`,
	`<?xml version="1.0" encoding="%s"?>`,
	`<?xml version='1.0' encoding='%s'?>`,
	`<?xml version="1.0" encoding="%s" standalone="yes"?>`,
	`<?xml  version = "1.0"  encoding = "%s" standalone='no' ?>`,
}

// xsi is the namespace of the attributes that a document may always carry.
const xsi = "http://www.w3.org/2001/XMLSchema-instance"

var rootExtras = [][]attr{
	{{"xmlns:xsi", xsi}},
	{{"xmlns:xsi", xsi}, {"xsi:noNamespaceSchemaLocation", "schema.xsd"}},
	{{"xmlns:unused", "urn:unused"}},
	{{"xmlns", ""}},
}

// plain is what most programs write.
func plain() style {
	return style{prolog: prologs[0], newline: "\n", indent: "  ", quote: '"'}
}

func randomStyle(r *rand.Rand) style {
	s := plain()
	s.utf8 = chance(r, .15)
	s.bom = s.utf8 && chance(r, .2)
	s.prolog = pick(r, prologs)
	if s.utf8 && chance(r, .1) {
		s.prolog = ""
	}
	s.otherCase = chance(r, .1)
	s.newline = pick(r, []string{"\n", "\n", "\r\n", "", " "})
	s.indent = pick(r, []string{"  ", "\t", ""})
	if chance(r, .2) {
		s.quote = '\''
	}
	s.longTags = chance(r, .2)
	s.shuffle = chance(r, .4)
	s.references = pick(r, []float64{0, 0, .01, .1})
	s.comments = pick(r, []float64{0, 0, 0, .05})
	s.cdata = pick(r, []float64{0, 0, .3})
	s.gaps = chance(r, .1)
	if chance(r, .2) {
		s.rootAttrs = pick(r, rootExtras)
	}
	return s
}

// writer writes one document.
type writer struct {
	style
	r   *rand.Rand
	out []byte
}

func serialise(r *rand.Rand, root *node, s style) []byte {
	w := &writer{style: s, r: r}
	if w.bom {
		w.out = append(w.out, "\ufeff"...)
	}
	if w.prolog != "" {
		w.raw(strings.Replace(w.prolog, "%s", w.encodingName(), 1) + w.newline)
	}
	w.aside()
	w.element(root, 0)
	w.aside()
	w.raw(w.newline)
	return w.out
}

func (s style) encodingName() string {
	switch {
	case s.utf8 && s.otherCase:
		return "utf-8"
	case s.utf8:
		return "UTF-8"
	case s.otherCase:
		return "Windows-1251"
	}
	return "windows-1251"
}

// raw writes markup; what the encoding has no byte for becomes a question mark,
// as a careless program would write it.
func (w *writer) raw(s string) {
	if w.utf8 {
		w.out = append(w.out, s...)
		return
	}
	for _, c := range s {
		b, ok := encode(c)
		if !ok {
			b = '?'
		}
		w.out = append(w.out, b)
	}
}

// encode returns the windows-1251 byte of a character. 0x98 has no meaning
// there.
func encode(c rune) (byte, bool) {
	b, ok := charmap.Windows1251.EncodeRune(c)
	return b, ok && b != 0x98
}

var asides = []string{"<!-- comment: <a b='1'> & -->", "<!---->", "<?target some data?>", "<?t?>", "<!--комментарий-->"}

// aside writes, sometimes, what means nothing to a reader.
func (w *writer) aside() {
	if w.comments > 0 && chance(w.r, w.comments) {
		w.raw(pick(w.r, asides))
	}
}

func (w *writer) element(n *node, depth int) {
	w.raw("<" + n.name)
	attrs := n.attrs
	if depth == 0 {
		attrs = append(slices.Clone(w.rootAttrs), attrs...)
	}
	if w.shuffle {
		attrs = slices.Clone(attrs)
		w.r.Shuffle(len(attrs), func(i, j int) { attrs[i], attrs[j] = attrs[j], attrs[i] })
	}
	for _, a := range attrs {
		w.attribute(a)
	}
	w.gap()
	if len(n.kids) == 0 && !w.longTags {
		w.raw("/>")
		return
	}
	w.raw(">")
	w.content(n, depth)
	w.raw("</" + n.name)
	w.gap()
	w.raw(">")
}

func (w *writer) gap() {
	if w.gaps {
		w.raw(pick(w.r, []string{" ", "\n", "\t ", ""}))
	}
}

func (w *writer) attribute(a attr) {
	w.raw(" ")
	w.gap()
	w.raw(a.name)
	w.gap()
	w.raw("=")
	w.gap()
	w.out = append(w.out, w.quote)
	for _, c := range a.value {
		w.character(c, true)
	}
	w.out = append(w.out, w.quote)
}

// content writes what is inside an element; only where there are elements and
// nothing else does it add white space.
func (w *writer) content(n *node, depth int) {
	indented := n.hasElements() && !slices.ContainsFunc(n.kids, func(k *node) bool { return k.name == "" })
	for _, k := range n.kids {
		if indented {
			w.line(depth + 1)
		}
		w.aside()
		switch {
		case k.name != "":
			w.element(k, depth+1)
		case k.raw:
			w.raw(k.text)
		default:
			w.text(k.text)
		}
	}
	if indented {
		w.line(depth)
	}
}

func (w *writer) line(depth int) {
	if w.newline != "" {
		w.raw(w.newline + strings.Repeat(w.indent, depth))
	}
}

func (w *writer) text(s string) {
	if w.cdata > 0 && chance(w.r, w.cdata) && w.plainText(s) {
		w.raw("<![CDATA[" + s + "]]>")
		return
	}
	middle := w.r.IntN(len(s) + 1)
	for i, c := range s {
		if i == middle {
			w.aside()
		}
		w.character(c, false)
	}
}

// plainText reports whether a text can stand in a CDATA section.
func (w *writer) plainText(s string) bool {
	return !strings.Contains(s, "]]>") && !strings.ContainsFunc(s, func(c rune) bool {
		_, ok := encode(c)
		return c == '\r' || !ok && !w.utf8
	})
}

// character writes one character of a value, as a reference if it must be one
// or the style wants it.
func (w *writer) character(c rune, inAttribute bool) {
	_, encodable := encode(c)
	switch {
	case strings.ContainsRune(`&<>"'`, c):
		w.special(c, inAttribute)
	case c == '\r', inAttribute && (c == '\n' || c == '\t'), !encodable && !w.utf8, c == 0x85, c == 0x2028:
		w.reference(c)
	case w.references > 0 && chance(w.r, w.references):
		w.reference(c)
	default:
		w.raw(string(c))
	}
}

// special writes a character of markup: escaped where it must be, and now and
// then where it need not.
func (w *writer) special(c rune, inAttribute bool) {
	must := c == '&' || c == '<' || c == '>' && !inAttribute || byte(c) == w.quote && inAttribute
	if !must && chance(w.r, .5) {
		w.raw(string(c))
		return
	}
	if chance(w.r, .2) {
		w.reference(c)
		return
	}
	w.raw(map[rune]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;", '\'': "&apos;"}[c])
}

func (w *writer) reference(c rune) {
	switch w.r.IntN(4) {
	case 0:
		w.raw("&#x" + strconv.FormatInt(int64(c), 16) + ";")
	case 1:
		w.raw("&#x0" + strings.ToUpper(strconv.FormatInt(int64(c), 16)) + ";")
	default:
		w.raw("&#" + strconv.Itoa(int(c)) + ";")
	}
}
