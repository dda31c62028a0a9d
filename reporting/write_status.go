package reporting

import (
	"context"
	"slices"
	"strings"
	"time"

	"sdano"
)

// OnWriteSubmission (method 4, «ПриЗаписиОтправкиОтчетности») recomputes what
// follows from a submission that was written: the verdict of its report and its
// row of the work register. Errors: ErrNotFound; ErrStale if h.Version is given
// and not the stored one; ErrVetoed for cancel, a guard or a veto, and then
// nothing is changed; that of h.Then.
func (s *Service) OnWriteSubmission(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, h SubmissionHook, cancel bool) error {
	at := s.now()
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		sub, err := s.stored(ctx, tx, h.Ref, h.Version)
		if err != nil {
			return err
		}
		if cancel {
			return ErrVetoed
		}
		sub, err = s.settle(ctx, tx, change{at: at, actor: actor, before: sub, after: sub, asks: true})
		if err != nil || h.Then == nil {
			return err
		}
		return h.Then(ctx, tx, sub)
	})
}

// WriteStatus (method 7, «ЗаписатьСтатусОтправкиОтчетности») writes status and
// reasons of a submission and runs method 4. Without a status both are those of
// method 8; if there is no such event, planned, or sent once it has a UID. A
// status that is given becomes an event of a person (SourceManual), so that it
// stays when later answers are folded over it. «Запланирована» for a report
// that waits for a person plans it anew; for one of which nobody knows whether
// it was sent it declares, with Override and Why, that the operator does not
// have it, and the report then waits for a person. No change is no write.
//
// Errors: ErrNotFound; Invalid "bad_value"; ErrIllegalTransition for a status
// that nothing recorded bears out (sent needs a UID, accepted an accepting
// answer, rejected an audited refusal), and for leaving a terminal status or
// going back without Override and Why; ErrVetoed for a guard or a veto; that of
// c.Then.
func (s *Service) WriteStatus(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, c StatusChange) (Submission, error) {
	if c.Status != nil && (!c.Status.Known() || *c.Status == NoStatus) {
		return Submission{}, badValue("status", "Статус отправки не указан или неизвестен.", "Укажите один из статусов отправки отчётности.")
	}
	w := &statusWriting{s: s, actor: actor, c: c, at: s.now(), due: s.c.Real.Now(), event: sdano.NewID()}
	var out Submission
	err := s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = w.run(ctx, tx)
		if err != nil || c.Then == nil {
			return err
		}
		return c.Then(ctx, tx, out)
	})
	if err != nil {
		return Submission{}, err
	}
	s.wakeSender()
	return out, nil
}

// statusWriting is one call of method 7: everything but the store's answers is
// drawn before the unit, which may be run again.
type statusWriting struct {
	s       *Service
	actor   sdano.Actor
	c       StatusChange
	at, due time.Time
	event   sdano.ID
}

func (w *statusWriting) run(ctx context.Context, tx sdano.Tx) (Submission, error) {
	f, err := w.s.factsOf(ctx, tx, w.c.Submission)
	if err != nil {
		return f.sub, err
	}
	ch := change{at: w.at, actor: w.actor, before: f.sub, after: f.sub, asks: true}
	switch {
	case w.c.Status == nil:
	case *w.c.Status == Planned && w.c.Override && parked(f.sub) && failedWith(f.sub, failNotSent):
		// The same word again: what was declared stands, nothing is planned by it.
	case *w.c.Status == Planned && parked(f.sub):
		ch.after.Delivery, ch.after.LastError, ch.next = DeliveryQueued, nil, w.due
		err = w.s.record(ctx, tx, w.at, w.actor, "submission.requeued", submissionObject(f.sub.ID), stateOfDelivery(f.sub), stateOfDelivery(ch.after))
	case *w.c.Status == Planned && f.sub.Delivery == DeliveryUnknown && w.c.Override:
		ch.after, err = w.declareNotSent(ctx, tx, f)
	case *w.c.Status == f.sub.Status && slices.Equal(w.c.Reasons, f.sub.Reasons):
	default:
		ch.cause = w.event
		err = w.insert(ctx, tx, f)
	}
	if err != nil {
		return f.sub, err
	}
	return w.s.settle(ctx, tx, ch)
}

// insert records the status as an event of a person.
func (w *statusWriting) insert(ctx context.Context, tx sdano.Tx, f facts) (err error) {
	if err := w.allowed(f); err != nil {
		return err
	}
	e := Event{
		ID: w.event, Submission: f.sub.ID, Version: 1, ReceivedAt: w.at, ReceivedStatus: *w.c.Status, Status: *w.c.Status,
		AuditDone: true, AuditedBy: string(w.actor), AuditedAt: w.at, Comment: strings.TrimSpace(w.c.Why),
		Source: SourceManual, SourceKey: SourceManual + "/" + w.event.String(), SeenCount: 1, LastSeenAt: w.at,
	}
	if e.Status == f.sub.Status {
		e.Outcome = f.sub.Outcome
	}
	e.Outcome = outcomeOf(&e)
	for _, r := range w.c.Reasons {
		e.Reasons = append(e.Reasons, EventReason{
			Code: r.Code, Class: fnsReactions.class(r.Code), Received: r.Text, Text: r.Text, AuditorNote: r.Explanation,
		})
	}
	if e.Seq, err = tx.NextSeq(ctx); err != nil {
		return err
	}
	if _, err := w.s.c.Store.InsertEvent(ctx, tx, e); err != nil {
		return err
	}
	return w.s.record(ctx, tx, w.at, w.actor, "submission.status_written", eventObject(f.sub.ID, e.ID), nil, stateOfEvent(e))
}

// allowed refuses a status that the submission cannot have now.
func (w *statusWriting) allowed(f facts) error {
	from, to := f.sub.Status, *w.c.Status
	back := to != from && (from.Terminal() || to.Rank() < from.Rank())
	switch {
	case back && !w.c.Override:
		return illegal(from, to, "статус не меняется назад, а решение инспекции не отменяется",
			"Если статус действительно ошибочен, изменить его может пользователь с правом override, указав причину (why).")
	case back && strings.TrimSpace(w.c.Why) == "":
		return illegal(from, to, "не указана причина", "Укажите причину изменения (why): она останется в журнале.")
	case to.Rank() >= Sent.Rank() && f.sub.UID == "":
		return illegal(from, to, "оператор ещё не принял отчёт", "Дождитесь, пока оператор примет отчёт.")
	case to == Rejected && !slices.ContainsFunc(f.events, func(e Event) bool {
		return e.Status == Rejected && e.AuditDone && !e.Deleted
	}):
		return illegal(from, to, "нет проверенного отказа", "Проверьте отказ инспекции: статус сменится сам.")
	case to == Accepted && !slices.ContainsFunc(f.events, Event.accepting):
		return illegal(from, to, "нет ответа инспекции о приёме", "Дождитесь квитанции о приёме или извещения о вводе.")
	}
	return nil
}
