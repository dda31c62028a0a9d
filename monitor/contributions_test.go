package monitor_test

import (
	"testing"

	"sdano"
	"sdano/monitor"
)

func TestContributionsOfAPartOfAYear(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		what, registered, closed, today string
		amount, due, formula            string
	}{
		{
			"registered in March", "2026-03-10", "", "2026-11-22",
			"46436.53", "2026-12-28", "57 390/12 × 9 + 57 390/12 × 22/31 − 0",
		},
		{
			"closed in May", "2025-01-01", "2026-05-20", "2026-05-21",
			"22215.48", "2026-06-04", "57 390/12 × 4 + 57 390/12 × 20/31 − 0",
		},
		{
			"opened and closed in one month", "2026-03-10", "2026-03-19", "2026-03-20",
			"1542.74", "2026-04-03", "57 390/12 × 10/31 − 0",
		},
		{
			"two broken months", "2026-03-31", "2026-04-01", "2026-04-10",
			"313.69", "2026-04-16", "57 390/12 × 1/31 + 57 390/12 × 1/30 − 0",
		},
		{"a whole year", "2025-01-01", "", "2026-02-01", "57390.00", "2026-12-28", "57 390 − 0"},
		{
			"closed after the term", "2025-01-01", "2026-12-31", "2026-12-28",
			"57390.00", "2026-12-28", "57 390 − 0",
		},
		{
			"closed before the term, due after it", "2025-01-01", "2026-12-20", "2026-12-28",
			"55692.98", "2027-01-04", "57 390/12 × 11 + 57 390/12 × 20/31 − 0",
		},
	} {
		p := ip(tc.registered, "")
		if tc.closed != "" {
			p.Closed = date(tc.closed)
		}
		f := monitor.Facts{Payments: []monitor.Payment{paid("2025-12-01", "ip_self", "2025", "53658")}}
		c := tax(t, compute(p, f, tc.today), "ip_self")
		want(t, tc.what, c.Amount.String()+" "+c.Due.String()+" "+c.Steps[0].Formula, tc.amount+" "+tc.due+" "+tc.formula)
	}
}

func TestThePlanOfContributions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		what, registered, today, paid string
		asked, share                  string
	}{
		{"first quarter", "2025-01-01", "2026-01-01", "0", "14347.50", "57 390 × 1/4 − 0"},
		{"second quarter", "2025-01-01", "2026-06-30", "14347.50", "14347.50", "57 390 × 2/4 − 14 347,50"},
		{"fourth quarter", "2025-01-01", "2026-10-01", "0", "57390.00", "57 390 × 4/4 − 0"},
		{"from March: a quarter of the part", "2026-03-10", "2026-03-10", "0", "11609.13", "(57 390/12 × 9 + 57 390/12 × 22/31) × 1/4 − 0"},
		{"from May: a third of the part", "2026-05-01", "2026-05-05", "0", "12753.33", "57 390/12 × 8 × 1/3 − 0"},
	} {
		p := ip(tc.registered, "")
		p.FixedPlan, p.FactsFrom = monitor.Quarterly, date(tc.registered)
		f := monitor.Facts{Payments: []monitor.Payment{paid("2025-12-01", "ip_self", "2025", "53658"), paid("2026-01-01", "ip_self", "2026", tc.paid)}}
		c := tax(t, compute(p, f, tc.today), "ip_self")
		want(t, tc.what, c.Amount.String()+" "+c.Steps[0].Formula, tc.asked+" "+tc.share)
		if c.Due != date("2026-12-28") {
			t.Errorf("%s: the plan has changed the term: %s", tc.what, c.Due)
		}
	}
}

func TestThePlanMakesNoDebt(t *testing.T) {
	t.Parallel()
	p := ip("2026-01-01", "")
	p.FixedPlan = monitor.Quarterly
	for day, color := range map[string]monitor.Color{"2026-12-27": monitor.Warning, "2026-12-28": monitor.Warning, "2026-12-29": monitor.Danger} {
		if c := tax(t, compute(p, monitor.Facts{}, day), "ip_self"); c.Color != color {
			t.Errorf("%s: %s", day, say(c))
		}
	}
	if plan := tax(t, compute(ip("2022-01-01", ""), monitor.Facts{}, "2022-02-01"), "ip_self"); plan.Amount != rubles("10802.75") {
		t.Errorf("before 2023 the plan is quarterly by itself: %s", say(plan))
	}
}

func TestTheOnePercentAndItsCap(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ income, amount, formula string }{
		{"300000", "", ""},
		{"300000.40", "0.00", ""},
		{"300001", "0.01", "(300 001 − 300 000) × 1 % − 0"},
		{"30388800", "300888.00", "(30 388 800 − 300 000) × 1 % − 0"},
		{"90000000", "300888.00", "(90 000 000 − 300 000) × 1 %, не больше 300 888 − 0"},
	} {
		p := ip("2025-01-01", "2026-04-30")
		f := monitor.Facts{
			Entries:  []monitor.Entry{income("2025-05-05", tc.income)},
			Payments: []monitor.Payment{paid("2025-12-01", "ip_self", "2025", "53658"), paid("2026-01-09", "ip_self", "2026", "57390")},
		}
		c := tax(t, compute(p, f, "2026-05-01"), "ip_self")
		if tc.formula == "" {
			if c.Amount != 0 {
				t.Errorf("%s: %s", tc.income, say(c))
			}
			continue
		}
		want(t, tc.income, c.Amount.String()+" "+c.Due.String()+" "+c.Steps[0].Formula, tc.amount+" 2026-07-01 "+tc.formula)
	}
}

func TestTheBaseOfTheOnePercentAddsUpTheRegimes(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "2026-05-01")
	p.Regimes = append(p.Regimes, monitor.Regime{Kind: monitor.PSN, From: date("2025-02-01"), To: date("2025-12-31")})
	p.Patents = []monitor.Patent{{From: date("2025-02-01"), To: date("2025-12-31"), PotentialIncome: rubles("500000")}}
	line := income("2025-05-05", "400000")
	line.Regime = monitor.USN
	ofPatent := income("2025-05-06", "9000000")
	ofPatent.Regime = monitor.PSN
	f := monitor.Facts{
		Entries:  []monitor.Entry{line, ofPatent},
		Payments: []monitor.Payment{paid("2025-12-01", "ip_self", "2025", "53658"), paid("2026-01-09", "ip_self", "2026", "57390")},
	}
	want(t, "УСН and ПСН", tax(t, compute(p, f, "2026-05-02"), "ip_self").Amount.String(), "6000.00")

	// Under доходы − расходы own contributions do not count among the expenses of
	// the base of 2026, as they still did in 2025.
	q := expenses("2025-01-01", "2027-05-01")
	f = monitor.Facts{
		Entries: []monitor.Entry{
			income("2025-05-05", "1000000"), expense("2025-06-01", "100000"), expense("2025-12-01", "53658"),
			income("2026-05-05", "1000000"), expense("2026-06-01", "100000"), expense("2026-01-09", "57390"),
		},
		Payments: []monitor.Payment{paid("2025-12-01", "ip_self", "2025", "53658"), paid("2026-01-09", "ip_self", "2026", "57390")},
	}
	c := tax(t, compute(q, f, "2026-05-02"), "ip_self")
	want(t, "2025", c.Amount.String(), "5463.42")
	f.Payments = append(f.Payments, paid("2026-05-02", "ip_self", "2025", "5463.42"), paid("2027-01-09", "ip_self", "2027", "61154"))
	// The 1 % of 2025 is among own contributions paid in 2026, and in the books.
	f.Entries = append(f.Entries, expense("2026-05-02", "5463.42"))
	c = tax(t, compute(q, f, "2027-05-02"), "ip_self")
	want(t, "2026", c.Amount.String(), "6000.00")
	if len(c.Uncertain) == 0 {
		t.Error("a base that is still to be checked is taken for sure")
	}
}

func TestWithoutBooksTheEnteredFlagSpeaks(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "")
	f := monitor.Facts{Payments: []monitor.Payment{paid("2025-12-01", "ip_self", "2025", "53658"), paid("2026-01-09", "ip_self", "2026", "57390")}}
	want(t, "no flag", say(tax(t, compute(p, f, "2026-05-02"), "ip_self")),
		"success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 декабря 2027 г.\n(за 2027 г.) | 2027-12-28")
	p.Flags = []monitor.Flag{{Name: "income_over_300k", Span: monitor.Span{From: date("2025-01-01"), To: date("2025-12-31")}}}
	c := tax(t, compute(p, f, "2026-05-02"), "ip_self")
	want(t, "flag", say(c), "warning | unknown | Пора рассчитать налог | Не позднее 1 июля 2026 г. | 2026-07-01")
	want(t, "link", links(c), "Оплата за 2025 г. 2025-12-31T23:59:59")
	f.Accruals = []monitor.Accrual{{ID: sdano.NewID(), Row: "ip_self", Rule: "ip_1pct", Period: year(2025), Amount: rubles("1234.50")}}
	c = tax(t, compute(p, f, "2026-05-02"), "ip_self")
	want(t, "entered by hand", say(c), "warning | due | Пора оплатить 1 234,50 руб. | Не позднее 1 июля 2026 г. | 2026-07-01")
	want(t, "steps", steps(c), "Введено вручную за 2025 г. [1 234,50] 1234.50 = 1234.50")
}

func TestTheYearWithoutATableIsUnknownNotZero(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "2028-02-01")
	c := tax(t, compute(p, monitor.Facts{}, "2028-02-02"), "ip_self")
	if c.Debt == 0 {
		t.Fatal("the debts of 2025–2027 are gone")
	}
	found := false
	for _, i := range c.Items {
		found = found || i.Period == year(2028) && !i.Known
	}
	if !found {
		t.Errorf("2028 is not unknown: %+v", c.Items)
	}
}
