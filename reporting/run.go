package reporting

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"sdano"
	"sdano/work"
)

// schedulerActor is who runs what nobody asked for.
const schedulerActor sdano.Actor = "system:scheduler"

// busyPause is how long the scheduler waits for a run that somebody else
// started.
const busyPause = time.Second

// Rescue takes back the leases that a process of the same Node left when it
// died. It belongs before the first Send or FetchResults of a process.
func (s *Service) Rescue(ctx context.Context) error {
	return s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return s.c.Store.DropLeases(ctx, tx, s.c.Node)
	})
}

// Run is the scheduler: until ctx ends it refreshes directions, sends what is
// planned (at once when something is registered), fetches results and looks
// after the audits, all in the rhythm of Config.Rhythm. It begins with Rescue;
// until that succeeds nothing is sent. Failures are logged and tried again. When
// ctx ends it waits for what it has begun and returns nil.
func (s *Service) Run(ctx context.Context) error {
	work.Every(ctx, nil, func(ctx context.Context) time.Duration {
		err := s.Rescue(ctx)
		s.tell(ctx, "rescue", err)
		if err == nil {
			s.schedule(ctx)
		}
		return s.c.Rhythm.RetryMin
	})
	return nil
}

// schedule runs all turns until ctx ends.
func (s *Service) schedule(ctx context.Context) {
	var running sync.WaitGroup
	if s.c.Directory != nil {
		running.Go(func() { work.Every(ctx, nil, s.directionsTurn) })
	}
	running.Go(func() { work.Every(ctx, s.wake, s.sendTurn) })
	f := &fetcher{s: s}
	running.Go(func() { work.Every(ctx, nil, f.turn) })
	running.Wait()
}

// directionsTurn refreshes the directions and returns the pause after it.
func (s *Service) directionsTurn(ctx context.Context) time.Duration {
	_, err := s.RefreshDirections(ctx, schedulerActor)
	s.tell(ctx, "refresh directions", err)
	return s.c.Rhythm.Directions
}

// sendTurn sends what is due and returns the pause after it: shorter while
// something fails, so that its own time of repetition is kept.
func (s *Service) sendTurn(ctx context.Context) time.Duration {
	sum, err := s.send(ctx, schedulerActor, sdano.AllTenants, false)
	switch {
	case errors.Is(err, errAlreadyRunning):
		return busyPause
	case err != nil || sum.Failed > 0:
		s.tell(ctx, "send", err)
		return min(s.c.Rhythm.Send, s.c.Rhythm.RetryMin)
	}
	return s.c.Rhythm.Send
}

// fetcher fetches in the rhythm of the day: quickly while a submission that
// was polled lately has its filing day.
type fetcher struct {
	s *Service
	// filing is set during a pass that met a filing day; until is how long that
	// holds, read is when the feed was read last, both of the real clock.
	filing      atomic.Bool
	until, read time.Time
}

// turn polls what is due, sweeps the audits, and returns the pause after it.
func (f *fetcher) turn(ctx context.Context) time.Duration {
	r, now := f.s.c.Rhythm, f.s.c.Real.Now()
	feed := now.Before(f.until) || f.read.IsZero() || now.Sub(f.read) >= r.Fetch
	f.filing.Store(false)
	_, err := f.s.fetch(ctx, schedulerActor, sdano.AllTenants, fetching{feed: feed, filing: func() { f.filing.Store(true) }})
	if errors.Is(err, errAlreadyRunning) {
		return busyPause
	}
	f.s.tell(ctx, "fetch results", err)
	if feed {
		f.read = now
	}
	if f.filing.Load() {
		f.until = now.Add(r.Fetch)
	}
	f.s.tell(ctx, "look after audits", f.s.sweep(ctx))
	return min(r.Fetch, r.FetchFiling)
}

// tell logs what went wrong, unless that is the end of ctx.
func (s *Service) tell(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		s.c.Log.ErrorContext(ctx, "reporting: "+what, "error", err)
	}
}
