package reporting

import (
	"cmp"
	"slices"
	"time"

	"sdano"
)

// SourceOperator and SourceManual are the sources of events: the operator's
// docflow, and a person who wrote a status by hand (method 7).
const (
	SourceOperator = "operator"
	SourceManual   = "manual"
)

// state is what a fold carries from event to event.
type state struct {
	status  Status
	outcome Outcome
	reasons []Reason
	closed  time.Time
	// precision orders the accepting answers: КВ, then ИВ, then УУ.
	precision int
	// lifted is true while a refusal may still be lifted by the authority
	// itself: a non-delivery that does not end its docflow (УПФР).
	lifted bool
}

// fold derives status, outcome, reasons, under_review, closed_at, evidence_at
// and filed_at of a submission from its events in the order of Seq, over
// planned, or sent if it has a UID. It returns the submission and the events
// that it changed: Late is computed anew, and a verdict against another verdict
// gets NeedsAudit, because it applies only once a person has confirmed it.
func fold(s Submission, events []Event) (Submission, []Event) {
	st := state{status: Planned, outcome: OutcomePending}
	if s.UID != "" {
		st.status = Sent
	}
	var changed []Event
	s.EvidenceAt, s.UnderReview = time.Time{}, false
	for _, e := range events {
		was := e
		st.apply(&e)
		if e.Late != was.Late || e.NeedsAudit != was.NeedsAudit {
			changed = append(changed, e)
		}
		s.EvidenceAt = earliest(s.EvidenceAt, evidenceOf(e))
		s.UnderReview = s.UnderReview || e.Waiting() && e.Status.Terminal()
	}
	s.Status, s.Outcome, s.Reasons, s.ClosedAt = st.status, st.outcome, st.reasons, st.closed
	s.FiledAt = time.Time{}
	if s.Outcome.Positive() {
		s.FiledAt = s.EvidenceAt
	}
	return s, changed
}

// apply takes one event into the state and sets its Late, or its NeedsAudit if
// it contradicts the verdict that stands.
func (st *state) apply(e *Event) {
	e.Late = false
	if !e.Counts() || e.Status == NoStatus {
		return
	}
	switch {
	case e.Source == SourceManual:
		st.take(e)
	case st.status.Terminal() && e.Status.Terminal() && e.Status != st.status:
		st.contradict(e)
	case e.Status == Accepted && st.status == Accepted && precision(e) > st.precision:
		st.refine(e)
	case e.Status.Rank() > st.status.Rank():
		st.take(e)
	default:
		e.Late = true
	}
}

// take makes the event's status the state.
func (st *state) take(e *Event) {
	st.status, st.outcome, st.reasons = e.Status, outcomeOf(e), shownReasons(e.Reasons)
	st.closed, st.precision = time.Time{}, precision(e)
	if st.status.Terminal() {
		st.closed = latest(e.ReceivedAt, e.AuditedAt)
	}
	st.lifted = st.outcome == OutcomeUndeliverable && !e.Final
}

// refine takes a finer acceptance: the outcome changes, status and the time of
// the verdict stay.
func (st *state) refine(e *Event) {
	st.outcome, st.reasons, st.precision = outcomeOf(e), shownReasons(e.Reasons), precision(e)
}

// contradict takes a verdict against the verdict that stands only when a person
// has confirmed it, or when the authority lifts its own non-delivery; otherwise
// a person must look at it.
func (st *state) contradict(e *Event) {
	if e.AuditDone || st.lifted {
		st.take(e)
		return
	}
	e.NeedsAudit = true
}

// precision orders accepting answers from coarse to fine; others are 0.
func precision(e *Event) int {
	if e.Status != Accepted {
		return 0
	}
	switch outcomeOf(e) {
	case OutcomePartially:
		return 4
	case OutcomeAcceptedWithNotice:
		return 3
	}
	if e.Final {
		return 2
	}
	return 1
}

// outcomeOf returns the event's outcome as far as it agrees with its status,
// which an auditor may have changed; otherwise the plain one of the status.
func outcomeOf(e *Event) Outcome {
	switch e.Status {
	case Accepted:
		if e.Outcome.Positive() {
			return e.Outcome
		}
		return OutcomeAccepted
	case Rejected:
		if e.Outcome == OutcomeUndeliverable || e.Outcome == OutcomeDuplicate {
			return e.Outcome
		}
		return OutcomeRejected
	case DeliveryConfirmed:
		return OutcomeDelivered
	}
	return OutcomePending
}

// shownReasons returns the reasons that the customer may see.
func shownReasons(reasons []EventReason) []Reason {
	var out []Reason
	for _, r := range reasons {
		if !r.Hidden {
			out = append(out, Reason{Code: r.Code, Text: cmp.Or(r.Text, r.Received), Explanation: r.AuditorNote})
		}
	}
	return out
}

// evidenceOf returns the date of presentation that the event proves: the time
// in a confirmation of sending (НК РФ ст. 80 п. 4); zero if it proves none.
func evidenceOf(e Event) time.Time {
	if !e.Counts() || !documentRule(e.DocumentType).Evidence {
		return time.Time{}
	}
	return e.SourceAt
}

// earliest returns the earlier of two instants, ignoring zero ones.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// latest returns the later of two instants.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// verdictOf returns the verdict of a report over all its submissions: the best
// one decides, not the newest. It is false if none is left. Equal ones are
// decided by the earliest date of presentation, then by the higher Seq.
func verdictOf(report sdano.ID, subs []Submission) (ReportStatus, bool) {
	live := slices.DeleteFunc(slices.Clone(subs), func(s Submission) bool { return s.Deleted })
	if len(live) == 0 {
		return ReportStatus{}, false
	}
	best := slices.MinFunc(live, byVerdict)
	return ReportStatus{
		Report: report, Status: CoarseOf(best.Status, best.Outcome), Basis: best.ID,
		Outcome: best.Outcome, FiledAt: best.FiledAt, UnderReview: best.UnderReview,
	}, true
}

// byVerdict orders the better submission first.
func byVerdict(a, b Submission) int {
	return cmp.Or(
		cmp.Compare(merit(b), merit(a)),
		byFiling(a.FiledAt, b.FiledAt),
		cmp.Compare(b.Seq, a.Seq),
	)
}

// byFiling orders the earlier date first, an absent one last.
func byFiling(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// merit is the place of a submission in the order of verdicts: accepted, with
// notice, partially, in flight by rank, rejected, duplicate, undeliverable.
func merit(s Submission) int {
	switch {
	case s.Status == Accepted && s.Outcome == OutcomePartially:
		return 20
	case s.Status == Accepted && s.Outcome == OutcomeAcceptedWithNotice:
		return 21
	case s.Status == Accepted:
		return 22
	case s.Status != Rejected:
		return 10 + s.Status.Rank()
	case s.Outcome == OutcomeUndeliverable:
		return 1
	case s.Outcome == OutcomeDuplicate:
		return 2
	}
	return 3
}

// workItemOf returns the row of the work register of a submission: one that is
// in flight or has an event that waits for its audit. It is false if there is
// none. NextAt, on the real clock, is when the row is due; zero leaves a stored
// one as it is.
func workItemOf(s Submission, events []Event, nextAt time.Time) (WorkItem, bool) {
	waiting := slices.ContainsFunc(events, Event.Waiting)
	if s.Deleted || !s.InFlight() && !waiting {
		return WorkItem{}, false
	}
	return WorkItem{
		Tenant: s.Tenant, Submission: s.ID, UID: s.UID, Status: s.Status, Delivery: s.Delivery,
		NeedsAudit: waiting, NextAt: nextAt,
	}, true
}
