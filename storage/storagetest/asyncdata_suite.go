package storagetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/asyncdata"
	"sdano/asyncdata/asyncdatatest"
	"sdano/storage/sqlstore"
)

// jobs is the store under test; it has no state of its own.
var jobs sqlstore.AsyncDataStore

// asyncdataSuite holds a store against what asyncdata.Store promises.
func asyncdataSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	t.Run("conformance", func(t *testing.T) {
		r := newRoom(t, open(t))
		asyncdatatest.Conformance(t, r.db, jobs, r.tenant, r.other().tenant)
	})
	for name, run := range map[string]func(*room){
		"every field": testJobFields, "tenants": testJobTenants, "concurrent claims": testConcurrentJobs, "expiry limit": testExpiryLimit,
	} {
		t.Run(name, func(t *testing.T) { run(newRoom(t, open(t))) })
	}
}

// job returns a job with every field set that is not stored yet.
func (r *room) job() asyncdata.Job {
	j := filled[asyncdata.Job](&r.fill)
	j.Tenant, j.Version = r.tenant, 0
	return j
}

// putJob records a job and returns it as it then is.
func (r *room) putJob(j asyncdata.Job) asyncdata.Job {
	r.Helper()
	r.do(func(ctx context.Context, tx sdano.Tx) error { return jobs.PutJob(ctx, tx, j) })
	j.Version++
	return j
}

func readJob(id sdano.ID) func(context.Context, sdano.Tx) (asyncdata.Job, error) {
	return func(ctx context.Context, tx sdano.Tx) (asyncdata.Job, error) { return jobs.Job(ctx, tx, id) }
}

func readFile(id sdano.ID) func(context.Context, sdano.Tx) (asyncdata.File, error) {
	return func(ctx context.Context, tx sdano.Tx) (asyncdata.File, error) { return jobs.File(ctx, tx, id) }
}

func testJobFields(r *room) {
	j := r.putJob(r.job())
	r.want(got(r, readJob(j.ID)), j)
	next := r.job()
	next.ID, next.Version = j.ID, j.Version
	next = r.putJob(next)
	r.want(got(r, readJob(j.ID)), next)
	result := filled[asyncdata.Result](&r.fill)
	for i := range result.Files {
		result.Files[i].Tenant, result.Links[i].Tenant = r.tenant, r.tenant
	}
	r.do(func(ctx context.Context, tx sdano.Tx) error { return jobs.PutResult(ctx, tx, result) })
	for i, f := range result.Files {
		r.want(got(r, readFile(f.ID)), f)
		link := result.Links[i]
		r.want(got(r, func(ctx context.Context, tx sdano.Tx) (asyncdata.Link, error) { return jobs.Link(ctx, tx, link.ID) }), link)
	}
}

func testJobTenants(r *room) {
	other := r.other()
	mine := r.putJob(r.job())
	theirs := mine
	theirs.Tenant, theirs.Version, theirs.Message = other.tenant, 0, "theirs"
	_, err := ask(r, other.tenant, readJob(mine.ID))
	r.wantIs(err, asyncdata.ErrNotFound)
	theirs = other.putJob(theirs)
	other.putJob(theirs)
	r.want(got(r, readJob(mine.ID)), mine)
	if err := other.try(func(ctx context.Context, tx sdano.Tx) error { return jobs.PutJob(ctx, tx, mine) }); err == nil {
		r.Error("another tenant's job was written")
	}
	file := asyncdata.File{ID: sdano.NewID(), Tenant: r.tenant, Body: []byte("b")}
	put := func(ctx context.Context, tx sdano.Tx) error {
		return jobs.PutResult(ctx, tx, asyncdata.Result{Files: []asyncdata.File{file}})
	}
	r.do(put)
	_, err = ask(r, other.tenant, readFile(file.ID))
	r.wantIs(err, asyncdata.ErrNotFound)
	if err := other.try(put); err == nil {
		r.Error("another tenant's file was written")
	}
}

// testConcurrentJobs: whoever claims at the same time never gets the same job.
func testConcurrentJobs(r *room) {
	const rows, workers = 60, 6
	for range rows {
		j := r.job()
		j.State, j.NextAt, j.LeaseOwner, j.LeaseUntil = asyncdata.Queued, base, "", time.Time{}
		r.putJob(j)
	}
	var mu sync.Mutex
	taken := map[sdano.ID]int{}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for batch := r.someJobs(); len(batch) > 0; batch = r.someJobs() {
				mu.Lock()
				for _, j := range batch {
					taken[j.ID]++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for id, n := range taken {
		if n != 1 {
			r.Errorf("%s was claimed %d times", id, n)
		}
	}
	if rest := len(r.someJobs()); len(taken)+rest != rows {
		r.Errorf("%d jobs were claimed and %d are left, want %d", len(taken), rest, rows)
	}
}

// someJobs claims a few jobs under a name of its own.
func (r *room) someJobs() (out []asyncdata.Job) {
	c := asyncdata.Claim{Now: base, LeaseUntil: base.Add(time.Minute), Owner: sdano.NewID().String(), Limit: 4}
	err := r.db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = jobs.ClaimJobs(ctx, tx, c)
		return err
	})
	if err != nil {
		r.Error(err)
		return nil
	}
	return out
}

// testExpiryLimit: the oldest go first, so many at a time.
func testExpiryLimit(r *room) {
	var ids []sdano.ID
	for i := range 3 {
		j := r.job()
		j.Expires = base.Add(time.Duration(-i) * time.Hour)
		ids = append(ids, r.putJob(j).ID)
	}
	for i, want := range []int{1, 1, 1, 0} {
		var n int
		r.doAll(func(ctx context.Context, tx sdano.Tx) (err error) {
			n, err = jobs.Expire(ctx, tx, base, 1)
			return err
		})
		r.want(n, want)
		if i < 3 {
			_, err := ask(r, r.tenant, readJob(ids[2-i]))
			r.wantIs(err, asyncdata.ErrNotFound)
		}
	}
}
