package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options say how a server is started.
type Options struct {
	// Fsync makes commits durable, for benchmarks; without it a crash of the
	// machine may lose them.
	Fsync bool
}

// Server is a running PostgreSQL with an empty cluster.
type Server struct {
	port    int
	made    atomic.Int64
	watcher *exec.Cmd
	pipe    io.Closer
}

// watch is the watcher: it starts the server, waits for the end of its standard
// input, stops the server at once and removes the folder.
const watch = `trap '' INT TERM HUP
"$@" </dev/null &
pid=$!
read -r _
kill -QUIT $pid
wait $pid
rm -rf "$SDANO_PGTEST"`

// Start starts a server that runs until Stop or until this process ends.
func Start(o Options) (*Server, error) {
	programs, err := Programs()
	if err != nil {
		return nil, err
	}
	folder, err := newFolder()
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if err = initialise(programs, folder); err == nil {
		err = s.start(programs, folder, o)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := s.ready(); err != nil {
		log, logErr := os.ReadFile(filepath.Join(folder, "log"))
		return nil, errors.Join(fmt.Errorf("pgtest: %w\n%s", err, log), logErr, s.Stop())
	}
	return s, nil
}

// newFolder makes the server's folder, owned by the user it will run as.
func newFolder() (string, error) {
	folder, err := os.MkdirTemp("", "sdano-pgtest-")
	if err != nil {
		return "", err
	}
	return folder, giveAway(folder)
}

// initialise makes an empty cluster. Its language is one that does not compare
// texts by their bytes, so that nothing relies on the language of a database.
func initialise(programs, folder string) error {
	initdb := func(more ...string) ([]byte, error) {
		args := append([]string{"-N", "-D", filepath.Join(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C"}, more...)
		cmd := exec.Command(filepath.Join(programs, "initdb"), args...)
		cmd.Dir = folder
		asServer(cmd)
		return cmd.CombinedOutput()
	}
	if _, err := initdb("--locale-provider", "icu", "--icu-locale", "ru"); err == nil {
		return nil
	}
	if out, err := initdb(); err != nil {
		return fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	return nil
}

// start starts the watcher and with it the server.
func (s *Server) start(programs, folder string, o Options) error {
	var err error
	if s.port, err = freePort(); err != nil {
		return err
	}
	durable := "off"
	if o.Fsync {
		durable = "on"
	}
	s.watcher = exec.Command("/bin/sh", "-c", watch, "pgtest", filepath.Join(programs, "postgres"),
		"-D", filepath.Join(folder, "data"), "-p", strconv.Itoa(s.port), "-h", "127.0.0.1", "-k", "",
		"-c", "fsync="+durable, "-c", "full_page_writes="+durable, "-c", "max_connections=200", "-c", "max_wal_size=512MB")
	s.watcher.Dir = folder
	s.watcher.Env = append(os.Environ(), "SDANO_PGTEST="+folder)
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return err
	}
	s.watcher.Stdout, s.watcher.Stderr = log, log
	asServer(s.watcher)
	if s.pipe, err = s.watcher.StdinPipe(); err != nil {
		return err
	}
	return errors.Join(s.watcher.Start(), log.Close())
}

// ready waits until the server answers, and makes the owner of the databases.
func (s *Server) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.address("postgres", "postgres"))
		if err == nil {
			_, err = conn.Exec(ctx, "CREATE ROLE "+Owner+" LOGIN CREATEROLE")
			return errors.Join(err, conn.Close(ctx))
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	if err := s.pipe.Close(); err != nil {
		return err
	}
	return s.watcher.Wait()
}

// freePort returns a loopback port that nobody listens on at the moment.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, fmt.Errorf("pgtest: %s is no TCP address", l.Addr())
	}
	return addr.Port, nil
}
