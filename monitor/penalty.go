package monitor

import (
	"fmt"
	"math"
	"math/bits"

	"sdano"
	"sdano/data"
)

// penalty is what a delay costs up to a day (НК РФ ст. 75): for every day from
// the one after the term to the day of payment, both included, the unpaid sum ×
// key rate / divisor of the day's band. It is an estimate: since 2023 ФНС counts
// it on the account as a whole.
type penalty struct {
	days   int // that bear a penalty
	amount sdano.Money
	// even: one debt, rate and divisor on all days, so that it is one formula.
	even    bool
	debt    sdano.Money
	rate    sdano.Rate
	divisor int
	law     string
	doubts  []string
}

// penaltyOf computes the penalty of an overdue payment up to and with today.
func (s *sheet) penaltyOf(o *obligation) penalty {
	out := penalty{even: true}
	var total wide
	for day := o.due.AddDays(1); !day.After(s.today); {
		next := s.nextChange(o, day)
		s.addRun(&out, &total, o, day, next)
		day = next
	}
	out.amount = total.div(1_000_000 * uint64(s.divisors))
	return out
}

// addRun adds the days from one to before another, on which nothing changes.
func (s *sheet) addRun(p *penalty, total *wide, o *obligation, day, next sdano.Date) {
	debt := o.left()
	for _, x := range o.parts {
		if !x.day.Before(day) {
			debt += x.amount
		}
	}
	rule, band := s.band(o, day)
	rate, known := s.keyRate(day)
	if debt <= 0 || rule == nil || rate == 0 || s.suspended(o, day) {
		return
	}
	n := day.DaysTo(next)
	total.add(uint64(debt), uint64(rate)*uint64(n)*uint64(s.divisors/band.Divisor))
	p.even = p.even && (p.days == 0 || p.debt == debt && p.rate == rate && p.divisor == band.Divisor)
	p.days, p.debt, p.rate, p.divisor, p.law = p.days+n, debt, rate, band.Divisor, rule.Law
	if !rule.Certain() {
		p.doubts = once(p.doubts, "Порядок начисления пеней с "+rule.From.RU()+" еще не проверен.")
	}
	if !known {
		p.doubts = once(p.doubts, "Ключевая ставка известна по "+s.tables.KeyRatesTo.RU()+": дальше взята последняя.")
	}
}

// nextChange returns the first day after one on which the debt, the rate, the
// band or a moratorium changes, at most the day after today.
func (s *sheet) nextChange(o *obligation, day sdano.Date) sdano.Date {
	next := s.today.AddDays(1)
	at := func(d sdano.Date) {
		if d.After(day) && d.Before(next) {
			next = d
		}
	}
	for _, x := range o.parts {
		at(x.day.AddDays(1))
	}
	for i := range s.tables.KeyRates {
		at(s.tables.KeyRates[i].From)
	}
	at(s.tables.KeyRatesTo.AddDays(1))
	for i := range s.tables.Moratoria {
		at(s.tables.Moratoria[i].From)
		at(s.tables.Moratoria[i].To.AddDays(1))
	}
	for i := range s.tables.Penalties {
		r := &s.tables.Penalties[i]
		if r.Payer != string(s.profile.Taxpayer) {
			continue
		}
		at(r.From)
		for _, b := range r.Bands {
			at(o.due.AddDays(b.From))
		}
	}
	return next
}

// band returns the rule of a day and its band for the day of the delay, which is
// counted on across a change of rules.
func (s *sheet) band(o *obligation, day sdano.Date) (*data.PenaltyRule, data.PenaltyBand) {
	n := o.due.DaysTo(day)
	for i := range s.tables.Penalties {
		r := &s.tables.Penalties[i]
		if r.Payer != string(s.profile.Taxpayer) || day.Before(r.From) || !r.To.IsZero() && day.After(r.To) {
			continue
		}
		for _, b := range r.Bands {
			if n >= b.From && (b.To == 0 || n <= b.To) {
				return r, b
			}
		}
	}
	return nil, data.PenaltyBand{}
}

// keyRate returns the key rate of a day; known is false after the last day that
// the table covers.
func (s *sheet) keyRate(day sdano.Date) (rate sdano.Rate, known bool) {
	for i := range s.tables.KeyRates {
		if k := &s.tables.KeyRates[i]; !k.From.After(day) {
			rate = k.Rate
		}
	}
	return rate, !day.After(s.tables.KeyRatesTo)
}

// suspended reports whether a moratorium for everyone takes the day out.
func (s *sheet) suspended(o *obligation, day sdano.Date) bool {
	for i := range s.tables.Moratoria {
		m := &s.tables.Moratoria[i]
		if m.Everyone && o.due.Before(m.From) && !day.Before(m.From) && !day.After(m.To) {
			return true
		}
	}
	return false
}

// wide is a sum of products that may pass 64 bits.
type wide struct{ high, low uint64 }

func (w *wide) add(a, b uint64) {
	high, low := bits.Mul64(a, b)
	var carry uint64
	w.low, carry = bits.Add64(w.low, low, 0)
	w.high, _ = bits.Add64(w.high, high, carry)
}

// div divides and rounds half up; what passes any amount of money is the largest.
func (w *wide) div(by uint64) sdano.Money {
	low, carry := bits.Add64(w.low, by/2, 0)
	high := w.high + carry
	if high >= by/2 {
		return math.MaxInt64
	}
	quotient, _ := bits.Div64(high, low, by)
	return sdano.Money(quotient)
}

// commonDivisor returns the least common multiple of all divisors of penalties.
func commonDivisor(rules []data.PenaltyRule) int {
	out := 1
	for i := range rules {
		for _, b := range rules[i].Bands {
			a, c := out, b.Divisor
			for c != 0 {
				a, c = c, a%c
			}
			out = out / a * b.Divisor
		}
	}
	return out
}

// explainPenalties tells what the delays of a cell have cost so far. It is in no
// sum of the cell. What goes to «Социальный фонд» or outside the account bears
// penalties by other laws, and nothing is said of them.
func (s *sheet) explainPenalties(c *Cell, debts []*obligation) {
	for _, o := range debts {
		p := s.penaltyOf(o)
		if p.amount == 0 || o.rule.Settled != data.SettledENP {
			continue
		}
		text := "Пени на " + s.today.RU() + " за просрочку, " + o.title() + ": "
		if p.even {
			text += fmt.Sprintf("%d дн. × %s × %s %% / %d = ", p.days, s.rub(p.debt), p.rate.Percent(), p.divisor)
		} else {
			text += fmt.Sprintf("за %d дн. ", p.days)
		}
		c.Why = append(c.Why, text+s.rub(p.amount)+" руб. ("+p.law+"; в сумму не входят, оценка)")
		for _, doubt := range p.doubts {
			c.Why = once(c.Why, doubt)
		}
	}
}
