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

func dump(t *data.Tables) string {
	var b strings.Builder
	for _, y := range t.Calendar {
		fmt.Fprintf(&b, "calendar %d %d %s off %v work %v short %v president %v\n", y.Number, y.Total, y.Status, y.Off, y.Work, y.Short, y.President)
	}
	for _, c := range t.Contributions {
		fmt.Fprintf(&b, "contributions %d %s = %s + %s, %s above %s up to %s, %v %s\n", c.Year, c.Fixed, c.Pension, c.Medical, c.Rate, c.Threshold, c.Cap, c.OwnExcluded, c.Status)
	}
	for _, u := range t.USN {
		fmt.Fprintf(&b, "usn %d–%d %s %s %s %s, above %s %s %s, %s\n", u.From, u.To, u.Reduction, u.CapAlone, u.CapStaff, u.Minimum, u.RaisedAbove, u.RaisedIncome, u.RaisedIncomeExpense, u.Status)
	}
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "row %s %q %v %v %v %q %q %v\n", r.ID, r.Title, r.Complete, r.Always, r.First, r.DataID, r.Calculator, r.KBK)
	}
	for _, f := range t.Forms {
		fmt.Fprintf(&b, "form %s %q %q\n", f.KND, f.Short, f.Title)
	}
	for _, f := range t.Formats {
		fmt.Fprintf(&b, "format %s %s–%s %q, %s %s\n", f.ID, f.From, f.To, f.Order, f.Law, f.Status)
	}
	for _, x := range t.Texts {
		fmt.Fprintf(&b, "text %s/%s/%s %q %q %q\n", x.Cell, x.State, x.Row, x.Title, x.Description, x.Several)
	}
	for _, r := range t.Rules {
		fmt.Fprintf(&b, "rule %s %q %s %s %s %+v %v %q %s %s\n", r.ID, r.Title, r.Kind, r.Row, r.KND, r.Who, r.Periods, r.FirstPeriod, r.Window, r.Settled)
		if c := r.Closing; c != nil {
			fmt.Fprintf(&b, "  closing %v %d days, %d months on %d, shift %v, %s %s\n", c.None, c.Days, c.Months, c.Day, c.Shift, c.Law, c.Status)
		}
		for _, v := range r.Versions {
			fmt.Fprintf(&b, "  %d %s–%s: %d months on %d, shift %v, %s %s\n", v.N, v.From, v.To, v.Term.Months, v.Term.Day, v.Shift, v.Law, v.Status)
		}
	}
	return b.String()
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
		{"no such status", "forms.json", `"status": "confirmed"`, `"status": "sure"`, "forms.json/1110355"},

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
		{"a row without title", "rows.json", `"title": "УСН"`, `"title": ""`, "rows.json/1"},
		{"КБК", "rows.json", `"18210501011011000110"`, `"1821050101101100011"`, "rows.json/usn"},
		{"a КБК twice", "rows.json", `"18210501021011000110"`, `"18210501011011000110"`, "rows.json/usn"},
		{"a complete row without rules", "rows.json", `"id": "enp",`, `"id": "enp", "complete": true,`, "rows.json/enp"},
		{"a text twice", "texts.json", `"state": "never_due"`, `"state": "paid"`, "texts.json/tax/paid/"},
		{"no such cell", "texts.json", `"cell": "report", "state": "overdue"`, `"cell": "repot", "state": "overdue"`, "texts.json/repot/overdue/"},
		{"a text of no row", "texts.json", `"row": "sv"`, `"row": "svv"`, "texts.json/report/filed/svv"},
		{"no such placeholder", "texts.json", `{period})"`, `{perod})"`, "texts.json/tax/paid/"},

		{"a rule of no row", "rules.json", `"row": "tourist"`, `"row": "tourists"`, "rules.json/tourist_pay"},
		{"a rule twice", "rules.json", `"id": "usn_adv_notice"`, `"id": "usn_adv_pay"`, "rules.json/usn_adv_pay"},
		{"a form that is not there", "rules.json", `"knd": "1151162"`, `"knd": "1151163"`, "rules.json/psv"},
		{"no such kind", "rules.json", `"kind": "notice"`, `"kind": "note"`, "rules.json/usn_adv_notice"},
		{"a report that is paid", "rules.json", `"window": "after", "settled": "none", "versions": [
      {"n": 1, "from": "2023-01-31"`, `"window": "after", "settled": "enp", "versions": [
      {"n": 1, "from": "2023-01-31"`, "rules.json/psv"},
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
		{"a version backwards", "rules.json", `"from": "2022-12-31", "to": "2026-12-31"`, `"from": "2022-12-31", "to": "2021-12-31"`, "rules.json/prop_year_notice/1"},
		{"a day that no month has", "rules.json", `"day": 28`, `"day": 32`, "rules.json/usn_adv_pay/2"},
		{"a closing without law", "rules.json", `"closing": {"days": 15, "law": "НК РФ ст. 432 п. 5"`, `"closing": {"days": 15, "law": ""`, "rules.json/ip_fixed"},
		{"a closing of two terms", "rules.json", `"closing": {"days": 15`, `"closing": {"months": 1, "days": 15`, "rules.json/ip_fixed"},
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
	names := []string{"calendar.json", "contributions.json", "forms.json", "rows.json", "rules.json", "texts.json", "usn.json"}
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
