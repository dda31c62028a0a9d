package xsd

import "slices"

// advance takes the edge for an element that begins, nil if there is none.
func (c *Checker) advance(f *frame, name []byte) *edge {
	m := f.typ.model
	edges := m.states[f.state].edges
	for i := range edges {
		e := &edges[i]
		if e.elem == nil || !c.is(name, &e.raw, e.space) {
			continue
		}
		if m.isAll {
			return f.once(i)
		}
		if e.ops == nil || c.count(f, e.ops) {
			return f.take(e)
		}
	}
	return c.advanceWild(f, edges, name)
}

// advanceWild tries the wildcards among some edges.
func (c *Checker) advanceWild(f *frame, edges []edge, name []byte) *edge {
	for i := range edges {
		e := &edges[i]
		if e.any == nil || !e.any.allows(c.spaceOf(name)) {
			continue
		}
		if e.ops == nil || c.count(f, e.ops) {
			return f.take(e)
		}
	}
	return nil
}

// once takes an edge of xs:all, unless it was taken before.
func (f *frame) once(i int) *edge {
	bit := uint64(1) << i
	if f.used&bit != 0 {
		return nil
	}
	f.used |= bit
	return f.take(&f.typ.model.states[0].edges[i])
}

// take goes to where an edge leads.
func (f *frame) take(e *edge) *edge {
	f.state, f.again = e.to, nil
	f.notes &^= excused
	return e
}

// count does to the counters what an edge demands, unless one forbids it.
func (c *Checker) count(f *frame, o *ops) bool {
	counters, counts := f.typ.model.counters, c.counts[f.counts:]
	for _, k := range o.leave {
		if int(counts[k]) < counters[k].min {
			return false
		}
	}
	if k := o.count; k >= 0 {
		if counters[k].max != unbounded && int(counts[k]) >= counters[k].max {
			return false
		}
		if int(counts[k]) < max(counters[k].min, counters[k].max) {
			counts[k]++
		}
	}
	for _, k := range o.enter {
		counts[k] = 1
	}
	return true
}

// complete reports whether an element may end.
func (c *Checker) complete(f *frame) bool {
	m := f.typ.model
	if m.isAll {
		return f.used&m.all == m.all || f.used == 0 && m.optional
	}
	s := &m.states[f.state]
	return s.last && c.reached(f, s.leave)
}

// reached reports whether counters have their minimum.
func (c *Checker) reached(f *frame, counters []int) bool {
	for _, k := range counters {
		if int(c.counts[int(f.counts)+k]) < f.typ.model.counters[k].min {
			return false
		}
	}
	return true
}

// recover finds out how to go on from an element that cannot stand where it
// does, and reports it unless that would say the same thing twice:
//
//   - an element whose turn comes later is taken as if what is missing before it
//     were there; if an unknown element was, that was it;
//   - an element of an earlier place is checked and forgotten; it may be what an
//     element before it was taken to miss;
//   - any other is passed over.
func (c *Checker) recover(f *frame, name []byte) *edge {
	m := f.typ.model
	if e := f.again; e != nil && c.is(name, &e.raw, e.space) {
		return e
	}
	if e := c.ahead(f, name); e != nil {
		if f.notes&excused == 0 {
			c.fault(CodeElement, c.scan.Offset(), c.misplaced(f, name))
			f.notes |= jumped
		}
		f.notes &^= excused
		f.state = e.to
		for k, limits := range m.counters {
			c.counts[int(f.counts)+k] = int32(max(1, limits.min))
		}
		return e
	}
	if e := c.anywhere(m, name); e != nil {
		if f.notes&jumped == 0 {
			c.fault(CodeElement, c.scan.Offset(), c.misplaced(f, name))
		}
		f.notes, f.again = f.notes&^jumped, e
		return e
	}
	c.fault(CodeElement, c.scan.Offset(), c.misplaced(f, name))
	f.notes |= excused
	return nil
}

// anywhere returns an edge for an element, wherever in the model, nil if there
// is none.
func (c *Checker) anywhere(m *model, name []byte) *edge {
	for i := range m.states {
		for j := range m.states[i].edges {
			if e := &m.states[i].edges[j]; e.elem != nil && c.is(name, &e.raw, e.space) {
				return e
			}
		}
	}
	return nil
}

// ahead returns the edge to the nearest place for an element that can still be
// reached, nil if there is none.
func (c *Checker) ahead(f *frame, name []byte) *edge {
	m := f.typ.model
	if m.isAll {
		return nil
	}
	queue, seen := []int32{f.state}, make([]bool, len(m.states))
	seen[f.state] = true
	for len(queue) > 0 {
		edges := m.states[queue[0]].edges
		queue = queue[1:]
		for i := range edges {
			e := &edges[i]
			if e.elem != nil && c.is(name, &e.raw, e.space) && e.to != f.state {
				return e
			}
			if !seen[e.to] {
				seen[e.to] = true
				queue = append(queue, e.to)
			}
		}
	}
	return nil
}

// expected returns the names of what may stand next, and whether the element may
// end instead.
func (c *Checker) expected(f *frame) (names []string, end bool) {
	m := f.typ.model
	for i, e := range m.states[f.state].edges {
		switch {
		case m.isAll && f.used&(1<<i) != 0:
			continue
		case e.ops != nil && !c.allowed(f, e.ops):
			continue
		}
		name := "любой элемент"
		if e.elem != nil {
			name = "<" + e.elem.name.local + ">"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, c.complete(f)
}

// allowed reports whether the counters allow an edge.
func (c *Checker) allowed(f *frame, o *ops) bool {
	k := o.count
	full := k >= 0 && f.typ.model.counters[k].max != unbounded &&
		int(c.counts[int(f.counts)+k]) >= f.typ.model.counters[k].max
	return !full && c.reached(f, o.leave)
}
