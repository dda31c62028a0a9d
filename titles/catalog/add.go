package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sdano"
)

// Add copies a schema into the folder under its own name, after it has been
// compiled. The same bytes in the folder, under whatever name, leave it as it
// is.
//
// Errors are those of the engine for a schema that it refuses ("bad_schema",
// "unsupported_schema"); "unknown_schema" if the schema does not tell for which
// files it is; kind Conflict, "schema_exists", if other bytes have the name.
func (c *Catalog) Add(path string) (Entry, error) {
	data, err := readFile(path)
	if err != nil {
		return Entry{}, err
	}
	name := filepath.Base(path)
	entry, _ := examine(name, data)
	switch {
	case !strings.EqualFold(filepath.Ext(name), ".xsd"):
		return Entry{}, notSchema(name)
	case entry.Error != nil:
		return Entry{}, entry.Error
	case entry.Prefix == "" && entry.KND == "":
		return Entry{}, unknownSchema(name)
	}
	known, err := c.List()
	if err != nil {
		return Entry{}, err
	}
	for _, k := range known {
		if k.SHA256 == entry.SHA256 {
			return k, nil
		}
	}
	if err := c.write(name, data); err != nil {
		return Entry{}, err
	}
	return entry, nil
}

// write makes the file appear in the folder whole or not at all.
func (c *Catalog) write(name string, data []byte) error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return badFolder(c.dir, err)
	}
	target := filepath.Join(c.dir, name)
	if there, err := os.ReadFile(target); err == nil && !bytes.Equal(there, data) {
		return exists(name)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return badFolder(c.dir, err)
	}
	draft, err := os.CreateTemp(c.dir, ".schema-*")
	if err != nil {
		return badFolder(c.dir, err)
	}
	defer os.Remove(draft.Name())
	_, err = draft.Write(data)
	err = errors.Join(err, draft.Chmod(0o644), draft.Sync(), draft.Close())
	if err == nil {
		err = os.Rename(draft.Name(), target)
	}
	if err != nil {
		return badFolder(c.dir, err)
	}
	return nil
}

func notSchema(name string) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_schema",
		Message: fmt.Sprintf("«%s» — не файл схемы: его имя должно оканчиваться на .xsd.", name),
		Remedy:  "Выберите файл схемы, опубликованный ФНС вместе с приказом о формате.",
	}
}

func unknownSchema(name string) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "unknown_schema",
		Message: fmt.Sprintf("Не видно, для каких файлов схема «%s»: в ней нет КНД, а её имя не начинается с префикса файлов.", name),
		Remedy:  "Верните файлу имя, под которым его публикует ФНС, например ON_NSCHFDOPPR_1_997_01_05_03_05.xsd.",
	}
}

func exists(name string) error {
	return &sdano.Error{
		Kind: sdano.Conflict, Code: "schema_exists",
		Message: fmt.Sprintf("Схема «%s» уже есть в папке, но с другим содержанием.", name),
		Remedy:  "Если новая схема правильная, уберите прежний файл из папки схем и добавьте новый.",
	}
}
