package akt

import (
	"sdano/titles/compose"
	"sdano/titles/internal/verbal"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// What a customer's title says if nothing else is chosen, and the longest text.
const (
	accepted    = "Результаты работ (услуги) приняты без претензий"
	acceptedMax = 1000
)

// signer is the signatory of a customer's title, by default an employee of the
// customer who made the transaction.
var signer = signatory.Spec{
	Form:   signatory.A,
	Powers: []int{1, 2, 3}, DefaultPowers: 1,
	Statuses: []int{1, 2, 3, 4}, DefaultStatus: 1, PersonStatus: 4,
	PositionMax: verbal.PositionMax,
}

// answer makes the customer's title.
func answer(a *title.Answer) (*title.File, error) {
	c := compose.New(a, Second, false)
	c.File()
	c.Exchange("СвОЭДОтпр", "ИдЭДО")
	c.Start("Документ", "КНД", Second.KND, "ДатаИнфЗак", c.Today(), "ВремИнфЗак", c.Clock("."), "НаимЭконСубСост", c.Subject())
	c.Link(compose.Link{Element: "ИдДокПРУИсп", ID: "ИдФайлИнфИсп", Day: "ДатаФайлИнфИсп", Clock: "ВремФайлИнфИсп", IDMax: verbal.FileIDMax})
	c.Start("СодФХЖ3",
		"НаимДокОпрИсп", verbal.Name(c, a.First, ""),
		"НомДокПРУИсп", verbal.Number(c, a.First.Number), "ДатаДокПРУИсп", c.FirstDay(a.First.Date))
	text, day := verbal.Operation(c, a.Acceptance, accepted, acceptedMax)
	c.Leaf("РезПринял", "СодОпер", text, "ДатаПрием", day)
	c.End()
	c.Signatory(signer)
	c.End()
	return c.Finish()
}
