package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"sdano/audit"
)

const (
	selectHead = "SELECT seq, hash FROM heads WHERE tenant = $1"
	addHead    = "INSERT INTO heads (tenant, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (tenant) DO NOTHING"
	putHead    = "INSERT INTO heads (tenant, seq, hash) VALUES ($1, $2, $3)" +
		" ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)

// head is the head row of a tenant, or of the whole installation, as a unit sees
// it: the last number of its sequence and the last hash of its journal. A unit
// changes its own copy, which
// is stored at its end: a unit that is undone leaves no gap.
type head struct {
	seq     int64
	hash    audit.Hash
	changed bool
}

var errNoHead = errors.New("sqlstore: the head row cannot be locked")

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

// NextSeq returns the next number of the tenant's sequence, in a unit of
// AllTenants of the installation's own. It fails in a reading unit.
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
// the engine read it when it locked it. A unit of AllTenants locks its head here
// and not at its beginning: claims of due work do not wait for each other.
func (u *unit) ownHead(ctx context.Context) (*head, error) {
	if !u.writing {
		return nil, errReading
	}
	if err := u.usable(); err != nil {
		return nil, err
	}
	if u.head == nil {
		h, err := lockedHead(ctx, u)
		if err != nil {
			return nil, err
		}
		u.head = &h
	}
	return u.head, nil
}

// lockedHead returns the head, which nobody else changes until the unit's end.
// On SQLite there is no other writer.
func lockedHead(ctx context.Context, u *unit) (head, error) {
	if u.dialect != postgresDialect {
		return readHead(ctx, u)
	}
	var h head
	var hash []byte
	for try := 1; ; try++ {
		found, err := u.row(ctx, selectHead+" FOR UPDATE", []any{&h.seq, &hash}, int64(u.tenant))
		switch {
		case err != nil:
			return h, err
		case found:
			return h, h.setHash(hash)
		case try > 1:
			return h, errNoHead
		}
		if _, err := u.exec(ctx, addHead, int64(u.tenant), h.seq, h.hash[:]); err != nil {
			return h, err
		}
	}
}
