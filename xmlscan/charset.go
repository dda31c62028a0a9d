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
	inText                // may stand in text as it is
	inValue               // may stand in attribute values as it is
	lead                  // first byte of a character of several bytes
	pair                  // first byte of a character of two bytes, which XML allows all
	letters               // first byte of characters of two bytes that may all begin names
)

// charset is one of the two encodings, as tables over the first byte of a
// character.
type charset struct {
	name  string
	class [256]byte
	// high has the bits by which run tells bytes of longer characters.
	high uint64
	// texts are the characters of windows-1251 in UTF-8; unused for UTF-8.
	texts [256]string
}

// single reports whether every byte is one character.
func (c *charset) single() bool { return c != utf8Set }

// no98 is the byte without a character in windows-1251.
const no98 = 0x98

var (
	utf8Set = newUTF8()
	win1251 = newWindows1251()
	// codes are the bytes of characters in windows-1251; 0 where it has none.
	codes = newCodes()
)

func newUTF8() *charset {
	c := &charset{name: "UTF-8", high: 0x80 * each}
	for b := range 0x80 {
		c.class[b] = classOf(rune(b))
	}
	for b := 0x80; b < 0x100; b++ {
		c.class[b] = lead
	}
	for b := 0xC2; b <= 0xDF; b++ {
		c.class[b] |= pair | letters
		for r := rune(b&0x1F) << 6; r < rune(b&0x1F+1)<<6; r++ {
			if !isNameStart(r) {
				c.class[b] &^= letters
			}
		}
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
		c.texts[b], c.class[b] = string(r), classOf(r)
	}
	return c
}

// newCodes makes codes; the last character of windows-1251 is U+2122.
func newCodes() (codes [0x2123]byte) {
	for b := range 0x100 {
		if b != no98 {
			codes[charmap.Windows1251.DecodeByte(byte(b))] = byte(b)
		}
	}
	return codes
}

// classOf returns what a character of one byte may be. What the scanner looks
// at is not plain: in texts '<', '&', ']' and carriage returns; in values '<',
// '&', quotes and white space that is no space.
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
		class |= inText
	}
	if isChar(r) && r != '<' && r != '&' && r != '"' && r != '\'' && r >= ' ' {
		class |= inValue
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
	if r < 0 || int(r) >= len(codes) {
		return 0, false
	}
	b := codes[r]
	return b, b != 0 || r == 0
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
	for i := 0; i < len(raw); {
		if n := asciiPrefix(raw[i:]); n > 0 {
			to = append(to, raw[i:i+n]...)
			i += n
		}
		for ; i < len(raw) && raw[i] >= utf8.RuneSelf; i++ {
			to = append(to, c.texts[raw[i]]...)
		}
	}
	return to
}
