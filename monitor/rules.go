package monitor

import (
	"fmt"
	"slices"

	"sdano"
	"sdano/calendar"
	"sdano/data"
)

// Rules are the tables of the law compiled with the working calendar. They do
// not change and are safe for concurrent use.
type Rules struct {
	names []RowName
	cal     *calendar.Calendar
	version string
	rules   []rule
	byID    map[string]*rule
	rows    []rowRules
	rowOf   map[string]string // КБК → row
	contrib map[int]data.ContributionYear
	usn     []data.USNRule
	texts   map[textKey]data.Text
	forms   map[string]data.Form
}

type rule struct {
	data.Rule
	periods []sdano.Period // of year 1000, to be moved
}

// rowRules is a row with its rules.
type rowRules struct {
	data.Row
	place int // in the order of the table
	rules []*rule
}

type textKey struct {
	cell  string
	state State
	row   string
}

// NewCalendar builds the working calendar of the tables.
func NewCalendar(t *data.Tables) (*calendar.Calendar, error) {
	years := make([]calendar.Year, 0, len(t.Calendar))
	for _, y := range t.Calendar {
		years = append(years, calendar.Year{Number: y.Number, Off: y.Off, Work: y.Work, Certain: y.Certain()})
	}
	return calendar.New(years...)
}

// LoadRules compiles the tables with the working calendar (NewCalendar). It
// fails if a rule names a period that does not exist, a row names a calculator
// that does not, or a state of a cell has no text.
func LoadRules(t *data.Tables, cal *calendar.Calendar) (*Rules, error) {
	r := &Rules{
		cal: cal, version: t.Version, usn: t.USN, byID: map[string]*rule{}, rowOf: map[string]string{},
		contrib: map[int]data.ContributionYear{}, texts: map[textKey]data.Text{}, forms: map[string]data.Form{},
	}
	for _, d := range t.Rules {
		one, err := compile(d)
		if err != nil {
			return nil, err
		}
		r.rules = append(r.rules, one)
	}
	for i := range r.rules {
		r.byID[r.rules[i].ID] = &r.rules[i]
	}
	for _, y := range t.Contributions {
		r.contrib[y.Year] = y
	}
	for _, f := range t.Forms {
		r.forms[f.KND] = f
	}
	if err := r.addTexts(t.Texts); err != nil {
		return nil, err
	}
	return r, r.addRows(t.Rows)
}

func compile(d data.Rule) (rule, error) {
	out := rule{Rule: d}
	for _, name := range d.Periods {
		p := data.PeriodOf(1000, name)
		if p.IsZero() {
			return rule{}, fmt.Errorf("rule %s: unknown period %q", d.ID, name)
		}
		out.periods = append(out.periods, p)
	}
	return out, nil
}

func (r *Rules) addTexts(texts []data.Text) error {
	for _, x := range texts {
		r.texts[textKey{x.Cell, State(x.State), x.Row}] = x
	}
	for cell, states := range map[string][]State{cellTax: taxStates, cellReport: reportStates} {
		for _, state := range states {
			if _, ok := r.texts[textKey{cell, state, ""}]; !ok {
				return fmt.Errorf("no text for the state %q of a %s cell", state, cell)
			}
		}
	}
	return nil
}

func (r *Rules) addRows(rows []data.Row) error {
	for i, row := range rows {
		if _, ok := calculators[row.Calculator]; !ok && row.Calculator != "" {
			return fmt.Errorf("row %s: unknown calculator %q", row.ID, row.Calculator)
		}
		r.names = append(r.names, RowName{row.ID, row.Title})
		for _, kbk := range row.KBK {
			r.rowOf[kbk] = row.ID
		}
		if !row.Complete {
			continue
		}
		shown := rowRules{Row: row, place: i}
		for j := range r.rules {
			if r.rules[j].Row == row.ID {
				shown.rules = append(shown.rules, &r.rules[j])
			}
		}
		r.rows = append(r.rows, shown)
	}
	return nil
}

// covers reports whether the rule is for periods of this kind.
func (r *rule) covers(p sdano.Period) bool {
	p.Year = 1000 // of rule.periods
	return slices.Contains(r.periods, p)
}

// at returns the version for a period that ends on a day.
func (r *rule) at(last sdano.Date) *data.Version {
	for i := range r.Versions {
		if r.Versions[i].Holds(last) {
			return &r.Versions[i]
		}
	}
	return nil
}

// Due returns the term of a rule for a whole period: as the law names it and
// after the shift to a working day. It is false if there is no such rule or it
// does not hold for the period.
func (r *Rules) Due(id string, period sdano.Period) (raw, due sdano.Date, ok bool) {
	one := r.byID[id]
	if one == nil || !one.covers(period) {
		return raw, due, false
	}
	v := one.at(period.Last())
	if v == nil {
		return raw, due, false
	}
	raw = v.Term.Of(period.Last())
	return raw, r.shift(raw, v.Shift), true
}

func (r *Rules) shift(raw sdano.Date, shift bool) sdano.Date {
	if shift {
		return r.cal.Shift(raw)
	}
	return raw
}

// ReportDue returns the day by which the payer has to file the report of the
// form (КНД) for the period, after the shift to a working day (НК РФ ст. 6.1
// п. 7). It is false if no rule is known for it.
func (r *Rules) ReportDue(knd string, payer sdano.TaxID, period sdano.Period) (sdano.Date, bool) {
	who := string(Organisation)
	if payer.IsPerson() {
		who = string(Entrepreneur)
	}
	for i := range r.rules {
		one := &r.rules[i]
		if knd == "" || one.KND != knd || !one.mayBe(who) {
			continue
		}
		if _, due, ok := r.Due(one.ID, period); ok {
			return due, true
		}
	}
	return sdano.Date{}, false
}

// mayBe reports whether a taxpayer of the kind can have the obligation.
func (r *rule) mayBe(taxpayer string) bool {
	return slices.ContainsFunc(r.Who, func(c data.Condition) bool { return c.Taxpayer == "" || c.Taxpayer == taxpayer })
}

// FormTitle returns the short Russian title of a report form by its КНД; "" if
// the form is not known.
func (r *Rules) FormTitle(knd string) string { return r.forms[knd].Short }

// Version names the tables the rules were compiled from.
func (r *Rules) Version() string { return r.version }
