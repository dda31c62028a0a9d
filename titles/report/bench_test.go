package report_test

import (
	"os"
	"testing"

	"sdano/titles/report"
)

// The fixture is as long as the sample declaration of the demo.
const declaration = "NO_USN_7701_7701_7799999919779901001_20260410_6ba7b810-9dad-51d1-80b4-00c04fd430c8.xml"

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile("testdata/" + declaration)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := report.Read(declaration, data); err != nil {
			b.Fatal(err)
		}
	}
}
