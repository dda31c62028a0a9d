package xsd_test

import (
	"errors"
	"strings"
	"testing"

	"sdano"
	"sdano/xsd"
)

// TestSchemasThatAreRefused: what is wrong and what is not known is refused by
// name and line, and never half-applied.
func TestSchemasThatAreRefused(t *testing.T) {
	t.Parallel()
	const unsupported, bad = "unsupported_schema", "bad_schema"
	inType := func(content string) string {
		return `<xs:element name="a"><xs:complexType>` + content + `</xs:complexType></xs:element>`
	}
	simple := func(content string) string { return `<xs:simpleType name="t">` + content + `</xs:simpleType>` }
	facets := func(base, facets string) string {
		return simple(`<xs:restriction base="` + base + `">` + facets + `</xs:restriction>`)
	}
	group := func(n int, next string) string {
		return `<xs:group name="g` + strings.Repeat("x", n) + `"><xs:sequence>` + next + `</xs:sequence></xs:group>`
	}
	for _, tc := range []struct {
		name, schema, code, says string
	}{
		{"include", `<xs:include schemaLocation="b.xsd"/>`, unsupported, "«xs:include»"},
		{"import", "\n\n" + `<xs:import namespace="urn:x"/>`, unsupported, "строка 3: конструкция «xs:import»"},
		{"redefine", `<xs:redefine schemaLocation="b.xsd"/>`, unsupported, "«xs:redefine»"},
		{"notation", `<xs:notation name="n" public="p"/>`, unsupported, "«xs:notation»"},
		{"abstract element", `<xs:element name="a" abstract="true"/>`, unsupported, "abstract"},
		{"abstract type", `<xs:complexType name="t" abstract="1"/>`, unsupported, "abstract"},
		{"substitution", `<xs:element name="a"/><xs:element name="b" substitutionGroup="a"/>`, unsupported, "substitutionGroup"},
		{"block", `<xs:element name="a" block="extension"/>`, unsupported, "block"},
		{"ID", `<xs:element name="a" type="xs:ID"/>`, unsupported, "тип xs:ID"},
		{"duration", `<xs:element name="a" type="xs:duration"/>`, unsupported, "тип xs:duration"},
		{"QName", `<xs:element name="a" type="xs:QName"/>`, unsupported, "тип xs:QName"},
		{"unknown block of characters", facets("xs:string", `<xs:pattern value="\p{IsTibetan}"/>`), unsupported, `\p{IsTibetan}`},
		{"unknown escape", facets("xs:string", `<xs:pattern value="\u0041"/>`), unsupported, `шаблон \u0041`},
		{"endless pattern", facets("xs:string", `<xs:pattern value="(([0-9]{1000}){1000}){1000}"/>`), unsupported, "шаблон"},
		{"fixed mixed content", `<xs:element name="a" fixed="v"><xs:complexType mixed="true"><xs:sequence/></xs:complexType></xs:element>`, unsupported, "fixed"},
		{"count that cannot be told", inType(`<xs:sequence maxOccurs="unbounded"><xs:element name="b" minOccurs="2" maxOccurs="3"/></xs:sequence>`), unsupported, "элемент <b>"},
		{"two wildcards", inType(`<xs:anyAttribute/><xs:anyAttribute/>`), unsupported, "xs:anyAttribute"},
		{"groups that multiply", group(0, `<xs:element name="a" minOccurs="0"/>`) + group(1, many(100, `<xs:group ref="g"/>`)) + group(2, many(100, `<xs:group ref="gx"/>`)) + inType(`<xs:group ref="gxx"/>`), unsupported, "2000"},

		{"two elements of a name, ambiguous", inType(`<xs:sequence><xs:element name="b" minOccurs="0"/><xs:element name="b"/></xs:sequence>`), bad, "неоднозначная модель содержимого: элемент <b>"},
		{"ambiguous choice", inType(`<xs:choice><xs:sequence><xs:element name="b"/><xs:element name="c"/></xs:sequence><xs:element name="b"/></xs:choice>`), bad, "неоднозначная"},
		{"ambiguous wildcard", inType(`<xs:sequence><xs:any minOccurs="0"/><xs:element name="b"/></xs:sequence>`), bad, "неоднозначная"},
		{"two wildcards in a row", inType(`<xs:sequence><xs:any minOccurs="0"/><xs:any namespace="##local"/></xs:sequence>`), bad, "неоднозначная"},
		{"no such type", `<xs:element name="a" type="t"/>`, bad, "не объявлено: t"},
		{"no such built-in type", `<xs:element name="a" type="xs:foo"/>`, bad, "xs:foo"},
		{"no such element", inType(`<xs:sequence><xs:element ref="b"/></xs:sequence>`), bad, "не объявлено: b"},
		{"no such group", inType(`<xs:group ref="b"/>`), bad, "не объявлено: b"},
		{"no such attribute", inType(`<xs:attribute ref="b"/>`), bad, "не объявлено: b"},
		{"unknown prefix", `<xs:element name="a" type="q:t"/>`, bad, "«q»"},
		{"two declarations", `<xs:element name="a"/><xs:element name="a"/>`, bad, "второе объявление"},
		{"type and simple type of one name", `<xs:complexType name="a"/>` + `<xs:simpleType name="a"><xs:restriction base="xs:string"/></xs:simpleType>`, bad, "второе объявление"},
		{"two attributes", inType(`<xs:attribute name="x"/><xs:attribute name="x"/>`), bad, "дважды"},
		{"no name", `<xs:element/>`, bad, "нет имени"},
		{"bad name", `<xs:element name="1"/>`, bad, "нет имени"},
		{"unknown element", `<xs:elemnt name="a"/>`, bad, "xs:elemnt"},
		{"foreign element", `<element name="a"/>`, bad, "<element>"},
		{"unknown attribute", `<xs:element name="a" typ="xs:string"/>`, bad, "«typ»"},
		{"text", `text`, bad, "посторонний текст"},
		{"element in a wrong place", `<xs:sequence/>`, bad, "xs:sequence не может стоять внутри xs:schema"},
		{"two models", inType(`<xs:sequence/><xs:choice/>`), bad, "xs:choice"},
		{"element in xs:all twice", inType(`<xs:all><xs:element name="b" maxOccurs="2"/></xs:all>`), bad, "xs:all"},
		{"xs:all inside", inType(`<xs:sequence><xs:all/></xs:sequence>`), bad, "xs:all"},
		{"circle of groups", `<xs:group name="g"><xs:sequence><xs:group ref="g"/></xs:sequence></xs:group>`, bad, "через самого себя"},
		{"circle of types", `<xs:complexType name="t"><xs:complexContent><xs:extension base="t"/></xs:complexContent></xs:complexType>`, bad, "через самого себя"},
		{"circle of simple types", simple(`<xs:restriction base="t"/>`), bad, "через самого себя"},
		{"circle of attribute groups", `<xs:attributeGroup name="g"><xs:attributeGroup ref="g"/></xs:attributeGroup>`, bad, "через самого себя"},
		{"occurrences upside down", inType(`<xs:sequence minOccurs="2"/>`), bad, "minOccurs больше maxOccurs"},
		{"no number", inType(`<xs:sequence maxOccurs="many"/>`), bad, "maxOccurs"},
		{"lengths upside down", facets("xs:string", `<xs:minLength value="7"/><xs:maxLength value="5"/>`), bad, "minLength больше maxLength"},
		{"length of a number", facets("xs:integer", `<xs:length value="5"/>`), bad, "xs:length неприменимо"},
		{"digits of a text", facets("xs:string", `<xs:totalDigits value="5"/>`), bad, "неприменимо"},
		{"bound of a text", facets("xs:string", `<xs:minInclusive value="5"/>`), bad, "неприменимо"},
		{"bound that is no number", facets("xs:integer", `<xs:minInclusive value="5.5"/>`), bad, "«5.5»"},
		{"bounds upside down", facets("xs:integer", `<xs:minInclusive value="5"/><xs:maxInclusive value="4"/>`), bad, "больше верхней"},
		{"enumeration that is no number", facets("xs:integer", `<xs:enumeration value="x"/>`), bad, "«x»"},
		{"wider than its base", facets("xs:byte", `<xs:maxInclusive value="200"/>`), bad, "шире"},
		{"facet without value", facets("xs:string", `<xs:length/>`), bad, "xs:length"},
		{"bad pattern", facets("xs:string", `<xs:pattern value="[a"/>`), bad, "«[a»"},
		{"pattern with a stray bracket", facets("xs:string", `<xs:pattern value="a)"/>`), bad, "«)»"},
		{"pattern with two quantifiers", facets("xs:string", `<xs:pattern value="a**"/>`), bad, "«*»"},
		{"pattern with numbers upside down", facets("xs:string", `<xs:pattern value="a{2,1}"/>`), bad, "{2,1}"},
		{"default that is no number", `<xs:element name="a" type="xs:integer" default="x"/>`, bad, "«x»"},
		{"fixed that is no number", inType(`<xs:attribute name="x" type="xs:integer" fixed="x"/>`), bad, "«x»"},
		{"default and fixed", `<xs:element name="a" type="xs:integer" default="1" fixed="1"/>`, bad, "и default, и fixed"},
		{"default of a required attribute", inType(`<xs:attribute name="x" default="v" use="required"/>`), bad, "default"},
		{"default without text", `<xs:element name="a" default="1"><xs:complexType/></xs:element>`, bad, "без текста"},
		{"type twice", `<xs:element name="a" type="xs:string"><xs:complexType/></xs:element>`, bad, "и атрибут type, и тип внутри"},
		{"base twice", simple(`<xs:restriction base="xs:string"><xs:simpleType><xs:restriction base="xs:string"/></xs:simpleType></xs:restriction>`), bad, "base"},
		{"no base", simple(`<xs:restriction/>`), bad, "base"},
		{"empty union", simple(`<xs:union/>`), bad, "xs:union"},
		{"list of lists", simple(`<xs:list itemType="xs:NMTOKENS"/>`), bad, "список списков"},
		{"restriction of anySimpleType", facets("xs:anySimpleType", ``), bad, "xs:anySimpleType"},
		{"simple content of a complex type", `<xs:complexType name="t"/>` + inType(`<xs:simpleContent><xs:extension base="t"/></xs:simpleContent>`), bad, "простого содержимого"},
		{"keyref to nothing", `<xs:element name="a"><xs:keyref name="k" refer="z"><xs:selector xpath="b"/><xs:field xpath="@x"/></xs:keyref></xs:element>`, bad, "xs:keyref"},
		{"path that is not allowed", `<xs:element name="a"><xs:unique name="k"><xs:selector xpath="b[1]"/><xs:field xpath="@x"/></xs:unique></xs:element>`, bad, "«b[1]»"},
		{"attribute in a selector", `<xs:element name="a"><xs:unique name="k"><xs:selector xpath="@b"/><xs:field xpath="@x"/></xs:unique></xs:element>`, bad, "«@b»"},
		{"not well-formed", `<xs:element name="a">`, bad, "не читается"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := schemaCase{schema: tc.schema}
			s, err := xsd.Compile("Схема.xsd", []byte(c.source()))
			var e *sdano.Error
			if s != nil || !errors.As(err, &e) {
				t.Fatalf("compiled: %v, %v", s, err)
			}
			if e.Code != tc.code || !strings.Contains(e.Message, tc.says) || !strings.Contains(e.Message, "Схема.xsd") || e.Remedy == "" {
				t.Errorf("got %s: %s (%s)\nwant %s with %q", e.Code, e.Message, e.Remedy, tc.code, tc.says)
			}
			if kind := map[string]sdano.Kind{bad: sdano.Invalid, unsupported: sdano.Unprocessable}[tc.code]; e.Kind != kind {
				t.Errorf("kind %s, want %s", e.Kind, kind)
			}
		})
	}
}

func TestNotASchema(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "text", "<a/>", `<xs:element xmlns:xs="http://www.w3.org/2001/XMLSchema" name="a"/>`, "<!DOCTYPE a><a/>", "\x00"} {
		s, err := xsd.Compile("s.xsd", []byte(text))
		var e *sdano.Error
		if s != nil || !errors.As(err, &e) || e.Code != "bad_schema" || e.Kind != sdano.Invalid {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}
