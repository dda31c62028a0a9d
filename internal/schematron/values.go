package schematron

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// truth is XPath's boolean().
func truth(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case float64:
		return v != 0 && !math.IsNaN(v)
	case string:
		return v != ""
	}
	return len(v.(nodes)) > 0
}

// compare is XPath's comparison of two values. With a node set it holds if it
// holds for one of the nodes, but beside a boolean a node set counts as one.
func compare(op string, a, b any) bool {
	a, b = beside(a, b), beside(b, a)
	if set, ok := a.(nodes); ok {
		return slices.ContainsFunc(set, func(v string) bool { return compare(op, v, b) })
	}
	if set, ok := b.(nodes); ok {
		return slices.ContainsFunc(set, func(v string) bool { return compare(op, a, v) })
	}
	if op == "=" || op == "!=" {
		return equal(a, b) == (op == "=")
	}
	return ordered(op, number(a), number(b))
}

// beside returns v as it is compared with other.
func beside(v, other any) any {
	_, set := v.(nodes)
	if _, ok := other.(bool); ok && set {
		return truth(v)
	}
	return v
}

func equal(a, b any) bool {
	_, aBool := a.(bool)
	_, bBool := b.(bool)
	_, aText := a.(string)
	_, bText := b.(string)
	switch {
	case aBool || bBool:
		return truth(a) == truth(b)
	case aText && bText:
		return a == b
	}
	return number(a) == number(b)
}

func ordered(op string, a, b float64) bool {
	switch op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	}
	return a >= b
}

var numeral = regexp.MustCompile(`^-?(\d+\.?\d*|\.\d+)$`)

// number is XPath's number(): no plus sign, no exponent.
func number(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
		return 0
	}
	s := strings.Trim(v.(string), " \t\r\n")
	if !numeral.MatchString(s) {
		return math.NaN()
	}
	n, _ := strconv.ParseFloat(s, 64) // out of range gives an infinity, as in XPath
	return n
}
