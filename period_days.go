package sdano

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A run of days is kept in Period.N: month and day of its last day, and how many
// days before that it begins. So a Period stays three words and comparable.
const (
	monthShift = 21
	dayShift   = 16
	dayMask    = 1<<(monthShift-dayShift) - 1
	daysMask   = 1<<dayShift - 1
)

// DaysPeriod returns the run of days from first to last, both included: a window
// of НДФЛ, a patent, the day of an event. It is the absent period if last is
// before first, a day is absent or the run is longer than 65 536 days.
func DaysPeriod(first, last Date) Period {
	n := first.DaysTo(last)
	if first.IsZero() || last.IsZero() || n < 0 || n > daysMask {
		return Period{}
	}
	return Period{Year: last.Year(), Kind: Days, N: int(last.Month())<<monthShift | last.Day()<<dayShift | n}
}

// WindowPeriod returns the days of the month whose withheld НДФЛ is paid at one
// term (НК РФ ст. 226 п. 6). From 2024 the days 1–22 and, with rest, the days from
// the 23rd to the end of the month; in 2023 the days from the 23rd of the month
// before to the 22nd, of January from the 1st, and with rest only 23–31 December.
// It is the absent period for other months of 2023 and for years before.
func WindowPeriod(year int, month time.Month, rest bool) Period {
	first, last := NewDate(year, month, 1), NewDate(year, month, 22)
	switch {
	case year < 2023 || month < time.January || month > time.December || year == 2023 && rest && month != time.December:
		return Period{}
	case rest:
		first, last = NewDate(year, month, 23), first.EndOfMonth()
	case year == 2023 && month != time.January:
		first = NewDate(year, month-1, 23)
	}
	return DaysPeriod(first, last)
}

// parseDays reads 2026-03-23..2026-03-31 or 2026-03-23, and no other way to write
// the same.
func parseDays(s string) (Period, error) {
	from, to, run := strings.Cut(s, "..")
	if !run {
		to = from
	}
	first, err := ParseDate(from)
	if err != nil {
		return Period{}, fmt.Errorf("not a period: %q", s)
	}
	last, err := ParseDate(to)
	if p := DaysPeriod(first, last); err == nil && p.String() == s {
		return p, nil
	}
	return Period{}, fmt.Errorf("not a period: %q", s)
}

// parseWindow reads «3» or «3b» of 2026-W3, 2026-W3b.
func parseWindow(year int, s string, bad error) (Period, error) {
	number, rest := strings.CutSuffix(s, "b")
	n, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(n) != number {
		return Period{}, bad
	}
	if p := WindowPeriod(year, time.Month(n), rest); !p.IsZero() {
		return p, nil
	}
	return Period{}, bad
}

func daysString(first, last Date) string {
	if first == last {
		return last.String()
	}
	return first.String() + ".." + last.String()
}

func daysRU(first, last Date) string {
	switch {
	case first == last:
		return last.RU()
	case first.Year() != last.Year():
		return first.RU() + " – " + last.RU()
	case first.Month() != last.Month():
		return fmt.Sprintf("%d %s – %s", first.Day(), monthsGenitive[first.Month()], last.RU())
	}
	return fmt.Sprintf("%d–%s", first.Day(), last.RU())
}
