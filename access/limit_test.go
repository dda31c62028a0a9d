package access_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"sdano/access"
)

// from is a context of attempts from an address.
func from(address string) context.Context { return access.WithAddress(context.Background(), address) }

// guess tries wrong passwords until something else than ErrBadCredentials
// comes, at most limit times, and returns how many were let through to the
// comparison.
func (w *world) guess(ctx context.Context, login string, limit int) int {
	for n := range limit {
		if _, err := w.Password(ctx, login, fmt.Sprint("guess ", n, w.clock.Now().UnixNano())); !errors.Is(err, access.ErrBadCredentials) {
			return n
		}
	}
	return limit
}

func TestTenFailuresAMinuteForOneLogin(t *testing.T) {
	t.Parallel()
	w := open(t)
	total := 0
	for i := range 10 {
		total += w.guess(from(fmt.Sprint("192.0.2.", i)), "ann", 3)
	}
	if total != 10 {
		t.Errorf("%d guesses from ten addresses", total)
	}
	if _, err := w.Password(from("192.0.2.99"), "ann", annPassword); !errors.Is(err, access.ErrTooManyAttempts) {
		t.Errorf("the right password of the blocked login: %v", err)
	}
	if n := w.guess(from("192.0.2.99"), "bob", 5); n != 5 {
		t.Errorf("another login has %d guesses", n)
	}
	w.clock.Advance(6 * time.Second)
	if _, err := w.Password(from("192.0.2.99"), "ann", annPassword); err != nil {
		t.Errorf("one attempt is free again after six seconds: %v", err)
	}
	w.clock.Advance(time.Minute)
	if n := w.guess(from("192.0.2.1"), "ann", 20); n != 10 {
		t.Errorf("%d guesses a minute later", n)
	}
}

func TestThirtyFailuresAMinuteFromOneAddress(t *testing.T) {
	t.Parallel()
	w := open(t)
	total := 0
	for i := range 10 {
		total += w.guess(from("192.0.2.1"), fmt.Sprint("login", i), 5)
	}
	if total != 30 {
		t.Errorf("%d guesses for ten logins", total)
	}
	if _, err := w.Password(from("192.0.2.1"), "ann", annPassword); !errors.Is(err, access.ErrTooManyAttempts) {
		t.Errorf("the right password from the blocked address: %v", err)
	}
	if _, err := w.Password(from("192.0.2.2"), "ann", annPassword); err != nil {
		t.Errorf("from another address: %v", err)
	}
}

func TestUnknownLoginIsLimitedLikeAKnownOne(t *testing.T) {
	t.Parallel()
	w := open(t)
	if known, unknown := w.guess(context.Background(), "ann", 40), w.guess(context.Background(), "nobody", 40); known != 10 || unknown != 10 {
		t.Errorf("%d guesses of a known login, %d of an unknown one", known, unknown)
	}
}

func TestRightPasswordsCostNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	for range 40 {
		if _, err := w.Password(from("192.0.2.1"), "ann", annPassword); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(11 * time.Minute) // beyond what is remembered
		w.clock.Set(morning)
	}
	if n := w.guess(from("192.0.2.1"), "ann", 20); n != 10 {
		t.Errorf("%d guesses are left", n)
	}
}

func TestManyAddressesDoNotFillTheMemory(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for j := range 10 {
				_, _ = w.Password(from(fmt.Sprint(i, ".", j)), fmt.Sprint("nobody", i, j), "x")
			}
		})
	}
	group.Wait()
	if _, err := w.Password(ctx, "ann", annPassword); err != nil {
		t.Error(err)
	}
}

func TestOneAttemptAtATimeOfEqualOnes(t *testing.T) {
	t.Parallel()
	w := open(t)
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			if _, err := w.Password(from("192.0.2.1"), "ann", annPassword); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}
