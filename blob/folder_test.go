package blob_test

import (
	"context"
	"crypto/sha512"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sdano"
	"sdano/blob"
)

// dir is a place in the file system.
type dir string

func (d dir) open(t *testing.T) blob.Store {
	t.Helper()
	s, err := blob.Folder(string(d))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (d dir) names(t *testing.T) (out []string) {
	t.Helper()
	err := filepath.WalkDir(string(d), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (dir) spoil(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) place { return dir(filepath.Join(t.TempDir(), "made", "at", "opening")) })
}

// TestDraftsOfACrashAreSweptAway: those of another process that may be at work
// stay.
func TestDraftsOfACrashAreSweptAway(t *testing.T) {
	t.Parallel()
	d := dir(t.TempDir())
	d.open(t)
	left, fresh := filepath.Join(string(d), "drafts", "left"), filepath.Join(string(d), "drafts", "fresh")
	d.spoil(t, left, nil)
	d.spoil(t, fresh, nil)
	yesterday := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(left, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	d.open(t)
	if names := d.names(t); len(names) != 1 || names[0] != fresh {
		t.Errorf("there are %q", names)
	}
}

func TestFolderOutOfReach(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	dir("").spoil(t, path, nil)
	_, err := blob.Folder(path)
	wantReadable(t, err, sdano.Unavailable, "blob_unavailable")
	d := dir(t.TempDir())
	s := d.open(t)
	if err := os.RemoveAll(string(d)); err != nil {
		t.Fatal(err)
	}
	wantReadable(t, s.Put(context.Background(), sha512.Sum512(nil), nil), sdano.Unavailable, "blob_unavailable")
}
