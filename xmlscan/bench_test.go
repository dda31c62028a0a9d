package xmlscan_test

import (
	"os"
	"testing"

	"sdano/xmlscan"
)

func BenchmarkCheck(b *testing.B) {
	data, err := os.ReadFile("testdata/declaration.xml")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := xmlscan.Check(data); err != nil {
			b.Fatal(err)
		}
	}
}
