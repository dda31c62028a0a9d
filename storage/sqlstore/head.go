package sqlstore

import (
	"context"
	"fmt"

	"sdano"
	"sdano/audit"
)

const (
	selectHead = "SELECT seq, hash FROM heads WHERE tenant = $1"
	putHead    = "INSERT INTO heads (tenant, seq, hash) VALUES ($1, $2, $3)" +
		" ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)

// head is the head row of a tenant as a unit sees it: the last number of its
// sequence and the last hash of its journal. A unit changes its own copy, which
// is stored at its end: a unit that is undone leaves no gap.
type head struct {
	seq     int64
	hash    audit.Hash
	changed bool
}

// readHead returns the tenant's stored head, or the one every tenant begins
// with.
func readHead(ctx context.Context, u *unit) (head, error) {
	var h head
	var hash []byte
	found, err := u.row(ctx, selectHead, []any{&h.seq, &hash}, int64(u.tenant))
	if err == nil && found {
		err = h.setHash(hash)
	}
	return h, err
}

func (h *head) setHash(b []byte) error {
	if len(b) != len(h.hash) {
		return fmt.Errorf("sqlstore: a head's hash of %d bytes", len(b))
	}
	h.hash = audit.Hash(b)
	return nil
}

// NextSeq returns the next number of the tenant's sequence. It fails in a
// reading unit and in a unit of AllTenants.
func (u *unit) NextSeq(ctx context.Context) (int64, error) {
	h, err := u.ownHead(ctx)
	if err != nil {
		return 0, err
	}
	h.seq++
	h.changed = true
	return h.seq, nil
}

// ownHead returns the unit's copy of the head, read at the first call unless
// the engine read it when it locked it.
func (u *unit) ownHead(ctx context.Context) (*head, error) {
	if !u.writing || u.tenant == sdano.AllTenants {
		return nil, fmt.Errorf("sqlstore: no numbers in a unit of tenant %d, writing: %t", u.tenant, u.writing)
	}
	if err := u.usable(); err != nil {
		return nil, err
	}
	if u.head == nil {
		h, err := readHead(ctx, u)
		if err != nil {
			return nil, err
		}
		u.head = &h
	}
	return u.head, nil
}
