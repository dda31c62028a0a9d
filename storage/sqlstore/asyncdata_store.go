package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sdano"
	"sdano/asyncdata"
)

// AsyncDataStore keeps jobs of the asynchronous data API, the files they make
// and the navigation links in these. It is asyncdata.Store.
type AsyncDataStore struct{}

var _ asyncdata.Store = AsyncDataStore{}

var (
	jobState = columnsOf(`version owner data_id params state code message file created_at finished_at expires_at
		next_at tries lease_owner lease_until`)
	jobColumns = append(columnsOf("tenant id"), jobState...)
	insertJob  = insertInto("async_jobs", jobColumns)
	updateJob  = update("async_jobs", jobState, "tenant", "id", "version")
	selectJob  = "SELECT " + jobColumns.list() + " FROM async_jobs WHERE tenant = $1 AND id = $2"

	fileColumns = columnsOf("tenant id owner job name created_at expires_at body")
	insertFile  = insertInto("async_files", fileColumns)
	selectFile  = "SELECT " + fileColumns.list() + " FROM async_files WHERE tenant = $1 AND id = $2"

	linkColumns = columnsOf("tenant id target created_at")
	insertLink  = insertInto("async_links", linkColumns) + " ON CONFLICT (tenant, id) DO NOTHING"
	selectLink  = "SELECT " + linkColumns.list() + " FROM async_links WHERE tenant = $1 AND id = $2"
)

func jobDest(j *asyncdata.Job) []any {
	return []any{
		&j.Tenant, &j.ID, &j.Version, &j.Owner, &j.DataID, &j.Params, &j.State, &j.Code, &j.Message, &j.File,
		at(&j.Created), at(&j.Finished), at(&j.Expires),
		at(&j.NextAt), &j.Tries, &j.LeaseOwner, at(&j.LeaseUntil),
	}
}

func jobStateArgs(j *asyncdata.Job) []any {
	return []any{
		j.Version + 1, j.Owner, j.DataID, j.Params, string(j.State), int64(j.Code), j.Message, ref(j.File),
		micros(j.Created), micros(j.Finished), micros(j.Expires),
		micros(j.NextAt), int64(j.Tries), j.LeaseOwner, micros(j.LeaseUntil),
	}
}

// PutJob inserts the job if job.Version is 0 and stores Version 1. Otherwise it
// replaces every column of the row whose version equals job.Version and stores
// Version+1; if there is none, asyncdata.ErrStale.
func (AsyncDataStore) PutJob(ctx context.Context, tx sdano.Tx, job asyncdata.Job) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, job.Tenant)
	if err != nil {
		return err
	}
	state := jobStateArgs(&job)
	if job.Version == 0 {
		_, err = u.exec(ctx, insertJob, append([]any{tenant, job.ID.String()}, state...)...)
		return err
	}
	return change(ctx, u, asyncdata.ErrStale, updateJob, append(state, tenant, job.ID.String(), job.Version)...)
}

// Job returns a job, or asyncdata.ErrNotFound.
func (AsyncDataStore) Job(ctx context.Context, tx sdano.Tx, id sdano.ID) (asyncdata.Job, error) {
	u, err := unitOf(tx)
	if err != nil {
		return asyncdata.Job{}, err
	}
	return one(ctx, u, asyncdata.ErrNotFound, jobDest, selectJob, int64(u.tenant), id.String())
}

// PutResult inserts the files and the links. A link whose ID the tenant already
// has is left as it is.
func (AsyncDataStore) PutResult(ctx context.Context, tx sdano.Tx, result asyncdata.Result) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	for _, f := range result.Files {
		if err := putFile(ctx, u, f); err != nil {
			return err
		}
	}
	for _, l := range result.Links {
		tenant, err := tenantOf(u, l.Tenant)
		if err != nil {
			return err
		}
		if _, err := u.exec(ctx, insertLink, tenant, l.ID.String(), l.Target, micros(l.Created)); err != nil {
			return err
		}
	}
	return nil
}

func putFile(ctx context.Context, u *unit, f asyncdata.File) error {
	tenant, err := tenantOf(u, f.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertFile, tenant, f.ID.String(), f.Owner, ref(f.Job), f.Name, micros(f.Created), micros(f.Expires), f.Body)
	return err
}

// File returns a file with its bytes, or asyncdata.ErrNotFound.
func (AsyncDataStore) File(ctx context.Context, tx sdano.Tx, id sdano.ID) (asyncdata.File, error) {
	u, err := unitOf(tx)
	if err != nil {
		return asyncdata.File{}, err
	}
	dest := func(f *asyncdata.File) []any {
		return []any{&f.Tenant, &f.ID, &f.Owner, &f.Job, &f.Name, at(&f.Created), at(&f.Expires), &f.Body}
	}
	return one(ctx, u, asyncdata.ErrNotFound, dest, selectFile, int64(u.tenant), id.String())
}

// Link returns a navigation link, or asyncdata.ErrNotFound.
func (AsyncDataStore) Link(ctx context.Context, tx sdano.Tx, id sdano.ID) (asyncdata.Link, error) {
	u, err := unitOf(tx)
	if err != nil {
		return asyncdata.Link{}, err
	}
	dest := func(l *asyncdata.Link) []any { return []any{&l.Tenant, &l.ID, &l.Target, at(&l.Created)} }
	return one(ctx, u, asyncdata.ErrNotFound, dest, selectLink, int64(u.tenant), id.String())
}

// ClaimJobs leases up to Limit queued jobs that are due and whose lease is
// absent or over, oldest NextAt first, and returns them as they then are. It
// runs in a writing unit of AllTenants; in one of a tenant it takes only that
// tenant's jobs. Units that claim at the same time never get the same job.
func (AsyncDataStore) ClaimJobs(ctx context.Context, tx sdano.Tx, c asyncdata.Claim) ([]asyncdata.Job, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add("WITH due (due_tenant, due_id) AS MATERIALIZED (SELECT tenant, id FROM async_jobs WHERE state = 'queued'")
	q.add(" AND next_at <= ? AND (lease_until <= ? OR lease_owner = ''", micros(c.Now), micros(c.Now))
	if c.Rescue {
		q.add(" OR lease_owner = ?", c.Owner)
	}
	q.add(")").addTenant(u).add(" ORDER BY next_at, id LIMIT ?", int64(c.Limit)).add(u.dialect.forUpdateSkipLocked())
	q.add(") UPDATE async_jobs SET lease_owner = ?, lease_until = ?, tries = tries + 1, version = version + 1 FROM due",
		c.Owner, micros(c.LeaseUntil))
	q.add(" WHERE tenant = due_tenant AND id = due_id RETURNING " + jobColumns.list())
	out, err := collect(ctx, u, jobDest, q.text.String(), q.args...)
	slices.SortFunc(out, func(a, b asyncdata.Job) int {
		return cmp.Or(a.NextAt.Compare(b.NextAt), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out, err
}

// Expire deletes the jobs and files whose Expires is not after now, at most
// limit of each, and returns how many rows it deleted. Rows with a zero Expires
// stay; links always stay.
func (AsyncDataStore) Expire(ctx context.Context, tx sdano.Tx, now time.Time, limit int) (int, error) {
	u, err := unitOf(tx)
	if err != nil {
		return 0, err
	}
	jobs, err := expire(ctx, u, "async_jobs", now, limit)
	if err != nil {
		return 0, err
	}
	files, err := expire(ctx, u, "async_files", now, limit)
	return int(jobs + files), err
}

func expire(ctx context.Context, u *unit, table string, now time.Time, limit int) (int64, error) {
	var q statement
	q.add("DELETE FROM "+table+" WHERE (tenant, id) IN (SELECT tenant, id FROM "+table+
		" WHERE expires_at > 0 AND expires_at <= ?", micros(now)).addTenant(u)
	q.add(" ORDER BY expires_at LIMIT ?)", int64(limit))
	return u.exec(ctx, q.text.String(), q.args...)
}
