package asyncdatatest_test

import (
	"context"
	"errors"
	"testing"

	"sdano"
	"sdano/asyncdata"
	"sdano/asyncdata/asyncdatatest"
)

func TestMemoryConforms(t *testing.T) {
	t.Parallel()
	var m asyncdatatest.Memory
	asyncdatatest.Conformance(t, &m, &m, 7, 8)
}

func TestMemoryUndoesAFailedUnit(t *testing.T) {
	t.Parallel()
	var m asyncdatatest.Memory
	job := asyncdata.Job{ID: sdano.NewID(), Tenant: 7, Message: "one"}
	wrong := errors.New("wrong")
	put := func(result error) sdano.Unit {
		return func(ctx context.Context, tx sdano.Tx) error {
			return errors.Join(m.PutJob(ctx, tx, job), result)
		}
	}
	stored := func() (got asyncdata.Job, err error) {
		err = m.Read(context.Background(), 7, func(ctx context.Context, tx sdano.Tx) (err error) {
			got, err = m.Job(ctx, tx, job.ID)
			return err
		})
		return got, err
	}
	if err := m.Write(context.Background(), 7, put(wrong)); !errors.Is(err, wrong) {
		t.Fatal(err)
	}
	if _, err := stored(); !errors.Is(err, asyncdata.ErrNotFound) {
		t.Errorf("the undone job: %v", err)
	}
	if err := m.Write(context.Background(), 7, put(nil)); err != nil {
		t.Fatal(err)
	}
	job.Version, job.Message = 1, "two"
	if err := m.Write(context.Background(), 7, put(wrong)); !errors.Is(err, wrong) {
		t.Fatal(err)
	}
	if got, err := stored(); err != nil || got.Message != "one" || got.Version != 1 {
		t.Errorf("after an undone change: %+v, %v", got, err)
	}
	if err := m.Read(context.Background(), 7, put(nil)); err == nil {
		t.Error("a reading unit changed a row")
	}
}
