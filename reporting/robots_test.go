package reporting_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/extern"
	"sdano/operator/sandbox"
	"sdano/reporting"
)

// atSandbox gives a desk the sandbox as its operator, over HTTP.
func atSandbox(d *desk) (m *mission, tick func()) {
	d.Helper()
	clock := sdano.RealClock{}
	server, err := sandbox.Open(d.Context(), sandbox.Config{Path: filepath.Join(d.TempDir(), "sandbox.db"), Directions: demo.Directions()})
	d.must(err)
	web := httptest.NewServer(server.Handler())
	client, err := extern.New(extern.Config{URL: web.URL, Key: sandbox.DefaultKey, Account: sandbox.DefaultAccount, Clock: clock, Wait: time.Millisecond})
	d.must(err)
	d.Cleanup(func() {
		client.Close()
		web.Close()
		d.must(server.Close())
	})
	m = missionAt(d)
	m.config.Operator = client
	m.restart()
	return m, func() {
		d.Helper()
		answer, err := http.Post(web.URL+"/sandbox/tick", "", nil)
		d.must(err)
		if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
			d.Fatalf("tick: %s", answer.Status)
		}
		d.must(answer.Body.Close())
	}
}

// TestRobots sends a report to each robot of the sandbox and follows it to its
// end.
func TestRobots(t *testing.T) {
	t.Parallel()
	m, tick := atSandbox(newDesk(t))
	type end struct {
		status  reporting.Status
		outcome reporting.Outcome
		review  bool
		ended   bool
	}
	accepted := end{reporting.Accepted, reporting.OutcomeAccepted, false, true}
	refused := end{reporting.DeliveryConfirmed, reporting.OutcomeDelivered, true, true}
	want := map[string]end{
		"0087": accepted, "7701": accepted, "0072": accepted, "0073": accepted, "0074": accepted, "0079": accepted,
		"0085": {reporting.Accepted, reporting.OutcomeAcceptedWithNotice, false, true},
		"0088": refused, "0070": refused, "0077": refused,
		"0071": {reporting.SendConfirmed, reporting.OutcomePending, false, false},
		"0075": {reporting.DeliveryConfirmed, reporting.OutcomeDelivered, false, false},
		"0078": {reporting.SendConfirmed, reporting.OutcomePending, true, true},
	}
	subs := map[string]reporting.Submission{}
	for office := range want {
		subs[office] = m.filed(m.declaration(demo.Entrepreneur, office, "2026-04-10"), "")
	}
	for range 12 {
		_, err := m.Send(m.Context(), deskActor, sdano.AllTenants)
		m.must(err)
		tick()
		m.fetch()
	}
	for office, sub := range subs {
		now := m.now(sub.ID)
		if got := (end{now.Status, now.Outcome, now.UnderReview, !now.EndedAt.IsZero()}); got != want[office] {
			m.Errorf("%s: %+v, want %+v; last error %+v", office, got, want[office], now.LastError)
		}
		if got := want[office]; got.status == reporting.Accepted && (now.FiledAt.IsZero() || now.FiledAt.Unix() != now.SentAt.Unix()) {
			m.Errorf("%s: filed %v, sent %v", office, now.FiledAt, now.SentAt)
		}
	}
	if now := m.now(subs["0074"].ID); now.Attempt != 1 {
		m.Errorf("0074 took %d attempts", now.Attempt)
	}
	m.verifyJournal()
}
