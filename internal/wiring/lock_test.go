package wiring

import (
	"errors"
	"testing"
	"time"

	"sdano"
)

// TestARestartRightAfterTheEndOfAnotherFailed: the lock of a server that just ended
// may outlive it by a moment.
func TestARestartRightAfterTheEndOfAnotherFailed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	release, err := lockFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, release)
	again, err := lockFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer again()
	if _, err := lockFolder(folder); !errors.Is(err, &sdano.Error{Code: "data_in_use"}) {
		t.Errorf("two servers in one folder: %v", err)
	}
}
