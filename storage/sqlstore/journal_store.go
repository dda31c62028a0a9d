package sqlstore

import (
	"context"
	"fmt"

	"sdano"
	"sdano/audit"
	"sdano/reporting"
)

// JournalStore keeps the hash-chained journal. It is reporting.Journal.
type JournalStore struct{}

var _ reporting.Journal = JournalStore{}

var (
	entryColumns  = columnsOf("tenant seq happened_at actor action object state_before state_after prev hash")
	insertEntry   = insertInto("journal", entryColumns)
	selectEntries = "SELECT " + entryColumns.list() + " FROM journal WHERE tenant = $1" +
		" AND (object = $2 OR (object >= $3 AND object < $4)) ORDER BY seq"
)

// link scans a hash of the chain.
type link struct{ into *audit.Hash }

func linked(into *audit.Hash) link { return link{into} }

// Scan takes the bytes of the store.
func (l link) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(l.into) {
		return fmt.Errorf("cannot scan %T of %d bytes into a hash", src, len(b))
	}
	copy(l.into[:], b)
	return nil
}

func entryDest(e *audit.Entry) []any {
	return []any{
		&e.Tenant, &e.Seq, at(&e.At), &e.Actor, &e.Action, &e.Object, &e.Before, &e.After,
		linked(&e.Prev), linked(&e.Hash),
	}
}

// Record appends an entry to the journal of the unit's tenant, in a unit of
// AllTenants to that of the installation, which has a chain of its own. Tenant,
// Seq, Prev and Hash are set here; At is kept in microseconds. An entry of
// another tenant is an error.
func (JournalStore) Record(ctx context.Context, tx sdano.Tx, e audit.Entry) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	if e.Tenant != 0 && e.Tenant != u.tenant {
		return fmt.Errorf("sqlstore: an entry of tenant %d in a unit of tenant %d", e.Tenant, u.tenant)
	}
	if e.Seq, err = u.NextSeq(ctx); err != nil {
		return err
	}
	e.Tenant, e.At = u.tenant, fromMicros(micros(e.At))
	e.Prev = u.head.hash
	e.Hash = audit.Link(e.Prev, e)
	u.head.hash = e.Hash
	_, err = u.exec(ctx, insertEntry, int64(e.Tenant), e.Seq, micros(e.At), string(e.Actor), e.Action, e.Object,
		e.Before, e.After, e.Prev[:], e.Hash[:])
	return err
}

// EntriesOf returns the entries of the unit's tenant, in a unit of AllTenants
// those of the installation's own chain, about an object and what
// belongs to it, by Seq: those whose object is equal or begins with the object
// and a slash.
func (JournalStore) EntriesOf(ctx context.Context, tx sdano.Tx, object string) ([]audit.Entry, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	// "0" follows "/": the range holds what begins with the object and a slash.
	return collect(ctx, u, entryDest, selectEntries, int64(u.tenant), object, object+"/", object+"0")
}
