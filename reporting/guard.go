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

// sweepLimit bounds how many events one sweep looks at, most urgent first.
const sweepLimit = 1000

// sweep looks at every answer that waits for audit, in all tenants: it releases
// refusals as they came when the deadline is near, and raises the alarms of
// audits that take too long.
func (s *Service) sweep(ctx context.Context) error {
	waiting, err := s.waitingSubmissions(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, w := range waiting {
		if ctx.Err() != nil {
			break
		}
		failures = append(failures, s.watch(ctx, w.Tenant, w.Submission))
	}
	return errors.Join(failures...)
}

// waitingSubmissions returns the work rows of the submissions with answers that
// wait for audit.
func (s *Service) waitingSubmissions(ctx context.Context) ([]WorkItem, error) {
	return reading(ctx, s, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) ([]WorkItem, error) {
		events, err := s.c.Store.WaitingEvents(ctx, tx, sweepLimit)
		if err != nil {
			return nil, err
		}
		var uids []string
		for _, e := range events {
			uids = append(uids, e.docflow().Compact())
		}
		return s.c.Store.WorkByUID(ctx, tx, uids)
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
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		f, err := s.factsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		c := change{at: at, actor: guardActor, before: f.sub, after: f.sub}
		for _, e := range f.events {
			if !s.toRelease(f.sub, e, at) {
				continue
			}
			c.cause = e.ID
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
