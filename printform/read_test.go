package printform_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// placed is a text with its place on a page, from below.
type placed struct {
	x, y float64
	text string
}

// page are the texts of a page in their order.
type page []placed

// text returns the texts, each line of the page in one line.
func (p page) text() string {
	var out strings.Builder
	for i, x := range p {
		switch {
		case i == 0:
		case x.y == p[i-1].y:
			out.WriteByte('\t')
		default:
			out.WriteByte('\n')
		}
		out.WriteString(strings.ReplaceAll(x.text, "\u00a0", " "))
	}
	return out.String()
}

var (
	streamPattern = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	cmapPattern   = regexp.MustCompile(`<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4,8})>`)
	textPattern   = regexp.MustCompile(`(?m)^([\d.-]+) ([\d.-]+) TD$|/F(\d+) |<([0-9A-Fa-f]+)>|\] ?TJ`)
	framePattern  = regexp.MustCompile(`(?m)^([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re`)
)

// contents returns the streams of pages, and the tables of the fonts by which
// glyphs become letters.
func contents(t *testing.T, pdf []byte) (pages []string, fonts []map[string]string) {
	t.Helper()
	for _, m := range streamPattern.FindAllSubmatch(pdf, -1) {
		data := m[1]
		if r, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
			if data, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		switch {
		case bytes.Contains(data, []byte("begincmap")):
			table := map[string]string{}
			for _, m := range cmapPattern.FindAllStringSubmatch(string(data), -1) {
				table[strings.ToUpper(m[1])] = letters(t, m[3])
			}
			fonts = append(fonts, table)
		case bytes.Contains(data, []byte(" TD\n")):
			pages = append(pages, string(data))
		}
	}
	return pages, fonts
}

// readPDF returns the texts of a PDF file as a reader finds and copies them.
func readPDF(t *testing.T, pdf []byte) []page {
	t.Helper()
	streams, fonts := contents(t, pdf)
	var out []page
	for _, stream := range streams {
		var p page
		font := 0
		for _, m := range textPattern.FindAllStringSubmatch(stream, -1) {
			switch {
			case m[1] != "":
				p = append(p, placed{number(t, m[1]), number(t, m[2]), ""})
			case m[3] != "":
				font = int(number(t, m[3]))
			case m[4] != "":
				for i := 0; i+4 <= len(m[4]); i += 4 {
					letter, ok := fonts[font-1][strings.ToUpper(m[4][i:i+4])]
					if !ok {
						t.Fatalf("glyph %s of font %d is no letter", m[4][i:i+4], font)
					}
					p[len(p)-1].text += letter
				}
			}
		}
		out = append(out, p)
	}
	return out
}

// box is a frame on a page, counted from 0.
type box struct {
	page       int
	x, y, w, h float64
}

func (b box) holds(p placed) bool {
	return p.x > b.x && p.x < b.x+b.w && p.y < max(b.y, b.y+b.h) && p.y > min(b.y, b.y+b.h)
}

// frames returns the frames.
func frames(t *testing.T, pdf []byte) (out []box) {
	t.Helper()
	streams, _ := contents(t, pdf)
	for i, stream := range streams {
		for _, m := range framePattern.FindAllStringSubmatch(stream, -1) {
			out = append(out, box{i, number(t, m[1]), number(t, m[2]), number(t, m[3]), number(t, m[4])})
		}
	}
	return out
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func letters(t *testing.T, code string) string {
	t.Helper()
	raw, err := hex.DecodeString(code)
	if err != nil {
		t.Fatal(err)
	}
	var units []uint16
	for i := 0; i+2 <= len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}

// checkFile holds a file against the frame of the format: its table of objects
// leads to objects.
func checkFile(t *testing.T, pdf []byte) {
	t.Helper()
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
		t.Error("it is no PDF")
	}
	m := regexp.MustCompile(`startxref\s+(\d+)`).FindSubmatch(pdf)
	if m == nil {
		t.Fatal("no table of objects")
	}
	start := int(number(t, string(m[1])))
	if start >= len(pdf) || !bytes.HasPrefix(pdf[start:], []byte("xref")) {
		t.Fatalf("the table of objects is not at %d", start)
	}
	objects := 0
	for i, m := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n`).FindAllSubmatch(pdf[start:], -1) {
		at := int(number(t, string(m[1])))
		if want := strconv.Itoa(i+1) + " 0 obj"; at >= len(pdf) || !bytes.HasPrefix(pdf[at:], []byte(want)) {
			t.Errorf("object %d is not at %d", i+1, at)
		}
		objects++
	}
	if objects < 5 {
		t.Errorf("%d objects", objects)
	}
	for _, word := range []string{"/JavaScript", "/Launch", "/URI", "/OpenAction"} {
		if bytes.Contains(pdf, []byte(word)) {
			t.Errorf("it has %s", word)
		}
	}
}
