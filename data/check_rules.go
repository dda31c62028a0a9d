package data

import (
	"fmt"
	"slices"
	"time"

	"sdano"
)

func (r *reader) checkRules(t *Tables) {
	seen := map[string]bool{}
	for i := range t.Rules {
		d := &t.Rules[i]
		if d.ID == "" || d.Title == "" {
			r.wrong(rulesFile, fmt.Sprint(i), "нужны id и название.")
		}
		r.once(seen, rulesFile, d.ID)
		r.checkRule(t, d)
		r.checkSpan(d)
		r.checkShare(d)
		r.checkWho(d, d.ID, d.Who)
		r.checkClosing(d)
		r.checkVersions(d)
	}
	for _, row := range t.Rows {
		if row.Complete && !slices.ContainsFunc(t.Rules, func(d Rule) bool { return d.Row == row.ID }) {
			r.wrong(rowsFile, row.ID, "строка названа полной, но правил у неё нет.")
		}
	}
}

func (r *reader) checkRule(t *Tables, d *Rule) {
	wrong := func(message string, args ...any) { r.wrong(rulesFile, d.ID, message, args...) }
	if !hasRow(t, d.Row) {
		wrong("строки «%s» нет в %s.", d.Row, rowsFile)
	}
	if d.KND != "" && !slices.ContainsFunc(t.Forms, func(f Form) bool { return f.KND == d.KND }) {
		wrong("формы с КНД %s нет в %s.", d.KND, formsFile)
	}
	switch d.Kind {
	case Payment:
		if d.Settled != SettledENP && d.Settled != SettledSFR && d.Settled != SettledOwn {
			wrong("у платежа settled «%s»: бывает enp, sfr или own.", d.Settled)
		}
	case Report, Notice:
		if d.Settled != SettledNone {
			wrong("у отчёта и уведомления settled бывает только none.")
		}
	default:
		wrong("вид «%s»: бывает payment, report или notice.", d.Kind)
	}
	if d.Window != WindowAfter && d.Window != WindowInside && d.Window != WindowShare {
		wrong("окно «%s»: бывает after, inside или share.", d.Window)
	}
	if d.FirstPeriod != "" && !slices.Contains(firsts, d.FirstPeriod) {
		wrong("first_period «%s»: бывает %v.", d.FirstPeriod, firsts)
	}
	if d.Short != "" && d.Kind != Report {
		wrong("краткое название (short) бывает только у отчёта.")
	}
}

var firsts = []string{FirstDecember, FirstTenDays, FirstLastQuarter, FirstMonth}

// checkShare notes a part that is no part, and a window that waits for the term
// of a part before it where there is none.
func (r *reader) checkShare(d *Rule) {
	s := d.Share
	if s != nil && (d.Kind != Payment || s.Parts < 1 || s.Before < 0 || s.Before+s.Parts > s.Of || s.Of < 2) {
		r.wrong(rulesFile, d.ID, "доля платежа (share) задана неверно.")
	}
	if (d.Window == WindowShare) != (s != nil && s.Before > 0) {
		r.wrong(rulesFile, d.ID, "окно share бывает у второй и следующих долей, и только у них.")
	}
}

func (r *reader) checkWho(d *Rule, row string, who []Condition) {
	if len(who) == 0 {
		r.wrong(rulesFile, row, "не сказано, кого правило касается (who).")
	}
	for _, c := range who {
		if c.Taxpayer != "" && c.Taxpayer != "org" && c.Taxpayer != "ip" {
			r.wrong(rulesFile, row, "плательщик «%s»: бывает org или ip.", c.Taxpayer)
		}
		for _, name := range slices.Concat(c.Regimes, c.NotRegimes) {
			if !slices.Contains(Regimes, name) {
				r.wrong(rulesFile, row, "режим «%s»: бывает %v.", name, Regimes)
			}
		}
		for _, name := range slices.Concat(c.Flags, c.NotFlags) {
			if !slices.Contains(Flags, name) {
				r.wrong(rulesFile, row, "признак «%s»: бывает %v.", name, Flags)
			}
		}
	}
}

func (r *reader) checkClosing(d *Rule) {
	c := d.Closing
	if c == nil || c.None {
		return
	}
	r.basis(rulesFile, d.ID, c.Basis)
	if c.Days < 0 || c.Days > 0 && c.Months > 0 || c.Days == 0 && !monthTerm(c.Months, c.Day) {
		r.wrong(rulesFile, d.ID, "срок при закрытии (closing) задан неверно.")
	}
}

func monthTerm(months, day int) bool { return months >= 0 && months <= 24 && day >= 0 && day <= 31 }

func (r *reader) checkVersions(d *Rule) {
	if len(d.Versions) == 0 {
		r.wrong(rulesFile, d.ID, "нет ни одной редакции (versions).")
	}
	for i := range d.Versions {
		v := &d.Versions[i]
		row := fmt.Sprintf("%s/%d", d.ID, v.N)
		r.basis(rulesFile, row, v.Basis)
		if v.N != i+1 {
			r.wrong(rulesFile, row, "редакции нумеруются с 1 подряд.")
		}
		if !v.To.IsZero() && v.To.Before(v.From) {
			r.wrong(rulesFile, row, "редакция кончается раньше, чем начинается.")
		}
		if !v.Term.sound(d.Span) {
			r.wrong(rulesFile, row, "срок задан неверно.")
		}
		if v.Who != nil {
			r.checkWho(d, row, v.Who)
		}
		if i > 0 {
			r.checkSeam(d, row, &d.Versions[i-1], v)
		}
	}
}

// checkSeam notes an overlap of two versions that follow each other, and
// periods of the rule between them that have none.
func (r *reader) checkSeam(d *Rule, row string, a, b *Version) {
	if a.To.IsZero() || b.From.IsZero() || !a.To.Before(b.From) {
		r.wrong(rulesFile, row, "редакция пересекается с предыдущей.")
		return
	}
	if d.Span != SpanCalendar && d.Span != SpanWindow && d.Span != SpanEventMonth && a.To.AddDays(1) != b.From {
		r.wrong(rulesFile, row, "дни между %s и %s не попадают ни в одну редакцию.", a.To, b.From)
	}
	for year := a.To.Year(); year <= b.From.Year(); year++ {
		for _, p := range d.ends(year) {
			last := p.Last()
			if last.After(a.To) && last.Before(b.From) {
				r.wrong(rulesFile, row, "период, который кончается %s, не попадает ни в одну редакцию.", last)
			}
		}
	}
}

// ends are the periods of a year that the rule may have: months of events are
// those of the calendar.
func (r *Rule) ends(year int) []sdano.Period {
	if r.Span != SpanEventMonth {
		return r.PeriodsOf(year)
	}
	var out []sdano.Period
	for month := time.January; month <= time.December; month++ {
		out = append(out, sdano.MonthPeriod(year, month))
	}
	return out
}
