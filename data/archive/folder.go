package archive

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/data"
)

// Folder keeps archives of tables and says which is in force.
type Folder struct {
	// Path is the folder; it is made when first needed.
	Path string
	// Keys is the folder of trusted public keys.
	Keys string
}

// In returns the folders of a server by its data folder: tables and table-keys.
func In(dataFolder string) Folder {
	return Folder{Path: filepath.Join(dataFolder, "tables"), Keys: filepath.Join(dataFolder, "table-keys")}
}

// state is what the file «current» says.
type state struct {
	// Current is the ID of the archive in force, "" = the program's own tables.
	Current string `json:"current"`
	// Before are the IDs that were in force before it, the latest last; "" are the
	// program's own tables.
	Before []string `json:"before"`
}

const (
	currentFile = "current"
	keep        = 20 // how many steps back are remembered
)

func (f Folder) state() (s state, err error) {
	text, err := os.ReadFile(filepath.Join(f.Path, currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s, json.RejectUnknownMembers(true))
	}
	if err != nil {
		return state{}, f.broken(currentFile, err)
	}
	return s, nil
}

func (f Folder) broken(name string, err error) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_tables", Err: err,
		Message: "Таблицы в папке «" + f.Path + "» не читаются: " + name + ".",
		Remedy:  "Верните папку из копии. Если копии нет, удалите в ней файл current: тогда действуют встроенные таблицы.",
	}
}

// Current returns the archive in force, nil if these are the program's own
// tables. Its signature is checked again.
func (f Folder) Current() (*Archive, error) {
	s, err := f.state()
	if err != nil || s.Current == "" {
		return nil, err
	}
	return f.archive(s.Current)
}

// Load returns the tables in force: those of the current archive, and the
// program's own for the rest.
func (f Folder) Load() (*data.Tables, error) {
	a, err := f.Current()
	if err != nil {
		return nil, err
	}
	if a == nil {
		return data.Embedded()
	}
	return a.Tables()
}

func (f Folder) archive(id string) (*Archive, error) {
	keys, err := Trusted(f.Keys)
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(f.file(id))
	if err != nil {
		return nil, f.broken(filepath.Base(f.file(id)), err)
	}
	a, err := Open(raw, keys)
	if err != nil {
		return nil, err
	}
	if a.ID != id {
		return nil, f.broken(filepath.Base(f.file(id)), nil)
	}
	return a, nil
}

func (f Folder) file(id string) string { return filepath.Join(f.Path, id+".zip") }

// Kept are the archives of the folder that may come into force again, the latest
// first, and whether they can be read.
type Kept struct {
	ID      string   `json:"id"`
	Current bool     `json:"current"`
	Archive *Archive `json:"-"`
	Err     error    `json:"-"`
}

// List returns what is in force and what was before it, the latest first; the ID
// "" stands for the program's own tables.
func (f Folder) List() ([]Kept, error) {
	s, err := f.state()
	if err != nil {
		return nil, err
	}
	out := []Kept{{ID: s.Current, Current: true}}
	for _, id := range slices.Backward(s.Before) {
		out = append(out, Kept{ID: id})
	}
	for i := range out {
		if out[i].ID != "" {
			out[i].Archive, out[i].Err = f.archive(out[i].ID)
		}
	}
	return out, nil
}

// Install puts an archive into force. It is written whole before the step that
// makes it current. An archive older than the one in force is refused unless
// older is set; the one in force stays as it is.
func (f Folder) Install(a *Archive, older bool) error {
	s, err := f.state()
	if err != nil || s.Current == a.ID {
		return err
	}
	if now, err := f.Current(); err == nil && now != nil && a.Made.Before(now.Made) && !older {
		return &sdano.Error{
			Kind: sdano.Conflict, Code: "older_tables",
			Message: "Архив таблиц старше действующего: " + a.Made.Format("02.01.2006") + " против " + now.Made.Format("02.01.2006") + ".",
			Remedy:  "Вернуть прежние таблицы: sdano data rollback. Если нужен именно этот архив, повторите с --older.",
		}
	}
	if err := os.MkdirAll(f.Path, 0o755); err != nil {
		return err
	}
	if err := replace(f.file(a.ID), a.raw); err != nil {
		return err
	}
	s.Before = append(s.Before, s.Current)
	s.Before = s.Before[max(0, len(s.Before)-keep):]
	s.Current = a.ID
	return f.write(s)
}

// Rollback puts the tables into force again that were before the current ones,
// and returns their archive, nil for the program's own. The current ones must be
// imported to come back.
func (f Folder) Rollback() (*Archive, error) {
	s, err := f.state()
	if err != nil {
		return nil, err
	}
	if len(s.Before) == 0 {
		return nil, &sdano.Error{
			Kind: sdano.Conflict, Code: "no_earlier_tables", Message: "Возвращаться не к чему: прежних таблиц нет.",
			Remedy: "Что действует, показывает sdano data list.",
		}
	}
	last := len(s.Before) - 1
	s.Current, s.Before = s.Before[last], s.Before[:last]
	var a *Archive
	if s.Current != "" {
		if a, err = f.archive(s.Current); err != nil {
			return nil, err
		}
		if _, err := a.Tables(); err != nil {
			return nil, err
		}
	}
	return a, f.write(s)
}

func (f Folder) write(s state) error {
	text, err := json.Marshal(s, jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	return replace(filepath.Join(f.Path, currentFile), append(text, '\n'))
}

// replace writes a file so that a crash leaves the old bytes or the new ones.
func replace(path string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // nothing is left of a failure; after the rename there is no such file
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Chmod(0o644)
	}
	if err == nil {
		err = temp.Sync()
	}
	if err := errors.Join(err, temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the rename durable; systems that cannot sync a folder have
// nothing to do.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// Trust adds a public key, as PEM, to the trusted ones under a name.
func (f Folder) Trust(name string, text []byte) (Key, error) {
	public, err := ParsePublic(text)
	if err != nil {
		return Key{}, err
	}
	if err := os.MkdirAll(f.Keys, 0o755); err != nil {
		return Key{}, err
	}
	return Key{Name: name, Public: public}, replace(filepath.Join(f.Keys, name+".pem"), text)
}

// Files returns the texts of the tables in force by file name.
func (f Folder) Files() (map[string][]byte, error) {
	a, err := f.Current()
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, name := range data.Files() {
		text, err := data.EmbeddedFile(name)
		if a != nil {
			if own, missing := fs.ReadFile(a.tables, name); missing == nil {
				text, err = own, nil
			}
		}
		if err != nil {
			return nil, err
		}
		out[name] = text
	}
	return out, nil
}
