package sandbox

import (
	"context"
	"strconv"
)

// The settings of the file.
const (
	settingSecret     = "token_secret"
	settingDays       = "clock_days"
	settingDirections = "directions"
)

func setting(ctx context.Context, q querier, name string) (string, bool, error) {
	return one(ctx, q, value[string], `SELECT value FROM setting WHERE name = $1`, name)
}

func numberSetting(ctx context.Context, q querier, name string) (int64, bool, error) {
	text, ok, err := setting(ctx, q, name)
	if err != nil || !ok {
		return 0, false, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, true, err
}

func putSetting(ctx context.Context, q querier, name, text string) error {
	return exec(ctx, q, `INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, text)
}
