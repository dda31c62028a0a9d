package xmlscan

import "bytes"

// Attr returns an attribute of the current start tag, with references resolved
// and white space normalised, and whether it is there.
func (s *Scanner) Attr(name string) (string, bool) {
	if a := s.find(name); a != nil {
		return s.value(a), true
	}
	return "", false
}

// AttrIs reports whether the current start tag has an attribute with exactly
// this value, written without references. It allocates nothing.
func (s *Scanner) AttrIs(name, value string) bool {
	a := s.find(name)
	return a != nil && !a.cooked && s.set.equal(s.data[a.value.from:a.value.to], value)
}

// Attrs calls yield for the attributes of the current start tag in the order of
// the document, until it returns false.
func (s *Scanner) Attrs(yield func(name, value string) bool) {
	if s.kind != Start {
		return
	}
	for i := range s.attrs {
		if !yield(s.string(s.attrs[i].name), s.value(&s.attrs[i])) {
			return
		}
	}
}

func (s *Scanner) find(name string) *attr {
	if s.kind != Start {
		return nil
	}
	for i := range s.attrs {
		a := &s.attrs[i]
		if s.set.equal(s.data[a.name.from:a.name.to], name) {
			return a
		}
	}
	return nil
}

// Text returns the current text with references resolved and line ends
// normalised; "" at a tag.
func (s *Scanner) Text() string {
	if s.kind != Text {
		return ""
	}
	if !s.cooked {
		return s.string(s.text)
	}
	s.buf = s.cook(s.buf[:0], s.text, s.cdata, false)
	return string(s.buf)
}

// string returns raw bytes of the document as UTF-8.
func (s *Scanner) string(sp span) string {
	raw := s.data[sp.from:sp.to]
	if !s.set.single() || ascii(raw) {
		return string(raw)
	}
	s.buf = s.set.appendText(s.buf[:0], raw)
	return string(s.buf)
}

func (s *Scanner) value(a *attr) string {
	if !a.cooked {
		return s.string(a.value)
	}
	s.buf = s.cook(s.buf[:0], a.value, false, true)
	return string(s.buf)
}

// cook appends text or an attribute's value with references resolved, line ends
// made single (2.11) and, in attributes, white space made spaces (3.3.3).
func (s *Scanner) cook(to []byte, sp span, verbatim, attribute bool) []byte {
	raw := s.data[sp.from:sp.to]
	for len(raw) > 0 {
		i := bytes.IndexAny(raw, "&\r\n\t")
		if i < 0 {
			return s.set.appendText(to, raw)
		}
		to = s.set.appendText(to, raw[:i])
		switch c := raw[i]; {
		case c == '&' && !verbatim:
			r, size := resolve(raw[i:])
			to = append(to, string(r)...)
			raw = raw[i+size:]
			continue
		case c == '\r' && i+1 < len(raw) && raw[i+1] == '\n':
			// The line feed that follows stands for both.
		case c == '&':
			to = append(to, c)
		case attribute:
			to = append(to, ' ')
		case c == '\r':
			to = append(to, '\n')
		default:
			to = append(to, c)
		}
		raw = raw[i+1:]
	}
	return to
}
