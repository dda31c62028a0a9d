// Package postgres opens the store on a PostgreSQL database (version 15 or
// later): for installations of several servers.
//
// The login role of the address owns the tables and must be able to become
// sdano_app and sdano_system, the roles of the units; it creates them itself if
// it may (CREATEROLE). It need not be a superuser.
package postgres

import (
	"context"
	"database/sql"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"sdano"
	"sdano/storage/sqlstore"
)

// What a connection is opened with unless the address says otherwise: a lock is
// waited for, and a unit that its server forgot is kept, for a bounded time.
var parameters = map[string]string{
	"application_name":                    "sdano",
	"lock_timeout":                        "30000",
	"idle_in_transaction_session_timeout": "120000",
	"client_min_messages":                 "warning",
}

const connectTimeout = 10 * time.Second

// Open opens the store on the database of an address (postgres://…) and brings
// it to this program's schema. The error is a *sdano.Error if the database
// cannot be reached, refuses the user, was made by a later program
// ("newer_schema"), or does not let the login role do what it needs; then its
// remedy has the SQL for an administrator. The caller closes the store.
func Open(ctx context.Context, dsn string) (*sqlstore.DB, error) {
	db, err := pool(dsn)
	if err != nil {
		return nil, err
	}
	return sqlstore.NewPostgres(ctx, db)
}

// OpenRaw opens the database as the login role, for readers that do not trust
// the store, such as audit.Verify. The caller closes it.
func OpenRaw(ctx context.Context, dsn string) (*sql.DB, error) {
	db, err := pool(dsn)
	if err != nil {
		return nil, err
	}
	return sqlstore.Reachable(ctx, db, "SELECT 1")
}

func pool(dsn string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_dsn", Param: "db", Err: err,
			Message: "Адрес базы данных PostgreSQL записан неверно.",
			Remedy:  "Запишите его в виде postgres://пользователь:пароль@сервер:5432/база.",
		}
	}
	for name, value := range parameters {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	db := stdlib.OpenDB(*config)
	size := max(4*runtime.NumCPU(), 16)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}
