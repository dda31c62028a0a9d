package sqlstore

import "github.com/pressly/goose/v3"

// dialect is the engine, where it shows in a statement.
type dialect string

const (
	liteDialect     dialect = "sqlite"
	postgresDialect dialect = "postgres"
)

// forUpdateSkipLocked is the clause by which units that claim at the same time
// get different rows. On SQLite writing units never run at the same time.
func (d dialect) forUpdateSkipLocked() string {
	if d == postgresDialect {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// hasVersions asks whether the table of applied migrations is there: 0 or 1.
func (d dialect) hasVersions() string {
	if d == postgresDialect {
		return "SELECT count(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')"
	}
	return "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
}

func (d dialect) goose() goose.Dialect {
	if d == postgresDialect {
		return goose.DialectPostgres
	}
	return goose.DialectSQLite3
}
