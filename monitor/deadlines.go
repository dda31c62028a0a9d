package monitor

import (
	"cmp"
	"slices"

	"sdano"
	"sdano/data"
)

// Deadline is one term of a rule.
type Deadline struct {
	// Rule is the id of the rule, Title the Russian name with the period.
	Rule  string    `json:"rule"`
	Title string    `json:"title"`
	Kind  data.Kind `json:"kind"`
	// Row is the id of the row of the monitor.
	Row    string       `json:"row"`
	Period sdano.Period `json:"period"`
	// Raw is the term as the law names it, Due after the shift to a working day.
	Raw sdano.Date `json:"raw"`
	Due sdano.Date `json:"due"`
	// Law is the article, Status whether it was checked against the act.
	Law    string      `json:"law"`
	Status data.Status `json:"status"`
}

// Deadlines returns the terms from one day to another, both included, by day: for
// a payer those of his obligations, without one (nil) those of all rules whose
// periods come from the calendar alone. Facts are what the obligations depend on:
// events, pay-outs, the books; they may be nil. The days of registration and
// closing and the acts that put terms off are heeded as in Compute; what is
// already done is not.
func (r *Rules) Deadlines(p *Profile, f *Facts, from, to sdano.Date) []Deadline {
	var out []Deadline
	add := func(one *rule, period sdano.Period, title string, raw, due sdano.Date, b data.Basis) {
		if !due.Before(from) && !due.After(to) {
			out = append(out, Deadline{one.ID, title, one.Kind, one.Row, period, raw, due, b.Law, b.Status})
		}
	}
	if p == nil {
		r.eachSlot(from, to, func(one *rule, at *slot) {
			o := obligation{rule: one, period: at.period}
			add(one, at.period, o.title(), at.raw, at.due, at.version.Basis)
		})
	} else {
		for _, l := range r.dueOf(p, f, from, to) {
			for _, o := range slices.Concat(l.payments, l.reports, l.notices) {
				add(o.rule, o.period, o.title(), o.raw, o.due, *o.basis)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Deadline) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Rule, b.Rule), comparePeriods(a.Period, b.Period))
	})
	return out
}

// reach is how many years a term may lie after its period, extensions included.
const reach = 3

// eachSlot goes through the periods of all rules whose terms may lie in a run of
// days.
func (r *Rules) eachSlot(from, to sdano.Date, do func(*rule, *slot)) {
	for i := range r.rules {
		slots := r.years(&r.rules[i], from.Year()-reach, to.Year())
		for k := range slots {
			do(&r.rules[i], &slots[k])
		}
	}
}

// dueOf finds the obligations of a payer for Deadlines.
func (r *Rules) dueOf(p *Profile, f *Facts, from, to sdano.Date) []*line {
	in := Input{Profile: *p, Today: to}
	if f != nil {
		in.Facts = *f
	}
	s := newSheet(r, &in)
	s.ceiling, s.floor = to, sdano.NewDate(from.Year()-reach+1, 1, 1)
	s.findObligations()
	return s.lines
}
