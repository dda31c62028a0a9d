// Package ledger records tasks of acceptance whose work is done while the
// request waits: print forms and what is done with powers of attorney. Clients
// poll them like the others, so they have numbers of the same sequence, are kept
// as long, and survive restarts; they are never planned.
package ledger

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/acceptance"
)

// Ledger records finished tasks. They are read by acceptance.Service.Task.
type Ledger struct {
	Units sdano.Units
	Tasks acceptance.Tasks
	// Clock is the business clock.
	Clock sdano.Clock
}

// Finished is a task that has ended well: what went wrong with an item is told by
// its result, and what went wrong with the request is no task.
type Finished struct {
	Tenant sdano.Tenant
	Action acceptance.Action
	// Box is the one it is about, "" if none: then only who asked sees the task.
	Box string
	// Results are told to who polls; they are written in JSON.
	Results any
}

// Finish records a task of a visitor and returns its number.
func (l Ledger) Finish(ctx context.Context, v acceptance.Visitor, f Finished) (int64, error) {
	results, err := json.Marshal(f.Results, json.Deterministic(true))
	if err != nil {
		return 0, err
	}
	now := l.Clock.Now().UTC().Truncate(time.Microsecond)
	t := acceptance.Task{
		Tenant: f.Tenant, Action: f.Action, Stage: acceptance.Making, Box: f.Box, By: v.Actor,
		State: acceptance.Done, Results: results, CreatedAt: now, FinishedAt: now,
	}
	err = l.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		t.ID, err = l.Tasks.ReserveTaskIDs(ctx, tx, 1)
		return err
	})
	if err != nil {
		return 0, err
	}
	return t.ID, l.Units.Write(ctx, f.Tenant, func(ctx context.Context, tx sdano.Tx) error { return l.Tasks.InsertTask(ctx, tx, t) })
}
