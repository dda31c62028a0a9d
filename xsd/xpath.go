package xsd

import (
	"fmt"
	"strings"
)

// path is one alternative of the XPath of a selector or a field, in the subset
// that XML Schema allows (part 1, 3.11.6).
type path struct {
	deep  bool // begins with .//
	steps []step
	attr  *step // of a field: the attribute at its end
}

// step is a test of a name.
type step struct {
	raw      [2]string // the local name, by encoding
	any      bool      // *: any local name
	anySpace bool      // * without a prefix: any namespace too
	space    int32
}

// paths parses the XPath of a selector or, with attributes, of a field.
func (c *compiler) paths(n *node, attributes bool) []path {
	var out []path
	for alternative := range strings.SplitSeq(n.get("xpath"), "|") {
		p, ok := c.path(n, strings.Join(strings.Fields(alternative), ""), attributes)
		if !ok {
			c.bad(n.at, fmt.Sprintf("путь «%s» не из разрешённых XML Schema", shorten(n.get("xpath"))))
			return nil
		}
		out = append(out, p)
	}
	return out
}

func (c *compiler) path(n *node, text string, attributes bool) (p path, ok bool) {
	text, p.deep = strings.CutPrefix(text, ".//")
	parts := strings.Split(text, "/")
	for i, part := range parts {
		if part == "." {
			continue
		}
		part = strings.TrimPrefix(part, "child::")
		name, isAttr := strings.CutPrefix(strings.Replace(part, "attribute::", "@", 1), "@")
		s, ok := c.step(n, name, isAttr)
		switch {
		case !ok || isAttr && (!attributes || i != len(parts)-1):
			return p, false
		case isAttr:
			p.attr = &s
		default:
			p.steps = append(p.steps, s)
		}
	}
	return p, true
}

func (c *compiler) step(n *node, name string, attr bool) (s step, ok bool) {
	prefix, local, prefixed := strings.Cut(name, ":")
	if !prefixed {
		prefix, local = "", name
	}
	if local == "*" {
		s.any, s.anySpace = true, !prefixed
	} else if !isName([]byte(local), false, false) {
		return s, false
	}
	if prefixed {
		space, known := n.spaces.find(prefix)
		if !known {
			return s, false
		}
		s.space = c.spaceOf(space)
	}
	s.raw = encoded(local)
	return s, true
}

// constraint is xs:unique, xs:key or xs:keyref.
type constraint struct {
	kind     string // the tag
	name     string
	selector []path
	fields   [][]path
	refer    *constraint
}

// constraint makes an identity constraint of its declaration.
func (c *compiler) constraint(n *node) *constraint {
	k := &constraint{kind: n.tag, name: n.get("name")}
	for i, kid := range n.kids {
		switch {
		case i == 0 && kid.tag == "selector":
			k.selector = c.paths(kid, false)
		case i > 0 && kid.tag == "field":
			k.fields = append(k.fields, c.paths(kid, true))
		default:
			c.unexpected(kid, n)
		}
		c.noKids(kid)
	}
	if len(k.fields) == 0 || k.name == "" {
		c.bad(n.at, "у xs:"+n.tag+" должны быть имя, xs:selector и xs:field")
	}
	name := qname{c.spaceOf(c.target), k.name}
	if c.constraints[name] != nil {
		c.bad(n.at, "второе объявление xs:"+n.tag+" «"+k.name+"»")
	}
	c.constraints[name] = k
	if n.tag == "keyref" {
		c.later = append(c.later, func() { c.refer(k, n) })
	}
	return k
}

// refer finds the key that a keyref refers to.
func (c *compiler) refer(k *constraint, n *node) {
	space, local := c.resolve(n, n.get("refer"))
	k.refer = c.constraints[qname{c.spaceOf(space), local}]
	if k.refer == nil || k.refer.kind == "keyref" || len(k.refer.fields) != len(k.fields) {
		c.bad(n.at, "xs:keyref «"+k.name+"» ссылается не на подходящий ключ")
	}
}
