package xsd

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"sdano/xmlscan"
)

// pattern is the value of one xs:pattern: a regular expression of XML Schema
// part 2, appendix F, always matched against the whole text.
type pattern struct {
	text string
	expr *expr

	once    sync.Once
	machine *machine
}

// match reports whether raw text of the encoding fits the pattern. Every
// character costs one step. The machine is made at the first use.
func (p *pattern) match(text []byte, enc xmlscan.Encoding) bool {
	p.once.Do(func() { p.machine = newMachine(p.expr) })
	return p.machine.match(text, enc)
}

// errForeign is the error of a construct that this package does not know,
// while others may.
var errForeign = errors.New("не поддерживается")

// operation is the kind of an expr.
type operation uint8

const (
	opEmpty operation = iota
	opSet
	opSequence
	opChoice
	opRepeat
)

// expr is a node of a parsed pattern.
type expr struct {
	op   operation
	set  runeSet // opSet
	args []*expr // opSequence, opChoice; one for opRepeat
	min  int     // opRepeat
	max  int     // opRepeat; unbounded is -1
}

const unbounded = -1

// maxExpr bounds the characters a pattern may be expanded to, so that a
// hostile {1000000} is refused and costs nothing.
const maxExpr = 20000

// size returns how many characters the expanded expression has; anything over
// maxExpr is returned as maxExpr+1.
func (e *expr) size() int {
	n := 1
	for _, a := range e.args {
		n += a.size()
	}
	if e.op == opRepeat {
		n *= max(e.min, e.max, 1)
	}
	return min(n, maxExpr+1)
}

// parsePattern parses a pattern. Its error says in Russian what is wrong; it is
// errForeign if the construct is only unknown here.
func parsePattern(text string) (*pattern, error) {
	p := &patternParser{rest: []rune(text)}
	e, err := p.choice()
	switch {
	case err != nil:
		return nil, err
	case len(p.rest) > 0:
		return nil, fmt.Errorf("лишний знак «%c»", p.rest[0])
	case e.size() > maxExpr:
		return nil, fmt.Errorf("%w: слишком большое число повторений", errForeign)
	}
	return &pattern{text: text, expr: e}, nil
}

type patternParser struct {
	rest  []rune
	depth int
}

func (p *patternParser) peek() rune {
	if len(p.rest) == 0 {
		return -1
	}
	return p.rest[0]
}

func (p *patternParser) accept(r rune) bool {
	if p.peek() != r {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// choice parses branches parted by «|».
func (p *patternParser) choice() (*expr, error) {
	if p.depth++; p.depth > 100 {
		return nil, fmt.Errorf("%w: слишком много вложенных скобок", errForeign)
	}
	defer func() { p.depth-- }()
	out := &expr{op: opChoice}
	for {
		branch, err := p.branch()
		if err != nil {
			return nil, err
		}
		out.args = append(out.args, branch)
		if !p.accept('|') {
			break
		}
	}
	if len(out.args) == 1 {
		return out.args[0], nil
	}
	return out, nil
}

func (p *patternParser) branch() (*expr, error) {
	out := &expr{op: opSequence}
	for p.peek() != -1 && p.peek() != '|' && p.peek() != ')' {
		atom, err := p.atom()
		if err == nil {
			atom, err = p.quantified(atom)
		}
		if err != nil {
			return nil, err
		}
		out.args = append(out.args, atom)
	}
	switch len(out.args) {
	case 0:
		return &expr{op: opEmpty}, nil
	case 1:
		return out.args[0], nil
	}
	return out, nil
}

func (p *patternParser) atom() (*expr, error) {
	r := p.peek()
	p.rest = p.rest[1:]
	switch r {
	case '(':
		e, err := p.choice()
		if err == nil && !p.accept(')') {
			err = errors.New("нет закрывающей скобки")
		}
		return e, err
	case '[':
		set, err := p.class()
		return &expr{op: opSet, set: set}, err
	case '.':
		return &expr{op: opSet, set: anySet}, nil
	case '\\':
		set, err := p.escape()
		return &expr{op: opSet, set: set}, err
	case '?', '*', '+', ']':
		return nil, fmt.Errorf("неуместен знак «%c»", r)
	}
	return &expr{op: opSet, set: newSet(runeRange{r, r})}, nil
}

// quantified parses what may follow an atom.
func (p *patternParser) quantified(atom *expr) (*expr, error) {
	out := &expr{op: opRepeat, args: []*expr{atom}}
	switch {
	case p.accept('?'):
		out.max = 1
	case p.accept('*'):
		out.max = unbounded
	case p.accept('+'):
		out.min, out.max = 1, unbounded
	case p.accept('{'):
		if err := p.bounds(out); err != nil {
			return nil, err
		}
	default:
		return atom, nil
	}
	if r := p.peek(); r == '?' || r == '*' || r == '+' || r == '{' {
		return nil, fmt.Errorf("неуместен знак «%c» после числа повторений", r)
	}
	return out, nil
}

// bounds parses n}, n,} or n,m}.
func (p *patternParser) bounds(out *expr) error {
	var text strings.Builder
	for p.peek() != '}' {
		if p.peek() == -1 {
			return errors.New("нет закрывающей «}»")
		}
		text.WriteRune(p.peek())
		p.rest = p.rest[1:]
	}
	p.accept('}')
	low, high, ranged := strings.Cut(text.String(), ",")
	if !ranged {
		high = low
	}
	var err1, err2 error
	out.min, err1 = strconv.Atoi(low)
	if out.max = unbounded; high != "" {
		out.max, err2 = strconv.Atoi(high)
	}
	if err1 != nil || err2 != nil || out.min < 0 || out.max != unbounded && out.max < out.min {
		return fmt.Errorf("неверное число повторений {%s}", text.String())
	}
	return nil
}
