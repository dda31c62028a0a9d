package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"sdano"
	"sdano/reporting"
)

// What a sandbox works with if the configuration does not say.
const (
	DefaultKey     = "sandbox-key"
	DefaultAccount = "00000000-0000-0000-0000-000000000001"
)

// Config is what a sandbox is opened with.
type Config struct {
	// Path is the SQLite file; its folder is created when missing.
	Path string
	// Clock is the real clock; nil means the machine's. The business clock is
	// this one moved by the days of PUT /sandbox/clock.
	Clock sdano.Clock
	// StageDelay is how long an answer takes; 0 means that answers come by POST
	// /sandbox/tick only.
	StageDelay time.Duration
	// Key is the api-key and Account the account of the paths under /v1; "" means
	// DefaultKey and DefaultAccount.
	Key, Account string
	// Directions are the open directions until PUT /sandbox/directions replaces
	// them.
	Directions []reporting.DirectionKey
	// Log receives what goes wrong; nil means nothing is logged.
	Log *slog.Logger
}

// Server is a training operator on its file. It is safe for concurrent use.
type Server struct {
	c      Config
	store  *store
	days   atomic.Int64
	secret []byte
	slots  chan struct{}
	// beating lets the stages move one after another.
	beating sync.Mutex
}

// Open opens or creates the file and returns a sandbox that goes on where the
// file was left. The error names the file.
func Open(ctx context.Context, c Config) (*Server, error) {
	c = withDefaults(c)
	store, err := openStore(ctx, c.Path)
	if err != nil {
		return nil, fmt.Errorf("sandbox file %s: %w", c.Path, err)
	}
	s := &Server{c: c, store: store, slots: make(chan struct{}, parallel)}
	if err := s.restore(ctx); err != nil {
		return nil, fmt.Errorf("sandbox file %s: %w", c.Path, err)
	}
	return s, nil
}

func withDefaults(c Config) Config {
	if c.Clock == nil {
		c.Clock = sdano.RealClock{}
	}
	if c.Key == "" {
		c.Key = DefaultKey
	}
	if c.Account == "" {
		c.Account = DefaultAccount
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// restore reads the settings the file was left with and makes those that are
// made once.
func (s *Server) restore(ctx context.Context) error {
	err := s.store.write(func(ctx context.Context, q querier) error {
		secret, err := onceSecret(ctx, q)
		if err != nil {
			return err
		}
		s.secret = secret
		days, _, err := numberSetting(ctx, q, settingDays)
		s.days.Store(days)
		return err
	})
	if err != nil {
		err = errors.Join(err, s.store.close())
	}
	return err
}

// Close ends the writer and closes the file. Requests that still come are
// answered with 500.
func (s *Server) Close() error { return s.store.close() }

// now returns the business instant.
func (s *Server) now() time.Time { return s.c.Clock.Now().AddDate(0, 0, int(s.days.Load())) }

// Run answers what is due, every Config.StageDelay, until the context ends; it
// returns nil then. Without a StageDelay it only waits.
func (s *Server) Run(ctx context.Context) error {
	if s.c.StageDelay <= 0 {
		<-ctx.Done()
		return nil
	}
	ticker := time.NewTicker(min(max(s.c.StageDelay/4, 5*time.Millisecond), time.Second))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if _, err := s.advance(ctx, false); err != nil && ctx.Err() == nil {
				s.c.Log.Error("sandbox: stages", "error", err)
			}
		}
	}
}

// Handler serves the operator's interface, the service of directions (GET
// /directions) and the controls of the sandbox (/sandbox/…). The controls and
// the directions ask for no token: a sandbox is not put on a public address.
func (s *Server) Handler() http.Handler { return s.routes() }
