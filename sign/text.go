package sign

import (
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Identifier octets of the string types that names are written in.
const (
	tagUTF8      = 0x0c
	tagNumeric   = 0x12
	tagPrintable = 0x13
	tagTeletex   = 0x14
	tagIA5       = 0x16
	tagVisible   = 0x1a
	tagUniversal = 0x1c
	tagBMP       = 0x1e
)

// text returns the text of a string, always valid UTF-8. What is no string is given
// as its octets in hexadecimal after "#" (RFC 4514).
func text(e element) string {
	switch e.tag {
	case tagUTF8, tagNumeric, tagPrintable, tagIA5, tagVisible, tagTeletex:
		return octetsText(e.body)
	case tagBMP:
		return wideText(e.body)
	case tagUniversal:
		return universalText(e.body)
	}
	return "#" + hex.EncodeToString(e.full)
}

// octetsText reads UTF-8. Authorities also put windows-1251 into types that have no
// Russian letters (TeletexString above all); what is not UTF-8 is taken for that.
func octetsText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out, err := charmap.Windows1251.NewDecoder().Bytes(b)
	if err != nil {
		return "#" + hex.EncodeToString(b)
	}
	return string(out)
}

func wideText(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}

func universalText(b []byte) string {
	var out strings.Builder
	for ; len(b) >= 4; b = b[4:] {
		r := rune(uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3]))
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		out.WriteRune(r)
	}
	return out.String()
}

// layouts are the forms of moments by the length of their texts: X.680 allows to
// leave out seconds and to give an offset, and some programs do.
var layouts = map[byte][]string{
	tagUTCTime: {"060102150405Z0700", "0601021504Z0700"},
	tagTime:    {"20060102150405Z0700", "200601021504Z0700"},
}

// moment reads UTCTime or GeneralizedTime.
func (c *cursor) moment() time.Time {
	e := c.next()
	for _, layout := range layouts[e.tag] {
		at, err := time.Parse(layout, string(e.body))
		if err != nil {
			continue
		}
		if e.tag == tagUTCTime && at.Year() >= 2050 { // RFC 5280, section 4.1.2.5.1
			at = at.AddDate(-100, 0, 0)
		}
		return at.UTC()
	}
	c.fail(errValue)
	return time.Time{}
}
