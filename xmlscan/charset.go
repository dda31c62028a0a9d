package xmlscan

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What a byte may be; see charset.class.
const (
	nameStart = 1 << iota // begins a name
	nameChar              // continues a name
	space                 // white space
	plain                 // may stand in text and in values as it is
	lead                  // first byte of a character of several bytes
)

// charset is one of the two encodings, as tables over the first byte of a
// character.
type charset struct {
	name  string
	class [256]byte
	// runes and texts are the characters of windows-1251 and their UTF-8 forms;
	// unused for UTF-8.
	runes [256]rune
	texts [256]string
}

// single reports whether every byte is one character.
func (c *charset) single() bool { return c != utf8Set }

// no98 is the byte without a character in windows-1251.
const no98 = 0x98

var (
	utf8Set = newUTF8()
	win1251 = newWindows1251()
)

func newUTF8() *charset {
	c := &charset{name: "UTF-8"}
	for b := range 0x80 {
		c.class[b] = classOf(rune(b))
	}
	for b := 0x80; b < 0x100; b++ {
		c.class[b] = lead
	}
	return c
}

func newWindows1251() *charset {
	c := &charset{name: "windows-1251"}
	for b := range 0x100 {
		if b == no98 {
			continue
		}
		r := charmap.Windows1251.DecodeByte(byte(b))
		c.runes[b], c.texts[b], c.class[b] = r, string(r), classOf(r)
	}
	return c
}

// classOf returns what a character may be. '<', '&', ']' and carriage returns
// are not plain: the scanner looks at them.
func classOf(r rune) byte {
	var class byte
	if isNameStart(r) {
		class |= nameStart | nameChar
	} else if isNameChar(r) {
		class |= nameChar
	}
	if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
		class |= space
	}
	if isChar(r) && r != '<' && r != '&' && r != ']' && r != '\r' {
		class |= plain
	}
	return class
}

// runeRange is an inclusive range of characters.
type runeRange struct{ first, last rune }

func within(ranges []runeRange, r rune) bool {
	for _, x := range ranges {
		if r >= x.first && r <= x.last {
			return true
		}
	}
	return false
}

// startRanges and moreRanges are the productions NameStartChar and the rest of
// NameChar of XML 1.0, fifth edition, 2.3.
var (
	startRanges = []runeRange{
		{'a', 'z'},
		{'A', 'Z'},
		{'_', '_'},
		{':', ':'},
		{0xC0, 0xD6},
		{0xD8, 0xF6},
		{0xF8, 0x2FF},
		{0x370, 0x37D},
		{0x37F, 0x1FFF},
		{0x200C, 0x200D},
		{0x2070, 0x218F},
		{0x2C00, 0x2FEF},
		{0x3001, 0xD7FF},
		{0xF900, 0xFDCF},
		{0xFDF0, 0xFFFD},
		{0x10000, 0xEFFFF},
	}
	moreRanges = []runeRange{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}
)

func isNameStart(r rune) bool { return within(startRanges, r) }

func isNameChar(r rune) bool { return within(startRanges, r) || within(moreRanges, r) }

// isChar reports whether XML 1.0 allows the character at all (2.2).
func isChar(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// encode1251 returns the byte of a character in windows-1251.
func encode1251(r rune) (byte, bool) {
	if r < utf8.RuneSelf {
		return byte(r), true
	}
	b, ok := charmap.Windows1251.EncodeRune(r)
	return b, ok && b != no98
}

// equal reports whether raw bytes of the encoding spell a UTF-8 text.
func (c *charset) equal(raw []byte, text string) bool {
	if !c.single() {
		return string(raw) == text
	}
	at := 0
	for _, b := range raw {
		if b < utf8.RuneSelf {
			if at >= len(text) || text[at] != b {
				return false
			}
			at++
			continue
		}
		t := c.texts[b]
		if len(text)-at < len(t) || text[at:at+len(t)] != t {
			return false
		}
		at += len(t)
	}
	return at == len(text)
}

// appendText appends raw bytes of the encoding as UTF-8.
func (c *charset) appendText(to, raw []byte) []byte {
	if !c.single() {
		return append(to, raw...)
	}
	for _, b := range raw {
		if b < utf8.RuneSelf {
			to = append(to, b)
		} else {
			to = append(to, c.texts[b]...)
		}
	}
	return to
}
