package sqlstore

import (
	"context"
	"time"

	"sdano"
	"sdano/reporting"
)

var (
	alarmColumns = columnsOf("tenant id code object message raised_at clear_at")
	insertAlarm  = insertInto("alarms", alarmColumns) +
		" ON CONFLICT (tenant, code, object) WHERE clear_at = 0 DO NOTHING"
	selectAlarms = "SELECT " + alarmColumns.list() + " FROM alarms WHERE clear_at = 0"
)

// Cursor returns the stored cursor of a feed, "" if there is none. The cursors
// of a unit of AllTenants are those of the whole installation.
func (ReportingStore) Cursor(ctx context.Context, tx sdano.Tx, feed string) (string, error) {
	u, err := unitOf(tx)
	if err != nil {
		return "", err
	}
	var value string
	_, err = u.row(ctx, "SELECT value FROM cursors WHERE tenant = $1 AND feed = $2", []any{&value}, int64(u.tenant), feed)
	return value, err
}

// SetCursor stores the cursor of a feed.
func (ReportingStore) SetCursor(ctx context.Context, tx sdano.Tx, feed, cursor string) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, "INSERT INTO cursors (tenant, feed, value) VALUES ($1, $2, $3)"+
		" ON CONFLICT (tenant, feed) DO UPDATE SET value = excluded.value", int64(u.tenant), feed, cursor)
	return err
}

// RaiseAlarm records an alarm unless an open one of the same code and object
// exists; it returns whether it was recorded. In a unit of AllTenants it is
// recorded for a.Tenant, or for the whole installation if that is zero.
func (ReportingStore) RaiseAlarm(ctx context.Context, tx sdano.Tx, a reporting.Alarm) (bool, error) {
	u, err := unitOf(tx)
	if err != nil {
		return false, err
	}
	tenant, err := tenantOf(u, a.Tenant)
	if err != nil {
		return false, err
	}
	rows, err := u.exec(ctx, insertAlarm, tenant, a.ID.String(), a.Code, a.Object.String(), a.Text, micros(a.At), micros(a.ClearAt))
	return rows == 1, err
}

// ClearAlarm closes the open alarms of a code and object; in a unit of
// AllTenants those of every tenant.
func (ReportingStore) ClearAlarm(ctx context.Context, tx sdano.Tx, code string, object sdano.ID, at time.Time) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	var q statement
	q.add("UPDATE alarms SET clear_at = ? WHERE clear_at = 0 AND code = ? AND object = ?", micros(at), code, object.String()).addTenant(u)
	_, err = u.exec(ctx, q.text.String(), q.args...)
	return err
}

// Alarms returns the open alarms of the unit's tenant, newest first; in a unit
// of AllTenants those of every tenant and of the installation.
func (ReportingStore) Alarms(ctx context.Context, tx sdano.Tx) ([]reporting.Alarm, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var q statement
	q.add(selectAlarms).addTenant(u).add(" ORDER BY raised_at DESC, id DESC")
	dest := func(a *reporting.Alarm) []any {
		return []any{&a.Tenant, &a.ID, &a.Code, &a.Object, &a.Text, at(&a.At), at(&a.ClearAt)}
	}
	return collect(ctx, u, dest, q.text.String(), q.args...)
}
