package sign

import (
	"crypto/x509"
	"strings"
	"time"

	"sdano"
)

// Bounds of the search for a chain.
const (
	maxPath      = 8   // certificates in a chain
	maxChainWork = 200 // signatures of certificates checked in one run
)

// search looks for a chain of one certificate. What it learns of the failure that
// came nearest to a root is kept for the report.
type search struct {
	*checker
	inForceOnly bool
	failure     Part
	reached     int // depth of failure
}

// chain looks for a path to a configured root. Paths of certificates in force come
// first; if there is none, another is taken, so that the dates can be judged apart.
func (c *checker) chain(leaf *Certificate) ([]*Certificate, Part) {
	if len(c.Roots) == 0 {
		return nil, notChecked("корневые сертификаты не настроены")
	}
	s := &search{checker: c, reached: -1}
	for _, s.inForceOnly = range []bool{true, false} {
		if path := s.extend([]*Certificate{leaf}); path != nil {
			return path, s.success(path)
		}
	}
	return nil, s.failure
}

func (s *search) success(path []*Certificate) Part {
	names := make([]string, len(path))
	for i, c := range path {
		names[i] = "«" + c.Subject.label() + "»"
	}
	part := valid("цепочка до корневого сертификата построена: %s", strings.Join(names, " ← "))
	for _, c := range path[:len(path)-1] {
		if digestByOID(c.algorithm.digest).weak {
			part.Weak = true
			part.Reason += "; сертификат «" + c.Subject.label() + "» подписан со слабой функцией хэширования"
		}
	}
	return part
}

// extend returns the first path to a root that begins like this, or nil.
func (s *search) extend(path []*Certificate) []*Certificate {
	last := path[len(path)-1]
	if part := acceptable(path); part.Verdict != Valid {
		return s.fail(len(path), part)
	}
	if last.among(s.Roots) {
		return path
	}
	if len(path) == maxPath {
		return s.fail(len(path), invalid("цепочка сертификатов длиннее %d", maxPath))
	}
	found := false
	for _, list := range [][]*Certificate{s.Roots, s.cms.certificates, s.Intermediates} {
		for _, issuer := range list {
			if !last.issuedBy(issuer) || issuer.among(path) {
				continue
			}
			found = true
			if longer := s.climb(path, issuer); longer != nil {
				return longer
			}
		}
	}
	if !found {
		return s.fail(len(path), s.orphan(last))
	}
	return nil
}

// climb extends a path by an issuer, if its signature is right.
func (s *search) climb(path []*Certificate, issuer *Certificate) []*Certificate {
	if s.inForceOnly && !s.At.IsZero() && !issuer.inForce(s.At) {
		return nil
	}
	if s.work--; s.work < 0 {
		return s.fail(maxPath+1, notChecked("цепочка не построена: слишком много возможных путей"))
	}
	last := path[len(path)-1]
	part := issuer.key.verify(last.algorithm, digestByOID(last.algorithm.digest), last.signed, last.signature)
	if part.Verdict != Valid {
		part.Reason = "подпись издателя «" + issuer.Subject.label() + "» под сертификатом «" + last.Subject.label() + "» не подтверждена: " + part.Reason
		return s.fail(len(path), part)
	}
	return s.extend(append(path[:len(path):len(path)], issuer))
}

// fail keeps the failure that came nearest to a root.
func (s *search) fail(depth int, part Part) []*Certificate {
	if depth > s.reached {
		s.reached, s.failure = depth, part
	}
	return nil
}

// orphan says why a path ends at a certificate that is no root.
func (s *search) orphan(c *Certificate) Part {
	if c.selfIssued() {
		return invalid("цепочка ведёт к сертификату «%s», которого нет среди доверенных корневых", c.Subject.label())
	}
	return notChecked("не найден сертификат издателя «%s»", c.Issuer.label())
}

// acceptable checks the last certificate of a path as RFC 5280, section 6.1 does:
// no unknown critical extension, and an issuer is an authority that may sign
// certificates with that many authorities below it.
func acceptable(path []*Certificate) Part {
	c := path[len(path)-1]
	if len(c.UnknownCritical) > 0 {
		return invalid("сертификат «%s» содержит критические расширения, которых проверка не знает: %s", c.Subject.label(), strings.Join(c.UnknownCritical, ", "))
	}
	if len(path) == 1 {
		return valid("")
	}
	switch {
	case !c.Authority:
		return invalid("сертификат «%s» не является сертификатом удостоверяющего центра", c.Subject.label())
	case !c.may(x509.KeyUsageCertSign):
		return invalid("ключ сертификата «%s» не предназначен для подписания сертификатов", c.Subject.label())
	}
	below := 0 // authorities between c and the signer that are not self-issued
	for _, between := range path[1 : len(path)-1] {
		if !between.selfIssued() {
			below++
		}
	}
	if limit := c.extensions.maxPath; limit >= 0 && below > limit {
		return invalid("под сертификатом «%s» больше промежуточных центров, чем он разрешает", c.Subject.label())
	}
	return valid("")
}

// moscow writes a moment for people.
func moscow(at time.Time) string {
	return at.In(sdano.Moscow).Format("02.01.2006 15:04:05") + " (МСК)"
}
