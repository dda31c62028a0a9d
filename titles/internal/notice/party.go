package notice

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"sdano"
	"sdano/titles/compose"
	"sdano/titles/title"
)

// Limits are what a version allows its parties to be.
type Limits struct {
	// Everybody says that private persons and foreigners have a place, not only
	// organisations and entrepreneurs.
	Everybody bool
	// LastLetter is the last Latin letter that a КПП may have, 'Z' or 'F'.
	LastLetter byte
}

// Lengths in characters.
const (
	nameMax    = 1000
	personMax  = 60
	taxCodeMax = 50
)

// Author writes «УчастЭДО», the box that makes the notice. Of what it lacks it
// is told that the box must be completed.
func Author(c *compose.Composer, a *title.Answer, limits Limits) {
	box := &a.Box
	p := title.Party{
		Name:  c.Own("наименование организации, которой принадлежит ящик", cmp.Or(strings.TrimSpace(box.Name), box.ShortName), nameMax),
		TaxID: box.TaxID, Entrepreneur: box.TaxID.IsPerson(), Person: box.Person,
	}
	for _, part := range []*string{&p.Person.Surname, &p.Person.FirstName, &p.Person.MiddleName} {
		*part = c.Own("фамилия, имя или отчество владельца ящика", *part, personMax)
	}
	entry, lack := limits.describe(p, box.Participant)
	if lack != "" {
		c.Fail(title.CodeBox, "", "в сведениях о ящике "+lack)
		return
	}
	entry.write(c, "УчастЭДО", box.Participant)
}

// Sender writes an element for who sent the answered file, or who got it if the box
// itself sent it. If the file does not tell enough of him, this is noted as an error.
func Sender(c *compose.Composer, element string, a *title.Answer, limits Limits) {
	entry, lack := limits.sender(a, c.Recipient())
	if lack != "" {
		whose := "отправителя"
		if a.Own {
			whose = "получателя"
		}
		c.Fail(title.CodeFirst, "", "в документе, на который составляется ответ, "+lack+" "+whose+": "+element+" не заполнить")
		return
	}
	entry.write(c, element, c.Recipient())
}

// SenderOrOperator is Sender for the notice that may name our operator instead
// (ОтпрДок/ОперЭДО of a notice of receipt), which happens with a warning.
func SenderOrOperator(c *compose.Composer, element string, a *title.Answer, limits Limits) {
	entry, lack := limits.sender(a, c.Recipient())
	if lack != "" {
		o, ok := c.Operator()
		if !ok {
			c.Fail(title.CodeFirst, "", "в документе, на который составляется извещение, "+lack+" отправителя, а оператор ЭДО не указан в настройках: "+element+" не заполнить")
			return
		}
		if a.First != nil {
			c.Warn(title.CodeFirst, "", "в полученном документе "+lack+" отправителя: вместо него указан оператор ЭДО")
		}
		entry = described{element: "ОперЭДО", attributes: []string{"НаимОрг", o.Name, "ИННЮЛ", o.INN, "ИдОперЭДО", o.Code}}
	}
	entry.write(c, element, c.Recipient())
}

// described is a party as a notice writes it: the element that tells what it
// is, its attributes, and the name of a natural person.
type described struct {
	element    string
	attributes []string
	person     *title.Person
}

func (d described) write(c *compose.Composer, element, participant string) {
	c.Start(element, "ИдУчастЭДО", participant)
	c.Start(d.element, d.attributes...)
	if p := d.person; p != nil {
		c.Leaf("ФИО", "Фамилия", p.Surname, "Имя", p.FirstName, "Отчество", p.MiddleName)
	}
	c.End()
	c.End()
}

// otherSide is the party that a file goes to, by the one that sends it.
var otherSide = map[title.PartyRole]title.PartyRole{title.Seller: title.Buyer, title.Buyer: title.Seller}

// sender describes who sent the answered file by the party of that role in it; of an
// own file who got it.
// The second result tells in Russian what is lacking, "" if nothing is.
func (l Limits) sender(a *title.Answer, participant string) (described, string) {
	if a.First == nil || a.First.Format == nil {
		return described{}, "нет сведений"
	}
	role := title.Seller
	switch a.First.Format.Kind {
	case title.TORG2:
		role = title.Buyer
	case title.Receipt, title.Clarification, title.Annulment:
		role = title.Author
	}
	if a.Own {
		role = otherSide[role]
	}
	for _, p := range a.First.Parties {
		if p.Role == role {
			return l.describe(p, participant)
		}
	}
	return described{}, "нет сведений"
}

// describe tells how a party is written. Everything that the notice demands of
// it must be there and right.
func (l Limits) describe(p title.Party, participant string) (described, string) {
	switch {
	case p.Foreign && l.Everybody:
		return foreigner(p)
	case p.Entrepreneur:
		return natural("ИП", p)
	case p.Person != title.Person{} && l.Everybody:
		return natural("ФЛ", p)
	case p.Foreign, p.Person != title.Person{}:
		return described{}, "нет ИНН организации или предпринимателя"
	}
	return l.organisation(p, participant)
}

func (l Limits) organisation(p title.Party, participant string) (described, string) {
	kpp := cmp.Or(p.TaxID.KPP, kppOf(participant, p.TaxID.INN))
	switch {
	case !fits(p.Name, nameMax):
		return described{}, "нет наименования"
	case len(p.TaxID.INN) != 10 || sdano.CheckINN(p.TaxID.INN) != nil:
		return described{}, "нет правильного ИНН"
	case sdano.CheckKPP(kpp) != nil || strings.ContainsFunc(kpp, func(r rune) bool { return r > rune(l.LastLetter) }):
		return described{}, "нет подходящего КПП"
	}
	return described{element: "ЮЛ", attributes: []string{"НаимОрг", p.Name, "ИННЮЛ", p.TaxID.INN, "КПП", kpp}}, ""
}

// kppOf returns the КПП from a participant id <код оператора>-ИНН-КПП-…, as operators make
// them of organisations; "" if the id is not of that form and this ИНН.
func kppOf(participant, inn string) string {
	parts := strings.Split(participant, "-")
	if len(parts) < 3 || inn == "" || parts[1] != inn || sdano.CheckKPP(parts[2]) != nil {
		return ""
	}
	return parts[2]
}

func natural(element string, p title.Party) (described, string) {
	switch {
	case len(p.TaxID.INN) != 12 || sdano.CheckINN(p.TaxID.INN) != nil:
		return described{}, "нет правильного ИНН"
	case !fits(p.Person.Surname, personMax), !fits(p.Person.FirstName, personMax),
		p.Person.MiddleName != "" && !fits(p.Person.MiddleName, personMax):
		return described{}, "нет фамилии и имени"
	}
	return described{element: element, attributes: []string{"ИННФЛ", p.TaxID.INN}, person: &p.Person}, ""
}

// foreigner describes who is not registered with ФНС. Organisations need the
// country; who is not called a citizen («ИГ», «ФЛ») is one.
func foreigner(p title.Party) (described, string) {
	status := "ЮЛ"
	if p.ForeignStatus == "ИГ" || p.ForeignStatus == "ФЛ" {
		status = "ФЛ"
	}
	country := p.Country
	if len(country) != 3 || strings.Trim(country, "0123456789") != "" {
		country = ""
	}
	switch {
	case !fits(p.Name, nameMax):
		return described{}, "нет наименования"
	case country == "" && status == "ЮЛ":
		return described{}, "нет кода страны"
	}
	code := p.ForeignID
	if !fits(code, taxCodeMax) {
		code = ""
	}
	return described{element: "СвИнУчастНеУч", attributes: []string{"ИдСтат", status, "СтрРег", country, "Наим", p.Name, "КодНПРег", code}}, ""
}

// fits tells whether a text is there and not too long.
func fits(s string, limit int) bool { return s != "" && utf8.RuneCountInString(s) <= limit }
