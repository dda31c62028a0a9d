// Package sign is the port to electronic signatures («электронная подпись», 63-ФЗ)
// and the check of them.
//
// Private keys never pass through sdano: a qualified signature comes from a
// certified tool (63-ФЗ ст. 12), so a Signer is an adapter to an external
// program (sign/openssl, sign/cryptopro), to a remote service, or to the client who
// signs himself. Signatures are made and checked over the stored bytes only.
//
// Check reads a detached CMS and says of each part whether it is valid, invalid or
// was not checked, with the reason in Russian; ParseCertificate reads certificates
// with the attributes of Russian law (ИНН, ОГРН, СНИЛС, должность). Both take any
// bytes: their work is bounded, and they open and connect nothing. What is checked,
// what is not, and how to configure roots is in docs/signatures.md.
package sign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"sdano"
)

// Subject is on whose behalf something is signed.
type Subject struct {
	Tenant sdano.Tenant
	TaxID  sdano.TaxID
	// Thumbprint names one of the subject's certificates as Certificate.Thumbprint
	// does, in either case; "" leaves the choice to the signer.
	Thumbprint string
}

// Signer makes detached signatures.
type Signer interface {
	// Certificate returns the subject's certificate in DER.
	Certificate(ctx context.Context, who Subject) ([]byte, error)
	// Sign returns a detached signature over exactly these bytes.
	Sign(ctx context.Context, who Subject, data []byte) ([]byte, error)
}

// TestMark begins everything the TestSigner makes, so that nobody takes it for
// a signature.
const TestMark = "SDANO-TEST-SIGNATURE-NOT-VALID"

// TestSigner is the signer of demos and tests: what it returns is marked as a
// test signature, proves nothing, and is refused by every real operator.
type TestSigner struct{}

// Certificate returns bytes marked as a test certificate of the subject, whatever the
// thumbprint.
func (TestSigner) Certificate(_ context.Context, who Subject) ([]byte, error) {
	return []byte(TestMark + "\ncertificate " + who.TaxID.String() + "\n"), nil
}

// Sign returns bytes marked as a test signature, with subject and SHA-256 of
// the data.
func (TestSigner) Sign(_ context.Context, who Subject, data []byte) ([]byte, error) {
	sum := sha256.Sum256(data)
	return []byte(TestMark + "\n" + who.TaxID.String() + "\n" + hex.EncodeToString(sum[:]) + "\n"), nil
}
