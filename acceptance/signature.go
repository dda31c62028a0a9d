package acceptance

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"slices"
	"strings"
	"time"

	"sdano"
	"sdano/sign"
	"sdano/titles/title"
)

// ServerSigner signs by keys of the server.
type ServerSigner interface {
	// Certificate returns the certificate, in DER, of one of the subject's keys:
	// the one of a thumbprint (SHA-1, hexadecimal in upper case), or the
	// subject's own with "". The error is of kind NotFound if there is none.
	Certificate(ctx context.Context, who sign.Subject, thumbprint string) ([]byte, error)
	// Sign returns a detached signature, in DER, over exactly these bytes.
	Sign(ctx context.Context, who sign.Subject, thumbprint string, data []byte) ([]byte, error)
}

// trust returns what signatures are checked by, at an instant.
func (s *Service) trust(at time.Time) sign.CheckOptions {
	var o sign.CheckOptions
	if s.c.Trust != nil {
		o = s.c.Trust()
	}
	o.At = at
	return o
}

// Validate checks a detached signature under a content, now; onlySignature leaves
// aside whether the certificates are to be trusted. The error is of kind Invalid
// or Unprocessable if it is no signature at all.
func (s *Service) Validate(_ context.Context, content, signature []byte, onlySignature bool) (sign.Report, error) {
	options := s.trust(s.now())
	if onlySignature {
		options = sign.CheckOptions{}
	}
	return sign.Check(content, signature, options)
}

// sequence is the tag that DER of a signature begins with.
const sequence = 0x30

// derOf returns a signature in DER where it came in Base64 or PEM; what is
// neither is returned as it came.
func derOf(signature []byte) []byte {
	if len(signature) > 0 && signature[0] == sequence {
		return signature
	}
	if block, _ := pem.Decode(signature); block != nil {
		return block.Bytes
	}
	text := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, string(signature))
	if der, err := base64.StdEncoding.DecodeString(text); err == nil && len(der) > 0 {
		return der
	}
	return signature
}

// examined is what is seen of a signature that came under a file.
type examined struct {
	certificates []Certificate
	// findings are what is wrong with it; they hinder nothing.
	findings []sdano.Finding
	// binding says that it is one of this file by this key, as far as that can be
	// checked here, whatever the certificate is worth.
	binding bool
}

// examine reads a signature that came under a file.
func (s *Service) examine(content, signature []byte, at time.Time) examined {
	report, err := sign.Check(content, signature, s.trust(at))
	if err != nil {
		return examined{findings: []sdano.Finding{signatureFinding(sdano.AsError(err).Message)}}
	}
	out := examined{certificates: certificatesOf(report), binding: len(report.Signers) > 0}
	for _, signer := range report.Signers {
		if signer.Digest.Verdict == sign.Invalid || signer.Signature.Verdict == sign.Invalid {
			out.binding = false
		}
	}
	for _, wrong := range wrongs(report) {
		out.findings = append(out.findings, signatureFinding(wrong))
	}
	return out
}

func signatureFinding(message string) sdano.Finding {
	return sdano.Finding{Code: "signature_invalid", Severity: sdano.Warning, Source: "business", Message: "Подпись отправителя: " + message}
}

// wrongs returns the reasons of all parts of a report that are invalid, each once.
func wrongs(r sign.Report) []string {
	var out []string
	for _, signer := range r.Signers {
		for _, part := range []sign.Part{signer.Digest, signer.Signature, signer.Chain, signer.Dates, signer.Usage, signer.Revocation} {
			if part.Verdict == sign.Invalid && !slices.Contains(out, part.Reason) {
				out = append(out, part.Reason)
			}
		}
	}
	return out
}

// certificatesOf returns what the certificates of a signature say.
func certificatesOf(r sign.Report) []Certificate {
	var out []Certificate
	for _, signer := range r.Signers {
		if c := signer.Certificate; c != nil {
			out = append(out, certificateOf(c))
		}
	}
	return out
}

func certificateOf(c *sign.Certificate) Certificate {
	first, middle := givenNames(c.Subject.GivenName)
	person, organization := taxIDs(c.Subject)
	return Certificate{
		Surname: c.Subject.Surname, FirstName: first, MiddleName: middle,
		Organization: c.Subject.Organization, Position: c.Subject.Title, INN: person, OrganizationINN: organization,
		SerialNumber: c.Serial, Thumbprint: c.Thumbprint, ValidFrom: c.NotBefore, ValidTo: c.NotAfter,
	}
}

// givenNames parts «имя и отчество» of a certificate.
func givenNames(given string) (first, middle string) {
	first, middle, _ = strings.Cut(strings.TrimSpace(given), " ")
	return first, strings.TrimSpace(middle)
}

// taxIDs returns the ИНН of the person and of the organisation. Before 2021 a
// certificate wrote that of an organisation with two zeros before it, where that
// of a person stands.
func taxIDs(n sign.Name) (person, organization string) {
	if old, ok := strings.CutPrefix(n.INN, "00"); ok && len(old) == 10 {
		if n.INNLE == "" {
			return "", old
		}
		return "", n.INNLE
	}
	return n.INN, n.INNLE
}

// signerOf returns who signs: the signer of a request, with the gaps filled from
// the certificate. The error is of kind Invalid: one of the two must be there.
func signerOf(signer *title.Signer, certificate []byte) (title.Signer, error) {
	if signer == nil && len(certificate) == 0 {
		return title.Signer{}, invalid("signer_required", "Signer", "нужен подписант или его сертификат (Certificate)")
	}
	var out title.Signer
	if signer != nil {
		out = *signer
	}
	if out.Attorney != nil {
		if _, err := sdano.ParseID(out.Attorney.ID); err != nil {
			return out, invalid("bad_attorney", "Signer.PowerOfAttorney.Id", "нужен единый регистрационный номер доверенности (GUID)")
		}
	}
	if len(certificate) == 0 {
		return out, nil
	}
	parsed, err := sign.ParseCertificate(certificate)
	if err != nil {
		return title.Signer{}, err
	}
	c := certificateOf(parsed)
	for _, gap := range []struct {
		into *string
		from string
	}{
		{&out.Surname, c.Surname},
		{&out.FirstName, c.FirstName},
		{&out.MiddleName, c.MiddleName},
		{&out.INN, c.INN},
		{&out.OrganizationName, c.Organization},
		{&out.OrganizationINN, c.OrganizationINN},
		{&out.Position, c.Position},
	} {
		if strings.TrimSpace(*gap.into) == "" {
			*gap.into = gap.from
		}
	}
	return out, nil
}
