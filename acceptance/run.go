package acceptance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/work"
)

// taskLife is how long a finished task is kept.
const taskLife = 30 * 24 * time.Hour

// Run works until ctx ends: on planned tasks (at once when one is planned), on what
// the operators bring, on receipts that boxes want by themselves, and on the
// removal of old tasks. It begins with taking back the leases that a process of
// the same Node left when it died; until that succeeds nothing is sent. Failures
// are logged and tried again. When ctx ends it waits for what it has begun and
// returns nil.
func (s *Service) Run(ctx context.Context) error {
	work.Every(ctx, nil, func(ctx context.Context) time.Duration {
		err := s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
			return s.c.Store.DropTaskLeases(ctx, tx, s.c.Node)
		})
		s.log(ctx, "rescue", err)
		if err == nil {
			s.schedule(ctx)
		}
		return s.c.Rhythm.RetryMin
	})
	return nil
}

// schedule runs all loops until ctx ends.
func (s *Service) schedule(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { work.Every(ctx, s.wakeTasks, s.tasksTurn) })
	running.Go(func() { work.Every(ctx, s.wakePoll, s.pollTurn) })
	running.Go(func() { work.Every(ctx, s.wakeReceipts, s.receiptsTurn) })
	running.Go(func() { work.Every(ctx, nil, s.purgeTurn) })
	running.Wait()
}

// log tells what went wrong, unless that is the end of ctx.
func (s *Service) log(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		s.c.Log.ErrorContext(ctx, "acceptance: "+what, "error", err)
	}
}

// purgeTurn removes old tasks.
func (s *Service) purgeTurn(ctx context.Context) time.Duration {
	before := s.now().Add(-taskLife)
	s.log(ctx, "purge", s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return s.c.Store.PurgeTasks(ctx, tx, before)
	}))
	return s.c.Rhythm.Purge
}

// tasksTurn works on all tasks that are due.
func (s *Service) tasksTurn(ctx context.Context) time.Duration {
	_, err := work.Drain(ctx, s.c.Rhythm.Workers, s.claim, s.task)
	s.log(ctx, "tasks", err)
	return s.c.Rhythm.Tasks
}

func (s *Service) claim(ctx context.Context, limit int) (tasks []Task, err error) {
	now := s.c.Real.Now()
	err = s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		tasks, err = s.c.Store.ClaimTasks(ctx, tx, now, now.Add(s.c.Rhythm.Lease), s.c.Node, limit)
		return err
	})
	return tasks, err
}

// task works on one task and puts it back if it is not done: for later, or at once
// if it was cut off by the end of the process.
func (s *Service) task(ctx context.Context, t Task) {
	limited, cancel := context.WithTimeout(ctx, s.c.Rhythm.Lease*3/4)
	defer cancel()
	done := false
	err := guarded(func() (err error) {
		done, err = s.workOn(limited, t)
		return err
	})
	s.log(ctx, "task "+fmt.Sprint(t.ID), err)
	if done {
		return
	}
	if ctx.Err() == nil {
		t.Tries++
		t.NextAt = s.c.Real.Now().Add(work.Backoff{Min: s.c.Rhythm.RetryMin, Max: s.c.Rhythm.RetryMax}.Pause(t.Tries))
	}
	t.LeaseOwner, t.LeaseUntil = "", time.Time{}
	err = s.c.Units.Write(context.WithoutCancel(ctx), t.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		return s.c.Store.UpdateTask(ctx, tx, t)
	})
	if !errors.Is(err, ErrStale) {
		s.log(ctx, "task not put back", err)
	}
}

// workOn works on a task, and reports whether it is done.
func (s *Service) workOn(ctx context.Context, t Task) (done bool, err error) {
	if t.Stage == Sending {
		return s.send(ctx, t)
	}
	if t.Tries >= makeTries {
		return true, s.end(ctx, t, nil, Task{State: DoneFailed, Error: "внутренняя ошибка, файлы не составлены"})
	}
	if t.Action == ReceiptAction {
		return s.makeReceipts(ctx, t)
	}
	return s.makeFiles(ctx, t)
}

// guarded calls do and turns a panic into an error.
func guarded(do func() error) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("panic: %v\n%s", x, debug.Stack())
		}
	}()
	return do()
}

// makeTries is after how many failures a task of making is given up: unlike a
// sent file, one that is not made leaves nothing in doubt.
const makeTries = 10

// makeFiles works on a planned task of making.
func (s *Service) makeFiles(ctx context.Context, t Task) (done bool, err error) {
	j := &job{s: s, tenant: t.Tenant, actor: t.By, action: t.Action, at: s.now()}
	if err := json.Unmarshal(t.Request, &j.r); err != nil {
		return false, err
	}
	if j.signer, err = signerOf(j.r.Signer, j.r.Certificate); err != nil {
		return false, err
	}
	err = j.gather(ctx, func(_ context.Context, _ sdano.Tx, d Document) error { return fits(t.Action, d) })
	if err != nil {
		return s.spoiled(ctx, t, err)
	}
	made, err := j.make(ctx)
	var wrong refusal
	if err != nil && !errors.As(err, &wrong) {
		return false, err
	}
	finished, err := j.done(made, wrong)
	if err != nil {
		return false, err
	}
	return true, s.end(ctx, t, made, finished)
}

// makeReceipts works on a planned task of making receipts.
func (s *Service) makeReceipts(ctx context.Context, t Task) (done bool, err error) {
	j := &receiptJob{job: job{s: s, tenant: t.Tenant, actor: t.By, action: ReceiptAction, at: s.now()}}
	if err := json.Unmarshal(t.Request, &j.r); err != nil {
		return false, err
	}
	if j.signer, err = signerOf(j.r.Signer, j.r.Certificate); err != nil {
		return false, err
	}
	if j.box, err = read(ctx, s, t.Tenant, func(ctx context.Context, tx sdano.Tx) (Box, error) {
		return s.c.Store.Box(ctx, tx, t.Box)
	}); err != nil {
		return false, err
	}
	if err := j.gather(ctx); err != nil {
		return s.spoiled(ctx, t, err)
	}
	made, finished, err := j.make(ctx)
	if err != nil {
		return false, err
	}
	return true, s.end(ctx, t, made, finished)
}

// spoiled ends a task whose documents have changed since it was planned, so that it
// cannot be done any more; other errors pass.
func (s *Service) spoiled(ctx context.Context, t Task, err error) (done bool, _ error) {
	e := sdano.AsError(err)
	if e.Kind == sdano.Internal || e.Kind == sdano.Unavailable || e.Kind == sdano.Storage {
		return false, err
	}
	return true, s.end(ctx, t, nil, Task{State: DoneFailed, Error: e.Message})
}

// end records that a task of making is over: its state, error and results are those
// of finished.
func (s *Service) end(ctx context.Context, t Task, made []product, finished Task) error {
	t.State, t.Error, t.FinishedAt, t.LeaseOwner, t.LeaseUntil = finished.State, finished.Error, s.now(), "", time.Time{}
	t.Results = []byte(cmp.Or(string(finished.Results), "[]"))
	return s.c.Units.Write(context.WithoutCancel(ctx), t.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		if err := s.c.Store.UpdateTask(ctx, tx, t); err != nil {
			return err
		}
		return s.shelve(ctx, tx, made)
	})
}
