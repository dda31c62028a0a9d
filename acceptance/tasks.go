package acceptance

import (
	"context"

	"sdano"
)

// Task returns a task of an action and stage that the visitor made or whose box he
// sees. The error is ErrNotFound also for tasks of other actions and of others.
func (s *Service) Task(ctx context.Context, v Visitor, action Action, stage Stage, id int64) (Task, error) {
	if err := v.must(Read); err != nil {
		return Task{}, err
	}
	tenant, err := s.tenantOf(ctx, v, func(ctx context.Context, tx sdano.Tx) (sdano.Tenant, bool, error) {
		return s.c.Store.TaskTenant(ctx, tx, id)
	})
	if err != nil {
		return Task{}, err
	}
	return read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (Task, error) {
		t, err := s.c.Store.Task(ctx, tx, id)
		if err != nil {
			return Task{}, err
		}
		see, err := s.sightOf(ctx, tx, v)
		if err == nil && (t.Action != action || t.Stage != stage || !see.has(t.Box) && t.By != v.Actor) {
			err = ErrNotFound
		}
		if err != nil {
			return Task{}, err
		}
		return t, nil
	})
}
