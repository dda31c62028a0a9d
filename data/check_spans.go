package data

import (
	"fmt"
	"slices"
	"strings"

	"sdano"
)

// checkSpan notes periods that do not fit the span of a rule.
func (r *reader) checkSpan(d *Rule) {
	wrong := func(message string, args ...any) { r.wrong(rulesFile, d.ID, message, args...) }
	switch d.Span {
	case SpanCalendar:
		r.checkPeriods(d)
	case SpanWindow:
		r.checkPeriods(d)
		if slices.ContainsFunc(d.Periods, func(name string) bool { return !strings.HasPrefix(name, "M") }) {
			wrong("окна бывают только в месяцах.")
		}
	case SpanPatent, SpanEvent, SpanEventMonth, SpanPayout:
		if len(d.Periods) > 0 {
			wrong("у span «%s» периодов не называют.", d.Span)
		}
	default:
		wrong("span «%s»: бывает window, patent, event, event_month, payout или ничего.", d.Span)
	}
	if (d.Span == SpanWindow) != (d.Days != nil) {
		wrong("дни (days) бывают у span window, и только у него.")
	}
	if d.Days != nil && !d.Days.sound() {
		wrong("дни окна (days) заданы неверно.")
	}
	if (d.MinMonths != 0 || d.MaxMonths != 0) && (d.Span != SpanPatent || !monthBounds(d.MinMonths, d.MaxMonths)) {
		wrong("месяцы (min_months, max_months) бывают у патента, от 0 до 12 по порядку.")
	}
	if d.FirstPeriod != "" && d.Span != SpanCalendar {
		wrong("first_period бывает только у частей года.")
	}
}

func monthBounds(least, most int) bool {
	return least >= 0 && most >= 0 && least <= 12 && most <= 12 && (most == 0 || least <= most)
}

// sound reports whether the days are a run of days that ends in its month.
func (d *Days) sound() bool {
	if d.FromMonth < -1 || d.FromMonth > 0 || d.FromDay < 1 || d.FromDay > 28 || d.ToDay < 0 || d.ToDay > 28 {
		return false
	}
	return d.FromMonth < 0 || d.ToDay == 0 || d.FromDay <= d.ToDay
}

// sound reports whether a term fits the periods of a rule.
func (t Term) sound(span Span) bool {
	rest := t
	switch t.From {
	case FromMonth:
		if !monthTerm(t.Months, t.Day) {
			return false
		}
		rest.Months, rest.Day = 0, 0
	case FromYearEnd:
	case FromStart:
		if t.Days < 1 || t.Days > 366 || span != SpanPatent {
			return false
		}
		rest.Days = 0
	case FromEnd:
		rest.December28 = false
	case FromEvent:
		if t.Days < 1 || t.Days > 366 || span != SpanEvent && span != SpanPayout {
			return false
		}
		rest.Days, rest.Working = 0, false
	default:
		return false
	}
	rest.From = ""
	return rest == Term{}
}

func (r *reader) checkPeriods(d *Rule) {
	if len(d.Periods) == 0 {
		r.wrong(rulesFile, d.ID, "не названы периоды.")
	}
	for i, name := range d.Periods {
		if PeriodOf(2000, name).IsZero() || slices.Contains(d.Periods[:i], name) {
			r.wrong(rulesFile, d.ID, "период «%s» не бывает или назван дважды.", name)
		}
	}
}

// PeriodOf returns the period of a year that a rule names "Y", "H1", "9M",
// "Q1" … "Q4" or "M1" … "M12"; the absent period for any other name.
func PeriodOf(year int, name string) sdano.Period {
	if name == "Y" {
		return sdano.YearPeriod(year)
	}
	p, err := sdano.ParsePeriod(fmt.Sprintf("%04d-%s", year, name))
	if err != nil || p.Kind == sdano.Days {
		return sdano.Period{}
	}
	return p
}
