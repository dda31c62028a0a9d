package xsd

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"sdano/xmlscan"
)

// machine matches a pattern: a deterministic automaton over classes of
// characters or, where that would be too large, the nondeterministic one.
type machine struct {
	classes *classes
	// next is the table of the deterministic automaton: next[state*width+class].
	// State 0 is the dead one, 1 the first.
	next   []uint16
	width  int
	accept []bool
	prog   *program // instead of next, if that is nil
}

// maxStates and maxWork bound the deterministic automaton and the steps spent on
// making it.
const (
	maxStates = 4000
	maxWork   = 5_000_000
)

func newMachine(e *expr) *machine {
	prog := &program{}
	prog.emit(e)
	prog.code = append(prog.code, inst{op: instMatch})
	m := &machine{classes: newClasses(prog.sets), prog: prog}
	m.determinise()
	return m
}

func (m *machine) match(text []byte, enc xmlscan.Encoding) bool {
	if m.next == nil {
		return m.simulate(text, enc)
	}
	state := 1
	if enc == xmlscan.Windows1251 {
		table := &m.classes.single
		for _, b := range text {
			if state = int(m.next[state*m.width+int(table[b])]); state == 0 {
				return false
			}
		}
		return m.accept[state]
	}
	for at := 0; at < len(text); {
		class, size := m.classes.decode(text[at:])
		if state = int(m.next[state*m.width+class]); state == 0 {
			return false
		}
		at += size
	}
	return m.accept[state]
}

// classes are the classes of characters that no set of a pattern tells apart.
type classes struct {
	single [256]uint16 // by byte of windows-1251
	starts []rune      // where a run of characters of one class begins
	class  []uint16    // the class of such a run
	of     [][]bool    // of[set][class]: whether the set has the class
	count  int
}

func newClasses(sets []runeSet) *classes {
	c := &classes{starts: borders(sets), of: make([][]bool, len(sets))}
	known := map[string]uint16{}
	key := make([]byte, len(sets))
	for _, r := range c.starts {
		for i, s := range sets {
			key[i] = 0
			if s.has(r) {
				key[i] = 1
			}
		}
		class, ok := known[string(key)]
		if !ok {
			class = uint16(len(known))
			known[string(key)] = class
			for i, k := range key {
				c.of[i] = append(c.of[i], k == 1)
			}
		}
		c.class = append(c.class, class)
	}
	c.count = len(known)
	for b := range c.single {
		c.single[b] = c.find(xmlscan.Rune(byte(b)))
	}
	return c
}

// borders returns where the membership of a character in the sets may change.
func borders(sets []runeSet) []rune {
	out := []rune{0}
	for _, s := range sets {
		for _, r := range s {
			out = append(out, r.first, r.last+1)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (c *classes) find(r rune) uint16 {
	i, found := slices.BinarySearch(c.starts, r)
	if !found {
		i--
	}
	return c.class[i]
}

// decode returns the class and the length of the first character of UTF-8 text.
func (c *classes) decode(text []byte) (class, size int) {
	if b := text[0]; b < utf8.RuneSelf {
		return int(c.single[b]), 1
	}
	r, size := utf8.DecodeRune(text)
	return int(c.find(r)), size
}

// instOp is the kind of an instruction.
type instOp uint8

const (
	instSet instOp = iota
	instSplit
	instMatch
)

// inst is an instruction of a program: a set goes to x after a character of it,
// a split goes to x and y at once.
type inst struct {
	op   instOp
	set  int
	x, y int
}

// program is the nondeterministic automaton, after K. Thompson.
type program struct {
	code []inst
	sets []runeSet
}

// emit appends the code of an expression; it runs on into what is appended
// after it.
func (p *program) emit(e *expr) {
	switch e.op {
	case opSet:
		p.code = append(p.code, inst{op: instSet, set: p.setOf(e.set), x: len(p.code) + 1})
	case opSequence:
		for _, a := range e.args {
			p.emit(a)
		}
	case opChoice:
		p.emitChoice(e.args)
	case opRepeat:
		p.emitRepeat(e)
	}
}

func (p *program) setOf(s runeSet) int {
	if i := slices.IndexFunc(p.sets, func(o runeSet) bool { return slices.Equal(o, s) }); i >= 0 {
		return i
	}
	p.sets = append(p.sets, s)
	return len(p.sets) - 1
}

// emitChoice emits the branches, each but the last with a jump to the end: a
// split both ways of which lead there.
func (p *program) emitChoice(branches []*expr) {
	var jumps []int
	for i, b := range branches {
		split := len(p.code)
		last := i == len(branches)-1
		if !last {
			p.code = append(p.code, inst{op: instSplit, x: split + 1})
		}
		p.emit(b)
		if !last {
			jumps = append(jumps, len(p.code))
			p.code = append(p.code, inst{op: instSplit})
			p.code[split].y = len(p.code)
		}
	}
	for _, j := range jumps {
		p.code[j].x, p.code[j].y = len(p.code), len(p.code)
	}
}

func (p *program) emitRepeat(e *expr) {
	body := e.args[0]
	for range e.min {
		p.emit(body)
	}
	if e.max == unbounded {
		split := len(p.code)
		p.code = append(p.code, inst{op: instSplit, x: split + 1})
		p.emit(body)
		p.code = append(p.code, inst{op: instSplit, x: split, y: split})
		p.code[split].y = len(p.code)
		return
	}
	var splits []int
	for range e.max - e.min {
		splits = append(splits, len(p.code))
		p.code = append(p.code, inst{op: instSplit, x: len(p.code) + 1})
		p.emit(body)
	}
	for _, s := range splits {
		p.code[s].y = len(p.code)
	}
}

// closure adds to a state what an instruction leads to without a character.
// The state is a sorted list of the other instructions.
func (p *program) closure(state []int, seen []bool, at int) []int {
	stack := []int{at}
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		if i := &p.code[at]; i.op == instSplit {
			stack = append(stack, i.y, i.x)
		} else {
			state = append(state, at)
		}
	}
	return state
}

// step returns the state after a character of a class.
func (m *machine) step(state []int, class int) []int {
	var out []int
	var seen []bool
	for _, at := range state {
		i := &m.prog.code[at]
		if i.op != instSet || !m.classes.of[i.set][class] {
			continue
		}
		if seen == nil {
			seen = make([]bool, len(m.prog.code))
		}
		out = m.prog.closure(out, seen, i.x)
	}
	slices.Sort(out)
	return out
}

func (m *machine) first() []int {
	out := m.prog.closure(nil, make([]bool, len(m.prog.code)), 0)
	slices.Sort(out)
	return out
}

// matches reports whether a state is one to end in. The instruction of the
// match is the last, so it stands last in the state.
func (m *machine) matches(state []int) bool {
	return len(state) > 0 && m.prog.code[state[len(state)-1]].op == instMatch
}

// determinise fills the table, unless it would have too many states.
func (m *machine) determinise() {
	m.width = m.classes.count
	states := [][]int{nil, m.first()}
	ids := map[string]uint16{stateKey(states[1]): 1}
	next := make([]uint16, m.width, 16*m.width)
	work := 0
	for at := 1; at < len(states); at++ {
		for class := range m.width {
			to := m.step(states[at], class)
			work += len(states[at]) + len(to) + len(m.prog.code)/16
			if len(to) == 0 {
				next = append(next, 0)
				continue
			}
			key := stateKey(to)
			id, ok := ids[key]
			if !ok {
				if id = uint16(len(states)); id > maxStates || work > maxWork {
					return
				}
				ids[key] = id
				states = append(states, to)
			}
			next = append(next, id)
		}
	}
	m.next, m.accept = next, make([]bool, len(states))
	for i, s := range states {
		m.accept[i] = m.matches(s)
	}
	m.prog = nil
}

func stateKey(state []int) string {
	var b []byte
	for _, at := range state {
		b = binary.AppendUvarint(b, uint64(at))
	}
	return string(b)
}

// simulate matches with the nondeterministic automaton: time and memory are
// bounded by the product of text and pattern.
func (m *machine) simulate(text []byte, enc xmlscan.Encoding) bool {
	state := m.first()
	for at := 0; at < len(text) && len(state) > 0; {
		class, size := int(m.classes.single[text[at]]), 1
		if enc != xmlscan.Windows1251 {
			class, size = m.classes.decode(text[at:])
		}
		state = m.step(state, class)
		at += size
	}
	return m.matches(state)
}
