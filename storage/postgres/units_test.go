package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/goleak"

	"sdano"
	"sdano/internal/pgtest"
	"sdano/storage/postgres"
	"sdano/storage/sqlstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// put sets a setting.
func put(name, value string) sdano.Unit {
	return func(ctx context.Context, tx sdano.Tx) error {
		return sqlstore.SettingsStore{}.Put(ctx, tx, name, value)
	}
}

// TestLostUnitsAreRunAgain: two units that wait for each other. The engine ends
// one of them, which is then run again, and once more if it takes its first row
// back before the other one wakes.
func TestLostUnitsAreRunAgain(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for _, name := range []string{"a", "b"} {
		if err := db.Write(context.Background(), sdano.AllTenants, put(name, "0")); err != nil {
			t.Fatal(err)
		}
	}
	var both sync.WaitGroup
	both.Add(2)
	var runs atomic.Int64
	var all sync.WaitGroup
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		all.Go(func() {
			first := true
			err := db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
				runs.Add(1)
				if err := put(order[0], "1")(ctx, tx); err != nil {
					return err
				}
				if first { // each has its first row, then both want the other's
					first = false
					both.Done()
					both.Wait()
				}
				return put(order[1], "1")(ctx, tx)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := runs.Load(); n < 3 {
		t.Errorf("%d runs, want 3 or more: one unit should have been run again", n)
	}
}

// TestRetriesAreBounded: a unit that always loses is given up.
func TestRetriesAreBounded(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	runs := 0
	err := db.Write(context.Background(), mine, func(context.Context, sdano.Tx) error {
		runs++
		return fmt.Errorf("lost: %w", &pgconn.PgError{Code: "40001"})
	})
	if err == nil || runs < 3 || runs > 10 {
		t.Errorf("%d runs, %v", runs, err)
	}
	runs = 0
	err = db.Write(context.Background(), mine, func(context.Context, sdano.Tx) error {
		runs++
		return &pgconn.PgError{Code: "23505"}
	})
	if err == nil || runs != 1 {
		t.Errorf("another error: %d runs, %v", runs, err)
	}
}

// TestLostConnection: the unit fails, nothing of it is recorded, and the next
// one gets another connection.
func TestLostConnection(t *testing.T) {
	t.Parallel()
	db, dsn := open(t)
	admin := raw(t, dsn)
	err := db.Write(context.Background(), mine, func(ctx context.Context, tx sdano.Tx) error {
		if err := put("lost", "x")(ctx, tx); err != nil {
			return err
		}
		_, err := admin.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		return errors.Join(err, put("lost too", "x")(ctx, tx))
	})
	if !sdano.IsKind(err, sdano.Unavailable) {
		t.Errorf("error %v, want one of kind Unavailable", err)
	}
	if err := db.Write(context.Background(), mine, put("next", "x")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"lost": false, "lost too": false, "next": true} {
		err := db.Read(context.Background(), mine, func(ctx context.Context, tx sdano.Tx) error {
			_, found, err := sqlstore.SettingsStore{}.Get(ctx, tx, name)
			if found != want {
				t.Errorf("%s: found %v", name, found)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestTenantsDoNotWaitForEachOther: a unit of one tenant commits while one of
// another is open, and a reading unit of the same one goes on.
func TestTenantsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	err := db.Write(context.Background(), mine, func(ctx context.Context, tx sdano.Tx) error {
		if _, err := db.Head(ctx, mine); err != nil {
			return err
		}
		return db.Write(ctx, theirs, put("a", "x"))
	})
	if err != nil {
		t.Error(err)
	}
}

// TestClaimsDoNotWaitForTheInstallationsChain: a unit of all tenants that takes
// no number commits while another holds the installation's sequence, and before
// the sequence has a row.
func TestClaimsDoNotWaitForTheInstallationsChain(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for range 2 {
		err := db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
			if _, err := tx.NextSeq(ctx); err != nil {
				return err
			}
			return db.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
				return errors.Join(put("claimed", "x")(ctx, tx), sqlstore.ReportingStore{}.DropLeases(ctx, tx, ""))
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewDatabaseOpenedByManyAtOnce(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Database(t)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			db, err := postgres.Open(context.Background(), dsn)
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			if err := db.Write(context.Background(), mine, put("a", "x")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestRefusedAddresses: what cannot be opened is told in Russian, with a
// remedy, and no password is told.
func TestRefusedAddresses(t *testing.T) {
	t.Parallel()
	_, dsn := open(t)
	if _, err := raw(t, dsn).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ dsn, code string }{
		"newer program": {dsn, "newer_schema"},
		"no server":     {"postgres://user:secret@127.0.0.1:1/x?sslmode=disable", "database_unavailable"},
		"no user":       {strings.Replace(dsn, pgtest.Owner, "nobody_here", 1), "database_refused"},
		"no database":   {dsn[:strings.LastIndex(dsn, "/")] + "/none?sslmode=disable", "database_refused"},
		"no address":    {"postgres://user:secret@host:port/x", "bad_dsn"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := postgres.Open(context.Background(), tc.dsn)
			if err == nil {
				db.Close()
				t.Fatal("it was opened")
			}
			e := sdano.AsError(err)
			if e.Code != tc.code || e.Remedy == "" || strings.Contains(e.Message+e.Remedy, "secret") {
				t.Errorf("error %v", err)
			}
		})
	}
}
