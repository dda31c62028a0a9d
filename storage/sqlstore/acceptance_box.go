package sqlstore

import (
	"context"

	"sdano"
	"sdano/acceptance"
)

var (
	boxState = columnsOf(`version participant adapter operator_code operator_name operator_inn
		name short_name inn kpp ogrn surname first_name middle_name zone auto_receipts created_at`)
	boxColumns  = append(columnsOf("id tenant read_to"), boxState...)
	insertBox   = insertInto("edo_boxes", boxColumns) + " ON CONFLICT (id) DO NOTHING"
	updateBox   = update("edo_boxes", boxState, "tenant", "id", "version")
	selectBoxes = "SELECT " + boxColumns.list() + " FROM edo_boxes WHERE "
	selectBox   = selectBoxes + "tenant = $1 AND id = $2"
)

const (
	moveCursor  = "UPDATE edo_boxes SET read_to = $1 WHERE tenant = $2 AND id = $3 AND read_to = $4"
	hasBox      = "SELECT 1 FROM edo_boxes WHERE tenant = $1 AND id = $2"
	linkUser    = "INSERT INTO edo_box_users (tenant, login, box) VALUES ($1, $2, $3) ON CONFLICT (tenant, login, box) DO NOTHING"
	linkedBoxes = "SELECT box FROM edo_box_users WHERE login = ?"
)

func boxDest(b *acceptance.Box) []any {
	return []any{
		&b.ID, &b.Tenant, &b.Cursor,
		&b.Version, &b.Participant, &b.Adapter, &b.Operator.Code, &b.Operator.Name, &b.Operator.INN,
		&b.Name, &b.ShortName, &b.TaxID.INN, &b.TaxID.KPP, &b.OGRN,
		&b.Person.Surname, &b.Person.FirstName, &b.Person.MiddleName, &b.Zone, &b.AutoReceipts, at(&b.CreatedAt),
	}
}

func boxStateArgs(b *acceptance.Box) []any {
	return []any{
		b.Version + 1, b.Participant, b.Adapter, b.Operator.Code, b.Operator.Name, b.Operator.INN,
		b.Name, b.ShortName, b.TaxID.INN, b.TaxID.KPP, b.OGRN,
		b.Person.Surname, b.Person.FirstName, b.Person.MiddleName, b.Zone, bit(b.AutoReceipts), micros(b.CreatedAt),
	}
}

// PutBox inserts a box (b.Version 0) that is to be read from the beginning, or
// replaces all but the cursor of the one whose version equals b.Version; it
// stores Version+1. Otherwise, also if another tenant has a box of that id, the
// error is acceptance.ErrStale.
func (AcceptanceStore) PutBox(ctx context.Context, tx sdano.Tx, b acceptance.Box) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, b.Tenant)
	if err != nil {
		return err
	}
	state := boxStateArgs(&b)
	if b.Version == 0 {
		return change(ctx, u, acceptance.ErrStale, insertBox, append([]any{b.ID, tenant, ""}, state...)...)
	}
	return change(ctx, u, acceptance.ErrStale, updateBox, append(state, tenant, b.ID, b.Version)...)
}

// MoveCursor sets a box's cursor from one value to another, whatever the box's
// version; acceptance.ErrStale if it has another or there is no such box.
func (AcceptanceStore) MoveCursor(ctx context.Context, tx sdano.Tx, box, from, to string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	return change(ctx, u, acceptance.ErrStale, moveCursor, to, int64(u.tenant), box, from)
}

// Box returns a box of the unit's tenant, or acceptance.ErrNotFound.
func (AcceptanceStore) Box(ctx context.Context, tx sdano.Tx, id string) (acceptance.Box, error) {
	u, err := unitOf(tx)
	if err != nil {
		return acceptance.Box{}, err
	}
	return one(ctx, u, acceptance.ErrNotFound, boxDest, selectBox, int64(u.tenant), id)
}

// Boxes returns the boxes of the unit's tenant, or of all, by ID.
func (AcceptanceStore) Boxes(ctx context.Context, tx sdano.Tx) ([]acceptance.Box, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectBoxes + "1 = 1").addTenant(u).add(" ORDER BY id")
	return collect(ctx, u, boxDest, q.text.String(), q.args...)
}

// LinkUser links a user to a box of the unit's tenant, once; a box that the
// tenant does not have is acceptance.ErrNotFound.
func (AcceptanceStore) LinkUser(ctx context.Context, tx sdano.Tx, box, login string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	found, err := u.row(ctx, hasBox, []any{new(int64)}, int64(u.tenant), box)
	if err != nil {
		return err
	}
	if !found {
		return acceptance.ErrNotFound
	}
	_, err = u.exec(ctx, linkUser, int64(u.tenant), login, box)
	return err
}

// LinkedBoxes returns the ids of the boxes that a user is linked to, those of
// the unit's tenant or of all, in their order.
func (AcceptanceStore) LinkedBoxes(ctx context.Context, tx sdano.Tx, login string) ([]string, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(linkedBoxes, login).addTenant(u).add(" ORDER BY box")
	return collect(ctx, u, func(id *string) []any { return []any{id} }, q.text.String(), q.args...)
}
