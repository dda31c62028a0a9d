package cryptopro_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sdano"
	"sdano/sign"
	"sdano/sign/cryptopro"
	"sdano/sign/external"
)

// Variables that turn the test's own program into a tool of КриптоПро: what it says,
// with which code it ends, and the CMS that it makes ("" for none).
const (
	played = "SDANO_TEST_TRANSCRIPT"
	ending = "SDANO_TEST_ENDING"
	makes  = "SDANO_TEST_CMS"
	notes  = "SDANO_TEST_NOTES" // the file for the arguments that it got
)

func TestMain(m *testing.M) {
	if transcript := os.Getenv(played); transcript != "" {
		os.Exit(play(transcript))
	}
	os.Exit(m.Run())
}

// play is the tool: the output file is its last argument, for both tools.
func play(transcript string) int {
	said, err := os.ReadFile(transcript)
	if err != nil {
		return 99
	}
	os.Stdout.Write(said)
	if err := os.WriteFile(os.Getenv(notes), []byte(strings.Join(os.Args[1:], "\n")), 0o600); err != nil {
		return 98
	}
	if source := os.Getenv(makes); source != "" {
		cms, err := os.ReadFile(source)
		if err != nil || os.WriteFile(os.Args[len(os.Args)-1], cms, 0o600) != nil {
			return 97
		}
	}
	code, _ := strconv.Atoi(os.Getenv(ending))
	return code
}

const golden = "../testdata/gost/"

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// stage is a tool that plays a transcript.
type stage struct {
	config cryptopro.Config
	notes  string
}

func set(t *testing.T, tool cryptopro.Tool, transcript string, code int, cms string) stage {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if cms != "" {
		cms = golden + cms
	}
	s := stage{notes: filepath.Join(t.TempDir(), "notes")}
	s.config = cryptopro.Config{Tool: tool, Program: external.Program{Path: self, Env: []string{
		played + "=testdata/" + transcript, ending + "=" + strconv.Itoa(code), makes + "=" + cms, notes + "=" + s.notes,
	}}}
	return s
}

var who = sign.Subject{Tenant: 1, TaxID: sdano.TaxID{INN: "7799999926"}}

func (s stage) sign(t *testing.T, content []byte) ([]byte, error) {
	t.Helper()
	c, err := sign.ParseCertificate(read(t, golden+"signer256.cer"))
	if err != nil {
		t.Fatal(err)
	}
	return cryptopro.New(s.config, []external.Key{{Tenant: 1, INN: who.TaxID.INN, Certificate: c}}).Sign(t.Context(), who, content)
}

func TestTheToolsAreAskedForADetachedCAdES(t *testing.T) {
	t.Parallel()
	c, err := sign.ParseCertificate(read(t, golden+"signer256.cer"))
	if err != nil {
		t.Fatal(err)
	}
	content, want := read(t, golden+"content.xml"), read(t, golden+"signature256.sgn")
	for name, tc := range map[string]struct {
		tool       cryptopro.Tool
		transcript string
		options    []string
		args       string
	}{
		"cryptcp": {cryptopro.Cryptcp, "cryptcp-signed.txt", []string{"-errchain"}, "-sign -detached -der -cert -cadesbes -uMy -thumbprint %s -errchain FILE FILE"},
		"csptest": {cryptopro.Csptest, "csptest-signed.txt", []string{"-password", "1 2"}, "-sfsign -sign -detached -add -addsigtime -cades_strict -my %s -password 1·2 -in FILE -out FILE"},
	} {
		s := set(t, tc.tool, tc.transcript, 0, "signature256.sgn")
		s.config.Options = tc.options
		got, err := s.sign(t, content)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		args := strings.Split(string(read(t, s.notes)), "\n")
		for i, arg := range args {
			if filepath.IsAbs(arg) {
				if _, err := os.Stat(arg); err == nil {
					t.Errorf("%s: %s was left behind", name, arg)
				}
				args[i] = "FILE"
			}
			args[i] = strings.ReplaceAll(args[i], " ", "·")
		}
		if got, want := strings.Join(args, " "), fmt.Sprintf(tc.args, c.Thumbprint); got != want {
			t.Errorf("%s:\n%s, want\n%s", name, got, want)
		}
	}
}

func TestTheOutputOfTheToolsIsUnderstood(t *testing.T) {
	t.Parallel()
	content := read(t, golden+"content.xml")
	for name, tc := range map[string]struct {
		transcript string
		code       int
		cms        string
		message    string // "" if it is signed
	}{
		"signed":                      {"cryptcp-signed.txt", 0, "signature256.sgn", ""},
		"signed, in Russian":          {"cryptcp-signed-ru.txt", 0, "signature256.sgn", ""},
		"no certificate":              {"cryptcp-no-certificate.txt", 1, "", "сертификат не найден"},
		"no certificate, ends with 0": {"cryptcp-no-certificate.txt", 0, "signature256.sgn", "сертификат не найден"},
		"no licence":                  {"cryptcp-no-licence.txt", 1, "", "лицензия"},
		"chain":                       {"cryptcp-chain.txt", 1, "", "цепочка сертификатов не проверена"},
		"container":                   {"csptest-no-container.txt", 1, "", "контейнер закрытого ключа не найден"},
		"unknown code":                {"csptest-unknown.txt", 1, "", "0x80090020"},
		"no code":                     {"no-code.txt", 0, "signature256.sgn", "без кода результата"},
		"code 0, ends with another":   {"cryptcp-signed.txt", 1, "signature256.sgn", "с ошибкой"},
		"code 0, no file":             {"cryptcp-signed.txt", 0, "", "файла подписи"},
		"code 0, of somebody else":    {"cryptcp-signed.txt", 0, "signature512.sgn", "не тем сертификатом"},
		"code 0, and it is no CMS":    {"cryptcp-signed.txt", 0, "content.xml", "не подпись CMS"},
	} {
		cms, err := set(t, cryptopro.Cryptcp, tc.transcript, tc.code, tc.cms).sign(t, content)
		if tc.message == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != "signing_failed" || !strings.Contains(e.Message, tc.message) || cms != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
