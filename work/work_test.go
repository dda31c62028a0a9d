package work_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"sdano/work"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// queue is a register of numbers that are all due.
type queue struct {
	mu       sync.Mutex
	due      int
	asked    []int
	now, top int
	done     []int
}

func (q *queue) claim(_ context.Context, limit int) ([]int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked = append(q.asked, limit)
	var rows []int
	for ; len(rows) < limit && q.due > 0; q.due-- {
		rows = append(rows, q.due)
	}
	return rows, nil
}

func (q *queue) begin() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.now++
	q.top = max(q.top, q.now)
}

func (q *queue) end(row int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.now--
	q.done = append(q.done, row)
}

func TestDrainWorksOnEveryRowWithBoundedWorkers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: 25}
		n, err := work.Drain(t.Context(), 4, q.claim, func(_ context.Context, row int) {
			q.begin()
			time.Sleep(time.Duration(row) * time.Second)
			q.end(row)
		})
		if n != 25 || err != nil || len(q.done) != 25 {
			t.Fatalf("%d rows, %d done, %v; want 25", n, len(q.done), err)
		}
		if q.top != 4 {
			t.Errorf("%d workers ran at once, want 4", q.top)
		}
		for _, limit := range q.asked {
			if limit < 1 || limit > 4 {
				t.Errorf("claimed %d rows at once", limit)
			}
		}
	})
}

func TestDrainStopsAtAFailedClaimAndWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken, ended := errors.New("broken"), false
		calls := 0
		n, err := work.Drain(t.Context(), 2, func(context.Context, int) ([]int, error) {
			if calls++; calls > 1 {
				return nil, broken
			}
			return []int{1}, nil
		}, func(context.Context, int) {
			time.Sleep(time.Minute)
			ended = true
		})
		if n != 1 || !errors.Is(err, broken) || !ended {
			t.Errorf("%d rows, %v, ended %v", n, err, ended)
		}
	})
}

func TestDrainClaimsNothingAfterTheEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	q := &queue{due: 100}
	n, err := work.Drain(ctx, 1, q.claim, func(context.Context, int) { cancel() })
	if n != 1 || err != nil || q.due != 99 {
		t.Errorf("%d rows, %v, %d left; want one row only", n, err, q.due)
	}
}

func TestEveryKeepsTheRhythmAndWakes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
		defer cancel()
		wake := make(chan struct{}, 1)
		began := time.Now()
		var at []time.Duration
		work.Every(ctx, wake, func(context.Context) time.Duration {
			at = append(at, time.Since(began))
			if len(at) == 2 {
				time.AfterFunc(3*time.Second, func() { wake <- struct{}{} })
			}
			return 10 * time.Second
		})
		want := []time.Duration{0, 10 * time.Second, 13 * time.Second, 23 * time.Second}
		if len(at) != len(want) {
			t.Fatalf("called at %v, want %v", at, want)
		}
		for i := range want {
			if at[i] != want[i] {
				t.Errorf("call %d at %v, want %v", i, at[i], want[i])
			}
		}
	})
}

func TestBackoffDoublesWithinItsBounds(t *testing.T) {
	t.Parallel()
	b := work.Backoff{Min: 30 * time.Second, Max: 30 * time.Minute}
	for failures, base := range map[int]time.Duration{
		-1: 30 * time.Second, 0: 30 * time.Second, 1: 30 * time.Second, 2: time.Minute, 3: 2 * time.Minute,
		6: 16 * time.Minute, 7: 20 * time.Minute, 1000: 20 * time.Minute,
	} {
		for range 100 {
			if p := b.Pause(failures); p < base || p >= base+base/2 {
				t.Fatalf("pause after %d failures is %v, want %v to %v", failures, p, base, base+base/2)
			}
		}
	}
	for _, b := range []work.Backoff{{}, {Min: time.Second, Max: time.Second}} {
		if p := b.Pause(3); p != b.Min {
			t.Errorf("%v gives %v", b, p)
		}
	}
}

func TestBackoffSpreads(t *testing.T) {
	t.Parallel()
	b := work.Backoff{Min: time.Minute, Max: time.Hour}
	seen := map[time.Duration]bool{}
	for range 20 {
		seen[b.Pause(50)] = true
	}
	if len(seen) < 10 {
		t.Errorf("20 pauses have only %d values", len(seen))
	}
}
