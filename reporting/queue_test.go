package reporting_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sdano"
	"sdano/reporting"
)

// rebuilt runs method 5 and returns how many rows it counts.
func (d *desk) rebuilt() int {
	d.Helper()
	rows, err := d.RebuildQueue(d.Context(), deskActor, deskTenant)
	d.must(err)
	return rows
}

// Acceptance i.
func TestQueueOfThreePlannedHasThreeRowsAfterFiveRuns(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		var want []reporting.WorkItem
		for n, status := range []reporting.Status{reporting.Planned, reporting.Sent, reporting.DeliveryConfirmed} {
			sub := d.filed(d.numbered(n), "")
			d.becomes(sub.ID, func(s *reporting.Submission) { s.Status = status })
			want = append(want, reporting.WorkItem{
				Tenant: deskTenant, Submission: sub.ID, Status: status, Delivery: reporting.DeliveryQueued, NextAt: d.real.Now(),
			})
		}
		for range 5 {
			if rows := d.rebuilt(); rows != 3 {
				d.Errorf("%d rows", rows)
			}
			if diff := cmp.Diff(want, d.work()); diff != "" {
				d.Errorf("(-want +got)\n%s", diff)
			}
		}
	})
}

func TestRebuiltQueueIsWhatRegistrationAlreadyWrote(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for n := range 3 {
		d.filed(d.numbered(n), "")
	}
	before := d.work()
	head, err := d.db.Head(t.Context(), deskTenant)
	d.must(err)
	d.Woken()
	if rows := d.rebuilt(); rows != 3 || d.Woken() {
		t.Errorf("%d rows, or a wake for nothing", rows)
	}
	if diff := cmp.Diff(before, d.work()); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
	if after, _ := d.db.Head(t.Context(), deskTenant); after != head || len(d.journal("queue")) != 0 {
		t.Error("nothing was wrong, but something was written")
	}
}

func TestQueueIsMadeOfTheDataAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	lost, ended, audited, withdrawn := d.filed(d.numbered(0), ""), d.filed(d.numbered(1), ""), d.filed(d.numbered(2), ""), d.filed(d.numbered(3), "")
	end := func(s *reporting.Submission) { s.EndedAt = morning }
	d.becomes(ended.ID, end)
	d.becomes(audited.ID, func(s *reporting.Submission) { end(s); s.UID = "0123"; s.Delivery = reporting.DeliveryAccepted })
	d.happens(audited.ID, "a", waits(morning))
	d.happens(ended.ID, "b", func(e *reporting.Event) { waits(morning)(e); e.AuditDone = true })
	d.becomes(withdrawn.ID, func(s *reporting.Submission) { s.Deleted = true })
	d.happens(withdrawn.ID, "c", waits(morning))
	d.do(func(ctx context.Context, tx sdano.Tx) error {
		if err := d.store.DeleteWork(ctx, tx, lost.ID); err != nil {
			return err
		}
		return d.store.PutWork(ctx, tx, reporting.WorkItem{Tenant: deskTenant, Submission: sdano.NewID(), Delivery: reporting.DeliveryQueued})
	})
	d.real.Advance(time.Hour)
	d.Woken()
	if rows := d.rebuilt(); rows != 2 {
		t.Errorf("%d rows", rows)
	}
	want := []reporting.WorkItem{
		{Tenant: deskTenant, Submission: lost.ID, Status: reporting.Planned, Delivery: reporting.DeliveryQueued, NextAt: d.real.Now()},
		{
			Tenant: deskTenant, Submission: audited.ID, UID: "0123", Status: reporting.Planned, Delivery: reporting.DeliveryAccepted,
			NeedsAudit: true, NextAt: d.real.Now().Add(-time.Hour),
		},
	}
	if diff := cmp.Diff(want, d.work()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !d.Woken() {
		t.Error("a row came and the sender sleeps on")
	}
	entries := d.journal("queue")
	if len(entries) != 1 || entries[0].Action != "queue.rebuilt" || entries[0].After != `{"rows":2,"added":1,"changed":1,"removed":3}` {
		t.Errorf("%+v", entries)
	}
}

func TestRebuiltQueueKeepsLeases(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		sub := d.filed(d.numbered(0), "")
		until := d.real.Now().Add(time.Minute)
		d.must(d.db.Write(d.Context(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
			_, err := d.store.ClaimWork(ctx, tx, reporting.Claim{
				Phase: reporting.PhaseSend, Now: d.real.Now(), LeaseUntil: until, Limit: 1, Owner: "worker",
			})
			return err
		}))
		d.becomes(sub.ID, func(s *reporting.Submission) { s.Delivery = reporting.DeliverySending })
		d.real.Advance(time.Second)
		d.rebuilt()
		want := []reporting.WorkItem{{
			Tenant: deskTenant, Submission: sub.ID, Status: reporting.Planned, Delivery: reporting.DeliverySending,
			NextAt: d.real.Now().Add(-time.Second), LeaseUntil: until,
		}}
		if diff := cmp.Diff(want, d.work(), cmpopts.EquateApproxTime(0)); diff != "" {
			d.Errorf("(-want +got)\n%s", diff)
		}
	})
}
