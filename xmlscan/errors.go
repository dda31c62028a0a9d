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

// fail records the error that ends the scan and returns it; at is the offset of
// the fault.
func (s *Scanner) fail(at int, code, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	line, column := s.Position(at)
	s.err = &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_xml",
		Message:  fmt.Sprintf("Файл не читается как XML: строка %d, столбец %d: %s.", line, column, text),
		Remedy:   remedies[code],
		Findings: []sdano.Finding{{Code: code, Path: s.Path(), Line: line, Column: column, Message: text}},
	}
	return s.err
}

// Position returns line and column, both from 1, of a byte offset in the
// document. Columns count characters. It walks from the beginning, so it is
// meant for messages.
func (s *Scanner) Position(offset int) (line, column int) {
	head := bytes.TrimPrefix(s.data[:min(offset, len(s.data))], bomUTF8)
	line = 1
	for i, b := range head {
		if b == '\n' || b == '\r' && (i+1 == len(head) || head[i+1] != '\n') {
			line++
		}
	}
	if i := bytes.LastIndexAny(head, "\n\r"); i >= 0 {
		head = head[i+1:]
	}
	if s.set.single() {
		return line, len(head) + 1
	}
	return line, utf8.RuneCount(head) + 1
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
