package tree

import (
	"iter"
	"strconv"
	"strings"
	"sync"

	"sdano/xmlscan"
)

// Document is a document as a tree. It refers to the bytes it was parsed from,
// which must not change. It is safe for concurrent reading.
type Document struct {
	data  []byte
	enc   xmlscan.Encoding
	nodes []node
	attrs []attr
	texts []string
	place func(offset int) (line, column int)
	// found remembers what the searches among many children came to.
	found sync.Map // search → int32, the index of the child
}

// search asks for the first child of a name.
type search struct {
	parent int32
	name   string
}

// many is how many children are looked at before a search is remembered: rules
// ask the same of every line of a document, and a file made to do harm could
// let each of them look at a million children.
const many = 64

// node is an element; indices are into Document.nodes, 0 meaning none.
type node struct {
	name          span
	at            int32 // offset of its tag
	parent        int32
	child, next   int32 // first child, next sibling
	attrs, attrsN int32
	text          int32 // index into texts, 0 if it has none
}

type attr struct {
	name, value span
	cooked      int32 // index into texts of the value, 0 if its bytes are plain
	at          int32
}

type span struct{ from, to int32 }

// Parse reads a document. The error is that of the scanner: a *sdano.Error
// "bad_xml" with one Finding.
func Parse(data []byte) (*Document, error) { return ParseWith(xmlscan.Config{}, data) }

// ParseWith reads a document in the way that config says.
func ParseWith(config xmlscan.Config, data []byte) (*Document, error) {
	s := config.New(data)
	b := builder{d: &Document{data: data, texts: make([]string, 1), place: s.Position}, s: s}
	expected := min(len(data), 1<<20) // a large file may turn out to be no document
	b.d.nodes = make([]node, 1, 16+expected/128)
	b.d.attrs = make([]attr, 0, 16+expected/48)
	if err := b.run(); err != nil {
		return nil, err
	}
	return b.d, nil
}

// Size returns the number of elements.
func (d *Document) Size() int { return len(d.nodes) - 1 }

// Root returns the root element.
func (d *Document) Root() Node { return Node{d, 1} }

// Node is an element of a Document. The zero Node stands for no element.
type Node struct {
	d *Document
	i int32
}

// Ok reports whether there is an element.
func (n Node) Ok() bool { return n.i != 0 }

func (n Node) node() *node { return &n.d.nodes[n.i] }

// Name returns the element's name, "" of no element.
func (n Node) Name() string {
	if !n.Ok() {
		return ""
	}
	return n.d.string(n.node().name)
}

// Is reports whether the element has the name.
func (n Node) Is(name string) bool {
	return n.Ok() && n.d.enc.Equal(n.d.raw(n.node().name), name)
}

// Attr returns the value of an attribute as it stands, "" if it is absent.
func (n Node) Attr(name string) string {
	value, _ := n.Lookup(name)
	return value
}

// Has reports whether the element has an attribute, even an empty one.
func (n Node) Has(name string) bool { return n.attr(name) != nil }

// Lookup returns the value of an attribute and whether it is there.
func (n Node) Lookup(name string) (string, bool) {
	a := n.attr(name)
	if a == nil {
		return "", false
	}
	return n.d.value(a), true
}

func (n Node) attr(name string) *attr {
	if !n.Ok() {
		return nil
	}
	attrs := n.attributes()
	for i := range attrs {
		if n.d.enc.Equal(n.d.raw(attrs[i].name), name) {
			return &attrs[i]
		}
	}
	return nil
}

func (n Node) attributes() []attr {
	x := n.node()
	return n.d.attrs[x.attrs : x.attrs+x.attrsN]
}

// Attrs yields names and values of all attributes in the order of the document.
func (n Node) Attrs() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if !n.Ok() {
			return
		}
		attrs := n.attributes()
		for i := range attrs {
			if !yield(n.d.string(attrs[i].name), n.d.value(&attrs[i])) {
				return
			}
		}
	}
}

// Text returns the character data that stands directly in the element, trimmed
// of nothing.
func (n Node) Text() string {
	if !n.Ok() {
		return ""
	}
	return n.d.texts[n.node().text]
}

// At goes down by the first child of each name and returns the last, or no
// element.
func (n Node) At(names ...string) Node {
	for _, name := range names {
		if n = n.first(name); !n.Ok() {
			return n
		}
	}
	return n
}

func (n Node) first(name string) Node {
	looked := 0
	for c := range n.Children() {
		if c.Is(name) {
			return c
		}
		if looked++; looked == many {
			return n.remembered(name)
		}
	}
	return Node{}
}

// remembered is first for an element with many children.
func (n Node) remembered(name string) Node {
	key := search{n.i, name}
	if known, ok := n.d.found.Load(key); ok {
		return n.d.node(known.(int32))
	}
	found := int32(0)
	for c := range n.All(name) {
		found = c.i
		break
	}
	n.d.found.Store(key, found)
	return n.d.node(found)
}

// node returns a node by its index, of which 0 is none.
func (d *Document) node(i int32) Node {
	if i == 0 {
		return Node{}
	}
	return Node{d, i}
}

// Children yields the child elements.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if !n.Ok() {
			return
		}
		for i := n.node().child; i != 0; i = n.d.nodes[i].next {
			if !yield(Node{n.d, i}) {
				return
			}
		}
	}
}

// All yields the child elements of a name.
func (n Node) All(name string) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range n.Children() {
			if c.Is(name) && !yield(c) {
				return
			}
		}
	}
}

// Count returns the number of child elements of a name.
func (n Node) Count(name string) int {
	count := 0
	for range n.All(name) {
		count++
	}
	return count
}

// Descendants yields the element itself and all below it in the order of the
// document.
func (n Node) Descendants() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if !n.Ok() {
			return
		}
		for i := n.i; int(i) < len(n.d.nodes) && (i == n.i || n.d.below(i, n.i)); i++ {
			if !yield(Node{n.d, i}) {
				return
			}
		}
	}
}

// below reports whether node i is inside node top; nodes are in the order of
// the document, so that the descendants of a node follow it without a gap.
func (d *Document) below(i, top int32) bool {
	for i > top {
		i = d.nodes[i].parent
	}
	return i == top
}

// Parent returns the element around, or no element at the root.
func (n Node) Parent() Node {
	if !n.Ok() {
		return n
	}
	return Node{n.d, n.node().parent}
}

// Root returns the root element of the document.
func (n Node) Root() Node {
	if !n.Ok() {
		return n
	}
	return n.d.Root()
}

// Path returns where the element is, with an index wherever siblings share its
// name: "/Файл/Документ/ТаблСчФакт/СведТов[2]".
func (n Node) Path() string {
	var parts []string
	for ; n.Ok(); n = n.Parent() {
		part := n.Name()
		if parent := n.Parent(); parent.Ok() {
			if place, of := n.place(parent, part); of > 1 {
				part += "[" + strconv.Itoa(place) + "]"
			}
		}
		parts = append(parts, part)
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(parts[i])
	}
	return b.String()
}

// place returns which of the children of its name the node is, and of how many.
func (n Node) place(parent Node, name string) (place, of int) {
	for c := range parent.All(name) {
		of++
		if c.i == n.i {
			place = of
		}
	}
	return place, of
}

// Position returns line and column of the element's tag, both from 1.
func (n Node) Position() (line, column int) {
	if !n.Ok() {
		return 0, 0
	}
	return n.d.place(int(n.node().at))
}

// AttrPosition returns line and column of an attribute, or of the tag if it is
// absent.
func (n Node) AttrPosition(name string) (line, column int) {
	if a := n.attr(name); a != nil {
		return n.d.place(int(a.at))
	}
	return n.Position()
}

func (d *Document) raw(s span) []byte { return d.data[s.from:s.to] }

func (d *Document) string(s span) string { return d.enc.String(d.raw(s)) }

func (d *Document) value(a *attr) string {
	if a.cooked != 0 {
		return d.texts[a.cooked]
	}
	return d.string(a.value)
}
