package monitor

import (
	"slices"
	"time"

	"sdano"
	"sdano/data"
)

// slot is one period of a rule with its term: the part of an obligation that is
// the same for every payer.
type slot struct {
	period      sdano.Period
	first, last sdano.Date
	version     *data.Version
	// raw is the term as the law names it, due after the shift to a working day.
	raw, due sdano.Date
}

// The years whose slots are kept ready; those of other years are made when they
// are asked for.
const (
	slotsFrom = 2013
	slotsTo   = 2032
)

// schedule makes the slots of a rule for the years that are kept ready.
func (r *Rules) schedule(one *rule) []slot {
	out := make([]slot, 0, len(one.periods)*(slotsTo-slotsFrom+1))
	for year := slotsFrom; year <= slotsTo; year++ {
		out = r.appendYear(out, one, year)
	}
	return out
}

// appendYear appends the slots of a year; a period without a version or without
// days is left out.
func (r *Rules) appendYear(out []slot, one *rule, year int) []slot {
	for _, p := range one.periods {
		p.Year = year
		if one.Span == data.SpanWindow {
			p = one.window(year, time.Month(p.N))
		}
		if at, ok := r.slot(one, p); ok {
			out = append(out, at)
		}
	}
	return out
}

// years returns the slots of a rule for a run of years, both included.
func (r *Rules) years(one *rule, from, to int) []slot {
	if from > to {
		return nil // the payer is registered later
	}
	if from < slotsFrom || to > slotsTo {
		var out []slot
		for year := from; year <= to; year++ {
			out = r.appendYear(out, one, year)
		}
		return out
	}
	before := func(year int) int {
		i, _ := slices.BinarySearchFunc(one.slots, year, func(at slot, year int) int { return at.period.Year - year })
		return i
	}
	return one.slots[before(from):before(to+1)]
}

// slot returns the term of a rule for a period; false if no version holds for it.
func (r *Rules) slot(one *rule, p sdano.Period) (slot, bool) {
	out := slot{period: p, first: p.First(), last: p.Last()}
	if p.IsZero() {
		return out, false
	}
	if out.version = one.at(out.last); out.version == nil {
		return out, false
	}
	out.raw = r.raw(out.version.Term, out.first, out.last)
	out.due = r.shift(out.raw, out.version.Shift)
	return out, true
}

// raw counts a term from a period.
func (r *Rules) raw(t data.Term, first, last sdano.Date) sdano.Date {
	switch t.From {
	case data.FromYearEnd:
		day := sdano.YearPeriod(last.Year()).Last()
		for !r.cal.IsWorking(day) {
			day = day.AddDays(-1)
		}
		return day
	case data.FromStart:
		return first.AddDays(t.Days)
	case data.FromEnd:
		if t.December28 && last.Year() >= 2025 && last.Month() == time.December && last.Day() == 31 {
			return last.AddDays(-3)
		}
		return last
	case data.FromEvent:
		if t.Working {
			return r.cal.AddWorkingDays(last, t.Days)
		}
		return last.AddDays(t.Days)
	}
	return t.Of(last)
}

// window returns the days of a window that ends in a month.
func (r *rule) window(year int, month time.Month) sdano.Period {
	d := r.Days
	last := sdano.NewDate(year, month, 1).DayOfMonth(0, d.ToDay)
	first := last.DayOfMonth(d.FromMonth, d.FromDay)
	if start := sdano.NewDate(year, time.January, 1); d.InYear && first.Before(start) {
		first = start
	}
	return sdano.DaysPeriod(first, last)
}

// fits reports whether a patent of so many full months is the rule's.
func (r *rule) fits(months int) bool {
	return (r.MinMonths == 0 || months >= r.MinMonths) && (r.MaxMonths == 0 || months <= r.MaxMonths)
}

// fullMonths counts the full months of a patent, from its first day on.
func fullMonths(p sdano.Period) int {
	first, end := p.First(), p.Last().AddDays(1)
	n := (end.Year()-first.Year())*12 + int(end.Month()) - int(first.Month())
	if end.Day() < first.Day() && end != first.DayOfMonth(n, first.Day()) {
		n--
	}
	return n
}

// slotsOf returns the slots of a rule that may concern the payer, in the years
// that are looked at.
func (s *sheet) slotsOf(r *rule, from, to int) []slot {
	if r.Span == data.SpanCalendar || r.Span == data.SpanWindow {
		return s.years(r, from, to)
	}
	var out []slot
	for _, p := range s.happenings(r) {
		if last := p.Last(); last.Year() < from || last.Year() > to {
			continue
		}
		if at, ok := s.slot(r, p); ok {
			out = append(out, at)
		}
	}
	return out
}

// happenings returns the periods of a rule that come from what is recorded of
// the payer: patents, events, pay-outs; each once.
func (s *sheet) happenings(r *rule) []sdano.Period {
	var out []sdano.Period
	switch r.Span {
	case data.SpanPatent:
		for _, p := range s.profile.Patents {
			if run := sdano.DaysPeriod(p.From, p.To); !run.IsZero() && r.fits(fullMonths(run)) {
				out = once(out, run)
			}
		}
		return out
	case data.SpanPayout:
		for i := range s.facts.Payroll {
			if day := s.facts.Payroll[i].Paid; !day.IsZero() {
				out = once(out, sdano.DaysPeriod(day, day))
			}
		}
	}
	for _, e := range s.facts.Events {
		switch {
		case e.Rule != r.ID || e.Date.IsZero():
		case r.Span == data.SpanEventMonth:
			out = once(out, sdano.MonthPeriod(e.Date.Year(), e.Date.Month()))
		default:
			out = once(out, sdano.DaysPeriod(e.Date, e.Date))
		}
	}
	return out
}
