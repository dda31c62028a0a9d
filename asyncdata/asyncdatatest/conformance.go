package asyncdatatest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"sdano"
	"sdano/asyncdata"
)

// base is the instant around which the suite works.
var base = time.Date(2026, time.April, 10, 9, 0, 0, 123000, time.UTC)

// suite is one run of Conformance over a fresh store.
type suite struct {
	*testing.T
	units  sdano.Units
	store  asyncdata.Store
	tenant sdano.Tenant
}

// Conformance holds a store against what asyncdata.Store promises. Both tenants
// exist and are empty; the store holds no other jobs.
func Conformance(t *testing.T, units sdano.Units, store asyncdata.Store, tenant, other sdano.Tenant) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(suite)
	}{
		{"jobs", suite.jobs},
		{"results", suite.results},
		{"claims", suite.claims},
		{"rescue", suite.rescue},
		{"expiry", suite.expiry},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(suite{t, units, store, tenant}) })
	}
	t.Run("tenants", func(t *testing.T) { suite{t, units, store, tenant}.apart(other) })
}

func (s suite) write(tenant sdano.Tenant, unit sdano.Unit) error {
	s.Helper()
	return s.units.Write(context.Background(), tenant, unit)
}

func (s suite) put(job asyncdata.Job) error {
	return s.write(job.Tenant, func(ctx context.Context, tx sdano.Tx) error { return s.store.PutJob(ctx, tx, job) })
}

func (s suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s suite) wantIs(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("error %v, want %v", err, want)
	}
}

func (s suite) wantSame(got, want any) {
	s.Helper()
	if !reflect.DeepEqual(got, want) {
		s.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

func (s suite) job(id sdano.ID) (job asyncdata.Job, err error) {
	err = s.units.Read(context.Background(), s.tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		job, err = s.store.Job(ctx, tx, id)
		return err
	})
	return job, err
}

// queued returns a job that is not stored yet.
func (s suite) queued(next time.Time) asyncdata.Job {
	return asyncdata.Job{
		ID: sdano.NewID(), Tenant: s.tenant, Owner: "bank", DataID: "some_data", Params: []byte(`{"a":"\u0000Ж"}`),
		State: asyncdata.Queued, Code: asyncdata.CodeRunning, Created: base, NextAt: next,
	}
}

func (s suite) jobs() {
	job := s.queued(base)
	_, err := s.job(job.ID)
	s.wantIs(err, asyncdata.ErrNotFound)
	s.must(s.put(job))
	job.Version = 1
	got, err := s.job(job.ID)
	s.must(err)
	s.wantSame(got, job)

	job.State, job.Code, job.Message = asyncdata.Finished, asyncdata.CodeWarnings, "Раз.\nДва."
	job.Params, job.NextAt, job.File = nil, time.Time{}, sdano.NewID()
	job.Finished, job.Expires = base.Add(time.Second), base.Add(72*time.Hour)
	s.must(s.put(job))
	s.wantIs(s.put(job), asyncdata.ErrStale)
	missing := s.queued(base)
	missing.Version = 1
	s.wantIs(s.put(missing), asyncdata.ErrStale)
	job.Version = 2
	got, err = s.job(job.ID)
	s.must(err)
	s.wantSame(got, job)
}

func (s suite) results() {
	file := asyncdata.File{
		ID: sdano.NewID(), Tenant: s.tenant, Owner: "bank", Job: sdano.NewID(), Name: "КУДиР.zip",
		Body: []byte{0, 1, 255, '\n'}, Created: base, Expires: base.Add(time.Hour),
	}
	upload := asyncdata.File{ID: sdano.NewID(), Tenant: s.tenant, Owner: "bank", Name: "a", Body: []byte("b"), Created: base}
	link, err := asyncdata.NewLink(s.tenant, map[string]string{"form": "monitor"})
	s.must(err)
	link.Created = base
	put := func(r asyncdata.Result) error {
		return s.write(s.tenant, func(ctx context.Context, tx sdano.Tx) error { return s.store.PutResult(ctx, tx, r) })
	}
	s.must(put(asyncdata.Result{Files: []asyncdata.File{file, upload}, Links: []asyncdata.Link{link}}))
	later := link
	later.Created = base.Add(time.Hour)
	s.must(put(asyncdata.Result{Links: []asyncdata.Link{later}}))
	s.must(s.units.Read(context.Background(), s.tenant, func(ctx context.Context, tx sdano.Tx) error {
		for _, want := range []asyncdata.File{file, upload} {
			got, err := s.store.File(ctx, tx, want.ID)
			s.must(err)
			s.wantSame(got, want)
		}
		got, err := s.store.Link(ctx, tx, link.ID)
		s.must(err)
		s.wantSame(got, link)
		_, err = s.store.File(ctx, tx, link.ID)
		s.wantIs(err, asyncdata.ErrNotFound)
		_, err = s.store.Link(ctx, tx, file.ID)
		s.wantIs(err, asyncdata.ErrNotFound)
		return nil
	}))
}

func (s suite) claim(c asyncdata.Claim) (out []asyncdata.Job) {
	s.Helper()
	s.must(s.write(sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = s.store.ClaimJobs(ctx, tx, c)
		return err
	}))
	return out
}

func (s suite) claims() {
	second, first, future := s.queued(base.Add(2*time.Second)), s.queued(base.Add(time.Second)), s.queued(base.Add(time.Hour))
	done := s.queued(base)
	done.State = asyncdata.Finished
	for _, j := range []asyncdata.Job{second, first, future, done} {
		s.must(s.put(j))
	}
	c := asyncdata.Claim{Now: base.Add(time.Minute), LeaseUntil: base.Add(2 * time.Minute), Owner: "one", Limit: 1}
	first.LeaseOwner, first.LeaseUntil, first.Tries, first.Version = "one", c.LeaseUntil, 1, 2
	s.wantSame(s.claim(c), []asyncdata.Job{first})
	stored, err := s.job(first.ID)
	s.must(err)
	s.wantSame(stored, first)

	c.Owner, c.Limit = "two", 10
	if got := s.claim(c); len(got) != 1 || got[0].ID != second.ID {
		s.Fatalf("second claim gave %+v", got)
	}
	if got := s.claim(c); len(got) != 0 {
		s.Fatalf("third claim gave %+v", got)
	}
	// Once a lease is over, the job is anybody's, and its former holder's
	// version is stale.
	c.Now, c.LeaseUntil, c.Limit = base.Add(2*time.Minute), base.Add(3*time.Minute), 1
	if got := s.claim(c); len(got) != 1 || got[0].ID != first.ID || got[0].Tries != 2 {
		s.Fatalf("claim after the lease gave %+v", got)
	}
	s.wantIs(s.put(first), asyncdata.ErrStale)
}

func (s suite) rescue() {
	s.claim(asyncdata.Claim{Now: base.Add(9 * time.Hour), LeaseUntil: base.Add(10 * time.Hour), Owner: "else", Limit: 100})
	job := s.queued(base)
	s.must(s.put(job))
	c := asyncdata.Claim{Now: base.Add(9 * time.Hour), LeaseUntil: base.Add(10 * time.Hour), Owner: "node", Limit: 10}
	if got := s.claim(c); len(got) != 1 {
		s.Fatalf("first claim gave %+v", got)
	}
	c.Rescue = true
	other := c
	other.Owner = "third"
	if got := s.claim(other); len(got) != 0 {
		s.Fatalf("another owner rescued %+v", got)
	}
	if got := s.claim(c); len(got) != 1 || got[0].ID != job.ID || got[0].Tries != 2 {
		s.Fatalf("rescue gave %+v", got)
	}
}

func (s suite) expiry() {
	job, kept := s.queued(base), s.queued(base)
	job.State, job.Expires = asyncdata.Finished, base.Add(-100*time.Hour)
	s.must(s.put(job))
	s.must(s.put(kept))
	file := asyncdata.File{ID: sdano.NewID(), Tenant: s.tenant, Name: "a", Body: []byte("b"), Created: base, Expires: job.Expires}
	s.must(s.write(s.tenant, func(ctx context.Context, tx sdano.Tx) error {
		return s.store.PutResult(ctx, tx, asyncdata.Result{Files: []asyncdata.File{file}})
	}))
	expire := func() (n int) {
		s.must(s.write(sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
			n, err = s.store.Expire(ctx, tx, job.Expires, 10)
			return err
		}))
		return n
	}
	s.wantSame(expire(), 2)
	s.wantSame(expire(), 0)
	_, err := s.job(job.ID)
	s.wantIs(err, asyncdata.ErrNotFound)
	_, err = s.job(kept.ID)
	s.must(err)
}

// apart checks that another tenant sees nothing of a tenant's rows.
func (s suite) apart(other sdano.Tenant) {
	job := s.queued(base)
	s.must(s.put(job))
	s.must(s.units.Read(context.Background(), other, func(ctx context.Context, tx sdano.Tx) error {
		_, err := s.store.Job(ctx, tx, job.ID)
		s.wantIs(err, asyncdata.ErrNotFound)
		return nil
	}))
	mine, err := asyncdata.NewLink(s.tenant, "x")
	s.must(err)
	theirs, err := asyncdata.NewLink(other, "x")
	s.must(err)
	if mine.ID == theirs.ID {
		s.Fatal("two tenants share a link")
	}
}
