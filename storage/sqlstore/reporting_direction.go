package sqlstore

import (
	"context"

	"sdano"
	"sdano/reporting"
)

var (
	directionColumns = columnsOf("tenant inn authority code valid_from valid_to refreshed_at")
	putDirection     = insertInto("directions", directionColumns) +
		" ON CONFLICT (tenant, inn, authority, code, valid_from) DO UPDATE SET valid_to = excluded.valid_to, refreshed_at = excluded.refreshed_at"
	selectDirections = "SELECT " + directionColumns.list() + " FROM directions WHERE "
	// Two probes of the primary key; on SQLite a list of both codes would be a
	// table made at every execution. Any office is "".
	selectOpenDirection = selectDirections + "tenant = $1 AND inn = $2 AND authority = $3 AND code = $4 AND valid_to = 0" +
		" UNION ALL " + selectDirections + "tenant = $5 AND inn = $6 AND authority = $7 AND code = '' AND valid_to = 0 LIMIT 1"
)

func directionDest(d *reporting.Direction) []any {
	return []any{
		&d.Tenant, &d.INN, &d.Authority, &d.Code,
		at(&d.ValidFrom), at(&d.ValidTo), at(&d.RefreshedAt),
	}
}

// OpenDirections returns the open directions of the unit's tenant, or of every
// tenant in a unit of AllTenants.
func (ReportingStore) OpenDirections(ctx context.Context, tx sdano.Tx) ([]reporting.Direction, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectDirections + "valid_to = 0").addTenant(u).add(" ORDER BY tenant, inn, authority, code, valid_from")
	return collect(ctx, u, directionDest, q.text.String(), q.args...)
}

// OpenDirection returns an open direction of an ИНН that leads to an office: of
// its code or of any; false if there is none.
func (ReportingStore) OpenDirection(ctx context.Context, tx sdano.Tx, inn string, authority reporting.Authority, code string) (reporting.Direction, bool, error) {
	return find(ctx, tx, directionDest, selectOpenDirection, inn, string(authority), code, int64(tx.Tenant()), inn, string(authority))
}

// DirectionsOf returns every direction of an ИНН, closed ones included, by
// authority, code and first day.
func (ReportingStore) DirectionsOf(ctx context.Context, tx sdano.Tx, inn string) ([]reporting.Direction, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, directionDest, selectDirections+"tenant = $1 AND inn = $2 ORDER BY authority, code, valid_from", int64(u.tenant), inn)
}

// PutDirection inserts a direction or, by (tenant, inn, authority, code,
// valid_from), replaces RefreshedAt and ValidTo. In a unit of AllTenants it is
// written for d.Tenant.
func (ReportingStore) PutDirection(ctx context.Context, tx sdano.Tx, d reporting.Direction) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, d.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putDirection, tenant, d.INN, string(d.Authority), d.Code,
		micros(d.ValidFrom), micros(d.ValidTo), micros(d.RefreshedAt))
	return err
}
