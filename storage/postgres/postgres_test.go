package postgres_test

import (
	"context"
	"testing"

	"sdano/internal/pgtest"
	"sdano/storage/postgres"
	"sdano/storage/sqlstore"
	"sdano/storage/storagetest"
)

// open opens a store on a fresh database.
func open(t testing.TB) (db *sqlstore.DB, dsn string) {
	t.Helper()
	dsn = pgtest.Database(t)
	return reopen(t, dsn), dsn
}

func reopen(t testing.TB, dsn string) *sqlstore.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), dsn)
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
