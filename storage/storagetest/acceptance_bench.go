package storagetest

import (
	"context"
	"crypto/sha512"
	"fmt"
	"testing"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/storage/sqlstore"
)

// BenchTitle measures the unit of a title that is made while the client waits,
// from 64 writers at once: its bytes, its link and the finished task.
func BenchTitle(b *testing.B, db *sqlstore.DB) {
	benchWriters(b, db, func(n int64) sdano.Unit { return newMadeTitle(n).record })
}

// madeTitle is a second title with its task.
type madeTitle struct {
	data []byte
	link acceptance.Attachment
	task acceptance.Task
}

func newMadeTitle(n int64) *madeTitle {
	at := time.Now().UTC()
	m := &madeTitle{data: fmt.Appendf(nil, "%s<!--%d-->", benchFile, n)}
	m.link = acceptance.Attachment{
		ID: sdano.NewID(), Document: sdano.NewID(), Type: acceptance.SecondTitle, Hash: sha512.Sum512(m.data), Size: int64(len(m.data)),
		Name: "ON_NSCHFDOPPOK_2BM-7799999919_2BM-7799999926_20260410_" + sdano.NewID().String() + ".xml", Output: true, CreatedAt: at, By: "user:bench",
	}
	m.task = acceptance.Task{
		ID: n, Version: 1, Action: acceptance.AcceptAction, Stage: acceptance.Making, Box: "bench", Document: m.link.Document, Package: sdano.NewID(),
		By: m.link.By, Request: benchFile[:600], State: acceptance.Done, Results: benchFile[:300], CreatedAt: at, FinishedAt: at,
	}
	return m
}

// record is the unit.
func (m *madeTitle) record(ctx context.Context, tx sdano.Tx) error {
	return first(
		boxes.PutBytes(ctx, tx, m.link.Hash, m.link.Size, m.data),
		boxes.InsertAttachment(ctx, tx, m.link),
		boxes.InsertTask(ctx, tx, m.task),
	)
}
