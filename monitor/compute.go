package monitor

import (
	"slices"

	"sdano"
)

// Input is all that a monitor depends on besides the Rules.
type Input struct {
	Profile  Profile
	Facts    Facts
	Verdicts []Verdict
	Settings Settings
	// Today is the day it is computed for, in the payer's zone.
	Today sdano.Date
}

// Compute returns the monitor of a payer. It is a pure function: equal inputs
// give equal results; it neither reads a clock nor keeps anything. The order of
// facts and verdicts does not matter.
//
// It goes from facts to cells in one direction: the obligations of the payer
// (rule × period) with their terms; their sums; what the payments cover of
// them; the cells.
func Compute(r *Rules, in Input) Result {
	s := newSheet(r, &in)
	s.findObligations()
	s.matchVerdicts()
	s.settle()
	out := Result{
		Profile: in.Profile, Today: in.Today, DataVersion: r.version, Settings: in.Settings,
		Check: s.reconcile(), Rows: []Row{}, ENS: s.ens(), Unrecognised: s.strange,
	}
	for _, l := range s.shownLines() {
		if row, shown := s.row(l); shown {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

// sheet is one computation.
type sheet struct {
	*Rules
	profile  *Profile
	facts    *Facts
	verdicts []Verdict
	settings Settings
	today    sdano.Date
	known    sdano.Date // nothing is known of the days before
	floor    sdano.Date // terms before are not shown
	ceiling  sdano.Date // terms after are not looked at
	books    books
	accruals accruals
	payments []payment // of rows
	account  []payment // to «единый налоговый счёт»
	strange  []Payment // payments that could not be recognised
	lines    []*line
	byKey    map[duty]*obligation // of own contributions
	pool     *pool
	settled  []settlement                // what the account paid of contributions for employees, see settle
	room     []obligation                // see newObligation
	pay      []monthPay                  // payroll by month and employee, see payroll
	months   map[sdano.Period]staffMonth // see staffMonths
	payouts  []part                      // see withheldBetween
}

// line is a row with the payer's obligations, each kind by term and period.
type line struct {
	*rowRules
	payments, reports, notices []*obligation
}

// duty names an obligation.
type duty struct {
	rule   string
	period sdano.Period
}

func newSheet(r *Rules, in *Input) *sheet {
	year := in.Today.Year()
	s := &sheet{
		Rules: r, profile: &in.Profile, facts: &in.Facts, verdicts: in.withFilings(), settings: in.Settings, today: in.Today,
		known: in.Profile.KnownFrom(), floor: sdano.YearPeriod(year - 4).First(), ceiling: sdano.YearPeriod(year + 1).Last(),
		byKey: map[duty]*obligation{},
	}
	s.books = s.readBooks()
	s.accruals = s.readAccruals()
	s.recognise()
	return s
}

// depth is for how many years before today sums are computed: so long a loss is
// carried (НК РФ ст. 346.18 п. 7), and a year before it.
const depth = 11

// firstYear returns the first year whose periods are looked at.
func (s *sheet) firstYear() int {
	year := min(s.known.Year(), s.floor.Year()-1)
	return max(year, s.profile.Registered.Year(), s.today.Year()-depth)
}

// findObligations finds all obligations of the payer, row by row. Only what
// computes from year to year needs the years that are not shown any more.
func (s *sheet) findObligations() {
	from := s.firstYear()
	s.lines = make([]*line, 0, len(s.rows))
	for i := range s.rows {
		l := &line{rowRules: &s.rows[i]}
		chained := l.Calculator == calculatorUSN || l.Calculator == calculatorOwn
		for _, r := range l.rules {
			if !s.concerns(r) {
				continue
			}
			years := from
			if !chained {
				years = max(from, s.floor.Year()-1)
			}
			slots := s.slotsOf(r, years, s.ceiling.Year())
			for k := range slots {
				if o, ok := s.obligation(l, r, &slots[k]); ok {
					l.add(o)
					if l.Calculator == calculatorOwn {
						s.byKey[duty{r.ID, o.period}] = o
					}
				}
			}
		}
		for _, list := range [][]*obligation{l.payments, l.reports, l.notices} {
			slices.SortFunc(list, byTerm)
		}
		s.lines = append(s.lines, l)
	}
}

// The calculators, by the names the table gives them.
const (
	calculatorUSN   = "usn"
	calculatorOwn   = "ip_self"
	calculatorStaff = "sv"
	calculatorNS    = "ns"
	calculatorAgent = "ndfl_agent"
	calculatorPSN   = "psn"
)

// calculators compute the sums of a row, by the name the table gives them.
var calculators = map[string]func(*sheet, *line){
	calculatorUSN:   (*sheet).computeUSN,
	calculatorOwn:   (*sheet).computeOwn,
	calculatorStaff: (*sheet).computeStaff,
	calculatorNS:    (*sheet).computeAccidents,
	calculatorAgent: (*sheet).computeWithheld,
	calculatorPSN:   (*sheet).computePatents,
}

// computeSums gives every payment its sum: declared, entered by hand, or
// computed, the first that is there; else it stays unknown. Own contributions
// come first: the tax under УСН asks for them.
func (s *sheet) computeSums() {
	order := slices.Clone(s.lines)
	slices.SortStableFunc(order, func(a, b *line) int { return rank(a.Calculator) - rank(b.Calculator) })
	for _, l := range order {
		if compute, ok := calculators[l.Calculator]; ok {
			compute(s, l)
			continue
		}
		for _, o := range l.payments {
			s.accrue(o, sum{})
		}
	}
}

func rank(calculator string) int {
	if calculator == calculatorOwn {
		return 0
	}
	return 1
}
