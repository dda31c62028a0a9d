package sqlstore

import (
	"context"
	"slices"

	"sdano"
	"sdano/acceptance"
)

var (
	sendIntent  = columnsOf("id tenant task document action content signature started_at")
	sendResult  = columnsOf("version ref ended_at error")
	sendColumns = slices.Concat(sendIntent, sendResult)
	insertSend  = insertInto("edo_attempts", sendColumns)
	updateSend  = update("edo_attempts", sendResult, "tenant", "id", "version")
	selectSends = "SELECT " + sendColumns.list() + " FROM edo_attempts WHERE tenant = $1 AND task = $2 ORDER BY id"

	queueColumns = columnsOf("tenant box id document extra created_at done_at")
	putQueue     = insertInto("edo_queue", queueColumns) + " ON CONFLICT (tenant, box, id) DO UPDATE SET done_at = excluded.done_at"
	selectQueue  = "SELECT " + queueColumns.list() + " FROM edo_queue WHERE tenant = $1 AND box = $2 AND "
)

func sendDest(a *acceptance.Attempt) []any {
	return []any{
		&a.ID, &a.Tenant, &a.Task, &a.Document, &a.Action, &a.Content, &a.Signature, at(&a.StartedAt),
		&a.Version, &a.Ref, at(&a.EndedAt), &a.Error,
	}
}

// InsertAttempt records that something is about to be sent.
func (AcceptanceStore) InsertAttempt(ctx context.Context, tx sdano.Tx, a acceptance.Attempt) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, a.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertSend, a.ID.String(), tenant, a.Task, a.Document.String(), string(a.Action),
		ref(a.Content), ref(a.Signature), micros(a.StartedAt), a.Version, a.Ref, micros(a.EndedAt), a.Error)
	return err
}

// UpdateAttempt writes what came of an attempt if the stored version equals
// a.Version, and stores Version+1; otherwise acceptance.ErrStale.
func (AcceptanceStore) UpdateAttempt(ctx context.Context, tx sdano.Tx, a acceptance.Attempt) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, a.Tenant)
	if err != nil {
		return err
	}
	return change(ctx, u, acceptance.ErrStale, updateSend, a.Version+1, a.Ref, micros(a.EndedAt), a.Error, tenant, a.ID.String(), a.Version)
}

// AttemptsOf returns the attempts of a task in the order in which their ids were
// made.
func (AcceptanceStore) AttemptsOf(ctx context.Context, tx sdano.Tx, task int64) ([]acceptance.Attempt, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, sendDest, selectSends, int64(u.tenant), task)
}

func queueDest(q *acceptance.QueueItem) []any {
	return []any{&q.Tenant, &q.Box, &q.ID, &q.Document, &q.Extra, at(&q.CreatedAt), at(&q.DoneAt)}
}

// PutQueueItem inserts an item or replaces its DoneAt.
func (AcceptanceStore) PutQueueItem(ctx context.Context, tx sdano.Tx, q acceptance.QueueItem) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, q.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putQueue, tenant, q.Box, q.ID, q.Document.String(), q.Extra, micros(q.CreatedAt), micros(q.DoneAt))
	return err
}

// QueueItems returns the waiting items of a box by ID.
func (AcceptanceStore) QueueItems(ctx context.Context, tx sdano.Tx, box string) ([]acceptance.QueueItem, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, queueDest, selectQueue+"done_at = 0 ORDER BY id", int64(u.tenant), box)
}

// QueueItem returns an item of a box, also one that is done, or
// acceptance.ErrNotFound.
func (AcceptanceStore) QueueItem(ctx context.Context, tx sdano.Tx, box string, id int64) (acceptance.QueueItem, error) {
	u, err := unitOf(tx)
	if err != nil {
		return acceptance.QueueItem{}, err
	}
	return one(ctx, u, acceptance.ErrNotFound, queueDest, selectQueue+"id = $3", int64(u.tenant), box, id)
}
