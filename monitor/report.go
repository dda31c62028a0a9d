package monitor

import (
	"fmt"
	"slices"
	"strings"

	"sdano"
)

// reports are the reports of a row, sorted by what they ask for.
type reports struct {
	current, overdue, next []*obligation
	ever                   bool // one was ever due
	pastUnknown            bool
}

// sortReports sorts the reports of a row; false if it has none.
func (s *sheet) sortReports(l *line) (out reports, some bool) {
	for _, o := range l.reports {
		switch {
		case o.past:
			out.ever = true
			out.pastUnknown = out.pastUnknown || !o.old
			continue
		case o.old:
			out.ever = true
			continue
		case o.phase == future:
			out.next = append(out.next, o)
		case o.accepted():
			out.ever = true
		case o.phase == overdue && !o.waiting():
			out.overdue = append(out.overdue, o)
		default:
			out.current = append(out.current, o)
		}
		some = true
	}
	out.pastUnknown = out.pastUnknown && !s.answered(l.ID, ReportsFiled)
	return out, some || out.pastUnknown
}

// answered reports whether a questionnaire about a row was answered.
func (s *sheet) answered(row string, kind AnswerKind) bool {
	return slices.ContainsFunc(s.facts.Answers, func(a Answer) bool { return a.Kind == kind && a.Row == row && !a.Date.After(s.today) })
}

// reportCell returns the cell of reports.
func (s *sheet) reportCell(l *line, r reports) *Cell {
	c := &Cell{}
	open := r.open()
	for _, o := range open {
		c.Items = append(c.Items, s.item(o))
	}
	slices.SortStableFunc(c.Items, func(a, b Item) int { return a.Due.Compare(b.Due) })
	switch {
	case len(r.overdue) > 0:
		s.reportsOverdue(c, l, r)
	case len(r.current) > 0:
		s.reportsDue(c, l, r)
	case r.pastUnknown:
		c.Color, c.State = Warning, ReportPastUnknown
		c.Links = []Link{s.pastLink(l, "Отчетность прошлых периодов")}
		s.say(c, cellReport, l, words{})
	default:
		c.Color, c.State = Success, ReportNeverDue
		if r.ever {
			c.State = ReportFiled
		}
		s.sayNext(c, cellReport, l, r.next)
		open = firstOf(r.next)
	}
	s.explainTerms(c, open)
	s.doubtPast(c, r.pastUnknown)
	return c
}

func (r *reports) open() []*obligation { return slices.Concat(r.current, r.overdue) }

func (s *sheet) reportsOverdue(c *Cell, l *line, r reports) {
	c.Color, c.State = Danger, ReportOverdue
	latest := r.overdue[len(r.overdue)-1]
	c.Due = s.shown(latest).AddDays(1)
	s.say(c, cellReport, l, words{date: c.Due})
	c.Links = s.reportLinks(l, r.current)
	all := s.reportsLink(l, fmt.Sprintf("Просроченные отчеты (%d)", len(r.overdue)))
	switch {
	case len(r.current) > 0:
		c.Links = append(c.Links, all)
	case len(r.overdue) > 2:
		c.Links = append(c.Links, s.reportLink(latest), all)
	default:
		for _, o := range slices.Backward(r.overdue) {
			c.Links = append(c.Links, s.reportLink(o))
		}
	}
}

func (s *sheet) reportsDue(c *Cell, l *line, r reports) {
	c.Color, c.State = Warning, ReportDue
	sent, ready := true, true
	for _, o := range r.current {
		sent = sent && o.state() == Sent
		ready = ready && (o.state() == Sent || o.state() == Prepared)
	}
	switch {
	case sent:
		c.State = ReportSent
	case ready:
		c.State = ReportPrepared
	}
	todo := r.current
	if !sent {
		todo = slices.DeleteFunc(slices.Clone(todo), func(o *obligation) bool { return o.state() == Sent })
	}
	first, last := todo[0], todo[len(todo)-1]
	c.Due = s.shown(first)
	s.say(c, cellReport, l, words{date: c.Due, what: first.title(), office: offices(r.current), several: first.due != last.due})
	c.Links = s.reportLinks(l, r.current)
}

// offices names the authorities that reports were sent to: «ИФНС 7701, СФР».
func offices(list []*obligation) string {
	var out []string
	for _, o := range list {
		if o.verdict == nil || o.verdict.Office == "" {
			continue
		}
		name := o.verdict.Office
		if strings.Trim(name, "0123456789") == "" {
			name = "ИФНС " + name
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

// firstOf returns the obligations with the earliest term and, of these, the
// earliest end of the period.
func firstOf(list []*obligation) []*obligation {
	n := 0
	for n < len(list) && list[n].due == list[0].due && list[n].last == list[0].last {
		n++
	}
	return list[:n]
}

// item describes an open obligation.
func (s *sheet) item(o *obligation) Item {
	out := Item{
		Kind: o.rule.Kind, Rule: o.rule.ID, Title: o.title(), Period: o.period, KND: o.rule.KND, Due: o.due, Raw: o.raw,
		Overdue: o.phase == overdue && !o.waiting(), Law: o.basis.Law, Report: o.state(),
		Known: o.sum.known, Amount: o.sum.amount, Left: o.need(),
	}
	if o.verdict != nil {
		out.Submission = o.verdict.Submission
	}
	return out
}

func (s *sheet) rub(m sdano.Money) string { return m.RU(s.settings.separator()) }
