package xmlscan

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Writer writes a document in windows-1251 without line breaks between its
// elements, as the formats of ФНС want it. Characters outside of windows-1251
// become decimal character references; in attributes so do tabs and line ends.
// The first mistake (a character that XML does not allow, a name outside of
// windows-1251, an element that is not open) is kept and returned by Bytes.
type Writer struct {
	buf  []byte
	open []string
	tag  bool // the last start tag still takes attributes
	err  error
}

// NewWriter returns a Writer that has written the XML declaration.
func NewWriter() *Writer {
	return &Writer{buf: []byte(`<?xml version="1.0" encoding="windows-1251"?>` + "\n")}
}

// Start opens an element. The attributes are pairs of name and value, in the
// order in which they are written; a pair with an empty value is left out,
// because the formats treat empty as absent. Attr writes an empty one.
func (w *Writer) Start(name string, attributes ...string) {
	w.closeTag()
	w.buf = append(w.buf, '<')
	w.name(name)
	w.open, w.tag = append(w.open, name), true
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
	w.name(name)
	w.buf = append(w.buf, '=', '"')
	w.escape(value, true)
	w.buf = append(w.buf, '"')
}

// Text writes character data.
func (w *Writer) Text(text string) {
	if len(w.open) == 0 {
		w.fail(errors.New("text outside of the root"))
		return
	}
	w.closeTag()
	w.escape(text, false)
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
		w.name(w.open[last])
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
	for i, r := range name {
		b, ok := encode1251(r)
		if !ok || i == 0 && !isNameStart(r) || !isNameChar(r) {
			w.fail(fmt.Errorf("name %q cannot be written", name))
			return
		}
		w.buf = append(w.buf, b)
	}
	if name == "" {
		w.fail(errors.New("empty name"))
	}
}

func (w *Writer) escape(text string, attribute bool) {
	if !utf8.ValidString(text) {
		w.fail(errors.New("text is not valid UTF-8"))
		return
	}
	for _, r := range text {
		if !isChar(r) {
			w.fail(fmt.Errorf("character %#U is not allowed in XML", r))
			return
		}
		b, ok := encode1251(r)
		switch {
		case r == '&':
			w.buf = append(w.buf, "&amp;"...)
		case r == '<':
			w.buf = append(w.buf, "&lt;"...)
		case r == '>':
			w.buf = append(w.buf, "&gt;"...)
		case r == '"' && attribute:
			w.buf = append(w.buf, "&quot;"...)
		case !ok || r == '\r' || attribute && (r == '\t' || r == '\n'):
			w.buf = append(w.buf, "&#"...)
			w.buf = strconv.AppendInt(w.buf, int64(r), 10)
			w.buf = append(w.buf, ';')
		default:
			w.buf = append(w.buf, b)
		}
	}
}
