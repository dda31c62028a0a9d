package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"sdano"
	"sdano/acceptance"
)

// ID is the part after "@" of the boxes that this operator serves.
const ID = "folder"

// Config says where the folders are and what is taken from them.
type Config struct {
	// Inbox and Outbox, which must differ, hold a folder for each box, named
	// after its id.
	Inbox, Outbox string
	// Clock tells how long a file has stood still: the real clock.
	Clock sdano.Clock
	// MaxSize is the largest document or package in bytes, 0 for 100 MiB;
	// MaxDocuments the longest package, 0 for 500.
	MaxSize      int64
	MaxDocuments int
}

// Operator exchanges through folders. It is acceptance.Operator.
type Operator struct {
	c  Config
	mu sync.Mutex
	// seen is what was last seen in the folders of boxes, by the box's id.
	seen map[string]inbox
}

var _ acceptance.Operator = (*Operator)(nil)

// New returns the operator; it makes the folders of boxes when they are first
// looked at.
func New(c Config) *Operator {
	if c.MaxSize == 0 {
		c.MaxSize = 100 << 20
	}
	if c.MaxDocuments == 0 {
		c.MaxDocuments = 500
	}
	return &Operator{c: c, seen: map[string]inbox{}}
}

// ID returns "folder".
func (*Operator) ID() string { return ID }

var errUnavailable = sdano.Error{
	Kind: sdano.Unavailable, Code: "folder_unavailable",
	Message: "Папка обмена недоступна.",
	Remedy:  "Проверьте, что папка обмена есть, что на её диске есть место и что серверу разрешено в неё писать.",
}

// unavailable returns an error of the file system for people.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	e := errUnavailable
	e.Err = err
	return &e
}

// openBox opens the folder of a box, made if it is missing; nothing outside of it
// can be reached through it.
func openBox(parent, box string) (*os.Root, error) {
	if !filepath.IsLocal(box) || strings.ContainsAny(box, `/\:`) {
		return nil, fmt.Errorf("folder: box id %q is no name of a folder", box)
	}
	if err := os.MkdirAll(parent, 0o750); err != nil {
		return nil, unavailable(err)
	}
	all, err := os.OpenRoot(parent)
	if err != nil {
		return nil, unavailable(err)
	}
	defer func() { _ = all.Close() }() // what is made is synced
	if err := makeFolder(all, box); err != nil {
		return nil, unavailable(err)
	}
	root, err := all.OpenRoot(box)
	return root, unavailable(err)
}

// makeFolder makes a folder inside of a root, if it is missing, and makes its name
// durable.
func makeFolder(root *os.Root, name string) error {
	err := root.Mkdir(name, 0o750)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncFolder(root, path.Dir(name))
}

// syncFolder makes the names in a folder durable. Windows has nothing of the kind:
// NTFS journals names itself.
func syncFolder(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Poll returns what stood still in a box's inbox since it was last seen there,
// and moves to done what was returned under the given cursor.
func (o *Operator) Poll(ctx context.Context, box acceptance.Box, cursor string) (in []acceptance.Incoming, replies []acceptance.Reply, next string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, "", err
	}
	root, err := openBox(o.c.Inbox, box.ID)
	if err != nil {
		return nil, nil, "", err
	}
	defer func() { _ = root.Close() }() // nothing was written through it
	o.mu.Lock()
	defer o.mu.Unlock()
	l := &look{root: root, box: box.ID, seen: o.seen[box.ID], now: o.c.Clock.Now(), c: &o.c}
	in, next, err = l.poll(cursor)
	o.seen[box.ID] = l.seen
	return in, nil, next, err
}
