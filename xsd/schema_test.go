package xsd_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"sdano/xsd"
)

// TestOneSchemaServesMany: goroutines share a schema whose patterns are made at
// their first use.
func TestOneSchemaServesMany(t *testing.T) {
	t.Parallel()
	s, buyer := testdata(t, "buyer.xml")
	_, seller := testdata(t, "seller.xml")
	e := edit{"", "buyer.xml", []string{`Дата="01.03.2026" Время`, `Дата="01.13.2026" Время`}}
	_, wrong := e.apply(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 50 {
				doc, faults := [][]byte{buyer, seller, wrong[0], wrong[1]}[(i+n)%4], (i+n)%4/2
				if found := s.Check(doc); len(found) != faults {
					t.Errorf("%d findings, want %d: %+v", len(found), faults, found)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestValidDocumentsCostNoAllocation(t *testing.T) {
	s, buyer := testdata(t, "buyer.xml")
	_, seller := testdata(t, "seller.xml")
	c := s.NewChecker()
	for _, doc := range [][]byte{buyer, seller} {
		if n := testing.AllocsPerRun(50, func() { c.Check(doc) }); n > 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

// TestPatternTooLargeForATable: an automaton with too many states is not made;
// the pattern is matched all the same.
func TestPatternTooLargeForATable(t *testing.T) {
	t.Parallel()
	c := restricted("string", []string{`pattern=(a|ж)*a(a|ж){20}`}, nil, nil)
	s, err := xsd.Compile("s.xsd", []byte(c.source()))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"a" + many(20, "ж"):                 true,
		many(50, "ж") + "a" + many(20, "a"): true,
		"ж" + many(20, "a"):                 false,
		many(20, "a"):                       false,
		"a" + many(19, "ж") + "b":           false,
	} {
		if got := s.Check([]byte("<a>"+text+"</a>")) == nil; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestHostileSchemasCostLittle: what multiplies without end is refused or made
// once, so none of these runs for long.
func TestHostileSchemasCostLittle(t *testing.T) {
	t.Parallel()
	var unions, groups, attributes, extensions strings.Builder
	unions.WriteString(`<xs:simpleType name="t0"><xs:union memberTypes="xs:int xs:date"/></xs:simpleType>`)
	groups.WriteString(`<xs:group name="t0"><xs:sequence><xs:element name="e" minOccurs="0" maxOccurs="2"/></xs:sequence></xs:group>`)
	attributes.WriteString(`<xs:attributeGroup name="t0"/>`)
	extensions.WriteString(`<xs:complexType name="t0"><xs:sequence><xs:element name="e"/></xs:sequence></xs:complexType>`)
	for i := 1; i < 90; i++ {
		was := fmt.Sprintf("t%d", i-1)
		fmt.Fprintf(&unions, `<xs:simpleType name="a%d"><xs:restriction base="%s"><xs:pattern value="1"/></xs:restriction></xs:simpleType><xs:simpleType name="b%[1]d"><xs:restriction base="%[2]s"><xs:pattern value="2"/></xs:restriction></xs:simpleType><xs:simpleType name="t%[1]d"><xs:union memberTypes="a%[1]d b%[1]d"/></xs:simpleType>`, i, was)
		fmt.Fprintf(&groups, `<xs:group name="t%d"><xs:sequence><xs:group ref="%s"/><xs:group ref="%[2]s"/></xs:sequence></xs:group>`, i, was)
		fmt.Fprintf(&attributes, `<xs:attributeGroup name="t%d"><xs:attributeGroup ref="%s"/><xs:attributeGroup ref="%[2]s"/></xs:attributeGroup>`, i, was)
		fmt.Fprintf(&extensions, `<xs:complexType name="t%d"><xs:complexContent><xs:extension base="%s"><xs:sequence><xs:element name="e%[1]d"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>`, i, was)
	}
	groups.WriteString(`<xs:element name="a"><xs:complexType><xs:group ref="t89"/></xs:complexType></xs:element>`)
	for name, tc := range map[string]struct {
		schema string
		fine   bool
	}{
		"unions":            {unions.String(), false},
		"groups":            {groups.String(), false},
		"attribute groups":  {attributes.String(), true},
		"extensions":        {extensions.String(), true},
		"optional elements": {`<xs:element name="a"><xs:complexType><xs:sequence>` + numbered(1900) + `</xs:sequence></xs:complexType></xs:element>`, false},
		"choice":            {`<xs:element name="a"><xs:complexType><xs:choice>` + numbered(1900) + `</xs:choice></xs:complexType></xs:element>`, true},
		"nested repetition": {`<xs:element name="a"><xs:complexType>` + many(90, `<xs:sequence maxOccurs="2">`) + `<xs:element name="b"/>` + many(90, `</xs:sequence>`) + `</xs:complexType></xs:element>`, false},
	} {
		c := schemaCase{schema: tc.schema}
		if _, err := xsd.Compile("s.xsd", []byte(c.source())); (err == nil) != tc.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<xs:element name="e%d" minOccurs="0"/>`, i)
	}
	return b.String()
}

// TestSchemaInTheDefaultNamespace: the prefix of XML Schema is the schema's
// choice, also none at all.
func TestSchemaInTheDefaultNamespace(t *testing.T) {
	t.Parallel()
	s, err := xsd.Compile("s.xsd", []byte("\ufeff"+`<?xml version="1.0" encoding="UTF-8"?>
<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" xmlns:q="urn:q" q:note="">
	<element name="a" type="t:two"/>
	<simpleType name="two"><restriction base="string"><length value="2"/></restriction></simpleType>
</schema>`))
	if err != nil {
		t.Fatal(err)
	}
	for doc, valid := range map[string]bool{
		`<a xmlns="urn:t">аб</a>`: true, `<a xmlns="urn:t">а</a>`: false, `<a>аб</a>`: false,
	} {
		if found := s.Check([]byte(doc)); (found == nil) != valid {
			t.Errorf("%s: %+v", doc, found)
		}
	}
}
