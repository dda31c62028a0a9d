package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sdano/test/proc"
)

// golden returns a title that the tests of its format keep.
func golden(t *testing.T, exchange, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(proc.Root(), "titles", exchange, "testdata", pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("no golden file %s of %s: %v", pattern, exchange, err)
	}
	return found[0]
}

// broken copies a file under its own name into a folder, with one text replaced;
// both are of ASCII, so that the encoding does not matter.
func broken(t *testing.T, dir, file, from, to string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), from, to, 1)
	if text == string(data) {
		t.Fatalf("no %q in %s", from, file)
	}
	path := filepath.Join(dir, filepath.Base(file))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

type verdict struct {
	File     string `json:"file"`
	Valid    bool   `json:"valid"`
	Findings []struct {
		Code, Path, Message, Source string
		Line                        int
	} `json:"findings"`
}

func verdicts(t *testing.T, out string) []verdict {
	t.Helper()
	var all []verdict
	for line := range strings.Lines(out) {
		var v verdict
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, v)
	}
	return all
}

func TestCheckTellsWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	dir := place(t)
	good := golden(t, "upd503", "ON_NSCHFDOPPOK_*.xml")
	bad := broken(t, dir, good, `="5.03"`, `="5.03" X="1"`)
	r := sdano(t, dir, "check", good)
	if r.code != 0 || !strings.HasPrefix(r.out, "верен") || !strings.Contains(r.out, "УПД, информация покупателя") {
		t.Errorf("%+v", r)
	}
	r = sdano(t, dir, "check", good, bad)
	if r.code != 1 || !strings.Contains(r.out, "НЕВЕРЕН "+bad) || !strings.Contains(r.out, "/Файл/@X (строка 2") || !strings.Contains(r.out, "Проверено файлов: 2 из 2, неверных: 1.") {
		t.Errorf("%+v", r)
	}
	r = sdano(t, dir, "check", "--json", good, bad, "нет.xml")
	all := verdicts(t, r.out)
	if r.code != 1 || len(all) != 3 || !all[0].Valid || all[1].Valid || all[2].Valid {
		t.Fatalf("%+v", r)
	}
	if f := all[1].Findings[0]; f.Code != "xsd.attribute" || f.Path != "/Файл/@X" || f.Line != 2 || f.Source != "structure" {
		t.Errorf("%+v", f)
	}
	if f := all[2].Findings; len(f) != 1 || f[0].Code != "unreadable" || !strings.Contains(f[0].Message, "файла нет") {
		t.Errorf("%+v", f)
	}
}

func TestCheckByASchemaAloneAsksNothingElse(t *testing.T) {
	t.Parallel()
	dir := place(t)
	schema := filepath.Join(proc.Root(), "titles", "upd503", "schema", "second.xsd")
	renamed := filepath.Join(dir, "другое имя.xml")
	data, err := os.ReadFile(golden(t, "upd503", "ON_NSCHFDOPPOK_*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(renamed, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := sdano(t, dir, "check", renamed); r.code != 1 || !strings.Contains(r.out, "SDANO-FILE-001, ФНС 0400400007") {
		t.Errorf("the whole check overlooks the name: %+v", r)
	}
	r := sdano(t, dir, "check", "--schema", schema, "--json", renamed, golden(t, "upd503", "ON_NSCHFDOPPR_*.xml"))
	all := verdicts(t, r.out)
	if r.code != 1 || len(all) != 2 || !all[0].Valid || len(all[0].Findings) != 0 || all[1].Valid || all[0].File != renamed {
		t.Errorf("%+v", r)
	}
	if r := sdano(t, dir, "check", "--schema", "нет.xsd", renamed); r.code != 2 || !strings.Contains(r.err, "нет.xsd") {
		t.Errorf("%+v", r)
	}
	odd := filepath.Join(dir, "odd.xsd")
	if err := os.WriteFile(odd, []byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:redefine schemaLocation="a.xsd"/></xs:schema>`), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := sdano(t, dir, "check", "--schema", odd, renamed); r.code != 1 || !strings.Contains(r.err, "xs:redefine") {
		t.Errorf("%+v", r)
	}
}

// A folder is checked whole, in the order of its names, and a pattern that the
// shell left alone is one too.
func TestCheckOfFoldersAndPatterns(t *testing.T) {
	t.Parallel()
	dir := place(t)
	folder := filepath.Join(proc.Root(), "titles", "upd503", "testdata")
	for _, what := range []string{folder, filepath.Join(folder, "ON_NSCHFDOPPOK_*.xml")} {
		r := sdano(t, dir, "check", "--json", what)
		all := verdicts(t, r.out)
		if r.code != 0 || len(all) < 3 {
			t.Errorf("%s: %+v", what, r)
		}
		for i := 1; i < len(all); i++ {
			if all[i-1].File >= all[i].File {
				t.Errorf("%s before %s", all[i-1].File, all[i].File)
			}
		}
	}
	if r := sdano(t, dir, "check", "*.нет"); r.code != 2 {
		t.Errorf("%+v", r)
	}
}

func TestShowAndRules(t *testing.T) {
	t.Parallel()
	dir := place(t)
	file := golden(t, "upd503", "ON_NSCHFDOPPR_*.xml")
	if r := sdano(t, dir, "show", file); r.code != 0 || !strings.Contains(r.out, "Стороны") || !strings.Contains(r.out, "Кто подписывает") {
		t.Errorf("%+v", r)
	}
	if r := sdano(t, dir, "show", "--html", file); r.code != 0 || !strings.HasPrefix(strings.ToLower(r.out), "<!doctype html>") || strings.Contains(r.out, "http://") {
		t.Errorf("%+v", r)
	}
	junk := filepath.Join(dir, "junk.xml")
	if err := os.WriteFile(junk, []byte("не XML"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := sdano(t, dir, "show", junk); r.code != 1 || !strings.Contains(r.out, "строка 1") {
		t.Errorf("%+v", r)
	}
	var rules []struct{ Code, FNS, Format, Text string }
	r := sdano(t, dir, "rules", "--json")
	if err := json.Unmarshal([]byte(r.out), &rules); err != nil || len(rules) < 100 {
		t.Fatalf("%d rules: %v", len(rules), err)
	}
	if r := sdano(t, dir, "rules", "--format", "upd503"); r.code != 0 || !strings.Contains(r.out, "SDANO-UPD503-") || strings.Contains(r.out, "SDANO-UPD502-") {
		t.Errorf("%+v", r)
	}
}

// A schema that a user puts in speaks beside ours, and says so.
func TestSchemasPutInSpeakBesideOurs(t *testing.T) {
	t.Parallel()
	dir := place(t)
	own, err := os.ReadFile(filepath.Join(proc.Root(), "titles", "upd503", "schema", "second.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	put := filepath.Join(dir, "ON_NSCHFDOPPOK_1_997_02_05_03_09.xsd")
	if err := os.WriteFile(put, own, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := sdano(t, dir, "schema", "list"); r.code != 0 || !strings.Contains(r.out, "нет схем") {
		t.Errorf("%+v", r)
	}
	if r := sdano(t, dir, "schema", "add", put); r.code != 0 || !strings.Contains(r.out, "редакция 09") {
		t.Errorf("%+v", r)
	}
	if r := sdano(t, dir, "schema", "list", "--json"); r.code != 0 || !strings.Contains(r.out, `"ON_NSCHFDOPPOK"`) {
		t.Errorf("%+v", r)
	}
	bad := broken(t, dir, golden(t, "upd503", "ON_NSCHFDOPPOK_*.xml"), `="5.03"`, `="5.03" X="1"`)
	r := sdano(t, dir, "check", "--json", bad)
	if all := verdicts(t, r.out); r.code != 1 || len(all) != 1 || all[0].Findings[0].Source != "xsd" {
		t.Errorf("%+v", r)
	}
}

// What a file is called and says does not steer the terminal.
func TestCheckDoesNotObeyTheFile(t *testing.T) {
	t.Parallel()
	dir := place(t)
	name := filepath.Join(dir, "a\u202e.xml")
	if err := os.WriteFile(name, []byte(`<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="ON_NSCHFDOPPR_1" ВерсФорм="5.03"><Документ КНД="1&#x9b;31m&#x202e;"/></Файл>`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"check", "show"} {
		if r := sdano(t, dir, command, name); r.code != 1 || strings.ContainsAny(r.out+r.err, "\u009b\u202e\x1b") {
			t.Errorf("%s: %+q %+q, code %d", command, r.out, r.err, r.code)
		}
	}
}

// One schema that cannot be added does not keep the others out.
func TestSchemaAddGoesOnAfterOneThatFails(t *testing.T) {
	t.Parallel()
	dir := place(t)
	own, err := os.ReadFile(filepath.Join(proc.Root(), "titles", "upd503", "schema", "second.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	bad, good := filepath.Join(dir, "a.xsd"), filepath.Join(dir, "ON_NSCHFDOPPOK_1_997_02_05_03_09.xsd")
	if err := os.WriteFile(bad, []byte("<a/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(good, own, 0o600); err != nil {
		t.Fatal(err)
	}
	r := sdano(t, dir, "schema", "add", bad, good)
	if r.code != 1 || !strings.Contains(r.err, "a.xsd") || !strings.Contains(r.out, "редакция 09") {
		t.Errorf("%+v", r)
	}
}

// The hint at a missing argument is that of the command, not of another one.
func TestMissingFileIsExplainedByItsOwnCommand(t *testing.T) {
	t.Parallel()
	dir := place(t)
	for command, want := range map[string]string{"check": "образцы имён", "show": "титула", "submit": "отчётов"} {
		if r := sdano(t, dir, command); r.code != 2 || !strings.Contains(r.err, want) {
			t.Errorf("%s: %+v", command, r)
		}
	}
}
