package monitor

import (
	"context"
	"fmt"

	"sdano"
)

// USNCalculation is the calculator of УСН from the beginning of a year to the end
// of a quarter (НК РФ ст. 346.18, 346.21). Amounts are exact; those of the
// declaration are in whole rubles.
type USNCalculation struct {
	Payer sdano.TaxID
	// Day is the day that was asked for, Period the time from the beginning of the
	// year to the end of its quarter; Before the one whose advances are taken off,
	// absent in the first quarter.
	Day            sdano.Date
	Period, Before sdano.Period
	Object         TaxObject
	Rate           sdano.Rate
	// Income and Refund are the books, Contributions what may reduce the tax,
	// Reduction what of it does.
	Income, Refund, Contributions, Reduction sdano.Money
	// Advances are those of the quarters before; ToPay the sum of the term, Paid
	// what covers it, Left the rest.
	Advances, ToPay, Paid, Left sdano.Money
	Steps                       []CalculationStep
	// Debt is what is unpaid of earlier years.
	Debt sdano.Money
	// Warnings say in Russian why the figures may be inexact.
	Warnings []string

	settings Settings
}

// Tax returns the name of the tax where payments are made.
func (c *USNCalculation) Tax() string {
	if c.Object == IncomeExpense {
		return taxUSNExpense
	}
	return taxUSNIncome
}

// USN computes УСН of a payer up to the end of the quarter of a day. The error is
// ErrNoProfile, or of kind Unavailable if the payer is not under УСН then or the
// time is before the beginning of the accounts.
func (s *Service) USN(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, day sdano.Date) (USNCalculation, error) {
	sheet, err := s.calculate(ctx, tenant, id, day)
	if err != nil {
		return USNCalculation{}, err
	}
	y, o := sheet.usnTerm(day)
	if o == nil {
		return USNCalculation{}, errNoCalculation("Расчет УСН за %d год не поддерживается", day.Year())
	}
	if !y.prepare() {
		return USNCalculation{}, errNoCalculation("Для УСН в %d году не задана ставка налога", day.Year())
	}
	out := USNCalculation{
		Payer: sheet.profile.TaxID, Day: day, Period: o.period, Object: y.regime.Object, Rate: y.regime.Rate, settings: sheet.settings,
		Warnings: append([]string(nil), o.sum.doubts...),
	}
	out.fill(y, o)
	return out, nil
}

// usnTerm returns the year and the term of УСН in whose quarter a day lies, with
// all years before it computed; a nil term if there is none.
func (s *sheet) usnTerm(day sdano.Date) (*usnYear, *obligation) {
	l := s.lineOf(rowUSN)
	if l == nil {
		return nil, nil
	}
	chain := &usnChain{sheet: s}
	for year := s.firstYear(); year <= day.Year(); year++ {
		y, ok := chain.year(l, year)
		switch {
		case ok && year == day.Year():
			return y, y.terms[sdano.QuarterOf(day).N-1]
		case ok:
			y.compute()
		default:
			chain.skip(year)
		}
	}
	return nil, nil
}

func (c *USNCalculation) fill(y *usnYear, o *obligation) {
	s := y.chain.sheet
	t := s.books.between(USN, y.first, o.last)
	c.Income, c.Refund = t.income.WholeRubles(), t.refunds.WholeRubles()
	for i, term := range y.terms {
		if term == o && i > 0 {
			c.Before = usnPeriods(y.year)[i-1]
		}
		if term != nil && term.last.Before(o.last) {
			c.Advances += max(0, term.sum.amount)
		}
	}
	var list steps
	tax := c.taxSteps(&list, y, o)
	fee := c.reductionSteps(&list, y, o, tax)
	c.finish(&list, s, o, tax, fee)
	c.Steps = list
	if known, certain := s.closedness(y.first, o.last); !known || !certain {
		c.Warnings = append(c.Warnings, "Доходы и расходы внесены не по "+o.last.RU()+": расчет предварительный.")
	}
	c.Debt = s.debtBefore(y)
}

// taxSteps are the steps to the tax before reductions.
func (c *USNCalculation) taxSteps(list *steps, y *usnYear, o *obligation) sdano.Money {
	s := y.chain.sheet
	income, expenses := y.turnover(o.last)
	name := "Налог за " + o.period.RU()
	percent := c.Rate.Percent() + "%"
	if c.Object == Income {
		tax, _, _ := y.tax(income, o.last)
		list.add(name+" = (Доходы - Возвраты) * Ставка", fmt.Sprintf("((%s - %s) * %s)", s.rub(c.Income), s.rub(c.Refund), percent), tax)
		return tax
	}
	list.add("Расходы", "", expenses)
	base := max(0, income-expenses)
	if o.period.Kind == sdano.Year {
		base, _ = y.yearBase(income-expenses, "")
		if less := max(0, income-expenses) - base; less > 0 {
			list.add("Убытки прошлых лет и разница с минимальным налогом", "", less)
		}
	}
	tax, _, _ := y.tax(base, o.last)
	list.add("Налоговая база", fmt.Sprintf("(%s - %s)", s.rub(income), s.rub(expenses)), base)
	list.add(name+" = База * Ставка", fmt.Sprintf("(%s * %s)", s.rub(base), percent), tax)
	if least := y.rule.Minimum.Of(income).WholeRubles(); o.period.Kind == sdano.Year && least > tax {
		list.add("Минимальный налог", fmt.Sprintf("(%s * %s%%)", s.rub(income), y.rule.Minimum.Percent()), least)
		return least
	}
	return tax
}

// reductionSteps are the contributions and the trade fee that reduce the tax; it
// returns the fee.
func (c *USNCalculation) reductionSteps(list *steps, y *usnYear, o *obligation, tax sdano.Money) sdano.Money {
	if c.Object != Income {
		return 0
	}
	s := y.chain.sheet
	cut, known := y.deduction(o)
	if !known {
		c.Warnings = append(c.Warnings, "Взносы, уменьшающие налог, известны не полностью.")
	}
	limit, note := y.limit(o, tax)
	c.Contributions = cut.all()
	c.Reduction = min(limit, cut.all().WholeRubles())
	formula := ""
	if limit < cut.all().WholeRubles() {
		formula = "(" + s.rub(cut.all()) + ", не больше " + note + s.rub(limit) + ")"
	}
	list.add("Взносы, уменьшающие налог", formula, c.Reduction)
	fee := min(tax-c.Reduction, s.paidBetween(y.first, o.last, rowTradeFee)+s.settledBetween(y.first, o.last, rowTradeFee))
	if fee > 0 {
		list.add("Торговый сбор", "", fee)
	}
	return fee
}

// finish are the advances and the result. A sum that was declared or entered wins
// over the computed one, as it does in the monitor.
func (c *USNCalculation) finish(list *steps, s *sheet, o *obligation, tax, fee sdano.Money) {
	formula := s.rub(tax)
	if c.Object == Income {
		formula += " - " + s.rub(c.Reduction)
	}
	if fee > 0 {
		formula += " - " + s.rub(fee)
	}
	if !c.Before.IsZero() {
		list.add("Авансовые платежи за "+c.Before.RU(), "", c.Advances)
		formula += " - " + s.rub(c.Advances)
	}
	c.ToPay = max(0, tax-c.Reduction-fee-c.Advances)
	if o.sum.known && o.sum.source != computed && max(0, o.sum.amount) != c.ToPay {
		c.ToPay = max(0, o.sum.amount)
		list.add("Налог к уплате по декларации", "", c.ToPay)
	} else {
		list.add("Налог к уплате", "("+formula+")", c.ToPay)
	}
	c.Paid = o.paid + o.credit
	c.Left = max(0, c.ToPay-c.Paid)
}

// debtBefore returns what is unpaid of the years before.
func (s *sheet) debtBefore(y *usnYear) sdano.Money {
	var out sdano.Money
	for _, o := range s.lineOf(rowUSN).payments {
		if o.visible() && o.phase == overdue && o.period.Year < y.year {
			out += o.left()
		}
	}
	return out
}
