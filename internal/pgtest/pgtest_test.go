package pgtest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sdano/internal/pgtest"
)

// connect is as patient as a program that uses a loaded machine: a connection
// that breaks while it is made is made again.
func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	for range 5 {
		if err == nil {
			break
		}
		t.Log(err)
		conn, err = pgx.Connect(context.Background(), dsn)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func TestDatabasesAreFreshAndTheirOwnerIsNoSuperuser(t *testing.T) {
	t.Parallel()
	one, two := pgtest.Database(t), pgtest.Database(t)
	if one == two {
		t.Fatal("two tests share a database")
	}
	conn := connect(t, one)
	var super, creates bool
	err := conn.QueryRow(context.Background(), "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user").Scan(&super, &creates)
	if err != nil || super || !creates {
		t.Fatalf("superuser %v, creates roles %v, %v", super, creates, err)
	}
	if _, err := conn.Exec(context.Background(), "CREATE TABLE here (id BIGINT)"); err != nil {
		t.Fatal(err)
	}
	if _, err := connect(t, two).Exec(context.Background(), "SELECT * FROM here"); err == nil {
		t.Error("a table of one database is seen in another")
	}
}

// TestMain is also the process that is killed below.
func TestMain(m *testing.M) {
	if os.Getenv("PGTEST_VICTIM") == "" {
		os.Exit(m.Run())
	}
	s, err := pgtest.Start(pgtest.Options{})
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(s.DSN("postgres") + "\n")
	// Not select {}: a program whose only goroutine waits for nothing is ended by
	// the runtime as deadlocked, before it can be killed.
	for {
		time.Sleep(time.Hour)
	}
}

func TestTheServerEndsWithAKilledProcess(t *testing.T) {
	t.Parallel()
	if _, err := pgtest.Programs(); err != nil {
		t.Skip("SKIPPED: " + err.Error())
	}
	temp := t.TempDir()
	if err := os.Chmod(temp, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(temp), 0o755); err != nil {
		t.Fatal(err)
	}
	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), "PGTEST_VICTIM=1", "TMPDIR="+temp)
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 200)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	dsn := strings.TrimSpace(string(buf[:n]))
	connect(t, dsn)
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	victim.Wait()
	waitEmpty(t, temp)
	if conn, err := pgx.Connect(context.Background(), dsn); err == nil {
		conn.Close(context.Background())
		t.Error("the server still answers")
	}
}

// waitEmpty waits until a folder is empty.
func waitEmpty(t *testing.T, folder string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(20 * time.Second); ; <-tick.C {
		left, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("left behind: %v", left)
		}
	}
}
