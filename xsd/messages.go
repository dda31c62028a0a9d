package xsd

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxShown is how many characters of a value a message shows.
const maxShown = 60

// maxListed is how many names or values a message lists.
const maxListed = 10

// shorten returns text as a message shows it: not too long, on one line.
func shorten(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > maxShown {
			b.WriteString("…")
			break
		}
		switch {
		case r == '\n' || r == '\r' || r == '\t' || !unicode.IsPrint(r) && r != '\u00a0':
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func quote(text string) string { return "«" + shorten(text) + "»" }

// shown returns a value for the beginning of a message.
func (v value) shown() string {
	if len(v.text) == 0 {
		return "пустое значение"
	}
	return "значение " + quote(string(v.utf8()))
}

// listed returns some of the words of a list: "А, Б и ещё 3".
func listed(words []string) string {
	more := ""
	if len(words) > maxListed {
		more = " и ещё " + strconv.Itoa(len(words)-maxListed)
		words = words[:maxListed]
	}
	return strings.Join(words, ", ") + more
}

func quoted(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = quote(w)
	}
	return out
}

// tag returns the name of an element of the document for a message.
func (c *Checker) tag(name []byte) string {
	text := "<" + shorten(c.text8(name)) + ">"
	switch space := c.spaceOf(name); {
	case space == foreignSpace:
		text += " из чужого пространства имён (xmlns)"
	case space == spaceNone && c.schema.target != spaceNone:
		text += " без пространства имён (xmlns)"
	}
	return text
}

func (c *Checker) wrongRoot(name []byte) string {
	roots := c.schema.Roots()
	for i := range roots {
		roots[i] = "<" + roots[i] + ">"
	}
	return "корневой элемент " + c.tag(name) + ", а по схеме должен быть " + strings.ReplaceAll(listed(roots), ", ", " или ")
}

func unknownAttribute(name string, set *attributeSet) string {
	text := "атрибут «" + shorten(name) + "» здесь не допускается"
	if len(set.list) == 0 {
		return text + ": у элемента нет атрибутов"
	}
	names := make([]string, len(set.list))
	for i, a := range set.list {
		names[i] = a.name.local
	}
	return text + "; есть атрибуты " + listed(names)
}

func onlyFixed(v value, fixed string) string {
	return v.shown() + ", а допустимо только " + quote(fixed)
}

// misplaced says what may stand instead of an element.
func (c *Checker) misplaced(f *frame, name []byte) string {
	text := "элемент " + c.tag(name) + " здесь не допускается"
	if limit := c.limit(f, name); limit > 0 {
		return fmt.Sprintf("элемент %s повторяется больше %d %s", c.tag(name), limit, plural(limit, "раза", "раз", "раз"))
	}
	names, end := c.expected(f)
	switch {
	case len(names) == 0 && end:
		return text + ": других элементов здесь быть не может"
	case len(names) == 0:
		return text
	case end:
		return text + "; могут стоять " + listed(names) + " или ничего"
	case len(names) == 1:
		return text + "; должен стоять " + names[0]
	}
	return text + "; должен стоять один из " + listed(names)
}

// limit returns how often an element may be repeated, if that is why it cannot
// stand here, else 0.
func (c *Checker) limit(f *frame, name []byte) int {
	m := f.typ.model
	for i := range m.states[f.state].edges {
		e := &m.states[f.state].edges[i]
		if e.to == f.state && e.ops != nil && e.ops.count >= 0 && e.elem != nil && c.is(name, &e.raw, e.space) {
			return m.counters[e.ops.count].max
		}
	}
	return 0
}

// incomplete says what is missing at the end of an element.
func (c *Checker) incomplete(f *frame) string {
	names, _ := c.expected(f)
	switch {
	case len(names) == 0:
		return "содержимое элемента неполно"
	case f.typ.model.isAll && len(names) > 1:
		return "не хватает элементов: " + listed(names)
	case len(names) == 1:
		return "не хватает элемента " + names[0]
	}
	return "не хватает элемента: одного из " + listed(names)
}

// noChild reports, once, an element where none may be.
func (c *Checker) noChild(f *frame) {
	if f.notes&toldChild != 0 {
		return
	}
	f.notes |= toldChild
	text := "элемент <" + shorten(c.text8(c.scan.RawName())) + "> здесь не допускается: "
	switch {
	case f.typ.content == contentSimple:
		text += "внутри может быть только текст"
	case f.notes&nilled != 0:
		text += "элемент объявлен пустым (xsi:nil)"
	default:
		text += "элементов внутри быть не может"
	}
	c.fault(CodeElement, c.scan.Offset(), text)
}

// noText reports, once, text where none may be.
func (c *Checker) noText(f *frame, why string) {
	if f.notes&toldText != 0 {
		return
	}
	f.notes |= toldText
	text := string(c.scan.AppendText(nil))
	raw, _ := c.scan.RawText()
	at := c.scan.Offset() + len(raw) - len(bytes.TrimLeft(raw, whiteSpace))
	what := "текст " + quote(strings.Trim(text, whiteSpace)) + " здесь не допускается: "
	if strings.Trim(text, whiteSpace) == "" {
		what, at = "пробелы и переводы строк здесь не допускаются: ", c.scan.Offset()
	}
	c.faultAt(CodeText, f.start, at, what+why)
}

// explain says why a value breaks a rule of its type.
func (t *simple) explain(v value, f fault) string {
	var own []byte
	if t.unpadded {
		v.text = t.prim.unpad(v.text)
	} else if t.variety != unionOf {
		v.text = t.ws.normalise(v.text, &own)
	}
	switch f {
	case badLength:
		return t.explainLength(v)
	case badDigits:
		return t.explainDigits(v)
	case badRange:
		return t.explainRange(v)
	case badEnumeration:
		return v.shown() + " не из перечня: " + listed(quoted(t.facets.enum.texts))
	case badPattern:
		return t.explainPattern(v)
	}
	return t.explainType(v)
}

func (t *simple) explainType(v value) string {
	switch t.variety {
	case unionOf:
		return v.shown() + " не подходит ни под один из допустимых видов: " + listed(t.memberNames())
	case list:
		for item := range items(v.text) {
			w := value{item, v.enc}
			if f := t.item.check(w, new([]byte)); f != fine {
				return "в списке " + t.item.explain(w, f)
			}
		}
	}
	if t.prim == primInteger || t.prim == primDecimal {
		if n := countDigits(v.text); n > maxDigits {
			return v.shown() + ": значащих цифр больше " + strconv.Itoa(maxDigits)
		}
	}
	return v.shown() + " – не " + primNames[t.prim]
}

func countDigits(text []byte) int {
	n := 0
	for _, b := range text {
		if b >= '0' && b <= '9' {
			n++
		}
	}
	return n
}

func (t *simple) memberNames() []string {
	var out []string
	for _, m := range t.members {
		name := m.name
		if name == "" || strings.HasPrefix(name, "xs:") {
			name = primNames[m.prim]
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// primNames say what a value is not.
var primNames = [...]string{
	primString: "строка", primBoolean: "логическое значение (true, false, 1, 0)",
	primDecimal: "десятичное число (цифры и точка)", primInteger: "целое число",
	primFloat: "число", primDouble: "число",
	primDate: "дата ГГГГ-ММ-ДД", primDateTime: "дата и время ГГГГ-ММ-ДДTЧЧ:ММ:СС",
	primTime: "время ЧЧ:ММ:СС", primGYear: "год ГГГГ", primGYearMonth: "год и месяц ГГГГ-ММ",
	primGMonth: "месяц --ММ", primGDay: "день ---ДД", primGMonthDay: "день и месяц --ММ-ДД",
	primBase64: "Base64", primHex: "шестнадцатеричные цифры", primURI: "адрес (URI)",
	primLanguage: "код языка", primNMToken: "слово", primName: "имя", primNCName: "имя без двоеточия",
}

func (t *simple) explainLength(v value) string {
	n, unit := v.length(), ""
	switch {
	case t.variety == list:
		n, unit = len(slices.Collect(items(v.text))), " значений"
	case t.prim == primHex:
		n, _ = hexSize(v.text)
		unit = " байт"
	case t.prim == primBase64:
		n, _ = base64Size(v.text)
		unit = " байт"
	}
	low, high := t.facets.minLength, t.facets.maxLength
	var want string
	switch {
	case low == high:
		want = fmt.Sprintf("ровно %d", low)
	case high < 0:
		want = fmt.Sprintf("не меньше %d", low)
	case low == 0:
		want = fmt.Sprintf("не больше %d", high)
	default:
		want = fmt.Sprintf("от %d до %d", low, high)
	}
	text := fmt.Sprintf("длина %d%s, а допустимо %s", n, unit, want)
	if len(v.text) > 0 {
		text = v.shown() + ": " + text
	}
	return text
}

func (t *simple) explainDigits(v value) string {
	d, _ := parseDecimal(v.text, false)
	n := len(d.fraction)
	if limit := t.facets.fractionDigits; limit >= 0 && n > limit {
		return fmt.Sprintf("%s: цифр после точки %d, а допустимо не больше %d", v.shown(), n, limit)
	}
	return fmt.Sprintf("%s: всего цифр %d, а допустимо не больше %d", v.shown(), n+len(d.whole), t.facets.totalDigits)
}

func (t *simple) explainRange(v value) string {
	words := [...]string{
		minInclusive: "не меньше", minExclusive: "больше", maxInclusive: "не больше", maxExclusive: "меньше",
	}
	for _, b := range t.facets.bounds {
		if !b.allows(t.prim.compare(v.text, b.text)) {
			return fmt.Sprintf("%s, а допустимо только %s %s", v.shown(), words[b.kind], b.text)
		}
	}
	return v.shown() + " вне границ"
}

func (t *simple) explainPattern(v value) string {
	for _, step := range t.facets.patterns {
		if step.match(v) {
			continue
		}
		var forms []string
		for _, p := range step {
			forms = append(forms, p.meaning())
		}
		return v.shown() + " не подходит, нужно: " + strings.Join(forms, " или ")
	}
	return v.shown() + " не подходит"
}
