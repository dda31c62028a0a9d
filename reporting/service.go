package reporting

import (
	"context"
	"log/slog"
	"time"

	"sdano"
	"sdano/calendar"
	"sdano/sign"
)

// Config is what a Service works with.
type Config struct {
	// Units opens units of work on the store behind Store, Journal and
	// Organizations.
	Units         sdano.Units
	Store         Store
	Journal       Journal
	Organizations Organizations
	// Operator is the special operator, Directory the service of directions.
	Operator  Operator
	Directory Directory
	// Refusal is why no reports are taken, for people; nil means that they are.
	Refusal error
	// Deadlines tells when reports are due; nil means that nobody knows.
	Deadlines Deadlines
	// Calendar counts working days and hours.
	Calendar *calendar.Calendar
	// Signer signs reports and receipts.
	Signer sign.Signer
	// Business is the business clock, Real the real one.
	Business, Real sdano.Clock
	// FormTitle returns the Russian title of a form by КНД; nil means none.
	FormTitle func(knd string) string
	// Log receives what happens; nil means the default logger.
	Log *slog.Logger
	// Node names this process among those that share the store.
	Node string
	// Rhythm says how often things are done; zero fields take the defaults.
	Rhythm Rhythm
	// Vetoes are guards of the embedding program, asked in their order.
	Vetoes []Veto
}

// Rhythm says how often the scheduled methods run and how failures are spaced.
// The zero value is the production rhythm (docs/reporting.md).
type Rhythm struct {
	// Directions is the pause between refreshes of directions: 180 s.
	Directions time.Duration
	// Send is how often planned submissions are looked for besides the moment
	// they are registered: 60 s.
	Send time.Duration
	// Fetch is how often results are fetched: 60 s; FetchFiling on a filing day
	// of any submission in flight: 15 s.
	Fetch, FetchFiling time.Duration
	// RetryMin and RetryMax bound the back-off after failures: 30 s, 30 min.
	RetryMin, RetryMax time.Duration
	// Lease is how long a worker holds a row: 2 min.
	Lease time.Duration
	// Workers is how many rows are worked on at once: 8.
	Workers int
}

// Service is the reporting mission. It is safe for concurrent use.
type Service struct {
	c Config
	// wake tells the sender that something was registered.
	wake chan struct{}
	// running guards each scheduled method against running twice at once.
	running running
}

// Registration is a report file that is to be filed.
type Registration struct {
	// FileName is the name by the format's order, Data the file as it came.
	FileName string
	Data     []byte
	// ResendReason says why a report that is open or accepted is filed again.
	ResendReason string
	// Then, if set, runs last in the unit of the registration; its error undoes
	// all. The transport records its answer under the idempotency key in it.
	Then func(ctx context.Context, tx sdano.Tx, r Registered) error
}

// Registered is a registration that is durable.
type Registered struct {
	Submission Submission
}

// EventChange is what an auditor (or method 6) changes of an event; nil leaves
// a part as it is.
type EventChange struct {
	// Ref is the event, Version the version that was read.
	Ref     sdano.ID
	Version int64
	// Status is the status after audit, AuditDone says that the audit is made.
	Status    *Status
	AuditDone *bool
	Comment   *string
	// Deleted takes the event out of the fold or puts it back.
	Deleted *bool
	// Reasons are changes of the reasons, found by what was received.
	Reasons *[]ReasonChange
	// Then, if set, runs last in the unit with the event as it now is; its error
	// undoes all. The transport records its answer in it.
	Then func(ctx context.Context, tx sdano.Tx, e Event) error
}

// ReasonChange changes one reason of an event; nil leaves a part as it is.
type ReasonChange struct {
	// ReceivedReason finds the reason: its code or its received text.
	ReceivedReason string
	Reason         *string
	Hidden         *bool
	AuditorNote    *string
}

// SubmissionHook is the object of method 4: a submission that was written.
type SubmissionHook struct {
	Ref     sdano.ID
	Version int64
	// Then is as in EventChange, with the submission as it now is.
	Then func(ctx context.Context, tx sdano.Tx, s Submission) error
}

// Withdrawal is a submission that is to be withdrawn.
type Withdrawal struct {
	Submission sdano.ID
	// Reason is kept in the journal; it may be empty.
	Reason string
	// Then is as in EventChange, with the submission as it now is.
	Then func(ctx context.Context, tx sdano.Tx, s Submission) error
}

// StatusChange is what method 7 writes.
type StatusChange struct {
	Submission sdano.ID
	// Status nil means that status and reasons are those of the last audited
	// event («Неопределено»).
	Status *Status
	// Reasons replace the submission's; nil means none.
	Reasons []Reason
	// Override allows to leave a terminal status; Why says for what reason and
	// must then be given.
	Override bool
	Why      string
	// Then is as in EventChange, with the submission as it now is.
	Then func(ctx context.Context, tx sdano.Tx, s Submission) error
}

// AuditedEvent is what method 8 returns.
type AuditedEvent struct {
	// Event is the event; zero if there is none.
	Event   sdano.ID
	Status  Status
	Reasons []Reason
}

// DirectionsSummary, SendSummary and FetchSummary count what a scheduled method
// did; a single failure is counted and stops only itself.
type (
	// DirectionsSummary is of method 1.
	DirectionsSummary struct {
		Added  int `json:"added"`
		Closed int `json:"closed"`
		Kept   int `json:"kept"`
		// Held counts the closures that wait for an operator because the list
		// closed too much at once; then nothing was changed.
		Held int `json:"held,omitzero"`
	}
	// SendSummary is of method 2.
	SendSummary struct {
		Sent    int `json:"sent"`
		Resumed int `json:"resumed"`
		Failed  int `json:"failed"`
	}
	// FetchSummary is of method 3.
	FetchSummary struct {
		Polled     int `json:"polled"`
		Events     int `json:"events"`
		Duplicates int `json:"duplicates"`
		Failed     int `json:"failed"`
		// Held counts the documents that were put aside because a guard or a
		// veto refused them.
		Held int `json:"held,omitzero"`
	}
)
