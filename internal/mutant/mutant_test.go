package mutant_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano/internal/mutant"
	"sdano/internal/oracle"
)

// schema is a small schema with every construct that the package knows.
const schema = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="Файл"><xs:complexType>
    <xs:sequence>
      <xs:element name="Шапка" minOccurs="0"><xs:complexType><xs:attribute name="Вид" use="required" fixed="7"/>
      </xs:complexType></xs:element>
      <xs:element name="Строка" type="СтрТип" maxOccurs="unbounded"/>
      <xs:choice minOccurs="0" maxOccurs="2">
        <xs:element name="Да" type="xs:boolean"/>
        <xs:element name="Когда" type="xs:dateTime"/>
        <xs:sequence><xs:element name="Число" type="xs:integer"/><xs:element name="День" type="xs:date"/></xs:sequence>
      </xs:choice>
      <xs:element name="Прочее" minOccurs="0"><xs:complexType><xs:sequence>
        <xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
      <xs:element name="Набор" minOccurs="0"><xs:complexType><xs:all>
        <xs:element name="А" type="xs:token"/><xs:element name="Б" type="xs:positiveInteger" minOccurs="0"/>
      </xs:all></xs:complexType></xs:element>
    </xs:sequence>
    <xs:attribute name="Код" use="required"><xs:simpleType><xs:restriction base="КодТип"><xs:pattern value="1.*"/>
      </xs:restriction></xs:simpleType></xs:attribute>
    <xs:attribute name="Функция"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="ДОП"/>
      <xs:enumeration value="СЧФ"/></xs:restriction></xs:simpleType></xs:attribute>
  </xs:complexType></xs:element>
  <xs:simpleType name="КодТип"><xs:restriction base="xs:string"><xs:length value="4"/><xs:pattern value="[0-9]{4}|\d{5}"/>
    </xs:restriction></xs:simpleType>
  <xs:complexType name="СтрТип">
    <xs:sequence><xs:element name="Текст" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
      <xs:minLength value="0"/><xs:maxLength value="12"/></xs:restriction></xs:simpleType></xs:element>
      <xs:element name="Строка" type="СтрТип" minOccurs="0"/></xs:sequence>
    <xs:attribute name="Сумма"><xs:simpleType><xs:restriction base="xs:decimal"><xs:totalDigits value="5"/>
      <xs:fractionDigits value="2"/><xs:minExclusive value="0"/></xs:restriction></xs:simpleType></xs:attribute>
  </xs:complexType>
</xs:schema>`

const seed = `<Файл Код="1234" Функция="СЧФ"><Шапка Вид="7"/><Строка Сумма="10.50"><Текст>Слово и дело</Текст></Строка>` +
	`<Строка/><Когда>2026-01-16T10:30:00</Когда></Файл>`

func generator(t testing.TB, xsd []byte) *mutant.Generator {
	t.Helper()
	g, err := mutant.NewGenerator(xsd)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func words(t testing.TB, xsd []byte) mutant.Words {
	t.Helper()
	w, err := mutant.Vocabulary(xsd)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func take(m *mutant.Mutator, n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = m.Next()
	}
	return out
}

// ofSchema makes documents with few, some and all optional parts.
func ofSchema(g *mutant.Generator, n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = g.Generate(random(uint64(i)), []float64{0, .1, .3, .6, .9, 1}[i%6])
	}
	return out
}

// share is the percentage of true values.
func share(verdicts []bool) float64 {
	n := 0
	for _, v := range verdicts {
		if v {
			n++
		}
	}
	return 100 * float64(n) / float64(len(verdicts))
}

func write(t testing.TB, xsd string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "schema.xsd")
	if err := os.WriteFile(path, []byte(xsd), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVocabularyHasTheWordsOfTheSchema(t *testing.T) {
	t.Parallel()
	w := words(t, []byte(schema))
	for _, c := range []struct{ got, want []string }{
		{w.Elements, []string{"А", "Б", "Да", "День", "Когда", "Набор", "Прочее", "Строка", "Текст", "Файл", "Число", "Шапка"}},
		{w.Attributes, []string{"Вид", "Код", "Сумма", "Функция"}},
		{w.Values, []string{"ДОП", "СЧФ"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if want := []int{0, 2, 4, 5, 12}; !slices.Equal(w.Bounds, want) {
		t.Errorf("bounds %v, want %v", w.Bounds, want)
	}
}

func TestUnknownConstructsAreRefusedByName(t *testing.T) {
	t.Parallel()
	simple := func(facets string) string {
		return `<xs:element name="a"><xs:simpleType><xs:restriction base="xs:string">` + facets + `</xs:restriction></xs:simpleType></xs:element>`
	}
	complex := func(body string) string {
		return `<xs:element name="a"><xs:complexType>` + body + `</xs:complexType></xs:element>`
	}
	for _, c := range []struct{ body, want string }{
		{`<xs:group name="g"/>`, "group"},
		{`<xs:element name="a"><xs:simpleType><xs:union/></xs:simpleType></xs:element>`, "union"},
		{`<xs:element name="a" type="xs:hexBinary"/>`, "hexBinary"},
		{`<xs:element name="a"/>`, "without a type"},
		{simple(`<xs:whiteSpace value="collapse"/>`), "whiteSpace"},
		{simple(`<xs:length value="x"/>`), `length "x"`},
		{simple(`<xs:length value="2"/><xs:pattern value="a{3}"/>`), "no value"},
		{simple(`<xs:pattern value="^a$"/>`), "^a$"},
		{simple(`<xs:pattern value="\i\c*"/>`), `\i\c*`},
		{complex(`<xs:anyAttribute/>`), "anyAttribute"},
		{complex(`<xs:simpleContent/>`), "simpleContent"},
		{complex(`<xs:sequence><xs:group ref="g"/></xs:sequence>`), "group"},
		{complex(`<xs:sequence><xs:any/></xs:sequence>`), "processContents"},
		{complex(`<xs:sequence minOccurs="x"/>`), "minOccurs"},
		{complex(`<xs:attribute ref="b"/>`), "ref"},
		{`<xs:element ref="b" type="xs:string"/>`, "ref"},
		{`<xs:element name="a"><xs:complexType mixed="true"/></xs:element>`, "mixed"},
		{``, "no global element"},
		{`</xs:schema><x/>`, "syntax"},
	} {
		_, err := mutant.NewGenerator([]byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">` + c.body + `</xs:schema>`))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.body, err, c.want)
		}
	}
}

func TestSameSeedSameDocuments(t *testing.T) {
	t.Parallel()
	again := func(seedNumber uint64) [][]byte {
		return take(mutant.New(seedNumber, [][]byte{[]byte(seed)}, words(t, []byte(schema))), 200)
	}
	if a, b := again(1), again(1); !slices.EqualFunc(a, b, bytes.Equal) {
		t.Error("one seed gave two sequences of mutants")
	}
	if a, b := again(1), again(2); slices.EqualFunc(a, b, bytes.Equal) {
		t.Error("two seeds gave one sequence of mutants")
	}
	g := generator(t, []byte(schema))
	if a, b := ofSchema(g, 50), ofSchema(generator(t, []byte(schema)), 50); !slices.EqualFunc(a, b, bytes.Equal) {
		t.Error("one seed gave two sequences of instances")
	}
}

func TestAllOperationsOccur(t *testing.T) {
	t.Parallel()
	m := mutant.New(7, [][]byte{[]byte(seed)}, words(t, []byte(schema)))
	count := map[string]int{}
	for range 20_000 {
		m.Next()
		for _, op := range m.Ops() {
			count[op]++
		}
	}
	for _, op := range strings.Fields(`
		regrow revalue drop-optional add-optional repeat letter-case restyle
		delete-element duplicate-element swap-elements move-element rename-element insert-element delete-attribute
		rename-attribute duplicate-attribute add-attribute empty-value shorter longer bound enumeration digit date time
		number form space character borrow stray-text in-empty namespace truncate delete-byte insert-byte change-byte`) {
		if count[op] < 10 {
			t.Errorf("%s: %d times", op, count[op])
		}
		delete(count, op)
	}
	if len(count) > 0 {
		t.Errorf("operations that this test does not know: %v", count)
	}
}

func TestWithoutWordsMutantsAreMadeAllTheSame(t *testing.T) {
	t.Parallel()
	docs := take(mutant.New(1, [][]byte{[]byte(seed)}, mutant.Words{}), 500)
	slices.SortFunc(docs, bytes.Compare)
	if n := len(slices.CompactFunc(docs, bytes.Equal)); n < 450 {
		t.Errorf("only %d of 500 mutants differ", n)
	}
}

func TestBadSeedsPanic(t *testing.T) {
	t.Parallel()
	for _, seeds := range [][][]byte{nil, {[]byte("<a>")}, {[]byte("<a/><b/>")}, {[]byte(`<?xml version="1.0" encoding="koi8-r"?><a/>`)}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic for %q", seeds)
				}
			}()
			mutant.New(1, seeds, mutant.Words{})
		}()
	}
}

// TestInstancesAreVaried looks for both encodings, references, comments and the
// extremes of a text's length.
func TestInstancesAreVaried(t *testing.T) {
	t.Parallel()
	g := generator(t, []byte(schema))
	all := bytes.Join(ofSchema(g, 600), []byte("\n"))
	for _, want := range []string{
		"encoding=\"windows-1251\"", "encoding='windows-1251'", "UTF-8", "\ufeff", "&#x", "<!--", "<![CDATA[", "\r\n",
		"xmlns:xsi", "standalone", "utf-8", "Windows-1251",
	} {
		if !bytes.Contains(all, []byte(want)) {
			t.Errorf("no instance has %q", want)
		}
	}
	lengths := map[int]int{}
	for _, doc := range ofSchema(g, 600) {
		for _, v := range textsOf(t, doc, "Текст") {
			lengths[len([]rune(v))]++
		}
	}
	for n := range 13 {
		if lengths[n] == 0 {
			t.Errorf("no text of length %d", n)
		}
	}
}

// TestShareOfOptionalParts looks at the names in the smallest and the largest
// documents.
func TestShareOfOptionalParts(t *testing.T) {
	t.Parallel()
	g := generator(t, []byte(schema))
	for range 20 {
		if doc := text(g.Generate(random(4), 0)); strings.Count(doc, "<Строка") != 1 || strings.Contains(doc, "Функция") || strings.Contains(doc, "Текст") {
			t.Fatalf("optional parts with probability 0: %s", doc)
		}
	}
	all := ""
	for i := range uint64(100) {
		doc := text(g.Generate(random(i), 1))
		for _, name := range []string{"Код", "Функция", "<Шапка", "Вид", "<Текст", "Сумма", "<Прочее", "<Набор", "<Б"} {
			if !strings.Contains(doc, name) {
				t.Fatalf("no %s with probability 1: %s", name, doc)
			}
		}
		all += doc
	}
	for _, name := range []string{"<Да", "<Когда", "<Число", "<День", "<любой"} {
		if !strings.Contains(all, name) {
			t.Errorf("the branch of %s is never chosen", name)
		}
	}
}

// text returns a generated document in UTF-8.
func text(doc []byte) string {
	if declaration, _, _ := bytes.Cut(doc, []byte("<\xd4")); bytes.Contains(declaration, []byte("1251")) {
		doc, _ = charmap.Windows1251.NewDecoder().Bytes(doc)
	}
	return string(doc)
}

// textsOf returns the texts of the elements of a name.
func textsOf(t *testing.T, doc []byte, name string) []string {
	t.Helper()
	d, err := mutant.NewDecoder(doc)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%v in %q", err, doc)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == name {
			var content string
			if err := d.DecodeElement(&content, &start); err != nil {
				t.Fatal(err)
			}
			out = append(out, content)
		}
	}
}

func TestInstancesAreValid(t *testing.T) {
	t.Parallel()
	docs := ofSchema(generator(t, []byte(schema)), 3000)
	for i, ok := range oracle.Validate(t, write(t, schema), docs) {
		if !ok {
			t.Fatalf("instance %d is not valid:\n%s", i, docs[i])
		}
	}
}

func TestAboutHalfOfTheMutantsAreValid(t *testing.T) {
	t.Parallel()
	docs := take(mutant.New(3, [][]byte{[]byte(seed)}, words(t, []byte(schema))), 3000)
	got := share(oracle.Validate(t, write(t, schema), docs))
	t.Logf("%.1f %% of the mutants are valid", got)
	if got < 40 || got > 65 {
		t.Errorf("%.1f %% of the mutants are valid", got)
	}
}

// official returns the paths of the reference schemas.
func official(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(oracle.Shared(t, "formats"), func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".xsd" {
			out = append(out, path)
		}
		return err
	})
	if err != nil || len(out) < 41 {
		t.Fatalf("%d schemas, %v", len(out), err)
	}
	return out
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestOfficialSchemas makes instances of every official schema and mutants of
// the instances: all of the former and about half of the latter must be valid to
// libxml2.
func TestOfficialSchemas(t *testing.T) {
	t.Parallel()
	const n = 42
	var valid, total float64
	for _, path := range official(t) {
		xsd := read(t, path)
		seeds := ofSchema(generator(t, xsd), n)
		for i, ok := range oracle.Validate(t, path, seeds) {
			if !ok {
				t.Errorf("%s: instance %d is not valid", filepath.Base(path), i)
			}
		}
		got := share(oracle.Validate(t, path, take(mutant.New(1, seeds[:n/3], words(t, xsd)), n)))
		t.Logf("%s: %.0f %% of the mutants are valid", filepath.Base(path), got)
		valid, total = valid+got, total+1
	}
	t.Logf("all: %.1f %%", valid/total)
	if valid/total < 40 || valid/total > 65 {
		t.Errorf("%.1f %% of the mutants are valid", valid/total)
	}
}
