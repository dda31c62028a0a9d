package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sdano"
)

//go:embed migrations
var embedded embed.FS

// migrationFiles are the migrations in their order.
const migrationFiles = "migrations/0*.sql"

// migrationTries bounds how often a migration is begun that another process
// makes at the same time.
const migrationTries = 10

// migrate brings a database to this program's schema. One that is there already
// costs two or three reads.
func migrate(ctx context.Context, db *sql.DB, d dialect) error {
	latest, err := latestVersion()
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		ready, err := isReady(ctx, db, d, latest)
		if err == nil && !ready {
			err = upgrade(ctx, db, d)
		}
		switch {
		case err == nil && ready:
			return nil
		case err != nil && !mayPass(err):
			return refused(ctx, db, err)
		case try == migrationTries:
			return incomplete(err)
		}
	}
}

// mayPass reports whether an error is one that another process which migrates
// at the same time can cause; any other would come again.
func mayPass(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA:
			return true
		}
		return false
	}
	// A lock, a table or role that was just made, a row of the catalogue that was
	// just changed.
	return within(stateOf(err), "40001", "40P01", "55P03", "42P07", "42710", "23505", "XX000")
}

// incomplete returns the error of a schema that cannot be completed.
func incomplete(err error) error {
	if err != nil && strings.Contains(err.Error(), "already exists") {
		return caused(errForeignTables, err)
	}
	return errors.Join(readable(err), errors.New("sqlstore: the schema cannot be completed"))
}

// latestVersion returns the number of the last embedded migration.
func latestVersion() (int64, error) {
	names, err := fs.Glob(embedded, migrationFiles)
	if err != nil || len(names) == 0 {
		return 0, errors.Join(err, errors.New("sqlstore: no migrations"))
	}
	number, _, _ := strings.Cut(strings.TrimPrefix(names[len(names)-1], "migrations/"), "_")
	return strconv.ParseInt(number, 10, 64)
}

// isReady reports whether the database has this program's schema. A schema of a
// later program is an error.
func isReady(ctx context.Context, db *sql.DB, d dialect, latest int64) (bool, error) {
	var tables, version int64
	if err := db.QueryRowContext(ctx, d.hasVersions()).Scan(&tables); err != nil || tables == 0 {
		return false, err
	}
	const newest = "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied"
	if err := db.QueryRowContext(ctx, newest).Scan(&version); err != nil {
		return false, err
	}
	switch {
	case version > latest:
		return false, newerSchema(version, latest)
	case version < latest || d != postgresDialect:
		return version == latest, nil
	}
	return isSecured(ctx, db)
}

func newerSchema(version, latest int64) error {
	return &sdano.Error{
		Kind: sdano.Conflict, Code: "newer_schema",
		Message: fmt.Sprintf("База данных создана более новой версией программы: её схема %d, а эта версия знает схемы до %d.", version, latest),
		Remedy:  "Обновите программу или откройте другую базу данных.",
	}
}

// upgrade runs what migrations are missing.
func upgrade(ctx context.Context, db *sql.DB, d dialect) error {
	dir, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true),
		goose.WithExcludeNames([]string{securingFile}),
	}
	if d == postgresDialect {
		if err := mayBegin(ctx, db); err != nil {
			return err
		}
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(d.goose(), db, dir, options...)
	if err != nil {
		return err
	}
	if _, err = provider.Up(ctx); err == nil && d == postgresDialect {
		err = secure(ctx, db)
	}
	return err
}
