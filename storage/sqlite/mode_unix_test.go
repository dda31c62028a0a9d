//go:build unix

package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTheFilesAreTheOwnersAlone: the database, its log and its index, whatever
// mode the process gives new files.
func TestTheFilesAreTheOwnersAlone(t *testing.T) {
	defer unix.Umask(unix.Umask(0))
	path := filepath.Join(t.TempDir(), "sdano.db")
	db := reopen(t, path)
	if err := db.Write(context.Background(), tenant, put("a", "x")); err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + ending)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode(); mode != 0o600 {
			t.Errorf("sdano.db%s has the mode %v", ending, mode)
		}
	}
}
