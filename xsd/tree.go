package xsd

import (
	"bytes"
	"strings"

	"sdano/xmlscan"
)

// Namespaces with a meaning of their own.
const (
	schemaSpace   = "http://www.w3.org/2001/XMLSchema"
	instanceSpace = "http://www.w3.org/2001/XMLSchema-instance"
	xmlSpace      = "http://www.w3.org/XML/1998/namespace"
)

// node is an element of a schema document. Annotations are left out.
type node struct {
	tag    string // local name, "sequence"
	at     int    // offset in the document
	attrs  []nodeAttr
	kids   []*node
	spaces *prefixes
}

type nodeAttr struct{ name, value string }

// prefixes are the namespaces declared at an element, and then those of the
// elements around it.
type prefixes struct {
	prefix, space string
	outer         *prefixes
}

func (p *prefixes) find(prefix string) (string, bool) {
	for ; p != nil; p = p.outer {
		if p.prefix == prefix {
			return p.space, true
		}
	}
	return xmlSpace, prefix == "xml"
}

// attr returns an attribute, and whether it is there.
func (n *node) attr(name string) (string, bool) {
	for i := range n.attrs {
		if n.attrs[i].name == name {
			return n.attrs[i].value, true
		}
	}
	return "", false
}

// get returns an attribute with the white space around it taken away, "" if it
// is not there.
func (n *node) get(name string) string {
	v, _ := n.attr(name)
	return strings.Trim(v, whiteSpace)
}

func (n *node) has(name string) bool {
	_, ok := n.attr(name)
	return ok
}

// tags are the elements of XML Schema and the attributes each may have, for
// those that this package knows or refuses by name.
var tags = map[string]string{
	"schema":         "attributeFormDefault blockDefault elementFormDefault finalDefault id targetNamespace version",
	"element":        "abstract block default final fixed form id maxOccurs minOccurs name nillable ref substitutionGroup type",
	"attribute":      "default fixed form id name ref type use",
	"complexType":    "abstract block final id mixed name",
	"simpleType":     "final id name",
	"sequence":       "id maxOccurs minOccurs",
	"choice":         "id maxOccurs minOccurs",
	"all":            "id maxOccurs minOccurs",
	"group":          "id maxOccurs minOccurs name ref",
	"attributeGroup": "id name ref",
	"any":            "id maxOccurs minOccurs namespace processContents",
	"anyAttribute":   "id namespace processContents",
	"simpleContent":  "id",
	"complexContent": "id mixed",
	"restriction":    "base id",
	"extension":      "base id",
	"list":           "id itemType",
	"union":          "id memberTypes",
	"unique":         "id name",
	"key":            "id name",
	"keyref":         "id name refer",
	"selector":       "id xpath",
	"field":          "id xpath",
	"enumeration":    "id value",
	"pattern":        "id value",
	"length":         "fixed id value",
	"minLength":      "fixed id value",
	"maxLength":      "fixed id value",
	"minInclusive":   "fixed id value",
	"minExclusive":   "fixed id value",
	"maxInclusive":   "fixed id value",
	"maxExclusive":   "fixed id value",
	"totalDigits":    "fixed id value",
	"fractionDigits": "fixed id value",
	"whiteSpace":     "fixed id value",
	"annotation":     "id",
	"include":        "id schemaLocation",
	"import":         "id namespace schemaLocation",
	"redefine":       "id schemaLocation",
	"notation":       "id name public system",
}

// tagNames gives the constant of a tag, so that reading makes no strings.
var tagNames = func() map[string]string {
	m := map[string]string{}
	for tag := range tags {
		m[tag] = tag
	}
	return m
}()

// read builds the tree of the schema document; nil if there is an error.
func (c *compiler) read() *node {
	s := xmlscan.New(c.data)
	var root *node
	var open []*node
	for c.err == nil {
		kind, err := s.Next()
		switch {
		case err != nil:
			c.malformed(err)
			return nil
		case kind == xmlscan.EOF:
			return root
		case kind == xmlscan.End:
			open = open[:len(open)-1]
		case kind == xmlscan.Text:
			if raw, _ := s.RawText(); len(bytes.Trim(raw, whiteSpace)) > 0 {
				c.bad(s.Offset(), "посторонний текст")
			}
		default:
			var outer *node
			if len(open) > 0 {
				outer = open[len(open)-1]
			}
			n := c.node(s, outer)
			if n.tag == "annotation" {
				if err := s.Skip(); err != nil {
					c.malformed(err)
				}
				continue
			}
			if outer == nil {
				root = n
			} else {
				outer.kids = append(outer.kids, n)
			}
			open = append(open, n)
		}
	}
	return nil
}

// node reads the start tag that the scanner stands at.
func (c *compiler) node(s *xmlscan.Scanner, outer *node) *node {
	n := &node{at: s.Offset(), attrs: make([]nodeAttr, 0, s.AttrCount())}
	if outer != nil {
		n.spaces = outer.spaces
	}
	enc := s.Encoding()
	for i := range s.AttrCount() {
		raw, _, _ := s.RawAttr(i)
		name := c.intern(raw, enc)
		value := c.attrValue(s, i)
		prefix, local, prefixed := strings.Cut(name, ":")
		switch {
		case name == "xmlns":
			n.spaces = &prefixes{"", value, n.spaces}
		case prefix == "xmlns" && prefixed:
			n.spaces = &prefixes{local, value, n.spaces}
		case !prefixed:
			n.attrs = append(n.attrs, nodeAttr{name, value})
		}
	}
	raw := s.RawName()
	prefix, local := splitName(raw)
	if space, _ := n.spaces.find(string(prefix)); space != schemaSpace {
		c.bad(n.at, "элемент <"+string(enc.Append(nil, raw))+"> не из XML Schema")
		return n
	}
	if n.tag = tagNames[string(local)]; n.tag == "" {
		c.bad(n.at, "неизвестный элемент xs:"+string(enc.Append(nil, local)))
		return n
	}
	for _, a := range n.attrs {
		if !isWord(tags[n.tag], a.name) {
			c.bad(n.at, "у xs:"+n.tag+" не бывает атрибута «"+a.name+"»")
		}
	}
	return n
}

// isWord reports whether a word is in a list of words parted by spaces.
func isWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

// splitName parts a name at its colon.
func splitName(raw []byte) (prefix, local []byte) {
	if i := bytes.IndexByte(raw, ':'); i >= 0 {
		return raw[:i], raw[i+1:]
	}
	return nil, raw
}

func (c *compiler) attrValue(s *xmlscan.Scanner, i int) string {
	_, raw, plain := s.RawAttr(i)
	if plain {
		return c.intern(raw, s.Encoding())
	}
	c.buf = s.AppendAttr(c.buf[:0], i)
	return c.intern(c.buf, xmlscan.UTF8)
}

// intern returns raw text as a string; a schema repeats few words very often.
func (c *compiler) intern(raw []byte, enc xmlscan.Encoding) string {
	if text, ok := c.words[enc][string(raw)]; ok {
		return text
	}
	text := string(enc.Append(nil, raw))
	c.words[enc][string(raw)] = text
	return text
}
