package mutant

import (
	"fmt"
	"strconv"
	"strings"
)

// unbounded stands for maxOccurs="unbounded" and for a bound that is not set.
const unbounded = 1 << 30

// model is a schema as far as documents are made from it.
type model struct {
	roots   []*element
	simples []*simple
	source  *node
}

// element is an element declaration.
type element struct {
	name  string
	fixed *string
	typ   *typ
}

// typ is the type of an element: simple content or attributes and a particle.
type typ struct {
	value    *simple // nil: no simple content
	attrs    []attribute
	content  *particle            // nil: empty content
	children map[string]*particle // the element particles below content, by name
}

type attribute struct {
	name     string
	required bool
	fixed    *string
	value    *simple
}

// particle is a term of a content model and how often it may stand there.
type particle struct {
	kind     string // element, sequence, choice, all, any
	min, max int
	element  *element
	parts    []*particle
}

// compiler turns the tree of a schema into a model. The first thing that it
// does not know stays in err.
type compiler struct {
	named   map[string]*node
	types   map[*node]*typ
	simples map[*node]*simple
	model   *model
	err     error
}

func compile(xsd []byte) (*model, error) {
	root, err := parse(xsd)
	if err != nil {
		return nil, err
	}
	c := &compiler{
		named: map[string]*node{}, types: map[*node]*typ{}, simples: map[*node]*simple{},
		model: &model{source: root},
	}
	if _, ok := root.attr("targetNamespace"); ok || root.name != "schema" {
		c.fail("root", "%s with a target namespace or none at all", root.name)
	}
	c.collect(root)
	for _, k := range root.kids {
		if k.name == "element" {
			c.model.roots = append(c.model.roots, c.element(k))
		}
	}
	if c.err == nil && len(c.model.roots) == 0 {
		c.fail("schema", "no global element")
	}
	return c.model, c.err
}

func (c *compiler) fail(where, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("mutant: %s: unsupported: %s", where, fmt.Sprintf(format, args...))
	}
}

// collect notes the global types and refuses other global components.
func (c *compiler) collect(root *node) {
	for _, k := range root.kids {
		name, _ := k.attr("name")
		switch k.name {
		case "simpleType", "complexType":
			c.named[name] = k
		case "element", "annotation":
		default:
			c.fail("schema", "%s", k.name)
		}
	}
}

func (c *compiler) element(n *node) *element {
	name, ok := n.attr("name")
	if !ok {
		c.fail("element", "ref")
	}
	e := &element{name: name, fixed: fixed(n)}
	ref, def := c.typeOf(n)
	switch {
	case def == nil:
		e.typ = &typ{value: c.builtin(name, ref)}
	case def.name == "simpleType":
		e.typ = &typ{value: c.simple(def, name)}
	default:
		e.typ = c.complex(def, name)
	}
	return e
}

func fixed(n *node) *string {
	if v, ok := n.attr("fixed"); ok {
		return &v
	}
	return nil
}

// typeOf returns the definition of a declaration's type, or the local name of a
// built-in one.
func (c *compiler) typeOf(n *node) (builtin string, def *node) {
	ref, ok := n.attr("type")
	if !ok {
		for _, k := range n.kids {
			if k.name == "simpleType" || k.name == "complexType" {
				return "", k
			}
		}
		if n.name == "element" { // its type would be anyType
			name, _ := n.attr("name")
			c.fail(name, "element without a type")
		}
		return "string", nil
	}
	return c.lookup(ref)
}

func (c *compiler) lookup(ref string) (builtin string, def *node) {
	if def := c.named[ref]; def != nil {
		return "", def
	}
	return ref[strings.IndexByte(ref, ':')+1:], nil
}

func (c *compiler) complex(def *node, where string) *typ {
	if t := c.types[def]; t != nil {
		return t
	}
	t := &typ{children: map[string]*particle{}}
	c.types[def] = t
	for _, k := range def.kids {
		switch k.name {
		case "annotation":
		case "sequence", "choice", "all":
			t.content = c.particle(k, where, t)
		case "attribute":
			t.attrs = append(t.attrs, c.attribute(k))
		default:
			c.fail(where, "%s in a complexType", k.name)
		}
	}
	if v, ok := def.attr("mixed"); ok && v != "false" {
		c.fail(where, "mixed")
	}
	return t
}

func (c *compiler) attribute(n *node) attribute {
	name, ok := n.attr("name")
	use, _ := n.attr("use")
	if !ok || use == "prohibited" {
		c.fail("attribute", "ref or prohibited")
	}
	a := attribute{name: name, required: use == "required", fixed: fixed(n)}
	if builtin, def := c.typeOf(n); def == nil {
		a.value = c.builtin(name, builtin)
	} else {
		a.value = c.simple(def, name)
	}
	return a
}

// particle compiles a term below owner.
func (c *compiler) particle(n *node, where string, owner *typ) *particle {
	p := &particle{kind: n.name, min: c.occurs(n, "minOccurs"), max: c.occurs(n, "maxOccurs")}
	switch n.name {
	case "element":
		p.element = c.element(n)
		owner.children[p.element.name] = p
	case "sequence", "choice", "all":
		for _, k := range n.kids {
			if k.name != "annotation" {
				p.parts = append(p.parts, c.particle(k, where, owner))
			}
		}
	case "any":
		if v, _ := n.attr("processContents"); v != "skip" {
			c.fail(where, "any with processContents %q", v)
		}
	default:
		c.fail(where, "%s in a content model", n.name)
	}
	return p
}

func (c *compiler) occurs(n *node, name string) int {
	v, ok := n.attr(name)
	switch {
	case !ok:
		return 1
	case v == "unbounded":
		return unbounded
	}
	count, err := strconv.Atoi(v)
	if err != nil {
		c.fail(n.name, "%s %q", name, v)
	}
	return count
}
