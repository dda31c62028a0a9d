// Package e2e_test drives the real program as its users do: by its command
// line and by curl.
package e2e_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"sdano/test/proc"
)

func TestMain(m *testing.M) {
	code := m.Run()
	proc.Clean()
	os.Exit(code)
}

// demo starts a demo in a fresh folder, where the data lie in ./data and the
// program in ./bin, as after make run.
func demo(t *testing.T, args ...string) (dir string, p *proc.Process) {
	t.Helper()
	dir = t.TempDir()
	binary, err := proc.Build()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(dir, "bin", "sdano")); err != nil {
		t.Fatal(err)
	}
	return dir, restart(t, dir, args...)
}

// restart starts the demo on the data that lie in a folder.
func restart(t *testing.T, dir string, args ...string) *proc.Process {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p, err := proc.Start(context.Background(), dir, append([]string{"serve", "--json", "--demo", "--addr", "127.0.0.1:0"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	if err := p.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

type result struct {
	out, err string
	code     int
}

// sdano runs a command of the program in a folder.
func sdano(t *testing.T, dir string, args ...string) result {
	t.Helper()
	return sdanoEnv(t, dir, nil, args...)
}

// sdanoEnv is sdano with more variables.
func sdanoEnv(t *testing.T, dir string, env []string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "bin", "sdano"), args...)
	cmd.Dir, cmd.Env = dir, proc.Env(env...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}
