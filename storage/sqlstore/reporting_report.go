package sqlstore

import (
	"context"
	"slices"

	"sdano"
	"sdano/reporting"
)

var (
	reportColumns = columnsOf("id inn kpp kind period correction authority code")
	insertReport  = insertInto("reports", slices.Concat(columnsOf("tenant"), reportColumns, verdictColumns[1:]))
	selectReport  = "SELECT " + reportColumns.list() + " FROM reports WHERE tenant = $1"
	reportByKey   = selectReport + " AND inn = $2 AND kpp = $3 AND kind = $4 AND period = $5 AND correction = $6 AND authority = $7 AND code = $8"

	verdictColumns = columnsOf("id status basis outcome filed_at under_review")
	selectVerdict  = "SELECT " + verdictColumns.list() + " FROM reports WHERE tenant = $1 AND id = $2 AND status <> ''"
	updateVerdict  = "UPDATE reports SET status = $1, basis = $2, outcome = $3, filed_at = $4, under_review = $5" +
		" WHERE tenant = $6 AND id = $7"
	deleteVerdict = "UPDATE reports SET status = '', basis = NULL, outcome = '', filed_at = 0, under_review = 0" +
		" WHERE tenant = $1 AND id = $2 AND status <> ''"

	selectPayerReports = "SELECT " + reportColumns.of("r") + ", " + verdictColumns.of("r") + ", " + submissionColumns.of("s") +
		" FROM reports r JOIN submissions s ON s.tenant = r.tenant AND s.id = r.basis" +
		" WHERE r.tenant = ? AND r.inn = ? AND r.status <> ''"
)

func reportDest(r *reporting.Report) []any {
	k := &r.Key
	return []any{&r.ID, &k.Payer.INN, &k.Payer.KPP, &k.Kind, &k.Period, &k.Correction, &k.Authority, &k.Code}
}

func verdictDest(s *reporting.ReportStatus) []any {
	return []any{&s.Report, &s.Status, &s.Basis, &s.Outcome, at(&s.FiledAt), &s.UnderReview}
}

// ReportByKey returns the report of a key; false if there is none.
func (ReportingStore) ReportByKey(ctx context.Context, tx sdano.Tx, key reporting.ReportKey) (reporting.Report, bool, error) {
	u, err := unitOf(tx)
	if err != nil {
		return reporting.Report{}, false, err
	}
	var r reporting.Report
	found, err := u.row(ctx, reportByKey, reportDest(&r), append([]any{int64(u.tenant)}, reportKeyArgs(key)...)...)
	return r, found, err
}

// InsertReport records a report with its verdict, a zero one meaning none; a
// second report of the same key is an error.
func (ReportingStore) InsertReport(ctx context.Context, tx sdano.Tx, r reporting.Report, v reporting.ReportStatus) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	args := append([]any{int64(u.tenant), r.ID.String()}, reportKeyArgs(r.Key)...)
	_, err = u.exec(ctx, insertReport, append(args, string(v.Status), ref(v.Basis), string(v.Outcome), micros(v.FiledAt), bit(v.UnderReview))...)
	return err
}

// Report returns a report, or reporting.ErrNotFound.
func (ReportingStore) Report(ctx context.Context, tx sdano.Tx, id sdano.ID) (reporting.Report, error) {
	u, err := unitOf(tx)
	if err != nil {
		return reporting.Report{}, err
	}
	return one(ctx, u, reporting.ErrNotFound, reportDest, selectReport+" AND id = $2", int64(u.tenant), id.String())
}

// PutReportStatus inserts or replaces the report's verdict; without the report
// it is reporting.ErrNotFound.
func (ReportingStore) PutReportStatus(ctx context.Context, tx sdano.Tx, s reporting.ReportStatus) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	return change(ctx, u, reporting.ErrNotFound, updateVerdict, string(s.Status), ref(s.Basis), string(s.Outcome),
		micros(s.FiledAt), bit(s.UnderReview), int64(u.tenant), s.Report.String())
}

// DeleteReportStatus removes the verdict of a report; a missing one is no
// error.
func (ReportingStore) DeleteReportStatus(ctx context.Context, tx sdano.Tx, report sdano.ID) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, deleteVerdict, int64(u.tenant), report.String())
	return err
}

// ReportStatus returns the verdict of a report; false if there is none.
func (ReportingStore) ReportStatus(ctx context.Context, tx sdano.Tx, report sdano.ID) (reporting.ReportStatus, bool, error) {
	u, err := unitOf(tx)
	if err != nil {
		return reporting.ReportStatus{}, false, err
	}
	var s reporting.ReportStatus
	found, err := u.row(ctx, selectVerdict, verdictDest(&s), int64(u.tenant), report.String())
	return s, found, err
}

// PayerReports returns the reports of a payer that have a verdict, with the
// submission each verdict rests on, in the order of these submissions; kpp ""
// means any.
func (ReportingStore) PayerReports(ctx context.Context, tx sdano.Tx, inn, kpp string) ([]reporting.PayerReport, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectPayerReports, int64(u.tenant), inn)
	if kpp != "" {
		q.add(" AND r.kpp = ?", kpp)
	}
	q.add(" ORDER BY s.seq")
	dest := func(p *reporting.PayerReport) []any {
		return append(append(reportDest(&p.Report), verdictDest(&p.Status)...), submissionDest(&p.Basis)...)
	}
	return collect(ctx, u, dest, q.text.String(), q.args...)
}
