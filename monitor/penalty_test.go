package monitor_test

import (
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/data"
	"sdano/monitor"
)

// penalties are the sentences about penalties of a cell.
func penalties(c *monitor.Cell) string {
	var out []string
	for _, line := range c.Why {
		if strings.HasPrefix(line, "Пени на ") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

func TestPenaltiesDayByDay(t *testing.T) {
	t.Parallel()
	t2 := *tables()
	t2.KeyRates = []data.KeyRate{{From: date("2024-01-01"), Rate: rate("0.16")}, {From: date("2025-06-09"), Rate: rate("0.2")}}
	t2.KeyRatesTo = date("2026-12-31")
	r := compiled(&t2)
	sums := func(p monitor.Profile, due, day string, payments ...monitor.Payment) string {
		y := date(due).Year()
		f := monitor.Facts{Payments: payments}
		for _, of := range []string{"Q1", "H1", "9M"} {
			f.Accruals = append(f.Accruals, monitor.Accrual{ID: sdano.NewID(), Row: "usn", Period: data.PeriodOf(y, of)})
		}
		f.Accruals = append(f.Accruals, monitor.Accrual{ID: sdano.NewID(), Row: "usn", Period: year(y - 1), Amount: rubles("100000")})
		return penalties(tax(t, monitor.Compute(r, monitor.Input{Profile: p, Facts: f, Today: date(day)}), "usn"))
	}
	org := ooo("2024-06-01", "")
	org.FactsFrom = date("2025-01-01")
	const start = " за просрочку, Налог УСН за 2024 г.: "
	for day, said := range map[string]string{
		"2025-03-28": "",
		// Due on 28 March 2025: the first day is the 29th.
		"2025-03-29": "Пени на 29 марта 2025 г." + start + "1 дн. × 100 000 × 16 % / 300 = 53,33 руб. (НК РФ ст. 75 п. 5.1; 425-ФЗ; в сумму не входят, оценка)",
		"2025-04-27": "Пени на 27 апреля 2025 г." + start + "30 дн. × 100 000 × 16 % / 300 = 1 600 руб. (НК РФ ст. 75 п. 5.1; 425-ФЗ; в сумму не входят, оценка)",
		// 30 days of 1/300 and one of 1/150.
		"2025-04-28": "Пени на 28 апреля 2025 г." + start + "за 31 дн. 1 706,67 руб. (НК РФ ст. 75 п. 5.1; 425-ФЗ; в сумму не входят, оценка)",
		// 30 × 53,33… + 42 × 106,66… + 18 × 133,33… + 3 × 66,66…: the rate rises on
		// 9 June, the 91st day is 27 June.
		"2025-06-29": "Пени на 29 июня 2025 г." + start + "за 93 дн. 8 680 руб. (НК РФ ст. 75 п. 5.1; 425-ФЗ; в сумму не входят, оценка)",
	} {
		want(t, day, sums(org, "2025-03-28", day), said)
	}
	// A part that was paid late bore its penalty up to and with the day of payment.
	want(t, "a part paid late", sums(org, "2025-03-28", "2025-04-07", paid("2025-04-02", "usn", "2024", "40000")),
		"Пени на 7 апреля 2025 г."+start+"за 10 дн. 426,67 руб. (НК РФ ст. 75 п. 5.1; 425-ФЗ; в сумму не входят, оценка)")
	// An ИП bears 1/300 always; his term is a month later.
	person := ip("2024-06-01", "")
	person.FactsFrom = date("2025-01-01")
	want(t, "an ИП", sums(person, "2025-04-28", "2025-06-07"),
		"Пени на 7 июня 2025 г."+start+"40 дн. × 100 000 × 16 % / 300 = 2 133,33 руб. (НК РФ ст. 75 п. 4; в сумму не входят, оценка)")
}

func TestPenaltiesRestInAMoratorium(t *testing.T) {
	t.Parallel()
	p := ooo("2021-01-01", "2022-12-31")
	f := monitor.Facts{Entries: []monitor.Entry{income("2021-11-01", "1000000"), income("2022-02-01", "1000000")}}
	why := penalties(tax(t, compute(p, f, "2022-10-01"), "usn"))
	if strings.Contains(why, "Авансовый платеж по УСН за 3 квартал 2021 г.") || !strings.Contains(why, "за 1 квартал 2022 г.: ") {
		t.Errorf("a debt of before the moratorium of 1 April 2022 bears nothing in it, a later one does:\n%s", why)
	}
	// The term of the year's tax was 31 March 2022: only the days after 1 October.
	want(t, "after it", strings.Split(penalties(tax(t, compute(p, f, "2022-10-02"), "usn")), "\n")[0],
		"Пени на 2 октября 2022 г. за просрочку, Налог УСН за 2021 г.: 1 дн. × 60 000 × 7,5 % / 300 = 15 руб. (НК РФ ст. 75 п. 5; 67-ФЗ от 26.03.2022; в сумму не входят, оценка)")
}

func TestPenaltiesAfterTheLastKnownRateAreDoubted(t *testing.T) {
	t.Parallel()
	p := ooo("2026-01-01", "2027-12-31")
	f := monitor.Facts{Entries: []monitor.Entry{income("2026-02-01", "1000000")}}
	doubt := "Ключевая ставка известна по " + tables().KeyRatesTo.RU() + ": дальше взята последняя."
	day := tables().KeyRatesTo
	if c := tax(t, monitor.Compute(rules(), monitor.Input{Profile: p, Facts: f, Today: day}), "usn"); slices.Contains(c.Why, doubt) {
		t.Errorf("%s is doubted", day)
	}
	if c := tax(t, monitor.Compute(rules(), monitor.Input{Profile: p, Facts: f, Today: day.AddDays(1)}), "usn"); !slices.Contains(c.Why, doubt) {
		t.Errorf("the day after %s is not doubted: %q", day, c.Why)
	}
}

// TestPenaltiesOfVeryLargeDebts: sums that pass 64 bits on the way.
func TestPenaltiesOfVeryLargeDebts(t *testing.T) {
	t.Parallel()
	p := ooo("2024-01-01", "")
	f := monitor.Facts{Accruals: []monitor.Accrual{{ID: sdano.NewID(), Row: "usn", Period: year(2024), Amount: rubles("90000000000000000")}}}
	said := penalties(tax(t, compute(p, f, "2026-03-28"), "usn"))
	if !strings.Contains(said, "за 365 дн. 23 347 500 000 000 000 руб.") {
		t.Error(said)
	}
}

// TestPenaltiesOfOtherLawsAreNotGuessed: contributions to «Социальный фонд» do not
// bear those of НК РФ ст. 75.
func TestPenaltiesOfOtherLawsAreNotGuessed(t *testing.T) {
	t.Parallel()
	p := employer("2026-01-01", "2026-04-09")
	f := monitor.Facts{Payroll: []monitor.Payroll{salary("1", "2026-M1", "100000", "0", "")}}
	r := compute(p, f, "2026-04-10")
	want(t, "ns", penalties(tax(t, r, "ns")), "")
	if penalties(tax(t, r, "sv")) == "" {
		t.Error("a debt of the account bears no penalty")
	}
}
