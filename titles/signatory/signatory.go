// Package signatory writes «Подписант», the part of a second title or receipt
// that names who signs it, for whom and by which powers. The orders of ФНС have
// it in five forms:
//
//   - A (820@, 189@, 736@, 423@, 551@, 552@): an employee of an organisation
//     («ЮЛ»), an entrepreneur («ИП») or a private person («ФЛ»), with the field of
//     powers («ОблПолн»), the status («Статус») and the basis of both;
//   - B (970@): the person, and how the powers are confirmed
//     («СпосПодтПолном», since the powers of attorney in electronic form, «МЧД»);
//   - C (405@) and D (133@): the person, and whether by a power of attorney
//     («СтатПодп»);
//   - E (36@ and the proposal to annul): the person and the position.
//
// That a signature without the right powers is void is the matter of 63-ФЗ; what
// the title says of them is checked here only for being allowed by its format.
package signatory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sdano"
	"sdano/titles/title"
	"sdano/xmlscan"
)

// Form is one of the five forms of «Подписант».
type Form byte

// The forms; the package comment tells whose they are.
const (
	A Form = iota + 1
	B
	C
	D
	E
)

// Spec says how one format wants its signatory.
type Spec struct {
	Form Form
	// Powers and Statuses are the codes «ОблПолн» and «Статус» that form A
	// allows, DefaultPowers and DefaultStatus what is written if the request
	// chooses none; PersonStatus is the default for entrepreneurs and private
	// persons, 4.
	Powers, Statuses                           []int
	DefaultPowers, DefaultStatus, PersonStatus int
	// PositionMax is the longest position in characters; PositionFree says that
	// it may be absent or empty.
	PositionMax  int
	PositionFree bool
	// OrgNameRequired says that form A demands the organisation's name.
	OrgNameRequired bool
	// Clarification chooses the attribute names that form D has in a УОУ.
	Clarification bool
}

// Checks is how the members of a request are checked and what is wrong with
// them is noted; package compose implements it. Members are named as in
// "Signer.Position", messages are in Russian, lengths in characters. The four
// functions that return a value return what is to be written, "" if nothing.
type Checks interface {
	// Text checks an optional text.
	Text(member, value string, limit int) string
	// Own checks a text that no member of the request says, named in Russian.
	Own(what, value string, limit int) string
	// Required checks a text that must be there.
	Required(member, value string, limit int) string
	// Day reads a date of a request into ДД.ММ.ГГГГ.
	Day(member, value string) string
	// Fail notes an error.
	Fail(code, member, message string)
	// Warn notes a warning.
	Warn(code, member, message string)
}

// Write writes «Подписант» from signer, settings and box of an answer. Whatever
// is wrong is noted; what was written is then of no use.
func Write(w *xmlscan.Writer, c Checks, a *title.Answer, spec Spec) {
	s := writer{Writer: w, c: c, a: trimmed(a), spec: spec}
	s.oneAttorney()
	s.digits("Signer.OrganizationInn", s.a.Signer.OrganizationINN)
	s.personDigits()
	switch spec.Form {
	case A:
		s.formA()
	case B:
		s.formB()
	case C:
		s.formC()
	case D:
		s.formD()
	default:
		s.formE()
	}
}

// trimmed returns an answer in which the numbers and bases of the signer have no
// white space around them, so that a blank one is an absent one.
func trimmed(a *title.Answer) *title.Answer {
	out := *a
	for _, text := range []*string{
		&out.Signer.INN, &out.Signer.OrganizationINN, &out.Settings.PowersBase, &out.Settings.OrganizationPowersBase,
	} {
		*text = strings.TrimSpace(*text)
	}
	return &out
}

type writer struct {
	*xmlscan.Writer
	c    Checks
	a    *title.Answer
	spec Spec
}

// Limits in characters that all forms share.
const (
	nameMax   = 60
	basisMax  = 255
	orgMax    = 1000
	systemMax = 500
	numberMax = 50
	issuerMax = 1000
)

// name writes «ФИО».
func (w *writer) name() {
	s := &w.a.Signer
	w.Leaf("ФИО",
		"Фамилия", w.c.Required("Signer.Surname", s.Surname, nameMax),
		"Имя", w.c.Required("Signer.FirstName", s.FirstName, nameMax),
		"Отчество", w.c.Text("Signer.MiddleName", s.MiddleName, nameMax))
}

// position returns the position; where a format can do without one it may be
// "".
func (w *writer) position() string {
	if w.spec.PositionFree {
		return w.c.Text("Signer.Position", w.a.Signer.Position, w.spec.PositionMax)
	}
	return w.c.Required("Signer.Position", w.a.Signer.Position, w.spec.PositionMax)
}

// personDigits checks the ИНН of the signer himself, which has 12 digits.
func (w *writer) personDigits() {
	if inn := w.a.Signer.INN; inn != "" && len(inn) != 12 {
		w.c.Fail(title.CodeDigits, "Signer.Inn", "ИНН физического лица состоит из 12 цифр")
		return
	}
	w.digits("Signer.Inn", w.a.Signer.INN)
}

// digits checks an ИНН that is given.
func (w *writer) digits(member, inn string) {
	if inn == "" {
		return
	}
	if err := sdano.CheckINN(inn); err != nil {
		w.c.Fail(title.CodeDigits, member, strings.TrimSuffix(sdano.AsError(err).Message, "."))
	}
}

// ignored warns of settings that the form has no place for.
func (w *writer) ignored(basisToo bool) {
	s := &w.a.Settings
	for _, member := range []struct {
		name  string
		given bool
	}{
		{"SignerPowersBase", basisToo && s.PowersBase != ""},
		{"SignerOrganizationPowersBase", s.OrganizationPowersBase != ""},
		{"SignerPowers", s.Powers != 0},
		{"SignerStatus", s.Status != 0},
	} {
		if member.given {
			w.c.Warn(title.CodeIgnored, "SignersSettings."+member.name, "в документе этого формата не указывается и пропущено")
		}
	}
}

// chosen returns the code that a setting chooses, its default if it is 0.
func (w *writer) chosen(member string, value, standard int, allowed []int) int {
	if value == 0 {
		return standard
	}
	if !slices.Contains(allowed, value) {
		w.c.Fail(title.CodeValue, "SignersSettings."+member, fmt.Sprintf("недопустимое значение %d, допустимы: %s", value, list(allowed)))
	}
	return value
}

func list(codes []int) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = strconv.Itoa(c)
	}
	return strings.Join(words, ", ")
}
