package wiring

import (
	"context"
	"database/sql"
	"os"

	"sdano"
	"sdano/audit"
	"sdano/storage/postgres"
	"sdano/storage/sqlite"
)

// VerifyJournal recomputes the journal's chains of the database of an address
// with the journal's own reader. Nothing is written, and a server may run
// meanwhile.
func VerifyJournal(ctx context.Context, dsn string) (audit.Report, error) {
	db, err := openRaw(ctx, dsn)
	if err != nil {
		return audit.Report{}, err
	}
	defer db.Close()
	return audit.Verify(ctx, db)
}

func openRaw(ctx context.Context, dsn string) (*sql.DB, error) {
	if err := checkDSN(dsn); err != nil {
		return nil, err
	}
	if isPostgres(dsn) {
		return postgres.OpenRaw(ctx, dsn)
	}
	if _, err := os.Stat(dsn); err != nil {
		return nil, &sdano.Error{
			Kind: sdano.NotFound, Code: "no_database", Param: "data",
			Message: "Базы данных «" + dsn + "» нет.",
			Remedy:  "Укажите в --data папку данных сервера или в --db путь к базе.",
		}
	}
	return sqlite.OpenReadOnly(ctx, dsn)
}
