package mutant

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// valueOp makes an operation of a function from a value to another.
func valueOp(f func(*change, string) string) func(*change) bool {
	return func(c *change) bool {
		all := slots(c.root)
		if len(all) == 0 {
			return false
		}
		s := pick(c.r, all)
		s.set(f(c, s.value()))
		return true
	}
}

// typedOp makes an operation that puts a value of the list where one of that
// look stood.
func typedOp(look *regexp.Regexp, list []string) func(*change) bool {
	return func(c *change) bool {
		all := slices.DeleteFunc(slots(c.root), func(s slot) bool { return !look.MatchString(s.value()) })
		if len(all) == 0 {
			return false
		}
		pick(c.r, all).set(pick(c.r, list))
		return true
	}
}

func shorter(c *change, v string) string {
	runes := []rune(v)
	if len(runes) == 0 {
		return v
	}
	at := c.r.IntN(len(runes))
	return string(slices.Delete(runes, at, at+1))
}

func longer(c *change, v string) string {
	runes := []rune(v)
	at := c.r.IntN(len(runes) + 1)
	added := anyRune(c.r)
	if at > 0 && chance(c.r, .5) {
		added = runes[at-1]
	}
	return string(slices.Insert(runes, at, added))
}

// toBound gives a value a length at one of the bounds or beside it.
func toBound(c *change, v string) string {
	bounds := commonBounds
	if len(c.words.Bounds) > 0 && chance(c.r, .7) {
		bounds = c.words.Bounds
	}
	n := max(pick(c.r, bounds)+c.r.IntN(3)-1, 0)
	runes := []rune(v)
	for len(runes) < n && len(runes) > 0 && chance(c.r, .98) {
		runes = append(runes, runes[:min(len(runes), n-len(runes))]...)
	}
	for len(runes) < n {
		runes = append(runes, anyRune(c.r))
	}
	return string(runes[:n])
}

// otherWord returns a value of some enumeration.
func otherWord(c *change, _ string) string {
	if len(c.words.Values) == 0 {
		return pick(c.r, foreignForms)
	}
	return pick(c.r, c.words.Values)
}

func otherDigit(c *change, v string) string {
	runes := []rune(v)
	var at []int
	for i, x := range runes {
		if '0' <= x && x <= '9' {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return v
	}
	runes[pick(c.r, at)] = pick(c.r, []rune("0123456789OА-."))
	return string(runes)
}

func addSpace(c *change, v string) string {
	runes := []rune(v)
	at := pick(c.r, []int{0, len(runes), c.r.IntN(len(runes) + 1)})
	space := pick(c.r, []string{" ", "  ", "\t", "\n", "\r", "\r\n", "\u00a0", "\u3000", "\u200b"})
	return string(runes[:at]) + space + string(runes[at:])
}

func otherCharacter(c *change, v string) string {
	runes := []rune(v)
	if len(runes) == 0 {
		return v
	}
	runes[c.r.IntN(len(runes))] = pick(c.r, pick(c.r, [][]rune{letters, latin, signs, foreign, blanks}))
	return string(runes)
}

// borrow puts the value of one place into another.
func borrow(c *change) bool {
	all := slots(c.root)
	if len(all) < 2 {
		return false
	}
	pick(c.r, all).set(pick(c.r, all).value())
	return true
}

// The gentle operations.

// known returns a random element with a declaration that fits.
func (c *change) known(fits func(place, *particle) bool) (place, *particle, bool) {
	declared := c.words.declarations(c.root)
	var found []place
	for _, p := range places(c.root) {
		if d := declared[p.node]; d != nil && fits(p, d) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return place{}, nil, false
	}
	p := pick(c.r, found)
	return p, declared[p.node], true
}

func hasParent(p place, _ *particle) bool { return p.parent != nil }

// regrow replaces an element by a random one of the same declaration.
func regrow(c *change) bool {
	p, d, ok := c.known(hasParent)
	if ok {
		b := &builder{c.r, pick(c.r, []float64{0, .2, .5, 1})}
		p.parent.kids[p.index] = b.element(d.element, 0)
	}
	return ok
}

// revalue puts another valid value into an attribute or a text.
func revalue(c *change) bool {
	p, d, ok := c.known(func(p place, d *particle) bool { return len(p.node.attrs) > 0 || d.element.typ.value != nil })
	if !ok {
		return false
	}
	b := &builder{r: c.r}
	if len(p.node.attrs) == 0 {
		slot{p, -1}.set(b.value(d.element.typ.value, d.element.fixed))
		return true
	}
	i := c.r.IntN(len(p.node.attrs))
	a, ok := d.element.typ.attribute(p.node.attrs[i].name)
	if ok {
		p.node.attrs[i].value = b.value(a.value, a.fixed)
	}
	return ok
}

func (t *typ) attribute(name string) (attribute, bool) {
	i := slices.IndexFunc(t.attrs, func(a attribute) bool { return a.name == name })
	if i < 0 {
		return attribute{}, false
	}
	return t.attrs[i], true
}

// dropOptional deletes an optional attribute or element.
func dropOptional(c *change) bool {
	if chance(c.r, .3) {
		p, _, ok := c.known(func(p place, d *particle) bool { return p.parent != nil && d.min == 0 })
		if ok {
			p.parent.kids = slices.Delete(p.parent.kids, p.index, p.index+1)
		}
		return ok
	}
	p, d, ok := c.known(func(p place, _ *particle) bool { return len(p.node.attrs) > 0 })
	if !ok {
		return false
	}
	i := c.r.IntN(len(p.node.attrs))
	a, ok := d.element.typ.attribute(p.node.attrs[i].name)
	if !ok || a.required {
		return false
	}
	p.node.attrs = slices.Delete(p.node.attrs, i, i+1)
	return true
}

// addOptional adds an optional attribute that an element lacks.
func addOptional(c *change) bool {
	p, d, ok := c.known(func(p place, d *particle) bool { return len(p.node.attrs) < len(d.element.typ.attrs) })
	if !ok {
		return false
	}
	for _, a := range d.element.typ.attrs {
		if _, ok := p.node.attr(a.name); !ok && chance(c.r, .5) {
			b := &builder{r: c.r}
			p.node.attrs = append(p.node.attrs, attr{a.name, b.value(a.value, a.fixed)})
			return true
		}
	}
	return false
}

// repeatElement duplicates an element that may repeat.
func repeatElement(c *change) bool {
	p, _, ok := c.known(func(p place, d *particle) bool { return p.parent != nil && d.max > 1 })
	if ok {
		p.parent.kids = slices.Insert(p.parent.kids, p.index, p.node.clone())
	}
	return ok
}

// letterCase changes the case of a letter in a value that is not a mere code.
func letterCase(c *change) bool {
	all := slices.DeleteFunc(slots(c.root), func(s slot) bool {
		v := s.value()
		return !strings.Contains(v, " ") || strings.ToLower(v) == strings.ToUpper(v)
	})
	if len(all) == 0 {
		return false
	}
	s := pick(c.r, all)
	runes := []rune(s.value())
	i := c.r.IntN(len(runes))
	if unicode.IsLower(runes[i]) {
		runes[i] = unicode.ToUpper(runes[i])
	} else {
		runes[i] = unicode.ToLower(runes[i])
	}
	s.set(string(runes))
	return true
}
