package monitor

import (
	"cmp"
	"slices"

	"sdano"
)

// dues are the payments of a row, sorted by what they ask for.
type dues struct {
	debts, late   []*obligation // overdue: unpaid, of unknown sum
	due, unknown  []*obligation // current: to pay, of unknown sum
	covered       []*obligation // current: «единый налоговый счёт» has the money
	next          []*obligation // to come, the rest of a plan included
	sums          []*obligation // past and current of known sum, the latest last
	ever, nonzero bool          // a payment was ever due; one of more than nothing
	pastUnknown   bool
}

// sortDues sorts the payments of a row; false if it has none.
func (s *sheet) sortDues(l *line) (d dues, some bool) {
	for _, o := range l.payments {
		if o.past || o.old {
			d.ever = true
			d.nonzero = d.nonzero || o.past || o.sum.amount != 0
			d.pastUnknown = d.pastUnknown || o.past && !o.old
			continue
		}
		some = true
		d.add(o)
	}
	d.pastUnknown = d.pastUnknown && !s.answered(l.ID, NoDebt)
	slices.SortFunc(d.next, byTerm)
	return d, some || d.pastUnknown
}

func (d *dues) add(o *obligation) {
	if o.phase == future {
		d.next = append(d.next, o)
		return
	}
	d.ever = true
	if o.sum.known {
		d.sums = append(d.sums, o)
		d.nonzero = d.nonzero || o.sum.amount != 0
	}
	switch {
	case o.phase == overdue && !o.sum.known:
		d.late = append(d.late, o)
	case !o.sum.known:
		d.unknown = append(d.unknown, o)
	case o.phase == overdue && o.left() > 0:
		d.debts = append(d.debts, o)
	case o.phase == current && o.need() > 0:
		d.due = append(d.due, o)
	case o.phase == current && o.held > 0:
		d.covered = append(d.covered, o)
	}
	if o.phase == current && o.left() > o.asked() {
		d.next = append(d.next, o)
	}
}

// open returns the obligations that a person has to do something about, or
// whose money is kept, by term.
func (d *dues) open() []*obligation {
	out := slices.Concat(d.debts, d.late, d.due, d.unknown, d.covered)
	slices.SortFunc(out, byTerm)
	return out
}

// taxCell returns the cell of payments.
func (s *sheet) taxCell(l *line, d dues) *Cell {
	c := &Cell{Debt: needs(d.debts)}
	c.Amount = c.Debt + needs(d.due)
	open := d.open()
	for _, o := range open {
		c.Items = append(c.Items, s.item(o))
	}
	shown := open
	switch {
	case c.Debt > 0:
		s.taxDebt(c, l, d)
	case c.Amount > 0:
		s.taxDue(c, l, d)
	case len(d.unknown)+len(d.late) > 0:
		s.taxUnknown(c, l, d)
	case d.pastUnknown:
		c.Color, c.State = Warning, TaxPastUnknown
		if s.idle(l, TaxPastUnknownIdle) {
			c.State = TaxPastUnknownIdle
		}
		c.Links = []Link{s.pastLink(l, "Проверить")}
		s.say(c, cellTax, l, words{})
	case len(d.covered) > 0:
		s.taxCovered(c, l, d)
	default:
		s.taxPaid(c, l, d)
		shown = firstOf(d.next)
	}
	c.Links = append(c.Links, s.noticeLinks(l)...)
	s.explainSums(c, d)
	s.explainTerms(c, shown)
	s.explainPenalties(c, d.debts)
	s.doubtSums(c, l, d)
	return c
}

func needs(list []*obligation) sdano.Money {
	var out sdano.Money
	for _, o := range list {
		out += o.need()
	}
	return out
}

func (s *sheet) taxDebt(c *Cell, l *line, d dues) {
	c.Color, c.State = Danger, TaxDebt
	if c.Amount > c.Debt {
		c.State = TaxDebtAndDue
	}
	c.Due = s.shown(d.debts[0])
	sum := s.rub(c.Amount)
	if s.idle(l, TaxDebtIdle) {
		c.State, sum = TaxDebtIdle, s.kopecks(c.Debt)
	}
	s.say(c, cellTax, l, words{sum: sum, date: c.Due})
	c.Links = append([]Link{s.debtLink(l)}, s.payLinks(l, d)...)
}

func (s *sheet) taxDue(c *Cell, l *line, d dues) {
	c.Color, c.State, c.Due = Warning, TaxDue, s.shown(d.due[0])
	s.say(c, cellTax, l, words{sum: s.rub(c.Amount), date: c.Due})
	c.Links = s.payLinks(l, d)
}

func (s *sheet) taxUnknown(c *Cell, l *line, d dues) {
	c.Color, c.State = Warning, TaxUnknownLate
	first := d.late
	if len(d.unknown) > 0 {
		c.State, first = TaxUnknown, d.unknown
	}
	c.Due = s.shown(first[0])
	s.say(c, cellTax, l, words{date: c.Due})
	c.Links = s.payLinks(l, d)
}

func (s *sheet) taxCovered(c *Cell, l *line, d dues) {
	c.Color, c.State, c.Due = Success, TaxCovered, s.shown(d.covered[0])
	var sum sdano.Money
	for _, o := range d.covered {
		if o.due == d.covered[0].due {
			sum += o.held
		}
	}
	s.say(c, cellTax, l, words{sum: s.rub(sum), date: c.Due})
}

func (s *sheet) taxPaid(c *Cell, l *line, d dues) {
	c.Color, c.State = Success, TaxPaid
	_, zero := s.texts[textKey{cellTax, TaxNotNeeded, l.ID}]
	switch {
	case !d.ever:
		c.State = TaxNeverDue
	case zero && !d.nonzero:
		c.State = TaxNotNeeded
		if n := len(d.sums); n > 0 {
			last := d.sums[n-1]
			c.Links = []Link{s.calculatorLink(l, "Проверить расчет налога за "+last.own().RU(), last.own().Last(), last)}
		}
	}
	s.sayNext(c, cellTax, l, d.next)
}

// latest orders by the end of the period, the latest first.
func latest(a, b *obligation) int {
	return cmp.Or(b.last.Compare(a.last), byTerm(a, b))
}
