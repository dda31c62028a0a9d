package sqlstore

import (
	"context"
	"time"

	"sdano"
	"sdano/remind"
)

// RemindStore keeps the subscriptions to reminders and what was told. It is
// remind.Store.
type RemindStore struct{}

var _ remind.Store = RemindStore{}

var (
	reminderColumns = columnsOf("tenant id body secret")
	addReminder     = insertInto("remind_subscriptions", reminderColumns)
	selectReminders = "SELECT " + reminderColumns.list() + " FROM remind_subscriptions WHERE 1 = 1"

	digestState   = columnsOf("version state attempts next_at last_error")
	digestColumns = append(columnsOf("tenant subscription inn kpp day id message"), digestState...)
	addDigest     = insertInto("remind_sent", digestColumns) + " ON CONFLICT DO NOTHING"
	updateDigest  = update("remind_sent", digestState, "tenant", "subscription", "id", "version")
	selectDigests = "SELECT " + digestColumns.list() + " FROM remind_sent WHERE "
)

// AddSubscription records a subscription.
func (RemindStore) AddSubscription(ctx context.Context, tx sdano.Tx, s remind.Subscription) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, s.Tenant)
	if err != nil {
		return err
	}
	body, err := jsonText(s)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, addReminder, tenant, s.ID.String(), body, s.Secret)
	return err
}

func reminderDest(s *remind.Subscription) []any {
	return []any{&s.Tenant, &s.ID, doc(s), &s.Secret}
}

// Subscriptions returns those of the unit's tenant, in a unit of AllTenants all.
func (RemindStore) Subscriptions(ctx context.Context, tx sdano.Tx) ([]remind.Subscription, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectReminders).addTenant(u).add(" ORDER BY tenant, id")
	return collect(ctx, u, reminderDest, q.text.String(), q.args...)
}

// Subscription returns one, or remind.ErrNotFound.
func (RemindStore) Subscription(ctx context.Context, tx sdano.Tx, id sdano.ID) (remind.Subscription, error) {
	u, err := unitOf(tx)
	if err != nil {
		return remind.Subscription{}, err
	}
	return one(ctx, u, remind.ErrNotFound, reminderDest, selectReminders+" AND tenant = $1 AND id = $2", int64(u.tenant), id.String())
}

// DeleteSubscription removes one with all that was told to it.
func (RemindStore) DeleteSubscription(ctx context.Context, tx sdano.Tx, id sdano.ID) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	const digests = "DELETE FROM remind_sent WHERE tenant = $1 AND subscription = $2"
	if _, err := u.exec(ctx, digests, int64(u.tenant), id.String()); err != nil {
		return err
	}
	const own = "DELETE FROM remind_subscriptions WHERE tenant = $1 AND id = $2"
	return change(ctx, u, remind.ErrNotFound, own, int64(u.tenant), id.String())
}

func digestDest(d *remind.Delivery) []any {
	return []any{
		&d.Tenant, &d.Subscription, new(string), new(string), new(string), &d.ID, doc(&d.Message),
		&d.Version, &d.State, &d.Attempts, at(&d.NextAt), &d.LastError,
	}
}

func digestArgs(d *remind.Delivery, version int64) []any {
	return []any{version, string(d.State), int64(d.Attempts), micros(d.NextAt), d.LastError}
}

// Intend records a digest; false if there is one already of its key.
func (RemindStore) Intend(ctx context.Context, tx sdano.Tx, d remind.Delivery) (bool, error) {
	u, err := unitOf(tx)
	if err != nil {
		return false, err
	}
	tenant, err := tenantOf(u, d.Tenant)
	if err != nil {
		return false, err
	}
	text, err := jsonText(d.Message)
	if err != nil {
		return false, err
	}
	key := []any{tenant, d.Subscription.String(), d.Message.Payer.INN, d.Message.Payer.KPP, d.Message.Day.String(), d.ID.String(), text}
	rows, err := u.exec(ctx, addDigest, append(key, digestArgs(&d, d.Version)...)...)
	return rows > 0, err
}

// UpdateDelivery writes how far a digest has come, or returns remind.ErrStale.
func (RemindStore) UpdateDelivery(ctx context.Context, tx sdano.Tx, d remind.Delivery) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, d.Tenant)
	if err != nil {
		return err
	}
	args := append(digestArgs(&d, d.Version+1), tenant, d.Subscription.String(), d.ID.String(), d.Version)
	return change(ctx, u, remind.ErrStale, updateDigest, args...)
}

// DueDeliveries returns the digests that are to be sent now, by NextAt.
func (RemindStore) DueDeliveries(ctx context.Context, tx sdano.Tx, now time.Time, limit int) ([]remind.Delivery, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectDigests+"state = 'intended' AND next_at <= ?", micros(now)).addTenant(u).add(" ORDER BY next_at, id LIMIT ?", int64(limit))
	return collect(ctx, u, digestDest, q.text.String(), q.args...)
}

// Told returns the digests of a subscription from a day on, by day.
func (RemindStore) Told(ctx context.Context, tx sdano.Tx, subscription sdano.ID, from sdano.Date) ([]remind.Delivery, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, digestDest, selectDigests+"tenant = $1 AND subscription = $2 AND day >= $3 ORDER BY day, inn, kpp",
		int64(u.tenant), subscription.String(), from.String())
}
