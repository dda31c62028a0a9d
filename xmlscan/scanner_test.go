package xmlscan_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/xmlscan"
)

// cp1251 encodes a text for tests.
func cp1251(t testing.TB, text string) []byte {
	t.Helper()
	data, err := charmap.Windows1251.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// events lists what a scanner hands out, one line each.
func events(s *xmlscan.Scanner) ([]string, error) {
	var out []string
	for {
		kind, err := s.Next()
		switch {
		case err != nil:
			return out, err
		case kind == xmlscan.EOF:
			return out, nil
		case kind == xmlscan.Start:
			line := fmt.Sprintf("%d <%s", s.Depth(), s.Name())
			for name, value := range s.Attrs {
				line += fmt.Sprintf(" %s=%q", name, value)
			}
			out = append(out, line)
		case kind == xmlscan.End:
			out = append(out, fmt.Sprintf("%d >%s", s.Depth(), s.Name()))
		case kind == xmlscan.Text:
			out = append(out, fmt.Sprintf("%d %q", s.Depth(), s.Text()))
		}
	}
}

const document = `<?xml version="1.0" encoding="%s" standalone='yes'?>
<!-- до корня -- нельзя, а - можно -->
<Файл  ИдФайл = "а&amp;б" пусто=''>
<a.b-1 x='"&#1078;&#x436;&quot;'/>текст &lt;ё&gt;<![CDATA[<&]]><?что угодно?> ]] >
</Файл >
<?конец?>
`

func TestScannerHandsOutTagsAndTextsInBothEncodings(t *testing.T) {
	t.Parallel()
	want := []string{
		`1 <Файл ИдФайл="а&б" пусто=""`, `1 "\n"`,
		`2 <a.b-1 x="\"жж\""`, `2 >a.b-1`,
		`1 "текст <ё>"`, `1 "<&"`, `1 " ]] >\n"`, `1 >Файл`,
	}
	text := strings.Replace(document, "-- нельзя", "нельзя", 1)
	for name, data := range map[string][]byte{
		"utf-8":          []byte(fmt.Sprintf(text, "utf-8")),
		"utf-8 with BOM": []byte("\xEF\xBB\xBF" + fmt.Sprintf(text, "UTF-8")),
		"windows-1251":   cp1251(t, fmt.Sprintf(text, "windows-1251")),
		"cp1251":         cp1251(t, fmt.Sprintf(text, "CP1251")),
	} {
		got, err := events(xmlscan.New(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestValuesAreNormalised(t *testing.T) {
	t.Parallel()
	s := xmlscan.New([]byte("<a x=' 1\r\n2\t3\r4&#9;5&#13;&#10;6' y='\r\n'>т\r\nе\rк\tс<![CDATA[\r\n&amp;]]></a>"))
	if _, err := s.Next(); err != nil {
		t.Fatal(err)
	}
	if x, _ := s.Attr("x"); x != " 1 2 3 4\t5\r\n6" {
		t.Errorf("x = %q", x)
	}
	if y, ok := s.Attr("y"); y != " " || !ok {
		t.Errorf("y = %q, %v", y, ok)
	}
	if text, err := s.Content(); err != nil || text != "т\nе\nк\tс\n&amp;" {
		t.Errorf("text = %q, %v", text, err)
	}
	if s.Text() != "" {
		t.Error("an end tag has a text")
	}
}

func TestScannerAnswersAboutTheCurrentElement(t *testing.T) {
	t.Parallel()
	s := xmlscan.New(cp1251(t, "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<Файл>\n\t<Документ КНД=\"1152017\" x='&amp;'><a/>слово<b><b>нет</b></b> и дело</Документ>\n</Файл>"))
	if s.Name() != "" || s.Is("Файл") || s.Path() != "" {
		t.Error("there is a current element before the first tag")
	}
	for range 3 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if !s.Is("Документ") || s.Is("Документы") || s.Is("Докумен") || s.Name() != "Документ" || s.Path() != "/Файл/Документ" || s.Depth() != 2 {
		t.Errorf("name %q, path %q, depth %d", s.Name(), s.Path(), s.Depth())
	}
	if !s.AttrIs("КНД", "1152017") || s.AttrIs("КНД", "115201") || s.AttrIs("x", "&amp;") || s.AttrIs("нет", "") {
		t.Error("AttrIs is wrong")
	}
	if line, column := s.Position(s.Offset()); line != 3 || column != 2 {
		t.Errorf("at %d:%d", line, column)
	}
	for name := range s.Attrs {
		if name != "КНД" {
			t.Errorf("attribute %s after the loop ended", name)
		}
		break
	}
	text, err := s.Content()
	if err != nil || text != "слово и дело" || !s.Is("Документ") || s.Depth() != 2 {
		t.Errorf("%q, %v, now at %q", text, err, s.Path())
	}
	if _, ok := s.Attr("КНД"); ok {
		t.Error("an end tag has attributes")
	}
	if err := s.Finish(); err != nil {
		t.Error(err)
	}
	if kind, err := s.Next(); kind != xmlscan.EOF || err != nil {
		t.Errorf("after the end: %v, %v", kind, err)
	}
}

func TestSkipPassesAnElementAndStillChecksIt(t *testing.T) {
	t.Parallel()
	s := xmlscan.New([]byte("<a><b><b/><c>1</c></b><d/></a>"))
	for range 2 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Skip(); err != nil {
		t.Fatal(err)
	}
	if kind, err := s.Next(); err != nil || kind != xmlscan.Start || !s.Is("d") {
		t.Errorf("after b: %v %s %v", kind, s.Name(), err)
	}
	broken := xmlscan.New([]byte("<a><b><c></b></a>"))
	if _, err := broken.Next(); err != nil {
		t.Fatal(err)
	}
	if err := broken.Skip(); !sdano.IsKind(err, sdano.Invalid) {
		t.Errorf("skip of a broken element: %v", err)
	}
}

// declare puts a declaration before a document.
func declare(encoding, rest string) string {
	return `<?xml version="1.0" encoding="` + encoding + `"?>` + rest
}

func TestWithinVisitsAllThatIsInside(t *testing.T) {
	t.Parallel()
	s := xmlscan.New([]byte("<a><b><c/><d><e/></d></b><f/></a>"))
	for range 2 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	var seen []string
	stop := errors.New("stop")
	visit := func() error {
		seen = append(seen, s.Name())
		if s.Is("d") {
			return s.Skip()
		}
		if s.Is("x") {
			return stop
		}
		return nil
	}
	if err := s.Within(visit); err != nil || !s.Is("b") {
		t.Errorf("%v, now at %s", err, s.Path())
	}
	if d := cmp.Diff([]string{"c", "d"}, seen); d != "" {
		t.Error(d)
	}
	other := xmlscan.New([]byte("<a><x/></a>"))
	if _, err := other.Next(); err != nil {
		t.Fatal(err)
	}
	if err := other.Within(func() error { return stop }); !errors.Is(err, stop) {
		t.Errorf("its own error: %v", err)
	}
}

// attributes returns n attributes a0, a1, ….
func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=''", i)
	}
	return b.String()
}

func TestBadDocumentsAreRefusedWithTheirPlace(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<a>", 101)
	many, some := attributes(201), attributes(199)
	for _, tc := range []struct {
		name, data, code string
		line, column     int
		says             string
	}{
		{"empty", "", xmlscan.CodeSyntax, 1, 1, "ни одного элемента"},
		{"blank", " \n ", xmlscan.CodeSyntax, 2, 2, "ни одного элемента"},
		{"comment only", "<!-- -->", xmlscan.CodeSyntax, 1, 9, "ни одного элемента"},
		{"no XML", "PK\x03\x04", xmlscan.CodeSyntax, 1, 1, "начинается не с тега"},
		{"two roots", "<a/>\n<b/>", xmlscan.CodeSyntax, 2, 1, "больше одного корневого"},
		{"text after the root", "<a/>\nя", xmlscan.CodeSyntax, 2, 1, "«я»"},
		{"CDATA after the root", "<a/><![CDATA[x]]>", xmlscan.CodeSyntax, 1, 5, "неуместна"},
		{"end without start", "</a>", xmlscan.CodeSyntax, 1, 1, "ничего не закрывает"},
		{"wrong end", "<a>\n <б></в></a>", xmlscan.CodeSyntax, 2, 5, "<б> закрыт тегом </в>"},
		{"not closed", "<a><b>", xmlscan.CodeSyntax, 1, 7, "не закрыт элемент <b>"},
		{"cut in a tag", "<a x='1'", xmlscan.CodeSyntax, 1, 9, "обрывается внутри тега"},
		{"cut in a value", "<a x='1", xmlscan.CodeSyntax, 1, 8, "обрывается в значении"},
		{"cut at <", "<a><", xmlscan.CodeSyntax, 1, 4, "обрывается внутри тега"},
		{"cut in an end tag", "<a></a", xmlscan.CodeSyntax, 1, 7, "не закончен"},
		{"no space between attributes", "<a x='1'y='2'/>", xmlscan.CodeSyntax, 1, 9, "неуместен знак «y»"},
		{"stray slash", "<a / >", xmlscan.CodeSyntax, 1, 4, "имя атрибута"},
		{"no equals sign", "<a x '1'/>", xmlscan.CodeSyntax, 1, 6, "нет знака «=»"},
		{"no quotes", "<a x=1/>", xmlscan.CodeSyntax, 1, 6, "не в кавычках"},
		{"repeated attribute", "<a x='1' y='' x='2'/>", xmlscan.CodeSyntax, 1, 15, "атрибут x повторяется"},
		{"repeated among many", "<a" + some + " a7=''/>", xmlscan.CodeSyntax, 1, 1486, "атрибут a7 повторяется"},
		{"< in a value", "<a x='<'/>", xmlscan.CodeSyntax, 1, 7, "знак «<»"},
		{"bad name", "<1/>", xmlscan.CodeSyntax, 1, 2, "имя элемента"},
		{"]]> in text", "<a>]]></a>", xmlscan.CodeSyntax, 1, 4, "«]]>»"},
		{"]]> in a long text", "<a>0123456789012]]></a>", xmlscan.CodeSyntax, 1, 17, "«]]>»"},
		{"control character", "<a>\x01</a>", xmlscan.CodeSyntax, 1, 4, "знак с кодом 1"},
		{"zero byte", "<a>\x00</a>", xmlscan.CodeSyntax, 1, 4, "знак с кодом 0"},
		{"U+FFFE", "<a>\uFFFE</a>", xmlscan.CodeSyntax, 1, 4, "недопустимый знак"},
		{"unknown reference", "<a>&nbsp;</a>", xmlscan.CodeSyntax, 1, 4, "«&nbsp;»"},
		{"bare ampersand", "<a x='A & B'/>", xmlscan.CodeSyntax, 1, 9, "«&»"},
		{"reference to nothing", "<a>&#0;</a>", xmlscan.CodeSyntax, 1, 4, "«&#0;»"},
		{"reference to a surrogate", "<a>&#xD800;</a>", xmlscan.CodeSyntax, 1, 4, "«&#xD800;»"},
		{"empty reference", "<a>&;</a>", xmlscan.CodeSyntax, 1, 4, "ссылка"},
		{"reference without digits", "<a>&#x;</a>", xmlscan.CodeSyntax, 1, 4, "ссылка"},
		{"-- in a comment", "<a><!-- -- --></a>", xmlscan.CodeSyntax, 1, 9, "«--»"},
		{"comment without end", "<a><!-- ", xmlscan.CodeSyntax, 1, 4, "комментарий без конца"},
		{"control character in a comment", "<a><!-- \x02 --></a>", xmlscan.CodeSyntax, 1, 9, "знак с кодом 2"},
		{"CDATA without end", "<a><![CDATA[ ]]</a>", xmlscan.CodeSyntax, 1, 4, "CDATA без конца"},
		{"instruction without end", "<a><?b c></a>", xmlscan.CodeSyntax, 1, 4, "инструкция без конца"},
		{"instruction with a bad target", "<a><?b+c?></a>", xmlscan.CodeSyntax, 1, 7, "инструкция <?b"},
		{"declaration not at the start", " <?xml version='1.0'?><a/>", xmlscan.CodeSyntax, 1, 2, "не в начале"},
		{"declaration without version", "<?xml encoding='utf-8'?><a/>", xmlscan.CodeSyntax, 1, 7, "с ошибкой"},
		{"empty declaration", "<?xml ?><a/>", xmlscan.CodeSyntax, 1, 7, "с ошибкой"},
		{"declaration of 2.0", "<?xml version='2.0'?><a/>", xmlscan.CodeSyntax, 1, 7, "с ошибкой"},
		{"declaration in disorder", "<?xml version='1.0' standalone='no' encoding='utf-8'?><a/>", xmlscan.CodeSyntax, 1, 37, "с ошибкой"},
		{"doctype", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", xmlscan.CodeDTD, 1, 1, "DOCTYPE"},
		{"external doctype", "<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'http://localhost/x'><a/>", xmlscan.CodeDTD, 2, 1, "DOCTYPE"},
		{"lower-case doctype", "<!doctype a><a/>", xmlscan.CodeDTD, 1, 1, "DOCTYPE"},
		{"entity inside", "<a><!ENTITY x 'y'></a>", xmlscan.CodeDTD, 1, 4, "ENTITY"},
		{"UTF-16 with mark", "\xFF\xFE<\x00a\x00/\x00>\x00", xmlscan.CodeEncoding, 1, 1, "UTF-16"},
		{"UTF-16 without mark", "\x00<\x00a\x00/\x00>", xmlscan.CodeEncoding, 1, 1, "UTF-16"},
		{"koi8-r", declare("koi8-r", "<a/>"), xmlscan.CodeEncoding, 1, 1, "koi8-r"},
		{"mark against declaration", "\xEF\xBB\xBF" + declare("windows-1251", "<a/>"), xmlscan.CodeEncoding, 1, 1, "метки UTF-8"},
		{"0x98 in text", declare("windows-1251", "<a>\xE0\x98</a>"), xmlscan.CodeEncoding, 1, 50, "0x98"},
		{"0x98 in a name", declare("windows-1251", "<a\x98/>"), xmlscan.CodeEncoding, 1, 48, "0x98"},
		{"windows-1251 called UTF-8", declare("utf-8", "<a>\xCF\xF0</a>"), xmlscan.CodeEncoding, 1, 42, "0xCF"},
		{"broken UTF-8 in a name", "<a\xCF/>", xmlscan.CodeEncoding, 1, 3, "0xCF"},
		{"overlong UTF-8", "<a>\xC0\x80</a>", xmlscan.CodeEncoding, 1, 4, "0xC0"},
		{"too deep", deep, xmlscan.CodeLimit, 1, 301, "больше 100"},
		{"too many attributes", "<a" + many + "/>", xmlscan.CodeLimit, 1, 1494, "больше 200"},
		{"too long a name", "<" + strings.Repeat("a", 256) + "/>", xmlscan.CodeLimit, 1, 2, "длиннее 255"},
	} {
		s := xmlscan.New([]byte(tc.data))
		_, err := events(s)
		var e *sdano.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if e.Kind != sdano.Invalid || e.Code != "bad_xml" || e.Remedy == "" || len(e.Findings) != 1 {
			t.Errorf("%s: %+v", tc.name, e)
			continue
		}
		f := e.Findings[0]
		if f.Code != tc.code || f.Line != tc.line || f.Column != tc.column || !strings.Contains(f.Message, tc.says) || !strings.Contains(e.Message, f.Message) {
			t.Errorf("%s: %s at %d:%d: %s", tc.name, f.Code, f.Line, f.Column, f.Message)
		}
		if _, again := s.Next(); !errors.Is(again, e) {
			t.Errorf("%s: then %v", tc.name, again)
		}
	}
}

func TestErrorsNameTheElement(t *testing.T) {
	t.Parallel()
	err := xmlscan.Check([]byte("<Файл><Документ><СвНП>&x;</СвНП></Документ></Файл>"))
	if e := sdano.AsError(err); len(e.Findings) != 1 || e.Findings[0].Path != "/Файл/Документ/СвНП" {
		t.Errorf("%+v", e)
	}
}

func TestLinesEndInAllThreeWays(t *testing.T) {
	t.Parallel()
	err := xmlscan.Check([]byte("<a>\n1\r\n2\r3\n\r4&x;</a>"))
	if f := sdano.AsError(err).Findings; len(f) != 1 || f[0].Line != 6 || f[0].Column != 2 {
		t.Errorf("%+v", f)
	}
}

// A file that was saved in UTF-8 under the old declaration is told so, not that
// its first tag is wrong.
func TestTextInUTF8DeclaredAsWindows1251(t *testing.T) {
	t.Parallel()
	const doc = `<?xml version="1.0" encoding="windows-1251"?><Файл Имя="Иван">`
	for name, data := range map[string][]byte{
		"short": []byte(doc + "</Файл>"), "long": []byte(doc + strings.Repeat("ё", 64<<10) + "</Файл>"),
	} {
		if err := xmlscan.Check(data); codeOf(err) != xmlscan.CodeEncoding || !strings.Contains(err.Error(), "записан файл в UTF-8") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, data := range map[string][]byte{
		"in windows-1251": cp1251(t, doc+"<></Файл>"), "in ASCII": []byte(declare("windows-1251", "<a><></a>")),
	} {
		if err := xmlscan.Check(data); codeOf(err) != xmlscan.CodeSyntax {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimitsCanBeSet(t *testing.T) {
	t.Parallel()
	small := xmlscan.Config{Limits: xmlscan.Limits{Size: 10, Depth: 1, Attributes: 1, Name: 3, Text: 4}}
	for data, ok := range map[string]bool{
		"<abc d=''/>": false, // 11 bytes
		"<abc d=''>":  false, "<a b=''/>": true, "<a><b/>": false, "<abcd/>": false, "<a />": true,
	} {
		if err := small.New([]byte(data)).Finish(); (err == nil) != ok {
			t.Errorf("%s: %v", data, err)
		}
	}
	few := xmlscan.Config{Limits: xmlscan.Limits{Elements: 2}}
	for data, ok := range map[string]bool{"<a><b/></a>": true, "<a><b/><b/></a>": false, "<a><b><c/></b></a>": false} {
		if err := few.New([]byte(data)).Finish(); (err == nil) != ok || !ok && codeOf(err) != xmlscan.CodeLimit {
			t.Errorf("%s: %v", data, err)
		}
	}
	again := few.New([]byte("<a><b/></a>"))
	if err := again.Finish(); err != nil {
		t.Error(err)
	}
	again.Reset([]byte("<a><b/></a>"))
	if err := again.Finish(); err != nil {
		t.Errorf("the elements of the document before are counted: %v", err)
	}
	if err := xmlscan.Check(make([]byte, 100<<20+1)); sdano.AsError(err).Findings[0].Code != xmlscan.CodeLimit {
		t.Errorf("over the size: %v", err)
	}
}

func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	config := xmlscan.Config{Limits: xmlscan.Limits{Text: 6}}
	for _, around := range []string{
		"<a>%s</a>", "<a>%s<!-- -->%s</a>", "<a b='%s' c=\"%s\"/>", "<!--%s--><a/>", "<a><![CDATA[%s]]>%s</a>", "<?a %s?><a/>",
	} {
		for _, text := range []string{"123456", "яяя", "&#x9;1", "123456\"7", "яяяя", "12345я", "12345&lt;", "\x00"} {
			data := strings.ReplaceAll(around, "%s", text)
			long := len(text) > 6 || strings.HasPrefix(around, "<?") && len(text) > 5
			want := ""
			if long {
				want = xmlscan.CodeLimit
			} else if text == "\x00" {
				want = xmlscan.CodeSyntax
			}
			if err := config.New([]byte(data)).Finish(); err == nil && want != "" || err != nil && codeOf(err) != want {
				t.Errorf("%s: %v", data, err)
			}
		}
	}
	for _, around := range []string{"%s<a/>", "<a/>%s", "<a%s/>", "<a b%s=''/>", "<a b=%s''/>", "<a></a%s>", "<?xml%sversion='1.0'?><a/>"} {
		for n := 1; n < 9; n++ {
			data := strings.Replace(around, "%s", strings.Repeat(" ", n), 1)
			err := config.New([]byte(data)).Finish()
			if n <= 6 && err != nil || n > 6 && codeOf(err) != xmlscan.CodeLimit {
				t.Errorf("%s: %v", data, err)
			}
		}
	}
}

func TestZeroLimitsAreThoseOfStandard(t *testing.T) {
	t.Parallel()
	config := xmlscan.Config{Limits: xmlscan.Limits{Depth: 2}}
	for data, code := range map[string]string{
		"<a><b/></a>": "", "<a><b><c/></b></a>": xmlscan.CodeLimit, "<a" + attributes(200) + "/>": "", "<a" + attributes(201) + "/>": xmlscan.CodeLimit,
	} {
		if err := config.New([]byte(data)).Finish(); err == nil && code != "" || err != nil && codeOf(err) != code {
			t.Errorf("%.20s: %v", data, err)
		}
	}
}

func TestGuessReadsUndeclaredWindows1251(t *testing.T) {
	t.Parallel()
	text := "<ответ>Сдана</ответ>"
	for name, data := range map[string][]byte{"windows-1251": cp1251(t, text), "utf-8": []byte(text)} {
		s := xmlscan.Config{Guess: true}.New(data)
		got, err := events(s)
		if err != nil || got[1] != `1 "Сдана"` {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if err := xmlscan.Check(cp1251(t, text)); sdano.AsError(err).Findings[0].Code != xmlscan.CodeEncoding {
		t.Errorf("without Guess: %v", err)
	}
}

func TestReadingAllocatesOnlyWhatIsAskedFor(t *testing.T) {
	data, err := os.ReadFile("testdata/declaration.xml")
	if err != nil {
		t.Fatal(err)
	}
	s := xmlscan.New(data)
	allocs := testing.AllocsPerRun(20, func() {
		s.Reset(data)
		if err := s.Finish(); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 0 {
		t.Errorf("%v allocations for a check", allocs)
	}
}

// TestAByteMeansTheSameEverywhere moves every byte through a text and a value:
// most of them are passed eight at a time, and that must not show.
func TestAByteMeansTheSameEverywhere(t *testing.T) {
	t.Parallel()
	s := xmlscan.New(nil)
	for _, around := range []string{"<a>%</a>", "<a b='%'/>", "<a b=\"%\"/>", "<a><!--%--></a>", "<a><![CDATA[%]]></a>", "<a><?b %?></a>"} {
		for _, encoding := range []string{"utf-8", "windows-1251"} {
			before, after, _ := strings.Cut(declare(encoding, around), "%")
			for b := range 256 {
				var first string
				for at := range 20 {
					fill := bytes.Repeat([]byte("x"), 21)
					fill[at] = byte(b)
					s.Reset([]byte(before + string(fill) + after))
					verdict := "well-formed"
					if err := s.Finish(); err != nil {
						verdict = codeOf(err)
					}
					if at == 0 {
						first = verdict
					}
					if verdict != first && b != '<' && b != '&' {
						t.Fatalf("%s in %s, byte 0x%02X at %d: %s, at 0: %s", around, encoding, b, at, verdict, first)
					}
				}
				if plain := b >= ' ' && b < 0x7F && !strings.ContainsRune("<&'\"]-?", rune(b)); plain && first != "well-formed" {
					t.Fatalf("%s in %s, byte 0x%02X: %s", around, encoding, b, first)
				}
			}
		}
	}
}
