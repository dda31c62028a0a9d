package data

import (
	"fmt"
	"slices"

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
		r.checkWho(d)
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
	if d.Window != WindowAfter && d.Window != WindowInside {
		wrong("окно «%s»: бывает after или inside.", d.Window)
	}
	if d.FirstPeriod != "" && d.FirstPeriod != FirstDecember {
		wrong("first_period «%s»: бывает december.", d.FirstPeriod)
	}
}

func (r *reader) checkWho(d *Rule) {
	if len(d.Who) == 0 {
		r.wrong(rulesFile, d.ID, "не сказано, кого правило касается (who).")
	}
	for _, c := range d.Who {
		if c.Taxpayer != "" && c.Taxpayer != "org" && c.Taxpayer != "ip" {
			r.wrong(rulesFile, d.ID, "плательщик «%s»: бывает org или ip.", c.Taxpayer)
		}
	}
}

func (r *reader) checkClosing(d *Rule) {
	c := d.Closing
	if c == nil || c.None {
		return
	}
	r.basis(rulesFile, d.ID, c.Basis)
	if c.Days < 0 || c.Days > 0 && c.Months > 0 || c.Days == 0 && !(Term{Months: c.Months, Day: c.Day}).sound() {
		r.wrong(rulesFile, d.ID, "срок при закрытии (closing) задан неверно.")
	}
}

func (t Term) sound() bool { return t.Months >= 0 && t.Months <= 24 && t.Day >= 0 && t.Day <= 31 }

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
		if !v.Term.sound() {
			r.wrong(rulesFile, row, "срок задан неверно.")
		}
		if i > 0 {
			r.checkSeam(d, row, &d.Versions[i-1], v)
		}
	}
	r.checkPeriods(d)
}

// checkSeam notes an overlap of two versions that follow each other, and
// periods of the rule between them that have none.
func (r *reader) checkSeam(d *Rule, row string, a, b *Version) {
	if a.To.IsZero() || b.From.IsZero() || !a.To.Before(b.From) {
		r.wrong(rulesFile, row, "редакция пересекается с предыдущей.")
		return
	}
	for year := a.To.Year(); year <= b.From.Year(); year++ {
		for _, name := range d.Periods {
			last := PeriodOf(year, name).Last()
			if last.After(a.To) && last.Before(b.From) {
				r.wrong(rulesFile, row, "период, который кончается %s, не попадает ни в одну редакцию.", last)
			}
		}
	}
}

func (r *reader) checkPeriods(d *Rule) {
	if len(d.Periods) == 0 {
		r.wrong(rulesFile, d.ID, "не названы периоды.")
	}
	for i, name := range d.Periods {
		if PeriodOf(2000, name).IsZero() || slices.Contains(d.Periods[:i], name) {
			r.wrong(rulesFile, d.ID, "период «%s» не бывает или назван дважды.", name)
		}
	}
}

// PeriodOf returns the period of a year that a rule names "Y", "H1", "9M",
// "Q1" … "Q4" or "M1" … "M12"; the absent period for any other name.
func PeriodOf(year int, name string) sdano.Period {
	if name == "Y" {
		return sdano.YearPeriod(year)
	}
	p, err := sdano.ParsePeriod(fmt.Sprintf("%04d-%s", year, name))
	if err != nil {
		return sdano.Period{}
	}
	return p
}
