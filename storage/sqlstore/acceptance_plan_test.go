package sqlstore_test

import (
	"context"
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/storage/sqlstore"
)

// TestDocumentsAreNotLookedForThroughWholeBoxes: SQLite took the index of a box
// for the documents of a package and for lists by number, which then walked
// through all that ever came into the box.
func TestDocumentsAreNotLookedForThroughWholeBoxes(t *testing.T) {
	t.Parallel()
	db, err := engines["sqlite"](t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	one, two := []string{"a"}, []string{"a", "b"}
	for _, tc := range []struct{ statement, index string }{
		{sqlstore.SelectPackage, "edo_documents_package"},
		{sqlstore.SelectStates, "edo_documents_package"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: one}), "edo_documents_box"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: one, Before: 5}), "edo_documents_box"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: two}), "edo_documents_arrival"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: one, Number: "1"}), "edo_documents_number"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: two, Number: "1", Before: 5}), "edo_documents_number"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: one, Unanswered: true}), "edo_documents_unanswered"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: two, Unanswered: true}), "edo_documents_unanswered"},
		{sqlstore.DocumentQuery(acceptance.Query{Boxes: one, Package: sdano.NewID()}), "edo_documents_package"},
	} {
		var plan string
		err := db.Read(context.Background(), 1, func(ctx context.Context, tx sdano.Tx) (err error) {
			plan, err = sqlstore.Plan(ctx, tx, tc.statement, strings.Count(tc.statement, "$"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "USING INDEX "+tc.index+" ") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\n%s\nwant %s", tc.statement, plan, tc.index)
		}
	}
}
