package monitor

import (
	"slices"

	"sdano"
	"sdano/data"
)

// The conditions that are derived from other facts.
const (
	flagEmployees = "employees"        // staff in any month of the period
	flagOver300k  = "income_over_300k" // the base of the 1 % passes its threshold
	regimeNPDOnly = "npd_only"         // НПД is the only regime
)

// matches reports whether the payer has the obligation: one of the rule's
// conditions holds on its last day.
func (s *sheet) matches(o *obligation) bool {
	return slices.ContainsFunc(o.rule.Who, func(c data.Condition) bool { return s.holds(c, o) })
}

func (s *sheet) holds(c data.Condition, o *obligation) bool {
	has := func(name string) bool { return s.hasRegime(name, o.last) }
	set := func(name string) bool { return s.hasFlag(name, o) }
	unset := func(name string) bool { return !s.hasFlag(name, o) }
	return (c.Taxpayer == "" || c.Taxpayer == string(s.profile.Taxpayer)) &&
		(len(c.Regimes) == 0 || slices.ContainsFunc(c.Regimes, has)) &&
		!slices.ContainsFunc(c.NotRegimes, has) &&
		all(c.Flags, set) && all(c.NotFlags, unset)
}

func all(names []string, ok func(string) bool) bool {
	for _, name := range names {
		if !ok(name) {
			return false
		}
	}
	return true
}

func (s *sheet) hasRegime(name string, day sdano.Date) bool {
	if name == regimeNPDOnly {
		kinds := s.profile.regimesOn(day)
		return len(kinds) == 1 && kinds[0] == NPD
	}
	_, ok := s.profile.RegimeOn(RegimeKind(name), day)
	return ok
}

func (s *sheet) hasFlag(name string, o *obligation) bool {
	switch name {
	case flagEmployees:
		return s.profile.HasStaff(o.first, o.last)
	case flagOver300k:
		return s.passesThreshold(o)
	}
	return s.profile.HasFlag(name, o.last)
}

// passesThreshold reports whether the base of the 1 % contribution of a year
// passes its threshold. An entered flag counts where the books say nothing.
func (s *sheet) passesThreshold(o *obligation) bool {
	if s.accruals.has(o) {
		return true
	}
	base := s.base(o.period.Year, o.last)
	if !base.known {
		return s.profile.HasFlag(flagOver300k, o.last)
	}
	year, ok := s.contrib[o.period.Year]
	return ok && base.amount > year.Threshold
}
