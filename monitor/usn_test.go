package monitor_test

import (
	"testing"

	"sdano"
	"sdano/monitor"
)

// chain returns the sums of the terms of УСН for a year by asking, for every
// term, the monitor of a day on which it is due: what is asked for, term by term.
func chain(t *testing.T, p monitor.Profile, f monitor.Facts, days ...string) []string {
	t.Helper()
	var out []string
	for _, day := range days {
		c := tax(t, compute(p, f, day), "usn")
		due := sdano.Money(0)
		for _, i := range c.Items {
			if !i.Overdue {
				due += i.Left
			}
		}
		out = append(out, due.String())
	}
	return out
}

func wantAll(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: got %v, want %v", what, got, want)
			return
		}
	}
}

// termDays are days on which the terms of 2026 are current.
var termDays = []string{"2026-04-20", "2026-07-20", "2026-10-20", "2027-04-20"}

func TestFromIncomeTheContributionsPayableForTheYearAreTaken(t *testing.T) {
	t.Parallel()
	p := ip("2026-01-01", "2027-04-19")
	f := monitor.Facts{Entries: []monitor.Entry{
		income("2026-02-01", "300000"), income("2026-05-01", "700000"), income("2026-08-01", "1000000"), income("2026-11-01", "1000000"),
	}}
	wantAll(t, "terms", chain(t, p, f, termDays...), []string{"0.00", "0.00", "45610.00", "50000.00"})
	f.Payments = []monitor.Payment{paid("2026-10-20", "usn", "2026-9M", "45610"), paid("2027-04-20", "usn", "2026", "50000")}
	c := tax(t, compute(p, f, "2027-05-10"), "usn")
	want(t, "paid", say(c), "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 июля 2027 г.\n(за 2 квартал 2027 г.) | 2027-07-28")
	c = tax(t, compute(p, monitor.Facts{Entries: f.Entries}, "2026-10-20"), "usn")
	want(t, "steps", steps(c), "Налог с доходов за 9 месяцев 2026 г. [2 000 000 × 6 %] 120000.00; "+
		"Взносы, уменьшающие налог [57 390 + 17 000] -74390.00 = 45610.00")
	c = tax(t, compute(p, monitor.Facts{Entries: f.Entries}, "2026-07-20"), "usn")
	want(t, "steps", steps(c), "Налог с доходов за 1 полугодие 2026 г. [1 000 000 × 6 %] 60000.00; "+
		"Взносы, уменьшающие налог [57 390 + 7 000, не больше 60 000] -60000.00 = 0.00")
	want(t, "not needed", say(c), "success | not_needed | Оплата не требуется {{smile}} | Следующий платеж не позднее 28 октября 2026 г.\n(за 3 квартал 2026 г.) | 2026-10-28")
}

func TestTheOnePercentIsTakenInTheNextYearIfThePayerChoseSo(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "2027-04-19")
	p.OnePercent = monitor.NextYear
	f := monitor.Facts{Entries: []monitor.Entry{income("2025-03-01", "1300000"), income("2026-02-01", "3000000")}}
	// 2025: 78 000 − 53 658; 2026: 180 000 − 57 390 − 10 000 of the year before.
	wantAll(t, "2025", chain(t, p, f, "2025-04-20"), []string{"24342.00"})
	wantAll(t, "2026", chain(t, p, f, termDays[0]), []string{"112610.00"})
}

func TestWhatTheTaxLeftOfTheOnePercentIsTakenInTheNextYear(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "2026-07-19")
	// 2025: tax 6 % of 900 000 = 54 000, contributions 53 658 + 6 000: 5 658 of
	// the 1 % stay over. 2026: 120 000 − 57 390 − 5 658 − 17 000.
	f := monitor.Facts{Entries: []monitor.Entry{income("2025-12-01", "900000"), income("2026-01-20", "2000000")}}
	wantAll(t, "2026", chain(t, p, f, termDays[0]), []string{"39952.00"})
	c := tax(t, compute(p, f, termDays[0]), "usn")
	want(t, "steps", steps(c), "Налог с доходов за 1 квартал 2026 г. [2 000 000 × 6 %] 120000.00; "+
		"Взносы, уменьшающие налог [57 390 + 5 658 + 17 000] -80048.00 = 39952.00")
}

func TestUntil2022OnlyPaidContributionsReduceTheTax(t *testing.T) {
	t.Parallel()
	p := ip("2020-01-01", "2022-12-31")
	f := monitor.Facts{
		Entries: []monitor.Entry{income("2022-01-15", "500000"), income("2022-05-15", "500000")},
		Payments: []monitor.Payment{
			paid("2022-03-31", "ip_self", "2022", "10000"), paid("2022-06-30", "ip_self", "2021", "40874"),
			paid("2022-07-01", "ip_self", "2022", "5000"),
		},
	}
	// 30 000 − 10 000; 60 000 − 50 874 − 20 000 of the first advance: nothing.
	c := tax(t, compute(p, f, "2022-04-20"), "usn")
	want(t, "quarter", steps(c), "Налог с доходов за 1 квартал 2022 г. [500 000 × 6 %] 30000.00; Взносы, уменьшающие налог [10 000] -10000.00 = 20000.00")
	f.Payments = append(f.Payments, paid("2022-04-20", "usn", "2022-Q1", "20000"))
	c = tax(t, compute(p, f, "2022-07-20"), "usn")
	want(t, "half-year", steps(c), "Налог с доходов за 1 полугодие 2022 г. [1 000 000 × 6 %] 60000.00; Взносы, уменьшающие налог [50 874] -50874.00; "+
		"Авансовые платежи за предыдущие периоды года [20 000] -20000.00; Аванс не бывает меньше нуля 10874.00 = 0.00")
}

func TestContributionsOfYearsBefore2023ReduceTheTaxWhenPaid(t *testing.T) {
	t.Parallel()
	p := ip("2021-01-01", "2023-12-31")
	f := monitor.Facts{
		Entries:  []monitor.Entry{income("2023-02-01", "2000000")},
		Payments: []monitor.Payment{paid("2023-03-01", "ip_self", "2022", "43211")},
	}
	c := tax(t, compute(p, f, "2023-04-20"), "usn")
	found := ""
	for _, s := range c.Steps {
		if s.Label == "Взносы, уменьшающие налог" {
			found = s.Formula
		}
	}
	want(t, "formula", found, "43 211 + 45 842 + 17 000")
}

func TestEmployeesHalveTheReduction(t *testing.T) {
	t.Parallel()
	p := ip("2026-01-01", "2026-04-19")
	p.Employees = []monitor.Span{{From: date("2026-03-01"), To: date("2026-03-31")}}
	f := monitor.Facts{Entries: []monitor.Entry{income("2026-02-01", "300050")}}
	c := tax(t, compute(p, f, termDays[0]), "usn")
	want(t, "steps", steps(c), "Налог с доходов за 1 квартал 2026 г. [300 050 × 6 %] 18003.00; "+
		"Взносы, уменьшающие налог [57 390 + 0,50, не больше 50 % налога: 9 001] -9001.00 = 9002.00")
	company := ooo("2026-01-01", "2026-04-19")
	f.Payments = []monitor.Payment{paid("2026-03-10", "sv", "2026-M2", "5000"), paid("2026-04-10", "sv", "2026-M3", "5000")}
	c = tax(t, compute(company, f, termDays[0]), "usn")
	want(t, "company", steps(c), "Налог с доходов за 1 квартал 2026 г. [300 050 × 6 %] 18003.00; Взносы, уменьшающие налог [5 000] -5000.00 = 13003.00")
}

func TestTheTradeFeeComesAfterTheCap(t *testing.T) {
	t.Parallel()
	p := ooo("2026-01-01", "2026-04-19")
	f := monitor.Facts{
		Entries:  []monitor.Entry{income("2026-02-01", "1000000")},
		Payments: []monitor.Payment{paid("2026-02-10", "sv", "2026-M1", "90000"), paid("2026-03-10", "trade_fee", "2026-Q1", "21000")},
	}
	wantAll(t, "Q1", chain(t, p, f, termDays[0]), []string{"9000.00"})
}

func TestRefundsReduceTheIncomeAndLinesAreInWholeRubles(t *testing.T) {
	t.Parallel()
	p := ooo("2026-01-01", "2026-04-19")
	f := monitor.Facts{Entries: []monitor.Entry{income("2026-02-01", "100000.50"), income("2026-02-02", "5000"), refund("2026-03-05", "5000"), income("2026-04-02", "7")}}
	c := tax(t, compute(p, f, termDays[0]), "usn")
	want(t, "steps", steps(c), "Налог с доходов за 1 квартал 2026 г. [100 001 × 6 %] 6000.00 = 6000.00")
}

// expenses is an ИП on УСН «доходы − расходы» 15 %.
func expenses(registered, booksTo string) monitor.Profile {
	p := ip(registered, booksTo)
	p.Regimes = usn(monitor.IncomeExpense, "0.15", registered)
	return p
}

func TestTheMinimumTaxIsDueIfItIsLarger(t *testing.T) {
	t.Parallel()
	p := expenses("2026-01-01", "2027-04-19")
	// The advances come to 6 000: 40 000 × 15 % after the first quarter.
	f := monitor.Facts{Entries: []monitor.Entry{
		income("2026-02-01", "100000"), expense("2026-03-01", "60000"), income("2026-11-01", "900000"), expense("2026-11-02", "890000"),
	}}
	f.Payments = []monitor.Payment{paid("2026-04-20", "usn", "2026-Q1", "6000")}
	c := tax(t, compute(p, f, "2027-04-20"), "usn")
	want(t, "steps", steps(c), "Минимальный налог за 2026 г. [1 000 000 × 1 %, больше налога 7 500] 10000.00; "+
		"Авансовые платежи за предыдущие периоды года [6 000] -6000.00 = 4000.00")
	want(t, "cell", say(c), "warning | due | Пора оплатить 4 000 руб. | Не позднее 28 апреля 2027 г. | 2027-04-28")
}

func TestLossesAndTheMinimumTaxAreCarriedToTheNextYears(t *testing.T) {
	t.Parallel()
	p := expenses("2024-01-01", "2027-04-19")
	f := monitor.Facts{Entries: []monitor.Entry{
		income("2024-05-01", "100000"), expense("2024-06-01", "150000"), // loss of 50 000, minimum tax 1 000
		income("2025-05-01", "200000"), expense("2025-06-01", "199000"), // 1 000 − 1 000 of minimum tax: minimum tax 2 000
		income("2026-11-01", "300000"), expense("2026-11-02", "100000"), // 200 000 − 2 000 − 50 000
	}}
	c := tax(t, compute(p, f, "2027-04-20"), "usn")
	var found []string
	for _, s := range c.Steps {
		found = append(found, s.Formula)
	}
	if len(found) == 0 || found[0] != "(300 000 − 100 000 − 2 000 − 50 000) × 15 %" {
		t.Errorf("formulas %q", found)
	}
}

func TestARestBelowZeroReducesTheUnpaidAdvancesOfTheYear(t *testing.T) {
	t.Parallel()
	p := expenses("2026-01-01", "2027-04-19")
	f := monitor.Facts{Entries: []monitor.Entry{
		income("2026-02-01", "1000000"), // advance 150 000
		expense("2026-11-01", "800000"), // tax of the year 30 000: 120 000 less
	}}
	c := tax(t, compute(p, f, "2027-04-20"), "usn")
	want(t, "unpaid", say(c), "danger | debt | Мы должны 30 000 руб. | Задолженность могла образоваться за один или несколько прошлых периодов | 2026-04-28")
	want(t, "steps", steps(c), "Налог с доходов за вычетом расходов за 1 квартал 2026 г. [(1 000 000 − 0) × 15 %] 150000.00; "+
		"Зачтено уменьшение по итогам года -120000.00 = 30000.00")
	// With the advance paid the 120 000 go to the account, on the day of the term,
	// and pay what is due next.
	f.Payments = []monitor.Payment{paid("2026-04-20", "usn", "2026-Q1", "150000")}
	f.Entries = append(f.Entries, income("2027-02-01", "100000"))
	p.BooksClosedTo = date("2027-05-01")
	c = tax(t, compute(p, f, "2027-04-28"), "usn")
	want(t, "before", steps(c), "Налог с доходов за вычетом расходов за 1 квартал 2027 г. [(100 000 − 0) × 15 %] 15000.00; Спишется с единого налогового счета -15000.00 = 0.00")
	want(t, "covered", say(c), "success | covered | Налоги оплачены {{smile}} | Спишется с ЕНС 28 апреля 2027 г.: 15 000 руб. | 2027-04-28")
	c = tax(t, compute(p, f, "2027-05-10"), "usn")
	want(t, "after", say(c), "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 июля 2027 г.\n(за 2 квартал 2027 г.) | 2027-07-28")
}

func TestTheRaisedRateHoldsFromTheQuarterThatPassedTheLimit(t *testing.T) {
	t.Parallel()
	p := ooo("2024-01-01", "2024-10-19")
	f := monitor.Facts{Entries: []monitor.Entry{income("2024-02-01", "100000000"), income("2024-05-01", "100000000")}}
	f.Payments = []monitor.Payment{paid("2024-04-20", "usn", "2024-Q1", "6000000")}
	c := tax(t, compute(p, f, "2024-07-20"), "usn")
	want(t, "steps", steps(c), "Налог с доходов за 1 полугодие 2024 г. [100 000 000 × 6 % + 100 000 000 × 8 %] 14000000.00; "+
		"Авансовые платежи за предыдущие периоды года [6 000 000] -6000000.00 = 8000000.00")
}

func TestARegistrationInDecemberJoinsTheNextYear(t *testing.T) {
	t.Parallel()
	p := ooo("2025-12-10", "2026-04-19")
	f := monitor.Facts{Entries: []monitor.Entry{income("2025-12-20", "100000"), income("2026-01-20", "200000")}}
	r := compute(p, f, "2026-04-20")
	want(t, "tax", steps(tax(t, r, "usn")), "Налог с доходов за 1 квартал 2026 г. [300 000 × 6 %] 18000.00 = 18000.00")
	want(t, "report", say(report(t, r, "usn")),
		"success | never_filed | Отчетность еще не сдавалась | Первая декларация не позднее 25 марта 2027 г.\n(за 2026 г.) | 2027-03-25")
}
