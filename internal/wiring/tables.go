package wiring

import (
	"context"
	"errors"
	"os"

	"sdano"
	"sdano/monitor"
	"sdano/party"
	"sdano/storage/sqlstore"
)

// Payer is a payer of a data area with what is known of him.
type Payer struct {
	Tenant  sdano.Tenant
	Profile monitor.Profile
	Facts   monitor.Facts
}

// HasStore reports whether there is a database at an address: an address of
// PostgreSQL always counts, a file must be there.
func HasStore(dsn string) bool {
	if isPostgres(dsn) {
		return true
	}
	_, err := os.Stat(dsn)
	return err == nil
}

// EachPayer hands over the payers of all data areas, by area. An error of do ends
// it.
func EachPayer(ctx context.Context, db *sqlstore.DB, do func(Payer) error) error {
	var areas []party.Area
	err := db.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		areas, err = sqlstore.PartyStore{}.Areas(ctx, tx)
		return err
	})
	for _, area := range areas {
		if err == nil {
			err = eachPayerOf(ctx, db, area.Tenant, do)
		}
	}
	return err
}

func eachPayerOf(ctx context.Context, db *sqlstore.DB, tenant sdano.Tenant, do func(Payer) error) error {
	var payers []Payer
	err := db.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		var store sqlstore.MonitorStore
		profiles, err := store.Profiles(ctx, tx)
		for _, p := range profiles {
			facts, of := store.Facts(ctx, tx, p.ID)
			err = errors.Join(err, of)
			payers = append(payers, Payer{Tenant: tenant, Profile: p, Facts: facts})
		}
		return err
	})
	for _, p := range payers {
		if err == nil {
			err = do(p)
		}
	}
	return err
}
