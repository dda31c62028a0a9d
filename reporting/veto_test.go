package reporting_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/reporting"
)

// guarded gives the mission a veto that refuses what ends in a status, while it
// is set; it counts how often it was asked.
type guarded struct {
	*mission
	refuse reporting.Status
	asked  int
	err    error
}

var errNotNow = &sdano.Error{Kind: sdano.Unprocessable, Code: "not_now", Message: "Квартал закрыт.", Remedy: "Откройте квартал."}

func guardedAt(m *mission) *guarded {
	g := &guarded{mission: m, err: errNotNow}
	m.config.Vetoes = []reporting.Veto{func(ctx context.Context, tx sdano.Tx, before, after reporting.Submission) error {
		g.asked++
		stored, err := m.store.Submission(ctx, tx, after.ID)
		if err != nil || stored.Status != after.Status || stored.Version != after.Version || before.ID != after.ID || before.Version > after.Version {
			m.Errorf("asked of %s v%d after %s v%d, stored %s v%d, %v", after.Status, after.Version, before.Status, before.Version, stored.Status, stored.Version, err)
		}
		if g.refuse != reporting.NoStatus && after.Status == g.refuse {
			return g.err
		}
		return nil
	}}
	m.restart()
	return g
}

// vetoed checks a refusal by the veto of the tests.
func (g *guarded) vetoed(err error) {
	g.Helper()
	e := g.refused(err, sdano.Conflict, "vetoed")
	if !errors.Is(err, reporting.ErrVetoed) || e.Message != errNotNow.Message || e.Remedy != errNotNow.Remedy {
		g.Errorf("%+v", e)
	}
}

// TestVetoRefusesTheWritesOfPersons: methods 4, 6 and 7 are undone as a whole.
func TestVetoRefusesTheWritesOfPersons(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub, e := m.refusedReport(m.sample(), "", "0300300001")
		g := guardedAt(m)
		before, journal := m.now(sub.ID), m.actions(sub.ID)
		audit := reporting.EventChange{Ref: e.ID, Version: e.Version, AuditDone: is(true)}
		hook := reporting.SubmissionHook{Ref: sub.ID}
		down := reporting.StatusChange{Submission: sub.ID, Status: is(reporting.Sent), Override: true, Why: "проверка"}

		g.refuse = reporting.Rejected
		g.vetoed(m.WriteEvent(m.Context(), auditor, deskTenant, audit, false))
		g.refuse = before.Status
		g.vetoed(m.OnWriteSubmission(m.Context(), auditor, deskTenant, hook, false))
		g.refuse = reporting.Sent
		_, err := m.WriteStatus(m.Context(), auditor, deskTenant, down)
		g.vetoed(err)
		if now := m.now(sub.ID); now.Version != before.Version || m.actions(sub.ID) != journal || g.asked != 3 {
			m.Errorf("version %d to %d, asked %d times, journal %s", before.Version, now.Version, g.asked, m.actions(sub.ID))
		}
		if now := m.event(sub.ID, docRefusal); now.Version != e.Version || now.AuditDone {
			m.Errorf("event %+v", now)
		}

		g.refuse = reporting.NoStatus
		m.must(m.OnWriteSubmission(m.Context(), auditor, deskTenant, hook, false))
		m.must(m.WriteEvent(m.Context(), auditor, deskTenant, audit, false))
		m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
		m.verifyJournal()
	})
}

// TestErrorsOfVetoes: a plain error refuses without being shown; a veto that
// could not judge refuses nothing.
func TestErrorsOfVetoes(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	g := guardedAt(m)
	g.refuse = reporting.Sent
	write := func() error {
		return m.OnWriteSubmission(m.Context(), auditor, deskTenant, reporting.SubmissionHook{Ref: sub.ID}, false)
	}
	g.err = errors.New("select * from quarters")
	if e := m.refused(write(), sdano.Conflict, "vetoed"); strings.Contains(e.Message+e.Remedy, "quarters") || !errors.Is(e, g.err) {
		m.Errorf("%+v", e)
	}
	for _, g.err = range []error{
		context.DeadlineExceeded, errDown,
		fmt.Errorf("reading: %w", &sdano.Error{Kind: sdano.Storage, Code: "storage_full", Message: "Нет места.", Remedy: "Освободите."}),
	} {
		if err := write(); !errors.Is(err, g.err) || errors.Is(err, reporting.ErrVetoed) {
			m.Errorf("%v", err)
		}
	}
}

// TestVetoThatBreaksItsUnitRefusesNothing: an event is not put aside because a
// statement of the veto failed.
func TestVetoThatBreaksItsUnitRefusesNothing(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		m.config.Vetoes = []reporting.Veto{func(ctx context.Context, tx sdano.Tx, _, after reporting.Submission) error {
			return m.store.InsertSubmission(ctx, tx, after, nil) // there is one of this key
		}}
		m.restart()
		m.clerk.answers(sub, morning, docConfirmation)
		if got := m.fetch(); got.Failed != 1 || got.Held != 0 || len(m.held()) != 0 {
			m.Errorf("%+v, held %+v", got, m.held())
		}
	})
}

func (m *mission) held() []reporting.HeldEvent {
	m.Helper()
	out, err := m.HeldEvents(m.Context(), deskTenant)
	m.must(err)
	return out
}

// TestVetoedEventIsHeld: the refused document is kept once with its bytes, the
// others are recorded, the run goes on; when the veto lets it pass, it is
// recorded like any other.
func TestVetoedEventIsHeld(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		g := guardedAt(m)
		g.refuse = reporting.Accepted
		docs := m.clerk.answers(sub, morning, docConfirmation, docAcceptance, docReceipt)
		m.clerk.change(sub, func(f *reporting.Docflow) { f.Status = "finished" })

		if got := m.fetch(); got.Held != 1 || got.Failed != 0 {
			m.Errorf("%+v", got)
		}
		m.event(sub.ID, docConfirmation)
		m.event(sub.ID, docReceipt)
		now := m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered)
		if !now.EndedAt.IsZero() || now.LastError != nil || !m.alarm(sub.ID, "event_held") || len(m.clerk.receipts) != 1 {
			m.Errorf("ended %v, %+v, alarm %v, receipts %v", now.EndedAt, now.LastError, m.alarm(sub.ID, "event_held"), m.clerk.receipts)
		}
		held := m.held()
		var kept reporting.Event
		if len(held) != 1 || held[0].Submission != sub.ID || held[0].Reason != errNotNow.Message || json.Unmarshal(held[0].Event, &kept) != nil {
			m.Fatalf("held %+v", held)
		}
		if string(kept.Raw) != string(m.clerk.contents[docs[1].ContentID]) || kept.DocumentID != docs[1].ID || kept.Status != reporting.Accepted {
			m.Errorf("kept %+v", kept)
		}

		for range 3 {
			m.wait(time.Minute)
			if got := m.fetch(); got.Polled != 1 || got.Events != 0 || got.Held != 0 || got.Failed != 0 {
				m.Errorf("again %+v", got)
			}
		}
		if n := strings.Count(m.actions(sub.ID), "event.held"); n != 1 || len(m.held()) != 1 || m.now(sub.ID).Version != now.Version {
			m.Errorf("held %d times, %d rows, version %d to %d", n, len(m.held()), now.Version, m.now(sub.ID).Version)
		}

		g.refuse = reporting.NoStatus
		m.wait(time.Minute)
		if got := m.fetch(); got.Events != 2 { // with the operator's word that it is finished
			m.Errorf("let pass %+v", got)
		}
		m.fetch()
		now = m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
		if m.alarm(sub.ID, "event_held") || now.EndedAt.IsZero() || len(m.clerk.receipts) != 2 || len(m.held()) != 1 || len(m.work()) != 0 {
			m.Errorf("alarm %v, ended %v, receipts %v, %d held, rows %+v", m.alarm(sub.ID, "event_held"), now.EndedAt, m.clerk.receipts, len(m.held()), m.work())
		}
		if e := m.event(sub.ID, docAcceptance); e.SeenCount != 1 || e.Late {
			m.Errorf("%+v", e)
		}
		m.verifyJournal()
	})
}

// TestLastDocumentDoesNotEndADocflowWithAHeldOne: the end of the docflow waits
// for what was put aside, wherever it stands among the documents; not even for a
// moment is it over.
func TestLastDocumentDoesNotEndADocflowWithAHeldOne(t *testing.T) {
	t.Parallel()
	for name, docs := range map[string][]string{
		"held first":              {docReceipt, docConfirmation, docEntered},
		"held last":               {docConfirmation, docEntered, docReceipt},
		"held last, nothing owed": {"error", docReceipt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMission(t)
			sub := m.sent()
			refuse := true
			m.config.Vetoes = []reporting.Veto{func(ctx context.Context, tx sdano.Tx, _, after reporting.Submission) error {
				events, err := m.store.EventsOf(ctx, tx, after.ID)
				if err == nil && refuse && slices.ContainsFunc(events, func(e reporting.Event) bool { return e.DocumentType == docReceipt }) {
					err = errNotNow
				}
				return err
			}}
			m.restart()
			for _, doc := range docs {
				if doc == "error" {
					m.clerk.raw(sub, doc, "ER_1.xml", []byte("<x/>"))
					continue
				}
				m.clerk.answers(sub, morning, doc)
			}
			for range 2 {
				m.fetch()
				m.wait(time.Minute)
			}
			if got := len(m.eventsOf(sub.ID)); got != len(docs)-1 || len(m.held()) != 1 {
				m.Errorf("%d events, %d held", got, len(m.held()))
			}
			entries, err := m.JournalOf(m.Context(), deskTenant, sub.ID)
			m.must(err)
			for _, e := range entries {
				if strings.Contains(e.After, `"ended_at"`) {
					m.Errorf("%s: %s", e.Action, e.After)
				}
			}
			refuse = false
			m.follow()
			if now := m.now(sub.ID); now.EndedAt.IsZero() || m.alarm(sub.ID, "event_held") {
				m.Errorf("ended %v, alarm %v", now.EndedAt, m.alarm(sub.ID, "event_held"))
			}
		})
	}
}

// TestRefusedTogetherRecordedApart: a veto that lets each document pass alone
// holds nothing up, and the docflow ends as usual.
func TestRefusedTogetherRecordedApart(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.config.Vetoes = []reporting.Veto{func(_ context.Context, _ sdano.Tx, before, after reporting.Submission) error {
		if after.Status != before.Status && after.UnderReview {
			return errNotNow
		}
		return nil
	}}
	m.restart()
	m.clerk.answers(sub, morning, docReceipt)
	m.clerk.raw(sub, "error", "ER_1.xml", []byte("<x/>"))
	if got := m.fetch(); got.Events != 2 || got.Held != 0 {
		m.Errorf("%+v", got)
	}
	if now := m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered); now.EndedAt.IsZero() {
		m.Errorf("not ended: %+v", now)
	}
}

// TestHeldUnreadableDocumentIsSettledByTheReadableOne: a document that was held
// while it could not be read, and is recorded when it can be, clears the alarm.
func TestHeldUnreadableDocumentIsSettledByTheReadableOne(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	refuse := true
	m.config.Vetoes = []reporting.Veto{func(context.Context, sdano.Tx, reporting.Submission, reporting.Submission) error {
		if refuse {
			return errNotNow
		}
		return nil
	}}
	m.restart()
	doc := m.clerk.answers(sub, morning, docConfirmation)[0]
	good := m.clerk.contents[doc.ContentID]
	m.clerk.contents[doc.ContentID] = []byte("СДАН")
	m.fetch()
	if now := m.now(sub.ID); !m.alarm(sub.ID, "event_held") || now.LastError == nil || now.LastError.Code != "answer_unreadable" {
		m.Errorf("alarm %v, %+v", m.alarm(sub.ID, "event_held"), now.LastError)
	}
	m.wait(48 * time.Hour)
	if m.fetch(); m.alarm(sub.ID, "stage_late") {
		m.Error("a document that came is said not to have come")
	}
	m.clerk.contents[doc.ContentID] = good
	refuse = false
	m.wait(time.Hour)
	m.fetch()
	if m.is(sub.ID, reporting.SendConfirmed, reporting.OutcomePending); m.alarm(sub.ID, "event_held") {
		m.Error("the alarm stands")
	}
}

// TestVetoStopsTheReleaseButNotItsAlarms: near the deadline a refused release
// leaves the refusal waiting, and a person is told that the audit is overdue.
func TestVetoStopsTheReleaseButNotItsAlarms(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, _ := m.refusedReport(m.sample(), "", "0300300001")
	g := guardedAt(m)
	g.refuse = reporting.Rejected
	m.wait(dueDay.In(sdano.Moscow).Sub(m.business.Now()))
	m.must(m.Sweep(m.Context()))
	if now := m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered); !now.UnderReview || !m.alarm(sub.ID, "audit_overdue") {
		m.Errorf("under review %v, alarm %v", now.UnderReview, m.alarm(sub.ID, "audit_overdue"))
	}
	g.refuse = reporting.NoStatus
	m.must(m.Sweep(m.Context()))
	m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
}

// TestSendingIsNotAsked: what was already done outside is recorded, whatever a
// veto would say.
func TestSendingIsNotAsked(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	g := guardedAt(m)
	g.refuse = reporting.Sent
	sub := m.sent()
	if m.is(sub.ID, reporting.Sent, reporting.OutcomePending); g.asked != 0 {
		m.Errorf("asked %d times", g.asked)
	}
}
