package data

import "sdano"

// Kind is the kind of an obligation.
type Kind string

// The kinds of obligations.
const (
	Payment Kind = "payment" // «платёж»
	Report  Kind = "report"  // «отчёт»
	Notice  Kind = "notice"  // «уведомление об исчисленных суммах», НК РФ ст. 58 п. 9
)

// Window says when an obligation opens.
type Window string

// The windows.
const (
	// WindowAfter opens on the day after the end of the period.
	WindowAfter Window = "after"
	// WindowInside opens on the first day of the period.
	WindowInside Window = "inside"
)

// Settled says through which account a payment goes.
type Settled string

// The accounts.
const (
	// SettledENP goes through «единый налоговый счёт» from 2023 (НК РФ ст.
	// 11.3), by its own КБК before.
	SettledENP Settled = "enp"
	// SettledSFR goes to «Социальный фонд» by its own КБК.
	SettledSFR Settled = "sfr"
	// SettledOwn goes by its own КБК outside of «единый налоговый счёт».
	SettledOwn Settled = "own"
	// SettledNone is said of reports and notices: nothing is paid.
	SettledNone Settled = "none"
)

// FirstDecember is the FirstPeriod of taxes by the year: who was registered in
// December has no obligation for that year, and his next year begins on the day
// of registration (НК РФ ст. 55 п. 2).
const FirstDecember = "december"

// Rule is an obligation: who has it, for which periods, and by when.
type Rule struct {
	// ID is the stable id: "usn_decl_ip".
	ID string `json:"id"`
	// Title is the Russian name of the payment or report.
	Title string `json:"title"`
	// Kind is payment, report or notice.
	Kind Kind `json:"kind"`
	// Row is the id of the row of the monitor.
	Row string `json:"row"`
	// KND is the code of the form of a report or notice.
	KND string `json:"knd,omitzero"`
	// Who are the conditions, of which one must hold.
	Who []Condition `json:"who"`
	// Periods are the parts of a year the rule holds for: "Y", "H1", "9M",
	// "Q1" … "Q4", "M1" … "M12".
	Periods []string `json:"periods"`
	// FirstPeriod says which registration joins the next period: FirstDecember
	// or "".
	FirstPeriod string `json:"first_period,omitzero"`
	// Window says when the obligation opens.
	Window Window `json:"window"`
	// Settled says through which account it is paid.
	Settled Settled `json:"settled"`
	// Closing is the term when the payer ends his business; nil = as usual.
	Closing *Closing `json:"closing,omitzero"`
	// Versions are the terms by period.
	Versions []Version `json:"versions"`
}

// Condition is a condition on a payer; all that is given must hold.
type Condition struct {
	// Taxpayer is "org" or "ip"; "" = both.
	Taxpayer string `json:"taxpayer,omitzero"`
	// Regimes: one of them must hold; NotRegimes: none of them may.
	Regimes    []string `json:"regimes,omitzero"`
	NotRegimes []string `json:"not_regimes,omitzero"`
	// Flags: all of them must be set; NotFlags: none of them may be.
	Flags    []string `json:"flags,omitzero"`
	NotFlags []string `json:"not_flags,omitzero"`
}

// Version is the term of a rule for the periods whose last day lies from From
// to To; a zero bound is open.
type Version struct {
	N     int        `json:"n"`
	From  sdano.Date `json:"from,omitzero"`
	To    sdano.Date `json:"to,omitzero"`
	Term  Term       `json:"term"`
	Shift bool       `json:"shift"`
	Basis
}

// Holds reports whether the version holds for a period that ends on a day.
func (v *Version) Holds(last sdano.Date) bool {
	return (v.From.IsZero() || !last.Before(v.From)) && (v.To.IsZero() || !last.After(v.To))
}

// Term is a day counted from the month of the last day of a period.
type Term struct {
	// Months after that month.
	Months int `json:"months"`
	// Day of the month; 0 or a day past its end means the last day.
	Day int `json:"day"`
}

// Of returns the day for a period that ends on a day, before any shift.
func (t Term) Of(last sdano.Date) sdano.Date { return last.DayOfMonth(t.Months, t.Day) }

// Closing is the term after the end of business of an ИП: a number of calendar
// days after it, or a day of a month after it, or no obligation at all.
type Closing struct {
	// None drops the obligation for the period in which the business ends.
	None bool `json:"none,omitzero"`
	// Days after the end of business, not shifted.
	Days int `json:"days,omitzero"`
	// Months and Day are a term as in Term; Shift moves it to a working day.
	Months int  `json:"months,omitzero"`
	Day    int  `json:"day,omitzero"`
	Shift  bool `json:"shift,omitzero"`
	Basis
}
