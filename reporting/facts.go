package reporting

import (
	"context"
	"slices"
	"strings"
	"time"

	"sdano"
)

// facts are all that is recorded about a submission; everything shown of it
// follows from them.
type facts struct {
	sub      Submission
	events   []Event
	attempts []Attempt
	replies  []Reply
	// open are the texts of its open alarms by code.
	open map[string]string
	// held are the events that were refused and are still not recorded.
	held []HeldEvent
}

// factsOf reads the facts of a submission in a unit.
func (s *Service) factsOf(ctx context.Context, tx sdano.Tx, id sdano.ID) (f facts, err error) {
	if f.sub, err = s.c.Store.Submission(ctx, tx, id); err != nil {
		return f, err
	}
	return s.factsAround(ctx, tx, f.sub)
}

// factsAround reads the facts of a submission that is at hand.
func (s *Service) factsAround(ctx context.Context, tx sdano.Tx, sub Submission) (f facts, err error) {
	f.sub = sub
	if f.events, err = s.c.Store.EventsOf(ctx, tx, sub.ID); err != nil {
		return f, err
	}
	if f.attempts, err = s.c.Store.Attempts(ctx, tx, sub.ID); err != nil {
		return f, err
	}
	if f.replies, err = s.c.Store.Replies(ctx, tx, sub.ID); err != nil {
		return f, err
	}
	alarms, err := s.c.Store.Alarms(ctx, tx)
	f.open = map[string]string{}
	for _, a := range alarms {
		if a.Object == sub.ID {
			f.open[a.Code] = a.Text
		}
	}
	if _, open := f.open[alarmHeld]; open && err == nil {
		f.held, err = s.pendingHeld(ctx, tx, f)
	}
	return f, err
}

// event returns the event of a source key, nil if there is none.
func (f facts) event(sourceKey string) *Event {
	for i := range f.events {
		if f.events[i].SourceKey == sourceKey {
			return &f.events[i]
		}
	}
	return nil
}

// replace puts a changed event in the place of the one it was.
func (f *facts) replace(e Event) {
	for i := range f.events {
		if f.events[i].ID == e.ID {
			f.events[i] = e
		}
	}
}

// attempt returns the last attempt; zero if there was none.
func (f facts) attempt() Attempt {
	if len(f.attempts) == 0 {
		return Attempt{}
	}
	return f.attempts[len(f.attempts)-1]
}

// owed returns the receipts that were not yet taken by the operator.
func (f facts) owed() []Reply {
	return slices.DeleteFunc(slices.Clone(f.replies), func(r Reply) bool { return r.State == DeliveryAccepted })
}

// over reports whether nothing more is expected or owed in the docflow: what
// ends it is here, and for a filed report the confirmation of its date too; every
// answer was read and recorded and every receipt sent.
func (f facts) over() bool {
	unread := slices.ContainsFunc(f.events, func(e Event) bool { return e.Waiting() && e.unread() })
	return f.sub.UID != "" && f.final() && f.dated() && !unread && len(f.held) == 0 && len(f.owed()) == 0
}

// dated reports whether the date of presentation is known, or none is needed.
func (f facts) dated() bool { return !f.sub.EvidenceAt.IsZero() || !f.sub.Outcome.Positive() }

// final reports whether something that ends the docflow is here.
func (f facts) final() bool { return slices.ContainsFunc(f.events, f.ends) }

// ends reports whether the event ends the docflow: its document does, or the
// operator's word does. A verdict that a person has taken back, in the event or
// by writing another status, ends nothing.
func (f facts) ends(e Event) bool {
	verdict := e.Status.Terminal()
	switch {
	case e.Deleted || !e.Final && !e.readByPerson().Final:
		return false
	case verdict && e.Counts():
		return f.sub.Status.Terminal()
	}
	return verdict || e.Status == e.ReceivedStatus
}

// readByPerson returns the rules of a document that could not be read and that a
// person has audited instead; none of others.
func (e Event) readByPerson() documentRules {
	if !strings.HasSuffix(e.SourceKey, unreadMark) || !e.AuditDone || e.Deleted {
		return documentRules{}
	}
	return documentRule(e.DocumentType)
}

// unreadMark and encryptedMark end the source key of an event whose document
// could not be read or decrypted: the document's own key stays free for the day
// when it can be.
const (
	unreadMark    = "/unread"
	encryptedMark = "/encrypted"
)

// unread reports whether the event stands for a document that could not be
// read.
func (e Event) unread() bool {
	return strings.HasSuffix(e.SourceKey, unreadMark) || e.encrypted()
}

// encrypted reports whether the document could not even be decrypted.
func (e Event) encrypted() bool { return strings.HasSuffix(e.SourceKey, encryptedMark) }

// sourceKey names a document of a docflow, once per submission.
func sourceKey(docflow sdano.ID, documentType, id string) string {
	return docflow.String() + "/" + documentType + "/" + id
}

// docflow returns the docflow that a source key names; zero for an event that
// did not come from one.
func (e Event) docflow() sdano.ID {
	name, _, _ := strings.Cut(e.SourceKey, "/")
	id, err := sdano.ParseID(name)
	if err != nil {
		return sdano.ID{}
	}
	return id
}

// deadline returns the end of the last day on which the report is in time;
// false if no rule knows it.
func (s *Service) deadline(sub Submission) (time.Time, bool) {
	day, ok := s.due(sub)
	return day.AddDays(1).In(sdano.Moscow).UTC(), ok
}

// due returns the last day on which the report is in time.
func (s *Service) due(sub Submission) (sdano.Date, bool) {
	period, err := sdano.ParsePeriod(sub.Key.Period)
	if s.c.Deadlines == nil || err != nil {
		return sdano.Date{}, false
	}
	return s.c.Deadlines.ReportDue(sub.KND, sub.Key.Payer, period)
}

// filingDay reports whether an instant lies in a filing day of the submission:
// its due date or one of the two working days before it.
func (s *Service) filingDay(sub Submission, at time.Time) bool {
	due, ok := s.due(sub)
	return ok && s.c.Calendar.IsFilingDay(due, sdano.DateOf(at, sdano.Moscow))
}

const (
	// auditTime is how long an audit may take, in working hours.
	auditTime = 2 * time.Hour
	// releaseBefore is how long before the deadline a refusal is shown as it
	// came.
	releaseBefore = 24 * time.Hour
)

// releaseAt returns when a refusal received at an instant is shown even without
// audit: a day before the deadline, so that there is time to file again. It is
// false without a deadline, and for what came after it, where nothing hurries.
func (s *Service) releaseAt(sub Submission, received time.Time) (time.Time, bool) {
	deadline, ok := s.deadline(sub)
	return latest(received, deadline.Add(-releaseBefore)), ok && received.Before(deadline)
}

// auditDue returns until when an answer is to be audited: two working hours,
// but not later than it is released.
func (s *Service) auditDue(sub Submission, received time.Time) time.Time {
	due := s.c.Calendar.AddWorkingHours(received, auditTime)
	if release, ok := s.releaseAt(sub, received); ok && release.Before(due) {
		due = release
	}
	return due.UTC()
}
