package xsd

import (
	"errors"
	"fmt"
	"strings"
)

// class parses a character class after its «[».
func (p *patternParser) class() (runeSet, error) {
	negative := p.accept('^')
	var set runeSet
	for first := true; !p.accept(']'); first = false {
		switch {
		case p.peek() == -1:
			return nil, errors.New("нет закрывающей «]»")
		case p.peek() == '-' && len(p.rest) > 1 && p.rest[1] == '[' && !first:
			p.rest = p.rest[2:]
			return p.subtraction(set, negative)
		}
		part, err := p.classPart(first)
		if err != nil {
			return nil, err
		}
		set = union(set, part)
	}
	if len(set) == 0 {
		return nil, errors.New("пустой класс знаков []")
	}
	if negative {
		set = set.complement()
	}
	return set, nil
}

// subtraction parses the class that is taken away, after «-[».
func (p *patternParser) subtraction(set runeSet, negative bool) (runeSet, error) {
	if p.depth++; p.depth > 100 {
		return nil, fmt.Errorf("%w: слишком много вложенных скобок", errForeign)
	}
	defer func() { p.depth-- }()
	less, err := p.class()
	if err != nil {
		return nil, err
	}
	if !p.accept(']') {
		return nil, errors.New("после вычитаемого класса знаков нет «]»")
	}
	if negative {
		set = set.complement()
	}
	return set.minus(less), nil
}

// classPart parses a character, a range or an escape inside a class. A hyphen
// stands for itself at the beginning and at the end; between two ranges it
// means nothing, as libxml2 has it.
func (p *patternParser) classPart(first bool) (runeSet, error) {
	if p.peek() == '-' && !first && len(p.rest) > 1 && p.rest[1] != ']' {
		p.rest = p.rest[1:]
	}
	low, set, err := p.classAtom()
	if err != nil || set != nil {
		return set, err
	}
	if p.peek() != '-' || len(p.rest) < 2 || p.rest[1] == ']' || p.rest[1] == '[' {
		return newSet(runeRange{low, low}), nil
	}
	p.rest = p.rest[1:]
	high, set, err := p.classAtom()
	switch {
	case err != nil:
		return nil, err
	case set != nil || high < low:
		return nil, errors.New("неверный диапазон знаков")
	}
	return newSet(runeRange{low, high}), nil
}

// classAtom parses one character, or an escape that means a set.
func (p *patternParser) classAtom() (rune, runeSet, error) {
	r := p.peek()
	switch r {
	case -1:
		return 0, nil, errors.New("нет закрывающей «]»")
	case '[':
		return 0, nil, errors.New("знак «[» внутри класса знаков")
	}
	p.rest = p.rest[1:]
	if r != '\\' {
		return r, nil, nil
	}
	set, err := p.escape()
	if len(set) == 1 && set[0].first == set[0].last {
		return set[0].first, nil, err
	}
	return 0, set, err
}

// escape parses what follows a backslash.
func (p *patternParser) escape() (runeSet, error) {
	r := p.peek()
	if r == -1 {
		return nil, errors.New("обратная косая черта в конце")
	}
	p.rest = p.rest[1:]
	if r == 'p' || r == 'P' {
		return p.property(r == 'P')
	}
	if set, ok := escapeSet(r); ok {
		return set, nil
	}
	switch r {
	case 'n':
		r = '\n'
	case 'r':
		r = '\r'
	case 't':
		r = '\t'
	default:
		if !strings.ContainsRune(`\|.-^?*+{}()[]`, r) {
			return nil, fmt.Errorf("%w: \\%c", errForeign, r)
		}
	}
	return newSet(runeRange{r, r}), nil
}

// escapeSet returns the set of an escape of one letter.
func escapeSet(r rune) (runeSet, bool) {
	switch r {
	case 's':
		return spaceSet, true
	case 'S':
		return spaceSet.complement(), true
	case 'd':
		return digitSet(), true
	case 'D':
		return digitSet().complement(), true
	case 'w':
		return wordSet(), true
	case 'W':
		return wordSet().complement(), true
	case 'i':
		return startSet(), true
	case 'I':
		return startSet().complement(), true
	case 'c':
		return nameSet(), true
	case 'C':
		return nameSet().complement(), true
	}
	return nil, false
}

// property parses {name} after \p or \P.
func (p *patternParser) property(negative bool) (runeSet, error) {
	if !p.accept('{') {
		return nil, errors.New("после \\p нет «{»")
	}
	var name strings.Builder
	for !p.accept('}') {
		if p.peek() == -1 || name.Len() > 40 {
			return nil, errors.New("нет закрывающей «}»")
		}
		name.WriteRune(p.peek())
		p.rest = p.rest[1:]
	}
	set, ok := propertySet(name.String())
	if !ok {
		return nil, fmt.Errorf("%w: \\p{%s}", errForeign, name.String())
	}
	if negative {
		set = set.complement()
	}
	return set, nil
}
