package reporting

import (
	"context"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/party"
)

// Errors of the store.
var (
	// ErrNotFound: no such row for this tenant.
	ErrNotFound = &sdano.Error{
		Kind: sdano.NotFound, Code: "not_found",
		Message: "Объект не найден в этой области данных.",
		Remedy:  "Проверьте идентификатор и номер области данных (X-Tenant).",
	}
	// ErrStale: the row has another version than the one that was read.
	ErrStale = &sdano.Error{
		Kind: sdano.Conflict, Code: "stale_version",
		Message: "Объект изменён другим пользователем или процессом после того, как вы его прочитали.",
		Remedy:  "Прочитайте объект заново и повторите изменение.",
	}
)

// Query selects submissions of one tenant, newest first.
type Query struct {
	// Report, if set, selects the submissions of one report.
	Report sdano.ID
	// Status, if set, selects one fine status.
	Status Status
	// INN, if set, selects one payer; KPP narrows it.
	INN, KPP string
	// InFlight selects submissions whose docflow has not ended.
	InFlight bool
	// WithDeleted includes withdrawn submissions.
	WithDeleted bool
	// Before, if positive, selects Seq < Before: the cursor of a list.
	Before int64
	// Limit bounds the answer; 0 means 100.
	Limit int
}

// Submissions is the store of submissions and their packages.
type Submissions interface {
	// InsertSubmission records a new submission and its files.
	InsertSubmission(ctx context.Context, tx sdano.Tx, s Submission, files []Package) error
	// Submission returns one, or ErrNotFound.
	Submission(ctx context.Context, tx sdano.Tx, id sdano.ID) (Submission, error)
	// UpdateSubmission writes s if the stored version equals s.Version, and
	// stores Version+1; otherwise ErrStale.
	UpdateSubmission(ctx context.Context, tx sdano.Tx, s Submission) error
	// ListSubmissions returns what the query selects, highest Seq first.
	ListSubmissions(ctx context.Context, tx sdano.Tx, q Query) ([]Submission, error)
	// Packages returns the files of a submission in the order given.
	Packages(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]Package, error)
}

// Reports is the store of reports and their verdicts.
type Reports interface {
	// ReportByKey returns the report of a key; false if there is none.
	ReportByKey(ctx context.Context, tx sdano.Tx, key ReportKey) (Report, bool, error)
	// InsertReport records a report with its verdict; a zero one means none.
	InsertReport(ctx context.Context, tx sdano.Tx, r Report, v ReportStatus) error
	// Report returns a report, or ErrNotFound.
	Report(ctx context.Context, tx sdano.Tx, id sdano.ID) (Report, error)
	// PutReportStatus inserts or replaces the report's verdict.
	PutReportStatus(ctx context.Context, tx sdano.Tx, s ReportStatus) error
	// DeleteReportStatus removes the verdict with the last submission.
	DeleteReportStatus(ctx context.Context, tx sdano.Tx, report sdano.ID) error
	// ReportStatus returns the verdict of a report; false if there is none.
	ReportStatus(ctx context.Context, tx sdano.Tx, report sdano.ID) (ReportStatus, bool, error)
	// PayerReports returns the reports of a payer that have a verdict, with the
	// submission each verdict rests on; kpp "" means any.
	PayerReports(ctx context.Context, tx sdano.Tx, inn, kpp string) ([]PayerReport, error)
}

// Events is the store of events, recorded and refused.
type Events interface {
	Holding
	// InsertEvent records an event unless its submission already has one of the
	// same SourceKey; then it raises that one's SeenCount and LastSeenAt (to
	// e.ReceivedAt) and returns false.
	InsertEvent(ctx context.Context, tx sdano.Tx, e Event) (bool, error)
	// Event returns one, or ErrNotFound.
	Event(ctx context.Context, tx sdano.Tx, id sdano.ID) (Event, error)
	// UpdateEvent writes e if the stored version equals e.Version, and stores
	// Version+1; otherwise ErrStale. Received fields and Raw are never changed.
	UpdateEvent(ctx context.Context, tx sdano.Tx, e Event) error
	// EventsOf returns the events of a submission by Seq, without Raw.
	EventsOf(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]Event, error)
	// EventsAfter returns events of the tenant with Seq > after, without Raw.
	EventsAfter(ctx context.Context, tx sdano.Tx, after int64, limit int) ([]Event, error)
	// WaitingEvents returns the events that wait for audit, by AuditDue, Seq and
	// ID, that come after the one given (the zero Event = from the beginning); in
	// a unit of AllTenants those of every tenant.
	WaitingEvents(ctx context.Context, tx sdano.Tx, after Event, limit int) ([]Event, error)
}

// Holding is the store of the operator's events that were refused.
type Holding interface {
	// HoldEvent keeps an event that was refused.
	HoldEvent(ctx context.Context, tx sdano.Tx, h HeldEvent) error
	// HeldEvents returns those of the tenant, oldest first.
	HeldEvents(ctx context.Context, tx sdano.Tx) ([]HeldEvent, error)
}

// Directions is the store of directions.
type Directions interface {
	// OpenDirections returns the open directions of the unit's tenant, or of
	// every tenant in a unit of AllTenants.
	OpenDirections(ctx context.Context, tx sdano.Tx) ([]Direction, error)
	// OpenDirection returns an open direction of an ИНН that leads to an office:
	// of its code or of any; false if there is none.
	OpenDirection(ctx context.Context, tx sdano.Tx, inn string, authority Authority, code string) (Direction, bool, error)
	// DirectionsOf returns every direction of an ИНН, closed ones included.
	DirectionsOf(ctx context.Context, tx sdano.Tx, inn string) ([]Direction, error)
	// PutDirection inserts a direction or, by (tenant, inn, authority, code,
	// valid_from), replaces RefreshedAt and ValidTo.
	PutDirection(ctx context.Context, tx sdano.Tx, d Direction) error
}

// WorkRegister is the store of the work register. Claim and WorkByUID run in
// units of AllTenants; their instants are of the real clock.
type WorkRegister interface {
	// PutWork inserts a row or replaces its uid, status, delivery, needs_audit
	// and, if the given NextAt is not zero, next_at. Leases and Tries stay.
	PutWork(ctx context.Context, tx sdano.Tx, w WorkItem) error
	// DeleteWork removes a row; a missing one is no error.
	DeleteWork(ctx context.Context, tx sdano.Tx, submission sdano.ID) error
	// ListWork returns the tenant's rows by submission.
	ListWork(ctx context.Context, tx sdano.Tx) ([]WorkItem, error)
	// ClaimWork leases up to limit rows of the phase that are due at now and not
	// leased, until the given instant, for an owner.
	ClaimWork(ctx context.Context, tx sdano.Tx, c Claim) ([]WorkItem, error)
	// ReleaseWork ends the owner's lease of a row and sets its Tries, and its
	// NextAt to next unless that was changed since the row was claimed as w.
	ReleaseWork(ctx context.Context, tx sdano.Tx, w WorkItem, next time.Time, owner string) error
	// WorkByUID returns the rows of the docflows named.
	WorkByUID(ctx context.Context, tx sdano.Tx, uids []string) ([]WorkItem, error)
	// DropLeases ends the leases of an owner, or of all if owner is "": the
	// rescue at start.
	DropLeases(ctx context.Context, tx sdano.Tx, owner string) error
}

// Phase is the part of a submission's life a worker asks rows of.
type Phase string

// The phases.
const (
	// PhaseSend: delivery is queued, sending, unknown or failed.
	PhaseSend Phase = "send"
	// PhaseFetch: delivery is accepted and the docflow has not ended.
	PhaseFetch Phase = "fetch"
)

// Claim asks for due rows of the work register.
type Claim struct {
	Phase Phase
	// Now and LeaseUntil are of the real clock.
	Now, LeaseUntil time.Time
	// All ignores next_at (but not leases).
	All   bool
	Limit int
	Owner string
}

// Outbox is the store of what is about to be done outside.
type Outbox interface {
	// PutAttempt inserts an attempt or replaces its state by (submission,
	// number).
	PutAttempt(ctx context.Context, tx sdano.Tx, a Attempt) error
	// Attempts returns the attempts of a submission by number.
	Attempts(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]Attempt, error)
	// PutReply inserts a reply or replaces its state by (submission, document,
	// type).
	PutReply(ctx context.Context, tx sdano.Tx, r Reply) error
	// Replies returns the replies of a submission.
	Replies(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]Reply, error)
}

// Watch is the store of cursors and alarms.
type Watch interface {
	// Cursor returns the stored cursor of a feed, "" if there is none.
	Cursor(ctx context.Context, tx sdano.Tx, feed string) (string, error)
	// SetCursor stores the cursor of a feed.
	SetCursor(ctx context.Context, tx sdano.Tx, feed, cursor string) error
	// RaiseAlarm records an alarm unless an open one of the same code and
	// object exists; it returns whether it was recorded.
	RaiseAlarm(ctx context.Context, tx sdano.Tx, a Alarm) (bool, error)
	// ClearAlarm closes the open alarms of a code and object.
	ClearAlarm(ctx context.Context, tx sdano.Tx, code string, object sdano.ID, at time.Time) error
	// Alarms returns the open alarms of the unit's tenant, newest first.
	Alarms(ctx context.Context, tx sdano.Tx) ([]Alarm, error)
}

// Journal records acts in the hash-chained journal, in the same unit.
type Journal interface {
	// Record appends an entry; Seq and Hash are set by the store.
	Record(ctx context.Context, tx sdano.Tx, e audit.Entry) error
	// EntriesOf returns the entries about an object, by Seq.
	EntriesOf(ctx context.Context, tx sdano.Tx, object string) ([]audit.Entry, error)
}

// Organizations finds the organisation of a payer.
type Organizations interface {
	// OrganizationByTaxID returns the organisation; false if it is not entered.
	OrganizationByTaxID(ctx context.Context, tx sdano.Tx, id sdano.TaxID) (party.Organization, bool, error)
}

// Store is all that the mission keeps. One store implements it on both
// engines; every method runs inside the unit it is given.
type Store interface {
	Submissions
	Reports
	Events
	Directions
	WorkRegister
	Outbox
	Watch
}

// Directory is the service that knows which directions are open
// («сервис направлений»).
type Directory interface {
	// ListDirections returns every open direction of every tenant.
	ListDirections(ctx context.Context) ([]DirectionKey, error)
}

// Deadlines tells when a report is due; the monitor's rules answer it.
type Deadlines interface {
	// ReportDue returns the last day on which the report of a form, payer and
	// period is in time; false if no rule knows it.
	ReportDue(knd string, payer sdano.TaxID, period sdano.Period) (sdano.Date, bool)
}
