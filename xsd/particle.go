package xsd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// particleKind is the kind of a particle.
type particleKind uint8

const (
	partElement particleKind = iota
	partAny
	partSequence
	partChoice
	partAll
)

// particle is a part of a content model as the schema writes it.
type particle struct {
	kind     particleKind
	min, max int // max may be unbounded
	kids     []*particle
	elem     *element
	any      *wildcard
	at       int // offset in the schema
	size     int // elements and wildcards below, at most maxPositions+1
}

// maxPositions bounds the places of one content model: groups that refer to
// groups can multiply without end.
const maxPositions = 2000

// wildcard is what xs:any or xs:anyAttribute allow.
type wildcard struct {
	everything bool
	others     bool // all namespaces but spaces
	spaces     []int32
	process    process
}

// process is what becomes of what a wildcard allows.
type process uint8

const (
	strict process = iota
	lax
	skip
)

// foreignSpace is the index of a namespace that the schema does not know.
const foreignSpace = -1

func (w *wildcard) allows(space int32) bool {
	return w.everything || slices.Contains(w.spaces, space) != w.others
}

// overlaps reports whether something may be allowed by both.
func (w *wildcard) overlaps(o *wildcard) bool {
	switch {
	case w.everything, o.everything, w.others && o.others:
		return true
	case w.others:
		return slices.ContainsFunc(o.spaces, w.allows)
	}
	return slices.ContainsFunc(w.spaces, o.allows)
}

func (c *compiler) wildcard(n *node) *wildcard {
	w := &wildcard{}
	switch n.get("processContents") {
	case "", "strict":
	case "lax":
		w.process = lax
	case "skip":
		w.process = skip
	default:
		c.bad(n.at, "неверное значение processContents")
	}
	switch list := n.get("namespace"); list {
	case "", "##any":
		w.everything = true
	case "##other":
		w.others, w.spaces = true, []int32{0, c.spaceOf(c.target)}
	default:
		for name := range strings.FieldsSeq(list) {
			switch name {
			case "##targetNamespace":
				name = c.target
			case "##local":
				name = ""
			case "##any", "##other":
				c.bad(n.at, "неверное значение namespace")
			}
			w.spaces = append(w.spaces, c.spaceOf(name))
		}
	}
	return w
}

// occurs reads minOccurs and maxOccurs.
func (c *compiler) occurs(n *node, p *particle) {
	p.min, p.max, p.at = 1, 1, n.at
	number := func(name string) int {
		v, err := strconv.Atoi(n.get(name))
		if err != nil || v < 0 {
			c.bad(n.at, fmt.Sprintf("неверное значение %s «%s»", name, n.get(name)))
		}
		return v
	}
	if n.has("minOccurs") {
		p.min = number("minOccurs")
	}
	if n.get("maxOccurs") == "unbounded" {
		p.max = unbounded
	} else if n.has("maxOccurs") {
		p.max = number("maxOccurs")
	}
	if p.max != unbounded && p.min > p.max {
		c.bad(n.at, "minOccurs больше maxOccurs")
	}
}

// particle makes a particle of a child of a content model; nil with an error if
// it is none.
func (c *compiler) particle(n, parent *node) *particle {
	p := &particle{size: 1}
	c.occurs(n, p)
	switch n.tag {
	case "element":
		p.kind, p.elem = partElement, c.localElement(n)
	case "any":
		p.kind, p.any = partAny, c.wildcard(n)
		c.noKids(n)
	case "sequence", "choice":
		c.collectKids(p, n)
	case "all":
		c.collectKids(p, n)
		c.checkAll(p, n)
	case "group":
		return c.groupRef(n, p)
	default:
		c.unexpected(n, parent)
		return nil
	}
	return p
}

func (c *compiler) noKids(n *node) {
	if len(n.kids) > 0 {
		c.unexpected(n.kids[0], n)
	}
}

func (c *compiler) collectKids(p *particle, n *node) {
	p.kind = map[string]particleKind{"sequence": partSequence, "choice": partChoice, "all": partAll}[n.tag]
	p.size = 0
	for _, k := range n.kids {
		kid := c.particle(k, n)
		if c.err != nil {
			return
		}
		if kid.kind == partAll {
			c.bad(k.at, "xs:all может стоять только на верхнем уровне")
			return
		}
		p.size = min(p.size+kid.size, maxPositions+1)
		if kid.max != 0 {
			p.kids = append(p.kids, kid)
		}
	}
}

// checkAll refuses what xs:all must not have.
func (c *compiler) checkAll(p *particle, n *node) {
	if p.max != 1 || p.min > 1 {
		c.bad(n.at, "xs:all не повторяется")
	}
	for _, k := range p.kids {
		if k.kind != partElement || k.max != 1 || k.min > 1 {
			c.bad(k.at, "внутри xs:all могут стоять только элементы, каждый не больше одного раза")
		}
	}
	if len(p.kids) > maxAll {
		c.unsupported(n.at, fmt.Sprintf("xs:all больше чем с %d элементами", maxAll))
	}
}

// groupRef returns the particle of a reference to a group, with the occurrences
// of the reference.
func (c *compiler) groupRef(n *node, own *particle) *particle {
	c.noKids(n)
	found := c.find(n, "group", n.get("ref"))
	if found == nil {
		return own
	}
	group := c.group(found)
	if c.err != nil {
		return own
	}
	p := *group
	p.min, p.max, p.at = own.min, own.max, own.at
	if p.kind == partAll && p.max != 1 {
		c.bad(n.at, "xs:all не повторяется")
	}
	return &p
}

// group returns the particle of a global group.
func (c *compiler) group(n *node) *particle {
	if p := c.groups[n]; p != nil {
		return p
	}
	if c.enter(n) {
		return nil
	}
	defer c.leave(n)
	if len(n.kids) != 1 {
		c.bad(n.at, "внутри xs:group должна стоять одна из xs:sequence, xs:choice, xs:all")
		return nil
	}
	switch k := n.kids[0]; k.tag {
	case "sequence", "choice", "all":
		if k.has("minOccurs") || k.has("maxOccurs") {
			c.bad(k.at, "у частиц xs:group нет числа повторений")
		}
		c.groups[n] = c.particle(k, n)
	default:
		c.unexpected(k, n)
	}
	return c.groups[n]
}

// empty reports whether the content model allows no element at all, so that the
// content type is "empty" (XML Schema part 1, 3.4.2).
func (p *particle) empty() bool {
	return p == nil || p.max == 0 || len(p.kids) == 0 && (p.kind == partSequence || p.kind == partAll || p.kind == partChoice && p.min == 0)
}
