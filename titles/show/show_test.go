package show_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/titles/show"
	"sdano/titles/title"
	"sdano/titles/titletest"
)

var (
	day   = sdano.MustDate
	maker = title.Party{
		Role: title.Seller, Name: "ООО «Пример & сыновья»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}, OGRN: "1027700132195",
	}
	taker = title.Party{
		Role: title.Buyer, Name: "Ёлкин Пётр Ильич", TaxID: sdano.TaxID{INN: "779999991008"}, OGRN: "304500116000157", Entrepreneur: true,
	}
	director = title.Signatory{
		Person: title.Person{Surname: "Орлова", FirstName: "Ия"}, Position: "Генеральный директор", Confirmation: "3",
		SignatureType: "1", PowerOfAttorney: "11111111-2222-4333-8444-555555555555",
	}
)

// documents are the cases of the golden files.
func documents() map[string]struct {
	d        *title.Document
	findings []sdano.Finding
} {
	type c = struct {
		d        *title.Document
		findings []sdano.Finding
	}
	invoice := &title.Document{
		Format: &title.Format{Kind: title.UPD, Name: "УПД, информация продавца"},
		FileID: "ON_NSCHFDOPPR_2ZZ-7799999919_2ZZ-7799999926_20260115_6ba7b810-9dad-41d1-80b4-00c04fd430c8_0_0_0_0_0_00",
		KND:    "1115131", Version: "5.03", Program: "сдано", Function: "СЧФДОП",
		Made:  title.Moment{Date: day("2026-01-15"), Time: "10.30.00"},
		Maker: "ООО «Пример & сыновья», ИНН/КПП 7799999926/779901001", Number: "<125>", Date: day("2026-01-15"), Currency: "643",
		Parties: []title.Party{maker, taker},
		Lines: []title.Line{
			{Number: "1", Name: "Мука пшеничная высшего сорта в мешках по пятьдесят килограммов, партия 12", Unit: "мешок", Quantity: "1000", Price: "1234.5", Net: "1234500.00", Rate: "10%", Tax: "123450.00", Gross: "1357950.00"},
			{Number: "2", Name: "Доставка", OKEI: "796", Quantity: "1", Net: "0.10", Rate: "без НДС", Tax: "без НДС", Gross: "0.10"},
		},
		Total: "1357950.10", Operation: "Товары переданы", OperationDate: day("2026-01-15"),
		Signatories: []title.Signatory{director},
	}
	correction := &title.Document{
		Format: &title.Format{Kind: title.UKD, Name: "УКД, информация продавца"}, Function: "ДИС", Total: "-120.00", Currency: "643",
		Corrected: []title.Reference{{Number: "125", Date: day("2026-01-10")}, {Number: "126"}},
		Lines: []title.Line{{
			Number: "1", Name: "Мука", Quantity: "8", Price: "50", Net: "400.00", Rate: "20%", Gross: "480.00", Tax: "80.00",
			Before: &title.Before{Quantity: "10", Price: "50", Net: "500.00", Rate: "20%", Gross: "600.00", Tax: "100.00"},
		}},
	}
	discrepancy := &title.Document{
		Format: &title.Format{Kind: title.TORG2, Name: "ТОРГ-2, информация покупателя"}, Purposes: []int{5, 4, 77}, PurposeText: "Ответ до пятницы",
		Lines: []title.Line{{Number: "1", Name: "Сахар", Declared: "10", Accepted: "7", Shortage: "1", Defect: "2", Breakage: "0.5", Overcharge: "-12.00"}},
	}
	act := &title.Document{
		Format: &title.Format{Kind: title.Reconciliation, Name: "Акт сверки, информация получателя"},
		From:   day("2025-01-01"), To: day("2025-12-31"), Outcome: &title.Outcome{Code: 2, Text: "Не учтён платёж"},
		Balances: []title.Balance{
			{OpeningDebit: "0.00", TurnoverDebit: "1000000.00", ClosingDebit: "-5.10"},
			{Contract: "Договор № 1", TurnoverCredit: "1.00"},
		},
		Answered:    []title.Answered{{FileID: "ON_AKTSVEROTP_a_b_20260115_c", Made: title.Moment{Date: day("2026-01-15"), Time: "10:30:00"}, Signatures: []string{"AA=="}}},
		Signatories: []title.Signatory{{Person: title.Person{Surname: "Орлова", FirstName: "Ия"}, Status: "2"}},
		Parties:     []title.Party{{Role: title.Seller, Name: "Acme", Foreign: true, Country: "840", ForeignID: "X-1"}},
	}
	answer := &title.Document{
		Format: &title.Format{Kind: title.UPD, Name: "УПД, информация покупателя"}, Outcome: &title.Outcome{Code: 3, Date: day("2026-01-16"), Discrepancy: "Акт № 4"},
		Signatories: []title.Signatory{{
			Person: title.Person{Surname: "Орлова", FirstName: "Ия"}, Powers: "1", Status: "5", Basis: "Должностные обязанности",
			Organization: "ООО «Ромашка»", TaxID: sdano.TaxID{INN: "7799999919"},
		}},
	}
	return map[string]c{
		"invoice": {invoice, []sdano.Finding{
			{Code: "SDANO-UPD503-017", FNS: "0400300003", Path: "/Файл/Документ", Line: 3, Column: 7, Message: "Нужен элемент «СвПродПер»."},
			{Code: "SDANO-DIGITS-001", Severity: sdano.Warning, Message: "ИНН неверен."},
		}},
		"correction":  {correction, nil},
		"discrepancy": {discrepancy, []sdano.Finding{{Code: "SDANO-DATE-001", Severity: sdano.Warning, Message: "Даты нет."}}},
		"act":         {act, nil},
		"answer":      {answer, nil},
		"acceptance": {&title.Document{
			Format:      &title.Format{Kind: title.Act, Role: title.Second, Name: "Акт, информация заказчика"},
			Signatories: []title.Signatory{{Person: title.Person{Surname: "Орлова", FirstName: "Ия"}, Powers: "1", Status: "1"}},
		}, nil},
		"report": {&title.Document{Name: "Декларация", KND: "1152017", Parties: []title.Party{{Role: title.Author, Name: "ООО"}}}, nil},
		"unread": {nil, []sdano.Finding{{Code: "syntax", Line: 1, Column: 1, Message: "это не XML"}}},
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, c := range documents() {
		var out bytes.Buffer
		if err := show.Text(&out, c.d, c.findings); err != nil {
			t.Fatal(err)
		}
		titletest.Golden(t, name+".txt", out.Bytes())
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	for name, c := range documents() {
		var out bytes.Buffer
		if err := show.Page(c.d, c.findings).Render(context.Background(), &out); err != nil {
			t.Fatal(err)
		}
		lines := bytes.ReplaceAll(bytes.Replace(out.Bytes(), []byte(show.Style), []byte("…"), 1), []byte("><"), []byte(">\n<"))
		titletest.Golden(t, name+".html", lines)
		var part bytes.Buffer
		if err := show.HTML(c.d, c.findings).Render(context.Background(), &part); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(part.String(), "<html") || strings.Contains(part.String(), "<h1") {
			t.Errorf("%s: the part is a page", name)
		}
		whole := strings.NewReplacer("h1 ", "h2 ", "h1>", "h2>", "h2 ", "h3 ", "h2>", "h3>").Replace(out.String())
		if !strings.Contains(whole, part.String()) {
			t.Errorf("%s: the part is not the page's, its headings a level lower", name)
		}
	}
}

// hostile says in every text of a document what must not be obeyed.
const hostile = "</td><script>alert(1)</script>\x1b[2J\u009b31m\u202e\" onload=\"x\n§§"

func hostileDocument() (*title.Document, []sdano.Finding) {
	d := &title.Document{
		FileID: hostile, Version: hostile, KND: hostile, Name: hostile, Number: hostile, Maker: hostile, Function: hostile, Total: hostile,
		Currency: hostile, Comment: hostile, Silent: hostile, Sender: hostile, Operation: hostile,
		Parties:     []title.Party{{Role: hostile, Name: hostile, TaxID: sdano.TaxID{INN: hostile}}},
		Lines:       []title.Line{{Name: hostile, Unit: hostile, Price: hostile, Rate: hostile, Tax: hostile}},
		Balances:    []title.Balance{{Contract: hostile, OpeningDebit: hostile}},
		Signatories: []title.Signatory{{Person: title.Person{Surname: hostile}, Position: hostile, Status: hostile, Basis: hostile}},
		Answered:    []title.Answered{{FileID: hostile}},
		Outcome:     &title.Outcome{Text: hostile, Discrepancy: hostile},
	}
	return d, []sdano.Finding{{Code: hostile, Path: hostile, Message: hostile}}
}

func TestWhatADocumentSaysIsNotObeyed(t *testing.T) {
	t.Parallel()
	d, findings := hostileDocument()
	var text, html bytes.Buffer
	if err := show.Text(&text, d, findings); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexAny(text.String(), "\x1b\u009b\u202e\r"); i >= 0 {
		t.Errorf("the terminal gets %q", text.String()[i:i+10])
	}
	if err := show.Page(d, findings).Render(context.Background(), &html); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "onload=\"", "src=", "href=", "url("} {
		if strings.Contains(html.String(), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if n := strings.Count(html.String(), "&lt;script&gt;"); n < 30 {
		t.Errorf("only %d of the texts are shown", n)
	}
}

// broken is a terminal that has gone.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestTheErrorOfTheWriterIsReturned(t *testing.T) {
	t.Parallel()
	if err := show.Text(broken{}, nil, nil); err == nil {
		t.Error("it says that all is written")
	}
}

// The day that a receipt attests is what it is for.
func TestAReceiptTellsTheDayItConfirms(t *testing.T) {
	t.Parallel()
	for kind, want := range map[title.Kind]string{
		title.Receipt: "Документ получен", title.Arrived: "Документ получен", title.Clarification: "Документ получен", title.Dispatched: "Документ отправлен",
	} {
		var out bytes.Buffer
		d := &title.Document{Format: &title.Format{Kind: kind, Name: "Квитанция"}, Confirmed: title.Moment{Date: day("2026-01-16"), Time: "10.30.00"}}
		if err := show.Text(&out, d, nil); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want+"  16.01.2026 10:30:00") {
			t.Errorf("%s:\n%s", kind, &out)
		}
	}
}

// A value may be as long as a document: laying it out must not cost its square.
func TestLongValuesAreLaidOutQuickly(t *testing.T) {
	t.Parallel()
	digits, word := title.Decimal(strings.Repeat("1", 1<<20)), strings.Repeat("я", 1<<20)
	d := &title.Document{Number: word, Total: digits, Lines: []title.Line{{Number: word, Name: word, Quantity: digits, Tax: string(digits)}}}
	start := time.Now()
	if err := errors.Join(show.Text(io.Discard, d, nil), show.Page(d, nil).Render(t.Context(), io.Discard)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Error(took)
	}
}

// Words longer than their column are cut into pieces of its width.
func TestLongWordsAreCut(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	d := &title.Document{Lines: []title.Line{{Number: "1", Name: "а " + strings.Repeat("б", 40) + strings.Repeat("в", 40) + "г д"}, {Number: "2", Name: strings.Repeat("е", 40)}}}
	if err := show.Text(&out, d, nil); err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(out.String()[strings.Index(out.String(), "Наименование"):])
	want := []string{"Наименование", "1", "а", strings.Repeat("б", 40), strings.Repeat("в", 40), "г", "д", "2", strings.Repeat("е", 40)}
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("%q\n%s", got, &out)
	}
}
