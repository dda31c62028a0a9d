package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// store is the sandbox's file: many readers, one writer.
type store struct {
	readers, writers *sql.DB
	conn             *sql.Conn // the one of writers
	db               *statements
	writer           *statements
	jobs             chan job
	quit, done       chan struct{}
}

// querier is what statements run on.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// unit is a body of statements that take effect together or not at all.
type unit func(ctx context.Context, q querier) error

type job struct {
	run unit
	out chan error
}

var errClosed = errors.New("the sandbox is closed")

func openStore(ctx context.Context, path string) (*store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	dsn := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	s := &store{jobs: make(chan job), quit: make(chan struct{}), done: make(chan struct{})}
	if err := s.open(ctx, dsn); err != nil {
		return nil, errors.Join(err, s.release())
	}
	go s.work()
	return s, nil
}

func (s *store) open(ctx context.Context, dsn string) (err error) {
	if s.writers, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	s.writers.SetMaxOpenConns(1)
	if err := migrate(ctx, s.writers); err != nil {
		return err
	}
	if s.conn, err = s.writers.Conn(ctx); err != nil {
		return err
	}
	s.writer = &statements{over: s.conn}
	if s.readers, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(readers)
	s.readers.SetMaxIdleConns(readers)
	s.db = &statements{over: s.readers}
	return nil
}

// readers is how many requests read at once.
const readers = 4

// release closes what is open.
func (s *store) release() error {
	var err error
	for _, list := range []*statements{s.db, s.writer} {
		if list != nil {
			err = errors.Join(err, list.close())
		}
	}
	if s.conn != nil {
		err = errors.Join(err, s.conn.Close())
	}
	for _, db := range []*sql.DB{s.readers, s.writers} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return err
}

// migrate brings the file to the newest version of the schema.
func migrate(ctx context.Context, db *sql.DB) error {
	var version int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version > len(schema) {
		return fmt.Errorf("the file is of version %d, this program knows %d", version, len(schema))
	}
	for n := version; n < len(schema); n++ {
		script := fmt.Sprintf("BEGIN IMMEDIATE;\n%s\nPRAGMA user_version = %d;\nCOMMIT;", schema[n], n+1)
		if _, err := db.ExecContext(ctx, script); err != nil {
			_, _ = db.ExecContext(ctx, "ROLLBACK")
			return fmt.Errorf("schema %d: %w", n+1, err)
		}
	}
	return nil
}

// write runs the unit and returns after its commit is durable. It does not stop
// when a request is given up: what was begun is finished.
func (s *store) write(run unit) error {
	j := job{run, make(chan error, 1)}
	select {
	case s.jobs <- j:
		return <-j.out
	case <-s.quit:
		return errClosed
	}
}

// close ends the writer and closes the file; a second call does nothing.
func (s *store) close() error {
	select {
	case <-s.quit:
		return nil
	default:
	}
	close(s.quit)
	<-s.done
	return s.release()
}

// work is the writer: it takes all units that wait and pays one fsync for them.
func (s *store) work() {
	defer close(s.done)
	for {
		select {
		case first := <-s.jobs:
			s.batch(s.gather(first))
		case <-s.quit:
			return
		}
	}
}

const batchLimit = 64

func (s *store) gather(first job) []job {
	batch := []job{first}
	for len(batch) < batchLimit {
		select {
		case j := <-s.jobs:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// batch runs units in one transaction, each under a savepoint of its own, and
// answers after the commit. If the transaction itself fails, all of them failed.
func (s *store) batch(jobs []job) {
	ctx := context.Background()
	results := make([]error, len(jobs))
	err := s.transaction(ctx, func(q querier) error {
		for i, j := range jobs {
			var broken error
			if results[i], broken = savepoint(ctx, q, j.run); broken != nil {
				return broken
			}
		}
		return nil
	})
	for i, j := range jobs {
		if err != nil {
			results[i] = fmt.Errorf("sandbox file: %w", err)
		}
		j.out <- results[i]
	}
}

func (s *store) transaction(ctx context.Context, body func(querier) error) error {
	if err := exec(ctx, s.writer, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := body(s.writer)
	if err == nil {
		err = exec(ctx, s.writer, "COMMIT")
	}
	if err != nil {
		_ = exec(ctx, s.writer, "ROLLBACK")
	}
	return err
}

// savepoint runs a unit so that its failure undoes only itself. The second error
// says that the whole transaction is lost.
func savepoint(ctx context.Context, q querier, run unit) (result, broken error) {
	if _, err := q.ExecContext(ctx, "SAVEPOINT unit"); err != nil {
		return nil, err
	}
	if result = guarded(ctx, q, run); result != nil {
		if _, err := q.ExecContext(ctx, "ROLLBACK TO unit"); err != nil {
			return nil, errors.Join(result, err)
		}
	}
	_, broken = q.ExecContext(ctx, "RELEASE unit")
	return result, broken
}

// guarded runs a unit and makes an error of a panic.
func guarded(ctx context.Context, q querier, run unit) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic in a unit: %v", cause)
		}
	}()
	return run(ctx, q)
}

// scanner is a row that can be read.
type scanner interface{ Scan(dest ...any) error }

// one reads the only row of a query; false if there is none.
func one[T any](ctx context.Context, q querier, scan func(scanner, *T) error, query string, args ...any) (T, bool, error) {
	var v T
	err := scan(q.QueryRowContext(ctx, query, args...), &v)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, err
}

// many reads every row of a query.
func many[T any](ctx context.Context, q querier, scan func(scanner, *T) error, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// exec runs a statement whose result nobody asks for.
func exec(ctx context.Context, q querier, query string, args ...any) error {
	_, err := q.ExecContext(ctx, query, args...)
	return err
}

// value scans a row of one column.
func value[T any](row scanner, v *T) error { return row.Scan(v) }

// micros is the stored form of an instant: microseconds since 1970 UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }
