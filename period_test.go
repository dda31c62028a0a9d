package sdano_test

import (
	"strings"
	"testing"
	"time"

	"sdano"
)

func TestPeriodForms(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, first, last, ru string }{
		{"2026", "2026-01-01", "2026-12-31", "2026 г."},
		{"2018-Q2", "2018-04-01", "2018-06-30", "2 квартал 2018 г."},
		{"2026-Q4", "2026-10-01", "2026-12-31", "4 квартал 2026 г."},
		{"2018-H1", "2018-01-01", "2018-06-30", "1 полугодие 2018 г."},
		{"2018-9M", "2018-01-01", "2018-09-30", "9 месяцев 2018 г."},
		{"2024-M2", "2024-02-01", "2024-02-29", "февраль 2024 г."},
		{"2026-M12", "2026-12-01", "2026-12-31", "декабрь 2026 г."},
		{"2026-03-23..2026-03-31", "2026-03-23", "2026-03-31", "23–31 марта 2026 г."},
		{"2023-01-23..2023-02-22", "2023-01-23", "2023-02-22", "23 января – 22 февраля 2023 г."},
		{"2022-12-23..2023-01-22", "2022-12-23", "2023-01-22", "23 декабря 2022 г. – 22 января 2023 г."},
		{"2026-01-01..2026-06-30", "2026-01-01", "2026-06-30", "1 января – 30 июня 2026 г."},
		{"2026-01-01..2026-12-31", "2026-01-01", "2026-12-31", "1 января – 31 декабря 2026 г."},
		{"2026-03-05", "2026-03-05", "2026-03-05", "5 марта 2026 г."},
		{"", "", "", ""},
	} {
		p, err := sdano.ParsePeriod(tc.text)
		if err != nil {
			t.Errorf("ParsePeriod(%q): %v", tc.text, err)
			continue
		}
		if p.String() != tc.text || p.First().String() != tc.first || p.Last().String() != tc.last || p.RU() != tc.ru {
			t.Errorf("%q = %q, %s…%s, %q", tc.text, p, p.First(), p.Last(), p.RU())
		}
		var back sdano.Period
		if err := back.Scan([]byte(tc.text)); err != nil || back != p {
			t.Errorf("Scan(%q) = %v, %v", tc.text, back, err)
		}
	}
}

func TestPeriodRefusals(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"26", "02026", "2026-", "2026-Q0", "2026-Q5", "2026-M13", "2026-M01", "2026-Q+1", "2026-H2",
		"2026-X1", "2026-Q", "2026-Q1 ", "+026", "год",
		"2026-03-23..2026-03-22", "2026-03-23..2026-03-23", "2026-02-30", "2026-03-23..", "2026-03-01..2026-3-31", "2026-1-1", "2026-03-23...2026-03-31",
		"0999-01-01..1999-01-01", "1800-01-01..2026-01-01",
		"2022-W3", "2023-W3b", "2026-W0", "2026-W13", "2026-W", "2026-Wb", "2026-W03", "2026-W3c", "2026-W+3", "2026-W-1", "2026-W3bb",
	} {
		if p, err := sdano.ParsePeriod(text); err == nil {
			t.Errorf("ParsePeriod(%q) = %s", text, p)
		}
	}
}

func TestPeriodOfADay(t *testing.T) {
	t.Parallel()
	for m := time.January; m <= time.December; m++ {
		d := sdano.NewDate(2026, m, 15)
		if q := sdano.QuarterOf(d); !q.Contains(d) || !sdano.MonthPeriod(2026, m).Contains(d) || !sdano.YearPeriod(2026).Contains(d) {
			t.Errorf("%s is not in its own periods (%s)", d, q)
		}
	}
	if sdano.YearPeriod(2026).Contains(sdano.MustDate("2027-01-01")) {
		t.Error("a year must end")
	}
}

func TestWindowsOfWithheldTax(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-W3": "2026-03-01..2026-03-22", "2026-W3b": "2026-03-23..2026-03-31", "2024-W2b": "2024-02-23..2024-02-29",
		"2023-W1": "2023-01-01..2023-01-22", "2023-W3": "2023-02-23..2023-03-22", "2023-W12": "2023-11-23..2023-12-22",
		"2023-W12b": "2023-12-23..2023-12-31", "2024-W1": "2024-01-01..2024-01-22",
	} {
		if p := sdano.MustPeriod(text); p.String() != want {
			t.Errorf("%s is %s, want %s", text, p, want)
		}
	}
}

func TestDaysPeriod(t *testing.T) {
	t.Parallel()
	first, last := sdano.MustDate("2026-01-31"), sdano.MustDate("2026-02-28")
	p := sdano.DaysPeriod(first, last)
	if p.Year != 2026 || p.Kind != sdano.Days || p.First() != first || p.Last() != last || p != sdano.DaysPeriod(first, last) {
		t.Errorf("%+v from %s to %s", p, p.First(), p.Last())
	}
	for d := first.AddDays(-1); !d.After(last.AddDays(1)); d = d.AddDays(1) {
		if p.Contains(d) != (!d.Before(first) && !d.After(last)) {
			t.Errorf("Contains(%s) = %v", d, p.Contains(d))
		}
	}
	for _, q := range []sdano.Period{sdano.DaysPeriod(last, first), sdano.DaysPeriod(sdano.Date{}, last), sdano.DaysPeriod(first, sdano.Date{})} {
		if !q.IsZero() {
			t.Errorf("no days make %s", q)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2026", "2026-Q1", "2026-9M", "2026-M10", "2026-W3", "2023-W12b", "2026-03-23", "2026-03-23..2026-03-31", "2022-12-31..2023-01-01", "x", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := sdano.ParsePeriod(s)
		if err != nil {
			return
		}
		if p.String() != s && !strings.Contains(s, "-W") {
			t.Errorf("%q reads as %q", s, p)
		}
		if back, err := sdano.ParsePeriod(p.String()); err != nil || back != p {
			t.Errorf("%q reads back as %q: %v", p, back, err)
		}
		if !p.IsZero() && p.Last().Before(p.First()) {
			t.Errorf("%q ends on %s and begins on %s", s, p.Last(), p.First())
		}
	})
}
