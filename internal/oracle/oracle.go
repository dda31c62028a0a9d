// Package oracle gives tests an independent opinion: the official schemas and
// samples of the formats, which are not part of this repository, and libxml2 by
// its program xmllint. Tests compare their verdicts with ours; where the folder
// or the program is absent they are skipped, never failed, so that the suite is
// complete without both.
package oracle

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// variable names the environment variable with the path of the reference
// folder.
const variable = "SDANO_SHARED"

// Shared returns a path below the reference folder, which is that of the
// environment variable SDANO_SHARED or else "shared" beside the repository. The
// test is skipped if there is no such file or folder.
func Shared(t testing.TB, parts ...string) string {
	t.Helper()
	folder := os.Getenv(variable)
	if folder == "" {
		folder = filepath.Join(repository(t), "..", "shared")
	}
	path := filepath.Join(append([]string{folder}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s in the reference folder (%s)", filepath.Join(parts...), variable)
	}
	return path
}

// repository returns the folder of go.mod, above the folder in which go test
// runs a package's tests.
func repository(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			t.Skip("the tests do not run inside the repository")
		}
		folder = above
	}
}

// Xmllint returns the path of xmllint. The test is skipped if it is not
// installed.
func Xmllint(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (package libxml2-utils)")
	}
	return path
}

// Validate returns for each document whether libxml2 finds it valid against a
// schema; one that is not well-formed is not. The test is skipped without
// xmllint, and fails if the schema does not compile.
func Validate(t testing.TB, schemaPath string, docs [][]byte) []bool {
	t.Helper()
	return ask(t, schemaPath, docs, "validates")
}

// anything is a schema whose verdict is of no interest: that there is one tells
// that libxml2 could read the document.
const anything = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`

// WellFormed returns for each document whether it is well-formed to libxml2.
// What it says of undeclared prefixes and the like is left aside: that belongs
// to namespaces, not to well-formedness. The test is skipped without xmllint.
func WellFormed(t testing.TB, docs [][]byte) []bool {
	t.Helper()
	schema := filepath.Join(t.TempDir(), "anything.xsd")
	if err := os.WriteFile(schema, []byte(anything), 0o600); err != nil {
		t.Fatal(err)
	}
	return ask(t, schema, docs, "validates", "fails to validate")
}

// batch is how many documents one run of xmllint gets.
const batch = 1000

// ask returns for each document whether xmllint says one of these things of it.
func ask(t testing.TB, schema string, docs [][]byte, verdicts ...string) []bool {
	t.Helper()
	xmllint := Xmllint(t)
	schema, err := filepath.Abs(schema)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]bool, len(docs))
	folder := t.TempDir()
	for first := 0; first < len(docs); first += batch {
		last := min(first+batch, len(docs))
		said := run(t, xmllint, schema, folder, first, docs[first:last])
		for i := first; i < last; i++ {
			for _, verdict := range verdicts {
				out[i] = out[i] || said[name(i)+" "+verdict]
			}
		}
	}
	return out
}

func name(i int) string { return fmt.Sprintf("%06d.xml", i) }

// run shows documents, the first of which has this number, to xmllint and
// returns the lines that it says.
func run(t testing.TB, xmllint, schema, folder string, first int, docs [][]byte) map[string]bool {
	t.Helper()
	args := []string{"--noout", "--nonet", "--schema", schema}
	for i, doc := range docs {
		path := filepath.Join(folder, name(first+i))
		if err := os.WriteFile(path, doc, 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(path)
		args = append(args, name(first+i))
	}
	command := exec.Command(xmllint, args...)
	command.Dir = folder
	// Its exit status tells only that some document is bad.
	text, _ := command.CombinedOutput()
	said := make(map[string]bool, len(docs))
	for line := range bytes.Lines(text) {
		said[string(bytes.TrimRight(line, "\r\n"))] = true
	}
	if said["WXS schema "+schema+" failed to compile"] {
		t.Fatalf("libxml2 refuses the schema %s:\n%s", schema, text[:min(len(text), 2000)])
	}
	return said
}
