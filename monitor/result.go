package monitor

import (
	"time"

	"sdano"
	"sdano/data"
)

// Result is the monitor of one payer on one day.
type Result struct {
	// Profile is the payer it is computed for.
	Profile Profile `json:"profile"`
	// Today is the day it is computed for, in the payer's zone.
	Today sdano.Date `json:"today"`
	// DataVersion names the tables it was computed with.
	DataVersion string `json:"data_version"`
	// Rows are the rows in the order in which they are shown.
	Rows []Row `json:"rows"`
	// Check says that a reminder to reconcile with ФНС («сверка») is due.
	Check bool `json:"check"`
	// ENS is the state of «единый налоговый счёт».
	ENS ENSBlock `json:"ens"`
	// Unrecognised are the payments of which neither the fact nor its КБК says
	// what they are for; they count nowhere.
	Unrecognised []Payment `json:"unrecognised,omitzero"`
	// Settings are the settings it was computed with.
	Settings Settings `json:"settings"`
}

// Row returns the row of an id, nil if it is not shown.
func (r *Result) Row(id string) *Row {
	for i := range r.Rows {
		if r.Rows[i].ID == id {
			return &r.Rows[i]
		}
	}
	return nil
}

// Row is one row: a tax and its reports.
type Row struct {
	// ID is the stable id of the row: "usn", "ip_self".
	ID string `json:"id"`
	// Title is the Russian title: «УСН».
	Title string `json:"title"`
	// Tax is the cell of payments, Report the cell of reports; nil = there are
	// no obligations of the kind.
	Tax    *Cell `json:"tax,omitzero"`
	Report *Cell `json:"report,omitzero"`
}

// Color is the colour of a cell.
type Color string

// The colours.
const (
	Success Color = "success" // green: nothing to do
	Warning Color = "warning" // yellow: it is time
	Danger  Color = "danger"  // red: too late
)

// State is the case of a cell, finer than its colour. It is stable; texts may
// change.
type State string

// The states of a tax cell.
const (
	TaxPaid        State = "paid"         // green: all is paid
	TaxNeverDue    State = "never_due"    // green: no payment was ever due
	TaxNotNeeded   State = "not_needed"   // green: all sums so far are 0
	TaxCovered     State = "covered"      // green: «единый налоговый счёт» covers what is due
	TaxDue         State = "due"          // yellow: Amount is to be paid by Due
	TaxUnknown     State = "unknown"      // yellow: a sum is due, but not known
	TaxUnknownLate State = "unknown_late" // yellow: the same, and the dates are past
	TaxPastUnknown State = "past_unknown" // yellow: debts of earlier years are not known
	TaxDebt        State = "debt"         // red: Debt is overdue
	TaxDebtAndDue  State = "debt_and_due" // red: Debt is overdue and more is due now
	TaxNotRequired State = "not_required" // green: the payer has no activity
	TaxNoPatents   State = "no_patents"   // yellow: ПСН without a patent
	// The same as TaxDebt and TaxPastUnknown for the own contributions of a payer
	// without activity, where the wording differs.
	TaxDebtIdle        State = "debt_idle"
	TaxPastUnknownIdle State = "past_unknown_idle"
)

// The states of a report cell.
const (
	ReportFiled       State = "filed"        // green: all is accepted
	ReportNeverDue    State = "never_filed"  // green: no report was ever due
	ReportDue         State = "to_file"      // yellow: a report is to be filed by Due
	ReportPrepared    State = "prepared"     // yellow: all are prepared or sent
	ReportSent        State = "sent"         // yellow: all are sent and not yet answered
	ReportPastUnknown State = "past_unknown" // yellow: reports of earlier periods are not known
	ReportOverdue     State = "overdue"      // red: a report is overdue
)

// taxStates and reportStates are the states that need a text for every row.
// TaxNotNeeded and those behind TaxDebtAndDue are missing: only the rows that have
// a text for them know them.
var (
	taxStates    = []State{TaxPaid, TaxNeverDue, TaxCovered, TaxDue, TaxUnknown, TaxUnknownLate, TaxPastUnknown, TaxDebt, TaxDebtAndDue}
	reportStates = []State{ReportFiled, ReportNeverDue, ReportDue, ReportPrepared, ReportSent, ReportPastUnknown, ReportOverdue}
)

// The names of the cells in the table of texts.
const (
	cellTax    = "tax"
	cellReport = "report"
)

// Cell is one coloured field of the monitor.
type Cell struct {
	Color Color `json:"color"`
	State State `json:"state"`
	// Text is the Russian title. It may hold the literal token {{smile}}.
	Text string `json:"text"`
	// Description is the second, longer text, "" if none; lines are parted by
	// "\n".
	Description string `json:"description,omitzero"`
	// Due is the term the cell speaks of («deadline»), zero if none.
	Due sdano.Date `json:"due,omitzero"`
	// Amount is what is to be paid now, debts included; Debt the overdue part.
	Amount sdano.Money `json:"amount,omitzero"`
	Debt   sdano.Money `json:"debt,omitzero"`
	// Links lead on from the cell, in the order in which they are shown.
	Links []Link `json:"links,omitzero"`
	// Items are the open obligations behind the cell, by term.
	Items []Item `json:"items,omitzero"`
	// Steps lead to Amount: their values add up to it.
	Steps []Step `json:"steps,omitzero"`
	// Why is Steps and terms in Russian sentences, one a line, for people.
	Why []string `json:"why,omitzero"`
	// Uncertain are the reasons in Russian why the cell may be inexact.
	Uncertain []string `json:"uncertain,omitzero"`
}

// Item is one open obligation: a payment or a report that is due or overdue.
type Item struct {
	// Kind says whether it is a payment, a report or a notice.
	Kind data.Kind `json:"kind"`
	// Rule is the id of the rule, Title its Russian name with the period.
	Rule   string       `json:"rule"`
	Title  string       `json:"title"`
	Period sdano.Period `json:"period"`
	// KND is the code of the form of a report.
	KND string `json:"knd,omitzero"`
	// Due is the term after the shift to a working day, Raw before it.
	Due sdano.Date `json:"due"`
	Raw sdano.Date `json:"raw"`
	// Overdue says that the term has passed.
	Overdue bool `json:"overdue,omitzero"`
	// Known says that the amount is known; Amount is the sum of the period, Left
	// what is unpaid of it and asked for now.
	Known  bool        `json:"known,omitzero"`
	Amount sdano.Money `json:"amount,omitzero"`
	Left   sdano.Money `json:"left,omitzero"`
	// Report is the state of a report, Submission the submission behind it.
	Report     ReportState `json:"report,omitzero"`
	Submission sdano.ID    `json:"submission,omitzero"`
	// Law is the article the term rests on.
	Law string `json:"law"`
}

// Step is one step of a computation.
type Step struct {
	// Label says in Russian what is computed, Formula with which figures.
	Label   string `json:"label"`
	Formula string `json:"formula"`
	// Value is the part of the cell's amount that it gives.
	Value sdano.Money `json:"value"`
	// Law is the article, Data the row of the tables ("ip-contributions/2018").
	Law  string `json:"law"`
	Data string `json:"data"`
	// Certain says that rule and data were checked and the books are closed.
	Certain bool `json:"certain"`
}

// Link leads from a cell to a page or to another data id.
type Link struct {
	// Text is the Russian title of the link.
	Text string `json:"text"`
	// Target is where it leads.
	Target NavTarget `json:"target"`
}

// NavForm says what a navigation link opens.
type NavForm string

// What a link may open.
const (
	NavMonitor    NavForm = "monitor"    // the whole monitor
	NavCalculator NavForm = "calculator" // the computation and payment of a tax
	NavReport     NavForm = "report"     // one report
	NavReports    NavForm = "reports"    // the list of open reports of a row
	NavNotice     NavForm = "notice"     // the notice of a sum
	NavPast       NavForm = "past"       // the questionnaire about earlier periods
)

// NavTarget is the target of a link. It is comparable, and its JSON is
// canonical: equal targets give equal bytes, so that an identifier may be
// derived from them.
type NavTarget struct {
	Form NavForm `json:"form"`
	// Payer is the payer whose page it is.
	Payer sdano.TaxID `json:"organization"`
	// Row is the id of the row, Rule of the obligation's rule.
	Row  string `json:"row,omitzero"`
	Rule string `json:"rule,omitzero"`
	// KND is the code of the form of a report or notice.
	KND    string       `json:"knd,omitzero"`
	Period sdano.Period `json:"period,omitzero"`
	// DataID is the data id of the 1C:Fresh API; "" = the link is an anchor.
	DataID string `json:"data_id,omitzero"`
	// Day is the day the calculation is asked for; EndOfDay says that it is
	// given as 23:59:59, otherwise as 00:00:00.
	Day      sdano.Date `json:"day,omitzero"`
	EndOfDay bool       `json:"end_of_day,omitzero"`
}

// At returns the moment of Day in the form of the 1C:Fresh API, without zone:
// 2018-06-30T23:59:59; "" if there is none.
func (t NavTarget) At() string {
	if t.Day.IsZero() {
		return ""
	}
	at := t.Day.In(time.UTC)
	if t.EndOfDay {
		at = at.Add(24*time.Hour - time.Second)
	}
	return at.Format("2006-01-02T15:04:05")
}
