package xmlscan_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano/xmlscan"
)

// file returns a document of testdata.
func file(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// inUTF8 returns a document of windows-1251 in UTF-8.
func inUTF8(tb testing.TB, data []byte) []byte {
	tb.Helper()
	out, err := charmap.Windows1251.NewDecoder().Bytes(bytes.Replace(data, []byte("windows-1251"), []byte("utf-8"), 1))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// BenchmarkScan reads whole titles, beside the tokens of encoding/xml.
func BenchmarkScan(b *testing.B) {
	for _, name := range []string{"buyer", "seller", "declaration"} {
		data := file(b, name+".xml")
		wide := inUTF8(b, data)
		b.Run(name+"/windows-1251", func(b *testing.B) { scanAgain(b, data) })
		b.Run(name+"/utf-8", func(b *testing.B) { scanAgain(b, wide) })
		b.Run(name+"/encoding-xml", func(b *testing.B) { tokens(b, wide) })
	}
}

// scanAgain reads a document again and again with one Scanner.
func scanAgain(b *testing.B, data []byte) {
	s := xmlscan.New(nil)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		s.Reset(data)
		if err := s.Finish(); err != nil {
			b.Fatal(err)
		}
	}
}

func tokens(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.RawToken(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkWriter writes the buyer's title.
func BenchmarkWriter(b *testing.B) {
	events := recorded(b, file(b, "buyer.xml"))
	b.ReportAllocs()
	for b.Loop() {
		w := xmlscan.NewWriter()
		for _, e := range events {
			e.write(w)
		}
		data, err := w.Bytes()
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(data)))
	}
}

// event is one call of a Writer.
type event struct {
	kind  xmlscan.Kind
	text  string // of a Text; the name of a Start
	attrs []string
}

func (e event) write(w *xmlscan.Writer) {
	switch e.kind {
	case xmlscan.Start:
		w.Start(e.text, e.attrs...)
	case xmlscan.Text:
		w.Text(e.text)
	default:
		w.End()
	}
}

// recorded returns the calls that write a document again.
func recorded(tb testing.TB, data []byte) []event {
	tb.Helper()
	var out []event
	s := xmlscan.New(data)
	for {
		kind, err := s.Next()
		if err != nil {
			tb.Fatal(err)
		}
		switch kind {
		case xmlscan.EOF:
			return out
		case xmlscan.Start:
			e := event{kind: kind, text: s.Name()}
			for name, value := range s.Attrs {
				e.attrs = append(e.attrs, name, value)
			}
			out = append(out, e)
		default:
			out = append(out, event{kind: kind, text: s.Text()})
		}
	}
}
