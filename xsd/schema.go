package xsd

import (
	"slices"
	"strings"
	"sync"

	"sdano"
)

// Schema is a compiled schema. It never changes and serves any number of
// goroutines.
type Schema struct {
	name        string
	roots       []*element
	types       map[qname]*typ
	attributes  map[qname]*attribute
	anyType     *typ
	spaces      []string // the namespaces that are known; see spaceNone
	target      int32    // the target namespace
	constrained bool     // some element has identity constraints
	pool        sync.Pool
}

// Name returns the name given to Compile.
func (s *Schema) Name() string { return s.name }

// Roots returns the names of the global elements, any of which may be the root
// of a document, in the order of the schema.
func (s *Schema) Roots() []string {
	out := make([]string, len(s.roots))
	for i, e := range s.roots {
		out[i] = e.name.local
	}
	return out
}

// Values returns the values that the schema allows at a place, as it writes
// them: those of an enumeration, or the one that is fixed. The path is one of
// element names from the root on; the last may be "@" and the name of an
// attribute: Values("Файл", "@ВерсФорм"). Where a name occurs several times in
// one content model, the first counts. It returns nil if any text of a type is
// allowed, and if there is no such place.
func (s *Schema) Values(path ...string) []string {
	if len(path) == 0 {
		return nil
	}
	var e *element
	for i, name := range path {
		if attr, found := strings.CutPrefix(name, "@"); found {
			if e == nil || i != len(path)-1 {
				return nil
			}
			return e.typ.attrs.values(attr)
		}
		if i == 0 {
			e = named(s.roots, name)
		} else {
			e = named(e.typ.model.elements(), name)
		}
		if e == nil {
			return nil
		}
	}
	if e.isFixed {
		return []string{e.value}
	}
	if e.typ.content != contentSimple {
		return nil
	}
	return e.typ.simple.values()
}

func named(elements []*element, name string) *element {
	if i := slices.IndexFunc(elements, func(e *element) bool { return e.name.local == name }); i >= 0 {
		return elements[i]
	}
	return nil
}

// elements returns the elements of a content model, each once.
func (m *model) elements() []*element {
	if m == nil {
		return nil
	}
	var out []*element
	seen := map[*element]bool{}
	for i := range m.states {
		for _, e := range m.states[i].edges {
			if e.elem != nil && !seen[e.elem] {
				seen[e.elem] = true
				out = append(out, e.elem)
			}
		}
	}
	return out
}

// values returns what an enumeration allows, nil if there is none.
func (t *simple) values() []string {
	if t.facets.enum != nil {
		return slices.Clone(t.facets.enum.texts)
	}
	var out []string
	for _, m := range t.members {
		part := m.values()
		if part == nil {
			return nil
		}
		out = append(out, part...)
	}
	return out
}

// DefaultMax is how many findings a check returns at most, unless Max says
// otherwise.
const DefaultMax = 100

// Check checks a document and returns what is wrong with it, in the order of
// the document: nil if it is valid. If there is more than DefaultMax, the last
// finding says so. In a document that is not well-formed, the last finding is
// that of xmlscan. Paths are like "/Файл/Документ/СведТов[2]/@НалСт", with an
// index where siblings have the same name.
func (s *Schema) Check(doc []byte) []sdano.Finding {
	c, _ := s.pool.Get().(*Checker)
	if c == nil {
		c = s.NewChecker()
	}
	defer s.pool.Put(c)
	return c.Check(doc)
}
