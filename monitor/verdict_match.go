package monitor

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"sdano"
	"sdano/data"
)

// withFilings returns the verdicts together with what was filed elsewhere.
func (in *Input) withFilings() []Verdict {
	if len(in.Facts.Filings) == 0 {
		return in.Verdicts
	}
	out := slices.Clone(in.Verdicts)
	for _, f := range in.Facts.Filings {
		if !f.Date.After(in.Today) {
			at := f.Date.In(sdano.Moscow)
			out = append(out, Verdict{Rule: f.Rule, Period: f.Period, State: Accepted, Sent: at, At: at})
		}
	}
	return out
}

// matchVerdicts gives every report and notice the verdict that speaks for it.
// One that is accepted is known, however early its term was.
func (s *sheet) matchVerdicts() {
	if len(s.verdicts) == 0 {
		return
	}
	index := s.indexVerdicts()
	for _, l := range s.lines {
		for _, list := range [][]*obligation{l.reports, l.notices} {
			for _, o := range list {
				o.verdict = s.verdictOf(index, o)
				o.past = o.past && !o.accepted()
			}
		}
	}
}

// verdictIndex holds the verdicts by their rule and, of those that name none, by
// their form.
type verdictIndex struct{ rules, forms map[string][]*Verdict }

func (s *sheet) indexVerdicts() verdictIndex {
	out := verdictIndex{map[string][]*Verdict{}, map[string][]*Verdict{}}
	for i := range s.verdicts {
		v := &s.verdicts[i]
		if v.Rule != "" {
			out.rules[v.Rule] = append(out.rules[v.Rule], v)
		} else {
			out.forms[v.KND] = append(out.forms[v.KND], v)
		}
	}
	return out
}

// verdictOf returns the verdict that speaks for a report: an accepted one before
// all others, else the latest; nil if there is none.
func (s *sheet) verdictOf(index verdictIndex, o *obligation) *Verdict {
	var best *Verdict
	for _, list := range [...][]*Verdict{index.rules[o.rule.ID], index.forms[o.rule.KND]} {
		for _, v := range list {
			if s.answers(v, o) && (best == nil || speaks(best, v) < 0) {
				best = v
			}
		}
	}
	return best
}

// answers reports whether a verdict is about the report. One form serves the
// notices of all rows: the lines of a notice name their rows and periods.
func (s *sheet) answers(v *Verdict, o *obligation) bool {
	switch {
	case v.Rule != "":
		return v.Rule == o.rule.ID && v.Period == o.period
	case o.rule.KND == "" || v.KND != o.rule.KND:
		return false
	case o.rule.Kind == data.Report:
		return v.Period == o.period
	}
	return slices.ContainsFunc(v.Declared, func(d Declared) bool {
		return s.declaredRow(d, o.rule) == o.rule.Row && slices.Contains(o.names(), d.Period)
	})
}

// speaks compares which of two verdicts speaks for their report.
func speaks(a, b *Verdict) int {
	accepted := func(v *Verdict) int {
		if v.State == Accepted {
			return 1
		}
		return 0
	}
	return cmp.Or(accepted(a)-accepted(b), compareVerdicts(a, b))
}

// compareVerdicts orders by correction, then by time; what remains only makes
// the order total.
func compareVerdicts(a, b *Verdict) int {
	return cmp.Or(
		cmp.Compare(a.Correction, b.Correction), a.when().Compare(b.when()), cmp.Compare(a.State, b.State),
		bytes.Compare(a.Submission[:], b.Submission[:]), cmp.Compare(a.Office, b.Office), a.Sent.Compare(b.Sent),
	)
}

func (v *Verdict) when() time.Time {
	if v.At.After(v.Sent) {
		return v.At
	}
	return v.Sent
}

// state returns what became of the report.
func (o *obligation) state() ReportState {
	if o.verdict == nil {
		return NotStarted
	}
	return o.verdict.State
}

func (o *obligation) accepted() bool { return o.state() == Accepted }

// waiting reports whether the report was sent in time and is not yet answered:
// then it is not overdue, whatever the day.
func (o *obligation) waiting() bool {
	return o.state() == Sent && !o.verdict.Sent.IsZero() && !sdano.DateOf(o.verdict.Sent, sdano.Moscow).After(o.due)
}
