package main

import (
	"context"
	"testing"
	"time"
)

// A file may never end, a pipe for one; who interrupts the check does not wait
// for it.
func TestInterruptedCheckWaitsForNoFile(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	worker := func() func(string) checked {
		return func(path string) checked {
			if path != "first" {
				<-never
			}
			return checked{File: path}
		}
	}
	var told []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		inOrder(ctx, []string{"first", "endless", "endless", "endless"}, worker, func(v checked) {
			told = append(told, v.File)
			cancel()
		})
	}()
	select {
	case <-done:
		if len(told) != 1 || told[0] != "first" {
			t.Errorf("told %v", told)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for a file that never ends")
	}
}
