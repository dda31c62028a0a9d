package printform_test

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"sdano"
	"sdano/printform"
	"sdano/titles/show"
	"sdano/titles/title"
	"sdano/titles/titletest"
)

// invoice is an УПД of some lines.
func invoice(lines int) *title.Document {
	d := &title.Document{
		Format: &title.Format{Kind: title.UPD, Name: "УПД, информация продавца"}, Name: "Универсальный передаточный документ",
		FileID: "ON_NSCHFDOPPR_2ZZ-7799999926-779901001-2026_2ZZ-7799999919-779901001-2026_20260115_5a1f0c3e-7b1d-4f6a-9c02-1d2e3f405162_0_0_0_0_0_00",
		Number: "125", Date: sdano.NewDate(2026, 1, 15), Version: "5.03", KND: "1115131", Currency: "643", Total: "1357950.10",
		Parties: []title.Party{
			{Role: title.Seller, Name: "ООО «Җәлил Өнер»", TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"}},
			{Role: title.Buyer, Name: "ООО «Покупатель»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}},
		},
	}
	for i := range lines {
		d.Lines = append(d.Lines, title.Line{
			Number: fmt.Sprint(i + 1), Name: "Мука пшеничная" + strings.Repeat(" высшего сорта", i%9), Unit: "кг",
			Quantity: "1234.5", Price: "1100.00", Net: "1357950.10", Rate: "20%", Tax: "271590.02", Gross: "1629540.12",
		})
	}
	return d
}

func stamps() []show.Stamp {
	return []show.Stamp{
		{
			File: "ON_NSCHFDOPPR_1.xml", Side: "Контрагент", Signer: "Орлова Ия Петровна", Position: "Директор", Organization: "ООО «Пример & сыновья»",
			Serial: "01AB02CD", From: "01.01.2026", To: "01.04.2027", SignedAt: "15.01.2026 10:30:00", State: "good", Verdict: "Подпись верна.",
		},
		{
			File: "ON_NSCHFDOPPOK_1.xml", Side: "Наша сторона", Signer: "Ёлкин Пётр", State: "notice", Verdict: "Проверено не всё.",
			Remarks: []string{"Цепочка сертификатов: не настроены корневые сертификаты."},
		},
		{File: "ON_NSCHFDOPPOK_1.xml", Side: "Наша сторона", Signer: "Ёлкин Пётр", State: "bad", Verdict: "Подпись неверна."},
	}
}

// sheets are the cases of the golden files.
func sheets() map[string]show.Sheet {
	return map[string]show.Sheet{
		"accepted": {
			Document: invoice(3), Stamps: stamps(), Operator: "ООО «Курьер»", OperatorAt: "15.01.2026 12:30:00",
			Findings: []sdano.Finding{{Code: "SDANO-UPD503-001", Message: "Нет «СвПрод».", Path: "/Файл/Документ", Line: 3, Column: 5}},
			Answer: &title.Document{
				Format: &title.Format{Kind: title.UPD, Name: "УПД, информация покупателя"}, FileID: "ON_NSCHFDOPPOK_1",
				Outcome: &title.Outcome{Code: 1, Text: "Товары приняты без расхождений"},
			},
			Steps: []show.Step{{At: "15.01.2026 12:30", Status: "Получен"}, {At: "16.01.2026 09:00", Status: "Ошибка", Text: "Оператор не ответил"}},
		},
		"informal": {Name: "Письмо.pdf", Stamps: stamps()[:1]},
		"long":     {Document: invoice(70)},
	}
}

// made returns the PDF of a sheet.
func made(t testing.TB, s show.Sheet) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := printform.PDF(&out, s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatIsOnThePages(t *testing.T) {
	t.Parallel()
	for name, s := range sheets() {
		data := made(t, s)
		checkFile(t, data)
		var out strings.Builder
		for i, p := range readPDF(t, data) {
			fmt.Fprintf(&out, "--- %d\n%s\n", i+1, p.text())
		}
		titletest.Golden(t, name+".txt", []byte(out.String()))
	}
}

// TestAnotherReaderFindsTheSame: the texts are found and copied by a common tool
// as we read them, and no glyph is missing.
func TestAnotherReaderFindsTheSame(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext")
	}
	for name, s := range sheets() {
		data := made(t, s)
		command := exec.CommandContext(t.Context(), tool, "-raw", "-enc", "UTF-8", "-", "-")
		command.Stdin = bytes.NewReader(data)
		found, err := command.Output()
		if err != nil {
			t.Fatal(err)
		}
		var ours []string
		for _, p := range readPDF(t, data) {
			ours = append(ours, strings.Fields(p.text())...)
		}
		theirs := strings.Fields(string(found))
		slices.Sort(ours)
		slices.Sort(theirs)
		if !slices.Equal(ours, theirs) || len(ours) == 0 {
			t.Errorf("%s: %d words here, %d there", name, len(ours), len(theirs))
		}
	}
}

// TestEqualSheetsGiveEqualBytes, also at the same time.
func TestEqualSheetsGiveEqualBytes(t *testing.T) {
	t.Parallel()
	s := sheets()["accepted"]
	want := made(t, s)
	made(t, sheets()["long"]) // other glyphs in between
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if !bytes.Equal(made(t, s), want) {
				t.Error("equal sheets give different bytes")
			}
		})
	}
	wait.Wait()
}

// TestLongTables: a table goes on over pages, each with its head; every page says
// which of how many it is; nothing stands outside of the page.
func TestLongTables(t *testing.T) {
	t.Parallel()
	d := invoice(200)
	d.Number = strings.Repeat("9", 1000)
	d.Lines[7].Name = strings.Repeat("ж", 5000) // higher than a page
	pages := readPDF(t, made(t, show.Sheet{Document: d}))
	if len(pages) < 6 {
		t.Fatalf("%d pages", len(pages))
	}
	nines, letters := 0, 0
	for i, p := range pages {
		text := p.text()
		if want := fmt.Sprintf("стр. %d из %d", i+1, len(pages)); strings.Count(text, want) != 1 {
			t.Errorf("page %d does not say %q", i+1, want)
		}
		rows := strings.Count(text, "1 629 540,12") + strings.Count(text, "жжж")
		if heads := strings.Count(text, "Наименование"); rows > 0 && heads != 1 {
			t.Errorf("page %d has %d heads of the table", i+1, heads)
		}
		letters += strings.Count(text, "ж")
		for _, x := range p {
			if x.x < 35 || x.x > 806 || x.y < 20 || x.y > 562 {
				t.Errorf("page %d: %q stands at %v, %v", i+1, x.text, x.x, x.y)
			}
			if x.y > 40 { // not in the foot
				nines += strings.Count(x.text, "9")
			}
		}
	}
	if letters != 5000 {
		t.Errorf("%d of 5000 letters", letters)
	}
	if nines < 1000 {
		t.Errorf("%d of 1000 digits", nines)
	}
}

// TestLettersOfRussia: names in the languages of the country, and signs of
// documents.
func TestLettersOfRussia(t *testing.T) {
	t.Parallel()
	const names = "Ёё Әә Өө Үү Җҗ Ңң Һһ Ҙҙ Ҡҡ Ғғ Ҫҫ Ӑӑ Ӗӗ Ӳӳ Ӓӓ Ӱӱ Ӹӹ Ӧӧ Ӏ Ӕӕ Ҥҥ ҔҕЎў Іі Її Єє Ґґ № « » — – − → ₽ § ± × ² ³ ‰"
	d := &title.Document{Parties: []title.Party{{Role: title.Seller, Name: names}}}
	text := readPDF(t, made(t, show.Sheet{Document: d, Name: names}))[0].text()
	if !strings.Contains(text, names) {
		t.Error(text)
	}
}

// hostile says what must not be obeyed: a control sequence, a mark of direction,
// a letter that the fonts do not have.
const hostile = "a\x1b[31mb\u202ec\u2028d \U0001F600\x00)>> endstream"

func TestWhatASheetSaysIsNotObeyed(t *testing.T) {
	t.Parallel()
	d := &title.Document{
		Name: hostile, Number: hostile, Comment: hostile + "\nвторая строка", Parties: []title.Party{{Role: hostile, Name: hostile}},
		Lines: []title.Line{{Number: hostile, Name: hostile}}, Outcome: &title.Outcome{Text: hostile},
	}
	s := show.Sheet{
		Name: hostile, Operator: hostile, Document: d, Answer: d, Findings: []sdano.Finding{{Message: hostile, Path: hostile, Code: hostile}},
		Stamps: []show.Stamp{{Signer: hostile, Serial: hostile, State: hostile, Remarks: []string{hostile}}}, Steps: []show.Step{{At: hostile, Status: hostile, Text: hostile}},
	}
	data := made(t, s)
	checkFile(t, data)
	all := ""
	for _, p := range readPDF(t, data) {
		all += p.text() + "\n"
	}
	if i := strings.IndexAny(all, "\x1b\u202e\u2028\x00\r"); i >= 0 {
		t.Errorf("the page has %q", all[i:i+8])
	}
	for _, want := range []string{"a·[31mb·c·d \uFFFD·)>> endstream", "\nвторая строка"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not on the page:\n%s", want, all)
		}
	}
}

func TestMarksOfSignatures(t *testing.T) {
	t.Parallel()
	data := made(t, show.Sheet{Name: "Письмо.pdf", Stamps: stamps()})
	page := readPDF(t, data)[0]
	text := page.text()
	if n := strings.Count(text, "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ"); n != 2 {
		t.Errorf("%d documents are signed", n)
	}
	if strings.Count(text, "ЭЛЕКТРОННАЯ ПОДПИСЬ НЕ ПОДТВЕРЖДЕНА") != 1 {
		t.Error("a wrong signature is not told")
	}
	if n := len(frames(t, data)); n != 3 {
		t.Errorf("%d frames", n)
	}
}

// TestAMarkIsOnOnePage: all that is in a frame stands inside it.
func TestAMarkIsOnOnePage(t *testing.T) {
	t.Parallel()
	var s show.Sheet
	for i := range 23 {
		stamp := stamps()[0]
		stamp.Remarks = slices.Repeat([]string{"Замечание о подписи, которое занимает больше одной строки, потому что оно длинное."}, i%5)
		s.Stamps = append(s.Stamps, stamp)
	}
	data := made(t, s)
	pages := readPDF(t, data)
	boxes := frames(t, data)
	for i, p := range pages {
		if last := p[len(p)-3].text; last == "Электронные подписи" {
			t.Errorf("page %d ends with a heading", i+1)
		}
	}
	if len(boxes) != 23 || len(pages) < 3 {
		t.Fatalf("%d frames on %d pages", len(boxes), len(pages))
	}
	inside := 0
	for i, p := range pages {
		for _, x := range p {
			if strings.HasPrefix(x.text, "Замечание") || strings.HasPrefix(x.text, "01AB") {
				inside++
				if !slices.ContainsFunc(boxes, func(b box) bool { return b.page == i && b.holds(x) }) {
					t.Errorf("page %d: %q stands outside of the frames", i+1, x.text)
				}
			}
		}
	}
	if inside != 23+43 {
		t.Errorf("%d texts were looked at", inside)
	}
}

// TestAMarkHigherThanAPage goes on on the next ones, without a frame.
func TestAMarkHigherThanAPage(t *testing.T) {
	t.Parallel()
	stamp := stamps()[1]
	stamp.Remarks = slices.Repeat([]string{"Замечание."}, 150)
	data := made(t, show.Sheet{Stamps: []show.Stamp{stamp, stamps()[0]}})
	n := 0
	for _, p := range readPDF(t, data) {
		n += strings.Count(p.text(), "Замечание.")
	}
	if n != 150 || len(frames(t, data)) != 0 {
		t.Errorf("%d remarks, %d frames", n, len(frames(t, data)))
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestTheWriterFails(t *testing.T) {
	t.Parallel()
	if err := printform.PDF(broken{}, show.Sheet{}); err == nil {
		t.Error("it says that all is written")
	}
}

func BenchmarkPDF(b *testing.B) {
	for _, lines := range []int{3, 200} {
		s := show.Sheet{Document: invoice(lines), Stamps: stamps()}
		b.Run(fmt.Sprintf("%d lines", lines), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				made(b, s)
			}
		})
	}
}
