package schematron

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// expression is a compiled test. Its value is one of XPath's four kinds: bool,
// float64 (XPath has no other numbers), string, and nodes.
type expression func(scope) any

// nodes are the string values of a node set.
type nodes []string

// scope is what a test is evaluated in.
type scope struct {
	at   *element
	file string
}

// tokens are: functions and names, numbers, literals, operators, anything else.
var tokens = regexp.MustCompile(`usch:\w+|[\p{L}_][\p{L}\p{N}_.\-]*|\d+(?:\.\d+)?|'[^']*'|"[^"]*"|!=|<=|>=|\.\.|//|::|\S`)

var wholeName = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.\-]*$`)

func isName(s string) bool { return wholeName.MatchString(s) }

// parser reads a test by recursive descent. It panics with a refusal, which
// compile turns into an error.
type parser struct{ rest []string }

type refusal string

func compile(test string) (e expression, err error) {
	defer func() {
		if r := recover(); r != nil {
			what, ok := r.(refusal)
			if !ok {
				panic(r)
			}
			err = fmt.Errorf("%s in the test %s", string(what), test)
		}
	}()
	p := &parser{tokens.FindAllString(test, -1)}
	e = p.or()
	if len(p.rest) > 0 {
		p.refuse()
	}
	return e, nil
}

// refuse says that the next token is not known here.
func (p *parser) refuse() {
	if len(p.rest) == 0 {
		panic(refusal("unexpected end"))
	}
	panic(refusal("unsupported " + p.rest[0]))
}

func (p *parser) peek() string {
	if len(p.rest) == 0 {
		return ""
	}
	return p.rest[0]
}

// take consumes the next token if it is one of the wanted.
func (p *parser) take(wanted ...string) (string, bool) {
	for _, w := range wanted {
		if p.peek() == w {
			p.rest = p.rest[1:]
			return w, true
		}
	}
	return "", false
}

func (p *parser) need(token string) {
	if _, ok := p.take(token); !ok {
		p.refuse()
	}
}

func (p *parser) or() expression {
	left := p.and()
	for {
		if _, ok := p.take("or"); !ok {
			return left
		}
		a, b := left, p.and()
		left = func(s scope) any { return truth(a(s)) || truth(b(s)) }
	}
}

func (p *parser) and() expression {
	left := p.comparison()
	for {
		if _, ok := p.take("and"); !ok {
			return left
		}
		a, b := left, p.comparison()
		left = func(s scope) any { return truth(a(s)) && truth(b(s)) }
	}
}

// comparison reads at most one comparison: none of the rules compares the
// outcome of another.
func (p *parser) comparison() expression {
	a := p.operand()
	op, ok := p.take("=", "!=", "<", "<=", ">", ">=")
	if !ok {
		return a
	}
	b := p.operand()
	return func(s scope) any { return compare(op, a(s), b(s)) }
}

func (p *parser) operand() expression {
	switch t := p.peek(); {
	case t == "(":
		p.need("(")
		e := p.or()
		p.need(")")
		return e
	case t == "usch:iif":
		return p.iif()
	case t == "usch:getFileName":
		p.rest = p.rest[1:]
		p.need("(")
		p.need(")")
		return func(s scope) any { return s.file }
	case t == "count" && len(p.rest) > 1 && p.rest[1] == "(":
		return p.count()
	case t != "" && strings.ContainsAny(t[:1], `'"`) && len(t) > 1:
		p.rest = p.rest[1:]
		return func(scope) any { return t[1 : len(t)-1] }
	}
	if n, err := strconv.ParseFloat(p.peek(), 64); err == nil && !isName(p.peek()) {
		p.rest = p.rest[1:]
		return func(scope) any { return n }
	}
	return p.path()
}

func (p *parser) iif() expression {
	p.need("usch:iif")
	p.need("(")
	condition := p.or()
	p.need(",")
	yes := p.or()
	p.need(",")
	no := p.or()
	p.need(")")
	return func(s scope) any {
		if truth(condition(s)) {
			return truth(yes(s))
		}
		return truth(no(s))
	}
}

func (p *parser) count() expression {
	p.need("count")
	p.need("(")
	path := p.path()
	p.need(")")
	return func(s scope) any { return float64(len(path(s).(nodes))) }
}

// path reads steps up, then steps down, then an attribute, each part optional.
func (p *parser) path() expression {
	up := 0
	var down []string
	for {
		if down == nil && p.peek() == ".." {
			p.need("..")
			up++
		} else if _, ok := p.take("@"); ok {
			return attributes(up, down, p.name())
		} else {
			down = append(down, p.name())
		}
		if _, ok := p.take("/"); !ok {
			return elements(up, down)
		}
	}
}

func (p *parser) name() string {
	t := p.peek()
	if !isName(t) || len(p.rest) > 1 && strings.Contains("( ::", p.rest[1]) {
		p.refuse()
	}
	p.rest = p.rest[1:]
	return t
}

// find goes a number of steps up and then down by names.
func find(at *element, up int, down []string) []*element {
	for range up {
		if at = at.parent; at == nil {
			return nil
		}
	}
	found := []*element{at}
	for _, name := range down {
		var next []*element
		for _, e := range found {
			for _, k := range e.kids {
				if k.name == name {
					next = append(next, k)
				}
			}
		}
		found = next
	}
	return found
}

func elements(up int, down []string) expression {
	return func(s scope) any {
		out := nodes{}
		for _, e := range find(s.at, up, down) {
			out = append(out, e.text.String())
		}
		return out
	}
}

func attributes(up int, down []string, name string) expression {
	return func(s scope) any {
		out := nodes{}
		for _, e := range find(s.at, up, down) {
			if v, ok := e.attrs[name]; ok {
				out = append(out, v)
			}
		}
		return out
	}
}
