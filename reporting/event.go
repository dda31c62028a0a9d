package reporting

import (
	"time"

	"sdano"
)

// EventReason is one reason of a refusal inside an event. What was received
// never changes; the auditor edits Text, Hidden and AuditorNote.
type EventReason struct {
	// Code is the ten-digit code, Class its class of reaction.
	Code  string `json:"code,omitempty"`
	Class string `json:"class,omitempty"`
	// Received is «ИсходнаяПричина», Text «Причина» after audit.
	Received string `json:"received_reason"`
	Text     string `json:"reason"`
	// Hidden is «НеПоказывать»: the customer does not see this reason.
	Hidden bool `json:"hidden"`
	// AuditorNote is «ПояснениеАудитора».
	AuditorNote string `json:"auditor_note,omitempty"`
}

// Event is one observed change of a submission
// («СобытияОтправкиОтчетности»).
type Event struct {
	ID         sdano.ID
	Submission sdano.ID
	// Seq is its number in the tenant's sequence; the order of events.
	Seq     int64
	Version int64
	// ReceivedAt is «ДатаПолучения»; SourceAt the time the source gives.
	ReceivedAt, SourceAt time.Time
	// ReceivedStatus is «ИсходныйСтатус»; Status is the same after audit.
	// NoStatus means that the event changes none (an unknown document).
	ReceivedStatus, Status Status
	// Outcome is what the document means in detail.
	Outcome Outcome
	// NeedsAudit is «ТребуетАудита», AuditDone «АудитПроведен».
	NeedsAudit, AuditDone bool
	// Comment is the auditor's word («Комментарий»).
	Comment string
	Reasons []EventReason
	// Source says where it came from ("operator", "manual"), SourceKey is
	// unique per submission: docflow, document type, document id.
	Source, SourceKey string
	// DocumentID, DocumentType, FileName, and Raw are the docflow's document
	// and its bytes as they came.
	DocumentID             sdano.ID
	DocumentType, FileName string
	Raw                    []byte
	// SeenCount counts how often the same thing was reported, LastSeenAt when
	// last.
	SeenCount  int
	LastSeenAt time.Time
	// Late marks an event of equal or lower rank than the status at its turn.
	Late bool
	// Final says that the document closes the docflow once its receipt is sent.
	Final bool
	// Deleted takes the event out of the fold.
	Deleted bool
	// AuditedBy, AuditedAt and AuditDue are who, when and until when.
	AuditedBy           string
	AuditedAt, AuditDue time.Time
}

// Counts reports whether the event takes part in the fold: not deleted, and
// audited or in no need of it.
func (e Event) Counts() bool { return !e.Deleted && (!e.NeedsAudit || e.AuditDone) }

// Waiting reports whether the event waits for its audit.
func (e Event) Waiting() bool { return !e.Deleted && e.NeedsAudit && !e.AuditDone }

// HeldEvent is an operator's event that a guard or a veto refused to record:
// it is kept with its reason, also after a later poll has recorded it.
type HeldEvent struct {
	// ID is UUIDv5 of the submission and the event's source key: each document
	// is held once.
	ID         sdano.ID
	Submission sdano.ID
	At         time.Time
	// Reason says in Russian why it was refused.
	Reason string
	// Event is the refused event in JSON, the bytes of its document included.
	Event []byte
}

// Alarm is something an operator of the reporting centre must look at.
type Alarm struct {
	ID     sdano.ID
	Tenant sdano.Tenant
	// Code is stable: "answer_unreadable", "verdict_conflict", "send_unknown" …
	Code string
	// Object is the thing it is about, usually a submission.
	Object sdano.ID
	// Text is in Russian.
	Text        string
	At, ClearAt time.Time
}
