package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"sdano"
)

// unit is one open unit of work of either engine.
type unit struct {
	tenant  sdano.Tenant
	dialect dialect
	session *session
	writing bool
	// caller ends a reading unit before its next statement; nil in a writing
	// one, which runs to its end.
	caller context.Context
	head   *head
	// failed is the first error of a statement. After it the transaction may be
	// lost, so nothing more is run and the unit is undone.
	failed error
	closed bool
}

// scanner is one row of a result.
type scanner interface {
	// Scan copies the row's columns into what dest points at.
	Scan(dest ...any) error
}

var (
	errForeignUnit = errors.New("sqlstore: a unit of another store")
	errClosedUnit  = errors.New("sqlstore: the unit is over")
	errReading     = errors.New("sqlstore: a reading unit cannot change anything")
)

// unitOf returns the unit behind a Tx of this store.
func unitOf(tx sdano.Tx) (*unit, error) {
	u, ok := tx.(*unit)
	if !ok {
		return nil, errForeignUnit
	}
	return u, nil
}

// Tenant returns the tenant whose rows the unit sees.
func (u *unit) Tenant() sdano.Tenant { return u.tenant }

// exec runs a statement and returns how many rows it changed.
func (u *unit) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if !u.writing {
		return 0, errReading
	}
	if err := u.usable(); err != nil {
		return 0, err
	}
	rows, err := u.session.exec(ctx, query, args)
	return rows, u.note(err)
}

// query calls each with every row of the result; an error of each ends it.
func (u *unit) query(ctx context.Context, query string, each func(scanner) error, args ...any) error {
	if err := u.usable(); err != nil {
		return err
	}
	rows, err := u.session.query(ctx, query, args)
	if err != nil {
		return u.note(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return u.note(rows.Err())
}

// row scans the first row of the result; false if there is none.
func (u *unit) row(ctx context.Context, query string, dest []any, args ...any) (found bool, err error) {
	if err := u.usable(); err != nil {
		return false, err
	}
	rows, err := u.session.query(ctx, query, args)
	if err != nil {
		return false, u.note(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return false, u.note(rows.Err())
	}
	return true, rows.Scan(dest...)
}

// usable reports why no statement can be run any more.
func (u *unit) usable() error {
	switch {
	case u.closed:
		return errClosedUnit
	case u.failed != nil:
		return u.failed
	case u.caller != nil:
		return u.caller.Err()
	}
	return nil
}

// note keeps the first error of a statement.
func (u *unit) note(err error) error {
	if err == nil {
		return nil
	}
	err = readable(err)
	if u.failed == nil {
		u.failed = err
	}
	return err
}

// run runs the body and closes the unit. A panic becomes an error; a statement
// that failed is one even if the body returned none.
func (u *unit) run(ctx context.Context, body sdano.Unit) (err error) {
	returned := false
	defer func() {
		u.closed = true
		if !returned {
			err = fmt.Errorf("sqlstore: panic in a unit: %v\n%s", recover(), debug.Stack())
		}
	}()
	err = body(ctx, u)
	returned = true
	if err == nil {
		err = u.failed
	}
	return err
}
