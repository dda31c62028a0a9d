package sqlite_test

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"testing"

	"golang.org/x/sys/unix"

	"sdano"
)

// TestDiskErrorAtTheCommit: when the commit of a group fails, each of its units
// is run again alone; when these cannot be committed either, everybody is told,
// nothing is seen of them, and the store works on once the disk does. The disk
// is made to fail by a limit on the size of files, which holds for a process:
// so the test is one of its own.
func TestDiskErrorAtTheCommit(t *testing.T) {
	const child = "SDANO_TEST_DISK_ERROR"
	if os.Getenv(child) != "" {
		signal.Ignore(unix.SIGXFSZ) // writing fails instead
		together(t, failingCommit)
		return
	}
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), child+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func failingCommit(b *bench) {
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &old); err != nil {
		b.Fatal(err)
	}
	limit := func(size uint64) {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size, Max: old.Max}); err != nil {
			b.Error(err)
		}
	}
	runs := 0
	release := b.hold()
	b.start("a", func(ctx context.Context, tx sdano.Tx) error {
		runs++
		return numbered("a")(ctx, tx)
	})
	b.start("fails", func(context.Context, sdano.Tx) error { return errBroken })
	b.start("b", func(ctx context.Context, tx sdano.Tx) error {
		limit(4096)
		return numbered("b")(ctx, tx)
	})
	release()
	b.all.Wait()
	limit(old.Cur)
	b.wantBad("a", "fails", "b")
	if _, err := b.answered("a"); sdano.AsError(err).Code != "disk_error" {
		b.Errorf("error %v", err)
	}
	if runs != 2 {
		b.Errorf("%d runs, want 2", runs)
	}
	b.wantHead(0)
	b.start("after", numbered("after"))
	b.wantGood("after")
	b.wantHead(1)
}
