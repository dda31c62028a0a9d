package xde

import (
	"context"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/access"
	"sdano/sign"
	"sdano/titles"
	"sdano/titles/title"
)

// Acceptance is what the dialect needs of the mission of acceptance;
// acceptance.Service is one. Its errors are *sdano.Error.
type Acceptance interface {
	Reading
	Inside
	Bringing
	Acting
	Receiving
	Signing
}

// Reading reads boxes and documents that a visitor may see.
type Reading interface {
	// Boxes returns his boxes.
	Boxes(ctx context.Context, v acceptance.Visitor) ([]acceptance.Box, error)
	// Document returns one, or acceptance.ErrNotFound.
	Document(ctx context.Context, v acceptance.Visitor, id sdano.ID) (acceptance.Document, error)
	// FindByAttachment returns the document of a file name and, unless nil,
	// direction.
	FindByAttachment(ctx context.Context, v acceptance.Visitor, name string, output *bool) (acceptance.Document, error)
	// Documents returns what the query selects; Boxes nil means all of his.
	Documents(ctx context.Context, v acceptance.Visitor, q acceptance.Query) ([]acceptance.Document, error)
	// Package returns the documents of a package.
	Package(ctx context.Context, v acceptance.Visitor, id sdano.ID) ([]acceptance.Document, error)
	// Access tells of each document whether he may see it.
	Access(ctx context.Context, v acceptance.Visitor, ids []sdano.ID) (map[sdano.ID]bool, error)
}

// Inside reads what belongs to a document or box.
type Inside interface {
	// Elements returns the elements of the feed about a document, ascending.
	Elements(ctx context.Context, v acceptance.Visitor, document sdano.ID) ([]acceptance.Element, error)
	// Attachments returns the files of a document in their order.
	Attachments(ctx context.Context, v acceptance.Visitor, document sdano.ID) ([]acceptance.Attachment, error)
	// Feed returns up to limit elements of a box with StatusID > after.
	Feed(ctx context.Context, v acceptance.Visitor, box string, after int64, limit int) ([]acceptance.FeedElement, error)
	// Content returns a file with its bytes.
	Content(ctx context.Context, v acceptance.Visitor, link sdano.ID) (acceptance.Attachment, []byte, error)
}

// Bringing takes documents and files in.
type Bringing interface {
	// Ingest takes a document into a box; created is false if it was there.
	Ingest(ctx context.Context, v acceptance.Visitor, in acceptance.Incoming) (d acceptance.Document, created bool, err error)
	// Attach keeps a file of a document; the same bytes, document and type have
	// the same link.
	Attach(ctx context.Context, v acceptance.Visitor, document sdano.ID, kind acceptance.AttachmentType, name string, data []byte) (acceptance.Attachment, error)
}

// Acting makes files and sends the signed ones.
type Acting interface {
	// Generate has the files of an action made and returns the task's number.
	Generate(ctx context.Context, v acceptance.Visitor, action acceptance.Action, r acceptance.GenerateRequest) (task int64, err error)
	// GenerateBatch is Generate for many; one failure does not stop the rest.
	GenerateBatch(ctx context.Context, v acceptance.Visitor, action acceptance.Action, rs []acceptance.GenerateRequest) []acceptance.BatchItem
	// Preview returns the files as they would be made and changes nothing.
	Preview(ctx context.Context, v acceptance.Visitor, action acceptance.Action, r acceptance.GenerateRequest) ([]acceptance.Previewed, error)
	// Send has signed files sent and returns the task's number.
	Send(ctx context.Context, v acceptance.Visitor, action acceptance.Action, items []acceptance.SendItem) (task int64, err error)
	// Task returns a task of an action and stage.
	Task(ctx context.Context, v acceptance.Visitor, action acceptance.Action, stage acceptance.Stage, id int64) (acceptance.Task, error)
	// Discrepancy sets an УПД against what was accepted of it.
	Discrepancy(ctx context.Context, v acceptance.Visitor, document sdano.ID, lines []acceptance.AcceptedLine, signer *title.Signer) (acceptance.Discrepancy, error)
}

// Receiving makes and sends receipts (ИОП).
type Receiving interface {
	// Queue returns the documents of a box that wait for their receipt.
	Queue(ctx context.Context, v acceptance.Visitor, box string) ([]acceptance.QueueItem, error)
	// GenerateReceipts has receipts made and returns the task's number.
	GenerateReceipts(ctx context.Context, v acceptance.Visitor, r acceptance.ReceiptsRequest) (task int64, err error)
	// SendReceipts has signed receipts sent and returns the task's number.
	SendReceipts(ctx context.Context, v acceptance.Visitor, r acceptance.ReceiptsToSend) (task int64, err error)
}

// Signing makes and checks signatures.
type Signing interface {
	// Sign signs by a key of the server.
	Sign(ctx context.Context, v acceptance.Visitor, r acceptance.SignRequest) ([]acceptance.SignResult, error)
	// Validate checks a detached signature, its certificate and chain, or with
	// onlySignature no more than that it is one of the content.
	Validate(ctx context.Context, content, signature []byte, onlySignature bool) (sign.Report, error)
}

// Access lets users in, issues tokens and keeps answers under idempotency keys;
// access.Service does.
type Access interface {
	// Password lets a user in by login and password.
	Password(ctx context.Context, login, password string) (access.Principal, error)
	// Issue makes a bearer token that lives for ttl.
	Issue(ctx context.Context, login string, ttl time.Duration) (token string, expires time.Time, err error)
	// Do acts on a request once.
	Do(ctx context.Context, r access.Request, act access.Act) (o access.Once, replay bool, err error)
}

// Keys finds certificates in the key store of the server;
// acceptance.ServerSigner does.
type Keys interface {
	// Certificate returns the subject's certificate of a thumbprint, in DER.
	Certificate(ctx context.Context, who sign.Subject, thumbprint string) ([]byte, error)
}

// Check says whether a file is a right title; titles.Check does with its
// options.
type Check func(titles.Input) titles.Verdict
