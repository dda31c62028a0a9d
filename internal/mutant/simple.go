package mutant

import (
	"math/big"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
)

// simple is a simple type with the facets of all its steps together.
type simple struct {
	name           string // for messages
	base           string // local name of the built-in type
	enum           []string
	patterns       [][]*pattern // one of each step must match
	minLen, maxLen int
	total, frac    int
	min, max       *big.Rat
	minExclusive   bool
	maxExclusive   bool
	example        string // a value known to satisfy the facets
}

type pattern struct {
	tree  *syntax.Regexp
	match *regexp.Regexp
}

func (c *compiler) builtin(where, base string) *simple {
	if builtins[base] == nil {
		c.fail(where, "type %s", base)
	}
	s := &simple{name: where, base: base, maxLen: unbounded, total: unbounded, frac: unbounded}
	return c.finish(s)
}

// finish finds an example of the type, which also proves that values can be
// made.
func (c *compiler) finish(s *simple) *simple {
	if c.err == nil {
		var ok bool
		if s.example, ok = s.try(newRand(1), 10_000); !ok {
			c.fail(s.name, "facets for which no value is found")
		}
	}
	c.model.simples = append(c.model.simples, s)
	return s
}

// simple compiles a simpleType: the facets of its base and its own.
func (c *compiler) simple(def *node, where string) *simple {
	if s := c.simples[def]; s != nil {
		return s
	}
	s := c.facets(def, where)
	c.simples[def] = c.finish(s)
	return s
}

func (c *compiler) facets(def *node, where string) *simple {
	var restriction *node
	for _, k := range def.kids {
		if k.name != "annotation" {
			restriction = k
		}
	}
	if restriction == nil || restriction.name != "restriction" {
		c.fail(where, "simpleType by list or union")
		return c.builtin(where, "string")
	}
	ref, ok := restriction.attr("base")
	if !ok {
		c.fail(where, "restriction of an anonymous type")
	}
	var s *simple
	if builtin, base := c.lookup(ref); base != nil {
		s = c.facets(base, where)
	} else {
		copied := *c.builtin(where, builtin)
		s = &copied
	}
	s.name = where
	c.apply(s, restriction)
	return s
}

// apply adds the facets of one restriction.
func (c *compiler) apply(s *simple, restriction *node) {
	var enum []string
	var patterns []*pattern
	for _, k := range restriction.kids {
		v, _ := k.attr("value")
		switch k.name {
		case "annotation":
		case "enumeration":
			enum = append(enum, v)
		case "pattern":
			patterns = append(patterns, c.pattern(s.name, v))
		default:
			c.bound(s, k.name, v)
		}
	}
	if enum != nil {
		s.enum = enum
	}
	if patterns != nil {
		s.patterns = append(slices.Clone(s.patterns), patterns)
	}
}

func (c *compiler) bound(s *simple, facet, v string) {
	n, err := strconv.Atoi(v)
	rat, ok := new(big.Rat).SetString(v)
	if !ok || err != nil && !strings.HasSuffix(facet, "clusive") {
		c.fail(s.name, "%s %q", facet, v)
		return
	}
	switch facet {
	case "length":
		s.minLen, s.maxLen = n, n
	case "minLength":
		s.minLen = n
	case "maxLength":
		s.maxLen = n
	case "totalDigits":
		s.total = n
	case "fractionDigits":
		s.frac = n
	case "minInclusive", "minExclusive":
		s.min, s.minExclusive = rat, facet == "minExclusive"
	case "maxInclusive", "maxExclusive":
		s.max, s.maxExclusive = rat, facet == "maxExclusive"
	default:
		c.fail(s.name, "facet %s", facet)
	}
}

func (c *compiler) pattern(where, p string) *pattern {
	tree, err := syntax.Parse(p, syntax.Perl)
	if err != nil || anchored(tree) {
		c.fail(where, "pattern %s", p)
		return nil
	}
	return &pattern{tree, regexp.MustCompile(`^(?:` + p + `)$`)}
}
