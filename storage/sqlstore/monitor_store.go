package sqlstore

import (
	"context"

	"sdano"
	"sdano/monitor"
)

// MonitorStore keeps profiles of payers and their facts. It is monitor.Store;
// every method works inside the unit it is given and sees the rows of the
// unit's tenant.
type MonitorStore struct{}

var _ monitor.Store = MonitorStore{}

const (
	selectProfiles = "SELECT main, body FROM monitor_profiles WHERE tenant = $1 AND deleted = 0"
	putProfile     = "INSERT INTO monitor_profiles (tenant, id, inn, kpp, main, deleted, body) VALUES ($1, $2, $3, $4, $5, $6, $7)" +
		" ON CONFLICT (tenant, id) DO UPDATE SET inn = excluded.inn, kpp = excluded.kpp, main = excluded.main," +
		" deleted = excluded.deleted, body = excluded.body"
	clearMain = "UPDATE monitor_profiles SET main = 0 WHERE tenant = $1 AND main = 1 AND id <> $2"
)

// storedProfile is a row: main stands for the body's, which may be out of date.
type storedProfile struct {
	main bool
	body monitor.Profile
}

func profileDest(p *storedProfile) []any { return []any{&p.main, doc(&p.body)} }

func (p storedProfile) profile() monitor.Profile {
	p.body.Main = p.main
	return p.body
}

// Profiles returns all profiles that are not deleted: the main one first, then
// by ID.
func (MonitorStore) Profiles(ctx context.Context, tx sdano.Tx) ([]monitor.Profile, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	rows, err := collect(ctx, u, profileDest, selectProfiles+" ORDER BY main DESC, id", int64(u.tenant))
	var out []monitor.Profile
	for _, row := range rows {
		out = append(out, row.profile())
	}
	return out, err
}

// FindProfile returns the first profile, by ID, that is not deleted and has the
// INN and, only if id.KPP is not empty, the KPP; else monitor.ErrNoProfile.
func (MonitorStore) FindProfile(ctx context.Context, tx sdano.Tx, id sdano.TaxID) (monitor.Profile, error) {
	if id.KPP == "" {
		return profileWhere(ctx, tx, " AND inn = $2 ORDER BY id LIMIT 1", id.INN)
	}
	return profileWhere(ctx, tx, " AND inn = $2 AND kpp = $3 ORDER BY id LIMIT 1", id.INN, id.KPP)
}

// MainProfile returns the profile with Main set that is not deleted; else
// monitor.ErrNoProfile.
func (MonitorStore) MainProfile(ctx context.Context, tx sdano.Tx) (monitor.Profile, error) {
	return profileWhere(ctx, tx, " AND main = 1")
}

func profileWhere(ctx context.Context, tx sdano.Tx, condition string, args ...any) (monitor.Profile, error) {
	u, err := unitOf(tx)
	if err != nil {
		return monitor.Profile{}, err
	}
	row, err := one(ctx, u, monitor.ErrNoProfile, profileDest, selectProfiles+condition, append([]any{int64(u.tenant)}, args...)...)
	return row.profile(), err
}

// SaveProfile inserts the profile or replaces the one with its ID. If p.Main is
// set, Main is taken from all others of the tenant.
func (MonitorStore) SaveProfile(ctx context.Context, tx sdano.Tx, p monitor.Profile) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	body, err := jsonText(p)
	if err != nil {
		return err
	}
	if p.Main {
		if _, err := u.exec(ctx, clearMain, int64(u.tenant), p.ID.String()); err != nil {
			return err
		}
	}
	_, err = u.exec(ctx, putProfile, int64(u.tenant), p.ID.String(), p.TaxID.INN, p.TaxID.KPP, bit(p.Main), bit(p.Deleted), body)
	return err
}
