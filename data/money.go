package data

import "sdano"

// KeyRate is the key rate of the Bank of Russia («ключевая ставка»), which
// penalties are counted by (НК РФ ст. 75 п. 4). It holds from From until the
// next row.
type KeyRate struct {
	From sdano.Date `json:"from"`
	// Rate is a share of a year: 0.0725 is 7,25 %.
	Rate sdano.Rate `json:"rate"`
	Basis
}

// PenaltyRule says how penalties («пени») of a payer are counted from From to To,
// a zero To is open (НК РФ ст. 75 п. 4, 5, 5.1).
type PenaltyRule struct {
	// Payer is "org" or "ip".
	Payer string     `json:"payer"`
	From  sdano.Date `json:"from"`
	To    sdano.Date `json:"to,omitzero"`
	// Bands cover the days of a delay from the first on without gaps.
	Bands []PenaltyBand `json:"bands"`
	Basis
}

// PenaltyBand is a run of days of a delay, counted from 1, on which the debt
// bears the key rate divided by Divisor; a zero To is open.
type PenaltyBand struct {
	From    int `json:"from"`
	To      int `json:"to,omitzero"`
	Divisor int `json:"divisor"`
}

// Moratorium are days on which debts that were due before its first day bear no
// penalties.
type Moratorium struct {
	From sdano.Date `json:"from"`
	To   sdano.Date `json:"to"`
	// Scope says in Russian whom it covers; Everyone that it covers all but
	// named exceptions, otherwise only named branches.
	Scope    string `json:"scope"`
	Everyone bool   `json:"everyone,omitzero"`
	Basis
}

// EmployerYear are the largest bases of contributions for one employee, counted
// from January (НК РФ ст. 421): Pension and Social until 2022, Unified from 2023.
type EmployerYear struct {
	Year    int         `json:"year"`
	Pension sdano.Money `json:"pension,omitzero"`
	Social  sdano.Money `json:"social,omitzero"`
	Unified sdano.Money `json:"unified,omitzero"`
	Basis
}

// The categories of payers of contributions for employees.
const (
	// CategoryGeneral is everyone without a reduced tariff (НК РФ ст. 425).
	CategoryGeneral = "general"
	// CategorySME are small and medium businesses until 2025 (ст. 427 п. 1 пп. 17).
	CategorySME = "sme"
	// CategorySMEPriority are those of the listed branches from 2026.
	CategorySMEPriority = "sme_priority"
	// CategorySMEManufacturing are those of manufacturing from 2025.
	CategorySMEManufacturing = "sme_manufacturing"
)

// Tariff are the rates of contributions of a category of payers in the years
// From to To, a zero To is open (НК РФ ст. 425, 427). Below and Above mean the
// base up to and over the limit of EmployerYear.
type Tariff struct {
	From     int    `json:"from"`
	To       int    `json:"to,omitzero"`
	Category string `json:"category"`
	// Above is how many minimum wages of a month's pay of an employee bear the
	// general rates, only the rest these; 0 = all bears these.
	Above        sdano.Rate `json:"above,omitzero"`
	PensionBelow sdano.Rate `json:"pension_below,omitzero"`
	PensionAbove sdano.Rate `json:"pension_above,omitzero"`
	SocialBelow  sdano.Rate `json:"social_below,omitzero"`
	Medical      sdano.Rate `json:"medical,omitzero"`
	UnifiedBelow sdano.Rate `json:"unified_below,omitzero"`
	UnifiedAbove sdano.Rate `json:"unified_above,omitzero"`
	Basis
}

// MinWage is the minimum wage of a month («МРОТ», 82-ФЗ ст. 1) from From to To.
type MinWage struct {
	From  sdano.Date  `json:"from"`
	To    sdano.Date  `json:"to"`
	Month sdano.Money `json:"month"`
	Basis
}

// Accident are the bounds of the rate of contributions against accidents
// («взносы на травматизм», 125-ФЗ ст. 22), both included.
type Accident struct {
	Lowest  sdano.Rate `json:"lowest"`
	Highest sdano.Rate `json:"highest"`
	Basis
}

// VATLimit is the income of a year under УСН up to which no НДС is paid in the
// years From to To, a zero To is open (НК РФ ст. 145 п. 1).
type VATLimit struct {
	From  int         `json:"from"`
	To    int         `json:"to,omitzero"`
	Limit sdano.Money `json:"limit"`
	Basis
}

// VATRate is a rate of НДС under УСН on the days From to To; a zero bound is open
// (НК РФ ст. 164 п. 3, 8).
type VATRate struct {
	Rate sdano.Rate `json:"rate"`
	// Deductions says that the tax of purchases may be deducted.
	Deductions bool       `json:"deductions,omitzero"`
	From       sdano.Date `json:"from,omitzero"`
	To         sdano.Date `json:"to,omitzero"`
	Basis
}
