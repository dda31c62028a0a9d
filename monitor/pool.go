package monitor

import (
	"bytes"
	"cmp"
	"slices"

	"sdano"
	"sdano/data"
)

// pool is «единый налоговый счёт» (НК РФ ст. 11.3): one purse for all payments
// that go through it. It covers what is overdue on the day money comes, and what
// falls due at the end of its day, in the order of НК РФ ст. 45 п. 8; among
// equals in proportion to their sums.
type pool struct {
	cash     sdano.Money
	sums     []*obligation // of all rows, known and not yet covered by their own payments, by term
	differs  []sdano.Date  // days whose imported balance is not the computed one
	unknown  bool          // some sum is not known
	anything bool          // money ever came
	charges  []charge      // penalties, interest and fines, in the order in which they are paid
	settled  []settlement  // what was paid of the rows that reduce the tax under УСН
	day      sdano.Date    // the day that is settled
	dues     []*obligation // see dueUpTo
}

// charge is a penalty, interest or fine that was entered: the account pays it
// after the taxes (НК РФ ст. 45 п. 8).
type charge struct {
	rank int
	day  sdano.Date
	left sdano.Money
}

// chargeRank is the place of what is not a tax in the order of settlement.
var chargeRank = map[string]int{ChargePenalty: 1, ChargeInterest: 2, ChargeFine: 3}

// charged gathers the penalties, interest and fines that were entered.
func (s *sheet) charged() []charge {
	var out []charge
	for key, a := range s.accruals.manual {
		if rank := chargeRank[a.Rule]; rank > 0 && key.row == ENP && a.Amount > 0 {
			out = append(out, charge{rank, a.Period.Last(), a.Amount})
		}
	}
	slices.SortFunc(out, func(a, b charge) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.day.Compare(b.day), cmp.Compare(a.left, b.left))
	})
	return out
}

// payCharges pays what is not a tax with the money that the taxes left.
func (p *pool) payCharges() {
	for i := range p.charges {
		if c := &p.charges[i]; !c.day.After(p.day) {
			part := min(p.cash, c.left)
			c.left -= part
			p.cash -= part
		}
	}
}

// settlePool runs the account from its opening to today and reserves its free
// money for what is due next.
func (s *sheet) settlePool() {
	p := s.poolOf()
	s.pool = p
	if !p.anything {
		return
	}
	slices.SortFunc(s.account, comparePayments)
	balances := s.balances()
	from := enpFrom
	if from.Before(s.known) {
		from = s.known
	}
	if len(balances) > 0 {
		from = balances[0].Date.AddDays(1)
		p.open(balances[0], s.today)
		balances = balances[1:]
	}
	p.run(s, from, balances)
	p.reserve()
}

// poolOf gathers what the account has to pay.
func (s *sheet) poolOf() *pool {
	p := &pool{anything: len(s.account) > 0 || len(s.facts.Balances) > 0, charges: s.charged()}
	for _, l := range s.lines {
		for _, o := range l.payments {
			switch {
			case o.rule.Settled != data.SettledENP || o.past:
			case !o.sum.known:
				p.unknown = p.unknown || o.phase != future
			case o.left() > 0:
				p.sums = append(p.sums, o)
			}
		}
	}
	slices.SortFunc(p.sums, byTerm)
	return p
}

// balances returns the imported balances up to today, by day, one a day: of
// several the one recorded last.
func (s *sheet) balances() []Balance {
	out := make([]Balance, 0, len(s.facts.Balances))
	for _, b := range s.facts.Balances {
		if !b.Date.After(s.today) {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, compareBalances)
	return slices.CompactFunc(out, func(a, b Balance) bool { return a.Date == b.Date })
}

// compareBalances orders by day; of one day the one recorded last comes first.
func compareBalances(a, b Balance) int {
	return cmp.Or(a.Date.Compare(b.Date), bytes.Compare(b.ID[:], a.ID[:]), cmp.Compare(a.Amount, b.Amount))
}

// open begins with an imported balance: it is the money of the day less what was
// overdue on it.
func (p *pool) open(b Balance, today sdano.Date) {
	dues := p.overdueOn(b.Date, today)
	p.day = b.Date
	p.cash = max(0, total(dues)+b.Amount)
	p.cover(dues)
}

// run goes through the days on which money comes, a sum falls due or a balance
// was imported.
func (p *pool) run(s *sheet, from sdano.Date, balances []Balance) {
	money := slices.DeleteFunc(slices.Clone(s.account), func(m payment) bool { return m.date.Before(from) })
	for _, day := range p.days(money, balances, from, s.today) {
		for len(money) > 0 && money[0].date == day {
			p.cash += money[0].amount
			money = money[1:]
		}
		p.day = day
		if p.cash > 0 {
			p.cover(p.dueUpTo(day.AddDays(-1)))
		}
		if p.cash > 0 && day.Before(s.today) {
			p.cover(p.dueUpTo(day))
		}
		p.payCharges()
		if len(balances) > 0 && balances[0].Date == day {
			if p.cash-total(p.overdueOn(day, s.today)) != balances[0].Amount {
				p.differs = append(p.differs, day)
			}
			balances = balances[1:]
		}
	}
}

// overdueOn returns what was unpaid at the end of a day; on the day of the term
// itself, if that is today, it is not yet.
func (p *pool) overdueOn(day, today sdano.Date) []*obligation {
	if day == today {
		day = day.AddDays(-1)
	}
	return p.dueUpTo(day)
}

func (p *pool) days(money []payment, balances []Balance, from, to sdano.Date) []sdano.Date {
	days := []sdano.Date{from}
	for _, m := range money {
		days = append(days, m.date)
	}
	for _, b := range balances {
		days = append(days, b.Date)
	}
	for _, o := range p.sums {
		days = append(days, o.due)
	}
	for _, c := range p.charges {
		days = append(days, c.day)
	}
	days = slices.DeleteFunc(days, func(d sdano.Date) bool { return d.Before(from) || d.After(to) })
	slices.SortFunc(days, sdano.Date.Compare)
	return slices.Compact(days)
}

// dueUpTo returns the unpaid sums that fell due on or before a day, until it is
// called again.
func (p *pool) dueUpTo(day sdano.Date) []*obligation {
	out := p.dues[:0]
	for _, o := range p.sums {
		if o.due.After(day) {
			break
		}
		if o.left() > 0 {
			out = append(out, o)
		}
	}
	p.dues = out
	return out
}

// reserve keeps the free money for what is current, by term.
func (p *pool) reserve() {
	var open []*obligation
	for _, o := range p.sums {
		if o.phase == current && o.asked() > 0 {
			open = append(open, o)
		}
	}
	slices.SortFunc(open, func(a, b *obligation) int {
		if c := a.due.Compare(b.due); c != 0 {
			return c
		}
		return bySettlement(a, b)
	})
	p.share(open, (*obligation).asked, func(o *obligation, part sdano.Money) { o.held += part })
}

// cover pays sums that are due in the order of settlement.
func (p *pool) cover(dues []*obligation) {
	if p.cash == 0 || len(dues) == 0 {
		return
	}
	slices.SortFunc(dues, bySettlement)
	p.share(dues, (*obligation).left, func(o *obligation, amount sdano.Money) {
		o.pay(p.day, amount)
		if amount > 0 && slices.Contains(rowsSettled, o.rule.Row) {
			p.settled = append(p.settled, settlement{o.rule.Row, part{p.day, amount}})
		}
	})
}

// share spends the money on the sums in their order; those that stand equal get
// parts in proportion, rounded to kopecks, and the last takes the rest. Rounding
// what is given in all, not each part, never gives anyone more than he wants.
func (p *pool) share(list []*obligation, want func(*obligation) sdano.Money, give func(*obligation, sdano.Money)) {
	for len(list) > 0 && p.cash > 0 {
		n := 1
		for n < len(list) && list[n].due == list[0].due && list[n].line.First == list[0].line.First {
			n++
		}
		var all sdano.Money
		for _, o := range list[:n] {
			all += want(o)
		}
		cash := min(p.cash, all)
		var wanted, given sdano.Money
		for _, o := range list[:n] {
			wanted += want(o)
			part := cash.MulDiv(int64(wanted), int64(all)) - given
			give(o, part)
			given += part
		}
		p.cash -= cash
		list = list[n:]
	}
}

// bySettlement is the order of НК РФ ст. 45 п. 8: НДФЛ before the others, then
// the oldest first.
func bySettlement(a, b *obligation) int {
	if a.line.First != b.line.First {
		if a.line.First {
			return -1
		}
		return 1
	}
	return byTerm(a, b)
}

func total(list []*obligation) sdano.Money {
	var out sdano.Money
	for _, o := range list {
		out += o.left()
	}
	return out
}

// accountDoubts says why the money of the account may be less than it seems.
func (s *sheet) accountDoubts(l *line) []string {
	through := slices.ContainsFunc(l.payments, func(o *obligation) bool { return o.rule.Settled == data.SettledENP })
	if !through || !s.pool.anything {
		return nil
	}
	var out []string
	if s.pool.unknown {
		out = append(out, "Суммы некоторых налогов не известны: свободных денег на ЕНС может быть меньше.")
	}
	others := slices.ContainsFunc(s.profile.regimesOn(s.today), func(k RegimeKind) bool { return k != USN && k != NPD })
	if s.partial && (others || s.profile.HasStaff(s.known, s.today)) {
		out = append(out, "С ЕНС уплачиваются и налоги, которых в мониторе пока нет.")
	}
	return out
}
