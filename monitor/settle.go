package monitor

import (
	"slices"

	"sdano"
	"sdano/data"
)

// rounds is how often the sums are computed anew at most: every round settles at
// least one more quarter for good.
const rounds = 24

// settle computes the sums, applies the payments and runs the account. Under УСН
// «доходы» contributions for employees and the trade fee reduce the tax when the account pays them,
// and the tax takes money from that account: so the tax is computed anew until
// the account pays the same contributions on the same days.
func (s *sheet) settle() {
	account := slices.Clip(s.account)
	s.computeSums()
	for round := 1; ; round++ {
		s.applyPayments()
		s.settlePool()
		if round == rounds || !s.reduces() || slices.Equal(s.pool.settled, s.settled) {
			return
		}
		s.settled, s.account = s.pool.settled, account
		for _, l := range s.lines {
			for _, o := range l.payments {
				o.paid, o.credit, o.held, o.parts = 0, 0, 0, nil
			}
			if l.Calculator == calculatorUSN {
				s.computeUSN(l)
			}
		}
	}
}

// settlement is what the account paid of a row on a day.
type settlement struct {
	row string
	part
}

// reduces reports whether what the account paid may reduce a tax.
func (s *sheet) reduces() bool {
	return len(s.pool.settled) > 0 && slices.ContainsFunc(s.profile.Regimes, func(r Regime) bool { return r.Kind == USN && r.Object == Income })
}

// settledBetween returns what the account paid of a row in a run of days.
func (s *sheet) settledBetween(first, last sdano.Date, row string) sdano.Money {
	var out sdano.Money
	for _, p := range s.settled {
		if p.row == row && !p.day.Before(first) && !p.day.After(last) {
			out += p.amount
		}
	}
	return out
}

// ENSBlock is the state of «единый налоговый счёт» as far as it can be told.
type ENSBlock struct {
	// Balance is the money that is not spent yet, never below zero.
	Balance sdano.Money `json:"balance"`
	// Total is what is unpaid, overdue and current; Pay what of it Balance does
	// not cover.
	Total sdano.Money `json:"total"`
	Pay   sdano.Money `json:"pay"`
	// Charges are the entered penalties, interest and fines that are unpaid; they
	// are in no other sum.
	Charges sdano.Money `json:"charges,omitzero"`
	// Certain says that all sums that go through the account are known.
	Certain bool `json:"certain"`
}

// ens sums up the account.
func (s *sheet) ens() ENSBlock {
	out := ENSBlock{Balance: s.pool.cash, Certain: !s.pool.unknown && !s.partial && len(s.strange) == 0}
	for _, l := range s.lines {
		for _, o := range l.payments {
			if o.rule.Settled == data.SettledENP && o.visible() && o.phase != future {
				out.Total += o.asked()
				out.Balance += o.held
			}
		}
	}
	out.Pay = max(0, out.Total-out.Balance)
	for _, c := range s.pool.charges {
		if !c.day.After(s.today) {
			out.Charges += c.left
		}
	}
	return out
}
