package sign

import (
	"crypto/x509"
	"sync"
	"time"

	"sdano"
)

// CRL is a list of revoked certificates («список отозванных сертификатов», RFC 5280,
// section 5).
type CRL struct {
	// Issuer is the authority that issued the list.
	Issuer Name
	// ThisUpdate and NextUpdate are the moments between which the list counts, in
	// UTC; NextUpdate is zero if the list does not say.
	ThisUpdate, NextUpdate time.Time

	signed    []byte
	algorithm signatureAlgorithm
	signature []byte
	revoked   map[string]time.Time // by serial numbers
	partial   bool                 // it may lack certificates of its issuer
	foreign   bool                 // it may have certificates of others, or is not understood

	mu      sync.Mutex
	issuers map[string]bool // by thumbprints: whether the signature is theirs
}

// maxCRL bounds a list in bytes; those of large authorities take tens of megabytes.
const maxCRL = 128 << 20

// ParseCRL reads a list of revoked certificates: DER, or the same in Base64 or PEM.
// Its signature is checked when it is used. The error is an *sdano.Error with the code
// "bad_crl".
func ParseCRL(data []byte) (*CRL, error) {
	der, err := unwrap(data)
	if err == nil && len(der) > maxCRL {
		err = errValue
	}
	if err == nil {
		c := &cursor{rest: der}
		list := c.crl()
		if err = c.end(); err == nil {
			return list, nil
		}
	}
	return nil, &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_crl", Err: err,
		Message: "Список отозванных сертификатов не читается: это не CRL в DER, Base64 или PEM либо он повреждён.",
		Remedy:  "Загрузите список заново с сайта удостоверяющего центра (файл .crl).",
	}
}

func (c *cursor) crl() *CRL {
	inside := c.take(tagSequence).in()
	signed := inside.take(tagSequence)
	l := &CRL{
		signed: signed.full, algorithm: inside.signatureAlgorithm(), signature: inside.bits(),
		revoked: map[string]time.Time{}, issuers: map[string]bool{},
	}
	list := signed.in()
	if list.is(tagInteger) {
		list.integer() // version
	}
	list.signatureAlgorithm()
	l.Issuer = list.name()
	l.ThisUpdate = list.moment()
	if list.is(tagUTCTime) || list.is(tagTime) {
		l.NextUpdate = list.moment()
	}
	if e, ok := list.optional(tagSequence); ok {
		l.readEntries(list, e.in())
	}
	if e, ok := list.optional(tagConstructed); ok {
		extensions := e.in()
		l.readExtensions(extensions)
		list.adopt(extensions)
	}
	inside.adopt(list)
	c.adopt(inside)
	return l
}

// readEntries reads the revoked certificates: serial numbers and moments.
func (l *CRL) readEntries(outer, entries *cursor) {
	for !entries.empty() {
		inside := entries.take(tagSequence).in()
		serial, at := inside.integer(), inside.moment()
		inside.optional(tagSequence) // reasons
		entries.adopt(inside)
		l.revoked[string(serial.Bytes())] = at
	}
	outer.adopt(entries)
}

// readExtensions looks at critical extensions: a list of some certificates only says
// so in issuingDistributionPoint, and what another one asks for is not known.
func (l *CRL) readExtensions(outer *cursor) {
	list := outer.take(tagSequence).in()
	for !list.empty() {
		inside := list.take(tagSequence).in()
		oid := inside.oid()
		critical, marked := inside.optional(tagBoolean)
		value := &cursor{rest: inside.take(tagOctets).body}
		list.adopt(inside)
		switch {
		case !marked || len(critical.body) != 1 || critical.body[0] == 0:
		case oid == "2.5.29.28":
			l.partial = true
			l.foreign = l.foreign || indirect(value)
		default:
			l.foreign = true
		}
	}
	outer.adopt(list)
}

// indirect reports whether an IssuingDistributionPoint says that the list has
// certificates of other issuers (RFC 5280, section 5.2.5).
func indirect(value *cursor) bool {
	point := value.take(tagSequence).in()
	for !point.empty() {
		if e := point.next(); e.tag == tagContext+4 {
			return true
		}
	}
	return value.err != nil || point.err != nil
}

// revocation checks each certificate of a path but the root against the lists.
func (c *checker) revocation(path []*Certificate) Part {
	switch {
	case len(c.CRLs) == 0:
		return notChecked("отзыв сертификата не проверялся: списки отозванных сертификатов не заданы")
	case len(path) == 0:
		return notChecked("отзыв сертификата не проверялся: цепочка сертификатов не построена")
	case len(path) == 1:
		return notChecked("отзыв сертификата не проверялся: сертификат сам среди доверенных корневых")
	case c.At.IsZero():
		return notChecked("отзыв сертификата не проверялся: момент проверки не задан")
	}
	unknown := ""
	for i, certificate := range path[:len(path)-1] {
		part := c.revoked(certificate, path[i+1])
		if part.Verdict == Invalid {
			return part
		}
		if part.Verdict == NotChecked && unknown == "" {
			unknown = part.Reason
		}
	}
	if unknown != "" {
		return notChecked("%s", unknown)
	}
	return valid("сертификаты цепочки не отозваны на %s", moscow(c.At))
}

// revoked looks for a certificate in the lists of its issuer.
func (c *checker) revoked(certificate, issuer *Certificate) Part {
	covered := false
	for _, list := range c.CRLs {
		if list.foreign || !list.by(issuer) {
			continue
		}
		if at, ok := list.revoked[string(certificate.number.Bytes())]; ok && !at.After(c.At) {
			return invalid("сертификат «%s» отозван %s", certificate.Subject.label(), moscow(at))
		}
		covered = covered || !list.partial && !c.At.Before(list.ThisUpdate) && !c.At.After(list.NextUpdate)
	}
	if !covered {
		return notChecked("нет действующего на %s полного списка отозванных сертификатов издателя «%s»", moscow(c.At), issuer.Subject.label())
	}
	return valid("")
}

// by reports whether the list is signed by an authority that may do so.
func (l *CRL) by(issuer *Certificate) bool {
	if l.Issuer.key != issuer.Subject.key || !issuer.may(x509.KeyUsageCRLSign) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.issuers[issuer.Thumbprint]
	if !ok {
		part := issuer.key.verify(l.algorithm, digestByOID(l.algorithm.digest), l.signed, l.signature)
		known = part.Verdict == Valid
		l.issuers[issuer.Thumbprint] = known
	}
	return known
}
