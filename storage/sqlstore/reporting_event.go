package sqlstore

import (
	"context"
	"slices"

	"sdano"
	"sdano/reporting"
)

var (
	// eventReceived is what never changes of an event once it is recorded;
	// eventSeen is raised by repetitions, eventState is what an update writes.
	eventReceived = columnsOf(`id submission seq received_at source_at received_status source source_key
		document_id document_type file_name`)
	eventSeen  = columnsOf("seen_count last_seen_at")
	eventState = columnsOf(`version status outcome needs_audit audit_done comment reasons
		late final deleted audited_by audited_at audit_due`)
	eventColumns = slices.Concat(eventReceived, eventSeen, eventState)

	insertEvent = insertInto("events", append(columnsOf("tenant raw"), eventColumns...)) +
		" ON CONFLICT (tenant, submission, source_key) DO NOTHING"
	seeEvent = "UPDATE events SET seen_count = seen_count + 1, last_seen_at = $1" +
		" WHERE tenant = $2 AND submission = $3 AND source_key = $4"
	updateEvent = update("events", eventState, "tenant", "id", "version")
	selectEvent = "SELECT " + eventColumns.list() + ", raw FROM events WHERE tenant = $1 AND id = $2"
	// selectEvents leaves the bytes out.
	selectEvents = "SELECT " + eventColumns.list() + " FROM events WHERE "

	insertHeld = insertInto("held_events", append(columnsOf("tenant"), heldColumns...))
	selectHeld = "SELECT " + heldColumns.list() + " FROM held_events WHERE tenant = $1 ORDER BY held_at, id"

	heldColumns = columnsOf("id submission held_at reason event")
)

func eventDest(e *reporting.Event) []any {
	return []any{
		&e.ID, &e.Submission, &e.Seq, at(&e.ReceivedAt), at(&e.SourceAt), &e.ReceivedStatus, &e.Source, &e.SourceKey,
		&e.DocumentID, &e.DocumentType, &e.FileName,
		&e.SeenCount, at(&e.LastSeenAt),
		&e.Version, &e.Status, &e.Outcome, &e.NeedsAudit, &e.AuditDone, &e.Comment, doc(&e.Reasons),
		&e.Late, &e.Final, &e.Deleted, &e.AuditedBy, at(&e.AuditedAt), at(&e.AuditDue),
	}
}

func wholeEventDest(e *reporting.Event) []any { return append(eventDest(e), &e.Raw) }

func eventReceivedArgs(e *reporting.Event) []any {
	return []any{
		e.ID.String(), e.Submission.String(), e.Seq, micros(e.ReceivedAt), micros(e.SourceAt), string(e.ReceivedStatus),
		e.Source, e.SourceKey, ref(e.DocumentID), e.DocumentType, e.FileName,
		int64(e.SeenCount), micros(e.LastSeenAt),
	}
}

func eventStateArgs(e *reporting.Event, version int64) ([]any, error) {
	reasons, err := listText(e.Reasons)
	if err != nil {
		return nil, err
	}
	return []any{
		version, string(e.Status), string(e.Outcome), bit(e.NeedsAudit), bit(e.AuditDone), e.Comment, reasons,
		bit(e.Late), bit(e.Final), bit(e.Deleted), e.AuditedBy, micros(e.AuditedAt), micros(e.AuditDue),
	}, nil
}

// InsertEvent records an event unless its submission already has one of the
// same SourceKey; then it raises that one's SeenCount and LastSeenAt (to
// e.ReceivedAt), leaves its version as it is and returns false.
func (ReportingStore) InsertEvent(ctx context.Context, tx sdano.Tx, e reporting.Event) (bool, error) {
	u, err := unitOf(tx)
	if err != nil {
		return false, err
	}
	state, err := eventStateArgs(&e, e.Version)
	if err != nil {
		return false, err
	}
	args := append([]any{int64(u.tenant), e.Raw}, eventReceivedArgs(&e)...)
	rows, err := u.exec(ctx, insertEvent, append(args, state...)...)
	if err != nil || rows == 1 {
		return rows == 1, err
	}
	_, err = u.exec(ctx, seeEvent, micros(e.ReceivedAt), int64(u.tenant), e.Submission.String(), e.SourceKey)
	return false, err
}

// Event returns one with its bytes, or reporting.ErrNotFound.
func (ReportingStore) Event(ctx context.Context, tx sdano.Tx, id sdano.ID) (reporting.Event, error) {
	u, err := unitOf(tx)
	if err != nil {
		return reporting.Event{}, err
	}
	return one(ctx, u, reporting.ErrNotFound, wholeEventDest, selectEvent, int64(u.tenant), id.String())
}

// UpdateEvent writes e if the stored version equals e.Version, and stores
// Version+1; otherwise reporting.ErrStale. What was received, the bytes and how
// often it was seen are not changed.
func (ReportingStore) UpdateEvent(ctx context.Context, tx sdano.Tx, e reporting.Event) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	args, err := eventStateArgs(&e, e.Version+1)
	if err != nil {
		return err
	}
	return change(ctx, u, reporting.ErrStale, updateEvent, append(args, int64(u.tenant), e.ID.String(), e.Version)...)
}

// EventsOf returns the events of a submission by Seq, without Raw.
func (ReportingStore) EventsOf(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]reporting.Event, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	// The plus keeps SQLite from walking through the tenant's events by seq.
	return collect(ctx, u, eventDest, selectEvents+"tenant = $1 AND submission = $2 ORDER BY +seq", int64(u.tenant), submission.String())
}

// EventsAfter returns events of the tenant with Seq > after by Seq, without
// Raw; a limit of 0 means 100.
func (ReportingStore) EventsAfter(ctx context.Context, tx sdano.Tx, after int64, limit int) ([]reporting.Event, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, eventDest, selectEvents+"tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3", int64(u.tenant), after, limitOr(limit))
}

// WaitingEvents returns the events that wait for audit, by AuditDue, Seq and ID,
// without Raw, that come after the one given; in a unit of AllTenants those of
// every tenant. A limit of 0 means 100.
func (ReportingStore) WaitingEvents(ctx context.Context, tx sdano.Tx, after reporting.Event, limit int) ([]reporting.Event, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectEvents + "needs_audit = 1 AND audit_done = 0 AND deleted = 0").addTenant(u)
	q.add(" AND (audit_due, seq, id) > (?, ?, ?)", micros(after.AuditDue), after.Seq, after.ID.String())
	q.add(" ORDER BY audit_due, seq, id LIMIT ?", limitOr(limit))
	return collect(ctx, u, eventDest, q.text.String(), q.args...)
}

// HoldEvent keeps an event that was refused.
func (ReportingStore) HoldEvent(ctx context.Context, tx sdano.Tx, h reporting.HeldEvent) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertHeld, int64(u.tenant), h.ID.String(), h.Submission.String(), micros(h.At), h.Reason, h.Event)
	return err
}

// HeldEvents returns the events of the tenant that were refused, oldest first.
func (ReportingStore) HeldEvents(ctx context.Context, tx sdano.Tx) ([]reporting.HeldEvent, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	dest := func(h *reporting.HeldEvent) []any {
		return []any{&h.ID, &h.Submission, at(&h.At), &h.Reason, &h.Event}
	}
	return collect(ctx, u, dest, selectHeld, int64(u.tenant))
}
