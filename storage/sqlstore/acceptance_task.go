package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sdano"
	"sdano/acceptance"
)

var (
	// taskAsked is what never changes of a task, taskState what an update writes.
	taskAsked   = columnsOf("id tenant action stage box document package made_by request created_at")
	taskState   = columnsOf("version state error results finished_at next_at tries lease_owner lease_until")
	taskColumns = slices.Concat(taskAsked, taskState)
	insertTask  = insertInto("edo_tasks", taskColumns)
	updateTask  = update("edo_tasks", taskState, "tenant", "id", "version")
	selectTask  = "SELECT " + taskColumns.list() + " FROM edo_tasks WHERE tenant = $1 AND id = $2"
)

const (
	reserveNumbers = "INSERT INTO edo_task_numbers (tenant, last) VALUES ($1, $2)" +
		" ON CONFLICT (tenant) DO UPDATE SET last = edo_task_numbers.last + excluded.last RETURNING last"
	countUnfinished = "SELECT COUNT(*) FROM edo_tasks WHERE tenant = $1 AND box = $2 AND package = $3 AND state = 0"
	purgeTasks      = "DELETE FROM edo_tasks WHERE state <> 0 AND finished_at < ?"
)

func taskDest(t *acceptance.Task) []any {
	return []any{
		&t.ID, &t.Tenant, &t.Action, &t.Stage, &t.Box, &t.Document, &t.Package, &t.By, &t.Request, at(&t.CreatedAt),
		&t.Version, &t.State, &t.Error, &t.Results, at(&t.FinishedAt), at(&t.NextAt), &t.Tries, &t.LeaseOwner, at(&t.LeaseUntil),
	}
}

func taskStateArgs(t *acceptance.Task, version int64) []any {
	return []any{
		version, int64(t.State), t.Error, t.Results, micros(t.FinishedAt), micros(t.NextAt), int64(t.Tries),
		t.LeaseOwner, micros(t.LeaseUntil),
	}
}

// ReserveTaskIDs takes the next n numbers of the installation and returns the
// first. It runs in a unit of AllTenants, and others that take numbers wait for
// its end.
func (AcceptanceStore) ReserveTaskIDs(ctx context.Context, tx sdano.Tx, n int64) (int64, error) {
	u, err := unitOf(tx)
	if err != nil {
		return 0, err
	}
	if !u.writing {
		return 0, errReading
	}
	last, err := collect(ctx, u, func(v *int64) []any { return []any{v} }, reserveNumbers, int64(u.tenant), n)
	if err != nil {
		return 0, err
	}
	return last[0] - n + 1, nil
}

// InsertTask records a task.
func (AcceptanceStore) InsertTask(ctx context.Context, tx sdano.Tx, t acceptance.Task) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, t.Tenant)
	if err != nil {
		return err
	}
	args := []any{
		t.ID, tenant, string(t.Action), string(t.Stage), t.Box, ref(t.Document), ref(t.Package), string(t.By), t.Request, micros(t.CreatedAt),
	}
	_, err = u.exec(ctx, insertTask, append(args, taskStateArgs(&t, t.Version)...)...)
	return err
}

// Task returns a task, or acceptance.ErrNotFound.
func (AcceptanceStore) Task(ctx context.Context, tx sdano.Tx, id int64) (acceptance.Task, error) {
	u, err := unitOf(tx)
	if err != nil {
		return acceptance.Task{}, err
	}
	return one(ctx, u, acceptance.ErrNotFound, taskDest, selectTask, int64(u.tenant), id)
}

// UpdateTask writes state, error, results, plan and lease if the stored version
// equals t.Version, and stores Version+1; otherwise acceptance.ErrStale. What
// was asked for never changes.
func (AcceptanceStore) UpdateTask(ctx context.Context, tx sdano.Tx, t acceptance.Task) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, t.Tenant)
	if err != nil {
		return err
	}
	return change(ctx, u, acceptance.ErrStale, updateTask, append(taskStateArgs(&t, t.Version+1), tenant, t.ID, t.Version)...)
}

// UnfinishedTasks counts the planned tasks of a package of a box.
func (AcceptanceStore) UnfinishedTasks(ctx context.Context, tx sdano.Tx, box string, pkg sdano.ID) (n int, err error) {
	u, err := unitOf(tx)
	if err != nil {
		return 0, err
	}
	_, err = u.row(ctx, countUnfinished, []any{&n}, int64(u.tenant), box, pkg.String())
	return n, err
}

// ClaimTasks leases up to limit planned tasks that are due and whose lease is
// absent or over, oldest NextAt first, and returns them as they then are: the
// version is raised, so that a holder whose lease was lost cannot write any
// more. Units that claim at the same time never get the same task.
func (AcceptanceStore) ClaimTasks(ctx context.Context, tx sdano.Tx, now, until time.Time, owner string, limit int) ([]acceptance.Task, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add("WITH due (due_tenant, due_id) AS MATERIALIZED (SELECT tenant, id FROM edo_tasks WHERE state = 0")
	q.add(" AND next_at <= ? AND lease_until <= ?", micros(now), micros(now)).addTenant(u)
	q.add(" ORDER BY next_at, id LIMIT ?", limitOr(limit)).add(u.dialect.forUpdateSkipLocked())
	q.add(") UPDATE edo_tasks SET lease_owner = ?, lease_until = ?, version = version + 1 FROM due", owner, micros(until))
	q.add(" WHERE tenant = due_tenant AND id = due_id RETURNING " + taskColumns.list())
	out, err := collect(ctx, u, taskDest, q.text.String(), q.args...)
	slices.SortFunc(out, func(a, b acceptance.Task) int {
		return cmp.Or(a.NextAt.Compare(b.NextAt), cmp.Compare(a.ID, b.ID))
	})
	return out, err
}

// PurgeTasks removes the tasks that ended before an instant.
func (AcceptanceStore) PurgeTasks(ctx context.Context, tx sdano.Tx, before time.Time) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	var q statement
	q.add(purgeTasks, micros(before)).addTenant(u)
	_, err = u.exec(ctx, q.text.String(), q.args...)
	return err
}

// DropTaskLeases ends the leases of an owner, or of all if owner is "": the
// rescue at start.
func (AcceptanceStore) DropTaskLeases(ctx context.Context, tx sdano.Tx, owner string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	var q statement
	q.add("UPDATE edo_tasks SET lease_until = 0, lease_owner = '' WHERE state = 0 AND lease_owner <> ''").addTenant(u)
	if owner != "" {
		q.add(" AND lease_owner = ?", owner)
	}
	_, err = u.exec(ctx, q.text.String(), q.args...)
	return err
}
