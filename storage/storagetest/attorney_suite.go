package storagetest

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/attorney"
	"sdano/storage/sqlstore"
	"sdano/titles/title"
)

// powers is the store of powers of attorney under test; it has no state of its
// own.
var powers sqlstore.AttorneyStore

// attorneySuite holds a store against what attorney.Store promises.
func attorneySuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"record": testPowerRecord, "records of a number": testPowersNumbered, "file": testPowerFile, "tenants": testPowerTenants,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
}

// power returns a record with every field set that is not stored yet.
func (r *room) power() attorney.Record {
	party := attorney.Party{
		Kind: attorney.Organization, Name: "ООО «Ж'\"»", Person: filled[title.Person](&r.fill), Position: "Директор",
		TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}, OGRN: "1", SNILS: "2",
	}
	party.Heads = []attorney.Party{party}
	return attorney.Record{
		Tenant: r.tenant, Box: "ящик", Number: sdano.NewID(), Content: sdano.NewID(), Signature: sdano.NewID(),
		State: attorney.Active, StateAt: base.Add(time.Hour), CreatedAt: base, By: "user:анна",
		Power: attorney.Power{
			Format: "EMCHD_1", Number: sdano.NewID(), Internal: "17", Issued: sdano.NewDate(2026, time.January, 1), Until: sdano.NewDate(2027, time.January, 1),
			Irrevocable: true, System: "система", Issuers: []attorney.Party{party}, Representatives: []attorney.Party{party, party},
			Rights: []attorney.Right{{Code: "1", Name: "2", Limits: []string{"3"}}}, Text: "текст", Joint: true,
			Delegated: true, Origin: sdano.NewID(), Principals: []attorney.Party{party}, Notarised: true,
		},
	}
}

func (r *room) tryPower(p attorney.Record) error {
	return r.try(func(ctx context.Context, tx sdano.Tx) error { return powers.PutRecord(ctx, tx, p) })
}

// putPower stores a record and returns it as it then is.
func (r *room) putPower(p attorney.Record) attorney.Record {
	r.Helper()
	r.must(r.tryPower(p))
	p.Version++
	return p
}

func (r *room) readPower(box string, number sdano.ID) (attorney.Record, error) {
	return ask(r, r.tenant, func(ctx context.Context, tx sdano.Tx) (attorney.Record, error) {
		return powers.Record(ctx, tx, box, number)
	})
}

func testPowerRecord(r *room) {
	first := r.putPower(r.power())
	next := r.power()
	next.Number = first.Number
	r.wantIs(r.tryPower(next), attorney.ErrStale)
	next.Version = 2
	r.wantIs(r.tryPower(next), attorney.ErrStale)
	p, err := r.readPower(first.Box, first.Number)
	r.must(err)
	r.want(p, first)
	next.Version = 1
	next.State, next.StateAt, next.Signature = attorney.Unknown, time.Time{}, sdano.ID{}
	next = r.putPower(next)
	p, err = r.readPower(first.Box, first.Number)
	r.must(err)
	r.want(p, next)
	_, err = r.readPower("other", first.Number)
	r.wantIs(err, attorney.ErrNotFound)
	_, err = r.readPower(first.Box, sdano.NewID())
	r.wantIs(err, attorney.ErrNotFound)
}

func testPowersNumbered(r *room) {
	old, young, another := r.power(), r.power(), r.power()
	old.Box, young.Box = "b", "a"
	young.Number, young.CreatedAt = old.Number, old.CreatedAt.Add(time.Second)
	numbered := func(n sdano.ID) []attorney.Record {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]attorney.Record, error) {
			return powers.RecordsNumbered(ctx, tx, n)
		})
	}
	old, young = r.putPower(old), r.putPower(young)
	r.putPower(another)
	r.want(numbered(old.Number), []attorney.Record{young, old})
	r.want(numbered(sdano.NewID()), []attorney.Record(nil))
}

func testPowerFile(r *room) {
	f := filled[attorney.File](&r.fill)
	f.Tenant, f.Box = r.tenant, ""
	put := func(f attorney.File) {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return powers.PutFile(ctx, tx, f) })
	}
	file := func(id sdano.ID) (attorney.File, error) {
		return ask(r, r.tenant, func(ctx context.Context, tx sdano.Tx) (attorney.File, error) { return powers.File(ctx, tx, id) })
	}
	put(f)
	got, err := file(f.ID)
	r.must(err)
	r.want(got, f)
	given := f
	given.Box, given.Name, given.Data = "ящик", "другое имя", []byte("другое")
	put(given)
	f.Box = given.Box
	got, err = file(f.ID)
	r.must(err)
	r.want(got, f) // bytes never change
	bare := attorney.File{ID: sdano.NewID(), Tenant: r.tenant, Data: []byte{0}}
	put(bare)
	got, err = file(bare.ID)
	r.must(err)
	r.want(got, bare)
	_, err = file(sdano.NewID())
	r.wantIs(err, attorney.ErrNotFound)
}

// testPowerTenants: nobody sees rows of another tenant, and a file's id leads to
// its tenant in units of AllTenants only.
func testPowerTenants(r *room) {
	other := r.other()
	p := r.putPower(r.power())
	f := attorney.File{ID: sdano.NewID(), Tenant: r.tenant, Number: sdano.NewID(), Data: []byte("1")}
	r.do(func(ctx context.Context, tx sdano.Tx) error { return powers.PutFile(ctx, tx, f) })
	numbered := func(in *room, number sdano.ID) bool {
		found, err := ask(in, in.tenant, func(ctx context.Context, tx sdano.Tx) (bool, error) { return powers.FileNumbered(ctx, tx, number) })
		in.must(err)
		return found
	}
	r.want(numbered(r, f.Number), true)
	r.want(numbered(r, sdano.NewID()), false)
	r.want(numbered(other, f.Number), false)
	_, err := other.readPower(p.Box, p.Number)
	r.wantIs(err, attorney.ErrNotFound)
	_, err = ask(other, other.tenant, func(ctx context.Context, tx sdano.Tx) (attorney.File, error) { return powers.File(ctx, tx, f.ID) })
	r.wantIs(err, attorney.ErrNotFound)
	r.want(other.tryPower(p) != nil, true)
	where := func(in sdano.Tenant, id sdano.ID) (out sdano.Tenant, found bool) {
		r.must(r.db.Read(context.Background(), in, func(ctx context.Context, tx sdano.Tx) (err error) {
			out, found, err = powers.FileTenant(ctx, tx, id)
			return err
		}))
		return out, found
	}
	tenant, found := where(sdano.AllTenants, f.ID)
	r.want(found, true)
	r.want(tenant, r.tenant)
	tenant, _ = where(other.tenant, f.ID)
	r.want(tenant, sdano.Tenant(0))
	_, found = where(sdano.AllTenants, sdano.NewID())
	r.want(found, false)
}
