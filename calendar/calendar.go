// Package calendar counts in Russian working days and working hours.
//
// It knows which days are worked in the five-day week: Monday to Friday
// without the holidays of ТК РФ ст. 112, the days off by decrees of transfer
// and by acts of the President, and with the working Saturdays of those
// decrees. From that follow the shift of a term to the next working day (НК РФ
// ст. 6.1 п. 7), terms counted in working days, and terms counted in working
// hours (9 to 18 Moscow time).
//
// The years come from outside as plain values (Year); a day outside the years
// given has only its weekend known, and Certain says so. A Calendar never
// changes after New and is safe for concurrent use.
package calendar

import (
	"fmt"
	"time"

	"sdano"
)

// Year is what is special about the days of one calendar year.
type Year struct {
	// Number is the year.
	Number int
	// Off are the days from Monday to Friday that are not worked.
	Off []sdano.Date
	// Work are the Saturdays and Sundays that are worked.
	Work []sdano.Date
	// Certain is false if the year still has to be checked against its decree.
	Certain bool
}

// Calendar tells working days from the others.
type Calendar struct {
	years map[int]*days
}

type days struct {
	working [367]bool // by day of the year, from 1
	certain bool
}

// New builds a calendar. It fails if a year is given twice, a day lies outside
// its year, is listed twice, or says nothing new (a worked Saturday among Off, a
// weekday among Work).
func New(years ...Year) (*Calendar, error) {
	c := &Calendar{years: make(map[int]*days, len(years))}
	for _, y := range years {
		if c.years[y.Number] != nil {
			return nil, fmt.Errorf("calendar: year %d given twice", y.Number)
		}
		d, err := newDays(y)
		if err != nil {
			return nil, err
		}
		c.years[y.Number] = d
	}
	return c, nil
}

func newDays(y Year) (*days, error) {
	d := &days{certain: y.Certain}
	for day := sdano.NewDate(y.Number, time.January, 1); day.Year() == y.Number; day = day.AddDays(1) {
		d.working[yearDay(day)] = !weekend(day)
	}
	for _, day := range y.Off {
		if err := d.flip(y.Number, day, false); err != nil {
			return nil, err
		}
	}
	for _, day := range y.Work {
		if err := d.flip(y.Number, day, true); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *days) flip(year int, day sdano.Date, working bool) error {
	if day.Year() != year {
		return fmt.Errorf("calendar: %s is not in %d", day, year)
	}
	if weekend(day) != working || d.working[yearDay(day)] == working {
		return fmt.Errorf("calendar: %s changes nothing", day)
	}
	d.working[yearDay(day)] = working
	return nil
}

func yearDay(d sdano.Date) int { return d.In(time.UTC).YearDay() }

func weekend(d sdano.Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// IsWorking reports whether the day is worked. Outside the known years every
// day from Monday to Friday is.
func (c *Calendar) IsWorking(d sdano.Date) bool {
	if y := c.years[d.Year()]; y != nil {
		return y.working[yearDay(d)]
	}
	return !weekend(d)
}

// Known reports whether the year is in the calendar at all.
func (c *Calendar) Known(year int) bool { return c.years[year] != nil }

// Certain reports whether the year is known and checked against its decree.
func (c *Calendar) Certain(year int) bool {
	y := c.years[year]
	return y != nil && y.certain
}

// Off returns how many days of a year are not worked.
func (c *Calendar) Off(year int) int {
	n := 0
	for d := sdano.NewDate(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
		if !c.IsWorking(d) {
			n++
		}
	}
	return n
}

// Shift returns the day itself if it is worked, else the next working day: the
// end of a term (НК РФ ст. 6.1 п. 7).
func (c *Calendar) Shift(d sdano.Date) sdano.Date {
	for !c.IsWorking(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkingDays returns the n-th working day after d (before it if n is
// negative); d itself is not counted (НК РФ ст. 6.1 п. 2, 6). For 0 it is d.
func (c *Calendar) AddWorkingDays(d sdano.Date, n int) sdano.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.IsWorking(d) {
			n--
		}
	}
	return d
}

// WorkingDays returns how many working days lie after from up to and including
// to; 0 if to is not later.
func (c *Calendar) WorkingDays(from, to sdano.Date) int {
	n := 0
	for from.Before(to) {
		from = from.AddDays(1)
		if c.IsWorking(from) {
			n++
		}
	}
	return n
}

// IsFilingDay reports whether day is the shifted due date or one of the two
// working days before it, or lies between them: the days when reports are
// filed in haste and answers are asked for more often.
func (c *Calendar) IsFilingDay(due, day sdano.Date) bool {
	return !day.After(due) && !day.Before(c.AddWorkingDays(due, -2))
}
