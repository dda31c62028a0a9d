package xsd_test

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sdano/internal/mutant"
	"sdano/internal/oracle"
	"sdano/xmlscan"
	"sdano/xsd"
)

// official is an official schema and the samples that belong to it.
type official struct {
	path    string
	data    []byte
	schema  *xsd.Schema
	samples [][]byte
}

var (
	version = regexp.MustCompile(`ВерсФорм="([^"]*)"`)
	knd     = regexp.MustCompile(`КНД="([^"]*)"`)
)

// officials returns the schemas of the reference folder.
func officials(t testing.TB) []official {
	t.Helper()
	root := oracle.Shared(t, "formats")
	var out []official
	var samples []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch filepath.Ext(path) {
		case ".xsd":
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			s, err := xsd.Compile(filepath.Base(path), data)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				return nil
			}
			out = append(out, official{path: path, data: data, schema: s})
		case ".xml":
			samples = append(samples, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range samples {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range out {
			if out[i].fits(filepath.Base(path), data) {
				out[i].samples = append(out[i].samples, data)
			}
		}
	}
	return out
}

// fits reports whether a sample is of the format and version of the schema.
func (o *official) fits(name string, data []byte) bool {
	s := xmlscan.New(data)
	if _, err := s.Next(); err != nil {
		return false
	}
	text := string(s.Encoding().Append(nil, data))
	root := s.Name()
	prefix, _, _ := strings.Cut(o.schema.Name(), "_1_")
	if prefix != o.schema.Name() && !strings.HasPrefix(name, prefix+"_") {
		return false
	}
	if !slices.Contains(o.schema.Roots(), root) {
		return false
	}
	ok := func(re *regexp.Regexp, paths ...[]string) bool {
		for _, path := range paths {
			if values := o.schema.Values(path...); values != nil {
				m := re.FindStringSubmatch(text)
				return m != nil && slices.Contains(values, m[1])
			}
		}
		return true
	}
	return ok(version, []string{root, "@ВерсФорм"}) &&
		ok(knd, []string{root, "Документ", "@КНД"}, []string{root, "ИнфПок", "@КНД"})
}

func TestOfficialSamplesAreValid(t *testing.T) {
	t.Parallel()
	valid := map[string]bool{}
	for _, o := range officials(t) {
		if len(o.samples) == 0 {
			t.Logf("no sample for %s", o.schema.Name())
		}
		for _, doc := range o.samples {
			found := o.schema.Check(doc)
			valid[string(doc)] = valid[string(doc)] || found == nil
			if found != nil {
				t.Logf("%s: %+v", o.schema.Name(), found)
			}
		}
	}
	if len(valid) < 40 {
		t.Errorf("only %d samples found a schema", len(valid))
	}
	for doc, ok := range valid {
		if !ok {
			t.Errorf("valid against none of its schemas: %.300s", doc)
		}
	}
}

// mutants is how many documents the comparison takes: 50 000, fewer with -short,
// as many as the environment variable SDANO_MUTANTS says.
func mutants(t *testing.T) int {
	n := 50_000
	if testing.Short() {
		n = 4_000
	}
	if text := os.Getenv("SDANO_MUTANTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// TestVerdictsAreThoseOfLibxml checks mutants of all samples and of documents
// made from the schemas against the official schemas, and compares the verdicts
// with those of libxml2.
func TestVerdictsAreThoseOfLibxml(t *testing.T) {
	t.Parallel()
	oracle.Xmllint(t)
	all := officials(t)
	each := mutants(t)/len(all) + 1
	for i, o := range all {
		t.Run(o.schema.Name(), func(t *testing.T) {
			t.Parallel()
			words, err := mutant.Vocabulary(o.data)
			if err != nil {
				t.Fatal(err)
			}
			g, err := mutant.NewGenerator(o.data)
			if err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(uint64(i), 7))
			seeds := slices.Clone(o.samples)
			for n := range 6 {
				seeds = append(seeds, g.Generate(r, float64(n)/5))
			}
			m := mutant.New(uint64(i), seeds, words)
			compare(t, &o, m, each)
		})
	}
}

func compare(t *testing.T, o *official, m *mutant.Mutator, count int) {
	c := o.schema.NewChecker()
	valid, differ := 0, 0
	for done := 0; done < count; {
		docs := make([][]byte, min(1000, count-done))
		for i := range docs {
			docs[i] = m.Next()
		}
		done += len(docs)
		for i, want := range oracle.Validate(t, o.path, docs) {
			found := c.Check(docs[i])
			if want {
				valid++
			}
			if want == (found == nil) {
				continue
			}
			if differ++; differ <= 3 {
				t.Errorf("libxml2 valid: %v; findings %+v\n%s", want, found, docs[i])
			}
		}
	}
	t.Logf("%d mutants, %d valid, %d differ", count, valid, differ)
}
