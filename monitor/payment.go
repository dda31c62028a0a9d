package monitor

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sdano"
	"sdano/data"
)

// The rows whose payments the computations ask for.
const (
	rowUSN      = "usn"
	rowOwn      = "ip_self"
	rowTradeFee = "trade_fee"
)

// rowsStaff are the rows of contributions for employees, rowsSettled those of
// which the account may pay what reduces the tax under УСН.
var (
	rowsStaff   = []string{"sv", "ns"}
	rowsSettled = []string{"sv", rowTradeFee}
)

// payment is a payment that was recognised, or money that came to «единый
// налоговый счёт» in another way.
type payment struct {
	date   sdano.Date
	amount sdano.Money
	row    string
	period sdano.Period
	id     sdano.ID
}

// recognise sorts the payments: those of a row, those to «единый налоговый
// счёт», and those that say neither. The row comes from the fact or its КБК, the
// period from the fact or field 107; nothing is guessed.
func (s *sheet) recognise() {
	for _, f := range s.facts.Payments {
		p := payment{f.Date, f.Amount, f.Row, f.Period, f.ID}
		if p.row == "" {
			p.row = s.rowOf[f.KBK]
		}
		if p.period.IsZero() {
			p.period = parseField107(f.Field107)
		}
		switch {
		case p.date.After(s.today):
		case p.row == "":
			s.strange = append(s.strange, f)
		case p.row == ENP:
			s.account = append(s.account, p)
		default:
			s.payments = append(s.payments, p)
		}
	}
	slices.SortFunc(s.payments, comparePayments)
	slices.SortFunc(s.account, comparePayments)
	slices.SortFunc(s.strange, func(a, b Payment) int {
		return cmp.Or(a.Date.Compare(b.Date), bytes.Compare(a.ID[:], b.ID[:]), cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.KBK, b.KBK), cmp.Compare(a.Field107, b.Field107))
	})
}

func comparePayments(a, b payment) int {
	if c := a.date.Compare(b.date); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.row, b.row), comparePeriods(a.period, b.period),
		cmp.Compare(a.amount, b.amount), bytes.Compare(a.id[:], b.id[:]),
	)
}

// parseField107 reads «налоговый период» of a payment order: МС.03.2026,
// КВ.02.2026, ПЛ.01.2026, ГД.00.2026 or a day 15.04.2026 (приказ Минфина 107н,
// приложение 2 п. 8); anything else names no period.
func parseField107(text string) sdano.Period {
	part := strings.Split(text, ".")
	if len(part) != 3 || len(part[2]) != 4 {
		return sdano.Period{}
	}
	if day, err := sdano.ParseDateRU(text); err == nil && day.Year() >= 1000 {
		return sdano.DaysPeriod(day, day)
	}
	n, err := strconv.Atoi(part[1])
	year, bad := strconv.Atoi(part[2])
	if err != nil || bad != nil || year < 1000 {
		return sdano.Period{}
	}
	switch {
	case part[0] == "МС" && n >= 1 && n <= 12:
		return sdano.Period{Year: year, Kind: sdano.Month, N: n}
	case part[0] == "КВ" && n >= 1 && n <= 4:
		return sdano.QuarterPeriod(year, n)
	case part[0] == "ПЛ" && n == 1:
		return sdano.Period{Year: year, Kind: sdano.HalfYear}
	case part[0] == "ПЛ" && n == 2, part[0] == "ГД":
		return sdano.YearPeriod(year)
	}
	return sdano.Period{}
}

// paidBetween returns what was paid to some rows in a run of days.
func (s *sheet) paidBetween(first, last sdano.Date, rows ...string) sdano.Money {
	var out sdano.Money
	for _, p := range s.payments {
		if !p.date.Before(first) && !p.date.After(last) && slices.Contains(rows, p.row) {
			out += p.amount
		}
	}
	return out
}

// applyPayments covers the sums of the rows by their payments: first those that
// name their period, in the order of the terms inside it; then the others, each
// for what was current on its day before what was overdue. What a payment leaves
// over goes to the other terms of its year, and from 2023 to «единый налоговый
// счёт».
func (s *sheet) applyPayments() {
	for _, named := range []bool{true, false} {
		for _, p := range s.payments {
			l := s.lineOf(p.row)
			if l == nil || p.period.IsZero() == named {
				continue
			}
			targets := l.unnamed(p)
			if named {
				targets = l.named(p)
			}
			s.spend(p, targets)
		}
	}
	for _, l := range s.lines {
		s.creditBelowZero(l)
	}
}

func (s *sheet) lineOf(row string) *line {
	for _, l := range s.lines {
		if l.ID == row {
			return l
		}
	}
	return nil
}

// spend pays the targets in their order, and puts what is left to the account. A
// sum that is named by the payment and not known takes all: the money is for it.
func (s *sheet) spend(p payment, targets []*obligation) {
	enp := false
	for _, o := range targets {
		amount := min(p.amount, o.left())
		if !o.sum.known && o.named(p) {
			amount = p.amount
		}
		o.pay(p.date, amount)
		p.amount -= amount
		enp = enp || o.rule.Settled == data.SettledENP
	}
	if p.amount > 0 && enp && !p.date.Before(enpFrom) {
		s.account = append(s.account, p)
	}
}

// named reports whether a payment names the very period of the obligation.
func (o *obligation) named(p payment) bool {
	return !p.period.IsZero() && (o.period == p.period || o.own() == p.period)
}

// named returns the payments of the row that a payment names by its period: the
// very period, else the shortest that holds it; then the others of the year.
func (l *line) named(p payment) []*obligation {
	var best, rest []*obligation
	for _, o := range l.payments {
		switch {
		case o.named(p):
			best = append(best, o)
		case o.period.Year == p.period.Year:
			rest = append(rest, o)
		}
	}
	if len(best) == 0 {
		best, rest = shortest(rest, p.period)
	}
	return append(best, rest...)
}

// shortest parts the obligations into those with the shortest period that holds
// a given one, or if there is none those whose periods lie in it, and the others.
func shortest(list []*obligation, p sdano.Period) (best, rest []*obligation) {
	var end sdano.Date
	for _, o := range list {
		if holds(o.period, p) && (end.IsZero() || o.period.Last().Before(end)) {
			end = o.period.Last()
		}
	}
	for _, o := range list {
		if end.IsZero() && holds(p, o.period) || !end.IsZero() && holds(o.period, p) && o.period.Last() == end {
			best = append(best, o)
		} else {
			rest = append(rest, o)
		}
	}
	if len(best) == 0 {
		return nil, nil
	}
	return best, rest
}

// holds reports whether a period holds the whole of another.
func holds(outer, inner sdano.Period) bool {
	return !inner.First().Before(outer.First()) && !inner.Last().After(outer.Last())
}

// unnamed returns the payments of the row in the order in which one without a
// period covers them: current on its day, then overdue, then to come.
func (l *line) unnamed(p payment) []*obligation {
	out := make([]*obligation, 0, len(l.payments))
	pick := func(ok func(o *obligation) bool) {
		for _, o := range l.payments {
			if ok(o) {
				out = append(out, o)
			}
		}
	}
	late := func(o *obligation) bool { return o.due.Before(p.date) }
	next := func(o *obligation) bool { return !late(o) && o.opens.After(p.date) }
	pick(func(o *obligation) bool { return !late(o) && !next(o) })
	pick(late)
	pick(next)
	return out
}

// creditBelowZero lets a sum below zero reduce the unpaid sums of its year; what
// is left over is money of «единый налоговый счёт» from the day of its term.
func (s *sheet) creditBelowZero(l *line) {
	for _, o := range l.payments {
		if !o.sum.known || o.sum.amount >= 0 || o.phase == future {
			continue
		}
		rest := -o.sum.amount
		for _, other := range l.payments {
			if other.period.Year == o.period.Year && other.last.Before(o.last) {
				part := min(rest, other.left())
				other.credit += part
				rest -= part
			}
		}
		if rest > 0 && o.rule.Settled == data.SettledENP && !o.due.Before(enpFrom) && !o.due.After(s.today) {
			s.account = append(s.account, payment{date: o.due, amount: rest, row: o.rule.Row, period: o.period})
		}
	}
}
