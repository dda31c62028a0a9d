package wiring_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/access"
	"sdano/audit"
	"sdano/internal/wiring"
	"sdano/party"
	"sdano/storage/sqlstore"
)

// bureau is an office on a fresh store.
type bureau struct {
	*testing.T
	*wiring.Office
	db   *sqlstore.DB
	path string
}

var officeHour = time.Date(2026, time.April, 10, 7, 30, 0, 0, time.UTC)

const clerk sdano.Actor = "cli:test"

func newBureau(t *testing.T) *bureau {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sdano.db")
	db, err := wiring.OpenStore(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &bureau{T: t, Office: wiring.NewOffice(db, sdano.NewManualClock(officeHour)), db: db, path: path}
}

// must expects that changes are made.
func (b *bureau) must(errs ...error) {
	b.Helper()
	for _, err := range errs {
		if err != nil {
			b.Fatal(err)
		}
	}
}

// read runs a reading unit of the whole installation.
func (b *bureau) read(unit sdano.Unit) {
	b.Helper()
	b.must(b.db.Read(b.Context(), sdano.AllTenants, unit))
}

// wantEntries expects the states before and after of an object's entries in the
// installation's chain, and that the journal is whole.
func (b *bureau) wantEntries(action, object string, want ...[2]string) {
	b.Helper()
	var entries []audit.Entry
	b.read(func(ctx context.Context, tx sdano.Tx) (err error) {
		entries, err = sqlstore.JournalStore{}.EntriesOf(ctx, tx, object)
		return err
	})
	var got [][2]string
	for _, e := range entries {
		if e.Actor != clerk || e.Action != action || !e.At.Equal(officeHour) || strings.Contains(e.Before+e.After, "argon2id") {
			b.Errorf("entry %+v", e)
		}
		got = append(got, [2]string{e.Before, e.After})
	}
	if !reflect.DeepEqual(got, want) {
		b.Errorf("entries of %s\n%q, want\n%q", object, got, want)
	}
	if r, err := wiring.VerifyJournal(b.Context(), b.path); err != nil || r.Broken != nil {
		b.Errorf("%+v, %v", r, err)
	}
}

func (b *bureau) account(login string) (access.User, bool) {
	b.Helper()
	u, found, err := b.Account(b.Context(), login)
	b.must(err)
	return u, found
}

func (b *bureau) setting(name string) (value string) {
	b.Helper()
	b.read(func(ctx context.Context, tx sdano.Tx) (err error) {
		value, _, err = sqlstore.SettingsStore{}.Get(ctx, tx, name)
		return err
	})
	return value
}

func (b *bureau) areas() (areas []party.Area) {
	b.Helper()
	b.read(func(ctx context.Context, tx sdano.Tx) (err error) {
		areas, err = sqlstore.PartyStore{}.Areas(ctx, tx)
		return err
	})
	return areas
}

// TestUsersAreJournalled with the account before, never with a hash, and once
// however many data areas they enter.
func TestUsersAreJournalled(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	anna := access.User{Login: "anna", Tenants: []sdano.Tenant{7, 9}, Scopes: []access.Scope{access.ScopeReports}}
	b.must(b.SetUser(t.Context(), clerk, anna, "long-enough-1"))
	first, _ := b.account("anna")
	anna.Tenants, anna.Disabled = []sdano.Tenant{7}, true
	b.must(
		b.SetUser(t.Context(), clerk, anna, ""), // "" keeps the password
		b.SetUser(t.Context(), clerk, anna, ""), // no change
	)
	if second, found := b.account("anna"); !found || second.PasswordHash != first.PasswordHash || !second.Disabled {
		t.Errorf("account %+v", second)
	}
	b.must(b.SetUser(t.Context(), clerk, anna, "long-enough-2"))
	both := `{"login":"anna","tenants":[7,9],"scopes":["reports"],"disabled":false`
	one := `{"login":"anna","tenants":[7],"scopes":["reports"],"disabled":true`
	b.wantEntries("user.set", "user/anna",
		[2]string{"", both + `,"new_password":true}`},
		[2]string{both + "}", one + "}"},
		[2]string{one + "}", one + `,"new_password":true}`})
}

func TestAreasAreJournalled(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	area := party.Area{Tenant: 7, App: "bs", Name: "Проба"}
	other := party.Area{Tenant: 9, App: "bs", Name: "Другая"}
	renamed := area
	renamed.Name = "Образец"
	for _, a := range []party.Area{area, other, area, renamed} {
		b.must(b.SetArea(t.Context(), clerk, a))
	}
	if got := b.areas(); !reflect.DeepEqual(got, []party.Area{renamed, other}) {
		t.Errorf("areas %+v", got)
	}
	b.wantEntries("area.set", "area/7",
		[2]string{"", `{"Tenant":7,"App":"bs","Name":"Проба"}`},
		[2]string{`{"Tenant":7,"App":"bs","Name":"Проба"}`, `{"Tenant":7,"App":"bs","Name":"Образец"}`})
	b.wantEntries("area.set", "area/9", [2]string{"", `{"Tenant":9,"App":"bs","Name":"Другая"}`})
}

func TestSettingsAreJournalled(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	for _, value := range []string{"3", "3", "14"} {
		b.must(b.SetSetting(t.Context(), clerk, "business_clock_days", value))
	}
	if got := b.setting("business_clock_days"); got != "14" {
		t.Errorf("setting %q", got)
	}
	b.wantEntries("setting.set", "setting/business_clock_days", [2]string{"", `"3"`}, [2]string{`"3"`, `"14"`})
}

// TestNothingChangesWithoutAnEntry: a journal that cannot be written undoes what
// it would have told of.
func TestNothingChangesWithoutAnEntry(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	anna := access.User{Login: "anna", Tenants: []sdano.Tenant{7}, Scopes: []access.Scope{access.ScopeReports}}
	b.must(b.SetUser(t.Context(), clerk, anna, "long-enough-1"))
	before, _ := b.account("anna")
	beside, err := sql.Open("sqlite", b.path)
	b.must(err)
	defer beside.Close()
	_, err = beside.Exec("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the journal is full'); END")
	b.must(err)
	changed := anna
	changed.Disabled = true
	for what, err := range map[string]error{
		"changed user": b.SetUser(t.Context(), clerk, changed, "long-enough-2"),
		"new user":     b.SetUser(t.Context(), clerk, access.User{Login: "boris"}, "long-enough-1"),
		"area":         b.SetArea(t.Context(), clerk, party.Area{Tenant: 7, App: "bs"}),
		"setting":      b.SetSetting(t.Context(), clerk, "a", "x"),
	} {
		if err == nil || !strings.Contains(err.Error(), "the journal is full") {
			t.Errorf("%s: %v", what, err)
		}
	}
	after, _ := b.account("anna")
	_, boris := b.account("boris")
	if !reflect.DeepEqual(after, before) || boris || b.setting("a") != "" || len(b.areas()) != 0 {
		t.Errorf("account %+v, a second one %v, setting %q, areas %+v", after, boris, b.setting("a"), b.areas())
	}
}
