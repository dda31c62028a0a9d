package xmlscan

import (
	"bytes"
	"unicode/utf8"
)

// startTag reads a start tag or an empty-element tag.
func (s *Scanner) startTag() error {
	if s.depth == 0 && s.rooted {
		return s.fail(s.pos, CodeSyntax, "в файле больше одного корневого элемента")
	}
	name, err := s.name(s.pos+1, "имя элемента")
	if err != nil {
		return err
	}
	if len(s.open) >= s.config.Limits.Depth {
		return s.fail(s.pos, CodeLimit, "вложенность элементов больше %d", s.config.Limits.Depth)
	}
	if s.elements++; s.elements > s.config.Limits.Elements {
		return s.fail(s.pos, CodeLimit, "в файле больше %d элементов", s.config.Limits.Elements)
	}
	s.open = append(s.open, name)
	s.rooted, s.depth, s.attrs = true, len(s.open), s.attrs[:0]
	for at := name.to; ; {
		next := s.skipSpace(at)
		switch c := s.byteAt(next); {
		case c == '>':
			s.pos = next + 1
			return nil
		case c == '/' && s.byteAt(next+1) == '>':
			s.empty, s.pos = true, next+2
			return nil
		case next == at || next >= len(s.data):
			return s.badTag(next, name)
		}
		if at, err = s.attribute(next); err != nil {
			return err
		}
	}
}

// badTag says why a start tag cannot go on at an offset.
func (s *Scanner) badTag(at int, name span) error {
	switch {
	case at >= len(s.data):
		return s.failEnd(at, "файл обрывается внутри тега <%s>", s.string(name))
	case s.data[at] == no98:
		return s.badChar(at)
	}
	return s.fail(at, CodeSyntax, "в теге <%s> неуместен знак %s", s.string(name), s.char(at))
}

// attribute reads an attribute and returns where it ends.
func (s *Scanner) attribute(at int) (int, error) {
	name, err := s.name(at, "имя атрибута")
	if err != nil {
		return 0, err
	}
	eq := s.skipSpace(name.to)
	if s.byteAt(eq) != '=' {
		return 0, s.fail(eq, CodeSyntax, "после имени атрибута %s нет знака «=»", s.string(name))
	}
	open := s.skipSpace(eq + 1)
	if q := s.byteAt(open); q != '"' && q != '\'' {
		return 0, s.fail(open, CodeSyntax, "значение атрибута %s не в кавычках", s.string(name))
	}
	if s.repeated(name) {
		return 0, s.fail(at, CodeSyntax, "атрибут %s повторяется", s.string(name))
	}
	if len(s.attrs) >= s.config.Limits.Attributes {
		return 0, s.fail(at, CodeLimit, "у элемента больше %d атрибутов", s.config.Limits.Attributes)
	}
	s.attrs = append(s.attrs, attr{})
	a := &s.attrs[len(s.attrs)-1]
	a.name, a.value.from = name, open+1
	a.value.to, a.cooked, err = s.quoted(open, name)
	return a.value.to + 1, err
}

// few is how many attributes are compared one by one.
const few = 8

// repeated reports whether the current start tag has an attribute of the name.
// Beyond a few, a filter over hashes spares most comparisons, so that many
// attributes do not cost their square.
func (s *Scanner) repeated(name span) bool {
	raw := s.data[name.from:name.to]
	if n := len(s.attrs); n >= few {
		if n == few {
			s.filter = [16]uint64{}
			for i := range s.attrs {
				s.mark(s.data[s.attrs[i].name.from:s.attrs[i].name.to])
			}
		}
		if !s.mark(raw) {
			return false
		}
	}
	for i := range s.attrs {
		if o := s.attrs[i].name; o.to-o.from == len(raw) && bytes.Equal(s.data[o.from:o.to], raw) {
			return true
		}
	}
	return false
}

// mark puts a name into the filter and reports whether it may have been there.
func (s *Scanner) mark(name []byte) bool {
	h := uint32(2166136261) // FNV-1a
	for _, b := range name {
		h = (h ^ uint32(b)) * 16777619
	}
	word, bit := h>>28, uint64(1)<<(h>>22&63)
	was := s.filter[word]&bit != 0
	s.filter[word] |= bit
	return was
}

// endTag reads an end tag.
func (s *Scanner) endTag() error {
	if len(s.open) > 0 {
		top := s.open[len(s.open)-1]
		from, length := s.pos+len("</"), top.to-top.from
		if s.byteAt(from+length) == '>' && bytes.Equal(s.data[from:from+length], s.data[top.from:top.to]) {
			s.pos = from + length + 1
			return nil
		}
	}
	return s.oddEndTag()
}

// oddEndTag reads an end tag that is wrong or has white space after its name.
func (s *Scanner) oddEndTag() error {
	name, err := s.name(s.pos+len("</"), "имя элемента")
	if err != nil {
		return err
	}
	if len(s.open) == 0 {
		return s.fail(s.pos, CodeSyntax, "тег </%s> ничего не закрывает", s.string(name))
	}
	top := s.open[len(s.open)-1]
	if !bytes.Equal(s.data[top.from:top.to], s.data[name.from:name.to]) {
		return s.fail(s.pos, CodeSyntax, "элемент <%s> закрыт тегом </%s>", s.string(top), s.string(name))
	}
	end := s.skipSpace(name.to)
	if s.byteAt(end) != '>' {
		return s.fail(end, CodeSyntax, "тег </%s> не закончен", s.string(name))
	}
	s.pos = end + 1
	return nil
}

// name reads a name; what says of what, for the message.
func (s *Scanner) name(at int, what string) (span, error) {
	window, class := s.window(at+s.config.Limits.Name+1), &s.set.class
	if at < len(window) && class[window[at]]&nameStart != 0 {
		for i := at + 1; i < len(window); i++ {
			if c := class[window[i]]; c&nameChar == 0 {
				if c&lead == 0 {
					return span{at, i}, nil
				}
				break
			}
		}
	}
	return s.wideName(at, what)
}

// wideName reads a name with characters of several bytes, or what is wrong as
// one.
func (s *Scanner) wideName(at int, what string) (span, error) {
	window, class := s.window(at+s.config.Limits.Name+1), &s.set.class
	i, want := at, byte(nameStart)
	for i < len(window) {
		c := class[window[i]]
		switch {
		case c&want != 0:
			i++
		case c&letters != 0 && s.byteAt(i+1)&0xC0 == 0x80:
			i += 2
		case c&lead == 0:
			return s.nameEnd(at, i, what)
		default:
			r, size := utf8.DecodeRune(s.data[i:])
			if size == 1 {
				return span{}, s.badChar(i)
			}
			if !isNameStart(r) && (i == at || !isNameChar(r)) {
				return s.nameEnd(at, i, what)
			}
			i += size
		}
		want = nameChar
	}
	return s.nameEnd(at, i, what)
}

// nameEnd returns the name between two offsets, if it is one.
func (s *Scanner) nameEnd(from, to int, what string) (span, error) {
	switch {
	case from >= len(s.data):
		return span{}, s.failEnd(s.pos, "файл обрывается внутри тега")
	case from == to:
		return span{}, s.fail(from, CodeSyntax, "ожидалось %s, а стоит %s", what, s.char(from))
	case to-from > s.config.Limits.Name:
		return span{}, s.fail(from, CodeLimit, "%s длиннее %d байт", what, s.config.Limits.Name)
	}
	return span{from, to}, nil
}
