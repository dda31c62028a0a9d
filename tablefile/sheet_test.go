package tablefile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sdano"
	"sdano/tablefile"
)

func TestATableInEveryForm(t *testing.T) {
	t.Parallel()
	const text = "Дата;Сумма;Примечание\r\n\r\n28.04.2026;12 210,50;\"а; \"\"б\"\"\"\r\n"
	win, err := charmap.Windows1251.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	book, err := tablefile.Write(tablefile.Sheet{Name: "Пустой"}, tablefile.Sheet{Name: "Книга", Titles: []string{"Дата", "Сумма", "Примечание"}, Rows: [][]any{
		{nil}, {sdano.MustDate("2026-04-28"), sdano.MustMoney("12210.50"), "а; \"б\""},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"utf-8": text, "with a mark": "\ufeff" + text, "windows": win, "utf-16": wide, "xlsx": string(book),
		"tabs":   strings.ReplaceAll(strings.ReplaceAll(text, ";", "\t"), "\"а\t", "\"а;"),
		"commas": strings.ReplaceAll(strings.ReplaceAll(strings.Replace(text, "12 210,50", "12 210.50", 1), ";", ","), "\"а,", "\"а;"),
	} {
		rows, err := tablefile.Read([]byte(file))
		if err != nil || len(rows) != 2 || rows[1].At != 3 || rows[0].Cell(1) != "Сумма" || rows[1].Cell(2) != `а; "б"` || rows[1].Cell(9) != "" {
			t.Errorf("%s: %v, %+v", name, err, rows)
			continue
		}
		day, ok := tablefile.Date(rows[1].Cell(0))
		sum, ok2 := tablefile.Money(rows[1].Cell(1))
		if !ok || !ok2 || day != sdano.MustDate("2026-04-28") || sum != sdano.MustMoney("12210.50") {
			t.Errorf("%s: %v %v", name, day, sum)
		}
	}
}

func TestDaysAndSumsOfCells(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"28.04.2026": "2026-04-28", "28.04.26": "2026-04-28", "28/04/2026": "2026-04-28", "2026-04-28": "2026-04-28", "2026-04-28T10:00:00": "2026-04-28",
		"28.04.2026 10:00": "2026-04-28", "46140": "2026-04-28", "46140.5": "2026-04-28", "": "", "апрель": "", "31.04.2026": "", "123": "",
	} {
		got, ok := tablefile.Date(cell)
		if text := fmt.Sprint(got); ok != (want != "") || ok && text != want {
			t.Errorf("day %q: %v %v", cell, got, ok)
		}
	}
	for cell, want := range map[string]string{
		"12210.5": "12210.50", "12 210,50": "12210.50", "12\u00a0210,50 ₽": "12210.50", "1,234.50": "1234.50", "1.234,50": "1234.50", "−5": "-5.00",
		"0.30000000000000004": "0.30", "1.2E3": "1200.00", "100.001": "", "1/3": "", "": "", "сто": "", "1e9999999999": "", "1,2,3": "", "0x10": "", "Inf": "",
		"99999999999999999999": "",
	} {
		got, ok := tablefile.Money(cell)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("sum %q: %v %v", cell, got, ok)
		}
	}
}

// A text that begins like a formula stays a text: a workbook that a program makes
// must not compute what a payer wrote.
func TestATextIsNeverAFormula(t *testing.T) {
	t.Parallel()
	book, err := tablefile.Write(tablefile.Sheet{Name: "Л", Titles: []string{"Т"}, Rows: [][]any{{`=HYPERLINK("http://x","y")`}, {strings.Repeat("я", 40_000)}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	formula, err := f.GetCellFormula("Л", "A2")
	if value, _ := f.GetCellValue("Л", "A2"); formula != "" || err != nil || !strings.HasPrefix(value, "=HYPER") {
		t.Errorf("%q %q %v", formula, value, err)
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"zip": []byte("PK\x03\x04rest"), "binary": {0, 1, 2}, "too large": make([]byte, tablefile.MaxSize+1), "wide": []byte(strings.Repeat("a;", 500)),
	} {
		if rows, err := tablefile.Read(file); err == nil || sdano.AsError(err).Remedy == "" {
			t.Errorf("%s: %v %v", name, rows, err)
		}
	}
	if rows, err := tablefile.Read(nil); err != nil || len(rows) != 0 {
		t.Errorf("nothing: %v %v", rows, err)
	}
}

func FuzzRead(f *testing.F) {
	book, _ := tablefile.Write(tablefile.Sheet{Name: "Л", Titles: []string{"Дата"}, Rows: [][]any{{sdano.MustDate("2026-04-28")}}})
	f.Add(book)
	f.Add([]byte("Дата;Сумма\n28.04.2026;1"))
	f.Fuzz(func(_ *testing.T, file []byte) {
		rows, err := tablefile.Read(file)
		if err != nil {
			return
		}
		for _, r := range rows {
			for _, c := range r.Cells {
				tablefile.Date(c)
				tablefile.Money(c)
			}
		}
	})
}
