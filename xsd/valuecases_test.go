package xsd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sdano/internal/oracle"
	"sdano/xsd"
)

// schemaCase is a small schema with documents that it allows and others that it
// does not. Differs are documents, among both, of which libxml2 thinks the
// opposite, with the reason.
type schemaCase struct {
	name           string
	schema         string // the content of xs:schema
	attrs          string // more attributes of xs:schema
	valid, invalid []string
	differs        map[string]string
}

func (c *schemaCase) source() string {
	return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" ` + c.attrs + `>` + c.schema + `</xs:schema>`
}

func (c *schemaCase) documents() []string {
	return append(append([]string{}, c.valid...), c.invalid...)
}

// ofValues makes a case of a type and values: elements <a>.
func ofValues(name, typ string, valid, invalid []string) schemaCase {
	wrap := func(values []string) []string {
		out := make([]string, len(values))
		for i, v := range values {
			out[i] = "<a>" + v + "</a>"
		}
		return out
	}
	schema := `<xs:element name="a" type="` + typ + `"/>`
	if strings.HasPrefix(typ, "<") {
		schema = `<xs:element name="a"><xs:simpleType>` + typ + `</xs:simpleType></xs:element>`
	}
	return schemaCase{name: name, schema: schema, valid: wrap(valid), invalid: wrap(invalid)}
}

// restricted makes a case of a restriction by facets, "name=value" each.
func restricted(base string, facets []string, valid, invalid []string) schemaCase {
	typ := `<xs:restriction base="xs:` + base + `">`
	for _, f := range facets {
		name, v, _ := strings.Cut(f, "=")
		typ += `<xs:` + name + ` value="` + v + `"/>`
	}
	return ofValues(base+" "+strings.Join(facets, " "), typ+`</xs:restriction>`, valid, invalid)
}

// ofModel makes a case of a content model of <a>, with documents that are its
// content.
func ofModel(name, model string, valid, invalid []string) schemaCase {
	c := ofValues(name, "", valid, invalid)
	c.schema = `<xs:element name="a"><xs:complexType>` + model + `</xs:complexType></xs:element>`
	return c
}

// many returns a text so many times.
func many(n int, text string) string { return strings.Repeat(text, n) }

func allCases() []schemaCase {
	var out []schemaCase
	for _, part := range [][]schemaCase{numberCases(), textCases(), timeCases(), madeCases(), modelCases(), typeCases(), attributeCases(), spaceCases(), instanceCases(), keyCases(), patternCases()} {
		out = append(out, part...)
	}
	return out
}

func TestConstructs(t *testing.T) {
	t.Parallel()
	for _, tc := range allCases() {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s, err := xsd.Compile("s.xsd", []byte(tc.source()))
			if err != nil {
				t.Fatal(err)
			}
			for _, doc := range tc.valid {
				if found := s.Check([]byte(doc)); found != nil {
					t.Errorf("%q: %+v", doc, found)
				}
			}
			for _, doc := range tc.invalid {
				if s.Check([]byte(doc)) == nil {
					t.Errorf("%q is valid", doc)
				}
			}
		})
	}
}

// TestConstructsAgainstLibxml asks libxml2 the same.
func TestConstructsAgainstLibxml(t *testing.T) {
	t.Parallel()
	oracle.Xmllint(t)
	for _, tc := range allCases() {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.xsd")
			if err := os.WriteFile(path, []byte(tc.source()), 0o600); err != nil {
				t.Fatal(err)
			}
			texts := tc.documents()
			docs := make([][]byte, len(texts))
			for i := range texts {
				docs[i] = []byte(texts[i])
			}
			for i, valid := range oracle.Validate(t, path, docs) {
				reason := tc.differs[texts[i]]
				if (valid == (i < len(tc.valid))) == (reason != "") {
					t.Errorf("%q: libxml2 says valid: %v (reason to differ: %q)", texts[i], valid, reason)
				}
			}
		})
	}
}

func numberCases() []schemaCase {
	return []schemaCase{
		ofValues("decimal", "xs:decimal",
			[]string{"1", "+1", "-1", "1.", ".5", "-.5", "00", "-0", " 1 ", "&#9;1", "\n1\n", many(24, "9"), many(23, "9") + ".", many(30, "0") + "1", "0." + many(24, "1"), many(26, "0") + ".5", "123456789012.123456789012", "<![CDATA[5]]>", "1<!-- -->2", "- ", "\n+\t"},
			[]string{"", ".", "-", "+", " -", ". ", "- .", "1e3", "INF", "+.", "1.0.", "1..", "--1", "0x1", "1,5", "1 1", many(25, "9"), many(24, "9") + ".", "1" + many(30, "0"), "." + many(25, "1"), "1." + many(30, "0"), "&#160;1", "١", "1-", "+-1"}),
		ofValues("integer", "xs:integer",
			[]string{"1", "+1", "-0", "00", " 1 ", many(24, "9"), many(30, "0") + "5"},
			[]string{"", "1.", "1.0", "-", "+", many(25, "9"), "1e1", "+ 1", "1 1"}),
		ofValues("positiveInteger", "xs:positiveInteger", []string{"1", "+1", "001", many(24, "9")}, []string{"0", "-0", "-1", ""}),
		ofValues("negativeInteger", "xs:negativeInteger", []string{"-1", "-01"}, []string{"0", "-0", "1", "+1"}),
		ofValues("nonNegativeInteger", "xs:nonNegativeInteger", []string{"0", "-0", "+0", "1", "00"}, []string{"-1"}),
		ofValues("nonPositiveInteger", "xs:nonPositiveInteger", []string{"0", "-0", "+0", "-1"}, []string{"1", "+1"}),
		ofValues("byte", "xs:byte", []string{"-128", "127", "+1", "-0", "00127"}, []string{"-129", "128", ""}),
		ofValues("short", "xs:short", []string{"-32768", "32767"}, []string{"-32769", "32768"}),
		ofValues("int", "xs:int", []string{"-2147483648", "2147483647"}, []string{"-2147483649", "2147483648", " 1", "1 "}),
		restricted("int", []string{"minInclusive=0"}, []string{"1"}, []string{" 1", "\n1\n"}),
		restricted("int", []string{"pattern=.*"}, []string{"1", " 1 "}, []string{"- 1"}),
		ofValues("list of int", "<xs:list itemType='xs:int'/>", []string{" 1  2 "}, []string{"1 x"}),
		ofValues("union of int and boolean", "<xs:union memberTypes='xs:int xs:boolean'/>", []string{" 1 ", " true"}, []string{"x"}),
		ofValues("long", "xs:long", []string{"-9223372036854775808", "9223372036854775807"}, []string{"-9223372036854775809", "9223372036854775808"}),
		ofValues("unsignedByte", "xs:unsignedByte", []string{"0", "255", "00"}, []string{"-1", "256", "+1", "-0", "+0", " 1"}),
		ofValues("unsignedShort", "xs:unsignedShort", []string{"65535"}, []string{"65536", "-1"}),
		ofValues("unsignedInt", "xs:unsignedInt", []string{"4294967295"}, []string{"4294967296"}),
		ofValues("unsignedLong", "xs:unsignedLong", []string{"18446744073709551615"}, []string{"18446744073709551616"}),
		restricted("decimal", []string{"totalDigits=5", "fractionDigits=2"},
			[]string{"12345", "123.45", "1234.5", "0.12", "0.120", "00012345", "12345.00", ".12", "1.", "-12345.", "000.00", "0.00000", "12345.000", "-0.00"},
			[]string{"123456", "1234.55", "0.123", "123450", "1000000"}),
		restricted("decimal", []string{"totalDigits=2"}, []string{"0.01", ".01", "10", "1.0", "1.00", "0.10", "0"}, []string{"0.001", ".001", "100"}),
		restricted("decimal", []string{"fractionDigits=0"}, []string{"1", "1.", "1.0", "0.0", ".0"}, []string{"0.1"}),
		restricted("decimal", []string{"minInclusive=0", "maxExclusive=10.5"},
			[]string{"0", "-0", "-0.0", "10.4999999", "10.499999999999999999999", "10"}, []string{"-0.00001", "10.5", "10.50", "1e1"}),
		restricted("decimal", []string{"minExclusive=0"}, []string{"1", "0.00000000000000000000001"}, []string{"0", "-0", "0.0", "-1"}),
		restricted("decimal", []string{"minInclusive=-1.5", "maxInclusive=-0.5"}, []string{"-1.5", "-1.50", "-1", "-.5"}, []string{"-1.51", "0", "1", "-0.4", "-10"}),
		restricted("decimal", []string{"enumeration=1.0", "enumeration=-0"}, []string{"1", "1.00", "+1", "01", "0", "-0", "0.0"}, []string{"2"}),
		restricted("integer", []string{"totalDigits=3"}, []string{"999", "0999", "+999", "-999"}, []string{"1000", "-1000"}),
		restricted("integer", []string{"pattern=[0-9]{2}"}, []string{"12", " 12 ", "\n12"}, []string{"1", "123", "+12"}),
		restricted("integer", []string{"maxInclusive=100"}, []string{"100", "99", "-1000"}, []string{"101", many(24, "9")}),
		restricted("int", []string{"minExclusive=5", "enumeration=7", "enumeration=9"}, []string{"7", "+9"}, []string{"8"}),
		ofValues("boolean", "xs:boolean", []string{"true", "false", "0", "1", " true "}, []string{"TRUE", "", "2", "tru e", "True"}),
		restricted("boolean", []string{"pattern=true|false"}, []string{"true", "false"}, []string{"1", "0"}),
		ofValues("float", "xs:float",
			[]string{"1", "1.", ".5", "1e3", "1E-3", "1e", "1e+", "INF", "-INF", "NaN", "1e400", "+1", " 1 ", "1.e1"},
			[]string{".", "e5", "+INF", "inf", "-NaN", "", "1.5.5", "1e5.5", "0x10", "--1", "1f", "-", "+", ".e1"}),
		restricted("double", []string{"minInclusive=0.1"}, []string{"0.1", "NaN", "INF", "0.10000000149", "1e400"}, []string{"0.09999999999999", "0.0999", "-INF"}),
		restricted("float", []string{"minInclusive=0.1"}, []string{"0.1", "0.09999999999999", "1e40"}, []string{"0.0999"}),
		restricted("double", []string{"enumeration=1e2"}, []string{"100", "1E2", "100.0"}, []string{"101"}),
	}
}

func textCases() []schemaCase {
	return []schemaCase{
		restricted("string", []string{"length=3"},
			[]string{"abc", "абв", "аб&#x1F600;", "   ", " a ", "\na\n", "a<!-- x -->bc", "a<?p q?>bc", "<![CDATA[abc]]>", "a<![CDATA[b]]>c", "&lt;&amp;&gt;", "a&#13;b", "a\r\nb", "a\rb", "&#x10FFFF;bc", "😀бв"},
			[]string{"ab", "abcd", "аб", "", "abc&#10;", "😀б"}),
		restricted("string", []string{"minLength=1"}, []string{" ", "\n", "<![CDATA[ ]]>", "&#32;", "x"}, []string{"", "<!-- c -->", "<![CDATA[]]>"}),
		restricted("string", []string{"minLength=2", "maxLength=3"}, []string{"ab", "abc"}, []string{"a", "abcd", "a<b/>b"}),
		restricted("string", []string{"enumeration=a b", "enumeration= c ", "enumeration=d&#9;e", "enumeration=Ж", "enumeration=😀"},
			[]string{"a b", " c ", "d\te", "d&#9;e", "Ж", "&#x416;", "😀"}, []string{"a  b", " a b", "c", "d e", "ж", ""}),
		restricted("token", []string{"enumeration=a b", "enumeration= c "}, []string{"a b", "a  b", " a b", "c", " c ", "a\nb", "a\n\nb "}, []string{"ab", "d"}),
		restricted("normalizedString", []string{"enumeration=a b", "enumeration= c "}, []string{"a b", " c ", "a\nb", "a&#9;b"}, []string{"a  b", " a b", "c"}),
		restricted("string", []string{"whiteSpace=collapse", "enumeration=a b"}, []string{"a b", "a  b", " a b ", "a\nb"}, []string{"ab"}),
		restricted("string", []string{"whiteSpace=collapse", "length=3"}, []string{"a b", "a  b", " a b ", "a\nb"}, []string{"a b c", "  a  "}),
		restricted("string", []string{"whiteSpace=replace", "length=3", "pattern=a b"}, []string{"a b", "a\nb", "a&#13;b"}, []string{" a b ", "a  b"}),
		restricted("token", []string{"length=3"}, []string{"a b", "a  b", " abc ", "  a   b  "}, []string{"abcd", "ab"}),
		restricted("normalizedString", []string{"length=3"}, []string{"a b", "abc", "a\tb"}, []string{"a  b", " abc "}),
		restricted("string", []string{"pattern=a", "pattern=b"}, []string{"a", "b"}, []string{"c", "ab", ""}),
		restricted("token", []string{"pattern=a b"}, []string{"a b", "a  b ", " a\nb"}, []string{"ab"}),
		restricted("string", []string{"pattern=a b"}, []string{"a b"}, []string{"a  b ", " a b"}),
		ofValues("normalizedString", "xs:normalizedString", []string{" a b ", "a\tb", "a&#9;b", ""}, []string{"<b/>"}),
		ofValues("hexBinary", "xs:hexBinary", []string{"", "00", "aF", " 00 "}, []string{"0", "AG", "0 0"}),
		restricted("hexBinary", []string{"length=2"}, []string{"0000"}, []string{"00", "00 00"}),
		restricted("hexBinary", []string{"enumeration=ab"}, []string{"AB", "ab"}, []string{"ac"}),
		ofValues("base64Binary", "xs:base64Binary",
			[]string{"", "QQ==", "QUI=", "QUJD", "Q Q = =", "Q\nQ==", "  QUJD  ", "Q  QJD", "Я"},
			[]string{"QQ=", "QQ", "Q", "QR==", "QUK=", "QQ== QQ==", "QQ==QQ==", "QU-D", "QUJDQ===", "====", "=", "QUJD="}),
		restricted("base64Binary", []string{"length=1"}, []string{"QQ==", "Q Q = ="}, []string{"QUI="}),
		restricted("base64Binary", []string{"enumeration=QUJD"}, []string{"QUJD", "QU JD"}, []string{"QUJE"}),
		ofValues("anyURI", "xs:anyURI",
			[]string{"", "http://a.b/c", "a b", "a%20b", "http://[::1]/", "я", "http://пример.рф/", `\`, "{x}", "|", "^", "a:b", "http://", "mailto:x@y", "?x", "//", "#", "a/b:c", "http://a:80/"},
			[]string{"%zz", "::", "a#b#c", "http://a:b:c/", "1:b", "a[b]", "http://a/[b]", "http://a?b[c]", "%", ":x"}),
		restricted("anyURI", []string{"maxLength=5"}, []string{"a/b", " a/b "}, []string{"a/b/c/d"}),
		ofValues("language", "xs:language", []string{"ru", "ru-RU", "x-klingon", "i-x", "en-US-x-a", "zh-Hans-CN"}, []string{"", "toolonglang", "ru_RU", "русский", "123", "a1", "ru-"}),
		ofValues("Name", "xs:Name", []string{"a", "a:b", ":a", "_", "а.b", " a "}, []string{"1a", "-a", "", "a b"}),
		ofValues("NCName", "xs:NCName", []string{"a", "_", "а1"}, []string{"1a", "a:b", ":a", ""}),
		ofValues("NMTOKEN", "xs:NMTOKEN", []string{"a", "1a", "a:b", "-", "а", " a "}, []string{"", "a b", "a,"}),
		ofValues("NMTOKENS", "xs:NMTOKENS", []string{"a b", "", "  ", "a"}, []string{"a, b", "a&#160;b", "&#133;"}),
		restricted("NMTOKENS", []string{"length=2"}, []string{"a b", " a  b "}, []string{"a b c", "a"}),
		ofValues("anySimpleType", "xs:anySimpleType", []string{"x", "", " "}, []string{"<b/>"}),
	}
}

func timeCases() []schemaCase {
	return []schemaCase{
		ofValues("date", "xs:date",
			[]string{"2024-02-29", "-0001-01-01", "-2024-01-01", "10000-01-01", "2024-01-01Z", "2024-01-01+03:00", "2024-01-01+14:00", "2024-01-01-14:00", "2000-02-29", "-0004-02-29", "99999999999-01-01", "2024-01-01-00:00"},
			[]string{"2023-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "2024-01-32", "2024-1-1", "0000-01-01", "02024-01-01", "2024-01-01+14:01", "2024-01-01+15:00", "2024-01-01+3:00", "2024-01-01z", " 2024-01-01", "2024-01-01\n", "", "2024-01-01T", "+2024-01-01", "2024-04-31", "1900-02-29", "2024-01-01+00:60", "01.01.2024"}),
		ofValues("dateTime", "xs:dateTime",
			[]string{"2024-01-01T00:00:00", "2024-01-01T24:00:00", "2024-01-01T00:00:00.5", "2024-01-01T00:00:00.123456789012", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00+03:00", "2024-01-01T24:00:00.0", "2024-01-01T00:00:00+14:00", "2024-01-01T00:00:00Z ", "2024-01-01T00:00:00+14:00\n"},
			[]string{"2024-01-01T24:00:01", "2024-01-01T23:59:60", "2024-01-01T23:60:00", "2024-01-01T00:00", "2024-01-01T00:00:00.", "2024-01-01 00:00:00", "2024-01-01t00:00:00", "2024-01-01", "2024-01-01T00:00:00,5", " 2024-01-01T00:00:00", "2024-01-01T00:00:00 ", " 2024-01-01T00:00:00Z "}),
		restricted("dateTime", []string{"pattern=.+T.+Z"}, []string{"2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z ", "\n2024-01-01T00:00:00Z"}, []string{"2024-01-01T00:00:00", "2024-01-01T00:00:00+03:00"}),
		restricted("date", []string{"pattern=.{10}", "minInclusive=2000-01-01"}, []string{" 2024-01-01\n"}, []string{"2024-01- 01", "1999-01-01"}),
		restricted("time", []string{"minInclusive=00:00:01"}, []string{" 00:00:01"}, []string{"00:00:01 ", "00:00:00"}),
		ofValues("time", "xs:time", []string{"00:00:00", "24:00:00", "24:00:00.0", "23:59:59.999", "00:00:00Z", "00:00:00-05:00", " 00:00:00"}, []string{"23:59:60", "1:00:00", "00:00", "12.00.00", "00:00:00 ", "25:00:00"}),
		ofValues("gYear", "xs:gYear", []string{"2024", "-2024", "12345", "2024Z", "2024+03:00"}, []string{"0000", "02024", "24", "2024-", " 2024"}),
		ofValues("gYearMonth", "xs:gYearMonth", []string{"2024-01", "2024-01Z", "2024-01+03:00"}, []string{"2024-13", "2024-1", "2024-01-01"}),
		ofValues("gMonth", "xs:gMonth", []string{"--01", "--01Z", "--01-05:00", " --01"}, []string{"--13", "--01--", "--1", "-01"}),
		ofValues("gDay", "xs:gDay", []string{"---01", "---31", "---01Z", " ---01"}, []string{"---32", "---00", "---1"}),
		ofValues("gMonthDay", "xs:gMonthDay", []string{"--01-01", "--02-29", "--01-01Z", " --01-01"}, []string{"--02-30", "--04-31", "--13-01"}),
		restricted("date", []string{"minInclusive=2000-01-01", "maxExclusive=2100-01-01"},
			[]string{"2000-01-01", "2099-12-31", "2000-01-02Z", "2000-01-01-14:00", "2099-12-31Z", "2100-01-01+14:00"},
			[]string{"1999-12-31", "2100-01-01", "2000-01-01Z", "1999-12-31Z", "2000-01-01+03:00"}),
		restricted("date", []string{"minInclusive=2000-01-01-12:00"}, []string{"2000-01-02Z", "2000-01-01-13:00"}, []string{"2000-01-02+14:00", "2000-01-01Z", "1999-12-31-14:00"}),
		restricted("dateTime", []string{"minInclusive=2000-01-01T12:00:00Z"},
			[]string{"2000-01-02T12:00:00", "2000-01-01T13:00:00", "2000-01-01T12:00:00Z", "2000-01-01T15:00:00+03:00", "2000-01-01T12:00:00.000Z", "2000-01-01T10:00:00-02:00"},
			[]string{"2000-01-01T12:00:00", "2000-01-01T14:59:59+03:00", "2000-01-01T11:59:59Z", "2000-01-01T10:00:00-01:00"}),
		restricted("time", []string{"minInclusive=10:00:00"}, []string{"10:00:00", "23:00:00Z"}, []string{"09:59:59", "10:00:00Z"}),
		restricted("gYear", []string{"minInclusive=2000"}, []string{"2000", "2001"}, []string{"1999", "2000Z", "-2000"}),
		restricted("gMonthDay", []string{"minInclusive=--03-01"}, []string{"--03-01", "--12-31", "--03-02Z"}, []string{"--02-29", "--02-28Z"}),
		restricted("date", []string{"enumeration=2024-01-01"}, []string{"2024-01-01", " 2024-01-01 "}, []string{"2024-01-01Z", "2023-12-31Z"}),
		restricted("dateTime", []string{"enumeration=2024-01-01T00:00:00Z"}, []string{"2024-01-01T03:00:00+03:00", "2024-01-01T00:00:00.0Z"}, []string{"2024-01-01T00:00:00", "2023-12-31T24:00:00Z"}),
	}
}

// madeCases are types made of other types: derivation, lists, unions.
func madeCases() []schemaCase {
	named := func(c schemaCase, types string) schemaCase {
		c.schema = types + c.schema
		c.name = types + c.name
		return c
	}
	restrict := func(base, facets string) string {
		return `<xs:restriction base="` + base + `">` + facets + `</xs:restriction>`
	}
	lower := `<xs:simpleType name="t"><xs:restriction base="xs:string"><xs:pattern value="[a-z]+"/></xs:restriction></xs:simpleType>`
	atMost := `<xs:simpleType name="t"><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction></xs:simpleType>`
	either := `<xs:simpleType name="t"><xs:union memberTypes="xs:integer xs:boolean"/></xs:simpleType>`
	numbers := `<xs:simpleType name="t"><xs:list itemType="xs:integer"/></xs:simpleType>`
	bounded := `<xs:simpleType name="t"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>`
	return []schemaCase{
		named(ofValues("patterns of two steps", restrict("t", `<xs:pattern value=".{2}"/><xs:pattern value=".{4}"/>`), []string{"ab", "abcd"}, []string{"abc", "a1"}), lower),
		named(ofValues("lengths of two steps", restrict("t", `<xs:minLength value="2"/>`), []string{"abc"}, []string{"a", "abcdef"}), atMost),
		named(ofValues("narrower length", restrict("t", `<xs:maxLength value="3"/>`), []string{"abc", ""}, []string{"abcd"}), atMost),
		named(ofValues("bounds of two steps", restrict("t", `<xs:minExclusive value="1"/><xs:maxInclusive value="9.5"/>`), []string{"1.01", "9.50"}, []string{"1", "9.51", "2.001", "-1"}), bounded),
		ofValues("list of dates", `<xs:list itemType="xs:date"/>`, []string{" 2000-01-01  2000-01-02 ", "", " "}, []string{"2000-01-01 x"}),
		ofValues("union of date and integer", `<xs:union memberTypes="xs:date xs:integer"/>`, []string{"2000-01-01", " 2000-01-01 ", " 5 "}, []string{"x", ""}),
		ofValues("union with a string", `<xs:union memberTypes="xs:integer xs:boolean"><xs:simpleType>`+restrict("xs:string", `<xs:enumeration value="x y"/>`)+`</xs:simpleType></xs:union>`,
			[]string{"true", " 5 ", "x y"}, []string{" x y", "x  y", ""}),
		named(ofValues("enumerated union", restrict("t", `<xs:enumeration value="5"/><xs:enumeration value="true"/>`), []string{"5", "05", " 5 ", "true"}, []string{"6", "1", "false"}), either),
		named(ofValues("patterned union", restrict("t", `<xs:pattern value="[0-9]"/>`), []string{"5", " 5 "}, []string{"55", "true"}), either),
		named(ofValues("length of a list", restrict("t", `<xs:minLength value="1"/><xs:maxLength value="3"/>`), []string{"1", "1 2 3", " 1\n2  3 "}, []string{"", "1 2 3 4", "1 x"}), numbers),
		named(ofValues("enumerated list", restrict("t", `<xs:enumeration value="1 2"/>`), []string{"1 2", "01  2"}, []string{"1 3", "2 1", "1", "1 2 1"}), numbers),
		named(ofValues("patterned list", restrict("t", `<xs:pattern value="[0-9] [0-9]"/>`), []string{"1 2", " 1   2 "}, []string{"11 2"}), numbers),
		ofValues("list of an anonymous type", `<xs:list><xs:simpleType>`+restrict("xs:string", `<xs:length value="2"/>`)+`</xs:simpleType></xs:list>`, []string{"ab cd", "аб"}, []string{"abc"}),
		ofValues("restriction of an anonymous type", `<xs:restriction><xs:simpleType>`+restrict("xs:string", `<xs:maxLength value="3"/>`)+`</xs:simpleType><xs:minLength value="2"/></xs:restriction>`, []string{"ab", "abc"}, []string{"a", "abcd"}),
		ofValues("union of lists", `<xs:union><xs:simpleType><xs:list itemType="xs:integer"/></xs:simpleType><xs:simpleType>`+restrict("xs:string", `<xs:pattern value="[a-z]+"/>`)+`</xs:simpleType></xs:union>`, []string{"1 2", "ab"}, []string{"1 a", "a b"}),
		ofValues("more values than are compared one by one", restrict("xs:string", enumeration("а", "б", "в", "г", "д", "е", "ж", "з", "и", "к", "л", "м", "н", "😀")), []string{"а", "н", "😀", "&#1085;"}, []string{"о", "", "А", " а"}),
	}
}

func enumeration(values ...string) string {
	out := ""
	for _, v := range values {
		out += `<xs:enumeration value="` + v + `"/>`
	}
	return out
}
