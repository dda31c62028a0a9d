package asyncdata_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/asyncdata/asyncdatatest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const tenant sdano.Tenant = 10027

var (
	morning = time.Date(2026, time.April, 10, 6, 0, 0, 0, time.UTC)
	bank    = access.Principal{Login: "bank", Tenants: []sdano.Tenant{tenant}, Scopes: []access.Scope{access.ScopeMonitor}}
	limits  = asyncdata.Limits{Poll: 2 * time.Millisecond}
)

// house is a service over a store in memory.
type house struct {
	t     *testing.T
	store asyncdatatest.Memory
	clock *sdano.ManualClock
	log   safeBuffer
	*asyncdata.Service
}

// safeBuffer is a log that goroutines may share.
type safeBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func open(t *testing.T, limits asyncdata.Limits, handlers ...asyncdata.Handler) *house {
	t.Helper()
	registry, err := asyncdata.NewRegistry(handlers...)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, clock: sdano.NewManualClock(morning)}
	h.Service = asyncdata.New(asyncdata.Config{
		Units: &h.store, Store: &h.store, Clock: h.clock, Registry: registry, Node: "node",
		Log: slog.New(slog.NewTextHandler(&h.log, nil)), Limits: limits,
	})
	return h
}

// run runs the service until the test ends.
func (h *house) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); h.Run(ctx) }()
	h.t.Cleanup(func() { cancel(); <-done })
}

func (h *house) start(id, params string) asyncdata.Job {
	h.t.Helper()
	job, err := h.Start(context.Background(), tenant, bank, id, []byte(params))
	if err != nil {
		h.t.Fatal(err)
	}
	return job
}

func (h *house) job(id sdano.ID) asyncdata.Job {
	h.t.Helper()
	job, err := h.Job(context.Background(), tenant, bank, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return job
}

// await polls a job until it is finished.
func (h *house) await(id sdano.ID) asyncdata.Job {
	h.t.Helper()
	until(h.t, func() bool { return h.job(id).State == asyncdata.Finished })
	return h.job(id)
}

// until polls a condition until it holds or ten seconds are over.
func until(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatal("it did not come to pass in ten seconds")
		case <-tick.C:
		}
	}
}

type compute = func(context.Context, asyncdata.Request) (asyncdata.Output, error)

func handler(id string, eager bool, f compute) asyncdata.Handler {
	return asyncdata.Handler{ID: id, Scope: access.ScopeMonitor, Eager: eager, Compute: f}
}

func echo(_ context.Context, r asyncdata.Request) (asyncdata.Output, error) {
	return asyncdata.Output{Name: "echo.json", Body: r.Params}, nil
}

func fails(err error) compute {
	return func(context.Context, asyncdata.Request) (asyncdata.Output, error) { return asyncdata.Output{}, err }
}

func TestEagerJobIsCommittedFinishedInOneUnit(t *testing.T) {
	t.Parallel()
	h := open(t, limits, handler("Echo", true, func(_ context.Context, r asyncdata.Request) (asyncdata.Output, error) {
		link, err := asyncdata.NewLink(r.Tenant, "target")
		return asyncdata.Output{Name: "echo.json", Body: r.Params, Links: []asyncdata.Link{link, link}}, err
	}))
	job := h.start("eCHO", "{}")
	if got := h.store.Writes(); got != 1 {
		t.Errorf("%d units were written, want 1", got)
	}
	job = h.job(job.ID)
	if job.State != asyncdata.Finished || job.Code != asyncdata.CodeDone || job.DataID != "echo" || job.Params != nil {
		t.Fatalf("job is %+v", job)
	}
	file, err := h.File(context.Background(), tenant, bank, job.File)
	if err != nil || file.Name != "echo.json" || string(file.Body) != "{}" || file.Job != job.ID {
		t.Fatalf("file is %+v, %v", file, err)
	}
	want, _ := asyncdata.NewLink(tenant, "target")
	link, err := h.Link(context.Background(), tenant, want.ID)
	if err != nil || link.Target != `"target"` || !link.Created.Equal(morning) {
		t.Fatalf("link is %+v, %v", link, err)
	}
}

func TestEveryStartIsAJobOfItsOwn(t *testing.T) {
	t.Parallel()
	h := open(t, limits, handler("echo", true, echo))
	one, two := h.start("echo", "1"), h.start("echo", "1")
	if one.ID == two.ID || one.File == two.File {
		t.Fatalf("two starts share a job: %v %v", one, two)
	}
}

func TestErrorsAreDataOfTheJob(t *testing.T) {
	t.Parallel()
	told := func(kind sdano.Kind) error { return &sdano.Error{Kind: kind, Code: "x", Message: "Сказано."} }
	for _, tc := range []struct {
		name    string
		f       compute
		code    asyncdata.Code
		message string // "" = the number of the job
		file    bool
	}{
		{"invalid", fails(told(sdano.Invalid)), asyncdata.CodeBadParams, "Сказано.", false},
		{"unprocessable", fails(told(sdano.Unprocessable)), asyncdata.CodeBadParams, "Сказано.", false},
		{"not found", fails(fmt.Errorf("wrapped: %w", told(sdano.NotFound))), asyncdata.CodeBadParams, "Сказано.", false},
		{"forbidden", fails(told(sdano.Forbidden)), asyncdata.CodeForbidden, "Сказано.", false},
		{"stale data", fails(told(sdano.Unavailable)), asyncdata.CodeInternal, "Сказано.", false},
		{"storage", fails(told(sdano.Storage)), asyncdata.CodeInternal, "", false},
		{"other", fails(errors.New("secret of the house")), asyncdata.CodeInternal, "", false},
		{"panic", func(context.Context, asyncdata.Request) (asyncdata.Output, error) { panic("secret of the house") }, asyncdata.CodeInternal, "", false},
		{"too large", func(context.Context, asyncdata.Request) (asyncdata.Output, error) {
			return asyncdata.Output{Name: "a", Body: make([]byte, 101)}, nil
		}, asyncdata.CodeInternal, "", false},
		{"warnings", func(context.Context, asyncdata.Request) (asyncdata.Output, error) {
			return asyncdata.Output{Name: "a", Warnings: []string{"Раз.", "Два."}}, nil
		}, asyncdata.CodeWarnings, "Раз.\nДва.", true},
		{"no file", func(context.Context, asyncdata.Request) (asyncdata.Output, error) { return asyncdata.Output{}, nil }, asyncdata.CodeDone, "-", false},
	} {
		for _, eager := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, eager %t", tc.name, eager), func(t *testing.T) {
				t.Parallel()
				small := limits
				small.File = 100
				h := open(t, small, handler("data", eager, tc.f))
				h.run()
				job := h.await(h.start("data", "{}").ID)
				want := tc.message
				switch want {
				case "":
					want = "Внутренняя ошибка. Номер обращения: " + job.ID.String()
					if !strings.Contains(h.log.String(), job.ID.String()) {
						t.Error("the log does not name the job")
					}
				case "-":
					want = ""
				}
				if job.Code != tc.code || job.Message != want || job.File.IsZero() == tc.file {
					t.Errorf("job is %+v", job)
				}
			})
		}
	}
}

func TestStartIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t, limits, handler("echo", true, echo))
	stranger, poor := bank, bank
	stranger.Tenants, poor.Scopes = []sdano.Tenant{1}, []access.Scope{access.ScopeReports}
	for _, tc := range []struct {
		name string
		who  access.Principal
		id   string
		want error
	}{
		{"another tenant", stranger, "echo", asyncdata.ErrForbidden},
		{"another tenant, unknown id", stranger, "nothing", asyncdata.ErrForbidden},
		{"no right", poor, "echo", asyncdata.ErrForbidden},
		{"no right, unknown id", poor, "nothing", asyncdata.ErrForbidden},
		{"unknown id", bank, "nothing", asyncdata.ErrUnknownData},
	} {
		if _, err := h.Start(context.Background(), tenant, tc.who, tc.id, nil); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
	if n := h.store.Writes(); n != 0 {
		t.Errorf("%d units were written", n)
	}
}

func TestResultsAreTheOwnersOnly(t *testing.T) {
	t.Parallel()
	h := open(t, limits, handler("echo", true, echo))
	job := h.start("echo", "{}")
	other, stranger := bank, bank
	other.Login, stranger.Tenants = "crm", nil
	for _, who := range []access.Principal{other, stranger} {
		if _, err := h.Job(context.Background(), tenant, who, job.ID); !errors.Is(err, asyncdata.ErrNotFound) {
			t.Errorf("job: %v", err)
		}
		if _, err := h.File(context.Background(), tenant, who, job.File); !errors.Is(err, asyncdata.ErrNotFound) {
			t.Errorf("file: %v", err)
		}
	}
	if _, err := h.Upload(context.Background(), tenant, stranger, "a", nil); !errors.Is(err, asyncdata.ErrForbidden) {
		t.Errorf("upload: %v", err)
	}
}

func TestUpload(t *testing.T) {
	t.Parallel()
	small := limits
	small.File = 3
	h := open(t, small)
	file, err := h.Upload(context.Background(), tenant, bank, "a.txt", []byte("abc"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.File(context.Background(), tenant, bank, file.ID)
	if err != nil || string(got.Body) != "abc" || got.Name != "a.txt" {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := h.Upload(context.Background(), tenant, bank, "a", []byte("abcd")); !sdano.IsKind(err, sdano.TooLarge) {
		t.Fatalf("over the limit: %v", err)
	}
}

func TestRetention(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ set, want time.Duration }{{0, 72 * time.Hour}, {time.Hour, 24 * time.Hour}, {100 * time.Hour, 100 * time.Hour}} {
		l := limits
		l.Retention = tc.set
		h := open(t, l, handler("echo", true, echo))
		job := h.start("echo", "{}")
		h.clock.Set(morning.Add(tc.want - time.Microsecond))
		h.job(job.ID)
		h.clock.Advance(time.Microsecond)
		if _, err := h.Job(context.Background(), tenant, bank, job.ID); !errors.Is(err, asyncdata.ErrNotFound) {
			t.Errorf("after %v the job is there: %v", tc.want, err)
		}
		if _, err := h.File(context.Background(), tenant, bank, job.File); !errors.Is(err, asyncdata.ErrNotFound) {
			t.Errorf("after %v the file is there: %v", tc.want, err)
		}
		if err := h.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		h.clock.Set(morning)
		if _, err := h.Job(context.Background(), tenant, bank, job.ID); !errors.Is(err, asyncdata.ErrNotFound) {
			t.Errorf("the swept job is there: %v", err)
		}
	}
}

func TestRegistryRefusesWhatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	for name, hs := range map[string][]asyncdata.Handler{
		"no id":       {handler("", true, echo)},
		"no function": {handler("a", true, nil)},
		"twice":       {handler("a", true, echo), handler("A", false, echo)},
	} {
		if _, err := asyncdata.NewRegistry(hs...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestLinksAreNamedByTheirTarget(t *testing.T) {
	t.Parallel()
	type target struct {
		B int    `json:"b"`
		A string `json:"a"`
	}
	link := func(tenant sdano.Tenant, v any) asyncdata.Link {
		l, err := asyncdata.NewLink(tenant, v)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	one := link(1, target{2, "ж"})
	if same := link(1, map[string]any{"a": "ж", "b": 2.0}); same != one {
		t.Errorf("equal targets differ: %v %v", one, same)
	}
	if one.Target != `{"a":"ж","b":2}` || one.ID[6]>>4 != 5 {
		t.Errorf("link is %+v", one)
	}
	if link(2, target{2, "ж"}).ID == one.ID || link(1, target{3, "ж"}).ID == one.ID {
		t.Error("different targets share an ID")
	}
	if _, err := asyncdata.NewLink(1, func() {}); err == nil {
		t.Error("a function was accepted as a target")
	}
}
