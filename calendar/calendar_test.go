package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sdano"
	"sdano/calendar"
	"sdano/data"
)

// russia is the calendar of the product's table.
func russia(t testing.TB) *calendar.Calendar {
	t.Helper()
	tables, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var years []calendar.Year
	for _, y := range tables.Calendar {
		years = append(years, calendar.Year{Number: y.Number, Off: y.Off, Work: y.Work, Certain: y.Certain()})
	}
	c, err := calendar.New(years...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(s string) sdano.Date { return sdano.MustDate(s) }

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, sdano.Moscow)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWorkingDaysOfTheTable(t *testing.T) {
	t.Parallel()
	c := russia(t)
	for day, working := range map[string]bool{
		"2018-04-28": true,  // a worked Saturday
		"2018-04-30": false, // a Monday in exchange
		"2018-06-09": true,
		"2020-04-15": false, // by act of the President
		"2024-12-28": true,
		"2025-11-01": true,
		"2026-01-09": false,
		"2026-01-12": true,
		"2026-05-09": false, // a Saturday
		"2026-05-11": false, // and the Monday for it
		"2026-12-31": false,
		"2030-01-01": true, // outside the years only weekends are known
		"2030-01-05": false,
	} {
		if got := c.IsWorking(date(day)); got != working {
			t.Errorf("%s: working %v", day, got)
		}
	}
	for year, off := range map[int]int{2017: 118, 2020: 147, 2021: 125, 2026: 118} {
		if got := c.Off(year); got != off {
			t.Errorf("%d: %d days off, want %d", year, got, off)
		}
	}
	if !c.Known(2027) || c.Certain(2027) || !c.Certain(2026) || c.Known(2030) || c.Certain(2030) {
		t.Error("2026 is certain, 2027 is known, 2030 is neither")
	}
}

func TestATermEndsOnAWorkingDay(t *testing.T) {
	t.Parallel()
	c := russia(t)
	for from, to := range map[string]string{
		"2026-04-27": "2026-04-27",
		"2026-04-25": "2026-04-27",
		"2017-12-31": "2018-01-09",
		"2018-04-28": "2018-04-28",
		"2018-04-29": "2018-05-03",
		"2020-03-30": "2020-05-12",
		"2021-11-01": "2021-11-08",
		"2024-04-28": "2024-05-02",
		"2028-01-01": "2028-01-03",
	} {
		if got := c.Shift(date(from)); got != date(to) {
			t.Errorf("%s: %s, want %s", from, got, to)
		}
	}
}

func TestTermsInWorkingDays(t *testing.T) {
	t.Parallel()
	c := russia(t)
	for _, tc := range []struct {
		from string
		n    int
		to   string
	}{
		{"2026-04-30", 0, "2026-04-30"},
		{"2026-04-30", 1, "2026-05-04"},
		{"2026-04-30", 5, "2026-05-08"},
		{"2026-04-30", 6, "2026-05-12"},
		{"2026-05-02", 1, "2026-05-04"},
		{"2026-05-12", -1, "2026-05-08"},
		{"2026-05-10", -1, "2026-05-08"},
		{"2025-12-30", 3, "2026-01-14"},
	} {
		if got := c.AddWorkingDays(date(tc.from), tc.n); got != date(tc.to) {
			t.Errorf("%d days after %s: %s, want %s", tc.n, tc.from, got, tc.to)
		}
	}
	if n := c.WorkingDays(date("2026-04-30"), date("2026-05-12")); n != 6 {
		t.Errorf("%d working days", n)
	}
	if n := c.WorkingDays(date("2026-05-12"), date("2026-04-30")); n != 0 {
		t.Errorf("%d working days backwards", n)
	}
}

func TestFilingDays(t *testing.T) {
	t.Parallel()
	c := russia(t)
	// The term of 27 April 2026 is a Monday: the two working days before it are
	// Thursday and Friday, and the weekend lies between.
	for day, filing := range map[string]bool{
		"2026-04-22": false, "2026-04-23": true, "2026-04-24": true, "2026-04-25": true, "2026-04-26": true, "2026-04-27": true, "2026-04-28": false,
	} {
		if got := c.IsFilingDay(date("2026-04-27"), date(day)); got != filing {
			t.Errorf("%s: %v", day, got)
		}
	}
}

func TestWorkingHours(t *testing.T) {
	t.Parallel()
	c := russia(t)
	for moment, working := range map[string]bool{
		"2026-04-10 08:59": false, "2026-04-10 09:00": true, "2026-04-10 17:59": true, "2026-04-10 18:00": false, "2026-04-11 12:00": false,
		"2018-04-28 12:00": true,
	} {
		if got := c.IsWorkingHour(at(moment)); got != working {
			t.Errorf("%s: %v", moment, got)
		}
	}
	if !c.IsWorkingHour(at("2026-04-10 09:00").In(time.FixedZone("Владивосток", 10*3600))) {
		t.Error("the hour is that of Moscow, whatever zone the instant is told in")
	}
}

func TestTermsInWorkingHours(t *testing.T) {
	t.Parallel()
	c := russia(t)
	for _, tc := range []struct {
		from  string
		hours time.Duration
		to    string
	}{
		{"2026-04-10 10:00", 0, "2026-04-10 10:00"},
		{"2026-04-10 10:00", -time.Hour, "2026-04-10 10:00"},
		{"2026-04-10 10:00", 2 * time.Hour, "2026-04-10 12:00"},
		{"2026-04-10 16:00", 2 * time.Hour, "2026-04-10 18:00"},
		{"2026-04-10 17:00", 2 * time.Hour, "2026-04-13 10:00"}, // over a weekend
		{"2026-04-30 17:00", 2 * time.Hour, "2026-05-04 10:00"}, // over 1 May and a weekend
		{"2026-05-01 12:00", time.Minute, "2026-05-04 09:01"},   // from a day off
		{"2026-04-10 07:00", time.Hour, "2026-04-10 10:00"},     // before opening
		{"2026-04-10 23:00", 9 * time.Hour, "2026-04-13 18:00"}, // a whole working day
		{"2025-12-30 18:00", 9 * time.Hour, "2026-01-12 18:00"}, // over the new year
	} {
		if got := c.AddWorkingHours(at(tc.from), tc.hours); !got.Equal(at(tc.to)) {
			t.Errorf("%s after %s: %s, want %s", tc.hours, tc.from, got, tc.to)
		}
	}
}

func TestACalendarThatContradictsItselfIsRefused(t *testing.T) {
	t.Parallel()
	one := func(off, work string) calendar.Year {
		y := calendar.Year{Number: 2026}
		if off != "" {
			y.Off = []sdano.Date{date(off)}
		}
		if work != "" {
			y.Work = []sdano.Date{date(work)}
		}
		return y
	}
	for what, years := range map[string][]calendar.Year{
		"a year twice":           {one("", ""), one("", "")},
		"a day of another year":  {one("2027-01-01", "")},
		"a Saturday off":         {one("2026-04-11", "")},
		"a Monday worked":        {one("", "2026-04-13")},
		"a day listed twice":     {{Number: 2026, Off: []sdano.Date{date("2026-04-13"), date("2026-04-13")}}},
		"a worked Sunday, twice": {{Number: 2026, Work: []sdano.Date{date("2026-04-12"), date("2026-04-12")}}},
	} {
		if _, err := calendar.New(years...); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

var anyDay = rapid.Custom(func(t *rapid.T) sdano.Date {
	return date("2016-01-01").AddDays(rapid.IntRange(0, 365*15).Draw(t, "day"))
})

func TestShiftProperties(t *testing.T) {
	t.Parallel()
	c := russia(t)
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay.Draw(t, "day")
		to := c.Shift(d)
		if to.Before(d) || !c.IsWorking(to) || c.Shift(to) != to {
			t.Fatalf("%s shifted to %s", d, to)
		}
		for x := d; x.Before(to); x = x.AddDays(1) {
			if c.IsWorking(x) {
				t.Fatalf("%s was passed over", x)
			}
		}
	})
}

func TestWorkingDaysCountBothWays(t *testing.T) {
	t.Parallel()
	c := russia(t)
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay.Draw(t, "day"), rapid.IntRange(1, 60).Draw(t, "n")
		to := c.AddWorkingDays(d, n)
		if got := c.WorkingDays(d, to); got != n || !c.IsWorking(to) {
			t.Fatalf("%d days after %s is %s, %d days away", n, d, to, got)
		}
		if back := c.AddWorkingDays(to.AddDays(1), -n-1); back.After(d) && c.IsWorking(d) {
			t.Fatalf("back from %s: %s is after %s", to, back, d)
		}
	})
}

func TestWorkingHoursAddUp(t *testing.T) {
	t.Parallel()
	c := russia(t)
	minutes := rapid.IntRange(0, 60*40)
	rapid.Check(t, func(t *rapid.T) {
		from := anyDay.Draw(t, "day").In(sdano.Moscow).Add(time.Duration(minutes.Draw(t, "minute")) * time.Minute)
		a, b := time.Duration(minutes.Draw(t, "a"))*time.Minute, time.Duration(minutes.Draw(t, "b"))*time.Minute
		at := c.AddWorkingHours(from, a)
		if at.Before(from) || a > 0 && !c.IsWorkingHour(at.Add(-time.Second)) {
			t.Fatalf("%s after %s is %s", a, from, at)
		}
		if two, one := c.AddWorkingHours(at, b), c.AddWorkingHours(from, a+b); a > 0 && b > 0 && !two.Equal(one) {
			t.Fatalf("%s and %s after %s: %s, at once %s", a, b, from, two, one)
		}
	})
}
