package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sdano"
)

// DB is an open store. It is safe for concurrent use. It is opened by package
// sqlite or postgres.
type DB struct{ engine engine }

var _ sdano.Units = (*DB)(nil)

// engine runs units; what it returns is for people where it can be.
type engine interface {
	write(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error
	read(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error
	ping(ctx context.Context) error
	close() error
}

// Write runs the unit of a tenant, or of sdano.AllTenants, and returns after
// its commit is durable. An error or a panic of the unit, or a statement that
// failed in it, undoes all of it. ctx may end the waiting for the unit's turn,
// and then nothing is recorded; a unit that has begun runs to its end.
//
// Errors of the engine are *sdano.Error of kind Storage if the disk is full and
// Unavailable if the database is busy, out of reach or closed.
func (db *DB) Write(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error {
	if err := checkUnit(ctx, tenant); err != nil {
		return err
	}
	return db.engine.write(ctx, tenant, unit)
}

// Read runs the unit on one consistent snapshot of what was committed; it
// cannot change anything. After the end of ctx its next statement fails.
// Errors are as in Write.
func (db *DB) Read(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error {
	if err := checkUnit(ctx, tenant); err != nil {
		return err
	}
	return db.engine.read(ctx, tenant, unit)
}

// checkUnit refuses units for nobody: a tenant that was not set would write
// rows that no tenant sees.
func checkUnit(ctx context.Context, tenant sdano.Tenant) error {
	if tenant <= 0 && tenant != sdano.AllTenants {
		return fmt.Errorf("sqlstore: a unit of tenant %d", tenant)
	}
	return ctx.Err()
}

// Head returns the last number of the tenant's sequence, of sdano.AllTenants that
// of the installation, that is committed; 0 if it has none. It grows with every writing unit that leaves a submission, an
// event or a journal entry.
func (db *DB) Head(ctx context.Context, tenant sdano.Tenant) (seq int64, err error) {
	err = db.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		u, err := unitOf(tx)
		if err != nil {
			return err
		}
		h, err := readHead(ctx, u)
		seq = h.seq
		return err
	})
	return seq, err
}

// Ping reports whether the store can be reached.
func (db *DB) Ping(ctx context.Context) error { return db.engine.ping(ctx) }

// Close waits for the units that were begun and closes the store. Units that
// are asked for later fail with an error of kind Unavailable.
func (db *DB) Close() error { return db.engine.close() }

// Reachable asks a pool that was just opened a query of one number and returns
// the pool. If that fails it closes the pool, and the error is for people.
func Reachable(ctx context.Context, pool *sql.DB, probe string) (*sql.DB, error) {
	if err := pool.QueryRowContext(ctx, probe).Scan(new(int64)); err != nil {
		return nil, errors.Join(readable(err), pool.Close())
	}
	return pool, nil
}
