package monitor

import (
	"fmt"

	"sdano"
	"sdano/data"
)

// usnChain computes the years of УСН one after another, since they hand on
// losses and contributions that could not be deducted.
type usnChain struct {
	sheet *sheet
	// over is the 1 % contribution of the year before that its tax could not
	// use.
	over sdano.Money
	// losses are those of earlier years, the oldest first; minimum is by how much
	// the minimum tax of the year before passed the tax.
	losses  []loss
	minimum sdano.Money
}

type loss struct {
	year int
	left sdano.Money
}

// usnYear is one year under УСН: its terms and what they are computed from.
type usnYear struct {
	chain  *usnChain
	year   int
	rule   data.USNRule
	regime Regime
	first  sdano.Date // the year's first day as a tax period
	terms  [4]*obligation
	doubts []string
	// carried is what the year before hands on: usnChain.over.
	carried sdano.Money
}

// usnPeriods are the terms of a year: three advances and the rest.
func usnPeriods(year int) [4]sdano.Period {
	return [4]sdano.Period{
		sdano.QuarterPeriod(year, 1),
		{Year: year, Kind: sdano.HalfYear},
		{Year: year, Kind: sdano.NineMonths},
		sdano.YearPeriod(year),
	}
}

// computeUSN computes the advances and the tax of every year (НК РФ ст. 346.18,
// 346.21): each term is what is payable from the beginning of the year, less the
// terms before.
func (s *sheet) computeUSN(l *line) {
	chain := &usnChain{sheet: s}
	for year := s.firstYear(); year <= s.today.Year()+1; year++ {
		y, ok := chain.year(l, year)
		if !ok {
			chain.skip(year)
			continue
		}
		y.compute()
	}
}

// year gathers the terms of a year; false if there are none.
func (c *usnChain) year(l *line, year int) (*usnYear, bool) {
	y := &usnYear{chain: c, year: year, carried: c.over}
	found := false
	for i, p := range usnPeriods(year) {
		for _, o := range l.payments {
			if o.period == p {
				y.terms[i], y.first, found = o, o.first, true
			}
		}
	}
	return y, found
}

// skip hands nothing on from a year without УСН but its 1 % contribution.
func (c *usnChain) skip(year int) {
	c.over = 0
	if o := c.sheet.byKey[duty{ruleOver, sdano.YearPeriod(year)}]; o != nil && o.sum.known {
		c.over = o.sum.amount
	}
}

func (y *usnYear) compute() {
	s := y.chain.sheet
	y.chain.over = 0
	known := y.prepare()
	var advances sdano.Money
	for i, o := range y.terms {
		if o == nil {
			continue
		}
		value := sum{}
		if known && o.phase != future {
			if booked, _ := s.closedness(y.first, o.last); booked {
				value = y.term(i, o, advances)
			}
		}
		s.accrue(o, value)
		known = known && o.sum.known
		advances += o.sum.amount
	}
}

// prepare finds what the year is computed from; false if something is missing.
func (y *usnYear) prepare() bool {
	s := y.chain.sheet
	last := y.lastTerm().last
	regime, ok := s.profile.regimeIn(USN, y.first, last)
	if !ok || regime.Rate <= 0 {
		return false
	}
	y.regime = regime
	for _, rule := range s.usn {
		if rule.From <= y.year && (rule.To == 0 || y.year <= rule.To) {
			y.rule = rule
			if !rule.Certain() {
				y.doubts = append(y.doubts, fmt.Sprintf("Правила УСН %d г. еще не проверены.", y.year))
			}
			return true
		}
	}
	return false
}

func (y *usnYear) lastTerm() *obligation {
	for i := len(y.terms) - 1; i > 0; i-- {
		if y.terms[i] != nil {
			return y.terms[i]
		}
	}
	return y.terms[0]
}

// term computes one term from the beginning of the year.
func (y *usnYear) term(i int, o *obligation, advances sdano.Money) sum {
	s := y.chain.sheet
	out := sum{known: true, doubts: append(s.booksDoubts(o.last), y.doubts...)}
	if y.regime.Object == IncomeExpense {
		y.incomeExpense(o, &out)
	} else {
		y.income(o, &out)
	}
	if !out.known {
		return sum{}
	}
	if i > 0 {
		y.step(&out, "Авансовые платежи за предыдущие периоды года", s.rub(advances), -advances, lawAdvances)
	}
	if out.amount < 0 && i < 3 {
		y.step(&out, "Аванс не бывает меньше нуля", "", -out.amount, lawAdvances)
	}
	for k := range out.steps {
		out.steps[k].Certain = len(out.doubts) == 0
	}
	return out
}

// The articles behind the steps; those that differ by year stand in the table.
const (
	lawTax      = "НК РФ ст. 346.20, 346.21"
	lawExpenses = "НК РФ ст. 346.18, 346.20, 346.21"
	lawAdvances = "НК РФ ст. 346.21 п. 3–5"
	lawTradeFee = "НК РФ ст. 346.21 п. 8"
)

// step adds a step to a sum, unless it changes nothing.
func (y *usnYear) step(out *sum, label, formula string, value sdano.Money, law string) {
	if value == 0 && len(out.steps) > 0 {
		return
	}
	out.amount += value
	out.steps = append(out.steps, Step{
		Label: label, Formula: formula, Value: value, Law: law,
		Data: fmt.Sprintf("usn/%d", y.rule.From),
	})
}

// turnover returns the books of the year up to a day, in whole rubles as the
// declaration takes them.
func (y *usnYear) turnover(to sdano.Date) (income, expenses sdano.Money) {
	t := y.chain.sheet.books.between(USN, y.first, to)
	return t.net().WholeRubles(), t.expenses.WholeRubles()
}

// tax returns the tax on a base: the part of it that was earned before the
// quarter in which the income passed the limit of the raised rates, by the
// payer's rate, the rest by the raised one (2021–2024).
func (y *usnYear) tax(base sdano.Money, to sdano.Date) (tax sdano.Money, formula string, raised bool) {
	s, rate := y.chain.sheet, y.regime.Rate
	before, raised := y.beforeRaise(to)
	if !raised {
		return rate.Of(base).WholeRubles(), fmt.Sprintf("%s × %s %%", s.rub(base), rate.Percent()), false
	}
	more := y.rule.RaisedIncome
	if y.regime.Object == IncomeExpense {
		more = y.rule.RaisedIncomeExpense
	}
	before = min(before, base)
	tax = (rate.Of(before) + more.Of(base-before)).WholeRubles()
	return tax, fmt.Sprintf("%s × %s %% + %s × %s %%", s.rub(before), rate.Percent(), s.rub(base-before), more.Percent()), true
}

// beforeRaise returns the base earned before the quarter in which the income of
// the year passed the limit of the raised rates; false if it did not up to a day.
func (y *usnYear) beforeRaise(to sdano.Date) (sdano.Money, bool) {
	if y.rule.RaisedAbove == 0 {
		return 0, false
	}
	var before sdano.Money
	for _, p := range usnPeriods(y.year) {
		if p.Last().After(to) {
			break
		}
		income, expenses := y.turnover(p.Last())
		if income > y.rule.RaisedAbove {
			return before, true
		}
		before = income
		if y.regime.Object == IncomeExpense {
			before = max(0, income-expenses)
		}
	}
	return 0, false
}
