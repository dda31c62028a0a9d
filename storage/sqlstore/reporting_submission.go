package sqlstore

import (
	"context"
	"slices"

	"sdano"
	"sdano/reporting"
)

var (
	// submissionKey is what never changes of a submission, submissionState what
	// an update writes.
	submissionKey   = columnsOf("tenant id seq report inn kpp kind period correction authority code")
	submissionState = columnsOf(`version organization knd title period_from period_to period_text uid
		status outcome under_review reasons opened_at sent_at updated_at closed_at evidence_at filed_at ended_at
		content_key draft_id attempt docflow_id docflow_type delivery resend_reason last_error declared deleted`)
	submissionColumns = slices.Concat(submissionKey, submissionState)

	insertSubmission = insertInto("submissions", submissionColumns)
	updateSubmission = update("submissions", submissionState, "tenant", "id", "version")
	selectSubmission = "SELECT " + submissionColumns.list() + " FROM submissions"

	packageColumns = columnsOf("submission file_name sha256 data")
	insertPackage  = insertInto("packages", append(columnsOf("tenant number"), packageColumns...))
	selectPackages = "SELECT " + packageColumns.list() + " FROM packages WHERE tenant = $1 AND submission = $2 ORDER BY number"
)

func submissionDest(s *reporting.Submission) []any {
	k := &s.Key
	return []any{
		&s.Tenant, &s.ID, &s.Seq, &s.Report, &k.Payer.INN, &k.Payer.KPP, &k.Kind, &k.Period, &k.Correction, &k.Authority, &k.Code,
		&s.Version, &s.Organization, &s.KND, &s.Title, &s.PeriodFrom, &s.PeriodTo, &s.PeriodText, &s.UID,
		&s.Status, &s.Outcome, &s.UnderReview, doc(&s.Reasons),
		at(&s.OpenedAt), at(&s.SentAt), at(&s.UpdatedAt), at(&s.ClosedAt),
		at(&s.EvidenceAt), at(&s.FiledAt), at(&s.EndedAt),
		&s.ContentKey, &s.DraftID, &s.Attempt, &s.DocflowID, &s.DocflowType, &s.Delivery, &s.ResendReason,
		doc(&s.LastError), doc(&s.Declared), &s.Deleted,
	}
}

func submissionKeyArgs(tenant int64, s *reporting.Submission) []any {
	return append([]any{tenant, s.ID.String(), s.Seq, s.Report.String()}, reportKeyArgs(s.Key)...)
}

func reportKeyArgs(k reporting.ReportKey) []any {
	return []any{k.Payer.INN, k.Payer.KPP, k.Kind, k.Period, int64(k.Correction), string(k.Authority), k.Code}
}

// submissionStateArgs returns the values of submissionState with a version.
func submissionStateArgs(s *reporting.Submission, version int64) ([]any, error) {
	reasons, err := listText(s.Reasons)
	if err != nil {
		return nil, err
	}
	declared, err := listText(s.Declared)
	if err != nil {
		return nil, err
	}
	failure := ""
	if s.LastError != nil {
		if failure, err = jsonText(s.LastError); err != nil {
			return nil, err
		}
	}
	return []any{
		version, ref(s.Organization), s.KND, s.Title, s.PeriodFrom.String(), s.PeriodTo.String(), s.PeriodText, s.UID,
		string(s.Status), string(s.Outcome), bit(s.UnderReview), reasons,
		micros(s.OpenedAt), micros(s.SentAt), micros(s.UpdatedAt), micros(s.ClosedAt),
		micros(s.EvidenceAt), micros(s.FiledAt), micros(s.EndedAt),
		s.ContentKey, ref(s.DraftID), int64(s.Attempt), ref(s.DocflowID), s.DocflowType, string(s.Delivery), s.ResendReason,
		failure, declared, bit(s.Deleted),
	}, nil
}

// InsertSubmission records a new submission and its files.
func (ReportingStore) InsertSubmission(ctx context.Context, tx sdano.Tx, s reporting.Submission, files []reporting.Package) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, s.Tenant)
	if err != nil {
		return err
	}
	state, err := submissionStateArgs(&s, s.Version)
	if err != nil {
		return err
	}
	if _, err := u.exec(ctx, insertSubmission, append(submissionKeyArgs(tenant, &s), state...)...); err != nil {
		return err
	}
	for i, f := range files {
		if _, err := u.exec(ctx, insertPackage, tenant, int64(i), s.ID.String(), f.FileName, f.SHA256, f.Data); err != nil {
			return err
		}
	}
	return nil
}

// Submission returns one, or reporting.ErrNotFound.
func (ReportingStore) Submission(ctx context.Context, tx sdano.Tx, id sdano.ID) (reporting.Submission, error) {
	u, err := unitOf(tx)
	if err != nil {
		return reporting.Submission{}, err
	}
	return one(ctx, u, reporting.ErrNotFound, submissionDest, selectSubmission+" WHERE tenant = $1 AND id = $2", int64(u.tenant), id.String())
}

// UpdateSubmission writes s if the stored version equals s.Version, and stores
// Version+1; otherwise reporting.ErrStale. Its sequence number, report and
// report key are never changed.
func (ReportingStore) UpdateSubmission(ctx context.Context, tx sdano.Tx, s reporting.Submission) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, s.Tenant)
	if err != nil {
		return err
	}
	args, err := submissionStateArgs(&s, s.Version+1)
	if err != nil {
		return err
	}
	return change(ctx, u, reporting.ErrStale, updateSubmission, append(args, tenant, s.ID.String(), s.Version)...)
}

// ListSubmissions returns what the query selects, highest Seq first.
func (ReportingStore) ListSubmissions(ctx context.Context, tx sdano.Tx, q reporting.Query) ([]reporting.Submission, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	st := submissionQuery(int64(u.tenant), q)
	return collect(ctx, u, submissionDest, st.text.String(), st.args...)
}

func submissionQuery(tenant int64, q reporting.Query) *statement {
	var st statement
	st.add(selectSubmission+" WHERE tenant = ?", tenant)
	if !q.Report.IsZero() {
		st.add(" AND report = ?", q.Report.String())
	}
	if q.Status != reporting.NoStatus {
		st.add(" AND status = ?", string(q.Status))
	}
	addPayer(&st, tenant, q)
	if q.InFlight {
		st.add(" AND ended_at = 0 AND deleted = 0")
	}
	if !q.WithDeleted && !q.InFlight {
		st.add(" AND deleted = 0")
	}
	if q.Before > 0 {
		st.add(" AND seq < ?", q.Before)
	}
	order := " ORDER BY seq DESC LIMIT ?"
	if q.INN != "" {
		// The plus makes SQLite begin with the payer's reports.
		order = " ORDER BY +seq DESC LIMIT ?"
	}
	return st.add(order, limitOr(q.Limit))
}

// addPayer selects a payer through the reports, whose key begins with it.
func addPayer(st *statement, tenant int64, q reporting.Query) {
	switch {
	case q.INN != "" && q.KPP != "":
		st.add(" AND report IN (SELECT id FROM reports WHERE tenant = ? AND inn = ? AND kpp = ?)", tenant, q.INN, q.KPP)
	case q.INN != "":
		st.add(" AND report IN (SELECT id FROM reports WHERE tenant = ? AND inn = ?)", tenant, q.INN)
	case q.KPP != "":
		st.add(" AND kpp = ?", q.KPP)
	}
}

// Packages returns the files of a submission in the order given.
func (ReportingStore) Packages(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]reporting.Package, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	dest := func(p *reporting.Package) []any { return []any{&p.Submission, &p.FileName, &p.SHA256, &p.Data} }
	return collect(ctx, u, dest, selectPackages, int64(u.tenant), submission.String())
}
