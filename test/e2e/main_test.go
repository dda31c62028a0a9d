// Package e2e_test drives the real program as its users do: by its command
// line and by curl.
package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	dir = place(t)
	return dir, restart(t, dir, args...)
}

// place makes a folder with the program in ./bin.
func place(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
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
	return dir
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
	return command(t, dir, env, "", append([]string{filepath.Join(dir, "bin", "sdano")}, args...)...)
}

// shell runs a command line as one pastes it.
func shell(t *testing.T, dir, line string) result {
	t.Helper()
	return command(t, dir, nil, "", "bash", "-c", line)
}

// command runs a program in a folder with an input.
func command(t *testing.T, dir string, env []string, in string, argv ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, proc.Env(env...), strings.NewReader(in)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}

// printed runs a command that serves and returns what it prints up to a line
// that begins with end; it is killed with the test.
func printed(t *testing.T, dir, end string, args ...string) string {
	t.Helper()
	return strings.Join(running(t, dir, args...).until(t, end), "\n")
}

// run is a command of the program that is under way.
type run struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	err   bytes.Buffer
}

// running starts a command; it is killed with the test.
func running(t *testing.T, dir string, args ...string) *run {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	r := &run{cmd: exec.CommandContext(ctx, filepath.Join("bin", "sdano"), args...)}
	r.cmd.Dir, r.cmd.Env, r.cmd.Stderr = dir, proc.Env(), &r.err
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.lines = bufio.NewScanner(out)
	t.Cleanup(func() {
		cancel()
		_ = r.cmd.Wait()
	})
	return r
}

// until reads lines up to one that begins with end.
func (r *run) until(t *testing.T, end string) (lines []string) {
	t.Helper()
	for r.lines.Scan() {
		lines = append(lines, r.lines.Text())
		if strings.HasPrefix(r.lines.Text(), end) {
			return lines
		}
	}
	t.Fatalf("no line begins with %q:\n%s\n%s", end, strings.Join(lines, "\n"), &r.err)
	return nil
}

// end reads what is left and returns the exit code.
func (r *run) end() (rest string, code int) {
	for r.lines.Scan() {
		rest += r.lines.Text() + "\n"
	}
	_ = r.cmd.Wait()
	return rest, r.cmd.ProcessState.ExitCode()
}
