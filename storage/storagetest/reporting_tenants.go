package storagetest

import (
	"context"
	"time"

	"sdano"
	"sdano/reporting"
)

// copyOf is one tenant's rows under identifiers that another tenant has too.
type copyOf struct {
	*room
	submission reporting.Submission
	event      reporting.Event
	attempt    reporting.Attempt
	reply      reporting.Reply
	work       reporting.WorkItem
}

// copyFor records rows for a tenant; those of two tenants differ in a title
// only.
func (r *room) copyFor(s reporting.Submission, e reporting.Event, title string) copyOf {
	s.Tenant, s.Title, e.Comment = r.tenant, title, title
	c := copyOf{room: r, submission: s, event: e}
	c.attempt = reporting.Attempt{Submission: s.ID, Number: 1, State: reporting.DeliverySending, Error: title}
	c.reply = reporting.Reply{Submission: s.ID, Document: s.DraftID, Type: "receipt", State: reporting.DeliveryQueued, Error: title}
	c.work = reporting.WorkItem{Tenant: r.tenant, Submission: s.ID, UID: title, Delivery: reporting.DeliveryQueued, NextAt: base}
	files := []reporting.Package{{Submission: s.ID, FileName: title, Data: []byte(title), SHA256: "00"}}
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		return first(
			store.InsertReport(ctx, tx, reporting.Report{ID: s.Report, Key: s.Key}, reporting.ReportStatus{}),
			store.InsertSubmission(ctx, tx, s, files),
			store.PutReportStatus(ctx, tx, reporting.ReportStatus{Report: s.Report, Basis: s.ID, Status: reporting.Coarse(title)}),
			store.PutAttempt(ctx, tx, c.attempt), store.PutReply(ctx, tx, c.reply), store.PutWork(ctx, tx, c.work),
		)
	})
	r.put(e)
	return c
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// check finds the rows as they were recorded, and no others.
func (c copyOf) check() {
	c.Helper()
	s := c.submission
	c.want(got(c.room, readSubmission(s.ID)), s)
	c.want(got(c.room, list(reporting.Query{WithDeleted: true})), []reporting.Submission{s})
	c.want(got(c.room, readEvent(c.event.ID)), c.event)
	verdict, _ := asked(c.room, verdictOf(s.Report))
	c.want(verdict.Status, reporting.Coarse(s.Title))
	c.do(func(ctx context.Context, tx sdano.Tx) error {
		files, err := store.Packages(ctx, tx, s.ID)
		c.must(err)
		events, err := store.EventsOf(ctx, tx, s.ID)
		c.must(err)
		attempts, err := store.Attempts(ctx, tx, s.ID)
		c.must(err)
		replies, err := store.Replies(ctx, tx, s.ID)
		c.must(err)
		work, err := store.ListWork(ctx, tx)
		c.must(err)
		c.want(files[0].FileName, s.Title)
		c.want([]any{len(files), events, attempts, replies, work}, []any{
			1, rawless(c.event), []reporting.Attempt{c.attempt}, []reporting.Reply{c.reply}, []reporting.WorkItem{c.work},
		})
		return nil
	})
}

// testReportingTenants: two tenants may have rows of the same identifiers, and
// a change of one's leaves the other's alone.
func testReportingTenants(r *room) {
	s, _ := r.submission(1)
	flying(&s)
	e := r.event(2)
	e.Submission = s.ID
	mine, theirs := r.copyFor(s, e, "mine"), r.other().copyFor(s, e, "theirs")
	mine.check()
	theirs.check()
	mine.do(func(ctx context.Context, tx sdano.Tx) error {
		return first(
			store.UpdateSubmission(ctx, tx, mine.submission), store.UpdateEvent(ctx, tx, mine.event),
			store.DeleteReportStatus(ctx, tx, s.Report), store.DeleteWork(ctx, tx, s.ID),
			store.PutAttempt(ctx, tx, reporting.Attempt{Submission: s.ID, Number: 1}),
			store.PutReply(ctx, tx, reporting.Reply{Submission: s.ID, Document: s.DraftID, Type: "receipt"}),
		)
	})
	mine.insert(e)
	theirs.check()
}

// testForeignRows: what belongs to another tenant is not there, and a row of
// another tenant cannot be written.
func testForeignRows(r *room) {
	s := r.stored(1, flying)
	other := r.other()
	_, err := ask(r, other.tenant, readSubmission(s.ID))
	r.wantIs(err, reporting.ErrNotFound)
	_, err = ask(r, other.tenant, func(ctx context.Context, tx sdano.Tx) (reporting.Report, error) {
		return store.Report(ctx, tx, s.Report)
	})
	r.wantIs(err, reporting.ErrNotFound)
	if _, found := asked(other, byKey(s.Key)); found {
		r.Error("another tenant's report is found by its key")
	}
	unit := func(write func(context.Context, sdano.Tx) error) {
		r.Helper()
		if err := other.try(write); err == nil {
			r.Error("another tenant's row was written")
		}
	}
	unit(func(ctx context.Context, tx sdano.Tx) error { return store.UpdateSubmission(ctx, tx, s) })
	s.ID, s.Seq = sdano.NewID(), 2
	unit(func(ctx context.Context, tx sdano.Tx) error { return store.InsertSubmission(ctx, tx, s, nil) })
	unit(func(ctx context.Context, tx sdano.Tx) error { return store.PutWork(ctx, tx, r.work()) })
	unit(func(ctx context.Context, tx sdano.Tx) error { return store.ReleaseWork(ctx, tx, r.work(), base, "one") })
	unit(func(ctx context.Context, tx sdano.Tx) error {
		return store.PutDirection(ctx, tx, reporting.Direction{Tenant: r.tenant, ValidFrom: time.Time{}})
	})
	unit(func(ctx context.Context, tx sdano.Tx) error {
		_, err := store.RaiseAlarm(ctx, tx, r.alarm())
		return err
	})
}
