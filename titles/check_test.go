package titles_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/internal/oracle"
	"sdano/titles"
	"sdano/titles/catalog"
	"sdano/titles/title"
	"sdano/titles/titletest"
)

const (
	buyerName = "ON_NSCHFDOPPOK_2ZZ-7799999926_2ZZ-7799999919_20260131_6ba7b810-9dad-41d1-80b4-00c04fd430c8_0_0_0_0_0_00"
	buyer     = `<?xml version="1.0" encoding="UTF-8"?>
<Файл ИдФайл="` + buyerName + `" ВерсФорм="5.03" ВерсПрог="тест">
 <Документ КНД="1115132" ДатаИнфПок="31.01.2026" ВремИнфПок="10.00.00">
  <ИдИнфПрод ИдФайлИнфПр="ON_NSCHFDOPPR_1" ДатаФайлИнфПр="30.01.2026" ВремФайлИнфПр="10.00.00"><ЭП>AA==</ЭП></ИдИнфПрод>
  <СодФХЖ4 НаимДокОпрПр="УПД" Функция="ДОП" ПорНомДокИнфПр="1" ДатаДокИнфПр="30.01.2026">
   <СвПрин ДатаПрин="31.01.2026"><КодСодОпер КодИтога="1"/>
    <СвЛицПрин><ИнЛицо><ПредОргПрин Должность="водитель" НаимОргПрин="ООО «Путь»" ИННОргПрин="7799999926"><ФИО Фамилия="Ёлкин" Имя="Пётр"/></ПредОргПрин></ИнЛицо></СвЛицПрин>
   </СвПрин>
  </СодФХЖ4>
  <Подписант СпосПодтПолном="1"><ФИО Фамилия="Ёлкин" Имя="Пётр"/></Подписант>
 </Документ>
</Файл>`
)

func check(doc string) titles.Verdict {
	return titles.Check(titles.Input{Name: buyerName + ".xml", Data: []byte(doc)}, titles.Options{})
}

func TestAGoodFileHasNoFindings(t *testing.T) {
	t.Parallel()
	v := check(buyer)
	if !v.Valid || len(v.Findings) != 0 || v.Format.ID != "upd503.buyer" || v.Document.Outcome.Code != 1 || v.Kind != v.Format.Name {
		t.Errorf("%+v", v)
	}
	if v.Findings == nil {
		t.Error("no findings must be an empty list to programs, not null")
	}
}

func TestEachKindOfMistakeHasItsSource(t *testing.T) {
	t.Parallel()
	edit := titletest.Edit
	for _, tc := range []struct {
		what         string
		doc          string
		source, code string
		place        string
		valid        bool
	}{
		{"not XML", buyer[:len(buyer)-3], "structure", "syntax", "", false},
		{"a document type", edit("<Файл", "<!DOCTYPE Файл><Файл")(buyer), "structure", "dtd", "", false},
		{"no format", `<Письмо/>`, "structure", "format_unknown", "", false},
		{"a newer version", edit(`ВерсФорм="5.03"`, `ВерсФорм="5.09"`)(buyer), "structure", "format_unsupported", "", false},
		{"not by the schema", edit(`ВремИнфПок="10.00.00"`, `ВремИнфПок="10:00:00"`)(buyer), "structure", "xsd.pattern", "/@ВремИнфПок", false},
		{"another name", edit("430c8_0", "430c9_0")(buyer), "rule", "SDANO-FILE-001", "/Файл/@ИдФайл", false},
		{"not by the rules", edit(`СпосПодтПолном="1"`, `СпосПодтПолном="5"`)(buyer), "rule", "SDANO-UPD503-", "", false},
		{"control digits", edit(`ИННОргПрин="7799999926"`, `ИННОргПрин="7799999927"`)(buyer), "digits", "SDANO-DIGITS-001", "/@ИННОргПрин", true},
		{"no day of the calendar", edit(`ДатаПрин="31.01.2026"`, `ДатаПрин="29.02.1900"`)(buyer), "business", "SDANO-DATE-001", "/@ДатаПрин", true},
	} {
		v := check(tc.doc)
		if v.Valid != tc.valid || len(v.Findings) != 1 {
			t.Errorf("%s: valid %v, %+v", tc.what, v.Valid, v.Findings)
			continue
		}
		f := v.Findings[0]
		if f.Source != tc.source || !strings.HasPrefix(f.Code, tc.code) || !strings.HasSuffix(f.Path, tc.place) || f.Message == "" {
			t.Errorf("%s: %+v", tc.what, f)
		}
		if (f.Severity == sdano.Warning) != tc.valid {
			t.Errorf("%s: severity %q", tc.what, f.Severity)
		}
	}
}

func TestTheNameMayBeUnknownOrWithoutExtension(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", buyerName, buyerName + ".XML"} {
		if v := titles.Check(titles.Input{Name: name, Data: []byte(buyer)}, titles.Options{}); !v.Valid {
			t.Errorf("%q: %+v", name, v.Findings)
		}
	}
}

// golden returns titles that the packages of the formats keep, by file name;
// those whose ИдФайл names no format are for their readers only.
func golden(t *testing.T, exchange string) map[string]string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(exchange, "testdata", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, path := range found {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if doc := titletest.Text(data); !strings.Contains(doc, `ИдФайл="x"`) {
			out[filepath.Base(path)] = doc
		}
	}
	return out
}

// TestTheTitlesOfTheFormatsPass: what the packages of the formats keep as good
// titles has no errors here either, nor has what they answer to first titles,
// and all formats are among them.
func TestTheTitlesOfTheFormatsPass(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, exchange := range wanted {
		for name, doc := range golden(t, exchange) {
			v := titles.Check(titles.Input{Data: []byte(doc)}, titles.Options{})
			if !v.Valid || v.Format == nil || v.Format.Exchange != exchange {
				t.Errorf("%s/%s: %+v", exchange, name, v)
				continue
			}
			seen[v.Format.ID] = true
			if v.Format.Role == title.First && v.Document.Silent == "" {
				second := answered(t, v)
				seen[second.Format.ID] = true
			}
		}
	}
	for _, f := range titles.Formats() {
		if f.Role != title.Single && !seen[f.ID] {
			t.Errorf("no title of %s", f.ID)
		}
	}
}

// answered answers a first title in the simplest way and checks the answer,
// under its own name.
func answered(t *testing.T, first titles.Verdict) titles.Verdict {
	t.Helper()
	a := titletest.Blank(first.Document, first.Document.FileID)
	if first.Format.Kind == title.TORG2 {
		a.Material = &title.Material{Date: "2026-01-31", Text: "Согласны"}
	}
	file, err := first.Format.Answer(a)
	if err != nil {
		t.Fatalf("%s: %v, %v", first.Document.FileID, err, sdano.AsError(err).Findings)
	}
	second := titles.Check(titles.Input{Name: file.Name, Data: file.Data}, titles.Options{})
	if len(second.Findings) != 0 || second.Format.Exchange != first.Format.Exchange || second.Format.Role != title.Second {
		t.Errorf("the answer to %s: %+v", first.Document.FileID, second)
	}
	return second
}

func TestAFirstTitleOutsideItsDaysGetsAWarning(t *testing.T) {
	t.Parallel()
	opts := titles.Options{Windows: tables(t).Formats}
	asked := 0
	for _, doc := range golden(t, "upd501") {
		_, rest, found := strings.Cut(doc, `ДатаИнфПр="`)
		if !found {
			continue
		}
		asked++
		for day, want := range map[string]bool{"31.03.2025": false, "01.04.2025": true} {
			edited := strings.Replace(doc, `ДатаИнфПр="`+rest[:10], `ДатаИнфПр="`+day, 1)
			v := titles.Check(titles.Input{Data: []byte(edited)}, opts)
			warned := slices.ContainsFunc(v.Findings, func(f sdano.Finding) bool {
				return f.Code == "SDANO-WINDOW-001" && f.Severity == sdano.Warning && f.Source == "business"
			})
			if warned != want || !v.Valid {
				t.Errorf("%s: %+v", day, v.Findings)
			}
		}
	}
	if asked == 0 {
		t.Error("no first title to ask")
	}
}

// official is a schema for the buyer's title of a version, put in by the user:
// it knows only its head.
func official(version string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <xs:element name="Файл"><xs:complexType><xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  <xs:attribute name="ИдФайл" type="xs:string"/><xs:attribute name="ВерсПрог" type="xs:string"/>
  <xs:attribute name="ВерсФорм"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="` + version + `"/></xs:restriction></xs:simpleType></xs:attribute>
 </xs:complexType></xs:element></xs:schema>`
}

func withSchema(t *testing.T, version string) titles.Options {
	t.Helper()
	dir := t.TempDir()
	name := "ON_NSCHFDOPPOK_1_997_02_" + strings.ReplaceAll("0"+version, ".", "_") + "_01.xsd"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(official(version)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return titles.Options{Catalog: c}
}

func TestTheOfficialSchemaSpeaksBesideOurs(t *testing.T) {
	t.Parallel()
	opts := withSchema(t, "5.03")
	ask := func(doc string) titles.Verdict {
		return titles.Check(titles.Input{Data: []byte(doc)}, opts)
	}
	if v := ask(buyer); !v.Valid || v.OfficialSchema != "ON_NSCHFDOPPOK_1_997_02_05_03_01.xsd" {
		t.Errorf("%+v", v)
	}
	both := ask(titletest.Edit(`ВерсПрог="тест"`, `ВерсПрог="тест" Чужой="1"`)(buyer))
	if len(both.Findings) != 1 || both.Findings[0].Source != "xsd" {
		t.Errorf("both schemas found it, it is told as %+v", both.Findings)
	}
	ours := ask(titletest.Edit(`ВремИнфПок="10.00.00"`, ``)(buyer))
	if len(ours.Findings) != 1 || ours.Findings[0].Source != "structure" {
		t.Errorf("only ours found it, it is told as %+v", ours.Findings)
	}
}

func TestAnUnknownVersionIsCheckedByItsOfficialSchema(t *testing.T) {
	t.Parallel()
	opts := withSchema(t, "5.09")
	doc := titletest.Edit(`ВерсФорм="5.03"`, `ВерсФорм="5.09"`)(buyer)
	v := titles.Check(titles.Input{Data: []byte(doc)}, opts)
	if !v.Valid || v.Format != nil || len(v.Findings) != 1 || v.Findings[0].Code != "format_unsupported" || v.OfficialSchema == "" {
		t.Errorf("%+v", v)
	}
	bad := titletest.Edit(`<Документ`, `text<Документ`)(doc)
	if v := titles.Check(titles.Input{Data: []byte(bad)}, opts); v.Valid {
		t.Errorf("%+v", v)
	}
}

func TestAnUnknownFormatIsCheckedByItsOfficialSchema(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "DP_UNISOOBSCH_1_986_00_05_01_01.xsd"), []byte(official("5.01")), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for doc, valid := range map[string]bool{
		`<Файл ИдФайл="DP_UNISOOBSCH_a" ВерсФорм="5.01"><Документ КНД="1115199"/></Файл>`:            true,
		`<Файл ИдФайл="DP_UNISOOBSCH_a" ВерсФорм="5.01" Чужой="1"><Документ КНД="1115199"/></Файл>`:  false,
		`<Файл ИдФайл="DP_UNISOOBSCHX_a" ВерсФорм="5.01" Чужой="1"><Документ КНД="1115199"/></Файл>`: false,
	} {
		v := titles.Check(titles.Input{Data: []byte(doc)}, titles.Options{Catalog: c})
		if v.Valid != valid || v.Format != nil || !slices.ContainsFunc(v.Findings, func(f sdano.Finding) bool { return f.Code == "format_unknown" }) {
			t.Errorf("%s: %+v", doc, v)
		}
	}
}

// TestAnUnknownVersionIsShown: what cannot be checked or answered can still be
// read by the latest version that is known.
func TestAnUnknownVersionIsShown(t *testing.T) {
	t.Parallel()
	v := check(titletest.Edit(`ВерсФорм="5.03"`, `ВерсФорм="5.09"`)(buyer))
	if v.Valid || v.Format != nil || v.Kind != "УПД, информация покупателя" {
		t.Errorf("%+v", v)
	}
	d := v.Document
	if d == nil || d.Version != "5.09" || d.Number != "1" || len(d.Signatories) != 1 || d.Format.ID != "upd503.buyer" || d.Format.Answer != nil {
		t.Errorf("%+v", d)
	}
	if v := check(titletest.Edit(`ВерсФорм="5.03" `, ``)(buyer)); !strings.Contains(v.Findings[0].Message, "не указана") {
		t.Errorf("%+v", v.Findings)
	}
}

func TestReportsAndAnswersAreChecked(t *testing.T) {
	t.Parallel()
	reports, err := filepath.Glob("report/testdata/*.xml")
	if err != nil || len(reports) == 0 {
		t.Fatal(reports, err)
	}
	for _, path := range reports {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in := titles.Input{Name: filepath.Base(path), Data: data}
		if v := titles.Check(in, titles.Options{}); !v.Valid || v.Kind == "" || len(v.Document.Parties) != 1 {
			t.Errorf("%s: %+v", in.Name, v)
		}
		in.Name = "X" + in.Name
		if v := titles.Check(in, titles.Options{}); v.Valid {
			t.Errorf("%s: %+v", in.Name, v)
		}
	}
	answers, err := filepath.Glob("answer/testdata/*.xml")
	if err != nil || len(answers) == 0 {
		t.Fatal(answers, err)
	}
	kinds := map[string]bool{}
	for _, path := range answers {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		v := titles.Check(titles.Input{Data: data}, titles.Options{})
		if !v.Valid || v.Document == nil || len(v.Document.Answered) != 1 {
			t.Errorf("%s: %+v", path, v)
		}
		kinds[v.Kind] = true
	}
	if len(kinds) != 6 {
		t.Errorf("kinds %v", kinds)
	}
}

func TestMistakesOfReportsHaveTheirSource(t *testing.T) {
	t.Parallel()
	const name = "NO_USN_7701_7701_779999991008_20260325_6ba7b810-9dad-51d1-80b4-00c04fd43001.xml"
	data, err := os.ReadFile("report/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	doc := titletest.Text(data)
	for _, tc := range []struct{ what, name, doc, source string }{
		{"control digits", name, strings.ReplaceAll(doc, `ИННФЛ="779999991008"`, `ИННФЛ="779999991009"`), "digits"},
		{"the name", strings.Replace(name, "7701_7701", "7701_7702", 1), doc, "rule"},
		{"a value", name, strings.Replace(doc, `НомКорр="`, `НомКорр="x`, 1), "structure"},
	} {
		v := titles.Check(titles.Input{Name: tc.name, Data: []byte(tc.doc)}, titles.Options{})
		if v.Valid || !slices.ContainsFunc(v.Findings, func(f sdano.Finding) bool { return f.Source == tc.source }) {
			t.Errorf("%s: %+v", tc.what, v.Findings)
		}
	}
}

// TestNumbersAreCheckedByTheNamesOfTheirAttributes: each kind of number passes
// and fails, wherever it stands; a report has room for any attribute.
func TestNumbersAreCheckedByTheNamesOfTheirAttributes(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("report/testdata/NO_USN_7701_7701_779999991008_20260325_6ba7b810-9dad-51d1-80b4-00c04fd43001.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ code, name, good, bad string }{
		{"SDANO-DIGITS-001", "ИННЮЛПер", "7707083893", "7707083894"},
		{"SDANO-DIGITS-001", "ИННФЛ", "500100732259", "500100732250"},
		{"SDANO-DIGITS-002", "ОГРН", "1027700132195", "1027700132194"},
		{"SDANO-DIGITS-003", "ОГРНИП", "304500116000157", "304500116000158"},
		{"SDANO-DIGITS-004", "СНИЛС", "112-233-445 95", "112-233-445 96"},
		{"SDANO-DIGITS-005", "КПП", "7799AZ001", "7799аз001"},
		{"SDANO-DATE-001", "ДатаРожд", "29.02.2024", "29.02.2023"},
	} {
		for value, want := range map[string]string{tc.good: "", tc.bad: tc.code, "": ""} {
			doc := titletest.Edit("<Подписант ", `<Подписант `+tc.name+`="`+value+`" `)(titletest.Text(data))
			v := titles.Check(titles.Input{Data: []byte(doc)}, titles.Options{})
			var got []string
			for _, f := range v.Findings {
				got = append(got, f.Code)
			}
			if strings.Join(got, " ") != want || !v.Valid {
				t.Errorf("%s=%q: %+v, want %q", tc.name, value, v.Findings, want)
			}
		}
	}
}

// TestAnAnswerWithoutEncodingIsRead: the authority's answers come in
// windows-1251 without saying so.
func TestAnAnswerWithoutEncodingIsRead(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("answer/testdata/KV-company.xml")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(titletest.Text(data), "?>")
	raw, err := charmap.Windows1251.NewEncoder().String(body)
	if err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(body, `ИдФайл="`)
	id, _, _ = strings.Cut(id, `"`)
	if v := titles.Check(titles.Input{Name: id + ".xml", Data: []byte(raw)}, titles.Options{}); !v.Valid || v.Kind != "Квитанция о приёме" {
		t.Errorf("%+v", v)
	}
}

// TestTheSamplesPass: every reference sample has no errors, by our own checks
// and, with the catalogue full of the official schemas, by the official ones.
func TestTheSamplesPass(t *testing.T) {
	t.Parallel()
	samples, err := filepath.Glob(filepath.Join(oracle.Shared(t, "formats", "samples"), "*", "*.xml"))
	if err != nil || len(samples) == 0 {
		t.Fatal(samples, err)
	}
	full := titles.Options{Catalog: reference(t), Windows: tables(t).Formats}
	withOfficial := 0
	for _, path := range samples {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in := titles.Input{Name: filepath.Base(path), Data: data}
		own, both := titles.Check(in, titles.Options{}), titles.Check(in, full)
		if !own.Valid || !both.Valid || own.Document == nil || own.Kind == "" {
			t.Errorf("%s: %+v, %+v", in.Name, own.Findings, both.Findings)
		}
		if both.OfficialSchema != "" {
			withOfficial++
		}
		for _, f := range both.Findings {
			t.Logf("%s: %s", in.Name, f.Message)
		}
	}
	if withOfficial != 41 {
		t.Errorf("%d samples by an official schema, want 41", withOfficial)
	}
	t.Logf("%d samples, %d by an official schema", len(samples), withOfficial)
}

// reference is a catalogue of all reference schemas.
func reference(t *testing.T) *catalog.Catalog {
	t.Helper()
	schemas, err := filepath.Glob(filepath.Join(oracle.Shared(t, "formats"), "*", "*.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range schemas {
		if strings.Contains(path, "packageDescription") {
			continue
		}
		if _, err := c.Add(path); err != nil {
			t.Fatal(err)
		}
	}
	return c
}
