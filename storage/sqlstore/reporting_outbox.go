package sqlstore

import (
	"context"

	"sdano"
	"sdano/reporting"
)

var (
	attemptColumns = columnsOf("submission number draft_id state started_at ended_at error")
	putAttempt     = insertInto("attempts", append(columnsOf("tenant"), attemptColumns...)) +
		` ON CONFLICT (tenant, submission, number) DO UPDATE SET draft_id = excluded.draft_id, state = excluded.state,
		started_at = excluded.started_at, ended_at = excluded.ended_at, error = excluded.error`
	selectAttempts = "SELECT " + attemptColumns.list() + " FROM attempts WHERE tenant = $1 AND submission = $2 ORDER BY number"

	replyColumns = columnsOf("submission document type state created_at ended_at error")
	putReply     = insertInto("replies", append(columnsOf("tenant"), replyColumns...)) +
		` ON CONFLICT (tenant, submission, document, type) DO UPDATE SET state = excluded.state,
		created_at = excluded.created_at, ended_at = excluded.ended_at, error = excluded.error`
	selectReplies = "SELECT " + replyColumns.list() + " FROM replies WHERE tenant = $1 AND submission = $2" +
		" ORDER BY created_at, document, type"
)

// PutAttempt inserts an attempt or replaces its state by (submission, number).
func (ReportingStore) PutAttempt(ctx context.Context, tx sdano.Tx, a reporting.Attempt) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putAttempt, int64(u.tenant), a.Submission.String(), int64(a.Number), ref(a.DraftID), string(a.State),
		micros(a.StartedAt), micros(a.EndedAt), a.Error)
	return err
}

// Attempts returns the attempts of a submission by number.
func (ReportingStore) Attempts(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]reporting.Attempt, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	dest := func(a *reporting.Attempt) []any {
		return []any{&a.Submission, &a.Number, &a.DraftID, &a.State, at(&a.StartedAt), at(&a.EndedAt), &a.Error}
	}
	return collect(ctx, u, dest, selectAttempts, int64(u.tenant), submission.String())
}

// PutReply inserts a reply or replaces its state by (submission, document,
// type).
func (ReportingStore) PutReply(ctx context.Context, tx sdano.Tx, r reporting.Reply) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putReply, int64(u.tenant), r.Submission.String(), r.Document.String(), r.Type, string(r.State),
		micros(r.CreatedAt), micros(r.EndedAt), r.Error)
	return err
}

// Replies returns the replies of a submission, oldest first.
func (ReportingStore) Replies(ctx context.Context, tx sdano.Tx, submission sdano.ID) ([]reporting.Reply, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	dest := func(r *reporting.Reply) []any {
		return []any{&r.Submission, &r.Document, &r.Type, &r.State, at(&r.CreatedAt), at(&r.EndedAt), &r.Error}
	}
	return collect(ctx, u, dest, selectReplies, int64(u.tenant), submission.String())
}
