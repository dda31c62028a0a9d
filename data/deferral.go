package data

import (
	"slices"

	"sdano"
)

// Deferral is an act that put off terms. It is an overlay that the operator
// switches on per organisation by its id, as it rests on things that no profile
// says: the branch, the region, a happening.
type Deferral struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Scope says in Russian whom the act covers, Effect what it did.
	Scope  string `json:"scope"`
	Effect string `json:"effect"`
	// InCalendar says that the act declared days off, which the calendar holds;
	// there is nothing to switch on.
	InCalendar bool `json:"in_calendar,omitzero"`
	// Moves are what the act did to terms; none = the table only tells of it.
	Moves []Move `json:"moves,omitzero"`
	Basis
}

// Move puts off terms: one that a rule of Rules sets on a day from DueFrom to
// DueTo, before any shift to a working day, becomes On, or the day Months later,
// or, with Day, that day of the month Months later.
type Move struct {
	// Rules are ids of rules.
	Rules   []string   `json:"rules"`
	DueFrom sdano.Date `json:"due_from"`
	DueTo   sdano.Date `json:"due_to"`
	On      sdano.Date `json:"on,omitzero"`
	Months  int        `json:"months,omitzero"`
	Day     int        `json:"day,omitzero"`
}

// Move returns the term that takes the place of a term of a rule, both before
// any shift to a working day, and whether the act moved it.
func (d *Deferral) Move(rule string, raw sdano.Date) (sdano.Date, bool) {
	for i := range d.Moves {
		m := &d.Moves[i]
		if raw.Before(m.DueFrom) || raw.After(m.DueTo) || !slices.Contains(m.Rules, rule) {
			continue
		}
		switch {
		case !m.On.IsZero():
			return m.On, true
		case m.Day > 0:
			return raw.DayOfMonth(m.Months, m.Day), true
		default:
			return raw.DayOfMonth(m.Months, raw.Day()), true
		}
	}
	return raw, false
}
