package rest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/access"
	"sdano/access/accesstest"
	"sdano/data"
	"sdano/httpapi/httpx"
	"sdano/httpapi/methods"
	"sdano/httpapi/rest"
	"sdano/internal/demo"
	"sdano/monitor"
	"sdano/operator/extern"
	"sdano/operator/sandbox"
	"sdano/reporting"
	"sdano/sign"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

// house is the interface and the nine methods over the real mission, its store
// on a file, and the sandbox operator behind a real listener. Nothing runs by
// itself: the tests call what the scheduler would.
type house struct {
	t        *testing.T
	http     *httptest.Server
	operator *httptest.Server
	tokens   map[string]string
	units    sdano.Units
	*lossy
}

// lossy is the mission; while lose is set, its process dies after the unit of a
// write.
type lossy struct {
	*reporting.Service
	lose bool
}

var errDied = errors.New("the process died")

func (l *lossy) end(err error) error {
	if err == nil && l.lose {
		return errDied
	}
	return err
}

func (l *lossy) WriteEvent(ctx context.Context, actor sdano.Actor, t sdano.Tenant, change reporting.EventChange, cancel bool) error {
	return l.end(l.Service.WriteEvent(ctx, actor, t, change, cancel))
}

func (l *lossy) WriteStatus(ctx context.Context, actor sdano.Actor, t sdano.Tenant, change reporting.StatusChange) (reporting.Submission, error) {
	s, err := l.Service.WriteStatus(ctx, actor, t, change)
	return s, l.end(err)
}

func (l *lossy) OnWriteSubmission(ctx context.Context, actor sdano.Actor, t sdano.Tenant, hook reporting.SubmissionHook, cancel bool) error {
	return l.end(l.Service.OnWriteSubmission(ctx, actor, t, hook, cancel))
}

func (l *lossy) WithdrawThen(ctx context.Context, actor sdano.Actor, t sdano.Tenant, w reporting.Withdrawal) error {
	return l.end(l.Service.WithdrawThen(ctx, actor, t, w))
}

func build(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, tokens: map[string]string{}}
	h.openOperator()
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	h.units = db
	known := access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: sdano.RealClock{}})
	h.enter(known)
	gate := httpx.Gate{Access: known, Log: slog.New(slog.DiscardHandler)}
	h.lossy = &lossy{Service: h.mission(db)}
	mux := http.NewServeMux()
	own := rest.New(rest.Config{Gate: gate, Access: known, Reporting: h.lossy})
	mux.Handle("/v1/", own)
	mux.Handle("/token", own)
	nine := methods.New(methods.Config{Gate: gate, Reporting: h.lossy})
	mux.Handle("/hs/reporting/v1/", nine)
	mux.Handle("/a/{app}/{tenant}/hs/reporting/v1/", nine)
	h.http = httptest.NewServer(httpx.Trace(httpx.Log(slog.New(slog.DiscardHandler), mux)))
	t.Cleanup(h.http.Close)
	return h
}

// openOperator starts the sandbox with the demo's directions. It answers by
// ticks only.
func (h *house) openOperator() {
	h.t.Helper()
	box, err := sandbox.Open(context.Background(), sandbox.Config{
		Path: filepath.Join(h.t.TempDir(), "sandbox.db"), Clock: sdano.NewManualClock(morning), Directions: demo.Directions(),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.operator = httptest.NewServer(box.Handler())
	h.t.Cleanup(func() {
		h.operator.Close()
		if err := box.Close(); err != nil {
			h.t.Error(err)
		}
	})
}

func (h *house) enter(known *access.Service) {
	h.t.Helper()
	for login, scopes := range map[string][]access.Scope{
		"demo":     {access.ScopeReports, access.ScopeAudit, access.ScopeJobs, access.ScopeOverride},
		"customer": {access.ScopeReports},
	} {
		bearer, err := accesstest.Bearer(context.Background(), known, login, scopes, tenant, other)
		if err != nil {
			h.t.Fatal(err)
		}
		h.tokens[login] = bearer
	}
}

func (h *house) mission(db *sqlstore.DB) *reporting.Service {
	h.t.Helper()
	tables, err := data.Embedded()
	if err != nil {
		h.t.Fatal(err)
	}
	days, err := monitor.NewCalendar(tables)
	if err != nil {
		h.t.Fatal(err)
	}
	operator, err := extern.New(extern.Config{
		URL: h.operator.URL, Key: sandbox.DefaultKey, Account: sandbox.DefaultAccount, HTTP: h.operator.Client(), Wait: time.Millisecond,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return reporting.New(reporting.Config{
		Units: db, Store: sqlstore.ReportingStore{}, Journal: sqlstore.JournalStore{}, Organizations: sqlstore.PartyStore{},
		Operator: operator, Directory: operator, Calendar: days, Signer: sign.TestSigner{},
		Business: sdano.NewManualClock(morning), Real: sdano.RealClock{}, Log: slog.New(slog.DiscardHandler), Node: "test",
	})
}

// ask sends a request of demo and checks the status of its answer.
func (h *house) ask(status int, method, path string, body []byte, options ...option) []byte {
	h.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, h.http.URL+path, bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("X-Tenant", "10027")
	r.Header.Set("Authorization", h.tokens["demo"])
	for _, o := range options {
		o(r)
	}
	resp, err := h.http.Client().Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if resp.StatusCode != status {
		h.t.Fatalf("%s %s %.200s: %d, want %d: %s", method, path, body, resp.StatusCode, status, text)
	}
	return text
}

// call calls one of the nine methods.
func (h *house) call(status int, name, body string, options ...option) string {
	h.t.Helper()
	return string(h.ask(status, "POST", "/hs/reporting/v1/"+url.PathEscape(name), []byte(body), options...))
}

// everywhere is a call for all data areas.
var everywhere = without("X-Tenant")

// tick lets the operator answer, and fetches what is new.
func (h *house) tick() {
	h.t.Helper()
	resp, err := h.operator.Client().Post(h.operator.URL+"/sandbox/tick", "", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		h.t.Fatalf("tick: %s", resp.Status)
	}
	h.call(200, "fetch-results", "{}", everywhere)
}

// filed is a submission as the interface tells it.
type filed struct {
	Submission, Report, Status, Outcome, UID, INN, KND string
	StatusRU                                           string  `json:"status_ru"`
	UnderReview                                        bool    `json:"under_review"`
	FiledAt                                            *string `json:"filed_at"`
	Version                                            int64
	Deleted                                            bool
	Reasons                                            []reporting.Reason
}

func decode[T any](t *testing.T, text []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(text, &v, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// declaration is the demo entrepreneur's to an office.
func (h *house) declaration(office string) (path string, body []byte) {
	h.t.Helper()
	name, body, err := demo.Declaration(demo.Entrepreneur, office, date("2026-04-10"))
	if err != nil {
		h.t.Fatal(err)
	}
	return "/v1/reports?file_name=" + url.QueryEscape(name), body
}

// file registers a declaration, after the directions are known.
func (h *house) file(office string) filed {
	h.t.Helper()
	h.call(200, "refresh-directions", "{}", everywhere)
	path, body := h.declaration(office)
	return decode[filed](h.t, h.ask(201, "POST", path, body))
}

// follow sends a submission and ticks until it has a verdict or is under review.
func (h *house) follow(s filed) filed {
	h.t.Helper()
	if text := h.call(200, "send", "{}", everywhere); !strings.Contains(text, `"sent":1`) {
		h.t.Fatalf("send: %s", text)
	}
	for range 10 {
		h.tick()
		s = decode[filed](h.t, h.ask(200, "GET", "/v1/submissions/"+s.Submission, nil))
		if s.Status == "accepted" || s.Status == "rejected" || s.UnderReview {
			return s
		}
	}
	h.t.Fatalf("no verdict: %+v", s)
	return s
}

// told is an event as the interface tells it.
type told struct {
	Event, Status string
	FileName      string `json:"file_name"`
	DocumentType  string `json:"document_type"`
	Version       int64
	NeedsAudit    bool `json:"needs_audit"`
	AuditDone     bool `json:"audit_done"`
	Reasons       []struct {
		Code, Reason string
		Received     string `json:"received_reason"`
	}
}

func (h *house) events(s filed) []told {
	h.t.Helper()
	return decode[struct{ Events []told }](h.t, h.ask(200, "GET", "/v1/submissions/"+s.Submission+"/events", nil)).Events
}
