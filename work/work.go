// Package work drives due work: rows of a mission's own register that are
// claimed by a lease, worked on by a bounded number of workers and put back
// with the time they are due again.
//
// There is no queue in here. The register is the queue: a mission gives Drain
// the functions that claim rows and work on one, and keeps rows, leases and
// counts of failures in its store, in one unit with the facts they belong to.
// Every, the loop of scheduled methods, and Backoff, the spacing of
// repetitions, are the other two things all missions need for that. Everything
// here runs on the real clock.
package work

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Drain claims rows and works on them until nothing is due, and returns how
// many it worked on after the last of them has ended. At most workers run at
// once, and no more rows are claimed than there are free workers, so that
// leases do not run out in a line. When ctx ends or a claim fails nothing more
// is claimed; the error of the claim is returned, the end of ctx is none.
func Drain[T any](ctx context.Context, workers int, claim func(ctx context.Context, limit int) ([]T, error), do func(ctx context.Context, row T)) (int, error) {
	var running sync.WaitGroup
	defer running.Wait()
	free := make(chan struct{}, max(workers, 1))
	for range cap(free) {
		free <- struct{}{}
	}
	done := 0
	for {
		n := take(ctx, free)
		if n == 0 {
			return done, nil
		}
		rows, err := claim(ctx, n)
		if err != nil || len(rows) == 0 {
			return done, err
		}
		for range n - len(rows) {
			free <- struct{}{}
		}
		for _, row := range rows {
			done++
			running.Go(func() {
				defer func() { free <- struct{}{} }()
				do(ctx, row)
			})
		}
	}
}

// take waits for a free worker, takes all that are free, and returns how many;
// 0 when ctx has ended.
func take(ctx context.Context, free <-chan struct{}) int {
	if ctx.Err() != nil {
		return 0
	}
	select {
	case <-ctx.Done():
		return 0
	case <-free:
	}
	n := 1
	for {
		select {
		case <-free:
			n++
		default:
			return n
		}
	}
}

// Every calls do at once and then again and again: after the pause that do
// returned, or as soon as something comes from wake. It returns when ctx ends.
// A nil wake never wakes.
func Every(ctx context.Context, wake <-chan struct{}, do func(ctx context.Context) (pause time.Duration)) {
	for ctx.Err() == nil {
		timer := time.NewTimer(do(ctx))
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Backoff spaces the repetitions of what failed: Min after the first failure,
// twice as long after each further one, never more than Max. Up to half is
// added by chance, so that what failed together does not come back together.
type Backoff struct{ Min, Max time.Duration }

// Pause returns how long to wait after so many failures in a row, the last one
// counted; one or less means the first.
func (b Backoff) Pause(failures int) time.Duration {
	pause, most := b.Min, max(b.Max*2/3, b.Min)
	for range failures - 1 {
		if pause *= 2; pause >= most {
			break
		}
	}
	pause = min(pause, most)
	if pause > 1 {
		pause += rand.N(pause / 2)
	}
	return max(min(pause, b.Max), 0)
}
