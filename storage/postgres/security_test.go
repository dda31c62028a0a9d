package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"sdano"
	"sdano/audit"
	"sdano/internal/pgtest"
	"sdano/party"
	"sdano/storage/postgres"
	"sdano/storage/sqlstore"
)

const mine, theirs sdano.Tenant = 5, 6

// raw opens a database as its owner, past the store.
func raw(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := postgres.OpenRaw(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// fill gives a tenant a row in some tables.
func fill(t *testing.T, db *sqlstore.DB, tenant sdano.Tenant) {
	t.Helper()
	err := db.Write(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		return errors.Join(
			sqlstore.JournalStore{}.Record(ctx, tx, audit.Entry{Object: "a"}),
			sqlstore.SettingsStore{}.Put(ctx, tx, "a", "x"),
			sqlstore.PartyStore{}.PutArea(ctx, tx, party.Area{App: "bs"}),
			sqlstore.ReportingStore{}.SetCursor(ctx, tx, "a", "x"),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var filled = []string{"heads", "journal", "settings", "areas", "cursors"}

// role runs statements in a transaction with a role and a setting; an empty
// setting is not set.
func role(t *testing.T, db *sql.DB, role, tenant string, run func(*sql.Tx)) {
	t.Helper()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec("SET LOCAL ROLE " + role); err != nil {
		t.Fatal(err)
	}
	if tenant != "" {
		if _, err := tx.Exec("SELECT set_config('sdano.tenant', $1, true)", tenant); err != nil {
			t.Fatal(err)
		}
	}
	run(tx)
}

// tenantsOf returns the tenants whose rows a query without a condition finds.
func tenantsOf(t *testing.T, tx *sql.Tx, table string) (out []sdano.Tenant) {
	t.Helper()
	rows, err := tx.Query("SELECT DISTINCT tenant FROM " + table + " ORDER BY tenant")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var tenant sdano.Tenant
		if err := rows.Scan(&tenant); err != nil {
			t.Fatal(err)
		}
		out = append(out, tenant)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRowLevelSecurity: a query without a condition on the tenant finds its own
// tenant's rows only, and nothing when no tenant is set.
func TestRowLevelSecurity(t *testing.T) {
	t.Parallel()
	db, dsn := open(t)
	fill(t, db, mine)
	fill(t, db, theirs)
	pool := raw(t, dsn)
	pool.SetMaxOpenConns(1) // the setting of a transaction must not outlive it
	for _, tc := range []struct {
		role, tenant string
		want         []sdano.Tenant
	}{
		{"sdano_app", "", nil},
		{"sdano_app", "5", []sdano.Tenant{mine}},
		{"sdano_app", "", nil},
		{"sdano_app", "6", []sdano.Tenant{theirs}},
		{"sdano_app", "-1", nil},
		{"sdano_app", "7", nil},
		{"sdano_system", "", []sdano.Tenant{mine, theirs}},
		{"sdano_system", "5", []sdano.Tenant{mine, theirs}},
	} {
		role(t, pool, tc.role, tc.tenant, func(tx *sql.Tx) {
			for _, table := range filled {
				if got := tenantsOf(t, tx, table); fmt.Sprint(got) != fmt.Sprint(tc.want) {
					t.Errorf("%s of tenant %q sees the rows of %v in %s, want %v", tc.role, tc.tenant, got, table, tc.want)
				}
			}
		})
	}
}

// TestForeignRowsCannotBeWritten: not inserted, changed or deleted.
func TestForeignRowsCannotBeWritten(t *testing.T) {
	t.Parallel()
	db, dsn := open(t)
	fill(t, db, mine)
	fill(t, db, theirs)
	pool := raw(t, dsn)
	for _, statement := range []string{
		"INSERT INTO settings (tenant, name, value) VALUES (6, 'b', 'x')",
		"UPDATE settings SET tenant = 6",
	} {
		role(t, pool, "sdano_app", "5", func(tx *sql.Tx) {
			if _, err := tx.Exec(statement); !denied(err) {
				t.Errorf("%s: %v, want it to be denied", statement, err)
			}
		})
	}
	for _, statement := range []string{"UPDATE settings SET value = 'y' WHERE tenant = 6", "DELETE FROM settings WHERE tenant = 6"} {
		role(t, pool, "sdano_app", "5", func(tx *sql.Tx) {
			result, err := tx.Exec(statement)
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := result.RowsAffected(); n != 0 {
				t.Errorf("%s changed %d rows", statement, n)
			}
		})
	}
}

func denied(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "42501"
}

// TestJournalCanOnlyBeAddedTo: neither role changes or removes an entry, or
// lifts the tables' security.
func TestJournalCanOnlyBeAddedTo(t *testing.T) {
	t.Parallel()
	db, dsn := open(t)
	fill(t, db, mine)
	pool := raw(t, dsn)
	for _, who := range []string{"sdano_app", "sdano_system"} {
		for _, statement := range []string{
			"UPDATE journal SET action = 'x'", "DELETE FROM journal", "TRUNCATE journal", "DELETE FROM heads",
			"ALTER TABLE journal DISABLE ROW LEVEL SECURITY", "DROP TABLE settings", "SELECT * FROM goose_db_version",
		} {
			role(t, pool, who, "5", func(tx *sql.Tx) {
				if _, err := tx.Exec(statement); !denied(err) {
					t.Errorf("%s: %s: %v, want it to be denied", who, statement, err)
				}
			})
		}
	}
}

// TestEveryTableIsSecured: no table is forgotten, and texts are compared by
// their bytes.
func TestEveryTableIsSecured(t *testing.T) {
	t.Parallel()
	_, dsn := open(t)
	pool := raw(t, dsn)
	var tables, open, foreign int
	err := pool.QueryRow(`SELECT count(*), count(*) FILTER (WHERE NOT c.relrowsecurity OR
			(SELECT count(*) FROM pg_policies p WHERE p.tablename = c.relname) <> 2)
		FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'goose_db_version'`).
		Scan(&tables, &open)
	if err != nil || tables < 20 || open != 0 {
		t.Errorf("%d tables, %d of them not secured, %v", tables, open, err)
	}
	err = pool.QueryRow(`SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		JOIN pg_collation l ON l.oid = a.attcollation
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i') AND c.relname NOT LIKE 'goose%' AND l.collname <> 'C'`).
		Scan(&foreign)
	if err != nil || foreign != 0 {
		t.Errorf("%d texts are compared by a language, %v", foreign, err)
	}
}

// TestOtherTablesAreLeftAlone: a schema may hold tables of others, also with a
// column that is named as ours are, made before or after ours.
func TestOtherTablesAreLeftAlone(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Database(t)
	pool := raw(t, dsn)
	for _, table := range []string{"early", "late"} {
		_, err := pool.Exec("CREATE TABLE " + table + " (tenant BIGINT, name VARCHAR(10)); INSERT INTO " + table + " VALUES (1, 'x')")
		if err != nil {
			t.Fatal(err)
		}
		fill(t, reopen(t, dsn), mine)
	}
	for _, table := range []string{"early", "late"} {
		var secured bool
		var kind, collation string
		var policies, granted int
		err := pool.QueryRow(`SELECT c.relrowsecurity, format_type(a.atttypid, a.atttypmod), l.collname,
			(SELECT count(*) FROM pg_policies WHERE tablename = c.relname),
			(SELECT count(*) FROM information_schema.role_table_grants WHERE table_name = c.relname AND grantee LIKE 'sdano\_%' AND grantee <> current_user)
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_collation l ON l.oid = a.attcollation
			WHERE c.relname = $1 AND a.attname = 'name'`, table).Scan(&secured, &kind, &collation, &policies, &granted)
		if err != nil || secured || kind != "character varying(10)" || collation != "default" || policies+granted != 0 {
			t.Errorf("%s: secured %v, %s of collation %s, %d policies, %d grants, %v", table, secured, kind, collation, policies, granted, err)
		}
	}
}

// TestNoSuperuser: what the suites run as is what an administrator has.
func TestNoSuperuser(t *testing.T) {
	t.Parallel()
	var super, bypass bool
	err := raw(t, pgtest.Database(t)).QueryRow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").Scan(&super, &bypass)
	if err != nil || super || bypass {
		t.Errorf("superuser %v, bypasses policies %v, %v", super, bypass, err)
	}
}
