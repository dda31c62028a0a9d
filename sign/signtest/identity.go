package signtest

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sdano/sign"
)

// Algorithm is a kind of key.
type Algorithm struct {
	// Name is for the names of tests.
	Name string
	// Digest is the hash function in the words of openssl.
	Digest string
	key    []string // arguments of genpkey
}

// GOST reports whether the algorithm needs the gost engine.
func (a Algorithm) GOST() bool { return strings.HasPrefix(a.Name, "gost") }

func gostKey(bits, set string) Algorithm {
	return Algorithm{"gost" + bits + set, "md_gost12_" + bits, []string{"-algorithm", "gost2012_" + bits, "-pkeyopt", "paramset:" + set}}
}

// GOST are keys of ГОСТ Р 34.10-2012 on every parameter set that the engine knows.
var GOST = []Algorithm{
	gostKey("256", "A"), gostKey("256", "B"), gostKey("256", "C"), gostKey("256", "XA"), gostKey("256", "XB"), gostKey("256", "0"),
	gostKey("256", "TCA"), gostKey("256", "TCB"), gostKey("256", "TCC"), gostKey("256", "TCD"),
	gostKey("512", "A"), gostKey("512", "B"), gostKey("512", "C"),
}

// GOST2001 is a key of ГОСТ Р 34.10-2001, the standard before the present one.
var GOST2001 = Algorithm{"gost2001", "md_gost94", []string{"-algorithm", "gost2001", "-pkeyopt", "paramset:A"}}

// Other are keys of RSA and ECDSA.
var Other = []Algorithm{
	{"rsa2048", "sha256", []string{"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"}},
	{"rsa2048sha1", "sha1", []string{"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"}},
	{"ecdsaP256", "sha256", []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"}},
	{"ecdsaP384", "sha384", []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"}},
	{"ecdsaP521", "sha512", []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"}},
}

// Identity is a private key with its certificate.
type Identity struct {
	Algorithm
	// Certificate is as ParseCertificate reads it; the files are in PEM.
	Certificate              *sign.Certificate
	KeyFile, CertificateFile string

	lab    *Lab
	folder string
	mu     sync.Mutex // of an authority's folder
}

// Request says what a certificate has.
type Request struct {
	// Subject is in the words of openssl: "/CN=…/INN=…".
	Subject string
	// Extensions are lines of openssl's configuration.
	Extensions string
	// From and To are the dates of the certificate; the zero values mean from 2024
	// to 2043.
	From, To time.Time
	// Text is the string type of the subject in the words of openssl, "" for UTF-8.
	Text string
}

// Extensions of certificates.
const (
	AuthorityExtensions = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
	SignerExtensions    = "keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=clientAuth,emailProtection\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
)

// Subjects with the attributes of Russian law; the numbers are those of examples.
const (
	DirectorSubject = "/CN=ООО «Покупатель»/SN=Примеров/GN=Пётр Ильич/title=Заведующий складом/O=ООО «Покупатель»/C=RU" +
		"/INN=779999991008/INNLE=7799999926/OGRN=1027700132195/SNILS=11223344595"
	EntrepreneurSubject = "/CN=Примеров Пётр Ильич/SN=Примеров/GN=Пётр Ильич/C=RU/INN=779999991008/OGRNIP=304500116000157/SNILS=11223344595"
)

// Root returns a new authority that signs itself.
func (l *Lab) Root(t testing.TB, a Algorithm, name string) *Identity {
	t.Helper()
	root := l.identity(t, a)
	root.certify(t, root, Request{
		Subject: "/CN=" + name + "/O=Удостоверяющий центр/C=RU", Extensions: strings.Replace(AuthorityExtensions, "authorityKeyIdentifier=keyid\n", "", 1),
		From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2045, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	return root
}

// Issue returns a new identity with a certificate of this authority.
func (i *Identity) Issue(t testing.TB, a Algorithm, r Request) *Identity {
	t.Helper()
	subject := i.lab.identity(t, a)
	i.certify(t, subject, r)
	return subject
}

// identity makes a key.
func (l *Lab) identity(t testing.TB, a Algorithm) *Identity {
	t.Helper()
	l.Need(t, a)
	folder := l.newFolder(t)
	i := &Identity{
		Algorithm: a, lab: l, folder: folder,
		KeyFile: filepath.Join(folder, "key.pem"), CertificateFile: filepath.Join(folder, "certificate.pem"),
	}
	l.must(t, folder, nil, append([]string{"genpkey", "-out", i.KeyFile}, a.key...)...)
	write(t, filepath.Join(folder, "index.txt"), nil)
	return i
}

// certify has the authority issue a certificate.
func (i *Identity) certify(t testing.TB, subject *Identity, r Request) {
	t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	if r.From.IsZero() {
		r.From, r.To = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2043, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	lab, folder := i.lab, subject.folder
	request := []string{"req", "-new", "-key", "key.pem", "-utf8", "-subj", r.Subject, "-out", "request.pem", "-" + subject.Digest}
	if r.Text != "" {
		request = append(request, "-config", textConfiguration(t, folder, r.Text))
	}
	lab.must(t, folder, nil, request...)
	extensions := filepath.Join(folder, "extensions.cnf")
	write(t, extensions, []byte(r.Extensions))
	const form = "20060102150405Z"
	issue := []string{
		"ca", "-batch", "-preserveDN", "-notext", "-keyfile", i.KeyFile, "-md", i.Digest, "-in", filepath.Join(folder, "request.pem"),
		"-out", subject.CertificateFile, "-extfile", extensions, "-startdate", r.From.Format(form), "-enddate", r.To.Format(form),
	}
	if i == subject {
		issue = append(issue, "-selfsign")
	} else {
		issue = append(issue, "-cert", i.CertificateFile)
	}
	lab.must(t, i.folder, nil, issue...)
	certificate, err := sign.ParseCertificate(read(t, subject.CertificateFile))
	if err != nil {
		t.Fatal(err)
	}
	subject.Certificate = certificate
}

// textConfiguration returns a configuration of requests with another string type of
// names.
func textConfiguration(t testing.TB, folder, mask string) string {
	t.Helper()
	path := filepath.Join(folder, "text.cnf")
	write(t, path, []byte("[req]\ndistinguished_name = dn\nstring_mask = "+mask+"\n[dn]\n"))
	return path
}

// Sign returns a detached CMS over content in DER, with further arguments of
// openssl cms -sign.
func (i *Identity) Sign(t testing.TB, content []byte, args ...string) []byte {
	t.Helper()
	all := []string{"cms", "-sign", "-binary", "-nosmimecap", "-outform", "DER", "-md", i.Digest, "-signer", i.CertificateFile, "-inkey", i.KeyFile}
	return i.lab.Run(t, content, append(all, args...)...)
}

// CRL returns the authority's list of revoked certificates in DER, in force for
// these dates, with certificates revoked at a moment.
func (i *Identity) CRL(t testing.TB, from, to, at time.Time, revoked ...*Identity) []byte {
	t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	var index strings.Builder
	for _, r := range revoked {
		index.WriteString("R\t430101000000Z\t" + at.Format("060102150405Z") + "\t" + r.Certificate.Serial + "\tunknown\t/CN=x\n")
	}
	write(t, filepath.Join(i.folder, "index.txt"), []byte(index.String()))
	const form = "060102150405Z"
	pem := i.lab.must(t, i.folder, nil, "ca", "-gencrl", "-keyfile", i.KeyFile, "-cert", i.CertificateFile, "-md", i.Digest,
		"-crl_lastupdate", from.Format(form), "-crl_nextupdate", to.Format(form))
	return i.lab.Run(t, pem, "crl", "-outform", "DER")
}

// Trust says what openssl may trust in Verify.
type Trust struct {
	// Roots are trusted; Others help to get to them. To openssl they are one store:
	// a path in it counts only if it ends at a certificate that signs itself.
	Roots, Others []*Identity
	At            time.Time
	// CAdES demands that the signature binds the certificate.
	CAdES bool
}

// Verify reports whether openssl accepts a CMS in DER over content: digest, signature,
// chain and dates; what the key may be used for is left aside.
func (l *Lab) Verify(t testing.TB, content, cms []byte, trust Trust) bool {
	t.Helper()
	folder := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		write(t, path, data)
		return path
	}
	args := []string{
		"cms", "-verify", "-binary", "-inform", "DER", "-in", file("cms", cms), "-content", file("content", content), "-out", os.DevNull,
		"-purpose", "any", "-attime", strconv.FormatInt(trust.At.Unix(), 10), "-CAfile", file("trusted", bundle(t, trust.Roots, trust.Others)),
	}
	if trust.CAdES {
		args = append(args, "-cades")
	}
	_, err := l.run(folder, nil, args...)
	return err == nil
}

// bundle returns the certificates of all lists in PEM.
func bundle(t testing.TB, lists ...[]*Identity) (pem []byte) {
	for _, i := range slices.Concat(lists...) {
		pem = append(pem, read(t, i.CertificateFile)...)
	}
	return pem
}

// Certificates returns the certificates of identities, as CheckOptions wants them.
func Certificates(identities ...*Identity) (out []*sign.Certificate) {
	for _, i := range identities {
		out = append(out, i.Certificate)
	}
	return out
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
