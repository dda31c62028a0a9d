package xmlscan

import (
	"bytes"
	"unicode/utf8"
)

// quoted finds the end of an attribute's value whose opening quote is at open.
func (s *Scanner) quoted(open int, name span) (end int, cooked bool, err error) {
	window, class := s.window(open+s.config.Limits.Text+2), &s.set.class
	for i := open + 1; i < len(window); {
		switch c := window[i]; {
		case class[c]&inValue != 0:
			i = s.set.run(window, i, inValue)
		case c == window[open]:
			return i, cooked, nil
		case c == '"' || c == '\'':
			i++
		case class[c]&space != 0:
			cooked = true
			i++
		case c == '<':
			return 0, false, s.fail(i, CodeSyntax, "в значении атрибута %s стоит знак «<»", s.string(name))
		default:
			cooked = cooked || c == '&'
			if i, err = s.special(i); err != nil {
				return 0, false, err
			}
		}
	}
	if len(window) < len(s.data) {
		return 0, false, s.tooLong(open, "значение атрибута "+s.string(name))
	}
	return 0, false, s.failEnd(len(s.data), "файл обрывается в значении атрибута %s", s.string(name))
}

// characters reads character data up to the next tag.
func (s *Scanner) characters() error {
	if len(s.open) == 0 {
		return s.outside()
	}
	s.cdata, s.cooked = false, false
	window, class := s.window(s.pos+s.config.Limits.Text+1), &s.set.class
	var err error
	i := s.pos
	for i < len(window) && window[i] != '<' {
		switch c := window[i]; {
		case class[c]&inText != 0:
			i = s.set.run(window, i, inText)
		case c == '\r':
			s.cooked = true
			i++
		case c == ']' && s.byteAt(i+1) == ']' && s.byteAt(i+2) == '>':
			return s.fail(i, CodeSyntax, "в тексте стоит «]]>»")
		case c == ']':
			i++
		default:
			s.cooked = s.cooked || c == '&'
			if i, err = s.special(i); err != nil {
				return err
			}
		}
	}
	if i >= len(window) && len(window) < len(s.data) {
		return s.tooLong(s.pos, "текст")
	}
	s.text, s.pos = span{s.pos, i}, i
	return nil
}

// outside says that there is text outside of the root.
func (s *Scanner) outside() error {
	if s.rooted {
		return s.fail(s.pos, CodeSyntax, "после корневого элемента стоит лишнее: %s", s.char(s.pos))
	}
	return s.fail(s.pos, CodeSyntax, "файл начинается не с тега, первым стоит %s", s.char(s.pos))
}

// special passes a reference or characters of several bytes and returns what
// follows; any other byte is an error.
func (s *Scanner) special(at int) (int, error) {
	if s.data[at] == '&' {
		return s.reference(at)
	}
	i := at
	for i+1 < len(s.data) && s.set.class[s.data[i]]&pair != 0 && s.data[i+1]&0xC0 == 0x80 {
		i += 2
	}
	if i > at {
		return i, nil
	}
	if s.set.class[s.data[at]]&lead != 0 {
		if r, size := utf8.DecodeRune(s.data[at:]); size > 1 && isChar(r) {
			return at + size, nil
		}
	}
	return 0, s.badChar(at)
}

// reference passes a reference and returns what follows.
func (s *Scanner) reference(at int) (int, error) {
	raw := s.data[at:min(len(s.data), at+s.config.Limits.Text)]
	if r, size := resolve(raw); size > 0 && isChar(r) {
		return at + size, nil
	}
	const undefined = "ссылка %s не определена"
	if bytes.IndexByte(raw, ';') < 0 && at+len(raw) == len(s.data) {
		return 0, s.failEnd(at, undefined, excerpt(raw))
	}
	return 0, s.fail(at, CodeSyntax, undefined, excerpt(raw))
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

// predefined are the entities that need no declaration (4.6).
var predefined = [...]struct {
	name  string
	value rune
}{{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&apos;", '\''}, {"&quot;", '"'}}

// resolve resolves the reference at the beginning of raw and returns its
// character and length; length 0 means that it is not one.
func resolve(raw []byte) (rune, int) {
	if len(raw) > 1 && raw[1] == '#' {
		return numeric(raw)
	}
	for i := range predefined {
		if n := len(predefined[i].name); len(raw) >= n && string(raw[:n]) == predefined[i].name {
			return predefined[i].value, n
		}
	}
	return 0, 0
}

// numeric resolves a character reference: "&#1078;" or "&#x436;".
func numeric(raw []byte) (rune, int) {
	first, base := len("&#"), rune(10)
	if len(raw) > first && raw[first] == 'x' {
		first, base = first+1, 16
	}
	var r rune
	for i := first; i < len(raw); i++ {
		if raw[i] == ';' && i > first {
			return r, i + 1
		}
		digit := digitOf(raw[i])
		if digit >= base {
			return 0, 0
		}
		if r = r*base + digit; r > utf8.MaxRune {
			return 0, 0
		}
	}
	return 0, 0
}

// digitOf returns the value of a digit, 16 if it is none.
func digitOf(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return 16
}
