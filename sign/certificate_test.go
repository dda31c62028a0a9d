package sign_test

import (
	"bytes"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sdano"
	"sdano/sign"
	"sdano/sign/signtest"
)

var update = flag.Bool("update", false, "make the golden files anew, with openssl")

func TestRussianAttributesAreRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t, signtest.GOST[6])
	want := sign.Name{
		CommonName: "ООО «Покупатель»", Surname: "Примеров", GivenName: "Пётр Ильич", Title: "Заведующий складом",
		Organization: "ООО «Покупатель»", Country: "RU", INN: "779999991008", INNLE: "7799999926", OGRN: "1027700132195", SNILS: "11223344595",
	}
	ignore := cmpopts.IgnoreFields(sign.Name{}, "Attributes")
	unexported := cmpopts.IgnoreUnexported(sign.Name{})
	c := h.signer.Certificate
	if diff := cmp.Diff(want, c.Subject, ignore, unexported); diff != "" {
		t.Error(diff)
	}
	if c.KeyAlgorithm != "ГОСТ Р 34.10-2012 (256 бит)" || c.ParameterSet != "id-tc26-gost-3410-2012-256-paramSetA" {
		t.Errorf("key: %s, %s", c.KeyAlgorithm, c.ParameterSet)
	}
	if c.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment || c.Authority || !h.middle.Certificate.Authority {
		t.Errorf("usage %b, authority %v", c.KeyUsage, c.Authority)
	}
	if want := []string{"1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"}; !slices.Equal(c.ExtKeyUsage, want) {
		t.Errorf("purposes %v", c.ExtKeyUsage)
	}
	if c.Issuer.String() != "CN=Подчинённый центр, C=RU" || !strings.Contains(c.Subject.String(), "T=Заведующий складом, O=ООО «Покупатель», C=RU, ИНН=779999991008, ИННЮЛ=7799999926") {
		t.Errorf("%s, %s", c.Issuer, c.Subject)
	}
	other := h.middle.Issue(t, signtest.GOST[10], signtest.Request{Subject: signtest.EntrepreneurSubject + "/ST=77 г. Москва/L=Москва/street=Тверская, 1/OU=Склад/emailAddress=a@example.com"})
	want = sign.Name{
		CommonName: "Примеров Пётр Ильич", Surname: "Примеров", GivenName: "Пётр Ильич", Country: "RU", INN: "779999991008", OGRNIP: "304500116000157", SNILS: "11223344595",
		Region: "77 г. Москва", Locality: "Москва", Street: "Тверская, 1", Unit: "Склад", Email: "a@example.com",
	}
	if diff := cmp.Diff(want, other.Certificate.Subject, ignore, unexported); diff != "" {
		t.Error(diff)
	}
	if got := other.Certificate; got.KeyAlgorithm != "ГОСТ Р 34.10-2012 (512 бит)" || got.ParameterSet != "id-tc26-gost-3410-2012-512-paramSetA" || got.KeyUsage != 0 {
		t.Errorf("%+v", got)
	}
}

func TestNumbersOfACertificateAreThoseOfOpenSSL(t *testing.T) {
	t.Parallel()
	h := newHouse(t, signtest.Other[2])
	said := string(lab.Run(t, nil, "x509", "-in", h.signer.CertificateFile, "-noout", "-fingerprint", "-sha1", "-serial", "-startdate", "-enddate"))
	c := h.signer.Certificate
	const form = "Jan _2 15:04:05 2006 GMT"
	for _, line := range []string{
		"serial=" + c.Serial, "notBefore=" + c.NotBefore.Format(form), "notAfter=" + c.NotAfter.Format(form),
	} {
		if !strings.Contains(said, line+"\n") {
			t.Errorf("no %q in\n%s", line, said)
		}
	}
	if !strings.Contains(strings.ReplaceAll(said, ":", ""), c.Thumbprint) {
		t.Errorf("no thumbprint %s in\n%s", c.Thumbprint, said)
	}
}

func TestNamesAreReadInEveryStringType(t *testing.T) {
	t.Parallel()
	lab.Need(t)
	for name, mask := range map[string]string{"UTF8String": "utf8only", "BMPString": "MASK:0x800", "UniversalString": "MASK:0x100"} {
		a := signtest.Other[2]
		root := lab.Root(t, a, "Центр")
		c := root.Issue(t, a, signtest.Request{Subject: "/CN=Пётр Ёжиков/INNLE=7799999926", Text: mask}).Certificate
		if c.Subject.CommonName != "Пётр Ёжиков" || c.Subject.INNLE != "7799999926" {
			t.Errorf("%s: %s", name, c.Subject)
		}
	}
}

func TestNamesOfEveryKindAreText(t *testing.T) {
	t.Parallel()
	root := forge(t, nil, template("Корень", true))
	signer := forge(t, root, template("Директор", false))
	for name, tc := range map[string]struct {
		tag  byte
		body []byte
		want string
	}{
		"PrintableString":                  {0x13, []byte("Petr"), "Petr"},
		"PrintableString with letters":     {0x13, []byte("Пётр"), "Пётр"},
		"NumericString":                    {0x12, []byte("7799999926"), "7799999926"},
		"IA5String":                        {0x16, []byte("a@b"), "a@b"},
		"VisibleString":                    {0x1a, []byte("Petr"), "Petr"},
		"TeletexString in windows-1251":    {0x14, []byte{0xcf, 0xb8, 0xf2, 0xf0}, "Пётр"},
		"TeletexString in UTF-8":           {0x14, []byte("Пётр"), "Пётр"},
		"BMPString of an odd length":       {0x1e, append(wide("Пётр"), 0), "Пётр"},
		"BMPString with half a pair":       {0x1e, []byte{0xd8, 0x00, 0x00, 0x41}, "\ufffdA"},
		"UniversalString out of range":     {0x1c, []byte{0xff, 0, 0, 0, 0, 0, 4, 0x1f}, "\ufffdП"},
		"no string":                        {0x02, []byte{5}, "#020105"},
		"long":                             {0x0c, bytes.Repeat([]byte("Я"), 2000), strings.Repeat("Я", 2000)},
		"windows-1251 with an unused code": {0x14, []byte{0x98}, "\ufffd"},
		"empty":                            {0x0c, nil, ""},
	} {
		value := element(t, tc.tag, tc.body)
		subject := element(t, 0x30, element(t, 0x31, element(t, 0x30, der(t, asn1.ObjectIdentifier{2, 5, 4, 3}), value)))
		if got := refit(t, root, signer, signer.parsed.RawSubject, subject).Subject.CommonName; got != tc.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func wide(text string) (out []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit>>8), byte(unit))
	}
	return out
}

func TestExtensionsAreNoted(t *testing.T) {
	t.Parallel()
	end := time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)
	period := element(t, 0x30, element(t, 0x80, []byte("20240101000000Z")), element(t, 0x81, []byte(end.Format("20060102150405Z"))))
	c := template("Директор", false)
	c.ExtraExtensions = append(critical(true), pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 16}, Value: period})
	root := forge(t, nil, template("Корень", true))
	signer := forge(t, root, c)
	if !signer.KeyNotAfter.Equal(end) || !slices.Equal(signer.UnknownCritical, []string{"1.2.643.100.999"}) {
		t.Errorf("%v, %v", signer.KeyNotAfter, signer.UnknownCritical)
	}
	s := check(t, content, forgery{}.sign(t, signer, content), sign.CheckOptions{Roots: list(root), At: signtest.At})
	if got := strings.Join(s.Remarks, "\n"); !strings.Contains(got, "Срок использования закрытого ключа истёк 01.04.2025 03:00:00 (МСК)") {
		t.Error(got)
	}
}

func TestCertificatesAreReadInEveryWrapping(t *testing.T) {
	t.Parallel()
	c := forge(t, nil, template("Директор", false))
	text := base64.StdEncoding.EncodeToString(c.Raw)
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	for name, data := range map[string][]byte{
		"DER": slices.Clone(c.Raw), "Base64": []byte(text), "Base64 in lines": []byte(text[:40] + "\n" + text[40:] + "\n"), "PEM": block,
		"PEM with text before": append([]byte("Bag Attributes\n"), block...),
	} {
		got, err := sign.ParseCertificate(data)
		if err != nil || got.Thumbprint != c.Thumbprint {
			t.Errorf("%s: %v", name, err)
			continue
		}
		clear(data)
		if !bytes.Equal(got.Raw, c.Raw) {
			t.Errorf("%s: the certificate shares the memory of its source", name)
		}
	}
}

func TestAFileOfCertificatesIsRead(t *testing.T) {
	t.Parallel()
	var file []byte
	for _, name := range []string{"Первый", "Второй", "Третий"} {
		c := forge(t, nil, template(name, true))
		file = append(append(file, "# "+name+"\n"...), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	all, err := sign.ParseCertificates(file)
	if err != nil || len(all) != 3 || all[2].Subject.CommonName != "Третий" {
		t.Fatalf("%v, %v", all, err)
	}
	one, err := sign.ParseCertificates(all[0].Raw)
	if err != nil || len(one) != 1 || one[0].Thumbprint != all[0].Thumbprint {
		t.Errorf("%v, %v", one, err)
	}
	damaged := append(slices.Clone(file), "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"...)
	for _, data := range [][]byte{damaged, nil, []byte("no")} {
		var e *sdano.Error
		if _, err := sign.ParseCertificates(data); !errors.As(err, &e) || e.Code != "bad_certificate" {
			t.Errorf("%q: %v", data, err)
		}
	}
}

func TestWhatIsNoCertificateIsRefused(t *testing.T) {
	t.Parallel()
	c := forge(t, nil, template("Директор", false))
	algorithms := bytes.Replace(c.Raw, der(t, oidECDSA), der(t, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}), 1)
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("сертификат"), "cut": c.Raw[:len(c.Raw)-1], "something behind": append(slices.Clone(c.Raw), 1),
		"a CMS": forgery{}.sign(t, c, content), "two names of the algorithm": algorithms, "too large": make([]byte, 2<<20),
		"a sequence": {0x30, 0}, "test mark": []byte(sign.TestMark),
	} {
		_, err := sign.ParseCertificate(data)
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != "bad_certificate" || e.Message == "" || e.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := sign.ParseCRL(data); !errors.As(err, &e) || e.Code != "bad_crl" || e.Message == "" || e.Remedy == "" {
			t.Errorf("%s as a list: %v", name, err)
		}
	}
}

// A key that cannot be used is named, and a signature by it is not checked; one that is
// wrong makes it invalid.
func TestKeysThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	point := elliptic.Marshal(elliptic.P256(), elliptic.P256().Params().Gx, elliptic.P256().Params().Gy) //nolint:staticcheck // a point by hand
	gost := func(set asn1.ObjectIdentifier, key []byte) []byte {
		parameters := element(t, 0x30, der(t, set))
		return element(t, 0x30, element(t, 0x30, der(t, asn1.ObjectIdentifier{1, 2, 643, 7, 1, 1, 1, 1}), parameters), der(t, asn1.BitString{Bytes: der(t, key), BitLength: 8 * len(der(t, key))}))
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	short.N.Rsh(short.N, 8)
	small, err := x509.MarshalPKIXPublicKey(&short.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	curve := asn1.ObjectIdentifier{1, 2, 643, 7, 1, 2, 1, 1, 1}
	for name, tc := range map[string]struct {
		key  []byte
		want string
	}{
		"GOST, no point":            {gost(curve, make([]byte, 64)), "+-+++?"},
		"GOST, too short":           {gost(curve, make([]byte, 63)), "+-+++?"},
		"GOST, set of other length": {gost(asn1.ObjectIdentifier{1, 2, 643, 7, 1, 2, 1, 2, 1}, make([]byte, 128)), "+-+++?"},
		"GOST, unknown set":         {gost(asn1.ObjectIdentifier{1, 2, 643, 9}, make([]byte, 64)), "+?+++?"},
		"RSA, too short":            {small, "+?+++?"},
		"ECDSA, no point":           {bytes.Replace(ecKey(t, point), point, append([]byte{4}, make([]byte, 64)...), 1), "+-+++?"},
		"Ed25519":                   {element(t, 0x30, element(t, 0x30, der(t, asn1.ObjectIdentifier{1, 3, 101, 112})), der(t, asn1.BitString{Bytes: make([]byte, 32), BitLength: 256})), "+?+++?"},
		"unknown":                   {element(t, 0x30, element(t, 0x30, der(t, asn1.ObjectIdentifier{1, 3, 999})), der(t, asn1.BitString{Bytes: make([]byte, 32), BitLength: 256})), "+?+++?"},
	} {
		root := forge(t, nil, template("Корень", true))
		signer := forge(t, root, template("Директор", false))
		signer = refit(t, root, signer, signer.parsed.RawSubjectPublicKeyInfo, tc.key)
		s := check(t, content, forgery{}.sign(t, signer, content), sign.CheckOptions{Roots: list(root), At: signtest.At})
		if got := verdicts(t, s); got != tc.want {
			t.Errorf("%s: %s, want %s: %+v", name, got, tc.want, s)
		}
		if signer.KeyAlgorithm == "" {
			t.Errorf("%s: the algorithm has no name", name)
		}
	}
}

func ecKey(t testing.TB, point []byte) []byte {
	t.Helper()
	algorithm := element(t, 0x30, der(t, asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}), der(t, asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}))
	return element(t, 0x30, algorithm, der(t, asn1.BitString{Bytes: point, BitLength: 8 * len(point)}))
}

// TestGolden reads what openssl and its engine made once: it runs also where they are
// absent.
func TestGolden(t *testing.T) {
	t.Parallel()
	const folder = "testdata/gost"
	if *update {
		remake(t, folder)
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, bits := range []string{"256", "512"} {
		o := sign.CheckOptions{At: signtest.At}
		for name, to := range map[string]*[]*sign.Certificate{"root": &o.Roots, "middle": &o.Intermediates} {
			c, err := sign.ParseCertificates(read(name + bits + ".cer"))
			if err != nil {
				t.Fatal(err)
			}
			*to = c
		}
		s := check(t, read("content.xml"), read("signature"+bits+".sgn"), o)
		if got := verdicts(t, s); got != "+++++?" || s.Type != "CAdES-BES" {
			t.Errorf("%s: %s: %+v", bits, got, s)
		}
		got := description(s)
		path := filepath.Join(folder, "signature"+bits+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(read(filepath.Base(path))), got); diff != "" {
			t.Error(diff)
		}
	}
}

// description writes everything that a report and a certificate tell.
func description(s sign.Signature) string {
	var out strings.Builder
	c := s.Certificate
	fmt.Fprintf(&out, "type: %s\nsigned: %s\ndigest algorithm: %s\nsignature algorithm: %s\n", s.Type, s.SigningTime.Format(time.RFC3339), s.DigestAlgorithm, s.SignatureAlgorithm)
	for _, p := range []struct {
		name string
		part sign.Part
	}{{"digest", s.Digest}, {"signature", s.Signature}, {"chain", s.Chain}, {"dates", s.Dates}, {"usage", s.Usage}, {"revocation", s.Revocation}} {
		fmt.Fprintf(&out, "%s: %s: %s\n", p.name, p.part.Verdict, p.part.Reason)
	}
	fmt.Fprintf(&out, "remarks: %q\n\nserial: %s\nthumbprint: %s\nin force: %s – %s\nkey: %s, %s\nusage: %09b %v\nissuer: %s\nsubject:\n",
		s.Remarks, c.Serial, c.Thumbprint, c.NotBefore.Format(time.RFC3339), c.NotAfter.Format(time.RFC3339), c.KeyAlgorithm, c.ParameterSet, c.KeyUsage, c.ExtKeyUsage, c.Issuer)
	for _, a := range c.Subject.Attributes {
		fmt.Fprintf(&out, "  %s %s\n", a.OID, a.Value)
	}
	return out.String()
}

// remake makes the golden certificates and signatures anew.
func remake(t *testing.T, folder string) {
	t.Helper()
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("content.xml", content)
	for bits, a := range map[string]signtest.Algorithm{"256": signtest.GOST[6], "512": signtest.GOST[10]} {
		h := newHouse(t, a)
		write("root"+bits+".cer", h.root.Certificate.Raw)
		write("middle"+bits+".cer", h.middle.Certificate.Raw)
		write("signer"+bits+".cer", h.signer.Certificate.Raw)
		write("signature"+bits+".sgn", h.signer.Sign(t, content, "-cades"))
	}
}
