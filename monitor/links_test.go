package monitor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sdano"
	"sdano/data"
	"sdano/monitor"
)

// withReports are the product's rules with n more yearly reports in the row УСН,
// each with a КНД of its own and a term that many days earlier.
func withReports(n, earlier int) *monitor.Rules {
	t := *tables()
	i := slices.IndexFunc(t.Rules, func(r data.Rule) bool { return r.ID == "usn_decl_org" })
	t.Rules = slices.Clone(t.Rules)
	for k := range n {
		r := t.Rules[i]
		r.ID, r.Title, r.KND = fmt.Sprintf("usn_decl_org_%d", k+1), fmt.Sprintf("Отчет %d", k+1), fmt.Sprintf("700000%d", k+1)
		r.Versions = slices.Clone(r.Versions)
		for j := range r.Versions {
			r.Versions[j].Term.Day -= earlier * (k + 1)
		}
		t.Rules = append(t.Rules, r)
	}
	return compiled(&t)
}

func TestManyReports(t *testing.T) {
	t.Parallel()
	p, _ := open()
	c := report(t, monitor.Compute(withReports(7, 0), monitor.Input{Profile: p, Today: date("2027-02-01")}), "usn")
	want(t, "one term", say(c), "warning | to_file | Пора сдавать отчетность | Не позднее 25 марта 2027 г. | 2027-03-25")
	want(t, "links", links(c), "Декларация УСН за 2026 г.; Отчет 1 за 2026 г.; Отчет 2 за 2026 г.; Отчет 3 за 2026 г.; Отчет 4 за 2026 г.; Еще (3)")
	c = report(t, monitor.Compute(withReports(1, 5), monitor.Input{Profile: p, Today: date("2027-02-01")}), "usn")
	want(t, "several terms", say(c), "warning | to_file | Пора сдавать отчетность | Отчет 1 за 2026 г. не позднее 22 марта 2027 г. | 2027-03-22")
	want(t, "links", links(c), "Отчет 1 за 2026 г.; Декларация УСН за 2026 г.")
	sent := filed("7000001", "2026", monitor.Sent, "2027-01-30")
	c = report(t, monitor.Compute(withReports(1, 5), monitor.Input{Profile: p, Today: date("2027-02-01"), Verdicts: []monitor.Verdict{sent}}), "usn")
	want(t, "one is sent", say(c), "warning | to_file | Пора сдавать отчетность | Не позднее 25 марта 2027 г. | 2027-03-25")
	prepared := filed(declarationUSN, "2026", monitor.Prepared, "2027-01-30")
	c = report(t, monitor.Compute(withReports(1, 5), monitor.Input{Profile: p, Today: date("2027-02-01"), Verdicts: []monitor.Verdict{sent, prepared}}), "usn")
	want(t, "one is sent, one prepared", say(c), "warning | prepared | Отчетность подготовлена | Не позднее 25 марта 2027 г. | 2027-03-25")
	c = report(t, monitor.Compute(withReports(1, 5), monitor.Input{Profile: p, Today: date("2027-03-23")}), "usn")
	want(t, "one is overdue", say(c), "danger | overdue | Отчетность просрочена | С 23 марта 2027 г. | 2027-03-23")
	want(t, "links", links(c), "Декларация УСН за 2026 г.; Просроченные отчеты (1)")
	c = report(t, monitor.Compute(withReports(1, 0), monitor.Input{Profile: p, Today: date("2026-05-01")}), "usn")
	want(t, "next", say(c), "success | never_filed | Отчетность еще не сдавалась | "+
		"Первые отчеты не позднее 25 марта 2027 г.: \n- Декларация УСН за 2026 г.\n- Отчет 1 за 2026 г. | 2027-03-25")
}

func TestWaitingForSeveralOffices(t *testing.T) {
	t.Parallel()
	p, _ := open()
	a, b, c := filed(declarationUSN, "2026", monitor.Sent, "2027-01-30"), filed("7000001", "2026", monitor.Sent, "2027-01-30"), filed("7000002", "2026", monitor.Sent, "2027-01-30")
	b.Office, c.Office = "СФР", "7701"
	r := monitor.Compute(withReports(2, 0), monitor.Input{Profile: p, Today: date("2027-02-01"), Verdicts: []monitor.Verdict{a, b, c}})
	want(t, "offices", report(t, r, "usn").Description, "Ждем ответа: ИФНС 7701, СФР")
}

func TestTheNoticeOfAnAdvance(t *testing.T) {
	t.Parallel()
	const asked = "Уведомление"
	notice := monitor.Verdict{KND: "1110355", State: monitor.Accepted, Declared: []monitor.Declared{{Row: "usn", Period: period("2026-Q1"), Amount: rubles("6000")}}}
	rejected := notice
	rejected.State = monitor.Rejected
	other, coded := notice, notice
	other.Period = quarter(2026, 1)
	other.Declared = []monitor.Declared{{Row: "ndfl_agent", Period: quarter(2026, 1), Amount: rubles("6000")}}
	coded.Declared = []monitor.Declared{{KBK: "18210501011011000110", Period: quarter(2026, 1), Amount: rubles("6000")}}
	for _, tc := range []struct {
		what, today string
		verdicts    []monitor.Verdict
		incomeless  bool
		want        string
	}{
		{"before the quarter ends", "2026-03-31", nil, false, ""},
		{"open", "2026-04-01", nil, false, asked},
		{"overdue", "2026-06-01", nil, false, asked},
		{"accepted", "2026-04-10", []monitor.Verdict{notice}, false, ""},
		{"rejected", "2026-04-10", []monitor.Verdict{rejected}, false, asked},
		{"accepted for another tax", "2026-04-10", []monitor.Verdict{other}, false, asked},
		{"accepted, with the code of the tax", "2026-04-10", []monitor.Verdict{coded}, false, ""},
		{"of nothing", "2026-04-10", nil, true, ""},
		{"the next one", "2026-07-10", []monitor.Verdict{notice}, false, asked},
		{"overtaken by the declaration", "2027-02-01", []monitor.Verdict{filed(declarationUSN, "2026", monitor.Accepted, "2027-01-30")}, false, ""},
	} {
		p, f := open()
		if tc.incomeless {
			f.Entries = nil
		}
		got := ""
		for _, l := range tax(t, compute(p, f, tc.today, tc.verdicts...), "usn").Links {
			if l.Target.Form == monitor.NavNotice {
				got += l.Text
				if want := period("2026-Q1"); tc.today > "2026-07-01" && l.Target.Period == want {
					t.Errorf("%s: the notice of %s", tc.what, l.Target.Period)
				}
			}
		}
		want(t, tc.what, got, tc.want)
	}
}

func TestDeclaredSumsWinOverComputedOnes(t *testing.T) {
	t.Parallel()
	p, f := open()
	f.Accruals = []monitor.Accrual{{ID: sdano.NewID(), Row: "usn", Period: period("2026-H1"), Amount: rubles("77")}}
	notice := func(n int, amount string) monitor.Verdict {
		return monitor.Verdict{KND: "1110355", Correction: n, State: monitor.Accepted, Declared: []monitor.Declared{{KBK: "18210501011011000110", Period: period("2026-Q1"), Amount: rubles(amount)}}}
	}
	decl := filed(declarationUSN, "2026", monitor.Accepted, "2027-01-30")
	decl.Declared = []monitor.Declared{{Period: period("2026-Q1"), Amount: rubles("1")}, {Period: year(2026), Amount: rubles("11000")}}
	unaccepted := notice(9, "999999")
	unaccepted.State = monitor.Sent
	for _, tc := range []struct {
		what, today string
		verdicts    []monitor.Verdict
		want        string
	}{
		{"by hand", "2026-07-01", nil, "6000.00 77.00"},
		{"a notice", "2026-07-01", []monitor.Verdict{notice(0, "5000")}, "5000.00 77.00"},
		{"its correction", "2026-07-01", []monitor.Verdict{notice(0, "5000"), notice(1, "4000"), unaccepted}, "4000.00 77.00"},
		{"the declaration, and what is computed from it", "2027-02-01", []monitor.Verdict{notice(3, "5000"), decl}, "1.00 77.00 11922.00 11000.00"},
	} {
		c := tax(t, compute(p, f, tc.today, tc.verdicts...), "usn")
		var got []string
		for _, i := range c.Items {
			got = append(got, i.Amount.String())
		}
		// 12 000 of the year less what is due before: the third quarter.
		want(t, tc.what, strings.Join(got, " "), tc.want)
	}
}

// plain compares the kernel's values as they are.
var plain = cmpopts.EquateComparable(sdano.Date{}, sdano.Period{})

func TestTargetsAreComplete(t *testing.T) {
	t.Parallel()
	in := worked()
	in.Verdicts[0].State = monitor.Rejected
	r := monitor.Compute(rules(), in)
	got := []monitor.NavTarget{report(t, r, "usn").Links[0].Target, tax(t, r, "usn").Links[0].Target, tax(t, r, "ip_self").Links[0].Target}
	if diff := cmp.Diff([]monitor.NavTarget{
		{Form: monitor.NavReport, Payer: ipID, Row: "usn", Rule: "usn_decl_ip", KND: declarationUSN, Period: year(2017)},
		{Form: monitor.NavCalculator, Payer: ipID, Row: "usn", DataID: "tax_usn_calculator", Day: date("2018-05-14")},
		{
			Form: monitor.NavCalculator, Payer: ipID, Row: "ip_self", Period: quarter(2018, 2), DataID: "self_insurance_payments",
			Day: date("2018-06-30"), EndOfDay: true,
		},
	}, got, plain); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestItemsTellTheOpenObligations(t *testing.T) {
	t.Parallel()
	in := worked()
	v := in.Verdicts[0]
	v.State, v.Submission = monitor.Rejected, sdano.NewID()
	in.Verdicts = []monitor.Verdict{v}
	r := monitor.Compute(rules(), in)
	got := slices.Concat(tax(t, r, "usn").Items, report(t, r, "usn").Items, tax(t, r, "ip_self").Items)
	if diff := cmp.Diff([]monitor.Item{
		{
			Kind: data.Payment, Rule: "usn_year_pay_ip", Title: "Налог УСН за 2017 г.", Period: year(2017), Due: date("2018-05-03"), Raw: date("2018-04-30"), Overdue: true,
			Known: true, Amount: rubles("12210"), Left: rubles("12210"), Law: "НК РФ ст. 346.21 п. 7, 346.23",
		},
		{
			Kind: data.Report, Rule: "usn_decl_ip", Title: "Декларация УСН за 2017 г.", Period: year(2017), KND: declarationUSN, Due: date("2018-05-03"), Raw: date("2018-04-30"),
			Overdue: true, Report: monitor.Rejected, Submission: v.Submission, Law: "НК РФ ст. 346.23 п. 1 пп. 2",
		},
		{
			Kind: data.Payment, Rule: "ip_1pct", Title: "1 % с дохода за 2017 г.", Period: year(2017), Due: date("2018-07-02"), Raw: date("2018-07-01"),
			Known: true, Amount: rubles("3700"), Left: rubles("3700"), Law: "НК РФ ст. 430 п. 1.2, 432 п. 2",
		},
		{
			Kind: data.Payment, Rule: "ip_fixed", Title: "Фиксированные взносы за 2018 г.", Period: year(2018), Due: date("2019-01-09"), Raw: date("2018-12-31"),
			Known: true, Amount: rubles("32385"), Left: rubles("16192.50"), Law: "НК РФ ст. 430 п. 1, 1.2; 432 п. 2",
		},
	}, got, plain); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	why := strings.Join(tax(t, r, "usn").Why, "\n")
	want(t, "why", why, "Налог с доходов за 2017 г.: 670 000 × 6 % = 40 200 руб. (НК РФ ст. 346.20, 346.21)\n"+
		"Взносы, уменьшающие налог: 27 990 = −27 990 руб. (НК РФ ст. 346.21 п. 3.1 (ред. до 2023), ст. 346.18 п. 6)\n"+
		"Налог УСН за 2017 г.: срок 30 апреля 2018 г., перенесен на 3 мая 2018 г. (НК РФ ст. 346.21 п. 7, 346.23, НК РФ ст. 6.1 п. 7)\n"+
		"Пени на 14 мая 2018 г. за просрочку, Налог УСН за 2017 г.: 11 дн. × 12 210 × 7,25 % / 300 = 32,46 руб. (НК РФ ст. 75 п. 4; в сумму не входят, оценка)")
}
