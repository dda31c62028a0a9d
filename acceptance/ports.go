package acceptance

import (
	"context"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/titles/title"
)

// Errors of the store.
var (
	// ErrNotFound: no such row for this tenant.
	ErrNotFound = &sdano.Error{
		Kind: sdano.NotFound, Code: "not_found",
		Message: "Не найден документ, ящик, вложение или задача.",
		Remedy:  "Проверьте идентификатор и свои права на ящик.",
	}
	// ErrStale: the row has another version than the one that was read.
	ErrStale = &sdano.Error{
		Kind: sdano.Conflict, Code: "stale_version",
		Message: "Документ изменён после того, как вы его прочитали.",
		Remedy:  "Прочитайте документ заново и повторите действие.",
	}
)

// Query selects documents of one tenant by Arrival, newest first.
type Query struct {
	// Boxes are the boxes that the visitor sees; none selects nothing.
	Boxes    []string
	Statuses []Code
	// Type, if not nil, selects one type; Number and SenderINN exactly; Text is
	// looked for in Folded.
	Type                    *Type
	Number, SenderINN, Text string
	From, To                sdano.Date
	Package                 sdano.ID
	// Unanswered selects those that can be accepted now.
	Unanswered bool
	// Before, if positive, selects Arrival < Before: the cursor of a list.
	Before int64
	// Limit bounds the answer; 0 means 100.
	Limit int
}

// State tells whether a document is still what was read of it: what can change of
// it and of its box raises their versions, and links are never taken away.
type State struct {
	Document sdano.ID
	// Version is the document's, BoxVersion its box's.
	Version, BoxVersion int64
	// Signatures is how many links of signatures are under its received content.
	Signatures int
}

// Boxes is the store of boxes and of who is linked to them.
type Boxes interface {
	// PutBox inserts a box (Version 0) or replaces the one whose version equals
	// b.Version; otherwise ErrStale. Cursor is not written by it.
	PutBox(ctx context.Context, tx sdano.Tx, b Box) error
	// MoveCursor sets a box's cursor from one value to another; ErrStale if it
	// has another.
	MoveCursor(ctx context.Context, tx sdano.Tx, box, from, to string) error
	// Box returns a box of the unit's tenant, or ErrNotFound.
	Box(ctx context.Context, tx sdano.Tx, id string) (Box, error)
	// Boxes returns the boxes of the unit's tenant, or of all, by ID.
	Boxes(ctx context.Context, tx sdano.Tx) ([]Box, error)
	// LinkUser links a user to a box of the tenant.
	LinkUser(ctx context.Context, tx sdano.Tx, box, login string) error
	// LinkedBoxes returns the boxes that a user is linked to.
	LinkedBoxes(ctx context.Context, tx sdano.Tx, login string) ([]string, error)
}

// Documents is the store of documents.
type Documents interface {
	// InsertDocument records a document.
	InsertDocument(ctx context.Context, tx sdano.Tx, d Document) error
	// Document returns one whole, or ErrNotFound.
	Document(ctx context.Context, tx sdano.Tx, id sdano.ID) (Document, error)
	// DocumentAtOperator returns the document of a box by its name at the
	// operator; false if there is none.
	DocumentAtOperator(ctx context.Context, tx sdano.Tx, box, operatorDocument string) (Document, bool, error)
	// UpdateDocument writes Status, Stable, NoAnswer and Findings if the stored
	// version equals d.Version, and stores Version+1; otherwise ErrStale. The
	// rest of a document never changes.
	UpdateDocument(ctx context.Context, tx sdano.Tx, d Document) error
	// ListDocuments returns what the query selects, without Title.
	ListDocuments(ctx context.Context, tx sdano.Tx, q Query) ([]Document, error)
	// PackageOf returns the documents of the package of a document in its box,
	// whole, by Arrival; none if there is no such document.
	PackageOf(ctx context.Context, tx sdano.Tx, document sdano.ID) ([]Document, error)
	// PackageStates returns the states of the same documents in the same order.
	PackageStates(ctx context.Context, tx sdano.Tx, document sdano.ID) ([]State, error)
}

// Feeds is the store of the status feeds.
type Feeds interface {
	// InsertElement adds to the feed.
	InsertElement(ctx context.Context, tx sdano.Tx, e Element) error
	// Feed returns elements of a box with a greater StatusID, ascending.
	Feed(ctx context.Context, tx sdano.Tx, box string, after int64, limit int) ([]Element, error)
	// ElementsOf returns those of a document, ascending.
	ElementsOf(ctx context.Context, tx sdano.Tx, document sdano.ID) ([]Element, error)
}

// Contents is the store of the bytes behind attachments.
type Contents interface {
	// PutBytes keeps bytes under their hash, once; nil bytes record that the
	// blob store has them.
	PutBytes(ctx context.Context, tx sdano.Tx, hash Hash, size int64, data []byte) error
	// Bytes returns them, nil with true if the blob store has them, false if they
	// are not known.
	Bytes(ctx context.Context, tx sdano.Tx, hash Hash) (data []byte, known bool, err error)
}

// Archive is the store of attachments.
type Archive interface {
	// InsertAttachment records a link.
	InsertAttachment(ctx context.Context, tx sdano.Tx, a Attachment) error
	// Attachment returns a link, or ErrNotFound.
	Attachment(ctx context.Context, tx sdano.Tx, id sdano.ID) (Attachment, error)
	// AttachmentsOf returns the links of documents in the order in which they
	// were recorded; there may be thousands of documents.
	AttachmentsOf(ctx context.Context, tx sdano.Tx, documents ...sdano.ID) ([]Attachment, error)
	// SignaturesUnder returns the signatures that are under links, in the order in
	// which they were recorded.
	SignaturesUnder(ctx context.Context, tx sdano.Tx, links ...sdano.ID) ([]Attachment, error)
	// SameAttachment finds the link of the same bytes, document and type.
	SameAttachment(ctx context.Context, tx sdano.Tx, document sdano.ID, kind AttachmentType, hash Hash) (Attachment, bool, error)
	// AttachmentsNamed returns the links of a file name in boxes, newest first.
	AttachmentsNamed(ctx context.Context, tx sdano.Tx, boxes []string, name string) ([]Attachment, error)
	// ContentIn returns the document of a box whose received content has the
	// hash; false if there is none.
	ContentIn(ctx context.Context, tx sdano.Tx, box string, hash Hash) (sdano.ID, bool, error)
}

// Tasks is the store of tasks.
type Tasks interface {
	// ReserveTaskIDs takes the next n numbers of the installation and returns
	// the first. It runs in a unit of AllTenants.
	ReserveTaskIDs(ctx context.Context, tx sdano.Tx, n int64) (int64, error)
	// InsertTask records a task, planned or finished.
	InsertTask(ctx context.Context, tx sdano.Tx, t Task) error
	// Task returns a task, or ErrNotFound.
	Task(ctx context.Context, tx sdano.Tx, id int64) (Task, error)
	// UpdateTask writes t if the stored version equals t.Version, and stores
	// Version+1; otherwise ErrStale.
	UpdateTask(ctx context.Context, tx sdano.Tx, t Task) error
	// UnfinishedTasks counts the planned tasks of a package of a box.
	UnfinishedTasks(ctx context.Context, tx sdano.Tx, box string, pkg sdano.ID) (int, error)
}

// TaskWork is the store's side of working on tasks; it runs in units of
// AllTenants.
type TaskWork interface {
	// ClaimTasks leases up to limit planned tasks that are due and not leased,
	// oldest NextAt first, and returns them as they then are; Tries stays.
	ClaimTasks(ctx context.Context, tx sdano.Tx, now, until time.Time, owner string, limit int) ([]Task, error)
	// PurgeTasks removes tasks that ended before an instant.
	PurgeTasks(ctx context.Context, tx sdano.Tx, before time.Time) error
	// DropTaskLeases ends the leases of an owner, or of all if owner is "".
	DropTaskLeases(ctx context.Context, tx sdano.Tx, owner string) error
}

// Attempts is the store of the attempts to send.
type Attempts interface {
	// InsertAttempt records an attempt.
	InsertAttempt(ctx context.Context, tx sdano.Tx, a Attempt) error
	// UpdateAttempt writes a if the stored version equals a.Version.
	UpdateAttempt(ctx context.Context, tx sdano.Tx, a Attempt) error
	// AttemptsOf returns the attempts of a task in their order.
	AttemptsOf(ctx context.Context, tx sdano.Tx, task int64) ([]Attempt, error)
}

// Queue is the store of the documents that wait for their receipt.
type Queue interface {
	// PutQueueItem inserts an item or replaces its DoneAt.
	PutQueueItem(ctx context.Context, tx sdano.Tx, q QueueItem) error
	// QueueItems returns the waiting items of a box by ID.
	QueueItems(ctx context.Context, tx sdano.Tx, box string) ([]QueueItem, error)
	// QueueItem returns one of the box, also if it is done, or ErrNotFound.
	QueueItem(ctx context.Context, tx sdano.Tx, box string, id int64) (QueueItem, error)
}

// Locator finds whose a thing is that a request names without its tenant. It
// runs in a unit of AllTenants and tells nothing but the tenant; false if there
// is no such thing.
type Locator interface {
	// DocumentTenant is of a document.
	DocumentTenant(ctx context.Context, tx sdano.Tx, id sdano.ID) (sdano.Tenant, bool, error)
	// AttachmentTenant is of a link.
	AttachmentTenant(ctx context.Context, tx sdano.Tx, id sdano.ID) (sdano.Tenant, bool, error)
	// TaskTenant is of a task.
	TaskTenant(ctx context.Context, tx sdano.Tx, id int64) (sdano.Tenant, bool, error)
	// BoxTenant is of a box.
	BoxTenant(ctx context.Context, tx sdano.Tx, id string) (sdano.Tenant, bool, error)
}

// Store is everything the mission keeps.
type Store interface {
	Boxes
	Papers
	Files
	Work
	Queue
	Locator
}

// Papers is the store of documents and of what happened to them.
type Papers interface {
	Documents
	Feeds
}

// Files is the store of links and of the bytes behind them.
type Files interface {
	Contents
	Archive
}

// Work is the store of what is to be done.
type Work interface {
	Tasks
	TaskWork
	Attempts
}

// Journal is the tenant's journal.
type Journal interface {
	// Record adds an entry to the journal of the unit's tenant; its Seq and links
	// are set by the store.
	Record(ctx context.Context, tx sdano.Tx, e audit.Entry) error
}

// Blobs keeps bytes that are too large for the database, under their hash.
type Blobs interface {
	// Put returns when the bytes are durable, and may be repeated; it is called
	// before the row that names them is written.
	Put(ctx context.Context, hash Hash, data []byte) error
	// Get returns them.
	Get(ctx context.Context, hash Hash) ([]byte, error)
}

// Incoming is a document that came from outside.
type Incoming struct {
	Box string
	// Package groups documents; zero makes a new one.
	Package sdano.ID
	// OperatorDocument names it at the operator; one that is known in the box is
	// the same document.
	OperatorDocument, OperatorPackage string
	// SenderBox is the box of the other side: who sent it, or to whom the box
	// sent it (Output); "" if it is not known.
	SenderBox string
	FileName  string
	Content   []byte
	// Signatures are detached, in DER or Base64 or PEM as they came.
	Signatures [][]byte
	Output     bool
	// Deliver asks to deliver what the box sends (Output) to SenderBox: it is a draft
	// until it is signed and the box's operator has it. Attorney is the power of
	// attorney that its signer needs, nil if none. Adapters set neither.
	Deliver  bool
	Attorney *title.PowerOfAttorney
	// At is when the operator had it; zero means now.
	At time.Time
}

// Reply is what came about a document that is here: a title, receipt, rejection
// or annulment of the other side, or a status that the operator tells.
type Reply struct {
	// OperatorDocument names the document that it is about.
	OperatorDocument string
	FileName         string
	Content          []byte
	Signatures       [][]byte
	// Code is a status that the operator tells, "" if the bytes say what it is.
	Code Code
	Text string
	At   time.Time
	// Key tells it apart from others of the same document: a repetition is the
	// same reply.
	Key string
}

// Outgoing is what an operator is to deliver.
type Outgoing struct {
	Box Box
	// Attempt names it for ever: a repetition under the same id is the same.
	Attempt sdano.ID
	Action  Action
	// OperatorDocument is the operator's name of the document that is answered,
	// SenderBox the box of the other side, who sent what is answered. Of a first
	// title (SendAction) they are the name under which the operator is to know it,
	// also in the receiver's box, and the box that it goes to; Package is then the
	// name of what belongs together.
	OperatorDocument, SenderBox, Package string
	FileName                             string
	Content                              []byte
	Signature                            []byte
	// Further are the signatures of a first title after the first one.
	Further [][]byte
	// Attorney is the power of attorney that the signer needs, nil if none.
	Attorney *title.PowerOfAttorney
}

// Operator is an adapter of an operator of the exchange («оператор ЭДО»).
type Operator interface {
	// ID is the part of a box's id after "@".
	ID() string
	// Poll returns what came for a box since a cursor ("" = from the beginning)
	// and the cursor after it.
	Poll(ctx context.Context, box Box, cursor string) (incoming []Incoming, replies []Reply, next string, err error)
	// Send delivers and returns the operator's name of what it took. An error
	// of kind Unavailable, Internal or Storage, or one that is no *sdano.Error,
	// leaves open whether it was taken; every other says that it was not.
	Send(ctx context.Context, out Outgoing) (ref string, err error)
	// Find asks whether an attempt was taken: what is asked after a crash before
	// anything is sent again.
	Find(ctx context.Context, out Outgoing) (ref string, found bool, err error)
}
