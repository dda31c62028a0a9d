package reporting_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sdano"
	"sdano/reporting"
	"sdano/storage/sqlstore"
)

// ended reports whether the docflow of a submission has ended, and whether the
// work register agrees: a docflow that goes on has a row.
func (m *mission) ended(id sdano.ID) bool {
	m.Helper()
	sub := m.now(id)
	if sub.EndedAt.IsZero() && len(m.work()) == 0 {
		m.Errorf("%s goes on without a row of work", sub.Status)
	}
	return !sub.EndedAt.IsZero()
}

// due polls what is due now.
func (m *mission) due() reporting.FetchSummary {
	m.Helper()
	got, err := m.FetchDue(m.Context())
	m.must(err)
	return got
}

// TestTakenBackRefusalIsFollowedAgain: when the refusal that ended a docflow is
// deleted, changed or written over, the docflow goes on at once, and the answer
// that comes is not missed.
func TestTakenBackRefusalIsFollowedAgain(t *testing.T) {
	t.Parallel()
	event := func(change reporting.EventChange) func(m *mission, sub sdano.ID) {
		return func(m *mission, sub sdano.ID) {
			e := m.event(sub, docRefusal)
			change.Ref, change.Version = e.ID, e.Version
			m.must(m.WriteEvent(m.Context(), auditor, deskTenant, change, false))
		}
	}
	for name, takeBack := range map[string]func(m *mission, sub sdano.ID){
		"deleted": event(reporting.EventChange{Deleted: is(true)}),
		"changed": event(reporting.EventChange{Status: is(reporting.DeliveryConfirmed), AuditDone: is(true)}),
		"written over": func(m *mission, sub sdano.ID) {
			m.audit(m.event(sub, docRefusal), auditor)
			_, err := m.WriteStatus(m.Context(), auditor, deskTenant, reporting.StatusChange{
				Submission: sub, Status: is(reporting.DeliveryConfirmed), Override: true, Why: "отказ отозван инспекцией",
			})
			m.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMission(t)
			sub, _ := m.refusedReport(m.sample(), "", "0300300001")
			if !m.ended(sub.ID) {
				t.Fatal("a refused docflow goes on")
			}
			takeBack(m, sub.ID)
			if m.ended(sub.ID) {
				t.Fatal("the docflow stays ended")
			}
			m.clerk.answers(sub, morning, docAcceptance, docEntered)
			if got := m.due(); got.Events != 2 {
				t.Errorf("%+v", got)
			}
			m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
			if !m.ended(sub.ID) {
				t.Error("the accepted docflow goes on")
			}
			m.verifyJournal()
		})
	}
}

// TestRestoredRefusalEndsTheDocflowAgain: the end follows from the facts both
// ways.
func TestRestoredRefusalEndsTheDocflowAgain(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	for _, deleted := range []bool{true, false} {
		m.must(m.WriteEvent(m.Context(), auditor, deskTenant, reporting.EventChange{Ref: e.ID, Version: e.Version, Deleted: &deleted}, false))
		if e.Version++; m.ended(sub.ID) == deleted {
			t.Errorf("deleted %v: ended %v", deleted, m.ended(sub.ID))
		}
	}
}

// TestFinishedWithoutItsDateIsTold: the operator calls the docflow finished, the
// report is accepted, and the confirmation of its date is not here: it is asked
// for further, and a person is told.
func TestFinishedWithoutItsDateIsTold(t *testing.T) {
	t.Parallel()
	for name, docs := range map[string][]string{"accepted": {docReceipt, docAcceptance}, "entered": {docReceipt, docAcceptance, docEntered}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMission(t)
			sub := m.sent()
			m.clerk.answers(sub, morning, docs...)
			m.clerk.change(sub, func(d *reporting.Docflow) { d.Status = "finished" })
			for range 3 {
				m.fetch()
				m.wait(time.Hour)
			}
			if m.ended(sub.ID) || m.alarm(sub.ID, "date_missing") {
				t.Errorf("ended %v, alarm %v", m.ended(sub.ID), m.alarm(sub.ID, "date_missing"))
			}
			m.wait(5 * 24 * time.Hour)
			if m.fetch(); m.ended(sub.ID) || !m.alarm(sub.ID, "date_missing") {
				t.Errorf("after days: ended %v, alarms %v", m.ended(sub.ID), m.alarmCodes(deskTenant))
			}
			m.clerk.answers(sub, morning, docConfirmation)
			m.fetch()
			now := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
			if !m.ended(sub.ID) || !now.FiledAt.Equal(morning) || m.alarm(sub.ID, "date_missing") {
				t.Errorf("dated: ended %v, filed %v, alarms %v", m.ended(sub.ID), now.FiledAt, m.alarmCodes(deskTenant))
			}
			m.verifyJournal()
		})
	}
}

// TestOperatorsWordEndsADocflowWithoutALastDocument, and the end stays when the
// submission is written again.
func TestOperatorsWordEndsADocflowWithoutALastDocument(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt, docAcceptance)
	m.fetch()
	if m.ended(sub.ID) {
		t.Fatal("an acceptance alone ends the docflow")
	}
	m.clerk.change(sub, func(d *reporting.Docflow) { d.Status = "finished" })
	m.fetch()
	now := m.now(sub.ID)
	if !m.ended(sub.ID) || len(m.eventsOf(sub.ID)) != 4 {
		t.Errorf("ended %v, %d events", m.ended(sub.ID), len(m.eventsOf(sub.ID)))
	}
	m.must(m.OnWriteSubmission(m.Context(), auditor, deskTenant, reporting.SubmissionHook{Ref: sub.ID}, false))
	if again := m.now(sub.ID); again.Version != now.Version || !again.EndedAt.Equal(now.EndedAt) {
		t.Errorf("ended %v, then %v", now.EndedAt, again.EndedAt)
	}
}

// TestDocumentThatDoesNotComeHoldsTheEnd: the last document is here and an
// earlier one's bytes are not.
func TestDocumentThatDoesNotComeHoldsTheEnd(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	docs := m.clerk.answers(sub, morning, docConfirmation, docReceipt, docAcceptance, docEntered)
	m.clerk.noContent = docs[2].ContentID
	m.fetch()
	if m.ended(sub.ID) {
		t.Error("ended without the acceptance")
	}
	m.clerk.noContent = sdano.ID{}
	m.fetch()
	if !m.ended(sub.ID) || len(m.eventsOf(sub.ID)) != 4 {
		t.Errorf("ended %v, %d events", m.ended(sub.ID), len(m.eventsOf(sub.ID)))
	}
}

// TestAuditedUnreadableDocumentIsNoTrouble: a person has read it in our stead;
// its receipt goes out, and the docflow ends by it.
func TestAuditedUnreadableDocumentIsNoTrouble(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt, docAcceptance)
	m.fetch()
	doc := m.clerk.raw(sub, docEntered, "IV_x.xml", []byte("<nonsense/>"))
	m.fetch()
	if now := m.now(sub.ID); now.LastError == nil || m.ended(sub.ID) || m.clerk.receipts[doc.ID] != 0 {
		t.Fatalf("%+v, ended %v, receipts %v", now.LastError, m.ended(sub.ID), m.clerk.receipts)
	}
	m.audit(m.event(sub.ID, docEntered), auditor)
	if m.ended(sub.ID) {
		t.Error("ended before its receipt")
	}
	if got := m.fetch(); got.Failed != 0 {
		t.Errorf("%+v", got)
	}
	now := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
	if !m.ended(sub.ID) || now.LastError != nil || m.clerk.receipts[doc.ID] != 1 || len(m.work()) != 0 || m.alarm(sub.ID, "answer_unreadable") {
		t.Errorf("ended %v, %+v, receipts %v, rows %+v", m.ended(sub.ID), now.LastError, m.clerk.receipts, m.work())
	}
	m.verifyJournal()
}

// TestRefusalThatWaitsKeepsItsReportOpen: its docflow has ended, its audit has
// not, so the report cannot be filed beside it.
func TestRefusalThatWaitsKeepsItsReportOpen(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	if !m.ended(sub.ID) {
		t.Fatal("the docflow goes on")
	}
	_, err := m.file(m.other(11), "")
	m.refused(err, sdano.Conflict, "report_open")
	m.audit(e, auditor)
	m.filed(m.other(11), "")
}

// TestManyOverdueAuditsHideNone: what nobody audits stays at the head of the
// list; what is behind it is released and told nevertheless.
func TestManyOverdueAuditsHideNone(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	one := m.sent()
	m.do(func(ctx context.Context, tx sdano.Tx) error {
		for i := range 2100 {
			seq, err := tx.NextSeq(ctx)
			if err != nil {
				return err
			}
			e := reporting.Event{
				ID: sdano.NewID(), Submission: one.ID, Seq: seq, Version: 1, ReceivedAt: morning, LastSeenAt: morning,
				SourceKey: fmt.Sprint("old/", i), SeenCount: 1, NeedsAudit: true, AuditDue: morning.Add(-time.Hour),
			}
			if _, err := (sqlstore.ReportingStore{}).InsertEvent(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	sub, _ := m.refusedReport(m.other(11), "ещё раз", "0300300001")
	m.wait(2 * time.Hour)
	if m.must(m.Sweep(m.Context())); !m.alarm(sub.ID, "audit_overdue") {
		t.Errorf("alarms %v", m.alarmCodes(deskTenant))
	}
	m.business.Set(dueDay.In(sdano.Moscow))
	m.must(m.Sweep(m.Context()))
	m.is(sub.ID, reporting.Rejected, reporting.OutcomeRejected)
}
