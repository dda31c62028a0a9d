package titletest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano/internal/oracle"
	"sdano/titles/title"
	"sdano/titles/tree"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares what was made with the file testdata/<name>; with the flag
// -update it writes the file.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (-update writes it)", err)
	}
	if string(want) != string(got) {
		t.Errorf("%s has changed (-update accepts it):\n--- want\n%s\n--- got\n%s", path, Text(want), Text(got))
	}
}

// Text returns a document in windows-1251 or UTF-8 as UTF-8 text whose
// declaration says so, to be edited.
func Text(doc []byte) string {
	head := string(doc[:min(len(doc), 80)])
	if !strings.Contains(head, "windows-1251") {
		return string(doc)
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(doc)
	if err != nil {
		return string(doc) // cannot be: the decoder knows every byte
	}
	return strings.Replace(string(text), "windows-1251", "UTF-8", 1)
}

// Samples returns the reference samples of a format by file name without
// extension; the test is skipped if the folder is absent.
func Samples(t *testing.T, f *title.Format) map[string][]byte {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(oracle.Shared(t, "formats", "samples"), "*", f.Prefix+"_*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, path := range found {
		doc, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if of(f, doc) {
			out[strings.TrimSuffix(filepath.Base(path), ".xml")] = doc
		}
	}
	return out
}

// of reports whether a document is of the format by version and КНД.
func of(f *title.Format, doc []byte) bool {
	d, err := tree.Parse(doc)
	if err != nil || !slices.Contains(f.Versions, d.Root().Attr("ВерсФорм")) {
		return false
	}
	for child := range d.Root().Children() {
		if child.Has("КНД") {
			return child.Attr("КНД") == f.KND
		}
	}
	return f.KND == ""
}

// dose returns how many documents one comparison judges: its share of those of
// all formats.
func dose(t *testing.T) int {
	t.Helper()
	const comparisons = 33
	total := 50_000
	if text := os.Getenv("SDANO_MUTANTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			t.Fatalf("SDANO_MUTANTS is %q, not a number of documents", text)
		}
		total = n
	}
	if testing.Short() {
		total /= 10
	}
	return max(total/comparisons, 10)
}
