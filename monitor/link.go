package monitor

import (
	"fmt"
	"slices"

	"sdano"
)

// payLinks lead to the payments that are current and unpaid, or of unknown sum:
// one for each period, the latest first.
func (s *sheet) payLinks(l *line, d dues) []Link {
	list := slices.Concat(d.due, d.unknown, d.late)
	slices.SortFunc(list, latest)
	var out []Link
	for _, o := range list {
		p := o.own()
		if o.plan != nil && o.phase == current {
			p = o.plan.quarter
		}
		link := s.calculatorLink(l, "Оплата за "+p.RU(), p.Last(), o)
		link.Target.Period = p
		if !slices.Contains(out, link) {
			out = append(out, link)
		}
	}
	return out
}

// calculatorLink leads to the computation of a row's sum at the end of a day:
// to a data id if the row has one, else to our page.
func (s *sheet) calculatorLink(l *line, text string, day sdano.Date, o *obligation) Link {
	return Link{text, NavTarget{
		Form: NavCalculator, Payer: s.profile.TaxID, Row: l.ID, Period: o.own(), DataID: l.DataID, Day: day, EndOfDay: true,
	}}
}

func (s *sheet) debtLink(l *line) Link {
	return Link{"Погашение задолженности", NavTarget{
		Form: NavCalculator, Payer: s.profile.TaxID, Row: l.ID, DataID: l.DataID, Day: s.today,
	}}
}

func (s *sheet) pastLink(l *line, text string) Link {
	return Link{text, NavTarget{Form: NavPast, Payer: s.profile.TaxID, Row: l.ID}}
}

func (s *sheet) reportsLink(l *line, text string) Link {
	return Link{text, NavTarget{Form: NavReports, Payer: s.profile.TaxID, Row: l.ID}}
}

// manyReports is how many reports a cell links to by name.
const manyReports = 5

// reportLinks lead to current reports, by term; what is too much is counted.
func (s *sheet) reportLinks(l *line, list []*obligation) []Link {
	var out []Link
	for i, o := range list {
		if i == manyReports {
			return append(out, s.reportsLink(l, fmt.Sprintf("Еще (%d)", len(list)-manyReports)))
		}
		out = append(out, s.reportLink(o))
	}
	return out
}

var stateWords = map[ReportState]string{Prepared: " (подготовлен)", Sent: " (отправлен)", Rejected: " (отклонен)"}

func (s *sheet) reportLink(o *obligation) Link {
	return Link{o.title() + stateWords[o.state()], s.target(NavReport, o)}
}

func (s *sheet) target(form NavForm, o *obligation) NavTarget {
	return NavTarget{
		Form: form, Payer: s.profile.TaxID, Row: o.rule.Row, Rule: o.rule.ID, KND: o.rule.KND, Period: o.period,
	}
}

// noticeLinks leads to a notice that is still to be handed in: the next by
// term, else the one that is overdue last. A notice of nothing, or one that an
// accepted report of its row has overtaken, is not asked for.
func (s *sheet) noticeLinks(l *line) []Link {
	var found *obligation
	for _, o := range l.notices {
		if !o.visible() || o.phase == future || o.accepted() || s.needless(o) {
			continue
		}
		if found == nil || found.phase == overdue {
			found = o
		}
	}
	if found == nil {
		return nil
	}
	return []Link{{"Уведомление", s.target(NavNotice, found)}}
}

func (s *sheet) needless(notice *obligation) bool {
	l := notice.line
	zero := slices.ContainsFunc(l.payments, func(o *obligation) bool {
		return o.period == notice.period && o.sum.known && o.sum.amount == 0
	})
	return zero || slices.ContainsFunc(l.reports, func(o *obligation) bool {
		return o.accepted() && holds(o.period, notice.period)
	})
}
