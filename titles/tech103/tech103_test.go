package tech103_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/titles/reading"
	"sdano/titles/tech103"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

// invoice stands for any first title with a seller.
var invoice = &title.Format{
	Exchange: "upd", ID: "upd.seller", Kind: title.UPD, Role: title.First,
	Read: readInvoice,
}

func readInvoice(d *tree.Document) *title.Document {
	out := reading.Begin(&title.Format{Exchange: "upd", Kind: title.UPD, Role: title.First}, d)
	if seller := d.Root().At("Документ", "СвПрод"); seller.Ok() {
		out.Parties = append(out.Parties, reading.Party(seller, title.Seller))
	}
	return out
}

const (
	organisation = "ON_NSCHFDOPPR_2ZZ-7799999919-779901001-2026_2YY-7799999926-779901001-2026_20260130_6ba7b810-9dad-41d1-80b4-00c04fd43001_0_1_0_0_0_00"
	short        = "ON_NSCHFDOPPR_2ZZ-7799999919-779901001-2026_2YY-seller@example.org_20260130_6ba7b810-9dad-41d1-80b4-00c04fd43002_0_0_0_0_0_00"
)

const fio = `<ФИО Фамилия="Берёзкин" Имя="Иван" Отчество="Петрович"/>`

// file is a first title of a seller.
func file(name, seller string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="` + name + `" ВерсФорм="5.03"><Документ КНД="1115131">` + seller + `</Документ></Файл>`)
}

func party(id string) string { return `<СвПрод><ИдСв>` + id + `</ИдСв></СвПрод>` }

// senders are first titles of all kinds of sellers that a notice can name.
func senders() map[string][]byte {
	name := func(n string) string { return strings.Replace(short, "43002", "431"+n, 1) }
	return map[string][]byte{
		organisation: file(organisation, party(`<СвЮЛУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999926" КПП="779901001"/>`)),
		strings.Replace(organisation, "43001", "43003", 1): file(strings.Replace(organisation, "43001", "43003", 1),
			party(`<СвЮЛУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999926"/>`)), // КПП by the participant id
		name("04"): file(name("04"), party(`<СвИП ИННФЛ="500100732259">`+fio+`</СвИП>`)),
		name("05"): file(name("05"), party(`<СвФЛУч ИННФЛ="500100732259">`+fio+`</СвФЛУч>`)),
		name("06"): file(name("06"), party(`<СвИнНеУч ИдСтат="ИО" КодСтр="398" НаимСтран="Казахстан" Наим="ТОО «Каин»" Идентиф="980540000397"/>`)),
		name("07"): file(name("07"), party(`<СвИнНеУч ИдСтат="ИГ" КодСтр="398" НаимСтран="Казахстан" Наим="Абай" Идентиф="`+strings.Repeat("9", 51)+`"/>`)),
	}
}

// nobody are first titles that do not tell enough of the seller.
func nobody() map[string][]byte {
	out := map[string][]byte{}
	for i, seller := range []string{
		"", party(""), party(`<СвЮЛУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999926"/>`), // no КПП anywhere
		party(`<СвЮЛУч НаимОрг="ООО «Берёзка»" КПП="779901001"/>`), party(`<СвЮЛУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999927" КПП="779901001"/>`),
		party(`<СвЮЛУч ИННЮЛ="7799999926" КПП="779901001"/>`), party(`<СвИП ИННФЛ="500100732259"/>`), party(`<СвИП>` + fio + `</СвИП>`),
		party(`<СвИП ИННФЛ="500100732258">` + fio + `</СвИП>`), party(`<СвФЛУч>` + fio + `</СвФЛУч>`), party(`<СвИнНеУч НаимОрг="ТОО «Каин»"/>`),
		party(`<СвИнНеУч ИдСтат="ИО" КодСтр="398"/>`),
	} {
		name := strings.Replace(short, "43002", "432"+string(rune('a'+i))+"0", 1)
		out[name] = file(name, seller)
	}
	return out
}

func first(name string, doc []byte) *title.Answer {
	d, err := tree.Parse(doc)
	if err != nil {
		panic(err)
	}
	a := titletest.Blank(readInvoice(d), name)
	a.Comment = "Неверно указан КПП покупателя."
	return a
}

// signers are the ways in which a signatory may be described.
var signers = titletest.Axis{
	func(*title.Answer) {},
	func(a *title.Answer) { a.Signer.Position = "" },
	func(a *title.Answer) { a.Signer.Position = titletest.Long(255) },
	func(a *title.Answer) {
		a.Signer.Attorney = &title.PowerOfAttorney{ID: "6ba7b810-9dad-41d1-80b4-00c04fd430aa", IssueDate: "2024-02-29", InPackage: true}
	},
	func(a *title.Answer) {
		a.Signer.Attorney = &title.PowerOfAttorney{ID: "6ba7b810-9dad-41d1-80b4-00c04fd430aa", IssueDate: "2025-12-31T23:00:00Z", SystemID: titletest.Long(500), IssuerINN: "7799999926"}
	},
	func(a *title.Answer) {
		a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: "1", IssueDate: "1900-01-01"}
	},
	func(a *title.Answer) {
		a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: titletest.Long(50), IssueDate: "2099-12-31", IssuerInfo: titletest.Long(1000)}
	},
	func(a *title.Answer) {
		a.Settings = title.SignerSettings{PowersBase: "Устав", Powers: 1, Status: 5}
	},
}

var comments = titletest.Axis{
	func(a *title.Answer) { a.Comment = "Нет" },
	func(a *title.Answer) { a.Comment = titletest.Long(5000) },
	func(a *title.Answer) { a.Comment = "Две\r\nстроки\tи <знаки> & «кавычки»" },
}

func TestEveryReceiptIsValid(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]titletest.Matrix{
		"sender known":   {First: senders()},
		"sender unknown": {First: nobody(), Refused: func(a *title.Answer) bool { return a.Operator.Name == "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m.Make, m.Target, m.Official, m.Axes = tech103.MakeReceipt, tech103.Receipt, "tech/DP_IZVPOL_1_982_00_01_03_01.xsd", []titletest.Axis{signers}
			titletest.AnswerMatrix(t, invoice, m)
		})
	}
}

func TestEveryClarificationIsValid(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]titletest.Matrix{
		"sender known":   {First: senders()},
		"sender unknown": {First: nobody(), Refused: func(*title.Answer) bool { return true }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m.Make, m.Target, m.Official = tech103.MakeClarification, tech103.Clarification, "tech/DP_UVUTOCH_1_985_00_01_03_01.xsd"
			m.Axes = []titletest.Axis{comments, signers}
			titletest.AnswerMatrix(t, invoice, m)
		})
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	mcd := func(a *title.Answer) {
		a.Signer.Attorney = &title.PowerOfAttorney{ID: "6ba7b810-9dad-41d1-80b4-00c04fd430aa", IssueDate: "2025-12-01", SystemID: "https://m4d.nalog.gov.ru"}
	}
	for name, tc := range map[string]struct {
		make func(*title.Answer) (*title.File, error)
		edit func(*title.Answer)
	}{
		"receipt.xml":       {tech103.MakeReceipt, func(*title.Answer) {}},
		"clarification.xml": {tech103.MakeClarification, mcd},
		"receipt-of-a-file.xml": {tech103.MakeReceipt, func(a *title.Answer) {
			a.First, a.FirstName, a.Sender = nil, "Договор поставки от 12.01.2026.pdf", "2YY-7799999926-779901001-2026"
			a.Operator = title.EDOOperator{Name: "АО «Оператор»", INN: "7799999933"}
		}},
	} {
		a := first(organisation, senders()[organisation])
		tc.edit(a)
		file, err := tc.make(a)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		titletest.Golden(t, name, file.Data)
	}
}

func TestWhatIsReadOfThem(t *testing.T) {
	t.Parallel()
	a := first(organisation, senders()[organisation])
	made, err := tech103.MakeClarification(a)
	if err != nil {
		t.Fatal(err)
	}
	d, err := tree.Parse(made.Data)
	if err != nil {
		t.Fatal(err)
	}
	got := tech103.Clarification.Read(d)
	if got.Comment != a.Comment || got.Sender != "2ZZ-7799999919-779901001-2026" || got.Recipient != "2YY-7799999926-779901001-2026" {
		t.Errorf("%+v", got)
	}
	if want := (title.Moment{Date: sdano.MustDate("2026-02-01"), Time: "00.30.00"}); got.Confirmed != want {
		t.Errorf("received %+v, want %+v", got.Confirmed, want)
	}
	author := title.Party{
		Role: title.Author, Name: a.Box.Name, TaxID: a.Box.TaxID, Participant: a.Box.Participant,
	}
	sender := title.Party{
		Role: title.Seller, Name: "ООО «Берёзка»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}, Participant: "2YY-7799999926-779901001-2026",
	}
	if !slices.Equal(got.Parties, []title.Party{author, sender}) {
		t.Errorf("parties %+v", got.Parties)
	}
	if len(got.Answered) != 1 || got.Answered[0].FileID != organisation || len(got.Answered[0].Signatures) != 1 {
		t.Errorf("answers %+v", got.Answered)
	}
	if len(got.Signatories) != 1 || got.Signatories[0].Person.Surname != "Ёлкин" || got.Signatories[0].Status != "1" {
		t.Errorf("signed by %+v", got.Signatories)
	}
}

// TestAnOperatorInPlaceOfTheSender: the notice says so with a warning, and reads
// back as naming an operator.
func TestAnOperatorInPlaceOfTheSender(t *testing.T) {
	t.Parallel()
	a := first(short, file(short, party(`<СвЮЛУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999926"/>`)))
	a.Operator = title.EDOOperator{Name: "АО «Оператор»", INN: "7799999933"}
	made, err := tech103.MakeReceipt(a)
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Warnings) != 1 || !strings.Contains(made.Warnings[0].Message, "КПП") {
		t.Errorf("warnings %+v", made.Warnings)
	}
	d, err := tree.Parse(made.Data)
	if err != nil {
		t.Fatal(err)
	}
	want := title.Party{Role: title.Operator, Name: "АО «Оператор»", TaxID: sdano.TaxID{INN: "7799999933"}, Participant: "2YY-seller@example.org"}
	if got := tech103.Receipt.Read(d).Parties[1]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestWhatHindersANotice(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		make func(*title.Answer) (*title.File, error)
		edit func(*title.Answer)
		want string
	}{
		"no comment":           {tech103.MakeClarification, func(a *title.Answer) { a.Comment = " \n" }, "Comment"},
		"long comment":         {tech103.MakeClarification, func(a *title.Answer) { a.Comment = strings.Repeat("я", 5001) }, "Comment"},
		"time of arrival":      {tech103.MakeReceipt, func(a *title.Answer) { a.ReceivedAt = time.Time{} }, "когда получен"},
		"no signature":         {tech103.MakeReceipt, func(a *title.Answer) { a.Signatures = nil }, "подпись"},
		"box without КПП":      {tech103.MakeReceipt, func(a *title.Answer) { a.Box.TaxID.KPP, a.Box.Participant = "", "2ZZ-box" }, "КПП"},
		"box without ИНН":      {tech103.MakeReceipt, func(a *title.Answer) { a.Box.TaxID = sdano.TaxID{} }, "ИНН"},
		"box without name":     {tech103.MakeReceipt, func(a *title.Answer) { a.Box.Name, a.Box.ShortName = "", "" }, "наименования"},
		"entrepreneur, nobody": {tech103.MakeReceipt, func(a *title.Answer) { a.Box.TaxID = sdano.TaxID{INN: "500100732259"} }, "фамилии"},
		"participant":          {tech103.MakeReceipt, func(a *title.Answer) { a.Box.Participant = "ящик" }, "идентификатор участника"},
		"operator as sender": {tech103.MakeReceipt, func(a *title.Answer) {
			a.FirstName = "DP_PDPOL_2ZZ-7799999919-779901001-2026_2YY_20260130_6ba7b810-9dad-41d1-80b4-00c04fd43001"
		}, "идентификатор участника"},
		"operator's ИНН": {tech103.MakeReceipt, func(a *title.Answer) {
			a.First = nil
			a.Operator = title.EDOOperator{Code: "2ZZ", Name: "АО «Оператор»", INN: "7799999934"}
		}, "7799999934"},
		"nobody known": {tech103.MakeReceipt, func(a *title.Answer) { a.First = nil }, "оператор ЭДО не указан"},
		"file name":    {tech103.MakeReceipt, func(a *title.Answer) { a.First, a.FirstName = nil, strings.Repeat("ф", 256)+".pdf" }, "длина 256"},
		"power of attorney": {tech103.MakeReceipt, func(a *title.Answer) {
			a.Signer.Attorney = &title.PowerOfAttorney{ID: "6ba7b810-9dad-41d1-80b4-00c04fd430aa"}
		}, "Signer.PowerOfAttorney.SystemId"},
	} {
		a := first(organisation, senders()[organisation])
		tc.edit(a)
		_, err := tc.make(a)
		var e *sdano.Error
		if !errors.As(err, &e) || e.Kind != sdano.Unprocessable {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.ContainsFunc(e.Findings, func(f sdano.Finding) bool { return strings.Contains(f.Member+" "+f.Message, tc.want) }) {
			t.Errorf("%s: nothing of %q in %+v", name, tc.want, e.Findings)
		}
	}
}

func TestNamesOfFilesThatAreNotFormalised(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Договор.pdf": "Договор", "Скан.2.jpeg": "Скан.2", "подпись.p7s": "подпись", "Акт от 12.01.2026": "Акт от 12.01.2026", "архив.7z": "архив",
		".docx": ".docx", "без расширения": "без расширения", "т.е. так": "т.е. так", organisation + ".xml": organisation,
	} {
		a := first(organisation, senders()[organisation])
		a.FirstName, a.Sender = name, "2YY-7799999926-779901001-2026"
		made, err := tech103.MakeReceipt(a)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d, _ := tree.Parse(made.Data)
		if got := tech103.Receipt.Read(d).Answered[0].FileID; got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
}

func BenchmarkMakeReceipt(b *testing.B) {
	a := first(organisation, senders()[organisation])
	a.Signatures = [][]byte{make([]byte, 2500)}
	for b.Loop() {
		if _, err := tech103.MakeReceipt(a); err != nil {
			b.Fatal(err)
		}
	}
}
