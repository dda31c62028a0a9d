package sqlstore

import (
	"context"

	"sdano"
)

// SettingsStore keeps settings by name: those of a tenant, and in units of
// AllTenants those of the whole installation.
type SettingsStore struct{}

const (
	selectSetting = "SELECT value FROM settings WHERE tenant = $1 AND name = $2"
	putSetting    = "INSERT INTO settings (tenant, name, value) VALUES ($1, $2, $3)" +
		" ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value"
)

// Get returns a setting; false if it was never put.
func (SettingsStore) Get(ctx context.Context, tx sdano.Tx, name string) (string, bool, error) {
	return find(ctx, tx, func(v *string) []any { return []any{v} }, selectSetting, name)
}

// Put inserts or replaces a setting.
func (SettingsStore) Put(ctx context.Context, tx sdano.Tx, name, value string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putSetting, int64(u.tenant), name, value)
	return err
}
