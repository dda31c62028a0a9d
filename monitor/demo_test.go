package monitor_test

import (
	"testing"

	"sdano"
	"sdano/monitor"
)

// The payers of the demo, on the day on which it begins.
const (
	demoDay        = "2026-04-10"
	demoPerson     = 0
	demoCompany    = 1
	demoHistoryDay = "2026-03-20"
)

// demoPayers are the two payers that examples and guides show: 200 000 of income
// in 2025, half of it in the first quarter.
func demoPayers() [2]monitor.Input {
	lines := []monitor.Entry{income("2025-02-14", "100000"), income("2025-10-20", "100000")}
	person, company := ip("2025-01-01", "2026-04-09"), ooo("2025-01-01", "2026-04-09")
	person.FactsFrom, company.FactsFrom = date("2025-01-01"), date("2025-01-01")
	return [2]monitor.Input{
		{Profile: person, Today: date(demoDay), Facts: monitor.Facts{Entries: lines, Payments: []monitor.Payment{
			paid("2025-03-24", "ip_self", "2025", "13414"), paid("2025-12-15", "ip_self", "2025", "40244"),
		}}},
		{Profile: company, Today: date(demoDay), Facts: monitor.Facts{Entries: lines, Payments: []monitor.Payment{
			paid("2025-04-25", "usn", "2025-Q1", "6000"), paid("2026-03-20", "usn", "2025", "6000"),
		}}},
	}
}

// ofDemo returns the monitor of a demo payer on the demo's day.
func ofDemo(payer int, v ...monitor.Verdict) monitor.Result {
	in := demoPayers()[payer]
	in.Verdicts = v
	return monitor.Compute(rules(), in)
}

func TestTheEntrepreneurOfTheDemo(t *testing.T) {
	t.Parallel()
	r := ofDemo(demoPerson)
	want(t, "report", say(report(t, r, "usn")), "warning | to_file | Пора сдавать отчетность | Не позднее 27 апреля 2026 г. | 2026-04-27")
	want(t, "report links", links(report(t, r, "usn")), "Декларация УСН за 2025 г.")
	c := tax(t, r, "usn")
	want(t, "tax", say(c), "success | not_needed | Оплата не требуется {{smile}} | Следующий платеж не позднее 28 июля 2026 г.\n(за 2 квартал 2026 г.) | 2026-07-28")
	want(t, "tax links", links(c), "Проверить расчет налога за 1 квартал 2026 г. 2026-03-31T23:59:59")
	c = tax(t, r, "ip_self")
	want(t, "contributions", say(c), "warning | due | Пора оплатить 57 390 руб. | Не позднее 28 декабря 2026 г. | 2026-12-28")
	want(t, "steps", steps(c), "Фиксированные взносы за 2026 г. [57 390 − 0] 57390.00 = 57390.00")
	for _, row := range r.Rows {
		for _, cell := range []*monitor.Cell{row.Tax, row.Report} {
			if cell != nil && len(cell.Uncertain) > 0 {
				t.Errorf("%s is uncertain: %q", row.ID, cell.Uncertain)
			}
		}
	}

	v := filed(declarationUSN, "2025", monitor.Accepted, "2026-04-10")
	for i, p := range []string{"2025-Q1", "2025-H1", "2025-9M", "2025"} {
		if i == 0 || i == 3 {
			v.Declared = append(v.Declared, monitor.Declared{Row: "usn", Period: period(p)})
		}
	}
	r = ofDemo(demoPerson, v)
	want(t, "filed", say(report(t, r, "usn")), "success | filed | Отчетность сдана {{smile}} | Следующая декларация не позднее 26 апреля 2027 г.\n(за 2026 г.) | 2027-04-26")
	want(t, "tax", string(tax(t, r, "usn").State), "not_needed")
}

func TestTheCompanyOfTheDemo(t *testing.T) {
	t.Parallel()
	v := filed(declarationUSN, "2025", monitor.Accepted, demoHistoryDay)
	v.Declared = []monitor.Declared{
		{Row: "usn", Period: quarter(2025, 1), Amount: sdano.Rubles(6000)}, {Row: "usn", Period: year(2025), Amount: sdano.Rubles(6000)},
	}
	r := ofDemo(demoCompany, v)
	want(t, "rows", rowsOf(r), "buh usn ndfl_agent sv ns")
	if !r.Check {
		t.Error("old payments ask for no reconciliation")
	}
	want(t, "report", say(report(t, r, "usn")), "success | filed | Отчетность сдана {{smile}} | Следующая декларация не позднее 25 марта 2027 г.\n(за 2026 г.) | 2027-03-25")
	c := tax(t, r, "usn")
	want(t, "tax", say(c), "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 июля 2026 г.\n(за 2 квартал 2026 г.) | 2026-07-28")
	want(t, "links", links(c), "")
	want(t, "without the verdict", string(report(t, ofDemo(demoCompany), "usn").State), "overdue")
}

func BenchmarkComputeOfTheDemo(b *testing.B) {
	in := demoPayers()[demoPerson]
	r := rules()
	b.ReportAllocs()
	for b.Loop() {
		monitor.Compute(r, in)
	}
}

// BenchmarkComputeOfACompany: two years of a company with ten employees that pays
// and files everything.
func BenchmarkComputeOfACompany(b *testing.B) {
	p := ooo("2024-01-10", "2026-04-09")
	p.RateNS = rate("0.002")
	in := monitor.Input{Profile: p, Today: date(demoDay), Verdicts: acceptedUpTo(p, demoDay, false)}
	for m := date("2024-01-15"); m.Before(in.Today); m = m.DayOfMonth(1, 15) {
		for employee := range 10 {
			in.Facts.Payroll = append(in.Facts.Payroll, monitor.Payroll{
				ID: sdano.NewID(), Employee: string(rune('a' + employee)), Month: sdano.MonthPeriod(m.Year(), m.Month()), Taxable: rubles("100000"), Withheld: rubles("13000"), Paid: m.AddDays(5),
			})
		}
		in.Facts.Entries = append(in.Facts.Entries, income(m.String(), "2000000"))
		in.Facts.Payments = append(in.Facts.Payments, paid(m.DayOfMonth(0, 28).String(), monitor.ENP, "", "500000"), paid(m.String(), "ns", "", "2000"))
	}
	r := rules()
	b.ReportAllocs()
	for b.Loop() {
		monitor.Compute(r, in)
	}
}

func BenchmarkComputeOfTenYearsWithManyLines(b *testing.B) {
	p := ip("2017-01-01", "2026-04-09")
	p.Employees = []monitor.Span{{From: date("2020-01-01")}}
	var f monitor.Facts
	for day := date("2017-01-01"); day.Before(date("2026-04-10")); day = day.AddDays(1) {
		f.Entries = append(f.Entries, income(day.String(), "10000"))
		if day.Day() == 20 {
			f.Payments = append(f.Payments, paid(day.String(), monitor.ENP, "", "50000"))
		}
	}
	in := monitor.Input{Profile: p, Facts: f, Today: date(demoDay)}
	r := rules()
	b.ReportAllocs()
	for b.Loop() {
		monitor.Compute(r, in)
	}
}
