package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"runtime"

	"sdano"
)

// lite is the engine of SQLite: one writer, and readers that each see the
// snapshot of the moment in which they began.
type lite struct {
	writer, readers *sql.DB
	group           *group
	// idle holds the sessions of the readers; nil stands for one that is not
	// open yet.
	idle    chan *session
	closing chan struct{}
}

// NewSQLite returns a store over the two pools of one file, after it brought
// the file to this program's schema. Connections of readers must refuse to
// write. The store closes both pools, also when it fails.
func NewSQLite(ctx context.Context, writer, readers *sql.DB) (*DB, error) {
	e := &lite{
		writer: writer, readers: readers,
		idle: make(chan *session, min(max(runtime.NumCPU(), 2), 8)), closing: make(chan struct{}),
	}
	if err := migrate(ctx, writer, liteDialect); err != nil {
		return nil, errors.Join(err, writer.Close(), readers.Close())
	}
	for range cap(e.idle) {
		e.idle <- nil
	}
	e.group = newGroup(writer)
	return &DB{engine: e}, nil
}

func (e *lite) write(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error {
	return e.group.write(ctx, tenant, unit)
}

// read runs the unit on a reader's connection.
func (e *lite) read(ctx context.Context, tenant sdano.Tenant, body sdano.Unit) error {
	s, err := e.take(ctx)
	if err != nil {
		return err
	}
	durable := context.WithoutCancel(ctx)
	if _, err := s.exec(durable, "BEGIN", nil); err != nil {
		e.drop(s)
		return readable(err)
	}
	u := &unit{tenant: tenant, dialect: liteDialect, session: s, caller: ctx}
	defer func() {
		if _, err := s.exec(durable, "ROLLBACK", nil); err != nil {
			e.drop(s)
			return
		}
		e.idle <- s
	}()
	return u.run(durable, body)
}

// take waits for a reader that is free.
func (e *lite) take(ctx context.Context) (*session, error) {
	var s *session
	select {
	case <-e.closing:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case s = <-e.idle:
	}
	if s != nil {
		return s, nil
	}
	s, err := openSession(ctx, e.readers)
	if err != nil {
		e.idle <- nil
		return nil, err
	}
	return s, nil
}

// drop ends a session that cannot be used any more; another is opened when one
// is needed.
func (e *lite) drop(s *session) {
	s.drop()
	e.idle <- nil
}

func (e *lite) ping(ctx context.Context) error {
	return e.read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		u, err := unitOf(tx)
		if err != nil {
			return err
		}
		_, err = u.row(ctx, "SELECT count(*) FROM sqlite_master", []any{new(int64)})
		return err
	})
}

// close waits for the units that were begun.
func (e *lite) close() error {
	if !e.group.close() {
		return nil
	}
	close(e.closing)
	var errs []error
	for range cap(e.idle) {
		if s := <-e.idle; s != nil {
			errs = append(errs, s.close())
		}
	}
	return errors.Join(append(errs, e.readers.Close(), e.writer.Close())...)
}
