package monitor

import (
	"cmp"

	"sdano"
	"sdano/data"
)

// phase is where today stands to an obligation.
type phase int

const (
	future  phase = iota // not yet open
	current              // open, the term has not passed
	overdue              // the term has passed
)

// obligation is a rule that the payer has to follow for one period.
type obligation struct {
	line   *line
	rule   *rule
	period sdano.Period
	// first and last are the period's days from registration to closing.
	first, last sdano.Date
	// raw is the term as the law names it, due after the shift to a working day,
	// opens the day from which it is current.
	raw, due, opens sdano.Date
	basis           data.Basis // of the term
	shifts          bool
	phase           phase
	// past: due before anything is known of the payer, and nothing recorded.
	past bool
	// old: due before the days that the monitor looks at.
	old bool

	// Of payments:
	sum    sum
	plan   *plan       // how a sum of the year is spread; nil = it is not
	paid   sdano.Money // by payments and by «единый налоговый счёт»
	credit sdano.Money // by the rest of its year below zero
	held   sdano.Money // of the account's free money, for the term to come

	// verdict is the state of a report or notice; nil = nothing was done.
	verdict *Verdict
}

// sum is the sum of a payment for its period.
type sum struct {
	known  bool
	amount sdano.Money
	source source
	// steps add up to the amount.
	steps []Step
	// formula is set in place of steps where one step says all.
	formula string
	label   string
	basis   data.Basis
	row     string // of the tables
	// doubts are the reasons in Russian why it may be inexact.
	doubts []string
}

// source says where a sum comes from.
type source int

const (
	computed source = iota
	manual
	declared
)

// visible reports whether the obligation lies in the horizon of the monitor.
func (o *obligation) visible() bool { return !o.past && !o.old }

// left returns what is unpaid of a known sum.
func (o *obligation) left() sdano.Money {
	if !o.sum.known {
		return 0
	}
	return max(0, o.sum.amount-o.paid-o.credit)
}

// asked returns what is asked for now: what is unpaid, or of a planned sum the
// part that is due by the plan.
func (o *obligation) asked() sdano.Money {
	if o.plan == nil || o.phase == overdue {
		return o.left()
	}
	return min(o.left(), max(0, o.plan.part-o.paid-o.credit))
}

// need returns what of asked no money is there for.
func (o *obligation) need() sdano.Money { return max(0, o.asked()-o.held) }

// own returns the part of the year for which a payment is made: the advance for
// nine months is that of the third quarter.
func (o *obligation) own() sdano.Period {
	switch o.period.Kind {
	case sdano.HalfYear:
		return sdano.QuarterPeriod(o.period.Year, 2)
	case sdano.NineMonths:
		return sdano.QuarterPeriod(o.period.Year, 3)
	}
	return o.period
}

// title returns the Russian name: «Декларация УСН за 2025 г.»; payments are
// named by their own quarter, reports by the whole period.
func (o *obligation) title() string {
	p := o.period
	if o.rule.Kind == data.Payment {
		p = o.own()
	}
	return o.rule.Title + " за " + p.RU()
}

// byTerm orders by term, then by the end of the period, the rule and the period.
func byTerm(a, b *obligation) int {
	return cmp.Or(
		a.due.Compare(b.due), a.last.Compare(b.last),
		a.line.place-b.line.place, cmp.Compare(a.rule.ID, b.rule.ID), comparePeriods(a.period, b.period),
	)
}

func comparePeriods(a, b sdano.Period) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.N, b.N))
}

func (l *line) add(o *obligation) {
	switch o.rule.Kind {
	case data.Payment:
		l.payments = append(l.payments, o)
	case data.Report:
		l.reports = append(l.reports, o)
	case data.Notice:
		l.notices = append(l.notices, o)
	}
}

// obligation returns the payer's obligation by a rule for a period; false if
// there is none.
func (s *sheet) obligation(l *line, r *rule, p sdano.Period) (*obligation, bool) {
	o := &obligation{line: l, rule: r, period: p}
	v := r.at(p.Last())
	if v == nil || !s.clip(o) || !s.term(o, v) || o.due.After(s.ceiling) || !s.matches(o) {
		return nil, false
	}
	o.opens = s.opening(o)
	switch {
	case o.due.Before(s.today):
		o.phase = overdue
	case !s.today.Before(o.opens):
		o.phase = current
	}
	o.past, o.old = o.due.Before(s.known), o.due.Before(s.floor)
	return o, true
}

// clip sets the days of the period on which the payer exists; false if there
// are none, or if the rule joins them to the next period.
func (s *sheet) clip(o *obligation) bool {
	from, to := s.profile.Registered, s.profile.Closed
	o.first, o.last = o.period.First(), o.period.Last()
	if o.rule.FirstPeriod == data.FirstDecember && from.Month() == 12 {
		switch o.period.Year - from.Year() {
		case 0:
			return false
		case 1:
			o.first = from
		}
	}
	if o.first.Before(from) {
		o.first = from
	}
	if !to.IsZero() && o.last.After(to) {
		o.last = to
	}
	return !o.first.After(o.last)
}

// term sets the term by a version of the rule; false if the end of business
// drops the obligation.
func (s *sheet) term(o *obligation, v *data.Version) bool {
	o.raw, o.basis, o.shifts = v.Term.Of(o.period.Last()), v.Basis, v.Shift
	closed, c := s.profile.Closed, o.rule.Closing
	if c != nil && !closed.IsZero() {
		inside := o.period.Contains(closed)
		end := closed.AddDays(c.Days)
		switch {
		case c.None:
			if inside {
				return false
			}
		case c.Days > 0 && !closed.After(o.raw) && (inside || end.Before(o.raw)):
			o.raw, o.basis, o.shifts = end, c.Basis, false
		case c.Days == 0 && inside:
			o.raw, o.basis, o.shifts = data.Term{Months: c.Months, Day: c.Day}.Of(closed), c.Basis, c.Shift
		}
	}
	o.due = s.shift(o.raw, o.shifts)
	return true
}

// opening returns the day from which an obligation is current.
func (s *sheet) opening(o *obligation) sdano.Date {
	day := o.last.AddDays(1)
	switch {
	case s.settings.Lead > 0:
		day = o.due.AddDays(-s.settings.Lead)
	case o.rule.Window == data.WindowInside:
		day = o.first
	}
	if day.Before(s.profile.Registered) {
		return s.profile.Registered
	}
	return day
}

// shown returns the term as it is displayed.
func (s *sheet) shown(o *obligation) sdano.Date {
	if s.settings.Display == Nominal {
		return o.raw
	}
	return o.due
}
