package storagetest

import (
	"context"
	"slices"
	"sync"
	"time"

	"sdano"
	"sdano/reporting"
)

// work returns a row of the register that nobody has leased.
func (r *room) work() reporting.WorkItem {
	w := filled[reporting.WorkItem](&r.fill)
	w.Tenant, w.Delivery, w.NextAt = r.tenant, reporting.DeliveryQueued, base
	w.LeaseUntil, w.Tries = time.Time{}, 0
	return w
}

// register records a row after a change.
func (r *room) register(change func(*reporting.WorkItem)) reporting.WorkItem {
	r.Helper()
	w := r.work()
	change(&w)
	r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutWork(ctx, tx, w) })
	return w
}

func asIs(*reporting.WorkItem) {}

// claim is a claim for sending, due at base.
func claim(owner string) reporting.Claim {
	return reporting.Claim{Phase: reporting.PhaseSend, Now: base, LeaseUntil: base.Add(time.Minute), Limit: 10, Owner: owner}
}

// claims leases rows as the claim says.
func (r *room) claims(c reporting.Claim) (out []reporting.WorkItem) {
	r.Helper()
	r.doAll(func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = store.ClaimWork(ctx, tx, c)
		return err
	})
	return out
}

// release ends a lease of a row as it was claimed, to be as after.
func (r *room) release(claimed, after reporting.WorkItem, owner string) {
	r.Helper()
	claimed.Tries = after.Tries
	r.doAll(func(ctx context.Context, tx sdano.Tx) error {
		return store.ReleaseWork(ctx, tx, claimed, after.NextAt, owner)
	})
}

// leased returns the row as a claim gives it.
func leased(w reporting.WorkItem, c reporting.Claim) reporting.WorkItem {
	w.LeaseUntil = c.LeaseUntil
	return w
}

func testWork(r *room) {
	one, two := r.register(asIs), r.register(asIs)
	r.want(got(r, store.ListWork), []reporting.WorkItem{one, two})
	next := filled[reporting.WorkItem](&r.fill)
	next.Tenant, next.Submission, next.NextAt = r.tenant, one.Submission, time.Time{}
	put := func() {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutWork(ctx, tx, next) })
	}
	put()
	one.UID, one.Status, one.Delivery, one.NeedsAudit = next.UID, next.Status, next.Delivery, next.NeedsAudit
	r.want(got(r, store.ListWork), []reporting.WorkItem{one, two})
	next.NextAt, next.NeedsAudit = base.Add(time.Hour), false
	put()
	one.NextAt, one.NeedsAudit = next.NextAt, false
	r.want(got(r, store.ListWork), []reporting.WorkItem{one, two})
	for range 2 {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return store.DeleteWork(ctx, tx, one.Submission) })
	}
	r.want(got(r, store.ListWork), []reporting.WorkItem{two})
}

func testWorkByUID(r *room) {
	one, two := r.register(asIs), r.register(asIs)
	r.register(func(w *reporting.WorkItem) { w.UID = "" })
	other := r.other()
	theirs := other.register(func(w *reporting.WorkItem) { w.UID = "docflow " + one.Submission.String() })
	uids := []string{two.UID, "", "unknown", one.UID, theirs.UID, one.UID}
	for range 250 {
		uids = append(uids, sdano.NewID().Compact())
	}
	rows, err := ask(r, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) ([]reporting.WorkItem, error) {
		rows, err := store.WorkByUID(ctx, tx, uids)
		return slices.DeleteFunc(rows, func(w reporting.WorkItem) bool { return w.Tenant != r.tenant && w.Tenant != other.tenant }), err
	})
	r.must(err)
	r.want(rows, []reporting.WorkItem{one, two, theirs})
	none, err := ask(r, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) ([]reporting.WorkItem, error) {
		return store.WorkByUID(ctx, tx, nil)
	})
	r.must(err)
	r.want(none, []reporting.WorkItem(nil))
}

// testPhases: each phase gives the rows of its deliveries only.
func testPhases(r *room) {
	var sends []reporting.WorkItem
	for _, d := range []reporting.Delivery{
		reporting.DeliveryQueued, reporting.DeliverySending, reporting.DeliveryUnknown, reporting.DeliveryFailed,
	} {
		sends = append(sends, r.register(func(w *reporting.WorkItem) { w.Delivery = d }))
	}
	open, closed := r.stored(1, flying), r.stored(2, func(s *reporting.Submission) { s.Deleted = false })
	accepted := func(id sdano.ID) reporting.WorkItem {
		return r.register(func(w *reporting.WorkItem) { w.Submission, w.Delivery = id, reporting.DeliveryAccepted })
	}
	fetch := accepted(open.ID)
	accepted(closed.ID)
	c := claim("one")
	for i := range sends {
		sends[i] = leased(sends[i], c)
	}
	r.want(r.claims(c), sends)
	c.Phase = reporting.PhaseFetch
	r.want(r.claims(c), []reporting.WorkItem{leased(fetch, c)})
	r.want(r.claims(c), []reporting.WorkItem(nil))
}

// testDue: rows come by next_at, not before it unless all are asked for, from
// every tenant, at most so many.
func testDue(r *room) {
	at := func(r *room, d time.Duration) reporting.WorkItem {
		return r.register(func(w *reporting.WorkItem) { w.NextAt = base.Add(d) })
	}
	second, future := at(r, -time.Second), at(r, time.Microsecond)
	first, third := at(r.other(), -time.Hour), at(r, 0)
	c := claim("one")
	c.Limit = 2
	r.want(r.claims(c), []reporting.WorkItem{leased(first, c), leased(second, c)})
	r.want(r.claims(c), []reporting.WorkItem{leased(third, c)})
	c.All = true
	r.want(r.claims(c), []reporting.WorkItem{leased(future, c)})
	r.want(r.claims(c), []reporting.WorkItem(nil))
}

// testLeases: a lease holds to its instant and then is anybody's.
func testLeases(r *room) {
	w := r.register(asIs)
	one, two := claim("one"), claim("two")
	r.want(r.claims(one), []reporting.WorkItem{leased(w, one)})
	two.Now = one.LeaseUntil.Add(-time.Microsecond)
	r.want(r.claims(two), []reporting.WorkItem(nil))
	two.Now, two.LeaseUntil = one.LeaseUntil, one.LeaseUntil.Add(time.Minute)
	r.want(r.claims(two), []reporting.WorkItem{leased(w, two)})
	r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutWork(ctx, tx, w) })
	r.want(got(r, store.ListWork), []reporting.WorkItem{leased(w, two)})
}

// testRelease: only the holder ends a lease, and Tries survive a new put.
func testRelease(r *room) {
	w := r.register(asIs)
	one, two := claim("one"), claim("two")
	two.Now, two.LeaseUntil = one.LeaseUntil, one.LeaseUntil.Add(time.Minute)
	r.claims(one)
	r.claims(two)
	after := w
	after.NextAt, after.Tries = base.Add(time.Hour), 3
	r.release(w, after, "one")
	r.want(got(r, store.ListWork), []reporting.WorkItem{leased(w, two)})
	r.release(w, after, "two")
	r.want(got(r, store.ListWork), []reporting.WorkItem{after})
	r.release(w, w, "two")
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		zero := w
		zero.NextAt = time.Time{}
		return store.PutWork(ctx, tx, zero)
	})
	r.want(got(r, store.ListWork), []reporting.WorkItem{after})
	r.release(r.work(), r.work(), "two")
}

// testReleaseKeepsWhatWasPlannedMeanwhile: a row that was put to another instant
// while it was leased stays there.
func testReleaseKeepsWhatWasPlannedMeanwhile(r *room) {
	w := r.register(asIs)
	r.claims(claim("one"))
	planned := w
	planned.NextAt = base.Add(-time.Minute)
	r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutWork(ctx, tx, planned) })
	after := w
	after.NextAt, after.Tries = base.AddDate(100, 0, 0), 2
	r.release(w, after, "one")
	planned.Tries = 2
	r.want(got(r, store.ListWork), []reporting.WorkItem{planned})
}

func testDropLeases(r *room) {
	mine, theirs := r.register(asIs), r.register(asIs)
	one, two := claim("one"), claim("two")
	one.Limit = 1
	r.claims(one)
	r.claims(two)
	drop := func(owner string) {
		r.doAll(func(ctx context.Context, tx sdano.Tx) error { return store.DropLeases(ctx, tx, owner) })
	}
	drop("one")
	r.want(got(r, store.ListWork), []reporting.WorkItem{mine, leased(theirs, two)})
	drop("")
	r.want(got(r, store.ListWork), []reporting.WorkItem{mine, theirs})
}

// testConcurrentClaims: whoever claims at the same time never gets the same row.
func testConcurrentClaims(r *room) {
	const rows, workers = 120, 6
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		for range rows {
			if err := store.PutWork(ctx, tx, r.work()); err != nil {
				return err
			}
		}
		return nil
	})
	var mu sync.Mutex
	taken := map[sdano.ID]int{}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() { r.takeAll(&mu, taken) })
	}
	all.Wait()
	if len(taken) != rows {
		r.Errorf("%d rows were claimed, want %d", len(taken), rows)
	}
	for id, n := range taken {
		if n != 1 {
			r.Errorf("%s was claimed %d times", id, n)
		}
	}
}

// takeAll claims until every row is taken.
func (r *room) takeAll(mu *sync.Mutex, taken map[sdano.ID]int) {
	c := claim("worker " + sdano.NewID().String())
	c.Limit = 7
	for {
		var batch []reporting.WorkItem
		err := r.db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
			batch, err = store.ClaimWork(ctx, tx, c)
			return err
		})
		if err != nil {
			r.Error(err)
			return
		}
		mu.Lock()
		for _, w := range batch {
			taken[w.Submission]++
		}
		done := len(taken) >= 120
		mu.Unlock()
		if done || len(batch) == 0 {
			return
		}
	}
}
