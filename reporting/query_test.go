package reporting_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/internal/demo"
	"sdano/reporting"
	"sdano/storage/sqlstore"
)

// happens records an event of a submission.
func (d *desk) happens(submission sdano.ID, key string, change func(*reporting.Event)) reporting.Event {
	d.Helper()
	var e reporting.Event
	d.do(func(ctx context.Context, tx sdano.Tx) error {
		seq, err := tx.NextSeq(ctx)
		if err != nil {
			return err
		}
		e = reporting.Event{
			ID: sdano.NewID(), Submission: submission, Seq: seq, Version: 1, ReceivedAt: morning, LastSeenAt: morning,
			SourceKey: key, SeenCount: 1, Raw: []byte("raw " + key),
		}
		change(&e)
		_, err = d.store.InsertEvent(ctx, tx, e)
		return err
	})
	return e
}

func waits(due time.Time) func(*reporting.Event) {
	return func(e *reporting.Event) {
		e.ReceivedStatus, e.Status, e.NeedsAudit, e.AuditDue = reporting.Rejected, reporting.Rejected, true, due
	}
}

func plain(e *reporting.Event) { e.Status = reporting.SendConfirmed }

func TestEventsAreReadInOrder(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, two := d.filed(d.numbered(0), ""), d.filed(d.numbered(1), "")
	first := d.happens(one.ID, "a", plain)
	other := d.happens(two.ID, "a", plain)
	second := d.happens(one.ID, "b", plain)
	events, err := d.Events(t.Context(), deskTenant, one.ID)
	d.must(err)
	if len(events) != 2 || events[0].ID != first.ID || events[1].ID != second.ID || len(events[0].Raw) != 0 {
		t.Errorf("%+v", events)
	}
	whole, err := d.Event(t.Context(), deskTenant, second.ID)
	d.must(err)
	if string(whole.Raw) != "raw b" {
		t.Errorf("raw %q", whole.Raw)
	}
	after, err := d.EventsAfter(t.Context(), deskTenant, first.Seq, 1)
	d.must(err)
	if len(after) != 1 || after[0].ID != other.ID {
		t.Errorf("after the first: %+v", after)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	mine := d.filed(d.sample(), "")
	event := d.happens(mine.ID, "a", plain)
	ctx, nobody := t.Context(), sdano.NewID()
	for name, ask := range map[string]func(tenant sdano.Tenant, submission, event, report sdano.ID) error{
		"submission": func(tn sdano.Tenant, s, _, _ sdano.ID) error { _, err := d.Submission(ctx, tn, s); return err },
		"events":     func(tn sdano.Tenant, s, _, _ sdano.ID) error { _, err := d.Events(ctx, tn, s); return err },
		"packages":   func(tn sdano.Tenant, s, _, _ sdano.ID) error { _, err := d.Packages(ctx, tn, s); return err },
		"journal":    func(tn sdano.Tenant, s, _, _ sdano.ID) error { _, err := d.JournalOf(ctx, tn, s); return err },
		"event":      func(tn sdano.Tenant, _, e, _ sdano.ID) error { _, err := d.Event(ctx, tn, e); return err },
		"last":       func(tn sdano.Tenant, _, _, r sdano.ID) error { _, _, err := d.LastSubmission(ctx, tn, r); return err },
		"withdraw":   func(tn sdano.Tenant, s, _, _ sdano.ID) error { return d.Withdraw(ctx, deskActor, tn, s, "") },
	} {
		if err := ask(deskTenant, nobody, nobody, nobody); !errors.Is(err, reporting.ErrNotFound) {
			t.Errorf("%s of nobody: %v", name, err)
		}
		if err := ask(7, mine.ID, event.ID, mine.Report); !errors.Is(err, reporting.ErrNotFound) {
			t.Errorf("%s of another tenant: %v", name, err)
		}
		if name == "withdraw" {
			continue
		}
		if err := ask(deskTenant, mine.ID, event.ID, mine.Report); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSubmissionsAreListedByQuery(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one := d.filed(d.sample(), "")
	two := d.filed(d.declaration(demo.Company, "7701", "2026-04-10"), "")
	list := func(q reporting.Query) []sdano.ID {
		t.Helper()
		subs, err := d.Submissions(t.Context(), deskTenant, q)
		d.must(err)
		var ids []sdano.ID
		for _, s := range subs {
			ids = append(ids, s.ID)
		}
		return ids
	}
	for name, tc := range map[string]struct {
		q    reporting.Query
		want []sdano.ID
	}{
		"all, newest first": {reporting.Query{}, []sdano.ID{two.ID, one.ID}},
		"a payer":           {reporting.Query{INN: "779999991008"}, []sdano.ID{one.ID}},
		"a cursor":          {reporting.Query{Before: two.Seq}, []sdano.ID{one.ID}},
		"a status":          {reporting.Query{Status: reporting.Accepted}, nil},
	} {
		if got := list(tc.q); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestWaitingEventsComeMostUrgentFirst(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one := d.filed(d.numbered(0), "")
	late := d.happens(one.ID, "late", waits(morning.Add(2*time.Hour)))
	soon := d.happens(one.ID, "soon", waits(morning.Add(time.Hour)))
	d.happens(one.ID, "plain", plain)
	got, err := d.Waiting(t.Context(), deskTenant)
	d.must(err)
	if len(got) != 2 || got[0].ID != soon.ID || got[1].ID != late.ID {
		t.Errorf("%+v", got)
	}
	if got, err := d.Waiting(t.Context(), 7); err != nil || len(got) != 0 {
		t.Errorf("another tenant sees %+v, %v", got, err)
	}
}

// Method 9.
func TestLastSubmissionIsTheNewestThatIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		last := func(report sdano.ID) (reporting.Submission, bool) {
			d.Helper()
			sub, ok, err := d.LastSubmission(d.Context(), deskTenant, report)
			d.must(err)
			return sub, ok
		}
		first := d.filed(d.sample(), "")
		d.becomes(first.ID, accepted(morning))
		d.business.Set(morning.Add(-time.Hour)) // the number decides, not the clock
		second := d.filed(d.sample(), "инспекция просит ещё раз")
		if got, ok := last(first.Report); !ok || got.ID != second.ID || got.Status != reporting.Planned {
			d.Errorf("%+v, %v", got, ok)
		}
		d.must(d.Withdraw(d.Context(), deskActor, deskTenant, second.ID, ""))
		if got, ok := last(first.Report); !ok || got.ID != first.ID || got.Status != reporting.Accepted {
			d.Errorf("%+v, %v", got, ok)
		}
		only := d.filed(d.declaration(demo.Company, "7701", "2026-04-10"), "")
		d.must(d.Withdraw(d.Context(), deskActor, deskTenant, only.ID, ""))
		if got, ok := last(only.Report); ok {
			d.Errorf("%+v", got)
		}
	})
}

func TestJournalOfASubmissionHasItsEvents(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, two := d.filed(d.numbered(0), ""), d.filed(d.numbered(1), "")
	d.do(func(ctx context.Context, tx sdano.Tx) error {
		for _, object := range []string{
			"submission/" + one.ID.String() + "/event/" + sdano.NewID().String(),
			"submission/" + two.ID.String() + "/event/" + sdano.NewID().String(),
			"submission/" + one.ID.String() + "0",
		} {
			if err := (sqlstore.JournalStore{}).Record(ctx, tx, audit.Entry{At: morning, Actor: "operator:sandbox", Action: "event.recorded", Object: object}); err != nil {
				return err
			}
		}
		return nil
	})
	entries, err := d.JournalOf(t.Context(), deskTenant, one.ID)
	d.must(err)
	var actions []string
	for _, e := range entries {
		actions = append(actions, e.Action)
	}
	if !slices.Equal(actions, []string{"submission.registered", "event.recorded"}) {
		t.Errorf("%v", actions)
	}
}
