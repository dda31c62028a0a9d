package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"sdano"
)

const (
	queueLength = 256
	// maxGroup bounds the units of one commit, and so the wait of the first.
	maxGroup = 128
)

// group is the writer of a SQLite file: group commit. One goroutine takes every
// unit that waits, runs each under its own savepoint in one transaction,
// commits once and then answers all.
type group struct {
	db    *sql.DB
	queue chan *job
	ended chan struct{}
	// gate is held for reading while a job is put into the queue, so that none
	// is put there after close.
	gate   sync.RWMutex
	closed bool

	// What follows is the writer goroutine's own.
	session *session
	waiting []*job // of the present transaction, not answered yet
	running *job
	heads   map[sdano.Tenant]head // as the present transaction has them
	drained bool
}

// job is a unit that waits for its commit.
type job struct {
	ctx    context.Context
	tenant sdano.Tenant
	body   sdano.Unit
	// begun is set by the writer when it takes the job, or by a caller who does
	// not wait any longer: whoever comes first.
	begun atomic.Bool
	err   error
	done  chan struct{}
}

var errEnded = errors.New("sqlstore: a unit ended its goroutine")

func newGroup(db *sql.DB) *group {
	g := &group{
		db: db, queue: make(chan *job, queueLength), ended: make(chan struct{}),
		heads: map[sdano.Tenant]head{},
	}
	go g.loop(nil)
	return g
}

// write puts the unit into the queue and waits for its commit.
func (g *group) write(ctx context.Context, tenant sdano.Tenant, body sdano.Unit) error {
	j := &job{ctx: context.WithoutCancel(ctx), tenant: tenant, body: body, done: make(chan struct{})}
	if err := g.enqueue(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.begun.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		<-j.done
	}
	return j.err
}

func (g *group) enqueue(ctx context.Context, j *job) error {
	g.gate.RLock()
	defer g.gate.RUnlock()
	if g.closed {
		return errClosed
	}
	select {
	case g.queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close ends the writer after it has done all that waits; false if it was
// closed before.
func (g *group) close() bool {
	g.gate.Lock()
	first := !g.closed
	if first {
		g.closed = true
		close(g.queue)
	}
	g.gate.Unlock()
	<-g.ended
	return first
}

// loop is the writer goroutine. It begins with the jobs that its predecessor
// left, each in a transaction of its own.
func (g *group) loop(left []*job) {
	defer g.succeed()
	g.waiting = left
	g.each()
	for first := range g.queue {
		g.gather(first)
		switch len(g.waiting) {
		case 0:
		case 1:
			g.each()
		default:
			if !g.together() {
				g.each()
			}
		}
	}
	g.drained = true
}

// succeed ends the writer, or starts another if a unit ended this one's
// goroutine (runtime.Goexit): that unit fails, the others run again.
func (g *group) succeed() {
	if g.drained {
		g.reset()
		close(g.ended)
		return
	}
	g.rollback()
	left := without(g.waiting, g.running)
	g.running.answer(errEnded)
	go g.loop(left)
}

// gather takes the job and all others that wait. It lets those who were just
// answered ask again first: the more units share a commit, the less each costs.
func (g *group) gather(first *job) {
	g.waiting = nil
	g.join(first)
	yielded := false
	for len(g.waiting) < maxGroup {
		select {
		case j, open := <-g.queue:
			if !open {
				return
			}
			g.join(j)
		default:
			if yielded {
				return
			}
			runtime.Gosched()
			yielded = true
		}
	}
}

func (g *group) join(j *job) {
	if j.begun.CompareAndSwap(false, true) {
		g.waiting = append(g.waiting, j)
	}
}

// answer gives the job's caller the outcome.
func (j *job) answer(err error) {
	j.err = err
	close(j.done)
}

// without returns the jobs but one.
func without(jobs []*job, one *job) []*job {
	var out []*job
	for _, j := range jobs {
		if j != one {
			out = append(out, j)
		}
	}
	return out
}
