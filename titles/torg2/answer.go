package torg2

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sdano/titles/compose"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// Limits in characters.
const (
	textMax     = 1000
	guidLength  = 36
	idMax       = 50
	valueMax    = 2000
	positionMax = 128
)

// individual is the status of a person who acts for himself («Статус» 4).
const individual = 4

// answer makes the additional information of our side.
func answer(a *title.Answer) (*title.File, error) {
	w := writer{compose.New(a, Second, false)}
	us := ours(a.First, &a.Box)
	w.File()
	w.Exchange("СвОЭДОтпрСФ", "ИдЭДОСФ")
	w.Start("Документ", "КНД", Second.KND, "ДатаДок", w.Today(), "ВремДок", w.Clock("."), "НаимЭконСубСост", w.Subject())
	w.Link(compose.Link{Element: "ИдИнфПок", ID: "ИдФайлИнфПок", Day: "ДатаФайлИнфПок", Clock: "ВремФайлИнфПок", IDMax: 255, Since: 1800})
	w.material(a.Material)
	w.Signatory(signatory.Spec{
		Form: signatory.A, Powers: []int{approves, confirms, consents, another}, Statuses: []int{1, 3, individual, 5, 6},
		DefaultPowers: w.powers(us, a.First.Purposes), DefaultStatus: us.status, PersonStatus: individual, PositionMax: positionMax,
	})
	w.End()
	return w.Finish()
}

// side is one of those who may add information to the document.
type side struct {
	// name is what it is called, in the genitive.
	name string
	// status is «Статус» of its signatory, purposes the codes «ИнфДопСв» that
	// are meant for it.
	status   int
	purposes []int
}

var (
	seller  = side{"продавца", 1, []int{5, 6}}
	buyer   = side{"покупателя", 5, []int{2, 3, 4}}
	carrier = side{"перевозчика", 6, []int{7, 8}}
)

// ours tells which side a box is: seller or buyer by ИНН, else the carrier.
func ours(d *title.Document, box *title.Box) side {
	for _, p := range d.Parties {
		switch {
		case p.TaxID.INN == "" || p.TaxID.INN != box.TaxID.INN:
		case p.Role == title.Seller:
			return seller
		case p.Role == title.Buyer:
			return buyer
		}
	}
	return carrier
}

// Fields of powers («ОблПолн») of who adds information.
const (
	approves = 21
	confirms = 22
	consents = 23
	another  = 29
)

var powersOf = map[int]int{2: confirms, 3: approves, 5: consents, 7: consents}

// powers returns the field of powers that the first purpose of our side asks
// for.
func (w writer) powers(us side, expected []int) int {
	i := slices.IndexFunc(expected, func(p int) bool { return slices.Contains(us.purposes, p) })
	if i < 0 {
		w.Warn(title.CodeFirst, "", "документ не предполагает дополнительных сведений от "+us.name)
		return another
	}
	if powers, ok := powersOf[expected[i]]; ok {
		return powers
	}
	return another
}

type writer struct{ *compose.Composer }

// material writes «СвИтПрием», which has no default.
func (w writer) material(m *title.Material) {
	if m == nil {
		w.Fail(title.CodeRequired, "MaterialAssetsAcceptanceResults",
			"не указаны сведения по итогам приёмки ценностей, а для документа о расхождениях (ТОРГ-2) они обязательны")
		return
	}
	if strings.TrimSpace(m.Date) == "" {
		w.Fail(title.CodeRequired, "Date", "не указано")
	}
	w.Start("СвИтПрием", "ДатаСвИтПрием", w.Day("Date", m.Date), "СодСвИтПрием", w.Required("AcceptanceText", m.Text, textMax))
	w.information(&m.Information)
	w.End()
}

func (w writer) information(m *title.MaterialInformation) {
	file := w.exact("Information.FileId", m.FileID, guidLength)
	if file == "" && len(m.Texts) == 0 {
		return
	}
	w.Start("ИнфПол", "ИдФайлИнфПол", file)
	for i, text := range m.Texts {
		at := fmt.Sprintf("Information.TextInformation[%d].", i)
		w.Leaf("ТекстИнф", "Идентиф", w.Required(at+"Id", text.ID, idMax), "Значен", w.Required(at+"Value", text.Value, valueMax))
	}
	w.End()
}

// exact returns an optional text of exactly n characters.
func (w writer) exact(member, value string, n int) string {
	value = w.Text(member, value, n)
	if got := utf8.RuneCountInString(value); value != "" && got < n {
		w.Fail(title.CodeLength, member, fmt.Sprintf("длина %d, а нужно ровно %d знаков", got, n))
	}
	return value
}
