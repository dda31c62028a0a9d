package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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
	pipe    io.WriteCloser
}

// watch is the watcher: it makes an empty cluster, reads the port and starts the
// server; another line stops it, and the next one is another port. At the end of its standard input it stops the server at once and
// removes the folder. The cluster's language is one that does not compare texts by their
// bytes, so that nothing relies on the language of a database.
const watch = `trap '' INT TERM HUP
programs=$1 folder=$2
shift 2
init() { "$programs/initdb" -N -D "$folder/data" -U postgres -A trust -E UTF8 --locale C "$@" </dev/null; }
init --locale-provider icu --icu-locale ru || { rm -rf "$folder/data"; init; }
touch "$folder/made"
while read -r port; do
	"$programs/postgres" -D "$folder/data" -p "$port" "$@" </dev/null &
	pid=$!
	read -r _
	kill -QUIT $pid
	wait $pid
done
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
	if err = s.serve(ctx, folder); err != nil {
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

// serve waits until the cluster is made and gives the server a port: late, so
// that nobody else takes it meanwhile, and another one if somebody did.
func (s *Server) serve(ctx context.Context, folder string) error {
	err := poll(ctx, func() error {
		_, err := os.Stat(filepath.Join(folder, "made"))
		return err
	})
	for try := 0; err == nil; try++ {
		if s.port, err = freePort(); err != nil {
			break
		}
		if _, err = fmt.Fprintln(s.pipe, s.port); err != nil {
			break
		}
		if err = s.ready(ctx, folder); err == nil || try == 5 {
			return err
		}
		_, err = fmt.Fprintln(s.pipe, "stop")
	}
	return err
}

// ready waits until the server answers, sees that it is this one and not another
// on the same port, and makes the owner of the databases.
func (s *Server) ready(ctx context.Context, folder string) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	return poll(ctx, func() error {
		conn, err := pgx.Connect(ctx, s.address("postgres", "postgres"))
		if err != nil {
			return err
		}
		var data string
		err = conn.QueryRow(ctx, "SHOW data_directory").Scan(&data)
		if err == nil && filepath.Dir(data) != folder {
			err = fmt.Errorf("on port %d answers the server of %s", s.port, data)
		}
		if err == nil {
			_, err = conn.Exec(ctx, "CREATE ROLE "+Owner+" LOGIN CREATEROLE")
		}
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

// freePort returns a loopback port that nobody listens on at the moment. It is
// below those that systems give to outgoing connections, which would take it.
func freePort() (port int, err error) {
	for range 100 {
		port = 15000 + rand.IntN(17000)
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, err
}
