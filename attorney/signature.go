package attorney

import (
	"slices"
	"strings"

	"sdano"
	"sdano/sign"
)

// checkSignature says whether the file of a power is signed by its issuer; the
// options say what is trusted and when the signature was known to be there.
func (p Power) checkSignature(content, cms []byte, options sign.CheckOptions) sign.Part {
	if len(cms) == 0 {
		return notChecked("подписи доверителя под файлом доверенности нет")
	}
	report, err := sign.Check(content, cms, options)
	if err != nil {
		return invalid("подпись под файлом доверенности: %s", sdano.AsError(err).Message)
	}
	verdict := report.Verdict()
	if verdict != sign.Invalid && !p.Notarised && !slices.ContainsFunc(report.Signers, p.issued) {
		return invalid("файл доверенности подписал не доверитель (%s)", told(p.Issuers))
	}
	switch {
	case verdict == sign.Valid && p.Notarised:
		return notChecked("доверенность удостоверена нотариусом: подпись верна, полномочия нотариуса не проверялись")
	case verdict == sign.Valid:
		return valid("файл доверенности подписал доверитель")
	case verdict == sign.Invalid:
		return invalid("подпись под файлом доверенности неверна: %s", reasons(report, verdict))
	}
	return notChecked("подпись под файлом доверенности проверена не полностью: %s", reasons(report, verdict))
}

// issued reports whether a signature is of an issuer, or of the company or
// entrepreneur that manages him. A head who is a natural person signs by a
// certificate of his organisation.
func (p Power) issued(s sign.Signature) bool {
	if s.Certificate == nil {
		return false
	}
	o := ownerOf(s.Certificate)
	return slices.ContainsFunc(p.Issuers, func(issuer Party) bool {
		return issuer.owns(o) || slices.ContainsFunc(issuer.Heads, func(head Party) bool { return head.Kind != Individual && head.owns(o) })
	})
}

// owns reports whether a certificate is the party's.
func (p Party) owns(o owner) bool {
	inn := o.organization
	if p.Kind == Individual || p.Kind == Entrepreneur {
		inn = o.person
	}
	return inn != "" && inn == p.TaxID.INN || p.SNILS != "" && p.SNILS == o.snils
}

// reasons returns why the parts of a report have a verdict.
func reasons(r sign.Report, v sign.Verdict) string {
	var out []string
	for _, s := range r.Signers {
		for _, part := range []sign.Part{s.Digest, s.Signature, s.Chain, s.Dates, s.Usage, s.Revocation} {
			if part.Verdict == v && !slices.Contains(out, part.Reason) {
				out = append(out, part.Reason)
			}
		}
	}
	return strings.Join(out, "; ")
}
