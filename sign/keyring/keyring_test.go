package keyring_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
	"sdano/sign/keyring"
	"sdano/sign/signtest"
)

var lab *signtest.Lab

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "-sign" || os.Args[1] == "-sfsign") {
		os.Exit(play())
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "sdano-keyring-test-")
	if err == nil {
		defer os.RemoveAll(folder)
		lab, err = signtest.New(folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// play is a tool of КриптоПро, which this program is to itself: it has one signature,
// and the tests give each of the two tools an option of its own.
func play() int {
	cms, err := os.ReadFile(golden + "signature256.sgn")
	option := map[string]string{"-sign": "-errchain", "-sfsign": "-password"}[os.Args[1]]
	if err != nil || !slices.Contains(os.Args, option) {
		return 97
	}
	if err := os.WriteFile(os.Args[len(os.Args)-1], cms, 0o600); err != nil {
		return 98
	}
	fmt.Println("[ErrorCode: 0x00000000]")
	return 0
}

const (
	golden = "../testdata/gost/"
	inn    = "7799999926"
	person = "779999991008"
)

// list writes a file of keys and returns its path.
func list(t *testing.T, folder, text string) string {
	t.Helper()
	path := filepath.Join(folder, "keys.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func quoted(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// by is a subject of the data area 7.
func by(inn string) sign.Subject {
	return sign.Subject{Tenant: 7, TaxID: sdano.TaxID{INN: inn, KPP: "779901001"}}
}

var content = []byte("\x00\r\n<Файл/>\n")

// TestKeysOfOpenSSLSignForBothMissions: by thumbprint for documents, by ИНН for
// reports; the files lie beside the list.
func TestKeysOfOpenSSLSignForBothMissions(t *testing.T) {
	t.Parallel()
	for _, a := range []signtest.Algorithm{signtest.Other[0], signtest.Other[2], signtest.GOST[6], signtest.GOST[10]} {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			lab.Need(t, a)
			root := lab.Root(t, a, "Центр")
			i := root.Issue(t, a, signtest.Request{Subject: signtest.DirectorSubject, Extensions: signtest.SignerExtensions})
			folder := t.TempDir()
			copied(t, i.KeyFile, filepath.Join(folder, "a.key"))
			copied(t, i.CertificateFile, filepath.Join(folder, "a.cer"))
			copied(t, lab.Configuration, filepath.Join(folder, "openssl.cnf"))
			keys, err := keyring.Open(list(t, folder, `[{"tool": "openssl", "tenant": 7, "inn": "7799999926", "certificate": "a.cer",
				"key": "a.key", "configuration": "openssl.cnf", "timeout": "1m"}]`))
			if err != nil {
				t.Fatal(err)
			}
			var server acceptance.ServerSigner = keys
			first, err := server.Sign(t.Context(), sign.Subject{Tenant: 7}, strings.ToLower(i.Certificate.Thumbprint), content)
			if err != nil {
				t.Fatal(err)
			}
			second, err := keys.Signer().Sign(t.Context(), by(inn), content)
			if err != nil {
				t.Fatal(err)
			}
			for n, cms := range [][]byte{first, second} {
				report, err := sign.Check(content, cms, sign.CheckOptions{Roots: signtest.Certificates(root), At: signtest.At})
				if err != nil || report.Verdict() != sign.Valid || report.Signers[0].Certificate.Thumbprint != i.Certificate.Thumbprint {
					t.Errorf("%d: %+v, %v", n, report, err)
				}
				if !lab.Verify(t, content, cms, signtest.Trust{Roots: []*signtest.Identity{root}, At: signtest.At, CAdES: true}) {
					t.Errorf("%d: openssl refuses it", n)
				}
			}
		})
	}
}

// TestKeysOfCryptoPro: the program is found relative to the list, and gets the
// options.
func TestKeysOfCryptoPro(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(golden + "content.xml")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := filepath.Abs(golden + "signer256.cer")
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{
		`, "options": ["-errchain"]`, `, "command": "cryptcp", "options": ["-errchain"]`, `, "command": "csptest", "options": ["-password", "1"]`,
	} {
		folder := t.TempDir()
		program, err := filepath.Rel(folder, self)
		if err != nil {
			t.Skip("the test's program is on another volume")
		}
		path := list(t, folder, `[{"tool": "cryptopro", "tenant": 7, "inn": "7799999926", "certificate": `+quoted(t, certificate)+
			`, "program": `+quoted(t, program)+more+`}]`)
		keys, err := keyring.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		cms, err := keys.Signer().Sign(t.Context(), by(inn), data)
		if err != nil {
			t.Errorf("%s: %v", more, err)
			continue
		}
		if r, err := sign.Check(data, cms, sign.CheckOptions{}); err != nil || r.Signers[0].Signature.Verdict != sign.Valid {
			t.Errorf("%s: %+v, %v", more, r, err)
		}
	}
}

// TestKeysAreOfTheirDataAreaAndPayer: the first that fits is taken, and none of
// others.
func TestKeysAreOfTheirDataAreaAndPayer(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	thumbprints := map[string]string{}
	for _, name := range []string{"signer256.cer", "signer512.cer"} {
		copied(t, golden+name, filepath.Join(folder, name))
		data, err := os.ReadFile(golden + name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := sign.ParseCertificate(data)
		if err != nil {
			t.Fatal(err)
		}
		thumbprints[name] = c.Thumbprint
	}
	key := func(tenant int, inn, certificate string) string {
		return fmt.Sprintf(`{"tool": "cryptopro", "tenant": %d, "inn": %q, "certificate": %q}`, tenant, inn, certificate)
	}
	keys, err := keyring.Open(list(t, folder, "["+strings.Join([]string{
		key(7, inn, "signer256.cer"), key(7, inn, "signer512.cer"), key(7, person, "signer512.cer"), key(8, person, "signer256.cer"),
	}, ",")+"]"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		who        sign.Subject
		thumbprint string
		want       string
	}{
		"the first of a payer":            {by(inn), "", "signer256.cer"},
		"the other by its thumbprint":     {by(inn), strings.ToLower(thumbprints["signer512.cer"]), "signer512.cer"},
		"of another payer":                {by(person), "", "signer512.cer"},
		"of the data area":                {sign.Subject{Tenant: 7}, thumbprints["signer512.cer"], "signer512.cer"},
		"not that of another payer":       {by(person), thumbprints["signer256.cer"], ""},
		"not that of another area":        {sign.Subject{Tenant: 8}, thumbprints["signer512.cer"], ""},
		"none of an unknown payer":        {by("7799999919"), "", ""},
		"none of an unknown area":         {sign.Subject{Tenant: 9, TaxID: by(inn).TaxID}, "", ""},
		"none of an unknown thumbprint":   {sign.Subject{Tenant: 7}, "AA", ""},
		"a payer without a key in no way": {sign.Subject{}, "", ""},
	} {
		der, err := keys.Certificate(t.Context(), tc.who, tc.thumbprint)
		again := tc.who
		again.Thumbprint = tc.thumbprint
		der2, err2 := keys.Signer().Certificate(t.Context(), again)
		if string(der) != string(der2) || (err == nil) != (err2 == nil) {
			t.Errorf("%s: reports have another key than documents: %v, %v", name, err, err2)
		}
		if tc.want == "" {
			_, signs := keys.Sign(t.Context(), tc.who, tc.thumbprint, content)
			for _, err := range []error{err, signs} {
				if e := sdano.AsError(err); err == nil || e.Code != "no_signing_key" || e.Kind != sdano.NotFound || e.Remedy == "" {
					t.Errorf("%s: %v", name, err)
				}
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c, err := sign.ParseCertificate(der)
		if err != nil || c.Thumbprint != thumbprints[tc.want] {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}

func TestAListThatIsWrongIsTold(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	copied(t, golden+"signer256.cer", filepath.Join(folder, "a.cer"))
	copied(t, golden+"content.xml", filepath.Join(folder, "a.key"))
	const start = `{"tool": "openssl", "tenant": 7, "inn": "7799999926", "certificate": "a.cer", "key": "a.key"`
	const pro = `{"tool": "cryptopro", "tenant": 7, "inn": "7799999926", "certificate": "a.cer"`
	for text, want := range map[string]string{
		`[` + start + `}`: "ошибка в строке 1",
		"[\n" + start + ",\n\"tool\": \"openssl\"}]": "ошибка в строке 3",
		`{}`:                                     "не список ключей в JSON",
		`[]`:                                     "ни одного ключа",
		`null`:                                   "ни одного ключа",
		`[null]`:                                 "ключ 1: «tool»",
		`[` + start + `, "pin": "1"}]`:           "ключ 1, pin: такого поля нет",
		`[` + start + `, "Key": "b"}]`:           "ключ 1, Key: такого поля нет",
		`[` + start + `}, {"tenant": "7"}]`:      "ключ 2, tenant: значение не подходит",
		`[` + start + `}, ` + start + `}]`:       "ключ 2: этот сертификат уже есть",
		`[` + start + `, "timeout": "5"}]`:       "«timeout»",
		`[` + start + `, "timeout": "1h"}]`:      "«timeout»",
		`[` + start + `, "command": "cryptcp"}]`: "только у cryptopro",
		`[` + start + `, "options": ["-x"]}]`:    "только у cryptopro",
		`[` + start + `, "configuration": "none.cnf"}]`:                                                            "none.cnf» не открывается: файла нет",
		`[` + pro + `, "key": "a.key"}]`:                                                                           "только у openssl",
		`[` + pro + `, "configuration": "a.key"}]`:                                                                 "только у openssl",
		`[` + pro + `, "command": "cryptsp"}]`:                                                                     "cryptcp или csptest",
		`[{"tool": "gpg"}]`:                                                                                        "ключ 1: «tool»",
		`[{"tool": "openssl"}]`:                                                                                    "«tenant»",
		`[{"tool": "openssl", "tenant": -1}]`:                                                                      "«tenant»",
		`[{"tool": "openssl", "tenant": 1}]`:                                                                       "«inn»",
		`[{"tool": "openssl", "tenant": 1, "inn": "7799999927"}]`:                                                  "«inn»",
		`[{"tool": "openssl", "tenant": 1, "inn": "7799999926"}]`:                                                  "«certificate»",
		`[{"tool": "openssl", "tenant": 1, "inn": "7799999926", "certificate": "a.cer"}]`:                          "«key»",
		`[{"tool": "openssl", "tenant": 1, "inn": "7799999926", "certificate": "b.cer", "key": "a.key"}]`:          "b.cer» не прочитан: файла нет",
		`[{"tool": "openssl", "tenant": 1, "inn": "7799999926", "certificate": "a.key", "key": "a.key"}]`:          "не сертификат X.509",
		`[{"tool": "openssl", "tenant": 1, "inn": "7799999926", "certificate": "a.cer", "key": "sub/absent.key"}]`: "absent.key» не открывается: файла нет",
	} {
		keys, err := keyring.Open(list(t, folder, text))
		e := sdano.AsError(err)
		if err == nil || keys != nil || e.Code != "bad_sign_keys" || e.Kind != sdano.Invalid || !strings.Contains(e.Message, want) ||
			!strings.Contains(e.Message, "keys.json") || e.Remedy == "" {
			t.Errorf("%s\n%v, want %q", text, err, want)
		}
	}
	if _, err := keyring.Open(filepath.Join(folder, "absent.json")); !strings.Contains(sdano.AsError(err).Message, "absent.json» не прочитан: файла нет.") {
		t.Error(err)
	}
}
