package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
)

// Event is one observed change of a submission. Of one that waits for its
// audit, those without the right to audit learn that it is there only.
type Event struct {
	ID         sdano.ID `json:"event"`
	Submission sdano.ID `json:"submission"`
	// Seq is its number in the tenant's sequence, the cursor of Feed; Version
	// grows with every change.
	Seq     int64 `json:"seq"`
	Version int64 `json:"version"`
	// ReceivedAt is when it was learned of, SourceAt the time its source gives.
	ReceivedAt time.Time  `json:"received_at"`
	SourceAt   *time.Time `json:"source_at"`
	// Status is what it makes of the submission, "" if nothing; Outcome is finer.
	Status   string        `json:"status"`
	StatusRU string        `json:"status_ru"`
	Outcome  string        `json:"outcome"`
	Reasons  []EventReason `json:"reasons"`
	Comment  string        `json:"comment"`
	// DocumentType and FileName name its document, whose bytes Document gives.
	DocumentType string     `json:"document_type"`
	FileName     string     `json:"file_name"`
	NeedsAudit   bool       `json:"needs_audit"`
	AuditDone    bool       `json:"audit_done"`
	AuditDue     *time.Time `json:"audit_due"`
	AuditedBy    string     `json:"audited_by"`
	// Late marks an event that came after a higher status, Deleted one that is
	// taken out.
	Late    bool `json:"late"`
	Deleted bool `json:"deleted"`
}

// EventReason is one reason of a refusal in an event.
type EventReason struct {
	Code string `json:"code"`
	// Received is what came, Reason the same after audit.
	Received    string `json:"received_reason"`
	Reason      string `json:"reason"`
	Hidden      bool   `json:"hidden"`
	AuditorNote string `json:"auditor_note"`
}

// Events returns the events of a submission in their order.
func (c *Client) Events(ctx context.Context, id sdano.ID) ([]Event, error) {
	var out struct {
		Events []Event `json:"events"`
	}
	err := c.get(ctx, "/v1/submissions/"+id.String()+"/events", nil, &out)
	return out.Events, err
}

// Feed is one page of the tenant's events.
type Feed struct {
	Events []Event `json:"events"`
	// Next is what to ask after next; More says that there are more events now.
	Next int64 `json:"next"`
	More bool  `json:"more"`
}

// Feed returns up to limit events of the tenant with a number above after; limit
// 0 means the server's own bound. Nothing is missed by asking after Next.
func (c *Client) Feed(ctx context.Context, after int64, limit int) (Feed, error) {
	q := url.Values{"after": {strconv.FormatInt(after, 10)}}
	if limit > 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	var f Feed
	err := c.get(ctx, "/v1/events", q, &f)
	return f, err
}

// Document returns the bytes of an event's document as they came.
func (c *Client) Document(ctx context.Context, event sdano.ID) ([]byte, error) {
	data, err := c.do(ctx, call{method: http.MethodGet, path: "/v1/events/" + event.String() + "/document"})
	return data, err
}

// Audit is an auditor's word on an event; nil leaves a part as it is.
type Audit struct {
	// Version is the event's version that was read.
	Version int64         `json:"version"`
	Status  *string       `json:"status,omitzero"`
	Done    *bool         `json:"audit_done,omitzero"`
	Comment *string       `json:"comment,omitzero"`
	Deleted *bool         `json:"deleted,omitzero"`
	Reasons []AuditReason `json:"reasons,omitzero"`
}

// AuditReason changes one reason, found by its code or its received text; nil
// leaves a part as it is.
type AuditReason struct {
	Received    string  `json:"received_reason"`
	Reason      *string `json:"reason,omitzero"`
	Hidden      *bool   `json:"hidden,omitzero"`
	AuditorNote *string `json:"auditor_note,omitzero"`
}

// Audit writes an auditor's word and returns the event as it is then.
func (c *Client) Audit(ctx context.Context, event sdano.ID, a Audit) (Event, error) {
	var e Event
	body, err := json.Marshal(a)
	if err != nil {
		return e, err
	}
	data, err := c.do(ctx, call{method: http.MethodPost, path: "/v1/events/" + event.String() + "/audit", body: body})
	if err != nil {
		return e, err
	}
	err = decode(data, &e)
	return e, err
}
