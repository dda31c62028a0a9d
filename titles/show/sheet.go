package show

import (
	"bufio"
	"io"

	"github.com/a-h/templ"

	"sdano"
	"sdano/titles/title"
)

// Sheet is a document with all that was done to it: what a print form («печатная
// форма») shows. What it says is shown as text, like that of a document.
type Sheet struct {
	// Name is what the document is called if it is no title: its file's name.
	Name     string
	Document *title.Document
	Findings []sdano.Finding
	// Operator is the operator of the exchange through which it went, OperatorAt
	// when he had it; "" if that is not known.
	Operator, OperatorAt string
	// Stamps are the signatures, in their order.
	Stamps []Stamp
	// Answer is the second title, nil if there is none.
	Answer *title.Document
	// Steps are the history of the document, oldest first.
	Steps []Step
}

// Stamp is a signature as it is shown on paper: who signed what by which
// certificate, and what is to be said of it. What is not known is "".
type Stamp struct {
	// File is the name of the file under which it stands, Side who gave it:
	// "Отправитель", "Получатель".
	File, Side string
	// Signer is the name of the person, with Position and Organization.
	Signer, Position, Organization string
	// Serial is the certificate's serial number; From and To are its days,
	// SignedAt is when the signer says that he signed.
	Serial, From, To, SignedAt string
	// State is "good", "notice" or "bad", Verdict the same in words.
	State, Verdict string
	// Remarks say what was not checked or is wrong.
	Remarks []string
}

// Step is one change of a document's status.
type Step struct {
	At, Status, Text string
}

// heads returns the documents that are laid out: the first title, then the
// second.
func (s Sheet) heads() []view {
	first := viewOf(s.Document, s.Findings)
	if s.Document == nil {
		first.Kind, first.Heading = "Документ", s.Name
		if len(s.Findings) == 0 {
			first.State, first.Verdict = "notice", "Неформализованный документ: содержимое не проверяется."
		}
	}
	first.Facts = append(first.Facts, given(fact{"Оператор ЭДО", s.Operator}, fact{"Передан через оператора", s.OperatorAt})...)
	out := []view{first}
	if s.Answer != nil {
		second := viewOf(s.Answer, nil)
		second.Lines = nil // it has those of the first, or none
		second.State, second.Verdict = "notice", "Ответный титул здесь не проверяется."
		out = append(out, second)
	}
	return out
}

// seal returns a stamp as facts.
func (s Stamp) seal() block {
	days := s.From
	if s.To != "" {
		days += " — " + s.To
	}
	return block{s.Side, s.Signer, given(
		fact{"Организация", s.Organization},
		fact{"Должность", s.Position},
		fact{"Сертификат", s.Serial},
		fact{"Действует", days},
		fact{"Подписано", s.SignedAt},
		fact{"Файл", s.File},
		fact{"Проверка", s.Verdict},
	)}
}

// history returns the steps as a table, nil if there are none.
func (s Sheet) history() *table {
	if len(s.Steps) == 0 {
		return nil
	}
	t := &table{Columns: []column{{"Когда", false}, {"Статус", false}, {"Пояснение", false}}}
	for _, step := range s.Steps {
		t.Rows = append(t.Rows, []string{step.At, step.Status, step.Text})
	}
	return t
}

// HTML returns the sheet as a part of a page that uses Style.
func (s Sheet) HTML() templ.Component { return sheet(s) }

// Page returns the sheet as a page of its own: it holds its style, loads
// nothing, and can be saved and printed.
func (s Sheet) Page() templ.Component { return sheetPage(s) }

// Text writes the sheet for a terminal. The error is that of the writer.
func (s Sheet) Text(w io.Writer) error {
	p := printer{bufio.NewWriter(w)}
	for i, v := range s.heads() {
		if i > 0 {
			p.line("")
		}
		p.view(v)
	}
	if len(s.Stamps) > 0 {
		p.section("Электронные подписи")
	}
	for _, stamp := range s.Stamps {
		b := stamp.seal()
		if b.Label != "" {
			b.Title = b.Label + ": " + b.Title
		}
		p.line("  " + b.Title)
		p.list("    ", b.Facts)
		for _, remark := range stamp.Remarks {
			p.line("    " + remark)
		}
	}
	p.table("История", s.history())
	return p.w.Flush()
}
