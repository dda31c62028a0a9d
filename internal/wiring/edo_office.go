package wiring

import (
	"context"

	"sdano"
	"sdano/acceptance"
	"sdano/storage/sqlstore"
)

// SetBox enters a box of the exchange («ящик») or replaces the one of its ID, and
// links users to it by their logins; links that are there stay. The error is of
// kind Unprocessable "bad_box" if the box cannot work, and Conflict "box_taken" if
// it is one of another data area.
func (o *Office) SetBox(ctx context.Context, actor sdano.Actor, box acceptance.Box, logins ...string) error {
	service := acceptance.New(acceptance.Config{
		Units: o.db, Store: sqlstore.AcceptanceStore{}, Journal: sqlstore.JournalStore{}, Business: o.clock, Real: sdano.RealClock{},
	})
	if err := o.boxFree(ctx, box); err != nil {
		return err
	}
	admin := acceptance.Visitor{Actor: actor, Tenants: []sdano.Tenant{box.Tenant}, Admin: true}
	boxes, err := service.Boxes(ctx, admin)
	if err != nil {
		return err
	}
	box.Version = 0
	for _, have := range boxes {
		if have.ID == box.ID {
			box.Version, box.CreatedAt = have.Version, have.CreatedAt
		}
	}
	return service.PutBox(ctx, actor, box, logins...)
}

// boxFree refuses a box that another data area has.
func (o *Office) boxFree(ctx context.Context, box acceptance.Box) error {
	return o.db.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		owner, found, err := sqlstore.AcceptanceStore{}.BoxTenant(ctx, tx, box.ID)
		if err != nil || !found || owner == box.Tenant {
			return err
		}
		return &sdano.Error{
			Kind: sdano.Conflict, Code: "box_taken", Param: "box",
			Message: "Ящик " + box.ID + " уже есть в другой области данных.",
			Remedy:  "Укажите ту область данных, в которой он заведён, или другой ящик.",
		}
	})
}
