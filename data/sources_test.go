package data_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"sdano/data"
)

// gathered reads a file of facts gathered from published sources, with which
// our tables were compared when they were written; where it is not at hand the
// golden file of this package stands alone.
func gathered[T any](t *testing.T, name string) T {
	t.Helper()
	var out T
	text, err := os.ReadFile(filepath.Join("../../shared/data", name))
	if err != nil {
		t.Skip("the gathered facts are not here")
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheCalendarAgreesWithItsSources(t *testing.T) {
	t.Parallel()
	type year struct {
		Year      int      `json:"year"`
		Status    string   `json:"status"`
		Off       []string `json:"non_working_weekdays"`
		Work      []string `json:"working_weekends"`
		Short     []string `json:"short_days"`
		President []string `json:"presidential_non_working"`
		Total     int      `json:"non_working_total"`
	}
	source := gathered[struct {
		Years []year `json:"years"`
	}](t, "workcal-ru-2017-2027.json")
	var ours []year
	for _, y := range embedded(t).Calendar {
		ours = append(ours, year{y.Number, string(y.Status), texts(y.Off), texts(y.Work), texts(y.Short), texts(y.President), y.Total})
	}
	if diff := cmp.Diff(source.Years, ours); diff != "" || len(ours) == 0 {
		t.Errorf("-source +ours:\n%s", diff)
	}
}

func texts[T fmt.Stringer](list []T) []string {
	out := []string{}
	for _, x := range list {
		out = append(out, x.String())
	}
	return out
}

func TestTheContributionsAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	type year struct {
		Year      int    `json:"year"`
		Pension   int    `json:"fixed_pension"`
		Medical   int    `json:"fixed_medical"`
		Fixed     int    `json:"fixed_total"`
		Cap       int    `json:"one_percent_cap"`
		Rate      string `json:"one_percent_rate"`
		Threshold int    `json:"one_percent_threshold"`
		FixedDue  string `json:"fixed_due_raw"`
		OverDue   string `json:"one_percent_due_raw"`
		Status    string `json:"status"`
		CapStatus string `json:"cap_status"`
	}
	source := gathered[struct {
		Rows []year `json:"rows"`
	}](t, "ip-contributions.json")
	tables := embedded(t)
	var ours []year
	for _, c := range tables.Contributions {
		status := string(c.Status)
		ours = append(ours, year{
			c.Year, int(c.Pension) / 100, int(c.Medical) / 100, int(c.Fixed) / 100, int(c.Cap) / 100, c.Rate.String(), int(c.Threshold) / 100,
			raw(t, tables, "ip_fixed", fmt.Sprint(c.Year)), raw(t, tables, "ip_1pct", fmt.Sprint(c.Year)), "confirmed", status,
		})
	}
	if diff := cmp.Diff(source.Rows, ours); diff != "" || len(ours) == 0 {
		t.Errorf("-source +ours:\n%s", diff)
	}
}

// raw is the term of a rule for a period before any shift.
func raw(t *testing.T, tables *data.Tables, rule, year string) string {
	t.Helper()
	for _, r := range tables.Rules {
		for _, v := range r.Versions {
			last := data.PeriodOf(atoi(year), "Y").Last()
			if r.ID == rule && v.Holds(last) {
				return v.Term.Of(last).String()
			}
		}
	}
	return ""
}

func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}

// sourceRule is one version of a rule as the sources tell it.
type sourceRule struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Short   string `json:"short_ru"`
	Kind    string `json:"kind"`
	Row     string `json:"row"`
	Who     []struct {
		Taxpayer string   `json:"taxpayer"`
		Regime   []string `json:"regime"`
		Not      []string `json:"regime_not"`
		Flags    []string `json:"flags"`
		NotFlags []string `json:"flags_not"`
	} `json:"applies_any"`
	Period struct {
		List []string `json:"list"`
	} `json:"period"`
	First string `json:"first_period"`
	From  string `json:"period_from"`
	To    string `json:"period_to"`
	Due   struct {
		Type   string `json:"type"`
		Months int    `json:"months"`
		Day    any    `json:"day"`
	} `json:"due"`
	Shift   string `json:"shift"`
	Window  string `json:"window"`
	Settled string `json:"settlement"`
	KND     string `json:"knd"`
	Status  string `json:"status"`
}

func (s sourceRule) line() string {
	var who []string
	for _, c := range s.Who {
		who = append(who, fmt.Sprint(c.Taxpayer, c.Regime, c.Not, c.Flags, c.NotFlags))
	}
	day := fmt.Sprint(s.Due.Day)
	if day == "last" {
		day = "0"
	}
	return fmt.Sprint(s.ID, " ", s.Version, " ", s.Kind, " ", s.Row, " ", s.KND, " ", who, " ", s.Period.List, " ", s.First, " ", s.Window, " ", s.Settled,
		" ", s.From, "–", s.To, ": ", s.Due.Months, " months on ", day, ", ", s.Shift, ", ", s.Status)
}

func TestTheRulesAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Rules []sourceRule `json:"rules"`
	}](t, "obligations.json")
	var ours, theirs []string
	titles := map[string]string{}
	for _, r := range embedded(t).Rules {
		titles[r.ID] = r.Title
		for _, v := range r.Versions {
			ours = append(ours, ourLine(r, v))
		}
	}
	for _, s := range source.Rules {
		title, ok := titles[s.ID]
		if !ok {
			continue
		}
		theirs = append(theirs, s.line())
		if s.Kind == "report" && s.Short != "" && s.Short != title {
			t.Errorf("%s: %q, the sources say %q", s.ID, title, s.Short)
		}
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	if diff := cmp.Diff(theirs, ours); diff != "" || len(ours) == 0 {
		t.Errorf("-source +ours:\n%s", diff)
	}
}

func ourLine(r data.Rule, v data.Version) string {
	var who []string
	for _, c := range r.Who {
		who = append(who, fmt.Sprint(c.Taxpayer, c.Regimes, c.NotRegimes, c.Flags, c.NotFlags))
	}
	shift := map[bool]string{true: "next_workday", false: "none"}[v.Shift]
	window := map[data.Window]string{data.WindowAfter: "after_period_end", data.WindowInside: "period_start"}[r.Window]
	return fmt.Sprint(r.ID, " ", v.N, " ", r.Kind, " ", r.Row, " ", r.KND, " ", who, " ", r.Periods, " ", r.FirstPeriod, " ", window, " ", r.Settled,
		" ", v.From, "–", v.To, ": ", v.Term.Months, " months on ", v.Term.Day, ", ", shift, ", ", v.Status)
}

func TestTheCodesOfPaymentsAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Payee struct {
			KBK string `json:"kbk"`
		} `json:"payee"`
		Codes []struct {
			Row string `json:"row"`
			KBK string `json:"kbk"`
		} `json:"codes"`
	}](t, "kbk-enp.json")
	theirs := []string{"enp " + source.Payee.KBK}
	for _, c := range source.Codes {
		theirs = append(theirs, c.Row+" "+c.KBK)
	}
	for _, r := range embedded(t).Rows {
		for _, kbk := range r.KBK {
			if !slices.Contains(theirs, r.ID+" "+kbk) {
				t.Errorf("%s: %s is not among the sources", r.ID, kbk)
			}
		}
	}
}

func TestNoTableNamesAPlaceOfThisMachine(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"calendar.json", "contributions.json", "formats.json", "forms.json", "rows.json", "rules.json", "texts.json", "usn.json"} {
		if text := file(t, name); strings.Contains(text, "shared/") || strings.Contains(text, "/work") {
			t.Errorf("%s names a folder", name)
		}
	}
}
