package extern_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/extern"
	"sdano/operator/operatortest"
	"sdano/operator/sandbox"
	"sdano/reporting"
)

// day is where the tests' clocks begin.
var day = time.Date(2026, 4, 10, 9, 0, 0, 0, time.UTC)

// counterpart is a sandbox behind a real listener that stays when the sandbox is
// started again.
type counterpart struct {
	t      *testing.T
	path   string
	clock  *sdano.ManualClock
	server *httptest.Server

	mu  sync.Mutex
	box *sandbox.Server
}

func newCounterpart(t *testing.T) *counterpart {
	t.Helper()
	c := &counterpart{t: t, path: filepath.Join(t.TempDir(), "sandbox.db"), clock: sdano.NewManualClock(day)}
	c.open()
	c.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.current().Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		c.server.Close()
		if err := c.current().Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func (c *counterpart) current() *sandbox.Server {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.box
}

func (c *counterpart) open() {
	c.t.Helper()
	box, err := sandbox.Open(context.Background(), sandbox.Config{Path: c.path, Clock: c.clock, Directions: directions})
	if err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.box = box
}

// restart opens a second sandbox on the file before the first one is closed, so
// that nothing of the first is flushed or said good-bye to.
func (c *counterpart) restart() {
	c.t.Helper()
	old := c.current()
	c.server.CloseClientConnections()
	c.server.Client().CloseIdleConnections()
	c.open()
	if err := old.Close(); err != nil {
		c.t.Error(err)
	}
}

var directions = []reporting.DirectionKey{
	{Tenant: 10027, INN: "779999991008", Authority: reporting.FNS, Code: "0087"},
	{Tenant: 10027, INN: "7799999919", Authority: reporting.FNS, Code: "7701"},
}

// client returns a client of the sandbox with a clock of its own.
func (c *counterpart) client(more func(*extern.Config)) *extern.Client {
	c.t.Helper()
	config := extern.Config{
		URL: c.server.URL, Key: sandbox.DefaultKey, Account: sandbox.DefaultAccount,
		Clock: sdano.NewManualClock(day), Wait: time.Millisecond,
	}
	if more != nil {
		more(&config)
	}
	client, err := extern.New(config)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(client.Close)
	return client
}

// control asks one of the sandbox's controls.
func (c *counterpart) control(t testing.TB, method, path, body string, out any) {
	t.Helper()
	control(t, c.server.Client(), method, c.server.URL+path, body, out)
}

func control(t testing.TB, client *http.Client, method, url, body string, out any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode > 299 {
		t.Fatalf("%s %s: %d, %s, %v", method, url, res.StatusCode, data, err)
	}
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			t.Fatal(err)
		}
	}
}

func harness(t *testing.T) *operatortest.Harness {
	c := newCounterpart(t)
	client := c.client(nil)
	return &operatortest.Harness{
		Operator: client,
		Payer:    demo.Entrepreneur.TaxID,
		Report: func(office string, n int) (string, []byte) {
			name, data, err := demo.Declaration(demo.Entrepreneur, office, sdano.MustDate("2026-04-10").AddDays(n))
			if err != nil {
				t.Fatal(err)
			}
			return name, data
		},
		Tick: func(t testing.TB) { c.control(t, http.MethodPost, "/sandbox/tick", "", nil) },
		Heal: func(t testing.TB) { c.control(t, http.MethodPost, "/sandbox/heal", "", nil) },
		Restart: func(testing.TB) {
			c.restart()
			client.Close() // the connections that wait are broken
		},
		Expire: func(testing.TB) { c.clock.Advance(2 * time.Hour) },
		Counters: func(t testing.TB) (out operatortest.Counters) {
			c.control(t, http.MethodGet, "/sandbox/counters", "", &out)
			return out
		},
	}
}

func TestClientOfSandbox(t *testing.T) {
	t.Parallel()
	operatortest.Run(t, harness)
}
