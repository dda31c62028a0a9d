package sqlstore

import (
	"context"

	"sdano"
	"sdano/party"
	"sdano/reporting"
)

// PartyStore keeps data areas and the organisations in them. It is
// reporting.Organizations.
type PartyStore struct{}

var _ reporting.Organizations = PartyStore{}

// ErrOrganizationExists is of the organisation that another one has the same
// ИНН and КПП in the data area. Compare with errors.Is.
var ErrOrganizationExists = &sdano.Error{
	Kind: sdano.Conflict, Code: "organization_exists",
	Message: "В этой области данных уже есть другая организация с такими ИНН и КПП.",
	Remedy:  "Измените существующую организацию или проверьте ИНН и КПП.",
}

var (
	areaColumns = columnsOf("tenant app name")
	putArea     = insertInto("areas", areaColumns) + " ON CONFLICT (tenant) DO UPDATE SET app = excluded.app, name = excluded.name"
	selectAreas = "SELECT " + areaColumns.list() + " FROM areas"

	organizationColumns = columnsOf("id inn kpp name main")
	putOrganization     = insertInto("organizations", append(columnsOf("tenant"), organizationColumns...)) +
		` ON CONFLICT (tenant, id) DO UPDATE SET inn = excluded.inn, kpp = excluded.kpp, name = excluded.name, main = excluded.main`
	selectOrganizations   = "SELECT " + organizationColumns.list() + " FROM organizations WHERE tenant = $1"
	clearMainOrganization = "UPDATE organizations SET main = 0 WHERE tenant = $1 AND main = 1 AND id <> $2"
	selectTwin            = "SELECT COUNT(*) FROM organizations WHERE tenant = $1 AND inn = $2 AND kpp = $3 AND id <> $4"
)

func areaDest(a *party.Area) []any { return []any{&a.Tenant, &a.App, &a.Name} }

func organizationDest(o *party.Organization) []any {
	return []any{&o.ID, &o.TaxID.INN, &o.TaxID.KPP, &o.Name, &o.Main}
}

// PutArea enters a data area or replaces it, in a unit of its tenant or of
// AllTenants.
func (PartyStore) PutArea(ctx context.Context, tx sdano.Tx, a party.Area) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, a.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putArea, tenant, a.App, a.Name)
	return err
}

// Area returns the data area of the unit's tenant; false if it is not entered.
func (PartyStore) Area(ctx context.Context, tx sdano.Tx) (party.Area, bool, error) {
	return find(ctx, tx, areaDest, selectAreas+" WHERE tenant = $1")
}

// Areas returns the data areas by number: all of them in a unit of AllTenants,
// else the tenant's own.
func (PartyStore) Areas(ctx context.Context, tx sdano.Tx) ([]party.Area, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectAreas + " WHERE 1 = 1").addTenant(u).add(" ORDER BY tenant")
	return collect(ctx, u, areaDest, q.text.String(), q.args...)
}

// PutOrganization inserts an organisation or replaces the one with its ID. If
// o.Main is set, Main is taken from all others of the tenant. The error is
// ErrOrganizationExists if another one has its ИНН and КПП.
func (PartyStore) PutOrganization(ctx context.Context, tx sdano.Tx, o party.Organization) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, id := int64(u.tenant), o.ID.String()
	var twins int64
	if _, err := u.row(ctx, selectTwin, []any{&twins}, tenant, o.TaxID.INN, o.TaxID.KPP, id); err != nil {
		return err
	}
	if twins > 0 {
		return ErrOrganizationExists
	}
	if o.Main {
		if _, err := u.exec(ctx, clearMainOrganization, tenant, id); err != nil {
			return err
		}
	}
	_, err = u.exec(ctx, putOrganization, tenant, id, o.TaxID.INN, o.TaxID.KPP, o.Name, bit(o.Main))
	return err
}

// Organizations returns the organisations of the tenant: the main one first,
// then by name.
func (PartyStore) Organizations(ctx context.Context, tx sdano.Tx) ([]party.Organization, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, organizationDest, selectOrganizations+" ORDER BY main DESC, name, id", int64(u.tenant))
}

// OrganizationByTaxID returns the organisation of an ИНН and КПП; false if it
// is not entered. An empty КПП means any, the main organisation first.
func (PartyStore) OrganizationByTaxID(ctx context.Context, tx sdano.Tx, id sdano.TaxID) (party.Organization, bool, error) {
	if id.KPP == "" {
		return find(ctx, tx, organizationDest, selectOrganizations+" AND inn = $2 ORDER BY main DESC, kpp LIMIT 1", id.INN)
	}
	return find(ctx, tx, organizationDest, selectOrganizations+" AND inn = $2 AND kpp = $3", id.INN, id.KPP)
}
