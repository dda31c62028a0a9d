package monitor

import (
	"bytes"
	"cmp"

	"sdano"
	"sdano/data"
)

// accruals are the sums that were recorded, not computed.
type accruals struct {
	declared map[account]declaration
	manual   map[entered]Accrual
}

// account is a row and the period of a payment.
type account struct {
	row    string
	period sdano.Period
}

// entered is what a sum was entered for.
type entered struct {
	row, rule string
	period    sdano.Period
}

// declaration is a sum of an accepted report or notice.
type declaration struct {
	verdict *Verdict
	notice  bool
	amount  sdano.Money
}

// readAccruals gathers the declared sums of accepted reports and the sums
// entered by hand. For one payment a report counts before a notice, then the
// later correction, then the later verdict.
func (s *sheet) readAccruals() accruals {
	out := accruals{map[account]declaration{}, map[entered]Accrual{}}
	for i := range s.verdicts {
		v := &s.verdicts[i]
		if v.State != Accepted {
			continue
		}
		about := s.ruleOf(v)
		for _, d := range v.Declared {
			at := account{s.declaredRow(d, about), d.Period}
			next := declaration{v, about != nil && about.Kind == data.Notice, d.Amount}
			if last, ok := out.declared[at]; !ok || last.less(next) {
				out.declared[at] = next
			}
		}
	}
	for _, a := range s.facts.Accruals {
		at := entered{a.Row, a.Rule, a.Period}
		if last, ok := out.manual[at]; !ok || cmp.Or(bytes.Compare(last.ID[:], a.ID[:]), cmp.Compare(last.Amount, a.Amount)) < 0 {
			out.manual[at] = a
		}
	}
	return out
}

// less reports whether other counts before d.
func (d declaration) less(other declaration) bool {
	rank := func(d declaration) int {
		if d.notice {
			return 0
		}
		return 1
	}
	return cmp.Or(rank(d)-rank(other), compareVerdicts(d.verdict, other.verdict), cmp.Compare(d.amount, other.amount)) < 0
}

// ruleOf returns a rule of the report or notice that a verdict is about; nil if
// none is known.
func (s *sheet) ruleOf(v *Verdict) *rule {
	if v.Rule != "" {
		return s.byID[v.Rule]
	}
	for i := range s.rules {
		if r := &s.rules[i]; v.KND != "" && r.KND == v.KND && r.mayBe(string(s.profile.Taxpayer)) {
			return r
		}
	}
	return nil
}

func (s *sheet) declaredRow(d Declared, about *rule) string {
	switch {
	case d.Row != "":
		return d.Row
	case d.KBK != "":
		return s.rowOf[d.KBK]
	case about != nil && about.Kind == data.Report:
		return about.Row
	}
	return ""
}

// has reports whether a sum of the payment is recorded.
func (a accruals) has(o *obligation) bool {
	_, _, ok := a.of(o)
	return ok
}

// of returns the recorded sum of a payment. What names no rule counts for the
// only payment of the row with that period.
func (a accruals) of(o *obligation) (sdano.Money, source, bool) {
	only := o.only()
	for _, p := range o.names() {
		if d, ok := a.declared[account{o.rule.Row, p}]; ok && only {
			return d.amount, declared, true
		}
	}
	for _, p := range o.names() {
		if m, ok := a.manual[entered{o.rule.Row, o.rule.ID, p}]; ok {
			return m.Amount, manual, true
		}
		if m, ok := a.manual[entered{o.rule.Row, "", p}]; ok && only {
			return m.Amount, manual, true
		}
	}
	return 0, 0, false
}

// names returns the periods by which a payment is named: its own and the
// financial one.
func (o *obligation) names() []sdano.Period {
	if own := o.own(); own != o.period {
		return []sdano.Period{o.period, own}
	}
	return []sdano.Period{o.period}
}

// only reports whether the payment is the only one of its row for its period.
func (o *obligation) only() bool {
	for _, r := range o.line.rules {
		if r != o.rule && r.Kind == data.Payment && r.covers(o.period) && r.sharesPayer(o.rule) {
			return false
		}
	}
	return true
}

// sharesPayer reports whether some kind of taxpayer may have both obligations.
func (r *rule) sharesPayer(other *rule) bool {
	for _, who := range []Taxpayer{Organisation, Entrepreneur} {
		if r.mayBe(string(who)) && other.mayBe(string(who)) {
			return true
		}
	}
	return false
}

// accrue gives a payment its sum: what is recorded wins over what is computed.
// If both agree, the computation is kept as the explanation.
func (s *sheet) accrue(o *obligation, value sum) {
	amount, from, ok := s.accruals.of(o)
	if !ok {
		o.sum = value
		return
	}
	o.past = false
	if value.known && value.amount == amount {
		o.sum = value
		o.sum.source, o.sum.doubts = from, nil
		return
	}
	label := map[source]string{declared: "По принятой отчетности за ", manual: "Введено вручную за "}[from]
	o.sum = sum{known: true, amount: amount, source: from, steps: []Step{{
		Label: label + o.own().RU(), Formula: s.rub(amount), Value: amount, Law: o.basis.Law, Certain: true,
	}}}
}
