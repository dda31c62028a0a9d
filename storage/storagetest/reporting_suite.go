package storagetest

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/reporting"
	"sdano/storage/sqlstore"
)

// reportingSuite holds a store against what reporting.Store promises.
func reportingSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"submission": testSubmission, "bare submission": testBareSubmission, "stale submission": testStaleSubmission,
		"submission lists": testSubmissionLists, "submissions of payers": testPayerLists, "list limits": testListLimits,
		"reports": testReports, "verdicts": testVerdicts, "payer reports": testPayerReports,
		"event": testEvent, "repeated event": testRepeatedEvent, "event update": testEventUpdate,
		"event lists": testEventLists, "waiting events": testWaitingEvents, "held events": testHeldEvents,
		"directions": testDirections, "open direction": testOpenDirection, "attempts": testAttempts, "replies": testReplies,
		"cursors": testCursors, "alarms": testAlarms, "alarm lists": testAlarmLists,
		"work": testWork, "work by uid": testWorkByUID, "tenants": testReportingTenants, "foreign rows": testForeignRows,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
	for name, run := range map[string]func(*room){
		"phases": testPhases, "due": testDue, "leases": testLeases, "release": testRelease, "release after a plan": testReleaseKeepsWhatWasPlannedMeanwhile,
		"drop leases": testDropLeases, "concurrent claims": testConcurrentClaims,
	} {
		t.Run("claims/"+name, func(t *testing.T) { run(newRoom(t, open(t))) })
	}
}

// store is the store under test; it has no state of its own.
var store sqlstore.ReportingStore

// submission returns a submission with every field set, and its report.
func (r *room) submission(seq int64) (reporting.Submission, reporting.Report) {
	s := filled[reporting.Submission](&r.fill)
	s.Tenant, s.Seq, s.Version = r.tenant, seq, 1
	s.Key.Payer = sdano.TaxID{INN: "7799999919", KPP: "779901001"}
	return s, reporting.Report{ID: s.Report, Key: s.Key}
}

// stored records a submission with its report after a change.
func (r *room) stored(seq int64, change func(*reporting.Submission)) reporting.Submission {
	r.Helper()
	s, _ := r.submission(seq)
	change(&s)
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		if _, err := store.Report(ctx, tx, s.Report); err != nil {
			if err := store.InsertReport(ctx, tx, reporting.Report{ID: s.Report, Key: s.Key}, reporting.ReportStatus{}); err != nil {
				return err
			}
		}
		return store.InsertSubmission(ctx, tx, s, nil)
	})
	return s
}

// flying is a change that leaves the docflow open.
func flying(s *reporting.Submission) { s.Deleted, s.EndedAt = false, time.Time{} }
