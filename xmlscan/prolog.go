package xmlscan

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

var bomUTF8 = []byte("\xEF\xBB\xBF")

// wide are the beginnings of documents in encodings of two and four bytes.
var wide = []string{"\xFE\xFF", "\xFF\xFE", "\x00<", "<\x00", "\x00\x00"}

// prolog checks the size, finds out the encoding and reads the XML declaration.
func (s *Scanner) prolog() error {
	s.begun = true
	if len(s.data) > s.config.Limits.Size {
		return s.tooLarge()
	}
	for _, w := range wide {
		if len(s.data) >= len(w) && string(s.data[:len(w)]) == w {
			return s.fail(0, CodeEncoding, "файл в кодировке UTF-16 или UTF-32, а допустимы windows-1251 и UTF-8")
		}
	}
	marked := bytes.HasPrefix(s.data, bomUTF8)
	if marked {
		s.pos = len(bomUTF8)
	}
	declared, err := s.xmlDeclaration()
	if err != nil {
		return err
	}
	return s.choose(declared, marked)
}

// choose sets the encoding; marked means that a byte order mark says UTF-8.
func (s *Scanner) choose(declared []byte, marked bool) error {
	switch {
	case len(declared) == 0:
		if s.config.Guess && !marked && !utf8.Valid(s.data) {
			s.set = win1251
		}
	case anyFold(declared, "utf-8", "utf8"):
	case !anyFold(declared, "windows-1251", "cp1251", "x-cp1251"):
		return s.fail(0, CodeEncoding, "кодировка %s не поддерживается, допустимы windows-1251 и UTF-8", string(declared))
	case marked:
		return s.fail(0, CodeEncoding, "объявлена кодировка windows-1251, а файл начинается с метки UTF-8")
	default:
		s.set = win1251
	}
	return nil
}

// anyFold reports whether a name is one of several in any case of letters.
func anyFold(name []byte, of ...string) bool {
	for _, known := range of {
		if strings.EqualFold(string(name), known) {
			return true
		}
	}
	return false
}

// xmlDeclaration reads <?xml …?>, if the document begins with it, and returns
// the declared encoding, nil if there is none.
func (s *Scanner) xmlDeclaration() (encoding []byte, err error) {
	body, found := bytes.CutPrefix(s.data[s.pos:], []byte("<?xml"))
	if !found || len(body) == 0 || s.set.class[body[0]]&space == 0 {
		return nil, nil
	}
	at, order := s.pos+len("<?xml"), 0
	for {
		next := s.skipSpace(at)
		if bytes.HasPrefix(s.data[next:], []byte("?>")) && order > 0 {
			s.pos = next + len("?>")
			return encoding, nil
		}
		name, value, end := s.pseudo(next)
		place := declarationOrder(name, value)
		// As libxml2 does, a blank is not missed between encoding and standalone.
		blank := next > at || order == 2 && place == 3
		if !blank || end == 0 || place <= order || order == 0 && place != 1 {
			return nil, s.fail(next, CodeSyntax, "объявление <?xml …?> написано с ошибкой")
		}
		if place == 2 {
			encoding = value
		}
		at, order = end, place
	}
}

// declarationOrder returns the place (1–3) of a part of the XML declaration, 0
// if there is no such part or its value is not allowed.
func declarationOrder(name, value []byte) int {
	switch string(name) {
	case "version":
		if versionNumber(value) {
			return 1
		}
	case "encoding":
		if encodingName(value) {
			return 2
		}
	case "standalone":
		if string(value) == "yes" || string(value) == "no" {
			return 3
		}
	}
	return 0
}

// versionNumber reports whether a text is a version that processors of XML 1.0
// accept: 1 with any minor number (2.8) or, as libxml2 does, with none.
func versionNumber(text []byte) bool {
	minor, found := bytes.CutPrefix(text, []byte("1."))
	for _, c := range minor {
		found = found && c >= '0' && c <= '9'
	}
	return found
}

// encodingName reports whether a text is a name of an encoding (4.3.3).
func encodingName(text []byte) bool {
	for i, c := range text {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		more := c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-'
		if !letter && (i == 0 || !more) {
			return false
		}
	}
	return len(text) > 0
}

// pseudo reads name="value" of the XML declaration; end 0 means that there is
// none.
func (s *Scanner) pseudo(at int) (name, value []byte, end int) {
	i := at
	for s.byteAt(i) >= 'a' && s.byteAt(i) <= 'z' {
		i++
	}
	eq := s.skipSpace(i)
	open := s.skipSpace(eq + 1)
	quote := s.byteAt(open)
	if i == at || s.byteAt(eq) != '=' || quote != '"' && quote != '\'' {
		return nil, nil, 0
	}
	rest := s.data[open+1 : min(len(s.data), open+42)]
	length := bytes.IndexByte(rest, quote)
	if length < 0 {
		return nil, nil, 0
	}
	return s.data[at:i], rest[:length], open + length + 2
}

// declaration reads what begins with "<!": a comment, for which it returns EOF,
// or verbatim text. Everything else belongs to a document type and is refused.
func (s *Scanner) declaration() (Kind, error) {
	rest := s.data[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return EOF, s.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")) && len(s.open) > 0:
		return Text, s.verbatim()
	case bytes.HasPrefix(rest, []byte("<![")) || bytes.HasPrefix(rest, []byte("<!-")):
		return EOF, s.fail(s.pos, CodeSyntax, "неуместна конструкция «<!»")
	}
	return EOF, s.fail(s.pos, CodeDTD, "объявления типа документа (DOCTYPE, ENTITY) не принимаются")
}

// until passes any characters up to a terminator and returns where it begins.
func (s *Scanner) until(at int, terminator, what string) (int, error) {
	window := s.window(at + s.config.Limits.Text + len(terminator))
	length := bytes.Index(window[at:], []byte(terminator))
	switch {
	case length < 0 && len(window) < len(s.data):
		return 0, s.tooLong(s.pos, what)
	case length < 0:
		return 0, s.failEnd(s.pos, "%s без конца", what)
	}
	end, text := at+length, window[:at+length]
	for i := s.set.run(text, at, inText); i < end; i = s.set.run(text, i, inText) {
		if c := text[i]; c == '<' || c == '&' || c == ']' || c == '\r' {
			i++
			continue
		}
		var err error
		if i, err = s.special(i); err != nil {
			return 0, err
		}
	}
	return end, nil
}

func (s *Scanner) comment() error {
	end, err := s.until(s.pos+len("<!--"), "--", "комментарий")
	if err != nil {
		return err
	}
	if s.byteAt(end+2) != '>' {
		return s.fail(end, CodeSyntax, "внутри комментария стоит «--»")
	}
	s.pos = end + 3
	return nil
}

func (s *Scanner) verbatim() error {
	from := s.pos + len("<![CDATA[")
	end, err := s.until(from, "]]>", "раздел CDATA")
	if err != nil {
		return err
	}
	s.text, s.cdata, s.cooked, s.pos = span{from, end}, true, true, end+3
	return nil
}

// instruction passes a processing instruction; nobody here obeys any.
func (s *Scanner) instruction() error {
	name, err := s.name(s.pos+2, "имя инструкции")
	if err != nil {
		return err
	}
	if strings.EqualFold(s.string(name), "xml") {
		return s.fail(s.pos, CodeSyntax, "объявление <?xml …?> стоит не в начале файла")
	}
	if s.set.class[s.byteAt(name.to)]&space == 0 && !bytes.HasPrefix(s.data[name.to:], []byte("?>")) {
		return s.fail(name.to, CodeSyntax, "инструкция <?%s написана с ошибкой", s.string(name))
	}
	end, err := s.until(name.to, "?>", "инструкция")
	if err != nil {
		return err
	}
	s.pos = end + 2
	return nil
}
