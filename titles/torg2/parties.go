package torg2

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sdano"
	"sdano/titles/title"
)

// Limits in characters of parties.
const (
	orgMax     = 1000
	personMax  = 60
	foreignMax = 255
)

// circumstances writes «СодФХЖ1»: both parties as the УПД names them, and the
// УПД itself as the paper that came with the goods.
func (w writer) circumstances(d *title.Document) {
	w.Start("СодФХЖ1")
	w.party(d, "Продавец", seller.name, title.Seller)
	w.party(d, "Покупатель", buyer.name, title.Buyer)
	w.Start("СвОсмГруз")
	number := strings.TrimSpace(d.Number)
	if utf8.RuneCountInString(number) > waybillMax {
		w.Warn(title.CodeLength, "", fmt.Sprintf("номер УПД длиннее %d знаков и в сведениях о сопроводительном документе пропущен", waybillMax))
		number = ""
	}
	w.Leaf("СопрДок", "НаимСопрДок", "УПД", "НомСопрДок", w.Own("номер УПД", number, waybillMax), "ДатаСопрДок", d.Date.Dotted())
	w.End()
	w.End()
}

// party writes one party; who is what it is called in the genitive.
func (w writer) party(d *title.Document, element, who string, role title.PartyRole) {
	w.Start(element)
	w.Start("ИдСв")
	w.identity(partyOf(d, role), who)
	w.End()
	w.End()
}

// partyOf returns the first party of a role, a zero one if there is none.
func partyOf(d *title.Document, role title.PartyRole) title.Party {
	for _, p := range d.Parties {
		if p.Role == role {
			return p
		}
	}
	return title.Party{}
}

func (w writer) identity(p title.Party, who string) {
	switch {
	case p.Foreign:
		w.Start("СвОрг")
		w.Leaf("СвИнНеУч", "НаимОрг", w.given("наименование "+who, p.Name, orgMax),
			"Идентиф", w.cut("идентификатор "+who, p.ForeignID, foreignMax))
		w.End()
	case p.Entrepreneur:
		w.Start("СвИП", "ИННФЛ", w.given("ИНН "+who, w.inn(who, p.TaxID.INN, 12), 12))
		w.person(p.Person, who)
		w.End()
	case p.Person.Surname != "" || p.TaxID.IsPerson():
		w.Start("СвФЛ", "ИННФЛ", w.inn(who, p.TaxID.INN, 12))
		w.person(p.Person, who)
		w.End()
	default:
		w.Start("СвОрг")
		w.Leaf("СвОргУч", "НаимОрг", w.given("наименование "+who, p.Name, orgMax),
			"ИННЮЛ", w.given("ИНН "+who, w.inn(who, p.TaxID.INN, 10), 10), "КПП", w.kpp(who, p.TaxID.KPP))
		w.End()
	}
}

func (w writer) person(p title.Person, who string) {
	w.Leaf("ФИО", "Фамилия", w.given("фамилия "+who, p.Surname, personMax),
		"Имя", w.given("имя "+who, p.FirstName, personMax), "Отчество", w.cut("отчество "+who, p.MiddleName, personMax))
}

// given returns a text of the УПД that the act cannot do without.
func (w writer) given(what, text string, most int) string {
	if strings.TrimSpace(text) == "" {
		w.Fail(title.CodeFirst, "", "в УПД не указано: "+what)
	}
	return w.cut(what, text, most)
}

// inn notes an ИНН of the wrong length or control digits.
func (w writer) inn(who, inn string, length int) string {
	if inn != "" && (len(inn) != length || sdano.CheckINN(inn) != nil) {
		w.Fail(title.CodeDigits, "", fmt.Sprintf("ИНН %s «%s» в УПД неверен", who, inn))
	}
	return inn
}

func (w writer) kpp(who, kpp string) string {
	if kpp != "" && sdano.CheckKPP(kpp) != nil {
		w.Fail(title.CodeDigits, "", fmt.Sprintf("КПП %s «%s» в УПД неверен", who, kpp))
	}
	return kpp
}
