package storagetest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"sdano"
	"sdano/storage/sqlstore"
)

// room is a store with a tenant of one test's own.
type room struct {
	*testing.T
	db     *sqlstore.DB
	tenant sdano.Tenant
	fill   filler
}

// lastTenant numbers the tenants of the tests of one process.
var lastTenant atomic.Int64

// newRoom returns a room in the store with a tenant that nobody else uses.
func newRoom(t *testing.T, db *sqlstore.DB) *room {
	return &room{T: t, db: db, tenant: sdano.Tenant(10_000 + lastTenant.Add(1))}
}

// ask runs a reading function of the store and returns what it gives.
func ask[T any](r *room, tenant sdano.Tenant, f func(context.Context, sdano.Tx) (T, error)) (out T, err error) {
	r.Helper()
	err = r.db.Read(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = f(ctx, tx)
		return err
	})
	return out, err
}

// got is ask in the room's tenant for what must be there.
func got[T any](r *room, f func(context.Context, sdano.Tx) (T, error)) T {
	r.Helper()
	out, err := ask(r, r.tenant, f)
	r.must(err)
	return out
}

// asked is got for functions that say whether there is something.
func asked[T any](r *room, f func(context.Context, sdano.Tx) (T, bool, error)) (out T, found bool) {
	r.Helper()
	r.must(r.db.Read(context.Background(), r.tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, found, err = f(ctx, tx)
		return err
	}))
	return out, found
}

// try runs a writing unit of the room's tenant.
func (r *room) try(unit sdano.Unit) error {
	return r.db.Write(context.Background(), r.tenant, unit)
}

// do is try for what must succeed.
func (r *room) do(unit sdano.Unit) {
	r.Helper()
	r.must(r.try(unit))
}

// doAll is do in a unit of AllTenants.
func (r *room) doAll(unit sdano.Unit) {
	r.Helper()
	r.must(r.db.Write(context.Background(), sdano.AllTenants, unit))
}

// other returns a room in the same store with another tenant.
func (r *room) other() *room { return newRoom(r.T, r.db) }

func (r *room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *room) wantIs(err, want error) {
	r.Helper()
	if !errors.Is(err, want) {
		r.Fatalf("error %v, want %v", err, want)
	}
}

// want fails the test if got differs.
func (r *room) want(got, want any) {
	r.Helper()
	same(r.T, got, want)
}
