package reporting_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
)

// follow polls until the docflow brings nothing new.
func (m *mission) follow() {
	m.Helper()
	for range 10 {
		if m.fetch().Events == 0 {
			return
		}
	}
	m.Fatal("the docflow never ends")
}

// TestAcceptedReport goes the whole way: each document an event, each receipt
// sent, the docflow ended.
func TestAcceptedReport(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		at := m.business.Now().Add(2 * time.Minute)
		for _, stage := range []struct {
			doc     string
			status  reporting.Status
			outcome reporting.Outcome
		}{
			{docConfirmation, reporting.SendConfirmed, reporting.OutcomePending},
			{docReceipt, reporting.DeliveryConfirmed, reporting.OutcomeDelivered},
			{docAcceptance, reporting.Accepted, reporting.OutcomeAccepted},
			{docEntered, reporting.Accepted, reporting.OutcomeAccepted},
		} {
			m.wait(time.Minute)
			m.clerk.answers(sub, at, stage.doc)
			m.fetch()
			now := m.is(sub.ID, stage.status, stage.outcome)
			if ended := stage.doc == docEntered; now.EndedAt.IsZero() == ended {
				m.Errorf("after %s: ended %v", stage.doc, now.EndedAt)
			}
		}
		now := m.now(sub.ID)
		if !now.EvidenceAt.Equal(at.Truncate(time.Second)) || now.FiledAt != now.EvidenceAt || !now.ClosedAt.Equal(morning.Add(3*time.Minute)) {
			m.Errorf("evidence %v, filed %v, closed %v", now.EvidenceAt, now.FiledAt, now.ClosedAt)
		}
		if v, _ := m.verdict(sub.Report); v.Status != reporting.CoarseAccepted || v.FiledAt != now.FiledAt {
			m.Errorf("verdict %+v", v)
		}
		if len(m.clerk.receipts) != 3 || len(m.work()) != 0 {
			m.Errorf("%d receipts, rows %+v", len(m.clerk.receipts), m.work())
		}
		polled := m.clerk.count("docflow")
		if m.fetch(); m.clerk.count("docflow") != polled {
			m.Error("an ended docflow is polled")
		}
		want := "submission.registered submission.sending submission.sent submission.status" +
			" event.received submission.status reply.sent event.received submission.status" +
			" event.received submission.status reply.sent event.received reply.sent submission.status"
		if got := m.actions(sub.ID); got != want {
			m.Errorf("journal\n%s, want\n%s", got, want)
		}
		m.verifyJournal()
	})
}

// Acceptance b: the same answer polled ten times is one event and one audit.
func TestTenEqualAnswersAreOneEvent(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		m.clerk.answers(sub, m.clerk.now(), docConfirmation, docReceipt)
		doc := m.clerk.refuses(sub, "0300300001")
		m.clerk.change(sub, func(f *reporting.Docflow) { f.Documents = append(f.Documents, doc, doc) })
		for range 10 {
			m.clerk.change(sub, func(*reporting.Docflow) {})
			m.fetch()
			m.wait(time.Minute)
		}
		var refusals []reporting.Event
		for _, e := range m.eventsOf(sub.ID) {
			if e.DocumentType == docRefusal {
				refusals = append(refusals, e)
			}
		}
		waiting, err := m.Waiting(m.Context(), deskTenant)
		m.must(err)
		if len(refusals) != 1 || len(waiting) != 1 || refusals[0].SeenCount < 3 {
			m.Errorf("%d refusals, %d audits, seen %d times", len(refusals), len(waiting), refusals[0].SeenCount)
		}
	})
}

// Acceptance d: a late word of delivery changes nothing.
func TestLateDeliveryChangesNothing(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		m.clerk.answers(sub, m.clerk.now(), docConfirmation, docAcceptance)
		m.fetch()
		before := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
		m.wait(time.Hour)
		m.clerk.answers(sub, m.clerk.now(), docReceipt)
		m.fetch()
		after := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
		if !m.event(sub.ID, docReceipt).Late || after.ClosedAt != before.ClosedAt {
			m.Errorf("late %v, closed %v and %v", m.event(sub.ID, docReceipt).Late, before.ClosedAt, after.ClosedAt)
		}
	})
}

// Acceptance e: of two events of the same instant the higher number is last.
func TestOfOneInstantTheHigherNumberIsLast(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		m.clerk.answers(sub, m.clerk.now(), docConfirmation, docReceipt)
		m.fetch()
		first, last := m.event(sub.ID, docConfirmation), m.event(sub.ID, docReceipt)
		if !first.ReceivedAt.Equal(last.ReceivedAt) || first.Seq >= last.Seq {
			m.Fatalf("received %v and %v, numbers %d and %d", first.ReceivedAt, last.ReceivedAt, first.Seq, last.Seq)
		}
		got, ok, err := m.LastAuditedEvent(m.Context(), deskTenant, sub.ID)
		m.must(err)
		if !ok || got.Event != last.ID || got.Status != reporting.DeliveryConfirmed {
			m.Errorf("%+v, %v", got, ok)
		}
	})
}

// Acceptance i: three submissions, five runs of both methods, three rows with
// the state of each.
func TestThreeSubmissionsKeepThreeRows(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		want := map[sdano.ID]reporting.Status{}
		for office, status := range map[string]reporting.Status{"0087": reporting.SendConfirmed, "0088": reporting.Planned, "7701": reporting.DeliveryConfirmed} {
			want[m.filed(m.declaration(demo.Entrepreneur, office, "2026-04-10"), "").ID] = status
		}
		m.clerk.refuse = func(d reporting.Dispatch) error {
			if d.Code == "0088" {
				return &reporting.SubmitError{Certain: true, Err: errLost, Text: "Оператор занят."}
			}
			return nil
		}
		for run := range 5 {
			_, err := m.Send(m.Context(), deskActor, sdano.AllTenants)
			m.must(err)
			for id, status := range want {
				if run == 2 && status == reporting.SendConfirmed {
					m.clerk.answers(m.now(id), m.clerk.now(), docConfirmation)
				}
				if run == 3 && status == reporting.DeliveryConfirmed {
					m.clerk.answers(m.now(id), m.clerk.now(), docReceipt)
				}
			}
			m.fetch()
			m.wait(time.Hour)
		}
		rows := m.work()
		if len(rows) != 3 {
			m.Fatalf("%d rows", len(rows))
		}
		for _, w := range rows {
			if w.Status != want[w.Submission] || m.now(w.Submission).Status != w.Status || w.UID != m.now(w.Submission).UID {
				m.Errorf("row %+v, want %s", w, want[w.Submission])
			}
		}
		if n, err := m.RebuildQueue(m.Context(), deskActor, deskTenant); err != nil || n != 3 || !slices.Equal(m.work(), rows) {
			m.Errorf("rebuilt %d rows, %v: %+v", n, err, m.work())
		}
	})
}

// Complaint 7: two open reports, each gets the answers of its own docflow.
func TestAnswersGoToTheirOwnDocflow(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		one := m.filed(m.declaration(demo.Entrepreneur, "0087", "2026-04-10"), "")
		two := m.filed(m.declaration(demo.Entrepreneur, "0088", "2026-04-10"), "")
		m.send(reporting.SendSummary{Sent: 2})
		m.clerk.answers(m.now(two.ID), m.clerk.now(), docConfirmation, docReceipt)
		m.clerk.refuses(m.now(two.ID), "0300300001")
		m.clerk.answers(m.now(one.ID), m.clerk.now(), docConfirmation, docReceipt, docAcceptance, docEntered)
		m.follow()
		m.is(one.ID, reporting.Accepted, reporting.OutcomeAccepted)
		if now := m.is(two.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered); !now.UnderReview {
			m.Error("the refused one is not under review")
		}
	})
}

// Complaint 10: the date of presentation is the day in Moscow, whatever zone
// anybody lives in.
func TestDateOfPresentationIsTheMoscowDay(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		at := time.Date(2026, time.April, 10, 23, 59, 0, 0, sdano.Moscow)
		m.clerk.answers(sub, at, docConfirmation, docReceipt, docAcceptance, docEntered)
		m.follow()
		filed := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted).FiledAt
		if !filed.Equal(at) || sdano.DateOf(filed, sdano.Moscow) != sdano.MustDate("2026-04-10") {
			m.Errorf("filed %v", filed)
		}
	})
}

// Complaint 4: repeated and disordered answers end as the orderly ones, and an
// unknown state adds an audit.
func TestDisorderEndsAsOrder(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	ways := map[string]func(sub reporting.Submission){
		"0087": func(sub reporting.Submission) {
			for _, doc := range []string{docConfirmation, docReceipt, docAcceptance, docEntered} {
				m.clerk.answers(sub, morning, doc)
				m.fetch()
			}
		},
		"0072": func(sub reporting.Submission) {
			for _, doc := range m.clerk.answers(sub, morning, docConfirmation, docReceipt, docAcceptance, docEntered) {
				m.clerk.change(sub, func(f *reporting.Docflow) { f.Documents = append(f.Documents, doc, doc) })
			}
			m.clerk.feed = append(m.clerk.feed, []sdano.ID{sub.DocflowID, sub.DocflowID}, []sdano.ID{sub.DocflowID})
		},
		"0073": func(sub reporting.Submission) {
			for _, doc := range []string{docAcceptance, docReceipt, docConfirmation, docEntered} {
				m.clerk.answers(sub, morning, doc)
				m.fetch()
			}
		},
		"0079": func(sub reporting.Submission) {
			m.clerk.answers(sub, morning, docConfirmation, docReceipt)
			m.clerk.raw(sub, "fns534-report-examination-notice", "EX_1.xml", []byte("<x/>"))
			m.clerk.change(sub, func(f *reporting.Docflow) { f.Status = "under-examination" })
			m.fetch()
			m.clerk.change(sub, func(f *reporting.Docflow) { f.Status = "response-arrived" })
			m.clerk.answers(sub, morning, docAcceptance, docEntered)
		},
	}
	ends := map[string]reporting.Submission{}
	for office, way := range ways {
		sub := m.filed(m.declaration(demo.Entrepreneur, office, "2026-04-10"), "")
		m.send(reporting.SendSummary{Sent: 1})
		way(m.now(sub.ID))
		m.follow()
		ends[office] = m.now(sub.ID)
	}
	want := ends["0087"]
	for office, got := range ends {
		if got.Status != reporting.Accepted || got.Outcome != want.Outcome || got.FiledAt != want.FiledAt || got.UnderReview || got.EndedAt.IsZero() {
			m.Errorf("%s: %s, %s, filed %v, under review %v, ended %v", office, got.Status, got.Outcome, got.FiledAt, got.UnderReview, got.EndedAt)
		}
	}
	waiting, err := m.Waiting(m.Context(), deskTenant)
	m.must(err)
	for _, e := range waiting {
		if e.Submission != ends["0079"].ID || e.Status != reporting.NoStatus || len(e.Raw)+len(e.SourceKey) == 0 {
			m.Errorf("audit of %s, %+v", e.DocumentType, e)
		}
	}
	if len(waiting) != 2 {
		m.Errorf("%d audits, want one of the document and one of the state", len(waiting))
	}
	for _, office := range []string{"0072", "0073"} {
		if n := len(m.eventsOf(ends[office].ID)); n != 4 {
			m.Errorf("%s has %d events", office, n)
		}
	}
}

// Complaint 3, in part: a feed that says nothing, or fails, loses nothing; when
// it fails for half an hour a person is told.
func TestDeadFeedLosesNothing(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.feedDown = errDown
	told := func() bool {
		alarms, err := m.Alarms(m.Context(), sdano.AllTenants)
		m.must(err)
		return slices.ContainsFunc(alarms, func(a reporting.Alarm) bool { return a.Code == "feed_silent" })
	}
	m.fetch()
	m.clerk.answers(sub, morning, docConfirmation)
	for range 30 {
		m.wait(time.Minute)
		_, err := m.FetchDue(m.Context())
		m.must(err)
	}
	m.is(sub.ID, reporting.SendConfirmed, reporting.OutcomePending)
	if told() {
		m.Error("told before half an hour is over")
	}
	m.wait(time.Minute)
	if m.fetch(); !told() {
		m.Error("not told after half an hour")
	}
	m.clerk.feedDown = nil
	if m.fetch(); told() {
		m.Error("the alarm stands while the feed answers")
	}
}

// TestFeedIsAHintThatMakesRowsDue: a docflow of the feed is polled at once, and
// the cursor moves only past pages that were handled.
func TestFeedIsAHintThatMakesRowsDue(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.fetch()
	m.wait(time.Second)
	m.clerk.answers(sub, morning, docConfirmation)
	due := func() reporting.FetchSummary {
		got, err := m.FetchDue(m.Context())
		m.must(err)
		return got
	}
	if got := due(); got.Polled != 0 {
		m.Errorf("without a hint %+v", got)
	}
	m.clerk.feed = [][]sdano.ID{{sdano.NewID()}, {sub.DocflowID}}
	if got := due(); got.Polled != 1 || got.Events != 1 {
		m.Errorf("with a hint %+v", got)
	}
	m.wait(time.Second)
	if got := due(); got.Polled != 0 {
		m.Errorf("a page that was handled comes again: %+v", got)
	}
	m.clerk.feed = append(m.clerk.feed, []sdano.ID{sub.DocflowID})
	if got := due(); got.Polled != 1 {
		m.Errorf("the next page: %+v", got)
	}
}

// Complaint 5, in part: looking at a submission asks nobody and reads no
// document.
func TestLookingAtASubmissionAsksNobody(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt)
	m.fetch()
	before := fmt.Sprint(m.clerk.asked)
	m.now(sub.ID)
	m.eventsOf(sub.ID)
	if after := fmt.Sprint(m.clerk.asked); after != before {
		m.Errorf("asked %s, then %s", before, after)
	}
	for _, e := range m.eventsOf(sub.ID) {
		if len(e.Raw) != 0 {
			m.Errorf("the list of events carries %d bytes of %s", len(e.Raw), e.DocumentType)
		}
	}
}
