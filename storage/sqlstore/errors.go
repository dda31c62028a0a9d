package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sdano"
)

var (
	errClosed = &sdano.Error{
		Kind: sdano.Unavailable, Code: "store_closed",
		Message: "Сервер завершает работу: база данных закрыта.",
		Remedy:  "Повторите запрос, когда сервер снова будет запущен.",
	}
	errFull = sdano.Error{
		Kind: sdano.Storage, Code: "storage_full",
		Message: "На диске с базой данных кончилось место: изменения не записаны.",
		Remedy:  "Освободите место на диске сервера и повторите запрос.",
	}
	errBusy = sdano.Error{
		Kind: sdano.Unavailable, Code: "database_busy",
		Message: "База данных занята другим процессом: изменения не записаны.",
		Remedy:  "Повторите запрос; если ошибка повторяется, проверьте, не открыта ли база другой программой.",
	}
	errUnreachable = sdano.Error{
		Kind: sdano.Unavailable, Code: "database_unavailable",
		Message: "База данных недоступна.",
		Remedy:  "Проверьте, что сервер базы данных запущен и принимает соединения, и повторите запрос.",
	}
	errNoAccess = sdano.Error{
		Kind: sdano.Unavailable, Code: "database_refused",
		Message: "База данных не пускает пользователя, указанного в адресе базы.",
		Remedy:  "Проверьте имя пользователя, пароль и имя базы данных.",
	}
	errDisk = sdano.Error{
		Kind: sdano.Unavailable, Code: "disk_error",
		Message: "Диск с базой данных вернул ошибку: изменения не записаны.",
		Remedy:  "Проверьте диск сервера и повторите запрос.",
	}
	errNotDatabase = sdano.Error{
		Kind: sdano.Invalid, Code: "not_a_database",
		Message: "Файл базы данных не является базой SQLite или повреждён.",
		Remedy:  "Проверьте путь к базе; если он верен, восстановите файл из резервной копии.",
	}
	errForeignTables = sdano.Error{
		Kind: sdano.Conflict, Code: "foreign_tables",
		Message: "В базе данных уже есть таблицы другой программы с такими же именами, как у sdano.",
		Remedy:  "Создайте для sdano отдельную базу данных или отдельную схему PostgreSQL (search_path в адресе базы).",
	}
	errCannotOpen = sdano.Error{
		Kind: sdano.Storage, Code: "database_not_opened",
		Message: "Файл базы данных нельзя открыть или записать.",
		Remedy:  "Проверьте, что папка базы есть и что программе разрешено в неё писать.",
	}
)

// readable returns the error of an engine as one for people where its cause is
// theirs to mend; any other as it is.
func readable(err error) error {
	if _, done := errors.AsType[*sdano.Error](err); done || err == nil {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return readableLite(e.Code(), err)
	}
	return readablePostgres(err)
}

func readableLite(code int, err error) error {
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return caused(errFull, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return caused(errBusy, err)
	case sqlite3.SQLITE_IOERR:
		return caused(errDisk, err)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return caused(errNotDatabase, err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return caused(errCannotOpen, err)
	}
	return err
}

// isBusy reports whether another process holds the file's lock.
func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// readablePostgres knows the classes of PostgreSQL's states («SQLSTATE»).
func readablePostgres(err error) error {
	state := stateOf(err)
	switch {
	case state == "53100":
		return caused(errFull, err)
	case state == "55P03", state == "57014", state == "25P03":
		return caused(errBusy, err)
	case within(state, "28", "3D"):
		return caused(errNoAccess, err)
	case within(state, "08", "53", "57P"), state == "" && lost(err):
		return caused(errUnreachable, err)
	}
	return err
}

// stateOf returns the SQLSTATE of an error, "" if it has none.
func stateOf(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

func within(state string, classes ...string) bool {
	for _, class := range classes {
		if len(state) >= len(class) && state[:len(class)] == class {
			return true
		}
	}
	return false
}

// lost reports whether the connection is gone or was never made.
func lost(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, context.DeadlineExceeded)
}

func caused(e sdano.Error, cause error) *sdano.Error {
	e.Err = cause
	return &e
}
