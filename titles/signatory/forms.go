package signatory

import (
	"strconv"
	"strings"

	"sdano/titles/title"
)

// duties is the basis of powers of an employee who needs no other.
const duties = "Должностные обязанности"

// subject is what form A ties a signatory to.
type subject struct {
	element string // "ЮЛ", "ИП", "ФЛ"
	inn     string // of the organisation or of the person
}

// otherOrganisation is the status of an employee of another authorised
// organisation, whose own powers must have a basis.
const otherOrganisation = 3

func (w *writer) formA() {
	who := w.subject()
	standard := w.spec.DefaultStatus
	if who.element != "ЮЛ" {
		standard = w.spec.PersonStatus
	}
	settings := &w.a.Settings
	status := w.chosen("SignerStatus", settings.Status, standard, w.spec.Statuses)
	powers := w.chosen("SignerPowers", settings.Powers, w.spec.DefaultPowers, w.spec.Powers)
	basis := w.c.Text("SignersSettings.SignerOrganizationPowersBase", settings.OrganizationPowersBase, basisMax)
	if status == otherOrganisation && basis == "" {
		w.c.Fail(title.CodeRequired, "SignersSettings.SignerOrganizationPowersBase", "не указано, а при SignerStatus 3 (работник иной организации) обязательно")
	}
	w.Start("Подписант", "ОблПолн", strconv.Itoa(powers), "Статус", strconv.Itoa(status), "ОснПолн", w.basis(), "ОснПолнОрг", basis)
	w.subjectElement(who)
	w.End()
}

// subject decides whom the signatory acts for: the organisation of the request
// or else the box's; a person by ИНН of 12 digits or by status.
func (w *writer) subject() subject {
	inn, person := w.a.Signer.OrganizationINN, w.a.Signer.INN
	given := inn != ""
	if !given {
		inn = w.a.Box.TaxID.INN
	}
	status := w.a.Settings.Status
	switch {
	case len(inn) == 12 && inn == person:
		return subject{"ИП", inn}
	case len(inn) == 12, !given && status != 0 && status == w.spec.PersonStatus:
		return subject{"ФЛ", person}
	}
	return subject{"ЮЛ", inn}
}

func (w *writer) subjectElement(who subject) {
	switch who.element {
	case "ЮЛ":
		w.Start("ЮЛ", "ИННЮЛ", who.inn, "НаимОрг", w.organisation(who.inn))
		w.Attr("Должн", w.position())
		if who.inn == "" {
			w.c.Fail(title.CodeRequired, "Signer.OrganizationInn", "не указан ИНН организации, от имени которой подписывается документ")
		}
	default:
		w.Start(who.element, "ИННФЛ", who.inn)
	}
	w.name()
	w.End()
}

// organisation returns the name that belongs to an ИНН: that of the request, or
// the box's own if it is its ИНН.
func (w *writer) organisation(inn string) string {
	name := w.c.Text("Signer.OrganizationName", w.a.Signer.OrganizationName, orgMax)
	if name == "" && inn == w.a.Box.TaxID.INN {
		name = w.c.Own("наименование организации, которой принадлежит ящик", w.a.Box.Name, orgMax)
	}
	if name == "" && w.spec.OrgNameRequired {
		w.c.Fail(title.CodeRequired, "Signer.OrganizationName", "не указано наименование организации подписанта, а в документе этого формата оно обязательно")
	}
	return name
}

// basis returns «ОснПолн» of form A: what the request says, else the power of
// attorney, else the duties.
func (w *writer) basis() string {
	given := w.c.Text("SignersSettings.SignerPowersBase", w.a.Settings.PowersBase, basisMax)
	text := duties
	switch {
	case w.a.Signer.Attorney != nil:
		text = "Доверенность " + w.number()
	case w.a.Signer.PaperAttorney != nil:
		text = "Доверенность № " + w.paperNumber() + " от " + w.paperIssued()
	}
	if given != "" {
		return given
	}
	return text
}

// Ways to confirm powers, «СпосПодтПолном» of form B.
const (
	bySignature  = "1" // by the data of the signature
	inPackage    = "2" // a МЧД that goes along with the document
	inSystem     = "3" // a МЧД in a system that the document names
	otherwise    = "4" // a МЧД in a system, told in another way
	byPaperPower = "5"
)

func (w *writer) formB() {
	w.ignored(false)
	a := w.a.Signer.Attorney
	way := bySignature
	switch {
	case a != nil && strings.TrimSpace(a.IssueDate) != "" && strings.TrimSpace(a.SystemID) != "":
		way = inSystem
	case a != nil && a.InPackage:
		way = inPackage
	case a != nil:
		way = otherwise
	case w.a.Signer.PaperAttorney != nil:
		way = byPaperPower
	}
	w.Start("Подписант", "СпосПодтПолном", way, "Должн", w.position(),
		"ДопСведПодп", w.c.Text("SignersSettings.SignerPowersBase", w.a.Settings.PowersBase, basisMax))
	w.name()
	switch way {
	case inSystem:
		w.Leaf("СвДоверЭл", "НомДовер", w.number(), "ДатаВыдДовер", w.issued(), "ИдСистХран", w.systemID())
	case inPackage, otherwise:
		w.number() // it is not written, but must be right
	case byPaperPower:
		w.paperLeaf("ДатаВыдДовер", "СвИдДовер")
	}
	w.End()
}

// Statuses of a signatory, «СтатПодп» of the forms C and D.
const (
	noAttorney    = "1"
	electronicOne = "2"
	paperOne      = "3"
)

func (w *writer) status() string {
	switch {
	case w.a.Signer.Attorney != nil:
		return electronicOne
	case w.a.Signer.PaperAttorney != nil:
		return paperOne
	}
	return noAttorney
}

func (w *writer) formC() {
	w.ignored(true)
	status := w.status()
	system := ""
	if status == electronicOne {
		system = w.systemID()
	}
	w.Start("Подписант", "СтатПодп", status, "ИдСистХран", system, "Должн", w.position())
	w.name()
	switch status {
	case electronicOne:
		w.Leaf("СвДовер", "НомДовер", w.number(), "ДатаНач", w.issued())
	case paperOne:
		w.paperLeaf("ДатаДовер", "СвИдДовер")
	}
	w.End()
}

func (w *writer) formD() {
	w.ignored(true)
	system, issuer := "ИдСистХран", "СвДовер"
	if w.spec.Clarification {
		system, issuer = "СвСистХран", "СвИдДовер"
	}
	status := w.status()
	w.Start("Подписант", "СтатПодп", status, "Должн", w.position())
	w.name()
	switch status {
	case electronicOne:
		way, where := "1", ""
		if !w.a.Signer.Attorney.InPackage {
			way, where = "2", w.c.Required(electronic+".SystemId", w.a.Signer.Attorney.SystemID, systemMax)
		}
		w.Leaf("СвДоверЭл", "НомДовер", w.number(), "ДатаВыдДовер", w.day(electronic+".IssueDate", w.a.Signer.Attorney.IssueDate), "СпособПредставл", way, system, where)
	case paperOne:
		w.paperLeaf("ДатаДовер", issuer)
	}
	w.End()
}

func (w *writer) formE() {
	w.ignored(true)
	for _, member := range []struct {
		name  string
		given bool
	}{{electronic, w.a.Signer.Attorney != nil}, {paper, w.a.Signer.PaperAttorney != nil}} {
		if member.given {
			w.c.Warn(title.CodeIgnored, member.name, "в документе этого формата не указывается и пропущено")
		}
	}
	w.Start("Подписант", "Должность", w.position())
	w.name()
	w.End()
}
