package data_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/data"
)

var update = flag.Bool("update", false, "write the golden files anew")

func embedded(t testing.TB) *data.Tables {
	t.Helper()
	tables, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// file returns the text of an embedded table.
func file(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("tables", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// folder is a folder with one file.
func folder(name, text string) fs.FS { return fstest.MapFS{name: {Data: []byte(text)}} }

// TestTheTablesAreWhatTheyWere: every figure of the tables, one row a line. A
// change of the law shows here as the lines that it changes.
func TestTheTablesAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	got := dump(embedded(t))
	path := filepath.Join("testdata", "tables.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestAFolderReplacesSingleTables(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	same, err := data.Load(fstest.MapFS{"README.md": {Data: []byte("x")}})
	if err != nil || same.Version != base.Version {
		t.Fatalf("a folder without tables changes the version: %v", err)
	}
	text := strings.Replace(file(t, "contributions.json"), `"fixed": "57390"`, `"fixed": "57391"`, 1)
	next, err := data.Load(folder("contributions.json", text))
	if err != nil {
		t.Fatal(err)
	}
	if next.Version == base.Version || len(next.Version) != 12 {
		t.Errorf("version %s after %s", next.Version, base.Version)
	}
	for i, c := range next.Contributions {
		if (c.Year == 2026) != (c.Fixed != base.Contributions[i].Fixed) {
			t.Errorf("%d: %s, before %s", c.Year, c.Fixed, base.Contributions[i].Fixed)
		}
	}
	again, err := data.Load(folder("contributions.json", text))
	if err != nil || again.Version != next.Version {
		t.Errorf("equal tables, versions %s and %s: %v", next.Version, again.Version, err)
	}
}

// TestFaultsAreNamedByFileAndRow: every check refuses, says where, and loads
// nothing.
func TestFaultsAreNamedByFileAndRow(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ what, file, old, new, where string }{
		{"not JSON", "usn.json", `{`, `[`, "usn.json"},
		{"cut off", "usn.json", "]\n}", "", "usn.json/rules"},
		{"more after the end", "usn.json", "]\n}", "]\n} {}", "usn.json"},
		{"unknown field", "usn.json", `"minimum"`, `"minimun"`, "usn.json/rules/0/minimun"},
		{"doubled field", "usn.json", `"from": 2025,`, `"from": 2025, "from": 2025,`, "usn.json/rules/5/from"},
		{"wrong value", "contributions.json", `"45842"`, `"45842,00"`, "contributions.json/years/6/fixed"},
		{"no law", "usn.json", `"law": "НК РФ ст. 346.21 п. 3.1, ст. 346.18 п. 6"`, `"law": ""`, "usn.json/2025"},
		{"no such status", "forms.json", `"status": "confirmed"`, `"status": "sure"`, "forms.json/0710099"},

		{"no day", "calendar.json", `"off": "01-02..01-06`, `"off": "02-30`, "calendar.json/2017"},
		{"a run backwards", "calendar.json", `"off": "01-02..01-06`, `"off": "01-06..01-02`, "calendar.json/2017"},
		{"days not ascending", "calendar.json", `"off": "01-02..01-06`, `"off": "03-02 01-02..01-06`, "calendar.json/2017"},
		{"a weekend off", "calendar.json", `"off": "01-02..01-06`, `"off": "01-01..01-06`, "calendar.json/2017"},
		{"a weekday worked", "calendar.json", `"work": "04-28 `, `"work": "04-27 `, "calendar.json/2018"},
		{"a day off that is short", "calendar.json", `"short": "02-22 03-07 11-03"`, `"short": "02-23 03-07 11-03"`, "calendar.json/2017"},
		{"the President's day is worked", "calendar.json", `"president": "03-30..04-03`, `"president": "03-27..04-03`, "calendar.json/2020"},
		{"the sum of days", "calendar.json", `"total": 147`, `"total": 148`, "calendar.json/2020"},
		{"a year is missing", "calendar.json", `"year": 2019`, `"year": 2029`, "calendar.json/2029"},

		{"the sum of contributions", "contributions.json", `"medical": "5840"`, `"medical": "5841"`, "contributions.json/2018"},
		{"a year twice", "contributions.json", `"year": 2019`, `"year": 2018`, "contributions.json/2018"},
		{"no cap", "contributions.json", `"cap": "257061"`, `"cap": "0"`, "contributions.json/2023"},

		{"a gap of years", "usn.json", `"from": 2025`, `"from": 2026`, "usn.json/2026"},
		{"years overlap", "usn.json", `"to": 2020`, `"to": 2021`, "usn.json/2021"},
		{"an end before the beginning", "usn.json", `"to": 2024`, `"to": 2023`, "usn.json/2024"},
		{"no such order", "usn.json", `"reduction": "payable"`, `"reduction": "any"`, "usn.json/2023"},
		{"more than the whole tax", "usn.json", `"cap_alone": "1"`, `"cap_alone": "1.1"`, "usn.json/2013"},
		{"half a raise", "usn.json", `"raised_income": "0.08", `, ``, "usn.json/2021"},

		{"a format twice", "formats.json", `"id": "upd502"`, `"id": "upd501"`, "formats.json/upd501"},
		{"a format without id", "formats.json", `"id": "ukd29"`, `"id": ""`, "formats.json/5"},
		{"a format without law", "formats.json", `"law": "приказ ФНС ММВ-7-15/423@ от 27.08.2019"`, `"law": ""`, "formats.json/torg2"},
		{"a format that ends before it begins", "formats.json", `"from": "2021-01-01"`, `"from": "2021-01-01", "to": "2020-12-31"`, "formats.json/ukd736"},
		{"КНД", "forms.json", `"knd": "1110355"`, `"knd": "111035"`, "forms.json/111035"},
		{"a form twice", "forms.json", `"knd": "1151100"`, `"knd": "1110355"`, "forms.json/1110355"},
		{"a row twice", "rows.json", `"id": "sv"`, `"id": "ns"`, "rows.json/ns"},
		{"a row without title", "rows.json", `"title": "УСН"`, `"title": ""`, "rows.json/4"},
		{"КБК", "requisites.json", `"18210501011011000110"`, `"1821050101101100011"`, "requisites.json/kbk/usn_income"},
		{"a КБК twice", "requisites.json", `"18210501021011000110"`, `"18210501011011000110"`, "requisites.json/kbk/usn_income_expense"},
		{"a complete row without rules", "rows.json", `"id": "enp",`, `"id": "enp", "complete": true,`, "rows.json/enp"},
		{"a text twice", "texts.json", `"state": "never_due"`, `"state": "paid"`, "texts.json/tax/paid/"},
		{"no such cell", "texts.json", `"cell": "report", "state": "overdue"`, `"cell": "repot", "state": "overdue"`, "texts.json/repot/overdue/"},
		{"a text of no row", "texts.json", `"row": "sv"`, `"row": "svv"`, "texts.json/report/filed/svv"},
		{"no such placeholder", "texts.json", `{period})"`, `{perod})"`, "texts.json/tax/paid/"},

		{"a rule of no row", "rules.json", `"row": "tourist"`, `"row": "tourists"`, "rules.json/tourist_decl"},
		{"a rule twice", "rules.json", `"id": "usn_adv_notice"`, `"id": "usn_adv_pay"`, "rules.json/usn_adv_pay"},
		{"a form that is not there", "rules.json", `"knd": "1151162"`, `"knd": "1151163"`, "rules.json/psv"},
		{"no such kind", "rules.json", `"kind": "notice"`, `"kind": "note"`, "rules.json/usn_adv_notice"},
		{"a report that is paid", "rules.json", `"window": "after", "settled": "none", "versions": [
      {"n": 1, "from": "2023-01-31"`, `"window": "after", "settled": "enp", "versions": [
      {"n": 1, "from": "2023-01-31"`, "rules.json/sv_notice"},
		{"a payment to nobody", "rules.json", `"settled": "enp"`, `"settled": "none"`, "rules.json/usn_adv_pay"},
		{"no such window", "rules.json", `"window": "inside"`, `"window": "within"`, "rules.json/ip_fixed"},
		{"no such first period", "rules.json", `"first_period": "december"`, `"first_period": "november"`, "rules.json/usn_adv_pay"},
		{"no such taxpayer", "rules.json", `"taxpayer": "ip"`, `"taxpayer": "person"`, "rules.json/usn_year_pay_ip"},
		{"nobody", "rules.json", `"who": [{"regimes": ["usn"]}]`, `"who": []`, "rules.json/usn_adv_pay"},
		{"no such period", "rules.json", `"Q1", "H1", "9M"`, `"Q1", "H2", "9M"`, "rules.json/usn_adv_pay"},
		{"a period twice", "rules.json", `"Q1", "H1", "9M"`, `"Q1", "Q1", "9M"`, "rules.json/usn_adv_pay"},
		{"no periods", "rules.json", `["Q1", "H1", "9M"]`, `[]`, "rules.json/usn_adv_pay"},
		{"versions overlap", "rules.json", `"to": "2022-09-30"`, `"to": "2023-03-31"`, "rules.json/usn_adv_pay/2"},
		{"a version without end before another", "rules.json", `"n": 1, "to": "2022-09-30"`, `"n": 1`, "rules.json/usn_adv_pay/2"},
		{"a gap between versions", "rules.json", `"n": 1, "to": "2022-09-30"`, `"n": 1, "to": "2022-06-30"`, "rules.json/usn_adv_pay/2"},
		{"versions not numbered", "rules.json", `"n": 2`, `"n": 3`, "rules.json/usn_adv_pay/3"},
		{"a version backwards", "rules.json", `"from": "2022-12-31", "to": "2026-12-31"`, `"from": "2022-12-31", "to": "2021-12-31"`, "rules.json/prop_year/2"},
		{"a day that no month has", "rules.json", `"day": 28`, `"day": 32`, "rules.json/usn_adv_pay/2"},
		{"a closing without law", "rules.json", `"closing": {"days": 15, "law": "НК РФ ст. 432 п. 5"`, `"closing": {"days": 15, "law": ""`, "rules.json/ip_fixed"},
		{"a closing of two terms", "rules.json", `"closing": {"days": 15`, `"closing": {"months": 1, "days": 15`, "rules.json/ip_fixed"},
		{"a fee of a share", "rules.json", `"kind": "payment", "row": "nds", "who": [{"flags": ["vat_payer"]}], "periods": ["Q1", "Q2", "Q3", "Q4"], "share": {"parts": 1, "of": 3, "before": 1}`, `"kind": "payment", "row": "nds", "who": [{"flags": ["vat_payer"]}], "periods": ["Q1", "Q2", "Q3", "Q4"], "share": {"parts": 3, "of": 3, "before": 1}`, "rules.json/nds_pay_2"},
		{"a second share that waits for none", "rules.json", `"before": 1}, "first_period": "ten_days"`, `"before": 0}, "first_period": "ten_days"`, "rules.json/nds_pay_2"},
		{"a first share that waits", "rules.json", `"share": {"parts": 1, "of": 3}, "window": "inside"`, `"share": {"parts": 1, "of": 3}, "window": "share"`, "rules.json/psn_ge6_1"},
		{"a part of a report", "rules.json", `"title": "Декларация НДС", "kind": "report", "row": "nds",`, `"title": "Декларация НДС", "kind": "report", "row": "nds", "share": {"parts": 1, "of": 2},`, "rules.json/nds_decl"},
		{"no such span", "rules.json", `"span": "event_month"`, `"span": "events"`, "rules.json/szvtd_other"},
		{"a window without days", "rules.json", `, "days": {"from_day": 1, "to_day": 22}`, ``, "rules.json/ndfl_agent_notice_a"},
		{"days without a window", "rules.json", `"id": "rsv",`, `"id": "rsv", "days": {"from_day": 1},`, "rules.json/rsv"},
		{"a window backwards", "rules.json", `"days": {"from_day": 1, "to_day": 22}`, `"days": {"from_day": 23, "to_day": 22}`, "rules.json/ndfl_agent_notice_a"},
		{"a window of two months", "rules.json", `"from_month": -1`, `"from_month": -2`, "rules.json/ndfl_agent_pay_23"},
		{"a window of a quarter", "rules.json", `"periods": ["M12"], "days"`, `"periods": ["Q4"], "days"`, "rules.json/ndfl_agent_dec_pay"},
		{"periods of a patent", "rules.json", `"span": "patent", "max_months": 5`, `"span": "patent", "periods": ["Y"], "max_months": 5`, "rules.json/psn_lt6"},
		{"months of a year", "rules.json", `"id": "rsv",`, `"id": "rsv", "min_months": 1,`, "rules.json/rsv"},
		{"months backwards", "rules.json", `"max_months": 5`, `"min_months": 6, "max_months": 5`, "rules.json/psn_lt6"},
		{"the first period of an event", "rules.json", `"span": "event", "window"`, `"span": "event", "first_period": "month", "window"`, "rules.json/efs1_11_hire"},
		{"no such regime", "rules.json", `"regimes": ["eshn"]`, `"regimes": ["eshm"]`, "rules.json/eshn_adv"},
		{"no such flag", "rules.json", `"flags": ["tourist_tax"]`, `"flags": ["tourists"]`, "rules.json/tourist_decl"},
		{"a short name of a payment", "rules.json", `"id": "sv_pay",`, `"id": "sv_pay", "short": "x",`, "rules.json/sv_pay"},
		{"nobody in a version", "rules.json", `"shift": true, "who": [{"taxpayer": "org", "flags": ["property_average", "property_advances"]}]`, `"shift": true, "who": []`, "rules.json/prop_adv_notice/2"},
		{"no such term", "rules.json", `{"from": "year_end"}`, `{"from": "year"}`, "rules.json/ndfl_agent_dec_pay/1"},
		{"a term of two kinds", "rules.json", `{"from": "year_end"}`, `{"from": "year_end", "days": 1}`, "rules.json/ndfl_agent_dec_pay/1"},
		{"days after nothing", "rules.json", `{"from": "start", "days": 90}`, `{"from": "start"}`, "rules.json/psn_ge6_1/1"},
		{"days after the start of a year", "rules.json", `"term": {"months": 7, "day": 15}`, `"term": {"from": "start", "days": 15}`, "rules.json/ndfl_ip_y/1"},
		{"an event of a month", "rules.json", `"term": {"months": 1, "day": 15}, "shift": true, "law": "27-ФЗ ст. 11 п. 2.5 (ред. до 2023)"`, `"term": {"from": "event", "days": 15}, "shift": true, "law": "27-ФЗ ст. 11 п. 2.5 (ред. до 2023)"`, "rules.json/szvtd_other/1"},

		{"rates not ascending", "key_rate.json", `"from": "2018-03-26"`, `"from": "2018-01-26"`, "key_rate.json/2018-01-26"},
		{"a rate in percent", "key_rate.json", `"rate": "0.0775"`, `"rate": "7.75"`, "key_rate.json/2017-12-18"},
		{"the last day before the last rate", "key_rate.json", `"to": "2026-09-10"`, `"to": "2026-07-10"`, "key_rate.json/to"},
		{"a gap of penalties", "penalties.json", `"from": "2022-03-09"`, `"from": "2022-03-10"`, "penalties.json/org/2022-03-10"},
		{"a gap of days of a delay", "penalties.json", `"from": 31, "divisor"`, `"from": 32, "divisor"`, "penalties.json/org/2017-10-01"},
		{"no divisor", "penalties.json", `{"from": 1, "divisor": 300}`, `{"from": 1, "divisor": 0}`, "penalties.json/ip/1999-01-01"},
		{"a moratorium backwards", "penalties.json", `"to": "2022-10-01"`, `"to": "2022-03-01"`, "penalties.json/moratoria/2022-04-01"},
		{"penalties of nobody", "penalties.json", `"payer": "ip"`, `"payer": "person"`, "penalties.json/person/1999-01-01"},
		{"a base of both kinds", "employers.json", `"unified": "1917000"`, `"unified": "1917000", "social": "1"`, "employers.json/2023"},
		{"a gap of bases", "employers.json", `{"year": 2020`, `{"year": 2021`, "employers.json/2021"},
		{"no such category", "employers.json", `"sme_manufacturing"`, `"factory"`, "employers.json/factory/2025"},
		{"a gap of tariffs", "employers.json", `"from": 2023, "category": "general"`, `"from": 2024, "category": "general"`, "employers.json/general/2024"},
		{"a tariff of no kind", "employers.json", `"unified_below": "0.3", `, ``, "employers.json/general/2023"},
		{"a reduced tariff from the first rouble", "employers.json", `"above": "1", `, ``, "employers.json/sme/2023"},
		{"a gap of minimum wages", "employers.json", `"from": "2024-01-01"`, `"from": "2024-01-02"`, "employers.json/min_wages/2024-01-02"},
		{"accidents backwards", "employers.json", `"lowest": "0.002"`, `"lowest": "0.2"`, "employers.json/accident"},
		{"a gap of limits", "vat.json", `{"from": 2027, "to": 2027`, `{"from": 2028, "to": 2028`, "vat.json/2028"},
		{"no limit", "vat.json", `"15000000"`, `"0"`, "vat.json/2027"},
		{"a rate backwards", "vat.json", `"deductions": true, "to": "2025-12-31"`, `"deductions": true, "from": "2026-01-01", "to": "2025-12-31"`, "vat.json/rates/2"},
		{"the ИНН of the payee", "requisites.json", `"inn": "7727406020"`, `"inn": "7727406021"`, "requisites.json/payees/2023-01-01"},
		{"the account of the payee", "requisites.json", `"account": "03100643000000018500"`, `"account": "0310064300000001850"`, "requisites.json/payees/2023-01-01"},
		{"a gap of payees", "requisites.json", `"from": "2025-12-05"`, `"from": "2025-12-06"`, "requisites.json/payees/2025-12-06"},
		{"a field of two values", "requisites.json", `"from": "2026-04-01", "field": "24"`, `"from": "2026-03-01", "field": "24"`, "requisites.json/fields/24/2026-03-01"},
		{"a field that no order has", "requisites.json", `"field": "101"`, `"field": "1001"`, "requisites.json/fields/1001/"},
		{"no such place of an order", "requisites.json", `"{kpp}"`, `"{inn}"`, "requisites.json/fields/102/"},
		{"a code of no row", "requisites.json", `"row": "eshn", "title"`, `"row": "esn", "title"`, "requisites.json/kbk/eshn"},
		{"two codes of a day", "requisites.json", `"to": "2022-12-31", "law": "приказы Минфина о кодах бюджетной классификации", "status": "to-verify"},
    {"id": "psn_federal"`, `"law": "приказы Минфина о кодах бюджетной классификации", "status": "to-verify"},
    {"id": "psn_federal"`, "requisites.json/kbk/ns_pz"},
		{"a tax without its code", "requisites.json", `"kbk": "usn_income",`, `"kbk": "usn",`, "requisites.json/taxes/УСН_Доходы"},
		{"a tax twice", "requisites.json", `"name": "ЕСХН"`, `"name": "ЕНВД"`, "requisites.json/taxes/ЕНВД"},
		{"a kind of payment without title", "requisites.json", `"title": "Штраф"`, `"title": ""`, "requisites.json/liabilities/Штраф"},
		{"a published term of no rule", "golden.json", `"rule": "szvm"`, `"rule": "szv"`, "golden.json/szv/2022-M12"},
		{"a published term of no period", "golden.json", `"period": "2022-M12"`, `"period": "2022-M13"`, "golden.json/szvm/2022-M13"},
		{"a published term before its day", "golden.json", `"due": "2023-01-16"`, `"due": "2023-01-14"`, "golden.json/szvm/2022-M12"},
		{"an act twice", "deferrals.json", `"id": "pp512_2022"`, `"id": "pp776_2022"`, "deferrals.json/pp776_2022"},
		{"an act of no rule", "deferrals.json", `"ndfl_ip_y"`, `"ndfl_y"`, "deferrals.json/pp409_payments"},
		{"an act that moves nothing", "deferrals.json", `"months": 12, "day": 28`, `"day": 28`, "deferrals.json/pp776_2022"},
		{"an act that brings terms forward", "deferrals.json", `"on": "2020-05-15"`, `"on": "2020-05-14"`, "deferrals.json/pp409_vat_sv"},
		{"an act twice over", "deferrals.json", `"in_calendar": true,`, `"in_calendar": true, "moves": [{"rules": ["rsv"], "due_from": "2020-04-01", "due_to": "2020-04-30", "months": 1}],`, "deferrals.json/nonworking_2020"},
	} {
		text := file(t, tc.file)
		if !strings.Contains(text, tc.old) {
			t.Errorf("%s: %q is not in %s", tc.what, tc.old, tc.file)
			continue
		}
		tables, err := data.Load(folder(tc.file, strings.Replace(text, tc.old, tc.new, 1)))
		var e *sdano.Error
		if !errors.As(err, &e) || tables != nil {
			t.Errorf("%s: accepted (%v)", tc.what, err)
			continue
		}
		if e.Kind != sdano.Unprocessable || e.Remedy == "" || !named(e, tc.where) {
			t.Errorf("%s: %s %+v, want %s", tc.what, e.Message, e.Findings, tc.where)
		}
	}
}

func named(e *sdano.Error, where string) bool {
	for _, f := range e.Findings {
		if f.Path == where {
			return strings.Contains(e.Message, e.Findings[0].Path) && f.Message != ""
		}
	}
	return false
}

// broken is a folder that cannot be read.
type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, fs.ErrPermission }

func TestFoldersThatAreNotRight(t *testing.T) {
	t.Parallel()
	for name, dir := range map[string]fs.FS{
		"calendr.json":  folder("calendr.json", "{}"),
		"calendar.json": broken{},
	} {
		_, err := data.Load(dir)
		var e *sdano.Error
		if !errors.As(err, &e) || !named(e, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDaysInTheShortNotation(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                   "[]",
		"01-01":              "[2024-01-01]",
		"02-28..03-01 12-31": "[2024-02-28 2024-02-29 2024-03-01 2024-12-31]",
		"01-01..01-01":       "error", "01-02..01-01": "error", "02-30": "error", "1-1": "error", " 01-01": "error",
		"01-01  01-02": "error", "01-02 01-01": "error", "01-01 01-01": "error", "01-01...01-03": "error", "01-01..": "error",
	} {
		days, err := data.ParseDays(2024, text)
		got := fmt.Sprint(days)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func FuzzDays(f *testing.F) {
	for _, seed := range []string{"", "01-01", "01-01..01-05 01-08", "02-29", "01-01..12-31", "..", "13-01"} {
		f.Add(2024, seed)
	}
	f.Fuzz(func(t *testing.T, year int, text string) {
		days, err := data.ParseDays(year, text)
		if err != nil {
			return
		}
		for i, d := range days {
			if d.Year() != year || i > 0 && !days[i-1].Before(d) {
				t.Fatalf("%d %q: %v", year, text, days)
			}
		}
	})
}

// FuzzTables: whatever a table file holds, it is loaded whole or refused by
// name, and what is loaded has passed the checks.
func FuzzTables(f *testing.F) {
	names := data.Files()
	for i, name := range names {
		f.Add(byte(i), []byte(file(f, name)))
		f.Add(byte(i), []byte(`{"about":""}`))
	}
	f.Fuzz(func(t *testing.T, i byte, text []byte) {
		name := names[int(i)%len(names)]
		tables, err := data.Load(folder(name, string(text)))
		var e *sdano.Error
		switch {
		case err == nil && (tables == nil || len(tables.Version) != 12):
			t.Fatal("loaded nothing")
		case err != nil && (!errors.As(err, &e) || len(e.Findings) == 0 || tables != nil):
			t.Fatalf("%v", err)
		}
	})
}

func TestAFormatHoldsFromItsFirstToItsLastDay(t *testing.T) {
	t.Parallel()
	day := sdano.MustDate
	for _, tc := range []struct {
		format data.Format
		day    string
		want   bool
	}{
		{data.Format{}, "1999-01-01", true},
		{data.Format{From: day("2021-01-01")}, "2020-12-31", false},
		{data.Format{From: day("2021-01-01")}, "2021-01-01", true},
		{data.Format{To: day("2025-03-31")}, "2025-03-31", true},
		{data.Format{To: day("2025-03-31")}, "2025-04-01", false},
	} {
		if got := tc.format.Holds(day(tc.day)); got != tc.want {
			t.Errorf("%s–%s on %s: %v", tc.format.From, tc.format.To, tc.day, got)
		}
	}
}

// TestPeriodsOfARule: windows are days, in 2023 from the 23rd of the month
// before, in January from the first day of the year.
func TestPeriodsOfARule(t *testing.T) {
	t.Parallel()
	rules := map[string]data.Rule{}
	for _, r := range embedded(t).Rules {
		rules[r.ID] = r
	}
	for _, tc := range []struct {
		rule string
		year int
		n    int
		want string
	}{
		{"usn_adv_pay", 2026, 1, "2026-H1"},
		{"ndfl_agent_pay_23", 2023, 0, "2023-01-01..2023-01-22"},
		{"ndfl_agent_pay_23", 2023, 2, "2023-02-23..2023-03-22"},
		{"ndfl_agent_pay_a", 2026, 2, "2026-03-01..2026-03-22"},
		{"ndfl_agent_pay_b", 2024, 1, "2024-02-23..2024-02-29"},
		{"ndfl_agent_dec_pay", 2026, 0, "2026-12-23..2026-12-31"},
	} {
		r := rules[tc.rule]
		if got := r.PeriodsOf(tc.year)[tc.n].String(); got != tc.want {
			t.Errorf("%s of %d: %s, want %s", tc.rule, tc.year, got, tc.want)
		}
	}
	patent := rules["psn_lt6"]
	if got := patent.PeriodsOf(2026); got != nil {
		t.Errorf("patents: %v", got)
	}
}
