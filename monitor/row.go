package monitor

import (
	"slices"
	"strings"

	"sdano"
)

// The rows that are more than a tax with its reports.
const (
	rowZero = "zero" // «Нулевая отчетность»: the others in one
	rowPSN  = "psn"  // asks for the patents first
)

// shownLines returns the rows in the order in which they are shown. Without
// activity all but own contributions are one row.
func (s *sheet) shownLines() []*line {
	if s.zero == nil || !s.profile.HasFlag(flagNoActivity, s.today) {
		return s.lines
	}
	zero := &line{rowRules: s.zero}
	out := []*line{zero}
	for _, l := range s.lines {
		if l.ID == rowOwn {
			out = append(out, l)
			continue
		}
		zero.payments = append(zero.payments, l.payments...)
		zero.reports = append(zero.reports, l.reports...)
	}
	slices.SortFunc(zero.payments, byTerm)
	slices.SortFunc(zero.reports, byTerm)
	slices.SortFunc(out, func(a, b *line) int { return a.place - b.place })
	return out
}

// row returns the row of the monitor and whether it is shown: it has reports to
// come or not accepted, something to pay or to find out, or is always shown.
func (s *sheet) row(l *line) (Row, bool) {
	switch {
	case l.ID == rowZero:
		return s.zeroRow(l)
	case l.ID == rowPSN && len(s.profile.Patents) == 0 && s.hasRegime(string(PSN), s.today):
		return s.patentsWanted(l)
	}
	d, taxed := s.sortDues(l)
	r, reported := s.sortReports(l)
	asks := r.pastUnknown || d.pastUnknown || len(r.current)+len(r.overdue)+len(r.next)+len(d.debts)+len(d.due)+len(d.covered)+len(d.unknown)+len(d.late) > 0
	if kept := l.Always && (taxed || reported); !asks && !kept {
		return Row{}, false
	}
	out := Row{ID: l.ID, Title: l.Title}
	if taxed {
		out.Tax = s.taxCell(l, d)
	}
	if reported {
		out.Report = s.reportCell(l, r)
	}
	return out, true
}

// zeroRow is the row that stands for all taxes of a payer without activity:
// nothing is to be paid, the reports of all are to be filed. What is unpaid all
// the same is told as a doubt.
func (s *sheet) zeroRow(l *line) (Row, bool) {
	d, taxed := s.sortDues(l)
	r, reported := s.sortReports(l)
	if !taxed && !reported {
		return Row{}, false
	}
	out := Row{ID: l.ID, Title: l.Title, Tax: &Cell{Color: Success, State: TaxNotRequired}}
	s.say(out.Tax, cellTax, l, words{})
	for _, o := range slices.Concat(d.debts, d.due) {
		out.Tax.Uncertain = once(out.Tax.Uncertain, o.title()+": не уплачено "+s.rub(o.need())+" руб., хотя деятельности нет.")
	}
	if reported {
		out.Report = s.reportCell(l, r)
	}
	return out, true
}

// patentsWanted is the row of a payer on ПСН who has entered no patent.
func (s *sheet) patentsWanted(l *line) (Row, bool) {
	c := &Cell{Color: Warning, State: TaxNoPatents}
	s.say(c, cellTax, l, words{})
	c.Uncertain = []string{"Без патентов не известны ни суммы, ни сроки."}
	return Row{ID: l.ID, Title: l.Title, Tax: c}, true
}

// idle reports whether a row of a payer without activity has a text of its own
// for a state.
func (s *sheet) idle(l *line, state State) bool {
	_, ok := s.texts[textKey{cellTax, state, l.ID}]
	return ok && s.profile.HasFlag(flagNoActivity, s.today)
}

// kopecks writes an amount with its kopecks, even if there are none.
func (s *sheet) kopecks(m sdano.Money) string {
	text := s.rub(m)
	if !strings.Contains(text, ",") {
		text += ",00"
	}
	return text
}
