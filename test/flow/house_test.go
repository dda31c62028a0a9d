// Package flow_test runs the reporting mission with its real neighbours: the
// store on both engines, the operator's client, and a sandbox operator behind a
// real loopback listener. Clocks stand still unless a test moves them.
package flow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/data"
	"sdano/internal/demo"
	"sdano/internal/pgtest"
	"sdano/monitor"
	"sdano/operator/extern"
	"sdano/operator/sandbox"
	"sdano/reporting"
	"sdano/sign"
	"sdano/storage/postgres"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

const actor = sdano.Actor("user:test")

// engines open a fresh store each.
var engines = map[string]func(*testing.T) *sqlstore.DB{
	"sqlite": func(t *testing.T) *sqlstore.DB {
		return opened(t)(sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db")))
	},
	"postgres": func(t *testing.T) *sqlstore.DB {
		return opened(t)(postgres.Open(t.Context(), pgtest.Database(t)))
	},
}

func opened(t *testing.T) func(*sqlstore.DB, error) *sqlstore.DB {
	return func(db *sqlstore.DB, err error) *sqlstore.DB {
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
}

// house is one installation with one tenant, the demo's.
type house struct {
	*testing.T
	db       *sqlstore.DB
	svc      *reporting.Service
	operator *httptest.Server
	business *sdano.ManualClock
	real     *sdano.ManualClock
}

// noon is noon in Moscow on the demo's day.
var noon = demo.Today.In(sdano.Moscow).Add(12 * time.Hour)

func newHouse(t *testing.T, engine string) *house {
	t.Helper()
	h := &house{T: t, db: engines[engine](t), business: sdano.NewManualClock(noon), real: sdano.NewManualClock(noon)}
	box, err := sandbox.Open(t.Context(), sandbox.Config{
		Path: filepath.Join(t.TempDir(), "sandbox.db"), Clock: h.business, Directions: demo.Directions(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	h.operator = httptest.NewServer(box.Handler())
	t.Cleanup(h.operator.Close)
	client, err := extern.New(extern.Config{
		URL: h.operator.URL, Key: sandbox.DefaultKey, Account: sandbox.DefaultAccount, Clock: h.real, Wait: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	h.svc = h.service(client)
	if _, err := h.svc.RefreshDirections(t.Context(), actor); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) service(client *extern.Client) *reporting.Service {
	h.Helper()
	tables, err := data.Embedded()
	h.must(err)
	cal, err := monitor.NewCalendar(tables)
	h.must(err)
	rules, err := monitor.LoadRules(tables, cal)
	h.must(err)
	return reporting.New(reporting.Config{
		Units: h.db, Store: sqlstore.ReportingStore{}, Journal: sqlstore.JournalStore{}, Organizations: sqlstore.PartyStore{},
		Operator: client, Directory: client, Deadlines: rules, Calendar: cal, Signer: sign.TestSigner{},
		Business: h.business, Real: h.real, FormTitle: rules.FormTitle, Node: "test",
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// register files the sample declaration of the entrepreneur.
func (h *house) register(office, reason string) (reporting.Submission, error) {
	h.Helper()
	name, body, err := demo.Declaration(demo.Entrepreneur, office, demo.Today)
	h.must(err)
	r, err := h.svc.Register(h.Context(), actor, demo.Tenant, reporting.Registration{FileName: name, Data: body, ResendReason: reason})
	return r.Submission, err
}

// filed is register for what must be taken.
func (h *house) filed(office string) reporting.Submission {
	h.Helper()
	s, err := h.register(office, "")
	h.must(err)
	return s
}

// numbered registers the n-th of many reports to 0087.
func (h *house) numbered(n int) reporting.Submission {
	h.Helper()
	name, body, err := demo.Numbered(n)
	h.must(err)
	r, err := h.svc.Register(h.Context(), actor, demo.Tenant, reporting.Registration{FileName: name, Data: body})
	h.must(err)
	return r.Submission
}

// later moves the real clock over every pause between two tries.
func (h *house) later() { h.real.Advance(time.Hour) }

func (h *house) send() reporting.SendSummary {
	h.Helper()
	h.later()
	out, err := h.svc.Send(h.Context(), actor, sdano.AllTenants)
	h.must(err)
	return out
}

func (h *house) fetch() reporting.FetchSummary {
	h.Helper()
	h.later()
	out, err := h.svc.FetchResults(h.Context(), actor, sdano.AllTenants)
	h.must(err)
	return out
}

// tick moves every docflow on by a stage.
func (h *house) tick() { h.call(http.MethodPost, "/sandbox/tick", "") }

func (h *house) call(method, path, body string) []byte {
	h.Helper()
	req, err := http.NewRequestWithContext(h.Context(), method, h.operator.URL+path, bytes.NewReader([]byte(body)))
	h.must(err)
	res, err := http.DefaultClient.Do(req)
	h.must(err)
	defer res.Body.Close()
	var out bytes.Buffer
	_, err = out.ReadFrom(res.Body)
	h.must(err)
	if res.StatusCode >= 400 {
		h.Fatalf("%s %s: %s %s", method, path, res.Status, out.String())
	}
	return out.Bytes()
}

// counters are the operator's counts.
type counters struct{ Sends, Docflows, Replies int }

func (h *house) counters() (c counters) {
	h.Helper()
	h.must(json.Unmarshal(h.call(http.MethodGet, "/sandbox/counters", ""), &c))
	return c
}

// follow sends what is planned and ticks until nothing changes any more.
func (h *house) follow() {
	h.Helper()
	for range 12 {
		h.send()
		h.tick()
		h.fetch()
	}
}

func (h *house) now(id sdano.ID) reporting.Submission {
	h.Helper()
	s, err := h.svc.Submission(h.Context(), demo.Tenant, id)
	h.must(err)
	return s
}

func (h *house) events(id sdano.ID) []reporting.Event {
	h.Helper()
	list, err := h.svc.Events(h.Context(), demo.Tenant, id)
	h.must(err)
	return list
}

func (h *house) verdict(report sdano.ID) reporting.ReportStatus {
	h.Helper()
	s, ok, err := h.svc.ReportStatus(h.Context(), demo.Tenant, report)
	h.must(err)
	if !ok {
		h.Fatal("the report has no verdict")
	}
	return s
}

// queue returns the tenant's work register.
func (h *house) queue() (rows []reporting.WorkItem) {
	h.Helper()
	h.must(h.db.Read(h.Context(), demo.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		rows, err = sqlstore.ReportingStore{}.ListWork(ctx, tx)
		return err
	}))
	return rows
}

// entries returns the journal of a submission as "action" lines.
func (h *house) entries(id sdano.ID) []audit.Entry {
	h.Helper()
	list, err := h.svc.JournalOf(h.Context(), demo.Tenant, id)
	h.must(err)
	return list
}

// on runs a test on each engine.
func on(t *testing.T, name string, test func(*house)) {
	t.Helper()
	for engine := range engines {
		t.Run(fmt.Sprintf("%s/%s", name, engine), func(t *testing.T) {
			t.Parallel()
			test(newHouse(t, engine))
		})
	}
}

// isCode reports whether err is an error of the code.
func isCode(err error, code string) bool { return err != nil && sdano.AsError(err).Code == code }

// directions returns the first n directions of the demo as the service lists
// them.
func directions(n int) string {
	type row struct {
		Tenant    sdano.Tenant `json:"tenant"`
		INN       string       `json:"inn"`
		Authority string       `json:"authority"`
		Code      string       `json:"code"`
	}
	var rows []row
	for _, d := range demo.Directions()[:n] {
		rows = append(rows, row{d.Tenant, d.INN, string(d.Authority), d.Code})
	}
	text, err := json.Marshal(rows)
	if err != nil {
		panic(err)
	}
	return string(text)
}
