package monitor

import (
	"fmt"
	"time"

	"sdano"
	"sdano/data"
)

// The rules that the computation of own contributions knows.
const (
	ruleFixed = "ip_fixed"
	ruleOver  = "ip_1pct"
)

// enpFrom is the day from which taxes go through «единый налоговый счёт» (НК РФ
// ст. 11.3, 263-ФЗ of 14.07.2022).
var enpFrom = sdano.NewDate(2023, time.January, 1)

// plan spreads the fixed contributions of a year over its quarters.
type plan struct {
	quarter sdano.Period
	part    sdano.Money // of the year's sum up to and with the quarter
	share   string      // «2/4»
}

// computeOwn computes the contributions that an ИП pays for himself (НК РФ ст.
// 430, 432).
func (s *sheet) computeOwn(l *line) {
	for _, o := range l.payments {
		switch o.rule.ID {
		case ruleFixed:
			s.accrue(o, s.fixed(o))
			o.plan = s.planOf(o)
		case ruleOver:
			s.accrue(o, s.over(o))
		default:
			s.accrue(o, sum{})
		}
	}
}

// fixed returns the part that does not depend on income. For a part of a year
// it is a twelfth for every full month and a share of a twelfth by days for the
// others; the first and the last day count (НК РФ ст. 430 п. 3–5).
func (s *sheet) fixed(o *obligation) sum {
	year, ok := s.contrib[o.period.Year]
	if !ok || o.first.Before(s.known) {
		return sum{}
	}
	out := sum{
		known: true, amount: year.Fixed, doubts: s.contributionDoubts(year),
		short: &shortSum{"Фиксированные взносы", s.rub(year.Fixed), year.Basis, contributionsRow(year)},
	}
	if o.first == o.period.First() && o.last == o.period.Last() {
		return out
	}
	out.amount, out.short.formula = s.partYear(year.Fixed, o.first, o.last)
	return out
}

func contributionsRow(year data.ContributionYear) string {
	return fmt.Sprintf("ip-contributions/%d", year.Year)
}

func (s *sheet) contributionDoubts(year data.ContributionYear) []string {
	if year.Certain() {
		return nil
	}
	return []string{fmt.Sprintf("Взносы ИП за %d г.: суммы закона еще не проверены.", year.Year)}
}

// partYear returns the share of a year's sum for a run of its days, each product
// rounded to kopecks.
func (s *sheet) partYear(year sdano.Money, first, last sdano.Date) (amount sdano.Money, formula string) {
	var full int64
	var parts string
	for d := first.DayOfMonth(0, 1); !d.After(last); d = d.DayOfMonth(1, 1) {
		from, to := d, d.EndOfMonth()
		if from.Before(first) {
			from = first
		}
		if to.After(last) {
			to = last
		}
		days, month := from.DaysTo(to)+1, d.EndOfMonth().Day()
		if days == month {
			full++
			continue
		}
		amount += year.MulDiv(int64(days), int64(12*month))
		parts += fmt.Sprintf(" + %s/12 × %d/%d", s.rub(year), days, month)
	}
	if full > 0 {
		amount += year.MulDiv(full, 12)
		return amount, fmt.Sprintf("%s/12 × %d%s", s.rub(year), full, parts)
	}
	return amount, parts[len(" + "):]
}

// planOf returns the quarterly plan of a year's fixed contributions; nil if they
// are asked for in one sum. A part of a year is spread evenly over the quarters
// it touches.
func (s *sheet) planOf(o *obligation) *plan { return s.planOn(o, s.today) }

// planOn is planOf for another day.
func (s *sheet) planOn(o *obligation, day sdano.Date) *plan {
	how := s.profile.FixedPlan
	if how == "" && o.period.Year < enpFrom.Year() {
		how = Quarterly
	}
	if how != Quarterly || !o.sum.known {
		return nil
	}
	switch {
	case day.After(o.last):
		day = o.last
	case day.Before(o.first):
		day = o.first
	}
	from, at, to := sdano.QuarterOf(o.first), sdano.QuarterOf(day), sdano.QuarterOf(o.last)
	k, n := int64(at.N-from.N+1), int64(to.N-from.N+1)
	return &plan{quarter: at, part: o.sum.amount.MulDiv(k, n), share: fmt.Sprintf("%d/%d", k, n)}
}

// over returns 1 % of the base above the threshold, at most the cap.
func (s *sheet) over(o *obligation) sum {
	year, ok := s.contrib[o.period.Year]
	base := s.base(o.period.Year, o.last)
	if !ok || !base.known {
		return sum{}
	}
	label := fmt.Sprintf("%s %% с дохода %d г. свыше %s", year.Rate.Percent(), year.Year, s.rub(year.Threshold))
	return sum{
		known: true, amount: overOf(year, base.amount), doubts: append(base.doubts, s.contributionDoubts(year)...),
		short: &shortSum{label, s.overFormula(year, base.amount), year.Basis, contributionsRow(year)},
	}
}

func overOf(year data.ContributionYear, base sdano.Money) sdano.Money {
	return min(year.Cap, max(0, year.Rate.Of(base-year.Threshold)))
}

func (s *sheet) overFormula(year data.ContributionYear, base sdano.Money) string {
	formula := fmt.Sprintf("(%s − %s) × %s %%", s.rub(base), s.rub(year.Threshold), year.Rate.Percent())
	if year.Rate.Of(base-year.Threshold) > year.Cap {
		return formula + ", не больше " + s.rub(year.Cap)
	}
	return formula
}

// base returns the base of the 1 % for a year up to a day: the bases of the
// payer's regimes, each at least zero (НК РФ ст. 430 п. 9).
func (s *sheet) base(year int, to sdano.Date) sum {
	first, last := s.profile.lived(sdano.YearPeriod(year))
	if to.Before(last) {
		last = to
	}
	out := sum{known: !first.Before(s.known)}
	booked := false
	for _, kind := range []RegimeKind{USN, ESHN, OSNO} {
		regime, ok := s.profile.regimeIn(kind, first, last)
		if !ok {
			continue
		}
		booked = true
		part := s.books.between(kind, first, last)
		amount := part.net()
		if kind != USN || regime.Object == IncomeExpense {
			amount = max(0, amount-part.expenses+s.ownAmongExpenses(year, first, last))
			out.doubts = append(out.doubts, fmt.Sprintf("База взноса 1 %% за %d г. при вычете расходов еще не проверена.", year))
		}
		out.amount += amount
	}
	for _, patent := range s.profile.Patents {
		if patent.From.Year() == year {
			out.amount += patent.PotentialIncome
		}
	}
	if known, certain := s.closedness(first, last); booked && !certain {
		out.known = out.known && known
		out.doubts = append(out.doubts, s.booksDoubts(last)...)
	}
	return out
}

// ownAmongExpenses returns the own contributions paid in a run of days, where
// the year's base is counted without them.
func (s *sheet) ownAmongExpenses(year int, first, last sdano.Date) sdano.Money {
	if !s.contrib[year].OwnExcluded {
		return 0
	}
	return s.paidBetween(first, last, rowOwn)
}

// lived returns the days of a period from registration to closing; first is
// after last if there are none.
func (p *Profile) lived(period sdano.Period) (first, last sdano.Date) {
	first, last = period.First(), period.Last()
	if first.Before(p.Registered) {
		first = p.Registered
	}
	if !p.Closed.IsZero() && last.After(p.Closed) {
		last = p.Closed
	}
	return first, last
}
