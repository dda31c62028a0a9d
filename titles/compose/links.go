package compose

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"sdano"
	"sdano/titles/title"
)

// codeLength is the length of an operator's code, which begins the identifiers
// of its participants.
const codeLength = 3

// Exchange writes «СвУчДокОбор»: the participants of the first title swapped,
// and our operator if name and ИНН are known, in an element child ("СвОЭДОтпр")
// with the attribute code for its code ("ИдЭДО").
func (c *Composer) Exchange(child, code string) {
	first := c.answer.First
	from, to := other(first.Recipient, c.name.Sender), other(first.Sender, c.name.Recipient)
	for _, id := range []string{from, to} {
		if n := utf8.RuneCountInString(id); n > 0 && n < participantMin || n > participantMax {
			c.Fail(title.CodeFirst, "", fmt.Sprintf("идентификатор участника ЭДО «%s» в исходном документе не из %d–%d знаков: повторить его в ответе нельзя", shorten(id), participantMin, participantMax))
		}
	}
	c.Start("СвУчДокОбор", "ИдОтпр", from, "ИдПол", to)
	if o, ok := c.Operator(); ok {
		c.Leaf(child, "НаимОрг", o.Name, "ИННЮЛ", o.INN, code, o.Code)
	}
	c.End()
}

// Operator returns our operator of the exchange, checked, and whether its name
// and ИНН are known. The code is by default that which our participant id begins
// with.
func (c *Composer) Operator() (title.EDOOperator, bool) {
	o := c.answer.Operator
	if o.Name = strings.TrimSpace(o.Name); o.Name == "" || o.INN == "" {
		return title.EDOOperator{}, false
	}
	if o.Code == "" && len(c.name.Sender) >= codeLength {
		o.Code = c.name.Sender[:codeLength]
	}
	if len(o.Code) != codeLength || !latin(o.Code, "") {
		c.Fail(title.CodeBox, "", fmt.Sprintf("код оператора ЭДО «%s» не годится: нужны %d латинские буквы или цифры", o.Code, codeLength))
	}
	if c.INN("", o.INN); len(o.INN) == personINN {
		c.Fail(title.CodeDigits, "", fmt.Sprintf("ИНН оператора ЭДО %s — не ИНН организации, в котором 10 цифр", o.INN))
	}
	o.Name = c.Own("наименование оператора ЭДО", o.Name, nameMax)
	return o, true
}

func other(value, instead string) string {
	if value == "" {
		return instead
	}
	return value
}

// personINN is the length of an ИНН of a natural person.
const personINN = 12

// nameMax is the longest name of an organisation, and the longest
// «НаимЭконСубСост».
const nameMax = 1000

// Link says how a format names the first title.
type Link struct {
	// Element is the element, ID, Day and Clock its attributes.
	Element, ID, Day, Clock string
	// IDMax is the longest «ИдФайл» in characters, Since the first year that there
	// is room for; 0 means 1900.
	IDMax, Since int
	// Colons says that a time of day is divided by them, not by points; One that
	// there is room for one signature: the first.
	Colons, One bool
}

// Link writes the element that names the first title: its «ИдФайл», day and
// time of making, and in one «ЭП» each its signatures in Base64. What the first
// title lacks for it, or has in a form that no answer can repeat, is noted.
func (c *Composer) Link(l Link) {
	first, signatures, form := c.answer.First, c.answer.Signatures, "15.04.05"
	if l.Colons {
		form = "15:04:05"
	}
	if l.One {
		signatures = signatures[:min(1, len(signatures))]
	}
	switch clock := first.Made.Time; {
	case first.FileID == "" || first.Made.Date.IsZero() || clock == "":
		c.Fail(title.CodeFirst, "", "в документе, на который составляется ответ, нет идентификатора файла либо даты и времени его составления")
	case utf8.RuneCountInString(first.FileID) > l.IDMax:
		c.Fail(title.CodeFirst, "", fmt.Sprintf("идентификатор файла, на который составляется ответ, длиннее %d знаков: повторить его в ответе нельзя", l.IDMax))
	case !clockTime(clock, form):
		c.Fail(title.CodeFirst, "", fmt.Sprintf("время составления документа, на который составляется ответ, — «%s», а не время суток по его формату: повторить его в ответе нельзя", shorten(clock)))
	default:
		c.firstDay(first.Made.Date, cmp.Or(l.Since, firstYear))
	}
	c.Start(l.Element, l.ID, first.FileID, l.Day, first.Made.Date.Dotted(), l.Clock, first.Made.Time)
	c.signatures("ЭП", signatures)
	c.End()
}

// clockTime reports whether a text is a time of day in a form.
func clockTime(text, form string) bool {
	_, err := time.Parse(form, text)
	return err == nil && len(text) == len(form)
}

// FirstDay returns a day of the first title as ДД.ММ.ГГГГ, and notes one that is
// absent or that an answer has no room for.
func (c *Composer) FirstDay(day sdano.Date) string { return c.firstDay(day, firstYear) }

func (c *Composer) firstDay(day sdano.Date, since int) string {
	switch y := day.Year(); {
	case day.IsZero():
		c.Fail(title.CodeFirst, "", "в исходном документе нет его даты, а ответный документ должен её повторить")
	case y < since || y > lastYear:
		c.Fail(title.CodeFirst, "", fmt.Sprintf("дата исходного документа %s — не с %d по %d год: повторить её в ответе нельзя", day.Dotted(), since, lastYear))
	}
	return day.Dotted()
}

// Signatures writes each signature of the answered file in Base64 into an
// element of this name.
func (c *Composer) Signatures(element string) { c.signatures(element, c.answer.Signatures) }

// SignatureOne writes the first signature only.
func (c *Composer) SignatureOne(element string) {
	c.signatures(element, c.answer.Signatures[:min(1, len(c.answer.Signatures))])
}

func (c *Composer) signatures(element string, signatures [][]byte) {
	for _, der := range signatures {
		c.Element(element, base64.StdEncoding.EncodeToString(der))
	}
}

// Subject returns «НаимЭконСубСост», who makes the title: the box's short name,
// or else its name, with ИНН and КПП.
func (c *Composer) Subject() string {
	box := &c.answer.Box
	name := other(strings.TrimSpace(box.ShortName), strings.TrimSpace(box.Name))
	if box.TaxID.IsPerson() {
		name = other(name, box.Person.String())
	}
	if name == "" || box.TaxID.INN == "" {
		c.Fail(title.CodeBox, "", "неизвестны наименование или ИНН организации, которой принадлежит ящик")
	}
	c.INN("", box.TaxID.INN)
	numbers := fmt.Sprintf("ИНН/КПП %s/%s", box.TaxID.INN, box.TaxID.KPP)
	if box.TaxID.KPP == "" || box.TaxID.IsPerson() {
		numbers = "ИНН " + box.TaxID.INN
	} else if err := sdano.CheckKPP(box.TaxID.KPP); err != nil {
		c.Fail(title.CodeDigits, "", strings.TrimSuffix(sdano.AsError(err).Message, "."))
	}
	return c.Own("наименование составителя (НаимЭконСубСост)", name+", "+numbers, nameMax)
}
