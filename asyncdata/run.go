package asyncdata

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sdano"
)

const (
	maxTries    = 3                      // a job that ended its process so often is not tried again
	leaseMargin = 15 * time.Second       // a lease outlasts the limit of a job
	crowded     = 500 * time.Millisecond // wait of a job whose tenant has no free place
	sweepEvery  = 10 * time.Minute
	sweepBatch  = 500
)

// Run computes queued jobs and deletes what has expired until ctx ends; then it
// gives back what it has not finished, waits for its goroutines and returns.
// Errors of the store are logged and tried again at the next turn.
func (s *Service) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	places := make(chan struct{}, s.limits.Workers)
	rescue, swept := true, time.Time{}
	for ctx.Err() == nil {
		jobs, err := s.claim(ctx, cap(places)-len(places), rescue)
		s.report(ctx, "claim asynchronous jobs", err)
		rescue = rescue && err != nil
		for _, job := range jobs {
			places <- struct{}{}
			running.Go(func() {
				defer func() { <-places }()
				s.report(ctx, "run asynchronous job", s.work(ctx, job))
			})
		}
		if now := s.now(); now.Sub(swept) >= sweepEvery {
			swept = now
			s.report(ctx, "delete expired results", s.Sweep(ctx))
		}
		s.pause(ctx)
	}
}

// pause waits for an announced job, for the next turn or for the end.
func (s *Service) pause(ctx context.Context) {
	timer := time.NewTimer(s.limits.Poll)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-s.wake:
	case <-timer.C:
	}
}

// report logs what went wrong, unless that is the end of ctx or a lost lease.
func (s *Service) report(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, ErrStale) {
		s.log.ErrorContext(ctx, what, "err", err)
	}
}

// claim leases up to limit due jobs for longer than they may run.
func (s *Service) claim(ctx context.Context, limit int, rescue bool) ([]Job, error) {
	if limit <= 0 {
		return nil, nil
	}
	now := s.now()
	c := Claim{Now: now, LeaseUntil: now.Add(s.limits.Job + leaseMargin), Owner: s.node, Rescue: rescue, Limit: limit}
	var jobs []Job
	err := s.units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		jobs, err = s.store.ClaimJobs(ctx, tx, c)
		return err
	})
	return jobs, err
}

// work runs one leased job to its end, or gives it back if its tenant has no
// free place or the process ends.
func (s *Service) work(ctx context.Context, job Job) error {
	// What is written about a job must not be lost when the process ends.
	durable := context.WithoutCancel(ctx)
	if !s.slots.take(job.Tenant) {
		return s.giveBack(durable, job, s.now().Add(crowded))
	}
	defer s.slots.free(job.Tenant)
	handler, known := s.registry.Find(job.DataID)
	if !known || job.Tries > maxTries {
		return s.finish(durable, &job, Output{}, fmt.Errorf("try %d of %q, registered: %t", job.Tries, job.DataID, known))
	}
	out, err := s.compute(ctx, handler, job, s.limits.Job)
	if err != nil && ctx.Err() != nil {
		return s.giveBack(durable, job, s.now())
	}
	return s.finish(durable, &job, out, err)
}

// giveBack ends the lease of a job that was not tried.
func (s *Service) giveBack(ctx context.Context, job Job, next time.Time) error {
	job.LeaseOwner, job.LeaseUntil, job.NextAt = "", time.Time{}, next
	job.Tries--
	return s.units.Write(ctx, job.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		return s.store.PutJob(ctx, tx, job)
	})
}

// Sweep deletes the jobs and files whose time of keeping is over.
func (s *Service) Sweep(ctx context.Context) error {
	for {
		n, now := 0, s.now()
		err := s.units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
			n, err = s.store.Expire(ctx, tx, now, sweepBatch)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
