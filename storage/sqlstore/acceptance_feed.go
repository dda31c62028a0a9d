package sqlstore

import (
	"context"

	"sdano"
	"sdano/acceptance"
)

var (
	elementColumns = columnsOf("tenant box status_id document event output code text happened_at content")
	insertElement  = insertInto("edo_elements", elementColumns)
	selectElements = "SELECT " + elementColumns.list() + " FROM edo_elements WHERE tenant = $1"
)

func elementDest(e *acceptance.Element) []any {
	return []any{&e.Tenant, &e.Box, &e.StatusID, &e.Document, &e.Event, &e.Output, &e.Code, &e.Text, at(&e.At), &e.Content}
}

// InsertElement adds an element to the feed of its box.
func (AcceptanceStore) InsertElement(ctx context.Context, tx sdano.Tx, e acceptance.Element) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, e.Tenant)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertElement, tenant, e.Box, e.StatusID, e.Document.String(), e.Event.String(),
		bit(e.Output), string(e.Code), e.Text, micros(e.At), ref(e.Content))
	return err
}

// Feed returns elements of a box with a greater StatusID, ascending; a limit of
// 0 means 100.
func (AcceptanceStore) Feed(ctx context.Context, tx sdano.Tx, box string, after int64, limit int) ([]acceptance.Element, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, elementDest, selectElements+" AND box = $2 AND status_id > $3 ORDER BY status_id LIMIT $4",
		int64(u.tenant), box, after, limitOr(limit))
}

// ElementsOf returns the elements of a document by StatusID.
func (AcceptanceStore) ElementsOf(ctx context.Context, tx sdano.Tx, document sdano.ID) ([]acceptance.Element, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, elementDest, selectElements+" AND document = $2 ORDER BY status_id", int64(u.tenant), document.String())
}
