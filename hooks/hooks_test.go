package hooks_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/hooks"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const tenant sdano.Tenant = 10027

var (
	morning = time.Date(2026, time.February, 1, 7, 30, 0, 0, time.UTC)
	anna    = hooks.Who{Actor: "user:anna", Login: "anna", Tenants: []sdano.Tenant{tenant}}
	secret  = "whsec_" + base64.StdEncoding.EncodeToString([]byte("0123456789abcdef01234567"))
	other   = base64.StdEncoding.EncodeToString([]byte("76543210fedcba9876543210"))
)

// world is hooks on a real store, events in memory, and an address that listens.
type world struct {
	*testing.T
	db     *sqlstore.DB
	clock  *sdano.ManualClock
	config hooks.Config
	*hooks.Service
	source   *events
	listener *listener
	url      string
}

func open(t *testing.T) *world {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{T: t, db: db, clock: sdano.NewManualClock(morning), source: &events{}, listener: &listener{}}
	server := httptest.NewServer(w.listener)
	t.Cleanup(server.Close)
	w.url = server.URL
	w.config = hooks.Config{
		Units: db, Store: sqlstore.HooksStore{}, Journal: sqlstore.JournalStore{}, Source: w.source, Clock: w.clock, Business: w.clock,
		AllowPrivate: true, Node: "one", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	w.Service = hooks.New(w.config)
	return w
}

// events are a source.
type events struct {
	mu   sync.Mutex
	list []hooks.Event
	err  error
}

func (e *events) Events(_ context.Context, _ hooks.Hook, after int64, limit int) ([]hooks.Event, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.err != nil {
		return nil, e.err
	}
	var out []hooks.Event
	for _, event := range e.list {
		if event.Number > after && len(out) < limit {
			out = append(out, event)
		}
	}
	return out, nil
}

// add adds events "group:code", numbered on.
func (e *events) add(texts ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, text := range texts {
		group, code, _ := strings.Cut(text, ":")
		n := int64(1000 + len(e.list))
		e.list = append(e.list, hooks.Event{Number: n, Group: group, Code: code, Body: []byte(fmt.Sprintf(`{"n":%d,"text":%q}`, n, text))})
	}
}

// listener is an address that notes what it is told.
type listener struct {
	mu   sync.Mutex
	told []told
	// answer, if set, is the status for a message.
	answer func(body string) int
}

type told struct {
	body, id, at, signature string
	status                  int
}

func (l *listener) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	l.mu.Lock()
	defer l.mu.Unlock()
	status := http.StatusOK
	if l.answer != nil {
		status = l.answer(string(body))
	}
	if r.Method != "POST" || r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		status = http.StatusTeapot
	}
	l.told = append(l.told, told{string(body), r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), r.Header.Get("webhook-signature"), status})
	if status == http.StatusFound {
		rw.Header().Set("Location", "/elsewhere")
	}
	rw.WriteHeader(status)
}

// heard returns the texts of the messages that were taken, in order, and forgets
// them.
func (l *listener) heard() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, t := range l.told {
		if t.status == http.StatusOK {
			out = append(out, strings.TrimSuffix(t.body[strings.Index(t.body, `"text":"`)+8:], `"}`))
		}
	}
	l.told = nil
	return strings.Join(out, " ")
}

func (l *listener) refuse(answer func(body string) int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer = answer
}

// create makes a hook that tells everything from the beginning.
func (w *world) create(codes ...string) hooks.Hook {
	w.Helper()
	zero := int64(0)
	h, err := w.Create(w.Context(), anna, hooks.Subscription{Tenant: tenant, Topic: "box/1", URL: w.url, Codes: codes, Secret: secret, After: &zero})
	if err != nil {
		w.Fatal(err)
	}
	return h
}

// turn waits and then delivers.
func (w *world) turn(after time.Duration) {
	w.clock.Advance(after)
	w.Turn(w.Context())
}

func (w *world) now(id sdano.ID) hooks.Hook {
	w.Helper()
	h, err := w.Hook(w.Context(), anna, id)
	if err != nil {
		w.Fatal(err)
	}
	return h
}

// wantHeard checks what was heard since it was asked last.
func (w *world) wantHeard(want string) {
	w.Helper()
	if got := w.listener.heard(); got != want {
		w.Errorf("heard %q, want %q", got, want)
	}
}

func TestEventsAreToldOnceInTheirOrder(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create()
	w.source.add("a:I", "b:I", "a:PV")
	w.turn(0)
	w.wantHeard("a:I b:I a:PV")
	w.turn(time.Hour)
	w.wantHeard("")
	w.source.add("a:VA")
	w.turn(0)
	w.wantHeard("a:VA")
	if h = w.now(h.ID); h.Cursor != 1003 || h.Delivered != 4 || h.Lost != 0 || !h.DeliveredAt.Equal(w.clock.Now()) || h.LeaseOwner != "" {
		t.Errorf("%+v", h)
	}
}

func TestManyEventsTakeSeveralTurnsOfAWorker(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.create()
	for i := range 250 {
		w.source.add(fmt.Sprintf("d%d:I", i))
	}
	w.turn(0)
	if n := len(strings.Fields(w.listener.heard())); n != 250 {
		t.Errorf("%d were told", n)
	}
}

func TestOnlyTheCodesThatAreWanted(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create("I", "NI")
	w.source.add("a:I", "a:PV", "b:NI", "a:VA")
	w.turn(0)
	w.wantHeard("a:I b:NI")
	if h = w.now(h.ID); h.Cursor != 1003 {
		t.Errorf("%+v", h)
	}
}

// TestSignatures: every message can be checked by the convention, with each of
// the two secrets while one follows the other.
func TestSignatures(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create()
	check := func(m told, signature, secret string) bool {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(m.id + "." + m.at + "." + m.body))
		return signature == "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	tell := func(text string) told {
		w.source.add(text)
		w.turn(0)
		w.listener.mu.Lock()
		defer w.listener.mu.Unlock()
		return w.listener.told[len(w.listener.told)-1]
	}
	m := tell("a:I")
	if !check(m, m.signature, secret) || m.at != strconv.FormatInt(morning.Unix(), 10) || !strings.HasPrefix(m.id, "msg_") || strings.Contains(m.id, ".") {
		t.Errorf("%+v", m)
	}
	if err := w.Rotate(t.Context(), anna, h.ID, other); err != nil {
		t.Fatal(err)
	}
	m = tell("b:I")
	if both := strings.Fields(m.signature); len(both) != 2 || !check(m, both[0], other) || !check(m, both[1], secret) {
		t.Errorf("%+v", m)
	}
	w.clock.Advance(24 * time.Hour)
	if m = tell("c:I"); !check(m, m.signature, other) {
		t.Errorf("%+v", m)
	}
}

// TestFailureIsTriedAgainOnSchedule: after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20
// and 24 h, with the same id; then it is given up.
func TestFailureIsTriedAgainOnSchedule(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create()
	w.listener.refuse(func(string) int { return 500 })
	w.source.add("a:I")
	w.turn(0)
	total := 0
	for _, pause := range []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	} {
		total++
		if n := len(w.listener.told); n != total {
			t.Fatalf("%d attempts, want %d", n, total)
		}
		w.turn(pause - time.Millisecond)
		if n := len(w.listener.told); n != total {
			t.Fatalf("attempt %d came before %v", n, pause)
		}
		w.turn(time.Millisecond)
	}
	if n := len(w.listener.told); n != 10 {
		t.Fatalf("%d attempts", n)
	}
	for _, m := range w.listener.told {
		if m.id != w.listener.told[0].id || m.body != w.listener.told[0].body {
			t.Errorf("%+v", m)
		}
	}
	w.listener.refuse(nil)
	w.turn(100 * time.Hour)
	w.wantHeard("")
	if h = w.now(h.ID); h.Lost != 1 || h.LastError != "адрес ответил 500" || !h.OffAt.IsZero() {
		t.Errorf("%+v", h)
	}
}

// TestOrderWithinADocument: what follows an event that failed waits for it, and
// other documents do not.
func TestOrderWithinADocument(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.create()
	failing := true
	w.listener.refuse(func(body string) int {
		if failing && strings.Contains(body, "a:I") {
			return 503
		}
		return 200
	})
	w.source.add("a:I", "b:I", "a:PV", "c:I", "a:VA")
	w.turn(0)
	w.wantHeard("") // the address is left alone for a moment
	w.turn(4 * time.Second)
	w.wantHeard("")
	w.turn(time.Second) // the second attempt of a:I fails
	w.wantHeard("")
	w.turn(10 * time.Second)
	w.wantHeard("b:I c:I")
	failing = false
	w.turn(5 * time.Minute)
	w.wantHeard("a:I a:PV a:VA")
}

// TestAnAddressThatFailsIsLeftAlone: at most one attempt a minute.
func TestAnAddressThatFailsIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.create()
	w.listener.refuse(func(string) int { return 500 })
	for i := range 100 {
		w.source.add(fmt.Sprintf("d%d:I", i))
	}
	for range 3600 {
		w.turn(time.Second)
	}
	if n := len(w.listener.told); n < 55 || n > 70 {
		t.Errorf("%d attempts in an hour", n)
	}
}

func TestGoneIsNeverAskedAgain(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create()
	w.listener.refuse(func(string) int { return http.StatusGone })
	w.source.add("a:I", "a:PV")
	w.turn(0)
	w.listener.refuse(nil)
	w.turn(time.Hour)
	w.wantHeard("")
	if h = w.now(h.ID); h.OffAt.IsZero() || h.OffReason != "адрес ответил 410" {
		t.Errorf("%+v", h)
	}
}

func TestRedirectIsAFailure(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create()
	w.listener.refuse(func(string) int { return http.StatusFound })
	w.source.add("a:I")
	w.turn(0)
	if n := len(w.listener.told); n != 1 {
		t.Errorf("%d requests", n)
	}
	if h = w.now(h.ID); h.LastError != "адрес ответил 302" {
		t.Errorf("%+v", h)
	}
}

// TestOwnerWithoutAccess: who may no longer look is no longer told.
func TestOwnerWithoutAccess(t *testing.T) {
	t.Parallel()
	for _, err := range []error{access.ErrUnknownUser, &sdano.Error{Kind: sdano.Forbidden, Code: "forbidden"}} {
		w := open(t)
		h := w.create()
		w.source.add("a:I")
		w.source.err = err
		w.turn(0)
		w.source.err = nil
		w.turn(time.Hour)
		w.wantHeard("")
		if h = w.now(h.ID); h.OffAt.IsZero() || h.OffReason == "" {
			t.Errorf("%+v", h)
		}
	}
}

// TestASourceThatFailsSwitchesNothingOff: a fault of ours is no reason.
func TestASourceThatFailsSwitchesNothingOff(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.create()
	w.source.add("a:I")
	w.source.err = fmt.Errorf("the database is away")
	w.turn(0)
	w.source.err = nil
	w.turn(0)
	w.wantHeard("a:I")
}

// TestACrashRepeatsAndLosesNothing: a process that died while it held a hook left
// its lease; one of the same name takes it back, another waits for its end.
func TestACrashRepeatsAndLosesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create()
	w.source.add("a:I")
	h.LeaseOwner, h.LeaseUntil = "one", morning.Add(2*time.Minute)
	if err := w.db.Write(t.Context(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		return sqlstore.HooksStore{}.UpdateHook(ctx, tx, h)
	}); err != nil {
		t.Fatal(err)
	}
	w.config.Node = "two"
	w.Service = hooks.New(w.config)
	w.turn(0)
	w.wantHeard("")
	w.turn(2 * time.Minute)
	w.wantHeard("a:I")
}

func TestRunWorksUntilItsEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.Look = time.Millisecond
	w.Service = hooks.New(w.config)
	w.create()
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan string, 1)
	w.listener.refuse(func(body string) int { got <- body; return 200 })
	done := make(chan error)
	go func() { done <- w.Service.Run(ctx) }()
	w.source.add("a:I")
	if body := <-got; !strings.Contains(body, "a:I") {
		t.Errorf("%s", body)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestFromNowOn(t *testing.T) {
	t.Parallel()
	w := open(t)
	h, err := w.Create(t.Context(), anna, hooks.Subscription{Tenant: tenant, Topic: "box/1", URL: w.url, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	var next int64
	if err := w.db.Write(t.Context(), tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		next, err = tx.NextSeq(ctx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if h.Cursor <= 0 || h.Cursor >= next {
		t.Errorf("it begins after %d, the next number is %d", h.Cursor, next)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.AllowPrivate = false
	w.Service = hooks.New(w.config)
	for url, why := range map[string]string{
		"": "bad_url", "x": "bad_url", "ftp://example.org": "bad_url", "http://example.org": "bad_url", "https://a:b@example.org": "bad_url",
		"https://example.org/#x": "bad_url", "https://127.0.0.1/": "bad_url", "https://[::1]:8443/": "bad_url", "https://10.1.2.3": "bad_url",
		"https://169.254.169.254/latest": "bad_url", "https://[::ffff:192.168.0.1]/": "bad_url", "https://" + strings.Repeat("a", 2000): "bad_url",
		"https://example.org/": "", "https://93.184.216.34:8443/hook?x=1": "", "https://localhost/": "",
	} {
		_, err := w.Create(t.Context(), anna, hooks.Subscription{Tenant: tenant, Topic: "box/1", URL: url, Secret: secret})
		if why == "" && err != nil || why != "" && sdano.AsError(err).Code != why {
			t.Errorf("%q: %v", url, err)
		}
	}
	for _, s := range []string{"", "x", "whsec_", "whsec_MTIz", "whsec_" + strings.Repeat("A", 88), "ключ"} {
		_, err := w.Create(t.Context(), anna, hooks.Subscription{Tenant: tenant, URL: "https://example.org", Secret: s})
		if sdano.AsError(err).Code != "bad_secret" {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestTooManyHooks(t *testing.T) {
	t.Parallel()
	w := open(t)
	for range 100 {
		w.create()
	}
	zero := int64(0)
	_, err := w.Create(t.Context(), anna, hooks.Subscription{Tenant: tenant, URL: w.url, Secret: secret, After: &zero})
	if sdano.AsError(err).Code != "too_many_webhooks" {
		t.Errorf("%v", err)
	}
}

// TestNamesThatLeadInside: the address is looked at when the connection is made,
// so no name can lead inside.
func TestNamesThatLeadInside(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.AllowPrivate = false
	w.Service = hooks.New(w.config)
	zero := int64(0)
	h, err := w.Create(t.Context(), anna, hooks.Subscription{
		Tenant: tenant, URL: strings.Replace(strings.Replace(w.url, "127.0.0.1", "localhost", 1), "http:", "https:", 1), Secret: secret, After: &zero,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.source.add("a:I")
	w.turn(0)
	if h = w.now(h.ID); h.LastError != "адрес ведёт во внутреннюю сеть" || len(w.listener.told) > 0 {
		t.Errorf("%+v", h)
	}
}

func TestAddressesInside(t *testing.T) {
	t.Parallel()
	for _, ip := range strings.Fields(`0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1
		192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
		:: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: fc00::1 fd12::1 fe80::1 fec0::1 ff02::1`) {
		if hooks.Public(ip) {
			t.Errorf("%s counts as public", ip)
		}
	}
	for _, ip := range strings.Fields("8.8.8.8 93.184.216.34 172.15.255.255 172.32.0.1 100.63.255.255 2a00:1450:4001:800::200e 2606:4700::1111 ::ffff:8.8.8.8") {
		if !hooks.Public(ip) {
			t.Errorf("%s does not count as public", ip)
		}
	}
}

func TestEveryoneSeesHisOwn(t *testing.T) {
	t.Parallel()
	w := open(t)
	h := w.create()
	root := hooks.Who{Actor: "user:root", Login: "root", Tenants: []sdano.Tenant{tenant}, Admin: true}
	boris := hooks.Who{Actor: "user:boris", Login: "boris", Tenants: []sdano.Tenant{tenant}}
	foreign := hooks.Who{Actor: "user:x", Login: "anna", Tenants: []sdano.Tenant{tenant + 1}, Admin: true}
	for _, who := range []hooks.Who{boris, foreign} {
		list, err := w.Hooks(t.Context(), who)
		if err != nil || len(list) > 0 {
			t.Errorf("%s sees %+v, %v", who.Actor, list, err)
		}
		if _, err := w.Hook(t.Context(), who, h.ID); sdano.AsError(err).Code != "not_found" {
			t.Errorf("%s: %v", who.Actor, err)
		}
		if err := w.Delete(t.Context(), who, h.ID); sdano.AsError(err).Code != "not_found" {
			t.Errorf("%s: %v", who.Actor, err)
		}
		if err := w.Rotate(t.Context(), who, h.ID, other); sdano.AsError(err).Code != "not_found" {
			t.Errorf("%s: %v", who.Actor, err)
		}
	}
	if err := w.Rotate(t.Context(), anna, h.ID, "x"); sdano.AsError(err).Code != "bad_secret" {
		t.Error(err)
	}
	list, err := w.Hooks(t.Context(), root)
	if err != nil || len(list) != 1 || list[0].ID != h.ID {
		t.Errorf("%+v, %v", list, err)
	}
	if err := w.Delete(t.Context(), root, h.ID); err != nil {
		t.Error(err)
	}
	w.source.add("a:I")
	w.turn(time.Hour)
	w.wantHeard("")
	if got := w.journal(h.ID); !slices.Equal(got, []string{"webhook.created", "webhook.deleted"}) {
		t.Errorf("%v", got)
	}
}

// journal returns what the journal has of a hook.
func (w *world) journal(id sdano.ID) []string {
	w.Helper()
	var out []string
	err := w.db.Read(w.Context(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		entries, err := sqlstore.JournalStore{}.EntriesOf(ctx, tx, "webhook/"+id.String())
		for _, e := range entries {
			out = append(out, e.Action)
			if strings.Contains(e.After, "MDEy") {
				w.Errorf("the journal has a secret: %s", e.After)
			}
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// TestNodesShareTheWork: two processes on one store tell every event once.
func TestNodesShareTheWork(t *testing.T) {
	t.Parallel()
	w := open(t)
	for range 4 {
		w.create()
	}
	w.config.Node = "two"
	nodes := []*hooks.Service{w.Service, hooks.New(w.config)}
	for i := range 50 {
		w.source.add(fmt.Sprintf("d%d:I", i))
	}
	var group sync.WaitGroup
	for _, node := range nodes {
		group.Go(func() { node.Turn(t.Context()) })
	}
	group.Wait()
	w.Turn(t.Context()) // what one left to the other
	seen := map[string]int{}
	for _, m := range w.listener.told {
		seen[m.id]++
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was told %d times", id, n)
		}
	}
	if len(seen) != 200 {
		t.Errorf("%d messages", len(seen))
	}
}
