package hooks

import (
	"context"
	"slices"
	"time"

	"sdano"
	"sdano/audit"
)

// Hook is a subscription («подписка») of somebody's program. Instants are of
// the real clock, in UTC.
type Hook struct {
	ID     sdano.ID
	Tenant sdano.Tenant
	// Version grows by one with each write; writes compare and set it.
	Version int64
	// Owner is the login in whose name events are read: he must still be allowed
	// to see them.
	Owner string
	URL   string
	// Topic says what it is about, in the words of the source: "box/<id>".
	Topic string
	// Codes are the kinds of events that are told; none means all.
	Codes []string
	// Secret signs; OldSecret signs too until OldUntil.
	Secret, OldSecret string
	OldUntil          time.Time
	// Cursor is the number of the last event that was looked at.
	Cursor int64
	// NextAt is when the address may be asked again, Streak how many attempts
	// failed in a row.
	NextAt time.Time
	Streak int
	// OffAt is when it was switched off, zero while it works; OffReason says why
	// in Russian.
	OffAt     time.Time
	OffReason string
	// Delivered and Lost count events, Lost those that were given up.
	Delivered, Lost int64
	DeliveredAt     time.Time
	// LastError says in Russian how the last failed attempt failed.
	LastError  string
	CreatedAt  time.Time
	LeaseOwner string
	LeaseUntil time.Time
	// PutAsideAt is when the first event that was put aside is due, zero if
	// there is none. The store reads it together with the hook.
	PutAsideAt time.Time
}

// wants reports whether events of a code are told.
func (h Hook) wants(code string) bool { return len(h.Codes) == 0 || slices.Contains(h.Codes, code) }

// Event is something that happened.
type Event struct {
	// Number orders events; it grows.
	Number int64
	// Group is what the event is about: the order within it is kept.
	Group string
	// Code is its kind.
	Code string
	// Body is what is told, in JSON.
	Body []byte
}

// Source is where events are read.
type Source interface {
	// Events returns up to limit events of a hook's topic that its owner may see,
	// with a greater number than after, ascending. An error of kind Forbidden or
	// NotFound says that he may no longer.
	Events(ctx context.Context, h Hook, after int64, limit int) ([]Event, error)
}

// Aside is an event that was put aside: its delivery failed, or it waits behind
// one of its group that did.
type Aside struct {
	Tenant sdano.Tenant
	Hook   sdano.ID
	Number int64
	Group  string
	Body   []byte
	// Tries counts the attempts.
	Tries int
	// NextAt is when it is due; zero while it waits behind another.
	NextAt time.Time
}

// Errors of the store.
var (
	// ErrNotFound: no such hook for this tenant.
	ErrNotFound = &sdano.Error{
		Kind: sdano.NotFound, Code: "not_found",
		Message: "Не найден вебхук.",
		Remedy:  "Проверьте его идентификатор.",
	}
	// ErrStale: the row has another version than the one that was read.
	ErrStale = &sdano.Error{
		Kind: sdano.Conflict, Code: "stale_version",
		Message: "Вебхук изменён после того, как вы его прочитали.",
		Remedy:  "Прочитайте вебхук заново и повторите действие.",
	}
)

// Store keeps hooks and what was put aside.
type Store interface {
	Subscriptions
	Asides
}

// Subscriptions keeps hooks.
type Subscriptions interface {
	// InsertHook records a hook.
	InsertHook(ctx context.Context, tx sdano.Tx, h Hook) error
	// Hook returns one, or ErrNotFound.
	Hook(ctx context.Context, tx sdano.Tx, id sdano.ID) (Hook, error)
	// Hooks returns the hooks of the unit's tenant by ID.
	Hooks(ctx context.Context, tx sdano.Tx) ([]Hook, error)
	// UpdateHook writes h if the stored version equals h.Version, and stores
	// Version+1; otherwise ErrStale.
	UpdateHook(ctx context.Context, tx sdano.Tx, h Hook) error
	// DeleteHook removes a hook with all that was put aside of it.
	DeleteHook(ctx context.Context, tx sdano.Tx, id sdano.ID) error
	// ReadyHooks returns the hooks of all tenants that are on, whose NextAt has
	// come and which nobody holds, by NextAt. It runs in a unit of AllTenants.
	ReadyHooks(ctx context.Context, tx sdano.Tx, now time.Time) ([]Hook, error)
	// DropLeases ends the leases of an owner, in a unit of AllTenants.
	DropLeases(ctx context.Context, tx sdano.Tx, owner string) error
}

// Asides keeps what was put aside.
type Asides interface {
	// PutAside inserts an event or replaces its Tries and NextAt.
	PutAside(ctx context.Context, tx sdano.Tx, a Aside) error
	// NextAside returns the event of a hook that is due first; false if none is.
	NextAside(ctx context.Context, tx sdano.Tx, hook sdano.ID, now time.Time) (Aside, bool, error)
	// HasAside reports whether an event of a group was put aside.
	HasAside(ctx context.Context, tx sdano.Tx, hook sdano.ID, group string) (bool, error)
	// DropAside removes an event and makes the next one of its group due at an
	// instant.
	DropAside(ctx context.Context, tx sdano.Tx, a Aside, due time.Time) error
	// ClearAside removes all that was put aside of a hook.
	ClearAside(ctx context.Context, tx sdano.Tx, hook sdano.ID) error
}

// Journal is the tenant's journal.
type Journal interface {
	// Record adds an entry to the journal of the unit's tenant.
	Record(ctx context.Context, tx sdano.Tx, e audit.Entry) error
}
