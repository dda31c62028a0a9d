package tablefile

import (
	"bytes"
	"fmt"
	"math/big"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"sdano"
)

// Sheet is one sheet of a workbook.
type Sheet struct {
	// Name is the name of the sheet, at most 31 letters without []:*?/\.
	Name string
	// Titles are the texts of the first row.
	Titles []string
	// Rows are the rows below it: sdano.Date, sdano.Money, int, string, nil for an
	// empty cell. A text is a text, whatever sign it begins with.
	Rows [][]any
}

// MediaType is the media type of workbooks (ECMA-376).
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// maxText is how many letters a cell of a workbook holds.
const maxText = 32767

// The formats of cells by their numbers in OOXML (ECMA-376 part 1, 18.8.30).
const (
	formatDay   = 14 // the short date of the reader's language
	formatMoney = 4  // #,##0.00
)

// Write returns a workbook (XLSX): titles bold and held in view, days as days,
// sums as numbers, columns as wide as what they hold. The error is an internal one.
func Write(sheets ...Sheet) ([]byte, error) {
	book := excelize.NewFile()
	w := &writer{book: book}
	err := w.styles()
	for i, s := range sheets {
		if err == nil && i == 0 {
			err = book.SetSheetName(book.GetSheetName(0), s.Name)
		} else if err == nil {
			_, err = book.NewSheet(s.Name)
		}
		if err == nil {
			err = w.sheet(s)
		}
	}
	var out bytes.Buffer
	if err == nil {
		err = book.Write(&out)
	}
	if closed := book.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, fmt.Errorf("tablefile: %w", err)
	}
	return out.Bytes(), nil
}

type writer struct {
	book             *excelize.File
	bold, day, money int
}

func (w *writer) styles() (err error) {
	if w.bold, err = w.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if w.day, err = w.book.NewStyle(&excelize.Style{NumFmt: formatDay}); err != nil {
		return err
	}
	w.money, err = w.book.NewStyle(&excelize.Style{NumFmt: formatMoney})
	return err
}

func (w *writer) sheet(s Sheet) error {
	stream, err := w.book.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for n, width := range widths(s) {
		if err := stream.SetColWidth(n+1, n+1, width); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	titles := make([]any, len(s.Titles))
	for i, t := range s.Titles {
		titles[i] = excelize.Cell{StyleID: w.bold, Value: t}
	}
	if err := stream.SetRow("A1", titles); err != nil {
		return err
	}
	for n, row := range s.Rows {
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = w.cell(v)
		}
		if err := stream.SetRow(fmt.Sprintf("A%d", n+2), cells); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// cell is a value as the workbook keeps it.
func (w *writer) cell(v any) any {
	switch v := v.(type) {
	case sdano.Date:
		if v.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: w.day, Value: epoch.DaysTo(v)}
	case sdano.Money:
		rubles, _ := new(big.Rat).SetFrac64(int64(v), 100).Float64()
		return excelize.Cell{StyleID: w.money, Value: rubles}
	case string:
		if utf8.RuneCountInString(v) > maxText {
			return string([]rune(v)[:maxText])
		}
	}
	return v
}

// widths returns the widths of the columns in letters, from 8 to 60.
func widths(s Sheet) []float64 {
	out := make([]float64, len(s.Titles))
	wide := func(n int, text string) {
		if n < len(out) {
			out[n] = max(out[n], 8, min(60, float64(utf8.RuneCountInString(text))*1.1+2))
		}
	}
	for n, t := range s.Titles {
		wide(n, t)
	}
	for _, row := range s.Rows {
		for n, v := range row {
			wide(n, fmt.Sprint(v))
		}
	}
	return out
}
