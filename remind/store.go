package remind

import (
	"context"
	"time"

	"sdano"
)

// State is how far the sending of a digest has come.
type State string

// The states of a digest.
const (
	Intended State = "intended" // it is to be sent, or its sending has begun
	Sent     State = "sent"     // the channel has taken it
	Failed   State = "failed"   // it was given up
)

// Delivery is a digest that is to be sent or was: there is one per subscription,
// organisation and day. Instants are of the real clock, in UTC.
type Delivery struct {
	Tenant       sdano.Tenant
	Subscription sdano.ID
	// ID is of subscription, organisation and day: every attempt carries it.
	ID sdano.ID
	// Version grows by one with each write; writes compare and set it.
	Version int64
	State   State
	// Attempts counts those that were begun; NextAt is when the next one may be.
	Attempts int
	NextAt   time.Time
	// LastError says in Russian how the last failed attempt failed.
	LastError string
	// Message is what is told; its Payer and Day are the key of the digest.
	Message Message
}

// NewDelivery returns the digest of a message, to be sent from an instant on.
func NewDelivery(s Subscription, m Message, from time.Time) Delivery {
	id := sdano.NameID(s.ID, m.Payer.INN+"/"+m.Payer.KPP+"/"+m.Day.String())
	return Delivery{Tenant: s.Tenant, Subscription: s.ID, ID: id, State: Intended, NextAt: from, Message: m}
}

// Errors of the store.
var (
	// ErrNotFound: no such subscription for this tenant.
	ErrNotFound = &sdano.Error{
		Kind: sdano.NotFound, Code: "no_reminder",
		Message: "Такого напоминания нет.",
		Remedy:  "Проверьте его идентификатор.",
	}
	// ErrStale: another process has changed the digest since it was read.
	ErrStale = &sdano.Error{
		Kind: sdano.Conflict, Code: "stale_version",
		Message: "Сводка уже отправляется другим сервером.",
		Remedy:  "Повторите действие.",
	}
)

// Store keeps subscriptions and what was told.
type Store interface {
	Subscriptions
	Deliveries
}

// Subscriptions keeps subscriptions.
type Subscriptions interface {
	// AddSubscription records a subscription.
	AddSubscription(ctx context.Context, tx sdano.Tx, s Subscription) error
	// Subscriptions returns those of the unit's tenant, in a unit of AllTenants all
	// of them, by tenant and ID.
	Subscriptions(ctx context.Context, tx sdano.Tx) ([]Subscription, error)
	// Subscription returns one, or ErrNotFound.
	Subscription(ctx context.Context, tx sdano.Tx, id sdano.ID) (Subscription, error)
	// DeleteSubscription removes one with all that was told to it, or returns
	// ErrNotFound.
	DeleteSubscription(ctx context.Context, tx sdano.Tx, id sdano.ID) error
}

// Deliveries keeps what was told.
type Deliveries interface {
	// Intend records a digest; false means that there is one already for its
	// subscription, organisation and day, and nothing was written.
	Intend(ctx context.Context, tx sdano.Tx, d Delivery) (bool, error)
	// UpdateDelivery writes state, attempts, NextAt and LastError if the stored
	// version equals d.Version, and stores Version+1; otherwise ErrStale.
	UpdateDelivery(ctx context.Context, tx sdano.Tx, d Delivery) error
	// DueDeliveries returns up to limit digests of all tenants that are intended
	// and whose NextAt has come, by NextAt. It runs in a unit of AllTenants.
	DueDeliveries(ctx context.Context, tx sdano.Tx, now time.Time, limit int) ([]Delivery, error)
	// Told returns the digests of a subscription from a day on, by day.
	Told(ctx context.Context, tx sdano.Tx, subscription sdano.ID, from sdano.Date) ([]Delivery, error)
}
