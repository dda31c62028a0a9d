package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/pgtest"
	"sdano/storage/postgres"
)

// guest is a login role of an administrator's database, with a schema of its own
// unless a test takes that away.
type guest struct {
	*testing.T
	admin *sql.DB
	login string
	dsn   string
}

func newGuest(t *testing.T) *guest {
	t.Helper()
	_, dsn := open(t)
	g := &guest{T: t, admin: raw(t, dsn), login: "plain_" + sdano.NewID().Compact()}
	g.exec("CREATE ROLE %[1]s LOGIN")
	g.exec("GRANT %[1]s TO CURRENT_USER")
	g.exec("CREATE SCHEMA %[1]s AUTHORIZATION %[1]s")
	t.Cleanup(func() {
		g.exec("DROP OWNED BY %[1]s CASCADE")
		g.exec("DROP SCHEMA IF EXISTS %[1]s CASCADE")
		g.exec("DROP ROLE %[1]s")
	})
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.User(g.login)
	query := address.Query()
	query.Set("search_path", g.login)
	address.RawQuery = query.Encode()
	g.dsn = address.String()
	return g
}

// exec runs a statement as the administrator; %[1]s is the guest.
func (g *guest) exec(statement string) {
	g.Helper()
	if strings.Contains(statement, "%") {
		statement = fmt.Sprintf(statement, g.login)
	}
	if _, err := g.admin.Exec(statement); err != nil {
		g.Fatalf("%s: %v", statement, err)
	}
}

// refused expects that the guest cannot open the store, soon and with the SQL
// that helps, and returns that.
func (g *guest) refused(code, statement string) (remedy string) {
	g.Helper()
	begun := time.Now()
	db, err := postgres.Open(context.Background(), g.dsn)
	if err == nil {
		db.Close()
		g.Fatal("it was opened")
	}
	return g.understood(err, begun, code, statement)
}

func (g *guest) understood(err error, begun time.Time, code, statement string) (remedy string) {
	g.Helper()
	if statement = fmt.Sprintf(statement, g.login); time.Since(begun) > 15*time.Second {
		g.Errorf("told after %v", time.Since(begun))
	}
	e := sdano.AsError(err)
	if e.Code != code || !strings.Contains(e.Remedy, statement) {
		g.Fatalf("error %v, want %s with «%s»", err, code, statement)
	}
	_, sql, found := strings.Cut(e.Remedy, ": ")
	sql, _, ends := strings.Cut(sql, " Затем")
	if !found || !ends {
		g.Fatalf("remedy %q", e.Remedy)
	}
	return sql
}

// TestALoginWithoutTheRightToMakeRoles is told what its administrator has to
// do, and works once that is done.
func TestALoginWithoutTheRightToMakeRoles(t *testing.T) {
	t.Parallel()
	g := newGuest(t)
	g.exec(g.refused("no_roles", "GRANT sdano_app, sdano_system TO %[1]s;"))
	fill(t, reopen(t, g.dsn), mine)
}

// TestALoginWithoutTheRightToMakeTables: its schema is another's.
func TestALoginWithoutTheRightToMakeTables(t *testing.T) {
	t.Parallel()
	g := newGuest(t)
	g.exec("GRANT sdano_app, sdano_system TO %[1]s")
	g.exec("ALTER SCHEMA %[1]s OWNER TO CURRENT_USER")
	g.exec("GRANT USAGE ON SCHEMA %[1]s TO %[1]s")
	g.exec(g.refused("no_schema_right", "GRANT USAGE, CREATE ON SCHEMA %[1]s TO %[1]s;"))
	// The guest may not give the schema to the roles of the units.
	g.exec(g.refused("no_schema_right", "GRANT USAGE ON SCHEMA %[1]s TO sdano_app, sdano_system;"))
	fill(t, reopen(t, g.dsn), mine)
}

// TestALoginWithoutASchema has none to make tables in.
func TestALoginWithoutASchema(t *testing.T) {
	t.Parallel()
	g := newGuest(t)
	g.exec("GRANT sdano_app, sdano_system TO %[1]s")
	g.exec("DROP SCHEMA %[1]s")
	g.exec("GRANT CREATE ON DATABASE " + strings.Split(g.dsn[strings.LastIndex(g.dsn, "/")+1:], "?")[0] + " TO " + g.login)
	g.exec(g.refused("no_schema_right", "CREATE SCHEMA AUTHORIZATION %[1]s;"))
	fill(t, reopen(t, g.dsn), mine)
}

// TestTablesOfAnotherOwner: the store was made by another login role.
func TestTablesOfAnotherOwner(t *testing.T) {
	t.Parallel()
	g := newGuest(t)
	g.exec("GRANT sdano_app, sdano_system TO %[1]s")
	fill(t, reopen(t, g.dsn), mine)
	for _, table := range []string{"journal", "goose_db_version"} {
		g.exec("ALTER TABLE " + g.login + "." + table + " OWNER TO CURRENT_USER")
	}
	remedy := g.refused("not_table_owner", "ALTER TABLE goose_db_version OWNER TO %[1]s; ALTER TABLE journal OWNER TO %[1]s;")
	g.exec("SET search_path TO " + g.login + "; " + remedy + " RESET search_path")
	fill(t, reopen(t, g.dsn), mine)
}

// TestARightIsTakenAway while the store is open: its units say so.
func TestARightIsTakenAway(t *testing.T) {
	t.Parallel()
	g := newGuest(t)
	g.exec("GRANT sdano_app, sdano_system TO %[1]s")
	db := reopen(t, g.dsn)
	g.exec("REVOKE sdano_app FROM %[1]s")
	for _, run := range []func(context.Context, sdano.Tenant, sdano.Unit) error{db.Write, db.Read} {
		begun := time.Now()
		err := run(context.Background(), mine, func(context.Context, sdano.Tx) error { return nil })
		g.understood(err, begun, "no_roles", "GRANT sdano_app, sdano_system TO %[1]s;")
	}
	g.exec("GRANT sdano_app TO %[1]s")
	fill(t, db, mine)
}

// TestTablesOfOthersWithOurNames are not taken for ours.
func TestTablesOfOthersWithOurNames(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Database(t)
	if _, err := raw(t, dsn).Exec("CREATE TABLE settings (id BIGINT)"); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(context.Background(), dsn)
	if err == nil {
		db.Close()
		t.Fatal("it was opened")
	}
	if e := sdano.AsError(err); e.Code != "foreign_tables" || e.Remedy == "" {
		t.Errorf("error %v", err)
	}
}
