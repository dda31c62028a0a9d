package sign

import (
	"bytes"
	"math/big"

	"sdano"
)

// Bounds of a CMS. Real ones have one to three signers and take some kilobytes.
const (
	maxCMS          = 16 << 20
	maxSigners      = 32
	maxCertificates = 64
	maxAttributes   = 64
)

// signedData is a SignedData (RFC 5652, section 5).
type signedData struct {
	digests      []string // identifiers of digestAlgorithms
	contentType  string
	content      []byte // encapsulated
	encapsulated bool
	certificates []*Certificate
	unreadable   int // certificates that could not be read
	signers      []signerInfo
}

// signerInfo is a SignerInfo (RFC 5652, section 5.3).
type signerInfo struct {
	issuer       Name
	serial       *big.Int // nil if the signer is named by keyID
	keyID        []byte
	digest       string // identifier of digestAlgorithm
	attributes   element
	signed       bool // there are signed attributes
	algorithm    signatureAlgorithm
	signature    []byte
	timestamped  bool // an unsigned attribute holds a time stamp
	countersigns bool // an unsigned attribute holds a countersignature
}

const (
	oidSignedData = "1.2.840.113549.1.7.2"
	oidData       = "1.2.840.113549.1.7.1"
)

// parseCMS reads a CMS: DER or BER, or the same in Base64 or PEM.
func parseCMS(data []byte) (*signedData, error) {
	if bytes.HasPrefix(data, []byte(TestMark)) {
		return nil, &sdano.Error{
			Kind: sdano.Unprocessable, Code: "test_signature",
			Message: "Это отметка демонстрационного режима, а не электронная подпись: она ничего не удостоверяет.",
			Remedy:  "Подпишите файл электронной подписью.",
		}
	}
	if len(data) > maxCMS {
		return nil, badSignature(errValue)
	}
	der, err := unwrap(data)
	if err != nil {
		return nil, badSignature(err)
	}
	c := &cursor{rest: der}
	s := c.contentInfo()
	if err := c.end(); err != nil {
		return nil, badSignature(err)
	}
	return s, nil
}

func badSignature(err error) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_signature", Err: err,
		Message: "Файл подписи не читается: это не подпись CMS (PKCS#7) в DER, Base64 или PEM либо он повреждён.",
		Remedy:  "Передайте файл отсоединённой подписи (.sig, .sgn, .p7s) целиком и без изменений.",
	}
}

func (c *cursor) contentInfo() *signedData {
	inside := c.take(tagSequence).in()
	if inside.oid() != oidSignedData {
		inside.fail(errTag)
	}
	wrapped := inside.take(tagConstructed).in()
	s := wrapped.signedData()
	inside.adopt(wrapped)
	c.adopt(inside)
	return s
}

func (c *cursor) signedData() *signedData {
	s := &signedData{}
	inside := c.take(tagSequence).in()
	inside.integer() // version: what follows tells it
	digests := inside.take(tagSet).in()
	for !digests.empty() {
		oid, _ := digests.algorithm()
		s.digests = append(s.digests, oid)
	}
	inside.adopt(digests)
	s.readContent(inside)
	if e, ok := inside.optional(tagConstructed); ok {
		s.readCertificates(inside, e.in())
	}
	inside.optional(tagConstructed + 1) // lists of revoked certificates: only given ones count
	signers := inside.take(tagSet).in()
	for !signers.empty() && len(s.signers) <= maxSigners {
		s.signers = append(s.signers, signers.signerInfo())
	}
	if len(s.signers) > maxSigners {
		signers.fail(errValue)
	}
	inside.adopt(signers)
	c.adopt(inside)
	return s
}

// readContent reads an EncapsulatedContentInfo. The content of PKCS#7 need not be
// an octet string: then its contents count (RFC 5652, section 5.2.1).
func (s *signedData) readContent(c *cursor) {
	inside := c.take(tagSequence).in()
	s.contentType = inside.oid()
	if e, ok := inside.optional(tagConstructed); ok {
		wrapped := e.in()
		s.content, s.encapsulated = wrapped.next().body, true
		inside.adopt(wrapped)
	}
	c.adopt(inside)
}

// readCertificates reads the certificates; attribute certificates and other choices
// are left aside, and one that cannot be read is counted.
func (s *signedData) readCertificates(c, list *cursor) {
	for n := 0; !list.empty(); n++ {
		e := list.next()
		if n >= maxCertificates {
			list.fail(errValue)
		}
		if e.tag != tagSequence {
			continue
		}
		certificate, err := parseCertificate(e.full)
		if err != nil {
			s.unreadable++
			continue
		}
		s.certificates = append(s.certificates, certificate)
	}
	c.adopt(list)
}

func (c *cursor) signerInfo() (s signerInfo) {
	inside := c.take(tagSequence).in()
	inside.integer() // version
	if e, ok := inside.optional(tagContext); ok {
		s.keyID = e.body
	} else {
		id := inside.take(tagSequence).in()
		s.issuer, s.serial = id.name(), id.integer()
		inside.adopt(id)
	}
	s.digest, _ = inside.algorithm()
	s.attributes, s.signed = inside.optional(tagConstructed)
	s.algorithm = inside.signatureAlgorithm()
	s.signature = inside.take(tagOctets).body
	if e, ok := inside.optional(tagConstructed + 1); ok {
		s.readUnsigned(e.in())
	}
	c.adopt(inside)
	return s
}

// readUnsigned notes what unsigned attributes there are. They prove nothing and are
// not checked, so one that cannot be read harms nobody.
func (s *signerInfo) readUnsigned(list *cursor) {
	for !list.empty() {
		switch list.take(tagSequence).in().oid() {
		case "1.2.840.113549.1.9.16.2.14":
			s.timestamped = true
		case "1.2.840.113549.1.9.6":
			s.countersigns = true
		}
	}
}

// issued reports whether a certificate is the one that the signer names.
func (s *signerInfo) issued(c *Certificate) bool {
	if s.serial == nil {
		return len(s.keyID) > 0 && bytes.Equal(s.keyID, c.extensions.subjectKey)
	}
	return s.serial.Cmp(c.number) == 0 && s.issuer.key == c.Issuer.key
}
