package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// statements is a querier that has each statement compiled once. It is safe for
// concurrent use if what it is over is.
type statements struct {
	over interface {
		querier
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	byText sync.Map // string to compiled
}

// compiled is a statement that is closed with all others.
type compiled struct{ *sql.Stmt }

// of returns the compiled statement.
func (s *statements) of(ctx context.Context, query string) (compiled, error) {
	if found, ok := s.byText.Load(query); ok {
		return found.(compiled), nil
	}
	stmt, err := s.over.PrepareContext(ctx, query)
	if err != nil {
		return compiled{}, err
	}
	first, there := s.byText.LoadOrStore(query, compiled{stmt})
	if there { // somebody was faster
		defer func() { _ = stmt.Close() }()
	}
	return first.(compiled), nil
}

// ExecContext runs a statement without rows.
func (s *statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := s.of(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext runs a statement with rows.
func (s *statements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.of(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext runs a statement with one row.
func (s *statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := s.of(ctx, query)
	if err != nil {
		return s.over.QueryRowContext(ctx, query, args...) // fails in the same way
	}
	return stmt.QueryRowContext(ctx, args...)
}

// close lets the compiled statements go.
func (s *statements) close() error {
	var err error
	s.byText.Range(func(_, stmt any) bool {
		err = errors.Join(err, stmt.(compiled).Close())
		return true
	})
	return err
}

// snapshot runs a body of reading statements on one state of the file. They are
// compiled anew: to compile them once would take a second connection while the
// first is held.
func (s *store) snapshot(ctx context.Context, body unit) error {
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return body(ctx, tx)
}
