package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sdano"
)

// Report tells what Verify found.
type Report struct {
	// Tenants counts the data areas that have a chain, without the installation's
	// own; Entries counts the entries of all chains.
	Tenants int   `json:"tenants"`
	Entries int64 `json:"entries"`
	// Heads are the ends of the chains, by tenant, that of the installation (of
	// sdano.AllTenants) first: kept elsewhere, they prove
	// later that no chain was rewritten as a whole.
	Heads []Head `json:"heads"`
	// Broken is the first entry at which a chain is broken; nil if all hold.
	Broken *Broken `json:"broken,omitzero"`
}

// Head is the end of a chain: of a tenant, or with sdano.AllTenants of the
// installation.
type Head struct {
	Tenant sdano.Tenant `json:"tenant"`
	// Seq is the last number of the tenant's sequence.
	Seq int64 `json:"seq"`
	// Hash is the hash of the last entry, hexadecimal.
	Hash string `json:"hash"`
}

// Broken names an entry at which a chain is broken.
type Broken struct {
	Tenant sdano.Tenant `json:"tenant"`
	// Seq is the entry's number, or the number of the last entry that is there
	// if what follows it is missing; 0 if the tenant has none.
	Seq int64 `json:"seq"`
	// Why says in Russian what is wrong.
	Why string `json:"why"`
}

// Verify recomputes every chain of a database of the store, on SQLite or on
// PostgreSQL, that of the installation included, by plain queries on one snapshot; with the writing of entries it
// shares Link and nothing else. It stops at the first entry, by tenant and
// number, that does not fit. The error is of the database only: a broken chain
// is in the report. It is a *sdano.Error if there is no journal ("no_journal"),
// or if on PostgreSQL the connection's role may not become sdano_system, which
// sees every tenant ("no_system_role").
func Verify(ctx context.Context, db *sql.DB) (Report, error) {
	var r Report
	conn, err := db.Conn(ctx)
	if err != nil {
		return r, err
	}
	defer func() { _ = conn.Close() }()
	options, postgres := &sql.TxOptions{ReadOnly: true}, !isSQLite(ctx, conn)
	if postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	login, err := findJournal(ctx, conn, postgres)
	if err != nil {
		return r, err
	}
	tx, err := conn.BeginTx(ctx, options)
	if err != nil {
		return r, err
	}
	defer tx.Rollback()
	if postgres {
		if _, err := tx.ExecContext(ctx, "SET LOCAL ROLE sdano_system"); err != nil {
			return r, noSystemRole(login, err)
		}
	}
	return verify(ctx, tx)
}

// isSQLite asks for what only SQLite has.
func isSQLite(ctx context.Context, conn *sql.Conn) bool {
	var version string
	return conn.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version) == nil
}

// findJournal returns the connection's role ("" on SQLite), or an error for
// people if the database has no journal.
func findJournal(ctx context.Context, conn *sql.Conn, postgres bool) (login string, err error) {
	query := "SELECT '', COUNT(*) = 2 FROM sqlite_master WHERE type = 'table' AND name IN ('heads', 'journal')"
	if postgres {
		query = "SELECT quote_ident(current_user), to_regclass('heads') IS NOT NULL AND to_regclass('journal') IS NOT NULL"
	}
	var found bool
	if err := conn.QueryRowContext(ctx, query).Scan(&login, &found); err != nil || found {
		return login, err
	}
	return login, &sdano.Error{
		Kind: sdano.NotFound, Code: "no_journal", Param: "db",
		Message: "В этой базе данных нет журнала sdano: её таблицы не созданы.",
		Remedy:  "Проверьте путь или адрес базы; если он верен, таблицы создаст команда sdano migrate или запуск сервера.",
	}
}

// noSystemRole is for people if the role may not be taken or is not there.
func noSystemRole(login string, err error) error {
	state, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err)
	if !ok || state.SQLState() != "42501" && state.SQLState() != "22023" {
		return err
	}
	return &sdano.Error{
		Kind: sdano.Forbidden, Code: "no_system_role", Err: err,
		Message: "Пользователю PostgreSQL " + login + " нельзя стать ролью sdano_system, которая видит записи всех областей данных: журнал не проверен.",
		Remedy:  "Попросите администратора PostgreSQL выполнить: GRANT sdano_system TO " + login + "; Затем повторите проверку.",
	}
}

func verify(ctx context.Context, tx *sql.Tx) (Report, error) {
	heads, r, err := readHeads(ctx, tx)
	if err != nil {
		return r, err
	}
	w := walker{heads: heads, report: r, ended: map[sdano.Tenant]bool{}}
	if err := w.walk(ctx, tx); err != nil {
		return w.report, err
	}
	w.end()
	for _, h := range r.Heads { // those that have no entry at all
		if w.report.Broken == nil && !w.ended[h.Tenant] && heads[h.Tenant].hash != (Hash{}) {
			w.broken(h.Tenant, 0, "в журнале нет ни одной записи, хотя голова цепочки хранит хеш последней: записи удалены")
		}
	}
	return w.report, nil
}

// stored is a head row.
type stored struct {
	seq  int64
	hash Hash
}

func readHeads(ctx context.Context, tx *sql.Tx) (map[sdano.Tenant]stored, Report, error) {
	var r Report
	heads := map[sdano.Tenant]stored{}
	rows, err := tx.QueryContext(ctx, "SELECT tenant, seq, hash FROM heads ORDER BY tenant")
	if err != nil {
		return nil, r, err
	}
	defer rows.Close()
	for rows.Next() {
		var tenant sdano.Tenant
		var h stored
		var hash []byte
		if err := rows.Scan(&tenant, &h.seq, &hash); err != nil {
			return nil, r, err
		}
		copy(h.hash[:], hash)
		heads[tenant] = h
		r.count(tenant)
		r.Heads = append(r.Heads, Head{Tenant: tenant, Seq: h.seq, Hash: fmt.Sprintf("%x", hash)})
	}
	return heads, r, rows.Err()
}

// count counts a tenant that has a chain.
func (r *Report) count(tenant sdano.Tenant) {
	if tenant != sdano.AllTenants {
		r.Tenants++
	}
}

// walker follows the chains one after another.
type walker struct {
	heads  map[sdano.Tenant]stored
	report Report
	ended  map[sdano.Tenant]bool
	last   Entry // the entry before; its Tenant is 0 at the beginning
}

func (w *walker) walk(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT tenant, seq, happened_at, actor, action, object, state_before, state_after, prev, hash
		FROM journal ORDER BY tenant, seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		var at int64
		var prev, hash []byte
		if err := rows.Scan(&e.Tenant, &e.Seq, &at, &e.Actor, &e.Action, &e.Object, &e.Before, &e.After, &prev, &hash); err != nil {
			return err
		}
		if at != 0 {
			e.At = time.UnixMicro(at)
		}
		copy(e.Prev[:], prev)
		copy(e.Hash[:], hash)
		w.report.Entries++
		if !w.follows(e) {
			return nil
		}
	}
	return rows.Err()
}

// follows checks the next entry; false if a chain is broken.
func (w *walker) follows(e Entry) bool {
	if e.Tenant != w.last.Tenant {
		if !w.end() {
			return false
		}
		w.last = Entry{Tenant: e.Tenant}
	}
	switch {
	case e.Seq <= w.last.Seq:
		return w.broken(e.Tenant, e.Seq, "номер записи не больше номера предыдущей: порядок записей нарушен")
	case e.Prev != w.last.Hash:
		return w.broken(e.Tenant, e.Seq, "запись не связана с предыдущей: между ними запись удалена, вставлена или переставлена")
	case e.Hash != Link(e.Prev, e):
		return w.broken(e.Tenant, e.Seq, "содержание записи не соответствует её хешу: запись изменена")
	}
	w.last = e
	return true
}

// end compares the last entry of a tenant with its head; false if the chain is
// broken there.
func (w *walker) end() bool {
	last := w.last
	if last.Tenant == 0 {
		return true
	}
	w.ended[last.Tenant] = true
	head, ok := w.heads[last.Tenant]
	switch {
	case !ok:
		w.report.count(last.Tenant)
		return w.broken(last.Tenant, last.Seq, "у записей нет головы цепочки: она удалена мимо программы")
	case head.seq < last.Seq:
		return w.broken(last.Tenant, last.Seq, "номер записи больше последнего номера в голове цепочки: запись вставлена мимо программы")
	case head.hash != last.Hash:
		return w.broken(last.Tenant, last.Seq, "голова цепочки хранит хеш другой записи: записи после этой удалены или вставлены мимо программы")
	}
	return true
}

// broken records where a chain is broken; it is always false.
func (w *walker) broken(tenant sdano.Tenant, seq int64, why string) bool {
	w.report.Broken = &Broken{Tenant: tenant, Seq: seq, Why: why}
	w.last = Entry{}
	return false
}
