package ukd

import (
	"unicode/utf8"

	"sdano/titles/compose"
	"sdano/titles/internal/verbal"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// What a buyer's title says if nothing else is chosen, and the longest text.
const (
	consent    = "С изменением стоимости согласен"
	name       = "Универсальный корректировочный документ"
	consentMax = 255
)

// signer is the signatory of a buyer's title: who documents the completed event
// («ОблПолн» 3), by default an employee of the buyer.
var signer = signatory.Spec{
	Form:   signatory.A,
	Powers: []int{3}, DefaultPowers: 3,
	Statuses: []int{1, 2, 3, 4}, DefaultStatus: 1, PersonStatus: 4,
	PositionMax: verbal.PositionMax,
}

// Answer makes the buyer's title of a format to a seller's title, whose «ИдФайл»
// may have so many characters in it.
func Answer(target *title.Format, fileIDMax int, a *title.Answer) (*title.File, error) {
	c := compose.New(a, target, false)
	c.File()
	c.Exchange("СвОЭДОтпр", "ИдЭДО")
	c.Start("ИнфПок", "КНД", target.KND, "ДатаИнфПок", c.Today(), "ВремИнфПок", c.Clock("."), "НаимЭконСубСост", c.Subject())
	c.Link(compose.Link{Element: "ИдИнфПрод", ID: "ИдФайлИнфПр", Day: "ДатаФайлИнфПр", Clock: "ВремФайлИнфПр", IDMax: fileIDMax})
	c.Start("СодФХЖ4",
		"НаимДокОпрПр", verbal.Name(c, a.First, name), "ФункцияПр", function(c, a.First.Function),
		"НомДокИнфПр", verbal.Number(c, a.First.Number), "ДатаДокИнфПр", c.FirstDay(a.First.Date))
	text, day := verbal.Operation(c, a.Acceptance, consent, consentMax)
	c.Leaf("СвСоглас", "СодОпер", text, "ДатаСоглас", day)
	c.End()
	c.Signatory(signer)
	c.End()
	return c.Finish()
}

// function returns the function of the seller's title, which the answer
// repeats in 3 to 7 characters.
func function(c *compose.Composer, function string) string {
	if n := utf8.RuneCountInString(function); n < 3 || n > 7 {
		c.Fail(title.CodeFirst, "", "в исходном документе нет его функции (КСЧФДИС, ДИС), а ответный документ должен её повторить")
	}
	return function
}
