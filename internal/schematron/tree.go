package schematron

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sdano/internal/mutant"
)

// element is an element of a document or schema. The document itself is one
// without name and parent.
type element struct {
	name   string
	attrs  map[string]string
	kids   []*element
	parent *element
	text   strings.Builder // character data here and below
}

// prefixes are how the names of known namespaces are written in element.name.
var prefixes = map[string]string{
	"":                                     "",
	"http://www.w3.org/2001/XMLSchema":     "xs:",
	"http://purl.oclc.org/dsdl/schematron": "sch:",
	"http://www.unisoftware.ru/schematron-extensions": "usch:",
}

func qualified(n xml.Name) string {
	if prefix, ok := prefixes[n.Space]; ok {
		return prefix + n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// parse reads a document into a tree and returns what stands above its root.
func parse(data []byte) (*element, error) {
	d, err := mutant.NewDecoder(data)
	if err != nil {
		return nil, err
	}
	top := &element{}
	at := top
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("schematron: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			at = at.add(t)
		case xml.EndElement:
			at = at.parent
		case xml.CharData:
			for e := at; e != nil; e = e.parent {
				e.text.Write(t)
			}
		}
	}
	return top, nil
}

func (e *element) add(start xml.StartElement) *element {
	kid := &element{name: qualified(start.Name), attrs: map[string]string{}, parent: e}
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		kid.attrs[qualified(a.Name)] = a.Value
	}
	e.kids = append(e.kids, kid)
	return kid
}

// walk calls visit for every element below, in document order.
func (e *element) walk(visit func(*element)) {
	for _, k := range e.kids {
		visit(k)
		k.walk(visit)
	}
}

// path returns where the element stands: "/Файл/Документ/СведТов[2]", with an
// index where siblings have the same name.
func (e *element) path() string {
	if e.parent == nil {
		return ""
	}
	same, index := 0, 0
	for _, k := range e.parent.kids {
		if k.name == e.name {
			same++
		}
		if k == e {
			index = same
		}
	}
	step := "/" + e.name
	if same > 1 {
		step += "[" + strconv.Itoa(index) + "]"
	}
	return e.parent.path() + step
}
