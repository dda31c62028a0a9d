package monitor

import (
	"fmt"
	"slices"
	"strings"

	"sdano"
)

// explainSums sets the steps of a tax cell: those of every sum that is asked
// for, the latest period first, or of the last one if nothing is. They add up to
// the cell's amount.
func (s *sheet) explainSums(c *Cell, d dues) {
	var list []*obligation
	for _, o := range d.open() {
		if o.sum.known {
			list = append(list, o)
		}
	}
	if len(list) == 0 && len(d.sums) > 0 && len(d.unknown)+len(d.late) == 0 {
		list = slices.Clone(d.sums[len(d.sums)-1:])
	}
	slices.SortFunc(list, latest)
	for _, o := range list {
		c.Steps = append(c.Steps, s.steps(o)...)
	}
	for _, step := range c.Steps {
		c.Why = append(c.Why, s.sentence(step))
	}
}

func (s *sheet) sentence(step Step) string {
	text := step.Label + ": "
	if step.Formula != "" {
		text += step.Formula + " = "
	}
	text += strings.Replace(s.rub(step.Value), "-", "−", 1) + " руб."
	if step.Law != "" {
		text += " (" + step.Law + ")"
	}
	return text
}

// steps lead to what is asked for of one payment: obligation.need.
func (s *sheet) steps(o *obligation) []Step {
	var out []Step
	if o.sum.short != nil {
		out = append(out, s.shortStep(o))
	} else {
		if o.sum.explain != nil {
			out = o.sum.explain()
		}
		out = append(out, o.sum.steps...)
		out = s.less(out, "Уплачено", o.paid)
		out = s.less(out, "Зачтено уменьшение по итогам года", o.credit)
		if rest := o.sum.amount - o.paid - o.credit; rest < 0 {
			out = append(out, Step{Label: "К доплате ничего", Value: -rest, Certain: true})
		}
	}
	return s.less(out, "Спишется с единого налогового счета", o.held)
}

func (s *sheet) less(steps []Step, label string, value sdano.Money) []Step {
	if value == 0 {
		return steps
	}
	return append(steps, Step{Label: label, Value: -value, Law: "НК РФ ст. 45", Certain: true})
}

// shortStep tells a contribution in one step: the sum of the year, the part that
// is due by the plan, and what is paid.
func (s *sheet) shortStep(o *obligation) Step {
	step := Step{
		Label: o.sum.short.label, Formula: o.sum.short.formula, Value: o.asked(), Law: o.sum.short.basis.Law, Data: o.sum.short.row,
		Certain: o.sum.short.basis.Certain() && len(o.sum.doubts) == 0,
	}
	if o.rule.ID == ruleFixed {
		step.Label += " за " + o.period.RU()
	}
	if o.plan != nil && o.phase == current {
		if strings.Contains(step.Formula, " + ") {
			step.Formula = "(" + step.Formula + ")"
		}
		step.Label = fmt.Sprintf("%s, план на %d квартал", o.sum.short.label, o.plan.quarter.N)
		step.Formula += " × " + o.plan.share
	}
	step.Formula += " − " + s.rub(o.paid+o.credit)
	return step
}

// explainTerms tells the terms of obligations, and how far they are moved.
func (s *sheet) explainTerms(c *Cell, list []*obligation) {
	for _, o := range list {
		text := fmt.Sprintf("%s: срок %s", o.title(), o.raw.RU())
		if o.due != o.raw {
			text += ", перенесен на " + o.due.RU() + " (" + o.basis.Law + ", НК РФ ст. 6.1 п. 7)"
		} else {
			text += " (" + o.basis.Law + ")"
		}
		c.Why = once(c.Why, text)
		c.Uncertain = once(c.Uncertain, s.termDoubts(o)...)
	}
}

// termDoubts says why a term may be inexact.
func (s *sheet) termDoubts(o *obligation) []string {
	var out []string
	if !o.basis.Certain() {
		out = append(out, fmt.Sprintf("%s: срок по норме «%s» еще не проверен.", o.title(), o.basis.Law))
	}
	if !o.shifts {
		return out
	}
	switch year := o.raw.Year(); {
	case !s.cal.Known(year):
		out = append(out, fmt.Sprintf("Производственного календаря на %d г. нет: учтены только выходные.", year))
	case !s.cal.Certain(year):
		out = append(out, fmt.Sprintf("Производственный календарь на %d г. еще не утвержден или не проверен.", year))
	}
	return out
}

// doubtSums adds why the sums of a tax cell may be inexact.
func (s *sheet) doubtSums(c *Cell, l *line, d dues) {
	for _, o := range d.sums {
		c.Uncertain = once(c.Uncertain, o.sum.doubts...)
	}
	for _, list := range [][]*obligation{d.unknown, d.late} {
		for _, o := range list {
			c.Uncertain = once(c.Uncertain, o.title()+": сумма не известна.")
		}
	}
	s.doubtPast(c, d.pastUnknown)
	if n := len(s.strange); n > 0 {
		c.Uncertain = once(c.Uncertain, fmt.Sprintf("Не удалось отнести к налогу платежей: %d.", n))
	}
	c.Uncertain = once(c.Uncertain, s.accountDoubts(l)...)
}

func (s *sheet) doubtPast(c *Cell, unknown bool) {
	if unknown {
		c.Uncertain = once(c.Uncertain, "Периоды до "+s.known.RU()+" не известны.")
	}
}
