package wiring

import (
	"context"

	"sdano"
	"sdano/access"
	"sdano/storage/sqlstore"
)

// Account returns an account by its login; false if there is none.
func (o *Office) Account(ctx context.Context, login string) (u access.User, found bool, err error) {
	err = o.db.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		u, found, err = sqlstore.AccessStore{}.User(ctx, tx, login)
		return err
	})
	return u, found, err
}
