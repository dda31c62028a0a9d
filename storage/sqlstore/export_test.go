package sqlstore

import (
	"context"

	"sdano"
)

// Number runs a query of one number in a unit: what a store's method could do.
func Number(ctx context.Context, tx sdano.Tx, query string, args ...any) (n int64, err error) {
	u, err := unitOf(tx)
	if err != nil {
		return 0, err
	}
	_, err = u.row(ctx, query, []any{&n}, args...)
	return n, err
}

// BreakRollback makes the next ROLLBACK on the unit's connection fail before it
// reaches the engine: the transaction stays open.
func BreakRollback(ctx context.Context, tx sdano.Tx) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	stmt, err := u.session.prepare(ctx, "ROLLBACK")
	if err != nil {
		return err
	}
	return stmt.Close() //nolint:sqlclosecheck // that is the point
}

// Put together returns a statement of parts with its placeholders numbered.
func PutTogether(parts ...string) string {
	var s statement
	for _, p := range parts {
		s.add(p, make([]any, countMarks(p))...)
	}
	return s.text.String()
}

func countMarks(part string) (n int) {
	for _, c := range part {
		if c == '?' {
			n++
		}
	}
	return n
}

// Unnumbered is unnumbered.
func Unnumbered(query string) string { return unnumbered(query) }
