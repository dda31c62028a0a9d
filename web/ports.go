package web

import (
	"context"
	"net/http"

	"sdano"
	"sdano/acceptance"
	"sdano/audit"
	"sdano/monitor"
	"sdano/party"
	"sdano/reporting"
	esign "sdano/sign"
	"sdano/tablefile"
	"sdano/titles/title"
)

// Reporting is what the pages need of the reporting mission.
type Reporting interface {
	Filing
	Submissions
	Auditing
}

// Filing takes new reports.
type Filing interface {
	// Register records a report file as a submission that is to be sent. The
	// error is a *sdano.Error for people.
	Register(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, r reporting.Registration) (reporting.Registered, error)
	// DirectionsOf returns every direction of an ИНН, closed ones included.
	DirectionsOf(ctx context.Context, tenant sdano.Tenant, inn string) ([]reporting.Direction, error)
}

// Submissions reads submissions and what belongs to them.
type Submissions interface {
	// Submission returns one, or reporting.ErrNotFound.
	Submission(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (reporting.Submission, error)
	// Submissions returns what the query selects, newest first.
	Submissions(ctx context.Context, tenant sdano.Tenant, q reporting.Query) ([]reporting.Submission, error)
	// Events returns the events of a submission by Seq, without Raw.
	Events(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]reporting.Event, error)
	// Event returns one event with Raw, or reporting.ErrNotFound.
	Event(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (reporting.Event, error)
	// Packages returns the files of a submission.
	Packages(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]reporting.Package, error)
	// JournalOf returns the journal entries about a submission and its events,
	// by Seq.
	JournalOf(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]audit.Entry, error)
}

// Auditing serves the people who audit refusals.
type Auditing interface {
	// Waiting returns the events that wait for audit, the most urgent first.
	Waiting(ctx context.Context, tenant sdano.Tenant) ([]reporting.Event, error)
	// WriteEvent changes an event and all that follows from it.
	WriteEvent(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, change reporting.EventChange, cancel bool) error
	// Alarms returns the open alarms of the tenant, newest first.
	Alarms(ctx context.Context, tenant sdano.Tenant) ([]reporting.Alarm, error)
}

// Monitor computes the tax and reporting monitor.
type Monitor interface {
	// Monitor returns the monitor of an organisation, of the main one if id is
	// zero.
	Monitor(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (monitor.Result, error)
}

// Payers keeps what the monitor is computed from; monitor.Service does.
type Payers interface {
	// Payer returns a profile and its facts, or monitor.ErrNoProfile.
	Payer(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (monitor.Profile, monitor.Facts, error)
	// Put enters a profile; expect is the one it was made from.
	Put(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, p monitor.Profile, expect *monitor.Profile) (out monitor.Profile, created bool, err error)
	// Import adds the facts that are not stored yet.
	Import(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, f monitor.Facts) (monitor.Imported, error)
	// Remove takes a fact away.
	Remove(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, fact sdano.ID) error
	Names
	Files
	// OrderFor returns the payment order of what a row asks for now.
	OrderFor(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, row string) (monitor.Order, error)
}

// Files are facts that come in files and leave in them.
type Files interface {
	// ImportStatement records a bank statement.
	ImportStatement(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, file []byte, income bool) (monitor.StatementImport, error)
	// ImportTable records the rows of a table.
	ImportTable(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, kind monitor.TableKind, file []byte) (monitor.TableImport, error)
	// Table returns facts as a sheet, or monitor.ErrNoTableKind.
	Table(kind monitor.TableKind, f monitor.Facts) (tablefile.Sheet, error)
}

// Names names what facts may be about.
type Names interface {
	// Rows names the rows that a payment or a sum may belong to.
	Rows() []monitor.RowName
	// ReportRules names the rules of reports and notices.
	ReportRules() []monitor.RowName
}

// Organizations lists the organisations of a tenant.
type Organizations interface {
	// Organizations returns them, the main one first.
	Organizations(ctx context.Context, tenant sdano.Tenant) ([]party.Organization, error)
}

// Head tells how far a tenant's sequence has come: it grows with every change
// that a page may show.
type Head interface {
	// Head returns the last number given out, 0 if there is none.
	Head(ctx context.Context, tenant sdano.Tenant) (int64, error)
}

// NavLinks finds what a published navigation link
// («публикуемая навигационная ссылка») points at.
type NavLinks interface {
	// Resolve returns the target of a link of the tenant; false if it is unknown.
	Resolve(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (monitor.NavTarget, bool, error)
}

// Acceptance is what the pages need of the mission of acceptance. Its errors are
// *sdano.Error for people.
type Acceptance interface {
	Inbox
	DocumentFiles
	Answering
	Receipting
}

// Inbox reads boxes and documents, and brings documents in.
type Inbox interface {
	// Boxes returns the boxes that the visitor sees.
	Boxes(ctx context.Context, v acceptance.Visitor) ([]acceptance.Box, error)
	// Ingest brings a document into a box; created is false if it is there already.
	Ingest(ctx context.Context, v acceptance.Visitor, in acceptance.Incoming) (d acceptance.Document, created bool, err error)
	// Document returns one, whole.
	Document(ctx context.Context, v acceptance.Visitor, id sdano.ID) (acceptance.Document, error)
	// Documents returns what the query selects, the newest first, without Title.
	Documents(ctx context.Context, v acceptance.Visitor, q acceptance.Query) ([]acceptance.Document, error)
	// Package returns the documents of a package by arrival, without Title.
	Package(ctx context.Context, v acceptance.Visitor, id sdano.ID) ([]acceptance.Document, error)
	// Elements returns the elements of a document in the feed, ascending.
	Elements(ctx context.Context, v acceptance.Visitor, document sdano.ID) ([]acceptance.Element, error)
}

// DocumentFiles reads and stores the files of documents.
type DocumentFiles interface {
	// Attachments returns the files of a document in the order in which they came.
	Attachments(ctx context.Context, v acceptance.Visitor, document sdano.ID) ([]acceptance.Attachment, error)
	// Attach stores a file; the same one again has the same link.
	Attach(ctx context.Context, v acceptance.Visitor, document sdano.ID, kind acceptance.AttachmentType, name string, data []byte) (acceptance.Attachment, error)
	// Content returns the bytes behind a link.
	Content(ctx context.Context, v acceptance.Visitor, link sdano.ID) (acceptance.Attachment, []byte, error)
	// Validate checks a detached signature under a content.
	Validate(ctx context.Context, content, signature []byte, onlySignature bool) (esign.Report, error)
}

// Answering makes, signs and sends the answers to documents.
type Answering interface {
	// Generate makes the files of an action and returns the number of its task.
	Generate(ctx context.Context, v acceptance.Visitor, action acceptance.Action, r acceptance.GenerateRequest) (task int64, err error)
	// Task returns a task of an action and stage.
	Task(ctx context.Context, v acceptance.Visitor, action acceptance.Action, stage acceptance.Stage, id int64) (acceptance.Task, error)
	// Sign signs by a key of the server.
	Sign(ctx context.Context, v acceptance.Visitor, r acceptance.SignRequest) ([]acceptance.SignResult, error)
	// Send plans to send signed files.
	Send(ctx context.Context, v acceptance.Visitor, action acceptance.Action, items []acceptance.SendItem) (task int64, err error)
	// Discrepancy sets an УПД against what was counted; with a signer it drafts the
	// ТОРГ-2.
	Discrepancy(ctx context.Context, v acceptance.Visitor, document sdano.ID, lines []acceptance.AcceptedLine, signer *title.Signer) (acceptance.Discrepancy, error)
}

// Receipting makes and sends the receipts («ИОП») of what came.
type Receipting interface {
	// Queue returns what waits for its receipt in a box.
	Queue(ctx context.Context, v acceptance.Visitor, box string) ([]acceptance.QueueItem, error)
	// GenerateReceipts makes receipts and returns the number of the task.
	GenerateReceipts(ctx context.Context, v acceptance.Visitor, r acceptance.ReceiptsRequest) (task int64, err error)
	// SendReceipts plans to send signed receipts.
	SendReceipts(ctx context.Context, v acceptance.Visitor, r acceptance.ReceiptsToSend) (task int64, err error)
}

// ServerKey tells of the key by which the server signs for a data area;
// acceptance.ServerSigner does.
type ServerKey interface {
	// Certificate returns its certificate in DER, the subject's own with the
	// thumbprint ""; the error is of kind NotFound if there is none.
	Certificate(ctx context.Context, who esign.Subject, thumbprint string) ([]byte, error)
}

// Visitor is who asks for a page.
type Visitor struct {
	// Tenant is the data area whose data are shown, App the application's name
	// in the address of the 1C:Fresh form, /a/{App}/{Tenant}/.
	Tenant sdano.Tenant
	App    string
	// Actor is the visitor's name in the journal.
	Actor sdano.Actor
	// MayFile and MayAudit are the rights to file reports and to audit refusals.
	MayFile, MayAudit bool
	// MayBook is the right to enter what the monitor is computed from.
	MayBook bool
	// Documents is who he is to the mission of acceptance: his Tenants are the one
	// above. Without permissions and Admin the pages of documents are closed to him.
	Documents acceptance.Visitor
}

// Visit finds out who asks; its error becomes a page.
type Visit func(*http.Request) (Visitor, error)

// DemoInfo tells the pages that they show a demo and what to try in it.
type DemoInfo struct {
	// SampleName and Sample are the file of the sample declaration that the
	// page offers to file; without them the offer is not shown.
	SampleName string
	Sample     []byte
	// SamplePayer is whose declaration it is: the offer stands on that payer's
	// monitor only; zero means on every one.
	SamplePayer sdano.TaxID
	// SampleKND is its form («КНД»): once the payer has filed one of that form
	// the page tells what became of it and makes no offer. With "" the offer is
	// always made.
	SampleKND string
	// Command is the shell command that files the same sample, "" for none.
	Command string
}
