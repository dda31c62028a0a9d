package wiring

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/extern"
	"sdano/operator/sandbox"
)

// ownSandbox is a sandbox operator inside this process. Nothing of it is shared
// with the rest but its address.
type ownSandbox struct {
	*sandbox.Server
	listener net.Listener
	http     *http.Server
}

// startSandbox opens the sandbox of a demo on a free loopback port, its own
// file beside the database.
func startSandbox(ctx context.Context, c Config) (*ownSandbox, error) {
	s, err := OpenSandbox(ctx, filepath.Join(c.Data, "sandbox.db"), sandbox.Config{
		Clock: sdano.RealClock{}, StageDelay: c.StageDelay, Directions: demo.Directions(), Log: c.logger(),
	})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &ownSandbox{Server: s, listener: l, http: server(s.Handler())}, nil
}

func (s *ownSandbox) url() string { return "http://" + s.listener.Addr().String() }

// serve answers until the server is closed.
func (s *ownSandbox) serve(log *slog.Logger) {
	if err := Ended(s.http.Serve(s.listener)); err != nil {
		log.Error("sandbox operator", "cause", err)
	}
}

// close ends what is under way at once and closes the file.
func (s *ownSandbox) close() error {
	_ = s.http.Close()
	return s.Close()
}

// operatorClient returns the client of the special operator.
func operatorClient(c Config) (*extern.Client, error) {
	o := c.Operator
	if o.URL == "" {
		return nil, &sdano.Error{
			Kind: sdano.Invalid, Code: "no_operator", Param: "operator-url",
			Message: "Не задан адрес спецоператора.",
			Remedy:  "Укажите --operator-url (и --operator-key), или попробуйте учебного спецоператора: sdano serve --demo.",
		}
	}
	wait := time.Duration(0) // production's own pace
	if c.Demo {
		o.Key, o.Account = cmp.Or(o.Key, sandbox.DefaultKey), cmp.Or(o.Account, sandbox.DefaultAccount)
		wait = 20 * time.Millisecond
	}
	return extern.New(extern.Config{
		URL: o.URL, Key: o.Key, Account: o.Account, Directions: o.Directions, Log: c.logger(), Clock: sdano.RealClock{}, Wait: wait,
	})
}

// practice calls what only the sandbox has: its clock and its ticks.
type practice struct{ url string }

var practiceHTTP = &http.Client{Timeout: 10 * time.Second}

// setClock moves the sandbox's clock by whole days.
func (p practice) setClock(ctx context.Context, days int64) error {
	return p.call(ctx, http.MethodPut, "/sandbox/clock", fmt.Sprintf(`{"days":%d}`, days))
}

// tick moves every docflow on by a stage.
func (p practice) tick(ctx context.Context) error {
	return p.call(ctx, http.MethodPost, "/sandbox/tick", "")
}

func (p practice) call(ctx context.Context, method, path, body string) error {
	req, err := http.NewRequestWithContext(ctx, method, p.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	res, err := practiceHTTP.Do(req)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("sandbox: %s %s: %s", method, path, res.Status)
	}
	return nil
}

// OpenSandbox opens a sandbox operator on its file, whose folder is made when
// missing.
func OpenSandbox(ctx context.Context, path string, c sandbox.Config) (*sandbox.Server, error) {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	c.Path = path
	return sandbox.Open(ctx, c)
}
