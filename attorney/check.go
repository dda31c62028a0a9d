package attorney

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sdano"
	"sdano/sign"
	"sdano/titles/title"
)

// Claim is what a signature says of the power by which it was made. What it does
// not say is the zero value, and not checked.
type Claim struct {
	// Number and IssuerINN are «PowerOfAttorney» of the signed file or its
	// sending.
	Number    sdano.ID
	IssuerINN string
	// Signer is the certificate of whoever signed.
	Signer *sign.Certificate
	// At is when it was signed, as far as that is known.
	At time.Time
}

// Report is what the checks of a power of attorney found, each with its reason in
// Russian.
type Report struct {
	// Number: it is the power that is claimed. Issuer: he is the one that is
	// claimed. Representative: the signer is one. Dates: it was in force.
	Number         sign.Part
	Issuer         sign.Part
	Representative sign.Part
	Dates          sign.Part
	// Signature: the file is signed by its issuer.
	Signature sign.Part
	// Delegation: the powers that it passes on were there.
	Delegation sign.Part
	// Revocation: it was not revoked («отмена доверенности»).
	Revocation sign.Part
	// Remarks say in Russian what a person must look at.
	Remarks []string
}

// Verdict is Invalid if one part is; Valid if number, issuer, dates, signature
// and delegation are, and NotChecked otherwise. A representative who was not
// asked about and a revocation that nobody here can know are told, and do not
// stand in the way of Valid.
func (r Report) Verdict() sign.Verdict {
	of := func(v sign.Verdict) func(sign.Part) bool { return func(p sign.Part) bool { return p.Verdict == v } }
	switch {
	case slices.ContainsFunc(r.parts(), of(sign.Invalid)):
		return sign.Invalid
	case slices.ContainsFunc(r.needed(), of(sign.NotChecked)):
		return sign.NotChecked
	}
	return sign.Valid
}

// needed are the parts without which nothing is right.
func (r Report) needed() []sign.Part {
	return []sign.Part{r.Number, r.Issuer, r.Dates, r.Signature, r.Delegation}
}

func (r Report) parts() []sign.Part { return append(r.needed(), r.Representative, r.Revocation) }

func valid(format string, args ...any) sign.Part {
	return sign.Part{Verdict: sign.Valid, Reason: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) sign.Part {
	return sign.Part{Verdict: sign.Invalid, Reason: fmt.Sprintf(format, args...)}
}

func notChecked(format string, args ...any) sign.Part {
	return sign.Part{Verdict: sign.NotChecked, Reason: fmt.Sprintf(format, args...)}
}

// Check holds a power against what a signature claims. Whether its file is
// signed and whether it was revoked it cannot know.
func (p Power) Check(c Claim) Report {
	return Report{
		Number: p.checkNumber(c.Number), Issuer: p.checkIssuer(c.IssuerINN),
		Representative: p.checkRepresentative(c.Signer), Dates: p.checkDates(c.At),
		Signature:  notChecked("подпись доверителя под файлом доверенности не проверялась"),
		Delegation: p.checkDelegation(),
		Revocation: notChecked("сведения об отмене доверенности не проверялись"),
		Remarks:    p.remarks(),
	}
}

func (p Power) checkNumber(claimed sdano.ID) sign.Part {
	switch claimed {
	case sdano.ID{}:
		return notChecked("номер доверенности не указан")
	case p.Number:
		return valid("номер доверенности %s", p.Number)
	}
	return invalid("указана доверенность %s, а в файле — %s", claimed, p.Number)
}

func (p Power) checkIssuer(inn string) sign.Part {
	givers := slices.Concat(p.Issuers, p.Principals)
	if len(givers) == 0 {
		return notChecked("в доверенности не назван доверитель")
	}
	if inn == "" {
		return notChecked("ИНН доверителя не указан")
	}
	for _, g := range givers {
		if g.TaxID.INN == inn {
			return valid("доверитель — %s", g)
		}
	}
	return invalid("указан доверитель с ИНН %s, а доверенность выдал другой: %s", inn, told(givers))
}

func (p Power) checkDates(at time.Time) sign.Part {
	if at.IsZero() {
		return notChecked("день подписания не известен")
	}
	on := sdano.DateOf(at, sdano.Moscow)
	switch {
	case p.Issued.IsZero() || p.Until.IsZero():
		return notChecked("в доверенности не указан день выдачи или срок действия")
	case on.Before(p.Issued):
		return invalid("доверенность действует с %s, а %s ещё не действовала", p.Issued.Dotted(), on.Dotted())
	case on.After(p.Until):
		return invalid("срок действия доверенности истёк %s", p.Until.Dotted())
	}
	return valid("доверенность действует с %s по %s", p.Issued.Dotted(), p.Until.Dotted())
}

func (p Power) checkDelegation() sign.Part {
	if !p.Delegated {
		return valid("доверенность выдана самим доверителем")
	}
	if p.Origin.IsZero() {
		return notChecked("доверенность выдана в порядке передоверия, первоначальная не проверялась")
	}
	return notChecked("доверенность выдана в порядке передоверия, первоначальная (%s) не проверялась", p.Origin)
}

func (p Power) checkRepresentative(c *sign.Certificate) sign.Part {
	switch {
	case c == nil:
		return notChecked("кто подписал документ, не проверялось")
	case len(p.Representatives) == 0:
		return notChecked("в доверенности не назван представитель")
	}
	best := invalid("документ подписал не представитель: доверенность выдана на имя %s", told(p.Representatives))
	for _, r := range p.Representatives {
		switch part := r.signedBy(c); part.Verdict {
		case sign.Valid:
			return part
		case sign.NotChecked:
			best = part
		}
	}
	return best
}

// signedBy says whether a certificate is the party's: by ИНН, else by СНИЛС. A
// name alone proves nothing.
func (p Party) signedBy(c *sign.Certificate) sign.Part {
	owner := ownerOf(c)
	switch {
	case p.TaxID.INN != "" && (p.TaxID.INN == owner.person || p.TaxID.INN == owner.organization):
		return valid("подписал представитель: %s", p)
	case p.TaxID.INN != "" && !p.TaxID.IsPerson(), p.TaxID.INN != "" && owner.person != "":
		return invalid("ИНН в сертификате другой")
	case p.SNILS != "" && owner.snils != "":
		if p.SNILS == owner.snils {
			return valid("подписал представитель: %s, СНИЛС совпадает", p)
		}
		return invalid("СНИЛС в сертификате другой")
	case sameName(p.Person, owner.name):
		return notChecked("у представителя и в сертификате совпадают только фамилия, имя и отчество (%s): ИНН и СНИЛС сравнить нельзя", p.Person)
	}
	return invalid("имя в сертификате другое")
}

// owner is what a certificate says of its owner.
type owner struct {
	person, organization, snils string // ИНН, ИНН, СНИЛС
	name                        string
}

// ownerOf reads it. Before 2021 the ИНН of an organisation stood where that of a
// person stands, with two zeros before it.
func ownerOf(c *sign.Certificate) owner {
	n := c.Subject
	o := owner{person: n.INN, organization: n.INNLE, snils: digits(n.SNILS), name: n.Surname + " " + n.GivenName}
	if old, ok := strings.CutPrefix(n.INN, "00"); ok && len(old) == 10 {
		o.person = ""
		if o.organization == "" {
			o.organization = old
		}
	}
	return o
}

// sameName compares names as people write them: ё or е, in any case.
func sameName(p title.Person, name string) bool {
	plain := func(s string) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(s), "ё", "е")), " ")
	}
	return p.Surname != "" && plain(p.String()) == plain(name)
}

// remarks are about what only a person can judge.
func (p Power) remarks() (out []string) {
	switch n := len(p.Rights); {
	case n > 0:
		out = append(out, fmt.Sprintf("Полномочия (%d) сверяет человек.", n))
	case p.Text != "":
		out = append(out, "Полномочия описаны словами: их сверяет человек.")
	default:
		out = append(out, "В доверенности не перечислены полномочия.")
	}
	if p.Joint && len(p.Representatives) > 1 {
		out = append(out, "Полномочия совместные: нужны подписи всех представителей.")
	}
	return out
}

// told names parties for people.
func told(parties []Party) string {
	names := make([]string, len(parties))
	for i, p := range parties {
		names[i] = p.String()
	}
	return strings.Join(names, "; ")
}
