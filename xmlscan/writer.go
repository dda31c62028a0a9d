package xmlscan

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// heading is the first line of every document of the formats.
const heading = `<?xml version="1.0" encoding="windows-1251"?>` + "\n"

// Writer writes a document in windows-1251 without line breaks between its
// elements, as the formats of ФНС want it. Characters outside of windows-1251
// become decimal character references; in attributes so do tabs and line ends.
// The first mistake (a character that XML does not allow, a name outside of
// windows-1251, an attribute twice, an element that is not open, a second root or
// none) is kept and returned by Bytes.
type Writer struct {
	buf   []byte
	open  []span // the names of the open elements in buf
	attrs []span // the names of the last start tag's attributes in buf
	tag   bool   // the last start tag still takes attributes
	err   error
}

// NewWriter returns a Writer that has written the XML declaration.
func NewWriter() *Writer {
	spans := make([]span, 32)
	return &Writer{buf: append(make([]byte, 0, 4096), heading...), open: spans[:0:16], attrs: spans[16:16]}
}

// Start opens an element. The attributes are pairs of name and value, in the
// order in which they are written; a pair with an empty value is left out,
// because the formats treat empty as absent. Attr writes an empty one.
func (w *Writer) Start(name string, attributes ...string) {
	if len(w.open) == 0 && len(w.buf) > len(heading) {
		w.fail(fmt.Errorf("second root %s", name))
		return
	}
	w.closeTag()
	w.buf = append(w.buf, '<')
	from := len(w.buf)
	w.name(name)
	w.open, w.attrs, w.tag = append(w.open, span{from, len(w.buf)}), w.attrs[:0], true
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.Attr(attributes[i], attributes[i+1])
		}
	}
}

// Attr adds an attribute to the start tag that was just written, even an empty
// one.
func (w *Writer) Attr(name, value string) {
	if !w.tag {
		w.fail(fmt.Errorf("attribute %s outside of a start tag", name))
		return
	}
	w.buf = append(w.buf, ' ')
	from := len(w.buf)
	w.name(name)
	for _, other := range w.attrs {
		if bytes.Equal(w.buf[other.from:other.to], w.buf[from:]) {
			w.fail(fmt.Errorf("attribute %s twice", name))
		}
	}
	w.attrs = append(w.attrs, span{from, len(w.buf)})
	w.buf = append(w.buf, '=', '"')
	w.escape(value, inValue)
	w.buf = append(w.buf, '"')
}

// Text writes character data.
func (w *Writer) Text(text string) {
	if len(w.open) == 0 {
		w.fail(errors.New("text outside of the root"))
		return
	}
	w.closeTag()
	w.escape(text, inText)
}

// End closes the innermost open element.
func (w *Writer) End() {
	if len(w.open) == 0 {
		w.fail(errors.New("no element is open"))
		return
	}
	last := len(w.open) - 1
	if w.tag {
		w.buf, w.tag = append(w.buf, '/', '>'), false
	} else {
		w.buf = append(w.buf, '<', '/')
		w.buf = append(w.buf, w.buf[w.open[last].from:w.open[last].to]...)
		w.buf = append(w.buf, '>')
	}
	w.open = w.open[:last]
}

// Leaf writes an element without children; its attributes are those of Start.
func (w *Writer) Leaf(name string, attributes ...string) {
	w.Start(name, attributes...)
	w.End()
}

// Element writes an element that holds a text only.
func (w *Writer) Element(name, text string) {
	w.Start(name)
	w.Text(text)
	w.End()
}

// Bytes closes all open elements and returns the document, or the first
// mistake.
func (w *Writer) Bytes() ([]byte, error) {
	for len(w.open) > 0 {
		w.End()
	}
	if len(w.buf) == len(heading) {
		w.fail(errors.New("no root"))
	}
	if w.err != nil {
		return nil, fmt.Errorf("xmlscan: write: %w", w.err)
	}
	return w.buf, nil
}

func (w *Writer) closeTag() {
	if w.tag {
		w.buf, w.tag = append(w.buf, '>'), false
	}
}

func (w *Writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// name writes a name, which cannot have references.
func (w *Writer) name(name string) {
	from := len(w.buf)
	if w.plain(name, nameChar) < len(name) || name == "" || win1251.class[w.buf[from]]&nameStart == 0 {
		w.fail(fmt.Errorf("name %q cannot be written", name))
	}
}

// escape writes a text where the class, inText or inValue, may stand as it is.
func (w *Writer) escape(text string, class byte) {
	for {
		text = text[w.plain(text, class):]
		if text == "" {
			return
		}
		text = text[w.special(text, class):]
	}
}

// plain writes characters of windows-1251 that are of the class, up to the first
// other one, and returns how many bytes of the text they are.
func (w *Writer) plain(text string, class byte) int {
	buf, classes, i := slices.Grow(w.buf, len(text)), &win1251.class, 0
	for i < len(text) {
		b, size := text[i], 1
		switch {
		case b < utf8.RuneSelf:
		case b>>1 == 0xD0>>1 && i+1 < len(text) && text[i+1]>>6 == 2: // Cyrillic
			b, size = codes[int(b&0x1F)<<6|int(text[i+1]&0x3F)], 2
		default:
			b, size = encodeFirst(text[i:])
		}
		if classes[b]&class == 0 || b == '>' {
			break
		}
		buf = append(buf, b)
		i += size
	}
	w.buf = buf
	return i
}

// encodeFirst returns the byte of the first character in windows-1251, 0 if it
// has none there, and how many bytes of the text it is.
func encodeFirst(text string) (b byte, size int) {
	r, size := utf8.DecodeRuneInString(text)
	b, _ = encode1251(r)
	return b, size
}

// special writes the first character, which cannot stand as it is or is better
// written otherwise, and returns how many bytes of the text it is.
func (w *Writer) special(text string, class byte) int {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size == 1:
		w.fail(errors.New("text is not valid UTF-8"))
	case r == '&':
		w.buf = append(w.buf, "&amp;"...)
	case r == '<':
		w.buf = append(w.buf, "&lt;"...)
	case r == '>':
		w.buf = append(w.buf, "&gt;"...)
	case r == '"' && class == inValue:
		w.buf = append(w.buf, "&quot;"...)
	case r == '\'' || r == ']':
		w.buf = append(w.buf, byte(r))
	case !isChar(r):
		w.fail(fmt.Errorf("character %#U is not allowed in XML", r))
	default:
		w.buf = append(w.buf, "&#"...)
		w.buf = strconv.AppendInt(w.buf, int64(r), 10)
		w.buf = append(w.buf, ';')
	}
	return size
}
