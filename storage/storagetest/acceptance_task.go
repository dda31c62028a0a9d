package storagetest

import (
	"context"
	"slices"
	"sync"
	"time"

	"sdano"
	"sdano/acceptance"
)

// lastTask numbers the tasks of the tests of one process.
var lastTask struct {
	sync.Mutex
	id int64
}

// task returns a task with every field set.
func (r *room) task() acceptance.Task {
	t := filled[acceptance.Task](&r.fill)
	lastTask.Lock()
	lastTask.id++
	t.ID = lastTask.id
	lastTask.Unlock()
	t.Tenant = r.tenant
	return t
}

// plan records a planned task that nobody has leased, after a change.
func (r *room) plan(change func(*acceptance.Task)) acceptance.Task {
	r.Helper()
	t := r.task()
	t.State, t.NextAt, t.LeaseOwner, t.LeaseUntil = acceptance.Planned, base, "", time.Time{}
	change(&t)
	r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertTask(ctx, tx, t) })
	return t
}

func asPlanned(*acceptance.Task) {}

func readTask(id int64) func(context.Context, sdano.Tx) (acceptance.Task, error) {
	return func(ctx context.Context, tx sdano.Tx) (acceptance.Task, error) { return boxes.Task(ctx, tx, id) }
}

// claimTasks leases tasks for an owner from an instant on, for a minute.
func (r *room) claimTasks(owner string, now time.Time, limit int) (out []acceptance.Task) {
	r.Helper()
	r.doAll(func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = boxes.ClaimTasks(ctx, tx, now, now.Add(time.Minute), owner, limit)
		return err
	})
	return out
}

// held returns a task as it is after a claim.
func held(t acceptance.Task, owner string, now time.Time) acceptance.Task {
	t.LeaseOwner, t.LeaseUntil, t.Version = owner, now.Add(time.Minute), t.Version+1
	return t
}

func testTask(r *room) {
	t := r.task()
	bare := acceptance.Task{ID: r.task().ID, Tenant: r.tenant}
	for _, t := range []acceptance.Task{t, bare} {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertTask(ctx, tx, t) })
		r.want(got(r, readTask(t.ID)), t)
	}
	_, err := ask(r, r.tenant, readTask(1<<60))
	r.wantIs(err, acceptance.ErrNotFound)
	if err := r.try(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertTask(ctx, tx, t) }); err == nil {
		r.Error("the same task was recorded twice")
	}
}

func testTaskUpdate(r *room) {
	t := r.plan(asPlanned)
	next := r.task()
	next.ID, next.Version = t.ID, t.Version
	update := func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateTask(ctx, tx, next) }
	r.do(update)
	want := next
	want.Action, want.Stage, want.Box, want.Document, want.Package = t.Action, t.Stage, t.Box, t.Document, t.Package
	want.By, want.Request, want.CreatedAt, want.Version = t.By, t.Request, t.CreatedAt, t.Version+1
	r.want(got(r, readTask(t.ID)), want)
	r.wantIs(r.try(update), acceptance.ErrStale)
	next.ID = 1 << 60
	r.wantIs(r.try(update), acceptance.ErrStale)
}

func testUnfinishedTasks(r *room) {
	pkg := sdano.NewID()
	of := func(state acceptance.TaskState, box string, pkg sdano.ID) {
		r.plan(func(t *acceptance.Task) { t.State, t.Box, t.Package = state, box, pkg })
	}
	count := func() int {
		return got(r, func(ctx context.Context, tx sdano.Tx) (int, error) { return boxes.UnfinishedTasks(ctx, tx, "box", pkg) })
	}
	of(acceptance.Planned, "other", pkg)
	of(acceptance.Planned, "box", sdano.NewID())
	of(acceptance.Done, "box", pkg)
	of(acceptance.DoneFailed, "box", pkg)
	r.want(count(), 0)
	of(acceptance.Planned, "box", pkg)
	of(acceptance.Planned, "box", pkg)
	r.want(count(), 2)
}

// testTaskNumbers: nobody gets a number that another one has.
func testTaskNumbers(r *room) {
	var mu sync.Mutex
	var taken []int64
	reserve := func(n int64) {
		var from int64
		err := r.db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
			from, err = boxes.ReserveTaskIDs(ctx, tx, n)
			return err
		})
		if err != nil || from < 1 {
			r.Errorf("number %d, error %v", from, err)
		}
		mu.Lock()
		defer mu.Unlock()
		for i := range n {
			taken = append(taken, from+i)
		}
	}
	var all sync.WaitGroup
	for n := range int64(8) {
		all.Go(func() { reserve(n + 1); reserve(1) })
	}
	all.Wait()
	slices.Sort(taken)
	if len(slices.Compact(slices.Clone(taken))) != 44 || taken[43]-taken[0] != 43 {
		r.Errorf("the numbers are %d", taken)
	}
	err := r.db.Read(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		_, err := boxes.ReserveTaskIDs(ctx, tx, 1)
		return err
	})
	if err == nil {
		r.Error("a reading unit took numbers")
	}
}

func testDueTasks(r *room) {
	other := r.other()
	late := r.plan(func(t *acceptance.Task) { t.NextAt = base.Add(time.Second) })
	first := other.plan(func(t *acceptance.Task) { t.NextAt = base.Add(-time.Hour) })
	second, third := r.plan(asPlanned), r.plan(asPlanned)
	r.plan(func(t *acceptance.Task) { t.State = acceptance.Done })
	r.plan(func(t *acceptance.Task) { t.State = acceptance.DoneFailed })
	r.want(r.claimTasks("one", base, 2), []acceptance.Task{held(first, "one", base), held(second, "one", base)})
	r.want(r.claimTasks("two", base, 0), []acceptance.Task{held(third, "two", base)})
	r.want(got(r, readTask(third.ID)), held(third, "two", base))
	r.want(r.claimTasks("one", late.NextAt, 9), []acceptance.Task{held(late, "one", late.NextAt)})
	mine := r.plan(asPlanned)
	var out []acceptance.Task
	other.do(func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = boxes.ClaimTasks(ctx, tx, base, base, "one", 9)
		return err
	})
	r.want(out, []acceptance.Task(nil))
	r.want(r.claimTasks("one", base, 9), []acceptance.Task{held(mine, "one", base)})
}

// testTaskLeases: who lost his lease to another cannot write any more.
func testTaskLeases(r *room) {
	t := held(r.plan(asPlanned), "one", base)
	r.want(r.claimTasks("one", base, 1), []acceptance.Task{t})
	end := t.LeaseUntil
	r.want(r.claimTasks("two", end.Add(-time.Microsecond), 1), []acceptance.Task(nil))
	taken := held(t, "two", end)
	r.want(r.claimTasks("two", end, 1), []acceptance.Task{taken})
	update := func(t acceptance.Task) error {
		return r.try(func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateTask(ctx, tx, t) })
	}
	r.wantIs(update(t), acceptance.ErrStale)
	taken.State, taken.LeaseOwner, taken.LeaseUntil = acceptance.Done, "", time.Time{}
	r.must(update(taken))
	taken.Version++
	r.want(got(r, readTask(t.ID)), taken)
	r.want(r.claimTasks("two", end.AddDate(1, 0, 0), 1), []acceptance.Task(nil))
}

func testDropTaskLeases(r *room) {
	mine, theirs := r.plan(asPlanned), r.other().plan(asPlanned)
	mine, theirs = held(mine, "one", base), held(theirs, "two", base)
	r.want(r.claimTasks("one", base, 1), []acceptance.Task{mine})
	r.want(r.claimTasks("two", base, 1), []acceptance.Task{theirs})
	drop := func(owner string) {
		r.doAll(func(ctx context.Context, tx sdano.Tx) error { return boxes.DropTaskLeases(ctx, tx, owner) })
	}
	drop("one")
	mine = held(mine, "three", base)
	r.want(r.claimTasks("three", base, 9), []acceptance.Task{mine})
	drop("")
	r.want(r.claimTasks("four", base, 9), []acceptance.Task{held(mine, "four", base), held(theirs, "four", base)})
}

func testPurgeTasks(r *room) {
	ended := func(state acceptance.TaskState, at time.Time) acceptance.Task {
		return r.plan(func(t *acceptance.Task) { t.State, t.FinishedAt = state, at })
	}
	gone := []acceptance.Task{ended(acceptance.Done, base.Add(-time.Microsecond)), ended(acceptance.DoneFailed, base.AddDate(0, 0, -1))}
	left := []acceptance.Task{ended(acceptance.Done, base), ended(acceptance.Planned, time.Time{})}
	r.doAll(func(ctx context.Context, tx sdano.Tx) error { return boxes.PurgeTasks(ctx, tx, base) })
	for _, t := range gone {
		_, err := ask(r, r.tenant, readTask(t.ID))
		r.wantIs(err, acceptance.ErrNotFound)
	}
	for _, t := range left {
		r.want(got(r, readTask(t.ID)), t)
	}
}

// testConcurrentTasks: whoever claims at the same time never gets the same task.
func testConcurrentTasks(r *room) {
	const tasks, workers = 60, 6
	for range tasks {
		r.plan(asPlanned)
	}
	var mu sync.Mutex
	taken := map[int64]int{}
	some := func() []acceptance.Task {
		var out []acceptance.Task
		err := r.db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
			out, err = boxes.ClaimTasks(ctx, tx, base, base.Add(time.Minute), sdano.NewID().String(), 4)
			return err
		})
		if err != nil {
			r.Error(err)
		}
		return out
	}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for batch := some(); len(batch) > 0; batch = some() {
				mu.Lock()
				for _, t := range batch {
					taken[t.ID]++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for id, n := range taken {
		if n != 1 {
			r.Errorf("%d was claimed %d times", id, n)
		}
	}
	if rest := len(some()); len(taken)+rest != tasks {
		r.Errorf("%d tasks were claimed and %d are left, want %d", len(taken), rest, tasks)
	}
}
