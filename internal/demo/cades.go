package demo

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

// Object identifiers of CMS (RFC 5652) and CAdES (ETSI EN 319 122-1).
var (
	oidData               = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // signingCertificateV2
	oidSHA256             = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSAWithSHA256    = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

type (
	cmsAttribute struct {
		Type   asn1.ObjectIdentifier
		Values []any `asn1:"set"`
	}
	signerInfo struct {
		Version int
		Issuer  struct {
			Name   asn1.RawValue
			Serial *big.Int
		}
		Digest     pkix.AlgorithmIdentifier
		Attributes []cmsAttribute `asn1:"set,tag:0"`
		Algorithm  pkix.AlgorithmIdentifier
		Signature  []byte
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      struct{ Type asn1.ObjectIdentifier }
		Certificates asn1.RawValue
		Signers      []signerInfo `asn1:"set"`
	}
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}
	// signingCertificate is SigningCertificateV2 (RFC 5035) with SHA-256, the
	// default.
	signingCertificate struct {
		Certificates []struct{ Hash []byte }
	}
)

// sign returns a detached CAdES-BES in DER: a CMS with the signed attributes
// contentType, messageDigest, signingTime and signingCertificateV2, and the
// signer's certificate. It is for the demo only; real signatures come from
// certified tools.
func (k key) sign(content []byte, at time.Time) ([]byte, error) {
	attributes := k.attributes(content, at)
	signed, err := asn1.MarshalWithParams(attributes, "set")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(signed)
	signature, err := ecdsa.SignASN1(rand.Reader, k.private, sum[:])
	if err != nil {
		return nil, err
	}
	digest := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	signer := signerInfo{
		Version: 1, Digest: digest, Attributes: attributes, Signature: signature,
		Algorithm: pkix.AlgorithmIdentifier{Algorithm: oidECDSAWithSHA256},
	}
	signer.Issuer.Name, signer.Issuer.Serial = asn1.RawValue{FullBytes: k.certificate.RawIssuer}, k.certificate.SerialNumber
	data := signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{digest}, Signers: []signerInfo{signer},
		Certificates: explicit(k.certificate.Raw),
	}
	data.Content.Type = oidData
	inner, err := asn1.Marshal(data)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(contentInfo{oidSignedData, explicit(inner)})
}

// attributes are what is signed.
func (k key) attributes(content []byte, at time.Time) []cmsAttribute {
	sum, certificate := sha256.Sum256(content), sha256.Sum256(k.certificate.Raw)
	return []cmsAttribute{
		{oidContentType, []any{oidData}},
		{oidMessageDigest, []any{sum[:]}},
		{oidSigningTime, []any{at.UTC().Truncate(time.Second)}},
		{oidSigningCertificate, []any{signingCertificate{[]struct{ Hash []byte }{{certificate[:]}}}}},
	}
}

// explicit wraps DER into the context tag 0.
func explicit(inner []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}
}
