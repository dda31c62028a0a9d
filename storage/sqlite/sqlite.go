// Package sqlite opens the store on a SQLite file: the default of an
// installation of one server.
//
// The file is in WAL mode with synchronous=FULL, so that what was answered is
// on the disk; readers never wait for the writer. Other programs may open the
// file at the same time: who wants to write waits for up to ten seconds.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"modernc.org/sqlite"

	"sdano/storage/sqlstore"
)

// Option changes how a file is opened.
type Option func(*options)

type options struct{ pragmas []string }

// Pragma sets a pragma on every connection, also one that the store sets
// itself, as in "cache_size(-4000)".
func Pragma(text string) Option {
	return func(o *options) { o.pragmas = append(o.pragmas, text) }
}

// Every connection has these. The statement journals of savepoints stay in
// memory; the log is written back to the file once it is 16 MB long.
var pragmas = []string{
	"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	"temp_store(MEMORY)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
}

// Open opens the store on a file, which is created if it is not there, for the
// owner of the process alone; its folder must be. It is brought to this program's schema first. The error is a
// *sdano.Error if the file cannot be opened, is no database, or was made by a
// later program ("newer_schema"). The caller closes the store.
func Open(ctx context.Context, path string, opts ...Option) (*sqlstore.DB, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	create(path)
	own := append(slices.Clone(pragmas), o.pragmas...)
	writer, err := pool(path, "_txlock=immediate", append([]string{"cache_size(-8000)"}, own...))
	if err != nil {
		return nil, err
	}
	readers, err := pool(path, "_query_only=1", own)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return sqlstore.NewSQLite(ctx, writer, readers)
}

// create makes the file if it is not there, readable and writable by its owner
// alone whatever the folder's habits; SQLite gives its log and index the same
// mode. If it cannot, opening the file says why.
func create(path string) {
	if f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
		_ = f.Close() // nothing was written
	}
}

// OpenReadOnly opens a file for reading only, beside a program that may be
// writing to it: for readers that do not trust the store, such as audit.Verify.
// The error is a *sdano.Error if the file is missing or is no database. The
// caller closes it.
func OpenReadOnly(ctx context.Context, path string) (*sql.DB, error) {
	db, err := pool(path, "mode=ro", []string{"busy_timeout(10000)", "query_only(1)"})
	if err != nil {
		return nil, err
	}
	return sqlstore.Reachable(ctx, db, "SELECT COUNT(*) FROM sqlite_master")
}

// pool returns a pool of connections to a file.
func pool(path, query string, pragmas []string) (*sql.DB, error) {
	for i, p := range pragmas {
		if !overridden(p, pragmas[i+1:]) {
			query += "&_pragma=" + url.QueryEscape(p)
		}
	}
	connector, err := sqlite.NewConnector(address(path) + "?" + query)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// overridden reports whether a later pragma sets the same.
func overridden(pragma string, later []string) bool {
	name, _, _ := strings.Cut(pragma, "(")
	return slices.ContainsFunc(later, func(p string) bool { return strings.HasPrefix(p, name+"(") })
}

// address returns the URI of a file; on Windows the drive is its first folder.
func address(path string) string {
	path = filepath.ToSlash(path)
	if volume := filepath.VolumeName(path); volume != "" && !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}
