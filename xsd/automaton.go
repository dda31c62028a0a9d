package xsd

import (
	"fmt"
	"slices"
)

// model is the content model of a complex type: an automaton whose states are
// the places of the model, after V. Glushkov. Since XML Schema demands that a
// child is attributed to its place without looking ahead, it is deterministic
// as it is. Numbers of occurrences are counted, not unrolled.
type model struct {
	states   []state // states[0] is before the first child
	counters []counter
	all      uint64 // xs:all: the bits of the edges that are required
	isAll    bool   // states[0] has all the edges, each for one use
	optional bool   // xs:all: no child at all is allowed too
}

// counter bounds how often a part of a model repeats.
type counter struct{ min, max int }

// state is a place of a model: what may follow, and whether it may be the last.
type state struct {
	edges []edge
	last  bool
	leave []int // the counters that have to have their minimum then
}

// edge leads to a place. Raw are the names of its element, to be compared with
// what stands in the document.
type edge struct {
	raw   [2]string
	space int32
	to    int32
	ops   *ops // nil if nothing is counted
	elem  *element
	any   *wildcard
}

// ops are what an edge does to the counters: it leaves some, counts one up and
// enters others.
type ops struct {
	leave []int
	count int // -1 is none
	enter []int
}

// maxAll is how many elements xs:all may have: a word of bits.
const maxAll = 64

// maxEdges bounds the size of one model.
const maxEdges = 200000

// border is a place at the border of a part, and the counters between it and
// the border.
type border struct {
	place    int
	counters []int
}

// part is what is known of a part of a model while it is built.
type part struct {
	nullable    bool
	first, last []border
}

type builder struct {
	m        *model
	incoming []edge // by place, counted from 1: the edge that leads there
	edges    int
}

// model makes the automaton of a particle that is not empty.
func (c *compiler) model(p *particle) *model {
	if p.size > maxPositions {
		c.unsupported(p.at, fmt.Sprintf("модель содержимого больше чем с %d местами", maxPositions))
		return nil
	}
	if p.kind == partAll {
		return allModel(p)
	}
	b := &builder{m: &model{states: make([]state, 1, p.size+1)}}
	whole := b.part(p)
	b.connect([]border{{place: 0}}, whole.first, -1)
	b.m.states[0].last = whole.nullable
	for _, l := range whole.last {
		b.m.states[l.place].last, b.m.states[l.place].leave = true, b.guarded(l.counters)
	}
	if b.edges > maxEdges {
		c.unsupported(p.at, "слишком сложная модель содержимого")
		return nil
	}
	for i := range b.m.states {
		c.determined(p, b.m, &b.m.states[i])
	}
	return b.m
}

func allModel(p *particle) *model {
	m := &model{states: make([]state, 1), isAll: true, optional: p.min == 0}
	for i, k := range p.kids {
		m.states[0].edges = append(m.states[0].edges, newEdge(k, 0))
		if k.min > 0 {
			m.all |= 1 << i
		}
	}
	return m
}

func newEdge(p *particle, to int) edge {
	e := edge{to: int32(to), elem: p.elem, any: p.any}
	if p.elem != nil {
		e.raw, e.space = p.elem.raw, p.elem.name.space
	}
	return e
}

// part builds a particle with its occurrences.
func (b *builder) part(p *particle) part {
	var out part
	switch p.kind {
	case partElement, partAny:
		out = b.place(p)
	case partSequence, partAll:
		out = b.sequence(p)
	case partChoice:
		for _, k := range p.kids {
			kid := b.part(k)
			out.first, out.last = append(out.first, kid.first...), append(out.last, kid.last...)
			out.nullable = out.nullable || kid.nullable
		}
	}
	return b.repeat(p, out)
}

// place adds the place of an element or a wildcard.
func (b *builder) place(p *particle) part {
	at := len(b.m.states)
	b.m.states = append(b.m.states, state{})
	b.incoming = append(b.incoming, newEdge(p, at))
	here := []border{{place: at}}
	return part{first: here, last: here}
}

func (b *builder) sequence(p *particle) part {
	out := part{nullable: true}
	for _, k := range p.kids {
		kid := b.part(k)
		b.connect(out.last, kid.first, -1)
		if out.nullable {
			out.first = append(slices.Clip(out.first), kid.first...)
		}
		if kid.nullable {
			out.last = append(slices.Clip(kid.last), out.last...)
		} else {
			out.last = kid.last
		}
		out.nullable = out.nullable && kid.nullable
	}
	return out
}

// repeat applies the occurrences of a particle to its one occurrence. A part
// that may be empty makes every minimum void.
func (b *builder) repeat(p *particle, body part) part {
	low, high := p.min, p.max
	if body.nullable {
		low = 0
	}
	out := body
	out.nullable = low == 0
	if high != unbounded && high <= 1 {
		return out
	}
	if low <= 1 && high == unbounded {
		b.connect(body.last, body.first, -1)
		return out
	}
	k := len(b.m.counters)
	b.m.counters = append(b.m.counters, counter{low, high})
	b.connect(body.last, body.first, k)
	out.first, out.last = within(body.first, k), within(body.last, k)
	return out
}

// within returns borders that a counter lies around.
func within(borders []border, counter int) []border {
	out := make([]border, len(borders))
	for i, o := range borders {
		out[i] = border{o.place, append(slices.Clip(o.counters), counter)}
	}
	return out
}

// guarded returns those counters that have a minimum to be reached.
func (b *builder) guarded(counters []int) []int {
	var out []int
	for _, k := range counters {
		if b.m.counters[k].min > 1 {
			out = append(out, k)
		}
	}
	return out
}

// connect adds the edges from each of some places to each of others.
func (b *builder) connect(from, to []border, count int) {
	if b.edges += len(from) * len(to); b.edges > maxEdges {
		return
	}
	for _, f := range from {
		s := &b.m.states[f.place]
		for _, t := range to {
			e := b.incoming[t.place-1]
			if o := (&ops{b.guarded(f.counters), count, t.counters}); len(o.leave) > 0 || count >= 0 || len(o.enter) > 0 {
				e.ops = o
			}
			s.edges = append(s.edges, e)
		}
	}
}
