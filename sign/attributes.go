package sign

import (
	"bytes"
	"errors"
	"slices"
	"time"
)

// signedAttributes are the signed attributes of one signer (RFC 5652, section 11;
// RFC 5035 for the signer's certificate).
type signedAttributes struct {
	contentType   string
	messageDigest []byte
	signingTime   time.Time
	// certificate is the hash by which the signer binds his certificate, nil if he
	// does not.
	certificate *certificateHash
}

// certificateHash is an ESSCertID or ESSCertIDv2.
type certificateHash struct {
	digest *digestAlgorithm
	value  []byte
}

const (
	oidContentType   = "1.2.840.113549.1.9.3"
	oidMessageDigest = "1.2.840.113549.1.9.4"
	oidSigningTime   = "1.2.840.113549.1.9.5"
	oidSigningCert   = "1.2.840.113549.1.9.16.2.12"
	oidSigningCertV2 = "1.2.840.113549.1.9.16.2.47"
)

var (
	errTwice  = errors.New("an attribute occurs twice")
	errAbsent = errors.New("a mandatory attribute is absent")
)

// readAttributes reads signed attributes: contentType and messageDigest are
// mandatory, none may occur twice, and each that is read has one value.
func readAttributes(e element) (a signedAttributes, err error) {
	list := e.in()
	seen := map[string]bool{}
	for !list.empty() {
		inside := list.take(tagSequence).in()
		oid := inside.oid()
		values := inside.take(tagSet).in()
		list.adopt(inside)
		if seen[oid] {
			list.fail(errTwice)
		}
		if seen[oid] = true; len(seen) > maxAttributes {
			list.fail(errValue)
		}
		a.read(oid, values)
		if values.err != nil {
			list.fail(values.err)
		}
	}
	if list.err == nil && (!seen[oidContentType] || !seen[oidMessageDigest]) {
		list.fail(errAbsent)
	}
	return a, list.err
}

func (a *signedAttributes) read(oid string, values *cursor) {
	switch oid {
	case oidContentType:
		a.contentType = values.oid()
	case oidMessageDigest:
		a.messageDigest = values.take(tagOctets).body
	case oidSigningTime:
		a.signingTime = values.moment()
	case oidSigningCert:
		a.bind(values, digestAlgorithms[oidSHA1], false)
	case oidSigningCertV2:
		a.bind(values, digestAlgorithms[oidSHA256], true)
	default:
		return
	}
	_ = values.end()
}

// bind reads a SigningCertificate or SigningCertificateV2, of which the first entry
// is the signer's certificate. In the second version a hash function may be named.
func (a *signedAttributes) bind(values *cursor, digest *digestAlgorithm, named bool) {
	outer := values.take(tagSequence).in()
	entries := outer.take(tagSequence).in()
	first := entries.take(tagSequence).in()
	if named && first.is(tagSequence) {
		oid, _ := first.algorithm()
		digest = digestByOID(oid)
	}
	hash := &certificateHash{digest, first.take(tagOctets).body}
	for _, c := range []*cursor{first, entries, outer} {
		if c.err != nil {
			values.fail(c.err)
		}
	}
	if a.certificate == nil || named {
		a.certificate = hash
	}
}

// encodings returns the bytes that a signature over attributes may be of: the SET OF
// in the order in which it came, and, if that is not the order of DER, which RFC 5652,
// section 5.4 demands, also in that.
func encodings(attributes element) [][]byte {
	received := append([]byte{tagSet}, attributes.full[1:]...)
	var items [][]byte
	for list := attributes.in(); !list.empty(); {
		items = append(items, list.next().full)
	}
	if slices.IsSortedFunc(items, bytes.Compare) {
		return [][]byte{received}
	}
	slices.SortFunc(items, bytes.Compare)
	body := bytes.Join(items, nil)
	return [][]byte{received, append(appendHead(nil, tagSet, len(body)), body...)}
}
