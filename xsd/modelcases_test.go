package xsd_test

func modelCases() []schemaCase {
	b := `<xs:element name="b"/>`
	return []schemaCase{
		ofModel("empty", ``, []string{"", "<!-- x -->", "<?p?>"}, []string{" ", "\n", "<![CDATA[]]>", "&#32;", "x", "<b/>", " <!-- --> "}),
		ofModel("empty sequence", `<xs:sequence/>`, []string{""}, []string{" ", "x", "<b/>"}),
		ofModel("optional element", `<xs:sequence><xs:element name="b" minOccurs="0"/></xs:sequence>`,
			[]string{"", " ", "&#32;", "<b>text<q/></b>", " <b/>\n", "<!-- --><b/><?p?>", "<b x='1'/>"},
			[]string{"<![CDATA[ ]]>", "<![CDATA[]]>", "x", "<b/>x", "&#160;", "<b/><b/>", "<c/>", "&#1;"}),
		ofModel("choice with an empty branch", `<xs:choice>`+b+`<xs:sequence/></xs:choice>`, []string{"", " ", "<b/>"}, []string{"<b/><b/>", "x"}),
		ofModel("choice with an optional branch", `<xs:choice>`+b+`<xs:element name="c" minOccurs="0"/></xs:choice>`, []string{"", "<b/>", "<c/>"}, []string{"<b/><c/>", "<d/>"}),
		ofModel("choice of nothing", `<xs:choice/>`, nil, []string{"", "<b/>"}),
		ofModel("optional choice of nothing", `<xs:choice minOccurs="0"/>`, []string{""}, []string{"<b/>", " "}),
		ofModel("sequence that never occurs", `<xs:sequence minOccurs="0" maxOccurs="0">`+b+`</xs:sequence>`, []string{""}, []string{"<b/>", " "}),
		ofModel("element that never occurs", `<xs:sequence><xs:element name="b" minOccurs="0" maxOccurs="0"/><xs:element name="c"/></xs:sequence>`, []string{"<c/>"}, []string{"<b/><c/>", ""}),
		ofModel("all", `<xs:all>`+b+`<xs:element name="c" minOccurs="0"/></xs:all>`, []string{"<b/>", "<c/><b/>", "<b/><c/>", " <b/> "}, []string{"", "<c/>", "<b/><b/>", "<b/><c/><c/>", "<d/>", "x<b/>"}),
		ofModel("optional all", `<xs:all minOccurs="0">`+b+`<xs:element name="c"/></xs:all>`, []string{"", "<c/><b/>"}, []string{"<b/>"}),
		ofModel("all of optional elements", `<xs:all><xs:element name="b" minOccurs="0"/><xs:element name="c" minOccurs="0"/></xs:all>`, []string{"", "<b/>", "<c/><b/>"}, []string{"<b/><c/><b/>"}),
		ofModel("two to three", `<xs:sequence><xs:element name="b" minOccurs="2" maxOccurs="3"/><xs:element name="c"/></xs:sequence>`,
			[]string{"<b/><b/><c/>", "<b/><b/><b/><c/>"}, []string{"<c/>", "<b/><c/>", "<b/><b/><b/><b/><c/>", "<b/><b/>"}),
		ofModel("three and more", `<xs:sequence><xs:element name="b" minOccurs="3" maxOccurs="unbounded"/><xs:element name="c" minOccurs="0"/></xs:sequence>`,
			[]string{many(3, "<b/>"), many(100, "<b/>") + "<c/>"}, []string{"<b/><b/>", "<b/><b/><c/>"}),
		ofModel("very many", `<xs:sequence maxOccurs="1000000"><xs:element name="b" maxOccurs="100000"/><xs:element name="c"/></xs:sequence>`,
			[]string{"<b/><c/>", "<b/><c/><b/><b/><c/>"}, []string{"<b/>", "", "<c/>"}),
		ofModel("at most twenty", `<xs:sequence><xs:element name="b" minOccurs="0" maxOccurs="20"/></xs:sequence>`, []string{"", many(20, "<b/>")}, []string{many(21, "<b/>")}),
		ofModel("the same element in two places, told apart by the count", `<xs:sequence><xs:element name="b" minOccurs="2" maxOccurs="2"/>`+b+`</xs:sequence>`, []string{"<b/><b/><b/>"}, []string{"<b/>", "<b/><b/>", "<b/><b/><b/><b/>"}),
		ofModel("choice of counted elements", `<xs:choice maxOccurs="unbounded"><xs:element name="b" maxOccurs="3"/><xs:element name="c"/></xs:choice>`,
			[]string{"<b/>", many(3, "<b/>"), many(4, "<b/>"), "<c/><b/><b/><b/><c/><b/>"}, []string{"", "<d/>"}),
		ofModel("counted sequence of optional elements", `<xs:sequence minOccurs="2" maxOccurs="3"><xs:element name="b" minOccurs="0"/><xs:element name="c" minOccurs="0"/></xs:sequence>`,
			[]string{"", "<b/>", "<b/><b/>", many(3, "<b/>"), many(3, "<c/>"), "<b/><c/><b/><c/><b/><c/>", "<b/><c/><c/><b/>"},
			[]string{many(4, "<b/>"), many(4, "<c/>"), "<c/><b/><c/><b/><c/><b/>"}),
		ofModel("counted choice", `<xs:choice minOccurs="2" maxOccurs="4">`+b+`<xs:element name="c"/></xs:choice>`, []string{"<b/><c/>", "<c/><c/><b/><b/>"}, []string{"", "<b/>", many(5, "<c/>")}),
		ofModel("counts within counts", `<xs:sequence minOccurs="2" maxOccurs="2"><xs:element name="b" minOccurs="2" maxOccurs="3"/><xs:element name="c"/></xs:sequence>`,
			[]string{"<b/><b/><c/><b/><b/><b/><c/>"}, []string{"<b/><b/><c/>", "<b/><c/><b/><b/><c/>", many(3, "<b/><b/><c/>"), "<b/><b/><c/>" + many(4, "<b/>") + "<c/>"}),
		ofModel("pairs", `<xs:sequence minOccurs="0" maxOccurs="unbounded"><xs:element name="b" minOccurs="2" maxOccurs="2"/></xs:sequence>`, []string{"", "<b/><b/>", many(6, "<b/>")}, []string{"<b/>", many(5, "<b/>")}),
		ofModel("two pairs", `<xs:sequence minOccurs="2" maxOccurs="2"><xs:element name="b" minOccurs="2" maxOccurs="2"/></xs:sequence>`, []string{many(4, "<b/>")}, []string{"", "<b/><b/>", many(3, "<b/>"), many(5, "<b/>"), many(6, "<b/>")}),
		ofModel("nested groups", `<xs:sequence>`+b+`<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="c"/><xs:sequence><xs:element name="d"/><xs:element name="e" minOccurs="0"/></xs:sequence></xs:choice><xs:element name="f"/></xs:sequence>`,
			[]string{"<b/><f/>", "<b/><c/><d/><c/><d/><e/><d/><f/>"}, []string{"<b/><e/><f/>", "<f/>", "<b/><d/><e/><e/><f/>", "<b/>"}),
		ofModel("mixed", `<xs:sequence><xs:element name="b" minOccurs="0"/></xs:sequence>`, nil, []string{"x"}),
		{
			name:   "mixed content",
			schema: `<xs:element name="a"><xs:complexType mixed="true"><xs:sequence><xs:element name="b" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`,
			valid:  []string{"<a/>", "<a>x<b/>y</a>", "<a><![CDATA[x]]></a>"}, invalid: []string{"<a>x<c/></a>", "<a><b/><b/></a>"},
		},
		{
			name:   "mixed without elements",
			schema: `<xs:element name="a"><xs:complexType mixed="true"><xs:attribute name="x"/></xs:complexType></xs:element>`,
			valid:  []string{"<a/>", "<a>x</a>", "<a> </a>"}, invalid: []string{"<a><b/></a>"},
		},
		{
			name: "groups",
			schema: `<xs:group name="g"><xs:choice><xs:element name="b"/><xs:element name="c"/></xs:choice></xs:group>
				<xs:group name="h"><xs:all><xs:element name="d"/><xs:element name="e"/></xs:all></xs:group>
				<xs:element name="a"><xs:complexType><xs:sequence><xs:group ref="g" maxOccurs="2"/><xs:element name="z"/><xs:group ref="g" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
				<xs:element name="y"><xs:complexType><xs:group ref="h"/></xs:complexType></xs:element>`,
			valid:   []string{"<a><b/><z/></a>", "<a><b/><c/><z/><c/></a>", "<y><e/><d/></y>"},
			invalid: []string{"<a><z/></a>", "<a><b/><b/><b/><z/></a>", "<y><e/></y>"},
		},
		{
			name: "references and recursion",
			schema: `<xs:element name="a"><xs:complexType><xs:sequence><xs:element ref="a" minOccurs="0"/><xs:element ref="n"/></xs:sequence></xs:complexType></xs:element>
				<xs:element name="n" type="xs:integer"/>`,
			valid:   []string{"<a><n>1</n></a>", "<a><a><n>2</n></a><n>1</n></a>", "<n>5</n>"},
			invalid: []string{"<a><a/><n>1</n></a>", "<a><n>x</n></a>", "<n/>"},
		},
		{
			name:    "recursive type",
			schema:  `<xs:complexType name="t"><xs:sequence><xs:element name="a" type="t" minOccurs="0"/></xs:sequence><xs:attribute name="x" use="required"/></xs:complexType><xs:element name="a" type="t"/>`,
			valid:   []string{`<a x=""/>`, `<a x=""><a x=""/></a>`},
			invalid: []string{`<a x=""><a/></a>`},
		},
	}
}

// typeCases are derived complex types and values of elements.
func typeCases() []schemaCase {
	base := `<xs:complexType name="t"><xs:sequence><xs:element name="b"/></xs:sequence><xs:attribute name="x" use="required"/><xs:attribute name="y"/></xs:complexType>`
	money := `<xs:complexType name="m"><xs:simpleContent><xs:extension base="xs:decimal"><xs:attribute name="cur" use="required"/></xs:extension></xs:simpleContent></xs:complexType>`
	return []schemaCase{
		{
			name:    "complex extension",
			schema:  base + `<xs:element name="a"><xs:complexType><xs:complexContent><xs:extension base="t"><xs:sequence><xs:element name="c"/></xs:sequence><xs:attribute name="z" use="required"/></xs:extension></xs:complexContent></xs:complexType></xs:element>`,
			valid:   []string{`<a x="" z=""><b/><c/></a>`},
			invalid: []string{`<a x="" z=""><b/></a>`, `<a x="" z=""><c/><b/></a>`, `<a z=""><b/><c/></a>`, `<a x=""><b/><c/></a>`},
		},
		{
			name:    "complex extension by attributes only",
			schema:  base + `<xs:element name="a"><xs:complexType><xs:complexContent><xs:extension base="t"><xs:attribute name="z"/></xs:extension></xs:complexContent></xs:complexType></xs:element>`,
			valid:   []string{`<a x="" z=""><b/></a>`, `<a x=""><b/></a>`},
			invalid: []string{`<a x="" z=""/>`},
		},
		{
			name:    "complex extension of nothing",
			schema:  `<xs:complexType name="t"/><xs:element name="a"><xs:complexType><xs:complexContent><xs:extension base="t"><xs:choice><xs:element name="c"/></xs:choice></xs:extension></xs:complexContent></xs:complexType></xs:element>`,
			valid:   []string{`<a><c/></a>`},
			invalid: []string{`<a/>`},
		},
		{
			name:    "complex restriction",
			schema:  base + `<xs:element name="a"><xs:complexType><xs:complexContent><xs:restriction base="t"><xs:sequence><xs:element name="b"/></xs:sequence><xs:attribute name="y" use="prohibited"/></xs:restriction></xs:complexContent></xs:complexType></xs:element>`,
			valid:   []string{`<a x=""><b/></a>`},
			invalid: []string{`<a x=""/>`, `<a x="" y=""><b/></a>`, `<a><b/></a>`},
		},
		{
			name:    "restriction of anything",
			schema:  `<xs:element name="a"><xs:complexType><xs:complexContent><xs:restriction base="xs:anyType"><xs:sequence><xs:element name="b"/></xs:sequence></xs:restriction></xs:complexContent></xs:complexType></xs:element>`,
			valid:   []string{`<a><b/></a>`},
			invalid: []string{`<a/>`, `<a>x<b/></a>`, `<a y=""><b/></a>`},
		},
		{
			name:    "simple content",
			schema:  money + `<xs:element name="a" type="m"/>`,
			valid:   []string{`<a cur="RUB">1.5</a>`, `<a cur=""> 1 </a>`},
			invalid: []string{`<a>1</a>`, `<a cur="">x</a>`, `<a cur=""/>`, `<a cur=""><b/></a>`, `<a cur="" z="">1</a>`},
		},
		{
			name:    "simple content restricted",
			schema:  money + `<xs:element name="a"><xs:complexType><xs:simpleContent><xs:restriction base="m"><xs:minInclusive value="0"/><xs:attribute name="cur" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="RUB"/></xs:restriction></xs:simpleType></xs:attribute></xs:restriction></xs:simpleContent></xs:complexType></xs:element>`,
			valid:   []string{`<a cur="RUB">1.5</a>`},
			invalid: []string{`<a cur="RUB">-1</a>`, `<a cur="USD">1</a>`, `<a>1</a>`},
		},
		{
			name:    "simple content extended twice",
			schema:  money + `<xs:element name="a"><xs:complexType><xs:simpleContent><xs:extension base="m"><xs:attribute name="y" type="xs:integer"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>`,
			valid:   []string{`<a cur="" y="1">1</a>`, `<a cur="">1</a>`},
			invalid: []string{`<a y="1">1</a>`, `<a cur="" y="z">1</a>`},
		},
		{
			name: "any type", schema: `<xs:element name="a"/><xs:element name="n" type="xs:integer"/>`,
			valid:   []string{`<a><b/>x</a>`, `<a x="1"/>`, `<a><b y="2"><c/>t</b></a>`, `<a><n>5</n></a>`},
			invalid: []string{`<a><n>x</n></a>`, `<a><q><n/></q></a>`},
		},
		ofValues("simple element", "xs:string", []string{"x", "", " "}, []string{"<b/>", "x<b/>"}),
		{
			name: "attributes of a simple element", schema: `<xs:element name="a" type="xs:string"/>`,
			valid: []string{`<a xmlns:q="urn:q">x</a>`}, invalid: []string{`<a x="1"/>`, `<a xml:space="preserve"> </a>`, `<a xml:lang="ru"/>`},
		},
		{
			name: "fixed decimal element", schema: `<xs:element name="a" type="xs:decimal" fixed="1.0"/>`,
			valid: []string{`<a/>`, `<a>1.0</a>`}, invalid: []string{`<a>1</a>`, `<a> 1.0 </a>`, `<a>2</a>`, `<a> </a>`},
		},
		{
			name: "fixed string element", schema: `<xs:element name="a" type="xs:string" fixed="v"/>`,
			valid: []string{`<a/>`, `<a>v</a>`, `<a><!-- --></a>`, `<a>&#118;</a>`}, invalid: []string{`<a> v</a>`, `<a> </a>`, `<a>w</a>`},
		},
		{
			name:   "default element",
			schema: `<xs:element name="a" default="v"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction></xs:simpleType></xs:element>`,
			valid:  []string{`<a/>`, `<a> </a>`, `<a><!-- --></a>`},
		},
		{
			name: "default number element", schema: `<xs:element name="a" default="5" type="xs:integer"/>`,
			valid: []string{`<a/>`, `<a>6</a>`}, invalid: []string{`<a> </a>`, `<a>x</a>`},
		},
		{
			name: "default of mixed content", schema: `<xs:element name="a" default="5"><xs:complexType mixed="true"><xs:sequence><xs:element name="b" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`,
			valid: []string{`<a/>`, `<a>6<b/></a>`}, invalid: []string{`<a><c/></a>`},
		},
	}
}

func attributeCases() []schemaCase {
	with := func(name, attrs string, valid, invalid []string) schemaCase {
		c := schemaCase{name: name, schema: `<xs:element name="a"><xs:complexType>` + attrs + `</xs:complexType></xs:element>`}
		for _, v := range valid {
			c.valid = append(c.valid, "<a "+v+"/>")
		}
		for _, v := range invalid {
			c.invalid = append(c.invalid, "<a "+v+"/>")
		}
		return c
	}
	return []schemaCase{
		with("optional", `<xs:attribute name="x"/>`,
			[]string{``, `x=""`, `xmlns=""`, `xmlns:q="urn:q" x=""`},
			[]string{`y=""`, `xml:lang="ru"`, `xmlns:p="urn:u" p:x=""`, `p:x=""`, `X=""`, `x="1" x="2"`}),
		with("required", `<xs:attribute name="x" use="required"/><xs:attribute name="ы" use="required" type="xs:integer"/>`,
			[]string{`x="" ы="1"`, `ы=" 1 " x="q"`, `ы='&#49;' x='"'`}, []string{``, `x=""`, `ы="1"`, `x="" ы=""`, `x="" ы="1" z=""`}),
		with("prohibited", `<xs:attribute name="x" use="prohibited"/>`, []string{``}, []string{`x=""`}),
		with("fixed decimal", `<xs:attribute name="x" type="xs:decimal" fixed="1.0"/>`, []string{``, `x="1"`, `x=" 1.00 "`}, []string{`x="2"`, `x=""`}),
		with("fixed string", `<xs:attribute name="x" type="xs:string" fixed="a b"/>`, []string{``, `x="a b"`, "x='a\nb'"}, []string{`x=" a b"`, `x="a&#10;b"`, `x=""`}),
		with("fixed token", `<xs:attribute name="x" type="xs:token" fixed=" v  w "/>`, []string{`x="v w"`, `x=" v   w"`}, []string{`x="v"`}),
		with("fixed boolean", `<xs:attribute name="x" type="xs:boolean" fixed="true"/>`, []string{`x="true"`, `x="1"`}, []string{`x="0"`}),
		with("fixed and required", `<xs:attribute name="x" type="xs:string" fixed="5.03" use="required"/>`, []string{`x="5.03"`}, []string{``, `x="5.02"`}),
		with("default", `<xs:attribute name="x" type="xs:integer" default="1"/>`, []string{``, `x="2"`}, []string{`x=""`}),
		with("white space of attributes", `<xs:attribute name="x"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="a b"/></xs:restriction></xs:simpleType></xs:attribute>`,
			[]string{"x='a b'", "x='a\nb'", "x='a\tb'"}, []string{"x='a&#10;b'", "x='a&#9;b'", "x='a\r\nb '"}),
		with("length of attributes", `<xs:attribute name="x"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="2"/></xs:restriction></xs:simpleType></xs:attribute>`,
			[]string{`x=" "`, `x="&#1078;&amp;"`, `x="😀😀"`, "x='\r\n'"}, []string{`x=""`, `x="abc"`, `x="&#1078;&amp;."`}),
		with("dates and white space", `<xs:attribute name="x" type="xs:date"/>`, []string{`x="2000-01-01"`}, []string{`x=" 2000-01-01"`, `x=""`}),
		with("any attribute", `<xs:attribute name="x"/><xs:anyAttribute namespace="##other" processContents="skip"/>`,
			[]string{`x=""`, `xmlns:p="urn:p" p:x=""`, `xml:lang="ru"`}, []string{`y=""`}),
		with("any local attribute", `<xs:anyAttribute namespace="##local" processContents="lax"/>`, []string{`x=""`, `y="" z=""`}, []string{`xmlns:p="urn:p" p:x=""`}),
		with("any attribute, strictly", `<xs:anyAttribute/>`, []string{``}, []string{`x=""`, `xml:lang="ru"`}),
		{
			name: "attribute groups and references",
			schema: `<xs:attribute name="n" type="xs:integer"/>
				<xs:attributeGroup name="g"><xs:attribute name="x" use="required"/><xs:attributeGroup ref="h"/></xs:attributeGroup>
				<xs:attributeGroup name="h"><xs:attribute ref="n" use="required"/><xs:anyAttribute processContents="lax"/></xs:attributeGroup>
				<xs:element name="a"><xs:complexType><xs:attributeGroup ref="g"/></xs:complexType></xs:element>`,
			valid:   []string{`<a x="" n="5"/>`, `<a x="" n="5" q="" xml:lang=""/>`},
			invalid: []string{`<a x=""/>`, `<a n="5"/>`, `<a x="" n="z"/>`},
		},
		{
			name:    "global attribute of a wildcard",
			schema:  `<xs:attribute name="n" type="xs:integer"/><xs:element name="a"><xs:complexType><xs:anyAttribute processContents="lax"/></xs:complexType></xs:element>`,
			valid:   []string{`<a n="5"/>`, `<a q=""/>`},
			invalid: []string{`<a n="z"/>`},
		},
	}
}

// spaceCases are namespaces and wildcards.
func spaceCases() []schemaCase {
	any := func(name, attrs string, valid, invalid []string) schemaCase {
		c := ofModel("any: "+name, `<xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" `+attrs+`/></xs:sequence>`, valid, invalid)
		c.schema += `<xs:element name="n" type="xs:integer"/>`
		return c
	}
	target := `targetNamespace="urn:t" xmlns="urn:t"`
	return []schemaCase{
		any("skip", `processContents="skip"`, []string{"", "<b/><c x=''><d/>t</c>", "<n>x</n>", "<p:q xmlns:p='urn:p'/>"}, []string{"t"}),
		any("lax", `processContents="lax"`, []string{"<b/><c x=''><d/>t</c>", "<n>5</n>", "<b><n>5</n></b>"}, []string{"<n>x</n>", "<b><n>x</n></b>"}),
		any("strict", ``, []string{"", "<n>5</n>"}, []string{"<n>x</n>", "<b/>"}),
		any("other", `namespace="##other" processContents="skip"`, []string{"<p:q xmlns:p='urn:p'/>", "<q xmlns='urn:p'><r/></q>"}, []string{"<b/>", "<q xmlns=''/>"}),
		any("local", `namespace="##local" processContents="skip"`, []string{"<b/>", "<b><p:q xmlns:p='urn:p'/></b>"}, []string{"<p:q xmlns:p='urn:p'/>"}),
		any("listed", `namespace="urn:p urn:q" processContents="skip"`, []string{"<p:q xmlns:p='urn:p'/>", "<b xmlns='urn:q'/>"}, []string{"<b/>", "<b xmlns='urn:r'/>"}),
		ofModel("any counted", `<xs:sequence><xs:any minOccurs="2" maxOccurs="3" processContents="skip"/></xs:sequence>`, []string{"<b/><c/>", "<b/><b/><b/>"}, []string{"<b/>", many(4, "<b/>")}),
		ofModel("any beside elements", `<xs:choice maxOccurs="unbounded"><xs:element name="b" type="xs:integer"/><xs:any namespace="##other" processContents="skip"/></xs:choice>`,
			[]string{"<b>1</b><b xmlns='urn:p'>x</b>"}, []string{"<b>x</b>", "<c/>"}),
		{
			name: "no namespace", schema: `<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`,
			valid:   []string{`<a xmlns=""><b/></a>`, `<a xmlns:p="urn:p"><b/></a>`},
			invalid: []string{`<a xmlns="urn:u"/>`, `<p:a xmlns:p="urn:p"/>`, `<p:a/>`, `<a><b xmlns="urn:u"/></a>`, `<a><p:b xmlns:p="urn:p"/></a>`, `<b/>`, `<A/>`},
		},
		{
			name: "target namespace, qualified", attrs: target + ` elementFormDefault="qualified"`,
			schema:  `<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" minOccurs="0" type="t"/><xs:element ref="a" minOccurs="0"/></xs:sequence><xs:attribute name="x"/></xs:complexType></xs:element><xs:simpleType name="t"><xs:restriction base="xs:integer"/></xs:simpleType>`,
			valid:   []string{`<a xmlns="urn:t"><b>1</b></a>`, `<p:a xmlns:p="urn:t" x=""><p:b>1</p:b><a xmlns="urn:t"/></p:a>`, `<a xmlns="urn:t"><p:b xmlns:p="urn:t">5</p:b></a>`},
			invalid: []string{`<a/>`, `<a xmlns="urn:u"/>`, `<a xmlns="urn:t"><b xmlns="">1</b></a>`, `<p:a xmlns:p="urn:t" p:x=""/>`, `<a xmlns="urn:t"><b>x</b></a>`},
		},
		{
			name: "target namespace, unqualified", attrs: target,
			schema:  `<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" minOccurs="0"/><xs:element name="c" form="qualified" minOccurs="0"/></xs:sequence><xs:attribute name="x" form="qualified"/><xs:attribute name="y" use="required"/></xs:complexType></xs:element>`,
			valid:   []string{`<p:a xmlns:p="urn:t" y=""><b/><p:c/></p:a>`, `<p:a xmlns:p="urn:t" p:x="" y=""/>`},
			invalid: []string{`<a xmlns="urn:t" y=""><b/></a>`, `<p:a xmlns:p="urn:t" x="" y=""/>`, `<p:a xmlns:p="urn:t" y=""><c/></p:a>`, `<p:a xmlns:p="urn:t" p:y=""/>`},
		},
		{
			name: "target namespace and wildcards", attrs: target + ` elementFormDefault="qualified" attributeFormDefault="qualified"`,
			schema: `<xs:attribute name="g" type="xs:integer"/><xs:element name="a"><xs:complexType><xs:sequence><xs:any namespace="##other" processContents="skip" minOccurs="0"/><xs:any namespace="##targetNamespace" minOccurs="0"/><xs:any namespace="##local" minOccurs="0" processContents="skip"/></xs:sequence><xs:attribute ref="g" use="required"/></xs:complexType></xs:element>`,
			valid:  []string{`<a xmlns="urn:t" xmlns:t="urn:t" t:g="1"><o xmlns="urn:o"/><a t:g="2"/><l xmlns=""/></a>`},
			invalid: []string{
				`<a xmlns="urn:t" g="1"/>`, `<a xmlns="urn:t" xmlns:t="urn:t" t:g="1"><l xmlns=""/><o xmlns="urn:o"/></a>`, `<a xmlns="urn:t" xmlns:t="urn:t" t:g="x"/>`,
				`<a xmlns="urn:t" xmlns:t="urn:t" t:g="1"><b/></a>`,
			},
		},
	}
}

func instanceCases() []schemaCase {
	const xsi = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" `
	number := func(docs ...string) []string {
		out := make([]string, len(docs))
		for i, d := range docs {
			out[i] = `<a ` + xsi + d
		}
		return out
	}
	return []schemaCase{
		{
			name: "xsi:nil of a number", schema: `<xs:element name="a" nillable="true" type="xs:integer"/>`,
			valid:   number(`xsi:nil="true"/>`, `xsi:nil="true"></a>`, `xsi:nil="1"/>`, `xsi:nil=" true "/>`, `xsi:nil="true"><!-- --></a>`, `xsi:nil="false">5</a>`),
			invalid: number(`/>`, `xsi:nil="true"> </a>`, `xsi:nil="true">5</a>`, `xsi:nil="false"></a>`, `xsi:nil="x">5</a>`, `xsi:nil="true"><b/></a>`),
		},
		{
			name: "xsi:nil of elements", schema: `<xs:element name="a" nillable="true"><xs:complexType><xs:sequence><xs:element name="b"/></xs:sequence><xs:attribute name="x" use="required"/></xs:complexType></xs:element>`,
			valid:   number(`xsi:nil="true" x=""/>`, `xsi:nil="true" x=""><!-- --></a>`, `x=""><b/></a>`),
			invalid: number(`xsi:nil="true"/>`, `xsi:nil="true" x=""><b/></a>`, `xsi:nil="true" x=""> </a>`, `xsi:nil="0" x=""/>`),
		},
		{
			name: "xsi attributes", schema: `<xs:element name="a"><xs:complexType><xs:attribute name="x"/></xs:complexType></xs:element>`,
			valid:   number(`xsi:noNamespaceSchemaLocation="q.xsd"/>`, `xsi:schemaLocation="a b"/>`, `xsi:schemaLocation="a" x=""/>`),
			invalid: append(number(`xsi:nil="false"/>`, `xsi:nil="true"/>`, `xsi:foo="true"/>`, `xsi:type="b"/>`), `<a xsi:noNamespaceSchemaLocation="q.xsd"/>`),
		},
		{
			name: "xsi:type of anything", schema: `<xs:element name="a"/>`,
			valid:   number(`xsi:type="xs:integer">5</a>`, `><b xsi:type="xs:integer">5</b></a>`, `xsi:type="xs:anyType"><b/></a>`),
			invalid: number(`xsi:type=" xs:integer ">5</a>`, `xsi:type="zzz"/>`, `xsi:type="xs:integer">x</a>`, `><b xsi:type="xs:integer">x</b></a>`, `xsi:type="q:integer">5</a>`, `xsi:nil="true"/>`, `xsi:type=""/>`),
		},
		{
			name: "xsi:type of a derived type",
			schema: `<xs:complexType name="t"><xs:sequence><xs:element name="b"/></xs:sequence></xs:complexType>
				<xs:complexType name="u"><xs:complexContent><xs:extension base="t"><xs:sequence><xs:element name="c"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
				<xs:complexType name="v"><xs:complexContent><xs:extension base="u"><xs:attribute name="x" use="required"/></xs:extension></xs:complexContent></xs:complexType>
				<xs:complexType name="w"><xs:sequence><xs:element name="b"/></xs:sequence></xs:complexType>
				<xs:element name="a" type="t"/>`,
			valid:   number(`><b/></a>`, `xsi:type="t"><b/></a>`, `xsi:type="u"><b/><c/></a>`, `xsi:type="v" x=""><b/><c/></a>`),
			invalid: number(`xsi:type="u"><b/></a>`, `xsi:type="v"><b/><c/></a>`, `xsi:type="w"><b/></a>`, `><b/><c/></a>`, `xsi:type="xs:string">x</a>`),
		},
		{
			name: "xsi:type of a simple type", schema: `<xs:simpleType name="t"><xs:restriction base="xs:integer"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType><xs:element name="a" type="xs:integer"/>`,
			valid: number(`xsi:type="t">9</a>`, `xsi:type="xs:byte">100</a>`), invalid: number(`xsi:type="t">10</a>`, `xsi:type="xs:decimal">1</a>`, `xsi:type="xs:string">1</a>`),
		},
	}
}

func keyCases() []schemaCase {
	rows := func(constraints string) string {
		return `<xs:element name="a"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
			<xs:element name="r"><xs:complexType><xs:sequence><xs:element name="v" type="xs:decimal" minOccurs="0" maxOccurs="2" nillable="true"/></xs:sequence>
				<xs:attribute name="k" type="xs:integer"/><xs:attribute name="s"/><xs:attribute name="d" default="q"/></xs:complexType></xs:element>
			<xs:element name="f"><xs:complexType><xs:attribute name="to" type="xs:decimal"/></xs:complexType></xs:element>
			<xs:element name="g"><xs:complexType><xs:sequence><xs:element name="r" maxOccurs="unbounded"><xs:complexType><xs:attribute name="k" type="xs:integer"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
			</xs:choice></xs:complexType>` + constraints + `</xs:element>`
	}
	return []schemaCase{
		{
			name: "unique attribute", schema: rows(`<xs:unique name="u"><xs:selector xpath="r"/><xs:field xpath="@k"/></xs:unique>`),
			valid:   []string{`<a/>`, `<a><r k="1"/><r k="2"/><r/><r/></a>`, `<a><r k="1"/><g><r k="1"/></g></a>`},
			invalid: []string{`<a><r k="1"/><r k="1"/></a>`, `<a><r k="1"/><r k=" 01 "/></a>`},
		},
		{
			name: "unique, deep", schema: rows(`<xs:unique name="u"><xs:selector xpath=".//r"/><xs:field xpath="@k"/></xs:unique>`),
			valid:   []string{`<a><r k="1"/><g><r k="2"/></g></a>`},
			invalid: []string{`<a><r k="1"/><g><r k="1"/></g></a>`, `<a><g><r k="3"/><r k="3"/></g></a>`},
		},
		{
			name: "unique, alternatives and wildcards", schema: rows(`<xs:unique name="u"><xs:selector xpath="r | g/r"/><xs:field xpath="@k"/></xs:unique><xs:unique name="w"><xs:selector xpath="*"/><xs:field xpath="@s"/></xs:unique>`),
			valid:   []string{`<a><r k="1" s="x"/><g><r k="2"/></g><r s="y"/></a>`},
			invalid: []string{`<a><r k="1"/><g><r k="1"/></g></a>`, `<a><r s="x"/><r s="x"/></a>`},
		},
		{
			name: "unique pair", schema: rows(`<xs:unique name="u"><xs:selector xpath="./r"/><xs:field xpath="@k"/><xs:field xpath="@s"/></xs:unique>`),
			valid:   []string{`<a><r k="1" s="a"/><r k="1" s="b"/><r k="1"/><r k="1"/></a>`, `<a><r k="1" s="1"/><r k="11" s=""/></a>`},
			invalid: []string{`<a><r k="1" s="a"/><r k="1" s="a"/></a>`},
		},
		{
			name: "key", schema: rows(`<xs:key name="u"><xs:selector xpath="r"/><xs:field xpath="@k"/></xs:key>`),
			valid:   []string{`<a/>`, `<a><r k="1"/><r k="2"/></a>`},
			invalid: []string{`<a><r/></a>`, `<a><r k="1"/><r k="1"/></a>`},
		},
		{
			name: "key of an element", schema: rows(`<xs:key name="u"><xs:selector xpath="r"/><xs:field xpath="v"/></xs:key>`),
			valid:   []string{`<a><r><v>1</v></r><r><v>2</v></r></a>`},
			invalid: []string{`<a><r/></a>`, `<a><r><v>1</v></r><r><v>1.0</v></r></a>`, `<a><r><v>1</v><v>2</v></r></a>`},
		},
		{
			name: "the element itself", schema: rows(`<xs:unique name="u"><xs:selector xpath="r/v"/><xs:field xpath="."/></xs:unique>`),
			valid:   []string{`<a><r><v>1</v><v>2</v></r></a>`},
			invalid: []string{`<a><r><v>1</v></r><r><v>1.0</v></r></a>`},
		},
		{
			name:    "default as key",
			schema:  rows(`<xs:unique name="u"><xs:selector xpath="r"/><xs:field xpath="@d"/></xs:unique>`),
			valid:   []string{`<a><r d="1"/><r/></a>`},
			invalid: []string{`<a><r/><r/></a>`, `<a><r d="q"/><r/></a>`},
		},
		{
			name: "keyref", schema: rows(`<xs:key name="u"><xs:selector xpath="r"/><xs:field xpath="@k"/></xs:key><xs:keyref name="q" refer="u"><xs:selector xpath="f"/><xs:field xpath="@to"/></xs:keyref>`),
			valid:   []string{`<a><f to="1"/><r k="1"/><f/></a>`, `<a/>`},
			invalid: []string{`<a><r k="1"/><f to="2"/></a>`, `<a><f to="1"/></a>`},
		},
		{
			name: "keyref to a key of an inner element",
			schema: `<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="g" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="r" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="k"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
				<xs:key name="u"><xs:selector xpath="r"/><xs:field xpath="@k"/></xs:key></xs:element><xs:element name="f" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="to"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
				<xs:keyref name="q" refer="u"><xs:selector xpath="f"/><xs:field xpath="@to"/></xs:keyref></xs:element>`,
			valid:   []string{`<a><g><r k="1"/></g><g><r k="2"/></g><f to="1"/><f to="2"/></a>`},
			invalid: []string{`<a><g><r k="1"/></g><f to="2"/></a>`},
		},
	}
}

func patternCases() []schemaCase {
	p := func(pattern string, valid, invalid []string) schemaCase {
		return restricted("string", []string{"pattern=" + pattern}, valid, invalid)
	}
	return []schemaCase{
		p(`[0-9-A-Z]`, []string{"0", "A"}, []string{"-", ":", "a"}),
		p(`[a-]`, []string{"a", "-"}, []string{"b"}),
		p(`[-a]`, []string{"a", "-"}, []string{"b"}),
		p(`[+|-]`, []string{"+", "|", "-"}, []string{","}),
		p(`[a-c-e]`, []string{"a", "c", "e"}, []string{"-", "d"}),
		p(`[a-z-[aeiou]]`, []string{"b"}, []string{"a", "-"}),
		p(`[^a-z-[0-9]]`, []string{"-", "A"}, []string{"a", "5"}),
		p(`[\-a]`, []string{"-", "a"}, []string{`\`}),
		p(`[a\-z]`, []string{"-", "a", "z"}, []string{"b"}),
		p(`[.]`, []string{"."}, []string{"a"}),
		p(`a.c`, []string{"abc", "a\tc", "aяc", "a😀c"}, []string{"a\nc", "a&#13;c", "ac"}),
		p(`\d`, []string{"1", "&#x661;", "&#xFF11;"}, []string{"a"}),
		p(`\w`, []string{"a", "1", "а", "$", "+", "&#x378;", "&#x300;", "^"}, []string{"_", "-", ".", " ", "&#xAD;"}),
		p(`\W`, []string{"-", " "}, []string{"a"}),
		p(`\s`, []string{" ", "\t", "\n"}, []string{"&#160;", "a"}),
		p(`\S`, []string{"a", "&#160;"}, []string{" "}),
		p(`\i`, []string{"a", ":", "_", "а"}, []string{"1", "-", "&#xB7;"}),
		p(`\c`, []string{"a", "1", ":", "_", "-", "а", ".", "&#xB7;"}, []string{" "}),
		p(`\p{L}`, []string{"a", "а", "Я"}, []string{"1"}),
		p(`\p{Lu}`, []string{"A", "Я"}, []string{"a", "я"}),
		p(`\P{L}`, []string{"1"}, []string{"a"}),
		p(`\p{IsCyrillic}`, []string{"я", "Ё"}, []string{"a"}),
		p(`\p{IsBasicLatin}+`, []string{"abc"}, []string{"я", ""}),
		p(`^a$`, []string{"^a$"}, []string{"a"}),
		p(`a{2}`, []string{"aa"}, []string{"a", "aaa"}),
		p(`a{2,}`, []string{"aa", "aaaa"}, []string{"a"}),
		p(`a{0}`, []string{""}, []string{"a"}),
		p(`(a|b|)c`, []string{"c", "ac", "bc"}, []string{"abc"}),
		p(``, []string{""}, []string{"a"}),
		p(`a||b`, []string{"", "a", "b"}, []string{"ab"}),
		p(`(a*)*`, []string{"", "aaaa"}, []string{"b"}),
		p(`([0-9]{1,3}\.){3}[0-9]{1,3}`, []string{"1.2.3.4", "111.222.333.444"}, []string{"1.2.3", "1111.2.3.4"}),
		p(`(a|ab)(c|bcd)`, []string{"ac", "abc", "abcd", "abbcd"}, []string{"acd"}),
		p(`(ab?){2,3}`, []string{"aa", "aba", "ababab", "aaa"}, []string{"abababa", "a"}),
		p(`\n\t\r`, []string{"\n\t&#13;"}, []string{"ntr"}),
		p(`[\[\]]`, []string{"[", "]"}, []string{"\\"}),
		p(`[^\d]`, []string{"a"}, []string{"1"}),
		p(`[\p{Lu}\d]+`, []string{"A1"}, []string{"a1"}),
		p(`😀+`, []string{"😀😀"}, []string{"a"}),
		p(`[😀-🙏]`, []string{"😁"}, []string{"😀😀"}),
		p(` a `, []string{" a "}, []string{"a"}),
		p(`([0-9]{2,3}-?){2}`, []string{"1234", "12-345", "123-456", "12-34-"}, []string{"123", "1234567"}),
		p(`.{0,5}`, []string{"", "abcde", "абвгд"}, []string{"abcdef"}),
		p(`.*x.*`, []string{"x", "axb"}, []string{"ab"}),
		p(`[a-z]{1,20}@[a-z]{1,20}(\.[a-z]{2,4}){1,3}`, []string{"a@b.ru", "abc@def.ghi.jk.lm"}, []string{"a@b", "a@b.ru.ru.ru.ru"}),
		p(`[А-Яа-яЁё \-]+`, []string{"Ёлка-Я"}, []string{"Elka", ""}),
		p(`\p{Lu}\p{Ll}*( \p{Lu}\p{Ll}*)?`, []string{"Иван", "Иван Петров"}, []string{"иван", "Иван  Петров"}),
		p(`(.*a){3}.*`, []string{"aaa", "xaxaxax"}, []string{"aa"}),
	}
}
