package torg12

import (
	"sdano/titles/compose"
	"sdano/titles/internal/verbal"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// What a buyer's title says if nothing else is chosen, and the longest text.
const (
	accepted    = "Товары (груз) приняты без расхождений (претензий)"
	acceptedMax = 255
)

// signer is the signatory of a buyer's title, by default an employee of the
// buyer who made the transaction.
var signer = signatory.Spec{
	Form:   signatory.A,
	Powers: []int{1, 2, 3}, DefaultPowers: 1,
	Statuses: []int{1, 2, 3, 4}, DefaultStatus: 1, PersonStatus: 4,
	PositionMax: verbal.PositionMax, OrgNameRequired: true,
}

// answer makes the buyer's title.
func answer(a *title.Answer) (*title.File, error) {
	c := compose.New(a, Second, false)
	c.File()
	c.Exchange("СвОЭДОтпр", "ИдЭДО")
	c.Start("Документ", "КНД", Second.KND, "ДатаИнфПок", c.Today(), "ВремИнфПок", c.Clock("."), "НаимЭконСубСост", c.Subject())
	c.Link(compose.Link{Element: "ИдДокПТПр", ID: "ИдФайлИнфПр", Day: "ДатаФайлИнфПр", Clock: "ВремФайлИнфПр", IDMax: verbal.FileIDMax})
	c.Start("СодФХЖ4",
		"НаимДокОпрПр", verbal.Name(c, a.First, ""),
		"НомДокПТПр", verbal.Number(c, a.First.Number), "ДатаДокПТПр", c.FirstDay(a.First.Date))
	text, day := verbal.Operation(c, a.Acceptance, accepted, acceptedMax)
	c.Leaf("ГрузПолучил", "СодОпер", text, "ДатаПолуч", day)
	c.End()
	c.Signatory(signer)
	c.End()
	return c.Finish()
}
