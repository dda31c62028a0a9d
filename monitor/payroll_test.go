package monitor_test

import (
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/data"
	"sdano/monitor"
)

// employer is an organisation on ОСНО with staff, whose other taxes are of no
// concern.
func employer(registered, booksTo string) monitor.Profile {
	p := ooo(registered, booksTo)
	p.Regimes, p.RateNS = []monitor.Regime{{Kind: monitor.OSNO, From: date(registered)}}, rate("0.002")
	return p
}

func TestContributionsForEmployees(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		what, month, category string
		pay                   []monitor.Payroll
		want, ns              string
	}{
		{"below the limit", "2026-M1", "", []monitor.Payroll{salary("1", "2026-M1", "100000", "0", "")}, "30000.00", "200.00"},
		{
			"over the limit", "2026-M2", "",
			[]monitor.Payroll{salary("1", "2026-M1", "2900000", "0", ""), salary("1", "2026-M2", "200000", "0", "")},
			"41971.00", "400.00",
		},
		{
			"every employee has a limit of his own", "2026-M2", "",
			[]monitor.Payroll{salary("1", "2026-M1", "2900000", "0", ""), salary("1", "2026-M2", "79000", "0", ""), salary("2", "2026-M2", "121000", "0", "")},
			"60000.00", "400.00",
		},
		{
			"the limit of a year ends with it", "2026-M1", "",
			[]monitor.Payroll{salary("1", "2025-M12", "9000000", "0", ""), salary("1", "2026-M1", "1000", "0", "")},
			"300.00", "2.00",
		},
		{
			"two pay-outs of a month are one", "2026-M1", "",
			[]monitor.Payroll{salary("1", "2026-M1", "0.01", "0", ""), salary("1", "2026-M1", "0.02", "0", "")},
			"0.01", "0.00",
		},
		{
			"a small business until 2024: above one minimum wage", "2024-M1", data.CategorySME,
			[]monitor.Payroll{salary("1", "2024-M1", "119242", "0", "")},
			"20772.60", "238.48", // 19 242 × 30 % + 100 000 × 15 %
		},
		{
			"in 2025 above one and a half", "2025-M1", data.CategorySME,
			[]monitor.Payroll{salary("1", "2025-M1", "133660", "0", "")},
			"25098.00", "267.32", // 33 660 × 30 % + 100 000 × 15 %
		},
		{
			"manufacturing", "2025-M1", data.CategorySMEManufacturing,
			[]monitor.Payroll{salary("1", "2025-M1", "133660", "0", "")},
			"17698.00", "267.32", // 33 660 × 30 % + 100 000 × 7,6 %
		},
		{
			"a tariff that has ended", "2026-M1", data.CategorySME,
			[]monitor.Payroll{salary("1", "2026-M1", "100000", "0", "")},
			"30000.00", "200.00",
		},
		{
			"until 2022 by funds", "2022-M2", "",
			[]monitor.Payroll{salary("1", "2022-M1", "1500000", "0", ""), salary("1", "2022-M2", "100000", "0", "")},
			"22900.00", "200.00", // 65 000 × 22 % + 35 000 × 10 % + 100 000 × 5,1 %
		},
	} {
		p := employer("2021-01-01", "2027-01-31")
		p.TariffSV = tc.category
		m := period(tc.month)
		day := m.Last().AddDays(1)
		r := monitor.Compute(rules(), monitor.Input{Profile: p, Facts: monitor.Facts{Payroll: tc.pay}, Today: day})
		for row, amount := range map[string]string{"sv": tc.want, "ns": tc.ns} {
			items := tax(t, r, row).Items
			i := slices.IndexFunc(items, func(i monitor.Item) bool { return i.Period == m })
			if amount == "0.00" && i < 0 {
				continue
			}
			if i < 0 || !items[i].Known || items[i].Amount.String() != amount {
				t.Errorf("%s: %s is %+v, want %s", tc.what, row, items, amount)
			}
		}
		ended := slices.ContainsFunc(tax(t, r, "sv").Uncertain, func(s string) bool {
			return strings.HasPrefix(s, "Пониженного тарифа «sme» за 2026 г. нет")
		})
		if ended != (tc.what == "a tariff that has ended") {
			t.Errorf("%s: %q", tc.what, tax(t, r, "sv").Uncertain)
		}
	}
}

func TestPayrollThatIsMissingIsUnknown(t *testing.T) {
	t.Parallel()
	p := employer("2026-01-01", "2026-02-28")
	f := monitor.Facts{Payroll: []monitor.Payroll{salary("1", "2026-M1", "100000", "13000", "2026-02-05")}}
	r := compute(p, f, "2026-03-01")
	// February has no payroll: unknown, not nothing.
	want(t, "sv", say(tax(t, r, "sv")), "warning | due | Пора оплатить 30 000 руб. | Не позднее 2 марта 2026 г. | 2026-03-02")
	want(t, "links", links(tax(t, r, "sv")), "Оплата за февраль 2026 г. 2026-02-28T23:59:59; Оплата за январь 2026 г. 2026-01-31T23:59:59; Уведомление")
	if !slices.Contains(tax(t, r, "sv").Uncertain, "Страховые взносы за сотрудников за февраль 2026 г.: сумма не известна.") {
		t.Errorf("%q", tax(t, r, "sv").Uncertain)
	}
	// Nothing was paid out from 23 to 28 February and the books are closed.
	want(t, "ndfl", say(tax(t, r, "ndfl_agent")), "warning | due | Пора оплатить 13 000 руб. | Не позднее 2 марта 2026 г. | 2026-03-02")
	p.BooksClosedTo = date("2026-02-20")
	r = compute(p, f, "2026-03-01")
	c := tax(t, r, "ndfl_agent")
	want(t, "ndfl", links(c), "Оплата за 23–28 февраля 2026 г. 2026-02-28T23:59:59; Оплата за 1–22 февраля 2026 г. 2026-02-22T23:59:59; Уведомление")
	if !slices.ContainsFunc(c.Uncertain, func(s string) bool {
		return strings.Contains(s, "книга учета не закрыта, сумма предварительная")
	}) {
		t.Errorf("a sum of a window that is not closed is certain: %q", c.Uncertain)
	}
	// Years without rates are unknown.
	p = employer("2027-01-01", "2027-12-31")
	f = monitor.Facts{Payroll: []monitor.Payroll{salary("1", "2029-M1", "100000", "13000", "2029-02-05")}}
	want(t, "no rates", string(tax(t, compute(p, f, "2029-02-06"), "sv").State), "unknown")
}

// TestContributionsThatTheAccountPaysReduceTheTax: under УСН «доходы» on the day
// on which the account settles them.
func TestContributionsThatTheAccountPaysReduceTheTax(t *testing.T) {
	t.Parallel()
	p := ooo("2026-01-01", "2026-12-31")
	p.RateNS = rate("0.002")
	f := monitor.Facts{Entries: []monitor.Entry{income("2026-02-01", "1000000"), income("2026-05-01", "1000000")}}
	for m := 1; m <= 6; m++ {
		f.Payroll = append(f.Payroll, monitor.Payroll{Employee: "1", Month: sdano.Period{Year: 2026, Kind: sdano.Month, N: m}, Taxable: rubles("50000")})
	}
	f.Payments = []monitor.Payment{paid("2026-02-20", monitor.ENP, "", "15000"), paid("2026-03-30", monitor.ENP, "", "15000"), paid("2026-04-27", monitor.ENP, "", "100000")}
	c := tax(t, compute(p, f, "2026-04-10"), "usn")
	// January was settled on 2 March, February on 30 March.
	want(t, "Q1", steps(c), "Налог с доходов за 1 квартал 2026 г. [1 000 000 × 6 %] 60000.00; Взносы, уменьшающие налог [30 000] -30000.00 = 30000.00")
	c = tax(t, compute(p, f, "2026-07-10"), "usn")
	i := slices.IndexFunc(c.Items, func(i monitor.Item) bool { return i.Period == period("2026-H1") })
	// March on 28 April, April on 28 May, May on 29 June: the money sufficed.
	want(t, "H1", c.Items[i].Amount.String(), "30000.00")
	f.Payments = f.Payments[:2]
	c = tax(t, compute(p, f, "2026-07-10"), "usn")
	i = slices.IndexFunc(c.Items, func(i monitor.Item) bool { return i.Period == period("2026-H1") })
	want(t, "H1 without money", c.Items[i].Amount.String(), "60000.00")
}

func TestTheTradeFeeThatTheAccountPaysReducesTheTax(t *testing.T) {
	t.Parallel()
	p, _ := open()
	p.Employees = nil
	p.Flags = []monitor.Flag{{Name: "trade_fee", Span: monitor.Span{From: p.Registered}}}
	f := monitor.Facts{
		Entries:  []monitor.Entry{income("2026-02-01", "1000000"), income("2026-05-01", "1000000")},
		Accruals: []monitor.Accrual{{ID: sdano.NewID(), Row: "trade_fee", Period: quarter(2026, 1), Amount: rubles("21000")}},
		Payments: []monitor.Payment{paid("2026-04-27", monitor.ENP, "", "81000")},
	}
	c := tax(t, compute(p, f, "2026-07-10"), "usn")
	// Settled on 28 April: not in the first quarter, but in the half-year.
	want(t, "H1", steps(c), "Налог с доходов за 1 полугодие 2026 г. [2 000 000 × 6 %] 120000.00; Торговый сбор [21 000] -21000.00; "+
		"Авансовые платежи за предыдущие периоды года [60 000] -60000.00 = 39000.00")
}

func TestChargesOnTheAccountComeAfterTheTaxes(t *testing.T) {
	t.Parallel()
	p, f := hotel()
	charge := func(rule, day, amount string) monitor.Accrual {
		return monitor.Accrual{ID: sdano.NewID(), Row: monitor.ENP, Rule: rule, Period: period(day), Amount: rubles(amount)}
	}
	f.Accruals = append(f.Accruals, charge(monitor.ChargeFine, "2026-01-10", "1000"), charge(monitor.ChargePenalty, "2026-03-10", "300"), charge(monitor.ChargeInterest, "2026-05-10", "7"))
	f.Payments = []monitor.Payment{paid("2026-04-27", monitor.ENP, "", "105500")}
	r := compute(p, f, "2026-04-28")
	// The fine and the penalty stood before the taxes fell due.
	want(t, "before the term", text(r.ENS), `{"balance":"104200.00","total":"105000.00","pay":"800.00","certain":true}`)
	f.Payments = []monitor.Payment{paid("2026-04-29", monitor.ENP, "", "105500")}
	r = compute(p, f, "2026-04-29")
	want(t, "after it", text(r.ENS), `{"balance":"0.00","total":"0.00","pay":"0.00","charges":"800.00","certain":true}`)
	if c := tax(t, r, "usn"); c.Color != monitor.Success {
		t.Errorf("penalties and fines are in a cell: %s", say(c))
	}
	r = compute(p, f, "2026-05-10")
	want(t, "interest", r.ENS.Charges.String(), "807.00")
}

// TestANoticeHasALineForEveryCode: the lines of one tax and window add up.
func TestANoticeHasALineForEveryCode(t *testing.T) {
	t.Parallel()
	p := employer("2026-01-01", "2026-04-24")
	window := period("2026-W4")
	v := monitor.Verdict{KND: "1110355", Period: window, State: monitor.Accepted, Declared: []monitor.Declared{
		{KBK: "18210102010011000110", Period: window, Amount: rubles("1000")},
		{KBK: "18210102080011000110", Period: window, Amount: rubles("200")},
		{KBK: "18210102010011000110", Period: window, Amount: rubles("30")},
	}}
	c := tax(t, compute(p, monitor.Facts{}, "2026-04-24", v), "ndfl_agent")
	want(t, "ndfl", say(c), "warning | due | Пора оплатить 1 230 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28")
	for _, l := range c.Links {
		if l.Text == "Уведомление" && l.Target.Period == window {
			t.Error("the notice that is accepted is asked for")
		}
	}
}
