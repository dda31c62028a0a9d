package sign_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano/sign"
	"sdano/sign/signtest"
)

// critical is an extension that nobody knows.
func critical(yes bool) []pkix.Extension {
	return []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 643, 100, 999}, Critical: yes, Value: []byte{5, 0}}}
}

// Each case changes one certificate of a right chain.
func TestChainsFollowTheRules(t *testing.T) {
	t.Parallel()
	none := func(*x509.Certificate) {}
	for name, tc := range map[string]struct {
		root, middle, signer func(*x509.Certificate)
		want, reason         string
	}{
		"right":                                    {none, none, none, "+++++?", "«Корень»"},
		"middle is no authority":                   {none, func(c *x509.Certificate) { c.IsCA = false }, none, "++-++?", "не является сертификатом удостоверяющего центра"},
		"middle does not say":                      {none, func(c *x509.Certificate) { c.BasicConstraintsValid = false; c.IsCA = false }, none, "++-++?", "не является"},
		"root is no authority":                     {func(c *x509.Certificate) { c.IsCA = false }, none, none, "++-++?", "не является"},
		"middle may not sign certificates":         {none, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }, none, "++-++?", "не предназначен для подписания сертификатов"},
		"root allows no authority below":           {func(c *x509.Certificate) { c.MaxPathLen = 0; c.MaxPathLenZero = true }, none, none, "++-++?", "больше промежуточных центров"},
		"root allows one authority below":          {func(c *x509.Certificate) { c.MaxPathLen = 1 }, none, none, "+++++?", ""},
		"middle allows none below":                 {none, func(c *x509.Certificate) { c.MaxPathLen = 0; c.MaxPathLenZero = true }, none, "+++++?", ""},
		"unknown extension":                        {none, func(c *x509.Certificate) { c.ExtraExtensions = critical(false) }, none, "+++++?", ""},
		"unknown critical extension of the middle": {none, func(c *x509.Certificate) { c.ExtraExtensions = critical(true) }, none, "++-++?", "1.2.643.100.999"},
		"unknown critical extension of the signer": {none, none, func(c *x509.Certificate) { c.ExtraExtensions = critical(true) }, "++-++?", "1.2.643.100.999"},
		"names of servers are constrained": {none, func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"example.com"}, true
		}, none, "++-++?", "2.5.29.30"},
		"middle had expired":         {none, func(c *x509.Certificate) { c.NotAfter = signtest.At.Add(-time.Second) }, none, "+++-+?", ""},
		"root had expired":           {func(c *x509.Certificate) { c.NotAfter = signtest.At.Add(-time.Second) }, none, none, "+++-+?", ""},
		"key is for encryption":      {none, none, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, "++++-?", ""},
		"key is for non-repudiation": {none, none, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment }, "+++++?", ""},
		"key is for anything":        {none, none, func(c *x509.Certificate) { c.KeyUsage = 0 }, "+++++?", ""},
		"purpose is a server": {none, none, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageTimeStamping}
		}, "++++-?", ""},
		"purpose is a server and e-mail": {none, none, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageEmailProtection}
		}, "+++++?", ""},
		"purpose is unknown": {none, none, func(c *x509.Certificate) { c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 2, 643, 2, 2, 34, 6}} }, "+++++?", ""},
	} {
		certificates := map[string]*x509.Certificate{"root": template("Корень", true), "middle": template("Центр", true), "signer": template("Директор", false)}
		tc.root(certificates["root"])
		tc.middle(certificates["middle"])
		tc.signer(certificates["signer"])
		root := forge(t, nil, certificates["root"])
		middle := forge(t, root, certificates["middle"])
		signer := forge(t, middle, certificates["signer"])
		s := check(t, content, forgery{}.sign(t, signer, content), sign.CheckOptions{Roots: list(root), Intermediates: list(middle), At: signtest.At})
		if got := verdicts(t, s); got != tc.want || !strings.Contains(s.Chain.Reason, tc.reason) {
			t.Errorf("%s: %s, want %s: %+v", name, got, tc.want, s)
		}
	}
}

// An authority with two certificates of one key, one of them expired or of an unknown
// root, is found by the other.
func TestOfSeveralPathsTheRightOneIsTaken(t *testing.T) {
	t.Parallel()
	root, stranger := forge(t, nil, template("Корень", true)), forge(t, nil, template("Чужой корень", true))
	middle := forge(t, root, template("Центр", true))
	old := template("Центр", true)
	old.NotAfter = signtest.At.Add(-time.Hour)
	expired, crossed := forgeWith(t, root, old, middle.key), forgeWith(t, stranger, template("Центр", true), middle.key)
	signer := forge(t, middle, template("Директор", false))
	cms := forgery{}.sign(t, signer, content)
	for _, intermediates := range [][]*forged{{expired, crossed, middle}, {middle, crossed, expired}, {crossed, middle}} {
		s := check(t, content, cms, sign.CheckOptions{Roots: list(root), Intermediates: list(intermediates...), At: signtest.At})
		if got := verdicts(t, s); got != "+++++?" || len(s.Path) != 3 || s.Path[1].Thumbprint != middle.Thumbprint {
			t.Errorf("%s: %+v", got, s)
		}
	}
}

// Names that differ in the case of Latin letters or in spaces are the same; those that
// differ in the case of Russian letters are not, as for OpenSSL.
func TestTheCaseOfRussianLettersTellsNamesApart(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Корень Root": "+++++?", "Корень  ROOT ": "+++++?", "КОРЕНЬ Root": "++?++?", "КореньRoot": "++?++?",
	} {
		root := forge(t, nil, template("Корень Root", true))
		signer := forge(t, root, template("Директор", false))
		renamed := forgeWith(t, nil, template(name, true), root.key)
		s := check(t, content, forgery{}.sign(t, signer, content), sign.CheckOptions{Roots: list(renamed), At: signtest.At})
		if got := verdicts(t, s); got != want {
			t.Errorf("%s: %s: %+v", name, got, s.Chain)
		}
	}
}

// Authorities that certify each other in every combination must not make the search
// endless.
func TestTheSearchForAPathIsBounded(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	first := forge(t, nil, template("Центр", true))
	var all []*forged
	for range 60 {
		all = append(all, forgeWith(t, first, template("Центр", true), first.key))
	}
	signer := forge(t, first, template("Директор", false))
	begun := time.Now()
	s := check(t, content, forgery{}.sign(t, signer, content), sign.CheckOptions{Roots: list(root), Intermediates: list(all...), At: signtest.At})
	if got := verdicts(t, s); got != "++?++?" || !strings.Contains(s.Chain.Reason, "слишком много") {
		t.Errorf("%s: %+v", got, s.Chain)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAChainHasAtMostEightCertificates(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	path := []*forged{root}
	for i := range 7 {
		path = append(path, forge(t, path[len(path)-1], template("Центр "+string(rune('1'+i)), true)))
	}
	for depth, want := range map[int]string{6: "+++++?", 7: "++-++?"} {
		signer := forge(t, path[depth], template("Директор", false))
		s := check(t, content, forgery{}.sign(t, signer, content), sign.CheckOptions{Roots: list(root), Intermediates: list(path[1:]...), At: signtest.At})
		if got := verdicts(t, s); got != want {
			t.Errorf("%d authorities: %s: %+v", depth+1, got, s.Chain)
		}
	}
}

// crl is a list of revoked certificates made by an authority.
func crl(t testing.TB, by *forged, change func(*x509.RevocationList), revoked ...x509.RevocationListEntry) []byte {
	t.Helper()
	l := &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: signtest.At.Add(-time.Hour), NextUpdate: signtest.At.Add(time.Hour), RevokedCertificateEntries: revoked,
	}
	if change != nil {
		change(l)
	}
	raw, err := x509.CreateRevocationList(nil, l, by.parsed, by.key)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func revocations(t testing.TB, by *forged, change func(*x509.RevocationList), revoked ...x509.RevocationListEntry) *sign.CRL {
	t.Helper()
	out, err := sign.ParseCRL(crl(t, by, change, revoked...))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRevocationIsKnownFromListsOnly(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	middle := forge(t, root, template("Центр", true))
	twin := forge(t, root, template("Центр", true)) // another key of the same name
	signer := forge(t, middle, template("Директор", false))
	entry := func(f *forged, at time.Time) x509.RevocationListEntry {
		return x509.RevocationListEntry{SerialNumber: f.parsed.SerialNumber, RevocationTime: at, ReasonCode: 1}
	}
	before, after := signtest.At.Add(-time.Minute), signtest.At.Add(time.Minute)
	point := func(value ...byte) func(*x509.RevocationList) {
		return func(l *x509.RevocationList) {
			l.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: true, Value: append([]byte{0x30, byte(len(value))}, value...)}}
		}
	}
	old := func(l *x509.RevocationList) { l.NextUpdate = signtest.At.Add(-time.Second) }
	early := func(l *x509.RevocationList) { l.ThisUpdate = signtest.At.Add(time.Second) }
	delta := func(l *x509.RevocationList) {
		l.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}
	}
	rootsList := revocations(t, root, nil)
	for name, tc := range map[string]struct {
		lists []*sign.CRL
		want  string
	}{
		"none":                         {nil, "?"},
		"of both authorities":          {[]*sign.CRL{rootsList, revocations(t, middle, nil)}, "+"},
		"of one authority":             {[]*sign.CRL{revocations(t, middle, nil)}, "?"},
		"of the root only":             {[]*sign.CRL{rootsList}, "?"},
		"of another key":               {[]*sign.CRL{rootsList, revocations(t, twin, nil, entry(signer, before))}, "?"},
		"signer revoked":               {[]*sign.CRL{rootsList, revocations(t, middle, nil, entry(root, before), entry(signer, before))}, "-"},
		"signer revoked, root unknown": {[]*sign.CRL{revocations(t, middle, nil, entry(signer, before))}, "-"},
		"signer revoked at the moment": {[]*sign.CRL{rootsList, revocations(t, middle, nil, entry(signer, signtest.At))}, "-"},
		"signer revoked later":         {[]*sign.CRL{rootsList, revocations(t, middle, nil, entry(signer, after))}, "+"},
		"another revoked":              {[]*sign.CRL{rootsList, revocations(t, middle, nil, entry(twin, before))}, "+"},
		"authority revoked":            {[]*sign.CRL{revocations(t, root, nil, entry(middle, before)), revocations(t, middle, nil)}, "-"},
		"old":                          {[]*sign.CRL{rootsList, revocations(t, middle, old)}, "?"},
		"old, signer revoked":          {[]*sign.CRL{rootsList, revocations(t, middle, old, entry(signer, before))}, "-"},
		"from the future":              {[]*sign.CRL{rootsList, revocations(t, middle, early)}, "?"},
		"changes only":                 {[]*sign.CRL{rootsList, revocations(t, middle, delta)}, "?"},
		"of people only":               {[]*sign.CRL{rootsList, revocations(t, middle, point(0x81, 1, 0xff))}, "?"},
		"of people only, revoked":      {[]*sign.CRL{rootsList, revocations(t, middle, point(0x81, 1, 0xff), entry(signer, before))}, "-"},
		"of other authorities":         {[]*sign.CRL{rootsList, revocations(t, middle, point(0x84, 1, 0xff), entry(signer, before))}, "?"},
	} {
		o := sign.CheckOptions{Roots: list(root), Intermediates: list(middle), At: signtest.At, CRLs: tc.lists}
		s := check(t, content, forgery{}.sign(t, signer, content), o)
		if got := verdicts(t, s); got != "+++++"+tc.want {
			t.Errorf("%s: %s: %+v", name, got, s.Revocation)
		}
		if (s.Verdict() == sign.Invalid) != (tc.want == "-") {
			t.Errorf("%s: verdict %s", name, s.Verdict())
		}
		o.At = time.Time{}
		if got := verdicts(t, check(t, content, forgery{}.sign(t, signer, content), o)); got != "+++?+?" {
			t.Errorf("%s, no moment: %s", name, got)
		}
	}
}

// The lists of authorities of ГОСТ are made by openssl.
func TestListsOfRevokedCertificatesOfGOST(t *testing.T) {
	t.Parallel()
	h := newHouse(t, signtest.GOST[6])
	from, to := signtest.At.Add(-time.Hour), signtest.At.Add(time.Hour)
	o := h.options()
	cms := h.signer.Sign(t, content)
	parse := func(raw []byte) *sign.CRL {
		l, err := sign.ParseCRL(raw)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	clean := parse(h.root.CRL(t, from, to, from))
	if !clean.ThisUpdate.Equal(from) || !clean.NextUpdate.Equal(to) || clean.Issuer.CommonName != "Головной центр" {
		t.Errorf("%+v", clean)
	}
	o.CRLs = []*sign.CRL{clean, parse(h.middle.CRL(t, from, to, from))}
	if got := verdicts(t, check(t, content, cms, o)); got != "++++++" {
		t.Error(got)
	}
	raw := h.middle.CRL(t, from, to, from, h.root, h.signer)
	o.CRLs[1] = parse(raw)
	if got := verdicts(t, check(t, content, cms, o)); got != "+++++-" {
		t.Error(got)
	}
	damaged := slices.Clone(raw)
	damaged[len(damaged)-5] ^= 1
	o.CRLs[1] = parse(damaged)
	if got := verdicts(t, check(t, content, cms, o)); got != "+++++?" {
		t.Errorf("a list with a wrong signature: %s", got)
	}
}
