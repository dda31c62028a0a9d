package httpx

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// allowDamaged lets texts of others that are not UTF-8 be shown with the
// replacement character instead of failing the whole answer.
var allowDamaged = jsontext.AllowInvalidUTF8(true)

// Marshal writes v in JSON, the same value always as the same bytes.
func Marshal(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true), allowDamaged) }

// Instant returns an instant as RFC 3339 in UTC with milliseconds, nil (null)
// for the zero time.
func Instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format("2006-01-02T15:04:05.000Z")
	return &s
}

// Day returns a day as 2006-01-02, nil (null) for the zero day.
func Day(d sdano.Date) *string { return Text(d.String()) }

// Text returns a text, nil (null) for the empty one.
func Text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
