package reporting

import (
	"context"
	"fmt"
	"time"

	"sdano"
)

// Operator is the port to a special operator («спецоператор связи»). Every
// method may be repeated safely. An implementation never fails on values it
// does not know: it hands them on.
type Operator interface {
	// Submit hands the report over and returns its docflow. A repetition with
	// the same draft adopts what the first one left: it continues a draft that
	// was not sent and returns the docflow of one that was. The error is a
	// *SubmitError where the adapter knows more than "failed".
	Submit(ctx context.Context, d Dispatch) (DocflowRef, error)
	// Find asks whether a draft was sent. It never sends anything.
	Find(ctx context.Context, d Dispatch) (DocflowRef, Found, error)
	// Changes returns the docflows that changed after a cursor ("" = from the
	// beginning) and the next cursor. It is a hint only.
	Changes(ctx context.Context, cursor string) (Changes, error)
	// Docflow returns a docflow with its documents.
	Docflow(ctx context.Context, id sdano.ID) (Docflow, error)
	// Content returns the bytes of a document as they came.
	Content(ctx context.Context, docflow sdano.ID, doc Document) ([]byte, error)
	// Reply makes, signs and sends the receipt of the given type on a document.
	// "Already sent" counts as done.
	Reply(ctx context.Context, r ReplyRequest) error
}

// File is one file of a dispatch with its detached signature.
type File struct {
	Name      string
	Data      []byte
	Signature []byte
}

// Dispatch is what is handed over in one attempt.
type Dispatch struct {
	Tenant     sdano.Tenant
	Submission sdano.ID
	// DraftID is the draft's identifier, the same on every repetition.
	DraftID    sdano.ID
	ContentKey string
	Authority  Authority
	Code       string
	Sender     sdano.TaxID
	Payer      sdano.TaxID
	// Certificate is the sender's certificate in DER.
	Certificate []byte
	Files       []File
	// Fresh says that this is the first try of a new draft: nobody can have been
	// asked to send it. An earlier try of a draft that is not fresh may still be
	// under way.
	Fresh bool
}

// DocflowRef names a docflow at the operator.
type DocflowRef struct {
	ID   sdano.ID
	Type string
	// SentAt is when the operator took it; zero if it does not say.
	SentAt time.Time
}

// Found answers Find.
type Found int

// The answers of Find.
const (
	FoundNo         Found = iota // certainly not sent: it may be continued
	FoundYes                     // sent: the docflow is returned
	FoundCannotTell              // the operator cannot say: ask a person
)

// Changes is one page of an operator's feed.
type Changes struct {
	// Docflows are the docflows that changed, without repetition.
	Docflows []sdano.ID
	// Next is the cursor of the next page; More says that there is one now.
	Next string
	More bool
}

// Docflow is a docflow («документооборот») as the operator tells it.
type Docflow struct {
	ID sdano.ID
	// Type, Status and Success are the operator's words without their urn
	// prefixes: "fns534-report", "response-arrived", "neutral".
	Type, Status, Success string
	// DraftID is the draft it was made of, zero if unknown.
	DraftID           sdano.ID
	SentAt, ChangedAt time.Time
	Documents         []Document
}

// Document is one document of a docflow.
type Document struct {
	ID sdano.ID
	// Type is the operator's word without its urn prefix:
	// "fns534-report-date-confirmation".
	Type, FileName string
	SentAt         time.Time
	// ContentID names the bytes; Encrypted says that they cannot be read here.
	ContentID sdano.ID
	Encrypted bool
	// Replies are the types of receipts that can be made on it now.
	Replies []string
}

// ReplyRequest asks for a receipt on a document.
type ReplyRequest struct {
	Tenant   sdano.Tenant
	Docflow  sdano.ID
	Document sdano.ID
	// Type is the reply's document type.
	Type string
	// Sender is who signs.
	Sender sdano.TaxID
	// Certificate is the signer's certificate in DER.
	Certificate []byte
	// Sign makes the detached signature over the receipt's bytes.
	Sign func(ctx context.Context, data []byte) ([]byte, error)
}

// SubmitError tells what is known after a failed Submit.
type SubmitError struct {
	// Certain means that nothing was and nothing will be sent by this attempt:
	// the dispatch was fresh, and it failed before anybody was asked to send.
	// Otherwise the result is unknown and must be asked for.
	Certain bool
	// Permanent means that a repetition of the same bytes would fail again: the
	// operator's own check refused the report. Reasons say why.
	Permanent bool
	Reasons   []EventReason
	// RetryAfter is the operator's wish, 0 if it has none.
	RetryAfter time.Duration
	// Err is the cause, for the log; Text is in Russian, for people.
	Err  error
	Text string
}

// Error returns text and cause, for logs.
func (e *SubmitError) Error() string { return fmt.Sprintf("submit: %s: %v", e.Text, e.Err) }

// Unwrap returns the cause.
func (e *SubmitError) Unwrap() error { return e.Err }
