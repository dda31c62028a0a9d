package wiring_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/blob"
	"sdano/internal/demo"
	"sdano/internal/wiring"
	"sdano/party"
	"sdano/storage/sqlstore"
)

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func accept(kind string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Accept", kind) }
}

// Pages and the interface share the addresses of documents: a browser gets pages,
// whoever shows a token gets JSON, whatever it says that it accepts.
func TestDocumentsForPeopleAndPrograms(t *testing.T) {
	s, stop := startDemo(t, demoConfig(t))
	defer stop()
	at := s.Started()
	both := func(r *http.Request) {
		bearer(at.Token)(r)
		accept("text/html, image/gif, */*; q=.2")(r)
	}
	script := func(r *http.Request) { r.Header.Set("Sdano-Fragment", "main") }
	for _, tc := range []struct {
		path   string
		change func(*http.Request)
		status int
		kind   string
	}{
		{"/documents", accept("text/html,application/xhtml+xml"), http.StatusOK, "text/html"},
		{"/documents", script, http.StatusOK, "text/html"},
		{"/documents", bearer(at.Token), http.StatusOK, "application/json"},
		{"/documents", both, http.StatusOK, "application/json"},
		{"/documents", nil, http.StatusUnauthorized, "application/json"},
		{"/boxes", accept("text/html"), http.StatusUnauthorized, "application/json"},
		{"/V3/Document", bearer(at.Token), http.StatusOK, "application/json"},
		{"/v1/submissions", bearer(at.Token), http.StatusOK, "application/json"},
	} {
		status, body, header := get(t, at.URL+tc.path, func(r *http.Request) {
			r.Header.Set("X-Tenant", "10027")
			if tc.change != nil {
				tc.change(r)
			}
		})
		if status != tc.status || !strings.HasPrefix(header.Get("Content-Type"), tc.kind) {
			t.Errorf("%s: %d %s, want %d %s\n%.300s", tc.path, status, header.Get("Content-Type"), tc.status, tc.kind, body)
		}
	}
}

// The interface may stand below a prefix; then the other dialect has POST /token
// for itself, and the address of a token below the prefix serves both.
func TestPrefixOfTheInterface(t *testing.T) {
	c := demoConfig(t)
	c.EDO.Prefix = "/xde"
	s, stop := startDemo(t, c)
	defer stop()
	at := s.Started()
	if status, body, _ := get(t, at.URL+"/xde/v3/boxes", bearer(at.Token)); status != http.StatusOK || strings.Count(body, `"BoxId"`) != 2 {
		t.Errorf("%d %s", status, body)
	}
	if status, _, _ := get(t, at.URL+"/boxes", bearer(at.Token)); status != http.StatusNotFound {
		t.Errorf("without the prefix: %d", status)
	}
	for path, want := range map[string]bool{"/token": false, "/xde/token": true} {
		res, err := http.Post(at.URL+path, "application/json", strings.NewReader(`{"Username":"demo","Password":"demo-password"}`))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if (res.StatusCode == http.StatusOK) != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// The demo's documents are in both boxes within moments, and a restart brings
// nothing twice.
func TestDemoDocuments(t *testing.T) {
	c := demoConfig(t)
	c.Idle = false
	s, stop := startDemo(t, c)
	first := arrived(t, s)
	stop()
	s, stop = startDemo(t, c)
	defer stop()
	if again := arrived(t, s); again != first {
		t.Errorf("first\n%s\nthen\n%s", first, again)
	}
	db, err := wiring.OpenStore(t.Context(), c.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Read(t.Context(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		entries, err := sqlstore.JournalStore{}.EntriesOf(ctx, tx, "user/"+demo.Login)
		if err == nil && len(entries) != 1 {
			t.Errorf("the demo's user was set %d times", len(entries))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// arrived returns the list of documents once all are there.
func arrived(t *testing.T, s *wiring.Server) string {
	t.Helper()
	at := s.Started()
	deliveries, err := demo.Deliveries()
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		status, list, _ := get(t, at.URL+"/documents", bearer(at.Token))
		if n := strings.Count(list, `"Id":"`); status == http.StatusOK && n == 2*len(deliveries) {
			if strings.Contains(list, `"Severity"`) {
				t.Errorf("the demo's documents have findings: %s", list)
			}
			return list
		} else if time.Now().After(end) {
			t.Fatalf("%d documents: %d %s", n, status, list)
		}
	}
}

func TestExchangeRefuses(t *testing.T) {
	for _, tc := range []struct {
		name, code string
		change     func(t *testing.T, c *wiring.Config)
	}{
		{"an inbox without an outbox", "bad_exchange_folders", func(_ *testing.T, c *wiring.Config) { c.EDO.Inbox = "in" }},
		{"one folder for both", "bad_exchange_folders", func(_ *testing.T, c *wiring.Config) { c.EDO.Inbox, c.EDO.Outbox = "a", "a/" }},
		{"a store that has no address", "s3_endpoint", func(_ *testing.T, c *wiring.Config) { c.EDO.S3 = blob.S3Config{Endpoint: "storage"} }},
		{"a root that is no certificate", "bad_trust", func(t *testing.T, c *wiring.Config) {
			put(t, filepath.Join(c.Data, "trust", "roots", "a.cer"), "text")
		}},
		{"a list that is none", "bad_trust", func(t *testing.T, c *wiring.Config) {
			put(t, filepath.Join(c.Data, "trust", "crl", "a.crl"), "text")
		}},
		{"keys of the demo that are spoilt", "bad_demo_keys", func(t *testing.T, c *wiring.Config) {
			put(t, filepath.Join(c.Data, "demo-keys", "buyer.pem"), "text")
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := demoConfig(t)
			tc.change(t, &c)
			_, err := wiring.Start(t.Context(), c)
			if e := sdano.AsError(err); err == nil || e.Code != tc.code || e.Remedy == "" {
				t.Errorf("%v", err)
			}
		})
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The office sets a box again without losing who is linked to it.
func TestBoxesAreSetAgain(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	box := acceptance.Box{
		ID: demo.BuyerBox, Tenant: 7, Participant: "2XX-1", Name: "ООО «Покупатель»", TaxID: demo.Buyer,
	}
	again := box
	again.Name = "ООО «Новое имя»"
	b.must(
		b.SetArea(t.Context(), clerk, party.Area{Tenant: 7, App: "bs"}),
		b.SetBox(t.Context(), clerk, box, "anna"),
		b.SetBox(t.Context(), clerk, again, "boris"),
	)
	err := b.db.Read(t.Context(), 7, func(ctx context.Context, tx sdano.Tx) error {
		stored, err := sqlstore.AcceptanceStore{}.Box(ctx, tx, box.ID)
		if err != nil || stored.Name != again.Name || stored.CreatedAt.IsZero() {
			t.Errorf("%+v, %v", stored, err)
		}
		for _, login := range []string{"anna", "boris"} {
			if linked, err := (sqlstore.AcceptanceStore{}).LinkedBoxes(ctx, tx, login); err != nil || len(linked) != 1 {
				t.Errorf("%s is linked to %v, %v", login, linked, err)
			}
		}
		return nil
	})
	b.must(err)
	again.Tenant = 8
	if err := b.SetBox(t.Context(), clerk, again); sdano.AsError(err).Code != "box_taken" {
		t.Errorf("%v", err)
	}
	again.ID = "77@loopback"
	if err := b.SetBox(t.Context(), clerk, again); sdano.AsError(err).Code != "bad_box" {
		t.Errorf("%v", err)
	}
}
