package attorney

import (
	"strings"

	"sdano"
	"sdano/titles/title"
)

// Power is a power of attorney as its file says. What a file does not say is the
// zero value.
type Power struct {
	// Format is «ВерсФорм»: "EMCHD_1" of the unified form.
	Format string `json:"format,omitempty"`
	// Number is «единый регистрационный номер» (НомДовер), Internal the number
	// that the issuer gave it (ВнНомДовер).
	Number   sdano.ID `json:"number"`
	Internal string   `json:"internal,omitempty"`
	// Issued and Until are the first and the last day on which it is in force, in
	// Moscow.
	Issued sdano.Date `json:"issued,omitzero"`
	Until  sdano.Date `json:"until,omitzero"`
	// Irrevocable is «безотзывная» (ВидДовер 2).
	Irrevocable bool `json:"irrevocable,omitzero"`
	// System says where the registry answers for it (СведСист).
	System string `json:"system,omitempty"`
	// Issuers («доверители») gave it: of a delegated one («передоверие») those
	// who pass the powers on. Representatives («представители») have it.
	Issuers         []Party `json:"issuers,omitempty"`
	Representatives []Party `json:"representatives,omitempty"`
	// Rights are the powers by the classifier, Text those in words; Joint says
	// that the representatives have them together only (ПрСовмПолн 2).
	Rights []Right `json:"rights,omitempty"`
	Text   string  `json:"text,omitempty"`
	Joint  bool    `json:"joint,omitzero"`
	// Delegated says that it passes on the powers of another one, whose number is
	// Origin and whose issuers are Principals.
	Delegated  bool     `json:"delegated,omitzero"`
	Origin     sdano.ID `json:"origin,omitzero"`
	Principals []Party  `json:"principals,omitempty"`
	// Notarised says that a notary attested it (СвНотУд) and signs its file.
	Notarised bool `json:"notarised,omitzero"`
}

// Right is a power («полномочие») by the classifier.
type Right struct {
	// Code is «КодПолн», Name «НаимПолн», Limits what it is bounded to.
	Code   string   `json:"code,omitempty"`
	Name   string   `json:"name,omitempty"`
	Limits []string `json:"limits,omitempty"`
}

// Kind is what a party is.
type Kind string

// The kinds of parties.
const (
	Organization Kind = "organization" // российское юридическое лицо
	Entrepreneur Kind = "entrepreneur" // индивидуальный предприниматель
	Individual   Kind = "individual"   // физическое лицо
	Branch       Kind = "branch"       // филиал
	Foreign      Kind = "foreign"      // иностранная организация
)

// Party is an issuer or a representative.
type Party struct {
	Kind Kind `json:"kind"`
	// Name is that of an organisation or entrepreneur, Person the name of a
	// natural person, Position what he is («Должность»).
	Name     string       `json:"name,omitempty"`
	Person   title.Person `json:"person,omitzero"`
	Position string       `json:"position,omitempty"`
	TaxID    sdano.TaxID  `json:"tax_id,omitzero"`
	// OGRN is «ОГРН» or «ОГРНИП», SNILS the eleven digits of «СНИЛС».
	OGRN  string `json:"ogrn,omitempty"`
	SNILS string `json:"snils,omitempty"`
	// Heads act for an organisation without a power of attorney.
	Heads []Party `json:"heads,omitempty"`
}

// String returns the party's name with its ИНН, for people.
func (p Party) String() string {
	name := p.Name
	if name == "" {
		name = p.Person.String()
	}
	if p.TaxID.INN == "" {
		return name
	}
	return strings.TrimPrefix(name+", ИНН "+p.TaxID.INN, ", ")
}
