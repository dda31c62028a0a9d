package xsd

import "slices"

// determined makes the edges of a state unambiguous or refuses the model.
func (c *compiler) determined(p *particle, m *model, s *state) {
	d := determiner{m: m, byName: map[qname][]int{}}
	for _, e := range s.edges {
		switch d.add(e) {
		case ambiguous:
			c.bad(p.at, "неоднозначная модель содержимого: "+e.label()+" подходит двум местам")
			return
		case uncountable:
			c.unsupported(p.at, "повторение, вложенное в повторение, с неоднозначным счётом: "+e.label())
			return
		}
	}
	s.edges = d.kept
}

// determiner takes in the edges of a state one by one.
type determiner struct {
	m      *model
	kept   []edge
	byName map[qname][]int // kept edges of elements
	wild   []int           // kept edges of wildcards
}

// clash is why an edge cannot stand beside another.
type clash uint8

const (
	none clash = iota
	ambiguous
	uncountable
)

func (d *determiner) add(e edge) clash {
	for _, i := range d.rivals(&e) {
		o := &d.kept[i]
		switch {
		case !o.meets(&e) || d.m.exclusive(o.ops, e.ops):
		case o.to != e.to:
			return ambiguous
		case d.m.covers(o.ops, e.ops):
			return none
		case d.m.covers(e.ops, o.ops):
			*o = e
			return none
		default:
			return uncountable
		}
	}
	if e.elem == nil {
		d.wild = append(d.wild, len(d.kept))
	} else {
		d.byName[e.elem.name] = append(d.byName[e.elem.name], len(d.kept))
	}
	d.kept = append(d.kept, e)
	return none
}

// rivals returns the kept edges that may meet another.
func (d *determiner) rivals(e *edge) []int {
	if e.elem != nil {
		return append(slices.Clip(d.wild), d.byName[e.elem.name]...)
	}
	all := make([]int, len(d.kept))
	for i := range all {
		all[i] = i
	}
	return all
}

// meets reports whether one element may take both edges.
func (e *edge) meets(o *edge) bool {
	switch {
	case e.elem != nil && o.elem != nil:
		return e.elem.name == o.elem.name
	case e.elem != nil:
		return o.any.allows(e.space)
	case o.elem != nil:
		return e.any.allows(o.space)
	}
	return e.any.overlaps(o.any)
}

func (e *edge) label() string {
	if e.elem != nil {
		return "элемент <" + e.elem.name.local + ">"
	}
	return "xs:any"
}

// exclusive reports whether never both edges can be taken: one has to stay in a
// part that has to be left after an exact number of times.
func (m *model) exclusive(a, b *ops) bool {
	for range 2 {
		if a != nil && b != nil && a.count >= 0 && m.counters[a.count].min == m.counters[a.count].max && slices.Contains(b.leave, a.count) {
			return true
		}
		a, b = b, a
	}
	return false
}

// covers reports whether edge b can be dropped beside edge a to the same place:
// a is never forbidden where b is not, and leaves every counter at most as high
// as b does, while no counter they differ in has a minimum.
func (m *model) covers(a, b *ops) bool {
	if a != nil && slices.ContainsFunc(a.leave, func(k int) bool { return b == nil || !slices.Contains(b.leave, k) }) {
		return false
	}
	for k := range m.counters {
		x, y := rank(a, k), rank(b, k)
		if x == y {
			continue
		}
		if x > y || m.counters[k].min > 1 {
			return false
		}
	}
	return true
}

// rank orders what an edge does to a counter by what the counter is after it.
func rank(o *ops, k int) int {
	switch {
	case o == nil:
		return 1
	case slices.Contains(o.enter, k):
		return 0
	case o.count == k:
		return 2
	}
	return 1
}
