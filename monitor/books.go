package monitor

import "sdano"

// books are the books of the payer: for each regime what came and went from the
// first month on.
type books struct {
	regimes []ledger
	stray   bool // a line that could not be given to one regime for sure
}

// ledger are the sums of a regime up to and with each month, from the month of
// the first line to that of the last.
type ledger struct {
	regime RegimeKind
	from   int
	upTo   []turnover
}

// monthNumber numbers the months through.
func monthNumber(d sdano.Date) int { return d.Year()*12 + int(d.Month()) }

type turnover struct{ income, refunds, expenses sdano.Money }

// net returns the income less refunds, not below zero.
func (t turnover) net() sdano.Money { return max(0, t.income-t.refunds) }

func (t turnover) plus(o turnover) turnover {
	return turnover{t.income + o.income, t.refunds + o.refunds, t.expenses + o.expenses}
}

func (t turnover) minus(o turnover) turnover {
	return turnover{t.income - o.income, t.refunds - o.refunds, t.expenses - o.expenses}
}

// readBooks adds up the lines of the books. Lines before registration, after
// closing and after today do not count.
func (s *sheet) readBooks() books {
	var out books
	p := s.profile
	from, to := monthNumber(p.Registered), monthNumber(s.today)
	for i := range s.facts.Entries {
		e := &s.facts.Entries[i]
		if e.Date.Before(p.Registered) || e.Date.After(s.today) || !p.Closed.IsZero() && e.Date.After(p.Closed) {
			continue
		}
		regime, sure := p.regimeOf(e)
		out.stray = out.stray || !sure
		l := out.ledger(regime)
		if l == nil {
			out.regimes = append(out.regimes, ledger{regime, from, make([]turnover, to-from+1)})
			l = &out.regimes[len(out.regimes)-1]
		}
		t := &l.upTo[monthNumber(e.Date)-from]
		switch e.Kind {
		case EntryIncome:
			t.income += e.Amount
		case EntryRefund:
			t.refunds += e.Amount
		case EntryExpense:
			t.expenses += e.Amount
		}
	}
	for _, l := range out.regimes {
		for i := 1; i < len(l.upTo); i++ {
			l.upTo[i] = l.upTo[i].plus(l.upTo[i-1])
		}
	}
	return out
}

func (b *books) ledger(regime RegimeKind) *ledger {
	for i := range b.regimes {
		if b.regimes[i].regime == regime {
			return &b.regimes[i]
		}
	}
	return nil
}

// at returns the sum up to and with a month.
func (l *ledger) at(month int) turnover {
	i := min(month-l.from, len(l.upTo)-1)
	if i < 0 {
		return turnover{}
	}
	return l.upTo[i]
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
func (b *books) between(regime RegimeKind, first, last sdano.Date) turnover {
	l := b.ledger(regime)
	if l == nil || last.Before(first) {
		return turnover{}
	}
	return l.at(monthNumber(last)).minus(l.at(monthNumber(first) - 1))
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
