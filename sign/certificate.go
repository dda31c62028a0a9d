package sign

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the thumbprint by which Windows names certificates
	"crypto/x509"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"time"

	"sdano"
)

// Certificate is a certificate of a key («сертификат ключа проверки электронной
// подписи», 63-ФЗ ст. 14 and 17; RFC 5280).
type Certificate struct {
	// Raw is the certificate in DER.
	Raw []byte
	// Serial is the serial number in upper-case hexadecimal, as Windows shows it.
	Serial string
	// Thumbprint («отпечаток») is the SHA-1 of Raw in upper-case hexadecimal.
	Thumbprint string
	Subject    Name
	Issuer     Name
	// NotBefore and NotAfter are the first and the last moment at which the
	// certificate is in force, in UTC.
	NotBefore, NotAfter time.Time
	// KeyNotAfter is the last moment at which the private key may sign
	// (privateKeyUsagePeriod), zero if the certificate does not limit it.
	KeyNotAfter time.Time
	// KeyAlgorithm names the algorithm of the key for people, ParameterSet its
	// parameter set or curve ("" for RSA).
	KeyAlgorithm, ParameterSet string
	// KeyUsage is what the key may be used for; 0 mostly means that the certificate does
	// not say.
	KeyUsage x509.KeyUsage
	// ExtKeyUsage are the identifiers of purposes (EKU) in dotted form.
	ExtKeyUsage []string
	// Authority reports whether it belongs to an authority («удостоверяющий центр»).
	Authority bool
	// UnknownCritical are the identifiers of extensions that are marked critical and
	// not known here: no chain with such a certificate is valid.
	UnknownCritical []string

	number     *big.Int
	key        publicKey
	signed     []byte // TBSCertificate
	algorithm  signatureAlgorithm
	signature  []byte
	extensions extensions
}

// maxCertificate bounds a certificate in bytes.
const maxCertificate = 1 << 20

// ParseCertificate reads a certificate: DER, or the same in Base64 or PEM. It is
// tolerant to what Russian authorities write: any string type, long attributes,
// unknown extensions. The error is an *sdano.Error with the code "bad_certificate".
func ParseCertificate(data []byte) (*Certificate, error) {
	der, err := unwrap(data)
	if err == nil && len(der) > maxCertificate {
		err = errValue
	}
	if err != nil {
		return nil, badCertificate(err)
	}
	c, err := parseCertificate(der)
	if err != nil {
		return nil, badCertificate(err)
	}
	return c, nil
}

// ParseCertificates reads all certificates of a PEM file, or the one of
// ParseCertificate: the roots and intermediate authorities of a configuration.
func ParseCertificates(data []byte) ([]*Certificate, error) {
	var out []*Certificate
	for rest := data; ; {
		der, after, ok := pemBlock(rest)
		if !ok {
			break
		}
		c, err := ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		out, rest = append(out, c), after
	}
	if len(out) > 0 {
		return out, nil
	}
	c, err := ParseCertificate(data)
	if err != nil {
		return nil, err
	}
	return []*Certificate{c}, nil
}

func badCertificate(err error) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_certificate", Err: err,
		Message: "Сертификат не читается: это не сертификат X.509 в DER, Base64 или PEM либо он повреждён.",
		Remedy:  "Выгрузите сертификат заново (файл .cer) и передайте его целиком, без закрытого ключа.",
	}
}

// parseCertificate reads a Certificate (RFC 5280, section 4.1). It keeps der.
func parseCertificate(der []byte) (*Certificate, error) {
	outer := &cursor{rest: der}
	all := outer.take(tagSequence)
	inside := all.in()
	signed, algorithm := inside.take(tagSequence), inside.take(tagSequence)
	c := &Certificate{Raw: all.full, Thumbprint: thumbprint(all.full), signed: signed.full, signature: inside.bits()}
	outer.adopt(inside)
	c.read(outer, signed, algorithm)
	if err := outer.end(); err != nil {
		return nil, err
	}
	return c, nil
}

// read reads a TBSCertificate; errors are those of outer.
func (c *Certificate) read(outer *cursor, signed, algorithm element) {
	inside := signed.in()
	inside.optional(tagConstructed) // version: extensions tell enough
	c.number = inside.integer()
	c.Serial = serialText(c.number)
	same := inside.take(tagSequence)
	c.algorithm = signatureAlgorithmOf(inside, algorithm)
	if !bytes.Equal(same.full, algorithm.full) {
		inside.fail(errValue)
	}
	c.Issuer = inside.name()
	period := inside.take(tagSequence).in()
	c.NotBefore, c.NotAfter = period.moment(), period.moment()
	inside.adopt(period)
	c.Subject = inside.name()
	c.key = inside.publicKey()
	c.KeyAlgorithm, c.ParameterSet = c.key.algorithm, c.key.set
	inside.optional(tagContext + 1) // unique identifiers
	inside.optional(tagContext + 2)
	if e, ok := inside.optional(tagConstructed + 3); ok {
		list := e.in()
		c.readExtensions(list)
		inside.adopt(list)
	}
	outer.adopt(inside)
}

// serialText writes a serial number as Windows does: whole octets.
func serialText(n *big.Int) string {
	text := strings.ToUpper(n.Text(16))
	if len(text)%2 != 0 && n.Sign() >= 0 {
		text = "0" + text
	}
	return text
}

func thumbprint(der []byte) string {
	sum := sha1.Sum(der) //nolint:gosec // see the import
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// issuedBy reports whether an authority may be the issuer, by names and key
// identifiers; its signature is another matter.
func (c *Certificate) issuedBy(authority *Certificate) bool {
	if c.Issuer.key != authority.Subject.key {
		return false
	}
	named, own := c.extensions.authorityKey, authority.extensions.subjectKey
	return len(named) == 0 || len(own) == 0 || bytes.Equal(named, own)
}

// may reports whether the key may be used for one of these purposes.
func (c *Certificate) may(usage x509.KeyUsage) bool {
	return !c.extensions.limited || c.KeyUsage&usage != 0
}

// selfIssued reports whether subject and issuer are the same.
func (c *Certificate) selfIssued() bool { return c.Issuer.key == c.Subject.key }

// inForce reports whether a moment is between NotBefore and NotAfter.
func (c *Certificate) inForce(at time.Time) bool {
	return !at.Before(c.NotBefore) && !at.After(c.NotAfter)
}

// same reports whether both are the same certificate.
func (c *Certificate) same(other *Certificate) bool { return bytes.Equal(c.Raw, other.Raw) }

// among reports whether a list has the certificate.
func (c *Certificate) among(list []*Certificate) bool { return slices.ContainsFunc(list, c.same) }
