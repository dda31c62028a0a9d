package monitor

import (
	"cmp"
	"context"
	"slices"

	"sdano"
	"sdano/data"
)

// TermState says how a dated obligation stands on a day.
type TermState string

// The states of a term, from what lies ahead to what is settled.
const (
	TermAhead   TermState = "ahead"   // its time has not come
	TermDue     TermState = "due"     // it is time
	TermOverdue TermState = "overdue" // the term has passed
	TermUnknown TermState = "unknown" // the term has passed, the sum or the past is not known
	TermSent    TermState = "sent"    // a report is sent and not yet answered
	TermCovered TermState = "covered" // «единый налоговый счёт» has the money
	TermDone    TermState = "done"    // paid, accepted, or nothing is to be paid
)

// Open reports whether something is still to be done about it.
func (s TermState) Open() bool {
	return s == TermAhead || s == TermDue || s == TermOverdue || s == TermUnknown
}

// Term is one dated obligation of a payer: a payment, a report or a notice with
// what became of it.
type Term struct {
	Item
	// Row is the id of the row of the monitor that shows it.
	Row string `json:"row"`
	// State is how it stands.
	State TermState `json:"state"`
}

// Terms returns the obligations of a payer whose shifted terms lie in a run of
// days, both included, by day; what became of them is judged as in Compute. Like
// the monitor they reach from four years back to the end of the next year.
// Payments and notices of nothing are left out, and without activity all payments
// but own contributions.
func Terms(r *Rules, in Input, from, to sdano.Date) []Term {
	s := newSheet(r, &in)
	s.findObligations()
	s.matchVerdicts()
	s.settle()
	var out []Term
	for _, l := range s.shownLines() {
		payments := l.payments
		if l.ID == rowZero {
			payments = nil
		}
		for _, o := range slices.Concat(payments, l.reports, l.notices) {
			if o.due.Before(from) || o.due.After(to) || o.old || s.nothing(o) {
				continue
			}
			t := Term{Item: s.item(o), Row: l.ID, State: o.termState()}
			t.Overdue = t.State == TermOverdue
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Term) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Rule, b.Rule), comparePeriods(a.Period, b.Period))
	})
	return out
}

// nothing reports whether an obligation asks for nothing: a payment that is known
// to be zero, a notice of one.
func (s *sheet) nothing(o *obligation) bool {
	switch o.rule.Kind {
	case data.Payment:
		return !o.past && o.phase != future && o.sum.known && o.sum.amount == 0 && o.paid == 0
	case data.Notice:
		return o.phase != future && !o.accepted() && s.needless(o)
	}
	return false
}

func (o *obligation) termState() TermState {
	switch {
	case o.past:
		return TermUnknown
	case o.rule.Kind == data.Payment:
		return o.paymentState()
	case o.accepted():
		return TermDone
	case o.state() == Sent && (o.phase != overdue || o.waiting()):
		return TermSent
	}
	return o.timeState()
}

// paymentState is the state of a payment: one to come is done only if more than
// nothing was paid of it.
func (o *obligation) paymentState() TermState {
	switch known := o.sum.known; {
	case known && o.left() == 0 && (o.phase != future || o.sum.amount > 0):
		return TermDone
	case known && o.phase == current && o.need() == 0:
		return TermCovered
	case !known && o.phase == overdue:
		return TermUnknown
	}
	return o.timeState()
}

func (o *obligation) timeState() TermState {
	return [...]TermState{future: TermAhead, current: TermDue, overdue: TermOverdue}[o.phase]
}

// Terms returns the dated obligations of a payer in a run of days on the day of
// the business clock in Moscow: the function Terms over what is stored. A zero id
// means the main organisation. The error is ErrNoProfile if there is no such
// payer.
func (s *Service) Terms(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, from, to sdano.Date) (Profile, []Term, error) {
	var in Input
	err := s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		in, err = s.input(ctx, tx, id)
		return err
	})
	if err != nil {
		return Profile{}, nil, err
	}
	return in.Profile, s.termsOf(in, from, to), nil
}

func (s *Service) termsOf(in Input, from, to sdano.Date) []Term {
	in.Today, in.Settings = s.today(), s.c.Settings
	return Terms(s.c.Rules, in, from, to)
}

func (s *Service) today() sdano.Date { return sdano.DateOf(s.c.Clock.Now(), sdano.Moscow) }

// IsWorking reports whether a day is a working day.
func (r *Rules) IsWorking(day sdano.Date) bool { return r.cal.IsWorking(day) }
