package sign

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"
	"time"
)

// CheckOptions say what Check may trust.
type CheckOptions struct {
	// Roots are the trusted certificates («корневые сертификаты»). Without any, no
	// chain is checked.
	Roots []*Certificate
	// Intermediates are certificates that the CMS may lack: of authorities between
	// roots and signers, or of the signers themselves. They are not trusted.
	Intermediates []*Certificate
	// CRLs are lists of revoked certificates. Without any, revocation is not checked.
	CRLs []*CRL
	// At is the moment at which the signature is known to have been there, such as
	// that of its arrival, or else now (63-ФЗ ст. 11, п. 2). At the zero moment no
	// dates are checked.
	At time.Time
}

// Check checks a detached signature («отсоединённая подпись») over content: a CMS
// SignedData (RFC 5652) in DER or BER, or the same in Base64 or PEM, with one or
// several signers. What is wrong with the signature is in the report; the error is an
// *sdano.Error, and only says that cms cannot be read ("bad_signature") or is the
// mark of a TestSigner ("test_signature"). See docs/signatures.md for what is
// checked and what is not.
func Check(content, cms []byte, opts CheckOptions) (Report, error) {
	signed, err := parseCMS(cms)
	if err != nil {
		return Report{}, err
	}
	c := &checker{CheckOptions: opts, content: content, cms: signed, sums: map[*digestAlgorithm][]byte{}, work: maxChainWork}
	var report Report
	for i := range signed.signers {
		report.Signers = append(report.Signers, c.signature(&signed.signers[i]))
	}
	return report, nil
}

// checker is one run of Check.
type checker struct {
	CheckOptions
	content []byte
	cms     *signedData
	sums    map[*digestAlgorithm][]byte // digests of the content
	work    int                         // signatures of certificates that may still be checked
}

// sum returns the digest of the content, computed once.
func (c *checker) sum(digest *digestAlgorithm) []byte {
	if c.sums[digest] == nil {
		c.sums[digest] = digest.sum(c.content)
	}
	return c.sums[digest]
}

// signature checks one signer.
func (c *checker) signature(info *signerInfo) Signature {
	digest := digestByOID(info.digest)
	s := Signature{
		Type: "CMS", DigestAlgorithm: digest.name, SignatureAlgorithm: info.algorithm.name,
		Certificate: c.certificateOf(info),
	}
	if info.signed {
		c.checkAttributes(&s, info, digest)
	} else {
		c.checkBare(&s, info, digest)
	}
	if c.cms.encapsulated && !bytes.Equal(c.cms.content, c.content) {
		s.Digest = invalid("в подпись вложены другие данные, чем проверяемые")
	}
	c.checkCertificate(&s)
	c.remark(&s, info)
	return s
}

// certificateOf finds the signer's certificate in the CMS or among the given ones.
func (c *checker) certificateOf(info *signerInfo) *Certificate {
	for _, list := range [][]*Certificate{c.cms.certificates, c.Intermediates, c.Roots} {
		if i := slices.IndexFunc(list, info.issued); i >= 0 {
			return list[i]
		}
	}
	return nil
}

// checkBare checks a signature over the content itself.
func (c *checker) checkBare(s *Signature, info *signerInfo, digest *digestAlgorithm) {
	switch {
	case c.cms.contentType != oidData:
		s.Signature = invalid("подпись без подписанных атрибутов допустима только для данных без типа (RFC 5652, раздел 5.3)")
	case looksSigned(c.content):
		s.Signature = invalid("данные выглядят как подписанные атрибуты другой подписи")
	case s.Certificate == nil:
		s.Signature = noCertificate()
	default:
		s.Signature = s.Certificate.key.verify(info.algorithm, digest, c.content, info.signature)
	}
	s.Signature = c.listed(s.Signature, info, digest)
	s.Digest = s.Signature
	if s.Digest.Verdict == Valid {
		s.Digest.Reason = "подписаны сами данные, подписанных атрибутов нет: " + s.Digest.Reason
	}
}

// looksSigned reports whether content is itself a set of signed attributes: then the
// signature may have been taken from another CMS, where it was over these.
func looksSigned(content []byte) bool {
	if len(content) == 0 || content[0] != tagSet {
		return false
	}
	c := &cursor{rest: content}
	_, err := readAttributes(c.next())
	return err == nil && c.end() == nil
}

// checkAttributes checks the digest of the content in the signed attributes and the
// signature over these.
func (c *checker) checkAttributes(s *Signature, info *signerInfo, digest *digestAlgorithm) {
	attributes, err := readAttributes(info.attributes)
	if err != nil {
		s.Digest = notChecked("подписанные атрибуты не читаются, дайджест из них не извлечён")
		s.Signature = invalid("подписанные атрибуты нарушают RFC 5652, раздел 5.3: нет обязательного, есть повторный или неверно записанный атрибут")
		return
	}
	s.SigningTime = attributes.signingTime
	s.Digest = c.compare(attributes.messageDigest, digest)
	s.Signature = c.listed(c.checkSigned(s, info, &attributes, digest), info, digest)
	if attributes.certificate != nil {
		s.Type = "CAdES-BES"
	}
}

// compare checks messageDigest.
func (c *checker) compare(claimed []byte, digest *digestAlgorithm) Part {
	switch {
	case digest.new == nil:
		return notChecked("функция хэширования %s не поддерживается", digest.name)
	case !bytes.Equal(c.sum(digest), claimed):
		return invalid("данные не те, что были подписаны: дайджест %s не совпадает", digest.name)
	case digest.weak:
		return Part{Verdict: Valid, Weak: true, Reason: "дайджест данных совпадает, но функция хэширования " + digest.name + " слабая"}
	}
	return valid("дайджест данных %s совпадает с подписанным", digest.name)
}

// checkSigned checks the signature over attributes and what they say of the content
// and of the certificate.
func (c *checker) checkSigned(s *Signature, info *signerInfo, a *signedAttributes, digest *digestAlgorithm) Part {
	if a.contentType != c.cms.contentType {
		return invalid("подписанный тип содержимого не тот, что указан в подписи")
	}
	if s.Certificate == nil {
		return noCertificate()
	}
	var part Part
	for _, signed := range encodings(info.attributes) {
		if part = s.Certificate.key.verify(info.algorithm, digest, signed, info.signature); part.Verdict == Valid {
			break
		}
	}
	if part.Verdict != Valid || a.certificate == nil {
		return part
	}
	bound := a.certificate
	if bound.digest.new == nil {
		return notChecked("сертификат привязан к подписи неподдерживаемой функцией хэширования %s", bound.digest.name)
	}
	if !bytes.Equal(bound.digest.sum(s.Certificate.Raw), bound.value) {
		return invalid("подпись сделана с другим сертификатом: атрибут signingCertificate не соответствует ему")
	}
	return part
}

// listed lowers the verdict if the CMS does not list the signer's hash function among
// its own (RFC 5652, section 5.1), as the certified tools and OpenSSL demand.
func (c *checker) listed(part Part, info *signerInfo, digest *digestAlgorithm) Part {
	if part.Verdict == Valid && !slices.Contains(c.cms.digests, info.digest) {
		return invalid("функция хэширования %s не перечислена в подписи", digest.name)
	}
	return part
}

func noCertificate() Part {
	return notChecked("сертификата подписавшего нет ни в подписи, ни среди известных")
}

// checkCertificate checks what belongs to the certificate alone.
func (c *checker) checkCertificate(s *Signature) {
	if s.Certificate == nil {
		s.Chain, s.Dates, s.Usage, s.Revocation = noCertificate(), noCertificate(), noCertificate(), noCertificate()
		return
	}
	s.Path, s.Chain = c.chain(s.Certificate)
	s.Dates = c.dates(s)
	s.Usage = usage(s.Certificate)
	s.Revocation = c.revocation(s.Path)
}

// dates checks that the certificates were in force.
func (c *checker) dates(s *Signature) Part {
	if c.At.IsZero() {
		return notChecked("момент, на который проверяется подпись, не задан")
	}
	path := s.Path
	if len(path) == 0 {
		path = []*Certificate{s.Certificate}
	}
	for _, certificate := range path {
		switch {
		case c.At.Before(certificate.NotBefore):
			return invalid("сертификат «%s» ещё не действовал: срок начинается %s", certificate.Subject.label(), moscow(certificate.NotBefore))
		case c.At.After(certificate.NotAfter):
			return invalid("срок действия сертификата «%s» истёк %s", certificate.Subject.label(), moscow(certificate.NotAfter))
		}
	}
	if len(s.Path) == 0 {
		return valid("сертификат подписавшего действовал на %s; сроки сертификатов его издателей не проверены", moscow(c.At))
	}
	return valid("сертификат подписавшего и его издателей действовали на %s", moscow(c.At))
}

// foreign are purposes that have nothing to do with documents.
var foreign = map[string]string{
	"1.3.6.1.5.5.7.3.1": "подлинность сервера",
	"1.3.6.1.5.5.7.3.3": "подпись программ",
	"1.3.6.1.5.5.7.3.8": "метки времени",
	"1.3.6.1.5.5.7.3.9": "ответы о статусе сертификатов",
}

// usage checks that the key may sign documents: keyUsage, if there, must have
// digitalSignature or nonRepudiation (RFC 5280, section 4.2.1.3), and the purposes,
// if there, must not all be foreign to documents.
func usage(c *Certificate) Part {
	if !c.may(x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment) {
		return invalid("ключ сертификата не предназначен для подписания (keyUsage)")
	}
	var purposes []string
	for _, oid := range c.ExtKeyUsage {
		if name, ok := foreign[oid]; ok {
			purposes = append(purposes, name)
		}
	}
	if len(purposes) > 0 && len(purposes) == len(c.ExtKeyUsage) {
		return invalid("сертификат предназначен не для подписания документов: %s", strings.Join(purposes, ", "))
	}
	if !c.extensions.limited {
		return valid("сертификат не ограничивает использование ключа")
	}
	return valid("ключ сертификата предназначен для подписания")
}

// remark notes what changes no verdict.
func (c *checker) remark(s *Signature, info *signerInfo) {
	if s.SigningTime.IsZero() {
		s.Remarks = append(s.Remarks, "Время подписания в подписи не указано.")
	} else if !c.At.IsZero() && s.SigningTime.After(c.At) {
		s.Remarks = append(s.Remarks, "Указанное в подписи время ("+moscow(s.SigningTime)+") позже момента проверки.")
	}
	if certificate := s.Certificate; certificate != nil {
		if !s.SigningTime.IsZero() && !certificate.inForce(s.SigningTime) {
			s.Remarks = append(s.Remarks, "Указанное в подписи время ("+moscow(s.SigningTime)+") вне срока действия сертификата.")
		}
		if end := certificate.KeyNotAfter; !end.IsZero() && c.At.After(end) {
			s.Remarks = append(s.Remarks, "Срок использования закрытого ключа истёк "+moscow(end)+".")
		}
	}
	if info.timestamped {
		s.Remarks = append(s.Remarks, "В подписи есть метка времени; она не проверялась.")
	}
	if info.countersigns {
		s.Remarks = append(s.Remarks, "В подписи есть заверяющая подпись; она не проверялась.")
	}
	if c.cms.unreadable > 0 {
		s.Remarks = append(s.Remarks, "Часть сертификатов, вложенных в подпись, не читается.")
	}
}
