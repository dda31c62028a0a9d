package data_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"sdano/data"
	"sdano/internal/oracle"
)

// gathered reads a file of facts gathered from published sources, with which
// our tables were compared when they were written; where it is not at hand the
// golden file of this package stands alone.
func gathered[T any](t *testing.T, name string) T {
	t.Helper()
	var out T
	text, err := os.ReadFile(oracle.Shared(t, "data", name))
	if err != nil {
		t.Fatal(err)
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

func TestNoTableNamesAPlaceOfThisMachine(t *testing.T) {
	t.Parallel()
	for _, name := range data.Files() {
		if text := file(t, name); strings.Contains(text, "shared/") || strings.Contains(text, "/work") {
			t.Errorf("%s names a folder", name)
		}
	}
}
