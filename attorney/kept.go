package attorney

import (
	"context"

	"sdano"
)

// kept stands in for the registry where there is none: it answers from the files
// that are kept for the boxes of a tenant, and knows nothing of revocations.
type kept struct {
	units sdano.Units
	store Store
}

// Register has nobody to hand the file to.
func (kept) Register(context.Context, string, File, File) (State, error) { return Unknown, nil }

// Find returns the files of the newest record of the number in the tenant.
func (k kept) Find(ctx context.Context, tenant sdano.Tenant, number sdano.ID, _ string) (Entry, error) {
	var e Entry
	err := k.units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		records, err := k.store.RecordsNumbered(ctx, tx, number)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return ErrNotFound
		}
		content, err := k.store.File(ctx, tx, records[0].Content)
		if err != nil {
			return err
		}
		e = Entry{Name: content.Name, Content: content.Data, State: Unknown}
		if records[0].Signature.IsZero() {
			return nil
		}
		signature, err := k.store.File(ctx, tx, records[0].Signature)
		e.Signature = signature.Data
		return err
	})
	return e, err
}
