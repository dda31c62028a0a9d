package titles_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"sdano/titles"
	"sdano/titles/show"
)

// FuzzCheck: whatever a file holds, it is judged, and what was read of it can be
// shown; a verdict without errors has something to show.
func FuzzCheck(f *testing.F) {
	f.Add("", []byte("<Файл/>"))
	f.Add(buyerName+".xml", []byte(buyer))
	found, err := filepath.Glob("*/testdata/*.xml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range found {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 8<<10 {
			f.Add(filepath.Base(path), data)
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		v := titles.Check(titles.Input{Name: name, Data: data}, titles.Options{})
		if v.Valid && v.Document == nil {
			t.Errorf("valid, but nothing was read: %+v", v)
		}
		var page bytes.Buffer
		if err := show.Page(v.Document, v.Findings).Render(context.Background(), &page); err != nil {
			t.Error(err)
		}
		if err := show.Text(io.Discard, v.Document, v.Findings); err != nil {
			t.Error(err)
		}
	})
}
