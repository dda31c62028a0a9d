package reporting_test

import (
	"context"
	"errors"
	"testing"

	"sdano"
	"sdano/access"
	"sdano/internal/demo"
	"sdano/reporting"
	"sdano/storage/sqlstore"
)

// write is a write of a person whose answer is recorded with its effect.
type write struct {
	name string
	// do writes, with what is to run last in the unit.
	do func(then sdano.Unit) error
}

// writes are methods 4, 6, 7 and the withdrawal, each with something to do.
func (m *mission) writes() []write {
	m.Helper()
	sub, e := m.refusedReport(m.sample(), "", "0300300001")
	planned := m.filed(m.declaration(demo.Entrepreneur, "0087", "2026-04-10"), "")
	onSub := func(want func(reporting.Submission) bool, then sdano.Unit) func(context.Context, sdano.Tx, reporting.Submission) error {
		return func(ctx context.Context, tx sdano.Tx, s reporting.Submission) error {
			if stored, err := m.store.Submission(ctx, tx, s.ID); err != nil || stored.Version != s.Version || !want(s) {
				m.Errorf("%+v, %v; stored v%d", s, err, stored.Version)
			}
			return then(ctx, tx)
		}
	}
	return []write{
		{"write event", func(then sdano.Unit) error {
			return m.WriteEvent(m.Context(), auditor, deskTenant, reporting.EventChange{
				Ref: e.ID, Version: e.Version, AuditDone: is(true),
				Then: func(ctx context.Context, tx sdano.Tx, now reporting.Event) error {
					if now.ID != e.ID || !now.AuditDone || now.Version != e.Version+1 {
						m.Errorf("%+v", now)
					}
					return then(ctx, tx)
				},
			}, false)
		}},
		{"write submission", func(then sdano.Unit) error {
			return m.OnWriteSubmission(m.Context(), auditor, deskTenant, reporting.SubmissionHook{
				Ref: sub.ID, Then: onSub(func(s reporting.Submission) bool { return s.ID == sub.ID }, then),
			}, false)
		}},
		{"write status", func(then sdano.Unit) error {
			_, err := m.WriteStatus(m.Context(), auditor, deskTenant, reporting.StatusChange{
				Submission: sub.ID, Status: is(reporting.Sent), Override: true, Why: "ошибка инспекции",
				Then: onSub(func(s reporting.Submission) bool { return s.Status == reporting.Sent }, then),
			})
			return err
		}},
		{"withdraw", func(then sdano.Unit) error {
			return m.WithdrawThen(m.Context(), auditor, deskTenant, reporting.Withdrawal{
				Submission: planned.ID, Reason: "не нужно", Then: onSub(func(s reporting.Submission) bool { return s.Deleted }, then),
			})
		}},
	}
}

// TestAnswersAreRecordedWithTheirEffect: an answer that cannot be recorded undoes
// the effect; one that was recorded is given again when the process dies before
// it is given, and nothing is done twice.
func TestAnswersAreRecordedWithTheirEffect(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		m := missionAt(d)
		known := access.New(access.Config{Units: d.db, Store: sqlstore.AccessStore{}, Clock: d.business})
		for _, w := range m.writes() {
			before := m.head()
			if err := w.do(func(context.Context, sdano.Tx) error { return errLost }); !errors.Is(err, errLost) || m.head() != before {
				m.Errorf("%s: %v, %d numbers", w.name, err, m.head()-before)
			}
			request := access.Request{Tenant: deskTenant, Scope: "anna " + w.name, Key: "k", Hash: "h"}
			effects := 0
			act := func(ctx context.Context, save access.Save) (int, []byte, bool) {
				effects++
				body := []byte(w.name + sdano.NewID().String())
				if err := w.do(func(ctx context.Context, tx sdano.Tx) error { return save(ctx, tx, 200, body) }); err != nil {
					m.Errorf("%s: %v", w.name, err)
				}
				panic("the process dies here")
			}
			func() {
				defer func() { _ = recover() }()
				_, _, _ = known.DoInUnit(m.Context(), request, act)
			}()
			done := m.head()
			first, replay, err := known.DoInUnit(m.Context(), request, act)
			if err != nil || !replay || first.Status != 200 || len(first.Body) != len(w.name)+36 {
				m.Errorf("%s: %+v, %v, %v", w.name, first, replay, err)
			}
			again, _, err := known.DoInUnit(m.Context(), request, act)
			if err != nil || string(again.Body) != string(first.Body) || effects != 1 || m.head() != done {
				m.Errorf("%s: %q and %q, %d effects, %d numbers more, %v", w.name, first.Body, again.Body, effects, m.head()-done, err)
			}
		}
		m.verifyJournal()
	})
}

// head returns the last number of the tenant's sequence.
func (m *mission) head() int64 {
	m.Helper()
	seq, err := m.db.Head(m.Context(), deskTenant)
	m.must(err)
	return seq
}
