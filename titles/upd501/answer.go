package upd501

import (
	"fmt"
	"strconv"

	"sdano/titles/compose"
	"sdano/titles/internal/upd"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// signer is the signatory of a buyer's title: by default one who made the
// transaction («ОблПолн» 1), an employee of the buyer («Статус» 5).
var signer = signatory.Spec{
	Form:   signatory.A,
	Powers: []int{1, 2, 3}, DefaultPowers: 1,
	Statuses: []int{3, 4, 5, 6}, DefaultStatus: 5, PersonStatus: 4,
	PositionMax: 128,
}

// answer makes the buyer's title.
func answer(a *title.Answer) (*title.File, error) {
	c := compose.New(a, Second, false)
	c.File()
	c.Exchange("СвОЭДОтпр", "ИдЭДО")
	c.Start("ИнфПок", "КНД", Second.KND, "ДатаИнфПок", c.Today(), "ВремИнфПок", c.Clock("."), "НаимЭконСубСост", c.Subject())
	c.Link(upd.Link)
	first := upd.Repeat(c, a.First)
	c.Start("СодФХЖ4", "НаимДокОпрПр", first.Name, "Функция", first.Function,
		"НомСчФИнфПр", first.Number, "ДатаСчФИнфПр", first.Day)
	accepted(c, upd.Accept(c, a.Acceptance))
	c.End()
	c.Signatory(signer)
	c.End()
	return c.Finish()
}

// accepted writes «СвПрин». The order is content with «СодОпер» or «КодСодОпер»;
// the code, which says whether the goods were accepted, is always written.
func accepted(c *compose.Composer, a upd.Acceptance) {
	result := []string{"КодИтога", strconv.Itoa(a.Code)}
	if p := a.Paper; p != nil {
		result = append(result, "НаимДокРасх", p.Name, "ВидДокРасх", kind(c, p.Kind), "НомДокРасх", p.Number,
			"ДатаДокРасх", p.Day, "ИдФайлДокРасх", p.FileID)
	}
	c.Start("СвПрин", "СодОпер", a.Text, "ДатаПрин", a.Day)
	c.Leaf("КодСодОпер", result...)
	c.End()
}

// Kinds of a document about discrepancies, «ВидДокРасх».
const (
	acceptance    = 2 // a document of acceptance with discrepancies
	discrepancies = 3 // a document about discrepancies
)

func kind(c *compose.Composer, kind int) string {
	switch kind {
	case 0:
		return ""
	case acceptance, discrepancies:
		return strconv.Itoa(kind)
	}
	c.Fail(title.CodeValue, "DivergenceDocumentType", fmt.Sprintf("недопустимое значение %d, допустимы: 2, 3", kind))
	return ""
}
