// Package verbal holds what those second titles share that have no code of the
// outcome: УКД (189@, 736@), ТОРГ-12 (551@) and the act of works (552@). They
// tell what the accepting party says in words only, «СодОпер», and its day. A
// disagreement is therefore either a text of the requester's own or no second
// title at all but a notice of clarification.
package verbal

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"sdano/titles/compose"
	"sdano/titles/title"
)

// PositionMax is the longest position of a signatory («Должн») in characters.
const PositionMax = 128

// FileIDMax is the longest «ИдФайл» of the first title that the answers of 189@,
// 551@ and 552@ have room for, in characters.
const FileIDMax = 200

// The longest name («НаимДокОпр…») and number of the first title that an answer
// may repeat, in characters.
const (
	nameMax   = 255
	numberMax = 255
)

// Operation returns content and day of the operation of a second title: those of
// the request, else the standard text and today. The text may have limit
// characters. What the request must not say here is noted.
func Operation(c *compose.Composer, a *title.Acceptance, standard string, limit int) (text, day string) {
	if a == nil {
		return standard, c.Today()
	}
	divergence(c, a)
	text, day = c.Text("OperationText", a.OperationText, limit), c.Day("AcceptanceDate", a.AcceptanceDate)
	switch {
	case a.Type < 0 || a.Type > 3:
		c.Fail(title.CodeValue, "AcceptanceResultType", fmt.Sprintf("недопустимое значение %d, допустимы: 1, 2, 3", a.Type))
	case a.Type > 1 && text == "":
		c.Fail(title.CodeRequired, "OperationText", fmt.Sprintf(
			"не указан, а при AcceptanceResultType %d обязателен: в этом формате нет кода итога, возражения выражает только текст", a.Type))
	}
	return cmp.Or(text, standard), cmp.Or(day, c.Today())
}

// divergence notes the members about a document of discrepancies, for which
// these formats have no place.
func divergence(c *compose.Composer, a *title.Acceptance) {
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
			c.Fail(title.CodeConflict, member.name, "в этом формате не указывается: о расхождениях говорит текст OperationText")
		}
	}
}

// Name returns the name of the document that is answered: its own, else what it
// is by the fact of economic life («ПоФактХЖ»), else the standard one, if the
// format has one.
func Name(c *compose.Composer, first *title.Document, standard string) string {
	name := cmp.Or(first.Name, first.Fact, standard)
	if n := utf8.RuneCountInString(name); n == 0 || n > nameMax {
		c.Fail(title.CodeFirst, "", fmt.Sprintf("в исходном документе нет его наименования длиной от 1 до %d знаков, а ответный документ должен его повторить", nameMax))
	}
	return name
}

// Number returns the number of the document that is answered; one that is too
// long is left out with a warning, since the formats can do without it.
func Number(c *compose.Composer, number string) string {
	if utf8.RuneCountInString(number) > numberMax {
		c.Warn(title.CodeLength, "", fmt.Sprintf("номер исходного документа длиннее %d знаков и в ответном документе не указан", numberMax))
		return ""
	}
	return number
}
