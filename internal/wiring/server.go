package wiring

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"sdano"
	"sdano/storage/sqlstore"
)

// Server is the whole program as it serves.
type Server struct {
	c        Config
	clock    *businessClock
	db       *sqlstore.DB
	sandbox  *ownSandbox
	house    *house
	listener net.Listener
	http     *http.Server
	token    string
	node     string
	release  func()
	cancel   context.CancelFunc
	group    *errgroup.Group
}

// Start opens everything, makes the demo's data if they are asked for and not
// there yet, and begins to serve. It returns once requests are answered; Wait
// runs until the end. An error leaves nothing open.
func Start(ctx context.Context, c Config) (*Server, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	s := &Server{c: c, clock: &businessClock{base: sdano.RealClock{}}}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		s.openFolder, s.openStore, s.openOperator, s.setClock, s.listen, s.openHouse, s.checkOperator, s.prepareDemo,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	s.serve(context.WithoutCancel(ctx))
	return nil
}

func (s *Server) openFolder(context.Context) error {
	if err := makeFolder(s.c.Data); err != nil {
		return err
	}
	var err error
	if s.release, err = lockFolder(s.c.Data); err != nil {
		return err
	}
	s.node, err = nodeName(s.c.Data)
	return err
}

func (s *Server) openStore(ctx context.Context) error {
	var err error
	s.db, err = OpenStore(ctx, s.c.DSN())
	return err
}

// openOperator starts the demo's own sandbox, serving before anything else so
// that the demo's history can be filed through it.
func (s *Server) openOperator(ctx context.Context) error {
	if !s.c.Demo || s.c.Operator.URL != "" {
		return nil
	}
	var err error
	if s.sandbox, err = startSandbox(ctx, s.c); err != nil {
		return err
	}
	s.c.Operator.URL = s.sandbox.url()
	go s.sandbox.serve(s.c.logger())
	return nil
}

// setClock restores the business clock, which only a demo moves.
func (s *Server) setClock(ctx context.Context) error {
	found, err := s.clock.restore(ctx, s.db, sqlstore.SettingsStore{})
	if err != nil || !s.c.Demo {
		return err
	}
	return s.moveDemo(found)
}

func (s *Server) openHouse(ctx context.Context) error {
	var err error
	if s.house, err = newHouse(ctx, s.c, s.db, s.clock, s.node); err != nil {
		return err
	}
	s.http = server(s.house.handler(s.c))
	s.http.RegisterOnShutdown(s.house.site.Close)
	s.http.RegisterOnShutdown(s.house.exchange.closeAPI)
	return nil
}

// listen takes the address, before anything is made that names it; requests
// wait until serve.
func (s *Server) listen(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.c.Addr)
	if err != nil {
		return &sdano.Error{
			Kind: sdano.Conflict, Code: "cannot_listen", Param: "addr", Err: err,
			Message: "На адресе " + s.c.Addr + " слушать нельзя" + because(err) + ".",
			Remedy:  "Остановите программу, которая его занимает, или укажите другой адрес в --addr.",
		}
	}
	s.listener, s.c.Addr = l, l.Addr().String()
	return nil
}

// server returns a server with the bounds that keep slow clients from holding
// it; bodies have their own bounds, and answers may be long streams.
func server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}

// serve starts all that runs.
func (s *Server) serve(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(ctx)
	s.group, ctx = errgroup.WithContext(ctx)
	s.group.Go(func() error { return Ended(s.http.Serve(s.listener)) })
	s.group.Go(func() error { // a part that failed ends all
		<-ctx.Done()
		return s.http.Close()
	})
	if s.sandbox != nil {
		s.group.Go(func() error { return s.sandbox.Run(ctx) })
	}
	if s.c.Idle {
		return
	}
	if s.house.connected {
		s.group.Go(func() error { return s.house.reporting.Run(ctx) })
	}
	s.group.Go(func() error { s.house.jobs.Run(ctx); return nil })
	s.group.Go(func() error { return s.house.exchange.acceptance.Run(ctx) })
	s.group.Go(func() error { return s.house.exchange.hooks.Run(ctx) })
	s.group.Go(func() error { return s.house.purge(ctx) })
}

// Ended turns the expected end of a server into no error.
func Ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// Wait serves until ctx ends or a part fails, then finishes what is under way
// (at most five seconds) and closes everything.
func (s *Server) Wait(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.group.Wait() }()
	select {
	case <-ctx.Done():
	case err := <-failed:
		return errors.Join(Ended(err), s.close())
	}
	graceful, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = s.http.Shutdown(graceful)
	s.cancel()
	return errors.Join(Ended(<-failed), s.close())
}

// close closes what is open, the last opened first.
func (s *Server) close() error {
	var errs []error
	if s.cancel != nil {
		s.cancel()
		_ = s.http.Close()
		_ = s.group.Wait()
	} else if s.listener != nil {
		s.listener.Close()
	}
	if s.house != nil {
		s.house.site.Close()
		s.house.exchange.closeAPI()
		s.house.operator.Close()
	}
	if s.sandbox != nil {
		errs = append(errs, s.sandbox.close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.release != nil {
		s.release()
	}
	return errors.Join(errs...)
}
