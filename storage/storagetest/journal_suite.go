package storagetest

import (
	"context"
	"testing"

	"sdano"
	"sdano/audit"
	"sdano/storage/sqlstore"
)

// journal is the store under test; it has no state of its own.
var journal sqlstore.JournalStore

// journalSuite holds a store against what reporting.Journal promises.
func journalSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"chain": testChain, "objects": testObjects, "undone entries": testUndoneEntries,
		"tenants": testJournalTenants, "numbers": testJournalNumbers,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
	t.Run("all tenants", func(t *testing.T) { t.Parallel(); testJournalOfAll(newRoom(t, open(t))) })
}

// record appends an entry with every field set and returns it as given.
func (r *room) record(object string) audit.Entry {
	r.Helper()
	e := filled[audit.Entry](&r.fill)
	e.Tenant, e.Object = r.tenant, object
	r.do(func(ctx context.Context, tx sdano.Tx) error { return journal.Record(ctx, tx, e) })
	return e
}

func entriesOf(object string) func(context.Context, sdano.Tx) ([]audit.Entry, error) {
	return func(ctx context.Context, tx sdano.Tx) ([]audit.Entry, error) {
		return journal.EntriesOf(ctx, tx, object)
	}
}

// testChain: entries are numbered and linked here, whatever was given, over
// several units and within one.
func testChain(r *room) {
	given := []audit.Entry{r.record("a"), r.record("a")}
	third, fourth := filled[audit.Entry](&r.fill), filled[audit.Entry](&r.fill)
	third.Tenant, third.Object, fourth.Tenant, fourth.Object = 0, "a", r.tenant, "a"
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		return first(journal.Record(ctx, tx, third), journal.Record(ctx, tx, fourth))
	})
	var prev audit.Hash
	want := append(given, third, fourth)
	for i := range want {
		e := &want[i]
		e.Tenant, e.Seq, e.Prev = r.tenant, int64(i+1), prev
		e.Hash = audit.Link(prev, *e)
		prev = e.Hash
	}
	r.want(got(r, entriesOf("a")), want)
}

// testObjects: an object's entries are its own and those of what is below it.
func testObjects(r *room) {
	for _, object := range []string{"s/1", "s/1/event/2", "s/10", "s/1-", "s/10/event/2", "s/1/", "s", "S/1", "s/1/Ж"} {
		r.record(object)
	}
	of := func(object string) (out []string) {
		for _, e := range got(r, entriesOf(object)) {
			out = append(out, e.Object)
		}
		return out
	}
	r.want(of("s/1"), []string{"s/1", "s/1/event/2", "s/1/", "s/1/Ж"})
	r.want(of("s/10"), []string{"s/10", "s/10/event/2"})
	r.want(of("s/1/event/2"), []string{"s/1/event/2"})
	r.want(of("s/%"), []string(nil))
	r.want(len(of("s")), 8)
}

// testUndoneEntries: what was undone leaves no mark in the chain.
func testUndoneEntries(r *room) {
	one := r.record("a")
	r.wantIs(r.try(func(ctx context.Context, tx sdano.Tx) error {
		return first(journal.Record(ctx, tx, one), errBroken)
	}), errBroken)
	r.record("a")
	list := got(r, entriesOf("a"))
	r.want([]any{len(list), list[1].Seq, list[1].Prev}, []any{2, int64(2), list[0].Hash})
}

// testJournalTenants: each tenant has a chain of its own, and nobody writes
// into another's.
func testJournalTenants(r *room) {
	other := r.other()
	r.record("a")
	other.record("a")
	mine, theirs := got(r, entriesOf("a")), got(other, entriesOf("a"))
	r.want([]any{len(mine), len(theirs), theirs[0].Seq, theirs[0].Prev}, []any{1, 1, int64(1), audit.Hash{}})
	if err := other.try(func(ctx context.Context, tx sdano.Tx) error { return journal.Record(ctx, tx, mine[0]) }); err == nil {
		r.Error("an entry of another tenant was recorded")
	}
}

// testJournalOfAll: a unit of all tenants records in the installation's own
// chain, which no tenant sees, and in nobody else's. The store is the test's own.
func testJournalOfAll(r *room) {
	record := func(tenant sdano.Tenant, after error) error {
		e := audit.Entry{Tenant: tenant, At: base, Actor: "system:test", Action: "x", Object: "a"}
		return r.db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
			return first(journal.Record(ctx, tx, e), after)
		})
	}
	r.record("a")
	r.must(record(0, nil))
	r.wantIs(record(0, errBroken), errBroken)
	r.must(record(sdano.AllTenants, nil))
	if err := record(r.tenant, nil); err == nil {
		r.Error("an entry of a tenant was recorded in the installation's chain")
	}
	list, err := ask(r, sdano.AllTenants, entriesOf("a"))
	r.must(err)
	r.want(len(list), 2)
	var prev audit.Hash
	for i, e := range list {
		r.want([]any{e.Tenant, e.Seq, e.Prev, e.Hash}, []any{sdano.AllTenants, int64(i + 1), prev, audit.Link(prev, e)})
		prev = e.Hash
	}
	r.want(len(got(r, entriesOf("a"))), 1)
}

// testJournalNumbers: entries share the tenant's one sequence.
func testJournalNumbers(r *room) {
	var before, after int64
	r.do(func(ctx context.Context, tx sdano.Tx) (err error) {
		if before, err = tx.NextSeq(ctx); err != nil {
			return err
		}
		if err := journal.Record(ctx, tx, audit.Entry{Object: "a", At: base}); err != nil {
			return err
		}
		after, err = tx.NextSeq(ctx)
		return err
	})
	list := got(r, entriesOf("a"))
	r.want([]int64{before, list[0].Seq, after}, []int64{1, 2, 3})
}
