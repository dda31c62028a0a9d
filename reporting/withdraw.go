package reporting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sdano"
)

// Withdraw deletes a submission that was planned and that the operator certainly
// has not: nothing was attempted, or every attempt failed for certain (his own
// check refused the report). Otherwise it is Conflict "already_sent". The
// submission is kept with Deleted set, its files too. A withdrawn one may be
// withdrawn again; nothing changes then.
func (s *Service) Withdraw(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, submission sdano.ID, reason string) error {
	return s.WithdrawThen(ctx, actor, tenant, Withdrawal{Submission: submission, Reason: reason})
}

// WithdrawThen is Withdraw with something to run last in its unit; an error of
// w.Then undoes all.
func (s *Service) WithdrawThen(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, w Withdrawal) error {
	now := s.now()
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		sub, err := s.c.Store.Submission(ctx, tx, w.Submission)
		if err == nil && !sub.Deleted {
			sub, err = s.withdraw(ctx, tx, now, actor, sub, w.Reason)
		}
		if err != nil || w.Then == nil {
			return err
		}
		return w.Then(ctx, tx, sub)
	})
}

// withdraw records a withdrawal with all that follows from it and returns the
// submission as it now is.
func (s *Service) withdraw(ctx context.Context, tx sdano.Tx, now time.Time, actor sdano.Actor, sub Submission, reason string) (Submission, error) {
	if err := s.neverSent(ctx, tx, sub); err != nil {
		return sub, err
	}
	before := withdrawnState{Status: sub.Status, Version: sub.Version}
	sub.Deleted, sub.UpdatedAt = true, now
	if err := s.c.Store.UpdateSubmission(ctx, tx, sub); err != nil {
		return sub, err
	}
	sub.Version++
	after := withdrawnState{Status: sub.Status, Deleted: true, Version: sub.Version, Reason: strings.TrimSpace(reason)}
	if err := s.record(ctx, tx, now, actor, "submission.withdrawn", submissionObject(sub.ID), before, after); err != nil {
		return sub, err
	}
	return sub, s.afterWithdrawal(ctx, tx, sub, now)
}

// withdrawnState is what the journal keeps of a withdrawal.
type withdrawnState struct {
	Status  Status `json:"status"`
	Deleted bool   `json:"deleted"`
	Version int64  `json:"version"`
	Reason  string `json:"reason,omitzero"`
}

// neverSent refuses a submission that may have left the house: an attempt that
// is not certain to have failed may have been taken by the operator.
func (s *Service) neverSent(ctx context.Context, tx sdano.Tx, sub Submission) error {
	attempts, err := s.c.Store.Attempts(ctx, tx, sub.ID)
	if err != nil {
		return err
	}
	here := sub.Status == Planned && sub.UID == "" && (sub.Delivery == DeliveryQueued || sub.Delivery == DeliveryFailed)
	if here && !slices.ContainsFunc(attempts, func(a Attempt) bool { return a.State != DeliveryFailed }) {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Conflict, Code: "already_sent",
		Message: fmt.Sprintf("Отозвать можно только то, что ещё не передавали оператору: %s.", sub.inWords()),
		Remedy:  "Дождитесь результата отправки; ошибку в отчёте исправляют корректировкой.",
	}
}

// afterWithdrawal takes the submission out of the work register, of the report's
// verdict and of the alarms.
func (s *Service) afterWithdrawal(ctx context.Context, tx sdano.Tx, sub Submission, at time.Time) error {
	if err := s.c.Store.DeleteWork(ctx, tx, sub.ID); err != nil {
		return err
	}
	if _, _, err := s.putVerdict(ctx, tx, sub.Report); err != nil {
		return err
	}
	f, err := s.factsAround(ctx, tx, sub)
	if err != nil {
		return err
	}
	return s.reconcile(ctx, tx, f, at)
}
