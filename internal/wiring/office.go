package wiring

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/access"
	"sdano/audit"
	"sdano/monitor"
	"sdano/party"
	"sdano/storage/sqlstore"
)

// Office changes the settings of an installation: its users, data areas and
// organisations. Every change leaves an entry, written with it, in the journal of
// the data area, or in the installation's own if it is of no single one: there
// are users, data areas and settings.
type Office struct {
	db     *sqlstore.DB
	access *access.Service
	payers *monitor.Service
	clock  sdano.Clock
}

// NewOffice returns the office of an open store.
func NewOffice(db *sqlstore.DB, clock sdano.Clock) *Office {
	return &Office{
		db: db, clock: clock,
		access: access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: sdano.RealClock{}}),
		payers: monitor.New(monitor.Config{Units: db, Store: sqlstore.MonitorStore{}, Journal: sqlstore.JournalStore{}, Clock: clock}),
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

// account is what the journal keeps of one: never a hash of a password.
type account struct {
	Login    string         `json:"login"`
	Tenants  []sdano.Tenant `json:"tenants"`
	Scopes   []access.Scope `json:"scopes"`
	Disabled bool           `json:"disabled"`
	// NewPassword says that the password was set with this change.
	NewPassword bool `json:"new_password,omitzero"`
}

func accountOf(u access.User) account {
	return account{Login: u.Login, Tenants: u.Tenants, Scopes: u.Scopes, Disabled: u.Disabled}
}

// SetUser enters an account or replaces it; "" keeps the password. Account and
// entry are written in one unit; there is no entry if the account stands like
// that already. The error is of kind Unprocessable if login or password cannot
// be used.
func (o *Office) SetUser(ctx context.Context, actor sdano.Actor, u access.User, password string) error {
	entry := audit.Entry{At: o.clock.Now(), Actor: actor, Action: "user.set", Object: "user/" + u.Login}
	return o.access.PutUser(ctx, u, password, func(ctx context.Context, tx sdano.Tx, c access.UserChange) error {
		if c.Existed && reflect.DeepEqual(c.Before, c.After) {
			return nil
		}
		after := accountOf(c.After)
		after.NewPassword = c.Before.PasswordHash != c.After.PasswordHash
		return o.record(ctx, tx, entry, optional(c.Existed, accountOf(c.Before)), after)
	})
}

// SetArea enters a data area or replaces the one of its number. Nothing is
// written if it stands like that already.
func (o *Office) SetArea(ctx context.Context, actor sdano.Actor, area party.Area) error {
	var parties sqlstore.PartyStore
	entry := audit.Entry{At: o.clock.Now(), Actor: actor, Action: "area.set", Object: fmt.Sprintf("area/%d", area.Tenant)}
	return o.db.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		areas, err := parties.Areas(ctx, tx)
		if err != nil || slices.Contains(areas, area) {
			return err
		}
		if err := parties.PutArea(ctx, tx, area); err != nil {
			return err
		}
		i := slices.IndexFunc(areas, func(a party.Area) bool { return a.Tenant == area.Tenant })
		if i < 0 {
			return o.record(ctx, tx, entry, nil, area)
		}
		return o.record(ctx, tx, entry, areas[i], area)
	})
}

// SetSetting sets a setting of the whole installation, such as the move of the
// business clock. Nothing is written if it has the value already.
func (o *Office) SetSetting(ctx context.Context, actor sdano.Actor, name, value string) error {
	var settings sqlstore.SettingsStore
	entry := audit.Entry{At: o.clock.Now(), Actor: actor, Action: "setting.set", Object: "setting/" + name}
	return o.db.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		before, found, err := settings.Get(ctx, tx, name)
		if err != nil || found && before == value {
			return err
		}
		if err := settings.Put(ctx, tx, name, value); err != nil {
			return err
		}
		return o.record(ctx, tx, entry, optional(found, before), value)
	})
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
// with its ID. The error is of kind Unprocessable if it cannot be right.
func (o *Office) SetProfile(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, p monitor.Profile) error {
	return o.payers.Save(ctx, actor, tenant, p, monitor.Facts{})
}

// enter makes a payer that is saved an organisation of its data area, so that
// reporting and the pages know it; one that is there keeps its ID.
func enter(ctx context.Context, tx sdano.Tx, p monitor.Profile) error {
	var parties sqlstore.PartyStore
	list, err := parties.Organizations(ctx, tx)
	if err != nil || p.Deleted {
		return err
	}
	o := party.Organization{ID: sdano.NewID(), TaxID: p.TaxID, Name: p.Name, Main: p.Main}
	if i := slices.IndexFunc(list, func(o party.Organization) bool { return o.TaxID == p.TaxID }); i >= 0 {
		if o.ID = list[i].ID; list[i] == o {
			return nil
		}
	}
	return parties.PutOrganization(ctx, tx, o)
}
