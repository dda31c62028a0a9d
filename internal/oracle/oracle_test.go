package oracle_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sdano/internal/oracle"
)

const schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:int"/></xs:schema>`

// verdicts are documents with what libxml2 must say of them.
var verdicts = []struct {
	doc                 string
	wellFormed, isValid bool
}{
	{"<a>1</a>", true, true},
	{"<a>x</a>", true, false},
	{"<p:a>1</p:a>", true, false},
	{"<a>1", false, false},
	{"", false, false},
}

func TestVerdictsBelongToTheirDocuments(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "схема.xsd")
	if err := os.WriteFile(path, []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	var docs [][]byte
	var wellFormed, valid []bool
	for i := range 1100 { // more than one run of xmllint
		v := verdicts[i%len(verdicts)]
		docs = append(docs, []byte(v.doc))
		wellFormed, valid = append(wellFormed, v.wellFormed), append(valid, v.isValid)
	}
	if got := oracle.Validate(t, path, docs); !slices.Equal(got, valid) {
		t.Errorf("valid: %v", got)
	}
	if got := oracle.WellFormed(t, docs); !slices.Equal(got, wellFormed) {
		t.Errorf("well-formed: %v", got)
	}
}

// stub is a test that notes how it ended instead of ending.
type stub struct {
	testing.TB
	ended string
}

func (s *stub) Helper()               {}
func (s *stub) TempDir() string       { return s.TB.TempDir() }
func (s *stub) Skip(...any)           { s.end("skipped") }
func (s *stub) Skipf(string, ...any)  { s.end("skipped") }
func (s *stub) Fatal(...any)          { s.end("failed") }
func (s *stub) Fatalf(string, ...any) { s.end("failed") }

func (s *stub) end(how string) {
	s.ended = how
	panic(s)
}

// ending returns how a test ends that does this.
func ending(t *testing.T, do func(testing.TB)) (how string) {
	t.Helper()
	s := &stub{TB: t}
	defer func() {
		if r := recover(); r != nil && r != any(s) {
			panic(r)
		}
		how = s.ended
	}()
	do(s)
	return how
}

func TestASchemaThatDoesNotCompileFailsTheTest(t *testing.T) {
	t.Parallel()
	oracle.Xmllint(t)
	path := filepath.Join(t.TempDir(), "bad.xsd")
	if err := os.WriteFile(path, []byte("<xs:schema/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	how := ending(t, func(tb testing.TB) { oracle.Validate(tb, path, [][]byte{[]byte("<a/>")}) })
	if how != "failed" {
		t.Errorf("the test %s", how)
	}
}

func TestWhatIsAbsentSkipsTheTest(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "there"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SDANO_SHARED", folder)
	if got := oracle.Shared(t, "there"); got != filepath.Join(folder, "there") {
		t.Errorf("%s", got)
	}
	t.Setenv("PATH", folder)
	for name, do := range map[string]func(testing.TB){
		"reference": func(tb testing.TB) { oracle.Shared(tb, "absent") },
		"xmllint":   func(tb testing.TB) { oracle.Xmllint(tb) },
	} {
		if how := ending(t, do); how != "skipped" {
			t.Errorf("%s: the test %q", name, how)
		}
	}
}
