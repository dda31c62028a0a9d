package folder

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"sdano"
	"sdano/acceptance"
)

const (
	// still is how long a file must not have changed, lonely how long a signature
	// waits for the file that it is under.
	still  = 2 * time.Second
	lonely = 10 * time.Minute
	// sizeAtOnce and documentsAtOnce end a Poll that has read so many bytes or
	// documents.
	sizeAtOnce      = 32 << 20
	documentsAtOnce = 100

	doneName   = "done"
	failedName = "failed"
)

// inbox says since when what lies in a box's folder has been as it is, by name.
type inbox map[string]sight

// sight is the state of an item and since when it has it.
type sight struct {
	stamp string
	since time.Time
}

// item is a document or package as it lies in the inbox.
type item struct {
	// names are its entries: its signatures first, so that a file that could not
	// be moved to the end is not left without them.
	names []string
	// stamp changes with sizes and times of everything in it.
	stamp string
	kind  kind
}

type kind int

const (
	single  kind = iota // a file with its signatures
	archive             // a ZIP
	dir                 // a subfolder
	alone               // a signature without its file
)

// digest names the item in the state that it has.
func (i *item) digest() string {
	sum := sha256.Sum256([]byte(i.stamp))
	return hex.EncodeToString(sum[:8])
}

// name is the entry that the item is named after.
func (i *item) name() string { return i.names[len(i.names)-1] }

// look is one look at an inbox.
type look struct {
	root *os.Root
	box  string
	// seen is what the last look saw.
	seen inbox
	now  time.Time
	c    *Config
}

// poll moves what was taken to done and offers what has stood still. The cursor
// names the items that were offered under it: so they are known after a restart
// and to another process that looks at the same folder.
func (l *look) poll(cursor string) (in []acceptance.Incoming, next string, err error) {
	items, err := l.items()
	if err != nil {
		return nil, "", unavailable(err)
	}
	if items, err = l.settle(items, strings.Fields(cursor)); err != nil {
		return nil, "", unavailable(err)
	}
	in, offered, err := l.offer(l.ripe(items))
	if len(offered) == 0 {
		return nil, cursor, unavailable(err)
	}
	// What could not be read is tried again at the next look.
	return in, strings.Join(offered, " "), nil
}

// settle moves what was taken to done and returns the rest.
func (l *look) settle(items []item, taken []string) (rest []item, err error) {
	for _, it := range items {
		if !slices.Contains(taken, it.digest()) {
			rest = append(rest, it)
		} else if err := l.move(it, doneName); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return rest, nil
}

// items reads what lies in the inbox, by name.
func (l *look) items() (out []item, err error) {
	entries, err := list(l.root, ".")
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		switch name := e.Name(); {
		case added(name) || unfinished(name):
		case e.IsDir() && name != doneName && name != failedName:
			out = append(out, item{names: []string{name}, kind: dir})
		case e.Type().IsRegular():
			files = append(files, name)
		}
	}
	for _, d := range pair(files) {
		out = append(out, itemOf(d))
	}
	for i := range out {
		out[i].stamp = l.stamp(out[i].names)
	}
	// What is gone by now was moved away by its owner.
	return slices.DeleteFunc(out, func(it item) bool { return it.stamp == "" }), nil
}

// itemOf returns the item of a file. A ZIP under which there is a signature is a
// document.
func itemOf(d document) item {
	it := item{names: append(slices.Clone(d.signatures), d.name)}
	switch {
	case d.lonely:
		it.kind = alone
	case strings.EqualFold(path.Ext(d.name), ".zip") && len(d.signatures) == 0:
		it.kind = archive
	}
	return it
}

// added are names of what systems and archivers add of their own.
func added(name string) bool {
	return strings.HasPrefix(name, ".") || strings.EqualFold(name, "thumbs.db") || strings.EqualFold(name, "desktop.ini")
}

// unfinished are names of what is still being written.
func unfinished(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".tmp" || ext == ".part"
}

// stamp describes the entries and everything in them; "" if they cannot be looked
// at or are not finished.
func (l *look) stamp(names []string) string {
	var out strings.Builder
	for _, name := range names {
		err := walk(l.root, name, func(file string, info fs.FileInfo) error {
			if unfinished(file) {
				return errUnfinished
			}
			fmt.Fprintf(&out, "%s %v %d %d\n", file, info.Mode().Type(), info.Size(), info.ModTime().UnixNano())
			return nil
		})
		if err != nil {
			return ""
		}
	}
	return out.String()
}

var errUnfinished = errors.New("folder: still being written")

// list returns the entries of a folder by name. Unlike those of fs.FS, names may
// be of any bytes.
func list(root *os.Root, name string) ([]fs.DirEntry, error) {
	d, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	entries, err := d.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, errors.Join(err, d.Close())
}

// walk calls each with a file, or with everything in a folder but what systems
// added; it follows no links.
func walk(root *os.Root, name string, each func(file string, info fs.FileInfo) error) error {
	info, err := root.Lstat(name)
	if err != nil {
		return err
	}
	if err := each(name, info); err != nil || !info.IsDir() {
		return err
	}
	entries, err := list(root, name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if added(e.Name()) {
			continue
		}
		if err := walk(root, name+"/"+e.Name(), each); err != nil {
			return err
		}
	}
	return nil
}

// ripe returns the items that have stood still long enough, and remembers all.
func (l *look) ripe(items []item) (out []item) {
	seen := inbox{}
	for _, it := range items {
		s, known := l.seen[it.name()]
		if !known || s.stamp != it.stamp {
			s = sight{it.stamp, l.now}
		}
		seen[it.name()] = s
		wait := still
		if it.kind == alone {
			wait = lonely
		}
		if l.now.Sub(s.since) >= wait {
			out = append(out, it)
		}
	}
	l.seen = seen
	return out
}

// offer reads items until there is enough for one time and returns their
// documents and digests; what can never be taken is moved to failed. The error is
// of an item that could not be read now.
func (l *look) offer(items []item) (in []acceptance.Incoming, offered []string, err error) {
	size := 0
	for _, it := range items {
		documents, problem := l.read(it)
		if why, refused := errors.AsType[*sdano.Error](problem); refused {
			problem = l.refuse(it, why)
		}
		switch {
		case problem != nil:
			err = cmp.Or(err, problem)
			continue
		case len(documents) == 0 || l.stamp(it.names) != it.stamp:
			continue // refused, or changed while it was read
		}
		offered = append(offered, it.digest())
		for _, d := range documents {
			in = append(in, d)
			size += len(d.Content)
		}
		if size >= sizeAtOnce || len(in) >= documentsAtOnce {
			break
		}
	}
	return in, offered, err
}
