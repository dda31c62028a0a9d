package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"sdano"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

const tenant sdano.Tenant = 5

var (
	settings  sqlstore.SettingsStore
	errBroken = errors.New("broken on purpose")
)

// put sets a setting.
func put(name, value string) sdano.Unit {
	return func(ctx context.Context, tx sdano.Tx) error { return settings.Put(ctx, tx, name, value) }
}

// numbered sets a setting and takes a number.
func numbered(name string) sdano.Unit {
	return func(ctx context.Context, tx sdano.Tx) error {
		if _, err := tx.NextSeq(ctx); err != nil {
			return err
		}
		return settings.Put(ctx, tx, name, "x")
	}
}

// bench is a store whose writer can be held, so that units wait and then share
// a commit.
type bench struct {
	*testing.T
	db   *sqlstore.DB
	mu   sync.Mutex
	errs map[string]error
	all  sync.WaitGroup
}

// together runs a test in a bubble, in which it is known when all wait.
func together(t *testing.T, test func(*bench), opts ...sqlite.Option) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sdano.db")
	synctest.Test(t, func(t *testing.T) {
		db, err := sqlite.Open(context.Background(), path, opts...)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		test(&bench{T: t, db: db, errs: map[string]error{}})
	})
}

// hold occupies the writer until release is called.
func (b *bench) hold() (release func()) {
	b.Helper()
	gate := make(chan struct{})
	b.start("hold", func(context.Context, sdano.Tx) error {
		<-gate
		return nil
	})
	return func() { close(gate) }
}

// start runs a unit in a goroutine and waits until it waits.
func (b *bench) start(name string, unit sdano.Unit) { b.startFor(context.Background(), name, unit) }

func (b *bench) startFor(ctx context.Context, name string, unit sdano.Unit) {
	b.all.Go(func() {
		err := b.db.Write(ctx, tenant, unit)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.errs[name] = err
	})
	synctest.Wait()
}

// answered reports whether a unit was answered, and with what.
func (b *bench) answered(name string) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	err, ok := b.errs[name]
	return ok, err
}

// value returns a committed setting, "" if there is none.
func (b *bench) value(name string) (value string) {
	b.Helper()
	err := b.db.Read(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		value, _, err = settings.Get(ctx, tx, name)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return value
}

// wantGood expects that units were committed; wantBad that they were undone.
func (b *bench) wantGood(names ...string) {
	b.Helper()
	for _, name := range names {
		if ok, err := b.answered(name); !ok || err != nil || b.value(name) == "" {
			b.Errorf("%s: answered %v, %v, stored %q", name, ok, err, b.value(name))
		}
	}
}

func (b *bench) wantBad(names ...string) {
	b.Helper()
	for _, name := range names {
		if ok, err := b.answered(name); !ok || err == nil || b.value(name) != "" {
			b.Errorf("%s: answered %v, %v, stored %q", name, ok, err, b.value(name))
		}
	}
}

// wantHead expects the last number of the sequence.
func (b *bench) wantHead(want int64) {
	b.Helper()
	head, err := b.db.Head(context.Background(), tenant)
	if err != nil || head != want {
		b.Errorf("head %d, %v, want %d", head, err, want)
	}
}

func TestFailingUnitsHarmNobodyInTheirGroup(t *testing.T) {
	together(t, func(b *bench) {
		release := b.hold()
		b.start("a", numbered("a"))
		b.start("error", func(ctx context.Context, tx sdano.Tx) error {
			return errors.Join(numbered("error")(ctx, tx), errBroken)
		})
		b.start("b", numbered("b"))
		b.start("panic", func(ctx context.Context, tx sdano.Tx) error {
			_ = numbered("panic")(ctx, tx)
			panic("on purpose")
		})
		b.start("constraint", func(ctx context.Context, tx sdano.Tx) error {
			_ = numbered("constraint")(ctx, tx)
			o := sqlstore.AccessStore{}
			once := once("key")
			return errors.Join(o.SaveOnce(ctx, tx, once), o.SaveOnce(ctx, tx, once))
		})
		b.start("c", numbered("c"))
		release()
		b.all.Wait()
		b.wantGood("a", "b", "c")
		b.wantBad("error", "panic", "constraint")
		if _, err := b.answered("error"); !errors.Is(err, errBroken) {
			b.Errorf("error %v", err)
		}
		if _, err := b.answered("panic"); !strings.Contains(err.Error(), "on purpose") {
			b.Errorf("error %v", err)
		}
		b.wantHead(3)
	})
}

func TestNobodyIsAnsweredBeforeTheCommit(t *testing.T) {
	together(t, func(b *bench) {
		release := b.hold()
		gate, ran := make(chan struct{}), false
		b.start("first", func(ctx context.Context, tx sdano.Tx) error {
			ran = true
			return put("first", "x")(ctx, tx)
		})
		b.start("bad", func(context.Context, sdano.Tx) error { return errBroken })
		b.start("last", func(ctx context.Context, tx sdano.Tx) error {
			<-gate
			return put("last", "x")(ctx, tx)
		})
		release()
		synctest.Wait()
		if !ran {
			b.Error("the first unit has not run")
		}
		for _, name := range []string{"first", "bad", "last"} {
			if ok, _ := b.answered(name); ok || b.value(name) != "" {
				b.Errorf("%s was answered or is seen before the commit", name)
			}
		}
		close(gate)
		b.all.Wait()
		b.wantGood("first", "last")
	})
}

func TestCancelledUnits(t *testing.T) {
	together(t, func(b *bench) {
		release := b.hold()
		waiting, leave := context.WithCancel(context.Background())
		running, end := context.WithCancel(context.Background())
		b.startFor(waiting, "waiting", func(context.Context, sdano.Tx) error {
			b.Error("a unit was run that nobody waits for")
			return nil
		})
		b.start("a", numbered("a"))
		b.startFor(running, "running", func(ctx context.Context, tx sdano.Tx) error {
			end()
			return numbered("running")(ctx, tx)
		})
		b.start("b", numbered("b"))
		leave()
		synctest.Wait()
		if ok, err := b.answered("waiting"); !ok || !errors.Is(err, context.Canceled) {
			b.Errorf("answered %v, %v", ok, err)
		}
		release()
		b.all.Wait()
		b.wantGood("a", "running", "b")
		b.wantHead(3)
	})
}

// TestFullDisk: the unit that fills the disk takes the whole transaction with
// it; the others are run again, each in a transaction of its own.
func TestFullDisk(t *testing.T) {
	together(t, func(b *bench) {
		release := b.hold()
		var runs [3]int
		counted := func(i int, name string) sdano.Unit {
			return func(ctx context.Context, tx sdano.Tx) error {
				runs[i]++
				return numbered(name)(ctx, tx)
			}
		}
		b.start("a", counted(0, "a"))
		b.start("large", put("large", strings.Repeat("x", 4<<20)))
		b.start("b", counted(1, "b"))
		b.start("large too", put("large too", strings.Repeat("x", 4<<20)))
		b.start("c", counted(2, "c"))
		release()
		b.all.Wait()
		b.wantGood("a", "b", "c")
		b.wantBad("large", "large too")
		for _, name := range []string{"large", "large too"} {
			_, err := b.answered(name)
			if e := sdano.AsError(err); e.Kind != sdano.Storage || e.Code != "storage_full" || e.Remedy == "" {
				b.Errorf("error %#v", e)
			}
		}
		if runs != [3]int{2, 1, 1} {
			b.Errorf("runs %v: the first unit should have been run again", runs)
		}
		b.wantHead(3)
		b.start("after", numbered("after"))
		b.wantGood("after")
	}, sqlite.Pragma("max_page_count(600)"))
}

// TestFullDiskOfAll: when there is no place for anybody, everybody is told, and
// nothing is recorded.
func TestFullDiskOfAll(t *testing.T) {
	together(t, func(b *bench) {
		names := []string{"one", "two", "three"}
		release := b.hold()
		for _, name := range names {
			b.start(name, func(ctx context.Context, tx sdano.Tx) error {
				return errors.Join(numbered(name)(ctx, tx), put(name+" large", strings.Repeat("x", 4<<20))(ctx, tx))
			})
		}
		release()
		b.all.Wait()
		b.wantBad(names...)
		b.wantHead(0)
		b.start("after", numbered("after"))
		b.wantGood("after")
	}, sqlite.Pragma("max_page_count(600)"))
}

// TestFullDiskSwallowed: after the engine has rolled back the transaction, a
// unit that goes on would write outside of any.
func TestFullDiskSwallowed(t *testing.T) {
	together(t, func(b *bench) {
		release := b.hold()
		b.start("a", numbered("a"))
		b.start("large", func(ctx context.Context, tx sdano.Tx) error {
			_ = put("large", strings.Repeat("x", 4<<20))(ctx, tx)
			_ = put("beside", "x")(ctx, tx)
			return nil
		})
		b.start("b", numbered("b"))
		release()
		b.all.Wait()
		b.wantGood("a", "b")
		b.wantBad("large")
		if b.value("beside") != "" {
			b.Error("a statement was committed outside of the unit")
		}
	}, sqlite.Pragma("max_page_count(600)"))
}

// TestAUnitThatEndsTheWriter: runtime.Goexit, as t.FailNow does it, ends the
// writer's goroutine; another takes over.
func TestAUnitThatEndsTheWriter(t *testing.T) {
	together(t, func(b *bench) {
		release := b.hold()
		b.start("a", numbered("a"))
		b.start("exit", func(ctx context.Context, tx sdano.Tx) error {
			_ = numbered("exit")(ctx, tx)
			runtime.Goexit()
			return nil
		})
		b.start("b", numbered("b"))
		release()
		b.all.Wait()
		b.wantGood("a", "b")
		b.wantBad("exit")
		b.wantHead(2)
	})
}

// TestCloseServesWhoWaits: units that were taken in are committed.
func TestCloseServesWhoWaits(t *testing.T) {
	together(t, func(b *bench) {
		release := b.hold()
		var names []string
		for i := range 20 {
			name := fmt.Sprint("unit ", i)
			names = append(names, name)
			b.start(name, func(ctx context.Context, tx sdano.Tx) error { return put(name, "x")(ctx, tx) })
		}
		var closed error
		b.all.Go(func() { closed = b.db.Close() })
		release()
		b.all.Wait()
		if closed != nil {
			b.Fatal(closed)
		}
		for _, name := range names {
			if ok, err := b.answered(name); !ok || err != nil && !sdano.IsKind(err, sdano.Unavailable) {
				b.Errorf("%s: answered %v, %v", name, ok, err)
			}
		}
	})
}
