// Package kill_test kills the server in the middle of its work, again and
// again, and counts: nothing acknowledged may be missing, nothing may be there
// twice, nothing may have been sent twice.
package kill_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sdano"
	"sdano/client"
	"sdano/internal/demo"
	"sdano/test/proc"
)

var (
	rounds  = flag.Int("rounds", 40, "how often the server is killed")
	writers = flag.Int("writers", 8, "how many clients file reports meanwhile")
)

func TestMain(m *testing.M) {
	code := m.Run()
	proc.Clean()
	os.Exit(code)
}

func TestKilledAtAnyMomentNothingIsLostOrSentTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the kill loop takes a minute")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	w := start(ctx, t)
	var done atomic.Bool
	var group sync.WaitGroup
	for n := range *writers {
		group.Go(func() { w.write(ctx, n, &done) })
	}
	for round := range *rounds {
		pause(ctx, time.Duration(40+rand.IntN(260))*time.Millisecond)
		w.server.Kill()
		if err := w.serve(ctx); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	done.Store(true)
	group.Wait()
	w.drain(ctx)
	if err := w.server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	w.verify(ctx)
}

// world is a server that is killed, an operator that is not, and what the
// writers know.
type world struct {
	t       *testing.T
	dir     string
	addr    string
	sandbox *proc.Process
	server  *proc.Process
	client  *client.Client

	mu      sync.Mutex
	acked   map[string]sdano.ID // by idempotency key
	retries atomic.Int64
}

func start(ctx context.Context, t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), addr: proc.FreeAddr(t), acked: map[string]sdano.ID{}}
	var err error
	w.sandbox, err = proc.Start(ctx, w.dir, "sandbox", "--json", "--addr", "127.0.0.1:0", "--data", filepath.Join(w.dir, "operator"), "--stage-delay", "20ms")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.sandbox.Kill)
	if err := w.serve(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.server.Kill() })
	token, err := os.ReadFile(filepath.Join(w.dir, "data", "demo-token"))
	if err != nil {
		t.Fatal(err)
	}
	w.client = &client.Client{Base: w.server.URL, Token: strings.TrimSpace(string(token)), Tenant: demo.Tenant, App: demo.App}
	return w
}

// serve starts the server on the data it left behind.
func (w *world) serve(ctx context.Context) error {
	p, err := proc.Start(ctx, w.dir, "serve", "--json", "--demo", "--addr", w.addr, "--data", filepath.Join(w.dir, "data"), "--operator-url", w.sandbox.URL)
	if err != nil {
		return err
	}
	w.server = p
	return p.Ready(ctx)
}

// write files reports one after another, each until it is acknowledged.
func (w *world) write(ctx context.Context, n int, done *atomic.Bool) {
	for i := 0; !done.Load() && ctx.Err() == nil; i++ {
		f, err := filing(n, i)
		if err != nil {
			w.t.Error(err)
			return
		}
		id, err := w.file(ctx, f)
		if err != nil {
			w.t.Errorf("writer %d, report %d: %v", n, i, err)
			return
		}
		// One in four asks again for what was already answered.
		if i%4 == 0 {
			if again, err := w.file(ctx, f); err != nil || again != id {
				w.t.Errorf("writer %d, report %d: %s, asked again %s, %v", n, i, id, again, err)
			}
		}
		w.mu.Lock()
		w.acked[f.IdempotencyKey] = id
		w.mu.Unlock()
	}
}

// filing makes a report of a key of its own.
func filing(n, i int) (client.Filing, error) {
	name, data, err := demo.Numbered(i**writers + n)
	return client.Filing{FileName: name, Data: data, IdempotencyKey: fmt.Sprintf("writer-%d-report-%d", n, i)}, err
}

// file repeats the request by the same key until the server acknowledges it.
func (w *world) file(ctx context.Context, f client.Filing) (sdano.ID, error) {
	for {
		s, err := w.client.File(ctx, f)
		if err == nil {
			return s.ID, nil
		}
		var refused *client.Error
		if errors.As(err, &refused) && refused.Status < 500 {
			return sdano.ID{}, err
		}
		if ctx.Err() != nil {
			return sdano.ID{}, ctx.Err()
		}
		w.retries.Add(1)
		pause(ctx, 10*time.Millisecond)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// drain waits until every submission has its verdict.
func (w *world) drain(ctx context.Context) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	defer cancel()
	for {
		open := 0
		for _, s := range w.all(ctx) {
			if s.Status != "accepted" {
				open++
			}
		}
		if open == 0 {
			return
		}
		if ctx.Err() != nil {
			w.t.Fatalf("%d submissions have no verdict\n%s", open, w.server.Log())
		}
		pause(ctx, 250*time.Millisecond)
	}
}

func (w *world) all(ctx context.Context) []client.Submission {
	w.t.Helper()
	var out []client.Submission
	f := client.Filter{Limit: 500}
	for {
		page, err := w.client.Submissions(ctx, f)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, page.Submissions...)
		if page.Next == "" {
			return out
		}
		f.Cursor = page.Next
	}
}

func (w *world) verify(ctx context.Context) {
	w.t.Helper()
	if err := w.serve(ctx); err != nil {
		w.t.Fatal(err)
	}
	stored := map[sdano.ID]bool{}
	filed := 0
	for _, s := range w.all(ctx) {
		stored[s.ID] = true
		filed++
	}
	for key, id := range w.acked {
		if !stored[id] {
			w.t.Errorf("%s was acknowledged as %s and is gone", key, id)
		}
	}
	// The demo's own history is one submission more.
	if want := len(w.acked) + 1; filed != want {
		w.t.Errorf("%d submissions for %d acknowledged reports: something is there twice", filed, want)
	}
	c := w.counters(ctx)
	if c.Sends != filed || c.Docflows != filed {
		w.t.Errorf("the operator saw %d sends and has %d docflows for %d submissions", c.Sends, c.Docflows, filed)
	}
	binary, err := proc.Build()
	if err != nil {
		w.t.Fatal(err)
	}
	verify := exec.CommandContext(ctx, binary, "audit", "verify", "--data", filepath.Join(w.dir, "data"))
	verify.Env = proc.Env()
	if out, err := verify.CombinedOutput(); err != nil {
		w.t.Errorf("audit verify: %v\n%s", err, out)
	}
	w.t.Logf("%d rounds, %d writers: %d submissions, %d requests repeated, %d sends at the operator", *rounds, *writers, filed, w.retries.Load(), c.Sends)
}
