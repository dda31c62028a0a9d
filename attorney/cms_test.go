package attorney_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"sdano/sign"
)

// morning is when the tests begin: 1 February 2026, 10:30 in Moscow.
var morning = time.Date(2026, time.February, 1, 7, 30, 0, 0, time.UTC)

// key is a private key with a certificate that has the attributes of Russian law.
type key struct {
	private     *ecdsa.PrivateKey
	certificate *x509.Certificate
}

// attributes of a certificate.
const (
	surname = "2.5.4.4"
	given   = "2.5.4.42"
	inn     = "1.2.643.3.131.1.1"
	innLE   = "1.2.643.100.4"
	snils   = "1.2.643.100.3"
)

// newKey makes a key of its own authority; pairs are attributes with values.
func newKey(t testing.TB, pairs ...string) *key {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	name := pkix.Name{}
	for i := 0; i < len(pairs); i += 2 {
		var id asn1.ObjectIdentifier
		for arc := range strings.SplitSeq(pairs[i], ".") {
			n, err := strconv.Atoi(arc)
			if err != nil {
				t.Fatal(err)
			}
			id = append(id, n)
		}
		name.ExtraNames = append(name.ExtraNames, pkix.AttributeTypeAndValue{Type: id, Value: pairs[i+1]})
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0x1234), Subject: name, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment | x509.KeyUsageCertSign,
		NotBefore: morning.AddDate(0, -1, 0), NotAfter: morning.AddDate(0, 2, 0), BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &key{private, parsed}
}

// parsed returns the certificate as package sign reads it.
func (k *key) parsed(t testing.TB) *sign.Certificate {
	t.Helper()
	c, err := sign.ParseCertificate(k.certificate.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sign makes a detached CMS (RFC 5652) without signed attributes.
func (k *key) sign(t testing.TB, content []byte) []byte {
	t.Helper()
	sum := sha256.Sum256(content)
	signature, err := ecdsa.SignASN1(rand.Reader, k.private, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	type issuer struct {
		Name   asn1.RawValue
		Serial *big.Int
	}
	type signer struct {
		Version           int
		Issuer            issuer
		Digest, Algorithm pkix.AlgorithmIdentifier
		Signature         []byte
	}
	type signed struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      struct{ Type asn1.ObjectIdentifier }
		Certificates asn1.RawValue
		Signers      []signer `asn1:"set"`
	}
	digest := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}}
	data := signed{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{digest},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: k.certificate.Raw},
		Signers: []signer{{
			1,
			issuer{asn1.RawValue{FullBytes: k.certificate.RawIssuer}, k.certificate.SerialNumber},
			digest,
			pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}},
			signature,
		}},
	}
	data.Content.Type = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	inner, err := asn1.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	out, err := asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
