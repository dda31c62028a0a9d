// Package acceptancetest helps the tests of what stands on the mission of
// acceptance: keys with certificates that have the attributes of Russian law
// (приказ ФСБ России № 795), detached signatures by them, first titles of every
// format, and an operator that takes everything. No program imports it.
package acceptancetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the thumbprint by which Windows names certificates
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"strings"
	"time"
)

// Key is a private key of P-256 with a certificate of its own making, in force
// from 8 December 2025 to 8 March 2027.
type Key struct {
	private *ecdsa.PrivateKey
	// Certificate is in DER.
	Certificate []byte
	parsed      *x509.Certificate
}

// Owner is whose key it is.
type Owner struct {
	Surname, Given, Position, Organization string
	// INN is the person's, INNLE the organisation's.
	INN, INNLE string
}

// NewKey makes a key.
func NewKey(o Owner) (*Key, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	name := pkix.Name{}
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value string
	}{
		{asn1.ObjectIdentifier{2, 5, 4, 3}, o.Organization},
		{asn1.ObjectIdentifier{2, 5, 4, 4}, o.Surname},
		{asn1.ObjectIdentifier{2, 5, 4, 42}, o.Given},
		{asn1.ObjectIdentifier{2, 5, 4, 12}, o.Position},
		{asn1.ObjectIdentifier{2, 5, 4, 10}, o.Organization},
		{asn1.ObjectIdentifier{1, 2, 643, 3, 131, 1, 1}, o.INN},
		{asn1.ObjectIdentifier{1, 2, 643, 100, 4}, o.INNLE},
	} {
		name.ExtraNames = append(name.ExtraNames, pkix.AttributeTypeAndValue{Type: a.oid, Value: a.value})
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0x1234), Subject: name, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		NotBefore: time.Date(2025, 12, 8, 10, 16, 39, 0, time.UTC), NotAfter: time.Date(2027, 3, 8, 10, 26, 38, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(der)
	return &Key{private, der, parsed}, err
}

// Thumbprint is the SHA-1 of the certificate in upper-case hexadecimal.
func (k *Key) Thumbprint() string {
	sum := sha1.Sum(k.Certificate) //nolint:gosec // see above
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// The structures of CMS (RFC 5652) that a signature without attributes needs.
type (
	signerInfo struct {
		Version int
		Issuer  struct {
			Name   asn1.RawValue
			Serial *big.Int
		}
		Digest    pkix.AlgorithmIdentifier
		Algorithm pkix.AlgorithmIdentifier
		Signature []byte
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      struct{ Type asn1.ObjectIdentifier }
		Certificates asn1.RawValue
		Signers      []signerInfo `asn1:"set"`
	}
)

// Sign returns a detached signature in DER, without signed attributes.
func (k *Key) Sign(content []byte) ([]byte, error) {
	sum := sha256.Sum256(content)
	signature, err := ecdsa.SignASN1(rand.Reader, k.private, sum[:])
	if err != nil {
		return nil, err
	}
	digest := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}}
	signer := signerInfo{
		Version: 1, Digest: digest, Signature: signature,
		Algorithm: pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}},
	}
	signer.Issuer.Name, signer.Issuer.Serial = asn1.RawValue{FullBytes: k.parsed.RawIssuer}, k.parsed.SerialNumber
	data := signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{digest}, Signers: []signerInfo{signer},
		Certificates: explicit(k.Certificate),
	}
	data.Content.Type = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	inner, err := asn1.Marshal(data)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, explicit(inner)})
}

func explicit(inner []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}
}
