package storagetest

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"

	"sdano"
	"sdano/storage/sqlstore"
)

// settings is the simplest of the stores: what a unit did shows in it.
var settings sqlstore.SettingsStore

// unitsSuite holds a store against what sdano.Units and sdano.Tx promise.
func unitsSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"numbers": testNumbers, "numbers of many writers": testManyWriters, "no numbers": testNoNumbers,
		"one after another": testOneAfterAnother, "many tenants": testManyTenants,
		"failing unit": testFailingUnit, "swallowed failure": testSwallowedFailure, "panic": testPanic, "ended goroutine": testGoexit,
		"snapshot": testSnapshot, "reading unit": testReadingUnit, "over": testUnitOver,
		"cancelled": testCancelled, "cancelled in the unit": testCancelledInside, "tenants": testUnitTenants,
		"head": testHead, "settings": testSettings,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
	t.Run("numbers of all tenants", func(t *testing.T) { t.Parallel(); testNumbersOfAll(newRoom(t, open(t))) })
	t.Run("closed", func(t *testing.T) { t.Parallel(); testClosed(newRoom(t, open(t))) })
}

// put sets a setting of the room's tenant.
func put(name, value string) sdano.Unit {
	return func(ctx context.Context, tx sdano.Tx) error { return settings.Put(ctx, tx, name, value) }
}

// setting returns a setting, "" if there is none.
func (r *room) setting(name string) string {
	r.Helper()
	value, _ := asked(r, func(ctx context.Context, tx sdano.Tx) (string, bool, error) { return settings.Get(ctx, tx, name) })
	return value
}

// number takes the next number.
func (r *room) number() (seq int64, err error) {
	err = r.try(func(ctx context.Context, tx sdano.Tx) (err error) {
		seq, err = tx.NextSeq(ctx)
		return err
	})
	return seq, err
}

// testNumbers: each tenant counts from 1, and a unit that is undone takes no
// number.
func testNumbers(r *room) {
	for want := range int64(3) {
		seq, err := r.number()
		r.must(err)
		r.want(seq, want+1)
		err = r.try(func(ctx context.Context, tx sdano.Tx) error {
			if _, err := tx.NextSeq(ctx); err != nil {
				return err
			}
			return errBroken
		})
		r.wantIs(err, errBroken)
	}
	var several []int64
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		several = nil
		for range 3 {
			seq, err := tx.NextSeq(ctx)
			if err != nil {
				return err
			}
			several = append(several, seq)
		}
		return nil
	})
	r.want(several, []int64{4, 5, 6})
	seq, err := r.other().number()
	r.must(err)
	r.want(seq, int64(1))
}

var errBroken = errors.New("broken on purpose")

// testManyWriters: numbers are without gaps and repetitions whoever takes them,
// and whoever fails among them.
func testManyWriters(r *room) {
	const writers, each = 8, 12
	var mu sync.Mutex
	var taken []int64
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				if (w+i)%3 == 0 {
					_ = r.try(func(ctx context.Context, tx sdano.Tx) error {
						_, err := tx.NextSeq(ctx)
						return errors.Join(err, errBroken)
					})
				}
				seq, err := r.number()
				if err != nil {
					r.Error(err)
				}
				mu.Lock()
				taken = append(taken, seq)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(taken)
	for i, seq := range taken {
		if seq != int64(i+1) {
			r.Fatalf("number %d at place %d", seq, i+1)
		}
	}
	r.want(len(taken), writers*each)
}

// testOneAfterAnother: units of one tenant do not see half of each other. Each
// reads, then writes: lost updates would show.
func testOneAfterAnother(r *room) {
	const writers, each = 6, 10
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				if err := r.try(longer); err != nil {
					r.Error(err)
				}
			}
		})
	}
	all.Wait()
	r.want(len(r.setting("text")), writers*each)
}

// longer makes a setting one letter longer.
func longer(ctx context.Context, tx sdano.Tx) error {
	text, _, err := settings.Get(ctx, tx, "text")
	if err != nil {
		return err
	}
	return settings.Put(ctx, tx, "text", text+"x")
}

// testManyTenants: writers of many tenants at once leave each tenant its own.
func testManyTenants(r *room) {
	rooms := []*room{r, r.other(), r.other(), r.other(), r.other()}
	var all sync.WaitGroup
	for _, one := range rooms {
		for range 2 {
			all.Go(func() {
				for range 8 {
					if err := one.try(longer); err != nil {
						r.Error(err)
					}
					if _, err := one.number(); err != nil {
						r.Error(err)
					}
				}
			})
		}
	}
	all.Wait()
	for _, one := range rooms {
		head, err := r.db.Head(context.Background(), one.tenant)
		r.must(err)
		r.want([]any{len(one.setting("text")), head}, []any{16, int64(16)})
	}
}

// testNoNumbers: a reading unit has none.
func testNoNumbers(r *room) {
	take := func(ctx context.Context, tx sdano.Tx) error {
		_, err := tx.NextSeq(ctx)
		return err
	}
	for _, tenant := range []sdano.Tenant{r.tenant, sdano.AllTenants} {
		if err := r.db.Read(context.Background(), tenant, take); err == nil {
			r.Errorf("a reading unit of tenant %d took a number", tenant)
		}
	}
}

// testNumbersOfAll: units of all tenants count in the installation's own
// sequence, without gaps whoever takes numbers and whoever fails among them. The
// store is the test's own.
func testNumbersOfAll(r *room) {
	const writers, each = 4, 6
	installation := *r
	installation.tenant = sdano.AllTenants
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				_ = installation.try(func(ctx context.Context, tx sdano.Tx) error {
					_, err := tx.NextSeq(ctx)
					return errors.Join(err, errBroken)
				})
				if err := installation.try(longer); err != nil {
					r.Error(err)
				}
				if _, err := installation.number(); err != nil {
					r.Error(err)
				}
			}
		})
	}
	all.Wait()
	head, err := r.db.Head(context.Background(), sdano.AllTenants)
	r.must(err)
	next, err := installation.number()
	r.must(err)
	own, err := r.number()
	r.must(err)
	r.want([]int64{head, next, own}, []int64{writers * each, writers*each + 1, 1})
}

// testFailingUnit: an error undoes all of a unit and is given back as it is.
func testFailingUnit(r *room) {
	r.do(put("kept", "before"))
	err := r.try(func(ctx context.Context, tx sdano.Tx) error {
		return first(put("kept", "after")(ctx, tx), put("new", "x")(ctx, tx), errBroken)
	})
	r.wantIs(err, errBroken)
	r.want([]string{r.setting("kept"), r.setting("new")}, []string{"before", ""})
}

// testSwallowedFailure: after a statement has failed the unit is undone though
// it says that all is well, and nothing more can be written in it.
func testSwallowedFailure(r *room) {
	a := r.alarm()
	r.raise(r.tenant, a)
	err := r.try(func(ctx context.Context, tx sdano.Tx) error {
		_ = put("early", "x")(ctx, tx)
		other := r.alarm()
		other.ID = a.ID // the key is taken
		if _, err := store.RaiseAlarm(ctx, tx, other); err == nil {
			r.Error("a row of the same key was written")
		}
		if err := put("late", "x")(ctx, tx); err == nil {
			r.Error("a unit goes on after a failed statement")
		}
		return nil
	})
	if err == nil {
		r.Error("the unit was committed")
	}
	r.want([]string{r.setting("early"), r.setting("late")}, []string{"", ""})
}

// testPanic: a panic is the error of its unit.
func testPanic(r *room) {
	err := r.try(func(ctx context.Context, tx sdano.Tx) error {
		_ = put("panic", "x")(ctx, tx)
		panic("on purpose")
	})
	if err == nil {
		r.Error("a panic is no error")
	}
	r.do(put("after", "x"))
	r.want([]string{r.setting("panic"), r.setting("after")}, []string{"", "x"})
}

// testGoexit: a unit that ends its goroutine, as t.FailNow does, ends nothing
// else.
func testGoexit(r *room) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = r.try(func(ctx context.Context, tx sdano.Tx) error {
			_ = put("exit", "x")(ctx, tx)
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	r.do(put("after", "x"))
	r.want([]string{r.setting("exit"), r.setting("after")}, []string{"", "x"})
}

// testSnapshot: a reading unit sees one moment, whatever is committed
// meanwhile.
func testSnapshot(r *room) {
	r.do(put("a", "1"))
	r.must(r.db.Read(context.Background(), r.tenant, func(ctx context.Context, tx sdano.Tx) error {
		before, _, err := settings.Get(ctx, tx, "a")
		r.must(err)
		r.do(put("a", "2"))
		after, _, err := settings.Get(ctx, tx, "a")
		r.must(err)
		r.want([]string{before, after}, []string{"1", "1"})
		return nil
	}))
	r.want(r.setting("a"), "2")
}

// testReadingUnit: it cannot change anything.
func testReadingUnit(r *room) {
	for _, tenant := range []sdano.Tenant{r.tenant, sdano.AllTenants} {
		if err := r.db.Read(context.Background(), tenant, put("read", "x")); err == nil {
			r.Error("a reading unit wrote")
		}
	}
	// A statement that gives rows reaches the engine.
	err := r.db.Read(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		_, err := store.ClaimWork(ctx, tx, claim("reader"))
		return err
	})
	if err == nil {
		r.Error("a reading unit leased work")
	}
	r.want(r.setting("read"), "")
}

// testUnitOver: a unit cannot be used after its end.
func testUnitOver(r *room) {
	var kept sdano.Tx
	r.do(func(_ context.Context, tx sdano.Tx) error {
		kept = tx
		return nil
	})
	if err := put("late", "x")(context.Background(), kept); err == nil {
		r.Error("a unit was used after its end")
	}
	if _, err := kept.NextSeq(context.Background()); err == nil {
		r.Error("a unit gave a number after its end")
	}
	r.want(r.setting("late"), "")
}

// testCancelled: who does not want to wait is not served.
func testCancelled(r *room) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r.wantIs(r.db.Write(ctx, r.tenant, put("cancelled", "x")), context.Canceled)
	r.wantIs(r.db.Read(ctx, r.tenant, put("cancelled", "x")), context.Canceled)
	r.want(r.setting("cancelled"), "")
}

// testCancelledInside: a unit that has begun runs to its end; a reading one
// stops.
func testCancelledInside(r *room) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r.must(r.db.Write(ctx, r.tenant, func(ctx context.Context, tx sdano.Tx) error {
		cancel()
		return put("cancelled", "x")(ctx, tx)
	}))
	r.want(r.setting("cancelled"), "x")
	ctx, cancel = context.WithCancel(context.Background())
	err := r.db.Read(ctx, r.tenant, func(ctx context.Context, tx sdano.Tx) error {
		cancel()
		_, _, err := settings.Get(ctx, tx, "cancelled")
		return err
	})
	r.wantIs(err, context.Canceled)
}

// testUnitTenants: a unit tells its tenant, and there is none of nobody.
func testUnitTenants(r *room) {
	for _, tenant := range []sdano.Tenant{r.tenant, sdano.AllTenants} {
		r.must(r.db.Write(context.Background(), tenant, func(_ context.Context, tx sdano.Tx) error {
			r.want(tx.Tenant(), tenant)
			return nil
		}))
	}
	for _, nobody := range []sdano.Tenant{0, -2} {
		if err := r.db.Write(context.Background(), nobody, put("x", "x")); err == nil {
			r.Errorf("a unit of tenant %d was run", nobody)
		}
	}
}

func testHead(r *room) {
	head := func() int64 {
		seq, err := r.db.Head(context.Background(), r.tenant)
		r.must(err)
		return seq
	}
	r.want(head(), int64(0))
	_, err := r.number()
	r.must(err)
	r.do(put("x", "x"))
	r.want(head(), int64(1))
	r.must(r.db.Ping(context.Background()))
}

// testSettings: each tenant has its own, and so has the installation.
func testSettings(r *room) {
	r.do(put("a", "1"))
	r.do(put("a", "2"))
	other := r.other()
	other.do(put("a", "3"))
	name := "of all " + sdano.NewID().String()
	r.doAll(put(name, "4"))
	all, err := ask(r, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (string, error) {
		value, _, err := settings.Get(ctx, tx, name)
		return value, err
	})
	r.must(err)
	r.want([]string{r.setting("a"), other.setting("a"), r.setting(name), all}, []string{"2", "3", "", "4"})
}

// testClosed: a closed store says so.
func testClosed(r *room) {
	r.must(r.db.Close())
	for _, err := range []error{
		r.db.Write(context.Background(), r.tenant, put("x", "x")), r.db.Read(context.Background(), r.tenant, put("x", "x")),
	} {
		if !sdano.IsKind(err, sdano.Unavailable) {
			r.Errorf("error %v, want one of kind Unavailable", err)
		}
	}
	r.must(r.db.Close())
}
