package blob_test

import (
	"context"
	"crypto/sha512"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"sdano"
)

// TestFullDisk needs the right to mount a file system of its own.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	small := filepath.Join(t.TempDir(), "small")
	if err := os.Mkdir(small, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", small, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(small, 0); err != nil {
			t.Error(err)
		}
	})
	d := dir(small)
	s := d.open(t)
	err := s.Put(context.Background(), sha512.Sum512(large), large)
	wantReadable(t, err, sdano.Storage, "blob_full")
	if names := d.names(t); len(names) > 0 {
		t.Errorf("a failed put leaves %q", names)
	}
	wantBytes(t, s, put(t, s, large[:100]), large[:100])
}
