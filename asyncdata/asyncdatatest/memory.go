// Package asyncdatatest helps to test what works with asyncdata: Memory is a
// store that lives in the memory of a test, and Conformance is the suite that
// every implementation of asyncdata.Store has to pass, Memory included.
package asyncdatatest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"sdano"
	"sdano/asyncdata"
)

// Memory is a store of jobs and their units of work in memory. Its zero value
// is empty and ready. It is safe for concurrent use.
type Memory struct {
	// Fail, if set, is asked before every unit; its error is the unit's. Set it
	// before the store is used.
	Fail func() error

	mu     sync.Mutex
	rows   rows
	writes int
}

// key names a row of a tenant.
type key struct {
	tenant sdano.Tenant
	id     sdano.ID
}

type rows struct {
	jobs  map[key]asyncdata.Job
	files map[key]asyncdata.File
	links map[key]asyncdata.Link
}

// errReading refuses a change in a reading unit.
var errReading = errors.New("asyncdatatest: a reading unit cannot change anything")

// tx is an open unit on the rows, with what undoes it.
type tx struct {
	tenant  sdano.Tenant
	rows    *rows
	seq     int64
	writing bool
	undo    []func()
}

// put sets a row of a table and remembers how to undo that.
func put[T any](t *tx, table map[key]T, k key, row T) error {
	if !t.writing {
		return errReading
	}
	t.undo = append(t.undo, restore(table, k))
	table[k] = row
	return nil
}

// remove deletes a row of a table and remembers how to undo that.
func remove[T any](t *tx, table map[key]T, k key) {
	t.undo = append(t.undo, restore(table, k))
	delete(table, k)
}

// restore returns what puts the row back as it is now.
func restore[T any](table map[key]T, k key) func() {
	old, there := table[k]
	return func() {
		delete(table, k)
		if there {
			table[k] = old
		}
	}
}

// Tenant returns the tenant of the unit.
func (t *tx) Tenant() sdano.Tenant { return t.tenant }

// NextSeq returns the next number within the unit.
func (t *tx) NextSeq(context.Context) (int64, error) {
	t.seq++
	return t.seq, nil
}

// Writes returns how many writing units were committed.
func (m *Memory) Writes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writes
}

// Write runs the unit and undoes it if it fails.
func (m *Memory) Write(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error {
	return m.run(ctx, tenant, unit, true)
}

// Read runs the unit, which cannot change anything.
func (m *Memory) Read(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error {
	return m.run(ctx, tenant, unit, false)
}

func (m *Memory) run(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit, writing bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Fail != nil {
		if err := m.Fail(); err != nil {
			return err
		}
	}
	if m.rows.jobs == nil {
		m.rows = rows{map[key]asyncdata.Job{}, map[key]asyncdata.File{}, map[key]asyncdata.Link{}}
	}
	t := &tx{tenant: tenant, rows: &m.rows, writing: writing}
	err := unit(ctx, t)
	if err != nil {
		for _, undo := range slices.Backward(t.undo) {
			undo()
		}
	} else if writing {
		m.writes++
	}
	return err
}

// PutJob inserts the job or replaces the version it was read in.
func (m *Memory) PutJob(_ context.Context, open sdano.Tx, job asyncdata.Job) error {
	t := open.(*tx)
	k := key{t.tenant, job.ID}
	if t.rows.jobs[k].Version != job.Version {
		return asyncdata.ErrStale
	}
	job.Version++
	job.Params = slices.Clone(job.Params)
	return put(t, t.rows.jobs, k, job)
}

// Job returns a job, or ErrNotFound.
func (m *Memory) Job(_ context.Context, open sdano.Tx, id sdano.ID) (asyncdata.Job, error) {
	return find(open.(*tx).rows.jobs, open, id)
}

// PutResult inserts the files, and the links that are not there yet.
func (m *Memory) PutResult(_ context.Context, open sdano.Tx, result asyncdata.Result) error {
	t := open.(*tx)
	for _, f := range result.Files {
		f.Body = slices.Clone(f.Body)
		if err := put(t, t.rows.files, key{t.tenant, f.ID}, f); err != nil {
			return err
		}
	}
	for _, l := range result.Links {
		k := key{t.tenant, l.ID}
		if _, there := t.rows.links[k]; there {
			continue
		}
		if err := put(t, t.rows.links, k, l); err != nil {
			return err
		}
	}
	return nil
}

// File returns a file, or ErrNotFound.
func (m *Memory) File(_ context.Context, open sdano.Tx, id sdano.ID) (asyncdata.File, error) {
	return find(open.(*tx).rows.files, open, id)
}

// Link returns a navigation link, or ErrNotFound.
func (m *Memory) Link(_ context.Context, open sdano.Tx, id sdano.ID) (asyncdata.Link, error) {
	return find(open.(*tx).rows.links, open, id)
}

func find[T any](table map[key]T, open sdano.Tx, id sdano.ID) (T, error) {
	row, ok := table[key{open.Tenant(), id}]
	if !ok {
		return row, asyncdata.ErrNotFound
	}
	return row, nil
}

// ClaimJobs leases queued jobs that are due.
func (m *Memory) ClaimJobs(_ context.Context, open sdano.Tx, c asyncdata.Claim) ([]asyncdata.Job, error) {
	t := open.(*tx)
	var due []asyncdata.Job
	for _, j := range t.rows.jobs {
		if claimable(j, c) {
			due = append(due, j)
		}
	}
	slices.SortFunc(due, func(a, b asyncdata.Job) int {
		return cmp.Or(a.NextAt.Compare(b.NextAt), slices.Compare(a.ID[:], b.ID[:]))
	})
	due = due[:min(len(due), c.Limit)]
	for i := range due {
		j := &due[i]
		j.LeaseOwner, j.LeaseUntil = c.Owner, c.LeaseUntil
		j.Tries++
		j.Version++
		if err := put(t, t.rows.jobs, key{j.Tenant, j.ID}, *j); err != nil {
			return nil, err
		}
	}
	return due, nil
}

func claimable(j asyncdata.Job, c asyncdata.Claim) bool {
	leased := j.LeaseOwner != "" && j.LeaseUntil.After(c.Now) && (!c.Rescue || j.LeaseOwner != c.Owner)
	return j.State == asyncdata.Queued && !j.NextAt.After(c.Now) && !leased
}

// Expire deletes what has expired.
func (m *Memory) Expire(_ context.Context, open sdano.Tx, now time.Time, limit int) (int, error) {
	t := open.(*tx)
	if !t.writing {
		return 0, errReading
	}
	return expire(t, t.rows.jobs, limit, now, func(j asyncdata.Job) time.Time { return j.Expires }) +
		expire(t, t.rows.files, limit, now, func(f asyncdata.File) time.Time { return f.Expires }), nil
}

func expire[T any](t *tx, table map[key]T, limit int, now time.Time, at func(T) time.Time) int {
	n := 0
	for k, row := range table {
		if end := at(row); n < limit && !end.IsZero() && !end.After(now) {
			remove(t, table, k)
			n++
		}
	}
	return n
}
