package wiring

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"sdano"
	"sdano/storage/postgres"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

// OpenStore opens the database of an address, a SQLite path or postgres://…,
// and brings it to this program's schema. The caller closes it.
func OpenStore(ctx context.Context, dsn string) (*sqlstore.DB, error) {
	if err := checkDSN(dsn); err != nil {
		return nil, err
	}
	if isPostgres(dsn) {
		return postgres.Open(ctx, dsn)
	}
	if err := makeFolder(filepath.Dir(dsn)); err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, dsn)
}

// schemed matches an address of the form scheme://…; a letter alone is a drive.
var schemed = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]+)://`)

// checkDSN refuses an address of a kind of database that is not supported,
// which would otherwise be taken for a path. The address is not repeated: it may
// hold a password.
func checkDSN(dsn string) error {
	if isPostgres(dsn) || !strings.Contains(dsn, "://") {
		return nil
	}
	of := ""
	if m := schemed.FindStringSubmatch(dsn); m != nil {
		of = " вида " + m[1] + "://"
	} else if strings.Index(dsn, "://") == 1 {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_dsn", Param: "db",
		Message: "Адрес базы данных" + of + " не поддерживается.",
		Remedy:  "Укажите в --db (или SDANO_DB) путь файла SQLite или адрес postgres://пользователь:пароль@сервер:5432/база.",
	}
}

func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return &sdano.Error{
			Kind: sdano.Storage, Code: "bad_data_folder", Param: "data", Err: err,
			Message: "Папку данных «" + path + "» нельзя создать" + because(err) + ".",
			Remedy:  "Укажите в --data папку, в которую можно писать.",
		}
	}
	return nil
}

// nodeName returns the name of this server among those that share the store. It
// is drawn once and kept in the data folder, so that a restart knows the leases
// of the server that died.
func nodeName(folder string) (string, error) {
	path := filepath.Join(folder, "node")
	if name, err := os.ReadFile(path); err == nil && len(name) > 0 {
		return strings.TrimSpace(string(name)), nil
	}
	name := "node-" + sdano.NewID().Compact()
	return name, os.WriteFile(path, []byte(name+"\n"), 0o600)
}

// lockWait is how long a lock is waited for: that of a server that was killed ends
// a moment after it, and while a child process is being started it holds a copy.
const (
	lockWait  = 2 * time.Second
	lockPause = 20 * time.Millisecond
)

// lockSoon takes the lock of a file, waiting for a moment if another has it.
func lockSoon(file *os.File) error {
	for end := time.Now().Add(lockWait); ; time.Sleep(lockPause) {
		if err := lockFile(file); err == nil || time.Now().After(end) {
			return err
		}
	}
}

// lockFolder makes sure that one server works in a data folder. The lock ends
// with the process, however it ends.
func lockFolder(folder string) (release func(), err error) {
	file, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockSoon(file); err != nil {
		file.Close()
		return nil, &sdano.Error{
			Kind: sdano.Conflict, Code: "data_in_use", Param: "data", Err: err,
			Message: "В папке данных «" + folder + "» уже работает другой сервер sdano.",
			Remedy:  "Остановите его или укажите в --data другую папку.",
		}
	}
	return func() { file.Close() }, nil
}
