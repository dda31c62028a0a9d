package storagetest

import (
	"context"
	"testing"

	"sdano"
	"sdano/party"
	"sdano/storage/sqlstore"
)

// parties is the store under test; it has no state of its own.
var parties sqlstore.PartyStore

// partySuite holds the store of data areas and organisations against what its
// methods say.
func partySuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"organizations": testOrganizations, "main organization": testMainOrganization,
		"organization by tax id": testOrganizationByTaxID, "twin": testTwin, "tenants": testPartyTenants,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
	t.Run("areas", func(t *testing.T) { t.Parallel(); testAreas(newRoom(t, open(t))) })
}

// organization returns one with every field set that is not the main one.
func (r *room) organization() party.Organization {
	o := filled[party.Organization](&r.fill)
	o.Main = false
	return o
}

func putOrganization(o party.Organization) sdano.Unit {
	return func(ctx context.Context, tx sdano.Tx) error { return parties.PutOrganization(ctx, tx, o) }
}

func byTaxID(id sdano.TaxID) func(context.Context, sdano.Tx) (party.Organization, bool, error) {
	return func(ctx context.Context, tx sdano.Tx) (party.Organization, bool, error) {
		return parties.OrganizationByTaxID(ctx, tx, id)
	}
}

func testOrganizations(r *room) {
	r.want(got(r, parties.Organizations), []party.Organization(nil))
	b, a, main := r.organization(), r.organization(), r.organization()
	b.Name, a.Name, main.Name, main.Main = "Б", "А", "Я", true
	for _, o := range []party.Organization{b, a, main} {
		r.do(putOrganization(o))
	}
	r.want(got(r, parties.Organizations), []party.Organization{main, a, b})
	next := r.organization()
	next.ID, next.Name = b.ID, "0"
	r.do(putOrganization(next))
	r.want(got(r, parties.Organizations), []party.Organization{main, next, a})
}

// testMainOrganization: one at most is the main one.
func testMainOrganization(r *room) {
	one, two := r.organization(), r.organization()
	one.Main, two.Main = true, true
	r.do(putOrganization(one))
	r.do(putOrganization(one))
	r.do(putOrganization(two))
	one.Main = false
	r.want(got(r, parties.Organizations), []party.Organization{two, one})
	two.Main = false
	r.do(putOrganization(two))
	for _, o := range got(r, parties.Organizations) {
		r.want(o.Main, false)
	}
}

func testOrganizationByTaxID(r *room) {
	branch, head, person := r.organization(), r.organization(), r.organization()
	branch.TaxID = sdano.TaxID{INN: "7799999919", KPP: "770101001"}
	head.TaxID = sdano.TaxID{INN: "7799999919", KPP: "779901001"}
	head.Main = true
	person.TaxID = sdano.TaxID{INN: "779999991008"}
	for _, o := range []party.Organization{branch, head, person} {
		r.do(putOrganization(o))
	}
	for _, want := range []party.Organization{branch, head, person} {
		found, ok := asked(r, byTaxID(want.TaxID))
		r.want([]any{found, ok}, []any{want, true})
	}
	main, _ := asked(r, byTaxID(sdano.TaxID{INN: "7799999919"}))
	r.want(main, head)
	for _, id := range []sdano.TaxID{{INN: "7799999919", KPP: "1"}, {INN: "779999991008", KPP: "779901001"}, {}} {
		if _, ok := asked(r, byTaxID(id)); ok {
			r.Errorf("an organisation is found by %v", id)
		}
	}
}

// testTwin: a payer is one organisation of a data area.
func testTwin(r *room) {
	o := r.organization()
	r.do(putOrganization(o))
	twin := o
	twin.ID, twin.Main = sdano.NewID(), true
	r.wantIs(r.try(putOrganization(twin)), sqlstore.ErrOrganizationExists)
	r.want(got(r, parties.Organizations), []party.Organization{o})
	twin.ID = o.ID
	r.do(putOrganization(twin))
}

// testPartyTenants: the same organisation may be in two data areas.
func testPartyTenants(r *room) {
	o := r.organization()
	o.Main = true
	other := r.other()
	r.do(putOrganization(o))
	if _, ok := asked(other, byTaxID(o.TaxID)); ok {
		r.Error("another tenant's organisation is found")
	}
	other.do(putOrganization(o))
	changed := o
	changed.Name = "theirs"
	other.do(putOrganization(changed))
	r.want(got(r, parties.Organizations), []party.Organization{o})
}

func testAreas(r *room) {
	other := r.other()
	mine, theirs := filled[party.Area](&r.fill), filled[party.Area](&r.fill)
	mine.Tenant, theirs.Tenant = r.tenant, other.tenant
	putArea := func(a party.Area) sdano.Unit {
		return func(ctx context.Context, tx sdano.Tx) error { return parties.PutArea(ctx, tx, a) }
	}
	if _, found := asked(r, parties.Area); found {
		r.Error("a data area that was never put is found")
	}
	r.do(putArea(mine))
	r.doAll(putArea(theirs))
	mine.Name = "renamed"
	r.do(putArea(mine))
	area, found := asked(r, parties.Area)
	r.want([]any{area, found}, []any{mine, true})
	all, err := ask(r, sdano.AllTenants, parties.Areas)
	r.must(err)
	r.want(all, []party.Area{mine, theirs})
	r.want(got(r, parties.Areas), []party.Area{mine})
	if err := other.try(putArea(mine)); err == nil {
		r.Error("another tenant's data area was written")
	}
}
