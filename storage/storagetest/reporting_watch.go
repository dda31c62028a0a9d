package storagetest

import (
	"context"
	"time"

	"sdano"
	"sdano/reporting"
)

func testDirections(r *room) {
	d := filled[reporting.Direction](&r.fill)
	d.Tenant, d.ValidTo = r.tenant, time.Time{}
	put := func(d reporting.Direction) {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutDirection(ctx, tx, d) })
	}
	of := func() []reporting.Direction {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]reporting.Direction, error) {
			return store.DirectionsOf(ctx, tx, d.INN)
		})
	}
	put(d)
	r.want(of(), []reporting.Direction{d})
	r.want(got(r, store.OpenDirections), []reporting.Direction{d})
	d.RefreshedAt, d.ValidTo = base.AddDate(0, 1, 0), base.AddDate(0, 2, 0)
	put(d)
	r.want(of(), []reporting.Direction{d})
	r.want(got(r, store.OpenDirections), []reporting.Direction(nil))
	again := d
	again.ValidFrom, again.ValidTo = d.ValidTo.Add(time.Hour), time.Time{}
	put(again)
	r.want(of(), []reporting.Direction{d, again})
	r.want(got(r, store.OpenDirections), []reporting.Direction{again})
	r.directionsOfAll(again)
}

// testOpenDirection: an open one to the office is found, by its code or to any
// office; not a closed one, and not another payer's, authority's or
// tenant's.
func testOpenDirection(r *room) {
	d := filled[reporting.Direction](&r.fill)
	d.Tenant, d.ValidTo = r.tenant, time.Time{}
	write := func(change func(*reporting.Direction)) reporting.Direction {
		other := d
		change(&other)
		r.doAll(func(ctx context.Context, tx sdano.Tx) error { return store.PutDirection(ctx, tx, other) })
		return other
	}
	found := func() []any {
		one, ok := asked(r, func(ctx context.Context, tx sdano.Tx) (reporting.Direction, bool, error) {
			return store.OpenDirection(ctx, tx, d.INN, d.Authority, d.Code)
		})
		return []any{one, ok}
	}
	write(func(o *reporting.Direction) { o.INN += "1" })
	write(func(o *reporting.Direction) { o.Authority += "1" })
	write(func(o *reporting.Direction) { o.Code += "1" })
	write(func(o *reporting.Direction) { o.Tenant = r.other().tenant })
	closed := write(func(o *reporting.Direction) { o.ValidTo = base })
	r.want(found(), []any{reporting.Direction{}, false})
	whole := write(func(o *reporting.Direction) { o.Code = "" })
	r.want(found(), []any{whole, true})
	again := write(func(o *reporting.Direction) { o.ValidFrom = closed.ValidTo.Add(time.Hour) })
	if both := found(); both[0] != whole && both[0] != again {
		r.Fatalf("found %+v", both)
	}
	write(func(o *reporting.Direction) { o.Code, o.ValidTo = "", base })
	r.want(found(), []any{again, true})
	write(func(o *reporting.Direction) { o.ValidFrom, o.ValidTo = again.ValidFrom, base.AddDate(1, 0, 0) })
	r.want(found(), []any{reporting.Direction{}, false})
}

// directionsOfAll: a unit of all tenants writes and reads everybody's.
func (r *room) directionsOfAll(mine reporting.Direction) {
	theirs := mine
	theirs.Tenant = r.other().tenant
	r.doAll(func(ctx context.Context, tx sdano.Tx) error { return store.PutDirection(ctx, tx, theirs) })
	r.want(got(r, store.OpenDirections), []reporting.Direction{mine})
	all, err := ask(r, sdano.AllTenants, store.OpenDirections)
	r.must(err)
	seen := map[sdano.Tenant]bool{}
	for _, d := range all {
		seen[d.Tenant] = true
	}
	if !seen[mine.Tenant] || !seen[theirs.Tenant] {
		r.Fatal("a unit of all tenants does not see every tenant's directions")
	}
}

func testAttempts(r *room) {
	one, two := filled[reporting.Attempt](&r.fill), filled[reporting.Attempt](&r.fill)
	one.Number, two.Number, two.Submission = 1, 2, one.Submission
	put := func(list ...reporting.Attempt) {
		for _, a := range list {
			r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutAttempt(ctx, tx, a) })
		}
	}
	of := func() []reporting.Attempt {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]reporting.Attempt, error) {
			return store.Attempts(ctx, tx, one.Submission)
		})
	}
	r.want(of(), []reporting.Attempt(nil))
	put(two, one, filled[reporting.Attempt](&r.fill))
	r.want(of(), []reporting.Attempt{one, two})
	one.State, one.EndedAt, one.Error = reporting.DeliveryFailed, base.AddDate(0, 1, 0), ""
	put(one)
	r.want(of(), []reporting.Attempt{one, two})
}

func testReplies(r *room) {
	one, two, three := filled[reporting.Reply](&r.fill), filled[reporting.Reply](&r.fill), filled[reporting.Reply](&r.fill)
	two.Submission, three.Submission, three.Document = one.Submission, one.Submission, one.Document
	put := func(list ...reporting.Reply) {
		for _, a := range list {
			r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutReply(ctx, tx, a) })
		}
	}
	of := func() []reporting.Reply {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]reporting.Reply, error) {
			return store.Replies(ctx, tx, one.Submission)
		})
	}
	r.want(of(), []reporting.Reply(nil))
	put(three, two, one, filled[reporting.Reply](&r.fill))
	r.want(of(), []reporting.Reply{one, two, three})
	one.State, one.EndedAt, one.Error = reporting.DeliveryAccepted, time.Time{}, ""
	put(one)
	r.want(of(), []reporting.Reply{one, two, three})
}

func testCursors(r *room) {
	cursor := func(tenant sdano.Tenant, feed string) string {
		r.Helper()
		out, err := ask(r, tenant, func(ctx context.Context, tx sdano.Tx) (string, error) { return store.Cursor(ctx, tx, feed) })
		r.must(err)
		return out
	}
	feed := "feed " + sdano.NewID().String()
	r.want(cursor(r.tenant, feed), "")
	for _, value := range []string{"0_0", "17_«Ж»", ""} {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return store.SetCursor(ctx, tx, feed, value) })
		r.want(cursor(r.tenant, feed), value)
	}
	r.doAll(func(ctx context.Context, tx sdano.Tx) error { return store.SetCursor(ctx, tx, feed, "all") })
	r.want([]string{cursor(sdano.AllTenants, feed), cursor(r.tenant, feed), cursor(r.tenant, "x")}, []string{"all", "", ""})
}

// raise records an alarm in a unit of a tenant.
func (r *room) raise(unit sdano.Tenant, a reporting.Alarm) (isNew bool) {
	r.Helper()
	r.must(r.db.Write(context.Background(), unit, func(ctx context.Context, tx sdano.Tx) (err error) {
		isNew, err = store.RaiseAlarm(ctx, tx, a)
		return err
	}))
	return isNew
}

// alarm returns an open alarm of the tenant.
func (r *room) alarm() reporting.Alarm {
	a := filled[reporting.Alarm](&r.fill)
	a.Tenant, a.ClearAt = r.tenant, time.Time{}
	return a
}

// testAlarms: one open alarm per code and object.
func testAlarms(r *room) {
	a := r.alarm()
	again := r.alarm()
	again.Code, again.Object = a.Code, a.Object
	r.want([]bool{r.raise(r.tenant, a), r.raise(r.tenant, again)}, []bool{true, false})
	r.want(got(r, store.Alarms), []reporting.Alarm{a})
	general := r.alarm()
	general.Code, general.Object = a.Code, sdano.ID{}
	twin := general
	twin.ID = sdano.NewID()
	r.want([]bool{r.raise(r.tenant, general), r.raise(r.tenant, twin)}, []bool{true, false})

	closeAlarms := func(unit sdano.Tenant, object sdano.ID) {
		r.must(r.db.Write(context.Background(), unit, func(ctx context.Context, tx sdano.Tx) error {
			return store.ClearAlarm(ctx, tx, a.Code, object, base)
		}))
	}
	closeAlarms(r.other().tenant, a.Object)
	r.want(got(r, store.Alarms), []reporting.Alarm{general, a})
	closeAlarms(r.tenant, a.Object)
	r.want(got(r, store.Alarms), []reporting.Alarm{general})
	r.want(r.raise(r.tenant, again), true)
	r.want(got(r, store.Alarms), []reporting.Alarm{general, again})
	closeAlarms(sdano.AllTenants, a.Object)
	closeAlarms(sdano.AllTenants, sdano.ID{})
	r.want(got(r, store.Alarms), []reporting.Alarm(nil))
}

// testAlarmLists: newest first, each tenant its own, the installation's apart.
func testAlarmLists(r *room) {
	old, recent := r.alarm(), r.alarm()
	other := r.other()
	theirs, general := other.alarm(), other.alarm()
	general.Tenant = 0
	for _, a := range []reporting.Alarm{recent, old, theirs, general} {
		r.want(r.raise(sdano.AllTenants, a), true)
	}
	general.Tenant = sdano.AllTenants
	r.want(got(r, store.Alarms), []reporting.Alarm{recent, old})
	r.want(got(other, store.Alarms), []reporting.Alarm{theirs})
	all, err := ask(r, sdano.AllTenants, store.Alarms)
	r.must(err)
	seen := map[sdano.ID]reporting.Alarm{}
	for _, a := range all {
		seen[a.ID] = a
	}
	for _, a := range []reporting.Alarm{old, theirs, general} {
		r.want(seen[a.ID], a)
	}
}
