package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"sdano"
	"sdano/web"
)

// listener reads a stream of server-sent events.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	stop  func()
}

// listen opens the stream of a site; last is the Last-Event-ID.
func listen(t *testing.T, base, last string) *listener {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	// A transport of its own, so that no connection outlives the test.
	transport := &http.Transport{}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
		t.Fatalf("content type %q", got)
	}
	l := &listener{t, bufio.NewScanner(resp.Body), func() {
		cancel()
		resp.Body.Close()
		transport.CloseIdleConnections()
	}}
	t.Cleanup(l.stop)
	return l
}

// next returns the id of the next event; "" when the stream has ended.
func (l *listener) next() string {
	for l.lines.Scan() {
		if id, ok := strings.CutPrefix(l.lines.Text(), "id: "); ok {
			return id
		}
	}
	return ""
}

func TestStreamTellsWhatTheListenerDoesNotShow(t *testing.T) {
	t.Parallel()
	f := story()
	srv := serve(t, config(f))
	fresh := listen(t, srv.URL, "")
	if got := fresh.next(); got != "40.2026-04-10" {
		t.Fatalf("a listener who knows nothing is told %q", got)
	}
	behind := listen(t, srv.URL, "39.2026-04-10")
	if got := behind.next(); got != "40.2026-04-10" {
		t.Errorf("one who comes back late is told %q", got)
	}
	current := listen(t, srv.URL, "40.2026-04-10")
	f.set(func(*fake) {})
	for _, l := range []*listener{fresh, behind, current} {
		if got := l.next(); got != "41.2026-04-10" {
			t.Errorf("told %q next, want 41", got)
		}
	}
}

func TestStreamTellsANewDay(t *testing.T) {
	t.Parallel()
	clock := sdano.NewManualClock(noon)
	c := config(story())
	c.Clock = clock
	l := listen(t, serve(t, c).URL, "40.2026-04-10")
	clock.Advance(24 * time.Hour)
	if got := l.next(); got != "40.2026-04-11" {
		t.Errorf("told %q on the next day", got)
	}
}

// gate is a Head that counts how many ask at once and lets nobody through
// until it is opened.
type gate struct {
	open         chan struct{}
	now, most    atomic.Int32
	head, failed atomic.Int64
}

func (g *gate) Head(ctx context.Context, _ sdano.Tenant) (int64, error) {
	n := g.now.Add(1)
	defer g.now.Add(-1)
	for old := g.most.Load(); n > old && !g.most.CompareAndSwap(old, n); old = g.most.Load() {
	}
	select {
	case <-g.open:
	case <-ctx.Done():
	}
	if g.failed.Add(-1) >= 0 {
		return 0, errors.New("store is away")
	}
	return g.head.Load(), nil
}

func TestListenersOfATenantShareOnePoller(t *testing.T) {
	t.Parallel()
	g := &gate{open: make(chan struct{})}
	g.head.Store(7)
	g.failed.Store(3) // the first answers fail: the poller asks again
	c := config(story())
	c.Head = g
	srv := serve(t, c)
	var all []*listener
	for range 25 {
		all = append(all, listen(t, srv.URL, ""))
	}
	close(g.open)
	for _, l := range all {
		if got := l.next(); got != "7.2026-04-10" {
			t.Fatalf("told %q", got)
		}
	}
	if most := g.most.Load(); most != 1 {
		t.Errorf("%d pollers asked at once for one tenant", most)
	}
}

// reader is a ResponseWriter in memory. After taking `takes` writes it hangs:
// the next write ends by its deadline, as on a connection nobody reads.
type reader struct {
	header   http.Header
	status   int
	takes    int
	got      chan string
	deadline time.Time
}

func (r *reader) Header() http.Header                 { return r.header }
func (r *reader) WriteHeader(status int)              { r.status = status }
func (r *reader) SetWriteDeadline(at time.Time) error { r.deadline = at; return nil }
func (r *reader) FlushError() error                   { return nil }

func (r *reader) Write(b []byte) (int, error) {
	if r.takes == 0 {
		<-time.After(time.Until(r.deadline))
		return 0, os.ErrDeadlineExceeded
	}
	r.takes--
	r.got <- string(b)
	return len(b), nil
}

// stream begins GET /live on a reader; done is closed when it ends.
func stream(ctx context.Context, site *web.Site, method string, takes int) (r *reader, done chan struct{}) {
	r = &reader{header: http.Header{}, takes: takes, got: make(chan string, 100)}
	done = make(chan struct{})
	request := httptest.NewRequestWithContext(ctx, method, "http://127.0.0.1:8080/live", nil)
	go func() {
		defer close(done)
		site.ServeHTTP(r, request)
	}()
	return r, done
}

// TestSlowListenerHoldsUpNobody runs on a clock of its own (synctest).
func TestSlowListenerHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := story()
		c := config(f)
		c.Poll = time.Second
		site := web.New(c)
		defer site.Close()
		ctx, leave := context.WithCancel(t.Context())
		begin := time.Now()
		_, stuck := stream(ctx, site, http.MethodGet, 2) // takes the greeting and the first version
		quick, left := stream(ctx, site, http.MethodGet, 100)
		<-quick.got // the greeting
		for n := range 5 {
			if got := <-quick.got; !strings.HasPrefix(got, fmt.Sprintf("id: %d.", 40+n)) {
				t.Errorf("the quick one is told %q in turn %d", got, n)
			}
			f.set(func(*fake) {})
		}
		if took := time.Since(begin); took > 6*time.Second {
			t.Errorf("five changes took the quick one %v", took)
		}
		<-stuck
		if took := time.Since(begin); took < 10*time.Second || took > 15*time.Second {
			t.Errorf("the slow one was given up after %v", took)
		}
		leave()
		<-left
	})
}

func TestStreamsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config(story())
		c.Poll = time.Second
		site := web.New(c)
		defer site.Close()
		ctx, leave := context.WithCancel(t.Context())
		var open []chan struct{}
		for range 2000 {
			r, done := stream(ctx, site, http.MethodGet, 10)
			<-r.got
			open = append(open, done)
		}
		many, refused := stream(t.Context(), site, http.MethodGet, 10)
		<-refused
		if many.status != http.StatusServiceUnavailable || !strings.Contains(<-many.got, "too_many_listeners") {
			t.Errorf("one stream too many has status %d", many.status)
		}
		leave()
		for _, done := range open {
			<-done
		}
		ctx, leave = context.WithCancel(t.Context())
		again, done := stream(ctx, site, http.MethodGet, 10)
		if got := <-again.got; !strings.HasPrefix(got, "retry:") {
			t.Errorf("after they left a stream begins with %q", got)
		}
		leave()
		<-done
	})
}

func TestNobodyIsAskedWhenNobodyListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := story()
		c := config(f)
		c.Poll = time.Second
		site := web.New(c)
		defer site.Close()
		ctx, leave := context.WithCancel(t.Context())
		r, done := stream(ctx, site, http.MethodGet, 100)
		<-r.got
		<-r.got
		leave()
		<-done
		synctest.Wait()
		before := f.count()
		<-time.After(time.Minute)
		if after := f.count(); before == 0 || after != before {
			t.Errorf("the head was asked for %d times while somebody listened, %d times in all", before, after)
		}
	})
}

// TestQuietStreamSpeaksAllTheSame: the page knows by it that it is still heard.
func TestQuietStreamSpeaksAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config(story())
		c.Poll = time.Second
		site := web.New(c)
		defer site.Close()
		ctx, leave := context.WithCancel(t.Context())
		begin := time.Now()
		r, done := stream(ctx, site, http.MethodGet, 100)
		<-r.got // the greeting
		<-r.got // the version
		for range 3 {
			if got := <-r.got; got != "event: beat\ndata: .\n\n" {
				t.Errorf("a quiet stream says %q", got)
			}
		}
		if took := time.Since(begin); took > 46*time.Second {
			t.Errorf("three heartbeats took %v, but the page waits 40 seconds for one", took)
		}
		leave()
		<-done
	})
}

func TestHeadOfAStreamEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		site := web.New(config(story()))
		defer site.Close()
		r, done := stream(t.Context(), site, http.MethodHead, 10)
		<-done
		if len(r.got) != 0 || r.header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
			t.Errorf("HEAD gives %v and %d writes", r.header, len(r.got))
		}
	})
}

// start serves on a loopback port and returns the address.
func start(t *testing.T, srv *http.Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go srv.Serve(l)
	return "http://" + l.Addr().String()
}

// statusOf asks once, over a connection of its own.
func statusOf(t *testing.T, address string) int {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport}).Get(address)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// TestCloseEndsStreamsAndPollers runs alone: it counts goroutines.
func TestCloseEndsStreamsAndPollers(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	f := story()
	site := web.New(config(f))
	srv := &http.Server{Handler: site}
	base := start(t, srv)
	l := listen(t, base, "")
	l.next()
	site.Close()
	site.Close()
	if got := l.next(); got != "" {
		t.Errorf("the stream goes on after Close: %q", got)
	}
	if err := l.lines.Err(); err != nil {
		t.Errorf("the stream did not end by itself: %v", err)
	}
	l.stop()
	if got := statusOf(t, base+"/live"); got != http.StatusServiceUnavailable {
		t.Errorf("a new stream after Close has status %d", got)
	}
	if err := srv.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestPollerEndsWithItsLastListener runs alone: it counts goroutines.
func TestPollerEndsWithItsLastListener(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	site := web.New(config(story()))
	srv := &http.Server{Handler: site}
	base := start(t, srv)
	l := listen(t, base, "")
	l.next()
	l.stop()
	// Shutdown waits for the handler; the poller then ends by itself, without
	// Close, which goleak awaits.
	if err := srv.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
