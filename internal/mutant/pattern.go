package mutant

import (
	"math/rand/v2"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// anchored reports whether a pattern means more to Go than to XSD, where the
// characters of anchors stand for themselves.
func anchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpNoMatch:
		return true
	}
	for _, sub := range re.Sub {
		if anchored(sub) {
			return true
		}
	}
	return false
}

// matching returns a string that the expression matches as a whole.
func matching(r *rand.Rand, re *syntax.Regexp) string {
	var b strings.Builder
	match(r, re, &b)
	return b.String()
}

func match(r *rand.Rand, re *syntax.Regexp, b *strings.Builder) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(member(r, re.Rune))
	case syntax.OpAnyCharNotNL, syntax.OpAnyChar:
		b.WriteRune(pick(r, letters))
	case syntax.OpAlternate:
		match(r, pick(r, re.Sub), b)
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			match(r, sub, b)
		}
	default:
		repeat(r, re, b)
	}
}

func repeat(r *rand.Rand, re *syntax.Regexp, b *strings.Builder) {
	lo, hi := 0, 0
	switch re.Op {
	case syntax.OpQuest:
		hi = 1
	case syntax.OpStar:
		hi = 8
	case syntax.OpPlus:
		lo, hi = 1, 8
	case syntax.OpRepeat:
		lo, hi = re.Min, re.Max
		if hi < 0 {
			hi = lo + 8
		}
	}
	for range lo + r.IntN(hi-lo+1) {
		match(r, re.Sub[0], b)
	}
}

// member returns a character of a class, which is a list of ranges, and one that
// XML allows if chance finds it.
func member(r *rand.Rand, class []rune) rune {
	for range 20 {
		i := 2 * r.IntN(len(class)/2)
		c := class[i] + rune(r.IntN(int(class[i+1]-class[i])+1))
		if xmlChar(c) {
			return c
		}
	}
	return class[0]
}

func xmlChar(c rune) bool {
	return c == '\t' || c == '\n' || c == '\r' || c >= ' ' && utf8.ValidRune(c) && c != 0xfffe && c != 0xffff
}
