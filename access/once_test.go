package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sdano"
	"sdano/access"
	"sdano/access/accesstest"
)

var request = access.Request{Tenant: tenant, Scope: "ann POST /v1/reports", Key: "key", Hash: "aa"}

// acts counts how often it acted and answers with the count.
type acts struct{ n atomic.Int64 }

func (a *acts) act(final bool) access.Act {
	return func(context.Context) (int, []byte, bool) {
		return 201, fmt.Append(nil, "answer ", a.n.Add(1)), final
	}
}

// inUnit acts in a unit of the store that saves its answer.
func (a *acts) inUnit(units sdano.Units) access.UnitAct {
	return func(ctx context.Context, save access.Save) (int, []byte, bool) {
		body := fmt.Append(nil, "answer ", a.n.Add(1))
		err := units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error { return save(ctx, tx, 201, body) })
		if err != nil {
			return 500, []byte(err.Error()), false
		}
		return 201, body, false
	}
}

func TestRepetitionGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]bool{"two units": false, "one unit": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			var a acts
			do := func() (access.Once, bool, error) {
				if unit {
					return w.DoInUnit(context.Background(), request, a.inUnit(w.store))
				}
				return w.Do(context.Background(), request, a.act(true))
			}
			for i := range 3 {
				o, replay, err := do()
				if err != nil || o.Status != 201 || string(o.Body) != "answer 1" || replay != (i > 0) {
					t.Errorf("%d: %d %s, replay %v, %v", i, o.Status, o.Body, replay, err)
				}
			}
			if a.n.Load() != 1 {
				t.Errorf("acted %d times", a.n.Load())
			}
		})
	}
}

func TestAnswerAndEffectAreOneUnit(t *testing.T) {
	t.Parallel()
	w := open(t)
	writes := w.store.Writes()
	var a acts
	if _, _, err := w.DoInUnit(context.Background(), request, a.inUnit(w.store)); err != nil {
		t.Fatal(err)
	}
	if n := w.store.Writes() - writes; n != 1 {
		t.Errorf("%d units", n)
	}
}

func TestUnitThatIsNotCommittedLeavesNoAnswer(t *testing.T) {
	t.Parallel()
	w := open(t)
	broken := true
	w.store.Commit = func() error {
		if broken {
			return errors.New("disk full")
		}
		return nil
	}
	var a acts
	o, replay, err := w.DoInUnit(context.Background(), request, a.inUnit(w.store))
	if err != nil || replay || o.Status != 500 {
		t.Fatalf("%d %s, %v, %v", o.Status, o.Body, replay, err)
	}
	broken = false
	o, replay, err = w.DoInUnit(context.Background(), request, a.inUnit(w.store))
	if err != nil || replay || string(o.Body) != "answer 2" {
		t.Errorf("%d %s, %v, %v", o.Status, o.Body, replay, err)
	}
}

// TestAnswerLostOnTheWayIsFound: the unit was committed, but its act says that
// it failed, as a connection that broke at the commit makes it.
func TestAnswerLostOnTheWayIsFound(t *testing.T) {
	t.Parallel()
	w := open(t)
	o, replay, err := w.DoInUnit(context.Background(), request, func(ctx context.Context, save access.Save) (int, []byte, bool) {
		_ = w.store.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error { return save(ctx, tx, 201, []byte("done")) })
		return 500, []byte("connection lost"), false
	})
	if err != nil || !replay || o.Status != 201 || string(o.Body) != "done" {
		t.Errorf("%d %s, %v, %v", o.Status, o.Body, replay, err)
	}
}

func TestUnitThatRunsAgainSavesItsLastRun(t *testing.T) {
	t.Parallel()
	w := open(t)
	run := 0
	o, _, err := w.DoInUnit(context.Background(), request, func(ctx context.Context, save access.Save) (int, []byte, bool) {
		var body []byte
		unit := func(ctx context.Context, tx sdano.Tx) error {
			run++
			body = fmt.Append(nil, "run ", run)
			return save(ctx, tx, 201, body)
		}
		retry := errors.New("retry")
		_ = w.store.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error { return errors.Join(unit(ctx, tx), retry) })
		if err := w.store.Write(ctx, tenant, unit); err != nil {
			t.Error(err)
		}
		return 201, body, false
	})
	again, replay, _ := w.DoInUnit(context.Background(), request, nil)
	if err != nil || string(o.Body) != "run 2" || !replay || string(again.Body) != "run 2" {
		t.Errorf("%s, %s, %v", o.Body, again.Body, err)
	}
}

func TestAnswersThatAreNotFinalAreNotKept(t *testing.T) {
	t.Parallel()
	w := open(t)
	var a acts
	for i := range 3 {
		o, replay, err := w.Do(context.Background(), request, a.act(false))
		if err != nil || replay || string(o.Body) != fmt.Sprint("answer ", i+1) {
			t.Errorf("%d: %s, %v, %v", i, o.Body, replay, err)
		}
	}
}

func TestKeyIsBoundToItsRequest(t *testing.T) {
	t.Parallel()
	w := open(t)
	var a acts
	ctx := context.Background()
	if _, _, err := w.Do(ctx, request, a.act(true)); err != nil {
		t.Fatal(err)
	}
	other := request
	other.Hash = "bb"
	if _, _, err := w.Do(ctx, other, a.act(true)); !errors.Is(err, access.ErrKeyReused) || sdano.AsError(err).Kind != sdano.Conflict {
		t.Errorf("another request: %v", err)
	}
	for name, free := range map[string]access.Request{
		"scope":  {Tenant: tenant, Scope: "bob", Key: "key", Hash: "bb"},
		"tenant": {Tenant: tenant + 1, Scope: request.Scope, Key: "key", Hash: "bb"},
		"key":    {Tenant: tenant, Scope: request.Scope, Key: "Key", Hash: "bb"},
	} {
		if _, replay, err := w.Do(ctx, free, a.act(true)); err != nil || replay {
			t.Errorf("another %s: %v, %v", name, replay, err)
		}
	}
}

func TestKeyIsFreeAfterADay(t *testing.T) {
	t.Parallel()
	w := open(t)
	var a acts
	ctx := context.Background()
	do := func(hash string) (access.Once, bool, error) {
		r := request
		r.Hash = hash
		return w.Do(ctx, r, a.act(true))
	}
	do("aa")
	w.clock.Advance(access.OnceLife - time.Nanosecond)
	if o, replay, err := do("aa"); err != nil || !replay || string(o.Body) != "answer 1" {
		t.Errorf("before the end of the day: %s, %v, %v", o.Body, replay, err)
	}
	w.clock.Advance(time.Nanosecond)
	if o, replay, err := do("bb"); err != nil || replay || string(o.Body) != "answer 2" {
		t.Errorf("after it: %s, %v, %v", o.Body, replay, err)
	}
	if o, replay, err := do("bb"); err != nil || !replay || string(o.Body) != "answer 2" {
		t.Errorf("and again: %s, %v, %v", o.Body, replay, err)
	}
}

func TestConcurrentRequestsOfOneKeyActOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	var a acts
	answers := make([]string, 32)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			do := func() (access.Once, bool, error) { return w.DoInUnit(context.Background(), request, a.inUnit(w.store)) }
			if i%2 == 0 {
				do = func() (access.Once, bool, error) { return w.Do(context.Background(), request, a.act(true)) }
			}
			o, _, err := do()
			if err != nil {
				t.Error(err)
			}
			answers[i] = string(o.Body)
		})
	}
	group.Wait()
	slices.Sort(answers)
	if got := slices.Compact(answers); len(got) != 1 || a.n.Load() != 1 {
		t.Errorf("acted %d times, answers %q", a.n.Load(), got)
	}
}

// TestNodesOfOneStore: two processes know nothing of each other's requests under
// way; the store decides whose answer counts.
func TestNodesOfOneStore(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]bool{"two units": false, "one unit": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			twin := access.New(access.Config{Units: w.store, Store: w.store, Clock: w.clock})
			var a acts
			var first access.Once
			meanwhile := func() {
				var err error
				if first, _, err = twin.DoInUnit(context.Background(), request, a.inUnit(w.store)); err != nil {
					t.Error(err)
				}
			}
			o, replay, err := w.DoInUnit(context.Background(), request, func(ctx context.Context, save access.Save) (int, []byte, bool) {
				meanwhile()
				if unit {
					return a.inUnit(w.store)(ctx, save)
				}
				return a.act(true)(ctx)
			})
			if err != nil || !replay || string(o.Body) != string(first.Body) {
				t.Errorf("%s, first %s, replay %v, %v", o.Body, first.Body, replay, err)
			}
		})
	}
}

func TestAnswerThatCannotBeRecordedIsAnError(t *testing.T) {
	t.Parallel()
	fire := errors.New("fire")
	var broken atomic.Bool
	store := &accesstest.Memory{Commit: func() error {
		if broken.Load() {
			return fire
		}
		return nil
	}}
	s := access.New(access.Config{Units: store, Store: store, Clock: sdano.RealClock{}})
	broken.Store(true)
	var a acts
	if _, _, err := s.Do(context.Background(), request, a.act(true)); !errors.Is(err, fire) {
		t.Errorf("%v", err)
	}
}

func TestWaitingForAKeyEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	_, _, err := w.Do(context.Background(), request, func(context.Context) (int, []byte, bool) {
		cancel()
		if _, _, err := w.Do(ctx, request, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("the one who waits: %v", err)
		}
		return 200, nil, true
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPurgeRemovesOldAnswersOnly(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	var a acts
	if _, _, err := w.Do(ctx, request, a.act(true)); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(access.OnceLife / 2)
	young := request
	young.Key = "young"
	if _, _, err := w.Do(ctx, young, a.act(true)); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(access.OnceLife/2 + time.Second)
	if err := w.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	left := 0
	err := w.store.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		for _, key := range []string{"key", "young"} {
			if _, ok, err := w.store.FindOnce(ctx, tx, request.Scope, key); err != nil {
				return err
			} else if ok {
				left++
			}
		}
		return nil
	})
	if err != nil || left != 1 {
		t.Errorf("%d answers are left, %v", left, err)
	}
}

func TestRequestThatDoesNotWaitIsToldThatAnotherRuns(t *testing.T) {
	t.Parallel()
	w := open(t)
	hurried := request
	hurried.NoWait = true
	var inner error
	_, _, err := w.Do(context.Background(), request, func(ctx context.Context) (int, []byte, bool) {
		_, _, inner = w.Do(ctx, hurried, func(context.Context) (int, []byte, bool) { return 200, nil, false })
		return 201, nil, true
	})
	if err != nil || !errors.Is(inner, access.ErrInProgress) {
		t.Errorf("%v, inner %v", err, inner)
	}
	if o, replay, err := w.Do(context.Background(), hurried, nil); err != nil || !replay || o.Status != 201 {
		t.Errorf("%+v, replay %v, %v", o, replay, err)
	}
}
