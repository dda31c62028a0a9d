package catalog

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"sdano"
	"sdano/xsd"
)

// largest is the largest schema that is read, in bytes.
const largest = 16 << 20

// Catalog is a folder of schemas. It is safe for concurrent use.
type Catalog struct {
	dir   string
	mu    sync.Mutex
	files map[string]*file
}

// file is one file of the folder in one state; a changed file is another one.
type file struct {
	path  string
	size  int64
	time  time.Time
	load  sync.Once
	entry Entry
	// schema is nil if it could not be compiled.
	schema *xsd.Schema
}

// Open returns the catalogue of a folder. A folder that does not exist is an
// empty catalogue; Add makes it. The error is of kind Invalid, "bad_folder".
func Open(dir string) (*Catalog, error) {
	info, err := os.Stat(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return nil, badFolder(dir, err)
	}
	return &Catalog{dir: dir}, nil
}

func badFolder(dir string, err error) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_folder", Err: err,
		Message: fmt.Sprintf("Папка схем «%s» не читается или это не папка.", dir),
		Remedy:  "Укажите существующую папку, которую программа может читать, или имя новой.",
	}
}

// List returns all schemas by the names of their files. Those that cannot be
// used have their Error set. The error is of kind Invalid, "bad_folder".
func (c *Catalog) List() ([]Entry, error) {
	files, err := c.refresh()
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(files))
	for i, f := range files {
		f.read()
		out[i] = f.entry
	}
	return out, nil
}

// Find returns the schema for files of a prefix, КНД and version, the highest
// revision if there are several. A folder that cannot be read has none.
func (c *Catalog) Find(prefix, knd, version string) (*xsd.Schema, Entry, bool) {
	files, err := c.refresh()
	if err != nil {
		return nil, Entry{}, false
	}
	var best *file
	for _, f := range files {
		if name := named(filepath.Base(f.path)); !agree(name.Prefix, prefix) {
			continue // not worth compiling
		}
		if f.read(); f.schema == nil || !f.entry.fits(prefix, knd, version) {
			continue
		}
		if best == nil || f.entry.better(&best.entry) {
			best = f
		}
	}
	if best == nil {
		return nil, Entry{}, false
	}
	return best.schema, best.entry, true
}

// refresh looks at the folder and returns its schemas by name. What has not
// changed since the last look keeps what was read of it.
func (c *Catalog) refresh() ([]*file, error) {
	entries, err := os.ReadDir(c.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, badFolder(c.dir, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := map[string]*file{}
	for _, entry := range entries {
		if !strings.EqualFold(filepath.Ext(entry.Name()), ".xsd") {
			continue
		}
		path := filepath.Join(c.dir, entry.Name())
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		f := c.files[path]
		if f == nil || f.size != info.Size() || !f.time.Equal(info.ModTime()) {
			f = &file{path: path, size: info.Size(), time: info.ModTime()}
		}
		now[path] = f
	}
	c.files = now
	out := make([]*file, 0, len(now))
	for _, f := range now {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *file) int { return cmp.Compare(a.path, b.path) })
	return out, nil
}

// read reads and compiles the file, once.
func (f *file) read() {
	f.load.Do(func() {
		name := filepath.Base(f.path)
		data, err := readFile(f.path)
		if err != nil {
			f.entry = named(name)
			f.entry.Error = sdano.AsError(err)
			return
		}
		f.entry, f.schema = examine(name, data)
	})
}

// examine compiles a schema and describes it.
func examine(name string, data []byte) (Entry, *xsd.Schema) {
	e := named(name)
	sum := sha256.Sum256(data)
	e.SHA256 = hex.EncodeToString(sum[:])
	schema, err := xsd.Compile(name, data)
	if err != nil {
		e.Error = sdano.AsError(err)
		return e, nil
	}
	e.describe(schema)
	return e, schema
}

// readFile reads a schema that is not larger than any schema is.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > largest) {
		return nil, &sdano.Error{
			Kind: sdano.TooLarge, Code: "bad_schema",
			Message: fmt.Sprintf("«%s» — не файл схемы или больше %d МиБ.", filepath.Base(path), largest>>20),
			Remedy:  "Выберите файл схемы с расширением .xsd.",
		}
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_schema", Err: err,
			Message: fmt.Sprintf("Файл схемы «%s» не читается.", filepath.Base(path)),
			Remedy:  "Проверьте, что файл есть и что программа может его читать.",
		}
	}
	return data, nil
}
