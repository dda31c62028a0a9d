package monitor_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"sdano"
	"sdano/data"
	"sdano/monitor"
)

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skip(path + " is not here")
	}
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
	checkTerms(t, readCSV(t, "../../shared/data/golden-deadlines.csv"), 1)
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
	for _, r := range tables().Rules {
		for year := 2017; year <= 2027; year++ {
			for _, name := range r.Periods {
				p := data.PeriodOf(year, name)
				if raw, due, ok := rules().Due(r.ID, p); ok {
					fmt.Fprintf(&b, "%s %s %s %s\n", r.ID, p, raw, due)
				}
			}
		}
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
