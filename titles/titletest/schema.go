package titletest

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/internal/mutant"
	"sdano/internal/oracle"
	"sdano/titles/title"
	"sdano/xsd"
)

// Difference is a place at which our own schema and the official one may give
// different verdicts.
type Difference struct {
	// Reason says why; it is written into the log when the difference occurs.
	Reason string
	// Looser says that ours accepts what the official schema refuses; otherwise
	// ours is the stricter.
	Looser bool
	// Path is how the path of the finding ends, without indices:
	// "/СведТов/@НалСт"; Code is its code, "" for any.
	Path, Code string
}

// explains reports whether a finding is of the difference.
func (d Difference) explains(f sdano.Finding) bool {
	return strings.HasSuffix(Unindexed(f.Path), d.Path) && (d.Code == "" || d.Code == f.Code)
}

// Unindexed returns a path without the indices of its elements.
func Unindexed(path string) string {
	var b strings.Builder
	inside := false
	for _, r := range path {
		switch {
		case r == '[':
			inside = true
		case r == ']':
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// SchemaAgrees compares the verdicts of our own schema of a format, by our
// engine, with those of the official schema, by libxml2: on the samples, on
// valid documents generated from the official schema, and on mutants of both.
// Official is the path of the schema in the folder of formats, "upd/….xsd".
// Every difference that is not among the allowed ones fails the test.
func SchemaAgrees(t *testing.T, f *title.Format, official string, allowed ...Difference) {
	t.Helper()
	path := oracle.Shared(t, "formats", official)
	oracle.Xmllint(t)
	docs := documents(t, f, path, dose(t))
	verdicts := oracle.Validate(t, path, docs)
	theirs := compiled(t, path)
	seen, valid, shown := map[string]int{}, 0, 0
	for i, doc := range docs {
		ours := f.Schema().Check(doc)
		if verdicts[i] {
			valid++
		}
		if verdicts[i] == (len(ours) == 0) {
			continue
		}
		if reason := explanation(ours, theirs.Check(doc), allowed); reason != "" {
			seen[reason]++
			continue
		}
		if shown++; shown <= 5 {
			t.Errorf("%s: official schema says valid=%v, ours finds %v (their findings by our engine: %v) in\n%s",
				f.ID, verdicts[i], ours, theirs.Check(doc), Text(doc))
		}
	}
	if shown > 5 {
		t.Errorf("%s: %d differences in all", f.ID, shown)
	}
	t.Logf("%s: %d documents, %d valid, differences allowed: %v", f.ID, len(docs), valid, seen)
	if valid*20 < len(docs) || valid == len(docs) {
		t.Errorf("%s: %d of %d documents are valid: too one-sided to prove anything", f.ID, valid, len(docs))
	}
}

// explanation returns the reason of an allowed difference that is the cause of
// every finding of the one schema that refuses, "" if there is none.
func explanation(ours, theirs []sdano.Finding, allowed []Difference) string {
	looser := len(ours) == 0
	findings := ours
	if looser {
		findings = theirs
	}
	reason := ""
	for _, f := range findings {
		i := slices.IndexFunc(allowed, func(d Difference) bool { return d.Looser == looser && d.explains(f) })
		if i < 0 {
			return ""
		}
		reason = allowed[i].Reason
	}
	return reason
}

func compiled(t *testing.T, path string) *xsd.Schema {
	t.Helper()
	schema, err := xsd.Compile(path, read(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// documents returns n documents to be judged by the schema at path: the samples
// of the format, generated documents, and mutants of both.
func documents(t *testing.T, f *title.Format, path string, n int) [][]byte {
	t.Helper()
	schema := read(t, path)
	var docs [][]byte
	for _, doc := range Samples(t, f) {
		docs = append(docs, doc)
	}
	docs = append(docs, Generated(t, f, schema, max(n/10, 8))...)
	words, err := mutant.Vocabulary(schema)
	if err != nil {
		t.Fatal(err)
	}
	mutator := mutant.New(seed(f), slices.Clone(docs), words)
	for len(docs) < n {
		docs = append(docs, mutator.Next())
	}
	return docs
}

// Generated returns n documents of a format made at random from a schema, by
// which all of them are valid, sparse and full; the same in every run.
func Generated(t *testing.T, f *title.Format, schema []byte, n int) [][]byte {
	t.Helper()
	generator, err := mutant.NewGenerator(schema)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed(f), 1))
	docs := make([][]byte, n)
	for i := range docs {
		docs[i] = generator.Generate(r, []float64{0, .3, .7, 1}[i%4])
	}
	return docs
}

// seed makes each format's documents its own, and the same in every run.
func seed(f *title.Format) uint64 {
	h := fnv.New64a()
	h.Write([]byte(f.ID))
	return h.Sum64()
}
