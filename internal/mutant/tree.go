package mutant

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// node is a part of a document: an element if it has a name, else character
// data or, if raw, markup that is written as it stands.
type node struct {
	name  string
	text  string
	raw   bool
	attrs []attr
	kids  []*node
}

type attr struct{ name, value string }

// place is an element and where it stands; the root has no parent.
type place struct {
	node, parent *node
	index        int
}

// slot is a value of a document: an attribute or, if attr is negative, the text
// of an element without child elements.
type slot struct {
	place
	attr int
}

func (s slot) value() string {
	if s.attr >= 0 {
		return s.node.attrs[s.attr].value
	}
	return s.node.content()
}

func (s slot) set(v string) {
	if s.attr >= 0 {
		s.node.attrs[s.attr].value = v
	} else {
		s.node.kids = []*node{{text: v}}
	}
}

func (n *node) attr(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// content returns the character data directly in the element.
func (n *node) content() string {
	var b strings.Builder
	for _, k := range n.kids {
		if k.name == "" && !k.raw {
			b.WriteString(k.text)
		}
	}
	return b.String()
}

// hasElements reports whether there are child elements.
func (n *node) hasElements() bool {
	return slices.ContainsFunc(n.kids, func(k *node) bool { return k.name != "" })
}

func (n *node) clone() *node {
	c := *n
	c.attrs = slices.Clone(n.attrs)
	c.kids = make([]*node, len(n.kids))
	for i, k := range n.kids {
		c.kids[i] = k.clone()
	}
	return &c
}

// places lists the elements of a tree, the root first.
func places(root *node) []place {
	out := []place{{node: root}}
	for i := 0; i < len(out); i++ {
		for j, k := range out[i].node.kids {
			if k.name != "" {
				out = append(out, place{k, out[i].node, j})
			}
		}
	}
	return out
}

// slots lists the values of a tree.
func slots(root *node) []slot {
	var out []slot
	for _, p := range places(root) {
		for i := range p.node.attrs {
			out = append(out, slot{p, i})
		}
		if len(p.node.kids) > 0 && !p.node.hasElements() {
			out = append(out, slot{p, -1})
		}
	}
	return out
}

// parse reads a document into a tree. Comments, instructions, namespaced
// attributes and the white space between elements are left out.
func parse(data []byte) (*node, error) {
	d, err := NewDecoder(data)
	if err != nil {
		return nil, err
	}
	top := &node{}
	stack := []*node{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("mutant: %w", err)
		}
		at := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: plainAttrs(t.Attr)}
			at.kids = append(at.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			at.dropBlanks()
			stack = stack[:len(stack)-1]
		case xml.CharData:
			at.kids = append(at.kids, &node{text: string(t)})
		}
	}
	top.dropBlanks()
	if len(top.kids) != 1 {
		return nil, fmt.Errorf("mutant: a document has one root, this has %d", len(top.kids))
	}
	return top.kids[0], nil
}

var declared = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// NewDecoder returns a decoder of a document in UTF-8 or windows-1251; the error
// names another encoding. It reads the declaration itself, since encoding/xml
// overlooks one with spaces around the equals sign, which mutants have.
func NewDecoder(doc []byte) (*xml.Decoder, error) {
	doc = bytes.TrimPrefix(doc, []byte("\ufeff"))
	encoding := "utf-8"
	if m := declared.FindSubmatch(doc); m != nil {
		encoding = strings.ToLower(string(m[1]))
	}
	var text io.Reader = bytes.NewReader(doc)
	switch encoding {
	case "utf-8":
	case "windows-1251":
		text = charmap.Windows1251.NewDecoder().Reader(text)
	default:
		return nil, fmt.Errorf("mutant: encoding %s is not supported", encoding)
	}
	d := xml.NewDecoder(text)
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d, nil
}

func plainAttrs(from []xml.Attr) []attr {
	var out []attr
	for _, a := range from {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			out = append(out, attr{a.Name.Local, a.Value})
		}
	}
	return out
}

// dropBlanks removes white space that only separates child elements.
func (n *node) dropBlanks() {
	if !n.hasElements() {
		return
	}
	n.kids = slices.DeleteFunc(n.kids, func(k *node) bool {
		return k.name == "" && strings.TrimSpace(k.text) == ""
	})
}
