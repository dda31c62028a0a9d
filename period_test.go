package sdano_test

import (
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

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2026", "2026-Q1", "2026-9M", "2026-M10", "x", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := sdano.ParsePeriod(s)
		if err == nil && p.String() != s {
			t.Errorf("%q reads as %q", s, p)
		}
	})
}
