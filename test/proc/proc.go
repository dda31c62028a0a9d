// Package proc starts the real program for tests and benchmarks: it builds the
// binary once, runs it as a user would, reads the line in which it says where
// it listens, and kills it.
package proc

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// Started is what the program prints in one JSON line when it is ready.
type Started struct {
	URL       string `json:"url"`
	Operator  string `json:"operator"`
	TokenFile string `json:"token_file"`
	Sample    string `json:"sample"`
	Today     string `json:"today"`
}

// Root returns the folder of the module.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// FreeAddr returns a loopback address that nobody listens on, for a server that
// is ended and started again on it. The port is below those that systems give
// to outgoing connections, so that none takes it while the server is away.
func FreeAddr(t testing.TB) string {
	t.Helper()
	for {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(15000+rand.IntN(17000)))
		if l, err := net.Listen("tcp", addr); err == nil {
			_ = l.Close()
			return addr
		}
		if t.Context().Err() != nil {
			t.Fatal("no free port")
		}
	}
}

var build struct {
	sync.Once
	path string
	err  error
}

// Build compiles the program once per process and returns its path. The file
// lies in the temporary folder and is named by the process.
func Build() (string, error) {
	build.Do(func() {
		dir, err := os.MkdirTemp("", "sdano-bin-")
		if err != nil {
			build.err = err
			return
		}
		build.path = filepath.Join(dir, "sdano")
		if runtime.GOOS == "windows" {
			build.path += ".exe"
		}
		cmd := exec.Command("go", "build", "-o", build.path, "./cmd/sdano")
		cmd.Dir = Root()
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			build.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	return build.path, build.err
}

// Clean removes what Build made.
func Clean() {
	if build.path != "" {
		_ = os.RemoveAll(filepath.Dir(build.path))
	}
}

// Env returns the environment without the program's own variables.
func Env(more ...string) []string {
	var out []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "SDANO_") {
			out = append(out, v)
		}
	}
	return append(out, more...)
}

// Process is a running program that serves.
type Process struct {
	Started
	cmd  *exec.Cmd
	done chan struct{}
	err  error
	log  *tail
}

// Start runs the program with the arguments (serve or sandbox) and waits until
// it says where it listens. The arguments must make it print JSON.
func Start(ctx context.Context, dir string, args ...string) (*Process, error) {
	binary, err := Build()
	if err != nil {
		return nil, err
	}
	return StartCommand(ctx, dir, append([]string{binary}, args...)...)
}

// StartCommand is Start for a whole command line, such as one under a tracer.
func StartCommand(ctx context.Context, dir string, argv ...string) (*Process, error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir, cmd.Env = dir, Env()
	p := &Process{cmd: cmd, done: make(chan struct{}), log: &tail{}}
	cmd.Stderr = p.log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(out)
	line, readErr := lines.ReadBytes('\n')
	go func() {
		_, _ = io.Copy(io.Discard, lines)
		p.err = cmd.Wait()
		close(p.done)
	}()
	if readErr != nil {
		<-p.done
		return nil, fmt.Errorf("%s ended before it was ready: %w\n%s", filepath.Base(argv[0]), p.err, p.log)
	}
	if err := json.Unmarshal(line, &p.Started, json.RejectUnknownMembers(false)); err != nil {
		p.Kill()
		return nil, fmt.Errorf("first line %q: %w", line, err)
	}
	return p, nil
}

// PID returns the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the process at once, as a crash does, and waits for its end.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Stop asks the process to end and waits; after ten seconds it is killed.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.Kill()
		return err
	}
	select {
	case <-p.done:
		return p.err
	case <-time.After(10 * time.Second):
		p.Kill()
		return fmt.Errorf("did not end within 10 s\n%s", p.log)
	}
}

// Log returns the end of what the process wrote to standard error.
func (p *Process) Log() string { return p.log.String() }

// Ready waits until the server answers /readyz.
func (p *Process) Ready(ctx context.Context) error {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/readyz", nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.done:
			return fmt.Errorf("ended: %w\n%s", p.err, p.log)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// tail keeps the last 16 KiB written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, b...)
	if extra := len(t.buf) - 16<<10; extra > 0 {
		t.buf = append(t.buf[:0], t.buf[extra:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.buf)
}
