package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// once is an answered request.
func once(key string) access.Once { return access.Once{Scope: "s", Key: key} }

// raw opens a file past the store.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestCommitsAreDurable(t *testing.T) {
	t.Parallel()
	_, path := open(t)
	db := raw(t, path)
	var mode string
	if err := db.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal_mode %q, %v", mode, err)
	}
}

func TestReopenedStoreHasEverything(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "папка с пробелом?#%41", "sdano.db")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	for want := range int64(3) {
		db, err := sqlite.Open(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		if head, err := db.Head(context.Background(), tenant); err != nil || head != want {
			t.Fatalf("head %d, %v, want %d", head, err, want)
		}
		if err := db.Write(context.Background(), tenant, numbered("x")); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// TestTwoStoresOnOneFile: another program that writes to the file waits its
// turn; numbers stay without gaps.
func TestTwoStoresOnOneFile(t *testing.T) {
	t.Parallel()
	one, path := open(t)
	two := reopen(t, path)
	const each = 40
	var all sync.WaitGroup
	for _, db := range []*sqlstore.DB{one, two, one, two} {
		all.Go(func() {
			for range each {
				if err := db.Write(context.Background(), tenant, numbered("x")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, db := range []*sqlstore.DB{one, two} {
		if head, err := db.Head(context.Background(), tenant); err != nil || head != 4*each {
			t.Errorf("head %d, %v, want %d", head, err, 4*each)
		}
	}
}

// TestBusyFile: a program that keeps the lock longer than is waited for.
func TestBusyFile(t *testing.T) {
	t.Parallel()
	db, path := open(t, sqlite.Pragma("busy_timeout(20)"))
	conn, err := raw(t, path).Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	exec := func(statement string) {
		t.Helper()
		if _, err := conn.ExecContext(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
	}
	exec("BEGIN IMMEDIATE")
	err = db.Write(context.Background(), tenant, put("x", "x"))
	if e := sdano.AsError(err); e.Kind != sdano.Unavailable || e.Code != "database_busy" {
		t.Errorf("error %v", err)
	}
	exec("ROLLBACK")
	if err := db.Write(context.Background(), tenant, put("x", "x")); err != nil {
		t.Error(err)
	}
}

func TestNewFileOpenedByManyAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sdano.db")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			db, err := sqlite.Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			if err := db.Write(context.Background(), tenant, numbered("x")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestRefusedFiles: what cannot be opened is told in Russian, with a remedy.
func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(t *testing.T, path string) string
		code    string
	}{
		"newer program": {func(t *testing.T, path string) string {
			if err := reopen(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := raw(t, path).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
				t.Fatal(err)
			}
			return path
		}, "newer_schema"},
		"no database": {func(t *testing.T, path string) string {
			if err := os.WriteFile(path, make([]byte, 8192), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}, "not_a_database"},
		"no folder": {func(_ *testing.T, path string) string { return filepath.Join(path, "none", "sdano.db") }, "database_not_opened"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := tc.prepare(t, filepath.Join(t.TempDir(), "sdano.db"))
			db, err := sqlite.Open(context.Background(), path)
			if err == nil {
				db.Close()
				t.Fatal("it was opened")
			}
			if e := sdano.AsError(err); e.Code != tc.code || e.Remedy == "" {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestOpenReadOnly(t *testing.T) {
	t.Parallel()
	_, path := open(t)
	db, err := sqlite.OpenReadOnly(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("DELETE FROM journal"); err == nil {
		t.Error("a connection for reading wrote")
	}
}
