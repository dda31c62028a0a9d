package reporting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"sdano"
)

// recordNews inserts the events that are still new, each with its number and
// its journal entry, and the receipts owed for them. It returns the last one.
func (p *poll) recordNews(ctx context.Context, tx sdano.Tx, f *facts, b batch, counted *FetchSummary) (cause sdano.ID, err error) {
	for _, e := range b.news {
		if f.event(e.SourceKey) != nil {
			if err := p.countAgain(ctx, tx, e.SourceKey, counted); err != nil {
				return cause, err
			}
			continue
		}
		if err := p.insert(ctx, tx, f, e); err != nil {
			return cause, err
		}
		counted.Events++
		cause = e.ID
	}
	for _, r := range b.owed {
		if slices.ContainsFunc(f.replies, func(have Reply) bool { return have.Document == r.Document && have.Type == r.Type }) {
			continue
		}
		f.replies = append(f.replies, r)
		if err := p.s.c.Store.PutReply(ctx, tx, r); err != nil {
			return cause, err
		}
	}
	return cause, nil
}

// insert records one event.
func (p *poll) insert(ctx context.Context, tx sdano.Tx, f *facts, e Event) (err error) {
	if e.Status == Rejected && strongest(e.Reasons) == classDuplicate {
		verdict, _, err := p.s.c.Store.ReportStatus(ctx, tx, f.sub.Report)
		if err != nil {
			return err
		}
		if verdict.Outcome.Positive() && verdict.Basis != f.sub.ID {
			e.Outcome = OutcomeDuplicate
		}
	}
	if e.Seq, err = tx.NextSeq(ctx); err != nil {
		return err
	}
	if _, err := p.s.c.Store.InsertEvent(ctx, tx, e); err != nil {
		return err
	}
	f.events = append(f.events, e)
	if err := p.s.record(ctx, tx, p.at, p.actor, "event.received", eventObject(e.Submission, e.ID), nil, stateOfEvent(e)); err != nil {
		return err
	}
	return p.supersede(ctx, tx, f, e)
}

// supersede takes out the events that stood for a document while it could not
// be read, unless a person has audited them.
func (p *poll) supersede(ctx context.Context, tx sdano.Tx, f *facts, e Event) error {
	for _, mark := range []string{unreadMark, encryptedMark} {
		old := f.event(e.SourceKey + mark)
		if old == nil || !old.Waiting() {
			continue
		}
		before := stateOfEvent(*old)
		old.Deleted = true
		if err := p.s.c.Store.UpdateEvent(ctx, tx, *old); err != nil {
			return err
		}
		old.Version++
		if err := p.s.record(ctx, tx, p.at, p.actor, "event.superseded", eventObject(old.Submission, old.ID), before, stateOfEvent(*old)); err != nil {
			return err
		}
	}
	return nil
}

// countSeen counts what was met again.
func (p *poll) countSeen(ctx context.Context, tx sdano.Tx, f facts, seen []string, counted *FetchSummary) error {
	for _, key := range seen {
		if f.event(key) == nil {
			continue
		}
		if err := p.countAgain(ctx, tx, key, counted); err != nil {
			return err
		}
	}
	return nil
}

// countAgain raises the count of an event that is recorded.
func (p *poll) countAgain(ctx context.Context, tx sdano.Tx, key string, counted *FetchSummary) error {
	counted.Duplicates++
	_, err := p.s.c.Store.InsertEvent(ctx, tx, Event{
		ID: sdano.NewID(), Submission: p.row.Submission, Version: 1, SourceKey: key, ReceivedAt: p.at, LastSeenAt: p.at, SeenCount: 1,
	})
	return err
}

// eventState is what the journal keeps of an event.
type eventState struct {
	Event     sdano.ID      `json:"event"`
	Document  string        `json:"document,omitzero"`
	FileName  string        `json:"file_name,omitzero"`
	SHA256    string        `json:"sha256,omitzero"`
	SourceKey string        `json:"source_key"`
	Received  Status        `json:"received_status"`
	Status    Status        `json:"status"`
	Outcome   Outcome       `json:"outcome,omitzero"`
	Needs     bool          `json:"needs_audit"`
	Done      bool          `json:"audit_done"`
	Deleted   bool          `json:"deleted,omitzero"`
	Comment   string        `json:"comment,omitzero"`
	Reasons   []EventReason `json:"reasons,omitempty"`
	AuditedBy string        `json:"audited_by,omitzero"`
}

func stateOfEvent(e Event) eventState {
	st := eventState{
		Event: e.ID, Document: e.DocumentType, FileName: e.FileName, SourceKey: e.SourceKey,
		Received: e.ReceivedStatus, Status: e.Status, Outcome: e.Outcome, Needs: e.NeedsAudit, Done: e.AuditDone,
		Deleted: e.Deleted, Comment: e.Comment, Reasons: slices.Clone(e.Reasons), AuditedBy: e.AuditedBy,
	}
	if len(e.Raw) > 0 {
		sum := sha256.Sum256(e.Raw)
		st.SHA256 = hex.EncodeToString(sum[:])
	}
	return st
}
