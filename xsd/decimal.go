package xsd

import "bytes"

// maxDigits is how many significant digits a number may have, as in libxml2;
// zeros before the first digit do not count, those after the point do, and after
// so many digits there is no place for a point. XML Schema itself asks for 18 at
// least.
const maxDigits = 24

// decimal is a number of xs:decimal or a type derived from it, as digits of the
// text it was read from: exact, and without any copy.
type decimal struct {
	negative bool   // never of zero
	whole    []byte // before the point, without leading zeros
	fraction []byte // after the point, without trailing zeros
}

// parseDecimal reads a number; a point is allowed unless integer.
func parseDecimal(text []byte, integer bool) (d decimal, ok bool) {
	sign := byte(0)
	if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
		sign, text = text[0], text[1:]
	}
	n := digits(text)
	whole, rest := text[:n], text[n:]
	d.whole = bytes.TrimLeft(whole, "0")
	var fraction []byte
	if len(rest) > 0 && rest[0] == '.' && !integer && len(d.whole) < maxDigits {
		m := digits(rest[1:])
		fraction, rest = rest[1:1+m], rest[1+m:]
	}
	if len(rest) > 0 || len(whole)+len(fraction) == 0 {
		return decimal{}, false
	}
	if len(d.whole)+len(fraction) > maxDigits {
		return decimal{}, false
	}
	d.fraction = bytes.TrimRight(fraction, "0")
	d.negative = sign == '-' && len(d.whole)+len(d.fraction) > 0
	return d, true
}

// digits returns how many decimal digits the text begins with.
func digits(text []byte) int {
	for i, b := range text {
		if b < '0' || b > '9' {
			return i
		}
	}
	return len(text)
}

// compare returns -1, 0 or 1.
func (d decimal) compare(e decimal) int {
	switch {
	case d.negative && !e.negative:
		return -1
	case !d.negative && e.negative:
		return 1
	case d.negative:
		d, e = e, d
	}
	if len(d.whole) != len(e.whole) {
		if len(d.whole) < len(e.whole) {
			return -1
		}
		return 1
	}
	if c := bytes.Compare(d.whole, e.whole); c != 0 {
		return c
	}
	return bytes.Compare(d.fraction, e.fraction)
}

// canonical appends the number in its one shortest form.
func (d decimal) canonical(to []byte) []byte {
	if d.negative {
		to = append(to, '-')
	}
	to = append(append(to, d.whole...), '.')
	return append(to, d.fraction...)
}
