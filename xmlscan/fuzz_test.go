package xmlscan_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/xmlscan"
)

var seeds = []string{
	"<a/>", "<a b='1' c=\"2\">t<d/>&amp;</a>", "<?xml version='1.0' encoding='UTF-8'?><Файл а='б'>в</Файл>",
	"<a>\r\n<![CDATA[x]]><!-- y --><?z?></a>", "<!DOCTYPE a><a/>", "<a></b>", "<a b='1' b='2'/>",
	"<a>&#1078;&#x436;&lt;</a>", "<a x='\t\n'/>", "\xEF\xBB\xBF<a/>", "<a", "<A/>\x00",
}

// reference lists the document as encoding/xml reads it, in the form of events.
// It joins neighbouring texts, because the borders differ.
func reference(data []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("not UTF-8") }
	var out []string
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			line := "<" + t.Name.Local
			for _, a := range t.Attr {
				value := strings.NewReplacer("\n", " ", "\t", " ").Replace(a.Value)
				line += " " + a.Name.Local + "=" + value
			}
			out = append(out, line)
		case xml.EndElement:
			out = append(out, ">"+t.Name.Local)
		case xml.CharData:
			out = addText(out, string(t))
		}
	}
}

// addText appends a text, or joins it to a text before it.
func addText(out []string, text string) []string {
	if n := len(out); n > 0 && out[n-1][0] == '"' {
		out[n-1] += text
		return out
	}
	if text == "" {
		return out
	}
	return append(out, `"`+text)
}

// tagsAndTexts lists what a scanner reads in the same form.
func tagsAndTexts(s *xmlscan.Scanner) ([]string, error) {
	var out []string
	for {
		kind, err := s.Next()
		switch {
		case err != nil:
			return out, err
		case kind == xmlscan.EOF:
			return out, nil
		case kind == xmlscan.Start:
			line := "<" + s.Name()
			for name, value := range s.Attrs {
				line += " " + name + "=" + value
			}
			out = append(out, line)
		case kind == xmlscan.End:
			out = append(out, ">"+s.Name())
		default:
			out = addText(out, s.Text())
		}
	}
}

// ours lists the document as reference does, which knows no normalisation.
func ours(data []byte) ([]string, error) {
	out, err := tagsAndTexts(xmlscan.New(data))
	for i, line := range out {
		if line[0] == '<' {
			out[i] = strings.NewReplacer("\n", " ", "\t", " ").Replace(line)
		}
	}
	return out, err
}

// FuzzScanner holds the scanner against encoding/xml: it never accepts what that
// refuses, and reads the same where both accept. (The other way round it is
// stricter: encoding/xml knows no repeated attributes, no single root, and so
// on.) Names with colons and outside of ASCII are left out, because the two
// follow different editions of the names.
func FuzzScanner(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	if data, err := os.ReadFile("testdata/declaration.xml"); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ours(data)
		if err != nil {
			var e *sdano.Error
			if !errors.As(err, &e) || e.Kind != sdano.Invalid || e.Code != "bad_xml" || len(e.Findings) != 1 || e.Findings[0].Line < 1 || e.Findings[0].Column < 1 {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, event := range got {
			if name, _, _ := strings.Cut(event[1:], "="); event[0] != '"' && strings.ContainsFunc(name, foreign) {
				return
			}
		}
		if bytes.Contains(data, []byte("<?")) || bytes.ContainsAny(data, "\r:") {
			return // instructions, whose names are no events, and line ends
		}
		// Zero bytes that fill up a file are no characters to encoding/xml.
		whole := bytes.TrimRight(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), "\x00 \t\n")
		want, err := reference(whole)
		if err != nil {
			t.Fatalf("encoding/xml refuses: %v", err)
		}
		if d := cmp.Diff(strip(want), got); d != "" {
			t.Fatal(d)
		}
	})
}

// foreign reports whether a character is one on which the editions differ.
func foreign(r rune) bool { return r > 0x7f }

// FuzzReset holds a Scanner that has read a part of another document before
// against a fresh one.
func FuzzReset(f *testing.F) {
	for i, seed := range seeds {
		f.Add([]byte(seed), []byte(seeds[len(seeds)-1-i]), uint8(i), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, before, data []byte, steps uint8, guess bool) {
		config := xmlscan.Config{Guess: guess}
		used := config.New(before)
		for range steps {
			if kind, err := used.Next(); err != nil || kind == xmlscan.EOF {
				break
			}
		}
		used.Reset(data)
		got, gotErr := events(used)
		fresh := config.New(data)
		want, wantErr := events(fresh)
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(wantErr, gotErr); d != "" {
			t.Error(d)
		}
		if used.Encoding() != fresh.Encoding() || used.Offset() != fresh.Offset() || used.Path() != fresh.Path() {
			t.Errorf("at %d %s, not at %d %s", used.Offset(), used.Path(), fresh.Offset(), fresh.Path())
		}
	})
}

// strip drops the texts around the root.
func strip(events []string) []string {
	for len(events) > 0 && events[0][0] == '"' {
		events = events[1:]
	}
	for n := len(events); n > 0 && events[n-1][0] == '"'; n = len(events) {
		events = events[:n-1]
	}
	return events
}
