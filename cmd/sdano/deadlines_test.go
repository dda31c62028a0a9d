package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/internal/oracle"
	"sdano/internal/wiring"
	"sdano/monitor"
	"sdano/party"
)

// seedPayer makes a database with an entrepreneur on УСН.
func seedPayer(t *testing.T, folder string) {
	t.Helper()
	db, err := wiring.OpenStore(t.Context(), wiring.Config{Data: folder}.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	office := wiring.NewOffice(db, sdano.RealClock{})
	if err := office.SetArea(t.Context(), "test", party.Area{Tenant: 7}); err != nil {
		t.Fatal(err)
	}
	day := sdano.MustDate("2017-01-01")
	if err := office.SetProfile(t.Context(), "test", 7, monitor.Profile{
		TaxID: sdano.TaxID{INN: "779999991008"}, Name: "ИП Примеров", Taxpayer: monitor.Entrepreneur, Registered: day,
		Regimes: []monitor.Regime{{Kind: monitor.USN, Object: monitor.Income, Rate: sdano.MustRate("0.06"), From: day}},
	}); err != nil {
		t.Fatal(err)
	}
}

func TestTermsOfAProfile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.json", `{"inn":"779999991008","registered":"2017-01-01","regimes":[{"regime":"usn","object":"income","rate":"0.06","from":"2017-01-01"}]}`)
	deadlines := func(args ...string) []string { return append([]string{"deadlines", "--data", dir}, args...) }
	tell(t, []step{
		{deadlines("--profile", good, "--from", "2026-04-01", "--to", "2026-04-30"), 0, "27.04.2026  Декларация УСН за 2025 г. (по закону 25.04.2026); НК РФ ст. 346.23"},
		{deadlines("--profile", good, "--from", "2026-04-28", "--to", "2026-04-28", "--json"), 0, `"rule": "usn_year_pay_ip"`},
		{deadlines("--profile", good, "--from", "2026-05-10", "--to", "2026-05-10"), 0, "Сроков в эти дни нет"},
		{deadlines("--profile", good, "--from", "2026-05-10", "--to", "2026-05-10", "--json"), 0, "[]"},
		{deadlines("--profile", good, "--inn", "779999991008"), exitUsage, "и --inn, и --profile"},
		{deadlines("--from", "2026-05-10", "--to", "2026-05-09"), exitUsage, "--to раньше --from"},
		{deadlines("--from", "10.05.2026"), exitUsage, "ГГГГ-ММ-ДД"},
		{deadlines("--profile", write("typo.json", `{"inn":"779999991008","registred":"2017-01-01"}`)), exitFailed, "не читается"},
		{deadlines("--profile", write("digits.json", `{"inn":"779999991009","registered":"2017-01-01"}`)), exitFailed, "контрольные цифры"},
		{deadlines("--profile", write("bare.json", `{"inn":"779999991008"}`)), exitUsage, "registered"},
		{deadlines("--profile", filepath.Join(dir, "absent.json")), exitFailed, "absent.json"},
		{deadlines("--inn", "779999991008"), exitFailed, "в базе нет"},
	})
}

// source is what published facts say of the terms of a rule. The dates are
// counted here once more, by the words of those facts and not by ours.
type source struct {
	ID     string `json:"id"`
	Period struct {
		Type      string   `json:"type"`
		List      []string `json:"list"`
		FromDay   int      `json:"from_day"`
		FromMonth int      `json:"from_month"`
		ToDay     any      `json:"to_day"`
		Months    []int    `json:"months"`
	} `json:"period"`
	From string `json:"period_from"`
	To   string `json:"period_to"`
	Due  struct {
		Type   string `json:"type"`
		Months int    `json:"months"`
		Day    any    `json:"day"`
	} `json:"due"`
	Shift string `json:"shift"`
}

// offDays are the days off of the published calendar.
func offDays(t *testing.T) func(time.Time) bool {
	t.Helper()
	var file struct {
		Years []struct {
			Off  []string `json:"non_working_weekdays"`
			Work []string `json:"working_weekends"`
		} `json:"years"`
	}
	load(t, "workcal-ru-2017-2027.json", &file)
	off, work := map[string]bool{}, map[string]bool{}
	for _, y := range file.Years {
		for _, d := range y.Off {
			off[d] = true
		}
		for _, d := range y.Work {
			work[d] = true
		}
	}
	return func(d time.Time) bool {
		day := d.Format(time.DateOnly)
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		return off[day] || weekend && !work[day]
	}
}

func load(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(oracle.Shared(t, "data", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// span is a period of a rule: its name and its last day.
type span struct {
	name string
	last time.Time
}

func (s *source) spans(year int) []span {
	day := func(month, d int) time.Time { return time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC) }
	var out []span
	for _, name := range s.Period.List {
		end := map[string]int{"Y": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12, "H1": 6, "9M": 9}[name]
		if end == 0 {
			fmt.Sscanf(name, "M%d", &end)
		}
		full := fmt.Sprintf("%d-%s", year, name)
		out = append(out, span{strings.TrimSuffix(full, "-Y"), day(end+1, 0)})
	}
	for _, month := range s.Period.Months {
		first, last := day(month+s.Period.FromMonth, s.Period.FromDay), day(month+1, 0)
		if to, ok := s.Period.ToDay.(float64); ok {
			last = day(month, int(to))
		}
		if first.Year() < year {
			first = day(1, 1)
		}
		out = append(out, span{first.Format(time.DateOnly) + ".." + last.Format(time.DateOnly), last})
	}
	return out
}

// terms are the raw and the moved term of a period.
func (s *source) terms(last time.Time, off func(time.Time) bool) (raw, due time.Time) {
	if s.Due.Type == "last_workday_of_year" {
		for raw = time.Date(last.Year(), 12, 31, 0, 0, 0, 0, time.UTC); off(raw); {
			raw = raw.AddDate(0, 0, -1)
		}
		return raw, raw
	}
	raw = time.Date(last.Year(), last.Month()+time.Month(s.Due.Months)+1, 0, 0, 0, 0, 0, time.UTC)
	if d, ok := s.Due.Day.(float64); ok && int(d) < raw.Day() {
		raw = time.Date(raw.Year(), raw.Month(), int(d), 0, 0, 0, 0, time.UTC)
	}
	for due = raw; s.Shift == "next_workday" && off(due); {
		due = due.AddDate(0, 0, 1)
	}
	return raw, due
}

// TestEveryTermOfTheSources: all rules and periods with terms of 2018–2027, as
// the published facts give them and as the command lists them.
func TestEveryTermOfTheSources(t *testing.T) {
	t.Parallel()
	var file struct {
		Rules []source `json:"rules"`
	}
	load(t, "obligations.json", &file)
	off := offDays(t)
	var theirs []string
	for i := range file.Rules {
		s := &file.Rules[i]
		for year := 2015; year <= 2027; year++ {
			for _, p := range s.spans(year) {
				last := p.last.Format(time.DateOnly)
				if last < s.From || s.To != "" && last > s.To {
					continue
				}
				if raw, due := s.terms(p.last, off); due.Year() >= 2018 && due.Year() <= 2027 {
					theirs = append(theirs, fmt.Sprint(s.ID, " ", p.name, " ", raw.Format(time.DateOnly), " ", due.Format(time.DateOnly)))
				}
			}
		}
	}
	code, said := runs(t, nil, "deadlines", "--data", t.TempDir(), "--from", "2018-01-01", "--to", "2027-12-31", "--json")
	var rows []monitor.Deadline
	if err := json.Unmarshal([]byte(said), &rows); err != nil || code != 0 {
		t.Fatalf("%d %v", code, err)
	}
	var ours []string
	for _, d := range rows {
		ours = append(ours, fmt.Sprint(d.Rule, " ", d.Period, " ", d.Raw, " ", d.Due))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	if diff := cmp.Diff(theirs, ours); diff != "" || len(ours) < 2000 {
		t.Errorf("%d terms, -source +ours:\n%s", len(ours), diff)
	}
}
