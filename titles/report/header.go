package report

import (
	"strings"

	"sdano"
	"sdano/xmlscan"
)

// Header is what a report file says of itself.
type Header struct {
	// FileName is the name as it was given, with its extension.
	FileName string
	// FileID is «Файл/@ИдФайл», the name without the extension.
	FileID string
	// Prefix is the form's part of the name: "NO_USN", "UT_UVISCHSUMNAL".
	Prefix string
	// Format is «ВерсФорм»: "5.09".
	Format string
	// KND is the form's code «КНД», 7 digits; Title its Russian title, "" if
	// this package does not know it.
	KND, Title string
	// Payer is the taxpayer («СвНП»), with checked control digits, and
	// PayerName the name of the organisation or surname, name and patronymic of
	// the person; "" if the form does not name them.
	Payer     sdano.TaxID
	PayerName string
	// Sender is who sends, from the file name; a representative's may differ
	// from Payer.
	Sender sdano.TaxID
	// Transit and Office are the intermediate and the final inspection, from
	// the file name.
	Transit, Office string
	// Year is «ОтчетГод» and PeriodCode «Период»; zero if the form has none. Of
	// a notice they are the latest year of its lines and, if all have the same,
	// their code as "34/01".
	Year       int
	PeriodCode string
	// Period is the period, zero if it is none of sdano's or the lines of a
	// notice have several.
	Period sdano.Period
	// PeriodKey tells reports of one form apart by period: "2025", "2026-Q1",
	// "2026-M2"; "2026/36" for a period without a name of its own; the sorted
	// lines of a notice (of more than 20 lines, their number and digest); the
	// day of a document that has no period.
	PeriodKey string
	// PeriodFrom and PeriodTo are the first and last day of the period, zero if
	// it is not known; PeriodText names it in Russian: «2025 г.».
	PeriodFrom, PeriodTo sdano.Date
	PeriodText           string
	// Correction is «НомКорр», 0 for a primary report.
	Correction int
	// DocDate is «ДатаДок».
	DocDate sdano.Date
	// Amounts are what the report declares as payable; nil if the form, or its
	// version, is not one whose amounts are read.
	Amounts []Amount
}

// Amount is one declared sum.
type Amount struct {
	// Row is the monitor's row, "usn"; "" if only КБК tells it.
	Row string
	// KBK is the budget code («КБК»), "" if the form has none.
	KBK string
	// Period is what the sum is payable for, zero if the codes do not tell.
	Period sdano.Period
	// Amount is in rubles and kopecks; a reduction is negative.
	Amount sdano.Money
}

// Read reads the header of a report file and checks it against the file's name.
// The whole file is checked to be well-formed; data is not kept.
//
// Errors are *sdano.Error with Findings: Invalid "bad_xml" if it is not XML, has
// a document type or is in another encoding; Unprocessable "unknown_form" if it
// is not a report file of ФНС, "name_mismatch" if name and content contradict
// each other, "bad_inn", "bad_inn_digits" or "bad_kpp" if the payer's numbers
// are wrong, "bad_value" if an attribute is missing or its value is not allowed.
// With several of them the code is that of the gravest: numbers, then name, then
// values.
func Read(fileName string, data []byte) (Header, error) {
	r := reader{s: xmlscan.New(data)}
	r.h.FileName = fileName
	r.parseName()
	if err := r.walk(); err != nil {
		if broken := r.s.Finish(); broken != nil {
			return Header{}, broken
		}
		return Header{}, err
	}
	r.period()
	r.contradictions()
	if err := r.verdict(); err != nil {
		return Header{}, err
	}
	return r.h, nil
}

// reader collects the header while it walks over the file.
type reader struct {
	s        *xmlscan.Scanner
	h        Header
	form     form
	findings []sdano.Finding

	body     string // the file name without its extension
	nameDone bool   // the name has the parts that Header takes from it

	office         string // КодНО
	payer          bool   // the payer was found
	representative bool   // ПрПодп 2
	signer         string // the name of the signer
	part           bool   // the form's own part was seen
	lines          []line // of a notice

	fileAt, documentAt, payerAt int // offsets for messages; documentAt 0 = none
}

// walk reads the file to its end.
func (r *reader) walk() error {
	for {
		kind, err := r.s.Next()
		if err != nil || kind == xmlscan.EOF {
			if err == nil && r.documentAt == 0 {
				err = unknownForm(r.s, "в файле нет элемента Документ")
			}
			return err
		}
		if kind == xmlscan.Start {
			if err := r.element(); err != nil {
				return err
			}
		}
	}
}

// element reads the element that begins here, as far as it belongs to the
// header.
func (r *reader) element() error {
	s := r.s
	switch depth := s.Depth(); {
	case depth == 1:
		if !s.Is("Файл") {
			return unknownForm(s, "корневой элемент — "+s.Name()+", а не Файл")
		}
		r.file()
	case depth == 2 && r.documentAt == 0 && s.Is("Документ"):
		return r.document()
	case depth == 2:
		return s.Skip()
	case !r.payer && (s.Is("СвНП") || s.Is("СвНА")):
		return r.payerPart()
	case depth == 3 && s.Is("Подписант"):
		return r.signerPart()
	case r.form.part != "" && s.Is(r.form.part):
		r.part = true
		return r.form.read(r)
	case r.payer || r.form.known():
		return s.Skip()
	}
	return nil // the payer of a form we do not know may be deeper
}

// file reads the attributes of the root.
func (r *reader) file() {
	r.fileAt = r.s.Offset()
	if r.s.AttrIs("ИдФайл", r.body) {
		r.h.FileID = r.body
	} else {
		r.h.FileID = r.need("ИдФайл")
	}
	r.h.Format = r.need("ВерсФорм")
}

// document reads the attributes of Документ.
func (r *reader) document() error {
	r.documentAt = r.s.Offset()
	r.h.KND = r.attr("КНД")
	if !digits(r.h.KND, 7) {
		return unknownForm(r.s, "у элемента Документ нет кода формы (КНД) из семи цифр")
	}
	r.form = formOf(r.h.KND)
	r.h.Title = r.form.title
	if !r.form.understood(r.h.Format) {
		r.form.part = ""
	}
	if day := r.need("ДатаДок"); day != "" {
		d, err := sdano.ParseDateRU(day)
		if err != nil {
			r.bad("ДатаДок", day, "нужна дата ДД.ММ.ГГГГ")
		}
		r.h.DocDate = d
	}
	if r.office = r.need("КодНО"); r.office != "" && !digits(r.office, 4) {
		r.bad("КодНО", r.office, "нужны 4 цифры")
	}
	r.correction()
	r.periodAttributes()
	return nil
}

func (r *reader) correction() {
	text := r.attr("НомКорр")
	n, ok := number(text, 3)
	if text != "" && !ok {
		r.bad("НомКорр", text, "нужно число от 0 до 999")
	}
	r.h.Correction = n
}

// payerPart reads СвНП: the payer is its first element with an ИНН that is not
// of a reorganised predecessor (СвРеоргЮЛ).
func (r *reader) payerPart() error {
	r.payerAt = r.s.Offset()
	return r.s.Within(func() error {
		s := r.s
		switch {
		case r.payer:
			if r.h.PayerName == "" && r.h.Payer.KPP == "" && s.Is("ФИО") {
				r.h.PayerName = r.person()
			}
		case strings.HasPrefix(s.Name(), "СвРеорг"):
			return s.Skip()
		default:
			r.taxpayer()
		}
		return nil
	})
}

// taxpayer takes the payer's numbers from the current element, if it has them.
func (r *reader) taxpayer() {
	if inn := r.attr("ИННЮЛ"); inn != "" {
		r.payer, r.payerAt = true, r.s.Offset()
		r.h.Payer = sdano.TaxID{INN: inn, KPP: r.need("КПП")}
		r.h.PayerName = r.attr("НаимОрг")
		r.checkPayer("ИННЮЛ", 10)
	} else if inn := r.attr("ИННФЛ"); inn != "" {
		r.payer, r.payerAt = true, r.s.Offset()
		r.h.Payer = sdano.TaxID{INN: inn}
		r.checkPayer("ИННФЛ", 12)
	}
}

// checkPayer checks the payer's numbers, of which the ИНН stands in an attribute
// and has a known length.
func (r *reader) checkPayer(attribute string, length int) {
	id := r.h.Payer
	err := sdano.CheckINN(id.INN)
	if err == nil && len(id.INN) != length {
		r.found("bad_inn", r.s.Path()+"/@"+attribute, r.payerAt, "ИНН «"+id.INN+"» неверной длины для "+attribute+".")
		return
	}
	if err == nil && id.KPP != "" {
		err = id.Check()
	}
	if err != nil {
		e := sdano.AsError(err)
		if e.Code == "bad_kpp" {
			attribute = "КПП"
		}
		r.found(e.Code, r.s.Path()+"/@"+attribute, r.payerAt, e.Message)
	}
}

// signerPart reads Подписант: whether a representative signs, and his name.
func (r *reader) signerPart() error {
	r.representative = r.s.AttrIs("ПрПодп", "2")
	return r.s.Within(func() error {
		if r.signer == "" && r.s.Is("ФИО") {
			r.signer = r.person()
		}
		return nil
	})
}

// person returns the name in a ФИО element.
func (r *reader) person() string {
	return strings.Join(strings.Fields(r.attr("Фамилия")+" "+r.attr("Имя")+" "+r.attr("Отчество")), " ")
}

// attr returns a trimmed attribute of the current element; "" if it is absent
// or empty.
func (r *reader) attr(name string) string {
	value, _ := r.s.Attr(name)
	return strings.TrimSpace(value)
}

// need is attr for what must be there.
func (r *reader) need(name string) string {
	value := r.attr(name)
	if value == "" && len(r.findings) < maxFindings {
		path := r.s.Path() + "/@" + name
		r.found("missing", path, r.s.Offset(), "Не указан обязательный атрибут "+path+".")
	}
	return value
}

// bad records that an attribute of the current element has a wrong value.
func (r *reader) bad(name, value, want string) {
	if len(r.findings) >= maxFindings {
		return
	}
	path := r.s.Path() + "/@" + name
	r.found("bad_value", path, r.s.Offset(), "Значение «"+value+"» атрибута "+path+" неверно: "+want+".")
}
