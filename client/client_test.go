package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"sdano"
	"sdano/client"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	one = sdano.MustID("018f0000-0000-7000-8000-000000000001")
	two = sdano.MustID("018f0000-0000-7000-8000-000000000002")
)

// server answers with what it is given, and writes the requests down.
type server struct {
	*client.Client
	requests []string
	answers  []string // "status body", the last one again and again
}

// open starts a server.
func open(t *testing.T, answers ...string) *server {
	t.Helper()
	s := &server{answers: answers}
	h := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(h.Close)
	s.Client = &client.Client{Base: h.URL + "/", Token: "sdano_x", Tenant: 10027, App: "bs", HTTP: h.Client()}
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	line := r.Method + " " + r.URL.RequestURI()
	for _, name := range []string{"Authorization", "X-Tenant", "Idempotency-Key"} {
		if v := r.Header.Get(name); v != "" {
			line += " " + v
		}
	}
	if len(body) > 0 {
		line += " " + string(body)
	}
	s.requests = append(s.requests, line)
	n := min(len(s.requests), len(s.answers)) - 1
	status, text, _ := strings.Cut(s.answers[n], " ")
	var code int
	fmt.Sscan(status, &code)
	w.WriteHeader(code)
	io.WriteString(w, text)
}

// asked checks what was asked for.
func (s *server) asked(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, s.requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	s.requests = nil
}

const submission = `{"submission":"018f0000-0000-7000-8000-000000000001","report":"018f0000-0000-7000-8000-000000000002","status":"accepted",` +
	`"status_ru":"Сдана","outcome":"accepted","under_review":false,"reasons":[{"code":"1","reason":"a","explanation":"b"}],"version":3,"knd":"1152017",` +
	`"title":"УСН","period_text":"2025 г.","inn":"779999991008","kpp":"","filed_at":"2026-04-10T06:00:00.001Z","closed_at":null,"last_error":null,"unheard_of":1}`

func TestFile(t *testing.T) {
	t.Parallel()
	s := open(t, "201 "+submission)
	got, err := s.File(context.Background(), client.Filing{FileName: "Отчёт 1.xml", Data: []byte("<a/>"), ResendReason: "a&b", IdempotencyKey: "k"})
	if err != nil || got.ID != one || got.Report != two || got.Status != "accepted" || !got.Terminal() || got.Version != 3 ||
		got.FiledAt == nil || got.FiledAt.UnixMilli() != 1775800800001 || got.ClosedAt != nil || got.Reasons[0].Explanation != "b" {
		t.Errorf("%+v, %v", got, err)
	}
	s.asked(t, "POST /v1/reports?file_name=%D0%9E%D1%82%D1%87%D1%91%D1%82+1.xml&resend_reason=a%26b Bearer sdano_x 10027 k <a/>")
}

func TestReading(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := open(t, "200 "+submission)
	if got, err := s.Submission(ctx, one); err != nil || got.ID != one {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Withdraw(ctx, one, "опечатка"); err != nil || got.ID != one {
		t.Errorf("%+v, %v", got, err)
	}
	s.asked(t,
		"GET /v1/submissions/018f0000-0000-7000-8000-000000000001 Bearer sdano_x 10027",
		"DELETE /v1/submissions/018f0000-0000-7000-8000-000000000001?reason=%D0%BE%D0%BF%D0%B5%D1%87%D0%B0%D1%82%D0%BA%D0%B0 Bearer sdano_x 10027")

	s = open(t, `200 {"submissions":[`+submission+`],"next":"7"}`, `200 {"submissions":[],"next":null}`)
	page, err := s.Submissions(ctx, client.Filter{INN: "1", KPP: "2", Status: "Сдана", Report: two, InFlight: true, Limit: 5, Cursor: "9"})
	if err != nil || len(page.Submissions) != 1 || page.Next != "7" {
		t.Errorf("%+v, %v", page, err)
	}
	if page, err := s.Submissions(ctx, client.Filter{}); err != nil || page.Next != "" {
		t.Errorf("%+v, %v", page, err)
	}
	s.asked(t,
		"GET /v1/submissions?cursor=9&in_flight=true&inn=1&kpp=2&limit=5&report=018f0000-0000-7000-8000-000000000002&status=%D0%A1%D0%B4%D0%B0%D0%BD%D0%B0 Bearer sdano_x 10027",
		"GET /v1/submissions Bearer sdano_x 10027")

	s = open(t, "200 bytes")
	if got, err := s.Document(ctx, one); err != nil || string(got) != "bytes" {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := s.SubmissionFile(ctx, one, 1); err != nil || string(got) != "bytes" {
		t.Errorf("%s, %v", got, err)
	}
	s.asked(t,
		"GET /v1/events/018f0000-0000-7000-8000-000000000001/document Bearer sdano_x 10027",
		"GET /v1/submissions/018f0000-0000-7000-8000-000000000001/files/1 Bearer sdano_x 10027")
}

const event = `{"event":"018f0000-0000-7000-8000-000000000001","submission":"018f0000-0000-7000-8000-000000000002","seq":12,"version":2,` +
	`"received_at":"2026-04-10T06:03:00.000Z","source_at":null,"status":null,"status_ru":null,"outcome":null,"reasons":[],"needs_audit":true,"file_name":null}`

func TestEvents(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := open(t, `200 {"events":[`+event+`]}`, `200 {"events":[`+event+`],"next":12,"more":true}`, "200 "+event)
	events, err := s.Events(ctx, two)
	if err != nil || len(events) != 1 || events[0].ID != one || events[0].Status != "" || !events[0].NeedsAudit || events[0].SourceAt != nil {
		t.Errorf("%+v, %v", events, err)
	}
	feed, err := s.Feed(ctx, 11, 1)
	if err != nil || len(feed.Events) != 1 || feed.Next != 12 || !feed.More {
		t.Errorf("%+v, %v", feed, err)
	}
	done, note := true, "поле 7"
	if e, err := s.Audit(ctx, one, client.Audit{Version: 1, Done: &done, Reasons: []client.AuditReason{{Received: "0300300001", AuditorNote: &note}}}); err != nil || e.Version != 2 {
		t.Errorf("%+v, %v", e, err)
	}
	s.asked(t,
		"GET /v1/submissions/018f0000-0000-7000-8000-000000000002/events Bearer sdano_x 10027",
		"GET /v1/events?after=11&limit=1 Bearer sdano_x 10027",
		`POST /v1/events/018f0000-0000-7000-8000-000000000001/audit Bearer sdano_x 10027 {"version":1,"audit_done":true,"reasons":[{"received_reason":"0300300001","auditor_note":"поле 7"}]}`)
}

func TestNewToken(t *testing.T) {
	t.Parallel()
	s := open(t, `200 {"access_token":"sdano_y","token_type":"Bearer","expires_in":3600,"expires_at":"2026-04-10T07:00:00.000Z"}`)
	s.Login, s.Password = "demo", "demo-password"
	got, err := s.NewToken(context.Background())
	if err != nil || got.Token != "sdano_y" || !got.Expires.Equal(time.Date(2026, 4, 10, 7, 0, 0, 0, time.UTC)) || s.Token != "sdano_x" {
		t.Errorf("%+v, %v, the client's %s", got, err, s.Token)
	}
	s.asked(t, "POST /token Basic ZGVtbzpkZW1vLXBhc3N3b3Jk 10027")
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := open(t, `409 {"type":"about:blank","title":"Conflict","status":409,"code":"report_open","detail":"Отчёт уже отправляется.","remedy":"Дождитесь.","trace":"7f","findings":[{"code":"x","message":"m"}]}`)
	_, err := s.File(ctx, client.Filing{})
	var e *client.Error
	if !errors.As(err, &e) || e.Status != 409 || e.Trace != "7f" || len(e.Findings) != 1 || err.Error() != "Отчёт уже отправляется. Дождитесь. (409 report_open)" {
		t.Errorf("%+v", err)
	}
	if !client.IsCode(fmt.Errorf("x: %w", err), "report_open") || client.IsCode(err, "x") || client.IsCode(nil, "report_open") {
		t.Error("IsCode")
	}
	for _, text := range []string{"502 <html>", "502 ", `502 {"status":1}`} {
		_, err := open(t, text).Submission(ctx, one)
		if !errors.As(err, &e) || e.Status != 502 || e.Code != "http_502" || e.Detail == "" {
			t.Errorf("%q: %+v", text, err)
		}
	}
	if _, err := open(t, "200 <html>").Submission(ctx, one); err == nil || !strings.Contains(err.Error(), "не разобран") {
		t.Errorf("%v", err)
	}
	off := httptest.NewServer(nil)
	off.Close()
	if _, err := (&client.Client{Base: off.URL}).Submission(ctx, one); err == nil || !strings.Contains(err.Error(), "не отвечает") {
		t.Errorf("%v", err)
	}
	if _, err := (&client.Client{Base: "http://\x00"}).Submission(ctx, one); err == nil || !strings.Contains(err.Error(), "неверен") {
		t.Errorf("%v", err)
	}
}

func TestWaitTellsEachStateOnce(t *testing.T) {
	t.Parallel()
	state := func(status string, review bool) string {
		return fmt.Sprintf(`200 {"status":%q,"under_review":%v}`, status, review)
	}
	for name, c := range map[string]struct {
		answers []string
		want    []string
	}{
		"accepted":     {[]string{state("planned", false), state("planned", false), state("sent", false), state("accepted", false)}, []string{"planned", "sent", "accepted"}},
		"under review": {[]string{state("sent", false), state("sent", true)}, []string{"sent", "sent"}},
	} {
		s := open(t, c.answers...)
		var seen []string
		last, err := s.Wait(context.Background(), one, time.Millisecond, func(s client.Submission) { seen = append(seen, s.Status) })
		if diff := cmp.Diff(c.want, seen); err != nil || diff != "" || last.Status != c.want[len(c.want)-1] {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := open(t, `200 {"status":"sent"}`)
	ctx, cancel := context.WithCancel(context.Background())
	last, err := s.Wait(ctx, one, time.Hour, func(client.Submission) { cancel() })
	if !errors.Is(err, context.Canceled) || last.Status != "sent" {
		t.Errorf("%+v, %v", last, err)
	}
}

const (
	started = `200 {"general":{"response":10200,"error":false,"message":""},"result":{"storage":"jobs","id":"j"}}`
	running = `200 {"general":{"response":10202,"error":false,"message":""}}`
	ready   = `200 {"general":{"response":10200,"error":false,"message":""},"result":{"storage":"files","id":"f"}}`
)

func TestMonitor(t *testing.T) {
	t.Parallel()
	s := open(t, started, running, ready, `200 {"rows":[{"item":1,"title":"УСН","tax":{"type":"null"},"report":{"type":"warning","title":"Пора","deadline":"2026-04-27"}}],"check":true}`)
	m, err := s.Monitor(context.Background(), "7799999919", "779901001")
	if err != nil || len(m.Rows) != 1 || m.Rows[0].Report.Deadline != "2026-04-27" || !m.Check {
		t.Errorf("%+v, %v", m, err)
	}
	s.asked(t,
		`POST /a/bs/10027/hs/dt/storage/async/tax_and_reporting_monitor Bearer sdano_x 10027 {"organization":{"inn":"7799999919","kpp":"779901001"}}`,
		"GET /a/bs/10027/hs/dt/storage/jobs/j Bearer sdano_x 10027",
		"GET /a/bs/10027/hs/dt/storage/jobs/j Bearer sdano_x 10027",
		"GET /a/bs/10027/hs/dt/storage/files/f Bearer sdano_x 10027")
}

func TestMonitorThatIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t, `200 {"general":{"response":10403,"error":true,"message":"Недостаточно прав."}}`)
	_, err := s.Monitor(context.Background(), "", "")
	if !client.IsCode(err, "fresh_10403") || !strings.Contains(err.Error(), "Недостаточно прав.") {
		t.Errorf("%v", err)
	}
	s.asked(t, "POST /a/bs/10027/hs/dt/storage/async/tax_and_reporting_monitor Bearer sdano_x 10027 {}")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := open(t, started, running).Monitor(ctx, "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
