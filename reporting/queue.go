package reporting

import (
	"context"
	"slices"
	"time"

	"sdano"
)

// RebuildQueue (method 5,
// «ОбновитьЗаписиВРегистреОтправкиОтчетностиКОбработке») makes the tenant's
// rows of the work register what they must be: one for each submission in
// flight or with an event that waits for audit. Surplus rows go, missing ones
// come and are due at once; leases, due times and counts of failures of the
// others stay. It returns how many rows there are; right rows are not written.
func (s *Service) RebuildQueue(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant) (rows int, err error) {
	var change queueChange
	now, due := s.now(), s.c.Real.Now()
	err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		want, err := s.wantedWork(ctx, tx)
		if err != nil {
			return err
		}
		have, err := s.c.Store.ListWork(ctx, tx)
		if err != nil {
			return err
		}
		if change, err = s.mendQueue(ctx, tx, want, have, due); err != nil {
			return err
		}
		rows = len(want)
		if change == (queueChange{Rows: rows}) {
			return nil
		}
		return s.record(ctx, tx, now, actor, "queue.rebuilt", "queue", queueChange{Rows: len(have)}, change)
	})
	if err != nil {
		return 0, err
	}
	if change.Added+change.Changed > 0 {
		s.wakeSender()
	}
	return rows, nil
}

// queueChange is what the journal keeps of a rebuilt register.
type queueChange struct {
	Rows    int `json:"rows"`
	Added   int `json:"added,omitzero"`
	Changed int `json:"changed,omitzero"`
	Removed int `json:"removed,omitzero"`
}

// wantedWork returns the rows that follow from the tenant's submissions and
// events, by submission.
func (s *Service) wantedWork(ctx context.Context, tx sdano.Tx) (map[sdano.ID]WorkItem, error) {
	subs, err := s.c.Store.ListSubmissions(ctx, tx, Query{InFlight: true, Limit: everyRow})
	if err != nil {
		return nil, err
	}
	events, err := s.c.Store.WaitingEvents(ctx, tx, Event{}, everyRow)
	if err != nil {
		return nil, err
	}
	waiting := map[sdano.ID][]Event{}
	for _, e := range events {
		waiting[e.Submission] = append(waiting[e.Submission], e)
	}
	want := map[sdano.ID]WorkItem{}
	add := func(sub Submission) {
		if w, ok := workItemOf(sub, waiting[sub.ID], time.Time{}); ok {
			want[sub.ID] = w
		}
		delete(waiting, sub.ID)
	}
	for _, sub := range subs {
		add(sub)
	}
	for id := range waiting {
		sub, err := s.c.Store.Submission(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		add(sub)
	}
	return want, nil
}

// mendQueue writes the rows that are not as wanted.
func (s *Service) mendQueue(ctx context.Context, tx sdano.Tx, want map[sdano.ID]WorkItem, have []WorkItem, due time.Time) (queueChange, error) {
	change := queueChange{Rows: len(want)}
	missing := make(map[sdano.ID]bool, len(want))
	for id := range want {
		missing[id] = true
	}
	for _, h := range have {
		w, ok := want[h.Submission]
		delete(missing, h.Submission)
		var err error
		switch {
		case !ok:
			change.Removed++
			err = s.c.Store.DeleteWork(ctx, tx, h.Submission)
		case !h.says(w):
			change.Changed++
			err = s.c.Store.PutWork(ctx, tx, w)
		}
		if err != nil {
			return change, err
		}
	}
	for _, id := range sortedIDs(missing) {
		w := want[id]
		w.NextAt = due
		change.Added++
		if err := s.c.Store.PutWork(ctx, tx, w); err != nil {
			return change, err
		}
	}
	return change, nil
}

// says reports whether two rows tell the same of their submission; when they
// are due and who holds them does not matter.
func (w WorkItem) says(other WorkItem) bool {
	w.NextAt, w.LeaseUntil, w.Tries = other.NextAt, other.LeaseUntil, other.Tries
	return w == other
}

func sortedIDs(set map[sdano.ID]bool) []sdano.ID {
	out := make([]sdano.ID, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b sdano.ID) int { return slices.Compare(a[:], b[:]) })
	return out
}
