package monitor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sdano"
	"sdano/data"
)

// monthPay is the pay of one employee for one month.
type monthPay struct {
	employee string
	month    sdano.Period
	pay      sdano.Money
}

// payroll returns the pay by employee and month, in that order.
func (s *sheet) payroll() []monthPay {
	if s.pay != nil || len(s.facts.Payroll) == 0 {
		return s.pay
	}
	list := make([]monthPay, 0, len(s.facts.Payroll))
	for i := range s.facts.Payroll {
		p := &s.facts.Payroll[i]
		list = append(list, monthPay{p.Employee, p.Month, p.Taxable})
	}
	slices.SortFunc(list, func(a, b monthPay) int {
		if c := strings.Compare(a.employee, b.employee); c != 0 {
			return c
		}
		return comparePeriods(a.month, b.month)
	})
	s.pay = list[:0]
	for _, p := range list {
		if n := len(s.pay); n > 0 && s.pay[n-1].employee == p.employee && s.pay[n-1].month == p.month {
			s.pay[n-1].pay += p.pay
			continue
		}
		s.pay = append(s.pay, p)
	}
	return s.pay
}

// staffMonth is a month with pay: of all employees, and the contributions on it.
type staffMonth struct {
	pay, due sdano.Money
	known    bool // there are rates for it
	rates    *tariff
}

// staffMonths adds up the payroll by month, and the contributions on it, for each
// employee from January on.
func (s *sheet) staffMonths() map[sdano.Period]staffMonth {
	if s.months != nil {
		return s.months
	}
	s.months = map[sdano.Period]staffMonth{}
	rates := map[int]*tariff{}
	var base bases
	var before sdano.Money
	list := s.payroll()
	for i, p := range list {
		if p.month.Kind != sdano.Month {
			continue
		}
		year := p.month.Year
		if _, ok := rates[year]; !ok {
			rates[year] = s.tariffOf(year)
		}
		if i == 0 || list[i-1].employee != p.employee || list[i-1].month.Year != year {
			base, before = bases{}, 0
		}
		m, again := s.months[p.month]
		m.pay += p.pay
		m.rates = rates[year]
		known := m.rates != nil && base.add(m.rates, p)
		m.known = known && (!again || m.known)
		if known {
			due := base.contribution(m.rates)
			m.due += due - before
			before = due
		}
		s.months[p.month] = m
	}
	return s.months
}

// tariff are the rates of a year and category.
type tariff struct {
	year    data.EmployerYear
	general data.Tariff
	reduced *data.Tariff // nil = none
	wage    func(day sdano.Date) *data.MinWage
	doubts  []string
}

// tariffOf returns the rates for the payer's category; nil if the tables have none
// for the year.
func (s *sheet) tariffOf(year int) *tariff {
	limits, ok := s.employer[year]
	if !ok {
		return nil
	}
	out := &tariff{year: limits, wage: s.minWage}
	general := s.tariffRow(year, data.CategoryGeneral)
	if general == nil {
		return nil
	}
	out.general = *general
	certain := out.year.Certain() && general.Certain()
	if category := s.profile.TariffSV; category != "" && category != data.CategoryGeneral {
		if out.reduced = s.tariffRow(year, category); out.reduced == nil {
			out.doubts = append(out.doubts, fmt.Sprintf("Пониженного тарифа «%s» за %d г. нет: взносы посчитаны по общему.", category, year))
		} else {
			certain = certain && out.reduced.Certain()
		}
	}
	if !certain {
		out.doubts = append(out.doubts, fmt.Sprintf("Тарифы и база взносов за сотрудников %d г. еще не проверены.", year))
	}
	return out
}

func (s *sheet) tariffRow(year int, category string) *data.Tariff {
	for i := range s.tables.Tariffs {
		if t := &s.tables.Tariffs[i]; t.Category == category && t.From <= year && (t.To == 0 || year <= t.To) {
			return t
		}
	}
	return nil
}

// computeStaff computes contributions for employees month by month (НК РФ ст.
// 421, 425, 427): for each employee what is due from January on, less the months
// before.
func (s *sheet) computeStaff(l *line) {
	for _, o := range l.payments {
		s.accrue(o, s.staff(o))
	}
}

func (s *sheet) staff(o *obligation) sum {
	if o.period.Kind != sdano.Month || o.first.Before(s.known) || o.phase == future {
		return sum{}
	}
	m, ok := s.staffMonths()[o.period]
	if !ok || !m.known {
		return sum{}
	}
	out := sum{known: true, amount: m.due, doubts: m.rates.doubts}
	out.explain = func() []Step {
		return []Step{{
			Label: "Взносы за сотрудников за " + o.period.RU(), Formula: s.staffFormula(m.pay, m.rates), Value: out.amount,
			Law: m.rates.general.Law, Data: fmt.Sprintf("employers/%d", o.period.Year), Certain: len(out.doubts) == 0,
		}}
	}
	return out
}

func (s *sheet) staffFormula(pay sdano.Money, t *tariff) string {
	g := &t.general
	rate := g.UnifiedBelow
	if rate == 0 {
		rate = g.PensionBelow + g.SocialBelow + g.Medical
	}
	out := fmt.Sprintf("выплаты %s; до предела базы %s %%", s.rub(pay), rate.Percent())
	if t.reduced != nil {
		out += fmt.Sprintf(", сверх %s МРОТ по пониженному тарифу %s %%", t.reduced.Above, t.reduced.UnifiedAbove.Percent())
	}
	return out
}

// minWage returns the minimum wage of a day; nil if the tables have none.
func (s *sheet) minWage(day sdano.Date) *data.MinWage {
	for i := range s.tables.MinWages {
		if w := &s.tables.MinWages[i]; !day.Before(w.From) && (w.To.IsZero() || !day.After(w.To)) {
			return w
		}
	}
	return nil
}

// bases are the pay of an employee from January on: all of it, the parts below
// the limits under the general rates, and what bears a reduced rate.
type bases struct {
	all, general, reduced                   sdano.Money
	belowPension, belowSocial, belowUnified sdano.Money
	reducedBelow                            sdano.Money
}

// add adds the pay of a month: a part under the general rates, then the rest under
// the reduced ones; false if that part is not known.
func (b *bases) add(t *tariff, p monthPay) bool {
	y, cut := &t.year, p.pay
	if t.reduced != nil {
		wage := t.wage(p.month.First())
		if wage == nil {
			return false
		}
		if !wage.Certain() {
			t.doubts = once(t.doubts, fmt.Sprintf("МРОТ на %d г. еще не проверен.", p.month.Year))
		}
		cut = min(cut, t.reduced.Above.Of(wage.Month))
	}
	rest := p.pay - cut
	room := func(limit, want sdano.Money) sdano.Money { return min(want, max(0, limit-b.all)) }
	b.belowPension += room(y.Pension, cut)
	b.belowSocial += room(y.Social, cut)
	b.belowUnified += room(y.Unified, cut)
	b.general += cut
	b.all += cut
	b.reducedBelow += room(y.Unified, rest)
	b.reduced += rest
	b.all += rest
	return true
}

// contribution returns what is due on the bases, each product in kopecks.
func (b *bases) contribution(t *tariff) sdano.Money {
	g := &t.general
	out := g.PensionBelow.Of(b.belowPension) + g.PensionAbove.Of(b.general-b.belowPension) + g.SocialBelow.Of(b.belowSocial) + g.Medical.Of(b.general) +
		g.UnifiedBelow.Of(b.belowUnified) + g.UnifiedAbove.Of(b.general-b.belowUnified)
	if t.reduced != nil {
		out += t.reduced.UnifiedBelow.Of(b.reducedBelow) + t.reduced.UnifiedAbove.Of(b.reduced-b.reducedBelow)
	}
	return out
}

// computeAccidents computes insurance against accidents: the pay of the month at
// the payer's rate (125-ФЗ ст. 22).
func (s *sheet) computeAccidents(l *line) {
	for _, o := range l.payments {
		s.accrue(o, s.accidents(o))
	}
}

// usualNS is the rate of the lowest class of risk (179-ФЗ ст. 1).
var usualNS = sdano.MustRate("0.002")

func (s *sheet) accidents(o *obligation) sum {
	m, ok := s.staffMonths()[o.period]
	if !ok || o.first.Before(s.known) || o.phase == future {
		return sum{}
	}
	rate := cmp.Or(s.profile.RateNS, usualNS)
	out := sum{known: true, amount: rate.Of(m.pay)}
	if s.profile.RateNS == 0 {
		out.doubts = []string{"Тариф взносов на травматизм не указан: взят 0,2 %."}
	}
	out.explain = func() []Step {
		return []Step{{
			Label: "Взносы на травматизм за " + o.period.RU(), Formula: fmt.Sprintf("%s × %s %%", s.rub(m.pay), rate.Percent()), Value: out.amount,
			Law: "125-ФЗ ст. 22", Data: "employers", Certain: len(out.doubts) == 0,
		}}
	}
	return out
}

// computeWithheld computes the tax withheld from employees: what was withheld
// from pay-outs in the days of the window, 0 if there was none and the books are
// closed (НК РФ ст. 226 п. 6).
func (s *sheet) computeWithheld(l *line) {
	for _, o := range l.payments {
		s.accrue(o, s.withheld(o))
	}
}

func (s *sheet) withheld(o *obligation) sum {
	if o.first.Before(s.known) || o.phase == future {
		return sum{}
	}
	out := sum{}
	out.amount, out.known = s.withheldBetween(o.period.First(), o.period.Last())
	if closed := s.profile.BooksClosedTo; closed.Before(o.last) {
		out.doubts = []string{o.title() + ": книга учета не закрыта, сумма предварительная."}
	} else {
		out.known = true
	}
	if !out.known {
		return sum{}
	}
	out.explain = func() []Step {
		return []Step{{
			Label: "Удержано с выплат за " + o.period.RU(), Formula: s.rub(out.amount), Value: out.amount, Law: o.basis.Law, Certain: len(out.doubts) == 0,
		}}
	}
	return out
}

// withheldBetween returns what was withheld on some days, and whether there was a
// pay-out on them.
func (s *sheet) withheldBetween(first, last sdano.Date) (amount sdano.Money, paid bool) {
	if s.payouts == nil {
		s.payouts = make([]part, 0, len(s.facts.Payroll))
		for i := range s.facts.Payroll {
			if p := &s.facts.Payroll[i]; !p.Paid.IsZero() && !p.Paid.After(s.today) {
				s.payouts = append(s.payouts, part{p.Paid, p.Withheld})
			}
		}
		slices.SortFunc(s.payouts, func(a, b part) int { return a.day.Compare(b.day) })
	}
	i, _ := slices.BinarySearchFunc(s.payouts, first, func(p part, day sdano.Date) int { return p.day.Compare(day) })
	for ; i < len(s.payouts) && !s.payouts[i].day.After(last); i++ {
		amount += s.payouts[i].amount
		paid = true
	}
	return amount, paid
}

// computePatents takes the tax from the patents that were entered.
func (s *sheet) computePatents(l *line) {
	for _, o := range l.payments {
		value := sum{}
		for _, p := range s.profile.Patents {
			if p.Tax > 0 && sdano.DaysPeriod(p.From, p.To) == o.period {
				value.known = true
				value.amount += p.Tax
			}
		}
		if value.known {
			var formula string
			value.amount, formula = s.share(o.rule, value.amount)
			value.source = manual
			value.steps = []Step{{Label: "Налог по патенту за " + o.period.RU(), Formula: formula, Value: value.amount, Law: o.basis.Law, Certain: true}}
		}
		s.accrue(o, value)
	}
}
