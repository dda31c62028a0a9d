package monitor

import (
	"fmt"

	"sdano"
)

// incomeExpense computes a term under «доходы − расходы» (НК РФ ст. 346.18): the
// tax on income less expenses; for the year also less the losses of ten earlier
// years and the past difference with the minimum tax, and at least the minimum
// tax. Contributions are expenses: the books hold them.
func (y *usnYear) incomeExpense(o *obligation, out *sum) {
	s := y.chain.sheet
	income, expenses := y.turnover(o.last)
	words := s.rub(income) + " − " + s.rub(expenses)
	label := "Налог с доходов за вычетом расходов за " + o.period.RU()
	if o.period.Kind != sdano.Year {
		tax, formula := y.expenseTax(max(0, income-expenses), words, o.last)
		y.step(out, label, formula, tax, lawExpenses)
		return
	}
	y.earlierDoubts(out)
	base, words := y.yearBase(income-expenses, words)
	tax, formula := y.expenseTax(base, words, o.last)
	least := y.rule.Minimum.Of(income).WholeRubles()
	y.chain.minimum = max(0, least-tax)
	if least > tax {
		y.step(out, "Минимальный налог за "+o.period.RU(), fmt.Sprintf("%s × %s %%, больше налога %s", s.rub(income), y.rule.Minimum.Percent(), s.rub(tax)), least, y.rule.Law)
		return
	}
	y.step(out, label, formula, tax, lawExpenses)
}

// expenseTax returns the tax on a base with the words for how it came about.
func (y *usnYear) expenseTax(base sdano.Money, words string, to sdano.Date) (tax sdano.Money, formula string) {
	tax, formula, raised := y.tax(base, to)
	if !raised {
		formula = "(" + words + ") × " + y.regime.Rate.Percent() + " %"
	}
	return tax, formula
}

// yearBase takes the past difference with the minimum tax and the losses of
// earlier years from the result of a year, and keeps a loss for the next ones.
func (y *usnYear) yearBase(result sdano.Money, words string) (base sdano.Money, formula string) {
	c := y.chain
	if c.minimum > 0 {
		result -= c.minimum
		words += " − " + c.sheet.rub(c.minimum)
	}
	if result < 0 {
		c.losses = append(c.losses, loss{y.year, -result})
		return 0, words
	}
	var used sdano.Money
	for i := range c.losses {
		if l := &c.losses[i]; y.year-l.year <= lossYears {
			part := min(l.left, result-used)
			l.left -= part
			used += part
		}
	}
	if used > 0 {
		words += " − " + c.sheet.rub(used)
	}
	return result - used, words
}

// lossYears is for how many years a loss is carried (НК РФ ст. 346.18 п. 7).
const lossYears = 10

// earlierDoubts says that the years before s.known could lower the tax.
func (y *usnYear) earlierDoubts(out *sum) {
	s := y.chain.sheet
	if s.profile.Registered.Before(s.known) {
		out.doubts = append(out.doubts, "Убытки и минимальный налог за годы до "+s.known.RU()+" не известны.")
	}
}
