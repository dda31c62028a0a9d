package sqlstore

import (
	"context"

	"sdano"
	"sdano/reporting"
)

// ReportingStore keeps submissions, reports, events, directions, the work
// register, the outbox, cursors and alarms. It is reporting.Store; every method
// works inside the unit it is given and sees the rows of the unit's tenant.
type ReportingStore struct{}

var _ reporting.Store = ReportingStore{}

// VerdictsVersion returns a number that is greater after any change of the
// verdicts on a payer's reports or of the submissions they rest on; 0 if the
// payer never had a report. kpp "" means any.
func (ReportingStore) VerdictsVersion(ctx context.Context, tx sdano.Tx, inn, kpp string) (int64, error) {
	u, err := unitOf(tx)
	if err != nil {
		return 0, err
	}
	var q statement
	q.add(`SELECT CAST(COALESCE(SUM(1 + r.revision + COALESCE((SELECT SUM(1 + s.version) FROM submissions s`+
		` WHERE s.tenant = r.tenant AND s.report = r.id), 0)), 0) AS BIGINT) FROM reports r WHERE r.tenant = ? AND r.inn = ?`,
		int64(u.tenant), inn)
	if kpp != "" {
		q.add(" AND r.kpp = ?", kpp)
	}
	var version int64
	_, err = u.row(ctx, q.text.String(), []any{&version}, q.args...)
	return version, err
}
