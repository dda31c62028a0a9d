package xsd

import (
	"bytes"
	"slices"

	"sdano/xmlscan"
)

// facets restrict the values of a simple type; they are those of the type and
// of all it is derived from.
type facets struct {
	minLength, maxLength        int // maxLength -1 is none
	totalDigits, fractionDigits int // -1 is none
	bounds                      []bound
	enum                        *enumeration
	patterns                    []alternatives
}

func noFacets() facets { return facets{maxLength: -1, totalDigits: -1, fractionDigits: -1} }

func (f *facets) checkLength(n int) fault {
	if n < f.minLength || f.maxLength >= 0 && n > f.maxLength {
		return badLength
	}
	return fine
}

// measured checks the length of a value that is or is not one of its type.
func (f *facets) measured(n int, ok bool) fault {
	if !ok {
		return badType
	}
	return f.checkLength(n)
}

// boundKind is the kind of a bound.
type boundKind uint8

const (
	minInclusive boundKind = iota
	minExclusive
	maxInclusive
	maxExclusive
)

// bound is a smallest or largest value.
type bound struct {
	kind   boundKind
	text   []byte
	number decimal // of text, if it is a number
}

// allows reports whether a value is within, given how it compares to the bound.
func (b *bound) allows(c int) bool {
	switch b.kind {
	case minInclusive:
		return c == 0 || c == 1
	case minExclusive:
		return c == 1
	case maxInclusive:
		return c == 0 || c == -1
	}
	return c == -1
}

// alternatives are the patterns of one step of derivation: one of them has to
// match.
type alternatives []*pattern

func (a alternatives) match(v value) bool {
	return slices.ContainsFunc(a, func(p *pattern) bool { return p.match(v.text, v.enc) })
}

// enumeration is the list of the values allowed.
type enumeration struct {
	texts []string // as the schema has them, white space normalised
	// raw are the texts in each encoding, for strings; a text that windows-1251
	// cannot spell is missing there. Many are looked up in a map.
	raw    [2][][]byte
	many   [2]map[string]bool
	values map[string]bool // canonical forms, for everything else
}

// few is how many values are compared one by one.
const few = 12

// newEnumeration makes the list of the texts for a type; they are valid.
func newEnumeration(t *simple, texts []string) *enumeration {
	e := &enumeration{texts: texts}
	if t.variety != atomic || t.prim.ordered() || t.prim == primBoolean || t.prim == primHex || t.prim == primBase64 {
		e.values = map[string]bool{}
		for _, text := range texts {
			e.values[string(t.canonical(nil, value{[]byte(text), xmlscan.UTF8}, new([]byte)))] = true
		}
		return e
	}
	for enc := range e.raw {
		if len(texts) > few {
			e.many[enc] = map[string]bool{}
		}
		for _, text := range texts {
			raw, ok := xmlscan.Encoding(enc).Encode(text)
			if ok && len(texts) > few {
				e.many[enc][string(raw)] = true
			} else if ok {
				e.raw[enc] = append(e.raw[enc], raw)
			}
		}
	}
	return e
}

func (e *enumeration) has(t *simple, v value, buf *[]byte) bool {
	if e.values != nil {
		var own [64]byte
		return e.values[string(t.canonical(own[:0], v, buf))]
	}
	if many := e.many[v.enc]; many != nil {
		return many[string(v.text)]
	}
	for _, raw := range e.raw[v.enc] {
		if bytes.Equal(raw, v.text) {
			return true
		}
	}
	return false
}
