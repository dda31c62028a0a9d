package reporting_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
	"sdano/sign"
)

// Acceptance a: the answer of the operator is stored; the next run sends nothing.
func TestSentReportHasItsUIDAndIsNotSentAgain(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		sub := m.sent()
		if len(sub.UID) != 32 || sub.UID != sub.DocflowID.Compact() || sub.DocflowType != "fns534-report" {
			m.Errorf("uid %q, docflow %s of type %q", sub.UID, sub.DocflowID, sub.DocflowType)
		}
		if sub.Status != reporting.Sent || sub.Delivery != reporting.DeliveryAccepted || !sub.SentAt.Equal(morning) || sub.Attempt != 1 {
			m.Errorf("%s, %s, sent %v, attempt %d", sub.Status, sub.Delivery, sub.SentAt, sub.Attempt)
		}
		if sub.DraftID != sdano.NameID(sub.ID, "1") || m.clerk.dispatched[0].DraftID != sub.DraftID {
			m.Errorf("draft %s", sub.DraftID)
		}
		if v, ok := m.verdict(sub.Report); !ok || v.Status != reporting.CoarseSent || v.Basis != sub.ID {
			m.Errorf("verdict %+v", v)
		}
		m.send(reporting.SendSummary{})
		if n := len(m.clerk.flows); n != 1 {
			m.Errorf("%d docflows", n)
		}
		if got, want := m.actions(sub.ID), "submission.registered submission.sending submission.sent submission.status"; got != want {
			m.Errorf("journal %q, want %q", got, want)
		}
		m.verifyJournal()
	})
}

// Acceptance m: nothing says "sent" before the operator has the report.
func TestNothingIsCalledSentBeforeTheOperatorHasIt(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	looked := false
	m.clerk.refuse = func(reporting.Dispatch) error {
		looked = true
		now := m.now(sub.ID)
		if now.Status != reporting.Planned || now.Delivery != reporting.DeliverySending || now.UID != "" || !now.SentAt.IsZero() {
			m.Errorf("while it is being sent: %s, %s, %q, %v", now.Status, now.Delivery, now.UID, now.SentAt)
		}
		return &reporting.SubmitError{Certain: true, Err: errLost, Text: "Очередь оператора полна."}
	}
	m.send(reporting.SendSummary{Failed: 1})
	now := m.is(sub.ID, reporting.Planned, reporting.OutcomePending)
	if !looked || !now.SentAt.IsZero() {
		m.Errorf("looked %v, sent at %v", looked, now.SentAt)
	}
	if v, _ := m.verdict(sub.Report); v.Status != reporting.InEnvelope {
		m.Errorf("verdict %s", v.Status)
	}
}

// Acceptance c, first half: the answer to the send is lost; repeating it finds
// the docflow.
func TestLostAnswerIsAskedForBeforeAnythingIsRepeated(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		m.clerk.lose = 1
		sub := m.filed(m.sample(), "")
		m.send(reporting.SendSummary{Failed: 1})
		now := m.now(sub.ID)
		if now.Delivery != reporting.DeliveryUnknown || now.Status != reporting.Planned || now.LastError == nil || now.LastError.Code != "send_unknown" {
			m.Fatalf("after the lost answer: %s, %s, %+v", now.Delivery, now.Status, now.LastError)
		}
		m.send(reporting.SendSummary{Resumed: 1})
		now = m.is(sub.ID, reporting.Sent, reporting.OutcomePending)
		if now.LastError != nil || now.Attempt != 1 || len(m.clerk.flows) != 1 || len(m.clerk.dispatched) != 1 {
			m.Errorf("error %+v, attempt %d, %d docflows, %d submits", now.LastError, now.Attempt, len(m.clerk.flows), len(m.clerk.dispatched))
		}
		m.verifyJournal()
	})
}

// windows are the borders between the steps of the send protocol.
var windows = []string{
	"attempt recorded", "draft built", "operator accepted", "docflow recorded",
	"events recorded", "receipts recorded", "receipts sent",
}

// dieAt returns a context in which the goroutine that passes a border ends
// there, as the end of the process would end it.
func dieAt(ctx context.Context, border string) context.Context {
	return reporting.WithSteps(ctx, func(name string) {
		if name == border {
			runtime.Goexit()
		}
	})
}

// Acceptance c, second half: the process dies in a window of the protocol and
// begins again; one docflow exists, and it comes to its end.
func TestEveryCrashWindowEndsInOneDocflow(t *testing.T) {
	t.Parallel()
	for _, window := range windows {
		t.Run(window, func(t *testing.T) {
			t.Parallel()
			m := newMission(t)
			sub := m.filed(m.sample(), "")
			dying := dieAt(m.Context(), window)
			_, err := m.Send(dying, deskActor, sdano.AllTenants)
			m.must(err)
			m.restart()
			_, err = m.Send(m.Context(), deskActor, sdano.AllTenants)
			m.must(err)
			m.clerk.answers(m.is(sub.ID, reporting.Sent, reporting.OutcomePending), m.clerk.now(), docConfirmation, docReceipt, docAcceptance, docEntered)
			_, err = m.FetchResults(dying, deskActor, sdano.AllTenants)
			m.must(err)
			m.restart()
			m.fetch()
			now := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted)
			if len(m.clerk.flows) != 1 || now.Attempt != 1 || now.EndedAt.IsZero() {
				m.Errorf("%d docflows, attempt %d, ended %v", len(m.clerk.flows), now.Attempt, now.EndedAt)
			}
			if events := m.eventsOf(sub.ID); len(events) != 4 || len(m.clerk.receipts) != 3 || len(m.work()) != 0 {
				m.Errorf("%d events, %d receipts, rows %+v", len(events), len(m.clerk.receipts), m.work())
			}
			m.verifyJournal()
		})
	}
}

// TestKillBeforeTheFirstRequestLeavesTheAttempt: the intent is durable before
// anything leaves.
func TestKillBeforeTheFirstRequestLeavesTheAttempt(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	_, err := m.Send(dieAt(m.Context(), "attempt recorded"), deskActor, sdano.AllTenants)
	m.must(err)
	now := m.now(sub.ID)
	if m.clerk.count("submit") != 0 || now.Delivery != reporting.DeliverySending || now.DraftID != sdano.NameID(sub.ID, "1") {
		m.Errorf("%d submits, %s, draft %s", m.clerk.count("submit"), now.Delivery, now.DraftID)
	}
	m.refused(m.Withdraw(m.Context(), deskActor, deskTenant, sub.ID, "передумали"), sdano.Conflict, "already_sent")
	// The lease of the dead process holds until the new one begins.
	m.send(reporting.SendSummary{})
	m.restart()
	m.send(reporting.SendSummary{Resumed: 1})
	if m.clerk.count("find") != 1 {
		m.Errorf("asked %d times before the repetition", m.clerk.count("find"))
	}
}

func TestOperatorThatCannotTellIsNeverSentToAgain(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.clerk.lose = 1
	sub := m.filed(m.sample(), "")
	m.send(reporting.SendSummary{Failed: 1})
	m.clerk.cannotTell = true
	for range 3 {
		m.send(reporting.SendSummary{Failed: 1})
	}
	if m.clerk.count("submit") != 1 || !m.alarm(sub.ID, "send_unknown") {
		m.Errorf("%d submits, alarm %v", m.clerk.count("submit"), m.alarm(sub.ID, "send_unknown"))
	}
	m.clerk.cannotTell = false
	m.send(reporting.SendSummary{Resumed: 1})
	if m.alarm(sub.ID, "send_unknown") {
		m.Error("the alarm stands after the docflow was found")
	}
}

func TestUnknownForLongIsToldToAPerson(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.clerk.lose = 1
	sub := m.filed(m.sample(), "")
	m.send(reporting.SendSummary{Failed: 1})
	m.clerk.down = errDown
	_, err := m.Send(m.Context(), deskActor, sdano.AllTenants)
	m.refused(err, sdano.Unavailable, "operator_unavailable")
	if m.alarm(sub.ID, "send_unknown") {
		m.Error("alarm at once")
	}
	m.wait(11 * time.Minute)
	_, err = m.Send(m.Context(), deskActor, sdano.AllTenants)
	m.refused(err, sdano.Unavailable, "operator_unavailable")
	if !m.alarm(sub.ID, "send_unknown") {
		m.Error("no alarm after 11 minutes")
	}
}

// TestAttemptRisesOnlyAfterACertainFailure: a new draft is begun only when the
// old one is certainly not sent.
func TestAttemptRisesOnlyAfterACertainFailure(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	certain := true
	m.clerk.refuse = func(reporting.Dispatch) error {
		return &reporting.SubmitError{Certain: certain, Err: errLost, Text: "Оператор занят."}
	}
	for want := 1; want <= 3; want++ {
		m.send(reporting.SendSummary{Failed: 1})
		if now := m.now(sub.ID); now.Attempt != want || now.Delivery != reporting.DeliveryFailed || now.LastError.Code != "send_failed" {
			m.Fatalf("attempt %d, %s, %+v; want attempt %d", now.Attempt, now.Delivery, now.LastError, want)
		}
	}
	certain = false
	for range 3 {
		m.send(reporting.SendSummary{Failed: 1})
		if now := m.now(sub.ID); now.Attempt != 4 || now.Delivery != reporting.DeliveryUnknown {
			m.Fatalf("attempt %d, %s; want attempt 4 to stay", now.Attempt, now.Delivery)
		}
	}
	m.clerk.refuse = nil
	m.send(reporting.SendSummary{Resumed: 1})
	if now := m.now(sub.ID); now.DraftID != sdano.NameID(sub.ID, "4") || len(m.clerk.flows) != 1 {
		m.Errorf("draft %s, %d docflows", now.DraftID, len(m.clerk.flows))
	}
}

// TestRefusalOfARepetitionTellsNothingOfTheLostSend: the answer to the send was
// lost and the operator has not the docflow yet; what he says of the repetition
// must not lead to a second draft, which would file the report twice.
func TestRefusalOfARepetitionTellsNothingOfTheLostSend(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]reporting.SubmitError{
		"busy":    {Certain: true, Err: errLost, Text: "Слишком много запросов."},
		"refused": {Certain: true, Permanent: true, Err: errLost, Reasons: []reporting.EventReason{{Code: "0300300001", Text: "Не та кодировка"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMission(t)
			sub := m.filed(m.sample(), "")
			tries := 0
			m.clerk.refuse = func(d reporting.Dispatch) error {
				if tries++; tries == 1 {
					return &reporting.SubmitError{Err: errLost, Text: "Связь прервалась."}
				}
				if d.Fresh {
					m.Error("a repetition is called fresh")
				}
				return &refusal
			}
			m.send(reporting.SendSummary{Failed: 1})
			for range 3 {
				m.wait(6 * time.Minute)
				m.send(reporting.SendSummary{Failed: 1})
				now := m.now(sub.ID)
				if now.Delivery != reporting.DeliveryUnknown || now.Attempt != 1 || now.LastError.Code != "send_unknown" ||
					!strings.Contains(now.LastError.Text, reporting.JoinTexts(refusal.Reasons)+refusal.Text) {
					m.Fatalf("%s, attempt %d, %+v", now.Delivery, now.Attempt, now.LastError)
				}
				m.refused(m.Withdraw(m.Context(), deskActor, deskTenant, sub.ID, ""), sdano.Conflict, "already_sent")
			}
			if !m.alarm(sub.ID, "send_unknown") || m.alarm(sub.ID, "operator_refused") {
				m.Errorf("alarms %v", m.alarmCodes(deskTenant))
			}
			m.clerk.refuse = nil
			m.send(reporting.SendSummary{Resumed: 1})
			if len(m.clerk.flows) != 1 || len(m.clerk.drafts) != 1 {
				m.Errorf("%d docflows of %d drafts", len(m.clerk.flows), len(m.clerk.drafts))
			}
		})
	}
}

// inTheDark leaves a submission of which nobody knows whether it was sent.
func (m *mission) inTheDark() reporting.Submission {
	m.Helper()
	sub := m.filed(m.sample(), "")
	m.clerk.refuse = func(reporting.Dispatch) error {
		return &reporting.SubmitError{Err: errLost, Text: "Связь прервалась."}
	}
	m.send(reporting.SendSummary{Failed: 1})
	return m.now(sub.ID)
}

// plan writes the status planned.
func (m *mission) plan(id sdano.ID, override bool, why string) (reporting.Submission, error) {
	m.Helper()
	return m.WriteStatus(m.Context(), auditor, deskTenant, reporting.StatusChange{Submission: id, Status: is(reporting.Planned), Override: override, Why: why})
}

// TestPersonEndsTheUncertainty: only a person who answers for it lets a report
// leave the dark; nothing is sent by that, and what follows is another decision.
func TestPersonEndsTheUncertainty(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.inTheDark()
	if got, err := m.plan(sub.ID, false, "проверено"); err != nil || got.Version != sub.Version {
		m.Errorf("without override: version %d to %d, %v", sub.Version, got.Version, err)
	}
	_, err := m.plan(sub.ID, true, " ")
	m.refused(err, sdano.Conflict, "illegal_transition")
	got, err := m.plan(sub.ID, true, "Оператор по телефону: черновик не отправлен.")
	m.must(err)
	if got.Delivery != reporting.DeliveryFailed || got.LastError.Code != "declared_not_sent" || !m.alarm(sub.ID, "operator_refused") || m.alarm(sub.ID, "send_unknown") {
		m.Errorf("%s, %+v, alarms %v", got.Delivery, got.LastError, m.alarmCodes(deskTenant))
	}
	m.namedInJournal(sub.ID, "submission.declared_not_sent", auditor, "по телефону")
	m.clerk.refuse = nil
	m.wait(time.Hour)
	m.send(reporting.SendSummary{})
	again, err := m.plan(sub.ID, false, "")
	m.must(err)
	if again.Delivery != reporting.DeliveryQueued {
		m.Errorf("planned anew: %s", again.Delivery)
	}
	m.send(reporting.SendSummary{Sent: 1})
	if now := m.now(sub.ID); now.Attempt != 2 || len(m.clerk.flows) != 1 {
		m.Errorf("attempt %d, %d docflows", now.Attempt, len(m.clerk.flows))
	}
	m.verifyJournal()
}

func TestDeclaredNotSentIsWithdrawn(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.inTheDark()
	_, err := m.plan(sub.ID, true, "проверено у оператора")
	m.must(err)
	m.must(m.Withdraw(m.Context(), deskActor, deskTenant, sub.ID, "ошибка в сумме"))
	m.filed(m.sample(), "")
}

// TestPersonWhoWasWrongDoesNotFileTwice: before a report that was planned anew
// is sent, the operator is asked for the draft that was declared not sent.
func TestPersonWhoWasWrongDoesNotFileTwice(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	m.clerk.lose = 1
	m.send(reporting.SendSummary{Failed: 1})
	for range 2 { // said twice it is still only said
		_, err := m.plan(sub.ID, true, "кажется, не ушло")
		m.must(err)
	}
	m.send(reporting.SendSummary{})
	_, err := m.plan(sub.ID, false, "")
	m.must(err)
	m.clerk.down = errDown
	_, err = m.Send(m.Context(), deskActor, sdano.AllTenants)
	m.refused(err, sdano.Unavailable, "operator_unavailable")
	m.clerk.down = nil
	m.send(reporting.SendSummary{Resumed: 1})
	if now := m.now(sub.ID); now.Attempt != 1 || now.Status != reporting.Sent || len(m.clerk.flows) != 1 {
		m.Errorf("attempt %d, %s, %d docflows", now.Attempt, now.Status, len(m.clerk.flows))
	}
}

// TestDecisionDuringATryIsKept: the person decides while the operator is asked.
func TestDecisionDuringATryIsKept(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.inTheDark()
	m.clerk.refuse = nil
	m.clerk.onFind = func() {
		_, err := m.plan(sub.ID, true, "проверено у оператора")
		m.must(err)
	}
	m.send(reporting.SendSummary{})
	if now := m.now(sub.ID); now.Delivery != reporting.DeliveryFailed || now.Attempt != 1 || len(m.clerk.flows) != 0 {
		m.Errorf("%s, attempt %d, %d docflows", now.Delivery, now.Attempt, len(m.clerk.flows))
	}
}

// TestOperatorHasAWithdrawnReport: the person declared it not sent and withdrew
// it while the operator was asked, and the operator has it after all.
func TestOperatorHasAWithdrawnReport(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.clerk.lose = 1
	sub := m.filed(m.sample(), "")
	m.send(reporting.SendSummary{Failed: 1})
	m.clerk.onFind = func() {
		_, err := m.plan(sub.ID, true, "у оператора его нет")
		m.must(err)
		m.must(m.Withdraw(m.Context(), deskActor, deskTenant, sub.ID, "не нужна"))
	}
	m.send(reporting.SendSummary{})
	if !m.alarm(sub.ID, "withdrawn_but_taken") || !strings.Contains(m.actions(sub.ID), "submission.taken_withdrawn") {
		m.Errorf("alarm %v, journal %q", m.alarm(sub.ID, "withdrawn_but_taken"), m.actions(sub.ID))
	}
	m.verifyJournal()
}

// TestOutageIsNotAnUnknownSend: the operator is down from the first request on;
// nothing can have left, so the report is neither unknown nor beyond recall.
func TestOutageIsNotAnUnknownSend(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	m.clerk.down = errDown
	for range 3 {
		_, err := m.Send(m.Context(), deskActor, sdano.AllTenants)
		m.refused(err, sdano.Unavailable, "operator_unavailable")
		m.wait(11 * time.Minute)
	}
	if now := m.now(sub.ID); now.Delivery != reporting.DeliveryFailed || now.LastError.Code != "send_failed" || m.alarm(sub.ID, "send_unknown") {
		m.Errorf("%s, %+v, alarms %v", now.Delivery, now.LastError, m.alarmCodes(deskTenant))
	}
	m.must(m.Withdraw(m.Context(), deskActor, deskTenant, sub.ID, "передумали"))
}

// Acceptance n: what failed stands on the submission, in words for a person.
func TestFailuresSpaceTheirRepetition(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	m.clerk.refuse = func(reporting.Dispatch) error {
		return &reporting.SubmitError{Certain: true, Err: errLost, Text: "Оператор занят."}
	}
	for _, least := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute} {
		got, err := m.SendDue(m.Context())
		m.must(err)
		if got.Failed != 1 {
			m.Fatalf("%+v", got)
		}
		now := m.now(sub.ID)
		if now.LastError == nil || !strings.Contains(now.LastError.Text, "Оператор занят.") || !now.LastError.At.Equal(m.business.Now()) {
			m.Errorf("last error %+v", now.LastError)
		}
		next := m.work()[0].NextAt.Sub(m.real.Now())
		if next < least || next > least*3/2 {
			m.Errorf("next after %v, want %v to %v", next, least, least*3/2)
		}
		m.wait(next - time.Millisecond)
		if got, _ := m.SendDue(m.Context()); got != (reporting.SendSummary{}) {
			m.Errorf("tried too early: %+v", got)
		}
		m.wait(time.Millisecond)
	}
}

func TestOperatorsWishForAPauseIsKept(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.filed(m.sample(), "")
	m.clerk.refuse = func(reporting.Dispatch) error {
		return &reporting.SubmitError{Certain: true, Err: errLost, RetryAfter: 7 * time.Minute}
	}
	m.send(reporting.SendSummary{Failed: 1})
	if next := m.work()[0].NextAt.Sub(m.real.Now()); next != 7*time.Minute {
		m.Errorf("next after %v", next)
	}
}

// TestRefusedByTheOperatorWaitsForAPerson: the operator's own check says no; the
// same bytes are not sent again until a person plans them anew.
func TestRefusedByTheOperatorWaitsForAPerson(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	sub := m.filed(m.sample(), "")
	m.clerk.refuse = func(reporting.Dispatch) error {
		return &reporting.SubmitError{
			Permanent: true, Certain: true, Err: errors.New("check"), Text: "Проверка нашла ошибки.",
			Reasons: []reporting.EventReason{{Code: "0300300001", Text: "Не та кодировка"}},
		}
	}
	m.send(reporting.SendSummary{Failed: 1})
	now := m.is(sub.ID, reporting.Planned, reporting.OutcomePending)
	if now.LastError.Code != "operator_refused" || !strings.Contains(now.LastError.Text, "Не та кодировка") || !m.alarm(sub.ID, "operator_refused") {
		m.Errorf("%+v, alarm %v", now.LastError, m.alarm(sub.ID, "operator_refused"))
	}
	m.clerk.refuse = nil
	m.wait(48 * time.Hour)
	m.send(reporting.SendSummary{})
	if got, err := m.SendDue(m.Context()); err != nil || got != (reporting.SendSummary{}) {
		m.Errorf("%+v, %v", got, err)
	}
	planned := reporting.Planned
	again, err := m.WriteStatus(m.Context(), deskActor, deskTenant, reporting.StatusChange{Submission: sub.ID, Status: &planned})
	m.must(err)
	if again.Delivery != reporting.DeliveryQueued || again.LastError != nil || m.alarm(sub.ID, "operator_refused") {
		m.Errorf("planned anew: %s, %+v", again.Delivery, again.LastError)
	}
	got, err := m.SendDue(m.Context())
	m.must(err)
	if got.Sent != 1 || m.now(sub.ID).Attempt != 2 {
		m.Errorf("%+v, attempt %d", got, m.now(sub.ID).Attempt)
	}
}

// deafSigner cannot sign.
type deafSigner struct{ sign.TestSigner }

func (deafSigner) Sign(context.Context, sign.Subject, []byte) ([]byte, error) {
	return nil, errors.New("token not plugged in")
}

func TestReportThatCannotBeSignedIsNotAttempted(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.config.Signer = deafSigner{}
	m.restart()
	sub := m.filed(m.sample(), "")
	m.send(reporting.SendSummary{Failed: 1})
	now := m.now(sub.ID)
	if now.Delivery != reporting.DeliveryQueued || now.Attempt != 0 || now.LastError.Code != "sign_failed" || strings.Contains(now.LastError.Text, "token") {
		m.Errorf("%s, attempt %d, %+v", now.Delivery, now.Attempt, now.LastError)
	}
	if m.clerk.count("submit") != 0 {
		m.Error("it was submitted")
	}
	m.config.Signer = sign.TestSigner{}
	m.restart()
	m.send(reporting.SendSummary{Sent: 1})
}

func TestOneFailureStopsOnlyItself(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	var subs []reporting.Submission
	for _, office := range []string{"0087", "0088", "7701"} {
		subs = append(subs, m.filed(m.declaration(demo.Entrepreneur, office, "2026-04-10"), ""))
	}
	m.clerk.refuse = func(d reporting.Dispatch) error {
		if d.Code == "0088" {
			panic("the adapter is broken for this one")
		}
		return nil
	}
	got, err := m.Send(m.Context(), deskActor, sdano.AllTenants)
	m.must(err)
	if got.Sent != 2 {
		m.Errorf("%+v", got)
	}
	for i, want := range []reporting.Status{reporting.Sent, reporting.Planned, reporting.Sent} {
		if now := m.now(subs[i].ID); now.Status != want {
			m.Errorf("%s is %s, want %s", now.Key.Code, now.Status, want)
		}
	}
}

// TestSubmissionsAreSentInTheOrderOfRegistration, one worker at a time.
func TestSubmissionsAreSentInTheOrderOfRegistration(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.config.Rhythm.Workers = 1
	m.restart()
	offices := []string{"0088", "7701", "0072", "0087", "0073"}
	for _, office := range offices {
		m.filed(m.declaration(demo.Entrepreneur, office, "2026-04-10"), "")
		m.wait(time.Millisecond)
	}
	m.send(reporting.SendSummary{Sent: len(offices)})
	for i, d := range m.clerk.dispatched {
		if d.Code != offices[i] {
			m.Errorf("number %d went to %s, want %s", i, d.Code, offices[i])
		}
	}
}

func TestSendRunsOnceAtATime(t *testing.T) {
	t.Parallel()
	m := newMission(t)
	m.filed(m.sample(), "")
	m.clerk.refuse = func(reporting.Dispatch) error {
		_, err := m.Send(m.Context(), deskActor, sdano.AllTenants)
		m.refused(err, sdano.Conflict, "already_running")
		return nil
	}
	m.send(reporting.SendSummary{Sent: 1})
}
