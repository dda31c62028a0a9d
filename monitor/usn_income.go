package monitor

import (
	"fmt"
	"slices"
	"strings"

	"sdano"
	"sdano/data"
)

// income computes a term under «доходы»: the tax on the income from the
// beginning of the year, less contributions and trade fee.
func (y *usnYear) income(o *obligation, out *sum) {
	s := y.chain.sheet
	base, _ := y.turnover(o.last)
	tax, formula, _ := y.tax(base, o.last)
	y.step(out, "Налог с доходов за "+o.period.RU(), formula, tax, lawTax)
	cut, known := y.deduction(o)
	if !known {
		out.known = false
		return
	}
	limit, note := y.limit(o, tax)
	reduced := min(limit, cut.all().WholeRubles())
	formula = cut.formula(s)
	if reduced < cut.all() && limit < cut.all() {
		formula += ", не больше " + note + s.rub(limit)
	}
	y.step(out, "Взносы, уменьшающие налог", formula, -reduced, y.rule.Law)
	fee := min(tax-reduced, s.paidBetween(y.first, o.last, rowTradeFee)+s.settledBetween(y.first, o.last, rowTradeFee))
	y.step(out, "Торговый сбор", s.rub(fee), -fee, lawTradeFee)
	out.doubts = append(out.doubts, cut.doubts...)
	if o.period.Kind == sdano.Year {
		y.chain.over = cut.unusedOver(reduced)
	}
}

// limit returns the largest reduction: all of the tax for an ИП without
// employees in the period, half of it for all others (НК РФ ст. 346.21 п. 3.1).
func (y *usnYear) limit(o *obligation, tax sdano.Money) (limit sdano.Money, note string) {
	p := y.chain.sheet.profile
	share := y.rule.CapStaff
	if p.Taxpayer == Entrepreneur && !p.HasStaff(y.first, o.last) {
		share = y.rule.CapAlone
	}
	if share == sdano.MustRate("1") {
		return tax, ""
	}
	return share.Of(tax).FloorRubles(), share.Percent() + " % налога: "
}

// deduction is what may reduce the tax of a period, in the order in which it is
// used.
type deduction struct {
	paid    sdano.Money // contributions paid in the period
	fixed   sdano.Money // own fixed contributions of the year
	carried sdano.Money // the 1 % of the year before
	over    sdano.Money // the 1 % of the year
	doubts  []string
}

func (d deduction) all() sdano.Money { return d.paid + d.fixed + d.carried + d.over }

func (d deduction) formula(s *sheet) string {
	var parts []string
	for _, m := range []sdano.Money{d.paid, d.fixed, d.carried, d.over} {
		if m != 0 {
			parts = append(parts, s.rub(m))
		}
	}
	return strings.Join(parts, " + ")
}

// unusedOver returns what of the year's 1 % a reduction left for the next year.
func (d deduction) unusedOver(reduced sdano.Money) sdano.Money {
	used := max(0, reduced-(d.paid+d.fixed+d.carried))
	return max(0, d.over-used)
}

// deduction returns the contributions that may reduce the tax of a period; false
// if their sum cannot be told.
func (y *usnYear) deduction(o *obligation) (deduction, bool) {
	s := y.chain.sheet
	d := deduction{paid: s.paidBetween(y.first, o.last, rowsStaff...) + s.settledBetween(y.first, o.last, calculatorStaff)}
	if s.profile.Taxpayer != Entrepreneur {
		return d, true
	}
	if y.rule.Reduction == data.ReducePaid {
		d.paid += s.paidBetween(y.first, o.last, rowOwn)
		return d, true
	}
	d.paid += s.paidForEarlier(y.first, o.last)
	known := y.payable(o, &d)
	return d, known
}

// paidForEarlier returns own contributions paid in a run of days for the years
// before «единый налоговый счёт»: they still reduce the tax when they are paid.
func (s *sheet) paidForEarlier(first, last sdano.Date) sdano.Money {
	var out sdano.Money
	for _, p := range s.payments {
		if p.row == rowOwn && !p.period.IsZero() && p.period.Year < enpFrom.Year() && !p.date.Before(first) && !p.date.After(last) {
			out += p.amount
		}
	}
	return out
}

// payable adds own contributions payable for the year, paid or not: the fixed
// part whole, and the 1 % on the income so far or, by the payer's choice, that
// of the year before.
func (y *usnYear) payable(o *obligation, d *deduction) bool {
	s := y.chain.sheet
	for year := y.first.Year(); year <= y.year; year++ {
		own := s.byKey[duty{ruleFixed, sdano.YearPeriod(year)}]
		if own == nil {
			continue
		}
		if !own.sum.known {
			return false
		}
		d.fixed += own.sum.amount
		d.doubts = append(d.doubts, own.sum.doubts...)
	}
	if s.byKey[duty{ruleFixed, sdano.YearPeriod(y.year)}] == nil {
		return true
	}
	y.carry(d)
	if s.profile.OnePercent == NextYear {
		return true
	}
	over, known := y.overSoFar(o)
	d.over = over.amount
	d.doubts = append(d.doubts, over.doubts...)
	return known
}

// carry adds the 1 % contribution of the year before: what its tax left, or all
// of it if the payer deducts it in the next year.
func (y *usnYear) carry(d *deduction) {
	s := y.chain.sheet
	last := sdano.YearPeriod(y.year - 1)
	if y.year <= enpFrom.Year() {
		return // by payment
	}
	d.carried = y.carried
	if s.profile.OnePercent == NextYear {
		d.carried = 0
		if o := s.byKey[duty{ruleOver, last}]; o != nil {
			d.carried = o.sum.amount
		}
	}
	if first, _ := s.profile.lived(last); first.Before(s.known) && !first.After(last.Last()) {
		d.doubts = append(d.doubts, fmt.Sprintf("Взнос 1 %% за %d г., которым можно уменьшить налог, не известен.", last.Year))
	}
}

// overSoFar returns the 1 % of the year on its income up to the end of a period.
// For the whole year it is the sum of that contribution itself.
func (y *usnYear) overSoFar(o *obligation) (sum, bool) {
	s := y.chain.sheet
	if whole := s.byKey[duty{ruleOver, sdano.YearPeriod(y.year)}]; whole != nil && o.period.Kind == sdano.Year {
		return whole.sum, whole.sum.known
	}
	base := s.base(y.year, o.last)
	year, ok := s.contrib[y.year]
	if !ok || !base.known {
		return sum{}, false
	}
	return sum{known: true, amount: overOf(year, base.amount), doubts: slices.Clone(base.doubts)}, true
}
