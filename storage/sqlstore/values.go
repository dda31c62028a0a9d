package sqlstore

import (
	"time"

	"github.com/go-json-experiment/json"
)

// micros binds an instant as microseconds since 1970; none is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the instant, in UTC, that micros bound.
func fromMicros(v int64) time.Time {
	if v == 0 {
		return time.Time{}
	}
	return time.UnixMicro(v).UTC()
}

// jsonText writes a value as JSON; equal values give equal texts.
func jsonText(v any) (string, error) {
	text, err := json.Marshal(v, json.Deterministic(true))
	return string(text), err
}

// fromJSON reads what jsonText wrote.
func fromJSON(text string, into any) error { return json.Unmarshal([]byte(text), into) }
