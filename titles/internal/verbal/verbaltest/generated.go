package verbaltest

import (
	"os"
	"slices"
	"testing"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

// generated answers first titles made at random from our own schema: whatever
// it finds valid is either answered or refused for a reason that is told.
func (e *Exchange) generated(t *testing.T) {
	schema, err := os.ReadFile("schema/first.xsd")
	if err != nil {
		t.Fatal(err)
	}
	const documents = 120
	answered := 0
	for _, doc := range titletest.Generated(t, e.First, schema, documents) {
		switch err := e.attempt(parse(t, doc)); {
		case err == nil:
			answered++
		case !told(err):
			t.Fatalf("%v: %v in\n%s", err, sdano.AsError(err).Findings, titletest.Text(doc))
		}
	}
	if answered*3 < documents {
		t.Errorf("only %d of %d are answered", answered, documents)
	}
}

// attempt answers a first title as little as possible. Its file has a name of
// the form, from which the participants are taken.
func (e *Exchange) attempt(d *tree.Document) error {
	name := e.First.Prefix + "_2ZZ-7799999919_2ZY-7799999940_20260101_6ba7b810-9dad-41d1-80b4-00c04fd430c8"
	_, err := e.First.Answer(titletest.Blank(e.First.Read(d), name))
	return err
}

// told reports whether an error says that something is wrong with the first
// title.
func told(err error) bool {
	return sdano.IsKind(err, sdano.Unprocessable) &&
		slices.ContainsFunc(sdano.AsError(err).Findings, func(f sdano.Finding) bool { return f.Code == title.CodeFirst })
}

// Fuzz reads and answers whatever is well-formed. A first title that our schema
// finds valid must be answered, or refused for a reason that is told.
func (e *Exchange) Fuzz(f *testing.F) {
	for _, name := range append(e.Answered, e.Silent...) {
		f.Add(load(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := tree.Parse(data)
		if err != nil {
			return
		}
		e.Second.Read(d)
		e.First.Violations(d)
		if err := e.attempt(d); err != nil && !told(err) && len(e.First.Schema().Check(data)) == 0 {
			t.Errorf("%v: %v", err, sdano.AsError(err).Findings)
		}
	})
}
