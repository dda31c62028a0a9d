package answer

import (
	"fmt"
	"strings"
	"time"

	"sdano"
	"sdano/titles/report"
	"sdano/xmlscan"
)

// OperatorCode and OperatorName are those of the special operator in the
// documents that are written here: the sandbox's, no real one.
const (
	OperatorCode = "2SD"
	OperatorName = "Учебный спецоператор sdano"
)

const (
	program       = "sdano"
	formatDefault = "5.01"
)

// Write makes the document of an answer to a report, in windows-1251, and its
// file name R_T_A_K_O_GGGGMMDD_N.xml: "KV_NOUSN_", the payer twice, the office
// (of a ПД the operator's code), the day of At, an identifier (of a ПД with
// hyphens).
//
// Of a only Kind must be given, At for ПД, ИоП, КВ and УО, and Reasons for УУ;
// what else is absent is taken from the report, PresentedAt from At. FileID, if given, names the
// file; otherwise the identifier is new. ИВ and УУ have no place for At: it
// dates their names only, as does the day of the report if At is zero. What a
// format has no place for is not written; otherwise Read gives a back.
//
// Errors are *sdano.Error "bad_answer".
func Write(a Answer, about report.Header) (name string, data []byte, err error) {
	a = complete(a, about)
	if err := check(a); err != nil {
		return "", nil, err
	}
	if a.FileID == "" {
		a.FileID = fileID(a, about)
	}
	w := writer{xmlscan.NewWriter(), a, about}
	w.Start("Файл", "ИдФайл", a.FileID, "ВерсПрог", program, "ВерсФорм", a.Format)
	switch a.Kind {
	case DateConfirmation:
		w.dateConfirmation()
	case Receipt:
		w.receipt()
	case Acceptance:
		w.acceptance()
	case Refusal:
		w.refusal()
	case Entered:
		w.entered()
	case Clarification:
		w.clarification()
	}
	data, err = w.Bytes()
	if err != nil {
		return "", nil, unwritable(err)
	}
	return a.FileID + ".xml", data, nil
}

func unwritable(err error) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_answer", Err: err,
		Message: "Документ не составляется: в тексте есть недопустимые знаки.",
		Remedy:  "Уберите из текстов управляющие знаки.",
	}
}

// complete fills in what the report knows.
func complete(a Answer, about report.Header) Answer {
	a.KND = a.Kind.KND()
	first(&a.Format, formatDefault)
	first(&a.About, about.FileID)
	first(&a.Office, about.Office)
	first(&a.OfficeName, "Налоговый орган "+a.Office)
	if a.Payer == (sdano.TaxID{}) {
		a.Payer = about.Payer
	}
	if a.Payer == about.Payer {
		first(&a.PayerName, about.PayerName)
	}
	a.At = a.At.In(sdano.Moscow)
	if a.PresentedAt.IsZero() {
		a.PresentedAt = a.At
	}
	a.PresentedAt = a.PresentedAt.In(sdano.Moscow)
	return a
}

// check reports what is missing in an answer that is to be written.
func check(a Answer) error {
	what := ""
	switch {
	case a.KND == "":
		what = "вид ответа «" + string(a.Kind) + "» неизвестен"
	case a.About == "":
		what = "не указан файл, на который дан ответ"
	case a.At.IsZero() && a.Kind != Entered && a.Kind != Clarification:
		what = "не указаны дата и время"
	case a.Kind == Clarification && len(a.Reasons) == 0:
		what = "не указано, что уточнить"
	}
	for _, r := range a.Reasons {
		if r.Code == "" || r.Text == "" {
			what = "у причины нет кода или текста"
		}
	}
	if what == "" {
		return nil
	}
	return badAnswer("bad_answer", "Ответ не составляется: "+what+".", "Укажите недостающее.")
}

// fileID returns a new name for an answer.
func fileID(a Answer, about report.Header) string {
	day := sdano.DateOf(a.At, sdano.Moscow)
	if a.At.IsZero() {
		day = about.DocDate
	}
	sender, id := a.Office, sdano.NewID()
	form := id.Compact()
	if a.Kind == DateConfirmation {
		sender, form = OperatorCode, id.String()
	}
	payer := a.Payer.FileForm()
	prefix := string(a.Kind) + "_" + strings.ReplaceAll(about.Prefix, "_", "")
	return strings.Join([]string{prefix, payer, payer, sender, compactDay(day), form}, "_")
}

func compactDay(d sdano.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// writer writes one answer. The order of elements is that of the formats.
type writer struct {
	*xmlscan.Writer
	a     Answer
	about report.Header
}

func dotted(t time.Time) string { return t.Format("02.01.2006") }

func clock(t time.Time) string { return t.Format("15.04.05") }

func (w writer) dateConfirmation() {
	w.Start("Документ", "КНД", w.a.KND)
	w.Start("ОргПодт")
	w.Leaf("СпецОперат", "НаимОрг", OperatorName)
	w.End()
	w.Start("СведПодтв", "ДатаОтпр", dotted(w.a.At), "ВремяОтпр", clock(w.a.At))
	w.Leaf("СведОтпрФайл", "ИмяПостФайла", w.a.About)
	w.End()
	w.party("СвОтпр", "ОтпрЮЛ", "ОтпрФЛ")
	w.Start("СвПолДок")
	w.office("ОтпрНО")
	w.End()
}

func (w writer) receipt() {
	w.Start("Документ", "КНД", w.a.KND)
	w.officeCode("ПодтвДок")
	w.Start("СвИзвещП", "ДатаПол", dotted(w.a.At), "ВремяПол", clock(w.a.At))
	w.Leaf("СведПолФайл", "ИмяПостФайла", w.a.About)
	w.End()
	w.party("ОтпрДок", "ЮЛ", "ФЛ")
	w.officeCode("ПолДок")
}

func (w writer) acceptance() {
	w.Start("Документ", "КНД", w.a.KND, "КодНОПодт", w.a.Office, "НаимНОПодт", w.a.OfficeName)
	w.party("СвОтпр", "ОтпрЮЛ", "ОтпрФЛ")
	w.party("СвНП", "НПЮЛ", "НПФЛ")
	w.office("СвНалОргПост")
	number := w.a.RegNumber
	first(&number, "0")
	day := dotted(w.a.At)
	w.Leaf("СвКвит", append(w.form(), "ДатаПредст", dotted(w.a.PresentedAt), "ВремПредст", clock(w.a.PresentedAt),
		"ДатаПост", day, "ДатаПрин", day, "РегНом", number)...)
}

func (w writer) refusal() {
	w.Start("Документ", "КНД", w.a.KND, "КодНО", w.a.Office)
	w.party("СвОтпр", "ОтпрЮЛ", "ОтпрФЛ")
	w.office("СвНалОргНап")
	w.Start("СведУведУточ")
	w.Leaf("ОбщСвУвед", append(w.form(),
		"ДатаПредст", dotted(w.a.PresentedAt), "ВремПредст", clock(w.a.PresentedAt), "ДатаПрием", dotted(w.a.At))...)
	for _, r := range w.a.Reasons {
		w.Start("ПеречВыявНар")
		w.Element("КодОш", r.Code)
		w.Element("ТекстОш", r.Text)
		if r.Path != "" {
			w.Element("ИдОш", r.Path)
		}
		w.End()
	}
}

func (w writer) entered() {
	w.Start("Документ", "КНД", w.a.KND)
	w.party("СвПол", "ОтпрЮЛ", "ОтпрФЛ")
	w.Element("КодНоОтпр", w.a.Office)
	w.party("СвНП", "НПЮЛ", "НПФЛ")
	w.Leaf("СвИзвещВ", w.form()...)
}

func (w writer) clarification() {
	w.Start("Документ", "КНД", w.a.KND, "КодНО", w.a.Office)
	w.party("СвОтпр", "ОтпрЮЛ", "ОтпрФЛ")
	w.Start("СведУвед")
	w.Leaf("ОбщСвУвед", w.form()...)
	w.Start("ВыявлОшФайл")
	w.Element("ИмяОбрабФайла", w.a.About)
	for _, r := range w.a.Reasons {
		w.Start("СвПоОшибке", "ПолОшЭл", r.Path, "ЗнЭлем", r.Value, "КодОшибки", r.Code)
		w.Element("ТекстОш", r.Text)
		w.End()
	}
}

// form returns the attributes that tell which report is answered.
func (w writer) form() []string {
	h := w.about
	title, period, year := h.Title, h.PeriodCode, h.Year
	first(&title, "Отчёт по форме с КНД "+h.KND)
	if period, _, _ = strings.Cut(period, "/"); len(period) != 2 {
		period = "34" // a notice of several periods and a form without any have none
	}
	if year == 0 {
		year = h.DocDate.Year()
	}
	return []string{
		"НаимОтч", title, "КНД", h.KND, "НомКорр", fmt.Sprint(h.Correction),
		"Период", period, "ОтчетГод", fmt.Sprintf("%04d", year), "ИмяОбрабФайла", w.a.About,
	}
}

// office writes an element that names the inspection.
func (w writer) office(element string) {
	w.Leaf(element, "КодНО", w.a.Office, "НаимНО", w.a.OfficeName)
}

// officeCode writes an element that holds the inspection's code.
func (w writer) officeCode(element string) {
	w.Start(element)
	w.Element("КодНО", w.a.Office)
	w.End()
}

// party writes an element that holds the payer.
func (w writer) party(element, organisation, person string) {
	writeParty(w.Writer, element, organisation, person, w.a.Payer, w.a.PayerName)
}

// writeParty writes an element that holds an organisation or a person. A name
// is obligatory in the formats: who has none is named by the number.
func writeParty(w *xmlscan.Writer, element, organisation, person string, id sdano.TaxID, name string) {
	w.Start(element)
	if id.IsPerson() {
		w.Start(person, "ИННФЛ", id.INN)
		surname, rest, _ := strings.Cut(strings.TrimSpace(name), " ")
		given, patronymic, _ := strings.Cut(strings.TrimSpace(rest), " ")
		first(&surname, "ИНН")
		first(&given, id.INN)
		w.Leaf("ФИО", "Фамилия", surname, "Имя", given, "Отчество", strings.TrimSpace(patronymic))
		w.End()
	} else {
		first(&name, "Организация с ИНН "+id.INN)
		w.Leaf(organisation, "НаимОрг", name, "ИННЮЛ", id.INN, "КПП", id.KPP)
	}
	w.End()
}
