package acceptance

import (
	"context"
	"crypto/sha512"
	"encoding/hex"
	"fmt"

	"sdano"
)

// inDatabase is up to how many bytes a file lies in the database, and so in the
// same transaction as the rows that name it; larger ones go to the blob store.
const inDatabase = 100 << 10

// blob is bytes with their hash, ready to be recorded: kept are those that the
// database keeps, nil if the blob store has them.
type blob struct {
	hash Hash
	data []byte
	kept []byte
}

// String is the hash in hexadecimal, as the journal has it.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// keep makes bytes durable in the blob store if they are large. It runs before
// the unit that records them.
func (s *Service) keep(ctx context.Context, data []byte) (blob, error) {
	b := blob{hash: sha512.Sum512(data), data: data, kept: data}
	if len(data) == 0 {
		return b, ErrEmpty
	}
	if s.c.Blobs == nil || len(data) <= inDatabase {
		return b, nil
	}
	b.kept = nil
	return b, s.c.Blobs.Put(ctx, b.hash, data)
}

// put records the bytes in a unit.
func (s *Service) put(ctx context.Context, tx sdano.Tx, b blob) error {
	return s.c.Store.PutBytes(ctx, tx, b.hash, int64(len(b.data)), b.kept)
}

// shelf is what was read of bytes in units; those of the blob store are fetched
// when they are asked for, outside of units.
type shelf map[Hash][]byte

// fill reads the bytes of attachments in a unit.
func (s *Service) fill(ctx context.Context, tx sdano.Tx, into shelf, attachments ...Attachment) error {
	for _, a := range attachments {
		if _, ok := into[a.Hash]; ok {
			continue
		}
		data, known, err := s.c.Store.Bytes(ctx, tx, a.Hash)
		if err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("acceptance: no bytes of attachment %s", a.ID)
		}
		into[a.Hash] = data
	}
	return nil
}

// fetch completes a shelf from the blob store.
func (s *Service) fetch(ctx context.Context, from shelf) error {
	for hash, data := range from {
		if data != nil {
			continue
		}
		if s.c.Blobs == nil {
			return fmt.Errorf("acceptance: no blob store, and the bytes of %s are in one", hash)
		}
		data, err := s.c.Blobs.Get(ctx, hash)
		if err != nil {
			return err
		}
		from[hash] = data
	}
	return nil
}
