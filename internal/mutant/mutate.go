package mutant

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Mutator makes mutants of documents, each with one to three changes and in a
// style of writing of its own. It is for one goroutine at a time.
type Mutator struct {
	r     *rand.Rand
	seeds []*node
	words Words
	ops   []string
}

// New returns a Mutator of the documents seeds (UTF-8 or windows-1251, each
// well-formed: New panics otherwise, since seeds are chosen by the test). The
// same seed, seeds and words give the same sequence of mutants.
func New(seed uint64, seeds [][]byte, words Words) *Mutator {
	m := &Mutator{r: newRand(seed), words: words}
	for i, data := range seeds {
		root, err := parse(data)
		if err != nil {
			panic(fmt.Sprintf("seed %d: %v", i, err))
		}
		m.seeds = append(m.seeds, root)
	}
	if len(m.seeds) == 0 {
		panic("mutant: no seeds")
	}
	return m
}

// Next returns the next mutant. The sequence has no end.
func (m *Mutator) Next() []byte {
	root := pick(m.r, m.seeds).clone()
	m.ops = m.ops[:0]
	s := randomStyle(m.r)
	for range 1 + m.r.IntN(3) {
		m.change(&change{r: m.r, words: m.words, root: root, style: &s})
	}
	out := serialise(m.r, root, s)
	if chance(m.r, .03) {
		out = m.damage(out)
	}
	return out
}

// Ops returns the names of the changes that made the last mutant, in their
// order. It is valid until the next call of Next.
func (m *Mutator) Ops() []string { return m.ops }

// change is one change being made.
type change struct {
	r     *rand.Rand
	words Words
	root  *node
	style *style
}

// operation is a kind of change. It returns false if the document has no place
// for it.
type operation struct {
	name  string
	apply func(*change) bool
}

// gentleShare is how often a change is of those that a schema need not notice.
// With one to three changes a mutant it leaves about half of them valid.
const gentleShare = .62

// change applies one operation that finds a place.
func (m *Mutator) change(c *change) {
	ops := wild
	if chance(m.r, gentleShare) {
		ops = gentle
	}
	for range 10 {
		op := pick(m.r, ops)
		if op.apply(c) {
			m.ops = append(m.ops, op.name)
			return
		}
	}
}

// gentle operations leave a document valid, as a rule.
var gentle = []operation{
	{"regrow", regrow},
	{"revalue", revalue},
	{"revalue", revalue},
	{"drop-optional", dropOptional},
	{"add-optional", addOptional},
	{"repeat", repeatElement},
	{"letter-case", letterCase},
	{"restyle", func(*change) bool { return true }},
}

// wild operations break a document, as a rule.
var wild = []operation{
	{"delete-element", deleteElement},
	{"duplicate-element", duplicateElement},
	{"swap-elements", swapElements},
	{"move-element", moveElement},
	{"rename-element", renameElement},
	{"insert-element", insertElement},
	{"delete-attribute", deleteAttribute},
	{"rename-attribute", renameAttribute},
	{"duplicate-attribute", duplicateAttribute},
	{"add-attribute", addAttribute},
	{"empty-value", valueOp(func(*change, string) string { return "" })},
	{"shorter", valueOp(shorter)},
	{"longer", valueOp(longer)},
	{"bound", valueOp(toBound)},
	{"bound", valueOp(toBound)},
	{"enumeration", valueOp(otherWord)},
	{"enumeration", valueOp(otherWord)},
	{"digit", valueOp(otherDigit)},
	{"date", typedOp(looksDate, oddDates)},
	{"time", typedOp(looksTime, oddTimes)},
	{"number", typedOp(looksNumber, oddNumbers)},
	{"number", typedOp(looksNumber, oddNumbers)},
	{"form", valueOp(func(c *change, _ string) string { return pick(c.r, foreignForms) })},
	{"space", valueOp(addSpace)},
	{"character", valueOp(otherCharacter)},
	{"borrow", borrow},
	{"stray-text", strayText},
	{"in-empty", inEmpty},
	{"namespace", namespace},
}

// element returns a random element; the root rarely, because most changes there
// end in the same refusal.
func (c *change) element() place {
	all := places(c.root)
	if len(all) > 1 && chance(c.r, .97) {
		all = all[1:]
	}
	return pick(c.r, all)
}

// below returns a random element with a parent.
func (c *change) below() (place, bool) {
	p := c.element()
	return p, p.parent != nil
}

func deleteElement(c *change) bool {
	p, ok := c.below()
	if ok {
		p.parent.kids = slices.Delete(p.parent.kids, p.index, p.index+1)
	}
	return ok
}

func duplicateElement(c *change) bool {
	p, ok := c.below()
	if ok {
		p.parent.kids = slices.Insert(p.parent.kids, p.index, p.node.clone())
	}
	return ok
}

func swapElements(c *change) bool {
	p, ok := c.below()
	if !ok || len(p.parent.kids) < 2 {
		return false
	}
	other := (p.index + 1) % len(p.parent.kids)
	kids := p.parent.kids
	kids[p.index], kids[other] = kids[other], kids[p.index]
	return true
}

// moveElement puts a copy of an element into another one and removes the
// original. The copy keeps the tree a tree when the other one is inside it.
func moveElement(c *change) bool {
	p, ok := c.below()
	to := c.element().node
	if !ok || to == p.parent {
		return false
	}
	copied := p.node.clone()
	to.kids = slices.Insert(to.kids, c.r.IntN(len(to.kids)+1), copied)
	p.parent.kids = slices.DeleteFunc(p.parent.kids, func(k *node) bool { return k == p.node })
	return true
}

func renameElement(c *change) bool {
	n := c.element().node
	n.name = c.otherName(n.name, c.words.Elements)
	return true
}

// otherName returns a name of the list or, sometimes, one that no schema has.
func (c *change) otherName(name string, known []string) string {
	if len(known) > 0 && chance(c.r, .7) {
		return pick(c.r, known)
	}
	return pick(c.r, []string{name + "1", "x" + name, "unknown", "Неизвестный", "_", "а.б-в"})
}

// insertElement puts an element somewhere, empty or as it stands elsewhere.
func insertElement(c *change) bool {
	to := c.element().node
	n := &node{name: c.otherName("new", c.words.Elements)}
	if chance(c.r, .5) {
		n = c.element().node.clone()
	}
	to.kids = slices.Insert(to.kids, c.r.IntN(len(to.kids)+1), n)
	return true
}

// attribute returns a random element that has attributes, and one of them.
func (c *change) attribute() (n *node, index int, ok bool) {
	for range 5 {
		if n := c.element().node; len(n.attrs) > 0 {
			return n, c.r.IntN(len(n.attrs)), true
		}
	}
	return nil, 0, false
}

func deleteAttribute(c *change) bool {
	n, i, ok := c.attribute()
	if ok {
		n.attrs = slices.Delete(n.attrs, i, i+1)
	}
	return ok
}

func renameAttribute(c *change) bool {
	n, i, ok := c.attribute()
	if ok {
		n.attrs[i].name = c.otherName(n.attrs[i].name, c.words.Attributes)
	}
	return ok
}

// duplicateAttribute adds an attribute with the value of another and, rarely,
// with its very name.
func duplicateAttribute(c *change) bool {
	n, i, ok := c.attribute()
	if !ok {
		return false
	}
	a := n.attrs[i]
	if !chance(c.r, .1) {
		a.name = c.otherName(a.name, c.words.Attributes)
	}
	n.attrs = append(n.attrs, a)
	return true
}

func addAttribute(c *change) bool {
	n := c.element().node
	a := attr{c.otherName("new", c.words.Attributes), pick(c.r, foreignForms)}
	if chance(c.r, .2) {
		a = pick(c.r, []attr{{"xml:lang", "ru"}, {"xml:space", "preserve"}, {"xsi:nil", "true"}, {"xsi:type", "string"}})
	}
	n.attrs = append(n.attrs, a)
	return true
}

// strayText puts characters between elements.
func strayText(c *change) bool {
	n := c.element().node
	if !n.hasElements() {
		return false
	}
	text := pick(c.r, []string{"текст", " x ", "\u00a0", ".", " \n\t ", "&"})
	n.kids = slices.Insert(n.kids, c.r.IntN(len(n.kids)+1), &node{text: text})
	return true
}

// inEmpty puts something that may be nothing into an element without content.
func inEmpty(c *change) bool {
	var empty []*node
	for _, p := range places(c.root) {
		if len(p.node.kids) == 0 {
			empty = append(empty, p.node)
		}
	}
	if len(empty) == 0 {
		return false
	}
	text := pick(c.r, []string{" ", "\n", "<!-- -->", "<?p?>", "<![CDATA[]]>", "<![CDATA[ ]]>", "&#32;", "x", "\n<!-- -->\n"})
	pick(c.r, empty).kids = []*node{{text: text, raw: true}}
	return true
}

// namespace gives the document a namespace, which no format has, or uses a
// prefix.
func namespace(c *change) bool {
	n := c.element().node
	switch c.r.IntN(5) {
	case 0:
		n.attrs = append(n.attrs, attr{"xmlns", "urn:other"})
	case 1:
		n.attrs = append(n.attrs, attr{"xmlns:p", "urn:other"})
		n.name = "p:" + n.name
	case 2:
		n.attrs = append(n.attrs, attr{"xmlns:p", "urn:other"}, attr{"p:любой", "1"})
	case 3:
		n.attrs = append(n.attrs, attr{"xmlns", ""})
	default:
		c.style.rootAttrs = pick(c.r, rootExtras)
		n.attrs = append(n.attrs, attr{"xsi:noNamespaceSchemaLocation", "x.xsd"})
	}
	return true
}

// damage breaks the bytes of a document.
func (m *Mutator) damage(doc []byte) []byte {
	at := m.r.IntN(len(doc))
	switch m.r.IntN(4) {
	case 0:
		m.ops = append(m.ops, "truncate")
		return doc[:at]
	case 1:
		m.ops = append(m.ops, "delete-byte")
		return slices.Delete(doc, at, at+1)
	case 2:
		m.ops = append(m.ops, "insert-byte")
		return slices.Insert(doc, at, pick(m.r, []byte("<>&\"'= /!?[]\x00\x01\x0b\x98\xa0\xff;#x")))
	}
	m.ops = append(m.ops, "change-byte")
	doc[at] ^= 1 << m.r.IntN(8)
	return doc
}
