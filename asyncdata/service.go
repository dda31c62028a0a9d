package asyncdata

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sdano"
	"sdano/access"
)

// Limits bound jobs and results; a zero field takes its default.
type Limits struct {
	// Retention is how long finished jobs and files are kept: 72 hours, never
	// less than 24.
	Retention time.Duration
	// Job is how long a handler may compute: 60 seconds.
	Job time.Duration
	// Eager is how long a request waits for an eager handler before its job is
	// queued: 2 seconds.
	Eager time.Duration
	// PerTenant is how many jobs of one tenant this process runs at once: 4.
	PerTenant int
	// Workers is how many queued jobs this process runs at once: 16.
	Workers int
	// File is the largest file in bytes: 100 MiB.
	File int
	// Poll is how often Run looks for queued jobs that nobody announced: one
	// second.
	Poll time.Duration
}

func (l Limits) withDefaults() Limits {
	orDefault(&l.Retention, 72*time.Hour)
	l.Retention = max(l.Retention, 24*time.Hour)
	orDefault(&l.Job, time.Minute)
	orDefault(&l.Eager, 2*time.Second)
	orDefault(&l.PerTenant, 4)
	orDefault(&l.Workers, 16)
	orDefault(&l.File, 100<<20)
	orDefault(&l.Poll, time.Second)
	return l
}

func orDefault[T int | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}

// Config is what a Service works with.
type Config struct {
	Units sdano.Units
	Store Store
	// Clock is the real clock.
	Clock sdano.Clock
	// Registry holds the data ids on offer.
	Registry *Registry
	// Log receives the causes of internal errors; nil means the default logger.
	Log *slog.Logger
	// Node names the process among those that share the store; leases carry it.
	// Two processes that run at the same time have different names.
	Node string
	// Limits bound jobs and results.
	Limits Limits
}

// Service starts jobs and gives out their results. It is safe for concurrent
// use.
type Service struct {
	units    sdano.Units
	store    Store
	clock    sdano.Clock
	registry *Registry
	log      *slog.Logger
	node     string
	limits   Limits
	slots    *slots
	wake     chan struct{}
}

// New returns a service. Queued jobs need its Run.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	limits := c.Limits.withDefaults()
	return &Service{
		units: c.Units, store: c.Store, clock: c.Clock, registry: c.Registry, log: c.Log, node: c.Node,
		limits: limits, slots: newSlots(limits.PerTenant), wake: make(chan struct{}, 1),
	}
}

// List returns what can be asked for.
func (s *Service) List() []Handler { return s.registry.List() }

// Start records a new job of the principal for a data id and returns it,
// finished if it could be computed at once. The parameters are stored
// unchecked: what is wrong with them is told by the job. The error is
// ErrForbidden or ErrUnknownData, or one of the store; then no job exists.
func (s *Service) Start(ctx context.Context, tenant sdano.Tenant, who access.Principal, dataID string, params []byte) (Job, error) {
	handler, known := s.registry.Find(dataID)
	if !known {
		handler.Scope = access.ScopeMonitor
	}
	if !who.Enters(tenant) || !who.Has(handler.Scope) {
		return Job{}, ErrForbidden
	}
	if !known {
		return Job{}, ErrUnknownData
	}
	now := s.now()
	job := Job{
		ID: sdano.NewID(), Tenant: tenant, Owner: who.Login, DataID: handler.ID, Params: params,
		State: Queued, Code: CodeRunning, Created: now, NextAt: now,
	}
	if handler.Eager {
		done, err := s.startEager(ctx, handler, &job)
		if done || err != nil {
			return job, err
		}
	}
	return job, s.enqueue(ctx, &job)
}

// startEager computes the job now and commits it finished with its result. It
// returns false if the job has to be queued: the tenant's places are taken, or
// it takes too long.
func (s *Service) startEager(ctx context.Context, h Handler, job *Job) (bool, error) {
	if !s.slots.take(job.Tenant) {
		return false, nil
	}
	defer s.slots.free(job.Tenant)
	out, err := s.compute(ctx, h, *job, s.limits.Eager)
	if errors.Is(err, errOverTime) {
		return false, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return true, s.finish(ctx, job, out, err)
}

func (s *Service) enqueue(ctx context.Context, job *Job) error {
	err := s.units.Write(ctx, job.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		return s.store.PutJob(ctx, tx, *job)
	})
	if err != nil {
		return err
	}
	job.Version++
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}

// compute runs a handler within a limit of time. Its panic is an error.
func (s *Service) compute(ctx context.Context, h Handler, job Job, limit time.Duration) (out Output, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errOverTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("handler of %s panicked: %v", h.ID, p)
		}
	}()
	out, err = h.Compute(ctx, Request{Tenant: job.Tenant, Owner: job.Owner, Params: job.Params})
	if err != nil && errors.Is(context.Cause(ctx), errOverTime) {
		return Output{}, errOverTime
	}
	if len(out.Body) > s.limits.File {
		return Output{}, fmt.Errorf("result of %s has %d bytes, more than %d", h.ID, len(out.Body), s.limits.File)
	}
	return out, err
}

// finish ends the job with the handler's output or error and commits it with
// its result in one unit.
func (s *Service) finish(ctx context.Context, job *Job, out Output, failed error) error {
	var result Result
	ended := *job
	if failed != nil {
		code, message, told := refusal(failed, job.ID)
		if !told {
			s.log.ErrorContext(ctx, "asynchronous job failed", "job", job.ID.String(), "data", job.DataID, "err", failed)
		}
		ended.end(code, message, s.now(), s.limits.Retention)
	} else {
		result = ended.succeed(out, s.now(), s.limits.Retention)
	}
	err := s.units.Write(ctx, job.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		if err := s.store.PutJob(ctx, tx, ended); err != nil {
			return err
		}
		if len(result.Files)+len(result.Links) == 0 {
			return nil
		}
		return s.store.PutResult(ctx, tx, result)
	})
	if err != nil {
		return err
	}
	ended.Version++
	*job = ended
	return nil
}

// now returns the instant in the precision that the store keeps.
func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Microsecond) }
