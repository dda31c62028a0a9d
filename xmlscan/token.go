package xmlscan

import (
	"bytes"
	"strconv"
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
	s.open = append(s.open, name)
	s.rooted, s.depth, s.attrs = true, len(s.open), s.attrs[:0]
	for at := name.to; ; {
		next := s.skipSpace(at)
		switch c := s.byteAt(next); {
		case c == '>':
			s.empty, s.pos = false, next+1
			return nil
		case c == '/' && s.byteAt(next+1) == '>':
			s.empty, s.pos = true, next+2
			return nil
		case next >= len(s.data):
			return s.fail(next, CodeSyntax, "файл обрывается внутри тега <%s>", s.string(name))
		case next == at && c == no98:
			return s.badChar(next)
		case next == at:
			return s.fail(next, CodeSyntax, "в теге <%s> неуместен знак %s", s.string(name), s.char(next))
		}
		if at, err = s.attribute(next); err != nil {
			return err
		}
	}
}

// byteAt returns a byte of the document, 0 past its end.
func (s *Scanner) byteAt(at int) byte {
	if at >= len(s.data) {
		return 0
	}
	return s.data[at]
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
	end, cooked, err := s.quoted(open, name)
	s.attrs = append(s.attrs, attr{name, span{open + 1, end}, cooked})
	return end + 1, err
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

// pair reports whether a character of two bytes begins here in UTF-8. All of
// them are allowed in XML, and Cyrillic letters are such.
func pair(data []byte, at int) bool {
	return data[at] >= 0xC2 && data[at] <= 0xDF && at+1 < len(data) && data[at+1]&0xC0 == 0x80
}

// quoted finds the end of an attribute's value whose opening quote is at open.
func (s *Scanner) quoted(open int, name span) (end int, cooked bool, err error) {
	quote, class := s.data[open], &s.set.class
	for i := open + 1; i < len(s.data); {
		c := s.data[i]
		if c > '\r' && c != quote && class[c]&plain != 0 {
			i++
			continue
		}
		switch c {
		case quote:
			return i, cooked, nil
		case '\t', '\n', '\r':
			cooked = true
			i++
		case ']':
			i++
		case '<':
			return 0, false, s.fail(i, CodeSyntax, "в значении атрибута %s стоит знак «<»", s.string(name))
		default:
			cooked = cooked || c == '&'
			if s.set == utf8Set && pair(s.data, i) {
				i += 2
			} else if i, err = s.special(i); err != nil {
				return 0, false, err
			}
		}
	}
	return 0, false, s.fail(len(s.data), CodeSyntax, "файл обрывается в значении атрибута %s", s.string(name))
}

// special passes a reference or a character of several bytes and returns what
// follows it; any other byte is an error.
func (s *Scanner) special(at int) (int, error) {
	c := s.data[at]
	switch {
	case c == '&':
		if r, size := reference(s.data[at:]); size > 0 && isChar(r) {
			return at + size, nil
		}
		return 0, s.fail(at, CodeSyntax, "ссылка %s не определена", excerpt(s.data[at:]))
	case s.set.class[c]&lead != 0:
		r, size := utf8.DecodeRune(s.data[at:])
		if size > 1 && isChar(r) {
			return at + size, nil
		}
	}
	return 0, s.badChar(at)
}

// badChar says why a byte cannot stand anywhere in a document.
func (s *Scanner) badChar(at int) error {
	c := s.data[at]
	_, size := utf8.DecodeRune(s.data[at:])
	if s.set.single() && c == no98 || !s.set.single() && c >= utf8.RuneSelf && size <= 1 {
		return s.fail(at, CodeEncoding, "байт 0x%02X невозможен в кодировке %s", c, s.set.name)
	}
	return s.fail(at, CodeSyntax, "недопустимый знак: %s", s.char(at))
}

// excerpt returns the beginning of a broken reference for a message.
func excerpt(raw []byte) string {
	i := 1
	for i < len(raw) && i < 20 && raw[i] > ' ' && raw[i] < utf8.RuneSelf && raw[i] != '<' && raw[i] != '"' {
		i++
		if raw[i-1] == ';' {
			break
		}
	}
	return "«" + string(raw[:i]) + "»"
}

var predefined = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "apos": '\'', "quot": '"'}

// reference resolves the reference at the beginning of raw and returns its
// character and length; length 0 means that it is not one.
func reference(raw []byte) (rune, int) {
	end := bytes.IndexByte(raw[:min(len(raw), 32)], ';')
	if end < 2 {
		return 0, 0
	}
	body := raw[1:end]
	if body[0] != '#' {
		r, ok := predefined[string(body)]
		if !ok {
			return 0, 0
		}
		return r, end + 1
	}
	digits, base := body[1:], 10
	if len(digits) > 1 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 31)
	if err != nil {
		return 0, 0
	}
	return rune(n), end + 1
}

// endTag reads an end tag.
func (s *Scanner) endTag() error {
	name, err := s.name(s.pos+2, "имя элемента")
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
	i, want := at, byte(nameStart)
	for i < len(s.data) {
		c := s.data[i]
		size := 1
		if s.set.class[c]&lead != 0 {
			var r rune
			if r, size = utf8.DecodeRune(s.data[i:]); size == 1 {
				return span{}, s.badChar(i)
			}
			if ok := want == nameStart && isNameStart(r) || want == nameChar && isNameChar(r); !ok {
				break
			}
		} else if s.set.class[c]&want == 0 {
			break
		}
		i, want = i+size, nameChar
	}
	switch {
	case i == at:
		return span{}, s.fail(at, CodeSyntax, "ожидалось %s, а стоит %s", what, s.char(at))
	case i-at > s.config.Limits.Name:
		return span{}, s.fail(at, CodeLimit, "%s длиннее %d байт", what, s.config.Limits.Name)
	}
	return span{at, i}, nil
}

// characters reads character data up to the next tag.
func (s *Scanner) characters() error {
	if len(s.open) == 0 {
		if s.rooted {
			return s.fail(s.pos, CodeSyntax, "после корневого элемента стоит лишнее: %s", s.char(s.pos))
		}
		return s.fail(s.pos, CodeSyntax, "файл начинается не с тега, а с %s", s.char(s.pos))
	}
	s.cdata, s.cooked = false, false
	i := s.pos
	for i < len(s.data) && s.data[i] != '<' {
		c := s.data[i]
		var err error
		switch {
		case s.set.class[c]&plain != 0:
			i++
		case c == '\r':
			s.cooked = true
			i++
		case c == ']':
			if bytes.HasPrefix(s.data[i:], []byte("]]>")) {
				return s.fail(i, CodeSyntax, "в тексте стоит «]]>»")
			}
			i++
		default:
			s.cooked = s.cooked || c == '&'
			if s.set == utf8Set && pair(s.data, i) {
				i += 2
			} else if i, err = s.special(i); err != nil {
				return err
			}
		}
	}
	s.text, s.pos = span{s.pos, i}, i
	return nil
}
