package answer

import (
	"strings"
	"time"

	"sdano"
	"sdano/xmlscan"
)

const remedyRead = "Документ сохранён как есть: передайте его администратору, чтобы разобрать вручную."

// Read reads an answer. It accepts UTF-8 and windows-1251, declared or not, and
// passes over what it does not know.
//
// Errors are *sdano.Error: Invalid "bad_xml" if the bytes are not a document,
// Unprocessable "unknown_answer" if it is none of the kinds, "bad_answer" if a
// date cannot be read or a ПД has none.
func Read(data []byte) (Answer, error) {
	r := reader{s: xmlscan.Config{Guess: true}.New(data)}
	err := r.walk()
	if broken := r.s.Finish(); broken != nil {
		err = broken // before what the content lacks
	}
	if err == nil {
		err = r.settle()
	}
	if err != nil {
		return Answer{}, err
	}
	return r.a, nil
}

// reader collects an answer while it walks over the document.
type reader struct {
	s *xmlscan.Scanner
	a Answer
	// days are the dates found, in the order of preference for At.
	days [4]moment
}

// moment is a date and time as they are written, and where.
type moment struct {
	day, clock   string
	path         string
	line, column int
}

// Attributes that hold a date, with that of its time, in order of preference:
// sending (ПД), receipt (ИоП), acceptance (КВ) and processing (УО), arrival and
// presentation as their substitutes.
var dayAttributes = [4][][2]string{
	{{"ДатаОтпр", "ВремяОтпр"}, {"ДатаПол", "ВремяПол"}},
	{{"ДатаПрин", ""}, {"ДатаПрием", ""}},
	{{"ДатаПост", ""}},
	{{"ДатаПредст", "ВремПредст"}},
}

// walk reads the document to its end.
func (r *reader) walk() error {
	if _, err := r.s.Next(); err != nil {
		return err
	}
	if !r.s.Is("Файл") {
		return r.unknown("корневой элемент — " + r.s.Name() + ", а не Файл")
	}
	r.a.FileID, r.a.Format = r.attr("ИдФайл"), r.attr("ВерсФорм")
	return r.s.Within(r.element)
}

// element reads an element wherever it stands: names are enough.
func (r *reader) element() error {
	switch name := r.s.Name(); name {
	case "Документ":
		r.document()
	case "СведОтпрФайл", "СведПолФайл":
		r.about(r.attr("ИмяПостФайла"))
	case "СведПодтв", "СвИзвещП", "СвКвит", "ОбщСвУвед", "СвИзвещВ":
		r.about(r.attr("ИмяОбрабФайла"))
		first(&r.a.RegNumber, r.attr("РегНом"))
		r.moments()
	case "СвНалОргПост", "СвНалОргНап", "ОтпрНО", "НО":
		r.office(r.attr("КодНО"), r.attr("НаимНО"))
	case "КодНО", "КодНоОтпр", "КодНООтпр", "ИмяОбрабФайла":
		text, err := r.s.Content()
		if name == "ИмяОбрабФайла" {
			r.about(text)
		} else {
			r.office(text, "")
		}
		return err
	case "ОтпрЮЛ", "ОтпрФЛ", "НПЮЛ", "НПФЛ", "НПИП", "ЮЛ", "ФЛ":
		return r.party(strings.HasPrefix(name, "НП"))
	case "ПеречВыявНар", "СвПоОшибке":
		return r.reason()
	}
	return nil
}

func (r *reader) document() {
	first(&r.a.KND, r.attr("КНД"))
	r.office(r.attr("КодНОПодт"), r.attr("НаимНОПодт"))
	r.office(r.attr("КодНО"), r.attr("НаимНО"))
}

// first sets a text that is not set yet.
func first(to *string, value string) {
	if *to == "" {
		*to = strings.TrimSpace(value)
	}
}

// about sets the file that is answered. Some write its name with extension.
func (r *reader) about(name string) {
	name = strings.TrimSpace(name)
	if n := len(name) - len(".xml"); n > 0 && strings.EqualFold(name[n:], ".xml") {
		name = name[:n]
	}
	first(&r.a.About, name)
}

// office sets the inspection, and its name if it is of the same inspection.
func (r *reader) office(code, name string) {
	first(&r.a.Office, code)
	if code = strings.TrimSpace(code); code == "" || code == r.a.Office {
		first(&r.a.OfficeName, name)
	}
}

// party reads a taxpayer or sender; a taxpayer supersedes a sender.
func (r *reader) party(taxpayer bool) error {
	id := sdano.TaxID{INN: r.attr("ИННЮЛ"), KPP: r.attr("КПП")}
	first(&id.INN, r.attr("ИННФЛ"))
	name := r.attr("НаимОрг")
	err := r.s.Within(func() error {
		if r.s.Is("ФИО") {
			first(&name, strings.Join(strings.Fields(r.attr("Фамилия")+" "+r.attr("Имя")+" "+r.attr("Отчество")), " "))
		}
		return nil
	})
	if r.a.Payer.INN == "" || taxpayer && id.INN != "" {
		r.a.Payer, r.a.PayerName = id, name
	}
	return err
}

// reason reads one reason: its parts are attributes or children.
func (r *reader) reason() error {
	var reason Reason
	parts := map[string]*string{
		"КодОш": &reason.Code, "КодОшибки": &reason.Code, "ТекстОш": &reason.Text,
		"ПолОшЭл": &reason.Path, "ИдОш": &reason.Path, "ЗнЭлем": &reason.Value,
	}
	take := func() {
		for name, value := range r.s.Attrs {
			if to := parts[name]; to != nil {
				first(to, value)
			}
		}
	}
	take()
	err := r.s.Within(func() error {
		to := parts[r.s.Name()]
		take()
		if to == nil {
			return nil
		}
		text, err := r.s.Content()
		first(to, text)
		return err
	})
	if reason != (Reason{}) {
		r.a.Reasons = append(r.a.Reasons, reason)
	}
	return err
}

// moments notes the dates in the attributes of the current element.
func (r *reader) moments() {
	for i, names := range dayAttributes {
		for _, n := range names {
			if day := r.attr(n[0]); day != "" && r.days[i].day == "" {
				m := moment{day: day, path: r.s.Path() + "/@" + n[0]}
				if n[1] != "" {
					m.clock = r.attr(n[1])
				}
				m.line, m.column = r.s.Position(r.s.Offset())
				r.days[i] = m
			}
		}
	}
}

func (r *reader) attr(name string) string {
	value, _ := r.s.Attr(name)
	return strings.TrimSpace(value)
}

// settle determines kind and time after the whole document was read.
func (r *reader) settle() error {
	r.a.Kind = kinds[r.a.KND]
	if r.a.Kind == "" && r.a.KND == "" {
		prefix, _, _ := strings.Cut(r.a.FileID, "_")
		if k := Kind(prefix); k.KND() != "" {
			r.a.Kind = k
		}
	}
	switch r.a.Kind {
	case "":
		return r.unknown("код формы (КНД) — «" + r.a.KND + "»")
	case Entered, Clarification:
		return nil
	}
	if r.a.Kind == Acceptance || r.a.Kind == Refusal {
		presented := r.days[len(r.days)-1]
		r.a.PresentedAt, _ = parseMoment(presented.day, presented.clock) // the answer stands without it
	}
	for _, m := range r.days {
		if m.day != "" {
			return r.at(m)
		}
	}
	if r.a.Kind == DateConfirmation {
		return badAnswer("bad_answer", "В подтверждении даты отправки нет даты отправки.", remedyRead,
			sdano.Finding{Code: "missing", Path: "/Файл/Документ/СведПодтв/@ДатаОтпр", Message: "Нет даты отправки."})
	}
	return nil
}

// at reads the moment of the answer.
func (r *reader) at(m moment) error {
	at, ok := parseMoment(m.day, m.clock)
	if !ok {
		text := strings.TrimSpace(m.day + " " + m.clock)
		return badAnswer("bad_answer", "В ответе не читаются дата и время «"+text+"».", remedyRead,
			sdano.Finding{Code: "bad_value", Path: m.path, Line: m.line, Column: m.column, Message: "Не читаются дата и время «" + text + "»."})
	}
	r.a.At = at
	return nil
}

// parseMoment reads a date, ДД.ММ.ГГГГ or ГГГГ-ММ-ДД, and a time with points or
// colons, with or without seconds, which may carry its offset (+03:00, Z). A
// time without offset is Moscow's; without a time it is the first instant.
func parseMoment(day, clock string) (time.Time, bool) {
	d, err := sdano.ParseDateRU(day)
	if err != nil {
		if d, err = sdano.ParseDate(day); err != nil {
			return time.Time{}, false
		}
	}
	if clock == "" {
		return d.In(sdano.Moscow), true
	}
	offset := strings.IndexAny(clock, "+-Z")
	if offset < 0 {
		offset = len(clock)
	}
	text := d.String() + "T" + strings.ReplaceAll(clock[:offset], ".", ":") + clock[offset:]
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00"} {
		if at, err := time.ParseInLocation(layout, text, sdano.Moscow); err == nil {
			return at.In(sdano.Moscow), true
		}
	}
	return time.Time{}, false
}

// unknown is the error for a document that is no answer.
func (r *reader) unknown(why string) error {
	return badAnswer("unknown_answer", "Это не ответ налогового органа или оператора из известных: "+why+".", remedyRead,
		sdano.Finding{Code: "unknown_answer", Path: "/Файл/Документ/@КНД", Message: why})
}
