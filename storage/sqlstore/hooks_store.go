package sqlstore

import (
	"context"
	"time"

	"sdano"
	"sdano/hooks"
)

// HooksStore keeps webhooks and the events that were put aside. It is
// hooks.Store.
type HooksStore struct{}

var _ hooks.Store = HooksStore{}

var (
	hookState = columnsOf(`version owner url topic codes secret old_secret old_until read_to next_at streak off_at off_reason
		delivered lost delivered_at last_error created_at lease_owner lease_until`)
	hookColumns = append(columnsOf("tenant id"), hookState...)
	insertHook  = insertInto("hooks", hookColumns)
	updateHook  = update("hooks", hookState, "tenant", "id", "version")
	selectHooks = "SELECT " + hookColumns.of("h") + ", COALESCE((SELECT MIN(a.next_at) FROM hook_asides a" +
		" WHERE a.tenant = h.tenant AND a.hook = h.id AND a.next_at > 0), 0) FROM hooks h WHERE "

	asideColumns = columnsOf("tenant hook number part body tries next_at")
	putAside     = insertInto("hook_asides", asideColumns) +
		" ON CONFLICT (tenant, hook, number) DO UPDATE SET tries = excluded.tries, next_at = excluded.next_at"
	selectAside = "SELECT " + asideColumns.list() + " FROM hook_asides"
)

const (
	deleteHook  = "DELETE FROM hooks WHERE tenant = $1 AND id = $2"
	clearAsides = "DELETE FROM hook_asides WHERE tenant = $1 AND hook = $2"
	hasAside    = "SELECT 1 FROM hook_asides WHERE tenant = $1 AND hook = $2 AND part = $3 LIMIT 1"
	dropAside   = "DELETE FROM hook_asides WHERE tenant = $1 AND hook = $2 AND number = $3"
	nextAside   = "UPDATE hook_asides SET next_at = $1 WHERE tenant = $2 AND hook = $3 AND next_at = 0 AND number =" +
		" (SELECT MIN(number) FROM hook_asides WHERE tenant = $4 AND hook = $5 AND part = $6)"
)

func hookDest(h *hooks.Hook) []any {
	return []any{
		&h.Tenant, &h.ID, &h.Version, &h.Owner, &h.URL, &h.Topic, doc(&h.Codes), &h.Secret, &h.OldSecret, at(&h.OldUntil),
		&h.Cursor, at(&h.NextAt), &h.Streak, at(&h.OffAt), &h.OffReason, &h.Delivered, &h.Lost, at(&h.DeliveredAt),
		&h.LastError, at(&h.CreatedAt), &h.LeaseOwner, at(&h.LeaseUntil), at(&h.PutAsideAt),
	}
}

// hookArgs are the values of hookState.
func hookArgs(h *hooks.Hook, version int64) ([]any, error) {
	codes, err := listText(h.Codes)
	return []any{
		version, h.Owner, h.URL, h.Topic, codes, h.Secret, h.OldSecret, micros(h.OldUntil), h.Cursor, micros(h.NextAt),
		int64(h.Streak), micros(h.OffAt), h.OffReason, h.Delivered, h.Lost, micros(h.DeliveredAt), h.LastError,
		micros(h.CreatedAt), h.LeaseOwner, micros(h.LeaseUntil),
	}, err
}

// InsertHook records a hook.
func (HooksStore) InsertHook(ctx context.Context, tx sdano.Tx, h hooks.Hook) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, h.Tenant)
	if err != nil {
		return err
	}
	state, err := hookArgs(&h, h.Version)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertHook, append([]any{tenant, h.ID.String()}, state...)...)
	return err
}

// Hook returns a hook, or hooks.ErrNotFound.
func (HooksStore) Hook(ctx context.Context, tx sdano.Tx, id sdano.ID) (hooks.Hook, error) {
	u, err := unitOf(tx)
	if err != nil {
		return hooks.Hook{}, err
	}
	return one(ctx, u, hooks.ErrNotFound, hookDest, selectHooks+"h.tenant = $1 AND h.id = $2", int64(u.tenant), id.String())
}

// Hooks returns the hooks of the unit's tenant by ID.
func (HooksStore) Hooks(ctx context.Context, tx sdano.Tx) ([]hooks.Hook, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, hookDest, selectHooks+"h.tenant = $1 ORDER BY h.id", int64(u.tenant))
}

// UpdateHook writes h if the stored version equals h.Version, and stores
// Version+1; otherwise hooks.ErrStale.
func (HooksStore) UpdateHook(ctx context.Context, tx sdano.Tx, h hooks.Hook) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, h.Tenant)
	if err != nil {
		return err
	}
	state, err := hookArgs(&h, h.Version+1)
	if err != nil {
		return err
	}
	return change(ctx, u, hooks.ErrStale, updateHook, append(state, tenant, h.ID.String(), h.Version)...)
}

// DeleteHook removes a hook with all that was put aside of it.
func (s HooksStore) DeleteHook(ctx context.Context, tx sdano.Tx, id sdano.ID) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	if err := s.ClearAside(ctx, tx, id); err != nil {
		return err
	}
	_, err = u.exec(ctx, deleteHook, int64(u.tenant), id.String())
	return err
}

// ReadyHooks returns the hooks that are on, whose NextAt has come and which
// nobody holds, by NextAt.
func (HooksStore) ReadyHooks(ctx context.Context, tx sdano.Tx, now time.Time) ([]hooks.Hook, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectHooks+"h.off_at = 0 AND h.next_at <= ? AND (h.lease_owner = '' OR h.lease_until <= ?)", micros(now), micros(now))
	if u.tenant != sdano.AllTenants {
		q.add(" AND h.tenant = ?", int64(u.tenant))
	}
	q.add(" ORDER BY h.next_at, h.id")
	return collect(ctx, u, hookDest, q.text.String(), q.args...)
}

// DropLeases ends the leases of an owner.
func (HooksStore) DropLeases(ctx context.Context, tx sdano.Tx, owner string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	var q statement
	q.add("UPDATE hooks SET lease_owner = '', lease_until = 0, version = version + 1 WHERE lease_owner = ?", owner).addTenant(u)
	_, err = u.exec(ctx, q.text.String(), q.args...)
	return err
}

func asideDest(a *hooks.Aside) []any {
	return []any{&a.Tenant, &a.Hook, &a.Number, &a.Group, &a.Body, &a.Tries, at(&a.NextAt)}
}

// PutAside inserts an event or replaces its Tries and NextAt.
func (HooksStore) PutAside(ctx context.Context, tx sdano.Tx, a hooks.Aside) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, a.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putAside, tenant, a.Hook.String(), a.Number, a.Group, a.Body, int64(a.Tries), micros(a.NextAt))
	return err
}

// NextAside returns the event of a hook that is due first; false if none is.
func (HooksStore) NextAside(ctx context.Context, tx sdano.Tx, hook sdano.ID, now time.Time) (hooks.Aside, bool, error) {
	return find(ctx, tx, asideDest,
		selectAside+" WHERE tenant = $1 AND hook = $2 AND next_at > 0 AND next_at <= $3 ORDER BY next_at, number LIMIT 1",
		hook.String(), micros(now))
}

// HasAside reports whether an event of a group was put aside.
func (HooksStore) HasAside(ctx context.Context, tx sdano.Tx, hook sdano.ID, group string) (bool, error) {
	_, found, err := find(ctx, tx, func(v *int64) []any { return []any{v} }, hasAside, hook.String(), group)
	return found, err
}

// DropAside removes an event and makes the next one of its group due at an
// instant.
func (HooksStore) DropAside(ctx context.Context, tx sdano.Tx, a hooks.Aside, due time.Time) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, hook := int64(u.tenant), a.Hook.String()
	if _, err := u.exec(ctx, dropAside, tenant, hook, a.Number); err != nil {
		return err
	}
	_, err = u.exec(ctx, nextAside, micros(due), tenant, hook, tenant, hook, a.Group)
	return err
}

// ClearAside removes all that was put aside of a hook.
func (HooksStore) ClearAside(ctx context.Context, tx sdano.Tx, hook sdano.ID) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, clearAsides, int64(u.tenant), hook.String())
	return err
}
