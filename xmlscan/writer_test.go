package xmlscan_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"sdano/xmlscan"
)

func TestWriterWritesWindows1251(t *testing.T) {
	t.Parallel()
	w := xmlscan.NewWriter()
	w.Start("Файл", "ИдФайл", `a<b>&"c'`, "пусто", "", "строки", "1\t2\r\n3")
	w.Attr("Нет", "")
	w.Leaf("Лист", "цена", "5 ₽ − 😀")
	w.Element("Текст", "a<b>&\"\r\n ₽")
	w.Start("Пусто")
	data, err := w.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="windows-1251"?>` + "\n" +
		`<Файл ИдФайл="a&lt;b&gt;&amp;&quot;c'" строки="1&#9;2&#13;&#10;3" Нет="">` +
		`<Лист цена="5 &#8381; &#8722; &#128512;"/>` +
		"<Текст>a&lt;b&gt;&amp;\"&#13;\n &#8381;</Текст><Пусто/></Файл>"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWriterKeepsTheFirstMistake(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(*xmlscan.Writer){
		"control character":        func(w *xmlscan.Writer) { w.Element("a", "\x01") },
		"invalid UTF-8":            func(w *xmlscan.Writer) { w.Element("a", "\xCF") },
		"name outside of the page": func(w *xmlscan.Writer) { w.Leaf("日") },
		"name that is none":        func(w *xmlscan.Writer) { w.Leaf("1a") },
		"name with a space":        func(w *xmlscan.Writer) { w.Leaf("a b") },
		"empty name":               func(w *xmlscan.Writer) { w.Leaf("") },
		"too many ends":            func(w *xmlscan.Writer) { w.Leaf("a"); w.End() },
		"text outside":             func(w *xmlscan.Writer) { w.Text("x") },
		"attribute after text":     func(w *xmlscan.Writer) { w.Start("a"); w.Text("x"); w.Attr("b", "c") },
		"attribute outside":        func(w *xmlscan.Writer) { w.Attr("b", "c") },
		"attribute twice":          func(w *xmlscan.Writer) { w.Leaf("a", "б", "1", "в", "2", "б", "3") },
		"zero byte in a value":     func(w *xmlscan.Writer) { w.Leaf("a", "b", "x\x00") },
		"escape in a value":        func(w *xmlscan.Writer) { w.Leaf("a", "b", "\x1B") },
		"U+FFFF":                   func(w *xmlscan.Writer) { w.Element("a", "\uFFFF") },
		"surrogate in UTF-8":       func(w *xmlscan.Writer) { w.Element("a", "\xED\xA0\x80") },
		"cut UTF-8":                func(w *xmlscan.Writer) { w.Leaf("a", "b", "слово\xD0") },
		"second root":              func(w *xmlscan.Writer) { w.Leaf("a"); w.Leaf("b") },
		"instruction":              func(w *xmlscan.Writer) { w.Leaf("?a") },
	} {
		w := xmlscan.NewWriter()
		write(w)
		w.Leaf("ok")
		if data, err := w.Bytes(); err == nil {
			t.Errorf("%s: written as %q", name, data)
		}
	}
}

func TestADocumentWithoutRootIsAMistake(t *testing.T) {
	t.Parallel()
	if data, err := xmlscan.NewWriter().Bytes(); err == nil {
		t.Errorf("written as %q", data)
	}
}

// TestEveryCharacterIsWrittenAndRead goes through all of the characters that
// windows-1251 has and all on the borders of what XML allows.
func TestEveryCharacterIsWrittenAndRead(t *testing.T) {
	t.Parallel()
	runes := []rune{'\t', '\n', '\r', 0x7F, 0x85, 0x98, 0xA0, 0xAD, 0x2028, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600, utf8.MaxRune}
	for r := range rune(0x2500) {
		if r >= ' ' {
			runes = append(runes, r)
		}
	}
	for _, r := range runes {
		w := xmlscan.NewWriter()
		w.Start("a", "b", string(r)+"x")
		w.Text("x" + string(r))
		data, err := w.Bytes()
		if err != nil {
			t.Fatalf("%#U: %v", r, err)
		}
		s := xmlscan.New(data)
		if _, err := s.Next(); err != nil {
			t.Fatalf("%#U: %v\n%q", r, err, data)
		}
		value, _ := s.Attr("b")
		if text, err := s.Content(); err != nil || text != "x"+string(r) || value != string(r)+"x" {
			t.Errorf("%#U: %q, %q, %v", r, value, text, err)
		}
	}
}

// allowed generates texts of characters that XML allows.
func allowed() *rapid.Generator[string] {
	return rapid.StringOf(rapid.RuneFrom([]rune("аЯёЁ№ «»—\u00a0az09<>&\"'\t\n\r]₽😀日\u0301"))).Filter(utf8.ValidString)
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		script := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "script")
		roundTrip(t, script, "Файл", allowed().Draw(t, "value"), allowed().Draw(t, "text"))
	})
}

// play writes by a script, a call a byte, and returns what was written and the
// events that a reader has to find in it.
func play(script []byte, name, value, text string) (data []byte, want []string, err error) {
	w := xmlscan.NewWriter()
	depth, tag := 0, false
	start := func(attrs string) {
		depth++
		want, tag = append(want, "<"+name+attrs), true
		w.Start(name)
	}
	end := func() {
		depth--
		want, tag = append(want, ">"+name), false
		w.End()
	}
	write := func(what string) {
		want, tag = addText(want, what), false
		w.Text(what)
	}
	for i, call := range append([]byte{0}, script...) {
		switch {
		case i == 0, call%6 == 0 && depth > 0:
			start("")
		case call%6 == 1 && tag:
			attr := fmt.Sprintf("%s%d", name, i)
			want[len(want)-1] += " " + attr + "=" + value
			w.Attr(attr, value)
		case call%6 == 2 && depth > 0:
			write(text)
		case call%6 == 3 && depth > 1:
			end()
		case call%6 == 4 && depth > 0:
			want, tag = append(want, "<"+name, ">"+name), false
			w.Leaf(name)
		case call%6 == 5 && depth > 0:
			want, tag = append(want, "<"+name), false
			want = append(addText(want, value), ">"+name)
			w.Element(name, value)
		}
	}
	data, err = w.Bytes()
	for depth > 0 {
		end()
	}
	return data, want, err
}

// roundTrip holds what a Scanner reads against what a Writer was told.
func roundTrip(t rapid.TB, script []byte, name, value, text string) {
	t.Helper()
	data, want, err := play(script, name, value, text)
	if err != nil {
		if name == "Файл" && utf8.ValidString(value+text) && !strings.ContainsFunc(value+text, forbidden) {
			t.Fatalf("%v", err)
		}
		return
	}
	if !bytes.HasPrefix(data, []byte(`<?xml version="1.0" encoding="windows-1251"?>`+"\n<")) {
		t.Fatalf("begins as %.60q", data)
	}
	got, err := tagsAndTexts(xmlscan.New(data))
	if err != nil {
		t.Fatalf("%v\n%q", err, data)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("%s\n%q", d, data)
	}
}

// forbidden reports whether XML does not allow a character.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// FuzzWriterRoundTrip lets a Writer write anything: either it says what was
// wrong, or a Scanner reads it as it was meant.
func FuzzWriterRoundTrip(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5}, "Файл", "5 ₽ — 😀\r\n\t\"'", "a<b>&]]>\r\n")
	f.Add([]byte{1, 1}, "a:b", "\x00", "\xFF")
	f.Add([]byte{3, 3, 0}, "№", "", "")
	f.Fuzz(func(t *testing.T, script []byte, name, value, text string) {
		if len(script) > 90 || len(name) > 120 {
			return // the Limits
		}
		roundTrip(t, script, name, value, text)
	})
}
