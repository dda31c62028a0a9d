package blob

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

const (
	// draftsName is the folder of files that are being written, draftLife how
	// long one may lie there before it is taken for left behind by a crash.
	draftsName = "drafts"
	draftLife  = 24 * time.Hour
)

// folder is a store in a folder: the file of a hash is named after it and lies
// in a subfolder of its first byte.
type folder struct{ dir string }

// Folder opens a store in a folder of the file system, which is made if it is
// missing, and removes what a crash left unfinished there.
func Folder(dir string) (Store, error) {
	f := folder{dir}
	drafts := filepath.Join(dir, draftsName)
	if err := os.MkdirAll(drafts, 0o700); err != nil {
		return nil, readable(err)
	}
	entries, err := os.ReadDir(drafts)
	if err != nil {
		return nil, readable(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > draftLife {
			_ = os.Remove(filepath.Join(drafts, e.Name())) // tried again at the next start
		}
	}
	return f, nil
}

func (f folder) path(hash Hash) string {
	name := hex.EncodeToString(hash[:])
	return filepath.Join(f.dir, name[:2], name)
}

// Put writes a draft, syncs it, moves it to its name and syncs the folders.
func (f folder) Put(ctx context.Context, hash Hash, data []byte) error {
	if err := mayPut(ctx, hash, data); err != nil {
		return err
	}
	path := f.path(hash)
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return readable(err)
	}
	// One that was spoilt is written again.
	if _, err := f.Get(ctx, hash); err != nil {
		if err := f.write(path, data); err != nil {
			return readable(err)
		}
	}
	// Also if the file was there: who moved it may not have synced it yet.
	return readable(syncFolder(filepath.Dir(path)))
}

func (f folder) write(path string, data []byte) error {
	draft, err := os.CreateTemp(filepath.Join(f.dir, draftsName), "")
	if err != nil {
		return err
	}
	_, err = draft.Write(data)
	err = errors.Join(err, draft.Sync(), draft.Close())
	if err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		_ = os.Remove(draft.Name()) // left over, it harms nobody
	}
	return err
}

// Get reads the file of a hash.
func (f folder) Get(ctx context.Context, hash Hash) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(f.path(hash))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, caused(*ErrMissing, err)
	case err != nil:
		return nil, readable(err)
	}
	return checked(hash, data)
}

// makeFolder makes a folder, if it is missing, and syncs the one it lies in.
func makeFolder(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(dir))
}

// syncFolder makes the names in a folder durable. Windows has nothing of the
// kind: NTFS journals names itself.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
