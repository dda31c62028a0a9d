package show_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"sdano/titles/show"
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
	var out, page bytes.Buffer
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
}
