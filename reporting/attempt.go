package reporting

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"sdano"
)

// The codes of the failures of a submission (Submission.LastError).
const (
	failSign          = "sign_failed"
	failSend          = "send_failed"
	failUnknown       = "send_unknown"
	failCannotTell    = "send_cannot_tell"
	failRefused       = "operator_refused"
	failNotSent       = "declared_not_sent"
	failFetch         = "fetch_failed"
	failUnreadable    = "answer_unreadable"
	failUndecryptable = "answer_undecryptable"
	failReply         = "reply_failed"
)

// parked reports whether the submission waits for a person: the operator's own
// check refused it, so that sending the same bytes again cannot help; or a
// person declared that the operator does not have it, and is to say what now.
func parked(s Submission) bool {
	return s.Delivery == DeliveryFailed && (failedWith(s, failRefused) || failedWith(s, failNotSent))
}

// inTheDark reports whether it is not known how the last attempt ended.
func inTheDark(s Submission) bool {
	return s.Delivery == DeliverySending || s.Delivery == DeliveryUnknown
}

// plannedAnew reports whether a person has planned the submission anew after an
// attempt that failed.
func plannedAnew(s Submission) bool { return s.Delivery == DeliveryQueued && s.Attempt > 0 }

// parkedFor is how far away a parked row is put.
const parkedFor = 100 * 365 * 24 * time.Hour

// nextAttempt returns the attempt to go on with: the one under way, or the next
// one after a certain failure.
func nextAttempt(f facts, at time.Time) Attempt {
	a := f.attempt()
	if !a.underWay() {
		a = Attempt{Submission: f.sub.ID, Number: a.Number + 1, StartedAt: at}
		a.DraftID = sdano.NameID(f.sub.ID, strconv.Itoa(a.Number))
	}
	a.State, a.EndedAt, a.Error = DeliverySending, time.Time{}, ""
	return a
}

// underWay reports whether it is not known how the attempt ended.
func (a Attempt) underWay() bool { return a.State == DeliverySending || a.State == DeliveryUnknown }

// sentAt returns when the operator took the report, as far as he says.
func sentAt(ref DocflowRef, at time.Time) time.Time {
	if ref.SentAt.IsZero() {
		return at
	}
	return micro(ref.SentAt)
}

// endAttempt records the end of the attempt under way, if there is one.
func (s *Service) endAttempt(ctx context.Context, tx sdano.Tx, f facts, at time.Time, state Delivery, text string) error {
	a := f.attempt()
	if a.Number == 0 || !a.underWay() && state != DeliveryAccepted {
		return nil
	}
	a.State, a.Error = state, text
	if !a.underWay() {
		a.EndedAt = at
	}
	return s.c.Store.PutAttempt(ctx, tx, a)
}

// mishap is what went wrong with an attempt.
type mishap struct {
	code, text string
	// delivery is the state the submission is left in.
	delivery Delivery
	// wish is how long the operator wants us to wait.
	wish time.Duration
	err  error
}

// declareNotSent ends an attempt of which nobody knows what became of it: a
// person answers for it that the operator does not have the report. Nothing is
// sent by that; the person then withdraws the report or plans it anew.
func (w *statusWriting) declareNotSent(ctx context.Context, tx sdano.Tx, f facts) (Submission, error) {
	why := strings.TrimSpace(w.c.Why)
	if why == "" {
		return f.sub, illegal(f.sub.Status, Planned, "не указана причина",
			"Укажите в причине (why), кто и как проверил, что отчёта у оператора нет: она останется в журнале.")
	}
	after := f.sub
	after.Delivery, after.LastError = DeliveryFailed, &Failure{Code: failNotSent, At: w.at, Text: "Специалист подтвердил, что оператор отчёта не получил: " +
		strings.TrimRight(why, ".") + ". Отзовите отправку или запланируйте её заново."}
	if err := w.s.endAttempt(ctx, tx, f, w.at, DeliveryFailed, after.LastError.Text); err != nil {
		return f.sub, err
	}
	return after, w.s.record(ctx, tx, w.at, w.actor, "submission.declared_not_sent", submissionObject(after.ID), stateOfDelivery(f.sub), stateOfDelivery(after))
}

// unsigned is the mishap of a report that could not be signed: nothing was
// tried, so the submission stays as it was.
func unsigned(s Submission, err error) mishap {
	return mishap{
		code: failSign, delivery: s.Delivery, err: err,
		text: "Не удалось подписать отчёт. " + words(err, "Проверьте средство подписи."),
	}
}

// unanswered is the mishap of an operator that does not tell what became of the
// last attempt.
func unanswered(s Submission, err error) mishap {
	m := mishap{
		code: failUnknown, delivery: DeliveryUnknown, err: err,
		text: "Неизвестно, принят ли отчёт: оператор не ответил на вопрос о прошлой попытке. " + words(err, ""),
	}
	if !inTheDark(s) {
		m.code, m.delivery = failSend, s.Delivery
		m.text = "Оператор не ответил на вопрос о прошлой попытке: отправка начнётся после его ответа. " + words(err, "")
	}
	return m
}

// mishapOf tells what a failed Submit means. Only what the adapter knows for
// certain of the first try of an attempt ends the attempt; everything else
// leaves it in the dark: what an earlier try asked for may still be done.
func mishapOf(err error, fresh bool) mishap {
	m := mishap{
		code: failUnknown, delivery: DeliveryUnknown, err: err,
		text: "Связь с оператором прервалась, и неизвестно, принят ли отчёт: перед повтором оператор будет спрошен.",
	}
	var e *SubmitError
	if !errors.As(err, &e) {
		return m
	}
	m.wish = e.RetryAfter
	reasons := firstOf(joinTexts(e.Reasons), e.Text)
	switch {
	case !fresh && reasons != "":
		m.text = "Неизвестно, принят ли отчёт: прошлая попытка прервалась, а повтор того же черновика не удался. " + reasons
	case !fresh:
	case e.Permanent && e.Certain:
		m.code, m.delivery = failRefused, DeliveryFailed
		m.text = "Оператор не принял отчёт: " + firstOf(reasons, "проверка не пройдена") +
			". Исправьте отчёт и подайте его заново."
	case e.Certain:
		m.code, m.delivery = failSend, DeliveryFailed
		m.text = strings.TrimSpace("Оператору ничего не передано, попытка повторится сама. " + e.Text)
	}
	return m
}

// firstOf returns the first text that is not empty.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// deliveryState is what the journal keeps of handing a submission over.
type deliveryState struct {
	Delivery    Delivery  `json:"delivery"`
	Attempt     int       `json:"attempt,omitzero"`
	DraftID     sdano.ID  `json:"draft_id,omitzero"`
	UID         string    `json:"uid,omitzero"`
	DocflowType string    `json:"docflow_type,omitzero"`
	SentAt      time.Time `json:"sent_at,omitzero"`
	Error       *Failure  `json:"error,omitzero"`
}

func stateOfDelivery(s Submission) deliveryState {
	return deliveryState{
		Delivery: s.Delivery, Attempt: s.Attempt, DraftID: s.DraftID, UID: s.UID,
		DocflowType: s.DocflowType, SentAt: s.SentAt, Error: s.LastError,
	}
}
