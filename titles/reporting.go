package titles

import (
	"errors"
	"slices"
	"strings"

	"sdano"
	"sdano/titles/answer"
	"sdano/titles/report"
	"sdano/titles/title"
)

// answerKinds name the answers of the authority and of the operator.
var answerKinds = map[answer.Kind]string{
	answer.DateConfirmation: "Подтверждение даты отправки",
	answer.Receipt:          "Извещение о получении",
	answer.Acceptance:       "Квитанция о приёме",
	answer.Refusal:          "Уведомление об отказе",
	answer.Entered:          "Извещение о вводе",
	answer.Clarification:    "Уведомление об уточнении",
}

// isAnswer reports whether a file is named like an answer to a report. Answers
// come without a declared encoding now and then.
func isAnswer(name string) bool {
	kind, _, ok := strings.Cut(name, "_")
	_, known := answerKinds[answer.Kind(kind)]
	return ok && known
}

// isReport reports whether a file is named like a report: NO_… is a declaration
// or calculation, UT_… a notice.
func isReport(name string) bool {
	return strings.HasPrefix(name, "NO_") || strings.HasPrefix(name, "UT_")
}

// reporting checks a report or an answer to one, and reports whether the file is
// one.
func (c *checker) reporting() bool {
	found, err := answer.Read(c.in.Data)
	var fault *sdano.Error
	if errors.As(err, &fault) && fault.Code == "unknown_answer" {
		return c.report()
	}
	c.v.Kind = answerKinds[found.Kind]
	if err != nil {
		c.fault(err)
	} else {
		c.v.Document = answerDocument(found, c.v.Kind)
	}
	c.general()
	return true
}

// report checks a report.
func (c *checker) report() bool {
	id := c.d.Root().Attr("ИдФайл")
	if !isReport(id) && !isReport(c.in.Name) {
		return false
	}
	name := c.in.Name
	if name == "" {
		name = id + ".xml"
	}
	header, err := report.Read(name, c.in.Data)
	c.v.Kind = "Отчёт в ФНС"
	if err != nil {
		c.fault(err)
		c.sources()
	} else {
		c.v.Document = reportDocument(&header)
		c.v.Kind = c.v.Document.Name
	}
	c.general()
	return true
}

// sources tells of the findings of the report's reader which are about control
// digits and which about conditions.
func (c *checker) sources() {
	for i := range c.v.Findings {
		switch f := &c.v.Findings[i]; {
		case strings.HasPrefix(f.Code, "name_"):
			f.Source = "rule"
		case f.Code == "bad_inn_digits":
			f.Source = "digits"
		}
	}
}

// general checks what every file is checked for, as far as its own reader has
// not said it.
func (c *checker) general() {
	c.official()
	if !slices.ContainsFunc(c.v.Findings, func(f sdano.Finding) bool { return f.Code == "name_file_id" }) {
		c.note(nameRule(c.in.Name, c.d)...)
	}
	c.plausible()
}

// reportDocument makes of a report's header what is shown of it.
func reportDocument(h *report.Header) *title.Document {
	name := h.Title
	if name == "" {
		name = "Отчёт в ФНС по форме КНД " + h.KND
	}
	return &title.Document{
		FileID: h.FileID, Version: h.Format, KND: h.KND, Name: name, Date: h.DocDate,
		From: h.PeriodFrom, To: h.PeriodTo,
		Sender: h.Sender.String(), Recipient: "налоговый орган " + h.Office,
		Parties: []title.Party{{Role: title.Author, Name: h.PayerName, TaxID: h.Payer}},
	}
}

// answerDocument makes of an answer what is shown of it.
func answerDocument(a answer.Answer, name string) *title.Document {
	d := &title.Document{FileID: a.FileID, Version: a.Format, KND: a.KND, Name: name, Number: a.RegNumber}
	if !a.At.IsZero() {
		at := a.At.In(sdano.Moscow)
		d.Made.Date = sdano.DateOf(at, sdano.Moscow)
		if clock := at.Format("15.04.05"); clock != "00.00.00" { // else only the day is known
			d.Made.Time = clock
		}
	}
	if a.About != "" {
		d.Answered = []title.Answered{{FileID: a.About}}
	}
	d.Parties = []title.Party{{Role: title.Author, Name: a.PayerName, TaxID: a.Payer}}
	if office := strings.TrimSpace(a.Office + " " + a.OfficeName); office != "" {
		d.Sender = office
	}
	var reasons []string
	for _, r := range a.Reasons {
		reasons = append(reasons, strings.TrimSpace(r.Code+" "+r.Text))
	}
	d.Comment = strings.Join(reasons, "\n")
	return d
}
