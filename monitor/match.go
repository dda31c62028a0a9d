package monitor

import (
	"slices"
	"time"

	"sdano"
	"sdano/data"
)

// The conditions that are derived from other facts.
const (
	flagEmployees  = "employees"        // staff in any month of the period
	flagOver300k   = "income_over_300k" // the base of the 1 % passes its threshold
	flagVATPayer   = "vat_payer"        // pays НДС
	flagVATExempt  = "vat_exempt"       // does not, whatever the regime
	flagNoActivity = "no_activity"      // the rows are shown as one
	regimeNPDOnly  = "npd_only"         // НПД is the only regime
)

// concerns reports whether the payer can have an obligation by the rule on any
// day: it spares the look at each of its periods.
func (s *sheet) concerns(r *rule) bool {
	if s.possible(r.Who) {
		return true
	}
	for i := range r.Versions {
		if s.possible(r.Versions[i].Who) {
			return true
		}
	}
	return false
}

func (s *sheet) possible(who []data.Condition) bool {
	for i := range who {
		c := &who[i]
		if c.Taxpayer != "" && c.Taxpayer != string(s.profile.Taxpayer) || len(c.Regimes) > 0 && !slices.ContainsFunc(c.Regimes, s.everHas) {
			continue
		}
		if !slices.ContainsFunc(c.Flags, func(name string) bool { return !s.everSet(name) }) {
			return true
		}
	}
	return false
}

// everHas reports whether the payer has a regime on any day.
func (s *sheet) everHas(name string) bool {
	for i := range s.profile.Regimes {
		if kind := s.profile.Regimes[i].Kind; string(kind) == name || name == regimeNPDOnly && kind == NPD {
			return true
		}
	}
	return false
}

// everSet reports whether a flag may hold on any day.
func (s *sheet) everSet(name string) bool {
	switch name {
	case flagEmployees:
		return len(s.profile.Employees) > 0
	case flagOver300k, flagVATPayer:
		return true
	}
	for i := range s.profile.Flags {
		if s.profile.Flags[i].Name == name {
			return true
		}
	}
	return false
}

// matches reports whether the payer has an obligation: one of the conditions
// holds on the last day of its period.
func (s *sheet) matches(who []data.Condition, at *slot, first, last sdano.Date) bool {
	for i := range who {
		if s.holds(&who[i], at, first, last) {
			return true
		}
	}
	return false
}

func (s *sheet) holds(c *data.Condition, at *slot, first, last sdano.Date) bool {
	if c.Taxpayer != "" && c.Taxpayer != string(s.profile.Taxpayer) || len(c.Regimes) > 0 && !s.hasAny(c.Regimes, last) || s.hasAny(c.NotRegimes, last) {
		return false
	}
	for _, name := range c.Flags {
		if !s.hasFlag(name, at, first, last) {
			return false
		}
	}
	for _, name := range c.NotFlags {
		if s.hasFlag(name, at, first, last) {
			return false
		}
	}
	return true
}

// hasAny reports whether one of the regimes holds on a day.
func (s *sheet) hasAny(names []string, day sdano.Date) bool {
	for _, name := range names {
		if s.hasRegime(name, day) {
			return true
		}
	}
	return false
}

func (s *sheet) hasRegime(name string, day sdano.Date) bool {
	if name == regimeNPDOnly {
		return s.onlyNPD(day)
	}
	_, ok := s.profile.RegimeOn(RegimeKind(name), day)
	return ok
}

func (s *sheet) onlyNPD(day sdano.Date) bool {
	found := false
	for i := range s.profile.Regimes {
		r := &s.profile.Regimes[i]
		if !(Span{r.From, r.To}).Holds(day) {
			continue
		}
		if r.Kind != NPD {
			return false
		}
		found = true
	}
	return found
}

func (s *sheet) hasFlag(name string, at *slot, first, last sdano.Date) bool {
	switch name {
	case flagEmployees:
		return s.profile.HasStaff(first.DayOfMonth(0, 1), last.EndOfMonth())
	case flagOver300k:
		return s.passesThreshold(at.period, last)
	case flagVATPayer:
		return s.paysVAT(last)
	}
	return s.profile.HasFlag(name, last)
}

// passesThreshold reports whether the base of the 1 % contribution of a year
// passes its threshold. An entered flag counts where the books say nothing.
func (s *sheet) passesThreshold(p sdano.Period, last sdano.Date) bool {
	if s.accruals.about(rowOwn, ruleOver, p) {
		return true
	}
	base := s.base(p.Year, last)
	if !base.known {
		return s.profile.HasFlag(flagOver300k, last)
	}
	year, ok := s.contrib[p.Year]
	return ok && base.amount > year.Threshold
}

// paysVAT reports whether the payer pays НДС on a day. What is entered counts
// before what is computed: ОСНО and ЕСХН pay it (НК РФ ст. 143), УСН from the
// year after or the month after the one in which its income passed the limit (ст.
// 145 п. 1, 4).
func (s *sheet) paysVAT(day sdano.Date) bool {
	p := s.profile
	switch {
	case p.HasFlag(flagVATExempt, day):
		return false
	case p.HasFlag(flagVATPayer, day):
		return true
	}
	if s.hasRegime(string(OSNO), day) || s.hasRegime(string(ESHN), day) {
		return true
	}
	if !s.hasRegime(string(USN), day) {
		return false
	}
	limit, ok := s.vatLimit(day.Year())
	if !ok {
		return false
	}
	before := sdano.YearPeriod(day.Year() - 1)
	if s.revenue(before.First(), before.Last()) > limit {
		return true
	}
	return day.Month() > time.January && s.revenue(sdano.YearPeriod(day.Year()).First(), day.DayOfMonth(-1, 0)) > limit
}

func (s *sheet) vatLimit(year int) (sdano.Money, bool) {
	i := slices.IndexFunc(s.tables.VATLimits, func(v data.VATLimit) bool { return v.From <= year && (v.To == 0 || year <= v.To) })
	if i < 0 {
		return 0, false
	}
	return s.tables.VATLimits[i].Limit, true
}

// revenue is the income of a run of months that counts for the limit of НДС.
func (s *sheet) revenue(first, last sdano.Date) sdano.Money {
	return s.books.between(USN, first, last).net() + s.books.between(PSN, first, last).net()
}
