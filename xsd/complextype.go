package xsd

// shell returns the type of a named complex type, which may not be filled yet:
// elements refer to types that contain them.
func (c *compiler) shell(n *node) *typ {
	t := c.complexes[n]
	if t == nil {
		t = &typ{name: n.get("name")}
		c.complexes[n] = t
	}
	return t
}

// fill makes the type that xs:complexType declares.
func (c *compiler) fill(n *node) *typ {
	t := c.shell(n)
	if t.uses != nil || c.enter(n) {
		return t
	}
	defer c.leave(n)
	if c.boolean(n, "abstract") {
		c.unsupported(n.at, "abstract")
	}
	if n.get("block") != "" {
		c.unsupported(n.at, "block")
	}
	uses := &attributeUses{}
	switch first := firstTag(n); first {
	case "simpleContent":
		c.simpleContent(t, uses, n.kids[0])
		c.onlyKid(n)
	case "complexContent":
		mixed := c.boolean(n, "mixed")
		if n.kids[0].has("mixed") {
			mixed = c.boolean(n.kids[0], "mixed")
		}
		c.complexContent(t, uses, n.kids[0], mixed)
		c.onlyKid(n)
	default:
		t.base = c.any()
		own := c.body(uses, n)
		c.content(t, own, c.boolean(n, "mixed"))
	}
	if c.err == nil {
		t.uses, t.attrs = uses, uses.set()
	}
	return t
}

func firstTag(n *node) string {
	if len(n.kids) == 0 {
		return ""
	}
	return n.kids[0].tag
}

func (c *compiler) onlyKid(n *node) {
	if len(n.kids) > 1 {
		c.unexpected(n.kids[1], n)
	}
}

// body reads a content model and attributes, either of which may be missing.
func (c *compiler) body(uses *attributeUses, n *node) *particle {
	kids := n.kids
	var own *particle
	switch firstTag(n) {
	case "sequence", "choice", "all", "group":
		own = c.particle(kids[0], n)
		kids = kids[1:]
	}
	c.useAll(uses, kids, n)
	return own
}

// content sets what elements and texts a type allows.
func (c *compiler) content(t *typ, p *particle, mixed bool) {
	if c.err != nil {
		return
	}
	switch {
	case mixed:
		t.content = contentMixed
	case p.empty():
		t.content = contentEmpty
	default:
		t.content = contentElements
	}
	if !p.empty() {
		t.particle, t.model = p, c.model(p)
	}
}

// derivation returns the child of simpleContent or complexContent, and the type
// it names.
func (c *compiler) derivation(n *node) (kid *node, base *typ) {
	if len(n.kids) != 1 || n.kids[0].tag != "extension" && n.kids[0].tag != "restriction" {
		c.bad(n.at, "внутри xs:"+n.tag+" должна стоять одна из xs:extension, xs:restriction")
		return nil, nil
	}
	kid = n.kids[0]
	if !kid.has("base") {
		c.bad(kid.at, "у xs:"+kid.tag+" нет атрибута base")
		return nil, nil
	}
	base = c.typeByName(kid, kid.get("base"))
	if base.uses == nil && c.err == nil {
		base = c.fill(c.find(kid, "type", kid.get("base")))
	}
	return kid, base
}

func (c *compiler) simpleContent(t *typ, uses *attributeUses, n *node) {
	kid, base := c.derivation(n)
	if c.err != nil {
		return
	}
	if base.content != contentSimple {
		c.bad(kid.at, "у исходного типа нет простого содержимого")
		return
	}
	t.base, t.content, t.simple = base, contentSimple, base.simple
	attrs := kid.kids
	if kid.tag == "restriction" {
		if c.wrappers[base.simple] == base {
			c.bad(kid.at, "простой тип ограничивают в xs:simpleType")
			return
		}
		from := base.simple
		if local := inner(kid); local != nil {
			from = c.simpleType(local)
		}
		t.simple = c.restriction(kid, from)
		attrs = attributeNodes(kid.kids)
	}
	c.derive(uses, kid, attrs, base)
}

// attributeNodes returns those nodes that declare attributes.
func attributeNodes(kids []*node) []*node {
	var out []*node
	for _, k := range kids {
		switch k.tag {
		case "attribute", "attributeGroup", "anyAttribute":
			out = append(out, k)
		}
	}
	return out
}

func (c *compiler) complexContent(t *typ, uses *attributeUses, n *node, mixed bool) {
	kid, base := c.derivation(n)
	if c.err != nil {
		return
	}
	if base.content == contentSimple {
		c.bad(kid.at, "у исходного типа простое содержимое")
		return
	}
	t.base = base
	attrs := kid.kids
	var own *particle
	switch firstTag(kid) {
	case "sequence", "choice", "all", "group":
		own = c.particle(kid.kids[0], kid)
		attrs = attrs[1:]
	}
	if c.err == nil && kid.tag == "extension" {
		own, mixed = c.extend(kid, base, own, mixed)
	}
	c.content(t, own, mixed)
	c.derive(uses, kid, attrs, base)
}

// extend puts what an extension adds after what its base has.
func (c *compiler) extend(kid *node, base *typ, own *particle, mixed bool) (*particle, bool) {
	switch {
	case own.empty():
		return base.particle, base.content == contentMixed
	case base.particle == nil && base.content != contentMixed:
		return own, mixed
	case mixed != (base.content == contentMixed):
		c.bad(kid.at, "расширение меняет признак mixed")
	case base.particle == nil:
		return own, mixed
	case base.particle.kind == partAll || own.kind == partAll:
		c.bad(kid.at, "xs:all нельзя расширять")
	}
	both := []*particle{base.particle, own}
	size := min(base.particle.size+own.size, maxPositions+1)
	return &particle{kind: partSequence, min: 1, max: 1, kids: both, at: kid.at, size: size}, mixed
}

// derive adds to a type's own attributes those of its base.
func (c *compiler) derive(uses *attributeUses, kid *node, attrs []*node, base *typ) {
	c.useAll(uses, attrs, kid)
	if c.err != nil {
		return
	}
	if kid.tag == "extension" {
		for _, a := range base.uses.list {
			c.add(uses, a, kid)
		}
		if base.uses.any != nil {
			c.widen(uses, base.uses.any, kid)
		}
		return
	}
	for _, a := range base.uses.list {
		if i := uses.find(a.name); i >= 0 {
			if a.required && !uses.list[i].required {
				c.bad(kid.at, "атрибут «"+a.name.local+"» обязателен в исходном типе")
			}
			continue
		}
		if !contains(uses.prohibited, a.name) {
			uses.list = append(uses.list, a)
		} else if a.required {
			c.bad(kid.at, "атрибут «"+a.name.local+"» обязателен в исходном типе")
		}
	}
}

func contains(names []qname, name qname) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
