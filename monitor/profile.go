package monitor

import (
	"slices"

	"sdano"
)

// Taxpayer says who the payer is.
type Taxpayer string

// The kinds of taxpayers.
const (
	Organisation Taxpayer = "org" // «организация»
	Entrepreneur Taxpayer = "ip"  // «индивидуальный предприниматель»
)

// RegimeKind names a tax regime («режим налогообложения»).
type RegimeKind string

// The tax regimes.
const (
	USN  RegimeKind = "usn"  // «упрощённая система», НК РФ гл. 26.2
	OSNO RegimeKind = "osno" // «общая система»
	AUSN RegimeKind = "ausn" // «автоматизированная УСН», 17-ФЗ of 25.02.2022
	ESHN RegimeKind = "eshn" // «сельхозналог», НК РФ гл. 26.1
	PSN  RegimeKind = "psn"  // «патент», НК РФ гл. 26.5
	NPD  RegimeKind = "npd"  // «налог на профессиональный доход», 422-ФЗ
	ENVD RegimeKind = "envd" // «единый налог на вмененный доход», НК РФ гл. 26.3, until 2020
)

// TaxObject is the object of taxation under УСН (НК РФ ст. 346.14).
type TaxObject string

// The objects of УСН.
const (
	Income        TaxObject = "income"         // «доходы»
	IncomeExpense TaxObject = "income_expense" // «доходы, уменьшенные на величину расходов»
)

// Regime is one regime of a payer and the days it holds.
type Regime struct {
	// Kind is the regime.
	Kind RegimeKind `json:"regime"`
	// Object is the object of taxation, for УСН only.
	Object TaxObject `json:"object,omitzero"`
	// Rate is the rate of the tax, for УСН: "0.06". Zero means unknown.
	Rate sdano.Rate `json:"rate,omitzero"`
	// From and To are the first and the last day; a zero To is open.
	From sdano.Date `json:"from"`
	To   sdano.Date `json:"to,omitzero"`
}

// Patent is one patent («патент», НК РФ ст. 346.45).
type Patent struct {
	// From and To are the first and the last day of the patent.
	From sdano.Date `json:"from"`
	To   sdano.Date `json:"to"`
	// Tax is the tax of the patent.
	Tax sdano.Money `json:"tax,omitzero"`
	// PotentialIncome is «потенциально возможный доход» of the patent.
	PotentialIncome sdano.Money `json:"potential_income,omitzero"`
}

// Span is a run of days; a zero To is open.
type Span struct {
	From sdano.Date `json:"from"`
	To   sdano.Date `json:"to,omitzero"`
}

// Holds reports whether the day lies in the span, both ends included.
func (s Span) Holds(d sdano.Date) bool {
	return !d.Before(s.From) && (s.To.IsZero() || !d.After(s.To))
}

// Overlaps reports whether any day from first to last lies in the span.
func (s Span) Overlaps(first, last sdano.Date) bool {
	return !last.Before(s.From) && (s.To.IsZero() || !first.After(s.To))
}

// Flag is a fact about the payer that rules ask for, such as "vat_payer".
type Flag struct {
	Name string `json:"flag"`
	Span
}

// Plan says how an ИП spreads the fixed contributions over the year.
type Plan string

// The plans; the empty Plan is Yearly from 2023 and Quarterly before.
const (
	Quarterly Plan = "quarterly"
	Yearly    Plan = "yearly"
)

// Deduct says in which year's УСН the 1 % contribution of a year is deducted
// (НК РФ ст. 346.21 п. 3.1).
type Deduct string

// The choices; the empty Deduct is OwnYear.
const (
	OwnYear  Deduct = "own"
	NextYear Deduct = "next"
)

// Profile is what is known of a taxpayer and changes seldom. One tenant may
// have many; at most one is Main.
type Profile struct {
	// ID identifies the profile; it is given by Service when absent.
	ID sdano.ID `json:"id"`
	// TaxID is ИНН and, for an organisation, КПП.
	TaxID sdano.TaxID `json:"tax_id"`
	// Name is the name shown to people.
	Name string `json:"name"`
	// Taxpayer is organisation or entrepreneur.
	Taxpayer Taxpayer `json:"taxpayer"`
	// Main marks the organisation used when a request names none.
	Main bool `json:"main,omitzero"`
	// Deleted marks a profile that is kept but never found.
	Deleted bool `json:"deleted,omitzero"`
	// Registered is the day of registration; Closed the day it ended, if it did.
	Registered sdano.Date `json:"registered"`
	Closed     sdano.Date `json:"closed,omitzero"`
	// Region is the two-digit code of the subject of the Federation.
	Region string `json:"region,omitzero"`
	// OKTMO is «ОКТМО», TaxOffice the four-digit code of the ИФНС.
	OKTMO     string `json:"oktmo,omitzero"`
	TaxOffice string `json:"tax_office,omitzero"`
	// Regimes may hold several at once.
	Regimes []Regime `json:"regimes,omitzero"`
	// Patents of an ИП on ПСН.
	Patents []Patent `json:"patents,omitzero"`
	// Employees are the spans with staff; an open one means still.
	Employees []Span `json:"employees,omitzero"`
	// Flags are further facts that rules ask for.
	Flags []Flag `json:"flags,omitzero"`
	// TariffSV is the category of contributions for employees, "" = general.
	TariffSV string `json:"sv_tariff,omitzero"`
	// RateNS is the rate of accident insurance; zero means 0,2 %.
	RateNS sdano.Rate `json:"ns_rate,omitzero"`
	// FixedPlan is the plan of the fixed contributions of an ИП.
	FixedPlan Plan `json:"ip_fixed_plan,omitzero"`
	// OnePercent says in which year's tax the 1 % is deducted.
	OnePercent Deduct `json:"ip_1pct_deduct,omitzero"`
	// Deferrals are the ids of the acts that put off the payer's terms
	// (data.Deferral), chosen by the operator.
	Deferrals []string `json:"deferrals,omitzero"`
	// FactsFrom is the day before which nothing is known; zero = Registered.
	FactsFrom sdano.Date `json:"facts_from,omitzero"`
	// BooksClosedTo is the day up to which income and expenses are complete.
	BooksClosedTo sdano.Date `json:"books_closed_to,omitzero"`
}

// KnownFrom returns FactsFrom or, if it is absent, the day of registration.
func (p *Profile) KnownFrom() sdano.Date {
	if p.FactsFrom.IsZero() {
		return p.Registered
	}
	return p.FactsFrom
}

// RegimeOn returns the regime of the kind that holds on a day.
func (p *Profile) RegimeOn(kind RegimeKind, day sdano.Date) (Regime, bool) {
	for _, r := range p.Regimes {
		if r.Kind == kind && (Span{r.From, r.To}).Holds(day) {
			return r, true
		}
	}
	return Regime{}, false
}

// HasFlag reports whether a flag is set on a day.
func (p *Profile) HasFlag(name string, day sdano.Date) bool {
	return slices.ContainsFunc(p.Flags, func(f Flag) bool { return f.Name == name && f.Holds(day) })
}

// HasStaff reports whether there were employees on any day from first to last.
func (p *Profile) HasStaff(first, last sdano.Date) bool {
	return slices.ContainsFunc(p.Employees, func(s Span) bool { return s.Overlaps(first, last) })
}

// regimesOn returns the kinds of the regimes that hold on a day, each once.
func (p *Profile) regimesOn(day sdano.Date) []RegimeKind {
	var out []RegimeKind
	for _, r := range p.Regimes {
		if (Span{r.From, r.To}).Holds(day) && !slices.Contains(out, r.Kind) {
			out = append(out, r.Kind)
		}
	}
	return out
}

// regimeIn returns the regime of the kind that holds in a run of days; of
// several the one that begins last.
func (p *Profile) regimeIn(kind RegimeKind, first, last sdano.Date) (Regime, bool) {
	var out Regime
	found := false
	for _, r := range p.Regimes {
		if r.Kind == kind && (Span{r.From, r.To}).Overlaps(first, last) && (!found || r.From.After(out.From)) {
			out, found = r, true
		}
	}
	return out, found
}
