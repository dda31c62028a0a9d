package data_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/data"
)

// sourceRule is one version of a rule as the sources tell it.
type sourceRule struct {
	ID      string            `json:"id"`
	Version int               `json:"version"`
	Title   string            `json:"title_ru"`
	Short   string            `json:"short_ru"`
	Kind    string            `json:"kind"`
	Row     string            `json:"row"`
	Who     []sourceCondition `json:"applies_any"`
	Period  struct {
		Type      string   `json:"type"`
		List      []string `json:"list"`
		FromDay   int      `json:"from_day"`
		FromMonth int      `json:"from_month"`
		ToDay     any      `json:"to_day"`
		Months    []int    `json:"months"`
		First     string   `json:"first"`
	} `json:"period"`
	First string `json:"first_period"`
	From  string `json:"period_from"`
	To    string `json:"period_to"`
	Due   struct {
		Type      string `json:"type"`
		Months    int    `json:"months"`
		Day       any    `json:"day"`
		Days      int    `json:"days"`
		Unit      string `json:"unit"`
		MinMonths int    `json:"min_months"`
		MaxMonths int    `json:"max_months"`
		December  string `json:"if_end_is_12_31_since_2025"`
	} `json:"due"`
	Share   string `json:"share"`
	Shift   string `json:"shift"`
	Window  string `json:"window"`
	Settled string `json:"settlement"`
	KND     string `json:"knd"`
	Status  string `json:"status"`
}

type sourceCondition struct {
	Taxpayer string   `json:"taxpayer"`
	Regime   []string `json:"regime"`
	Not      []string `json:"regime_not"`
	Flags    []string `json:"flags"`
	NotFlags []string `json:"flags_not"`
}

func (s *sourceRule) who() string {
	var who []string
	for _, c := range s.Who {
		who = append(who, fmt.Sprint(c.Taxpayer, c.Regime, c.Not, c.Flags, c.NotFlags))
	}
	return fmt.Sprint(who)
}

func (s *sourceRule) periods() string {
	p := s.Period
	switch p.Type {
	case "year", "quarter", "month", "cumulative":
		return fmt.Sprint(p.List)
	case "ndfl_window":
		return fmt.Sprint("window of months ", p.Months, " from ", p.FromDay, " of ", p.FromMonth, " to ", lastDay(p.ToDay), " ", p.First != "")
	default:
		return p.Type
	}
}

// lastDay reads a day that may be "last" or 31, both of which are 0 with us.
func lastDay(day any) string {
	if s := fmt.Sprint(day); s != "last" && s != "31" {
		return s
	}
	return "0"
}

func (s *sourceRule) term() string {
	d := s.Due
	switch d.Type {
	case "month_day":
		return fmt.Sprint(d.Months, " months on ", lastDay(d.Day))
	case "patent_start", "patent_end":
		return fmt.Sprint(d.Type, " ", d.Days, " days ", d.December != "", " ", d.MinMonths, "–", d.MaxMonths)
	default:
		return fmt.Sprint(d.Type, " ", d.Days, " days ", d.Unit == "workday")
	}
}

func (s *sourceRule) line() string {
	share := s.Share
	if share == "1/1" {
		share = ""
	}
	return strings.Join([]string{
		s.ID, fmt.Sprint(s.Version), s.Kind, s.Row, s.KND, s.who(), s.periods(), firstPeriods[s.First], windows[s.Window], s.Settled,
		s.From, s.To, s.term(), share, s.Shift, s.Status,
	}, " | ")
}

var (
	windows = map[string]string{
		"after_period_end": "after", "period_start": "inside", "patent_start": "inside", "event": "inside", "after_previous_share": "share",
	}
	firstPeriods = map[string]string{
		"": "", "december": data.FirstDecember, "last_10_days": data.FirstTenDays, "last_quarter": data.FirstLastQuarter, "month": data.FirstMonth,
	}
)

func TestTheRulesAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Rules []sourceRule `json:"rules"`
	}](t, "obligations.json")
	var ours, theirs []string
	titles := map[string]string{}
	for _, r := range embedded(t).Rules {
		titles[r.ID] = r.Name()
		for i := range r.Versions {
			ours = append(ours, ourLine(&r, &r.Versions[i]))
		}
	}
	for i := range source.Rules {
		s := &source.Rules[i]
		theirs = append(theirs, s.line())
		want := s.Short
		if want == "" {
			want = s.Title
		}
		if got := titles[s.ID]; s.Kind == "report" && got != want {
			t.Errorf("%s: %q, the sources say %q", s.ID, got, want)
		}
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	if diff := cmp.Diff(theirs, ours); diff != "" || len(ours) != 135 {
		t.Errorf("-source +ours:\n%s", diff)
	}
}

func ourWho(r *data.Rule, v *data.Version) string {
	conditions := r.Who
	if v.Who != nil {
		conditions = v.Who
	}
	var who []string
	for _, c := range conditions {
		who = append(who, fmt.Sprint(c.Taxpayer, c.Regimes, c.NotRegimes, c.Flags, c.NotFlags))
	}
	return fmt.Sprint(who)
}

func ourPeriods(r *data.Rule) string {
	switch r.Span {
	case data.SpanCalendar:
		return fmt.Sprint(r.Periods)
	case data.SpanWindow:
		var months []int
		for _, name := range r.Periods {
			months = append(months, int(data.PeriodOf(2026, name).Last().Month()))
		}
		return fmt.Sprint("window of months ", months, " from ", r.Days.FromDay, " of ", r.Days.FromMonth, " to ", r.Days.ToDay, " ", r.Days.InYear)
	default:
		return string(r.Span)
	}
}

func ourTerm(r *data.Rule, v *data.Version) string {
	switch t := v.Term; t.From {
	case data.FromMonth:
		day := t.Day
		if day == 31 {
			day = 0
		}
		return fmt.Sprint(t.Months, " months on ", day)
	case data.FromStart:
		return fmt.Sprint("patent_start ", t.Days, " days ", t.December28, " ", r.MinMonths, "–", r.MaxMonths)
	case data.FromEnd:
		return fmt.Sprint("patent_end ", t.Days, " days ", t.December28, " ", r.MinMonths, "–", r.MaxMonths)
	case data.FromYearEnd:
		return fmt.Sprint("last_workday_of_year ", t.Days, " days ", t.Working)
	default:
		return fmt.Sprint("event ", t.Days, " days ", t.Working)
	}
}

func ourLine(r *data.Rule, v *data.Version) string {
	share := ""
	if r.Share != nil {
		share = fmt.Sprintf("%d/%d", r.Share.Parts, r.Share.Of)
	}
	return strings.Join([]string{
		r.ID, fmt.Sprint(v.N), string(r.Kind), r.Row, r.KND, ourWho(r, v), ourPeriods(r), r.FirstPeriod, string(r.Window), string(r.Settled),
		v.From.String(), v.To.String(), ourTerm(r, v), share, map[bool]string{true: "next_workday", false: "none"}[v.Shift], string(v.Status),
	}, " | ")
}

func TestEveryRowOfTheMonitorHasItsRules(t *testing.T) {
	t.Parallel()
	tables := embedded(t)
	for _, row := range tables.Rows {
		has := slices.ContainsFunc(tables.Rules, func(r data.Rule) bool { return r.Row == row.ID })
		if bare := row.ID == "zero" || row.ID == data.PaymentRow; has == bare {
			t.Errorf("row %s has rules: %v", row.ID, has)
		}
	}
	if len(tables.Rows) != 27 {
		t.Errorf("%d rows", len(tables.Rows))
	}
}

func TestAnActPutsOffTheTermsItNames(t *testing.T) {
	t.Parallel()
	acts := map[string]data.Deferral{}
	for _, d := range embedded(t).Deferrals {
		acts[d.ID] = d
	}
	day := sdano.MustDate
	for _, tc := range []struct{ act, rule, raw, want string }{
		{"pp409_reports", "usn_decl_org", "2020-03-31", "2020-06-30"},
		{"pp409_reports", "usn_decl_ip", "2020-04-30", "2020-07-30"},
		{"pp409_reports", "szvm", "2020-04-15", ""},
		{"pp409_reports", "ndfl6", "2020-07-31", ""},
		{"pp409_vat_sv", "nds_decl", "2020-04-25", "2020-05-15"},
		{"pp409_payments", "usn_year_pay_org", "2020-03-31", "2020-09-30"},
		{"pp409_payments", "ip_1pct", "2020-07-01", "2020-11-01"},
		{"pp409_payments", "sv_pay", "2020-06-15", "2020-12-15"},
		{"pp409_payments", "sv_pay", "2020-08-15", "2020-12-15"},
		{"pp409_payments", "sv_pay", "2020-09-15", ""},
		{"pp512_2022", "usn_adv_pay", "2022-04-25", "2022-10-25"},
		{"pp776_2022", "sv_pay", "2022-05-15", "2023-05-28"},
		{"pp1874_2022", "sv_pay", "2022-11-15", ""},
		{"nonworking_2020", "usn_decl_ip", "2020-04-30", ""},
	} {
		act := acts[tc.act]
		got, moved := act.Move(tc.rule, day(tc.raw))
		if moved != (tc.want != "") || moved && got != day(tc.want) || !moved && got != day(tc.raw) {
			t.Errorf("%s, %s due %s: %s %v, want %q", tc.act, tc.rule, tc.raw, got, moved, tc.want)
		}
	}
}
