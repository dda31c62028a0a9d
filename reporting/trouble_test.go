package reporting_test

import (
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
	"sdano/sign"
	"sdano/titles/answer"
)

// Acceptance h: an answer that cannot be read is an error and an alarm, not "no
// news"; its bytes are kept, and it is read when it can be.
func TestUnreadableAnswerIsNotNoNews(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, m.clerk.now(), docConfirmation, docReceipt)
	doc := m.clerk.raw(sub, docAcceptance, "KV_broken.xml", []byte("this is no xml"))
	if got := m.fetch(); got.Failed != 1 || got.Events != 3 {
		m.Errorf("%+v", got)
	}
	now := m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered)
	if now.LastError == nil || now.LastError.Code != "answer_unreadable" || !m.alarm(sub.ID, "answer_unreadable") || now.UnderReview {
		m.Errorf("%+v, alarm %v, under review %v", now.LastError, m.alarm(sub.ID, "answer_unreadable"), now.UnderReview)
	}
	e, err := m.Event(m.Context(), deskTenant, m.event(sub.ID, docAcceptance).ID)
	m.must(err)
	if string(e.Raw) != "this is no xml" || !e.Waiting() || e.Status != reporting.NoStatus {
		m.Errorf("kept %q, waiting %v, status %s", e.Raw, e.Waiting(), e.Status)
	}
	m.fetch()
	if again := m.now(sub.ID); again.Version != now.Version || len(m.eventsOf(sub.ID)) != 3 {
		m.Errorf("a second poll of the same changed %d to %d, %d events", now.Version, again.Version, len(m.eventsOf(sub.ID)))
	}
	good := m.clerk.write(sub, docAcceptance, answer.Answer{Kind: answer.Acceptance, At: m.clerk.now()})
	m.clerk.contents[doc.ContentID] = m.clerk.contents[good.ContentID]
	m.clerk.change(sub, func(f *reporting.Docflow) { f.Documents = f.Documents[:3] })
	m.follow()
	now = m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
	if now.LastError != nil || m.alarm(sub.ID, "answer_unreadable") || m.clerk.receipts[doc.ID] != 1 {
		m.Errorf("%+v, alarm %v, receipts %v", now.LastError, m.alarm(sub.ID, "answer_unreadable"), m.clerk.receipts)
	}
	m.verifyJournal()
}

// Complaint 6: a confirmation whose time is not there is an error, not a date.
func TestConfirmationWithoutTimeIsRecordedAsAnError(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	doc := m.clerk.raw(sub, docConfirmation, "PD_x.xml", nil)
	m.fetch()
	now := m.is(sub.ID, reporting.Sent, reporting.OutcomePending)
	if now.LastError == nil || now.LastError.Code != "answer_unreadable" || !now.EvidenceAt.IsZero() || m.clerk.receipts[doc.ID] != 0 {
		m.Errorf("%+v, evidence %v, receipts %v", now.LastError, now.EvidenceAt, m.clerk.receipts)
	}
}

// TestAnswerThatIsAnotherThanItsTypeSays is not taken for either.
func TestAnswerThatIsAnotherThanItsTypeSays(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.write(sub, docAcceptance, answer.Answer{Kind: answer.Refusal, At: m.clerk.now(), Reasons: []answer.Reason{{Code: "0300300001", Text: "xsd"}}})
	m.fetch()
	m.is(sub.ID, reporting.Sent, reporting.OutcomePending)
	if !m.alarm(sub.ID, "answer_unreadable") {
		m.Error("no alarm")
	}
}

// TestAnswerAboutAnotherFileNeedsAudit: a verdict on a file that is not ours is
// looked at by a person before it is believed.
func TestAnswerAboutAnotherFileNeedsAudit(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	other := m.filed(m.declaration(demo.Entrepreneur, "0087", "2026-04-10"), "")
	m.send(reporting.SendSummary{Sent: 1})
	doc := m.clerk.write(m.now(other.ID), docAcceptance, answer.Answer{Kind: answer.Acceptance, At: m.clerk.now()})
	m.clerk.raw(sub, docAcceptance, doc.FileName, m.clerk.contents[doc.ContentID])
	m.fetch()
	now := m.is(sub.ID, reporting.Sent, reporting.OutcomePending)
	if e := m.event(sub.ID, docAcceptance); !e.Waiting() || !now.UnderReview {
		m.Errorf("waiting %v, under review %v", e.Waiting(), now.UnderReview)
	}
}

// Complaint 9: an answer that cannot be decrypted leaves the report delivered;
// it is kept, told, never sent again, and read when it can be.
func TestUndecryptableAnswerIsQuarantined(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt)
	doc := m.clerk.answers(sub, morning, docAcceptance)[0]
	plain := m.clerk.contents[doc.ContentID]
	seal := func(sealed bool, data []byte) {
		m.clerk.contents[doc.ContentID] = data
		m.clerk.change(sub, func(f *reporting.Docflow) { f.Documents[2].Encrypted = sealed })
	}
	seal(true, []byte{1, 2, 3})
	for range 3 {
		m.fetch()
		m.wait(time.Hour)
	}
	now := m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered)
	if !m.alarm(sub.ID, "answer_undecryptable") || now.LastError.Code != "answer_undecryptable" || m.clerk.receipts[doc.ID] != 0 {
		m.Errorf("alarm %v, %+v, receipts %v", m.alarm(sub.ID, "answer_undecryptable"), now.LastError, m.clerk.receipts)
	}
	m.send(reporting.SendSummary{})
	e, err := m.Event(m.Context(), deskTenant, m.event(sub.ID, docAcceptance).ID)
	m.must(err)
	if string(e.Raw) != "\x01\x02\x03" || len(m.eventsOf(sub.ID)) != 3 {
		m.Errorf("kept %q, %d events", e.Raw, len(m.eventsOf(sub.ID)))
	}
	seal(false, plain)
	m.clerk.answers(sub, morning, docEntered)
	m.follow()
	now = m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
	if now.LastError != nil || m.alarm(sub.ID, "answer_undecryptable") || now.EndedAt.IsZero() || len(m.clerk.flows) != 1 {
		m.Errorf("healed: %+v, alarm %v, ended %v", now.LastError, m.alarm(sub.ID, "answer_undecryptable"), now.EndedAt)
	}
}

// TestFailedPollsAreTriedAgain: an operator that is down is on the submission,
// spaced, and forgotten when he answers.
func TestFailedPollsAreTriedAgain(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.clerk.down = errDown
	for range 3 {
		_, err := m.FetchResults(m.Context(), deskActor, sdano.AllTenants)
		m.refused(err, sdano.Unavailable, "operator_unavailable")
	}
	now := m.now(sub.ID)
	if now.LastError == nil || now.LastError.Code != "fetch_failed" || now.Status != reporting.Sent {
		m.Errorf("%+v, %s", now.LastError, now.Status)
	}
	if n := strings.Count(m.actions(sub.ID), "submission.polled"); n != 1 {
		m.Errorf("%d journal entries of one failure", n)
	}
	if next := m.work()[0].NextAt.Sub(m.real.Now()); next < 2*time.Minute {
		m.Errorf("after three failures again in %v", next)
	}
	m.clerk.down = nil
	m.fetch()
	if now := m.now(sub.ID); now.LastError != nil {
		m.Errorf("%+v stays", now.LastError)
	}
}

// TestReceiptThatFailsIsSentLater and the docflow ends only then.
func TestReceiptThatFailsIsSentLater(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.config.Signer = deafSigner{}
	m.restart()
	m.clerk.answers(sub, morning, docConfirmation, docReceipt, docAcceptance, docEntered)
	m.fetch()
	now := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
	if now.LastError == nil || now.LastError.Code != "reply_failed" || !now.EndedAt.IsZero() || len(m.clerk.receipts) != 0 {
		m.Errorf("%+v, ended %v, receipts %v", now.LastError, now.EndedAt, m.clerk.receipts)
	}
	m.wait(5 * 24 * time.Hour)
	m.fetch()
	if !m.alarm(sub.ID, "receipt_overdue") {
		m.Error("no alarm about receipts owed for days")
	}
	m.config.Signer = sign.TestSigner{}
	m.restart()
	m.fetch()
	now = m.now(sub.ID)
	if now.LastError != nil || now.EndedAt.IsZero() || len(m.clerk.receipts) != 3 || m.alarm(sub.ID, "receipt_overdue") {
		m.Errorf("%+v, ended %v, receipts %v", now.LastError, now.EndedAt, m.clerk.receipts)
	}
}

// TestStageThatDoesNotComeInTimeIsTold once, and cleared when it comes.
func TestStageThatDoesNotComeInTimeIsTold(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.sent()
	m.wait(time.Hour)
	if m.fetch(); m.alarm(sub.ID, "stage_late") {
		m.Error("told after an hour")
	}
	m.wait(90 * time.Minute)
	if m.fetch(); !m.alarm(sub.ID, "stage_late") {
		m.Error("the confirmation is two hours and a half late")
	}
	m.clerk.answers(sub, m.clerk.now(), docConfirmation)
	if m.fetch(); m.alarm(sub.ID, "stage_late") {
		m.Error("the alarm stands after the confirmation came")
	}
}

// TestWhatCannotBeRecordedIsNotDone: without its intent on record nothing is
// sent, and what was polled is met again when the store can take it.
func TestWhatCannotBeRecordedIsNotDone(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	journal := m.config.Journal
	m.config.Journal = noJournal{}
	m.restart()
	m.send(reporting.SendSummary{Failed: 1})
	if m.clerk.count("submit") != 0 || m.now(sub.ID).Delivery != reporting.DeliveryQueued {
		m.Errorf("%d submits, %s", m.clerk.count("submit"), m.now(sub.ID).Delivery)
	}
	m.config.Journal = journal
	m.restart()
	m.send(reporting.SendSummary{Sent: 1})
	m.clerk.answers(m.now(sub.ID), morning, docConfirmation, docReceipt)
	m.config.Journal = noJournal{}
	m.restart()
	if got := m.fetch(); got.Failed != 1 || got.Events != 0 || len(m.eventsOf(sub.ID)) != 0 || len(m.clerk.receipts) != 0 {
		m.Errorf("%+v, %d events, receipts %v", got, len(m.eventsOf(sub.ID)), m.clerk.receipts)
	}
	m.config.Journal = journal
	m.restart()
	m.fetch()
	m.is(sub.ID, reporting.DeliveryConfirmed, reporting.OutcomeDelivered)
	m.verifyJournal()
}
