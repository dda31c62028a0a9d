package kill_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"sdano/client"
	"sdano/internal/demo"
	"sdano/test/proc"
)

// The first start of a demo makes its data and files its history. Killed at any
// moment of that, the next start goes on from there.
func TestKilledDuringTheFirstStartItStartsAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("-short")
	}
	t.Parallel()
	binary, err := proc.Build()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	for moment := 20 * time.Millisecond; moment < 900*time.Millisecond; moment += 80 * time.Millisecond {
		dir := filepath.Join(t.TempDir(), "data")
		args := []string{"serve", "--json", "--demo", "--addr", "127.0.0.1:0", "--data", dir}
		killAfter(ctx, t, moment, binary, args...)
		killAfter(ctx, t, moment, binary, args...)
		p, err := proc.Start(ctx, t.TempDir(), args...)
		if err != nil {
			t.Fatalf("killed twice after %v: %v", moment, err)
		}
		c := &client.Client{Base: p.URL, Login: demo.Login, Password: demo.Password, Tenant: demo.Tenant}
		page, err := c.Submissions(ctx, client.Filter{})
		if err != nil || len(page.Submissions) != 1 || page.Submissions[0].Status != "accepted" {
			t.Errorf("killed twice after %v: %+v, %v", moment, page, err)
		}
		if err := p.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}
}

func killAfter(ctx context.Context, t *testing.T, moment time.Duration, binary string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = proc.Env()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pause(ctx, moment)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}
