package schematron_test

import (
	"bytes"
	"fmt"
	"html"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano/internal/mutant"
	"sdano/internal/oracle"
	"sdano/internal/schematron"
)

// schema returns a schema whose element Строка carries one rule.
func schema(context, test string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:sch="http://purl.oclc.org/dsdl/schematron"
 xmlns:usch="http://www.unisoftware.ru/schematron-extensions">
<xs:element name="Файл"><xs:complexType><xs:sequence><xs:element name="Строка"><xs:annotation><xs:appinfo>
<sch:pattern name="Проверка"><sch:rule context="` + context + `"><sch:assert test="` + html.EscapeString(test) + `">
<usch:error code="0400300003" path="@Сумма">Не выполнено</usch:error></sch:assert></sch:rule></sch:pattern>
</xs:appinfo><xs:documentation>Строка</xs:documentation></xs:annotation></xs:element></xs:sequence></xs:complexType>
</xs:element></xs:schema>`
}

func load(t testing.TB, xsd string) *schematron.Rules {
	t.Helper()
	rules, err := schematron.Load([]byte(xsd))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func check(t testing.TB, rules *schematron.Rules, file string, doc []byte) []schematron.Violation {
	t.Helper()
	out, err := rules.Check(file, doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const document = `<Файл Вид="А" ИдФайл="имя.1"><Итог Всего="3"><Часть>1</Часть><Часть>2</Часть></Итог>` +
	`<Строка Ноль="0" Два="2" ДваСЗ="2.0" Пробел=" 2 " Плюс="+2" Слово="да" Пусто=""><Вид>99</Вид><Дробь>0.00000000001</Дробь></Строка></Файл>`

// tests and their values on the element Строка of document, as in XPath 1.0.
var tests = map[string]bool{
	`@Два=2`:                        true,
	`@ДваСЗ=2`:                      true,
	`@Пробел=2`:                     true,
	`@Плюс=2`:                       false,
	`@Плюс!=2`:                      true, // no number differs from every number
	`@ДваСЗ='2'`:                    false,
	`@ДваСЗ!='2'`:                   true,
	`@Нет=2`:                        false,
	`@Нет!=2`:                       false,
	`@Нет!='2'`:                     false,
	`(@Нет)!=2`:                     false,
	`@Слово>0`:                      false,
	`@Слово!=2`:                     true,
	`@Слово="да"`:                   true,
	`@Пусто!=1`:                     true,
	`@Пусто=''`:                     true,
	`count(@Пусто)!=0`:              true,
	`count(@Нет)=0`:                 true,
	`count(Вид)=1`:                  true,
	`Вид=99`:                        true,
	`Вид!=99`:                       false,
	`Дробь>0`:                       true,
	`@Ноль>0`:                       false,
	`@Ноль>=0`:                      true,
	`@Ноль<=0`:                      true,
	`@Ноль<0`:                       false,
	`0<1`:                           true,
	`../@Вид='А'`:                   true,
	`../../@Вид='А'`:                false,
	`../../Файл/@Вид='А'`:           true,
	`count(../..)=1`:                true,
	`count(../../..)=0`:             true,
	`count(../../../..)=0`:          true,
	`../Итог/@Всего=3`:              true,
	`count(../Итог/Часть)=2`:        true,
	`../Итог/Часть=2`:               true,
	`../Итог/Часть!=2`:              true, // of two nodes one differs
	`../Итог=12`:                    true, // the text of an element with those below
	`../Итог/Часть=Дробь`:           false,
	`../Итог/Часть<../Итог`:         true,
	`usch:getFileName()='имя.1'`:    true,
	`usch:getFileName()=../@ИдФайл`: true,
	`@Нет or @Два`:                  true,
	`@Нет and @Два`:                 false,
	`@Два=2 or @Два=3 and @Нет`:     true,
	`(@Два=2 or @Два=3) and @Нет`:   false,
	`usch:iif(@Два=2, count(@Ноль)!=0, count(@Ноль)=0)`:      true,
	`usch:iif(@Два=3, count(@Ноль)!=0, count(@Ноль)=0)`:      false,
	`usch:iif(@Нет!=3, count(@Нет)!=0, usch:iif(Вид, 1, 0))`: true,
	`usch:iif(1, 0, 1)`:  false,
	`(@Два=2)=(@Ноль=0)`: true,
	`(@Два=3)=@Два`:      false,
	`(@Два=2)>=0`:        true,
	`'' or 0`:            false,
	`'0'`:                true,
}

func TestTests(t *testing.T) {
	t.Parallel()
	for test, want := range tests {
		rules := load(t, schema("Строка", test))
		if got := len(check(t, rules, "папка/имя.1.XML", []byte(document))) == 0; got != want {
			t.Errorf("%s: %v, want %v", test, got, want)
		}
	}
}

// TestTableIsXPath asks libxml2 whether the table above is right.
func TestTableIsXPath(t *testing.T) {
	t.Parallel()
	xmllint, file := oracle.Xmllint(t), filepath.Join(t.TempDir(), "doc.xml")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	for test, want := range tests {
		out, err := exec.Command(xmllint, "--xpath", "count(//Строка["+boolean(test)+"])", file).Output()
		if err != nil || strings.TrimSpace(string(out)) == "1" != want {
			t.Errorf("%s: libxml2 says %q, %v", test, out, err)
		}
	}
}

func boolean(test string) string {
	test = strings.ReplaceAll(test, "usch:iif(Вид, 1, 0)", "(Вид and 1 or not(Вид) and 0)")
	return "boolean(" + plain(test, "имя.1") + ")"
}

func TestOtherConstructsAreRefusedByName(t *testing.T) {
	t.Parallel()
	for test, want := range map[string]string{
		`not(@А)`:                 "unsupported not",
		`usch:compareDate(@А,@Б)`: "usch:compareDate",
		`string-length(@А)>1`:     "string-length",
		`count(@А) + 1`:           "+",
		`@А*2`:                    "*",
		`@А[1]`:                   "[",
		`//А`:                     "//",
		`/А`:                      "unsupported /",
		`А/../Б`:                  "..",
		`.`:                       "unsupported .",
		`child::А`:                "child",
		`А|Б`:                     "|",
		`1=1=1`:                   "=",
		`$a`:                      "$",
		`count(`:                  "unexpected end",
		``:                        "unexpected end",
		`usch:iif(1,2)`:           "unsupported )",
		`(1`:                      "unexpected end",
		`@А/Б`:                    "/",
		`'а`:                      "'",
		`1 @`:                     "@",
	} {
		if _, err := schematron.Load([]byte(schema("Строка", test))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", test, err, want)
		}
	}
	good := schema("Строка", "1")
	for _, c := range []struct{ old, new, want string }{
		{`context="Строка"`, `context="//Строка"`, "//Строка"},
		{`context="Строка"`, `context="Строка" id="1"`, "id"},
		{`<sch:rule`, `<sch:let name="a"/><sch:rule`, "2 children"},
		{`<sch:pattern`, `<usch:other/><sch:pattern`, "usch:other"},
		{`sch:assert`, `sch:report`, "sch:report"},
		{`usch:error`, `usch:warning`, "usch:warning"},
		{`xs:schema`, `xs:other`, "not a schema"},
		{`</xs:schema>`, ``, "syntax"},
		{`UTF-8`, `koi8-r`, "koi8-r"},
	} {
		if _, err := schematron.Load([]byte(strings.ReplaceAll(good, c.old, c.new))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.new, err, c.want)
		}
	}
}

// TestContextIsTheNameAnywhere: a rule is executed on every element of its
// context's name, though its declaration is elsewhere.
func TestContextIsTheNameAnywhere(t *testing.T) {
	t.Parallel()
	rules := load(t, schema("Часть", "count(@А)!=0"))
	if rules.Len() != 1 {
		t.Fatalf("%d rules", rules.Len())
	}
	got := check(t, rules, "", []byte(`<Файл><Часть А="1"><Часть/></Часть><Строка><Часть/><Часть А=""/><Часть/></Строка></Файл>`))
	want := []schematron.Violation{}
	for _, path := range []string{"/Файл/Часть/Часть", "/Файл/Строка/Часть[1]", "/Файл/Строка/Часть[3]"} {
		want = append(want, schematron.Violation{Code: "0400300003", Context: path, Path: "@Сумма", Pattern: "Проверка"})
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNamesInANamespaceAreOthers(t *testing.T) {
	t.Parallel()
	rules := load(t, schema("Строка", "count(@А)!=0"))
	doc := `<Файл xmlns:p="urn:p"><p:Строка/><Строка p:А="1"/></Файл>`
	if got := check(t, rules, "", []byte(doc)); len(got) != 1 || got[0].Context != "/Файл/Строка" {
		t.Errorf("%v", got)
	}
}

func TestBrokenDocumentIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := load(t, schema("А", "1")).Check("", []byte("<А>")); err == nil {
		t.Error("no error")
	}
}

// FuzzTest looks for tests that panic when they are read or evaluated.
func FuzzTest(f *testing.F) {
	for test := range tests {
		f.Add(test)
	}
	f.Fuzz(func(t *testing.T, test string) {
		if rules, err := schematron.Load([]byte(schema("Строка", test))); err == nil {
			check(t, rules, "имя", []byte(document))
		}
	})
}

// The rest compares with the official schemas and samples.

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
	}
	return paths
}

func TestNumbersOfOfficialRules(t *testing.T) {
	t.Parallel()
	want := map[string]int{
		"DP_IZVPOL_1_982_00_01_03_01": 12, "DP_PDOTPR_1_983_00_01_03_01": 9, "DP_PDPOL_1_984_00_01_03_01": 9,
		"DP_UVUTOCH_1_985_00_01_03_01": 12, "DP_REZRUISP_1_990_01_05_01_02": 1, "DP_REZRUZAK_1_990_02_05_01_02": 1,
		"DP_TOVTORGPR_1_992_01_05_01_04": 1, "DP_TOVTORGPOK_1_992_02_05_01_04": 1,
		"ON_AKTSVEROTP_1_972_01_05_01_01": 2, "ON_AKTSVERPOL_1_972_02_05_01_01": 13,
		"ON_KORSCHFDOPPR_1_996_01_05_01_03": 1, "ON_KORSCHFDOPPOK_1_996_02_05_01_03": 1,
		"ON_NKORSCHFDOPPR_1_996_03_05_01_02": 3, "ON_NSCHFDOPPOK_1_997_02_05_01_01": 1,
		"ON_NSCHFDOPPOK_1_997_02_05_01_02": 1, "ON_NSCHFDOPPOK_1_997_02_05_02_01": 12,
		"ON_NSCHFDOPPOK_1_997_02_05_03_01": 12, "ON_NSCHFDOPPR_1_997_01_05_01_01": 1,
		"ON_NSCHFDOPPR_1_997_01_05_01_03": 1, "ON_NSCHFDOPPR_1_997_01_05_02_01": 54,
		"ON_NSCHFDOPPR_1_997_01_05_02_02": 54, "ON_NSCHFDOPPR_1_997_01_05_03_01": 54,
		"ON_NSCHFDOPPR_1_997_01_05_03_04": 54, "ON_NSCHFDOPPR_1_997_01_05_03_05": 54,
	}
	for _, path := range glob(t, oracle.Shared(t, "formats")+"/*/*.xsd") {
		name := strings.TrimSuffix(filepath.Base(path), ".xsd")
		if got := load(t, string(read(t, path))).Len(); got != want[name] {
			t.Errorf("%s: %d rules, want %d", name, got, want[name])
		}
	}
}

// TestSamplesBreakNoRule pairs every sample with the schemas to which it is
// valid: it breaks no rule, and under another name only that of the name.
func TestSamplesBreakNoRule(t *testing.T) {
	t.Parallel()
	var names []string
	var docs [][]byte
	for _, path := range glob(t, oracle.Shared(t, "formats", "samples")+"/*/*.xml") {
		names, docs = append(names, path), append(docs, read(t, path))
	}
	checked := map[int]bool{}
	for _, path := range glob(t, oracle.Shared(t, "formats")+"/*/*.xsd") {
		xsd := read(t, path)
		rules := load(t, string(xsd))
		for i, ok := range oracle.Validate(t, path, docs) {
			if !ok {
				continue
			}
			checked[i] = true
			for _, v := range check(t, rules, names[i], docs[i]) {
				t.Errorf("%s by %s: %v", names[i], filepath.Base(path), v)
			}
			other := check(t, rules, "other.xml", docs[i])
			if bytes.Contains(xsd, []byte("getFileName")) != (len(other) == 1 && other[0].Code == "0400400007") {
				t.Errorf("%s under another name: %v", names[i], other)
			}
		}
	}
	if len(checked) != 41 {
		t.Errorf("%d samples checked, want 41", len(checked))
	}
}

// official is a rule as the test reads it from the text of a schema.
type official struct{ pattern, context, test string }

var (
	comment  = regexp.MustCompile(`(?s)<!--.*?-->`)
	ruleText = regexp.MustCompile(`(?s)<sch:pattern name="([^"]*)".*?<sch:rule context="([^"]*)">.*?<sch:assert test="([^"]*)"`)
)

func officialRules(t *testing.T, xsd []byte) []official {
	t.Helper()
	text, err := charmap.Windows1251.NewDecoder().Bytes(xsd)
	if err != nil {
		t.Fatal(err)
	}
	var out []official
	for _, m := range ruleText.FindAllStringSubmatch(comment.ReplaceAllString(string(text), ""), -1) {
		out = append(out, official{html.UnescapeString(m[1]), m[2], html.UnescapeString(m[3])})
	}
	return out
}

// plain writes a test without the extensions: usch:iif(a, b, c) becomes a and b
// or not a and c.
func plain(test, file string) string {
	test = strings.ReplaceAll(test, "usch:getFileName()", "'"+file+"'")
	inside, ok := strings.CutPrefix(strings.TrimSpace(test), "usch:iif(")
	if !ok {
		return test
	}
	inside = strings.TrimSuffix(inside, ")")
	depth, start := 0, 0
	var args []string
	for i, c := range inside {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			args, start = append(args, inside[start:i]), i+1
		}
	}
	args = append(args, inside[start:])
	return fmt.Sprintf("((%s) and (%s)) or (not(%s) and (%s))", args[0], args[1], args[0], args[2])
}

// TestViolationsAgreeWithLibxml2 counts the violations of every official rule
// with the XPath of libxml2 on random valid documents.
func TestViolationsAgreeWithLibxml2(t *testing.T) {
	t.Parallel()
	xmllint, file := oracle.Xmllint(t), filepath.Join(t.TempDir(), "doc.xml")
	total, broken := 0, map[string]bool{}
	for _, path := range glob(t, oracle.Shared(t, "formats")+"/*/*.xsd") {
		xsd := read(t, path)
		rules, texts := load(t, string(xsd)), officialRules(t, xsd)
		if len(texts) != rules.Len() {
			t.Fatalf("%s: %d rules found, %d loaded", path, len(texts), rules.Len())
		}
		if len(texts) == 0 {
			continue
		}
		for i, doc := range instances(t, xsd) {
			if err := os.WriteFile(file, doc, 0o600); err != nil {
				t.Fatal(err)
			}
			want, got := counts(t, xmllint, file, texts), map[string]int{}
			for _, v := range check(t, rules, "x.xml", doc) {
				got[v.Pattern]++
				broken[v.Pattern] = true
				total++
			}
			if !maps.Equal(got, want) {
				t.Errorf("%s, instance %d: violations\n%v, libxml2 finds\n%v", filepath.Base(path), i, got, want)
			}
		}
	}
	t.Logf("%d violations of %d rules", total, len(broken))
	if total < 1000 || len(broken) < 60 {
		t.Errorf("only %d violations of %d rules: the documents prove little", total, len(broken))
	}
}

func instances(t *testing.T, xsd []byte) [][]byte {
	t.Helper()
	g, err := mutant.NewGenerator(xsd)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	for i := range 25 {
		out = append(out, g.Generate(rand.New(rand.NewPCG(uint64(i), 1)), float64(i)/24))
	}
	return out
}

// counts returns how many violations of each rule libxml2 finds.
func counts(t *testing.T, xmllint, file string, rules []official) map[string]int {
	t.Helper()
	parts := make([]string, len(rules))
	for i, r := range rules {
		parts[i] = fmt.Sprintf("count(//%s[not(%s)])", r.context, plain(r.test, "x"))
	}
	out, err := exec.Command(xmllint, "--huge", "--xpath", "concat("+strings.Join(parts, ",' ',")+",'')", file).Output()
	if err != nil {
		t.Fatalf("xmllint: %v", err)
	}
	found := map[string]int{}
	for i, field := range strings.Fields(string(out)) {
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			found[rules[i].pattern] += n
		}
	}
	return found
}
