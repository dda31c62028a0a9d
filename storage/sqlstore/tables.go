package sqlstore

import (
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"sync"
)

// madeTable finds the name in the statement that makes a table.
var madeTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// ownTables returns the names of the tables that the migrations make, parted by
// commas: a schema of PostgreSQL may hold those of other programs.
var ownTables = sync.OnceValues(func() (string, error) {
	files, err := fs.Glob(embedded, migrationFiles)
	if err != nil {
		return "", err
	}
	var names []string
	for _, file := range files {
		text, err := fs.ReadFile(embedded, file)
		if err != nil {
			return "", err
		}
		for _, made := range madeTable.FindAllStringSubmatch(string(text), -1) {
			names = append(names, made[1])
		}
	}
	if len(names) == 0 {
		return "", errors.New("sqlstore: the migrations make no table")
	}
	return strings.Join(names, ","), nil
})
