package show_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"sdano/titles/show"
	"sdano/titles/title"
	"sdano/titles/titletest"
)

// sheets are the cases of the golden files of sheets.
func sheets() map[string]show.Sheet {
	docs := documents()
	return map[string]show.Sheet{
		"accepted": {
			Document: docs["invoice"].d, Findings: docs["invoice"].findings, Answer: docs["answer"].d,
			Stamps: []show.Stamp{
				{
					File: "ON_NSCHFDOPPR_1.xml", Side: "Отправитель", Signer: "Орлова Ия Петровна", Position: "Директор", Organization: "ООО «Пример & сыновья»",
					Serial: "01AB", From: "01.01.2026", To: "01.04.2027", SignedAt: "15.01.2026 10:30:00", State: "good", Verdict: "Подпись верна.",
				},
				{
					File: "ON_NSCHFDOPPOK_1.xml", Side: "Получатель", Signer: "Ёлкин Пётр", State: "notice", Verdict: "Проверено не всё.",
					Remarks: []string{"Цепочка сертификатов: не настроены корневые сертификаты."},
				},
			},
			Steps: []show.Step{{At: "15.01.2026 12:30", Status: "Получен"}, {At: "16.01.2026 09:00", Status: "Ошибка", Text: "Оператор не ответил"}},
		},
		"informal": {Name: "Письмо.pdf"},
	}
}

func TestSheetAsText(t *testing.T) {
	t.Parallel()
	for name, s := range sheets() {
		var out bytes.Buffer
		if err := s.Text(&out); err != nil {
			t.Fatal(err)
		}
		titletest.Golden(t, "sheet-"+name+".txt", out.Bytes())
	}
	if err := (show.Sheet{}).Text(broken{}); err == nil {
		t.Error("it says that all is written")
	}
}

func TestSheetAsPage(t *testing.T) {
	t.Parallel()
	for name, s := range sheets() {
		var page, part bytes.Buffer
		if err := s.Page().Render(context.Background(), &page); err != nil {
			t.Fatal(err)
		}
		if err := s.HTML().Render(context.Background(), &part); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), part.String()) || strings.Contains(part.String(), "<html") {
			t.Errorf("%s: the part is not the page's", name)
		}
		lines := bytes.ReplaceAll(bytes.Replace(page.Bytes(), []byte(show.Style), []byte("…"), 1), []byte("><"), []byte(">\n<"))
		titletest.Golden(t, "sheet-"+name+".html", lines)
	}
}

// hostileSheet says in every text what must not be obeyed.
func hostileSheet() show.Sheet {
	d, findings := hostileDocument()
	return show.Sheet{
		Name: hostile, Document: d, Findings: findings, Answer: d,
		Stamps: []show.Stamp{{hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile, []string{hostile}}},
		Steps:  []show.Step{{hostile, hostile, hostile}},
	}
}

func TestWhatASheetSaysIsNotObeyed(t *testing.T) {
	t.Parallel()
	s := hostileSheet()
	var out, page, pdf bytes.Buffer
	if err := s.Text(&out); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexAny(out.String(), "\x1b\u009b\u202e\r"); i >= 0 {
		t.Errorf("the terminal gets %q", out.String()[i:i+10])
	}
	if err := s.Page().Render(context.Background(), &page); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "onload=\"", "src=", "href=", "url("} {
		if strings.Contains(page.String(), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if err := s.PDF(&pdf); err != nil {
		t.Error(err)
	}
}

func TestSheetAsPDF(t *testing.T) {
	t.Parallel()
	s := sheets()["accepted"]
	var first, second bytes.Buffer
	if err := s.PDF(&first); err != nil {
		t.Fatal(err)
	}
	if err := s.PDF(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("equal sheets give different bytes")
	}
	text := readPDF(t, first.Bytes())
	for _, want := range []string{
		"стр. 1", "<125>", "Мука пшеничная", "1 357 950,10", "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ", "Орлова Ия Петровна",
		"01.01.2026 — 01.04.2027", "Ёлкин Пётр", "Проверено не всё.", "не настроены корневые сертификаты", "Оператор не ответил",
		"УПД, информация покупателя",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the pages:\n%s", want, text)
		}
	}
	if err := s.PDF(broken{}); err == nil {
		t.Error("it says that all is written")
	}
}

// TestLongPDF: a table of many lines goes on on the next pages, each with the
// table's head, and no text runs out of the page.
func TestLongPDF(t *testing.T) {
	t.Parallel()
	d := &title.Document{Format: &title.Format{Kind: title.UPD, Name: "УПД"}, Number: strings.Repeat("9", 1000)}
	for i := range 200 {
		d.Lines = append(d.Lines, title.Line{Number: fmt.Sprint(i + 1), Name: strings.Repeat("Очень длинное название ", 8), Price: "1.00", Gross: "1.00"})
	}
	var out bytes.Buffer
	if err := (show.Sheet{Document: d}).PDF(&out); err != nil {
		t.Fatal(err)
	}
	text := readPDF(t, out.Bytes())
	pages := strings.Count(text, "стр. ")
	if pages < 5 || strings.Count(text, "Наименование") != pages {
		t.Errorf("%d pages, %d heads of the table", pages, strings.Count(text, "Наименование"))
	}
	for _, at := range regexp.MustCompile(`(?m)^([\d.]+) ([\d.]+) TD`).FindAllStringSubmatch(streams(t, out.Bytes()), -1) {
		x, _ := strconv.ParseFloat(at[1], 64)
		y, _ := strconv.ParseFloat(at[2], 64)
		if x < 30 || x > 812 || y < 20 || y > 575 {
			t.Errorf("a text stands at %v, %v", x, y)
		}
	}
}

// streams returns what the streams of a PDF file say, but for its fonts.
func streams(t *testing.T, pdf []byte) string {
	t.Helper()
	var out strings.Builder
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`).FindAllSubmatch(pdf, -1) {
		data := m[1]
		if r, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
			if data, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Contains(data[:min(len(data), 200)], []byte{0}) {
			out.Write(data)
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// readPDF returns the texts of a PDF file in their order, as a reader finds and
// copies them: glyphs become letters by the tables of the fonts.
func readPDF(t *testing.T, pdf []byte) string {
	t.Helper()
	all := streams(t, pdf)
	tables := []map[string]string{}
	for _, cmap := range regexp.MustCompile(`(?s)begincmap.*?endcmap`).FindAllString(all, -1) {
		table := map[string]string{}
		for _, m := range regexp.MustCompile(`<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4,8})>`).FindAllStringSubmatch(cmap, -1) {
			table[strings.ToUpper(m[1])] = letters(t, m[3])
		}
		tables = append(tables, table)
	}
	var out strings.Builder
	font := 0
	for _, m := range regexp.MustCompile(`/F(\d+) |<([0-9A-Fa-f]+)>(?:[^T\]]*?)|\] ?TJ`).FindAllStringSubmatch(all, -1) {
		switch {
		case m[1] != "":
			font, _ = strconv.Atoi(m[1])
		case m[2] != "" && font > 0 && font <= len(tables):
			for i := 0; i+4 <= len(m[2]); i += 4 {
				out.WriteString(tables[font-1][strings.ToUpper(m[2][i:i+4])])
			}
		default:
			out.WriteByte('\n')
		}
	}
	return strings.ReplaceAll(out.String(), "\u00a0", " ")
}

func letters(t *testing.T, code string) string {
	t.Helper()
	raw, err := hex.DecodeString(code)
	if err != nil {
		t.Fatal(err)
	}
	var units []uint16
	for i := 0; i+2 <= len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}
