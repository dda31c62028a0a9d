package monitor

import (
	"time"

	"sdano"
)

// ReportState is what became of a report.
type ReportState string

// The states, from nothing to done. Rejected counts as not sent.
const (
	NotStarted ReportState = ""         // nothing was done
	Prepared   ReportState = "prepared" // «подготовлен», not sent
	Sent       ReportState = "sent"     // «отправлен», unanswered
	Rejected   ReportState = "rejected" // «отклонён»
	Accepted   ReportState = "accepted" // «принят»
)

// Verdict is the present state of one report file of a payer.
type Verdict struct {
	// Submission is the submission behind it, if there is one.
	Submission sdano.ID `json:"submission,omitzero"`
	// KND is the code of the form: "1152017".
	KND string `json:"knd"`
	// Rule is the id of the obligation's rule; "" = found by KND and Period.
	Rule string `json:"rule,omitzero"`
	// Period is the period of the report.
	Period sdano.Period `json:"period"`
	// Correction is the number of the correction, 0 for the first report.
	Correction int `json:"correction,omitzero"`
	// Office is the four-digit code of the ИФНС, or the name of another
	// authority («СФР»).
	Office string `json:"office,omitzero"`
	// State is the effective state: a refusal that is still under review is
	// given as Sent with UnderReview set.
	State       ReportState `json:"state"`
	UnderReview bool        `json:"under_review,omitzero"`
	// Sent is the instant of sending, At of the verdict; zero if none.
	Sent time.Time `json:"sent,omitzero"`
	At   time.Time `json:"at,omitzero"`
	// Declared are the sums of the file; they count once it is accepted.
	Declared []Declared `json:"declared,omitzero"`
}

// Declared is one sum that a report or notice declares as payable.
type Declared struct {
	// Row is the id of the row; "" = the row of KBK, else of the report.
	Row string `json:"row,omitzero"`
	// KBK is «КБК» of the sum, where the file gives it.
	KBK string `json:"kbk,omitzero"`
	// Period is the period of the payment: for УСН 2026-Q1, 2026-H1, 2026-9M
	// (advances) and 2026 (the rest of the year).
	Period sdano.Period `json:"period"`
	// Amount is what is payable at that term itself, not cumulated; negative
	// is a reduction (lines 050, 080, 110 of the УСН declaration).
	Amount sdano.Money `json:"amount"`
}
