package upd

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sdano/titles/compose"
	"sdano/titles/title"
)

// Limits in characters that all versions share.
const (
	textMax     = 255
	nameMax     = 255
	numberMax   = 1000
	functionMax = 6
)

// Outcomes of an acceptance, «КодИтога».
const (
	accepted     = 1 // without discrepancies
	acceptedWith = 2 // with discrepancies
	// Refused is the code of goods that were not accepted.
	Refused = 3
)

// standardText is the content of the operation where the request has no text of
// its own; a refusal has none.
var standardText = map[int]string{
	accepted:     "Товары (работы, услуги, права) приняты без расхождений (претензий)",
	acceptedWith: "Товары (работы, услуги, права) приняты с расхождениями (претензией)",
}

// Acceptance is the outcome of an acceptance as a buyer's title writes it.
type Acceptance struct {
	// Code is «КодИтога», Text «СодОпер», Day «ДатаПрин».
	Code      int
	Text, Day string
	// Paper is the document about discrepancies, nil if the request names none.
	Paper *Paper
}

// Paper is a document about discrepancies; what the request does not say is "".
type Paper struct {
	Name, Number, Day, FileID string
	// Kind is the kind of document, 2 or 3; 0 if it was not told.
	Kind int
}

// Named reports whether anything but the kind of the document is told.
func (p *Paper) Named() bool { return p.Name+p.Number+p.Day+p.FileID != "" }

// Accept returns what a request says of the acceptance; a is nil if it says
// nothing, which is an acceptance without discrepancies today. What is wrong in
// it is noted.
func Accept(c *compose.Composer, a *title.Acceptance) Acceptance {
	if a == nil {
		a = &title.Acceptance{}
	}
	out := Acceptance{
		Code: code(c, a.Type),
		Text: c.Text("OperationText", a.OperationText, textMax),
		Day:  c.Day("AcceptanceDate", a.AcceptanceDate),
	}
	if out.Text == "" {
		out.Text = standardText[out.Code]
	}
	if out.Day == "" {
		out.Day = c.Today()
	}
	out.Paper = paper(c, a, out.Code)
	return out
}

func code(c *compose.Composer, kind int) int {
	switch kind {
	case 0:
		return accepted
	case accepted, acceptedWith, Refused:
		return kind
	}
	c.Fail(title.CodeValue, "AcceptanceResultType", fmt.Sprintf("недопустимое значение %d, допустимы: 1, 2, 3", kind))
	return kind
}

// paper returns the document about discrepancies. Goods accepted without any
// have none, and goods accepted with some should have one.
func paper(c *compose.Composer, a *title.Acceptance, code int) *Paper {
	given := members(a)
	if len(given) == 0 {
		if code == acceptedWith {
			c.Warn(title.CodeRequired, "DivergenceDocumentName", "не указан документ о расхождениях, хотя приёмка с расхождениями")
		}
		return nil
	}
	if code == accepted {
		for _, member := range given {
			c.Fail(title.CodeConflict, member, "указано, хотя приёмка без расхождений (AcceptanceResultType 1)")
		}
	}
	return &Paper{
		Name:   c.Text("DivergenceDocumentName", a.DocumentName, nameMax),
		Number: c.Text("DivergenceDocumentNumber", a.DocumentNumber, nameMax),
		Day:    c.Day("DivergenceDocumentDate", a.DocumentDate),
		FileID: c.Text("DivergenceDocumentFileId", a.DocumentFileID, nameMax),
		Kind:   a.DocumentType,
	}
}

// members returns which members about the document of discrepancies are given.
func members(a *title.Acceptance) []string {
	var out []string
	for _, member := range []struct {
		name  string
		given bool
	}{
		{"DivergenceDocumentName", strings.TrimSpace(a.DocumentName) != ""},
		{"DivergenceDocumentType", a.DocumentType != 0},
		{"DivergenceDocumentNumber", strings.TrimSpace(a.DocumentNumber) != ""},
		{"DivergenceDocumentDate", strings.TrimSpace(a.DocumentDate) != ""},
		{"DivergenceDocumentFileId", strings.TrimSpace(a.DocumentFileID) != ""},
	} {
		if member.given {
			out = append(out, member.name)
		}
	}
	return out
}

// Link is how a buyer's title names the seller's.
var Link = compose.Link{Element: "ИдИнфПрод", ID: "ИдФайлИнфПр", Day: "ДатаФайлИнфПр", Clock: "ВремФайлИнфПр", IDMax: 255}

// First is what a buyer's title repeats of the seller's.
type First struct {
	Name, Function, Number, Day string
}

// Repeat returns what a buyer's title repeats of the seller's; what is missing
// there is noted. A number that no version has room for is left out, since the
// title can do without it.
func Repeat(c *compose.Composer, first *title.Document) First {
	out := First{Name: name(c, first), Function: first.Function, Number: first.Number, Day: c.FirstDay(first.Date)}
	if n := utf8.RuneCountInString(out.Function); n == 0 || n > functionMax {
		c.Fail(title.CodeFirst, "", "в исходном документе нет его функции (СЧФДОП, ДОП, СвРК, СвЗК), а ответный документ должен её повторить")
	}
	if utf8.RuneCountInString(out.Number) > numberMax {
		c.Warn(title.CodeLength, "", fmt.Sprintf("номер исходного документа длиннее %d знаков и в ответном документе не указан", numberMax))
		out.Number = ""
	}
	return out
}

// name returns the document's own name, else what it is by the fact of economic
// life («ПоФактХЖ»), else the common one. It is repeated as it stands.
func name(c *compose.Composer, first *title.Document) string {
	for _, name := range []string{first.Name, first.Fact} {
		if strings.TrimSpace(name) == "" {
			continue
		}
		if n := utf8.RuneCountInString(name); n > nameMax {
			c.Fail(title.CodeFirst, "", fmt.Sprintf("наименование исходного документа длиннее %d знаков, а ответный документ должен его повторить", nameMax))
		}
		return name
	}
	return "Универсальный передаточный документ"
}
