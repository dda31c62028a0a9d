package storagetest

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/hooks"
	"sdano/storage/sqlstore"
)

// webhooks is the store under test; it has no state of its own.
var webhooks sqlstore.HooksStore

// hooksSuite holds a store against what hooks.Store promises.
func hooksSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	for name, run := range map[string]func(*room){
		"every field": testHookFields, "versions": testHookVersions, "tenants": testHookTenants, "ready": testReadyHooks,
		"put aside": testAsides, "removal": testHookRemoval,
	} {
		t.Run(name, func(t *testing.T) { run(newRoom(t, open(t))) })
	}
}

// hook records a hook with every field set and returns it; nobody holds it, and
// it is ready.
func (r *room) hook() hooks.Hook {
	r.Helper()
	h := filled[hooks.Hook](&r.fill)
	h.Tenant, h.NextAt, h.OffAt, h.LeaseOwner, h.LeaseUntil, h.PutAsideAt = r.tenant, base, time.Time{}, "", time.Time{}, time.Time{}
	r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.InsertHook(ctx, tx, h) })
	return h
}

func readHook(id sdano.ID) func(context.Context, sdano.Tx) (hooks.Hook, error) {
	return func(ctx context.Context, tx sdano.Tx) (hooks.Hook, error) { return webhooks.Hook(ctx, tx, id) }
}

func testHookFields(r *room) {
	h := r.hook()
	r.want(got(r, readHook(h.ID)), h)
	next := filled[hooks.Hook](&r.fill)
	next.ID, next.Tenant, next.Version, next.PutAsideAt = h.ID, r.tenant, h.Version, time.Time{}
	r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.UpdateHook(ctx, tx, next) })
	next.Version++
	r.want(got(r, readHook(h.ID)), next)
	_, err := ask(r, r.tenant, readHook(sdano.NewID()))
	r.wantIs(err, hooks.ErrNotFound)
	none := h
	none.ID, none.Codes = sdano.NewID(), nil
	r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.InsertHook(ctx, tx, none) })
	r.want(got(r, readHook(none.ID)).Codes, []string(nil))
}

func testHookVersions(r *room) {
	h := r.hook()
	put := func(ctx context.Context, tx sdano.Tx) error { return webhooks.UpdateHook(ctx, tx, h) }
	r.do(put)
	r.wantIs(r.try(put), hooks.ErrStale)
	h.Version++
	r.do(put)
	h.ID = sdano.NewID()
	r.wantIs(r.try(put), hooks.ErrStale)
}

func testHookTenants(r *room) {
	mine, other := r.hook(), r.other()
	theirs := other.hook()
	_, err := ask(r, other.tenant, readHook(mine.ID))
	r.wantIs(err, hooks.ErrNotFound)
	r.want(got(r, webhooks.Hooks), []hooks.Hook{mine})
	r.want(got(other, webhooks.Hooks), []hooks.Hook{theirs})
	if err := other.try(func(ctx context.Context, tx sdano.Tx) error { return webhooks.UpdateHook(ctx, tx, mine) }); err == nil {
		r.Error("another tenant's hook was written")
	}
	other.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.DeleteHook(ctx, tx, mine.ID) })
	r.want(got(r, readHook(mine.ID)), mine)
	a := r.aside(mine, 1, "a", base)
	_, found := asked(other, func(ctx context.Context, tx sdano.Tx) (hooks.Aside, bool, error) {
		return webhooks.NextAside(ctx, tx, mine.ID, base)
	})
	r.want(found, false)
	if err := other.try(func(ctx context.Context, tx sdano.Tx) error { return webhooks.PutAside(ctx, tx, a) }); err == nil {
		r.Error("another tenant's event was written")
	}
}

// testReadyHooks: those that are on, whose time has come and which nobody holds,
// of all tenants.
func testReadyHooks(r *room) {
	set := func(change func(*hooks.Hook)) hooks.Hook {
		h := r.hook()
		change(&h)
		r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.UpdateHook(ctx, tx, h) })
		h.Version++
		return h
	}
	late := set(func(h *hooks.Hook) { h.NextAt = base.Add(time.Microsecond) })
	held := set(func(h *hooks.Hook) { h.LeaseOwner, h.LeaseUntil = "one", base.Add(time.Microsecond) })
	let := set(func(h *hooks.Hook) {
		h.LeaseOwner, h.LeaseUntil, h.NextAt = "one", base, base.Add(-time.Second)
	})
	set(func(h *hooks.Hook) { h.OffAt = base })
	other := r.other()
	theirs := other.hook()
	ready := func(now time.Time) []hooks.Hook {
		r.Helper()
		out, err := ask(r, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) ([]hooks.Hook, error) { return webhooks.ReadyHooks(ctx, tx, now) })
		r.must(err)
		return out
	}
	r.want(ready(base), []hooks.Hook{let, theirs})
	r.want(ready(base.Add(time.Second)), []hooks.Hook{let, held, theirs, late})
	r.doAll(func(ctx context.Context, tx sdano.Tx) error { return webhooks.DropLeases(ctx, tx, "one") })
	held.LeaseOwner, held.LeaseUntil = "", time.Time{}
	held.Version++
	r.want(got(r, readHook(held.ID)), held)
	r.want(len(ready(base)), 3)
}

// aside puts an event aside.
func (r *room) aside(h hooks.Hook, number int64, group string, due time.Time) hooks.Aside {
	r.Helper()
	a := hooks.Aside{Tenant: r.tenant, Hook: h.ID, Number: number, Group: group, Body: []byte{0, 0xff, byte(number)}, Tries: int(number), NextAt: due}
	r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.PutAside(ctx, tx, a) })
	return a
}

func testAsides(r *room) {
	h, other := r.hook(), r.hook()
	next := func(now time.Time) (hooks.Aside, bool) {
		r.Helper()
		return asked(r, func(ctx context.Context, tx sdano.Tx) (hooks.Aside, bool, error) {
			return webhooks.NextAside(ctx, tx, h.ID, now)
		})
	}
	has := func(group string) bool {
		r.Helper()
		return got(r, func(ctx context.Context, tx sdano.Tx) (bool, error) { return webhooks.HasAside(ctx, tx, h.ID, group) })
	}
	_, found := next(base)
	r.want(found, false)
	first := r.aside(h, 5, "a", base.Add(time.Minute))
	r.aside(h, 6, "a", time.Time{})
	behind := r.aside(h, 7, "a", time.Time{})
	sooner := r.aside(h, 8, "b", base)
	r.aside(other, 1, "a", base)
	r.want([]bool{has("a"), has("b"), has("c")}, []bool{true, true, false})
	r.want(got(r, readHook(h.ID)).PutAsideAt, base)
	a, _ := next(base)
	r.want(a, sooner)
	drop := func(a hooks.Aside, due time.Time) {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.DropAside(ctx, tx, a, due) })
	}
	drop(sooner, base)
	_, found = next(base)
	r.want(found, false)
	a, _ = next(base.Add(time.Minute))
	r.want(a, first)
	first.Tries, first.NextAt = 9, base.Add(time.Hour)
	r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.PutAside(ctx, tx, first) })
	a, _ = next(base.Add(time.Hour))
	r.want(a, first)
	drop(first, base.Add(time.Hour))
	a, _ = next(base.Add(time.Hour))
	r.want([]int64{a.Number, int64(a.Tries)}, []int64{6, 6})
	drop(a, base)
	a, _ = next(base)
	behind.NextAt = base
	r.want(a, behind)
	drop(hooks.Aside{Tenant: r.tenant, Hook: h.ID, Number: 99, Group: "z"}, base) // one that was never put aside
	drop(a, base)
	r.want(has("a"), false)
	r.want(got(r, readHook(h.ID)).PutAsideAt, time.Time{})
	r.want(got(r, readHook(other.ID)).PutAsideAt, base)
}

func testHookRemoval(r *room) {
	h, other := r.hook(), r.hook()
	for _, of := range []hooks.Hook{h, other} {
		r.aside(of, 1, "a", base)
	}
	r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.ClearAside(ctx, tx, h.ID) })
	has := func(of hooks.Hook) bool {
		return got(r, func(ctx context.Context, tx sdano.Tx) (bool, error) { return webhooks.HasAside(ctx, tx, of.ID, "a") })
	}
	r.want([]bool{has(h), has(other)}, []bool{false, true})
	r.do(func(ctx context.Context, tx sdano.Tx) error { return webhooks.DeleteHook(ctx, tx, other.ID) })
	r.want(has(other), false)
	_, err := ask(r, r.tenant, readHook(other.ID))
	r.wantIs(err, hooks.ErrNotFound)
	r.want(got(r, webhooks.Hooks), []hooks.Hook{h})
}
