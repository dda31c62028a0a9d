package data

import "sdano"

// Status says how sure a row is.
type Status string

// The statuses of a row.
const (
	// Confirmed rows were checked against the act or two publications.
	Confirmed Status = "confirmed"
	// ToVerify rows still have to be; a result that uses one says so.
	ToVerify Status = "to-verify"
)

// Basis is what every row of every table says of itself.
type Basis struct {
	// Law is the article or act, in Russian, as it is cited: "НК РФ ст. 430".
	Law string `json:"law"`
	// Status says whether the row was checked.
	Status Status `json:"status"`
	// Source says where the row was found, for those who check it.
	Source string `json:"source,omitzero"`
}

// Certain reports whether the row was checked.
func (b Basis) Certain() bool { return b.Status == Confirmed }

// Tables is one consistent set of all tables. It is not changed after Load.
type Tables struct {
	// Version names the set: the first 12 hexadecimal digits of the SHA-256
	// over all files. Equal versions are equal tables.
	Version string
	// Calendar are the years of the production calendar, ascending.
	Calendar []CalendarYear
	// Rules are the obligations, in the order of the file.
	Rules []Rule
	// Contributions are the contributions of an ИП for himself, by year.
	Contributions []ContributionYear
	// USN are the dated rules of «упрощённая система», ascending.
	USN []USNRule
	// Rows are the rows of the monitor, in the order in which they are shown.
	Rows []Row
	// Texts are the texts of the monitor's cells.
	Texts []Text
	// Forms are the report forms by КНД.
	Forms []Form
	// Formats are the formats of electronic documents, in the order of the file.
	Formats []Format
	// KeyRates are the key rates, ascending, of which the last holds up to
	// KeyRatesTo: later decisions of the Bank of Russia are not in the table.
	KeyRates   []KeyRate
	KeyRatesTo sdano.Date
	// Penalties are the rules of penalties, ascending for each payer, Moratoria
	// the days without penalties.
	Penalties []PenaltyRule
	Moratoria []Moratorium
	// Employers are the bases of contributions for employees by year, Tariffs
	// their rates by category, MinWages the minimum wages, ascending, Accident
	// the bounds of the rate against accidents.
	Employers []EmployerYear
	Tariffs   []Tariff
	MinWages  []MinWage
	Accident  Accident
	// Payees are the receivers of «единый налоговый платёж», ascending, and
	// OrderFields the other fields of its payment order.
	Payees      []Payee
	OrderFields []OrderField
	// KBK are the codes of taxes, TaxNames and Liabilities the names of taxes and
	// kinds of payments in the 1C:Fresh API.
	KBK         []KBK
	TaxNames    []TaxName
	Liabilities []Liability
	// VATLimits and VATRates are the rules of НДС under УСН, limits ascending.
	VATLimits []VATLimit
	VATRates  []VATRate
	// Deferrals are the acts that put off terms.
	Deferrals []Deferral
	// Golden are published terms, by which changed tables are checked.
	Golden []Golden
}

// CalendarYear is what is special about the days of a calendar year in the
// five-day working week (ТК РФ ст. 112).
type CalendarYear struct {
	// Number is the year.
	Number int
	// Off are the days from Monday to Friday that are not worked.
	Off []sdano.Date
	// Work are the Saturdays and Sundays that are worked.
	Work []sdano.Date
	// Short are the working days that end one hour earlier (ТК РФ ст. 95).
	Short []sdano.Date
	// President is the part of Off that rests on acts of the President.
	President []sdano.Date
	// Total is how many days of the year are not worked, weekends included.
	Total int
	Basis
}

// ContributionYear are the contributions that an ИП pays for himself for one
// year (НК РФ ст. 430).
type ContributionYear struct {
	// Year is the calendar year («расчётный период»).
	Year int `json:"year"`
	// Pension and Medical are the parts of Fixed until 2022; zero afterwards.
	Pension sdano.Money `json:"pension,omitzero"`
	Medical sdano.Money `json:"medical,omitzero"`
	// Fixed is the sum of the whole year that does not depend on income.
	Fixed sdano.Money `json:"fixed"`
	// Rate is the share of the income above Threshold, at most Cap.
	Rate      sdano.Rate  `json:"rate"`
	Threshold sdano.Money `json:"threshold"`
	Cap       sdano.Money `json:"cap"`
	// OwnExcluded says that, where income less expenses is the base of Rate, own
	// contributions are not among those expenses.
	OwnExcluded bool `json:"own_excluded,omitzero"`
	Basis
}

// Reduction says which contributions reduce the tax under УСН «доходы» (НК РФ
// ст. 346.21 п. 3.1).
type Reduction string

// The two orders of reduction.
const (
	// ReducePaid: contributions paid in the period (until 2022).
	ReducePaid Reduction = "paid"
	// ReducePayable: own contributions payable in the year, even if unpaid
	// (from 2023); those for employees still as paid.
	ReducePayable Reduction = "payable"
)

// USNRule is one version of the rules of «упрощённая система».
type USNRule struct {
	// From and To are the first and the last year it holds; zero To is open.
	From int `json:"from"`
	To   int `json:"to,omitzero"`
	// Reduction says which contributions reduce the tax.
	Reduction Reduction `json:"reduction"`
	// CapAlone and CapStaff are the largest share of the tax that may be
	// reduced, for an ИП without employees and for all others.
	CapAlone sdano.Rate `json:"cap_alone"`
	CapStaff sdano.Rate `json:"cap_staff"`
	// Minimum is the minimum tax for «доходы − расходы» as a share of income
	// (НК РФ ст. 346.18 п. 6).
	Minimum sdano.Rate `json:"minimum"`
	// RaisedAbove is the income of a year above which the raised rates of its
	// object hold for what comes from the quarter on in which it was passed
	// (НК РФ ст. 346.20 п. 1.1, 2.1 of 2021–2024); 0 = there are none.
	RaisedAbove         sdano.Money `json:"raised_above,omitzero"`
	RaisedIncome        sdano.Rate  `json:"raised_income,omitzero"`
	RaisedIncomeExpense sdano.Rate  `json:"raised_income_expense,omitzero"`
	Basis
}

// Row is one row of the monitor.
type Row struct {
	// ID is the stable id: "usn".
	ID string `json:"id"`
	// Title is the Russian title: «УСН».
	Title string `json:"title"`
	// Complete says that all rules of the row are in the tables. Only complete
	// rows are shown: half of a row's obligations would look like all of them.
	Complete bool `json:"complete,omitzero"`
	// Always shows the row to everyone whom its rules match, even when there is
	// nothing to pay or to file.
	Always bool `json:"always,omitzero"`
	// DataID is the data id of the 1C:Fresh API behind a payment link of the
	// row; "" = the link leads to our page.
	DataID string `json:"data_id,omitzero"`
	// Calculator names the computation of the row's sums: "usn", "ip_self";
	// "" = only declared sums and sums entered by hand.
	Calculator string `json:"calculator,omitzero"`
	// First says that «единый налоговый счёт» settles the row before all others
	// (НК РФ ст. 45 п. 8: НДФЛ).
	First bool `json:"first,omitzero"`
	// KBK are the codes («КБК») whose sums belong to the row, of all times; they
	// are those of Tables.KBK.
	KBK []string `json:"-"`
	Basis
}

// Text is the text of one state of a cell.
type Text struct {
	// Cell is "tax" or "report", State the state of the cell.
	Cell  string `json:"cell"`
	State string `json:"state"`
	// Row is the id of the row the text is for; "" = all others.
	Row string `json:"row,omitzero"`
	// Title and Description may hold {sum}, {date}, {period}, {office}, {what}
	// and the literal token {{smile}}. A Description whose {date} is not known is
	// left out.
	Title       string `json:"title"`
	Description string `json:"description,omitzero"`
	// Several takes the place of Description when it would speak of more than one
	// obligation or term; "" = Description serves for both.
	Several string `json:"several,omitzero"`
}

// Golden is a term as it was published for one period.
type Golden struct {
	// Rule is the id of the rule, Period written as sdano.ParsePeriod reads it.
	Rule   string `json:"rule"`
	Period string `json:"period"`
	// Raw is the day by the rule, Due the one moved to a working day.
	Raw sdano.Date `json:"raw"`
	Due sdano.Date `json:"due"`
	Basis
}

// Form is a report form by its code («КНД»).
type Form struct {
	// KND is the seven-digit code by КНД.
	KND string `json:"knd"`
	// Title is the full Russian title, Short the one used in links.
	Title string `json:"title"`
	Short string `json:"short"`
	Basis
}

// Format says when titles of a format of electronic documents may be made.
type Format struct {
	// ID names the exchange: "upd503".
	ID string `json:"id"`
	// Order is the act that published the format, "" for a custom of the
	// operators of electronic document exchange.
	Order string `json:"order"`
	// From and To are the first and last day on which a first title may be made;
	// a zero bound is open or not confirmed. Answering a title never ends.
	From sdano.Date `json:"from,omitzero"`
	To   sdano.Date `json:"to,omitzero"`
	Basis
}

// Holds reports whether a first title of the day may be in the format.
func (f *Format) Holds(day sdano.Date) bool {
	return (f.From.IsZero() || !day.Before(f.From)) && (f.To.IsZero() || !day.After(f.To))
}
