package sqlstore

import (
	"context"

	"sdano"
	"sdano/attorney"
)

// AttorneyStore keeps powers of attorney and their files. It is attorney.Store;
// every method works inside the unit it is given and sees the rows of the unit's
// tenant, unless it says otherwise.
type AttorneyStore struct{}

var _ attorney.Store = AttorneyStore{}

var (
	powerState   = columnsOf("version body content signature state state_at created_at made_by")
	powerColumns = append(columnsOf("tenant box number"), powerState...)
	insertPower  = insertInto("attorney_records", powerColumns) + " ON CONFLICT (tenant, box, number) DO NOTHING"
	updatePower  = update("attorney_records", powerState, "tenant", "box", "number", "version")
	selectPowers = "SELECT " + powerColumns.list() + " FROM attorney_records WHERE tenant = $1 AND "

	powerFileColumns = columnsOf("id tenant box number name data created_at made_by")
	putPowerFile     = insertInto("attorney_files", powerFileColumns) + " ON CONFLICT (id, tenant) DO UPDATE SET box = excluded.box"
	selectPowerFile  = "SELECT " + powerFileColumns.list() + " FROM attorney_files WHERE tenant = $1 AND id = $2"
)

const (
	powerFileTenant   = "SELECT tenant FROM attorney_files WHERE id = $1"
	powerFileNumbered = "SELECT 1 FROM attorney_files WHERE tenant = $1 AND number = $2 LIMIT 1"
)

func powerDest(r *attorney.Record) []any {
	return []any{
		&r.Tenant, &r.Box, &r.Number, &r.Version, doc(&r.Power), &r.Content, &r.Signature, &r.State, at(&r.StateAt),
		at(&r.CreatedAt), &r.By,
	}
}

// PutRecord inserts a record (Version 0) or replaces the one whose version equals
// r.Version, and stores Version+1; otherwise attorney.ErrStale.
func (AttorneyStore) PutRecord(ctx context.Context, tx sdano.Tx, r attorney.Record) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, r.Tenant)
	if err != nil {
		return err
	}
	body, err := jsonText(r.Power)
	if err != nil {
		return err
	}
	state := []any{
		r.Version + 1, body, r.Content.String(), ref(r.Signature), string(r.State), micros(r.StateAt), micros(r.CreatedAt), string(r.By),
	}
	key := []any{tenant, r.Box, r.Number.String()}
	if r.Version == 0 {
		return change(ctx, u, attorney.ErrStale, insertPower, append(key, state...)...)
	}
	return change(ctx, u, attorney.ErrStale, updatePower, append(append(state, key...), r.Version)...)
}

// Record returns the record of a box, or attorney.ErrNotFound.
func (AttorneyStore) Record(ctx context.Context, tx sdano.Tx, box string, number sdano.ID) (attorney.Record, error) {
	u, err := unitOf(tx)
	if err != nil {
		return attorney.Record{}, err
	}
	return one(ctx, u, attorney.ErrNotFound, powerDest, selectPowers+"box = $2 AND number = $3", int64(u.tenant), box, number.String())
}

// RecordsNumbered returns the records of a number in all boxes, newest first.
func (AttorneyStore) RecordsNumbered(ctx context.Context, tx sdano.Tx, number sdano.ID) ([]attorney.Record, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, powerDest, selectPowers+"number = $2 ORDER BY created_at DESC, box", int64(u.tenant), number.String())
}

// PutFile inserts a file, or gives the one with its ID to f.Box.
func (AttorneyStore) PutFile(ctx context.Context, tx sdano.Tx, f attorney.File) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, f.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putPowerFile, f.ID.String(), tenant, f.Box, ref(f.Number), f.Name, f.Data, micros(f.CreatedAt), string(f.By))
	return err
}

// File returns a file, or attorney.ErrNotFound.
func (AttorneyStore) File(ctx context.Context, tx sdano.Tx, id sdano.ID) (attorney.File, error) {
	u, err := unitOf(tx)
	if err != nil {
		return attorney.File{}, err
	}
	return one(ctx, u, attorney.ErrNotFound, func(f *attorney.File) []any {
		return []any{&f.ID, &f.Tenant, &f.Box, &f.Number, &f.Name, &f.Data, at(&f.CreatedAt), &f.By}
	}, selectPowerFile, int64(u.tenant), id.String())
}

// FileTenant returns whose a file is, in a unit of AllTenants; false if there is
// no such file.
func (AttorneyStore) FileTenant(ctx context.Context, tx sdano.Tx, id sdano.ID) (sdano.Tenant, bool, error) {
	return locate(ctx, tx, powerFileTenant, id.String())
}

// FileNumbered reports whether there is a file of a power's number.
func (AttorneyStore) FileNumbered(ctx context.Context, tx sdano.Tx, number sdano.ID) (bool, error) {
	u, err := unitOf(tx)
	if err != nil {
		return false, err
	}
	var one int64
	return u.row(ctx, powerFileNumbered, []any{&one}, int64(u.tenant), number.String())
}
