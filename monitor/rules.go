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
	names    []RowName
	cal      *calendar.Calendar
	version  string
	rules    []rule
	byID     map[string]*rule
	rows     []rowRules
	zero     *rowRules         // «нулевая отчетность», which takes the place of the others; nil = there is none
	partial  bool              // some rows of the tables are not complete
	rowOf    map[string]string // КБК → row
	contrib  map[int]data.ContributionYear
	usn      []data.USNRule
	texts    map[textKey]data.Text
	forms    map[string]data.Form
	employer map[int]data.EmployerYear
	divisors int          // a multiple of all divisors of penalties
	tables   *data.Tables // those that are looked through as they are
}

type rule struct {
	data.Rule
	periods []sdano.Period // of year 1000, to be moved; of windows the months
	slots   []slot         // the periods of the years from slotsFrom on, by year
	before  *rule          // the share before, nil = there is none
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
// that does not, or a state of a cell has no text. The tables must not be changed
// afterwards.
func LoadRules(t *data.Tables, cal *calendar.Calendar) (*Rules, error) {
	r := &Rules{
		cal: cal, version: t.Version, usn: t.USN, byID: map[string]*rule{}, rowOf: map[string]string{},
		contrib: map[int]data.ContributionYear{}, texts: map[textKey]data.Text{}, forms: map[string]data.Form{},
		employer: map[int]data.EmployerYear{}, tables: t, divisors: commonDivisor(t.Penalties),
	}
	for _, d := range t.Rules {
		one, err := compile(d)
		if err != nil {
			return nil, err
		}
		r.rules = append(r.rules, one)
	}
	for i := range r.rules {
		one := &r.rules[i]
		r.byID[one.ID] = one
		one.before = r.shareBefore(one)
		one.slots = r.schedule(one)
	}
	for _, y := range t.Contributions {
		r.contrib[y.Year] = y
	}
	for _, y := range t.Employers {
		r.employer[y.Year] = y
	}
	for _, f := range t.Forms {
		r.forms[f.KND] = f
	}
	if err := r.addTexts(t.Texts); err != nil {
		return nil, err
	}
	r.tables = t
	return r, r.addRows(t.Rows)
}

func compile(d data.Rule) (rule, error) {
	out := rule{Rule: d}
	for _, name := range d.Periods {
		p := data.PeriodOf(1000, name)
		if p.IsZero() || d.Span == data.SpanWindow && (p.Kind != sdano.Month || d.Days == nil) {
			return rule{}, fmt.Errorf("rule %s: unknown period %q", d.ID, name)
		}
		out.periods = append(out.periods, p)
	}
	return out, nil
}

// shareBefore returns the rule of the share that is paid before that of a rule.
func (r *Rules) shareBefore(one *rule) *rule {
	if one.Share == nil || one.Share.Before == 0 {
		return nil
	}
	for i := range r.rules {
		other := &r.rules[i]
		if other.Row == one.Row && other.Span == one.Span && other.Share != nil && other.Share.Of == one.Share.Of &&
			other.Share.Before+other.Share.Parts == one.Share.Before {
			return other
		}
	}
	return nil
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
		if row.ID == rowZero {
			r.zero = &rowRules{Row: row, place: i}
			continue
		}
		if !row.Complete {
			r.partial = r.partial || row.ID != ENP
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

// covers reports whether the rule is for this period.
func (r *rule) covers(p sdano.Period) bool {
	switch r.Span {
	case data.SpanCalendar:
		p.Year = 1000 // of rule.periods
		return slices.Contains(r.periods, p)
	case data.SpanWindow:
		last := p.Last()
		return p.Kind == sdano.Days && r.window(last.Year(), last.Month()) == p && slices.Contains(r.periods, sdano.MonthPeriod(1000, last.Month()))
	case data.SpanEventMonth:
		return p.Kind == sdano.Month
	case data.SpanPatent:
		return p.Kind == sdano.Days && r.fits(fullMonths(p))
	}
	return p.Kind == sdano.Days && p.First() == p.Last()
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
	at, ok := r.slot(one, period)
	return at.raw, at.due, ok
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
