package catalog_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/internal/oracle"
	"sdano/titles/catalog"
)

// schema is a small schema for files of a version and КНД ("" = any), in which
// Документ has one more required attribute.
func schema(version, knd, attribute string) string {
	limit := func(name, value string) string {
		if value == "" {
			return `<xs:attribute name="` + name + `" type="xs:string" use="required"/>`
		}
		return `<xs:attribute name="` + name + `" use="required"><xs:simpleType><xs:restriction base="xs:string">` +
			`<xs:enumeration value="` + value + `"/></xs:restriction></xs:simpleType></xs:attribute>`
	}
	return `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <xs:element name="Файл"><xs:complexType><xs:sequence>
  <xs:element name="Документ"><xs:complexType>` + limit("КНД", knd) + limit(attribute, "") + `</xs:complexType></xs:element>
 </xs:sequence>` + limit("ВерсФорм", version) + `</xs:complexType></xs:element>
</xs:schema>`
}

// names of schemas as ФНС forms them.
const (
	first  = "ON_PRIMER_1_900_01_05_01_01.xsd"
	second = "ON_PRIMER_1_900_01_05_01_02.xsd"
	newer  = "ON_PRIMER_1_900_01_05_02_01.xsd"
)

// folder makes a folder of files and its catalogue.
func folder(t *testing.T, files map[string]string) (string, *catalog.Catalog) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	c, err := catalog.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, c
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, c *catalog.Catalog) []catalog.Entry {
	t.Helper()
	entries, err := c.List()
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestASchemaIsFoundByWhatItSaysAndByItsName(t *testing.T) {
	t.Parallel()
	_, c := folder(t, map[string]string{
		first:                            schema("5.01", "1110001", "а"),
		second:                           schema("5.01", "1110001", "б"),
		newer:                            schema("5.02", "1110001", "в"),
		"PD_1166004.reconstructed.xsd":   schema("", "1166004", "г"),
		"DP_ANNUL_1_985_00_01_01_02.xsd": schema("1.02", "", "д"),
		"NO_USN_5.09.reconstructed.xsd":  schema("5.09", "1152017", "е"),
		"readme.txt":                     "not a schema",
	})
	for _, tc := range []struct{ prefix, knd, version, want string }{
		{"ON_PRIMER", "1110001", "5.01", second}, // the higher revision
		{"ON_PRIMER", "1110001", "5.02", newer},
		{"ON_PRIMER", "1110001", "5.03", ""},
		{"ON_PRIMER", "1110002", "5.01", ""}, // another КНД
		{"ON_DRUGOE", "1110001", "5.01", ""}, // another prefix
		{"PD_NOUSN", "1166004", "5.01", "PD_1166004.reconstructed.xsd"},
		{"DP_ANNUL", "", "1.02", "DP_ANNUL_1_985_00_01_01_02.xsd"},
		{"NO_USN", "1152017", "5.09", "NO_USN_5.09.reconstructed.xsd"},
		{"", "", "", ""},
	} {
		found, entry, ok := c.Find(tc.prefix, tc.knd, tc.version)
		if ok != (tc.want != "") || entry.File != tc.want || ok != (found != nil) {
			t.Errorf("%+v: found %q", tc, entry.File)
		}
	}
}

func TestTheListTellsWhatEachSchemaIsFor(t *testing.T) {
	t.Parallel()
	_, c := folder(t, map[string]string{
		second: schema("5.01", "1110001", "а"), "broken.xsd": "<xs:schema", "ON_PLOHO_1_900_01_05_01_01.XSD": "text",
	})
	entries := list(t, c)
	if len(entries) != 3 {
		t.Fatalf("%d entries: %+v", len(entries), entries)
	}
	good := entries[1]
	if good.File != second || good.Root != "Файл" || good.Prefix != "ON_PRIMER" || good.KND != "1110001" ||
		!slices.Equal(good.Versions, []string{"5.01"}) || good.Revision != "02" || len(good.SHA256) != 64 || good.Error != nil {
		t.Errorf("%+v", good)
	}
	for _, bad := range []catalog.Entry{entries[0], entries[2]} {
		if bad.Error == nil || bad.Error.Message == "" || bad.SHA256 == "" {
			t.Errorf("%s: %+v", bad.File, bad)
		}
	}
	if _, entry, ok := c.Find("ON_PLOHO", "", "5.01"); ok {
		t.Errorf("a broken schema is used: %+v", entry)
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	source := t.TempDir()
	path := filepath.Join(source, first)
	write(t, path, schema("5.01", "1110001", "а"))
	c, err := catalog.Open(filepath.Join(t.TempDir(), "new", "schemas"))
	if err != nil {
		t.Fatal(err)
	}
	if entries := list(t, c); len(entries) != 0 {
		t.Fatalf("%+v", entries)
	}
	for range 2 { // the second time nothing happens
		entry, err := c.Add(path)
		if err != nil || entry.File != first || entry.KND != "1110001" {
			t.Fatalf("%+v, %v", entry, err)
		}
	}
	twin := filepath.Join(source, "copy of it.xsd")
	write(t, twin, schema("5.01", "1110001", "а"))
	if entry, err := c.Add(twin); err != nil || entry.File != first {
		t.Errorf("the same bytes by another name: %+v, %v", entry, err)
	}
	if _, _, ok := c.Find("ON_PRIMER", "1110001", "5.01"); !ok || len(list(t, c)) != 1 {
		t.Errorf("it is not there, or twice: %+v", list(t, c))
	}
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	dir, c := folder(t, map[string]string{first: schema("5.01", "1110001", "а")})
	before := list(t, c)
	source := t.TempDir()
	for _, tc := range []struct{ name, text, code string }{
		{"ON_PRIMER_1_900_01_05_09_01.xsd", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element", "bad_schema"},
		{"ON_PRIMER_1_900_01_05_09_02.xsd", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:include schemaLocation='x.xsd'/></xs:schema>", "unsupported_schema"},
		{"ON_PRIMER_1_900_01_05_09_03.txt", schema("5.09", "1110001", "а"), "bad_schema"},
		{"something.xsd", schema("5.09", "", "а"), "unknown_schema"},
		{first, schema("5.01", "1110001", "б"), "schema_exists"},
		{"absent.xsd", "", "bad_schema"},
	} {
		path := filepath.Join(source, tc.name)
		if tc.text != "" {
			write(t, path, tc.text)
		}
		_, err := c.Add(path)
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != tc.code || e.Message == "" || e.Remedy == "" {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.code)
		} else if strings.Contains(e.Message, source) {
			t.Errorf("%s: the message tells the folder: %s", tc.name, e.Message)
		}
	}
	names, err := os.ReadDir(dir)
	if err != nil || len(names) != 1 || list(t, c)[0].SHA256 != before[0].SHA256 {
		t.Errorf("the folder has changed: %v, %v", names, err)
	}
}

func TestChangesOfTheFolderAreNoticed(t *testing.T) {
	t.Parallel()
	dir, c := folder(t, map[string]string{first: "text"})
	find := func() string {
		found, entry, ok := c.Find("ON_PRIMER", "1110001", "5.01")
		if !ok {
			return ""
		}
		return fmt.Sprint(entry.File, " ", len(found.Check([]byte(`<Файл ВерсФорм="5.01"><Документ КНД="1110001" а=""/></Файл>`))))
	}
	path := filepath.Join(dir, first)
	if got := find(); got != "" {
		t.Errorf("broken: %s", got)
	}
	write(t, path, schema("5.01", "1110001", "а"))
	if got := find(); got != first+" 0" {
		t.Errorf("mended: %s", got)
	}
	write(t, path, schema("5.01", "1110001", "б")) // of the same size
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if got := find(); got == first+" 0" || got == "" {
		t.Errorf("changed: %s", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := find(); got != "" {
		t.Errorf("removed: %s", got)
	}
}

func TestManyMayAskAtOnce(t *testing.T) {
	t.Parallel()
	_, c := folder(t, map[string]string{first: schema("5.01", "1110001", "а"), second: schema("5.01", "1110001", "б")})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, entry, ok := c.Find("ON_PRIMER", "1110001", "5.01"); !ok || entry.File != second {
				t.Errorf("found %+v", entry)
			}
		})
	}
	all.Wait()
}

func TestAFileIsNoFolder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "")
	if _, err := catalog.Open(path); !sdano.IsKind(err, sdano.Invalid) {
		t.Errorf("opened: %v", err)
	}
}

// TestTheOfficialSchemasTellWhatTheyAreFor: none of the reference schemas is
// without prefix or КНД, each is found as the schema of its own files, and the
// newest revision stands before the others.
func TestTheOfficialSchemasTellWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob(filepath.Join(oracle.Shared(t, "formats"), "*", "*_*.xsd"))
	if err != nil || len(found) == 0 {
		t.Fatalf("%v, %v", found, err)
	}
	c, err := catalog.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if strings.HasPrefix(filepath.Base(path), "packageDescription") {
			continue
		}
		if _, err := c.Add(path); err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	entries := list(t, c)
	for _, e := range entries {
		if e.Error != nil || e.Root != "Файл" || e.Prefix == "" && e.KND == "" {
			t.Errorf("%+v", e)
		}
		for _, version := range e.Versions {
			_, best, ok := c.Find(e.Prefix, e.KND, version)
			if !ok || best.Prefix != e.Prefix || best.KND != e.KND || best.Revision < e.Revision {
				t.Errorf("%s %s %s: found %s", e.Prefix, e.KND, version, best.File)
			}
		}
	}
	if _, best, _ := c.Find("ON_NSCHFDOPPR", "1115131", "5.03"); best.File != "ON_NSCHFDOPPR_1_997_01_05_03_05.xsd" {
		t.Errorf("the newest 5.03 is %s", best.File)
	}
	t.Logf("%d schemas", len(entries))
}

// Files come from archives and systems that do not keep the case of names.
func TestASchemaNamedInSmallLettersIsFound(t *testing.T) {
	t.Parallel()
	_, c := folder(t, map[string]string{strings.ToLower(first): schema("5.01", "1110001", "а")})
	if _, entry, ok := c.Find("ON_PRIMER", "1110001", "5.01"); !ok || entry.Prefix != "ON_PRIMER" {
		t.Errorf("%v %+v", ok, entry)
	}
}
