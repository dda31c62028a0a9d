package storagetest

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/remind"
	"sdano/storage/sqlstore"
)

// reminders is the store under test; it has no state of its own.
var reminders sqlstore.RemindStore

// remindSuite holds a store against what remind.Store promises.
func remindSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	for name, run := range map[string]func(*room){
		"subscriptions": testReminders, "digests": testDigests, "due": testDueDigests,
	} {
		t.Run(name, func(t *testing.T) { run(newRoom(t, open(t))) })
	}
}

// reminder records a subscription with every field set.
func (r *room) reminder() remind.Subscription {
	r.Helper()
	s := filled[remind.Subscription](&r.fill)
	s.Tenant = r.tenant
	r.do(func(ctx context.Context, tx sdano.Tx) error { return reminders.AddSubscription(ctx, tx, s) })
	return s
}

// intend records a digest and returns whether there was none of its key.
func (r *room) intend(d remind.Delivery) (fresh bool) {
	r.Helper()
	r.do(func(ctx context.Context, tx sdano.Tx) (err error) {
		fresh, err = reminders.Intend(ctx, tx, d)
		return err
	})
	return fresh
}

func readReminder(id sdano.ID) func(context.Context, sdano.Tx) (remind.Subscription, error) {
	return func(ctx context.Context, tx sdano.Tx) (remind.Subscription, error) {
		return reminders.Subscription(ctx, tx, id)
	}
}

func testReminders(r *room) {
	mine, other := r.reminder(), r.other()
	theirs := other.reminder()
	r.want(got(r, readReminder(mine.ID)), mine)
	r.want(got(r, reminders.Subscriptions), []remind.Subscription{mine})
	all, err := ask(r, sdano.AllTenants, reminders.Subscriptions)
	r.must(err)
	r.want(all, []remind.Subscription{mine, theirs})
	_, err = ask(r, other.tenant, readReminder(mine.ID))
	r.wantIs(err, remind.ErrNotFound)
	remove := func(ctx context.Context, tx sdano.Tx) error { return reminders.DeleteSubscription(ctx, tx, mine.ID) }
	r.wantIs(other.try(remove), remind.ErrNotFound)
	r.do(remove)
	_, err = ask(r, r.tenant, readReminder(mine.ID))
	r.wantIs(err, remind.ErrNotFound)
}

// digest returns a digest of a subscription with every field set.
func (r *room) digest(s remind.Subscription) remind.Delivery {
	d := filled[remind.Delivery](&r.fill)
	d.Tenant, d.Subscription, d.State = r.tenant, s.ID, remind.Intended
	return d
}

func (r *room) told(s remind.Subscription, from sdano.Date) []remind.Delivery {
	r.Helper()
	return got(r, func(ctx context.Context, tx sdano.Tx) ([]remind.Delivery, error) {
		return reminders.Told(ctx, tx, s.ID, from)
	})
}

// testDigests: one per subscription, organisation and day; writes compare and
// set the version.
func testDigests(r *room) {
	s, another := r.reminder(), r.reminder()
	d := r.digest(s)
	r.want(r.intend(d), true)
	again := d
	again.ID, again.State = sdano.NewID(), remind.Sent
	r.want(r.intend(again), false)
	r.want(r.told(s, d.Message.Day), []remind.Delivery{d})
	r.want(r.told(s, d.Message.Day.AddDays(1)), []remind.Delivery{})
	later, foreign := d, d
	later.ID, later.Message.Day = sdano.NewID(), d.Message.Day.AddDays(1)
	foreign.ID, foreign.Subscription = sdano.NewID(), another.ID
	r.want([]bool{r.intend(later), r.intend(foreign)}, []bool{true, true})
	next := d
	next.State, next.Attempts, next.NextAt, next.LastError = remind.Failed, 7, base, "нет"
	put := func(ctx context.Context, tx sdano.Tx) error { return reminders.UpdateDelivery(ctx, tx, next) }
	r.do(put)
	r.wantIs(r.try(put), remind.ErrStale)
	next.Version++
	r.want(r.told(s, d.Message.Day), []remind.Delivery{next, later})
	if err := r.other().try(put); err == nil {
		r.Error("another tenant's digest was written")
	}
	r.do(func(ctx context.Context, tx sdano.Tx) error { return reminders.DeleteSubscription(ctx, tx, s.ID) })
	r.want(r.told(s, d.Message.Day), []remind.Delivery{})
	r.want(r.told(another, d.Message.Day), []remind.Delivery{foreign})
}

// testDueDigests: those that are intended and whose time has come, of all tenants.
func testDueDigests(r *room) {
	put := func(r *room, at time.Time, state remind.State) remind.Delivery {
		d := r.digest(r.reminder())
		d.NextAt, d.State = at, state
		r.want(r.intend(d), true)
		return d
	}
	second := put(r, base, remind.Intended)
	first := put(r.other(), base.Add(-time.Hour), remind.Intended)
	put(r, base, remind.Sent)
	put(r, base, remind.Failed)
	late := put(r, base.Add(time.Microsecond), remind.Intended)
	due := func(now time.Time, limit int) []remind.Delivery {
		r.Helper()
		out, err := ask(r, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) ([]remind.Delivery, error) {
			return reminders.DueDeliveries(ctx, tx, now, limit)
		})
		r.must(err)
		return out
	}
	r.want(due(base, 9), []remind.Delivery{first, second})
	r.want(due(base, 1), []remind.Delivery{first})
	r.want(due(base.Add(time.Second), 9), []remind.Delivery{first, second, late})
}
