package xsd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sdano/xsd"
)

// testdata compiles the schema of the tests and returns it with one of their
// documents.
func testdata(t testing.TB, document string) (*xsd.Schema, []byte) {
	t.Helper()
	schema, err := os.ReadFile("testdata/delivery.xsd")
	if err != nil {
		t.Fatal(err)
	}
	s, err := xsd.Compile("delivery.xsd", schema)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join("testdata", document))
	if err != nil {
		t.Fatal(err)
	}
	return s, doc
}

func BenchmarkCheck(b *testing.B) {
	for _, name := range []string{"buyer.xml", "seller.xml"} {
		s, doc := testdata(b, name)
		b.Run(name, func(b *testing.B) { benchmarkCheck(b, s, doc) })
	}
}

func benchmarkCheck(b *testing.B, s *xsd.Schema, doc []byte) {
	c := s.NewChecker()
	if found := c.Check(doc); found != nil {
		b.Fatal(found)
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		c.Check(doc)
	}
}

// BenchmarkCheckOfficial takes the official schemas, each with its first sample
// that is valid.
func BenchmarkCheckOfficial(b *testing.B) {
	for _, o := range officials(b) {
		for _, doc := range o.samples {
			if o.schema.Check(doc) == nil {
				b.Run(fmt.Sprintf("%s/%d", o.schema.Name(), len(doc)), func(b *testing.B) { benchmarkCheck(b, o.schema, doc) })
				break
			}
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	data, err := os.ReadFile("testdata/delivery.xsd")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := xsd.Compile("delivery.xsd", data); err != nil {
			b.Fatal(err)
		}
	}
}
