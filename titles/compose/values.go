package compose

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sdano"
	"sdano/titles/title"
)

// Fail notes an error: its code, the member of the request ("Signer.Position",
// "" if the request is not at fault) and what is wrong, in Russian.
func (c *Composer) Fail(code, member, message string) { c.note(code, "", member, message) }

// Warn notes what does not hinder the answer.
func (c *Composer) Warn(code, member, message string) { c.note(code, sdano.Warning, member, message) }

func (c *Composer) note(code string, severity sdano.Severity, member, message string) {
	c.findings = append(c.findings, sdano.Finding{
		Code: code, Severity: severity, Source: "business", Member: member, Message: message,
	})
}

// Text returns a text of at most limit characters without the white space around
// it, and notes one that is longer or has characters that a document cannot
// have. Line breaks and tabs may stand inside.
func (c *Composer) Text(member, value string, limit int) string {
	return c.text(member, "", value, limit)
}

// Own is Text for what no member of the request says: what names it in Russian.
func (c *Composer) Own(what, value string, limit int) string {
	return c.text("", what+": ", value, limit)
}

func (c *Composer) text(member, before, value string, limit int) string {
	value = strings.TrimSpace(value)
	if len(value) > limit {
		if n := utf8.RuneCountInString(value); n > limit {
			c.Fail(title.CodeLength, member, fmt.Sprintf("%sдлина %d, а допустимо не больше %d знаков", before, n, limit))
		}
	}
	if i := strings.IndexFunc(value, forbidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(value[i:])
		c.Fail(title.CodeCharacters, member, fmt.Sprintf("%sнедопустимый знак U+%04X в позиции %d", before, r, utf8.RuneCountInString(value[:i])+1))
	}
	return value
}

// forbidden tells which characters have no place in a document: controls but
// the white ones, the two that XML excludes, and what is not UTF-8 at all.
func forbidden(r rune) bool {
	if r < 0x80 {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
	}
	return r == utf8.RuneError || unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF
}

// Required is Text for what must be there.
func (c *Composer) Required(member, value string, limit int) string {
	value = c.Text(member, value, limit)
	if value == "" {
		c.Fail(title.CodeRequired, member, "не указано")
	}
	return value
}

// Years that the formats of ФНС have room for.
const (
	firstYear = 1900
	lastYear  = 2099
)

// layouts are the forms of dates in requests; a time with an offset tells an
// instant, one without is local.
var layouts = []struct {
	form   string
	offset bool
}{
	{time.DateOnly, false},
	{time.RFC3339, true},
	{"2006-01-02T15:04:05", false},
	{"2006-01-02T15:04Z07:00", true},
	{"2006-01-02T15:04", false},
}

// Day returns a date of a request, YYYY-MM-DD or a date-time of ISO 8601, as
// ДД.ММ.ГГГГ. An instant with an offset is moved to the zone of the box before
// its day is taken. "" stays "".
func (c *Composer) Day(member, value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	for _, l := range layouts {
		t, err := time.Parse(l.form, value)
		if err != nil {
			continue
		}
		if l.offset {
			t = t.In(c.zone)
		}
		if y := t.Year(); y < firstYear || y > lastYear {
			break
		}
		return t.Format(dotted)
	}
	c.Fail(title.CodeDate, member, fmt.Sprintf("недопустимая дата «%s»: нужна дата ГГГГ-ММ-ДД с %d по %d год", shorten(value), firstYear, lastYear))
	return ""
}

// Digits of sums in the formats: decimal(15,2).
const (
	sumDigits   = 15
	sumFraction = 2
)

// Sum returns a sum of a request with two digits after the point, and notes one
// that is no decimal number, has more than two such digits or more than 15 in
// all: it is never rounded. "" stays "".
func (c *Composer) Sum(member string, v title.Decimal) string {
	text := strings.TrimSpace(string(v))
	if text == "" {
		return ""
	}
	negative, digits, point, ok := decimal(text)
	switch {
	case !ok:
		c.Fail(title.CodeSum, member, fmt.Sprintf("«%s» — не число", shorten(text)))
		return ""
	case len(digits)-point > sumFraction:
		c.Fail(title.CodeSum, member, fmt.Sprintf("в сумме %s больше %d знаков после запятой", shorten(text), sumFraction))
		return ""
	case len(digits) > sumDigits:
		c.Fail(title.CodeSum, member, fmt.Sprintf("в сумме %s больше %d значащих цифр", shorten(text), sumDigits))
		return ""
	}
	whole, fraction := digits[:point], digits[point:]
	if whole == "" {
		whole = "0"
	}
	if negative && digits != "" {
		whole = "-" + whole
	}
	return whole + "." + (fraction + "00")[:sumFraction]
}

// maxExponent bounds the exponent of a number: no sum needs more.
const maxExponent = 30

// decimal reads a number as JSON and XML write it into its digits without
// needless zeros, point being how many of them stand before the point.
func decimal(text string) (negative bool, digits string, point int, ok bool) {
	mantissa, exponent, scaled := strings.Cut(strings.ToLower(text), "e")
	shift := 0
	if scaled {
		n, err := strconv.Atoi(exponent)
		if err != nil || n > maxExponent || n < -maxExponent {
			return false, "", 0, false
		}
		shift = n
	}
	rest, minus := strings.CutPrefix(mantissa, "-")
	if !minus {
		rest = strings.TrimPrefix(rest, "+")
	}
	whole, fraction, _ := strings.Cut(rest, ".")
	digits = whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return false, "", 0, false
	}
	point = len(whole) + shift
	digits, point = plain(digits, point)
	return minus, digits, point, true
}

// plain moves the point into the digits and drops needless zeros.
func plain(digits string, point int) (string, int) {
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	for point > 0 && digits[0] == '0' {
		digits, point = digits[1:], point-1
	}
	for len(digits) > point && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return digits, point
}

// shorten keeps messages readable.
func shorten(text string) string {
	const most = 40
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}

// INN notes an ИНН that fails its check, and returns it; "" stays "".
func (c *Composer) INN(member, inn string) string {
	if inn != "" {
		if err := sdano.CheckINN(inn); err != nil {
			c.Fail(title.CodeDigits, member, strings.TrimSuffix(sdano.AsError(err).Message, "."))
		}
	}
	return inn
}
