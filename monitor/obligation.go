package monitor

import (
	"cmp"
	"time"

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
	basis           *data.Basis // of the term
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
	parts  []part      // of paid, by the day on which they came

	// verdict is the state of a report or notice; nil = nothing was done.
	verdict *Verdict
}

// part is what was paid on a day.
type part struct {
	day    sdano.Date
	amount sdano.Money
}

// pay covers a part of the sum.
func (o *obligation) pay(day sdano.Date, amount sdano.Money) {
	if amount == 0 {
		return
	}
	o.paid += amount
	o.parts = append(o.parts, part{day, amount})
}

// sum is the sum of a payment for its period.
type sum struct {
	known  bool
	amount sdano.Money
	source source
	// steps add up to the amount; explain makes them, where they are many.
	steps   []Step
	explain func() []Step
	// short is set in place of steps where one step says all.
	short *shortSum
	// doubts are the reasons in Russian why it may be inexact.
	doubts []string
}

// shortSum is the one step that explains a sum.
type shortSum struct {
	label, formula string
	basis          data.Basis
	row            string // of the tables
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
	return o.rule.name() + " за " + p.RU()
}

// name returns the name of the payment or report in texts and links.
func (r *rule) name() string {
	if r.Short != "" {
		return r.Short
	}
	return r.Title
}

// byTerm orders by term, then by the end of the period, the rule and the period.
func byTerm(a, b *obligation) int {
	if c := a.due.Compare(b.due); c != 0 {
		return c
	}
	if c := a.last.Compare(b.last); c != 0 {
		return c
	}
	return cmp.Or(a.line.place-b.line.place, cmp.Compare(a.rule.ID, b.rule.ID), comparePeriods(a.period, b.period))
}

func comparePeriods(a, b sdano.Period) int {
	switch {
	case a.Year != b.Year:
		return a.Year - b.Year
	case a.Kind != b.Kind:
		return int(a.Kind) - int(b.Kind)
	}
	return a.N - b.N
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
func (s *sheet) obligation(l *line, r *rule, at *slot) (*obligation, bool) {
	who := at.version.Who
	if who == nil {
		who = r.Who
	}
	first, last, lived := s.clip(r, at)
	if !lived || !s.matches(who, at, first, last) {
		return nil, false
	}
	o := s.newObligation()
	*o = obligation{line: l, rule: r, period: at.period, first: first, last: last}
	if !s.term(o, at) || o.due.After(s.ceiling) {
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

// newObligation returns room for an obligation; they are made by the hundred.
func (s *sheet) newObligation() *obligation {
	if len(s.room) == 0 {
		s.room = make([]obligation, 64)
	}
	o := &s.room[0]
	s.room = s.room[1:]
	return o
}

// clip returns the days of the period on which the payer exists; false if there
// are none, or if the rule joins them to the next period.
func (s *sheet) clip(r *rule, at *slot) (first, last sdano.Date, lived bool) {
	from, to := s.profile.Registered, s.profile.Closed
	first, last = at.first, at.last
	if unit, ok := joined(r.FirstPeriod, from); ok {
		switch end := unit.Last(); {
		case !last.After(end):
			return first, last, false
		case first == end.AddDays(1):
			first = from
		}
	}
	if first.Before(from) {
		first = from
	}
	if !to.IsZero() && last.After(to) {
		last = to
	}
	return first, last, !first.After(last)
}

// joined returns the period that a registration makes part of the next one (НК
// РФ ст. 55, 402-ФЗ ст. 15, 422-ФЗ ст. 9); false if it does not.
func joined(how string, registered sdano.Date) (sdano.Period, bool) {
	switch how {
	case data.FirstDecember:
		return sdano.YearPeriod(registered.Year()), registered.Month() == time.December
	case data.FirstLastQuarter:
		return sdano.YearPeriod(registered.Year()), registered.Month() >= time.October
	case data.FirstTenDays:
		q := sdano.QuarterOf(registered)
		return q, registered.DaysTo(q.Last()) < 10
	case data.FirstMonth:
		return sdano.MonthPeriod(registered.Year(), registered.Month()), true
	}
	return sdano.Period{}, false
}

// term sets the term by a version of the rule; false if the end of business
// drops the obligation.
func (s *sheet) term(o *obligation, at *slot) bool {
	v := at.version
	o.raw, o.due, o.basis, o.shifts = at.raw, at.due, &v.Basis, v.Shift
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
			o.raw, o.basis, o.shifts = end, &c.Basis, false
		case c.Days == 0 && inside:
			o.raw, o.basis, o.shifts = data.Term{Months: c.Months, Day: c.Day}.Of(closed), &c.Basis, c.Shift
		}
		o.due = s.shift(o.raw, o.shifts)
	}
	s.putOff(o)
	return true
}

// putOff moves the term by the acts that the operator has switched on for the
// payer, before the shift to a working day.
func (s *sheet) putOff(o *obligation) {
	for _, id := range s.profile.Deferrals {
		for i := range s.tables.Deferrals {
			d := &s.tables.Deferrals[i]
			raw, moved := d.Move(o.rule.ID, o.raw)
			if d.ID != id || !moved {
				continue
			}
			o.raw, o.due = raw, s.shift(raw, o.shifts)
			both := *o.basis
			both.Law += "; " + d.Law
			if !d.Certain() {
				both.Status = d.Status
			}
			o.basis = &both
		}
	}
}

// opening returns the day from which an obligation is current.
func (s *sheet) opening(o *obligation) sdano.Date {
	day := o.last.AddDays(1)
	switch {
	case s.settings.Lead > 0:
		day = o.due.AddDays(-s.settings.Lead)
	case o.rule.Window == data.WindowInside:
		day = o.first
	case o.rule.Window == data.WindowShare && o.rule.before != nil:
		if at, ok := s.slot(o.rule.before, o.period); ok {
			before := obligation{rule: o.rule.before, period: o.period}
			s.term(&before, &at)
			day = before.due.AddDays(1)
		}
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
