package signatory

import (
	"strings"

	"sdano"
	"sdano/titles/title"
)

// Names of members of the two kinds of powers of attorney.
const (
	electronic = "Signer.PowerOfAttorney"
	paper      = "Signer.PaperPowerOfAttorney"
)

// oneAttorney notes that both kinds of powers of attorney are given: a title
// has room for one.
func (w *writer) oneAttorney() {
	if w.a.Signer.Attorney != nil && w.a.Signer.PaperAttorney != nil {
		w.c.Fail(title.CodeConflict, paper, "вместе с электронной доверенностью (PowerOfAttorney) не указывается: оставьте одну")
	}
}

// number returns the number of an electronic power of attorney, a GUID of 36
// characters.
func (w *writer) number() string {
	p := w.a.Signer.Attorney
	w.digits(electronic+".IssuerInn", strings.TrimSpace(p.IssuerINN))
	text := w.c.Required(electronic+".Id", p.ID, guidLength)
	id, err := sdano.ParseID(text)
	if text != "" && len(text) <= guidLength && (err != nil || len(text) != guidLength) {
		w.c.Fail(title.CodeValue, electronic+".Id", "номер электронной доверенности должен быть GUID из 36 знаков")
	}
	return id.String()
}

const guidLength = 36

// issued returns the day of issue of the electronic power of attorney, "" if it
// is not given.
func (w *writer) issued() string {
	return w.c.Day(electronic+".IssueDate", w.a.Signer.Attorney.IssueDate)
}

// day returns a day that must be given.
func (w *writer) day(member, value string) string {
	if strings.TrimSpace(value) == "" {
		w.c.Fail(title.CodeRequired, member, "не указано")
	}
	return w.c.Day(member, value)
}

// paperNumber and paperIssued return number and day of the paper power of
// attorney, both required.
func (w *writer) paperNumber() string {
	return w.c.Required(paper+".Number", w.a.Signer.PaperAttorney.Number, numberMax)
}

func (w *writer) paperIssued() string {
	return w.day(paper+".IssueDate", w.a.Signer.PaperAttorney.IssueDate)
}

// paperLeaf writes «СвДоверБум»; the names of two attributes differ by form.
func (w *writer) paperLeaf(day, issuer string) {
	w.Leaf("СвДоверБум", day, w.paperIssued(), "ВнНомДовер", w.paperNumber(),
		issuer, w.c.Text(paper+".IssuerInfo", w.a.Signer.PaperAttorney.IssuerInfo, issuerMax))
}

// systemID returns the system that keeps the electronic power of attorney.
func (w *writer) systemID() string {
	return w.c.Text(electronic+".SystemId", w.a.Signer.Attorney.SystemID, systemMax)
}
