package reading

import (
	"sdano/titles/title"
	"sdano/titles/tree"
)

// Party returns the party that an element describes: in first titles by its
// «ИдСв», in receipts directly. One that is described in none of the known
// ways has nothing but its role and participant.
func Party(n tree.Node, role title.PartyRole) title.Party {
	out := title.Party{Role: role, Participant: attr(n, "ИдУчастЭДО", "ИдОперЭДО")}
	if describe(n, &out) {
		return out
	}
	if id := n.At("ИдСв"); id.Ok() {
		n = id
	}
	for child := range n.Children() {
		if describe(child, &out) {
			break
		}
	}
	return out
}

// describe fills a party from an element that is named after what the party is.
func describe(n tree.Node, p *title.Party) bool {
	switch n.Name() {
	case "СвЮЛУч", "СвОргУч", "СвЮЛ", "ЮЛ", "ОтпрЮЛ":
		p.Name, p.OGRN = n.Attr("НаимОрг"), n.Attr("ОГРН")
		p.TaxID.INN, p.TaxID.KPP = n.Attr("ИННЮЛ"), n.Attr("КПП")
	case "ОперЭДО":
		p.Name, p.TaxID.INN = n.Attr("НаимОрг"), n.Attr("ИННЮЛ")
	case "СвИП", "ИП", "ОтпрИП":
		p.Entrepreneur = true
		describePerson(n, p)
	case "СвФЛУч", "СвФЛУчастФХЖ", "СвФЛ", "ФЛ":
		describePerson(n, p)
	case "СвИнНеУч", "СвИнУчастНеУч", "ИнОрг":
		p.Foreign = true
		p.Name, p.Country = attr(n, "Наим", "НаимОрг"), attr(n, "КодСтр", "СтрРег")
		p.ForeignID, p.ForeignStatus = attr(n, "Идентиф", "КодНПРег"), n.Attr("ИдСтат")
	case "СвОрг":
		for child := range n.Children() {
			return describe(child, p)
		}
		return false
	default:
		return false
	}
	return true
}

func describePerson(n tree.Node, p *title.Party) {
	p.Person = Person(n)
	p.Name, p.TaxID.INN, p.OGRN = p.Person.String(), n.Attr("ИННФЛ"), n.Attr("ОГРНИП")
}
