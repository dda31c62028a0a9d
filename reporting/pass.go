package reporting

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"sdano"
	"sdano/work"
)

// pass is one run over the rows of a phase that were due when it began. Each
// row is taken once: one that comes again is held to the end, so that it does
// not stand before the others.
type pass struct {
	s      *Service
	phase  Phase
	tenant sdano.Tenant
	// all takes rows that are not due yet, too.
	all   bool
	began time.Time

	mu   sync.Mutex
	seen map[sdano.ID]bool
	held []WorkItem
}

// done is what came of one row: when it is due again, and how many failures in
// a row it now has.
type done struct {
	next  time.Time
	tries int
}

// drain runs do over the due rows of a phase, with as many workers as the
// rhythm allows, and returns how many rows there were. A panic of do is logged
// and counts as a failure of that row alone.
func (s *Service) drain(ctx context.Context, phase Phase, tenant sdano.Tenant, all bool, do func(ctx context.Context, w WorkItem) done) (int, error) {
	p := &pass{s: s, phase: phase, tenant: tenant, all: all, began: s.c.Real.Now(), seen: map[sdano.ID]bool{}}
	n, err := work.Drain(ctx, s.c.Rhythm.Workers, p.claim, func(ctx context.Context, w WorkItem) {
		limited, cancel := context.WithTimeout(ctx, s.c.Rhythm.Lease*3/4)
		defer cancel()
		d := p.safely(limited, w, do)
		p.release(ctx, w, d)
	})
	for _, w := range p.held {
		p.release(ctx, w, done{w.NextAt, w.Tries})
	}
	return n, err
}

// safely runs do and turns a panic into a failure.
func (p *pass) safely(ctx context.Context, w WorkItem, do func(ctx context.Context, w WorkItem) done) (d done) {
	defer func() {
		if x := recover(); x != nil {
			p.s.c.Log.ErrorContext(ctx, "reporting: panic", "phase", string(p.phase), "submission", w.Submission.String(),
				"panic", fmt.Sprint(x), "stack", string(debug.Stack()))
			d = p.s.failed(w, 0)
		}
	}()
	return do(ctx, w)
}

// claim leases up to limit rows that this pass has not had yet.
func (p *pass) claim(ctx context.Context, limit int) ([]WorkItem, error) {
	for {
		rows, err := p.lease(ctx, limit)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		if fresh := p.fresh(rows); len(fresh) > 0 {
			return fresh, nil
		}
	}
}

func (p *pass) lease(ctx context.Context, limit int) (rows []WorkItem, err error) {
	c := Claim{
		Phase: p.phase, Now: p.began, LeaseUntil: p.s.c.Real.Now().Add(p.s.c.Rhythm.Lease),
		All: p.all, Limit: limit, Owner: p.s.c.Node,
	}
	err = p.s.c.Units.Write(ctx, p.tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		rows, err = p.s.c.Store.ClaimWork(ctx, tx, c)
		return err
	})
	return rows, err
}

// fresh sorts out the rows that the pass has had.
func (p *pass) fresh(rows []WorkItem) []WorkItem {
	p.mu.Lock()
	defer p.mu.Unlock()
	var fresh []WorkItem
	for _, w := range rows {
		if p.seen[w.Submission] {
			p.held = append(p.held, w)
			continue
		}
		p.seen[w.Submission] = true
		fresh = append(fresh, w)
	}
	return fresh
}

// release gives a row back, also when ctx has ended.
func (p *pass) release(ctx context.Context, w WorkItem, d done) {
	w.Tries = d.tries
	err := p.s.c.Units.Write(context.WithoutCancel(ctx), w.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		return p.s.c.Store.ReleaseWork(ctx, tx, w, d.next, p.s.c.Node)
	})
	if err != nil {
		p.s.c.Log.ErrorContext(ctx, "reporting: lease not ended", "submission", w.Submission.String(), "error", err)
	}
}

// failed spaces the repetition of a row that failed; the operator may wish for
// more.
func (s *Service) failed(w WorkItem, wish time.Duration) done {
	pause := work.Backoff{Min: s.c.Rhythm.RetryMin, Max: s.c.Rhythm.RetryMax}.Pause(w.Tries + 1)
	return done{s.c.Real.Now().Add(max(pause, wish)), w.Tries + 1}
}

// ended reports whether a context was ended from outside, as when the process
// stops: what was cut off by that is no failure.
func ended(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }

// again puts a row back for a time after it went well.
func (s *Service) again(pause time.Duration) done { return done{next: s.c.Real.Now().Add(pause)} }

// killKey is the key under which a test puts a function into the context that
// ends the goroutine between two steps, as the end of the process would.
type killKey struct{}

// step marks the border between two steps of the send protocol.
func step(ctx context.Context, name string) {
	if kill, ok := ctx.Value(killKey{}).(func(string)); ok {
		kill(name)
	}
}

// words returns what a person may be told of an error: the Russian text of an
// *sdano.Error, else the given one.
func words(err error, otherwise string) string {
	var e *sdano.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return otherwise
}

// tally counts what a pass did, from many goroutines.
type tally[T any] struct {
	mu    sync.Mutex
	sum   T
	unmet int
	met   bool
}

// add counts one thing.
func (t *tally[T]) add(count func(*T)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	count(&t.sum)
}

// reach notes whether the operator was reached for a row.
func (t *tally[T]) reach(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if sdano.IsKind(err, sdano.Unavailable) {
		t.unmet++
		return
	}
	t.met = true
}

// verdict returns ErrOperatorUnavailable if the operator was asked and never
// reached.
func (t *tally[T]) verdict(err error) error {
	if err == nil && t.unmet > 0 && !t.met {
		return ErrOperatorUnavailable
	}
	return err
}
