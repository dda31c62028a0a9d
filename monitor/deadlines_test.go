package monitor_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/data"
	"sdano/internal/oracle"
	"sdano/monitor"
)

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestPublishedTerms: terms that were announced for single periods.
func TestPublishedTerms(t *testing.T) {
	t.Parallel()
	checkTerms(t, readCSV(t, "testdata/deadlines.csv"), 0)
}

func TestPublishedTermsWithTheirSources(t *testing.T) {
	t.Parallel()
	checkTerms(t, readCSV(t, oracle.Shared(t, "data", "golden-deadlines.csv")), 1)
}

// checkTerms compares rows of rule, period, raw and shifted term.
func checkTerms(t *testing.T, rows [][]string, first int) {
	t.Helper()
	for _, row := range rows[1:] {
		row = row[first:]
		raw, due, ok := rules().Due(row[0], period(row[1]))
		if !ok || raw.String() != row[2] || due.String() != row[3] {
			t.Errorf("%s for %s: %s, shifted %s (%v), want %s, shifted %s", row[0], row[1], raw, due, ok, row[2], row[3])
		}
	}
	if len(rows) < 20 {
		t.Errorf("only %d terms", len(rows))
	}
}

// TestAllTerms: every term of every rule for the years of the calendar. A change
// of the tables shows here as the terms that it moves.
func TestAllTerms(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, d := range rules().Deadlines(nil, nil, date("2017-01-01"), date("2028-12-31")) {
		if d.Period.Year < 2017 || d.Period.Year > 2027 {
			continue
		}
		if raw, due, ok := rules().Due(d.Rule, d.Period); !ok || raw != d.Raw || due != d.Due {
			t.Errorf("%s for %s: %s and %s, elsewhere %s and %s (%v)", d.Rule, d.Period, d.Raw, d.Due, raw, due, ok)
		}
		fmt.Fprintf(&b, "%s %s %s %s\n", d.Rule, d.Period, d.Raw, d.Due)
	}
	golden(t, "terms.txt", b.String())
}

func TestTermsOfReportsByForm(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		knd    string
		payer  sdano.TaxID
		period string
		want   string
	}{
		{declarationUSN, ipID, "2025", "2026-04-27"},
		{declarationUSN, oooID, "2025", "2026-03-25"},
		{"1151111", oooID, "2026-Q1", "2026-04-27"},
		{"1151162", oooID, "2026-M3", ""}, // part of РСВ
		{"1110355", ipID, "2026-H1", "2026-07-27"},
		{declarationUSN, ipID, "2025-Q1", ""},
		{"", ipID, "2025", ""},
		{"0000000", ipID, "2025", ""},
		{declarationUSN, ipID, "", ""},
	} {
		due, ok := rules().ReportDue(tc.knd, tc.payer, period(tc.period))
		if ok != (tc.want != "") || due.String() != tc.want {
			t.Errorf("%s of %s for %q: %s %v, want %q", tc.knd, tc.payer.INN, tc.period, due, ok, tc.want)
		}
	}
	want(t, "title", rules().FormTitle(declarationUSN)+"|"+rules().FormTitle("0000000"), "Декларация УСН|")
	want(t, "version", rules().Version(), tables().Version)
	if _, _, ok := rules().Due("no_rule", year(2025)); ok {
		t.Error("a rule that is not there has a term")
	}
}

func TestRulesThatDoNotHoldTogetherAreRefused(t *testing.T) {
	t.Parallel()
	for what, spoil := range map[string]func(*data.Tables){
		"period":     func(t *data.Tables) { t.Rules = []data.Rule{{ID: "x", Periods: []string{"Q5"}}} },
		"text":       func(t *data.Tables) { t.Texts = t.Texts[1:] },
		"calculator": func(t *data.Tables) { t.Rows = []data.Row{{ID: "x", Calculator: "magic"}} },
	} {
		bad := *tables()
		spoil(&bad)
		cal, err := monitor.NewCalendar(&bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := monitor.LoadRules(&bad, cal); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

// TestTermsOfYearsThatAreNotKeptReady: terms far from today are counted when they
// are asked for, and come to the same.
func TestTermsOfYearsThatAreNotKeptReady(t *testing.T) {
	t.Parallel()
	for _, years := range [][2]string{{"2010-01-01", "2014-12-31"}, {"2031-01-01", "2036-12-31"}} {
		list := rules().Deadlines(nil, nil, date(years[0]), date(years[1]))
		seen := map[int]int{}
		for _, d := range list {
			seen[d.Due.Year()]++
			if raw, due, ok := rules().Due(d.Rule, d.Period); !ok || raw != d.Raw || due != d.Due {
				t.Errorf("%s for %s: %s and %s, elsewhere %s and %s", d.Rule, d.Period, d.Raw, d.Due, raw, due)
			}
		}
		for year := date(years[0]).Year(); year <= date(years[1]).Year(); year++ {
			if seen[year] < 100 {
				t.Errorf("only %d terms in %d", seen[year], year)
			}
		}
	}
	if list := rules().Deadlines(nil, nil, date("2026-05-02"), date("2026-05-01")); len(list) != 0 {
		t.Errorf("no days have terms: %+v", list)
	}
	if _, _, ok := rules().Due("ndfl_agent_pay_a", period("2026-M3")); ok {
		t.Error("a month is taken for a window")
	}
}

// TestAVersionMayNameItsOwnPayers: whom a rule concerns may change with the law.
func TestAVersionMayNameItsOwnPayers(t *testing.T) {
	t.Parallel()
	changed := *tables()
	changed.Rules = slices.Clone(changed.Rules)
	i := slices.IndexFunc(changed.Rules, func(r data.Rule) bool { return r.ID == "buh" })
	r := &changed.Rules[i]
	first, second := r.Versions[0], r.Versions[0]
	first.To, second.From, second.N = date("2025-12-31"), date("2026-12-31"), 2
	second.Who = []data.Condition{{Taxpayer: "ip"}, {Flags: []string{"water"}, NotFlags: []string{"land"}}}
	r.Versions = []data.Version{first, second}
	years := func(p monitor.Profile) string {
		var out []string
		for _, d := range compiled(&changed).Deadlines(&p, nil, date("2026-01-01"), date("2028-12-31")) {
			if d.Rule == "buh" {
				out = append(out, d.Period.String())
			}
		}
		return strings.Join(out, " ")
	}
	want(t, "org", years(payer(monitor.Organisation, monitor.USN)), "2025")
	want(t, "ip", years(payer(monitor.Entrepreneur, monitor.USN)), "2026 2027")
	want(t, "org with the flag", years(payer(monitor.Organisation, monitor.USN, "water")), "2025 2026 2027")
	want(t, "and with the one that excludes it", years(payer(monitor.Organisation, monitor.USN, "water", "land")), "2025")
}
