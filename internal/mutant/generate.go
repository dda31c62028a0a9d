package mutant

import (
	"math/rand/v2"
)

// deepest is how deep a generated document may grow before only its required
// parts are written: a type may contain itself.
const deepest = 40

// Generator makes random documents that are valid against one schema. It knows
// the part of XSD 1.0 that the single-file schemas of ФНС use. It may be used by
// several goroutines at a time.
type Generator struct{ model *model }

// NewGenerator reads a schema (UTF-8 or windows-1251). The error names the
// construct that it does not know.
func NewGenerator(xsd []byte) (*Generator, error) {
	m, err := compile(xsd)
	if err != nil {
		return nil, err
	}
	return &Generator{m}, nil
}

// Generate returns a valid document in a random style of writing. Each optional
// part is there with probability p: 0 gives the smallest documents, 1 every
// element and attribute that the branches chosen allow. What may repeat stands
// up to three times. The document is a function of p and the state of r.
func (g *Generator) Generate(r *rand.Rand, p float64) []byte {
	b := &builder{r, p}
	root := b.element(pick(r, g.model.roots), 0)
	return serialise(r, root, randomStyle(r))
}

// builder makes one document.
type builder struct {
	r *rand.Rand
	p float64
}

func (b *builder) element(e *element, depth int) *node {
	n := &node{name: e.name}
	for _, a := range e.typ.attrs {
		if a.required || chance(b.r, b.p) {
			n.attrs = append(n.attrs, attr{a.name, b.value(a.value, a.fixed)})
		}
	}
	if e.typ.value != nil {
		n.kids = []*node{{text: b.value(e.typ.value, e.fixed)}}
	}
	if e.typ.content != nil {
		b.particle(e.typ.content, n, depth+1)
	}
	return n
}

func (b *builder) value(s *simple, fixed *string) string {
	if fixed != nil {
		return *fixed
	}
	return s.value(b.r)
}

// particle adds the occurrences of a term to an element.
func (b *builder) particle(p *particle, to *node, depth int) {
	for range b.times(p, depth) {
		switch p.kind {
		case "element":
			to.kids = append(to.kids, b.element(p.element, depth))
		case "choice":
			b.particle(pick(b.r, p.parts), to, depth)
		case "any":
			to.kids = append(to.kids, &node{name: "любой", attrs: []attr{{"а", "1"}}, kids: []*node{{text: "text"}}})
		case "all":
			for _, i := range b.r.Perm(len(p.parts)) {
				b.particle(p.parts[i], to, depth)
			}
		default:
			for _, part := range p.parts {
				b.particle(part, to, depth)
			}
		}
	}
}

// times decides how often a term occurs.
func (b *builder) times(p *particle, depth int) int {
	n := p.min
	if n == 0 && depth < deepest && chance(b.r, b.p) {
		n = 1
	}
	if n > 0 && b.p > 0 && depth < deepest {
		n += b.r.IntN(min(p.max-n, 2) + 1)
	}
	return n
}
