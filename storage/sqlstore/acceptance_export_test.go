package sqlstore

import (
	"context"
	"strings"

	"sdano"
	"sdano/acceptance"
)

// SelectPackage is the statement of PackageOf.
var SelectPackage = selectPackage

// DocumentQuery returns the statement of ListDocuments.
func DocumentQuery(q acceptance.Query) string { return documentQuery(1, q).text.String() }

// Plan returns how SQLite would run a statement.
func Plan(ctx context.Context, tx sdano.Tx, statement string, args int) (string, error) {
	u, err := unitOf(tx)
	if err != nil {
		return "", err
	}
	var steps []string
	err = u.query(ctx, "EXPLAIN QUERY PLAN "+statement, func(row scanner) error {
		var step string
		err := row.Scan(new(int64), new(int64), new(int64), &step)
		steps = append(steps, step)
		return err
	}, make([]any, args)...)
	return strings.Join(steps, "\n"), err
}

// SelectStates is the statement of PackageStates.
var SelectStates = selectStates
