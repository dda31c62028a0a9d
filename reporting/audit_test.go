package reporting_test

import (
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
)

const auditor sdano.Actor = "user:olga"

// refusedReport sends a report and has it refused with a code.
func (m *mission) refusedReport(l letter, reason, code string) (reporting.Submission, reporting.Event) {
	m.Helper()
	sub := m.filed(l, reason)
	m.send(reporting.SendSummary{Sent: 1})
	sub = m.now(sub.ID)
	m.clerk.answers(sub, m.clerk.now(), docConfirmation, docReceipt)
	m.clerk.refuses(sub, code)
	m.follow()
	return m.now(sub.ID), m.event(sub.ID, docRefusal)
}

func is[T any](v T) *T { return &v }

// Acceptance l, first half: a refusal waits for its audit; until then the
// customer sees the old status.
func TestRefusalWaitsForItsAudit(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub, e := m.refusedReport(m.sample(), "", "0300300001")
		if sub.Status != reporting.DeliveryConfirmed || !sub.UnderReview || len(sub.Reasons) != 0 || !sub.ClosedAt.IsZero() {
			m.Errorf("before the audit: %s, under review %v, reasons %+v, closed %v", sub.Status, sub.UnderReview, sub.Reasons, sub.ClosedAt)
		}
		if v, _ := m.verdict(sub.Report); v.Status != reporting.CoarseDelivered || !v.UnderReview {
			m.Errorf("verdict %+v", v)
		}
		// Friday 10:30 in Moscow and two working hours.
		if want := time.Date(2026, time.April, 10, 12, 30, 0, 0, sdano.Moscow); !e.AuditDue.Equal(want) {
			m.Errorf("due %v, want %v", e.AuditDue, want)
		}
		if sub.EndedAt.IsZero() || len(m.work()) != 1 || !m.work()[0].NeedsAudit {
			m.Errorf("the docflow ended %v, rows %+v", sub.EndedAt, m.work())
		}
		change := reporting.EventChange{
			Ref: e.ID, Version: e.Version, AuditDone: is(true), Comment: is("Клиенту позвонили"),
			Reasons: &[]reporting.ReasonChange{{ReceivedReason: "0300300001", Reason: is("Файл не по схеме"), AuditorNote: is("Обновите программу")}},
		}
		m.wait(time.Hour)
		m.must(m.WriteEvent(m.Context(), auditor, deskTenant, change, false))
		now := m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
		want := reporting.Reason{Code: "0300300001", Text: "Файл не по схеме", Explanation: "Обновите программу"}
		if now.UnderReview || len(now.Reasons) != 1 || now.Reasons[0] != want || !now.ClosedAt.Equal(m.business.Now()) || !now.FiledAt.IsZero() {
			m.Errorf("after the audit: %+v", now)
		}
		if e = m.event(sub.ID, docRefusal); e.AuditedBy != string(auditor) || !e.AuditedAt.Equal(m.business.Now()) || e.Reasons[0].Received != "Причина 0300300001" {
			m.Errorf("audited by %q at %v, received %q", e.AuditedBy, e.AuditedAt, e.Reasons[0].Received)
		}
		if v, _ := m.verdict(sub.Report); v.Status != reporting.CoarseRejected || len(m.work()) != 0 {
			m.Errorf("verdict %+v, rows %+v", v, m.work())
		}
		m.namedInJournal(sub.ID, "event.audited", auditor, "Клиенту позвонили")
		m.verifyJournal()
	})
}

// namedInJournal checks that the journal says who did something, and why.
func (m *mission) namedInJournal(sub sdano.ID, action string, actor sdano.Actor, why string) {
	m.Helper()
	entries, err := m.JournalOf(m.Context(), deskTenant, sub)
	m.must(err)
	for _, e := range entries {
		if e.Action == action && e.Actor == actor && strings.Contains(e.After, why) {
			return
		}
	}
	m.Errorf("the journal does not say that %s did %s because of %q", actor, action, why)
}

// Acceptance l, second half: half of the time, all of it, and a day before the
// deadline the refusal is shown as it came.
func TestAuditThatTakesTooLong(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, _ := m.refusedReport(m.sample(), "", "0300300001")
	sweep := func() { m.Helper(); m.must(m.Sweep(m.Context())) }
	sweep()
	if m.alarm(sub.ID, "audit_half") {
		m.Error("alarm at once")
	}
	m.wait(time.Hour)
	if sweep(); !m.alarm(sub.ID, "audit_half") || m.alarm(sub.ID, "audit_overdue") {
		m.Error("no alarm at half of the time")
	}
	m.wait(time.Hour)
	if sweep(); !m.alarm(sub.ID, "audit_overdue") {
		m.Error("no alarm when the time is over")
	}
	release := dueDay.In(sdano.Moscow) // the deadline is the end of that day
	m.business.Set(release.Add(-time.Second))
	sweep()
	m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered)
	m.business.Set(release)
	sweep()
	now := m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
	if now.UnderReview || len(now.Reasons) != 1 || now.Reasons[0].Text != "Причина 0300300001" || m.alarm(sub.ID, "audit_overdue") {
		m.Errorf("released: %+v", now)
	}
	if e := m.event(sub.ID, docRefusal); e.AuditedBy != "system:guard" {
		m.Errorf("released by %q", e.AuditedBy)
	}
	m.namedInJournal(sub.ID, "event.released", "system:guard", "Показано без проверки")
	m.verifyJournal()
}

func TestRefusalOnTheLastDayIsShownAtOnce(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.business.Set(dueDay.In(sdano.Moscow).Add(12 * time.Hour))
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	if !e.AuditDue.Equal(e.ReceivedAt) {
		m.Errorf("due %v, received %v", e.AuditDue, e.ReceivedAt)
	}
	m.must(m.Sweep(m.Context()))
	m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
}

// TestRefusalAfterTheDeadlineWaitsForAPerson: nothing hurries any more.
func TestRefusalAfterTheDeadlineWaitsForAPerson(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.business.Set(dueDay.AddDays(3).In(sdano.Moscow).Add(10 * time.Hour))
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	m.wait(24 * time.Hour)
	m.must(m.Sweep(m.Context()))
	if now := m.now(sub.ID); !now.UnderReview || !e.AuditDue.After(e.ReceivedAt) {
		m.Errorf("%s, under review %v", now.Status, now.UnderReview)
	}
}

// Acceptance f and complaint 1: an accepted report stays accepted when a resend
// is refused as a duplicate.
func TestAcceptedReportStaysAcceptedWhenAResendIsADuplicate(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		first := m.sent()
		m.clerk.answers(first, morning, docConfirmation, docReceipt, docAcceptance, docEntered)
		m.follow()
		m.wait(time.Hour)
		again, e := m.refusedReport(m.other(11), "инспекция просит", "0400200005")
		if again.Report != first.Report || e.Outcome != reporting.OutcomeDuplicate || !e.Waiting() {
			m.Fatalf("report %s and %s, outcome %s, waiting %v", first.Report, again.Report, e.Outcome, e.Waiting())
		}
		m.audit(e, auditor)
		m.is(again.ID, reporting.Rejected, reporting.OutcomeDuplicate)
		if v, _ := m.verdict(first.Report); v.Basis != first.ID || v.Status != reporting.CoarseAccepted {
			m.Errorf("verdict %+v, want the first submission's", v)
		}
		m.send(reporting.SendSummary{})
		m.verifyJournal()
	})
}

func TestDuplicateOfNothingAcceptedIsARefusal(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, e := m.refusedReport(m.sample(), "", "0400200005")
	if e.Outcome != reporting.OutcomeRejected || e.Reasons[0].Class != "duplicate" || !sub.UnderReview {
		m.Errorf("outcome %s, class %s", e.Outcome, e.Reasons[0].Class)
	}
}

func TestReactionsToRefusals(t *testing.T) {
	t.Parallel()
	for code, tc := range map[string]struct {
		alarm  string
		review bool
	}{
		"0100300005": {"answer_undecryptable", false},
		"0100300003": {"operator_incident", true},
		"0000000003": {"retry_later", true},
		"0300300001": {"", true},
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			m := newMission(t)
			sub, e := m.refusedReport(m.sample(), "", code)
			if sub.UnderReview != tc.review || sub.Status != reporting.DeliveryConfirmed || !e.Waiting() {
				m.Errorf("under review %v, %s, waiting %v", sub.UnderReview, sub.Status, e.Waiting())
			}
			if tc.alarm != "" && !m.alarm(sub.ID, tc.alarm) {
				m.Errorf("no alarm %s among %v", tc.alarm, m.alarmCodes(deskTenant))
			}
			if sub.EvidenceAt.IsZero() {
				m.Error("the first confirmation is not kept")
			}
		})
	}
}

// TestContradictingVerdicts: a refusal of what is accepted, or the other way
// round, is a person's matter.
func TestContradictingVerdicts(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt, docAcceptance)
	m.follow()
	m.clerk.refuses(sub, "0300300001")
	m.follow()
	now := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
	if !now.UnderReview || !m.alarm(sub.ID, "verdict_conflict") {
		m.Errorf("under review %v, alarm %v", now.UnderReview, m.alarm(sub.ID, "verdict_conflict"))
	}
	m.business.Set(dueDay.In(sdano.Moscow).Add(time.Hour))
	m.must(m.Sweep(m.Context()))
	m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
	m.audit(m.event(sub.ID, docRefusal), auditor)
	now = m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
	if now.UnderReview || m.alarm(sub.ID, "verdict_conflict") || !now.FiledAt.IsZero() {
		m.Errorf("confirmed: %+v", now)
	}
	m.verifyJournal()
}

func TestAcceptanceAfterAnAuditedRefusalNeedsAudit(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt)
	doc := m.clerk.refuses(sub, "0300300001")
	m.fetch()
	m.audit(m.event(sub.ID, docRefusal), auditor)
	m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
	// The refusal has no receipt yet, so the docflow goes on.
	delete(m.clerk.receipts, doc.ID)
	m.clerk.answers(sub, morning, docAcceptance)
	m.becomes(sub.ID, func(s *reporting.Submission) { s.EndedAt = time.Time{} })
	_, err := m.RebuildQueue(m.Context(), deskActor, deskTenant)
	m.must(err)
	m.fetch()
	now := m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
	e := m.event(sub.ID, docAcceptance)
	if !e.Waiting() || e.AuditDue.IsZero() || !now.UnderReview || !m.alarm(sub.ID, "verdict_conflict") {
		m.Errorf("waiting %v until %v, under review %v", e.Waiting(), e.AuditDue, now.UnderReview)
	}
	m.audit(e, auditor)
	m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
}

func TestAuditMovesTheStatusBothWays(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	write := func(change reporting.EventChange) {
		m.Helper()
		change.Ref, change.Version = e.ID, m.event(sub.ID, docRefusal).Version
		m.must(m.WriteEvent(m.Context(), auditor, deskTenant, change, false))
	}
	write(reporting.EventChange{AuditDone: is(true)})
	m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
	write(reporting.EventChange{AuditDone: is(false)})
	now := m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered)
	if !now.UnderReview || !now.ClosedAt.IsZero() || len(now.Reasons) != 0 || len(m.work()) != 1 {
		m.Errorf("reopened: %+v", now)
	}
	write(reporting.EventChange{AuditDone: is(true), Status: is(reporting.NoStatus)})
	if now = m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered); now.UnderReview {
		m.Error("an answer that changes no status is still under review")
	}
	write(reporting.EventChange{Status: is(reporting.Rejected), Reasons: &[]reporting.ReasonChange{{ReceivedReason: "Причина 0300300001", Hidden: is(true)}}})
	if now = m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected); len(now.Reasons) != 0 {
		m.Errorf("hidden reasons are shown: %+v", now.Reasons)
	}
	m.verifyJournal()
}

func TestWriteEventRefusals(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	confirmation := m.event(sub.ID, docConfirmation)
	before, journal := m.now(sub.ID), m.actions(sub.ID)
	for _, tc := range []struct {
		name   string
		change reporting.EventChange
		cancel bool
		kind   sdano.Kind
		code   string
	}{
		{"no such event", reporting.EventChange{Ref: sdano.NewID()}, false, sdano.NotFound, "not_found"},
		{"another version", reporting.EventChange{Ref: e.ID, Version: e.Version + 1}, false, sdano.Conflict, "stale_version"},
		{"the caller says no", reporting.EventChange{Ref: e.ID, Version: e.Version, AuditDone: is(true)}, true, sdano.Conflict, "vetoed"},
		{"unknown reason", reporting.EventChange{Ref: e.ID, Version: e.Version, Reasons: &[]reporting.ReasonChange{{ReceivedReason: "?"}}}, false, sdano.Invalid, "bad_value"},
		{"unknown status", reporting.EventChange{Ref: e.ID, Version: e.Version, Status: is(reporting.Status("lost"))}, false, sdano.Invalid, "bad_value"},
		{"acceptance that nobody gave", reporting.EventChange{Ref: e.ID, Version: e.Version, AuditDone: is(true), Status: is(reporting.Accepted)}, false, sdano.Conflict, "vetoed"},
		{"refusal without audit", reporting.EventChange{Ref: confirmation.ID, Version: confirmation.Version, Status: is(reporting.Rejected)}, false, sdano.Conflict, "vetoed"},
	} {
		t.Run(tc.name, func(*testing.T) {
			m.refused(m.WriteEvent(m.Context(), auditor, deskTenant, tc.change, tc.cancel), tc.kind, tc.code)
		})
	}
	if now := m.now(sub.ID); now.Version != before.Version || m.actions(sub.ID) != journal {
		m.Errorf("version %d to %d, journal %s", before.Version, now.Version, m.actions(sub.ID))
	}
}

func TestWritingWhatIsSoChangesNothing(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	before, journal := m.now(sub.ID), m.actions(sub.ID)
	m.must(m.WriteEvent(m.Context(), auditor, deskTenant, reporting.EventChange{Ref: e.ID, Version: e.Version, Status: is(e.Status)}, false))
	m.must(m.OnWriteSubmission(m.Context(), auditor, deskTenant, reporting.SubmissionHook{Ref: sub.ID, Version: before.Version}, false))
	got, err := m.WriteStatus(m.Context(), auditor, deskTenant, reporting.StatusChange{Submission: sub.ID})
	m.must(err)
	if now := m.now(sub.ID); now.Version != before.Version || got.Version != before.Version || m.actions(sub.ID) != journal {
		m.Errorf("version %d to %d, journal %s", before.Version, now.Version, m.actions(sub.ID))
	}
	if again := m.event(sub.ID, docRefusal); again.Version != e.Version {
		m.Errorf("event version %d to %d", e.Version, again.Version)
	}
}

// TestWriteStatus: method 7 with a status.
func TestWriteStatus(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt, docAcceptance)
	m.follow()
	planned := m.filed(m.declaration(demo.Entrepreneur, "0087", "2026-04-10"), "")
	write := func(c reporting.StatusChange) (reporting.Submission, error) {
		if c.Submission.IsZero() {
			c.Submission = sub.ID
		}
		return m.WriteStatus(m.Context(), auditor, deskTenant, c)
	}
	for _, tc := range []struct {
		name string
		c    reporting.StatusChange
		kind sdano.Kind
		code string
	}{
		{"back from a verdict", reporting.StatusChange{Status: is(reporting.Planned)}, sdano.Conflict, "illegal_transition"},
		{"override without a reason", reporting.StatusChange{Status: is(reporting.Sent), Override: true, Why: " "}, sdano.Conflict, "illegal_transition"},
		{"refused without an audited refusal", reporting.StatusChange{Status: is(reporting.Rejected), Override: true, Why: "ошибка"}, sdano.Conflict, "illegal_transition"},
		{"sent without UID", reporting.StatusChange{Submission: planned.ID, Status: is(reporting.Sent)}, sdano.Conflict, "illegal_transition"},
		{"no status", reporting.StatusChange{Status: is(reporting.NoStatus)}, sdano.Invalid, "bad_value"},
		{"unknown status", reporting.StatusChange{Status: is(reporting.Status("lost"))}, sdano.Invalid, "bad_value"},
		{"no such submission", reporting.StatusChange{Submission: sdano.NewID()}, sdano.NotFound, "not_found"},
	} {
		t.Run(tc.name, func(*testing.T) {
			_, err := write(tc.c)
			m.refused(err, tc.kind, tc.code)
		})
	}
	got, err := write(reporting.StatusChange{Status: is(reporting.DeliveryConfirmed), Override: true, Why: "квитанция по ошибке"})
	m.must(err)
	if got.Status != reporting.DeliveryConfirmed || !got.ClosedAt.IsZero() || !got.FiledAt.IsZero() {
		m.Errorf("after the override: %+v", got)
	}
	m.namedInJournal(sub.ID, "submission.status_written", auditor, "квитанция по ошибке")
	m.clerk.answers(sub, morning, docEntered)
	m.follow()
	m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
	reasons := []reporting.Reason{{Text: "Уточните адрес", Explanation: "не срочно"}}
	got, err = write(reporting.StatusChange{Status: is(reporting.Accepted), Reasons: reasons})
	m.must(err)
	if len(got.Reasons) != 1 || got.Reasons[0] != reasons[0] || got.Outcome != reporting.OutcomeAccepted {
		m.Errorf("reasons %+v, %s", got.Reasons, got.Outcome)
	}
	last, ok, err := m.LastAuditedEvent(m.Context(), deskTenant, sub.ID)
	m.must(err)
	if !ok || last.Status != reporting.Accepted || len(last.Reasons) != 1 {
		m.Errorf("method 8: %+v, %v", last, ok)
	}
	m.verifyJournal()
}

func TestMethodsWithoutEvents(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	if got, ok, err := m.LastAuditedEvent(m.Context(), deskTenant, sub.ID); ok || err != nil || !got.Event.IsZero() || got.Reasons != nil {
		m.Errorf("method 8: %+v, %v, %v", got, ok, err)
	}
	_, _, err := m.LastAuditedEvent(m.Context(), deskTenant, sdano.NewID())
	m.refused(err, sdano.NotFound, "not_found")
	got, err := m.WriteStatus(m.Context(), auditor, deskTenant, reporting.StatusChange{Submission: sub.ID})
	m.must(err)
	if got.Status != reporting.Planned {
		m.Errorf("method 7 without events: %s", got.Status)
	}
	m.send(reporting.SendSummary{Sent: 1})
	got, err = m.WriteStatus(m.Context(), auditor, deskTenant, reporting.StatusChange{Submission: sub.ID})
	m.must(err)
	if got.Status != reporting.Sent {
		m.Errorf("method 7 without events, with UID: %s", got.Status)
	}
}

// TestOnWriteSubmission: method 4 repairs what follows from a submission.
func TestOnWriteSubmission(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	hook := func(version int64, cancel bool) error {
		return m.OnWriteSubmission(m.Context(), deskActor, deskTenant, reporting.SubmissionHook{Ref: sub.ID, Version: version}, cancel)
	}
	m.refused(hook(sub.Version, true), sdano.Conflict, "vetoed")
	m.refused(hook(sub.Version+1, false), sdano.Conflict, "stale_version")
	m.becomes(sub.ID, func(s *reporting.Submission) { s.Status = reporting.Planned })
	m.must(hook(sub.Version+1, false))
	m.is(sub.ID, reporting.Sent, reporting.OutcomePending)
	if v, _ := m.verdict(sub.Report); v.Status != reporting.CoarseSent {
		m.Errorf("verdict %+v", v)
	}
}

// TestEventsOfAnotherTenantAreNotThere for any method that names one.
func TestEventsOfAnotherTenantAreNotThere(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	const stranger sdano.Tenant = 999
	m.refused(m.WriteEvent(m.Context(), auditor, stranger, reporting.EventChange{Ref: e.ID, Version: e.Version}, false), sdano.NotFound, "not_found")
	_, err := m.WriteStatus(m.Context(), auditor, stranger, reporting.StatusChange{Submission: sub.ID})
	m.refused(err, sdano.NotFound, "not_found")
	m.refused(m.OnWriteSubmission(m.Context(), auditor, stranger, reporting.SubmissionHook{Ref: sub.ID}, false), sdano.NotFound, "not_found")
	_, _, err = m.LastAuditedEvent(m.Context(), stranger, sub.ID)
	m.refused(err, sdano.NotFound, "not_found")
}
