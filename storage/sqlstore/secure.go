package sqlstore

import (
	"context"
	"database/sql"
	"io/fs"
)

// securingFile has what PostgreSQL needs beside the schema: the roles of the
// units, row-level security of every table of ours, and text compared by bytes
// as on SQLite.
const securingFile = "postgres.sql"

// settableRoles counts the roles of the units that the login role may take.
const settableRoles = `(SELECT count(*) FROM pg_roles WHERE rolname IN ('sdano_app', 'sdano_system') AND pg_has_role(current_user, oid,
	CASE WHEN current_setting('server_version_num')::INT >= 160000 THEN 'SET' ELSE 'MEMBER' END))`

// isSecured reports whether securingFile was run for every table of ours and the
// login role may take both roles.
func isSecured(ctx context.Context, db *sql.DB) (bool, error) {
	tables, err := ownTables()
	if err != nil {
		return false, err
	}
	var open int64
	err = db.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
			AND NOT c.relrowsecurity AND c.relname = ANY (string_to_array($1, ','))) +
		2 - `+settableRoles, tables).Scan(&open)
	return open == 0, err
}

// secure runs securingFile. It may be run again.
func secure(ctx context.Context, db *sql.DB) error {
	text, err := fs.ReadFile(embedded, "migrations/"+securingFile)
	if err != nil {
		return err
	}
	tables, err := ownTables()
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // back to the pool
	_, err = simple(ctx, conn, "BEGIN;\nSET LOCAL sdano.tables = '"+tables+"';\n"+string(text)+";\nCOMMIT")
	if err != nil {
		rollback(ctx, conn)
	}
	return err
}
