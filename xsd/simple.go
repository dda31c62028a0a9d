package xsd

import (
	"bytes"
	"iter"
	"strconv"
	"unicode/utf8"

	"sdano/xmlscan"
)

// variety is how a simple type is made.
type variety uint8

const (
	atomic variety = iota
	list
	unionOf
)

// simple is a simple type, compiled. It is immutable but for the machines of
// its patterns, which are made at their first use.
type simple struct {
	name     string // "" if anonymous
	base     *simple
	variety  variety
	prim     primitive
	ws       whitespace
	unsigned bool
	tight    bool
	item     *simple   // of a list
	members  []*simple // of a union
	facets   facets
	// lengthOnly means that a value is valid if its length is: nearly all the
	// strings of the formats.
	lengthOnly bool
	// unpadded means that white space around a value is not simply collapsed:
	// libxml2 does not do it for decimals, dates, times and the integers of a
	// machine, unless there are patterns or an enumeration.
	unpadded bool
}

// fault is the rule that a value breaks.
type fault uint8

const (
	fine fault = iota
	badType
	badLength
	badDigits
	badRange
	badEnumeration
	badPattern
)

// value is raw text in one of the two encodings.
type value struct {
	text []byte
	enc  xmlscan.Encoding
}

// check returns the first rule that a value breaks. Buf is a buffer for texts
// whose white space has to be normalised.
func (t *simple) check(v value, buf *[]byte) fault {
	if t.lengthOnly {
		return t.facets.checkLength(v.length())
	}
	if t.variety == unionOf {
		return t.checkUnion(v, buf)
	}
	if t.unpadded {
		v.text = t.prim.unpad(v.text)
	} else {
		v.text = t.ws.normalise(v.text, buf)
	}
	if t.variety == list {
		return t.checkList(v, buf)
	}
	if f := t.checkValue(v); f != fine {
		return f
	}
	return t.checkLexical(v, buf)
}

// unpad takes away what white space libxml2 forgives around a value: all
// around a number; that before a date or time that never begins with a year; and
// that after the zone of a date with time. To it, a sign with a space is 0.
func (p primitive) unpad(text []byte) []byte {
	if n := len(text); n == 0 || text[0] > ' ' && text[n-1] > ' ' {
		return text
	}
	left := bytes.TrimLeft(text, whiteSpace)
	trimmed := bytes.TrimRight(left, whiteSpace)
	switch n := len(trimmed); {
	case p == primDecimal && len(left) > n && (string(trimmed) == "+" || string(trimmed) == "-"):
		return []byte("0")
	case p == primDecimal:
		return trimmed
	case p == primTime || p == primGMonth || p == primGDay || p == primGMonthDay:
		return left
	case p == primDateTime && text[0] > ' ' && n > 6 && (trimmed[n-1] == 'Z' || trimmed[n-6] == '+' || trimmed[n-6] == '-'):
		return trimmed
	}
	return text
}

// checkLexical checks what is the same for every kind of value: enumeration and
// patterns.
func (t *simple) checkLexical(v value, buf *[]byte) fault {
	if t.facets.enum != nil && !t.facets.enum.has(t, v, buf) {
		return badEnumeration
	}
	for _, step := range t.facets.patterns {
		if !step.match(v) {
			return badPattern
		}
	}
	return fine
}

func (t *simple) checkUnion(v value, buf *[]byte) fault {
	if t.member(v, buf) == nil {
		return badType
	}
	if t.facets.enum == nil && t.facets.patterns == nil {
		return fine
	}
	v.text = wsCollapse.normalise(bytes.Clone(v.text), buf)
	return t.checkLexical(v, buf)
}

// member returns the first member of a union that accepts a value.
func (t *simple) member(v value, buf *[]byte) *simple {
	for _, m := range t.members {
		var own []byte
		if m.check(value{m.ws.normalise(v.text, &own), v.enc}, buf) == fine {
			return m
		}
	}
	return nil
}

func (t *simple) checkList(v value, buf *[]byte) fault {
	n := 0
	var own []byte
	for item := range items(v.text) {
		if t.item.check(value{item, v.enc}, &own) != fine {
			return badType
		}
		n++
	}
	if f := t.facets.checkLength(n); f != fine {
		return f
	}
	return t.checkLexical(v, buf)
}

// checkValue checks an atomic value, its white space normalised, against type,
// length, digits and bounds.
func (t *simple) checkValue(v value) fault {
	switch t.prim {
	case primString:
		return t.facets.checkLength(v.length())
	case primDecimal, primInteger:
		return t.checkNumber(v.text)
	case primBase64:
		n, ok := base64Size(v.text)
		return t.facets.measured(n, ok)
	case primHex:
		n, ok := hexSize(v.text)
		return t.facets.measured(n, ok)
	case primBoolean:
		return t.facets.measured(0, isBoolean(v.text))
	case primFloat, primDouble:
		if !isFloat(v.text) {
			return badType
		}
		return t.checkBounds(v.text)
	case primURI, primLanguage, primNMToken, primName, primNCName:
		return t.facets.measured(v.length(), t.prim.isToken(v.utf8()))
	}
	if _, ok := parseMoment(v.text, t.prim); !ok {
		return badType
	}
	return t.checkBounds(v.text)
}

// isToken reports whether UTF-8 text is of one of the types of names.
func (p primitive) isToken(text []byte) bool {
	switch p {
	case primURI:
		return isURI(text)
	case primLanguage:
		return isLanguage(text)
	}
	return isName(text, p == primNMToken, p != primNCName)
}

func (t *simple) checkNumber(text []byte) fault {
	d, ok := parseDecimal(text, t.prim == primInteger)
	if !ok || t.unsigned && (text[0] == '+' || text[0] == '-') {
		return badType
	}
	f := &t.facets
	if f.totalDigits >= 0 && len(d.whole)+len(d.fraction) > f.totalDigits ||
		f.fractionDigits >= 0 && len(d.fraction) > f.fractionDigits {
		return badDigits
	}
	for i := range f.bounds {
		if !f.bounds[i].allows(d.compare(f.bounds[i].number)) {
			return badRange
		}
	}
	return fine
}

// checkBounds checks the bounds of a value that is no decimal.
func (t *simple) checkBounds(text []byte) fault {
	for i := range t.facets.bounds {
		if b := &t.facets.bounds[i]; !b.allows(t.prim.compare(text, b.text)) {
			return badRange
		}
	}
	return fine
}

// compare compares two valid values; see moment.compare.
func (p primitive) compare(a, b []byte) int {
	switch {
	case p == primDecimal || p == primInteger:
		x, _ := parseDecimal(a, false)
		y, _ := parseDecimal(b, false)
		return x.compare(y)
	case p.temporal():
		x, _ := parseMoment(a, p)
		y, _ := parseMoment(b, p)
		return x.compare(y)
	}
	return compareFloats(p.float(a), p.float(b))
}

func (p primitive) float(text []byte) float64 {
	bits := 64
	if p == primFloat {
		bits = 32
	}
	f, _ := parseFloat(text, bits)
	return f
}

// compareFloats puts NaN above everything, as libxml2 does.
func compareFloats(a, b float64) int {
	switch {
	case a == b || a != a && b != b:
		return 0
	case a < b || b != b:
		return -1
	}
	return 1
}

// canonical appends what equal values of the type have in common and no other
// value has. The value is valid.
func (t *simple) canonical(to []byte, v value, buf *[]byte) []byte {
	switch t.variety {
	case unionOf:
		if m := t.member(v, buf); m != nil {
			return m.canonical(to, value{m.ws.normalise(v.text, new([]byte)), v.enc}, buf)
		}
		return to
	case list:
		for item := range items(v.text) {
			to = append(t.item.canonical(to, value{item, v.enc}, buf), ' ')
		}
		return to
	}
	v.text = t.ws.normalise(v.text, buf)
	return t.prim.canonical(to, v)
}

// canonical does it for an atomic value whose white space is normalised. The
// first letter tells values of different kinds apart.
func (p primitive) canonical(to []byte, v value) []byte {
	switch {
	case p == primDecimal || p == primInteger:
		d, _ := parseDecimal(v.text, false)
		return d.canonical(append(to, 'd'))
	case p.temporal():
		m, _ := parseMoment(v.text, p)
		return m.canonical(append(to, 't', byte(p)))
	case p == primFloat || p == primDouble:
		return strconv.AppendFloat(append(to, 'f'), p.float(v.text), 'g', -1, 64)
	case p == primBoolean:
		return append(to, 'b', isTrue(v.text))
	case p == primHex:
		return append(append(to, 'h'), bytes.ToUpper(v.text)...)
	case p == primBase64:
		to = append(to, 'x')
		for _, b := range v.text {
			if base64Value(b) >= 0 {
				to = append(to, b)
			}
		}
		return to
	}
	return v.enc.Append(append(to, 's'), v.text)
}

// isTrue returns '1' for the two forms of true, '0' for those of false.
func isTrue(text []byte) byte {
	if text[0] == 't' || text[0] == '1' {
		return '1'
	}
	return '0'
}

// items yields the items of a list. Only the white space of XML parts them.
func items(text []byte) iter.Seq[[]byte] {
	return bytes.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' })
}

// whiteSpace is what XML calls white space.
const whiteSpace = " \t\n\r"

// normalise returns text with its white space normalised: itself if there is
// nothing to do, else in buf.
func (w whitespace) normalise(text []byte, buf *[]byte) []byte {
	if w == wsPreserve || w.normal(text) {
		return text
	}
	out := (*buf)[:0]
	for _, b := range text {
		if b == '\t' || b == '\n' || b == '\r' {
			b = ' '
		}
		if w == wsReplace || b != ' ' || len(out) > 0 && out[len(out)-1] != ' ' {
			out = append(out, b)
		}
	}
	if w == wsCollapse {
		out = bytes.TrimRight(out, " ")
	}
	*buf = out
	return out
}

func (w whitespace) normal(text []byte) bool {
	before := byte(' ') // so that a space at the beginning is the second
	for _, b := range text {
		if b == '\t' || b == '\n' || b == '\r' || b == ' ' && before == ' ' && w == wsCollapse {
			return false
		}
		before = b
	}
	return before != ' ' || w != wsCollapse || len(text) == 0
}

// length returns the number of characters.
func (v value) length() int {
	if v.enc == xmlscan.Windows1251 {
		return len(v.text)
	}
	return utf8.RuneCount(v.text)
}

func (v value) utf8() []byte {
	if v.enc == xmlscan.UTF8 {
		return v.text
	}
	return v.enc.Append(nil, v.text)
}
