package sdano_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sdano"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in, want string
		ok       bool
	}{
		{"2026-04-10", "2026-04-10", true},
		{"2024-02-29", "2024-02-29", true},
		{"2025-02-29", "", false},
		{"2026-4-1", "", false},
		{"10.04.2026", "", false},
		{"2026-04-10T00:00:00", "", false},
		{"", "", false},
	} {
		d, err := sdano.ParseDate(tc.in)
		if (err == nil) != tc.ok || d.String() != tc.want {
			t.Errorf("ParseDate(%q) = %q, %v", tc.in, d, err)
		}
	}
	if d, err := sdano.ParseDateRU("20.03.2026"); err != nil || d != sdano.MustDate("2026-03-20") {
		t.Errorf("ParseDateRU = %v, %v", d, err)
	}
	if _, err := sdano.ParseDateRU("2026-03-20"); err == nil {
		t.Error("ParseDateRU took an ISO day")
	}
}

func TestDayOfMonth(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		from        string
		months, day int
		want        string
	}{
		{"2025-12-31", 4, 25, "2026-04-25"},
		{"2025-12-31", 2, 30, "2026-02-28"},
		{"2024-01-15", 1, 0, "2024-02-29"},
		{"2026-03-31", -1, 31, "2026-02-28"},
		{"2026-11-05", 1, 28, "2026-12-28"},
	} {
		if got := sdano.MustDate(tc.from).DayOfMonth(tc.months, tc.day); got.String() != tc.want {
			t.Errorf("%s + %d months, day %d = %s, want %s", tc.from, tc.months, tc.day, got, tc.want)
		}
	}
}

func TestDateWords(t *testing.T) {
	t.Parallel()
	d := sdano.NewDate(2018, time.July, 1)
	if d.RU() != "1 июля 2018 г." || d.Dotted() != "01.07.2018" || d.Weekday() != time.Sunday {
		t.Errorf("got %q, %q, %s", d.RU(), d.Dotted(), d.Weekday())
	}
	var none sdano.Date
	if none.RU() != "" || none.Dotted() != "" || none.String() != "" {
		t.Error("an absent day must have no text")
	}
	if got := sdano.NewDate(2026, time.January, 32); got.String() != "2026-02-01" {
		t.Errorf("day 32 runs on to %s", got)
	}
}

func TestDateOfAnInstantDependsOnTheZone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 4, 27, 20, 59, 59, 0, time.UTC)
	if got := sdano.DateOf(at, sdano.Moscow); got.String() != "2026-04-27" {
		t.Errorf("23:59:59 Moscow is %s", got)
	}
	if got := sdano.DateOf(at.Add(time.Second), sdano.Moscow); got.String() != "2026-04-28" {
		t.Errorf("midnight Moscow is %s", got)
	}
}

func anyDate(t *rapid.T) sdano.Date {
	return sdano.NewDate(2000, time.January, 1+rapid.IntRange(0, 40_000).Draw(t, "day"))
}

func TestDateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, n := anyDate(t), rapid.IntRange(-4000, 4000).Draw(t, "n")
		b := a.AddDays(n)
		if a.DaysTo(b) != n {
			t.Fatalf("%s to %s: %d, want %d", a, b, a.DaysTo(b), n)
		}
		if a.Before(b) != (n > 0) || a.After(b) != (n < 0) || a.Compare(b) != sign(-n) {
			t.Fatalf("order of %s and %s", a, b)
		}
		var back sdano.Date
		if err := back.Scan(b.String()); err != nil || back != b {
			t.Fatalf("%s does not survive its text: %v", b, err)
		}
		if e := a.EndOfMonth(); e.AddDays(1).Day() != 1 || e.Month() != a.Month() {
			t.Fatalf("end of the month of %s: %s", a, e)
		}
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestDateScan(t *testing.T) {
	t.Parallel()
	var d sdano.Date
	for _, src := range []any{nil, "", []byte{}} {
		if err := d.Scan(src); err != nil || !d.IsZero() {
			t.Errorf("Scan(%v) = %v, %v", src, d, err)
		}
	}
	for _, src := range []any{int64(5), "2026", []byte("x")} {
		if err := d.Scan(src); err == nil {
			t.Errorf("Scan(%v) was taken", src)
		}
	}
}
