package xmlscan

import (
	"golang.org/x/text/encoding/charmap"
)

// Encoding is one of the two encodings that are read.
type Encoding uint8

// The encodings.
const (
	UTF8 Encoding = iota
	Windows1251
)

// Encode returns a text in the encoding, and false if it has a character that
// the encoding does not. What is compared with raw bytes is encoded once,
// beforehand.
func (e Encoding) Encode(text string) ([]byte, bool) {
	if e == UTF8 {
		return []byte(text), true
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		b, ok := encode1251(r)
		if !ok {
			return nil, false
		}
		out = append(out, b)
	}
	return out, true
}

// Append appends raw bytes of the encoding as UTF-8.
func (e Encoding) Append(to, raw []byte) []byte { return e.set().appendText(to, raw) }

// Equal reports whether raw bytes of the encoding spell a text. It allocates
// nothing.
func (e Encoding) Equal(raw []byte, text string) bool { return e.set().equal(raw, text) }

// String returns raw bytes of the encoding as a text.
func (e Encoding) String(raw []byte) string {
	if e == UTF8 || ascii(raw) {
		return string(raw)
	}
	return string(e.Append(make([]byte, 0, 2*len(raw)), raw))
}

// Rune returns the character of a byte in windows-1251, U+FFFD if it has none.
func Rune(b byte) rune { return charmap.Windows1251.DecodeByte(b) }

func (e Encoding) set() *charset {
	if e == UTF8 {
		return utf8Set
	}
	return win1251
}

// Encoding returns the encoding of the document; it is known after the first
// Next.
func (s *Scanner) Encoding() Encoding {
	if s.set == win1251 {
		return Windows1251
	}
	return UTF8
}

// RawName returns the name of the current element as it stands in the document;
// at a Text, of the element around it. The bytes belong to the document.
func (s *Scanner) RawName() []byte {
	if len(s.open) == 0 {
		return nil
	}
	top := s.open[len(s.open)-1]
	return s.data[top.from:top.to]
}

// AttrCount returns the number of attributes of the current start tag.
func (s *Scanner) AttrCount() int {
	if s.kind != Start {
		return 0
	}
	return len(s.attrs)
}

// RawAttr returns name and value of an attribute of the current start tag, i
// counting from 0, as they stand in the document. Plain means that the value
// has neither references nor white space to normalise, so that its bytes are
// its text; otherwise AppendAttr makes the text.
func (s *Scanner) RawAttr(i int) (name, value []byte, plain bool) {
	a := &s.attrs[i]
	return s.data[a.name.from:a.name.to], s.data[a.value.from:a.value.to], !a.cooked
}

// AttrOffset returns the byte offset of an attribute's name, for Position.
func (s *Scanner) AttrOffset(i int) int { return s.attrs[i].name.from }

// AppendAttr appends the value of an attribute of the current start tag in
// UTF-8, with references resolved and white space normalised.
func (s *Scanner) AppendAttr(to []byte, i int) []byte {
	a := &s.attrs[i]
	if !a.cooked {
		return s.set.appendText(to, s.data[a.value.from:a.value.to])
	}
	return s.cook(to, a.value, false, true)
}

// RawText returns the current text as it stands in the document. Plain means
// that its bytes are its text; otherwise AppendText makes the text.
func (s *Scanner) RawText() (raw []byte, plain bool) {
	return s.data[s.text.from:s.text.to], !s.cooked
}

// AppendText appends the current text in UTF-8, with references resolved and
// line ends normalised.
func (s *Scanner) AppendText(to []byte) []byte {
	if !s.cooked {
		return s.set.appendText(to, s.data[s.text.from:s.text.to])
	}
	return s.cook(to, s.text, s.cdata, false)
}
