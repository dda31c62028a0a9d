package monitor

import (
	"time"

	"sdano"
)

// books are the books of the payer, by regime and month.
type books struct {
	months map[page]turnover
	stray  bool // a line that could not be given to one regime for sure
}

type page struct {
	regime RegimeKind
	year   int
	month  time.Month
}

type turnover struct{ income, refunds, expenses sdano.Money }

// net returns the income less refunds, not below zero.
func (t turnover) net() sdano.Money { return max(0, t.income-t.refunds) }

func (t turnover) plus(o turnover) turnover {
	return turnover{t.income + o.income, t.refunds + o.refunds, t.expenses + o.expenses}
}

// readBooks adds up the lines of the books. Lines before registration, after
// closing and after today do not count.
func (s *sheet) readBooks() books {
	out := books{months: map[page]turnover{}}
	p := s.profile
	for i := range s.facts.Entries {
		e := &s.facts.Entries[i]
		if e.Date.Before(p.Registered) || e.Date.After(s.today) || !p.Closed.IsZero() && e.Date.After(p.Closed) {
			continue
		}
		regime, sure := p.regimeOf(e)
		out.stray = out.stray || !sure
		at := page{regime, e.Date.Year(), e.Date.Month()}
		t := out.months[at]
		switch e.Kind {
		case EntryIncome:
			t.income += e.Amount
		case EntryRefund:
			t.refunds += e.Amount
		case EntryExpense:
			t.expenses += e.Amount
		}
		out.months[at] = t
	}
	return out
}

// regimeOf returns the regime of a line: the one it names, else the only one of
// its day. Of several УСН is taken, and that is not sure.
func (p *Profile) regimeOf(e *Entry) (RegimeKind, bool) {
	if e.Regime != "" {
		return e.Regime, true
	}
	var found RegimeKind
	for i := range p.Regimes {
		r := &p.Regimes[i]
		switch {
		case !(Span{r.From, r.To}).Holds(e.Date) || r.Kind == found:
		case found == "":
			found = r.Kind
		default:
			_, usn := p.RegimeOn(USN, e.Date)
			if usn {
				return USN, false
			}
			return "", false
		}
	}
	return found, found != ""
}

// between adds up the months from that of first to that of last.
func (b books) between(regime RegimeKind, first, last sdano.Date) turnover {
	var sum turnover
	for d := first.DayOfMonth(0, 1); !d.After(last); d = d.DayOfMonth(1, 1) {
		sum = sum.plus(b.months[page{regime, d.Year(), d.Month()}])
	}
	return sum
}

// closedness says how complete the books are for a run of days: known if they
// reach into it, certain if they reach its end. Before s.known nothing is known.
func (s *sheet) closedness(first, last sdano.Date) (known, certain bool) {
	to := s.profile.BooksClosedTo
	known = !to.IsZero() && !to.Before(first) && !first.Before(s.known)
	return known, known && !to.Before(last)
}

// booksDoubts says why sums from the books for a run of days may be inexact.
func (s *sheet) booksDoubts(last sdano.Date) []string {
	var out []string
	if s.profile.BooksClosedTo.Before(last) {
		out = append(out, "Книга учета закрыта только по "+s.profile.BooksClosedTo.RU()+", сумма предварительная.")
	}
	if s.books.stray {
		out = append(out, "В книге учета есть строки, режим которых не указан.")
	}
	return out
}
