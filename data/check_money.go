package data

import (
	"fmt"
	"slices"
	"strconv"

	"sdano"
)

func (r *reader) checkPenalties(t *Tables) {
	if len(t.KeyRates) == 0 {
		r.wrong(keyRateFile, "", "нет ни одной ставки.")
		return
	}
	for i, k := range t.KeyRates {
		row := k.From.String()
		r.basis(keyRateFile, row, k.Basis)
		if k.From.IsZero() || !share(k.Rate) {
			r.wrong(keyRateFile, row, "нужны первый день и ставка больше 0 и не больше 1.")
		}
		if i > 0 && !t.KeyRates[i-1].From.Before(k.From) {
			r.wrong(keyRateFile, row, "ставки идут не по порядку дней.")
		}
	}
	if t.KeyRatesTo.Before(t.KeyRates[len(t.KeyRates)-1].From) {
		r.wrong(keyRateFile, "to", "последний известный день раньше последней ставки.")
	}
	last := map[string]sdano.Date{}
	for i := range t.Penalties {
		r.checkPenalty(&t.Penalties[i], last)
	}
	for _, m := range t.Moratoria {
		row := "moratoria/" + m.From.String()
		r.basis(penaltiesFile, row, m.Basis)
		if m.From.IsZero() || m.To.Before(m.From) || m.Scope == "" {
			r.wrong(penaltiesFile, row, "нужны первый и последний день по порядку и круг лиц (scope).")
		}
	}
}

// checkPenalty notes what is wrong with a rule; last holds the end of the rule
// before it of each payer.
func (r *reader) checkPenalty(p *PenaltyRule, last map[string]sdano.Date) {
	row := p.Payer + "/" + p.From.String()
	r.basis(penaltiesFile, row, p.Basis)
	if p.Payer != "org" && p.Payer != "ip" {
		r.wrong(penaltiesFile, row, "плательщик «%s»: бывает org или ip.", p.Payer)
	}
	before, ok := last[p.Payer]
	if p.From.IsZero() || ok && (before.IsZero() || before.AddDays(1) != p.From) || !p.To.IsZero() && p.To.Before(p.From) {
		r.wrong(penaltiesFile, row, "дни идут не подряд: предыдущее правило до %s.", before)
	}
	last[p.Payer] = p.To
	next := 1
	for i, b := range p.Bands {
		if b.From != next || b.Divisor <= 0 || (b.To == 0) != (i == len(p.Bands)-1) || b.To != 0 && b.To < b.From {
			r.wrong(penaltiesFile, row, "полосы дней должны идти подряд с первого дня, последняя без конца, делитель больше нуля.")
		}
		next = b.To + 1
	}
	if len(p.Bands) == 0 {
		r.wrong(penaltiesFile, row, "нет ни одной полосы дней.")
	}
}

func (r *reader) checkEmployers(t *Tables) {
	for i, y := range t.Employers {
		row := strconv.Itoa(y.Year)
		r.basis(employersFile, row, y.Basis)
		if i > 0 && y.Year != t.Employers[i-1].Year+1 {
			r.wrong(employersFile, row, "годы идут не подряд: перед ним %d.", t.Employers[i-1].Year)
		}
		unified := y.Unified > 0 && y.Pension == 0 && y.Social == 0
		if !unified && (y.Pension <= 0 || y.Social <= 0 || y.Unified != 0) {
			r.wrong(employersFile, row, "нужна либо единая база, либо базы пенсионного и социального страхования.")
		}
	}
	to := map[string]int{}
	for _, x := range t.Tariffs {
		r.checkTariff(&x, to)
	}
	for i, w := range t.MinWages {
		row := "min_wages/" + w.From.String()
		r.basis(employersFile, row, w.Basis)
		if w.From.IsZero() || w.To.Before(w.From) || w.Month <= 0 || i > 0 && t.MinWages[i-1].To.AddDays(1) != w.From {
			r.wrong(employersFile, row, "дни должны идти подряд, сумма — быть больше нуля.")
		}
	}
	r.basis(employersFile, "accident", t.Accident.Basis)
	if !share(t.Accident.Lowest) || !share(t.Accident.Highest) || t.Accident.Highest < t.Accident.Lowest {
		r.wrong(employersFile, "accident", "ставки должны быть больше 0 и не больше 1, по порядку.")
	}
}

var categories = []string{CategoryGeneral, CategorySME, CategorySMEPriority, CategorySMEManufacturing}

// checkTariff notes what is wrong with a tariff; to holds the last year of the
// one before it of each category.
func (r *reader) checkTariff(x *Tariff, to map[string]int) {
	row := fmt.Sprintf("%s/%d", x.Category, x.From)
	r.basis(employersFile, row, x.Basis)
	if !slices.Contains(categories, x.Category) {
		r.wrong(employersFile, row, "категория «%s»: бывает %v.", x.Category, categories)
	}
	if last, ok := to[x.Category]; ok && last+1 != x.From || x.To != 0 && x.To < x.From {
		r.wrong(employersFile, row, "годы тарифа идут не подряд.")
	}
	to[x.Category] = x.To
	unified := share(x.UnifiedBelow) && share(x.UnifiedAbove) && x.PensionBelow == 0 && x.SocialBelow == 0 && x.Medical == 0
	apart := share(x.PensionBelow) && share(x.PensionAbove) && share(x.SocialBelow) && share(x.Medical) && x.UnifiedBelow == 0 && x.UnifiedAbove == 0
	if !unified && !apart {
		r.wrong(employersFile, row, "нужны либо ставки единого тарифа, либо ставки по видам страхования.")
	}
	if (x.Above > 0) == (x.Category == CategoryGeneral) || x.Above < 0 {
		r.wrong(employersFile, row, "above бывает только у пониженных тарифов и больше нуля.")
	}
}

func (r *reader) checkVAT(t *Tables) {
	for i, l := range t.VATLimits {
		row := strconv.Itoa(l.From)
		r.basis(vatFile, row, l.Basis)
		if i > 0 && t.VATLimits[i-1].To+1 != l.From || l.To != 0 && l.To < l.From {
			r.wrong(vatFile, row, "годы идут не подряд.")
		}
		if l.Limit <= 0 {
			r.wrong(vatFile, row, "предел должен быть больше нуля.")
		}
	}
	for i, x := range t.VATRates {
		row := fmt.Sprintf("rates/%d", i)
		r.basis(vatFile, row, x.Basis)
		if !share(x.Rate) || !x.To.IsZero() && x.To.Before(x.From) {
			r.wrong(vatFile, row, "ставка должна быть больше 0 и не больше 1, дни — по порядку.")
		}
	}
}

func (r *reader) checkDeferrals(t *Tables) {
	seen := map[string]bool{}
	for _, d := range t.Deferrals {
		r.basis(deferralsFile, d.ID, d.Basis)
		r.once(seen, deferralsFile, d.ID)
		if d.ID == "" || d.Title == "" || d.Scope == "" || d.Effect == "" {
			r.wrong(deferralsFile, d.ID, "нужны id, название, круг лиц (scope) и действие (effect).")
		}
		if d.InCalendar && len(d.Moves) > 0 {
			r.wrong(deferralsFile, d.ID, "дни этого акта уже в календаре, переносить сроки ещё раз нельзя.")
		}
		for i := range d.Moves {
			r.checkMove(t, d.ID, &d.Moves[i])
		}
	}
}

func (r *reader) checkMove(t *Tables, row string, m *Move) {
	if m.DueFrom.IsZero() || m.DueTo.Before(m.DueFrom) || len(m.Rules) == 0 {
		r.wrong(deferralsFile, row, "нужны правила и дни сроков по порядку.")
	}
	for _, id := range m.Rules {
		if !hasRule(t, id) {
			r.wrong(deferralsFile, row, "правила «%s» нет в %s.", id, rulesFile)
		}
	}
	sound := m.Months > 0 && m.Months <= 60 && m.Day >= 0 && m.Day <= 31
	if m.On.IsZero() && !sound || !m.On.IsZero() && (m.Months != 0 || m.Day != 0 || !m.On.After(m.DueTo)) {
		r.wrong(deferralsFile, row, "новый срок — либо день позже прежних (on), либо число месяцев до пяти лет (months, day).")
	}
}
