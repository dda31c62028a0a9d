package sign

import (
	"fmt"
	"time"
)

// Verdict is what a check came to.
type Verdict string

// The verdicts. What was not checked is never valid.
const (
	Valid      Verdict = "valid"
	Invalid    Verdict = "invalid"
	NotChecked Verdict = "not_checked"
)

// Part is the verdict of one check with its reason.
type Part struct {
	Verdict Verdict `json:"verdict"`
	// Reason says in Russian what was found or why it was not checked.
	Reason string `json:"reason"`
	// Weak reports that the verdict rests on an algorithm that no longer protects
	// (SHA-1).
	Weak bool `json:"weak,omitempty"`
}

func valid(format string, args ...any) Part {
	return Part{Verdict: Valid, Reason: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) Part {
	return Part{Verdict: Invalid, Reason: fmt.Sprintf(format, args...)}
}

func notChecked(format string, args ...any) Part {
	return Part{Verdict: NotChecked, Reason: fmt.Sprintf(format, args...)}
}

// Report is what Check found, for each signer in the order of the CMS.
type Report struct {
	Signers []Signature
}

// Verdict is the verdict over all signers: Invalid if one is, Valid if all are, and
// NotChecked otherwise, also without any signer.
func (r Report) Verdict() Verdict {
	parts := make([]Verdict, len(r.Signers))
	for i, s := range r.Signers {
		parts[i] = s.Verdict()
	}
	return worst(parts)
}

// Signature is what Check found about one signer («подписант»).
type Signature struct {
	// Certificate is the signer's, nil if it was not found.
	Certificate *Certificate
	// Path leads from the signer's certificate to a configured root, both included;
	// it is empty if none was found.
	Path []*Certificate
	// SigningTime is the moment that the signer claims, in UTC; zero if there is
	// none. Nothing vouches for it.
	SigningTime time.Time
	// Type is "CAdES-BES" if the signature binds the signer's certificate
	// (ETSI EN 319 122-1, section 6), else "CMS".
	Type string
	// DigestAlgorithm and SignatureAlgorithm are named for people.
	DigestAlgorithm, SignatureAlgorithm string

	// Digest: the content is the signed one.
	Digest Part
	// Signature: the signature is of the signed attributes, or of the content, by
	// the key of the certificate.
	Signature Part
	// Chain: the certificate leads to a configured root by signatures of
	// authorities (RFC 5280, section 6).
	Chain Part
	// Dates: the certificates of Path, or the signer's alone if there is none, were
	// in force at CheckOptions.At.
	Dates Part
	// Usage: the signer's key may sign documents.
	Usage Part
	// Revocation: no certificate of Path was revoked by CheckOptions.At.
	Revocation Part

	// Remarks say in Russian what else is of interest and changes no verdict.
	Remarks []string
}

// Verdict is Invalid if one part is; Valid if digest, signature, chain, dates and
// usage are, and NotChecked otherwise. Revocation cannot be known without lists of
// revoked certificates: not checked, it does not stand in the way of Valid, so who
// needs it looks at it.
func (s Signature) Verdict() Verdict {
	if s.Revocation.Verdict == Invalid {
		return Invalid
	}
	return worst([]Verdict{s.Digest.Verdict, s.Signature.Verdict, s.Chain.Verdict, s.Dates.Verdict, s.Usage.Verdict})
}

// worst returns Invalid if one verdict is, Valid if all are.
func worst(verdicts []Verdict) Verdict {
	out := Valid
	if len(verdicts) == 0 {
		out = NotChecked
	}
	for _, v := range verdicts {
		switch v {
		case Invalid:
			return Invalid
		case Valid:
		default:
			out = NotChecked
		}
	}
	return out
}
