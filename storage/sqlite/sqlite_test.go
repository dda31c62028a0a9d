package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
	"sdano/storage/storagetest"
)

// open opens a store on a file that is removed with the test.
func open(t testing.TB, opts ...sqlite.Option) (db *sqlstore.DB, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sdano.db")
	return reopen(t, path, opts...), path
}

func reopen(t testing.TB, path string, opts ...sqlite.Option) *sqlstore.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) *sqlstore.DB {
		db, _ := open(t)
		return db
	})
}
