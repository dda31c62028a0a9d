package fresh_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/asyncdata/asyncdatatest"
	"sdano/httpapi/fresh"
	"sdano/monitor"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { flag.Parse(); goleak.VerifyTestMain(m) }

const (
	tenant  sdano.Tenant = 10027
	payerIP              = "779999991008"
)

var morning = time.Date(2026, time.April, 10, 6, 0, 0, 0, time.UTC)

// gate knows the users of the tests; the password of each is "secret".
type gate struct{}

func (gate) Principal(r *http.Request) (access.Principal, error) {
	login, password, ok := r.BasicAuth()
	if login == "broken" {
		return access.Principal{}, errors.New("the user table is on fire")
	}
	if login == "guesser" {
		return access.Principal{}, access.ErrTooManyAttempts
	}
	users := map[string]access.Principal{
		"bank":     {Login: "bank", Tenants: []sdano.Tenant{tenant, 2}, Scopes: []access.Scope{access.ScopeMonitor}},
		"keeper":   {Login: "keeper", Tenants: []sdano.Tenant{tenant}, Scopes: []access.Scope{access.ScopeMonitor, access.ScopeBooks}},
		"crm":      {Login: "crm", Tenants: []sdano.Tenant{tenant}, Scopes: []access.Scope{access.ScopeMonitor}},
		"reporter": {Login: "reporter", Tenants: []sdano.Tenant{tenant}, Scopes: []access.Scope{access.ScopeReports}},
	}
	user, known := users[login]
	if !ok || !known || password != "secret" {
		return access.Principal{}, &sdano.Error{Kind: sdano.Unauthorized, Code: "bad_credentials"}
	}
	return user, nil
}

// site is a server over a store in memory.
type site struct {
	t     *testing.T
	store asyncdatatest.Memory
	clock *sdano.ManualClock
	log   *bytes.Buffer
	jobs  *asyncdata.Service
	http  *httptest.Server
	base  string
}

// open starts a server that offers the monitor and the handlers.
func open(t *testing.T, handlers ...asyncdata.Handler) *site {
	t.Helper()
	return openWith(t, fresh.Config{}, handlers...)
}

func openWith(t *testing.T, c fresh.Config, handlers ...asyncdata.Handler) *site {
	t.Helper()
	handlers = append([]asyncdata.Handler{fresh.Monitor(payers{})}, handlers...)
	registry, err := asyncdata.NewRegistry(handlers...)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, clock: sdano.NewManualClock(morning), log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(&lockedWriter{w: s.log}, nil))
	s.jobs = asyncdata.New(asyncdata.Config{
		Units: &s.store, Store: &s.store, Clock: s.clock, Registry: registry, Node: "node", Log: log,
		Limits: asyncdata.Limits{Poll: 2 * time.Millisecond},
	})
	c.Gate, c.Jobs, c.Clock, c.Log = gate{}, s.jobs, s.clock, log
	mux := http.NewServeMux()
	mux.Handle(fresh.Prefix, fresh.New(c))
	s.http = httptest.NewServer(mux)
	t.Cleanup(func() { s.http.Close(); http.DefaultClient.CloseIdleConnections() })
	s.base = s.http.URL + "/a/bs/10027/"
	return s
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// reply is an answer with its body read.
type reply struct {
	status int
	header http.Header
	body   string
}

// option changes a request.
type option func(*http.Request)

func header(name, value string) option {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func as(login string) option { return func(r *http.Request) { r.SetBasicAuth(login, "secret") } }

func nobody(r *http.Request) { r.Header.Del("Authorization") }

// do sends a request of the bank and does not follow redirects. A path without
// scheme is relative to the base.
func (s *site) do(method, path, body string, options ...option) reply {
	s.t.Helper()
	if !strings.Contains(path, "://") {
		path = s.base + path
	}
	r, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	as("bank")(r)
	for _, o := range options {
		o(r)
	}
	resp, err := s.http.Client().Transport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(text)}
}

// envelope is the answer of a start or a job.
type envelope struct {
	General struct {
		Response int    `json:"response"`
		Error    bool   `json:"error"`
		Message  string `json:"message"`
	} `json:"general"`
	Result struct {
		Storage string `json:"storage"`
		ID      string `json:"id"`
	} `json:"result"`
}

func (s *site) envelope(r reply) (e envelope) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(r.body), &e, json.RejectUnknownMembers(true)); err != nil {
		s.t.Fatalf("status %d, %q: %v", r.status, r.body, err)
	}
	return e
}

// want checks the status of an answer.
func (s *site) want(status int, r reply) reply {
	s.t.Helper()
	if r.status != status {
		s.t.Fatalf("status %d, want %d; %q", r.status, status, r.body)
	}
	return r
}

// fetch opens an object and returns its bytes.
func (s *site) fetch(storage, id string) reply {
	s.t.Helper()
	r := s.want(http.StatusFound, s.do("GET", "hs/dt/storage/"+storage+"/"+id, ""))
	return s.want(http.StatusOK, s.do("GET", r.header.Get("Location"), ""))
}

// ask starts a job in one step and returns the answer of the finished job.
func (s *site) ask(dataID, params string) envelope {
	s.t.Helper()
	e := s.envelope(s.want(http.StatusOK, s.do("POST", "hs/dt/storage/async/"+dataID, params)))
	if e.General.Response != 10200 || e.Result.Storage != "jobs" {
		s.t.Fatalf("start gave %+v", e)
	}
	return s.envelope(s.fetch("jobs", e.Result.ID))
}

// payers computes monitors for one ИП and one ООО; the ИП is the main payer of
// the tenant, and tenant 2 has none.
type payers struct{}

func (payers) Monitor(_ context.Context, t sdano.Tenant, id sdano.TaxID) (monitor.Result, error) {
	switch {
	case id.INN == "0000000000":
		return monitor.Result{}, &sdano.Error{Kind: sdano.Unavailable, Code: "stale", Message: "Выполняется загрузка данных. Пожалуйста, подождите."}
	case id.INN == "9999999999":
		return monitor.Result{}, errors.New("secret of the house")
	case t != tenant, id.INN != "" && id.INN != payerIP && id != (sdano.TaxID{INN: "7799999919", KPP: "779901001"}):
		return monitor.Result{}, monitor.ErrNoProfile
	case id.INN == "":
		id.INN = payerIP
	}
	return example(id), nil
}

// example is the monitor of a payer whose tax is overdue, whose contributions
// are due and whose declaration is accepted.
func example(payer sdano.TaxID) monitor.Result {
	usn := &monitor.Cell{
		Color: monitor.Danger, Text: "Мы должны 12 210 руб.", Due: day("2018-04-30"),
		Description: "Задолженность могла образоваться за один или несколько прошлых периодов",
		Links: []monitor.Link{{Text: "Погашение задолженности", Target: monitor.NavTarget{
			Form: monitor.NavCalculator, Payer: payer, Row: "usn", DataID: "tax_usn_calculator", Day: day("2018-05-14"),
		}}},
	}
	declaration := &monitor.Cell{
		Color: monitor.Success, Text: "Отчетность сдана {{smile}}", Due: day("2019-04-30"),
		Description: "Следующая декларация не позднее 30 апреля 2019 г.\n(за 2018 г.)",
	}
	pay := func(text, date string) monitor.Link {
		return monitor.Link{Text: text, Target: monitor.NavTarget{
			Form: monitor.NavCalculator, Payer: payer, Row: "ip_self", DataID: "self_insurance_payments", Day: day(date), EndOfDay: true,
		}}
	}
	self := &monitor.Cell{
		Color: monitor.Warning, Text: "Пора оплатить 19 892,50 руб.", Description: "Не позднее 1 июля 2018 г.", Due: day("2018-07-01"),
		Links: []monitor.Link{pay("Оплата за 2 квартал 2018 г.", "2018-06-30"), pay("Оплата за 2017 г.", "2017-12-31")},
	}
	return monitor.Result{
		Profile: monitor.Profile{TaxID: payer}, Check: true,
		Rows: []monitor.Row{{ID: "usn", Title: "УСН", Tax: usn, Report: declaration}, {ID: "ip_self", Title: "Взносы за себя", Tax: self}},
	}
}

func day(text string) sdano.Date {
	d, err := sdano.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

var (
	uuids  = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	tmpids = regexp.MustCompile(`[0-9a-f]{64}`)
)

// masked returns the text with what is made up anew in every run replaced.
func (s *site) masked(text string) string {
	text = strings.ReplaceAll(text, s.http.URL, "http://HOST")
	return uuids.ReplaceAllString(tmpids.ReplaceAllString(text, "<tmpid>"), "<uuid>")
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
