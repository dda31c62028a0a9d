package report_test

import (
	"errors"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/report"
)

// FuzzRead: whatever the bytes, Read ends with a header that agrees with its
// name, or with an error for people.
func FuzzRead(f *testing.F) {
	for _, file := range files(f, "testdata") {
		name, data := load(f, file)
		f.Add(name, data)
	}
	name, data := parts{}.file(f)
	f.Add(name, data)
	f.Add("x.xml", []byte("<Файл><Документ КНД='1110355'/></Файл>"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		h, err := report.Read(name, data)
		if err == nil {
			if h.FileName != name || !strings.HasPrefix(name, h.FileID+".") || h.Payer.Check() != nil || h.PeriodKey == "" || len(h.KND) != 7 || len(h.Office) != 4 {
				t.Fatalf("%+v", h)
			}
			return
		}
		var e *sdano.Error
		if !errors.As(err, &e) || e.Message == "" || e.Remedy == "" || len(e.Findings) == 0 {
			t.Fatalf("%v", err)
		}
		if e.Kind != sdano.Invalid && e.Kind != sdano.Unprocessable {
			t.Fatalf("kind %s", e.Kind)
		}
	})
}
