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
	// WindowInside opens on the first day of the period: of the year, the patent,
	// the happening.
	WindowInside Window = "inside"
	// WindowShare opens on the day after the term of the share before.
	WindowShare Window = "share"
)

// Span says what the periods of a rule are.
type Span string

// The spans.
const (
	// SpanCalendar: the parts of a year that Rule.Periods names.
	SpanCalendar Span = ""
	// SpanWindow: the days of a month that Rule.Days gives, in the months that
	// Rule.Periods names («расчётное окно НДФЛ», НК РФ ст. 226 п. 6).
	SpanWindow Span = "window"
	// SpanPatent: each patent of the payer, from its first to its last day.
	SpanPatent Span = "patent"
	// SpanEvent: the day of each entered event of the rule.
	SpanEvent Span = "event"
	// SpanEventMonth: each month with an entered event of the rule.
	SpanEventMonth Span = "event_month"
	// SpanPayout: the day of each pay-out to employees.
	SpanPayout Span = "payout"
)

// Days are the days of a window that ends in a month.
type Days struct {
	// FromMonth counts months from the one the window ends in: -1 is the month
	// before. FromDay and ToDay are days; a ToDay of 0 is the last of the month.
	FromMonth int `json:"from_month,omitzero"`
	FromDay   int `json:"from_day"`
	ToDay     int `json:"to_day,omitzero"`
	// InYear cuts off the days of the year before.
	InYear bool `json:"in_year,omitzero"`
}

// Share is a part of the sum of a period that is paid at one term. Every share
// but the last is rounded down to whole roubles, the last takes the rest.
type Share struct {
	// Parts of Of are paid at this term, Before were paid at the terms before.
	Parts  int `json:"parts"`
	Of     int `json:"of"`
	Before int `json:"before,omitzero"`
}

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

// What FirstPeriod may say: if the registration falls into it, the period has no
// obligation, and the next one begins on the day of registration.
const (
	// FirstDecember: taxes by the year, registered in December (НК РФ ст. 55 п. 2).
	FirstDecember = "december"
	// FirstTenDays: taxes by the quarter, registered less than ten days before
	// its end (НК РФ ст. 55 п. 3.1).
	FirstTenDays = "ten_days"
	// FirstLastQuarter: accounts, registered after 30 September (402-ФЗ ст. 15).
	FirstLastQuarter = "last_quarter"
	// FirstMonth: taxes by the month, registered in it (422-ФЗ ст. 9).
	FirstMonth = "month"
)

// Rule is an obligation: who has it, for which periods, and by when.
type Rule struct {
	// ID is the stable id: "usn_decl_ip".
	ID string `json:"id"`
	// Title is the Russian name of the payment or report; Short the name of a
	// report in texts and links, "" = Title.
	Title string `json:"title"`
	Short string `json:"short,omitzero"`
	// Kind is payment, report or notice.
	Kind Kind `json:"kind"`
	// Row is the id of the row of the monitor.
	Row string `json:"row"`
	// KND is the code of the form of a report or notice.
	KND string `json:"knd,omitzero"`
	// Who are the conditions, of which one must hold.
	Who []Condition `json:"who"`
	// Span says what the periods are.
	Span Span `json:"span,omitzero"`
	// Periods are the parts of a year the rule holds for: "Y", "H1", "9M",
	// "Q1" … "Q4", "M1" … "M12"; none for patents, events and pay-outs.
	Periods []string `json:"periods,omitzero"`
	// Days are the days of a SpanWindow.
	Days *Days `json:"days,omitzero"`
	// MinMonths and MaxMonths bound the full months of a patent, both included;
	// 0 = no bound.
	MinMonths int `json:"min_months,omitzero"`
	MaxMonths int `json:"max_months,omitzero"`
	// Share is the part of the period's sum; nil = the whole.
	Share *Share `json:"share,omitzero"`
	// FirstPeriod says which registration joins the next period: FirstDecember
	// and the others, or "".
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

// Name is what texts and links call the obligation.
func (r *Rule) Name() string {
	if r.Short != "" {
		return r.Short
	}
	return r.Title
}

// PeriodsOf returns the periods of the rule that end in a year, in the order of
// Periods; none for rules whose periods come from what is entered.
func (r *Rule) PeriodsOf(year int) []sdano.Period {
	if r.Span != SpanCalendar && r.Span != SpanWindow {
		return nil
	}
	out := make([]sdano.Period, 0, len(r.Periods))
	for _, name := range r.Periods {
		p := PeriodOf(year, name)
		if r.Span == SpanWindow {
			p = r.Days.before(p.Last())
		}
		out = append(out, p)
	}
	return out
}

// before returns the window that ends in the month of a day.
func (d *Days) before(end sdano.Date) sdano.Period {
	last := end.DayOfMonth(0, d.ToDay)
	first := last.DayOfMonth(d.FromMonth, d.FromDay)
	if start := sdano.YearPeriod(last.Year()).First(); d.InYear && first.Before(start) {
		first = start
	}
	return sdano.DaysPeriod(first, last)
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
	// Who replaces the conditions of the rule for this version; nil = the rule's.
	Who []Condition `json:"who,omitzero"`
	Basis
}

// Holds reports whether the version holds for a period that ends on a day.
func (v *Version) Holds(last sdano.Date) bool {
	return (v.From.IsZero() || !last.Before(v.From)) && (v.To.IsZero() || !last.After(v.To))
}

// From says what the day of a Term is counted from.
type From string

// The ways to count.
const (
	// FromMonth: from the month of the last day of the period (Months, Day).
	FromMonth From = ""
	// FromYearEnd: the last working day of the year.
	FromYearEnd From = "year_end"
	// FromStart: Days calendar days after the first day of the period.
	FromStart From = "start"
	// FromEnd: the last day of the period; with December28 a 31 December of 2025
	// and later is 28 December (НК РФ ст. 346.51 п. 2).
	FromEnd From = "end"
	// FromEvent: Days after the happening, working days if Working.
	FromEvent From = "event"
)

// Term is a day counted from a period.
type Term struct {
	// From says what it is counted from.
	From From `json:"from,omitzero"`
	// Months after the month of the last day of the period.
	Months int `json:"months,omitzero"`
	// Day of the month; 0 or a day past its end means the last day.
	Day int `json:"day,omitzero"`
	// Days after the start or the happening; Working counts working days.
	Days    int  `json:"days,omitzero"`
	Working bool `json:"working,omitzero"`
	// December28 moves an end of 31 December, see FromEnd.
	December28 bool `json:"december_28,omitzero"`
}

// Of returns the day for a period that ends on a day, before any shift; only for
// terms FromMonth.
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
