package accesstest_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/access"
	"sdano/internal/pgtest"
	"sdano/storage/postgres"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

const (
	tenant      sdano.Tenant = 10027
	annPassword              = "correct horse"
)

var (
	morning = time.Date(2026, time.April, 10, 6, 0, 0, 0, time.UTC)
	request = access.Request{Scope: "ann POST /v1/reports", Key: "key", Hash: "aa"}
)

// onEngines runs a test over the real store on both engines.
func onEngines(t *testing.T, test func(*testing.T, *sqlstore.DB)) {
	t.Helper()
	for name, open := range map[string]func(*testing.T) (*sqlstore.DB, error){
		"SQLite": func(t *testing.T) (*sqlstore.DB, error) {
			return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
		},
		"PostgreSQL": func(t *testing.T) (*sqlstore.DB, error) { return postgres.Open(t.Context(), pgtest.Database(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			test(t, db)
		})
	}
}

func TestUsersAndTokensOnTheEngines(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, db *sqlstore.DB) {
		clock := sdano.NewManualClock(morning)
		s := access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: clock})
		ctx := context.Background()
		if err := s.PutUser(ctx, access.User{Login: "ann", Tenants: []sdano.Tenant{tenant}, Scopes: []access.Scope{access.ScopeJobs}}, annPassword); err != nil {
			t.Fatal(err)
		}
		token, _, err := s.Issue(ctx, "ann", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		// Another process knows nothing but the store.
		s = access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: clock})
		if p, err := s.Bearer(ctx, token); err != nil || !p.Enters(tenant) || !p.Has(access.ScopeJobs) {
			t.Errorf("%+v, %v", p, err)
		}
		if p, err := s.Password(ctx, "ann", annPassword); err != nil || p.Login != "ann" {
			t.Errorf("%+v, %v", p, err)
		}
		for _, login := range []string{"ann\x00", "\xff", "Ann", "ann "} {
			if _, err := s.Password(ctx, login, annPassword); !errors.Is(err, access.ErrBadCredentials) {
				t.Errorf("%q: %v", login, err)
			}
		}
		clock.Advance(26 * time.Hour)
		if err := s.Purge(ctx); err != nil {
			t.Error(err)
		}
		if _, err := s.Bearer(ctx, token); !errors.Is(err, access.ErrBadToken) {
			t.Errorf("%v", err)
		}
	})
}

func TestAnswersOnTheEngines(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, db *sqlstore.DB) {
		clock := sdano.NewManualClock(morning)
		var nodes []*access.Service // of one store
		for range 2 {
			nodes = append(nodes, access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: clock}))
		}
		for _, where := range []sdano.Tenant{tenant, tenant + 1, sdano.AllTenants} {
			r := request
			r.Tenant = where
			once(t, nodes, db, r)
			clock.Advance(access.OnceLife)
			r.Hash = "bb"
			once(t, nodes, db, r)
		}
	})
}

// once sends a request to both nodes many times at once: each gets the answer
// of the one that was first, and each effect is undone whose answer was not.
func once(t *testing.T, nodes []*access.Service, db *sqlstore.DB, r access.Request) {
	t.Helper()
	answers := make([]string, 16)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			o, _, err := nodes[i%2].DoInUnit(context.Background(), r, func(ctx context.Context, save access.Save) (int, []byte, bool) {
				body := []byte(sdano.NewID().String())
				if err := db.Write(ctx, r.Tenant, func(ctx context.Context, tx sdano.Tx) error { return save(ctx, tx, 201, body) }); err != nil {
					return 500, nil, false
				}
				return 201, body, false
			})
			if err != nil || o.Status != 201 {
				t.Errorf("tenant %d: %d, %v", r.Tenant, o.Status, err)
			}
			answers[i] = string(o.Body)
		})
	}
	group.Wait()
	slices.Sort(answers)
	if got := slices.Compact(answers); len(got) != 1 {
		t.Errorf("tenant %d: answers %q", r.Tenant, got)
	}
}
