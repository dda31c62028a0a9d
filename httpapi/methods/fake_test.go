package methods_test

import (
	"context"
	"fmt"

	"sdano"
	"sdano/reporting"
)

const tenant sdano.Tenant = 10027

func id(n byte) sdano.ID {
	v := sdano.MustID("018f0000-0000-7000-8000-000000000000")
	v[15] = n
	return v
}

// mission answers as it is set up and writes down what it was asked for.
type mission struct {
	calls []string
	// fails is the error of every call; lost that of a write which is done.
	fails, lost error
	// units are those of the store of access.
	units sdano.Units
	// none makes methods 8 and 9 find nothing.
	none bool
	// status and reasons are those of the submission and of the last event.
	status  reporting.Status
	reasons []reporting.Reason
}

// note writes a call down and returns how it ends.
func (m *mission) note(actor sdano.Actor, format string, args ...any) error {
	m.calls = append(m.calls, string(actor)+" "+fmt.Sprintf(format, args...))
	return m.fails
}

func (m *mission) RefreshDirections(_ context.Context, actor sdano.Actor) (reporting.DirectionsSummary, error) {
	return reporting.DirectionsSummary{Added: 2, Closed: 1, Kept: 40}, m.note(actor, "refresh")
}

func (m *mission) Send(_ context.Context, actor sdano.Actor, t sdano.Tenant) (reporting.SendSummary, error) {
	return reporting.SendSummary{Sent: 3, Resumed: 1, Failed: 1}, m.note(actor, "send %d", t)
}

func (m *mission) FetchResults(_ context.Context, actor sdano.Actor, t sdano.Tenant) (reporting.FetchSummary, error) {
	return reporting.FetchSummary{Polled: 12, Events: 2, Duplicates: 5}, m.note(actor, "fetch %d", t)
}

func (m *mission) OnWriteSubmission(_ context.Context, actor sdano.Actor, t sdano.Tenant, h reporting.SubmissionHook, cancel bool) error {
	err := m.note(actor, "on-write-submission %d %s v%d cancel %v", t, h.Ref, h.Version, cancel)
	return unit(m, t, err, h.Then, reporting.Submission{ID: h.Ref})
}

func (m *mission) RebuildQueue(_ context.Context, actor sdano.Actor, t sdano.Tenant) (int, error) {
	return 7, m.note(actor, "rebuild %d", t)
}

func (m *mission) WriteEvent(_ context.Context, actor sdano.Actor, t sdano.Tenant, c reporting.EventChange, cancel bool) error {
	err := m.note(actor, "on-write-event %d %s v%d status %s audit %s comment %s deleted %s reasons %s cancel %v",
		t, c.Ref, c.Version, show(c.Status), show(c.AuditDone), show(c.Comment), show(c.Deleted), showReasons(c.Reasons), cancel)
	return unit(m, t, err, c.Then, reporting.Event{ID: c.Ref})
}

func (m *mission) WriteStatus(_ context.Context, actor sdano.Actor, t sdano.Tenant, c reporting.StatusChange) (reporting.Submission, error) {
	err := m.note(actor, "write-status %d %s status %s reasons %+v override %v %s", t, c.Submission, show(c.Status), c.Reasons, c.Override, c.Why)
	s := reporting.Submission{ID: c.Submission, Status: m.status, Reasons: m.reasons}
	return s, unit(m, t, err, c.Then, s)
}

func (m *mission) LastAuditedEvent(_ context.Context, t sdano.Tenant, submission sdano.ID) (reporting.AuditedEvent, bool, error) {
	err := m.note("", "last-audited-event %d %s", t, submission)
	if m.none || err != nil {
		return reporting.AuditedEvent{}, false, err
	}
	return reporting.AuditedEvent{Event: id(3), Status: m.status, Reasons: m.reasons}, true, nil
}

func (m *mission) LastSubmission(_ context.Context, t sdano.Tenant, report sdano.ID) (reporting.Submission, bool, error) {
	err := m.note("", "last-submission %d %s", t, report)
	if m.none || err != nil {
		return reporting.Submission{}, false, err
	}
	return reporting.Submission{ID: id(2), Status: m.status}, true, nil
}

// unit commits a write with what is to run last in it.
func unit[T any](m *mission, t sdano.Tenant, err error, then func(context.Context, sdano.Tx, T) error, now T) error {
	if err != nil || m.units == nil {
		return err
	}
	err = m.units.Write(context.Background(), t, func(ctx context.Context, tx sdano.Tx) error { return then(ctx, tx, now) })
	if err != nil {
		return err
	}
	return m.lost
}

// show writes an optional value.
func show[T any](v *T) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprint(*v)
}

func showReasons(list *[]reporting.ReasonChange) string {
	if list == nil {
		return "-"
	}
	out := "["
	for _, r := range *list {
		out += fmt.Sprintf("{%s: %s hidden %s note %s}", r.ReceivedReason, show(r.Reason), show(r.Hidden), show(r.AuditorNote))
	}
	return out + "]"
}
