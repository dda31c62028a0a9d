package folder

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// move moves an item to a subfolder. If something of its names is there already,
// its own begin with a number.
func (l *look) move(it item, folder string) error {
	prefix, err := l.prefix(folder, it.names...)
	if err != nil {
		return err
	}
	return l.rename(it, folder+"/"+prefix)
}

// rename puts a prefix, a folder with it, before the names of an item.
func (l *look) rename(it item, prefix string) error {
	for _, name := range it.names {
		if err := l.root.Rename(name, prefix+name); err != nil {
			return err
		}
	}
	return nil
}

// prefix makes a subfolder and returns what makes names unused in it, "" mostly.
func (l *look) prefix(folder string, names ...string) (string, error) {
	if err := makeFolder(l.root, folder); err != nil {
		return "", err
	}
	prefix := ""
	for n := 2; ; n++ {
		free, err := l.free(folder+"/"+prefix, names)
		if err != nil || free {
			return prefix, err
		}
		prefix = fmt.Sprintf("(%d) ", n)
	}
}

// free reports whether nothing has one of the names after a prefix.
func (l *look) free(prefix string, names []string) (bool, error) {
	for _, name := range names {
		if _, err := l.root.Lstat(prefix + name); err == nil {
			return false, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return true, nil
}

// failure is what is written beside an item that was refused.
type failure struct {
	Code    string `json:"Code"`
	Message string `json:"Message"`
	Remedy  string `json:"Remedy"`
	At      string `json:"At"`
}

// refuse moves an item to failed, with an explanation that is there first.
func (l *look) refuse(it item, why *sdano.Error) error {
	name := it.name() + ".error.json"
	prefix, err := l.prefix(failedName, append([]string{name}, it.names...)...)
	if err != nil {
		return err
	}
	told := failure{why.Code, why.Message, why.Remedy, l.now.In(sdano.Moscow).Format("2006-01-02T15:04:05")}
	text, err := json.Marshal(told, jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	prefix = failedName + "/" + prefix
	if err := l.root.WriteFile(prefix+name, text, 0o640); err != nil {
		return err
	}
	return l.rename(it, prefix)
}
