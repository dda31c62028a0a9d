package reporting

import (
	"context"
	"errors"
	"slices"
	"time"

	"sdano"
)

// guardActor is who releases refusals that nobody audited in time.
const guardActor sdano.Actor = "system:guard"

// sweepPage is how many events a sweep reads at once, most urgent first.
const sweepPage = 1000

// sweep looks at every answer that waits for audit, in all tenants: it releases
// refusals as they came when the deadline is near, and raises the alarms of
// audits that take too long.
func (s *Service) sweep(ctx context.Context) error {
	var failures []error
	watched := map[sdano.ID]bool{}
	for p := (waitingPage{}); !p.last; {
		var err error
		if p, err = s.waitingAfter(ctx, p.end); err != nil {
			return errors.Join(append(failures, err)...)
		}
		for _, w := range p.rows {
			if ctx.Err() != nil {
				return errors.Join(failures...)
			}
			if !watched[w.Submission] {
				watched[w.Submission] = true
				failures = append(failures, s.watch(ctx, w.Tenant, w.Submission))
			}
		}
	}
	return errors.Join(failures...)
}

// waitingPage is a page of the answers that wait for audit, with the work rows
// of their submissions.
type waitingPage struct {
	rows []WorkItem
	// end is the last answer of the page, last says that there is no further page.
	end  Event
	last bool
}

// waitingAfter returns the page that follows on an answer.
func (s *Service) waitingAfter(ctx context.Context, after Event) (waitingPage, error) {
	return reading(ctx, s, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (p waitingPage, err error) {
		events, err := s.c.Store.WaitingEvents(ctx, tx, after, sweepPage)
		if p.last = len(events) < sweepPage; err != nil || len(events) == 0 {
			return p, err
		}
		p.end = events[len(events)-1]
		uids := make([]string, 0, len(events))
		for _, e := range events {
			uids = append(uids, e.docflow().Compact())
		}
		p.rows, err = s.c.Store.WorkByUID(ctx, tx, uids)
		return p, err
	})
}

// watch brings one submission to what its facts say now; it writes only if
// something is to change.
func (s *Service) watch(ctx context.Context, tenant sdano.Tenant, id sdano.ID) error {
	at := s.now()
	f, err := reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (facts, error) { return s.factsOf(ctx, tx, id) })
	if err != nil || !s.releasable(f, at) && s.alarmed(f, at) {
		return err
	}
	err = s.bringUp(ctx, tenant, id, at, true)
	if errors.Is(err, ErrVetoed) {
		s.c.Log.WarnContext(ctx, "reporting: refusal not released", "submission", id.String(), "error", err)
		err = s.bringUp(ctx, tenant, id, at, false)
	}
	return err
}

// bringUp is the unit of watch, with or without the release of refusals.
func (s *Service) bringUp(ctx context.Context, tenant sdano.Tenant, id sdano.ID, at time.Time, releasing bool) error {
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		f, err := s.factsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		c := change{at: at, actor: guardActor, before: f.sub, after: f.sub}
		for _, e := range f.events {
			if !releasing || !s.toRelease(f.sub, e, at) {
				continue
			}
			c.cause, c.asks = e.ID, true
			if err := s.release(ctx, tx, e, at); err != nil {
				return err
			}
		}
		_, err = s.settle(ctx, tx, c)
		return err
	})
}

// release marks a refusal to be shown as it came: there is no more time for an
// audit.
func (s *Service) release(ctx context.Context, tx sdano.Tx, e Event, at time.Time) error {
	after := e
	after.AuditDone, after.AuditedBy, after.AuditedAt = true, string(guardActor), at
	after.Comment = firstOf(e.Comment, "Показано без проверки: до срока сдачи меньше суток.")
	if err := s.c.Store.UpdateEvent(ctx, tx, after); err != nil {
		return err
	}
	return s.record(ctx, tx, at, guardActor, "event.released", eventObject(e.Submission, e.ID), stateOfEvent(e), stateOfEvent(after))
}

// releasable reports whether any refusal of the submission is to be released.
func (s *Service) releasable(f facts, at time.Time) bool {
	return slices.ContainsFunc(f.events, func(e Event) bool { return s.toRelease(f.sub, e, at) })
}

// toRelease reports whether a refusal that waits for audit is to be shown now.
// One that contradicts an acceptance is for a person only.
func (s *Service) toRelease(sub Submission, e Event, at time.Time) bool {
	release, ok := s.releaseAt(sub, e.ReceivedAt)
	return ok && e.Waiting() && e.Status == Rejected && sub.Status != Accepted && !at.Before(release)
}
