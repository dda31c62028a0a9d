package wiring

import (
	"context"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/access"
	"sdano/audit"
	"sdano/monitor"
	"sdano/party"
	"sdano/storage/sqlstore"
)

// Office changes the settings of an installation: its users and organisations.
// Every change leaves an entry in the journal of each data area it concerns.
type Office struct {
	db     *sqlstore.DB
	access *access.Service
	clock  sdano.Clock
}

// NewOffice returns the office of an open store.
func NewOffice(db *sqlstore.DB, clock sdano.Clock) *Office {
	return &Office{
		db: db, clock: clock,
		access: access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: sdano.RealClock{}}),
	}
}

// SetOrganization enters an organisation of a data area or replaces the one
// with its ID. Nothing is written if it stands like that already.
func (o *Office) SetOrganization(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, org party.Organization) error {
	var parties sqlstore.PartyStore
	at := o.clock.Now()
	return o.db.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		before, found, err := parties.OrganizationByTaxID(ctx, tx, org.TaxID)
		if err != nil || found && before == org {
			return err
		}
		if err := parties.PutOrganization(ctx, tx, org); err != nil {
			return err
		}
		entry := audit.Entry{At: at, Actor: actor, Action: "organization.set", Object: "organization/" + org.ID.String()}
		return o.record(ctx, tx, entry, optional(found, before), org)
	})
}

// SetUser enters an account or replaces it; "" keeps the password. The error is
// of kind Unprocessable if login or password cannot be used.
func (o *Office) SetUser(ctx context.Context, actor sdano.Actor, u access.User, password string) error {
	if err := o.access.PutUser(ctx, u, password); err != nil {
		return err
	}
	// The journal never holds a hash of a password.
	seen := struct {
		Login    string         `json:"login"`
		Tenants  []sdano.Tenant `json:"tenants"`
		Scopes   []access.Scope `json:"scopes"`
		Disabled bool           `json:"disabled"`
	}{u.Login, u.Tenants, u.Scopes, u.Disabled}
	at := o.clock.Now()
	for _, tenant := range u.Tenants {
		err := o.db.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
			entry := audit.Entry{At: at, Actor: actor, Action: "user.set", Object: "user/" + u.Login}
			return o.record(ctx, tx, entry, nil, seen)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func optional[T any](found bool, v T) any {
	if !found {
		return nil
	}
	return v
}

func (o *Office) record(ctx context.Context, tx sdano.Tx, e audit.Entry, before, after any) error {
	var journal sqlstore.JournalStore
	e.Tenant = tx.Tenant()
	for into, v := range map[*string]any{&e.Before: before, &e.After: after} {
		if v == nil {
			continue
		}
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		*into = string(text)
	}
	return journal.Record(ctx, tx, e)
}

// SetProfile enters the profile of a payer for the monitor or replaces the one
// with its ID.
func (o *Office) SetProfile(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, p monitor.Profile) error {
	if err := p.Check(); err != nil {
		return err
	}
	at := o.clock.Now()
	return o.db.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		if err := (sqlstore.MonitorStore{}).SaveProfile(ctx, tx, p); err != nil {
			return err
		}
		entry := audit.Entry{At: at, Actor: actor, Action: "profile.set", Object: "profile/" + p.ID.String()}
		return o.record(ctx, tx, entry, nil, p)
	})
}
