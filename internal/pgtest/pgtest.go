// Package pgtest starts PostgreSQL for tests: a server of this test process
// alone, from the system's packages, on a temporary folder and a free loopback
// port.
//
// One server serves all tests of a process, and each test gets a fresh database
// in it. The server runs beside a watcher that holds a pipe of the process:
// when the process ends, however it does, the watcher stops the server and
// removes the folder. PostgreSQL refuses to run as root, so then both run as
// the user postgres or nobody.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// shared is the server of the process; it is started by the first test that
// needs it.
var shared = sync.OnceValues(func() (*Server, error) { return Start(Options{}) })

// Database returns the address of a fresh database for the test; it is dropped
// when the test ends. Its owner is not a superuser but may create roles, as an
// administrator of an installation is. The test is skipped if PostgreSQL 15 or
// later is not installed.
func Database(t testing.TB) (dsn string) {
	t.Helper()
	if _, err := Programs(); err != nil {
		t.Skip("SKIPPED: " + err.Error())
	}
	server, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	name, err := server.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Drop(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	return server.DSN(name)
}

// Owner is the login role of the databases.
const Owner = "sdano_owner"

// Create makes a database with a name of its own, owned by Owner.
func (s *Server) Create(ctx context.Context) (name string, err error) {
	name = fmt.Sprintf("test_%d", s.made.Add(1))
	return name, s.admin(ctx, "CREATE DATABASE "+name+" OWNER "+Owner)
}

// Drop removes a database; its connections are ended.
func (s *Server) Drop(ctx context.Context, name string) error {
	return s.admin(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
}

// DSN returns the address of a database for its owner.
func (s *Server) DSN(database string) string { return s.address(Owner, database) }

func (s *Server) address(user, database string) string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", user, s.port, database)
}

// admin runs a statement as the superuser.
func (s *Server) admin(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.address("postgres", "postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// Programs returns the folder of the newest PostgreSQL that is installed. The
// error says that there is none of version 15 or later.
func Programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	var versions []int
	for _, path := range found {
		if v, err := strconv.Atoi(strings.Split(path, "/")[4]); err == nil && v >= 15 {
			versions = append(versions, v)
		}
	}
	if len(versions) == 0 {
		return "", fmt.Errorf("PostgreSQL 15 or later is not installed (/usr/lib/postgresql): apt-get install postgresql")
	}
	dir := fmt.Sprintf("/usr/lib/postgresql/%d/bin", slices.Max(versions))
	_, err = os.Stat(filepath.Join(dir, "postgres"))
	return dir, err
}
