package xmlscan

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"sdano"
)

// The codes of the findings of this package.
const (
	// CodeEncoding: the encoding is not UTF-8 or windows-1251, or a byte is not
	// of the declared one.
	CodeEncoding = "encoding"
	// CodeDTD: the document has a document type declaration.
	CodeDTD = "dtd"
	// CodeLimit: the document exceeds one of the Limits.
	CodeLimit = "limit"
	// CodeSyntax: the document is not well-formed.
	CodeSyntax = "syntax"
)

const (
	remedySyntax   = "Сформируйте файл заново в той программе, в которой он составлен, и не правьте его вручную."
	remedyEncoding = "Сохраните файл в кодировке windows-1251 или UTF-8 и укажите её в первой строке файла."
	remedyDTD      = "Удалите из файла объявление <!DOCTYPE …>: в форматах ФНС его нет."
	remedyLimit    = "Проверьте, что это файл отчёта или ответа: таких файлов форматы ФНС не знают."
)

var remedies = map[string]string{
	CodeEncoding: remedyEncoding, CodeDTD: remedyDTD, CodeLimit: remedyLimit, CodeSyntax: remedySyntax,
}

// fail records the error that ends the scan, the first one, and returns it; at
// is the offset of the fault.
func (s *Scanner) fail(at int, code, format string, args ...any) error {
	if s.err != nil {
		return s.err
	}
	s.faultAt = at
	text, path := fmt.Sprintf(format, args...), s.Path()
	if code == CodeSyntax && s.misdeclared() {
		at, code, path, text = 0, CodeEncoding, "", "объявлена кодировка windows-1251, а записан файл в UTF-8"
	}
	line, column := s.Position(at)
	s.err = &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_xml",
		Message:  fmt.Sprintf("Файл не читается как XML: строка %d, столбец %d: %s.", line, column, text),
		Remedy:   remedies[code],
		Findings: []sdano.Finding{{Code: code, Path: path, Line: line, Column: column, Message: text}},
	}
	return s.err
}

// misdeclared reports whether a document that is declared as windows-1251 is one
// of UTF-8: Russian text in the one is never valid in the other. It looks at the
// beginning only.
func (s *Scanner) misdeclared() bool {
	head := s.data[:min(len(s.data), 64<<10)]
	for range utf8.UTFMax - 1 { // a character may be cut
		if r, size := utf8.DecodeLastRune(head); r == utf8.RuneError && size == 1 {
			head = head[:len(head)-1]
		}
	}
	return s.set == win1251 && !ascii(head) && utf8.Valid(head)
}

// failEnd is fail for a document that ends too early.
func (s *Scanner) failEnd(at int, format string, args ...any) error {
	if s.err == nil {
		s.ended = true
	}
	return s.fail(at, CodeSyntax, format, args...)
}

// Position returns line and column, both from 1, of a byte offset in the
// document. Columns count characters. It looks at all that is before, so it is
// meant for messages.
func (s *Scanner) Position(offset int) (line, column int) {
	head := bytes.TrimPrefix(s.data[:min(offset, len(s.data))], bomUTF8)
	line, from := lineOf(head)
	if s.set.single() {
		return line, len(head) - from + 1
	}
	return line, utf8.RuneCount(head[from:]) + 1
}

// lineOf returns the number of the line in which a text ends, from 1, and where
// that line begins. Lines end with a line feed, a carriage return or both.
func lineOf(text []byte) (line, from int) {
	line = 1 + bytes.Count(text, []byte{'\n'})
	if line > 1 {
		from = bytes.LastIndexByte(text, '\n') + 1
	}
	if bytes.IndexByte(text, '\r') < 0 {
		return line, from
	}
	for i, b := range text {
		if b == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			line, from = line+1, max(from, i+1)
		}
	}
	return line, from
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

// char names the character at an offset for a message.
func (s *Scanner) char(at int) string {
	if at >= len(s.data) {
		return "конец файла"
	}
	if b := s.data[at]; b < 0x20 || b == 0x7f {
		return fmt.Sprintf("знак с кодом %d", b)
	}
	if !s.set.single() {
		if r, _ := utf8.DecodeRune(s.data[at:]); r != utf8.RuneError {
			return "«" + string(r) + "»"
		}
	} else if t := s.set.texts[s.data[at]]; t != "" {
		return "«" + t + "»"
	}
	return fmt.Sprintf("байт 0x%02X", s.data[at])
}
