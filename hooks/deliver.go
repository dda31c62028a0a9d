package hooks

import (
	"context"
	"errors"
	"time"

	"sdano"
	"sdano/work"
)

// schedule is how long after which failed attempt an event is tried again; after
// the last of them it is given up.
var schedule = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	workers = 8
	// lease is how long a worker holds a hook after its last sign of life.
	lease = 2 * time.Minute
	// batch is how many events are read at once, atATurn how many a worker delivers
	// before it lets the hook go.
	batch   = 20
	atATurn = 100
	// restMin and restMax bound how long an address that failed is left alone.
	restMin = 5 * time.Second
	restMax = time.Minute
)

// Run delivers until ctx ends. It begins with taking back the hooks that a
// process of the same Node held when it died.
func (s *Service) Run(ctx context.Context) error {
	defer s.client.CloseIdleConnections()
	rescued := false
	work.Every(ctx, nil, func(ctx context.Context) time.Duration {
		if !rescued {
			err := s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
				return s.c.Store.DropLeases(ctx, tx, s.c.Node)
			})
			if err != nil {
				s.log(ctx, "take webhooks back", err)
				return s.c.Look
			}
			rescued = true
		}
		return s.turn(ctx)
	})
	return nil
}

// log tells what went wrong, unless that is the end of ctx.
func (s *Service) log(ctx context.Context, what string, err error, about ...any) {
	if err != nil && ctx.Err() == nil {
		s.c.Log.ErrorContext(ctx, what, append(about, "cause", err)...)
	}
}

// turn delivers what there is to deliver now. If a hook has more it comes again
// at once.
func (s *Service) turn(ctx context.Context) (pause time.Duration) {
	s.more.Store(false)
	if _, err := work.Drain(ctx, workers, s.claim, s.deliver); err != nil {
		s.log(ctx, "claim webhooks", err)
		return s.c.Look
	}
	if s.more.Load() {
		return 0
	}
	return s.c.Look
}

// claim leases up to limit hooks that have something to tell.
func (s *Service) claim(ctx context.Context, limit int) ([]Hook, error) {
	var ready []Hook
	err := s.c.Units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		ready, err = s.c.Store.ReadyHooks(ctx, tx, s.now())
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []Hook
	for _, h := range ready {
		if len(out) == limit {
			break
		}
		if !s.hasNews(ctx, h) {
			continue
		}
		h.LeaseOwner = s.c.Node
		switch err := s.save(ctx, &h, nil); {
		case err == nil:
			out = append(out, h)
		case !errors.Is(err, ErrStale): // another node was first
			return out, err
		}
	}
	return out, nil
}

// hasNews reports whether there is something to tell. An owner who may no longer
// look is news too: his hook is switched off by deliver.
func (s *Service) hasNews(ctx context.Context, h Hook) bool {
	if !h.PutAsideAt.IsZero() && !s.now().Before(h.PutAsideAt) {
		return true
	}
	list, err := s.c.Source.Events(ctx, h, h.Cursor, 1)
	if err != nil && !refused(err) {
		s.log(ctx, "look for news of webhook", err, "hook", h.ID.String())
	}
	return len(list) > 0 || refused(err)
}

// refused reports whether an error says that the owner may no longer look.
func refused(err error) bool {
	return sdano.IsKind(err, sdano.Forbidden) || sdano.IsKind(err, sdano.NotFound)
}

// save writes a hook and, in the same unit, what belongs to its change, and
// prolongs the lease.
func (s *Service) save(ctx context.Context, h *Hook, with func(ctx context.Context, tx sdano.Tx) error) error {
	if h.LeaseOwner == "" {
		h.LeaseUntil = time.Time{}
	} else {
		h.LeaseUntil = s.now().Add(lease)
	}
	err := s.c.Units.Write(ctx, h.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		if err := s.c.Store.UpdateHook(ctx, tx, *h); err != nil {
			return err
		}
		if with == nil {
			return nil
		}
		return with(ctx, tx)
	})
	if err == nil {
		h.Version++
	}
	return err
}

// deliver tells a hook's address what there is to tell, until there is nothing,
// an attempt fails or it is the turn of others.
func (s *Service) deliver(ctx context.Context, h Hook) {
	err := s.work(ctx, &h)
	ctx = context.WithoutCancel(ctx)
	if refused(err) {
		err = s.switchOff(ctx, &h, "владелец больше не видит, о чём сообщать")
	}
	if err == nil {
		h.LeaseOwner = ""
		err = s.save(ctx, &h, nil)
	}
	if !errors.Is(err, ErrStale) && !errors.Is(err, context.Canceled) {
		s.log(ctx, "deliver webhook", err, "hook", h.ID.String())
	}
}

func (s *Service) work(ctx context.Context, h *Hook) error {
	for n := 0; ctx.Err() == nil; {
		if n >= atATurn {
			s.more.Store(true)
			return nil
		}
		told, failed, err := s.aside(ctx, h)
		if told == 0 && !failed && err == nil {
			told, failed, err = s.stream(ctx, h)
		}
		if err != nil || failed || told == 0 {
			return err
		}
		n += told
	}
	return nil
}

// aside tries the first event that was put aside and is due.
func (s *Service) aside(ctx context.Context, h *Hook) (told int, failed bool, err error) {
	var a Aside
	var found bool
	err = s.c.Units.Read(ctx, h.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		a, found, err = s.c.Store.NextAside(ctx, tx, h.ID, s.now())
		return err
	})
	if err != nil || !found {
		return 0, false, err
	}
	failed, err = s.attempt(ctx, h, a)
	return 1, failed, err
}

// stream looks at the events that follow the cursor.
func (s *Service) stream(ctx context.Context, h *Hook) (told int, failed bool, err error) {
	list, err := s.c.Source.Events(ctx, *h, h.Cursor, batch)
	if err != nil {
		return 0, false, err
	}
	for _, e := range list {
		told++
		h.Cursor = e.Number
		if !h.wants(e.Code) {
			continue
		}
		if failed, err = s.first(ctx, h, e); failed || err != nil {
			return told, failed, err
		}
	}
	return told, false, nil
}

// first tells an event for the first time, or puts it aside behind one of its
// group.
func (s *Service) first(ctx context.Context, h *Hook, e Event) (failed bool, err error) {
	a := Aside{Tenant: h.Tenant, Hook: h.ID, Number: e.Number, Group: e.Group, Body: e.Body}
	behind := false
	err = s.c.Units.Read(ctx, h.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		behind, err = s.c.Store.HasAside(ctx, tx, h.ID, e.Group)
		return err
	})
	if err != nil {
		return false, err
	}
	if behind {
		return false, s.save(ctx, h, func(ctx context.Context, tx sdano.Tx) error { return s.c.Store.PutAside(ctx, tx, a) })
	}
	return s.attempt(ctx, h, a)
}

// attempt tells an event and records what came of it.
func (s *Service) attempt(ctx context.Context, h *Hook, a Aside) (failed bool, err error) {
	got := s.post(ctx, *h, a.Number, a.Body)
	if got.failed != "" && ctx.Err() != nil {
		return true, ctx.Err() // our own end is no failure of theirs
	}
	ctx = context.WithoutCancel(ctx)
	now := s.now()
	a.Tries++
	switch {
	case got.failed == "":
		h.Delivered, h.DeliveredAt, h.Streak, h.NextAt = h.Delivered+1, now, 0, time.Time{}
		return false, s.save(ctx, h, s.settled(a, now))
	case got.gone:
		return true, s.switchOff(ctx, h, got.failed)
	}
	h.LastError, h.Streak = got.failed, h.Streak+1
	h.NextAt = now.Add(rest(h.Streak))
	if a.Tries > len(schedule) {
		h.Lost++
		return true, s.save(ctx, h, s.settled(a, now))
	}
	a.NextAt = now.Add(schedule[a.Tries-1])
	return true, s.save(ctx, h, func(ctx context.Context, tx sdano.Tx) error { return s.c.Store.PutAside(ctx, tx, a) })
}

// settled ends an event; what waited behind it is due now.
func (s *Service) settled(a Aside, now time.Time) func(ctx context.Context, tx sdano.Tx) error {
	return func(ctx context.Context, tx sdano.Tx) error { return s.c.Store.DropAside(ctx, tx, a, now) }
}

// rest is how long an address is left alone after so many failures in a row.
func rest(streak int) time.Duration {
	pause := restMin
	for range streak - 1 {
		if pause *= 2; pause >= restMax {
			return restMax
		}
	}
	return pause
}

// switchOff ends a hook for good.
func (s *Service) switchOff(ctx context.Context, h *Hook, why string) error {
	h.OffAt, h.OffReason, h.LastError = s.now(), why, why
	at := s.c.Business.Now()
	return s.save(ctx, h, func(ctx context.Context, tx sdano.Tx) error {
		if err := s.c.Store.ClearAside(ctx, tx, h.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, at, "system:webhooks", "webhook.switched_off", *h)
	})
}
