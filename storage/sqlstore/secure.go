package sqlstore

import (
	"context"
	"database/sql"
	"io/fs"

	"sdano"
)

// securingFile has what PostgreSQL needs beside the schema: the roles of the
// units, row-level security of every table, and text compared by bytes as on
// SQLite.
const securingFile = "postgres.sql"

var errNoRoles = sdano.Error{
	Kind: sdano.Forbidden, Code: "no_roles",
	Message: "Пользователю PostgreSQL не хватает прав, чтобы завести роли sdano_app и sdano_system, на которых держится разделение областей данных.",
	Remedy: "Дайте ему право CREATEROLE или попросите администратора PostgreSQL выполнить: CREATE ROLE sdano_app; CREATE ROLE sdano_system; " +
		"GRANT sdano_app, sdano_system TO имя_пользователя; затем повторите запуск.",
}

// isSecured reports whether securingFile was run for every table and the login
// role may take both roles.
func isSecured(ctx context.Context, db *sql.DB) (bool, error) {
	var open int64
	err := db.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
			AND NOT relrowsecurity AND relname <> 'goose_db_version') +
		(SELECT 2 - count(*) FROM pg_roles WHERE rolname IN ('sdano_app', 'sdano_system')
			AND pg_has_role(current_user, oid,
				CASE WHEN current_setting('server_version_num')::INT >= 160000 THEN 'SET' ELSE 'MEMBER' END))`).Scan(&open)
	return open == 0, err
}

// secure runs securingFile. It may be run again.
func secure(ctx context.Context, db *sql.DB) error {
	text, err := fs.ReadFile(embedded, "migrations/"+securingFile)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return readable(err)
	}
	defer func() { _ = conn.Close() }() // back to the pool
	_, err = simple(ctx, conn, "BEGIN;\n"+string(text)+";\nCOMMIT")
	if err == nil {
		return nil
	}
	rollback(ctx, conn)
	if stateOf(err) == "42501" {
		return caused(errNoRoles, err)
	}
	return readable(err)
}
