package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"strconv"
	"strings"
)

// maxStatements bounds the prepared statements of a session; those put together
// from parts have many forms.
const maxStatements = 300

// session is one connection with the statements prepared on it. It is used by
// one goroutine at a time.
type session struct {
	conn *sql.Conn
	// prepared is nil if the driver keeps prepared statements itself.
	prepared map[string]*sql.Stmt
}

// openSession takes a connection out of the pool for good.
func openSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, readable(err)
	}
	return &session{conn: conn, prepared: map[string]*sql.Stmt{}}, nil
}

// exec runs a statement and returns how many rows it changed.
func (s *session) exec(ctx context.Context, query string, args []any) (int64, error) {
	var result sql.Result
	stmt, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next time
	switch {
	case err != nil:
		return 0, err
	case stmt == nil:
		result, err = s.conn.ExecContext(ctx, query, args...)
	default:
		result, err = stmt.ExecContext(ctx, args...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query runs a statement that gives rows; the caller closes them.
func (s *session) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	stmt, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return s.conn.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

// prepare returns the statement prepared, nil if the driver does it.
func (s *session) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s.prepared == nil {
		return nil, nil //nolint:nilnil // nothing to prepare
	}
	if stmt := s.prepared[query]; stmt != nil {
		return stmt, nil
	}
	if len(s.prepared) >= maxStatements {
		s.forget()
	}
	stmt, err := s.conn.PrepareContext(ctx, cmp.Or(unnumbered(query), query))
	if err != nil {
		return nil, err
	}
	s.prepared[query] = stmt
	return stmt, nil
}

// unnumbered writes the placeholders $1, $2 and so on as ?, if each is used once
// and in order; else it is "". The driver of SQLite takes numbers for names and
// looks each of them up at every execution.
func unnumbered(query string) string {
	var out strings.Builder
	for number := 1; ; number++ {
		head, tail, found := strings.Cut(query, "$")
		out.WriteString(head)
		if !found {
			return out.String()
		}
		rest, next := strings.CutPrefix(tail, strconv.Itoa(number))
		if !next || rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return ""
		}
		out.WriteByte('?')
		query = rest
	}
}

func (s *session) forget() {
	for _, stmt := range s.prepared {
		_ = stmt.Close() // it holds nothing that could be lost
	}
	clear(s.prepared)
}

// close gives the connection back to its pool.
func (s *session) close() error {
	s.forget()
	return s.conn.Close()
}

// drop ends the connection: in the pool it would keep its transaction open.
func (s *session) drop() {
	s.forget()
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn }) // the pool closes a bad connection
	_ = s.conn.Close()                                           // says that it is closed
}
