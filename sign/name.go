package sign

import "strings"

// Attribute is one attribute of a distinguished name.
type Attribute struct {
	// OID is the object identifier in dotted form.
	OID string
	// Value is the text as it is written in the certificate.
	Value string
}

// Name is the distinguished name of a subject or an issuer. Texts are as written in
// the certificate; an attribute that is absent is "".
type Name struct {
	CommonName   string // CN: name of the person or organisation
	Surname      string // SN: «фамилия»
	GivenName    string // G: «имя и отчество»
	Title        string // T: «должность»
	Organization string // O
	Unit         string // OU: «подразделение»
	Country      string // C
	Region       string // S
	Locality     string // L
	Street       string
	Email        string
	INN          string // «ИНН», 12 digits; before 2021 also of organisations, with two zeros before
	INNLE        string // «ИННЮЛ», 10 digits
	OGRN         string // «ОГРН»
	OGRNIP       string // «ОГРНИП»
	SNILS        string // «СНИЛС», 11 digits
	// Attributes are all attributes in their order, also those without a field.
	Attributes []Attribute

	// key is equal for names that are equal by RFC 5280, section 7.1.
	key string
}

// Object identifiers of attributes: X.520, PKCS#9 and приказ ФСБ России от
// 27.12.2011 № 795, which names the Russian ones.
const (
	oidINN    = "1.2.643.3.131.1.1"
	oidINNLE  = "1.2.643.100.4"
	oidOGRN   = "1.2.643.100.1"
	oidOGRNIP = "1.2.643.100.5"
	oidSNILS  = "1.2.643.100.3"
)

// attributeTypes are the short names of attributes, as Windows and CryptoPro show
// them, and their fields.
var attributeTypes = map[string]struct {
	label string
	field func(*Name) *string
}{
	"2.5.4.3":              {"CN", func(n *Name) *string { return &n.CommonName }},
	"2.5.4.4":              {"SN", func(n *Name) *string { return &n.Surname }},
	"2.5.4.42":             {"G", func(n *Name) *string { return &n.GivenName }},
	"2.5.4.12":             {"T", func(n *Name) *string { return &n.Title }},
	"2.5.4.10":             {"O", func(n *Name) *string { return &n.Organization }},
	"2.5.4.11":             {"OU", func(n *Name) *string { return &n.Unit }},
	"2.5.4.6":              {"C", func(n *Name) *string { return &n.Country }},
	"2.5.4.8":              {"S", func(n *Name) *string { return &n.Region }},
	"2.5.4.7":              {"L", func(n *Name) *string { return &n.Locality }},
	"2.5.4.9":              {"STREET", func(n *Name) *string { return &n.Street }},
	"1.2.840.113549.1.9.1": {"E", func(n *Name) *string { return &n.Email }},
	oidINN:                 {"ИНН", func(n *Name) *string { return &n.INN }},
	oidINNLE:               {"ИННЮЛ", func(n *Name) *string { return &n.INNLE }},
	oidOGRN:                {"ОГРН", func(n *Name) *string { return &n.OGRN }},
	oidOGRNIP:              {"ОГРНИП", func(n *Name) *string { return &n.OGRNIP }},
	oidSNILS:               {"СНИЛС", func(n *Name) *string { return &n.SNILS }},
}

// name reads a distinguished name. Of an attribute that occurs twice the first is
// kept in its field.
func (c *cursor) name() (n Name) {
	var key strings.Builder
	sets := c.take(tagSequence).in()
	for !sets.empty() {
		set := sets.take(tagSet).in()
		for !set.empty() {
			pair := set.take(tagSequence).in()
			a := Attribute{OID: pair.oid(), Value: text(pair.next())}
			set.adopt(pair)
			n.put(a)
			key.WriteString(a.OID + "=" + folded(a.Value) + "\x00")
		}
		sets.adopt(set)
		key.WriteByte(1)
	}
	c.adopt(sets)
	n.key = key.String()
	return n
}

// adopt takes over the error of a cursor over the inside of an element.
func (c *cursor) adopt(inside *cursor) {
	if err := inside.end(); err != nil {
		c.fail(err)
	}
}

func (n *Name) put(a Attribute) {
	n.Attributes = append(n.Attributes, a)
	known, ok := attributeTypes[a.OID]
	if !ok {
		return
	}
	if field := known.field(n); *field == "" {
		*field = a.Value
	}
}

// folded makes equal what names do not differ in: the case of Latin letters and runs
// of spaces. OpenSSL compares names in the same way.
func folded(value string) string {
	lower := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, value)
	return strings.Join(strings.Fields(lower), " ")
}

// String returns the name in one line: "CN=…, ИНН=…".
func (n Name) String() string {
	parts := make([]string, 0, len(n.Attributes))
	for _, a := range n.Attributes {
		label := a.OID
		if known, ok := attributeTypes[a.OID]; ok {
			label = known.label
		}
		parts = append(parts, label+"="+a.Value)
	}
	return strings.Join(parts, ", ")
}

// label is a short name of who a name means, for messages.
func (n Name) label() string {
	for _, s := range []string{n.CommonName, n.Organization, n.Surname} {
		if s != "" {
			return s
		}
	}
	return n.String()
}
