package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"sdano"
)

// version names what a page of the tenant can show now: the head of its
// sequence and the business day. It changes when a page has to be renewed.
func (s *Site) version(ctx context.Context, tenant sdano.Tenant) (string, error) {
	head, err := s.Head.Head(ctx, tenant)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d.%s", head, s.today()), nil
}

// hub tells listeners that a tenant has a new version. One poller runs per
// watched tenant, however many listen; it ends with its last listener.
type hub struct {
	every time.Duration
	ask   func(context.Context, sdano.Tenant) (string, error)
	log   *slog.Logger

	done   chan struct{}
	wg     sync.WaitGroup
	mu     sync.Mutex
	closed bool
	count  int
	topics map[sdano.Tenant]*topic
}

// mostListeners bounds the open streams of a process: each holds a connection.
const mostListeners = 2000

// topic is one watched tenant.
type topic struct {
	stop      context.CancelFunc
	last      string
	listeners map[chan string]struct{}
}

func newHub(every time.Duration, ask func(context.Context, sdano.Tenant) (string, error), log *slog.Logger) *hub {
	return &hub{every: every, ask: ask, log: log, done: make(chan struct{}), topics: map[sdano.Tenant]*topic{}}
}

// listen subscribes to a tenant. The channel holds the newest version not yet
// read; leave ends the subscription. It fails after close and while too many
// listen.
func (h *hub) listen(tenant sdano.Tenant) (versions <-chan string, leave func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closed:
		return nil, nil, errClosing
	case h.count >= mostListeners:
		return nil, nil, errCrowded
	}
	h.count++
	t := h.topics[tenant]
	if t == nil {
		t = h.start(tenant)
	}
	ch := make(chan string, 1)
	if t.last != "" {
		ch <- t.last
	}
	t.listeners[ch] = struct{}{}
	return ch, func() { h.leave(tenant, t, ch) }, nil
}

// start begins to watch a tenant; the caller holds the lock.
func (h *hub) start(tenant sdano.Tenant) *topic {
	ctx, stop := context.WithCancel(context.Background())
	t := &topic{stop: stop, listeners: map[chan string]struct{}{}}
	h.topics[tenant] = t
	h.wg.Go(func() { h.poll(ctx, tenant, t) })
	return t
}

func (h *hub) leave(tenant sdano.Tenant, t *topic, ch chan string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(t.listeners, ch)
	h.count--
	if len(t.listeners) == 0 && h.topics[tenant] == t {
		delete(h.topics, tenant)
		t.stop()
	}
}

// poll asks for the version until the topic is stopped. A failure is logged
// once and asked again at the next turn.
func (h *hub) poll(ctx context.Context, tenant sdano.Tenant, t *topic) {
	tick := time.NewTicker(h.every)
	defer tick.Stop()
	failing := false
	for {
		v, err := h.ask(ctx, tenant)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			h.tell(t, v)
		case !failing:
			h.log.Warn("web: head of the tenant's sequence unknown", "tenant", int64(tenant), "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell hands a new version to every listener; a slow one gets the newest only.
func (h *hub) tell(t *topic, version string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if version == t.last {
		return
	}
	t.last = version
	for ch := range t.listeners {
		select {
		case <-ch:
		default:
		}
		ch <- version
	}
}

// close ends all pollers and streams and waits for the pollers.
func (h *hub) close() {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		close(h.done)
		for tenant, t := range h.topics {
			delete(h.topics, tenant)
			t.stop()
		}
	}
	h.mu.Unlock()
	h.wg.Wait()
}

var (
	errClosing = &sdano.Error{
		Kind: sdano.Unavailable, Code: "closing",
		Message: "Сервер останавливается.",
		Remedy:  "Обновите страницу через минуту.",
	}
	errCrowded = &sdano.Error{
		Kind: sdano.Unavailable, Code: "too_many_listeners",
		Message: "Сейчас открыто слишком много страниц, которые обновляются сами.",
		Remedy:  "Страница работает и без этого: обновляйте её вручную.",
	}
)

// The page takes a stream as lost when it hears nothing for 40 seconds, which
// is more than two heartbeats (app.js, silence).
const (
	heartbeat    = 15 * time.Second
	writeTimeout = 10 * time.Second
)

// live streams the versions of the visitor's tenant as server-sent events. The
// browser says by Last-Event-ID or, the first time, by "after" what it shows
// already.
func (s *Site) live(w http.ResponseWriter, r *http.Request, v Visitor) error {
	versions, leave, err := s.hub.listen(v.Tenant)
	if err != nil {
		return err
	}
	defer leave()
	shown := r.Header.Get("Last-Event-ID")
	if shown == "" {
		shown = r.URL.Query().Get("after")
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		return nil
	}
	out := stream{w, http.NewResponseController(w)}
	if out.send("retry: 1000\n\n") != nil {
		return nil
	}
	s.pump(r.Context(), out, versions, shown)
	return nil
}

// pump writes versions until the reader goes, the hub closes or a write fails.
func (s *Site) pump(ctx context.Context, out stream, versions <-chan string, shown string) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-s.hub.done:
			return
		case <-beat.C:
			err = out.send("event: beat\ndata: .\n\n")
		case version := <-versions:
			if version != shown {
				err = out.send("id: " + version + "\nevent: change\ndata: " + version + "\n\n")
				shown = version
			}
		}
		if err != nil {
			return
		}
	}
}

// stream writes and flushes with a deadline of its own, whatever the server's.
type stream struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func (s stream) send(text string) error {
	// A writer without deadlines, as in tests, is written to all the same.
	_ = s.rc.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.rc.Flush()
}
