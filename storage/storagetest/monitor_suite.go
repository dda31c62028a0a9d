package storagetest

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"sdano"
	"sdano/monitor"
	"sdano/storage/sqlstore"
)

// profiles is the store under test; it has no state of its own.
var profiles sqlstore.MonitorStore

// monitorSuite holds a store against what monitor.Store promises.
func monitorSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"profile": testProfile, "profiles": testProfiles, "main profile": testMainProfile, "find profile": testFindProfile,
		"facts": testFacts, "replaced facts": testReplacedFacts, "tenants": testMonitorTenants,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
}

// profile returns a profile with every field set that is neither main nor
// deleted.
func (r *room) profile() monitor.Profile {
	p := filled[monitor.Profile](&r.fill)
	p.Main, p.Deleted = false, false
	return p
}

// save records profiles.
func (r *room) save(list ...monitor.Profile) {
	r.Helper()
	for _, p := range list {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return profiles.SaveProfile(ctx, tx, p) })
	}
}

// findProfile returns the profile of a payer.
func (r *room) findProfile(id sdano.TaxID) (monitor.Profile, error) {
	return ask(r, r.tenant, func(ctx context.Context, tx sdano.Tx) (monitor.Profile, error) {
		return profiles.FindProfile(ctx, tx, id)
	})
}

// factsOf returns the facts of a profile.
func (r *room) factsOf(id sdano.ID) monitor.Facts {
	r.Helper()
	return got(r, func(ctx context.Context, tx sdano.Tx) (monitor.Facts, error) { return profiles.Facts(ctx, tx, id) })
}

// addFacts records facts of a profile.
func (r *room) addFacts(id sdano.ID, f monitor.Facts) {
	r.Helper()
	r.do(func(ctx context.Context, tx sdano.Tx) error { return profiles.AddFacts(ctx, tx, id, f) })
}

func testProfile(r *room) {
	p := filled[monitor.Profile](&r.fill)
	p.Deleted = false
	r.save(p)
	r.want(got(r, profiles.MainProfile), p)
	bare := monitor.Profile{ID: sdano.NewID(), TaxID: sdano.TaxID{INN: "779999991008"}, Registered: sdano.MustDate("2020-01-01")}
	r.save(bare)
	found, err := r.findProfile(bare.TaxID)
	r.must(err)
	r.want(found, bare)
	next := r.profile()
	next.ID = bare.ID
	r.save(next)
	r.want(got(r, profiles.Profiles), []monitor.Profile{p, next})
	_, err = r.findProfile(bare.TaxID)
	r.wantIs(err, monitor.ErrNoProfile)
}

func testProfiles(r *room) {
	r.want(got(r, profiles.Profiles), []monitor.Profile(nil))
	one, two, three, gone := r.profile(), r.profile(), r.profile(), r.profile()
	three.Main, gone.Deleted = true, true
	r.save(two, gone, three, one)
	r.want(got(r, profiles.Profiles), []monitor.Profile{three, one, two})
}

func testMainProfile(r *room) {
	_, err := ask(r, r.tenant, profiles.MainProfile)
	r.wantIs(err, monitor.ErrNoProfile)
	one, two := r.profile(), r.profile()
	one.Main = true
	r.save(one, two)
	r.want(got(r, profiles.MainProfile), one)
	two.Main = true
	r.save(two)
	one.Main = false
	r.want(got(r, profiles.Profiles), []monitor.Profile{two, one})
	two.Deleted = true
	r.save(two)
	_, err = ask(r, r.tenant, profiles.MainProfile)
	r.wantIs(err, monitor.ErrNoProfile)
	one.Main = true
	r.save(one)
	r.want(got(r, profiles.Profiles), []monitor.Profile{one})
}

func testFindProfile(r *room) {
	of := func(inn, kpp string) monitor.Profile {
		p := r.profile()
		p.TaxID = sdano.TaxID{INN: inn, KPP: kpp}
		return p
	}
	first, branch, gone := of("7799999919", "779901001"), of("7799999919", "779902002"), of("7799999919", "779903003")
	gone.Deleted = true
	r.save(gone, branch, first)
	for _, c := range []struct {
		inn, kpp string
		want     sdano.ID
	}{
		{"7799999919", "", first.ID},
		{"7799999919", "779901001", first.ID},
		{"7799999919", "779902002", branch.ID},
		{"7799999919", "779903003", sdano.ID{}},
		{"7707083893", "", sdano.ID{}},
		{"", "779901001", sdano.ID{}},
	} {
		p, err := r.findProfile(sdano.TaxID{INN: c.inn, KPP: c.kpp})
		if p.ID != c.want {
			r.Errorf("%s/%s: %s, want %s (%v)", c.inn, c.kpp, p.ID, c.want, err)
		}
		if c.want.IsZero() {
			r.wantIs(err, monitor.ErrNoProfile)
		}
	}
}

func testFacts(r *room) {
	profile := sdano.NewID()
	r.want(r.factsOf(profile), monitor.Facts{})
	facts := filled[monitor.Facts](&r.fill)
	mixed := facts
	mixed.Entries = slices.Clone(facts.Entries)
	slices.Reverse(mixed.Entries)
	r.addFacts(profile, mixed)
	r.addFacts(sdano.NewID(), filled[monitor.Facts](&r.fill))
	r.want(r.factsOf(profile), facts)
	remove := func(id sdano.ID) {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return profiles.RemoveFact(ctx, tx, profile, id) })
	}
	remove(facts.Payroll[0].ID)
	remove(facts.Balances[1].ID)
	remove(sdano.NewID())
	facts.Payroll, facts.Balances = facts.Payroll[1:], facts.Balances[:1]
	r.want(r.factsOf(profile), facts)
}

func testReplacedFacts(r *room) {
	profile := sdano.NewID()
	facts := filled[monitor.Facts](&r.fill)
	r.addFacts(profile, facts)
	entry := filled[monitor.Entry](&r.fill)
	entry.ID = facts.Entries[0].ID
	balance := monitor.Balance{ID: facts.Payments[1].ID, Date: sdano.MustDate("2026-04-01"), Amount: -1}
	r.addFacts(profile, monitor.Facts{Entries: []monitor.Entry{entry}, Balances: []monitor.Balance{balance}})
	facts.Entries[0] = entry
	facts.Payments = facts.Payments[:1]
	facts.Balances = append(facts.Balances, balance)
	slices.SortFunc(facts.Balances, func(a, b monitor.Balance) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	r.want(r.factsOf(profile), facts)
}

// testMonitorTenants: the same identifiers in two tenants are two things.
func testMonitorTenants(r *room) {
	other := r.other()
	mine := r.profile()
	mine.Main = true
	theirs := mine
	theirs.Name = "theirs"
	r.save(mine)
	r.want(got(other, profiles.Profiles), []monitor.Profile(nil))
	other.save(theirs)
	facts := filled[monitor.Facts](&r.fill)
	r.addFacts(mine.ID, facts)
	r.want(other.factsOf(mine.ID), monitor.Facts{})
	other.addFacts(mine.ID, monitor.Facts{Entries: facts.Entries[:1]})
	other.do(func(ctx context.Context, tx sdano.Tx) error {
		return profiles.RemoveFact(ctx, tx, mine.ID, facts.Payments[0].ID)
	})
	r.want(r.factsOf(mine.ID), facts)
	r.want(got(r, profiles.MainProfile), mine)
	r.want(got(other, profiles.MainProfile), theirs)
}
