package title_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/tree"
)

func TestViolations(t *testing.T) {
	t.Parallel()
	f := &title.Format{Rules: []title.Rule{
		{
			Code: "SDANO-PRIMER-001", FNS: "0400300003", Elements: []string{"Б", "В"}, Text: "Нужен «а».",
			Broken: func(n tree.Node) string {
				if n.Has("а") {
					return ""
				}
				return "@а"
			},
		},
		{
			Code: "SDANO-PRIMER-002", Elements: []string{"Б"}, Text: "Пусто.", Warning: true,
			Broken: func(n tree.Node) string {
				if n.Attr("а") == "2" {
					return "."
				}
				return ""
			},
		},
	}}
	d, err := tree.Parse([]byte("<А>\n<Б а='1'/><Б а='2'/>\n <В/></А>"))
	if err != nil {
		t.Fatal(err)
	}
	want := []sdano.Finding{
		{Code: "SDANO-PRIMER-002", Severity: sdano.Warning, Source: "rule", Path: "/А/Б[2]", Line: 2, Column: 11, Message: "Пусто."},
		{Code: "SDANO-PRIMER-001", FNS: "0400300003", Source: "rule", Path: "/А/В/@а", Line: 3, Column: 2, Message: "Нужен «а»."},
	}
	if diff := cmp.Diff(want, f.Violations(d)); diff != "" {
		t.Error(diff)
	}
}

func TestAnEmbeddedSchemaIsCompiledOnce(t *testing.T) {
	t.Parallel()
	get := title.Embedded("good", []byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="А"/></xs:schema>`))
	if first, second := get(), get(); first != second || first.Name() != "good" {
		t.Error("not the same schema")
	}
	defer func() {
		if recover() == nil {
			t.Error("a schema that does not compile is accepted")
		}
	}()
	title.Embedded("bad", []byte("<xs:schema"))()
}
