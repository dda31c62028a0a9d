package bankfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// marks are words of the format that tell in which letters a file is written.
var marks = []string{"СекцияДокумент", "КонецДокумента", "РасчСчет", "ВерсияФормата", "Кодировка", "Сумма=", "Дата=", "Назначение"}

// decode returns the text of a file: UTF-8 if it is one, else that of the
// encodings in which most words of the format occur. What a file says of its own
// encoding is not believed: banks write «Windows» over letters of DOS.
func decode(file []byte) string {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(file, []byte(mark)) {
			return letters(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), file)
		}
	}
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if utf8.Valid(file) {
		return string(file)
	}
	var best encoding.Encoding
	most := -1
	for _, table := range []encoding.Encoding{charmap.Windows1251, charmap.CodePage866, unicode.UTF8, charmap.KOI8R} {
		if n := met(letters(table, file[:min(len(file), 64<<10)])); n > most {
			best, most = table, n
		}
	}
	return letters(best, file)
}

// letters decodes a file; what is no letter becomes the sign of replacement.
func letters(table encoding.Encoding, file []byte) string {
	text, err := table.NewDecoder().Bytes(file)
	if err != nil { // these encodings have no errors
		return strings.ToValidUTF8(string(file), "\ufffd")
	}
	return string(text)
}

// met counts the words of the format in a text.
func met(text string) (n int) {
	for _, mark := range marks {
		n += strings.Count(text, mark)
	}
	return n
}
