package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sdano"
	"sdano/reporting"
)

var (
	workColumns = columnsOf("tenant submission uid status delivery needs_audit next_at lease_until tries")
	putWork     = insertInto("work_items", workColumns[:7]) + ` ON CONFLICT (tenant, submission) DO UPDATE SET
		uid = excluded.uid, status = excluded.status, delivery = excluded.delivery, needs_audit = excluded.needs_audit,
		next_at = CASE excluded.next_at WHEN 0 THEN work_items.next_at ELSE excluded.next_at END`
	deleteWork  = "DELETE FROM work_items WHERE tenant = $1 AND submission = $2"
	selectWork  = "SELECT " + workColumns.list() + " FROM work_items WHERE "
	releaseWork = "UPDATE work_items SET lease_until = 0, lease_owner = '', tries = $1," +
		" next_at = CASE WHEN next_at = $2 THEN $3 ELSE next_at END" +
		" WHERE tenant = $4 AND submission = $5 AND lease_owner = $6"

	// phaseWork are the conditions of the phases; their first parts are those of
	// the partial indices.
	phaseWork = map[reporting.Phase]string{
		reporting.PhaseSend: "delivery <> 'accepted'",
		reporting.PhaseFetch: "delivery = 'accepted' AND EXISTS (SELECT 1 FROM submissions s" +
			" WHERE s.tenant = work_items.tenant AND s.id = work_items.submission AND s.ended_at = 0)",
	}
)

func workDest(w *reporting.WorkItem) []any {
	return []any{
		&w.Tenant, &w.Submission, &w.UID, &w.Status, &w.Delivery, &w.NeedsAudit,
		at(&w.NextAt), at(&w.LeaseUntil), &w.Tries,
	}
}

// PutWork inserts a row or replaces its uid, status, delivery, needs_audit and,
// if the given NextAt is not zero, next_at. Leases and Tries stay.
func (ReportingStore) PutWork(ctx context.Context, tx sdano.Tx, w reporting.WorkItem) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, w.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putWork, tenant, w.Submission.String(), w.UID, string(w.Status), string(w.Delivery),
		bit(w.NeedsAudit), micros(w.NextAt))
	return err
}

// DeleteWork removes a row; a missing one is no error.
func (ReportingStore) DeleteWork(ctx context.Context, tx sdano.Tx, submission sdano.ID) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, deleteWork, int64(u.tenant), submission.String())
	return err
}

// ListWork returns the tenant's rows by submission.
func (ReportingStore) ListWork(ctx context.Context, tx sdano.Tx) ([]reporting.WorkItem, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, workDest, selectWork+"tenant = $1 ORDER BY submission", int64(u.tenant))
}

// ClaimWork leases up to limit rows of the phase that are due at now and not
// leased, until the given instant, for an owner; the longest due come first. It
// runs in a writing unit of AllTenants; in one of a tenant it takes only that
// tenant's rows. Units that claim at the same time never get the same row.
func (ReportingStore) ClaimWork(ctx context.Context, tx sdano.Tx, c reporting.Claim) ([]reporting.WorkItem, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	phase, known := phaseWork[c.Phase]
	if !known {
		return nil, nil
	}
	var q statement
	q.add("WITH due (due_tenant, due_submission) AS MATERIALIZED (SELECT tenant, submission FROM work_items WHERE ").add(phase)
	q.add(" AND lease_until <= ?", micros(c.Now)).addTenant(u)
	if !c.All {
		q.add(" AND next_at <= ?", micros(c.Now))
	}
	q.add(" ORDER BY next_at LIMIT ?", limitOr(c.Limit)).add(u.dialect.forUpdateSkipLocked())
	q.add(") UPDATE work_items SET lease_until = ?, lease_owner = ? FROM due", micros(c.LeaseUntil), c.Owner)
	q.add(" WHERE tenant = due_tenant AND submission = due_submission RETURNING " + workColumns.list())
	out, err := collect(ctx, u, workDest, q.text.String(), q.args...)
	slices.SortFunc(out, func(a, b reporting.WorkItem) int {
		return cmp.Or(a.NextAt.Compare(b.NextAt), slices.Compare(a.Submission[:], b.Submission[:]))
	})
	return out, err
}

// ReleaseWork ends the owner's lease of a row and sets its Tries, and its NextAt
// to next unless that was changed since the row was claimed as w. If
// the lease is another's by now, or the row is gone, nothing is changed.
func (ReportingStore) ReleaseWork(ctx context.Context, tx sdano.Tx, w reporting.WorkItem, next time.Time, owner string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, w.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, releaseWork, int64(w.Tries), micros(w.NextAt), micros(next), tenant, w.Submission.String(), owner)
	return err
}

// uidsAtOnce is how many docflows one statement asks for.
const uidsAtOnce = 100

// WorkByUID returns the rows of the docflows named, by tenant and submission.
func (ReportingStore) WorkByUID(ctx context.Context, tx sdano.Tx, uids []string) ([]reporting.WorkItem, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var out []reporting.WorkItem
	for part := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(uids))), uidsAtOnce) {
		var q statement
		q.add(selectWork+"uid <> '' AND uid IN (?", part[0])
		for _, uid := range part[1:] {
			q.add(", ?", uid)
		}
		q.add(")").addTenant(u)
		rows, err := collect(ctx, u, workDest, q.text.String(), q.args...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, func(a, b reporting.WorkItem) int {
		return cmp.Or(cmp.Compare(a.Tenant, b.Tenant), slices.Compare(a.Submission[:], b.Submission[:]))
	})
	return out, nil
}

// DropLeases ends the leases of an owner, or of all if owner is "": the rescue
// at start.
func (ReportingStore) DropLeases(ctx context.Context, tx sdano.Tx, owner string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	var q statement
	q.add("UPDATE work_items SET lease_until = 0, lease_owner = '' WHERE lease_owner <> ''").addTenant(u)
	if owner != "" {
		q.add(" AND lease_owner = ?", owner)
	}
	_, err = u.exec(ctx, q.text.String(), q.args...)
	return err
}
