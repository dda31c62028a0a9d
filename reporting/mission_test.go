package reporting_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/calendar"
	"sdano/internal/demo"
	"sdano/reporting"
	"sdano/sign"
)

// mission is a desk with an operator: what the tests of sending, following and
// auditing work at.
type mission struct {
	*desk
	clerk *clerk
}

// dueDay is the deadline of every report in the tests.
var dueDay = sdano.MustDate("2026-04-27")

// fixedDue says that every report is due on a day.
type fixedDue sdano.Date

func (d fixedDue) ReportDue(string, sdano.TaxID, sdano.Period) (sdano.Date, bool) {
	return sdano.Date(d), true
}

func newMission(t *testing.T) *mission { return missionAt(newDesk(t)) }

// missionAt gives a desk an operator.
func missionAt(d *desk) *mission {
	d.Helper()
	days, err := calendar.New()
	d.must(err)
	m := &mission{desk: d, clerk: newClerk(d.TB, d.business.Now)}
	d.config.Operator, d.config.Signer, d.config.Calendar, d.config.Deadlines = m.clerk, sign.TestSigner{}, days, fixedDue(dueDay)
	m.restart()
	return m
}

// restart begins a new process on the same store: leases of the old one end.
func (m *mission) restart() {
	m.Helper()
	m.Service = reporting.New(m.config)
	m.must(m.db.Write(m.Context(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return m.store.DropLeases(ctx, tx, m.config.Node)
	}))
}

// wait moves both clocks.
func (m *mission) wait(d time.Duration) {
	m.business.Advance(d)
	m.real.Advance(d)
}

// send runs method 2 and checks what it counted.
func (m *mission) send(want reporting.SendSummary) {
	m.Helper()
	got, err := m.Send(m.Context(), deskActor, sdano.AllTenants)
	m.must(err)
	if got != want {
		m.Fatalf("send: %+v, want %+v", got, want)
	}
}

// fetch runs method 3 and returns what it counted.
func (m *mission) fetch() reporting.FetchSummary {
	m.Helper()
	got, err := m.FetchResults(m.Context(), deskActor, sdano.AllTenants)
	m.must(err)
	return got
}

// sent registers the sample and sends it.
func (m *mission) sent() reporting.Submission {
	m.Helper()
	sub := m.filed(m.sample(), "")
	m.send(reporting.SendSummary{Sent: 1})
	return m.now(sub.ID)
}

// now returns a submission as it is stored.
func (m *mission) now(id sdano.ID) reporting.Submission {
	m.Helper()
	sub, err := m.Submission(m.Context(), deskTenant, id)
	m.must(err)
	return sub
}

// eventsOf returns the events of a submission.
func (m *mission) eventsOf(id sdano.ID) []reporting.Event {
	m.Helper()
	events, err := m.Events(m.Context(), deskTenant, id)
	m.must(err)
	return events
}

// event returns the event of a document type.
func (m *mission) event(id sdano.ID, typ string) reporting.Event {
	m.Helper()
	events := m.eventsOf(id)
	i := slices.IndexFunc(events, func(e reporting.Event) bool { return e.DocumentType == typ && !e.Deleted })
	if i < 0 {
		m.Fatalf("no event of %s among %d", typ, len(events))
	}
	return events[i]
}

// is checks status and outcome of a submission.
func (m *mission) is(id sdano.ID, status reporting.Status, outcome reporting.Outcome) reporting.Submission {
	m.Helper()
	sub := m.now(id)
	if sub.Status != status || sub.Outcome != outcome {
		m.Fatalf("%s, %s; want %s, %s", sub.Status, sub.Outcome, status, outcome)
	}
	return sub
}

// audit ends the audit of an event.
func (m *mission) audit(e reporting.Event, actor sdano.Actor) {
	m.Helper()
	done := true
	m.must(m.WriteEvent(m.Context(), actor, deskTenant, reporting.EventChange{Ref: e.ID, Version: e.Version, AuditDone: &done}, false))
}

// alarm reports whether an alarm of a submission is open.
func (m *mission) alarm(sub sdano.ID, code string) bool {
	m.Helper()
	alarms, err := m.Alarms(m.Context(), deskTenant)
	m.must(err)
	return slices.ContainsFunc(alarms, func(a reporting.Alarm) bool { return a.Code == code && a.Object == sub && a.Text != "" })
}

// actions returns what the journal says was done to a submission, in order.
func (m *mission) actions(id sdano.ID) string {
	m.Helper()
	entries, err := m.JournalOf(m.Context(), deskTenant, id)
	m.must(err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Action)
	}
	return strings.Join(out, " ")
}

// other makes the declaration of a day, another file each day.
func (m *mission) other(day int) letter {
	m.Helper()
	return m.declaration(demo.Entrepreneur, "7701", fmt.Sprintf("2026-04-%02d", day))
}
