package upd970

import (
	"strconv"
	"strings"

	"sdano/titles/compose"
	"sdano/titles/internal/upd"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// signer is the signatory of a buyer's title: how the powers are confirmed, by
// the data of the signature if nothing else is said.
var signer = signatory.Spec{Form: signatory.B, PositionMax: 255, PositionFree: true}

// withoutNumber stands where a document must have a number and the request has
// none.
const withoutNumber = "Без номера"

// Answer makes the buyer's title of a format.
func Answer(target *title.Format, a *title.Answer) (*title.File, error) {
	c := compose.New(a, target, true)
	c.File()
	c.Start("Документ", "КНД", target.KND, "ДатаИнфПок", c.Today(), "ВремИнфПок", c.Clock("."), "НаимЭконСубСост", c.Subject())
	c.Link(upd.Link)
	first := upd.Repeat(c, a.First)
	c.Start("СодФХЖ4", "НаимДокОпрПр", first.Name, "Функция", first.Function,
		"ПорНомДокИнфПр", first.Number, "ДатаДокИнфПр", first.Day)
	accepted(c, a.Acceptance)
	c.End()
	c.Signatory(signer)
	c.End()
	return c.Finish()
}

// accepted writes «СвПрин». A refusal has no content of the operation.
func accepted(c *compose.Composer, request *title.Acceptance) {
	a := upd.Accept(c, request)
	if a.Code == upd.Refused && a.Text != "" {
		c.Fail(title.CodeConflict, "OperationText", "указан, хотя товары не приняты (AcceptanceResultType 3): в этом случае содержание операции не указывается")
	}
	c.Start("СвПрин", "СодОпер", a.Text, "ДатаПрин", a.Day)
	c.Start("КодСодОпер", "КодИтога", strconv.Itoa(a.Code))
	if a.Paper != nil {
		discrepancies(c, request, a.Paper)
	}
	c.End()
	c.End()
}

// discrepancies writes «РеквДокРасх»: name and day are obligatory, and so is a
// number, whatever it is. The kind of the document has no place in the format.
func discrepancies(c *compose.Composer, request *title.Acceptance, p *upd.Paper) {
	if p.Kind != 0 {
		c.Warn(title.CodeIgnored, "DivergenceDocumentType", "не используется: в формате нет вида документа о расхождениях")
	}
	if !p.Named() {
		return
	}
	for _, member := range []struct{ name, value string }{
		{"DivergenceDocumentName", request.DocumentName},
		{"DivergenceDocumentDate", request.DocumentDate},
	} {
		if strings.TrimSpace(member.value) == "" {
			c.Fail(title.CodeRequired, member.name, "не указано, а для документа о расхождениях обязательно")
		}
	}
	number := p.Number
	if number == "" {
		number = withoutNumber
	}
	c.Leaf("РеквДокРасх", "РеквНаимДок", p.Name, "РеквНомерДок", number, "РеквДатаДок", p.Day, "РеквИдФайлДок", p.FileID)
}
