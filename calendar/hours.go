package calendar

import (
	"time"

	"sdano"
)

// The working day: 9 to 18, Moscow time.
const (
	opens  = 9 * time.Hour
	closes = 18 * time.Hour
)

// IsWorkingHour reports whether the instant lies in the working hours: a
// working day from 9:00 to before 18:00, Moscow time.
func (c *Calendar) IsWorkingHour(t time.Time) bool {
	day, at := split(t)
	return at >= opens && at < closes && c.IsWorking(day)
}

// AddWorkingHours returns the instant at which d of working time have passed
// since t. Time outside 9–18 Moscow and on days off does not count; a term that
// ends with the working day ends at 18:00 of it, not at 9:00 of the next. For
// d <= 0 the result is t. It is in Moscow time.
func (c *Calendar) AddWorkingHours(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t.In(sdano.Moscow)
	}
	day, at := split(t)
	for {
		if c.IsWorking(day) && at < closes {
			at = max(at, opens)
			if at+d <= closes {
				return day.In(sdano.Moscow).Add(at + d)
			}
			d -= closes - at
		}
		day, at = day.AddDays(1), 0
	}
}

func split(t time.Time) (sdano.Date, time.Duration) {
	t = t.In(sdano.Moscow)
	day := sdano.DateOf(t, sdano.Moscow)
	return day, t.Sub(day.In(sdano.Moscow))
}
