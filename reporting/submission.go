package reporting

import (
	"time"

	"sdano"
)

// ReportKey says which report a submission files: two submissions of one key
// are two attempts to file the same report.
type ReportKey struct {
	// Payer is the taxpayer the report is of.
	Payer sdano.TaxID
	// Kind is the form: КНД for ФНС reports («ВидОтчета»).
	Kind string
	// Period is the period in canonical text: 2025, 2026-Q1, or for notices the
	// sorted list of their lines.
	Period string
	// Correction is the number of the correction, 0 for a primary report
	// («ВидДокумента»).
	Correction int
	// Authority and Code say to whom: ФНС and the code of the inspection.
	Authority Authority
	Code      string
}

// Report is the thing that is filed («Отчет»); it exists once per ReportKey and
// tenant.
type Report struct {
	ID  sdano.ID
	Key ReportKey
}

// Failure is the last error of a submission: what went wrong on our side or on
// the way, in words for a person.
type Failure struct {
	Code string    `json:"code"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Reason is one reason of a refusal as the customer sees it
// («ПричиныОтказа» of a submission).
type Reason struct {
	// Code is the ten-digit code of the refusal, "" if the answer had none.
	Code string `json:"code,omitempty"`
	// Text is the reason («Причина»).
	Text string `json:"reason"`
	// Explanation is the auditor's note («Пояснение»).
	Explanation string `json:"explanation,omitempty"`
}

// Submission is one attempt to file one report («ОтправкиОтчетности»). All
// instants are UTC and of the business clock.
type Submission struct {
	ID     sdano.ID
	Tenant sdano.Tenant
	// Seq is its number in the tenant's sequence, in commit order.
	Seq int64
	// Version grows by one with each write; writes compare and set it.
	Version int64
	// Report is the report it files («Отчет») and Key the report's key.
	Report sdano.ID
	Key    ReportKey
	// Organization is the organisation's reference, zero if not entered here.
	Organization sdano.ID
	// KND is the form's code «КНД», Title its Russian title.
	KND   string
	Title string
	// PeriodFrom, PeriodTo and PeriodText are «ДатаНачалаПериода»,
	// «ДатаОкончанияПериода» and «ПредставлениеПериода».
	PeriodFrom, PeriodTo sdano.Date
	PeriodText           string
	// UID is the operator's identifier: the docflow's GUID without hyphens
	// («Идентификатор»), "" until it is known.
	UID string
	// Status is the fine status as the customer sees it: refusals count after
	// audit only.
	Status Status
	// Outcome is finer than Status; UnderReview says that a refusal waits for
	// its audit.
	Outcome     Outcome
	UnderReview bool
	// Reasons are the reasons of a refusal, audited.
	Reasons []Reason
	// OpenedAt is «ДатаОткрытия» (queued), SentAt «ДатаОтправки» (taken by the
	// operator), UpdatedAt «ДатаПоследнегоОбновления», ClosedAt «ДатаЗакрытия»
	// (verdict). Zero means not yet.
	OpenedAt, SentAt, UpdatedAt, ClosedAt time.Time
	// EvidenceAt is date and time of the confirmation of sending (НК РФ ст. 80
	// п. 4); FiledAt equals it once the outcome is positive.
	EvidenceAt, FiledAt time.Time
	// EndedAt is when nothing more is expected or owed in the docflow.
	EndedAt time.Time
	// ContentKey names the content: equal bytes for the same report have equal
	// keys (SHA-256, hexadecimal).
	ContentKey string
	// DraftID is the operator's draft of the current attempt, Attempt its number
	// from 1, 0 before the first.
	DraftID sdano.ID
	Attempt int
	// DocflowID and DocflowType name the docflow at the operator.
	DocflowID   sdano.ID
	DocflowType string
	// Delivery is the state of handing it over.
	Delivery Delivery
	// ResendReason is why the report was filed again.
	ResendReason string
	// LastError is the last failure, nil if none.
	LastError *Failure
	// Declared are the amounts the report declares, for the monitor; nil if the
	// form has none.
	Declared []DeclaredAmount
	// Deleted marks a submission withdrawn before it was sent.
	Deleted bool
}

// DeclaredAmount is one amount of tax that a report declares.
type DeclaredAmount struct {
	// Tax is the monitor's row the amount belongs to, "usn".
	Tax string `json:"tax"`
	// Period is the period the amount is due for.
	Period sdano.Period `json:"period"`
	// Amount is the sum, negative for a reduction.
	Amount sdano.Money `json:"amount"`
}

// InFlight reports whether something is still to be sent, expected or owed.
func (s Submission) InFlight() bool { return !s.Deleted && s.EndedAt.IsZero() }

// Package is a file of a submission («ПакетыОтчетности»), immutable.
type Package struct {
	Submission sdano.ID
	FileName   string
	Data       []byte
	// SHA256 is the digest of Data, hexadecimal.
	SHA256 string
}

// ReportStatus is the state of a report over all its submissions: the verdict
// («СтатусыОтправки»).
type ReportStatus struct {
	Report sdano.ID
	Status Coarse
	// Basis is the submission the verdict rests on («Основание»).
	Basis       sdano.ID
	Outcome     Outcome
	FiledAt     time.Time
	UnderReview bool
}

// PayerReport is a report with its verdict and the submission it rests on.
type PayerReport struct {
	Report Report
	Status ReportStatus
	Basis  Submission
}

// WorkItem is a row of the work register
// («ОтправкиОтчетностиКОбработке»): a submission in flight or with an event
// that waits for audit. It is a pure function of the submission and its events
// but for the two instants, which run on the real clock.
type WorkItem struct {
	Tenant     sdano.Tenant
	Submission sdano.ID
	UID        string
	Status     Status
	Delivery   Delivery
	NeedsAudit bool
	// NextAt is when the row is due again; LeaseUntil until when a worker holds
	// it, zero if nobody does.
	NextAt, LeaseUntil time.Time
	// Tries counts failures in a row, for the back-off.
	Tries int
}

// Attempt is one try to hand a submission to the operator: the outbox row,
// durable before the first request leaves.
type Attempt struct {
	Submission sdano.ID
	// Number counts from 1 and rises only after a certain failure.
	Number int
	// DraftID is NameID(Submission, Number): the operator's draft of the try.
	DraftID sdano.ID
	// State is sending, accepted, unknown or failed.
	State              Delivery
	StartedAt, EndedAt time.Time
	Error              string
}

// Reply is a receipt that we owe on a document of a docflow
// («извещение о получении»), recorded before it is sent.
type Reply struct {
	Submission sdano.ID
	// Document is the docflow's document it answers, Type the reply's type.
	Document sdano.ID
	Type     string
	// State is queued, sending, accepted or failed.
	State              Delivery
	CreatedAt, EndedAt time.Time
	Error              string
}
