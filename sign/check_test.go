package sign_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/sign"
	"sdano/sign/signtest"
)

var content = []byte("<?xml version=\"1.0\" encoding=\"windows-1251\"?><Файл ИдФайл=\"ON_NSCHFDOPPOK\"/>")

// house is an authority with an intermediate one and a signer below it.
type house struct {
	root, middle, signer *signtest.Identity
}

func newHouse(t testing.TB, a signtest.Algorithm) house {
	t.Helper()
	lab.Need(t, a)
	root := lab.Root(t, a, "Головной центр")
	middle := root.Issue(t, a, signtest.Request{Subject: "/CN=Подчинённый центр/C=RU", Extensions: signtest.AuthorityExtensions})
	return house{root, middle, middle.Issue(t, a, signtest.Request{Subject: signtest.DirectorSubject, Extensions: signtest.SignerExtensions})}
}

func (h house) options() sign.CheckOptions {
	return sign.CheckOptions{
		Roots: signtest.Certificates(h.root), Intermediates: signtest.Certificates(h.middle), At: signtest.At,
	}
}

// check checks a signature of one signer.
func check(t testing.TB, content, cms []byte, o sign.CheckOptions) sign.Signature {
	t.Helper()
	report, err := sign.Check(content, cms, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Signers) != 1 {
		t.Fatalf("%d signers", len(report.Signers))
	}
	if s := report.Signers[0]; s.Verdict() != report.Verdict() {
		t.Errorf("the report says %s, its only signer %s", report.Verdict(), s.Verdict())
	}
	return report.Signers[0]
}

// verdicts writes the six verdicts in short: digest, signature, chain, dates, usage,
// revocation; "+" is valid, "-" invalid, "?" not checked. Each has a reason.
func verdicts(t testing.TB, s sign.Signature) string {
	t.Helper()
	out := ""
	for _, p := range []sign.Part{s.Digest, s.Signature, s.Chain, s.Dates, s.Usage, s.Revocation} {
		if p.Reason == "" {
			t.Errorf("a verdict without a reason in %+v", s)
		}
		out += map[sign.Verdict]string{sign.Valid: "+", sign.Invalid: "-", sign.NotChecked: "?"}[p.Verdict]
	}
	return out
}

func TestSignaturesOfEveryAlgorithmAreValid(t *testing.T) {
	t.Parallel()
	for _, a := range slices.Concat(signtest.GOST, signtest.Other) {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, a)
			for name, args := range map[string][]string{"CMS": nil, "CAdES-BES": {"-cades"}, "CMS bare": {"-noattr"}, "CMS key id": {"-keyid"}} {
				s := check(t, content, h.signer.Sign(t, content, args...), h.options())
				if got := verdicts(t, s); got != "+++++?" {
					t.Errorf("%s: %s: %+v", name, got, s)
				}
				if kind, _, _ := strings.Cut(name, " "); s.Type != kind {
					t.Errorf("%s: type %s", name, s.Type)
				}
				if len(s.Path) != 3 || s.Certificate.Thumbprint != h.signer.Certificate.Thumbprint || s.SigningTime.IsZero() != (name == "CMS bare") {
					t.Errorf("%s: path of %d, signed at %v", name, len(s.Path), s.SigningTime)
				}
				if weak := a.Digest == "sha1"; s.Digest.Weak != weak || s.Signature.Weak != weak || s.Chain.Weak != weak {
					t.Errorf("%s: weak: %+v", name, s)
				}
				other := check(t, []byte("<Файл/>"), h.signer.Sign(t, content, args...), h.options())
				if got, want := verdicts(t, other), map[bool]string{true: "--+++?", false: "-++++?"}[name == "CMS bare"]; got != want {
					t.Errorf("%s over other content: %s", name, got)
				}
			}
		})
	}
}

func TestPSSIsChecked(t *testing.T) {
	t.Parallel()
	h := newHouse(t, signtest.Other[0])
	for _, args := range [][]string{
		nil, {"-keyopt", "rsa_pss_saltlen:20"}, {"-keyopt", "rsa_pss_saltlen:0"},
	} {
		cms := h.signer.Sign(t, content, append([]string{"-keyopt", "rsa_padding_mode:pss"}, args...)...)
		if s := check(t, content, cms, h.options()); verdicts(t, s) != "+++++?" || s.SignatureAlgorithm != "RSA-PSS" {
			t.Errorf("%v: %+v", args, s)
		}
	}
	// Parameters that are damaged, here the tag of the length of the salt, say nothing.
	cms := h.signer.Sign(t, content, "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:0")
	damaged := bytes.Replace(cms, []byte{0xa2, 3, 2, 1, 0}, []byte{0xa2, 3, 4, 1, 0}, 1)
	if got := verdicts(t, check(t, content, damaged, h.options())); got != "+?+++?" || bytes.Equal(cms, damaged) {
		t.Errorf("damaged parameters: %s", got)
	}
	// Another hash function in the mask is legal and not supported.
	cms = h.signer.Sign(t, content, "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_mgf1_md:sha512")
	if got := verdicts(t, check(t, content, cms, h.options())); got != "+?+++?" {
		t.Errorf("other mask: %s", got)
	}
}

// GOST2001 is the algorithm before ГОСТ Р 34.10-2012: signatures by it are told apart
// from wrong ones.
func TestSignaturesOfTheOldStandardAreNotChecked(t *testing.T) {
	t.Parallel()
	old := signtest.GOST2001
	lab.Need(t, old)
	h := newHouse(t, old)
	for _, args := range [][]string{nil, {"-noattr"}} {
		s := check(t, content, h.signer.Sign(t, content, args...), h.options())
		if got := verdicts(t, s); got != "???++?" || !strings.Contains(s.Signature.Reason, "ГОСТ Р 34.10-2001") {
			t.Errorf("%s: %+v", got, s)
		}
		if s.Verdict() != sign.NotChecked {
			t.Errorf("verdict %s", s.Verdict())
		}
	}
}

func TestWhatIsMissingIsNotChecked(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	middle := forge(t, root, template("Центр", true))
	signer := forge(t, middle, template("Директор", false))
	cms := forgery{}.sign(t, signer, content)
	stranger := forge(t, nil, template("Корень", true))
	all := sign.CheckOptions{Roots: list(root), Intermediates: list(middle), At: signtest.At}
	for name, tc := range map[string]struct {
		change func(*sign.CheckOptions)
		want   string
	}{
		"nothing":                 {func(*sign.CheckOptions) {}, "+++++?"},
		"roots":                   {func(o *sign.CheckOptions) { o.Roots = nil }, "++?++?"},
		"intermediates":           {func(o *sign.CheckOptions) { o.Intermediates = nil }, "++?++?"},
		"moment":                  {func(o *sign.CheckOptions) { o.At = time.Time{} }, "+++?+?"},
		"the right root":          {func(o *sign.CheckOptions) { o.Roots = list(stranger) }, "++?++?"},
		"trust in the root":       {func(o *sign.CheckOptions) { o.Roots, o.Intermediates = list(stranger), list(middle, root) }, "++-++?"},
		"a root above the signer": {func(o *sign.CheckOptions) { o.Roots = list(signer) }, "+++++?"},
		"before":                  {func(o *sign.CheckOptions) { o.At = signer.NotBefore.Add(-time.Second) }, "+++-+?"},
		"first moment":            {func(o *sign.CheckOptions) { o.At = signer.NotBefore }, "+++++?"},
		"last moment":             {func(o *sign.CheckOptions) { o.At = signer.NotAfter }, "+++++?"},
		"after":                   {func(o *sign.CheckOptions) { o.At = signer.NotAfter.Add(time.Second) }, "+++-+?"},
	} {
		o := all
		tc.change(&o)
		if s := check(t, content, cms, o); verdicts(t, s) != tc.want {
			t.Errorf("without %s: %s, want %s: %+v", name, verdicts(t, s), tc.want, s)
		}
	}
}

func TestASignerWithoutCertificateIsNotChecked(t *testing.T) {
	t.Parallel()
	h := newHouse(t, signtest.Other[2])
	for _, args := range [][]string{{"-nocerts"}, {"-nocerts", "-noattr"}, {"-nocerts", "-keyid"}} {
		cms := h.signer.Sign(t, content, args...)
		s := check(t, content, cms, h.options())
		want := "+?????"
		if slices.Contains(args, "-noattr") {
			want = "??????"
		}
		if got := verdicts(t, s); got != want || s.Certificate != nil {
			t.Errorf("%v: %s: %+v", args, got, s)
		}
		o := h.options()
		o.Intermediates = append(o.Intermediates, h.signer.Certificate)
		if got := verdicts(t, check(t, content, cms, o)); got != "+++++?" {
			t.Errorf("%v, certificate given: %s", args, got)
		}
	}
}

func TestSignaturesAreReadInEveryWrapping(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	signer := forge(t, root, template("Директор", false))
	cms := forgery{}.sign(t, signer, content)
	text := base64.StdEncoding.EncodeToString(cms)
	lines := strings.ReplaceAll(string(pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: cms})), "\n", "\r\n")
	for name, data := range map[string][]byte{
		"DER": cms, "BER": indefinite(cms), "BER in Base64": []byte(base64.StdEncoding.EncodeToString(indefinite(cms))),
		"Base64": []byte(text), "Base64 in lines": []byte(text[:64] + "\r\n" + text[64:] + "\r\n"), "Base64 with a mark": []byte("\ufeff" + text),
		"PEM": []byte(lines), "PKCS7": []byte("-----BEGIN PKCS7-----\n" + text + "\n-----END PKCS7-----"),
		"newline behind": append(slices.Clone(cms), "\r\n"...),
	} {
		before := slices.Clone(data)
		if got := verdicts(t, check(t, content, data, sign.CheckOptions{Roots: list(root), At: signtest.At})); got != "+++++?" {
			t.Errorf("%s: %s", name, got)
		}
		if !bytes.Equal(before, data) {
			t.Errorf("%s: the signature was changed", name)
		}
	}
}

func TestEverySignerIsChecked(t *testing.T) {
	t.Parallel()
	h := newHouse(t, signtest.Other[2])
	stranger := newHouse(t, signtest.Other[0])
	cms := h.signer.Sign(t, content, "-signer", stranger.signer.CertificateFile, "-inkey", stranger.signer.KeyFile)
	o := h.options()
	o.Roots = append(o.Roots, stranger.root.Certificate)
	o.Intermediates = append(o.Intermediates, stranger.middle.Certificate)
	report, err := sign.Check(content, cms, o)
	if err != nil || len(report.Signers) != 2 || report.Verdict() != sign.Valid {
		t.Fatalf("%+v, %v", report, err)
	}
	if a, b := report.Signers[0].Certificate.Thumbprint, report.Signers[1].Certificate.Thumbprint; a == b {
		t.Error("both signers have one certificate")
	}
	report, err = sign.Check(content, cms, h.options())
	if err != nil || report.Verdict() == sign.Valid {
		t.Errorf("a stranger's signature was accepted beside a right one: %+v, %v", report, err)
	}
}

func TestACMSWithoutSignersIsNotValid(t *testing.T) {
	t.Parallel()
	empty := element(t, 0x30, der(t, oidSignedData), element(t, 0xa0, element(t, 0x30, der(t, 1), element(t, 0x31), element(t, 0x30, der(t, oidData)), element(t, 0x31))))
	report, err := sign.Check(content, empty, sign.CheckOptions{})
	if err != nil || report.Verdict() != sign.NotChecked {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestAttributesAreReadByTheRules(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	signer := forge(t, root, template("Директор", false))
	right := usual(t, content)
	sum := sha256.Sum256(content)
	digest := der(t, sum[:])
	other := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	for name, tc := range map[string]struct {
		forgery forgery
		want    string
	}{
		"as they should be":            {forgery{}, "+++++?"},
		"order of arrival is signed":   {forgery{attributes: [][]byte{right[1], right[0]}}, "+++++?"},
		"order of DER is signed":       {forgery{attributes: [][]byte{right[1], right[0]}, unsorted: true}, "+++++?"},
		"unknown attribute":            {forgery{attributes: append(slices.Clone(right), attribute(t, asn1.ObjectIdentifier{1, 2, 643, 1}, der(t, 1)))}, "+++++?"},
		"no type":                      {forgery{attributes: right[1:]}, "?-+++?"},
		"no digest":                    {forgery{attributes: right[:1]}, "?-+++?"},
		"none":                         {forgery{attributes: [][]byte{}}, "?-+++?"},
		"digest twice":                 {forgery{attributes: append(slices.Clone(right), right[1])}, "?-+++?"},
		"digest with two values":       {forgery{attributes: [][]byte{right[0], attribute(t, oidMessageDigest, digest, digest)}}, "?-+++?"},
		"digest without a value":       {forgery{attributes: [][]byte{right[0], attribute(t, oidMessageDigest)}}, "?-+++?"},
		"digest of another length":     {forgery{attributes: [][]byte{right[0], attribute(t, oidMessageDigest, der(t, sum[:31]))}}, "-++++?"},
		"moment that is none":          {forgery{attributes: append(slices.Clone(right), attribute(t, oidSigningTime, element(t, 0x17, []byte("x"))))}, "?-+++?"},
		"signed type is another":       {forgery{attributes: [][]byte{attribute(t, oidContentType, der(t, other)), right[1]}}, "+-+++?"},
		"type is another":              {forgery{kind: other}, "+-+++?"},
		"bare, type is another":        {forgery{bare: true, kind: other}, "--+++?"},
		"bare":                         {forgery{bare: true}, "+++++?"},
		"hash function is not listed":  {forgery{digests: element(t, 0x31)}, "+-+++?"},
		"hash function is unknown":     {forgery{digest: der(t, pkix.AlgorithmIdentifier{Algorithm: other})}, "??+++?"},
		"signature by Стрибог":         {forgery{algorithm: der(t, pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 643, 7, 1, 1, 3, 2}})}, "+-+++?"},
		"signature by RSA":             {forgery{algorithm: der(t, pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}})}, "+-+++?"},
		"signature with SHA-384":       {forgery{algorithm: der(t, pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}})}, "+-+++?"},
		"signature of an unknown kind": {forgery{algorithm: der(t, pkix.AlgorithmIdentifier{Algorithm: other})}, "+?+++?"},
		"signature named by its key":   {forgery{algorithm: der(t, pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}})}, "+++++?"},
		"damaged certificate beside":   {forgery{more: [][]byte{element(t, 0x30, der(t, 1))}}, "+++++?"},
		"other choice of certificate":  {forgery{more: [][]byte{element(t, 0xa1, der(t, 1))}}, "+++++?"},
	} {
		s := check(t, content, tc.forgery.sign(t, signer, content), sign.CheckOptions{Roots: list(root), At: signtest.At})
		if got := verdicts(t, s); got != tc.want {
			t.Errorf("%s: %s, want %s: %+v", name, got, tc.want, s)
		}
	}
}

// A signature over attributes must not be taken for one over a document that consists
// of these attributes.
func TestAttributesAreNotTakenForADocument(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	signer := forge(t, root, template("Директор", false))
	attributes := element(t, 0x31, usual(t, content)...)
	s := check(t, attributes, forgery{bare: true}.sign(t, signer, attributes), sign.CheckOptions{Roots: list(root), At: signtest.At})
	if got := verdicts(t, s); got != "--+++?" {
		t.Errorf("%s: %+v", got, s)
	}
}

// The attribute signingCertificateV2 keeps a signature from being shown with another
// certificate of the same key.
func TestACertificateOfTheSameKeyIsNotTakenForTheSigned(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	signer := forge(t, root, template("Директор", false))
	twin := forgeWith(t, root, template("Директор", false), signer.key)
	bind := func(to *forged) []byte {
		sum := sha256.Sum256(to.Raw)
		return attribute(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47},
			element(t, 0x30, element(t, 0x30, element(t, 0x30, der(t, sum[:])))))
	}
	for name, tc := range map[string]struct {
		to   *forged
		want string
	}{"own": {signer, "+++++?"}, "twin": {twin, "+-+++?"}} {
		f := forgery{attributes: append(usual(t, content), bind(tc.to))}
		s := check(t, content, f.sign(t, signer, content), sign.CheckOptions{Roots: list(root), At: signtest.At})
		if got := verdicts(t, s); got != tc.want || s.Type != "CAdES-BES" {
			t.Errorf("%s: %s: %+v", name, got, s)
		}
	}
}

func TestContentInsideMustBeTheGivenOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t, signtest.Other[2])
	for _, args := range [][]string{{"-nodetach"}, {"-nodetach", "-stream"}} {
		cms := h.signer.Sign(t, content, args...)
		if got := verdicts(t, check(t, content, cms, h.options())); got != "+++++?" {
			t.Errorf("%v: %s", args, got)
		}
		other := bytes.Replace(cms, []byte("NSCHFDOPPOK"), []byte("NSCHFDOPPR_"), 1)
		if got := verdicts(t, check(t, content, other, h.options())); got != "-++++?" {
			t.Errorf("%v, other content inside: %s", args, got)
		}
	}
}

func TestRemarksTellWhatElseThereIs(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	signer := forge(t, root, template("Директор", false))
	at := func(moment time.Time) [][]byte {
		return append(usual(t, content), attribute(t, oidSigningTime, der(t, moment.UTC())))
	}
	for want, f := range map[string]forgery{
		"время подписания в подписи не указано":  {},
		"позже момента проверки":                 {attributes: at(signtest.At.Add(time.Hour))},
		"вне срока действия сертификата":         {attributes: at(signer.NotBefore.Add(-time.Hour))},
		"метка времени; она не проверялась":      {unsigned: element(t, 0xa1, attribute(t, oidTimeStamp, der(t, 1)))},
		"заверяющая подпись; она не проверялась": {unsigned: element(t, 0xa1, attribute(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 6}, der(t, 1)))},
		"вложенных в подпись, не читается":       {more: [][]byte{element(t, 0x30, der(t, 1))}},
	} {
		s := check(t, content, f.sign(t, signer, content), sign.CheckOptions{Roots: list(root), At: signtest.At})
		if got := strings.ToLower(strings.Join(s.Remarks, "\n")); !strings.Contains(got, want) {
			t.Errorf("no remark «%s» in: %s", want, got)
		}
		if s.Verdict() != sign.Valid {
			t.Errorf("%s: %+v", want, s)
		}
	}
}

func TestWhatIsNoSignatureIsRefused(t *testing.T) {
	t.Parallel()
	signer := forge(t, nil, template("Директор", false))
	cms := forgery{}.sign(t, signer, content)
	test, err := sign.TestSigner{}.Sign(t.Context(), sign.Subject{}, content)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		data []byte
		code string
	}{
		"empty":              {nil, "bad_signature"},
		"text":               {[]byte("подпись"), "bad_signature"},
		"the document":       {content, "bad_signature"},
		"a certificate":      {signer.Raw, "bad_signature"},
		"cut":                {cms[:len(cms)-1], "bad_signature"},
		"something behind":   {append(slices.Clone(cms), 1), "bad_signature"},
		"of another type":    {element(t, 0x30, der(t, oidData), element(t, 0xa0, der(t, content))), "bad_signature"},
		"too many signers":   {forgery{signers: 33}.sign(t, signer, content), "bad_signature"},
		"too deep":           {forgery{unsigned: nested(t, 30)}.sign(t, signer, content), "bad_signature"},
		"deep and endless":   {bytes.Repeat([]byte{0x30, 0x80}, 100_000), "bad_signature"},
		"too large":          {make([]byte, 17<<20), "bad_signature"},
		"a NULL in pieces":   {forgery{digest: element(t, 0x30, der(t, oidSHA256), []byte{0x25, 0})}.sign(t, signer, content), "bad_signature"},
		"endless":            {[]byte{0x30, 0x80}, "bad_signature"},
		"huge length":        {[]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, "bad_signature"},
		"mark of the signer": {test, "test_signature"},
	} {
		_, err := sign.Check(content, tc.data, sign.CheckOptions{})
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != tc.code || e.Message == "" || e.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := sign.Check(content, forgery{unsigned: nested(t, 15)}.sign(t, signer, content), sign.CheckOptions{}); err != nil {
		t.Errorf("as deep as is allowed: %v", err)
	}
	if _, err := sign.Check(content, forgery{signers: 32}.sign(t, signer, content), sign.CheckOptions{}); err != nil {
		t.Errorf("as many signers as are allowed: %v", err)
	}
}

// nested is an unsigned attribute with this many sequences inside each other.
func nested(t testing.TB, depth int) []byte {
	t.Helper()
	var value []byte
	for range depth {
		value = element(t, 0x30, value)
	}
	return element(t, 0xa1, attribute(t, oidTimeStamp, value))
}

// Serial numbers are those of one issuer: another's certificate of the same number is
// not the signer's.
func TestTheSignerIsFoundByIssuerAndNumber(t *testing.T) {
	t.Parallel()
	root, stranger := forge(t, nil, template("Корень", true)), forge(t, nil, template("Чужой корень", true))
	signer := forge(t, root, template("Директор", false))
	twin := template("Другой директор", false)
	twin.SerialNumber = signer.parsed.SerialNumber
	cms := forgery{before: [][]byte{forge(t, stranger, twin).Raw}}.sign(t, signer, content)
	if got := verdicts(t, check(t, content, cms, sign.CheckOptions{Roots: list(root), At: signtest.At})); got != "+++++?" {
		t.Error(got)
	}
}
