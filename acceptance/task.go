package acceptance

import (
	"time"

	"sdano"
	"sdano/titles/title"
)

// Action is what is done to a document.
type Action string

// The actions.
const (
	AcceptAction       Action = "accept"
	RejectAction       Action = "reject"        // УОУ
	RevokeAction       Action = "revoke"        // ask for annulment, ПОА
	RevokeAcceptAction Action = "revoke_accept" // signature under the ПОА
	RevokeRejectAction Action = "revoke_reject" // УОУ on the ПОА
	ReceiptAction      Action = "receipt"       // ИОП
	SendAction         Action = "send"          // a first title, of a draft
)

// Stage is the half of an action that a task does.
type Stage string

// The stages: making the files, sending the signed ones.
const (
	Making  Stage = "content"
	Sending Stage = "local"
)

// TaskState is the state of a task as the interface numbers it.
type TaskState int

// The states; whatever is not Planned is finished.
const (
	Planned    TaskState = 0
	Done       TaskState = 1
	DoneFailed TaskState = 2
)

// Task is a task of making or sending files. It is kept for 30 days.
type Task struct {
	// ID is a positive number, unique in the installation.
	ID      int64
	Tenant  sdano.Tenant
	Version int64
	Action  Action
	Stage   Stage
	Box     string
	// Document is the one the request named, Package all that it covers (of a first
	// title the document); both are zero for receipts, which are of a box.
	Document sdano.ID
	Package  sdano.ID
	By       sdano.Actor
	// Request is what was asked for, in JSON, so that a task cut off by a
	// restart can be run again.
	Request []byte
	State   TaskState
	// Error says in Russian why it failed («TaskHandlingErrorMessage»).
	Error string
	// Results are what came of it, in JSON of []Made or []SentItem.
	Results    []byte
	CreatedAt  time.Time
	FinishedAt time.Time
	// NextAt, Tries and the lease are of the real clock.
	NextAt     time.Time
	Tries      int
	LeaseOwner string
	LeaseUntil time.Time
}

// GenerateRequest asks for the files of an action on a document and its package
// (for an acceptance), in the structures of the published interface.
type GenerateRequest struct {
	DocumentID  sdano.ID      `json:"DocumentId"`
	Signer      *title.Signer `json:"Signer"`
	Certificate []byte        `json:"Certificate"`
	Settings    []Settings    `json:"SignersSettings"`
	Acceptance  []Result      `json:"AcceptanceResults"`
	Material    []Material    `json:"MaterialAssetsAcceptanceResults"`
	Recon       []Recon       `json:"ActReconAcceptanceResults"`
	// Comment is the reason of a rejection or annulment.
	Comment string `json:"Comment"`
}

// Settings are the signer's settings for one document.
type Settings struct {
	DocumentID sdano.ID `json:"DocumentId"`
	title.SignerSettings
}

// Result is the result of acceptance of one document.
type Result struct {
	DocumentID sdano.ID `json:"DocumentId"`
	title.Acceptance
	Lines []AcceptedLine `json:"AcceptedLines"`
}

// Material is the additional information to one ТОРГ-2.
type Material struct {
	DocumentID sdano.ID `json:"DocumentId"`
	title.Material
}

// Recon is the result for one act of reconciliation.
type Recon struct {
	DocumentID sdano.ID `json:"DocumentId"`
	title.ReconciliationResult
}

// AcceptedLine is what was really accepted of a line of an УПД.
type AcceptedLine struct {
	LineNumber int           `json:"LineNumber"`
	Accepted   title.Decimal `json:"Accepted"`
	Defective  title.Decimal `json:"Defective"`
	Comment    string        `json:"Comment"`
}

// Made is a file that a task made.
type Made struct {
	DocumentID  sdano.ID        `json:"DocumentId"`
	ContentLink sdano.ID        `json:"ContentLinkId"`
	Name        string          `json:"Name"`
	Findings    []sdano.Finding `json:"Findings"`
}

// SendItem is a signed file that is to be sent.
type SendItem struct {
	DocumentID    sdano.ID               `json:"DocumentId"`
	Name          string                 `json:"Name"`
	ContentLink   sdano.ID               `json:"ContentLinkId"`
	SignatureLink sdano.ID               `json:"SignatureLinkId"`
	Attorney      *title.PowerOfAttorney `json:"PowerOfAttorney"`
}

// SentItem is what came of sending an item.
type SentItem struct {
	DocumentID sdano.ID `json:"DocumentId"`
	IsSent     bool     `json:"IsSent"`
	ErrorText  string   `json:"ErrorText"`
}

// Attempt is the record of a send: written before it (intent), completed after
// it (result).
type Attempt struct {
	ID       sdano.ID
	Tenant   sdano.Tenant
	Version  int64
	Task     int64
	Document sdano.ID
	Action   Action
	// Content and Signature are the links of what is sent.
	Content, Signature sdano.ID
	// Ref is the operator's name of what was sent, "" until it is known.
	Ref string
	// StartedAt is when the intent was recorded; EndedAt zero while nothing is
	// known of the result. Error is the operator's refusal.
	StartedAt, EndedAt time.Time
	Error              string
}

// QueueItem is a document that waits for its receipt (ИОП).
type QueueItem struct {
	// ID is the number in the box's queue.
	ID       int64
	Tenant   sdano.Tenant
	Box      string
	Document sdano.ID
	// Extra is echoed to the client and back («ExtraQueueItemData»).
	Extra     string
	CreatedAt time.Time
	// DoneAt is zero while it waits.
	DoneAt time.Time
}
