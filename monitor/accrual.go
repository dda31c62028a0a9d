package monitor

import (
	"bytes"
	"cmp"
	"fmt"

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
		for at, amount := range s.declaredBy(v, about) {
			next := declaration{v, about != nil && about.Kind == data.Notice, amount}
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

// declaredBy adds up what a report declares: a notice has a line for every КБК and
// ОКТМО of one tax.
func (s *sheet) declaredBy(v *Verdict, about *rule) map[account]sdano.Money {
	out := make(map[account]sdano.Money, len(v.Declared))
	for _, d := range v.Declared {
		out[account{s.declaredRow(d, about), d.Period}] += d.Amount
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

// about reports whether a sum was entered for the payment of a rule.
func (a accruals) about(row, rule string, p sdano.Period) bool {
	_, ok := a.manual[entered{row, rule, p}]
	return ok
}

// of returns the recorded sum of a payment. What names no rule counts for the
// only payment of the row with that period; of a sum that is paid in shares that
// is the whole.
func (a accruals) of(o *obligation) (amount sdano.Money, from source, whole, ok bool) {
	if len(a.declared) == 0 && len(a.manual) == 0 {
		return 0, 0, false, false
	}
	only := o.only()
	for _, p := range o.names() {
		if d, ok := a.declared[account{o.rule.Row, p}]; ok && only {
			return d.amount, declared, true, true
		}
	}
	for _, p := range o.names() {
		if m, ok := a.manual[entered{o.rule.Row, o.rule.ID, p}]; ok {
			return m.Amount, manual, false, true
		}
		if m, ok := a.manual[entered{o.rule.Row, "", p}]; ok && only {
			return m.Amount, manual, true, true
		}
	}
	return 0, 0, false, false
}

// names returns the periods by which a payment is named: its own and the
// financial one.
func (o *obligation) names() []sdano.Period {
	if own := o.own(); own != o.period {
		return []sdano.Period{o.period, own}
	}
	return []sdano.Period{o.period}
}

// only reports whether the payment, or what it is a share of, is the only one of
// its row for its period.
func (o *obligation) only() bool {
	for _, r := range o.line.rules {
		if r != o.rule && (r.Share == nil || o.rule.Share == nil) && r.Kind == data.Payment && r.covers(o.period) && r.sharesPayer(o.rule) {
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
	amount, from, whole, ok := s.accruals.of(o)
	if !ok {
		o.sum = value
		return
	}
	o.past = false
	formula := s.rub(amount)
	if whole {
		amount, formula = s.share(o.rule, amount)
	}
	if value.known && value.amount == amount {
		o.sum = value
		o.sum.source, o.sum.doubts = from, nil
		return
	}
	label := map[source]string{declared: "По принятой отчетности за ", manual: "Введено вручную за "}[from]
	o.sum = sum{known: true, amount: amount, source: from, steps: []Step{{
		Label: label + o.own().RU(), Formula: formula, Value: amount, Law: o.basis.Law, Certain: true,
	}}}
}

// share returns the part of a sum that is paid by a rule, and how it is counted:
// every share but the last is rounded down to whole roubles, the last takes the
// rest.
func (s *sheet) share(r *rule, whole sdano.Money) (amount sdano.Money, formula string) {
	if r.Share == nil {
		return whole, s.rub(whole)
	}
	if r.Share.Before+r.Share.Parts < r.Share.Of {
		return r.part(whole), fmt.Sprintf("%s × %d/%d", s.rub(whole), r.Share.Parts, r.Share.Of)
	}
	var earlier sdano.Money
	for b := r.before; b != nil; b = b.before {
		earlier += b.part(whole)
	}
	if earlier == 0 {
		return whole, s.rub(whole)
	}
	return whole - earlier, s.rub(whole) + " − " + s.rub(earlier)
}

func (r *rule) part(whole sdano.Money) sdano.Money {
	return whole.MulDiv(int64(r.Share.Parts), int64(r.Share.Of)).FloorRubles()
}
