package reporting

import (
	"context"

	"sdano"
	"sdano/audit"
)

// reading runs a reading function of the store on a snapshot of the tenant.
func reading[T any](ctx context.Context, s *Service, tenant sdano.Tenant, f func(context.Context, sdano.Tx) (T, error)) (out T, err error) {
	err = s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = f(ctx, tx)
		return err
	})
	return out, err
}

// ofSubmission is reading for what belongs to a submission; without the
// submission it is ErrNotFound.
func ofSubmission[T any](ctx context.Context, s *Service, tenant sdano.Tenant, id sdano.ID, f func(context.Context, sdano.Tx) (T, error)) (T, error) {
	return reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (T, error) {
		if _, err := s.c.Store.Submission(ctx, tx, id); err != nil {
			var none T
			return none, err
		}
		return f(ctx, tx)
	})
}

// Submission returns a submission, a withdrawn one too, or ErrNotFound.
func (s *Service) Submission(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (Submission, error) {
	return reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (Submission, error) {
		return s.c.Store.Submission(ctx, tx, id)
	})
}

// Submissions returns what the query selects, newest first.
func (s *Service) Submissions(ctx context.Context, tenant sdano.Tenant, q Query) ([]Submission, error) {
	return reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Submission, error) {
		return s.c.Store.ListSubmissions(ctx, tx, q)
	})
}

// Events returns the events of a submission by Seq, without Raw; ErrNotFound
// without the submission.
func (s *Service) Events(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]Event, error) {
	return ofSubmission(ctx, s, tenant, submission, func(ctx context.Context, tx sdano.Tx) ([]Event, error) {
		return s.c.Store.EventsOf(ctx, tx, submission)
	})
}

// Event returns an event with Raw, or ErrNotFound.
func (s *Service) Event(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (Event, error) {
	return reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (Event, error) {
		return s.c.Store.Event(ctx, tx, id)
	})
}

// EventsAfter returns up to limit events of the tenant with Seq > after by Seq,
// without Raw: a feed that misses nothing. A limit of 0 means 100.
func (s *Service) EventsAfter(ctx context.Context, tenant sdano.Tenant, after int64, limit int) ([]Event, error) {
	return reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Event, error) {
		return s.c.Store.EventsAfter(ctx, tx, after, limit)
	})
}

// Packages returns the files of a submission; ErrNotFound without the
// submission.
func (s *Service) Packages(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]Package, error) {
	return ofSubmission(ctx, s, tenant, submission, func(ctx context.Context, tx sdano.Tx) ([]Package, error) {
		return s.c.Store.Packages(ctx, tx, submission)
	})
}

// JournalOf returns the journal entries about a submission and its events, by
// Seq; ErrNotFound without the submission.
func (s *Service) JournalOf(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]audit.Entry, error) {
	return ofSubmission(ctx, s, tenant, submission, func(ctx context.Context, tx sdano.Tx) ([]audit.Entry, error) {
		return s.c.Journal.EntriesOf(ctx, tx, submissionObject(submission))
	})
}

// waitingLimit bounds the list of events that wait for audit.
const waitingLimit = 500

// Waiting returns the events that wait for audit, the most urgent first.
func (s *Service) Waiting(ctx context.Context, tenant sdano.Tenant) ([]Event, error) {
	return reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Event, error) {
		return s.c.Store.WaitingEvents(ctx, tx, Event{}, waitingLimit)
	})
}

// HeldEvents returns the operator's events that a guard or a veto refused, those
// too that were recorded since, oldest first.
func (s *Service) HeldEvents(ctx context.Context, tenant sdano.Tenant) ([]HeldEvent, error) {
	return reading(ctx, s, tenant, s.c.Store.HeldEvents)
}

// Alarms returns the open alarms of the tenant, newest first; of AllTenants
// those of every tenant and of the installation.
func (s *Service) Alarms(ctx context.Context, tenant sdano.Tenant) ([]Alarm, error) {
	return reading(ctx, s, tenant, s.c.Store.Alarms)
}

// DirectionsOf returns every direction of an ИНН, closed ones included.
func (s *Service) DirectionsOf(ctx context.Context, tenant sdano.Tenant, inn string) ([]Direction, error) {
	return reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Direction, error) {
		return s.c.Store.DirectionsOf(ctx, tx, inn)
	})
}

// ReportStatus returns the verdict of a report; false if it has none.
func (s *Service) ReportStatus(ctx context.Context, tenant sdano.Tenant, report sdano.ID) (ReportStatus, bool, error) {
	found := false
	status, err := reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (out ReportStatus, err error) {
		out, found, err = s.c.Store.ReportStatus(ctx, tx, report)
		return out, err
	})
	return status, found, err
}

// LastSubmission (method 9, «ПолучитьПоследнююОтправкуОтчета») returns the
// newest submission of a report that is not withdrawn, by Seq; false if there
// is none, ErrNotFound without the report. It is not the verdict.
func (s *Service) LastSubmission(ctx context.Context, tenant sdano.Tenant, report sdano.ID) (Submission, bool, error) {
	list, err := reading(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Submission, error) {
		if _, err := s.c.Store.Report(ctx, tx, report); err != nil {
			return nil, err
		}
		return s.c.Store.ListSubmissions(ctx, tx, Query{Report: report, Limit: 1})
	})
	if err != nil || len(list) == 0 {
		return Submission{}, false, err
	}
	return list[0], true, nil
}
