package storagetest

import (
	"context"
	"time"

	"sdano"
	"sdano/reporting"
)

// event returns an event with every field set.
func (r *room) event(seq int64) reporting.Event {
	e := filled[reporting.Event](&r.fill)
	e.Seq, e.Version = seq, 1
	return e
}

// put records events; each must be new.
func (r *room) put(events ...reporting.Event) {
	r.Helper()
	for _, e := range events {
		if !r.insert(e) {
			r.Fatalf("event %d was taken for a repetition", e.Seq)
		}
	}
}

func (r *room) insert(e reporting.Event) (isNew bool) {
	r.Helper()
	r.do(func(ctx context.Context, tx sdano.Tx) (err error) {
		isNew, err = store.InsertEvent(ctx, tx, e)
		return err
	})
	return isNew
}

func readEvent(id sdano.ID) func(context.Context, sdano.Tx) (reporting.Event, error) {
	return func(ctx context.Context, tx sdano.Tx) (reporting.Event, error) { return store.Event(ctx, tx, id) }
}

// rawless returns the events as lists give them.
func rawless(events ...reporting.Event) []reporting.Event {
	for i := range events {
		events[i].Raw = nil
	}
	return events
}

func testEvent(r *room) {
	e := r.event(5)
	r.put(e)
	r.want(got(r, readEvent(e.ID)), e)
	bare := reporting.Event{ID: sdano.NewID(), Submission: sdano.NewID(), Seq: 6, SourceKey: "k"}
	r.put(bare)
	r.want(got(r, readEvent(bare.ID)), bare)
	_, err := ask(r, r.tenant, readEvent(sdano.NewID()))
	r.wantIs(err, reporting.ErrNotFound)
}

func testRepeatedEvent(r *room) {
	e := r.event(1)
	e.SeenCount = 1
	r.put(e)
	for i := range 3 {
		again := r.event(int64(2 + i))
		again.Submission, again.SourceKey = e.Submission, e.SourceKey
		if r.insert(again) {
			r.Fatal("a repetition was recorded")
		}
		e.SeenCount, e.LastSeenAt = e.SeenCount+1, again.ReceivedAt
		r.want(got(r, readEvent(e.ID)), e)
		_, err := ask(r, r.tenant, readEvent(again.ID))
		r.wantIs(err, reporting.ErrNotFound)
	}
	elsewhere, otherKey := r.event(2), r.event(3)
	elsewhere.SourceKey, otherKey.Submission = e.SourceKey, e.Submission
	r.put(elsewhere, otherKey)
}

func testEventUpdate(r *room) {
	e := r.event(1)
	r.put(e)
	put := func(e reporting.Event) error {
		return r.try(func(ctx context.Context, tx sdano.Tx) error { return store.UpdateEvent(ctx, tx, e) })
	}
	next := r.event(99)
	next.ID = e.ID
	r.must(put(next))
	r.wantIs(put(next), reporting.ErrStale)
	missing := e
	missing.ID = sdano.NewID()
	r.wantIs(put(missing), reporting.ErrStale)

	want := e
	want.Version = 2
	want.Status, want.Outcome, want.NeedsAudit, want.AuditDone = next.Status, next.Outcome, next.NeedsAudit, next.AuditDone
	want.Comment, want.Reasons, want.Late, want.Final, want.Deleted = next.Comment, next.Reasons, next.Late, next.Final, next.Deleted
	want.AuditedBy, want.AuditedAt, want.AuditDue = next.AuditedBy, next.AuditedAt, next.AuditDue
	r.want(got(r, readEvent(e.ID)), want)

	want.NeedsAudit, want.AuditDone, want.Late, want.Final, want.Deleted = false, false, false, false, false
	want.Reasons, want.AuditedBy, want.AuditedAt = nil, "", time.Time{}
	r.must(put(want))
	want.Version = 3
	r.want(got(r, readEvent(e.ID)), want)
}

func testEventLists(r *room) {
	one, two, three, four := r.event(1), r.event(2), r.event(3), r.event(4)
	three.Submission, two.Submission = one.Submission, four.Submission
	r.put(three, four, one, two)
	of := got(r, func(ctx context.Context, tx sdano.Tx) ([]reporting.Event, error) {
		return store.EventsOf(ctx, tx, one.Submission)
	})
	r.want(of, rawless(one, three))
	after := func(seq int64, limit int) []reporting.Event {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]reporting.Event, error) {
			return store.EventsAfter(ctx, tx, seq, limit)
		})
	}
	r.want(after(0, 10), rawless(one, two, three, four))
	r.want(after(1, 2), rawless(two, three))
	r.want(after(3, 0), rawless(four))
	if len(after(4, 10)) != 0 {
		r.Fatal("there is nothing after the last event")
	}
}

func testWaitingEvents(r *room) {
	due := func(seq int64, hours int, change func(*reporting.Event)) reporting.Event {
		e := r.event(seq)
		e.NeedsAudit, e.AuditDone, e.Deleted, e.AuditDue = true, false, false, base.Add(time.Duration(hours)*time.Hour)
		if change != nil {
			change(&e)
		}
		r.put(e)
		return e
	}
	late, soon := due(1, 5, nil), due(2, 1, nil)
	tie := due(3, 5, nil)
	due(4, 0, func(e *reporting.Event) { e.NeedsAudit = false })
	due(5, 0, func(e *reporting.Event) { e.AuditDone = true })
	due(6, 0, func(e *reporting.Event) { e.Deleted = true })
	waiting := func(tenant sdano.Tenant, after reporting.Event, limit int) []reporting.Event {
		out, err := ask(r, tenant, func(ctx context.Context, tx sdano.Tx) ([]reporting.Event, error) {
			return store.WaitingEvents(ctx, tx, after, limit)
		})
		r.must(err)
		return out
	}
	first := reporting.Event{}
	r.want(waiting(r.tenant, first, 10), rawless(soon, late, tie))
	r.want(waiting(r.tenant, first, 1), rawless(soon))
	r.want(waiting(r.tenant, soon, 10), rawless(late, tie))
	r.want(waiting(r.tenant, late, 10), rawless(tie))
	if len(waiting(r.tenant, tie, 10)) != 0 {
		r.Fatal("there is nothing after the last waiting event")
	}
	neighbour := r.other()
	theirs := neighbour.event(1)
	theirs.NeedsAudit, theirs.AuditDone, theirs.Deleted = true, false, false
	neighbour.put(theirs)
	r.want(waiting(neighbour.tenant, first, 10), rawless(theirs))
	seen := map[sdano.ID]bool{}
	for _, e := range waiting(sdano.AllTenants, first, 1_000_000) {
		seen[e.ID] = true
	}
	if !seen[soon.ID] || !seen[tie.ID] || !seen[theirs.ID] {
		r.Fatal("a unit of all tenants does not see every tenant's waiting events")
	}
}

func testHeldEvents(r *room) {
	one, two := filled[reporting.HeldEvent](&r.fill), filled[reporting.HeldEvent](&r.fill)
	for _, h := range []reporting.HeldEvent{two, one} {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return store.HoldEvent(ctx, tx, h) })
	}
	r.want(got(r, store.HeldEvents), []reporting.HeldEvent{one, two})
	r.want(got(r.other(), store.HeldEvents), []reporting.HeldEvent(nil))
}
