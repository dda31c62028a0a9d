package report_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/titles/report"
)

const (
	companyID = "7799999919779901001"
	uuid      = "6ba7b810-9dad-51d1-80b4-00c04fd430c8"
)

// parts are the parts of a declaration that tests change; the zero value of a
// field keeps what is right.
type parts struct {
	name, fileID, document, party, signer, body, format string
}

// file makes a declaration of the company as name and bytes.
func (p parts) file(t testing.TB) (string, []byte) {
	t.Helper()
	or := func(value, standard string) string {
		if value == "" {
			return standard
		}
		return value
	}
	name := or(p.name, "NO_USN_7701_7701_"+companyID+"_20260410_"+uuid+".xml")
	text := fmt.Sprintf(`<?xml version="1.0" encoding="windows-1251"?>
<Файл ИдФайл="%s" ВерсПрог="x" ВерсФорм="%s">
<Документ %s>
<СвНП>%s</СвНП>%s%s</Документ></Файл>`,
		or(p.fileID, strings.TrimSuffix(name, ".xml")), or(p.format, "5.09"),
		or(p.document, `КНД="1152017" ДатаДок="10.04.2026" Период="34" ОтчетГод="2025" КодНО="7701" НомКорр="0"`),
		or(p.party, `<НПЮЛ НаимОрг="ООО" ИННЮЛ="7799999919" КПП="779901001"/>`),
		or(p.signer, `<Подписант ПрПодп="1"/>`),
		or(p.body, `<УСН><СумНалПУ_НП НалПУУменПер="5"/></УСН>`))
	data, err := charmap.Windows1251.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return name, data
}

// document returns the attributes of Документ with one replaced or, if value is
// "-", left out.
func document(name, value string) string {
	out := ""
	for _, a := range [][2]string{
		{"КНД", "1152017"}, {"ДатаДок", "10.04.2026"}, {"Период", "34"}, {"ОтчетГод", "2025"}, {"КодНО", "7701"}, {"НомКорр", "0"},
	} {
		if a[0] == name {
			a[1] = value
		}
		if a[1] != "-" {
			out += a[0] + `="` + a[1] + `" `
		}
	}
	return out
}

func TestContradictionsAndFaultsAreFound(t *testing.T) {
	t.Parallel()
	usn := func(sender, day string) string { return "NO_USN_7701_7701_" + sender + "_" + day + "_" + uuid + ".xml" }
	for _, tc := range []struct {
		what  string
		parts parts
		code  string
		// found are "code path" of the findings in order.
		found []string
	}{
		{"ИдФайл of another file", parts{fileID: "NO_USN_7701_7701_x"}, "name_mismatch", []string{"name_file_id /Файл/@ИдФайл"}},
		{"ИдФайл with extension", parts{fileID: usn(companyID, "20260410")}, "name_mismatch", []string{"name_file_id /Файл/@ИдФайл"}},
		{"another office", parts{document: document("КодНО", "7702")}, "name_mismatch", []string{"name_office /Файл/Документ/@КодНО"}},
		{"another form", parts{name: "NO_NDS_7701_7701_" + companyID + "_20260410_" + uuid + ".xml"}, "name_mismatch", []string{"name_knd /Файл/Документ/@КНД"}},
		{"another sender", parts{name: usn("779999991008", "20260410")}, "name_mismatch", []string{"name_sender /Файл/Документ/СвНП"}},
		{"another КПП of the sender", parts{name: usn("7799999919772501001", "20260410")}, "name_mismatch", []string{"name_sender /Файл/Документ/СвНП"}},
		{
			"a representative with a wrong ИНН",
			parts{name: usn("7799999910779901001", "20260410"), signer: `<Подписант ПрПодп="2"/>`},
			"name_mismatch",
			[]string{"name_sender file_name"},
		},
		{"a day outside of the calendar", parts{name: usn(companyID, "20260231")}, "name_mismatch", []string{"name_form file_name"}},
		{"a day of letters", parts{name: usn(companyID, "2026O410")}, "name_mismatch", []string{"name_form file_name"}},
		{"a sender of 11 digits", parts{name: usn("77999999190", "20260410")}, "name_mismatch", []string{"name_form file_name"}},
		{"no extension", parts{name: strings.TrimSuffix(usn(companyID, "20260410"), ".xml")}, "name_mismatch", []string{"name_form file_name"}},
		{"a name without parts", parts{name: "report.xml"}, "name_mismatch", []string{"name_form file_name"}},
		{"offices of letters", parts{name: "NO_USN_77O1_770_" + companyID + "_20260410_1.xml"}, "name_mismatch", []string{"name_form file_name"}},
		{"no prefix", parts{name: "USN_7701_7701_" + companyID + "_20260410_1.xml"}, "name_mismatch", []string{"name_form file_name"}},
		{"a folder in the name", parts{name: "../" + usn(companyID, "20260410")}, "name_mismatch", []string{"name_form file_name"}},
		{"no identifier", parts{name: "NO_USN_7701_7701_" + companyID + "_20260410_.xml"}, "name_mismatch", []string{"name_form file_name"}},
		{
			"several at once",
			parts{fileID: "x", name: "NO_NDS_7701_7702_779999991008_20260410_1.xml"},
			"name_mismatch",
			[]string{"name_file_id /Файл/@ИдФайл", "name_office /Файл/Документ/@КодНО", "name_knd /Файл/Документ/@КНД", "name_sender /Файл/Документ/СвНП"},
		},
		{"several in the name", parts{name: "USN_1_2_3_4_.xml"}, "name_mismatch", []string{
			"name_form file_name", "name_form file_name", "name_form file_name", "name_form file_name", "name_form file_name",
		}},

		{"wrong digits of ИНН", parts{name: usn("7799999918779901001", "20260410"), party: `<НПЮЛ ИННЮЛ="7799999918" КПП="779901001"/>`}, "bad_inn_digits", []string{"bad_inn_digits /Файл/Документ/СвНП/НПЮЛ/@ИННЮЛ"}},
		{"wrong digits of a person's ИНН", parts{name: usn("779999991007", "20260410"), party: `<НПФЛ ИННФЛ="779999991007"/>`}, "bad_inn_digits", []string{"bad_inn_digits /Файл/Документ/СвНП/НПФЛ/@ИННФЛ"}},
		{"letters in ИНН", parts{party: `<НПЮЛ ИННЮЛ="77A9999919" КПП="779901001"/>`}, "bad_inn", []string{"bad_inn /Файл/Документ/СвНП/НПЮЛ/@ИННЮЛ", "name_sender /Файл/Документ/СвНП"}},
		{"a person's ИНН of an organisation", parts{name: usn("779999991008", "20260410"), party: `<НПЮЛ ИННЮЛ="779999991008"/>`}, "bad_inn", []string{"missing /Файл/Документ/СвНП/НПЮЛ/@КПП", "bad_inn /Файл/Документ/СвНП/НПЮЛ/@ИННЮЛ"}},
		{"an organisation's ИНН of a person", parts{party: `<НПФЛ ИННФЛ="7799999919"/>`}, "bad_inn", []string{"bad_inn /Файл/Документ/СвНП/НПФЛ/@ИННФЛ", "name_sender /Файл/Документ/СвНП"}},
		{"wrong КПП", parts{name: usn("7799999919779Z01001", "20260410"), party: `<НПЮЛ ИННЮЛ="7799999919" КПП="779Z01001"/>`}, "bad_kpp", []string{"bad_kpp /Файл/Документ/СвНП/НПЮЛ/@КПП"}},

		{"no КПП", parts{party: `<НПЮЛ ИННЮЛ="7799999919"/>`}, "name_mismatch", []string{"missing /Файл/Документ/СвНП/НПЮЛ/@КПП", "name_sender /Файл/Документ/СвНП"}},
		{"no payer", parts{party: " "}, "bad_value", []string{"missing /Файл/Документ/СвНП"}},
		{"no day", parts{document: document("ДатаДок", "-")}, "bad_value", []string{"missing /Файл/Документ/@ДатаДок"}},
		{"a wrong day", parts{document: document("ДатаДок", "31.02.2026")}, "bad_value", []string{"bad_value /Файл/Документ/@ДатаДок"}},
		{"no office", parts{document: document("КодНО", "-")}, "bad_value", []string{"missing /Файл/Документ/@КодНО"}},
		{"no year", parts{document: document("ОтчетГод", "-")}, "bad_value", []string{"missing /Файл/Документ/@ОтчетГод"}},
		{"a wrong year", parts{document: document("ОтчетГод", "25")}, "bad_value", []string{"bad_value /Файл/Документ/@ОтчетГод"}},
		{"no period", parts{document: document("Период", "")}, "bad_value", []string{"missing /Файл/Документ/@Период"}},
		{"a period of another form", parts{document: document("Период", "21")}, "bad_value", []string{"bad_value /Файл/Документ/@Период"}},
		{"a wrong correction", parts{document: document("НомКорр", "-1")}, "bad_value", []string{"bad_value /Файл/Документ/@НомКорр"}},
		{"no version", parts{format: " "}, "bad_value", []string{"missing /Файл/@ВерсФорм"}},
		{"no part of the form", parts{body: "<НДС/>"}, "bad_value", []string{"missing /Файл/Документ/УСН"}},
		{"no sum of the year", parts{body: "<УСН><СумНалПУ_НП/></УСН>"}, "bad_value", []string{"missing /Файл/Документ/УСН/СумНалПУ_НП/@НалПУУменПер"}},
		{"a sum in words", parts{body: `<УСН><СумНалПУ_НП АвПУКв="ноль" НалПУУменПер="1"/></УСН>`}, "bad_value", []string{"bad_value /Файл/Документ/УСН/СумНалПУ_НП/@АвПУКв"}},
	} {
		name, data := tc.parts.file(t)
		_, err := report.Read(name, data)
		var e *sdano.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", tc.what, err)
			continue
		}
		var found []string
		for _, f := range e.Findings {
			found = append(found, f.Code+" "+f.Path)
			if f.Message == "" || (f.Line == 0) != (f.Path == "file_name") {
				t.Errorf("%s: %+v", tc.what, f)
			}
		}
		if e.Kind != sdano.Unprocessable || e.Code != tc.code || e.Remedy == "" || e.Message == "" {
			t.Errorf("%s: %s %s", tc.what, e.Kind, e)
		}
		if d := cmp.Diff(tc.found, found); d != "" {
			t.Errorf("%s: %s", tc.what, d)
		}
	}
}

func TestTheUnchangedDeclarationIsRead(t *testing.T) {
	t.Parallel()
	name, data := parts{}.file(t)
	if _, err := report.Read(name, data); err != nil {
		t.Fatal(err)
	}
	upper := strings.TrimSuffix(name, ".xml") + ".XML"
	if h, err := report.Read(upper, data); err != nil || h.FileName != upper {
		t.Errorf("%q, %v", h.FileName, err)
	}
	name, data = parts{name: "NO_USN_7700_7701_7799999926779901001_20260410_1.xml", signer: `<Подписант ПрПодп="2"/>`}.file(t)
	h, err := report.Read(name, data)
	if err != nil || h.Sender.INN != "7799999926" || h.Payer.INN != "7799999919" || h.Transit != "7700" || h.Office != "7701" {
		t.Errorf("by a representative: %+v, %v", h, err)
	}
}

func TestFindingsSayWhere(t *testing.T) {
	t.Parallel()
	name, data := parts{document: document("КодНО", "7702")}.file(t)
	_, err := report.Read(name, data)
	f := sdano.AsError(err).Findings[0]
	if f.Line != 3 || f.Column != 1 || !strings.Contains(f.Message, "7702") || !strings.Contains(f.Message, "7701") {
		t.Errorf("%+v", f)
	}
}

func TestWhatIsNoReportIsRefused(t *testing.T) {
	t.Parallel()
	for data, code := range map[string]string{
		"":                       "bad_xml",
		"%PDF-1.7":               "bad_xml",
		"<!DOCTYPE Файл><Файл/>": "bad_xml",
		"<Файл ИдФайл='x'><Документ>": "bad_xml",
		"<html/>": "unknown_form",
		"<Файл/>": "unknown_form",
		"<Файл><Документ/></Файл>":      "unknown_form",
		"<Файл><Документ КНД='x'/></Ф>": "bad_xml",
	} {
		_, err := report.Read("NO_USN_7701_7701_"+companyID+"_20260410_1.xml", []byte(data))
		e := sdano.AsError(err)
		if e.Code != code || len(e.Findings) == 0 || e.Remedy == "" {
			t.Errorf("%q: %v", data, err)
		}
	}
	name, data := parts{}.file(t)
	if _, err := report.Read(name, append(data, "<x/>"...)); sdano.AsError(err).Code != "bad_xml" {
		t.Errorf("a second root: %v", err)
	}
}

func TestAmountsOfAnUnknownVersionAreNotGuessed(t *testing.T) {
	t.Parallel()
	name, data := parts{format: "5.99", body: "<УСН/>"}.file(t)
	h, err := report.Read(name, data)
	if err != nil || h.Amounts != nil || h.Format != "5.99" {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	name := "UT_UVISCHSUMNAL_7701_7701_" + companyID + "_20260410_1.xml"
	name, data := parts{
		name: name, format: "5.03", document: `КНД="1110355" ДатаДок="10.04.2026" КодНО="7701"`,
		body: strings.Repeat("<УвИсчСумНалог/>\n", 1000),
	}.file(t)
	_, err := report.Read(name, data)
	if n := len(sdano.AsError(err).Findings); n != 50 {
		t.Errorf("%d findings: %v", n, err)
	}
}
