package xsd

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// primitive is what the values of a simple type are made of.
type primitive uint8

const (
	primString primitive = iota // also normalizedString, token and anySimpleType
	primBoolean
	primDecimal
	primInteger
	primFloat
	primDouble
	primDate
	primDateTime
	primTime
	primGYear
	primGYearMonth
	primGMonth
	primGDay
	primGMonthDay
	primBase64
	primHex
	primURI
	primLanguage
	primNMToken
	primName
	primNCName
)

// temporal reports whether the values are dates or times.
func (p primitive) temporal() bool { return p >= primDate && p <= primGMonthDay }

// ordered reports whether the values can have bounds.
func (p primitive) ordered() bool { return p >= primDecimal && p <= primGMonthDay }

// measured reports whether the values have a length.
func (p primitive) measured() bool { return p == primString || p >= primBase64 }

// whitespace is what becomes of white space before a value is looked at.
type whitespace uint8

const (
	wsPreserve whitespace = iota
	wsReplace
	wsCollapse
)

// builtin describes a simple type of XML Schema itself.
type builtin struct {
	prim     primitive
	ws       whitespace
	base     string // the built-in type it is derived from
	min, max string // bounds of the derived integers
	unsigned bool   // no sign may be written, as libxml2 has it
	tight    bool   // no white space may stand around, likewise
	listOf   string
}

// builtins are the simple types of XML Schema part 2 that this package knows.
var builtins = map[string]builtin{
	"anySimpleType":    {prim: primString, ws: wsPreserve},
	"string":           {prim: primString, ws: wsPreserve, base: "anySimpleType"},
	"normalizedString": {prim: primString, ws: wsReplace, base: "string"},
	"token":            {prim: primString, ws: wsCollapse, base: "normalizedString"},
	"language":         {prim: primLanguage, ws: wsCollapse, base: "token"},
	"NMTOKEN":          {prim: primNMToken, ws: wsCollapse, base: "token"},
	"NMTOKENS":         {listOf: "NMTOKEN", base: "anySimpleType"},
	"Name":             {prim: primName, ws: wsCollapse, base: "token"},
	"NCName":           {prim: primNCName, ws: wsCollapse, base: "Name"},
	"boolean":          {prim: primBoolean, ws: wsCollapse, base: "anySimpleType"},
	"float":            {prim: primFloat, ws: wsCollapse, base: "anySimpleType"},
	"double":           {prim: primDouble, ws: wsCollapse, base: "anySimpleType"},
	"anyURI":           {prim: primURI, ws: wsCollapse, base: "anySimpleType"},
	"base64Binary":     {prim: primBase64, ws: wsCollapse, base: "anySimpleType"},
	"hexBinary":        {prim: primHex, ws: wsCollapse, base: "anySimpleType"},

	"date":       {prim: primDate, ws: wsCollapse, base: "anySimpleType"},
	"dateTime":   {prim: primDateTime, ws: wsCollapse, base: "anySimpleType"},
	"time":       {prim: primTime, ws: wsCollapse, base: "anySimpleType"},
	"gYear":      {prim: primGYear, ws: wsCollapse, base: "anySimpleType"},
	"gYearMonth": {prim: primGYearMonth, ws: wsCollapse, base: "anySimpleType"},
	"gMonth":     {prim: primGMonth, ws: wsCollapse, base: "anySimpleType"},
	"gDay":       {prim: primGDay, ws: wsCollapse, base: "anySimpleType"},
	"gMonthDay":  {prim: primGMonthDay, ws: wsCollapse, base: "anySimpleType"},

	"decimal":            {prim: primDecimal, ws: wsCollapse, base: "anySimpleType"},
	"integer":            {prim: primInteger, ws: wsCollapse, base: "decimal"},
	"nonPositiveInteger": {prim: primInteger, ws: wsCollapse, base: "integer", max: "0"},
	"negativeInteger":    {prim: primInteger, ws: wsCollapse, base: "nonPositiveInteger", max: "-1"},
	"nonNegativeInteger": {prim: primInteger, ws: wsCollapse, base: "integer", min: "0"},
	"positiveInteger":    {prim: primInteger, ws: wsCollapse, base: "nonNegativeInteger", min: "1"},
	"long":               {prim: primInteger, ws: wsCollapse, base: "integer", min: "-9223372036854775808", max: "9223372036854775807", tight: true},
	"int":                {prim: primInteger, ws: wsCollapse, base: "long", min: "-2147483648", max: "2147483647", tight: true},
	"short":              {prim: primInteger, ws: wsCollapse, base: "int", min: "-32768", max: "32767", tight: true},
	"byte":               {prim: primInteger, ws: wsCollapse, base: "short", min: "-128", max: "127", tight: true},
	"unsignedLong":       {prim: primInteger, ws: wsCollapse, base: "nonNegativeInteger", min: "0", max: "18446744073709551615", unsigned: true, tight: true},
	"unsignedInt":        {prim: primInteger, ws: wsCollapse, base: "unsignedLong", min: "0", max: "4294967295", unsigned: true, tight: true},
	"unsignedShort":      {prim: primInteger, ws: wsCollapse, base: "unsignedInt", min: "0", max: "65535", unsigned: true, tight: true},
	"unsignedByte":       {prim: primInteger, ws: wsCollapse, base: "unsignedShort", min: "0", max: "255", unsigned: true, tight: true},
}

// foreignTypes are the built-in types that are refused: their values mean
// something beyond themselves, or nobody uses them.
var foreignTypes = map[string]bool{
	"duration": true, "QName": true, "NOTATION": true, "ID": true, "IDREF": true, "IDREFS": true,
	"ENTITY": true, "ENTITIES": true,
}

func isBoolean(text []byte) bool {
	switch string(text) {
	case "true", "false", "0", "1":
		return true
	}
	return false
}

// parseFloat reads xs:float or xs:double. The exponent may lack its digits, as
// libxml2 has it.
func parseFloat(text []byte, bits int) (float64, bool) {
	if !isFloat(text) {
		return 0, false
	}
	for len(text) > 0 && bytes.IndexByte([]byte("eE+-"), text[len(text)-1]) >= 0 {
		text = text[:len(text)-1]
	}
	f, _ := strconv.ParseFloat(string(text), bits) // out of range gives ±Inf or 0
	return f, true
}

// isFloat reports whether a text is one of xs:float and xs:double.
func isFloat(text []byte) bool {
	switch string(text) {
	case "INF", "-INF", "NaN":
		return true
	}
	if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	n := digits(text)
	text = text[n:]
	if len(text) > 0 && text[0] == '.' {
		m := digits(text[1:])
		n, text = n+m, text[1+m:]
	}
	if n > 0 && len(text) > 0 && text[0]|0x20 == 'e' {
		text = text[1:]
		if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
			text = text[1:]
		}
		text = text[digits(text):]
	}
	return n > 0 && len(text) == 0
}

// hexSize returns the number of bytes of xs:hexBinary.
func hexSize(text []byte) (int, bool) {
	for _, b := range text {
		if (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'f') {
			return 0, false
		}
	}
	return len(text) / 2, len(text)%2 == 0
}

// base64Size returns the number of bytes of xs:base64Binary. Characters that
// are not of the alphabet are passed over, as libxml2 does; the bits that
// padding leaves over must be 0.
func base64Size(text []byte) (int, bool) {
	n, pad, last := 0, 0, 0
	for _, b := range text {
		v := base64Value(b)
		switch {
		case b == '=':
			pad++
		case v >= 0 && pad > 0:
			return 0, false
		case v >= 0:
			n, last = n+1, v
		}
	}
	switch {
	case pad == 0 && n%4 == 0, pad == 1 && n%4 == 3 && last&3 == 0, pad == 2 && n%4 == 2 && last&15 == 0:
		return n * 3 / 4, true
	}
	return 0, false
}

func base64Value(b byte) int {
	switch {
	case b >= 'A' && b <= 'Z':
		return int(b - 'A')
	case b >= 'a' && b <= 'z':
		return int(b-'a') + 26
	case b >= '0' && b <= '9':
		return int(b-'0') + 52
	case b == '+':
		return 62
	case b == '/':
		return 63
	}
	return -1
}

// isName reports whether UTF-8 text is a name: token means that it may begin
// with any name character, colon that it may have colons.
func isName(text []byte, token, colon bool) bool {
	if len(text) == 0 {
		return false
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == ':' && !colon || !isNameRune(r, i == 0 && !token) {
			return false
		}
		i += size
	}
	return true
}

// isNameRune reports whether a character may stand in a name, or begin it.
func isNameRune(r rune, begin bool) bool {
	switch {
	case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == ':' || r >= 0x410 && r <= 0x44F:
		return true
	case begin:
		return startSet().has(r)
	}
	return r >= '0' && r <= '9' || nameSet().has(r)
}

// isLanguage reports whether a text is a language code: letters, then parts of
// letters and digits (XML Schema part 2, 3.3.3).
func isLanguage(text []byte) bool {
	for i, part := range bytes.Split(text, []byte("-")) {
		if len(part) < 1 || len(part) > 8 {
			return false
		}
		for _, b := range part {
			letter := b|0x20 >= 'a' && b|0x20 <= 'z'
			if !letter && (i == 0 || b < '0' || b > '9') {
				return false
			}
		}
	}
	return true
}

// isURI reports whether a text may be a reference of RFC 3986 once characters
// that it must not have are escaped (XML Schema part 2, 3.2.17).
func isURI(text []byte) bool {
	rest, fragment, _ := bytes.Cut(text, []byte("#"))
	if bytes.IndexByte(fragment, '#') >= 0 || !escapesFine(text) {
		return false
	}
	rest, query, _ := bytes.Cut(rest, []byte("?"))
	if i := bytes.IndexByte(rest, ':'); i >= 0 && bytes.IndexByte(rest[:i], '/') < 0 {
		if !isScheme(rest[:i]) {
			return false
		}
		rest = rest[i+1:]
	}
	if authority, found := bytes.CutPrefix(rest, []byte("//")); found {
		host, path, _ := bytes.Cut(authority, []byte("/"))
		if !isAuthority(host) {
			return false
		}
		rest = path
	}
	return !bytes.ContainsAny(rest, "[]") && !bytes.ContainsAny(query, "[]") && !bytes.ContainsAny(fragment, "[]")
}

func escapesFine(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '%')
		if i < 0 {
			return true
		}
		if len(text) < i+3 {
			return false
		}
		if _, ok := hexSize(text[i+1 : i+3]); !ok {
			return false
		}
		text = text[i+3:]
	}
}

func isScheme(text []byte) bool {
	for i, b := range text {
		letter := b|0x20 >= 'a' && b|0x20 <= 'z'
		more := b >= '0' && b <= '9' || b == '+' || b == '-' || b == '.'
		if !letter && (i == 0 || !more) {
			return false
		}
	}
	return len(text) > 0
}

func isAuthority(text []byte) bool {
	if i := bytes.LastIndexByte(text, '@'); i >= 0 {
		text = text[i+1:]
	}
	if i := bytes.IndexByte(text, ']'); len(text) > 0 && text[0] == '[' && i > 0 {
		text = text[i+1:]
	}
	host, port, _ := bytes.Cut(text, []byte(":"))
	return !bytes.ContainsAny(host, "[]") && digits(port) == len(port) && len(port) < 10
}
