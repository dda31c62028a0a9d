package sign_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sdano/sign"
)

// Certificates and signatures made by hand, for what openssl does not make. The keys
// are of ECDSA, which the standard library can sign with.

type forged struct {
	*sign.Certificate
	parsed *x509.Certificate
	key    *ecdsa.PrivateKey
}

var serials atomic.Int64

// template is an authority or a signer whose certificate is in force at At.
func template(name string, authority bool) *x509.Certificate {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1000 + serials.Add(1)), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2043, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true, IsCA: authority, MaxPathLen: -1,
	}
	if authority {
		c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	}
	return c
}

// forge makes a certificate signed by an issuer, or by itself if that is nil.
func forge(t testing.TB, issuer *forged, c *x509.Certificate) *forged {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return forgeWith(t, issuer, c, key)
}

// forgeWith is forge for a key that is there.
func forgeWith(t testing.TB, issuer *forged, c *x509.Certificate, key *ecdsa.PrivateKey) *forged {
	t.Helper()
	parent, with := c, key
	if issuer != nil {
		parent, with = issuer.parsed, issuer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, with)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := sign.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &forged{ours, parsed, key}
}

func list(all ...*forged) (out []*sign.Certificate) {
	for _, f := range all {
		out = append(out, f.Certificate)
	}
	return out
}

// Identifiers that the forger needs.
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidTimeStamp     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSA         = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

func der(t testing.TB, value any) []byte {
	t.Helper()
	b, err := asn1.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// element writes an element of DER.
func element(t testing.TB, tag byte, parts ...[]byte) []byte {
	t.Helper()
	return der(t, asn1.RawValue{Class: int(tag >> 6), Tag: int(tag & 0x1f), IsCompound: tag&0x20 != 0, Bytes: bytes.Join(parts, nil)})
}

// forgery is a CMS to be made: what is not set is as it should be.
type forgery struct {
	attributes [][]byte // nil: contentType, messageDigest; in this order
	unsorted   bool     // the signature is over the order of DER, not over that of attributes
	bare       bool     // no signed attributes
	digests    []byte   // digestAlgorithms
	digest     []byte   // digestAlgorithm of the signer
	algorithm  []byte   // signatureAlgorithm
	kind       asn1.ObjectIdentifier
	unsigned   []byte   // the unsigned attributes
	before     [][]byte // certificates before the signer's
	more       [][]byte // and behind it
	signers    int      // how often the signer is there, 0 for once
}

func attribute(t testing.TB, oid asn1.ObjectIdentifier, values ...[]byte) []byte {
	t.Helper()
	return element(t, 0x30, der(t, oid), element(t, 0x31, values...))
}

func usual(t testing.TB, content []byte) [][]byte {
	t.Helper()
	sum := sha256.Sum256(content)
	return [][]byte{attribute(t, oidContentType, der(t, oidData)), attribute(t, oidMessageDigest, der(t, sum[:]))}
}

// sign makes the CMS over content.
func (f forgery) sign(t testing.TB, signer *forged, content []byte) []byte {
	t.Helper()
	sha := der(t, pkix.AlgorithmIdentifier{Algorithm: oidSHA256})
	or := func(value, usual []byte) []byte {
		if value == nil {
			return usual
		}
		return value
	}
	if f.attributes == nil {
		f.attributes = usual(t, content)
	}
	if f.kind == nil {
		f.kind = oidData
	}
	signed, attributes := content, []byte(nil)
	if !f.bare {
		order := slices.Clone(f.attributes)
		if f.unsorted {
			slices.SortFunc(order, bytes.Compare)
		}
		signed, attributes = element(t, 0x31, order...), element(t, 0xa0, f.attributes...)
	}
	hash := sha256.Sum256(signed)
	signature, err := signer.key.Sign(rand.Reader, hash[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	info := element(t, 0x30, der(t, 1), element(t, 0x30, signer.parsed.RawIssuer, der(t, signer.parsed.SerialNumber)),
		or(f.digest, sha), attributes, or(f.algorithm, der(t, pkix.AlgorithmIdentifier{Algorithm: oidECDSA})), der(t, signature), f.unsigned)
	return element(t, 0x30, der(t, oidSignedData), element(t, 0xa0, element(t, 0x30, der(t, 1), or(f.digests, element(t, 0x31, sha)),
		element(t, 0x30, der(t, f.kind)), element(t, 0xa0, slices.Concat(f.before, [][]byte{signer.Raw}, f.more)...),
		element(t, 0x31, bytes.Repeat(info, max(1, f.signers))))))
}

// refit is a signer whose certificate, signed anew, has another field in place of this.
func refit(t testing.TB, issuer, signer *forged, field, other []byte) *forged {
	t.Helper()
	var fields [][]byte
	for _, e := range children(signer.parsed.RawTBSCertificate) {
		if bytes.Equal(e.FullBytes, field) {
			e.FullBytes = other
		}
		fields = append(fields, e.FullBytes)
	}
	c, err := sign.ParseCertificate(issuer.certificate(t, element(t, 0x30, fields...)))
	if err != nil {
		t.Fatal(err)
	}
	return &forged{c, signer.parsed, signer.key}
}

// certificate signs a TBSCertificate.
func (f *forged) certificate(t testing.TB, signed []byte) []byte {
	t.Helper()
	hash := sha256.Sum256(signed)
	signature, err := f.key.Sign(rand.Reader, hash[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return element(t, 0x30, signed, der(t, pkix.AlgorithmIdentifier{Algorithm: oidECDSA}), der(t, asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}))
}
