package sqlstore

import (
	"context"

	"sdano"
	"sdano/acceptance"
)

// AcceptanceStore keeps boxes, documents, status feeds, stored files, tasks,
// attempts to send and the queues of receipts. It is acceptance.Store; every
// method works inside the unit it is given and sees the rows of the unit's
// tenant, unless it says otherwise.
type AcceptanceStore struct{}

var _ acceptance.Store = AcceptanceStore{}

// The statements of the locator.
const (
	documentTenant   = "SELECT tenant FROM edo_documents WHERE id = $1"
	attachmentTenant = "SELECT tenant FROM edo_attachments WHERE id = $1"
	taskTenant       = "SELECT tenant FROM edo_tasks WHERE id = $1"
	boxTenant        = "SELECT tenant FROM edo_boxes WHERE id = $1"
)

// DocumentTenant returns whose a document is, in a unit of AllTenants; false if
// there is no such document.
func (AcceptanceStore) DocumentTenant(ctx context.Context, tx sdano.Tx, id sdano.ID) (sdano.Tenant, bool, error) {
	return locate(ctx, tx, documentTenant, id.String())
}

// AttachmentTenant returns whose a link is, in a unit of AllTenants; false if
// there is no such link.
func (AcceptanceStore) AttachmentTenant(ctx context.Context, tx sdano.Tx, id sdano.ID) (sdano.Tenant, bool, error) {
	return locate(ctx, tx, attachmentTenant, id.String())
}

// TaskTenant returns whose a task is, in a unit of AllTenants; false if there is
// no such task.
func (AcceptanceStore) TaskTenant(ctx context.Context, tx sdano.Tx, id int64) (sdano.Tenant, bool, error) {
	return locate(ctx, tx, taskTenant, id)
}

// BoxTenant returns whose a box is, in a unit of AllTenants; false if there is
// no such box.
func (AcceptanceStore) BoxTenant(ctx context.Context, tx sdano.Tx, id string) (sdano.Tenant, bool, error) {
	return locate(ctx, tx, boxTenant, id)
}

// locate asks for the tenant of an id. In a unit of one tenant it tells nothing
// of the others.
func locate(ctx context.Context, tx sdano.Tx, query string, id any) (tenant sdano.Tenant, found bool, err error) {
	u, err := unitOf(tx)
	if err != nil {
		return 0, false, err
	}
	found, err = u.row(ctx, query, []any{&tenant}, id)
	if u.tenant != sdano.AllTenants && tenant != u.tenant {
		return 0, false, err
	}
	return tenant, found, err
}

// addIn appends a condition that a column is one of some values; there must be
// one at least.
func addIn[T any](q *statement, column string, values []T) *statement {
	q.add(" AND "+column+" IN (?", values[0])
	for _, v := range values[1:] {
		q.add(", ?", v)
	}
	return q.add(")")
}
