package xmlscan_test

import (
	"testing"
	"unicode/utf8"

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
	} {
		w := xmlscan.NewWriter()
		write(w)
		w.Leaf("ok")
		if data, err := w.Bytes(); err == nil {
			t.Errorf("%s: written as %q", name, data)
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
		value, text := allowed().Draw(t, "value"), allowed().Draw(t, "text")
		w := xmlscan.NewWriter()
		w.Start("Файл")
		w.Attr("Значение", value)
		w.Text(text)
		data, err := w.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		s := xmlscan.New(data)
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
		gotValue, _ := s.Attr("Значение")
		gotText, err := s.Content()
		if err != nil || gotValue != value || gotText != text {
			t.Fatalf("%q, %q, %v\n%s", gotValue, gotText, err, data)
		}
	})
}
