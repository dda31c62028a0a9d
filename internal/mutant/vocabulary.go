package mutant

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// Words is what a Mutator knows of a format: names to rename to, values to put
// where others stood, lengths to reach. The zero Words know nothing; a Mutator
// then makes do with what all formats have in common.
type Words struct {
	Elements   []string // names of elements, sorted
	Attributes []string // names of attributes, sorted
	Values     []string // values of enumerations, sorted
	Bounds     []int    // lengths and numbers of digits that facets name, sorted

	model *model // nil: mutations cannot be aimed at validity
}

// commonBounds are lengths that occur in the formats of ФНС or in the habits of
// programs.
var commonBounds = []int{
	1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 20, 25, 26, 36, 40, 46, 50, 60, 100, 120, 128, 150, 200, 255, 256, 500, 1000,
	2000, 5000,
}

// Vocabulary returns the words of a schema (UTF-8 or windows-1251). The error
// names the construct that it does not know.
func Vocabulary(xsd []byte) (Words, error) {
	m, err := compile(xsd)
	if err != nil {
		return Words{}, err
	}
	elements, attributes, values, bounds := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[int]bool{}
	for _, p := range places(m.source) {
		name, _ := p.node.attr("name")
		value, _ := p.node.attr("value")
		switch p.node.name {
		case "element":
			elements[name] = true
		case "attribute":
			attributes[name] = true
		case "enumeration":
			values[value] = true
		case "length", "minLength", "maxLength", "totalDigits", "fractionDigits":
			if n, err := strconv.Atoi(value); err == nil {
				bounds[n] = true
			}
		}
	}
	return Words{sorted(elements), sorted(attributes), sorted(values), sorted(bounds), m}, nil
}

func sorted[K cmp.Ordered](set map[K]bool) []K { return slices.Sorted(maps.Keys(set)) }

// declarations finds the declaration of every element of a tree that stands
// where the schema knows it.
func (w Words) declarations(root *node) map[*node]*particle {
	out := map[*node]*particle{}
	if w.model == nil {
		return out
	}
	for _, e := range w.model.roots {
		if e.name == root.name {
			declare(root, &particle{kind: "element", min: 1, max: 1, element: e}, out)
		}
	}
	return out
}

func declare(n *node, p *particle, out map[*node]*particle) {
	out[n] = p
	for _, k := range n.kids {
		if below := p.element.typ.children[k.name]; below != nil {
			declare(k, below, out)
		}
	}
}
