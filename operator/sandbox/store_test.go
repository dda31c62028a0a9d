package sandbox

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
)

// Units that are committed together must not touch each other: one that fails
// or panics is undone alone.
func TestUnitsOfABatchStandAlone(t *testing.T) {
	t.Parallel()
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "sandbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	refused := errors.New("refused")
	var group sync.WaitGroup
	for n := range 300 {
		group.Go(func() {
			err := s.write(func(ctx context.Context, q querier) error {
				if err := putSetting(ctx, q, "unit "+strconv.Itoa(n), "here"); err != nil {
					return err
				}
				switch n % 3 {
				case 1:
					return refused
				case 2:
					panic("in a unit")
				}
				return nil
			})
			if ok := n%3 == 0; ok != (err == nil) || n%3 == 1 && !errors.Is(err, refused) {
				t.Errorf("unit %d: %v", n, err)
			}
		})
	}
	group.Wait()
	names, err := many(t.Context(), s.db, value[string], `SELECT name FROM setting`)
	if err != nil || len(names) != 100 {
		t.Errorf("%d units took effect, want 100: %v", len(names), err)
	}
	for _, name := range names {
		if n, _ := strconv.Atoi(name[len("unit "):]); n%3 != 0 {
			t.Errorf("%s took effect", name)
		}
	}
}

func TestWriteIsSynchronous(t *testing.T) {
	t.Parallel()
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "sandbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal"} {
		got, _, err := one(t.Context(), s.writer, value[string], "PRAGMA "+pragma)
		if err != nil || got != want {
			t.Errorf("%s is %s, want %s: %v", pragma, got, want, err)
		}
	}
}
