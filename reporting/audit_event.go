package reporting

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"sdano"
)

// WriteEvent (method 6, «ПриЗаписиСобытияОтправкиОтчетности») changes what an
// auditor may change of an event, and runs the chain: the work register (5),
// the last audited event (8), the submission's status by it (7). Who audited it
// and when is recorded with AuditDone. What was received never changes. Writing
// what is so already changes nothing.
//
// Errors: ErrNotFound; ErrStale for another version than change.Version;
// Invalid "bad_value" for a reason that the event does not have; ErrVetoed for
// cancel, a guard or a veto, and then nothing is changed; that of change.Then.
func (s *Service) WriteEvent(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, change EventChange, cancel bool) error {
	at := s.now()
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		e, err := s.c.Store.Event(ctx, tx, change.Ref)
		if err != nil {
			return err
		}
		if e.Version != change.Version {
			return fmt.Errorf("event %s is of version %d, not %d: %w", e.ID, e.Version, change.Version, ErrStale)
		}
		after, err := change.apply(e, actor, at)
		if err != nil {
			return err
		}
		if err := s.writeEvent(ctx, tx, at, actor, e, after); err != nil {
			return err
		}
		if cancel {
			return ErrVetoed
		}
		return change.end(ctx, tx, s.c.Store)
	})
}

// end runs what is to run last in the unit.
func (c EventChange) end(ctx context.Context, tx sdano.Tx, store Store) error {
	if c.Then == nil {
		return nil
	}
	e, err := store.Event(ctx, tx, c.Ref)
	if err != nil {
		return err
	}
	return c.Then(ctx, tx, e)
}

// writeEvent stores a changed event with its journal entry and all that
// follows.
func (s *Service) writeEvent(ctx context.Context, tx sdano.Tx, at time.Time, actor sdano.Actor, before, after Event) error {
	was, now := stateOfEvent(before), stateOfEvent(after)
	if !reflect.DeepEqual(was, now) {
		if err := s.c.Store.UpdateEvent(ctx, tx, after); err != nil {
			return err
		}
		if err := s.record(ctx, tx, at, actor, actionOn(before, after), eventObject(after.Submission, after.ID), was, now); err != nil {
			return err
		}
	}
	sub, err := s.c.Store.Submission(ctx, tx, after.Submission)
	if err != nil {
		return err
	}
	_, err = s.settle(ctx, tx, change{at: at, actor: actor, before: sub, after: sub, cause: after.ID, asks: true})
	return err
}

// actionOn names what was done to an event, for the journal.
func actionOn(before, after Event) string {
	switch {
	case before.AuditDone != after.AuditDone && after.AuditDone:
		return "event.audited"
	case before.AuditDone != after.AuditDone:
		return "event.audit_reopened"
	case before.Deleted != after.Deleted && after.Deleted:
		return "event.deleted"
	case before.Deleted != after.Deleted:
		return "event.restored"
	}
	return "event.changed"
}

// apply returns the event as the change makes it.
func (c EventChange) apply(e Event, actor sdano.Actor, at time.Time) (Event, error) {
	set(&e.Status, c.Status)
	set(&e.Comment, c.Comment)
	set(&e.Deleted, c.Deleted)
	if !e.Status.Known() {
		return e, badValue("status", fmt.Sprintf("Статус «%s» неизвестен.", e.Status), "Укажите один из статусов отправки отчётности.")
	}
	if c.AuditDone != nil && *c.AuditDone != e.AuditDone {
		e.AuditDone, e.AuditedBy, e.AuditedAt = *c.AuditDone, "", time.Time{}
		if e.AuditDone {
			e.AuditedBy, e.AuditedAt = string(actor), at
		}
	}
	if c.Reasons == nil {
		return e, nil
	}
	e.Reasons = slices.Clone(e.Reasons)
	for _, r := range *c.Reasons {
		i := slices.IndexFunc(e.Reasons, func(have EventReason) bool { return r.names(have) })
		if i < 0 {
			return e, badValue("reasons", fmt.Sprintf("В ответе нет причины отказа «%s».", r.ReceivedReason),
				"Укажите в received_reason код или исходный текст причины так, как они пришли.")
		}
		set(&e.Reasons[i].Text, r.Reason)
		set(&e.Reasons[i].Hidden, r.Hidden)
		set(&e.Reasons[i].AuditorNote, r.AuditorNote)
	}
	return e, nil
}

// names reports whether the change is one of this reason: by its text as it
// came, or by its code.
func (r ReasonChange) names(have EventReason) bool {
	return r.ReceivedReason == have.Received || have.Code != "" && r.ReceivedReason == have.Code
}

// set writes a value if there is one.
func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// LastAuditedEvent (method 8,
// «ПолучитьПоследнееПроаудированноеСобытиеОтправки») returns the event that the
// status of a submission rests on: the last one by Seq, not late, that is not
// deleted, needs no audit or has it, and says anything about the status; with
// its status and its reasons as the customer sees them. It is false if there is
// none; ErrNotFound without the submission.
func (s *Service) LastAuditedEvent(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) (AuditedEvent, bool, error) {
	events, err := s.Events(ctx, tenant, submission)
	if err != nil {
		return AuditedEvent{}, false, err
	}
	e, ok := lastAudited(events)
	return AuditedEvent{Event: e.ID, Status: e.Status, Reasons: shownReasons(e.Reasons)}, ok, nil
}

// lastAudited returns the event that the status rests on.
func lastAudited(events []Event) (Event, bool) {
	for _, e := range slices.Backward(events) {
		if e.Counts() && !e.Late && e.Status != NoStatus {
			return e, true
		}
	}
	return Event{}, false
}
