package tablefile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sdano"
)

// Bounds of a file.
const (
	MaxSize    = 16 << 20 // bytes
	maxRows    = 200_000
	maxCells   = 200       // of a row
	maxUnzip   = 256 << 20 // bytes of an unpacked workbook
	maxPart    = 64 << 20  // bytes of a part that is kept in memory
	zipHeading = "PK\x03\x04"
)

// Row is one row of a table that is not empty.
type Row struct {
	// At is the number of the row in the file, from 1.
	At int
	// Cells are the texts of the cells without the spaces around them.
	Cells []string
}

// Cell returns the text of a cell from 0 on, "" if the row has no such cell.
func (r Row) Cell(n int) string {
	if n < 0 || n >= len(r.Cells) {
		return ""
	}
	return r.Cells[n]
}

// ErrNoTable is the Code of the error that a file is no table.
var ErrNoTable = &sdano.Error{
	Kind: sdano.Unprocessable, Code: "not_a_table",
	Message: "Файл не читается как таблица.",
	Remedy:  "Сохраните таблицу как книгу Excel (.xlsx) или CSV и загрузите снова.",
}

var errTooLarge = &sdano.Error{
	Kind: sdano.TooLarge, Code: "table_too_large", Message: "Таблица слишком велика: больше 16 МиБ, 200 000 строк или 200 столбцов.",
	Remedy: "Разделите её на части.",
}

// Read reads a file: XLSX by its heading (the first sheet that is not empty), else
// CSV in UTF-8, UTF-16 or windows-1251 separated by semicolons, commas or
// tabulators. The error is ErrNoTable or of kind TooLarge.
func Read(file []byte) ([]Row, error) {
	switch {
	case len(file) > MaxSize:
		return nil, errTooLarge
	case bytes.HasPrefix(file, []byte(zipHeading)):
		return readBook(file)
	case bytes.IndexByte(file, 0) >= 0 && !bytes.HasPrefix(file, []byte("\xff\xfe")) && !bytes.HasPrefix(file, []byte("\xfe\xff")):
		return nil, ErrNoTable
	}
	return readText(decode(file))
}

func readBook(file []byte) ([]Row, error) {
	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxPart,
	})
	if err != nil {
		return nil, ErrNoTable
	}
	out, err := readSheets(book)
	if closed := book.Close(); err == nil && closed != nil {
		err = closed
	}
	return out, err
}

func readSheets(book *excelize.File) ([]Row, error) {
	for _, name := range book.GetSheetList() {
		rows, err := book.Rows(name)
		if err != nil {
			return nil, ErrNoTable
		}
		out, err := readSheet(rows)
		if err != nil || len(out) > 0 {
			return out, err
		}
	}
	return nil, nil
}

func readSheet(rows *excelize.Rows) (out []Row, err error) {
	for at := 1; rows.Next(); at++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, ErrNoTable
		}
		if out, err = add(out, at, cells); err != nil {
			return nil, err
		}
	}
	if rows.Error() != nil {
		return nil, ErrNoTable
	}
	return out, rows.Close()
}

// add adds a row that is not empty.
func add(out []Row, at int, cells []string) ([]Row, error) {
	filled := false
	for i := range cells {
		cells[i] = strings.Trim(cells[i], " \t\r\n\u00a0\ufeff")
		filled = filled || cells[i] != ""
	}
	if !filled {
		return out, nil
	}
	if len(out) == maxRows || len(cells) > maxCells {
		return nil, errTooLarge
	}
	return append(out, Row{At: at, Cells: cells}), nil
}

// decode returns the text of a file.
func decode(file []byte) string {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(file, []byte(mark)) {
			text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(file)
			if err == nil {
				return string(text)
			}
		}
	}
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if utf8.Valid(file) {
		return string(file)
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(file)
	if err != nil { // that encoding has no errors
		return strings.ToValidUTF8(string(file), "\ufffd")
	}
	return string(text)
}

func readText(text string) (out []Row, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(text), -1, true, false
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, ErrNoTable
		}
		at, _ := r.FieldPos(0)
		if out, err = add(out, at, cells); err != nil {
			return nil, err
		}
	}
}

// separator returns the sign that parts the cells: the one that occurs in most of
// the first lines, a semicolon if they say nothing.
func separator(text string) rune {
	best, most := ';', 0
	lines := strings.SplitN(text, "\n", 31)
	for _, sign := range []rune{';', '\t', ','} {
		n := 0
		for _, line := range lines[:min(len(lines), 30)] {
			if strings.ContainsRune(line, sign) {
				n++
			}
		}
		if n > most {
			best, most = sign, n
		}
	}
	return best
}
