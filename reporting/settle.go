package reporting

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"sdano"
)

// change is a change of a submission's facts whose consequences settle writes.
type change struct {
	at    time.Time
	actor sdano.Actor
	// before is the submission as it is stored, after the same with what is not
	// derived (delivery, docflow, last error) as it is to be.
	before, after Submission
	// cause is the event behind the change, for the journal; zero if none.
	cause sdano.ID
	// next, on the real clock, is when the work row is due; zero leaves it.
	next time.Time
	// unfinished says that more of what came is recorded in another unit, or did
	// not come yet: the docflow does not end in this one.
	unfinished bool
	// asks says that the vetoes are asked: something was written that may be
	// refused. What was already done outside is recorded without them.
	asks bool
}

// settle derives in one unit all that follows from the facts of a submission,
// and writes what is not so already: its status by the last audited event
// (methods 8 and 7), the verdict of its report (method 4), its row of the work
// register (method 5), and its alarms. A guard or a veto that refuses undoes the
// unit with ErrVetoed. It returns the submission as it now is.
func (s *Service) settle(ctx context.Context, tx sdano.Tx, c change) (Submission, error) {
	f, err := s.factsAround(ctx, tx, c.after)
	if err != nil {
		return c.before, err
	}
	if err := s.deriveStatus(ctx, tx, &f, c); err != nil {
		return c.before, err
	}
	if err := s.deriveEnd(ctx, tx, &f, &c); err != nil {
		return c.before, err
	}
	if err := s.putStatus(ctx, tx, &f, c); err != nil {
		return c.before, err
	}
	if err := s.putWorkOf(ctx, tx, f, c.next); err != nil {
		return c.before, err
	}
	if err := s.reconcile(ctx, tx, f, c.at); err != nil || !c.asks {
		return f.sub, err
	}
	return f.sub, s.askVetoes(ctx, tx, c.before, f.sub)
}

// deriveStatus folds the events over the submission and writes the events that
// the fold changed.
func (s *Service) deriveStatus(ctx context.Context, tx sdano.Tx, f *facts, c change) error {
	folded, changed := fold(f.sub, f.events)
	f.sub = folded
	for _, e := range changed {
		if e.Waiting() && e.AuditDue.IsZero() {
			e.AuditDue = s.auditDue(f.sub, e.ReceivedAt)
		}
		if err := s.c.Store.UpdateEvent(ctx, tx, e); err != nil {
			return err
		}
		e.Version++
		f.replace(e)
	}
	return guard(*f)
}

// dueAtOnce is a due time that has always passed.
var dueAtOnce = time.Unix(1, 0)

// deriveEnd records the receipts that are owed on documents a person has read in
// our stead, and whether the docflow has ended. An end that no longer holds is
// taken back, and the docflow is followed again at once.
func (s *Service) deriveEnd(ctx context.Context, tx sdano.Tx, f *facts, c *change) error {
	for _, e := range f.events {
		has := func(r Reply) bool { return r.Document == e.DocumentID }
		if !e.readByPerson().Owed || slices.ContainsFunc(f.replies, has) {
			continue
		}
		r := Reply{
			Submission: f.sub.ID, Document: e.DocumentID, Type: docflows[f.sub.DocflowType].Receipt,
			State: DeliveryQueued, CreatedAt: c.at,
		}
		if err := s.c.Store.PutReply(ctx, tx, r); err != nil {
			return err
		}
		f.replies = append(f.replies, r)
	}
	switch over := f.over(); {
	case over && f.sub.EndedAt.IsZero() && !c.unfinished:
		f.sub.EndedAt = c.at
	case !over && !f.sub.EndedAt.IsZero():
		f.sub.EndedAt, c.next = time.Time{}, dueAtOnce
	}
	return nil
}

// guard refuses statuses that nothing recorded bears out.
func guard(f facts) error {
	unaudited := func(e Event) bool {
		return e.Counts() && e.Status == Rejected && !e.AuditDone
	}
	switch {
	case f.sub.Status.Rank() >= Sent.Rank() && f.sub.UID == "":
		return vetoed("Отчёт ещё не принят оператором, поэтому статус не может быть «"+f.sub.Status.RU()+"».",
			"Дождитесь, пока оператор примет отчёт.")
	case f.sub.Status == Accepted && !slices.ContainsFunc(f.events, Event.accepting):
		return vetoed("Статус «Сдана» требует ответа инспекции о приёме, а его нет.",
			"Дождитесь квитанции о приёме или извещения о вводе.")
	case slices.ContainsFunc(f.events, unaudited):
		return vetoed("Отказ показывается клиенту только после проверки.",
			"Укажите вместе со статусом, что проверка проведена (audit_done).")
	}
	return nil
}

// accepting reports whether the event is the authority's answer that the report
// is accepted, whatever an auditor made of it since.
func (e Event) accepting() bool {
	byType := documentRule(e.DocumentType).Status == Accepted
	return !e.Deleted && e.Source != SourceManual && (e.ReceivedStatus == Accepted || byType)
}

// putStatus writes the submission and the verdict of its report if they changed,
// and journals a change that a customer can see.
func (s *Service) putStatus(ctx context.Context, tx sdano.Tx, f *facts, c change) error {
	if !sameSubmission(c.before, f.sub) {
		f.sub.UpdatedAt = c.at
		if err := s.c.Store.UpdateSubmission(ctx, tx, f.sub); err != nil {
			return err
		}
		f.sub.Version++
	}
	was, now, err := s.putVerdict(ctx, tx, f.sub.Report)
	if err != nil {
		return err
	}
	before, after := statusStateOf(c.before, was), statusStateOf(f.sub, now)
	if reflect.DeepEqual(before, after) {
		return nil
	}
	after.Event = c.cause
	return s.record(ctx, tx, c.at, c.actor, "submission.status", submissionObject(f.sub.ID), before, after)
}

// putVerdict writes the verdict of a report if it changed; it returns the one
// before and the one after, zero for none.
func (s *Service) putVerdict(ctx context.Context, tx sdano.Tx, report sdano.ID) (was, now ReportStatus, err error) {
	was, had, err := s.c.Store.ReportStatus(ctx, tx, report)
	if err != nil {
		return was, now, err
	}
	subs, err := s.c.Store.ListSubmissions(ctx, tx, Query{Report: report, Limit: everyRow})
	if err != nil {
		return was, now, err
	}
	now, has := verdictOf(report, subs)
	switch {
	case !has && had:
		err = s.c.Store.DeleteReportStatus(ctx, tx, report)
	case has && now != was:
		err = s.c.Store.PutReportStatus(ctx, tx, now)
	}
	return was, now, err
}

// putWorkOf makes the submission's row of the work register what it must be.
func (s *Service) putWorkOf(ctx context.Context, tx sdano.Tx, f facts, next time.Time) error {
	w, ok := workItemOf(f.sub, f.events, next)
	if !ok {
		return s.c.Store.DeleteWork(ctx, tx, f.sub.ID)
	}
	return s.c.Store.PutWork(ctx, tx, w)
}

// statusState is what the journal keeps of a submission's state.
type statusState struct {
	Status      Status    `json:"status"`
	Outcome     Outcome   `json:"outcome"`
	UnderReview bool      `json:"under_review,omitzero"`
	Reasons     []Reason  `json:"reasons,omitempty"`
	ClosedAt    time.Time `json:"closed_at,omitzero"`
	EvidenceAt  time.Time `json:"evidence_at,omitzero"`
	FiledAt     time.Time `json:"filed_at,omitzero"`
	EndedAt     time.Time `json:"ended_at,omitzero"`
	// Verdict is the coarse status of the report over all its submissions.
	Verdict Coarse `json:"verdict,omitzero"`
	// Event is the event behind the change.
	Event sdano.ID `json:"event,omitzero"`
}

func statusStateOf(s Submission, verdict ReportStatus) statusState {
	return statusState{
		Status: s.Status, Outcome: s.Outcome, UnderReview: s.UnderReview, Reasons: append([]Reason{}, s.Reasons...),
		ClosedAt: s.ClosedAt.UTC(), EvidenceAt: s.EvidenceAt.UTC(), FiledAt: s.FiledAt.UTC(), EndedAt: s.EndedAt.UTC(),
		Verdict: verdict.Status,
	}
}

// sameSubmission reports whether two states of a submission are equal but for
// UpdatedAt.
func sameSubmission(a, b Submission) bool {
	if !slices.Equal(a.Reasons, b.Reasons) || !sameFailure(a.LastError, b.LastError) {
		return false
	}
	for _, s := range []*Submission{&a, &b} {
		s.Reasons, s.LastError, s.Declared, s.UpdatedAt = nil, nil, nil, time.Time{}
		for _, t := range []*time.Time{&s.OpenedAt, &s.SentAt, &s.ClosedAt, &s.EvidenceAt, &s.FiledAt, &s.EndedAt} {
			*t = t.UTC()
		}
	}
	return reflect.DeepEqual(a, b)
}

func sameFailure(a, b *Failure) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Code == b.Code && a.Text == b.Text && a.At.Equal(b.At)
}

// stored reads a submission in a unit and fails with ErrStale if it is not of
// the version that the caller has read; version 0 means any.
func (s *Service) stored(ctx context.Context, tx sdano.Tx, id sdano.ID, version int64) (Submission, error) {
	sub, err := s.c.Store.Submission(ctx, tx, id)
	if err == nil && version != 0 && version != sub.Version {
		return sub, fmt.Errorf("submission %s is of version %d, not %d: %w", id, sub.Version, version, ErrStale)
	}
	return sub, err
}
