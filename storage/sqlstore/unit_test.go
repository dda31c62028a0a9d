package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"sdano"
	"sdano/internal/pgtest"
	"sdano/storage/postgres"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

// engines opens a fresh store of each engine.
var engines = map[string]func(t *testing.T) (*sqlstore.DB, error){
	"sqlite": func(t *testing.T) (*sqlstore.DB, error) {
		return sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "sdano.db"))
	},
	"postgres": func(t *testing.T) (*sqlstore.DB, error) {
		return postgres.Open(context.Background(), pgtest.Database(t))
	},
}

// onEach runs a test on both engines.
func onEach(t *testing.T, run func(t *testing.T, engine string, db *sqlstore.DB)) {
	t.Parallel()
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			run(t, name, db)
		})
	}
}

func write(t *testing.T, db *sqlstore.DB, tenant sdano.Tenant, unit sdano.Unit) {
	t.Helper()
	if err := db.Write(context.Background(), tenant, unit); err != nil {
		t.Fatal(err)
	}
}

// number runs a query in reading and in writing units.
func number(t *testing.T, db *sqlstore.DB, tenant sdano.Tenant, query string, args ...any) (n int64) {
	t.Helper()
	for _, run := range []func(context.Context, sdano.Tenant, sdano.Unit) error{db.Write, db.Read} {
		err := run(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
			n, err = sqlstore.Number(ctx, tx, query, args...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// TestAQueryThatForgetsTheTenant: on PostgreSQL a unit's query without a
// condition still sees its own tenant's rows only; only a unit of all tenants
// sees every row.
func TestAQueryThatForgetsTheTenant(t *testing.T) {
	onEach(t, func(t *testing.T, engine string, db *sqlstore.DB) {
		for _, tenant := range []sdano.Tenant{5, 5, 6, 7} {
			write(t, db, tenant, func(ctx context.Context, tx sdano.Tx) error {
				return sqlstore.SettingsStore{}.Put(ctx, tx, sdano.NewID().String(), "x")
			})
		}
		const query = "SELECT COUNT(*) FROM settings"
		if all := number(t, db, sdano.AllTenants, query); all != 4 {
			t.Errorf("a unit of all tenants sees %d rows, want 4", all)
		}
		if engine != "postgres" {
			return // there are no policies on SQLite: the conformance suite looks at every method
		}
		for tenant, want := range map[sdano.Tenant]int64{5: 2, 6: 1, 7: 1, 8: 0} {
			if n := number(t, db, tenant, query); n != want {
				t.Errorf("tenant %d sees %d rows, want %d", tenant, n, want)
			}
		}
	})
}

// TestAFailedRollback: the connection whose transaction could not be undone is
// not used again; what comes next works and sees nothing of it.
func TestAFailedRollback(t *testing.T) {
	onEach(t, func(t *testing.T, engine string, db *sqlstore.DB) {
		if engine != "sqlite" {
			return // the driver of PostgreSQL drops a connection inside a transaction itself
		}
		var settings sqlstore.SettingsStore
		broken := errors.New("broken on purpose")
		for i := range 3 {
			err := db.Write(context.Background(), 5, func(ctx context.Context, tx sdano.Tx) error {
				return errors.Join(settings.Put(ctx, tx, "lost", "x"), sqlstore.BreakRollback(ctx, tx), broken)
			})
			if !errors.Is(err, broken) {
				t.Fatal(err)
			}
			write(t, db, 5, func(ctx context.Context, tx sdano.Tx) error { return settings.Put(ctx, tx, fmt.Sprint(i), "x") })
		}
		for range 20 { // more than there are readers
			if err := db.Read(context.Background(), 5, sqlstore.BreakRollback); err != nil {
				t.Fatal(err)
			}
		}
		write(t, db, 5, func(ctx context.Context, tx sdano.Tx) error { return settings.Put(ctx, tx, "last", "x") })
		for range 20 {
			if n := number(t, db, 5, "SELECT COUNT(*) FROM settings"); n != 4 {
				t.Fatalf("%d settings are seen, want 4", n)
			}
		}
	})
}

// TestManyForms: more statements than a session keeps prepared.
func TestManyForms(t *testing.T) {
	onEach(t, func(t *testing.T, _ string, db *sqlstore.DB) {
		write(t, db, 5, func(ctx context.Context, tx sdano.Tx) error {
			for i := range int64(700) {
				n, err := sqlstore.Number(ctx, tx, fmt.Sprintf("SELECT CAST($1 AS BIGINT) + %d", i), i)
				if err != nil || n != 2*i {
					return fmt.Errorf("statement %d gave %d: %w", i, n, err)
				}
			}
			return nil
		})
	})
}

// TestSpecialTexts: what could be taken for something else comes back as it
// was put.
func TestSpecialTexts(t *testing.T) {
	onEach(t, func(t *testing.T, _ string, db *sqlstore.DB) {
		var settings sqlstore.SettingsStore
		for i, text := range []string{
			"", " ", "0", "NULL", "'; DROP TABLE settings; --", "$1 ?", "\\x00", "2026-04-10 09:00:00", "ёЁ🧾",
			strings.Repeat("длинно ", 100_000),
		} {
			name := fmt.Sprint(i)
			write(t, db, 5, func(ctx context.Context, tx sdano.Tx) error { return settings.Put(ctx, tx, name, text) })
			err := db.Read(context.Background(), 5, func(ctx context.Context, tx sdano.Tx) error {
				got, found, err := settings.Get(ctx, tx, name)
				if got != text || !found {
					t.Errorf("%.40q came back as %.40q, found %v", text, got, found)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}

// foreign is a unit of another store.
type foreign struct{}

func (foreign) Tenant() sdano.Tenant                   { return 5 }
func (foreign) NextSeq(context.Context) (int64, error) { return 1, nil }

func TestAUnitOfAnotherStoreIsRefused(t *testing.T) {
	t.Parallel()
	if err := (sqlstore.SettingsStore{}).Put(context.Background(), foreign{}, "a", "x"); err == nil {
		t.Error("it was used")
	}
}

func TestPlaceholdersAreNumbered(t *testing.T) {
	t.Parallel()
	for want, parts := range map[string][]string{
		"a = $1 AND b = $2 OR c = $3": {"a = ? AND b = ?", " OR c = ?"},
		"a":                           {"a"},
		"$1$2":                        {"?", "", "?"},
	} {
		if got := sqlstore.PutTogether(parts...); got != want {
			t.Errorf("%q became %q, want %q", parts, got, want)
		}
	}
}

func TestPlaceholdersWithoutNumbers(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"SELECT 1":                         "SELECT 1",
		"a = $1 AND b IN ($2, $3)":         "a = ? AND b IN (?, ?)",
		"a = $1 OR b = $1":                 "",
		"a = $2 AND b = $1":                "",
		"a = $10":                          "",
		"$1$2$3$4$5$6$7$8$9$10$11 WHERE x": "??????????? WHERE x",
		"cost $":                           "",
	} {
		if got := sqlstore.Unnumbered(query); got != want {
			t.Errorf("%q became %q, want %q", query, got, want)
		}
	}
}
