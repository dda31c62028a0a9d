// Package audit is the journal («журнал»): an append-only, hash-chained record
// of every act that changes a submission, an event, a status or a setting.
//
// Each tenant has one chain. An entry's hash covers the hash before it and all
// fields of the entry, so an entry that was changed, removed or inserted breaks
// the chain from there on. Verify recomputes chains with a reader of its own
// and shares no code with the writing of entries but the hash itself. The
// journal names who, when, what, and the state before and after; it is written
// in the same transaction as the change it tells of.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"sdano"
)

// Hash is the link of a chain: SHA-256.
type Hash [32]byte

// Entry is one act in the journal of a tenant.
type Entry struct {
	Tenant sdano.Tenant
	// Seq is its number in the tenant's sequence; set by the store.
	Seq int64
	// At is when it happened, of the business clock, UTC, microseconds.
	At time.Time
	// Actor is who did it.
	Actor sdano.Actor
	// Action is what was done, in English: "submission.registered".
	Action string
	// Object is what it was done to: a reference like "submission/0190…".
	Object string
	// Before and After are the state around it in JSON, "" if there is none.
	Before, After string
	// Prev and Hash are the links of the chain; set by the store.
	Prev, Hash Hash
}

// Link returns the hash of an entry that follows prev: SHA-256 over prev and
// every field but the links, each preceded by its length.
func Link(prev Hash, e Entry) Hash {
	h := sha256.New()
	h.Write(prev[:])
	var n [8]byte
	num := func(v int64) {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	num(int64(e.Tenant))
	num(e.Seq)
	num(e.At.UTC().UnixMicro())
	for _, s := range []string{string(e.Actor), e.Action, e.Object, e.Before, e.After} {
		num(int64(len(s)))
		h.Write([]byte(s))
	}
	var out Hash
	h.Sum(out[:0])
	return out
}
