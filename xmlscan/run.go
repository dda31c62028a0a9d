package xmlscan

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// each has every one of its eight bytes set to 1: multiplied by a byte, it is
// eight of them.
const each = 0x0101010101010101

// run returns the offset of the first byte, from an offset on, that is not of a
// class, inText or inValue; the length of data if there is none. Most of the
// bytes of a document are passed here, eight at a time.
func (c *charset) run(data []byte, from int, class byte) int {
	i := from
	for i+8 <= len(data) {
		found := suspects(binary.LittleEndian.Uint64(data[i:]), c.high)
		if found == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(found) / 8
		for end := min(len(data), i+8); i < end; i++ {
			if c.class[data[i]]&class == 0 {
				return i
			}
		}
	}
	for i < len(data) && c.class[data[i]]&class != 0 {
		i++
	}
	return i
}

// suspects returns a word whose lowest set bit belongs to the first of eight
// bytes that may have a meaning in a text or a value: control characters,
// quotes, '&' (and '#', which is tested with them), '<', ']', 0x98, and all
// that have one of the bits high.
func suspects(word, high uint64) uint64 {
	const top = 0x80 * each
	quotes := word | 5*each ^ 0x27*each // each of " # & ' becomes 0
	angle := word ^ '<'*each
	bracket := word ^ ']'*each
	hole := word ^ no98*each
	return word&high | top&((word-0x20*each)&^word|
		(quotes-each)&^quotes|(angle-each)&^angle|(bracket-each)&^bracket|(hole-each)&^hole)
}

// asciiPrefix returns how many of the first bytes are ASCII.
func asciiPrefix(raw []byte) int {
	i := 0
	for i+8 <= len(raw) {
		if found := binary.LittleEndian.Uint64(raw[i:]) & (0x80 * each); found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
		i += 8
	}
	for i < len(raw) && raw[i] < utf8.RuneSelf {
		i++
	}
	return i
}

func ascii(raw []byte) bool { return asciiPrefix(raw) == len(raw) }
