package wiring_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/internal/demo"
	"sdano/internal/wiring"
	"sdano/party"
	"sdano/storage/sqlstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// startDemo starts a demo on a folder; stop ends it and must succeed.
func startDemo(t *testing.T, c wiring.Config) (s *wiring.Server, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s, err := wiring.Start(ctx, c)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Wait(ctx) }()
	return s, func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stop: %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	}
}

func demoConfig(t *testing.T) wiring.Config {
	return wiring.Config{Addr: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Demo: true, Idle: true}
}

func get(t *testing.T, url string, change func(*http.Request)) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

func TestRestartKeepsTokenDayAndHistory(t *testing.T) {
	c := demoConfig(t)
	first, stop := startDemo(t, c)
	began := first.Started()
	stop()
	second, stop := startDemo(t, c)
	defer stop()
	again := second.Started()
	if again.Token != began.Token || again.Token == "" || again.Today != "2026-04-10" || again.Sample != began.Sample {
		t.Errorf("first %+v, then %+v", began, again)
	}
	status, list, _ := get(t, again.URL+"/v1/submissions", func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+again.Token)
		r.Header.Set("X-Tenant", "10027")
	})
	if status != http.StatusOK || strings.Count(list, `"status":"accepted"`) != 1 || !strings.Contains(list, "7799999919") {
		t.Errorf("%d %s", status, list)
	}
}

func TestTwoServersDoNotShareAFolder(t *testing.T) {
	c := demoConfig(t)
	_, stop := startDemo(t, c)
	defer stop()
	_, err := wiring.Start(t.Context(), c)
	if sdano.AsError(err).Code != "data_in_use" {
		t.Errorf("%v", err)
	}
}

func TestDemoRefuses(t *testing.T) {
	for _, tc := range []struct {
		name, code string
		change     func(*wiring.Config)
	}{
		{"an address that others reach", "demo_not_loopback", func(c *wiring.Config) { c.Addr = "0.0.0.0:0" }},
		{"every address", "demo_not_loopback", func(c *wiring.Config) { c.Addr = ":0" }},
		{"a name of another machine", "demo_not_loopback", func(c *wiring.Config) { c.Addr = "example.com:80" }},
		{"an operator without encryption", "", func(c *wiring.Config) {
			c.Demo, c.Operator.URL = false, "http://operator.example"
		}},
		{"a real operator without a real signature", "no_signer", func(c *wiring.Config) {
			c.Demo, c.Operator = false, wiring.OperatorConfig{URL: "https://operator.example", Key: "k", Account: "a"}
		}},
		{"a real operator without an account", "no_operator_account", func(c *wiring.Config) {
			c.Demo, c.Operator = false, wiring.OperatorConfig{URL: "https://operator.example", Key: "k"}
		}},
		{"a demo of an operator that is not there", "sandbox_unavailable", func(c *wiring.Config) {
			c.Operator.URL = "http://127.0.0.1:9"
		}},
		{"another kind of database", "bad_dsn", func(c *wiring.Config) { c.DB = "mysql://u:p@h/d" }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := demoConfig(t)
			tc.change(&c)
			_, err := wiring.Start(t.Context(), c)
			e := sdano.AsError(err)
			if err == nil || e.Kind == sdano.Internal || tc.code != "" && e.Code != tc.code || e.Remedy == "" {
				t.Errorf("%v", err)
			}
		})
	}
}

// Time never goes back under stored terms, but may go on.
func TestDemoDay(t *testing.T) {
	c := demoConfig(t)
	c.DemoToday = sdano.MustDate("2026-04-20")
	s, stop := startDemo(t, c)
	if got := s.Started().Today; got != "2026-04-20" {
		t.Errorf("today is %s", got)
	}
	stop()
	c.DemoToday = sdano.MustDate("2026-04-19")
	if _, err := wiring.Start(t.Context(), c); sdano.AsError(err).Code != "time_goes_back" {
		t.Errorf("%v", err)
	}
	c.DemoToday = sdano.MustDate("2026-05-04")
	s, stop = startDemo(t, c)
	defer stop()
	_, page, _ := get(t, s.Started().URL, nil)
	page = strings.ReplaceAll(page, "\u00a0", " ")
	if !strings.Contains(page, "4 мая 2026 г.") || !strings.Contains(page, "Отчетность просрочена") {
		t.Errorf("on 4 May the declaration is not overdue\n%s", page)
	}
}

// Outside a demo the pages ask for an account and show its data area.
func TestPagesAskForAnAccount(t *testing.T) {
	c := demoConfig(t)
	seed(t, c)
	c.Demo, c.Operator.URL = false, "http://127.0.0.1:9"
	s, stop := startDemo(t, c)
	defer stop()
	url := s.Started().URL
	status, _, header := get(t, url, nil)
	if status != http.StatusUnauthorized || header.Get("WWW-Authenticate") == "" {
		t.Errorf("without an account: %d %v", status, header)
	}
	login := func(r *http.Request) { r.SetBasicAuth("anna", "long-enough-1") }
	status, page, _ := get(t, url, login)
	if status != http.StatusOK || !strings.Contains(page, "ООО «Проба»") {
		t.Errorf("with an account: %d\n%s", status, page)
	}
	status, body, _ := get(t, url+"/?tenant=10027", login)
	if status != http.StatusNotFound || strings.Contains(body, "Пример") {
		t.Errorf("another's data area: %d %s", status, body)
	}
}

// safeLog is a log that many write to.
type safeLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// A server of documents and the monitor needs no special operator: reports are
// refused, and nothing asks for one by itself.
func TestAServerWithoutAnOperatorServesTheRest(t *testing.T) {
	c := demoConfig(t)
	seed(t, c)
	var log safeLog
	c.Demo, c.Idle, c.Log = false, false, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, stop := startDemo(t, c)
	defer stop()
	url := s.Started().URL
	login := func(r *http.Request) { r.SetBasicAuth("anna", "long-enough-1") }
	if status, page, _ := get(t, url, login); status != http.StatusOK || !strings.Contains(page, "ООО «Проба»") {
		t.Errorf("the monitor: %d", status)
	}
	if text := log.String(); text != "" {
		t.Errorf("the log: %s", text)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/v1/reports?file_name=x.xml", strings.NewReader("<x/>"))
	if err != nil {
		t.Fatal(err)
	}
	login(r)
	r.Header.Set("X-Tenant", "7")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), "no_operator") || !strings.Contains(string(body), "--operator-url") {
		t.Errorf("a report: %d %s", res.StatusCode, body)
	}
}

// Wrong passwords are counted in one place, whatever dialect they come by.
func TestWrongPasswordsAreCountedOverAllDialects(t *testing.T) {
	s, stop := startDemo(t, demoConfig(t))
	defer stop()
	doors := []string{s.Started().URL + "/v1/submissions", s.Started().URL + "/a/bs/10027/hs/dt/storage/async/list"}
	wrong := func(r *http.Request) { r.SetBasicAuth("demo", "wrong-password") }
	for n := range 10 {
		if status, body, _ := get(t, doors[n%2], wrong); status != http.StatusUnauthorized {
			t.Fatalf("attempt %d: %d %s", n, status, body)
		}
	}
	for _, door := range doors {
		if status, _, header := get(t, door, wrong); status != http.StatusTooManyRequests || header.Get("Retry-After") == "" {
			t.Errorf("%s after ten wrong passwords: %d %v", door, status, header)
		}
	}
}

// seed enters a user and an organisation as the command line does.
func seed(t *testing.T, c wiring.Config) {
	t.Helper()
	db, err := wiring.OpenStore(t.Context(), c.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	office := wiring.NewOffice(db, sdano.RealClock{})
	p := demo.Payers(demo.Today)[1].Profile
	p.Main, p.Name = true, "ООО «Проба»"
	org := party.Organization{ID: p.ID, TaxID: p.TaxID, Name: p.Name, Main: true}
	user := access.User{Login: "anna", Tenants: []sdano.Tenant{7}, Scopes: []access.Scope{access.ScopeReports}}
	for _, err := range []error{
		office.SetOrganization(t.Context(), "cli", 7, org),
		office.SetProfile(t.Context(), "cli", 7, p),
		office.SetUser(t.Context(), "cli", user, "long-enough-1"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	journalled(t, db)
	if r, err := wiring.VerifyJournal(t.Context(), c.DSN()); err != nil || r.Broken != nil || r.Entries != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

func journalled(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	err := db.Read(t.Context(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		entries, err := sqlstore.JournalStore{}.EntriesOf(ctx, tx, "user/anna")
		if err == nil && (len(entries) != 1 || strings.Contains(entries[0].After, "argon2id")) {
			t.Errorf("%+v", entries)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestUnwritableFolderIsExplained(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := demoConfig(t)
	c.Data = filepath.Join(file, "data")
	_, err := wiring.Start(t.Context(), c)
	if e := sdano.AsError(err); e.Code != "bad_data_folder" || !strings.Contains(e.Remedy, "--data") {
		t.Errorf("%v", err)
	}
}
