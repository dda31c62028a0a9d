package monitor

import (
	"slices"

	"sdano"
)

// How long, in working days, things may stand before the reminder to reconcile
// with ФНС («сверка») comes.
const (
	settleDays = 10 // a payment, before it must be seen at ФНС
	dangerDays = 5  // a debt
	answerDays = 5  // a request to reconcile, before it counts as lost
)

// reconcile reports whether the reminder is due: a payment of the last twelve
// months, a report filed late, a debt or a balance that differs has not been
// reconciled yet. A request that waits for its answer keeps it quiet, and so
// does the user until there is a new reason.
func (s *sheet) reconcile() bool {
	if s.settings.NoCheck || s.awaited() {
		return false
	}
	last, closed := s.lastReconciled(), s.lastClosed()
	return slices.ContainsFunc(s.reasons(last), func(r reason) bool {
		return r.of.After(last) && !r.from.After(s.today) && (closed.IsZero() || r.from.After(closed))
	})
}

// reason is why to reconcile: what happened on a day, and the day from which it
// is a reason.
type reason struct{ of, from sdano.Date }

func (s *sheet) reasons(last sdano.Date) []reason {
	var out []reason
	yearAgo := sdano.NewDate(s.today.Year()-1, s.today.Month(), s.today.Day())
	for _, f := range s.facts.Payments {
		if f.Date.After(yearAgo) && !f.Date.After(s.today) {
			out = append(out, reason{f.Date, s.cal.AddWorkingDays(f.Date, settleDays).AddDays(1)})
		}
	}
	for _, l := range s.lines {
		out = append(out, s.lateReports(l)...)
		d, _ := s.sortDues(l)
		if len(d.debts) > 0 {
			from := d.debts[0].due
			if from.Before(last) {
				from = last
			}
			// The debt stands again from the day after the reconciliation.
			out = append(out, reason{from.AddDays(1), s.cal.AddWorkingDays(from, dangerDays).AddDays(1)})
		}
	}
	for _, day := range s.pool.differs {
		out = append(out, reason{day, day})
	}
	return out
}

// lateReports returns the reports that were accepted after their term.
func (s *sheet) lateReports(l *line) []reason {
	var out []reason
	for _, o := range l.reports {
		if o.old || !o.accepted() || o.verdict.At.IsZero() {
			continue
		}
		if day := sdano.DateOf(o.verdict.At, sdano.Moscow); day.After(o.due) {
			out = append(out, reason{day, day})
		}
	}
	return out
}

// lastReconciled returns the day of the last request to reconcile that was
// answered; zero if there is none.
func (s *sheet) lastReconciled() sdano.Date {
	var last sdano.Date
	for _, r := range s.facts.Reconciliations {
		if !r.Answered.IsZero() && !r.Answered.After(s.today) && r.Requested.After(last) {
			last = r.Requested
		}
	}
	return last
}

// awaited reports whether a request to reconcile waits for its answer and may
// still get it.
func (s *sheet) awaited() bool {
	return slices.ContainsFunc(s.facts.Reconciliations, func(r Reconciliation) bool {
		answered := !r.Answered.IsZero() && !r.Answered.After(s.today)
		return !answered && !r.Requested.IsZero() && !r.Requested.After(s.today) &&
			!s.cal.AddWorkingDays(r.Requested, answerDays).Before(s.today)
	})
}

// lastClosed returns the day on which the user last put the reminder away.
func (s *sheet) lastClosed() sdano.Date {
	var last sdano.Date
	for _, a := range s.facts.Answers {
		if a.Kind == CheckClosed && a.Date.After(last) && !a.Date.After(s.today) {
			last = a.Date
		}
	}
	return last
}
