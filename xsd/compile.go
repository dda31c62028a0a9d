package xsd

import (
	"bytes"
	"fmt"
	"strings"

	"sdano"
	"sdano/xmlscan"
)

// compiler makes a Schema of a schema document. The first error stays; what
// follows it runs on with zero values.
type compiler struct {
	name string
	data []byte
	err  error

	words [2]map[string]string
	buf   []byte

	target                       string // targetNamespace
	qualifiedElems, qualifiedAtt bool   // elementFormDefault, attributeFormDefault

	// The global declarations, by tag and name, and what was made of them.
	globals     map[string]map[string]*node
	simples     map[*node]*simple
	complexes   map[*node]*typ
	elements    map[*node]*element
	attributes  map[*node]*attribute
	groups      map[*node]*particle
	attrGroups  map[*node]*attributeUses
	wrappers    map[*simple]*typ
	builtinDone map[string]*simple
	busy        map[*node]bool // being made now: to find circles
	anyType     *typ

	spaces      []string // the namespaces that the schema knows; 0 is none
	constraints map[qname]*constraint
	later       []func() // checks that need all types
}

// qname is a name with its namespace, an index into the known ones.
type qname struct {
	space int32
	local string
}

// Compile makes a Schema of the bytes of a schema document in UTF-8 or
// windows-1251. The name, as a rule that of the file, is for messages only.
//
// The error is an *sdano.Error of kind Invalid and code "bad_schema" if this is
// no schema that XML Schema 1.0 allows, and of kind Unprocessable and code
// "unsupported_schema" if it uses something that this package does not know; its
// message has name, line and construct. There is no half-compiled Schema.
func Compile(name string, data []byte) (*Schema, error) {
	c := &compiler{
		name: name, data: data,
		words:   [2]map[string]string{{}, {}},
		globals: map[string]map[string]*node{},
		simples: map[*node]*simple{}, complexes: map[*node]*typ{}, elements: map[*node]*element{},
		attributes: map[*node]*attribute{}, groups: map[*node]*particle{},
		attrGroups: map[*node]*attributeUses{}, wrappers: map[*simple]*typ{},
		builtinDone: map[string]*simple{}, busy: map[*node]bool{},
		spaces: []string{"", xmlSpace, instanceSpace}, constraints: map[qname]*constraint{},
	}
	root := c.read()
	if c.err == nil && root.tag != "schema" {
		c.bad(root.at, "корневой элемент – не xs:schema, а xs:"+root.tag)
	}
	if c.err == nil {
		c.collect(root)
	}
	s := c.schema(root)
	for i := 0; i < len(c.later) && c.err == nil; i++ {
		c.later[i]()
	}
	if c.err != nil {
		return nil, c.err
	}
	return s, nil
}

// collect takes in the attributes of xs:schema and its children.
func (c *compiler) collect(root *node) {
	c.target = root.get("targetNamespace")
	c.spaceOf(c.target)
	c.qualifiedElems = root.get("elementFormDefault") == "qualified"
	c.qualifiedAtt = root.get("attributeFormDefault") == "qualified"
	if root.get("blockDefault") != "" {
		c.unsupported(root.at, "blockDefault")
	}
	for _, n := range root.kids {
		switch n.tag {
		case "element", "complexType", "simpleType", "group", "attribute", "attributeGroup":
			c.global(n)
		case "include", "import", "redefine", "notation":
			c.unsupported(n.at, "xs:"+n.tag)
		default:
			c.unexpected(n, root)
		}
	}
}

func (c *compiler) global(n *node) {
	name := n.get("name")
	if !isName([]byte(name), false, false) {
		c.bad(n.at, "у xs:"+n.tag+" нет имени или оно неверно")
		return
	}
	kind := n.tag
	if kind == "complexType" || kind == "simpleType" {
		kind = "type"
	}
	if c.globals[kind] == nil {
		c.globals[kind] = map[string]*node{}
	}
	if c.globals[kind][name] != nil {
		c.bad(n.at, fmt.Sprintf("второе объявление xs:%s «%s»", n.tag, name))
	}
	c.globals[kind][name] = n
}

// schema compiles all global declarations, also those that nothing refers to,
// so that no error in them is passed over.
func (c *compiler) schema(root *node) *Schema {
	if c.err != nil {
		return nil
	}
	s := &Schema{name: c.name, target: c.spaceOf(c.target), types: map[qname]*typ{}, attributes: map[qname]*attribute{}}
	for _, n := range root.kids {
		name := qname{c.spaceOf(c.target), n.get("name")}
		switch n.tag {
		case "element":
			s.roots = append(s.roots, c.element(n))
		case "complexType":
			s.types[name] = c.fill(n)
		case "simpleType":
			s.types[name] = c.wrap(c.simpleType(n))
		case "group":
			c.group(n)
		case "attribute":
			s.attributes[name] = c.attribute(n)
		case "attributeGroup":
			c.attributeGroup(n)
		}
		if c.err != nil {
			return nil
		}
	}
	s.anyType = c.any()
	for name := range builtins {
		s.types[qname{c.spaceOf(schemaSpace), name}] = c.wrap(c.builtin(name))
	}
	s.types[qname{c.spaceOf(schemaSpace), "anyType"}] = s.anyType
	s.spaces, s.constrained = c.spaces, len(c.constraints) > 0
	return s
}

// spaceOf returns the index of a namespace and makes it known.
func (c *compiler) spaceOf(space string) int32 {
	for i, known := range c.spaces {
		if known == space {
			return int32(i)
		}
	}
	c.spaces = append(c.spaces, space)
	return int32(len(c.spaces) - 1)
}

// resolve returns the namespace and the local name that a name in an attribute
// means.
func (c *compiler) resolve(n *node, name string) (space, local string) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		prefix, local = "", name
	}
	space, ok := n.spaces.find(prefix)
	if !ok && prefix != "" {
		c.bad(n.at, "не объявлена приставка «"+prefix+"»")
	}
	if !ok {
		space = ""
	}
	return space, local
}

// find returns the global declaration that a name refers to, nil with an error
// if there is none.
func (c *compiler) find(n *node, kind, name string) *node {
	space, local := c.resolve(n, name)
	if c.err != nil {
		return nil
	}
	if found := c.globals[kind][local]; found != nil && space == c.target {
		return found
	}
	c.bad(n.at, "не объявлено: "+name)
	return nil
}

// enter reports whether a declaration is being made already: it then refers to
// itself in a circle, which is an error. Each enter that returns false is ended
// by leave.
func (c *compiler) enter(n *node) (circle bool) {
	if c.err != nil {
		return true
	}
	if c.busy[n] {
		c.bad(n.at, fmt.Sprintf("xs:%s «%s» определён через самого себя", n.tag, n.get("name")))
		return true
	}
	c.busy[n] = true
	return false
}

func (c *compiler) leave(n *node) { delete(c.busy, n) }

func (c *compiler) malformed(err error) {
	if c.err == nil {
		e := sdano.AsError(err)
		c.err = &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_schema", Remedy: remedyBad, Findings: e.Findings,
			Message: "Схема " + c.name + " не читается: " + lowerFirst(e.Message),
		}
	}
}

func lowerFirst(text string) string {
	if rest, ok := strings.CutPrefix(text, "Файл"); ok {
		return "файл" + rest
	}
	return text
}

const (
	remedyBad         = "Возьмите файл схемы заново там, где он опубликован, и не правьте его."
	remedyUnsupported = "Такую схему sdano не применяет: проверяйте эти файлы без неё и сообщите нам её имя."
)

// bad records that the schema is wrong at an offset.
func (c *compiler) bad(at int, what string) {
	if c.err == nil {
		c.err = &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_schema", Remedy: remedyBad,
			Message: fmt.Sprintf("Ошибка в схеме %s, строка %d: %s.", c.name, c.line(at), what),
		}
	}
}

// unsupported records that the schema uses a construct that is not known.
func (c *compiler) unsupported(at int, construct string) {
	if c.err == nil {
		c.err = &sdano.Error{
			Kind: sdano.Unprocessable, Code: "unsupported_schema", Remedy: remedyUnsupported,
			Message: fmt.Sprintf("Схема %s, строка %d: конструкция «%s» не поддерживается.", c.name, c.line(at), construct),
		}
	}
}

func (c *compiler) unexpected(n, parent *node) {
	c.bad(n.at, fmt.Sprintf("xs:%s не может стоять внутри xs:%s", n.tag, parent.tag))
}

func (c *compiler) line(at int) int {
	return 1 + bytes.Count(c.data[:min(at, len(c.data))], []byte("\n"))
}

// encoded returns a name in both encodings; in windows-1251 it is "" if it
// cannot be spelt, which no name in a document equals.
func encoded(name string) (out [2]string) {
	for enc := range out {
		raw, _ := xmlscan.Encoding(enc).Encode(name)
		out[enc] = string(raw)
	}
	return out
}

// boolean returns a boolean attribute, false if it is not there.
func (c *compiler) boolean(n *node, name string) bool {
	switch n.get(name) {
	case "true", "1":
		return true
	case "", "false", "0":
		return false
	}
	c.bad(n.at, "неверное значение "+name)
	return false
}
