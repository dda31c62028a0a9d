package sign_test

import (
	"bytes"
	"encoding/asn1"
	"fmt"
)

// Parts of a CMS.
const (
	partDigests     = "hash functions"
	partContentType = "type of the content"
	partContent     = "content inside"
	partSigner      = "certificate of the signer"
	partExtra       = "other certificate"
	partIdentifier  = "identifier of the signer"
	partDigest      = "hash function of the signer"
	partAttributes  = "signed attributes"
	partAlgorithm   = "signature algorithm"
	partSignature   = "signature"
)

// piece is a part of a CMS; its octets lie in the CMS.
type piece struct {
	name   string
	octets []byte
}

// children returns the elements inside an element of DER, as far as they can be read.
func children(der []byte) (out []asn1.RawValue) {
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return nil
	}
	for rest := outer.Bytes; len(rest) > 0; {
		var e asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &e); err != nil {
			return out
		}
		out = append(out, e)
	}
	return out
}

// anatomy returns the parts of a CMS in DER, of the first signer only.
func anatomy(cms, signer []byte) (out []piece) {
	info := children(cms)
	if len(info) < 2 {
		return nil
	}
	wrapped := children(info[1].FullBytes)
	if len(wrapped) < 1 {
		return nil
	}
	for i, e := range children(wrapped[0].FullBytes) {
		switch {
		case i == 1:
			out = append(out, piece{partDigests, e.FullBytes})
		case i == 2:
			inner := children(e.FullBytes)
			out = append(out, piece{partContentType, inner[0].FullBytes})
			if len(inner) > 1 {
				out = append(out, piece{partContent, inner[1].FullBytes})
			}
		case e.Class == asn1.ClassContextSpecific && e.Tag == 0:
			for _, certificate := range children(e.FullBytes) {
				name := partExtra
				if bytes.Equal(certificate.FullBytes, signer) {
					name = partSigner
				}
				out = append(out, piece{name, certificate.FullBytes})
			}
		case i > 2 && e.Tag == asn1.TagSet:
			for _, s := range children(e.FullBytes) {
				out = append(out, signerAnatomy(s.FullBytes)...)
			}
		}
	}
	return out
}

func signerAnatomy(info []byte) (out []piece) {
	names := []string{"version", partIdentifier, partDigest, partAttributes, partAlgorithm, partSignature}
	parts := children(info)
	if len(parts) == 5 {
		names = append(names[:3], names[4:]...)
	}
	for i, e := range parts {
		out = append(out, piece{names[i], e.FullBytes})
	}
	return out
}

// indefinite turns DER into BER: the elements around the content, the certificates and
// the signers get indefinite lengths, as programs write them that do not know the
// lengths beforehand.
func indefinite(der []byte) []byte {
	info := children(der)
	if len(info) < 2 {
		return der
	}
	wrapped := children(info[1].FullBytes)
	if len(wrapped) < 1 {
		return der
	}
	var data []byte
	for i, e := range children(wrapped[0].FullBytes) {
		if i == 2 || e.Class == asn1.ClassContextSpecific || i > 2 && e.Tag == asn1.TagSet {
			data = append(data, open(e.FullBytes[0], e.Bytes)...)
		} else {
			data = append(data, e.FullBytes...)
		}
	}
	return open(0x30, append(bytes.Clone(info[0].FullBytes), open(0xa0, open(0x30, data))...))
}

// open writes an element of indefinite length.
func open(tag byte, body []byte) []byte {
	return append(append([]byte{tag, 0x80}, body...), 0, 0)
}

// excuse explains why both sides may differ about a CMS in which one octet was
// changed, or returns "". All of it concerns octets that no signature covers; the
// content, the signed attributes and the signer's certificate are never excused.
func excuse(base trial, changed []byte, ours bool) string {
	at := changedOctet(base.cms, changed)
	if at < 0 {
		return ""
	}
	for _, p := range anatomy(base.cms, base.signer.Certificate.Raw) {
		from := cap(base.cms) - cap(p.octets)
		if at < from || at >= from+len(p.octets) {
			continue
		}
		switch {
		case p.name == partExtra && ours:
			return "openssl stops at a damaged certificate that is not needed"
		case p.name == partAlgorithm && !ours:
			return "openssl does not read the name of the signature algorithm"
		case (p.name == partDigest || p.name == partDigests) && !ours:
			return "openssl does not read the parameters of the hash function, and without signed attributes not its name"
		case p.name == partIdentifier && ours:
			return "openssl tells more string types apart in names"
		case p.name == partContentType && !ours:
			return "openssl does not compare the type of the content with the signed one"
		case p.name == partContent && !ours:
			return "openssl does not compare the content inside with the given one"
		}
	}
	if !ours && base.cms[at]^changed[at] == 0x20 {
		return "openssl takes a set for one whatever its form, and writes it right before the check"
	}
	return ""
}

// changedOctet returns where two messages differ in one octet, or -1.
func changedOctet(a, b []byte) int {
	at := -1
	if len(a) != len(b) {
		return at
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = i
	}
	return at
}

// difference tells where two messages differ, for people.
func difference(a, b []byte) string {
	at := changedOctet(a, b)
	if at < 0 {
		return fmt.Sprintf("%d octets, %d before", len(b), len(a))
	}
	return fmt.Sprintf("octet %d: %02x instead of %02x in %x[%02x]%x", at, b[at], a[at], a[max(0, at-12):at], a[at], a[at+1:min(len(a), at+8)])
}
