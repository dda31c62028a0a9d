package sdano_test

import (
	"testing"
	"time"

	"sdano"
)

// TestDateArithmeticAgreesWithTheClockLibrary: days and months are counted
// without time.Time where that is faster, and must come to the same.
func TestDateArithmeticAgreesWithTheClockLibrary(t *testing.T) {
	t.Parallel()
	of := func(year int, month time.Month, day int) sdano.Date {
		return sdano.DateOf(time.Date(year, month, day, 12, 0, 0, 0, time.UTC), time.UTC)
	}
	for d := sdano.NewDate(1999, time.December, 1); d.Year() < 2005; d = d.AddDays(1) {
		if next := of(d.Year(), d.Month(), d.Day()+1); d.AddDays(1) != next {
			t.Fatalf("%s + 1 = %s, want %s", d, d.AddDays(1), next)
		}
		for _, n := range []int{-400, -31, -28, -1, 0, 27, 366} {
			if want := of(d.Year(), d.Month(), d.Day()+n); d.AddDays(n) != want {
				t.Fatalf("%s + %d = %s, want %s", d, n, d.AddDays(n), want)
			}
		}
		for _, n := range []int{-13, -1, 0, 1, 11, 12, 30} {
			if want := of(d.Year(), d.Month()+time.Month(n)+1, 0); d.DayOfMonth(n, 0) != want {
				t.Fatalf("end of the month %d after %s = %s, want %s", n, d, d.DayOfMonth(n, 0), want)
			}
		}
	}
	for y := 1896; y < 2105; y++ {
		if want := of(y, time.March, 0); sdano.NewDate(y, time.February, 10).EndOfMonth() != want || sdano.MonthPeriod(y, time.February).Last() != want {
			t.Errorf("February of %d ends on %s", y, want)
		}
	}
}
