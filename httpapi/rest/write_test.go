package rest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sdano/reporting"
)

const (
	filing = "/v1/reports?file_name=NO_USN.xml"
	report = "<Файл/>"
)

func key(k string) option { return header("Idempotency-Key", k) }

func TestReportIsRegistered(t *testing.T) {
	t.Parallel()
	s := open(t)
	a := s.do("POST", filing+"&resend_reason=%D0%BF%D0%BE%D0%B2%D1%82%D0%BE%D1%80", report).want(201)
	a.golden("registered.json")
	if a.Header().Get("Location") != "/v1/submissions/018f0000-0000-7000-8000-000000000065" {
		t.Errorf("Location %s", a.Header().Get("Location"))
	}
	if s.office.actors[0] != "user:demo" || s.office.files[id(101)][0].FileName != "NO_USN.xml" || string(s.office.files[id(101)][0].Data) != report {
		t.Errorf("%v %+v", s.office.actors, s.office.files)
	}
	s.do("GET", a.Header().Get("Location"), "").want(200)
}

func TestRefusedReports(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := s.do("POST", filing, "это не XML").refused(400, "bad_xml")
	if len(p.Findings) != 1 || p.Findings[0].Line != 1 {
		t.Errorf("%+v", p)
	}
	s.do("POST", "/v1/reports", report).refused(400, "missing_parameter")
	s.do("POST", "/v1/reports?file_name=", report).refused(400, "missing_parameter")
	s.do("POST", filing+"&name=x", report).refused(400, "unknown_parameter")
	s.do("POST", filing, report, s.as("bank")).refused(403, "missing_scope")
	s.do("POST", filing, report, header("X-Tenant", "5")).refused(404, "unknown_tenant")
	s.do("POST", filing, report, header("Content-Encoding", "gzip")).refused(400, "bad_value")
	for _, bad := range []string{"", "ключ", strings.Repeat("k", 256), "a\tb"} {
		s.do("POST", filing, report, key(bad)).refused(400, "bad_value")
	}
	s.do("POST", filing, report).want(201)
	p = s.do("POST", filing, report).refused(409, "report_open")
	if p.Param != "resend_reason" {
		t.Errorf("%+v", p)
	}
}

func TestBodyOverTheLimit(t *testing.T) {
	t.Parallel()
	s := open(t)
	long := func(r *http.Request) { r.ContentLength = 100<<20 + 1 }
	s.do("POST", filing, report, long).refused(413, "too_large")
}

// TestBodyOverTheLimitWithoutLength sends one byte too many in chunks.
func TestBodyOverTheLimitWithoutLength(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: sends 100 MiB")
	}
	s := open(t)
	r := httptest.NewRequest("POST", filing, &endless{left: 100<<20 + 1})
	r.Header.Set("X-Tenant", "10027")
	s.as("demo")(r)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	answer{w, t}.refused(413, "too_large")
}

// endless is a body of spaces.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.left)
	if n == 0 {
		return 0, errors.New("the reader goes on beyond the limit")
	}
	for i := range p[:n] {
		p[i] = ' '
	}
	e.left -= n
	return n, nil
}

// TestSlowSendersDoNotHoldOthersUp: four bodies of unknown length have begun and do
// not go on; a large one and small ones pass.
func TestSlowSendersDoNotHoldOthersUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	begun, end := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			s.do("POST", fmt.Sprint(filing, i), "", func(r *http.Request) {
				r.ContentLength, r.Body = -1, io.NopCloser(&gated{begun: begun, end: end})
			}).want(201)
		})
		<-begun
	}
	large := report + strings.Repeat(" ", 2<<20)
	s.do("POST", filing+"7", large, func(r *http.Request) { r.ContentLength = -1 }).want(201)
	s.do("POST", filing, report).want(201)
	s.do("POST", filing+"6", report, func(r *http.Request) { r.ContentLength = -1 }).want(201)
	close(end)
	group.Wait()
	s.do("POST", filing+"5", report, func(r *http.Request) { r.ContentLength = -1 }).want(201)
}

// gated is a large body that waits before its end.
type gated struct {
	begun, end chan struct{}
	sent       int
}

func (g *gated) Read(p []byte) (n int, err error) {
	switch {
	case g.sent == 0:
		n = copy(p, report)
	case g.sent < 2<<20:
		n = copy(p, strings.Repeat(" ", len(p)))
	default:
		g.begun <- struct{}{}
		<-g.end
		return 0, io.EOF
	}
	g.sent += n
	return n, nil
}

func TestRepetitionGetsTheSameBytes(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.do("POST", filing, report, key("first")).want(201)
	again := s.do("POST", filing, report, key("first")).want(201)
	if first.Body.String() != again.Body.String() || first.Header().Get("Idempotent-Replayed") != "" || again.Header().Get("Idempotent-Replayed") != "true" ||
		again.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("%s\n%s", first.Body, again.Body)
	}
	if len(s.office.subs) != 2 {
		t.Errorf("%d submissions", len(s.office.subs))
	}
	s.do("POST", filing, report, key("second")).refused(409, "report_open")
	s.do("POST", filing, report+" ", key("first")).refused(409, "key_reused")
	s.do("POST", filing+"&resend_reason=x", report, key("first")).refused(409, "key_reused")
	s.do("POST", "/v1/reports?file_name=OTHER.xml", report, key("first")).refused(409, "key_reused")
	if len(s.office.subs) != 2 {
		t.Errorf("%d submissions after refusals", len(s.office.subs))
	}
}

func TestKeysOfTwoUsersAreTwo(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("POST", filing, report, key("k")).want(201)
	a := s.do("POST", "/v1/reports?file_name=OTHER.xml", report, key("k"), s.as("customer")).want(201)
	if a.Header().Get("Idempotent-Replayed") != "" {
		t.Error("a user got another's answer")
	}
}

// TestNoCrashPartsAnswerAndRegistration: whatever fails after the unit of the
// registration, a repetition gets its answer and not "report_open".
func TestNoCrashPartsAnswerAndRegistration(t *testing.T) {
	t.Parallel()
	s := open(t)
	units := 0
	s.store.Commit = func() error {
		if units++; units > 1 {
			return errors.New("killed")
		}
		return nil
	}
	first := s.do("POST", filing, report, key("k"))
	again := s.do("POST", filing, report, key("k")).want(201)
	if units != 1 || first.Code == 201 && first.Body.String() != again.Body.String() {
		t.Errorf("%d units, %s\n%s", units, first.Body, again.Body)
	}
}

func TestKilledBeforeTheCommitNothingHappened(t *testing.T) {
	t.Parallel()
	s := open(t)
	broken := true
	s.store.Commit = func() error {
		if broken {
			return errors.New("killed")
		}
		return nil
	}
	s.do("POST", filing, report, key("k")).refused(500, "internal")
	broken = false
	a := s.do("POST", filing, report, key("k")).want(201)
	if a.Header().Get("Idempotent-Replayed") != "" || len(s.office.subs) != 2 {
		t.Errorf("%v, %d submissions", a.Header(), len(s.office.subs))
	}
}

// TestRefusalsAreJudgedAnew: a refusal changed nothing, so its key is free.
func TestRefusalsAreJudgedAnew(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("POST", filing, "не XML", key("k")).refused(400, "bad_xml")
	s.do("POST", filing, "не XML", key("k")).refused(400, "bad_xml")
	s.do("POST", filing, report, key("k")).want(201) // corrected under the same key
	s.do("POST", filing, report, key("late")).refused(409, "report_open")
	s.office.subs = s.office.subs[:1] // the report was withdrawn meanwhile
	s.do("POST", filing, report, key("late")).want(201)
}

func TestConcurrentRequestsOfOneKey(t *testing.T) {
	t.Parallel()
	s := open(t)
	const clients = 16
	bodies := make([]string, clients)
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() {
			a := s.do("POST", filing, report, key("k"))
			bodies[i] = fmt.Sprint(a.Code, " ", a.Body)
		})
	}
	group.Wait()
	for _, b := range bodies {
		if b != bodies[0] || !strings.HasPrefix(b, "201 ") {
			t.Errorf("%s", b)
		}
	}
	if len(s.office.subs) != 2 {
		t.Errorf("%d submissions", len(s.office.subs))
	}
}

func TestOverTheWire(t *testing.T) {
	t.Parallel()
	s := open(t)
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	r, err := http.NewRequest("POST", server.URL+filing, strings.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Tenant", "10027")
	s.as("demo")(r)
	resp, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if text := read(t, resp); resp.StatusCode != 201 || !strings.Contains(text, `"status_ru":"Запланирована"`) {
		t.Errorf("%d %s", resp.StatusCode, text)
	}
}

const refusalEvent = "/v1/events/018f0000-0000-7000-8000-00000000000b"

func TestAudit(t *testing.T) {
	t.Parallel()
	s := open(t)
	const change = `{"version":1,"audit_done":true,"status":"rejected","comment":"проверено","reasons":[{"received_reason":"0300300001","reason":"xsd","hidden":false,"auditor_note":"см. поле"}]}`
	s.do("POST", refusalEvent+"/audit", change).want(200).golden("audited.json")
	done, status, comment, text, note, hidden := true, reporting.Rejected, "проверено", "xsd", "см. поле", false
	want := []reporting.EventChange{{
		Ref: id(11), Version: 1, Status: &status, AuditDone: &done, Comment: &comment,
		Reasons: &[]reporting.ReasonChange{{ReceivedReason: "0300300001", Reason: &text, Hidden: &hidden, AuditorNote: &note}},
	}}
	if diff := cmp.Diff(want, s.office.changes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.office.actors[0] != "user:demo" {
		t.Errorf("%v", s.office.actors)
	}
	s.do("POST", refusalEvent+"/audit", change).refused(409, "stale_version")
	s.do("POST", refusalEvent+"/audit", `{"object":{"ref":"018f0000-0000-7000-8000-00000000000b","version":2,"deleted":true},"cancel":false}`).want(200)
	s.do("POST", refusalEvent+"/audit", `{"object":{"version":3},"cancel":true}`).refused(409, "vetoed")
}

func TestRefusedAudits(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("POST", refusalEvent+"/audit", `{"version":1}`, s.as("customer")).refused(403, "missing_scope")
	s.do("POST", "/v1/events/018f0000-0000-7000-8000-0000000000ff/audit", `{"version":1}`).refused(404, "not_found")
	s.do("POST", "/v1/events/x/audit", `{"version":1}`).refused(400, "bad_value")
	s.do("POST", refusalEvent+"/audit?x=1", `{"version":1}`).refused(400, "unknown_parameter")
	s.do("POST", refusalEvent+"/audit", strings.Repeat(" ", 1<<20+1)).refused(413, "too_large")
	for body, want := range map[string][2]string{
		`{`:                                        {"bad_json", ""},
		`[]`:                                       {"bad_json", ""},
		`{"version":1,"version":2}`:                {"bad_json", ""},
		`{}`:                                       {"missing_parameter", "version"},
		`{"object":{}}`:                            {"missing_parameter", "object.version"},
		`{"version":"1"}`:                          {"bad_value", "version"},
		`{"version":1.0}`:                          {"bad_value", "version"},
		`{"version":-1}`:                           {"bad_value", "version"},
		`{"version":1,"audit":true}`:               {"unknown_parameter", "audit"},
		`{"version":1,"":true}`:                    {"unknown_parameter", ""},
		`{"version":1,"cancel":true}`:              {"unknown_parameter", "cancel"},
		`{"object":{"version":1,"x":1}}`:           {"unknown_parameter", "object.x"},
		`{"object":{"version":1},"version":1}`:     {"unknown_parameter", "version"},
		`{"version":1,"status":"gone"}`:            {"bad_value", "status"},
		`{"version":1,"audit_done":"true"}`:        {"bad_value", "audit_done"},
		`{"version":1,"comment":"\u0000"}`:         {"bad_value", "comment"},
		`{"version":1,"reasons":{}}`:               {"bad_value", "reasons"},
		`{"version":1,"reasons":[1]}`:              {"bad_value", "reasons"},
		`{"version":1,"reasons":[{"reason":"x"}]}`: {"missing_parameter", "reasons[0].received_reason"},
		`{"version":1,"reasons":[{"received_reason":"x","why":1}]}`:  {"unknown_parameter", "reasons[0].why"},
		`{"version":1,"ref":"018f0000-0000-7000-8000-0000000000ff"}`: {"bad_value", "ref"},
	} {
		if p := s.do("POST", refusalEvent+"/audit", body).refused(400, want[0]); p.Param != want[1] {
			t.Errorf("%s: parameter %q, want %q", body, p.Param, want[1])
		}
	}
	if len(s.office.changes) != 0 {
		t.Errorf("%+v", s.office.changes)
	}
}

func TestAuditUnderAKey(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.do("POST", refusalEvent+"/audit", `{"version":1,"audit_done":true}`, key("k")).want(200)
	again := s.do("POST", refusalEvent+"/audit", `{"version":1,"audit_done":true}`, key("k")).want(200)
	if first.Body.String() != again.Body.String() || len(s.office.changes) != 1 {
		t.Errorf("%d changes: %s\n%s", len(s.office.changes), first.Body, again.Body)
	}
	s.do("POST", refusalEvent+"/audit", `{"version":1,"audit_done":false}`, key("k")).refused(409, "key_reused")
	s.do("POST", refusalEvent+"/audit", `{"version":1}`, key("stale")).refused(409, "stale_version")
}

// TestNoCrashPartsAnswerAndEffect: an audit and a withdrawal whose answer did not
// arrive are done once, and a repetition gets the answer of the first.
func TestNoCrashPartsAnswerAndEffect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ method, path, body, part string }{
		"audit":      {"POST", refusalEvent + "/audit", `{"version":1,"audit_done":true}`, `"version":2`},
		"withdrawal": {"DELETE", oneSubmission + "?reason=x", "", `"deleted":true`},
	} {
		s := open(t)
		s.office.lost = errors.New("the process died")
		units := 0
		s.store.Commit = func() error {
			if units++; units > 1 {
				return errors.New("killed")
			}
			return nil
		}
		first := s.do(c.method, c.path, c.body, key("k"))
		again := s.do(c.method, c.path, c.body, key("k")).want(200)
		if units != 1 || len(s.office.actors) != 1 || again.Header().Get("Idempotent-Replayed") != "true" || !strings.Contains(again.Body.String(), c.part) {
			t.Errorf("%s: %d units, %d effects, %s", name, units, len(s.office.actors), again.Body)
		}
		if first.Code != 200 || first.Body.String() != again.Body.String() {
			t.Errorf("%s: %s\n%s", name, first.Body, again.Body)
		}
	}
}

// TestEffectNeedsItsAnswer: where the answer cannot be kept, nothing is done.
func TestEffectNeedsItsAnswer(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.store.Commit = func() error { return errors.New("killed") }
	s.do("POST", refusalEvent+"/audit", `{"version":1,"audit_done":true}`, key("k")).refused(500, "internal")
	s.do("DELETE", oneSubmission, "", key("k")).refused(500, "internal")
	if len(s.office.changes) != 0 || s.office.subs[0].Deleted {
		t.Errorf("%d changes, deleted %v", len(s.office.changes), s.office.subs[0].Deleted)
	}
}
