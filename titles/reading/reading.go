// Package reading holds what the readers of all titles share: the head of the
// file, the parties, persons, signatories, links to the file that is answered,
// dates and decimals. The orders of ФНС describe the same things again and
// again, each in words of its own, from the «СвФЛУчастФХЖ» of 820@ to the
// «СвИнУчастНеУч» of 133@; here they become the one model of package title.
//
// A document need not be valid to be read: what is absent or makes no sense
// stays zero, and says so in the verdict of its schema, not here.
package reading

import (
	"strings"

	"sdano"
	"sdano/titles/filename"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// Begin returns a Document of a format with what stands in the head of every
// file: «ИдФайл», «ВерсФорм», «ВерсПрог», «КНД», and the participants, from
// «СвУчДокОбор» or else from the name that «ИдФайл» is.
func Begin(f *title.Format, d *tree.Document) *title.Document {
	root := d.Root()
	out := &title.Document{
		Format: f, FileID: root.Attr("ИдФайл"), Version: root.Attr("ВерсФорм"), Program: root.Attr("ВерсПрог"),
	}
	for child := range root.Children() {
		if child.Has("КНД") {
			out.KND = child.Attr("КНД")
			break
		}
	}
	exchange := root.At("СвУчДокОбор")
	out.Sender, out.Recipient = exchange.Attr("ИдОтпр"), exchange.Attr("ИдПол")
	if name, ok := filename.Parse(out.FileID); ok && !exchange.Ok() {
		out.Sender, out.Recipient = name.Sender, name.Recipient
	}
	return out
}

// Person returns the name of a natural person from «ФИО» or from the element
// that has it.
func Person(n tree.Node) title.Person {
	if !n.Is("ФИО") {
		n = n.At("ФИО")
	}
	return title.Person{Surname: n.Attr("Фамилия"), FirstName: n.Attr("Имя"), MiddleName: n.Attr("Отчество")}
}

// Day returns a date written ДД.ММ.ГГГГ, zero if it is absent or no date of the
// calendar.
func Day(n tree.Node, attr string) sdano.Date {
	day, err := sdano.ParseDateRU(n.Attr(attr))
	if err != nil {
		return sdano.Date{}
	}
	return day
}

// Dec returns a decimal number as it stands, without the white space around it;
// "" if it is absent or no number.
func Dec(n tree.Node, attr string) title.Decimal {
	text := strings.TrimSpace(n.Attr(attr))
	if !decimal(text) {
		return ""
	}
	return title.Decimal(text)
}

// decimal tells whether a text is a decimal number of XML Schema: a sign,
// digits with at most one point among or around them.
func decimal(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	digits := whole + fraction
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

// Answered returns the file that an element is about: its name, when it was
// made and its signatures, which are the texts of the children of a name.
func Answered(n tree.Node, idAttr, dateAttr, timeAttr, signature string) title.Answered {
	out := title.Answered{
		FileID: n.Attr(idAttr),
		Made:   title.Moment{Date: Day(n, dateAttr), Time: n.Attr(timeAttr)},
	}
	for s := range n.All(signature) {
		out.Signatures = append(out.Signatures, strings.TrimSpace(s.Text()))
	}
	return out
}

// Signatories returns all «Подписант» below an element. Some formats tie the
// person to an organisation, entrepreneur or private person inside, others name
// the person only.
func Signatories(parent tree.Node) []title.Signatory {
	var out []title.Signatory
	for s := range parent.All("Подписант") {
		who := first(s, "ЮЛ", "ИП", "ФЛ")
		if !who.Ok() {
			who = s
		}
		out = append(out, title.Signatory{
			Person: Person(who), Position: attr(who, "Должн", "Должность"),
			TaxID: sdano.TaxID{INN: attr(who, "ИННЮЛ", "ИННФЛ")}, Organization: who.Attr("НаимОрг"),
			Powers: s.Attr("ОблПолн"), Status: attr(s, "Статус", "СтатПодп"),
			Confirmation: s.Attr("СпосПодтПолном"), SignatureType: s.Attr("ТипПодпис"),
			Basis: attr(s, "ОснПолн", "ОснПолнПодп"), OrganizationBasis: s.Attr("ОснПолнОрг"),
			PowerOfAttorney: attr(first(s, "СвДоверЭл", "СвДовер", "СвДоверБум"), "НомДовер", "ВнНомДовер"),
		})
	}
	return out
}

// first returns the first child of the first name that there is.
func first(n tree.Node, names ...string) tree.Node {
	for _, name := range names {
		if child := n.At(name); child.Ok() {
			return child
		}
	}
	return tree.Node{}
}

// attr returns the first attribute that is there and not empty.
func attr(n tree.Node, names ...string) string {
	for _, name := range names {
		if value := n.Attr(name); value != "" {
			return value
		}
	}
	return ""
}
