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
	pipe    io.WriteCloser
}

// watch is the watcher: it makes an empty cluster, reads the port and starts the
// server. At the end of its standard input it stops the server at once and
// removes the folder. The cluster's language is one that does not compare texts by their
// bytes, so that nothing relies on the language of a database.
const watch = `trap '' INT TERM HUP
programs=$1 folder=$2
shift 2
init() { "$programs/initdb" -N -D "$folder/data" -U postgres -A trust -E UTF8 --locale C "$@" </dev/null; }
init --locale-provider icu --icu-locale ru || { rm -rf "$folder/data"; init; }
touch "$folder/made"
if read -r port; then
	"$programs/postgres" -D "$folder/data" -p "$port" "$@" </dev/null &
	pid=$!
	read -r _
	kill -QUIT $pid
	wait $pid
fi
rm -rf "$folder"`

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
	if err := s.start(programs, folder, o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err = s.serve(ctx, folder); err == nil {
		err = s.ready(ctx)
	}
	if err != nil {
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

// start starts the watcher and with it the server.
func (s *Server) start(programs, folder string, o Options) error {
	durable := "off"
	if o.Fsync {
		durable = "on"
	}
	s.watcher = exec.Command("/bin/sh", "-c", watch, "pgtest", programs, folder,
		"-h", "127.0.0.1", "-k", "",
		"-c", "fsync="+durable, "-c", "full_page_writes="+durable, "-c", "max_connections=200", "-c", "max_wal_size=512MB")
	s.watcher.Dir = folder
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

// serve waits until the cluster is made and gives the server its port: late, so
// that nobody else takes it meanwhile.
func (s *Server) serve(ctx context.Context, folder string) error {
	err := poll(ctx, func() error {
		_, err := os.Stat(filepath.Join(folder, "made"))
		return err
	})
	if err != nil {
		return err
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.pipe, s.port)
	return err
}

// ready waits until the server answers, and makes the owner of the databases.
func (s *Server) ready(ctx context.Context) error {
	return poll(ctx, func() error {
		conn, err := pgx.Connect(ctx, s.address("postgres", "postgres"))
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, "CREATE ROLE "+Owner+" LOGIN CREATEROLE")
		return errors.Join(err, conn.Close(ctx))
	})
}

// poll tries until there is no error or ctx ends; then it is the last one.
func poll(ctx context.Context, try func() error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return nil
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
