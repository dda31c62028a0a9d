package acceptance_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"
	"time"
)

// key is a private key with a certificate that has the attributes of Russian law.
type key struct {
	private     *ecdsa.PrivateKey
	certificate []byte
	parsed      *x509.Certificate
}

var (
	buyerKey  = newKey("Примеров", "Пётр Ильич", "Заведующий складом", "ООО «Пример»", "779999991008", "7799999919")
	vendorKey = newKey("Продавцова", "Анна Петровна", "Директор", "ООО «Продавец»", "500100732259", "7799999940") // of the seller's box
	sellerKey = newKey("Продавцова", "Анна Петровна", "Директор", "ООО «Продавец»", "500100732259", "7799999926")
)

func newKey(surname, given, position, organisation, inn, innle string) *key {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	name := pkix.Name{}
	for oid, value := range map[string]string{
		"2.5.4.4": surname, "2.5.4.42": given, "2.5.4.12": position, "2.5.4.10": organisation, "2.5.4.3": organisation,
		"1.2.643.3.131.1.1": inn, "1.2.643.100.4": innle,
	} {
		parsed, err := x509.ParseOID(oid)
		if err != nil {
			panic(err)
		}
		var id asn1.ObjectIdentifier
		for arc := range strings.SplitSeq(parsed.String(), ".") {
			n, _ := new(big.Int).SetString(arc, 10)
			id = append(id, int(n.Int64()))
		}
		name.ExtraNames = append(name.ExtraNames, pkix.AttributeTypeAndValue{Type: id, Value: value})
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0x1234), Subject: name, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		NotBefore: time.Date(2025, 12, 8, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 3, 8, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		panic(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return &key{private, der, parsed}
}

func (k *key) thumbprint() string {
	sum := sha1.Sum(k.certificate)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

func (k *key) sign(t testing.TB, content []byte) []byte {
	t.Helper()
	out, err := k.cms(content)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type signerInfo struct {
	Version int
	Issuer  struct {
		Name   asn1.RawValue
		Serial *big.Int
	}
	Digest    pkix.AlgorithmIdentifier
	Algorithm pkix.AlgorithmIdentifier
	Signature []byte
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      struct{ Type asn1.ObjectIdentifier }
	Certificates asn1.RawValue
	Signers      []signerInfo `asn1:"set"`
}

// cms makes a detached CMS (RFC 5652) without signed attributes.
func (k *key) cms(content []byte) ([]byte, error) {
	sum := sha256.Sum256(content)
	signature, err := ecdsa.SignASN1(rand.Reader, k.private, sum[:])
	if err != nil {
		return nil, err
	}
	digest := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}}
	signer := signerInfo{Version: 1, Digest: digest, Algorithm: pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}}, Signature: signature}
	signer.Issuer.Name, signer.Issuer.Serial = asn1.RawValue{FullBytes: k.parsed.RawIssuer}, k.parsed.SerialNumber
	data := signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{digest}, Signers: []signerInfo{signer},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: k.certificate},
	}
	data.Content.Type = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	inner, err := asn1.Marshal(data)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}})
}
