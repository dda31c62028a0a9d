package audit_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/internal/pgtest"
	"sdano/storage/postgres"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

const first, second, empty sdano.Tenant = 7, 9, 11

// fill records five entries for each of two tenants, with other numbers of the
// sequence between them, and a head without entries for a third.
func fill(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	at := time.Date(2026, time.April, 10, 9, 0, 0, 123456000, time.UTC)
	for _, tenant := range []sdano.Tenant{first, second, empty} {
		err := db.Write(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) error {
			for i := range 5 {
				if _, err := tx.NextSeq(ctx); err != nil {
					return err
				}
				if tenant == empty {
					continue
				}
				e := audit.Entry{
					At: at.Add(time.Duration(i) * time.Minute), Actor: "user:test", Action: "submission.registered",
					Object: fmt.Sprint("submission/", i), Before: "", After: `{"статус":"готово"}`,
				}
				if err := (sqlstore.JournalStore{}).Record(ctx, tx, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// filled returns a SQLite file with a journal.
func filled(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sdano.db")
	db, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, db)
	return path
}

// tamper changes the file past the program.
func tamper(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, db *sql.DB, err error) audit.Report {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, err := audit.Verify(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantWhole(t *testing.T, r audit.Report) {
	t.Helper()
	if r.Broken != nil || r.Tenants != 3 || r.Entries != 10 || len(r.Heads) != 3 {
		t.Fatalf("report %+v, broken %+v", r, r.Broken)
	}
	head := r.Heads[0]
	if head.Tenant != first || head.Seq != 10 || len(head.Hash) != 64 || head.Hash == r.Heads[1].Hash {
		t.Errorf("head %+v", head)
	}
}

func TestVerifyOfAWholeJournal(t *testing.T) {
	t.Parallel()
	db, err := sqlite.OpenReadOnly(context.Background(), filled(t))
	wantWhole(t, verify(t, db, err))
}

func TestVerifyOnPostgreSQLSeesEveryTenant(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Database(t)
	store, err := postgres.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, store)
	db, err := postgres.OpenRaw(context.Background(), dsn)
	wantWhole(t, verify(t, db, err))
	db, err = postgres.OpenRaw(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE journal SET state_after = 'x' WHERE tenant = 9 AND seq = 4"); err != nil {
		t.Fatal(err)
	}
	r := verify(t, db, nil)
	if r.Broken == nil || r.Broken.Tenant != second || r.Broken.Seq != 4 {
		t.Errorf("broken %+v", r.Broken)
	}
}

func TestVerifyOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sdano.db")
	store, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.OpenReadOnly(context.Background(), path)
	if r := verify(t, db, err); r.Broken != nil || r.Tenants != 0 || r.Entries != 0 {
		t.Errorf("report %+v", r)
	}
}

// TestVerifyNamesTheFirstBrokenEntry: the entries have the numbers 2, 4, 6, 8
// and 10.
func TestVerifyNamesTheFirstBrokenEntry(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change string
		tenant sdano.Tenant
		seq    int64
		why    string
	}{
		"changed state":    {"UPDATE journal SET state_after = 'x' WHERE tenant = 9 AND seq = 6", second, 6, "изменена"},
		"changed instant":  {"UPDATE journal SET happened_at = happened_at + 1 WHERE tenant = 7 AND seq = 2", first, 2, "изменена"},
		"changed actor":    {"UPDATE journal SET actor = 'user:other' WHERE tenant = 7 AND seq = 10", first, 10, "изменена"},
		"moved in a field": {"UPDATE journal SET action = action || 's', object = substr(object, 2) WHERE tenant = 7 AND seq = 4", first, 4, "изменена"},
		"changed hash":     {"UPDATE journal SET hash = zeroblob(32) WHERE tenant = 7 AND seq = 4", first, 4, "изменена"},
		"removed":          {"DELETE FROM journal WHERE tenant = 7 AND seq = 6", first, 8, "удалена"},
		"removed first":    {"DELETE FROM journal WHERE tenant = 9 AND seq = 2", second, 4, "удалена"},
		"inserted": {`INSERT INTO journal SELECT tenant, 5, happened_at, actor, action, object, state_before, state_after, prev, hash
			FROM journal WHERE tenant = 7 AND seq = 4`, first, 5, "вставлена"},
		"inserted at the end": {`INSERT INTO journal SELECT tenant, 11, happened_at, actor, action, object, state_before, state_after, hash, hash
			FROM journal WHERE tenant = 7 AND seq = 10`, first, 11, "изменена"},
		"reordered": {`UPDATE journal SET seq = 60 WHERE tenant = 7 AND seq = 6; UPDATE journal SET seq = 6 WHERE tenant = 7 AND seq = 8;
			UPDATE journal SET seq = 8 WHERE tenant = 7 AND seq = 60`, first, 6, "переставлена"},
		"moved to another tenant": {"UPDATE journal SET tenant = 8 WHERE tenant = 7; UPDATE heads SET tenant = 8 WHERE tenant = 7", 8, 2, "изменена"},
		"cut tail":                {"DELETE FROM journal WHERE tenant = 7 AND seq > 6", first, 6, "после этой удалены"},
		"cut whole":               {"DELETE FROM journal WHERE tenant = 9", second, 0, "нет ни одной записи"},
		"head turned back":        {"UPDATE heads SET seq = 8 WHERE tenant = 7", first, 10, "больше последнего номера"},
		"head lost":               {"DELETE FROM heads WHERE tenant = 7", first, 10, "нет головы"},
		"two broken chains":       {"DELETE FROM journal WHERE seq = 6", first, 8, "удалена"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filled(t)
			tamper(t, path, tc.change)
			db, err := sqlite.OpenReadOnly(context.Background(), path)
			r := verify(t, db, err)
			if r.Broken == nil {
				t.Fatal("the journal is said to be whole")
			}
			if r.Broken.Tenant != tc.tenant || r.Broken.Seq != tc.seq || !strings.Contains(r.Broken.Why, tc.why) {
				t.Errorf("broken %+v, want tenant %d, entry %d, «%s»", *r.Broken, tc.tenant, tc.seq, tc.why)
			}
		})
	}
}

// TestVerifyBesideAWriter: it reads one moment while entries are added.
func TestVerifyBesideAWriter(t *testing.T) {
	t.Parallel()
	path := filled(t)
	store, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			err := store.Write(context.Background(), first, func(ctx context.Context, tx sdano.Tx) error {
				return sqlstore.JournalStore{}.Record(ctx, tx, audit.Entry{Action: "x"})
			})
			if err != nil {
				stopped <- err
				return
			}
		}
	}()
	for range 20 {
		db, err := sqlite.OpenReadOnly(context.Background(), path)
		if r := verify(t, db, err); r.Broken != nil {
			t.Fatalf("broken %+v", *r.Broken)
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
}

// recordOfAll records an entry in the installation's own chain.
func recordOfAll(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	err := db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return sqlstore.JournalStore{}.Record(ctx, tx, audit.Entry{Actor: "cli", Action: "user.set", Object: "user/a"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheInstallationsChainIsVerified: it is no data area, and breaks as one
// does.
func TestTheInstallationsChainIsVerified(t *testing.T) {
	t.Parallel()
	path := filled(t)
	store, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	recordOfAll(t, store)
	recordOfAll(t, store)
	store.Close()
	db, err := sqlite.OpenReadOnly(context.Background(), path)
	r := verify(t, db, err)
	if r.Broken != nil || r.Tenants != 3 || r.Entries != 12 || len(r.Heads) != 4 || r.Heads[0].Tenant != sdano.AllTenants {
		t.Errorf("report %+v, broken %+v", r, r.Broken)
	}
	for seq, change := range map[int64]string{
		2: "UPDATE journal SET actor = 'x' WHERE tenant = -1 AND seq = 2",
		1: "DELETE FROM journal WHERE tenant = -1 AND seq = 2",
		0: "DELETE FROM journal WHERE tenant = -1",
	} {
		copied := filepath.Join(t.TempDir(), "copy.db")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied, data, 0o600); err != nil {
			t.Fatal(err)
		}
		tamper(t, copied, change)
		db, err := sqlite.OpenReadOnly(context.Background(), copied)
		if b := verify(t, db, err).Broken; b == nil || b.Tenant != sdano.AllTenants || b.Seq != seq {
			t.Errorf("%s: broken %+v", change, b)
		}
	}
}

// wantCode expects that Verify cannot be made, for a reason people understand.
func wantCode(t *testing.T, db *sql.DB, code, remedy string) {
	t.Helper()
	defer db.Close()
	_, err := audit.Verify(context.Background(), db)
	if e := sdano.AsError(err); e.Code != code || !strings.Contains(e.Remedy, remedy) {
		t.Errorf("error %v, want %s with «%s»", err, code, remedy)
	}
}

func TestVerifyOfAnotherProgramsDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "other.db")
	tamper(t, path, "CREATE TABLE journal (id INTEGER)")
	db, err := sqlite.OpenReadOnly(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, db, "no_journal", "sdano migrate")
	if db, err = postgres.OpenRaw(context.Background(), pgtest.Database(t)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, db, "no_journal", "sdano migrate")
}

func TestVerifyByALoginWithoutTheRole(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Database(t)
	store, err := postgres.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, store)
	login := "reader_" + sdano.NewID().Compact()
	owner, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if _, err := owner.Exec("CREATE ROLE " + login + " LOGIN"); err != nil {
		t.Fatal(err)
	}
	defer owner.Exec("DROP ROLE " + login)
	address := strings.Replace(dsn, pgtest.Owner, login, 1)
	db, err := postgres.OpenRaw(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, db, "no_system_role", "GRANT sdano_system TO "+login+";")
	if _, err := owner.Exec("GRANT sdano_system TO " + login); err != nil {
		t.Fatal(err)
	}
	db, err = postgres.OpenRaw(context.Background(), address)
	wantWhole(t, verify(t, db, err))
}

func TestVerifyOfAnUnreachableDatabase(t *testing.T) {
	t.Parallel()
	db, err := sqlite.OpenReadOnly(context.Background(), filepath.Join(t.TempDir(), "none.db"))
	if err == nil {
		db.Close()
		t.Error("a file that is not there was opened")
	}
}

func TestLinkCoversEveryField(t *testing.T) {
	t.Parallel()
	base := audit.Entry{Tenant: 1, Seq: 2, At: time.UnixMicro(3), Actor: "a", Action: "b", Object: "c", Before: "d", After: "e"}
	seen := map[audit.Hash]string{audit.Link(audit.Hash{}, base): "base"}
	for name, change := range map[string]func(*audit.Entry){
		"tenant": func(e *audit.Entry) { e.Tenant++ }, "seq": func(e *audit.Entry) { e.Seq++ },
		"at":    func(e *audit.Entry) { e.At = e.At.Add(time.Microsecond) },
		"actor": func(e *audit.Entry) { e.Actor += "x" }, "action": func(e *audit.Entry) { e.Action += "x" },
		"object": func(e *audit.Entry) { e.Object += "x" }, "before": func(e *audit.Entry) { e.Before += "x" },
		"after": func(e *audit.Entry) { e.After += "x" },
		"shift": func(e *audit.Entry) { e.Before, e.After = "de", "" },
	} {
		e := base
		change(&e)
		h := audit.Link(audit.Hash{}, e)
		if other, taken := seen[h]; taken {
			t.Errorf("the same hash for %s and %s", name, other)
		}
		seen[h] = name
	}
	if _, taken := seen[audit.Link(audit.Hash{1}, base)]; taken {
		t.Error("the hash does not cover the one before")
	}
	zone := base
	zone.At = zone.At.In(sdano.Moscow)
	if audit.Link(audit.Hash{}, zone) != audit.Link(audit.Hash{}, base) {
		t.Error("the hash depends on the zone of the instant")
	}
}
