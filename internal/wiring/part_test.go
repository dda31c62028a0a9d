package wiring

import (
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// A server one of whose parts has died ends instead of taking reports that it
// will never send.
func TestServerEndsWithAFailedPart(t *testing.T) {
	s, err := Start(t.Context(), Config{Addr: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("a part is broken")
	s.group.Go(func() error { return broken })
	done := make(chan error, 1)
	go func() { done <- s.Wait(t.Context()) }()
	select {
	case err := <-done:
		if !errors.Is(err, broken) {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the server goes on without its part")
	}
}
