// Package signtest makes certification authorities, certificates and signatures for
// tests, with the program openssl and its gost engine: what tests check is then made,
// and judged, by somebody else's code. Certificates carry the attributes of Russian
// law (приказ ФСБ России от 27.12.2011 № 795) and have fixed dates, so that no test
// depends on the day it runs. Tests that need openssl or the engine are skipped, and
// say so, where it is absent.
package signtest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// At is a moment at which the certificates of Issue are in force.
var At = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

// configuration is that of openssl. Of the Russian attributes only INNLE is not built
// in, and naming one of the others again would switch the engine off without a word.
const configuration = `openssl_conf = top
[top]
oid_section = oids
stbl_section = stbl
%ENGINES%
[oids]
INNLE = 1.2.643.100.4
[stbl]
INNLE = min:10,max:10,mask:NUMERICSTRING,flags:nomask
[engs]
gost = gost_sec
[gost_sec]
engine_id = gost
default_algorithms = ALL
[req]
distinguished_name = dn
string_mask = utf8only
[dn]
[ca]
default_ca = authority
[authority]
dir = .
database = $dir/index.txt
new_certs_dir = $dir
rand_serial = yes
policy = anything
unique_subject = no
email_in_dn = yes
crl_extensions = crl_extensions
default_crl_days = 30
[anything]
commonName = optional
[crl_extensions]
authorityKeyIdentifier = keyid
`

// Lab is a folder with a configuration of openssl.
type Lab struct {
	// Configuration is the file of the configuration, with the gost engine if there
	// is one.
	Configuration string
	// GOST reports whether there is the gost engine.
	GOST   bool
	folder string
	mu     sync.Mutex
	count  int
}

// New returns a lab in a folder, which the caller removes. It is nil if openssl 3 is
// not installed.
func New(folder string) (*Lab, error) {
	if !installed() {
		return nil, nil
	}
	l := &Lab{Configuration: filepath.Join(folder, "openssl.cnf"), folder: folder}
	for _, engines := range []string{"engines = engs", ""} {
		text := strings.Replace(configuration, "%ENGINES%", engines, 1)
		if err := os.WriteFile(l.Configuration, []byte(text), 0o600); err != nil {
			return nil, err
		}
		if _, err := l.run(folder, nil, "dgst", "-md_gost12_256", l.Configuration); err == nil {
			l.GOST = true
			break
		}
	}
	return l, nil
}

func installed() bool {
	version, err := exec.Command("openssl", "version").Output()
	return err == nil && bytes.HasPrefix(version, []byte("OpenSSL 3"))
}

// Need skips a test if openssl, or the gost engine for an algorithm that needs it, is
// absent.
func (l *Lab) Need(t testing.TB, algorithms ...Algorithm) {
	t.Helper()
	if l == nil {
		t.Skip("openssl 3 is not installed (package openssl)")
	}
	for _, a := range algorithms {
		if a.GOST() && !l.GOST {
			t.Skip("openssl has no gost engine (package libengine-gost-openssl)")
		}
	}
}

// Run runs openssl in the lab's configuration with this input and returns its output.
// If it fails, the test fails with what openssl said.
func (l *Lab) Run(t testing.TB, stdin []byte, args ...string) []byte {
	t.Helper()
	return l.must(t, l.folder, stdin, args...)
}

func (l *Lab) must(t testing.TB, folder string, stdin []byte, args ...string) []byte {
	t.Helper()
	out, err := l.run(folder, stdin, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (l *Lab) run(folder string, stdin []byte, args ...string) ([]byte, error) {
	command := exec.Command("openssl", args...)
	command.Dir = folder
	command.Env = append(command.Environ(), "OPENSSL_CONF="+l.Configuration)
	command.Stdin = bytes.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return nil, &Failure{args, stderr.String(), err}
	}
	return stdout.Bytes(), nil
}

// Failure is a run of openssl that failed.
type Failure struct {
	Args []string
	Said string
	Err  error
}

// Error tells the arguments and what openssl said.
func (f *Failure) Error() string {
	return "openssl " + strings.Join(f.Args, " ") + ": " + f.Err.Error() + "\n" + f.Said
}

// newFolder returns a new folder of the lab.
func (l *Lab) newFolder(t testing.TB) string {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	folder := filepath.Join(l.folder, "id"+strconv.Itoa(l.count))
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return folder
}
