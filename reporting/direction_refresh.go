package reporting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"sdano"
)

// The codes of the alarms about directions.
const (
	alarmSuspicious = "directions_suspicious"
	alarmStale      = "directions_stale"
)

const (
	// A list that closes more rows than both of these waits for an operator.
	suspiciousRows    = 5
	suspiciousPercent = 20
	// staleAfter is how old directions may be before somebody is told.
	staleAfter = 24 * time.Hour
)

// RefreshDirections (method 1, «ОбновитьИнформациюОНаправленияхСдачиОтчетности»)
// reads the open directions of all tenants from the service of directions:
// new ones are opened, missing ones closed with ValidTo, the others touched.
// Without an answer the old list stays (Unavailable "directions_unavailable").
// An empty answer, or one that closes more than five rows and a fifth of all,
// changes nothing: it raises an alarm and is counted in Held.
func (s *Service) RefreshDirections(ctx context.Context, actor sdano.Actor) (DirectionsSummary, error) {
	return s.refreshDirections(ctx, actor, false)
}

// ConfirmDirections is RefreshDirections by an operator who has looked at a
// list that was held: it is read again and applied whatever it closes.
func (s *Service) ConfirmDirections(ctx context.Context, actor sdano.Actor) (DirectionsSummary, error) {
	return s.refreshDirections(ctx, actor, true)
}

func (s *Service) refreshDirections(ctx context.Context, actor sdano.Actor, confirmed bool) (DirectionsSummary, error) {
	leave, ok := s.running.enter("directions", sdano.AllTenants)
	if !ok {
		return DirectionsSummary{}, errAlreadyRunning
	}
	defer leave()
	asked, err := s.askedNumber(ctx)
	if err != nil {
		return DirectionsSummary{}, err
	}
	answer, err := s.c.Directory.ListDirections(ctx)
	if err != nil {
		return DirectionsSummary{}, s.withoutAnswer(ctx, err)
	}
	wanted := s.byTenant(ctx, answer)
	open, late, err := s.openDirections(ctx, asked)
	switch {
	case err != nil:
		return DirectionsSummary{}, err
	case late:
		s.c.Log.InfoContext(ctx, "reporting: list of directions dropped, a newer one is applied")
		return DirectionsSummary{Kept: len(open)}, nil
	}
	if closing := missing(open, wanted); !confirmed && suspicious(closing, open, wanted) {
		held := DirectionsSummary{Kept: len(open), Held: len(closing)}
		return held, s.hold(ctx, closing, open)
	}
	return s.applyAll(ctx, actor, asked, open, wanted)
}

// wantedKeys are the directions of a list, by tenant.
type wantedKeys map[sdano.Tenant]map[DirectionKey]bool

// byTenant sorts the service's list. What cannot be a direction is left out and
// told to the log.
func (s *Service) byTenant(ctx context.Context, answer []DirectionKey) wantedKeys {
	out := wantedKeys{}
	authorities := []Authority{FNS, SFR, FSGS}
	for _, k := range answer {
		if k.Tenant <= 0 || k.INN == "" || !slices.Contains(authorities, k.Authority) {
			s.c.Log.WarnContext(ctx, "reporting: direction not understood", "tenant", int64(k.Tenant), "inn", k.INN,
				"authority", string(k.Authority), "code", k.Code)
			continue
		}
		if out[k.Tenant] == nil {
			out[k.Tenant] = map[DirectionKey]bool{}
		}
		out[k.Tenant][k] = true
	}
	return out
}

// key returns what identifies the direction in the service's list.
func (d Direction) key() DirectionKey { return DirectionKey{d.Tenant, d.INN, d.Authority, d.Code} }

// openDirections returns the open directions of every tenant, and whether a list
// that was asked for later than the one of the number given is applied.
func (s *Service) openDirections(ctx context.Context, asked int64) (open []Direction, late bool, err error) {
	err = s.c.Units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		if late, err = s.overtaken(ctx, tx, asked); err != nil {
			return err
		}
		open, err = s.c.Store.OpenDirections(ctx, tx)
		return err
	})
	return open, late, err
}

// missing returns the open directions that a list does not name.
func missing(open []Direction, wanted wantedKeys) []Direction {
	var out []Direction
	for _, d := range open {
		if !wanted[d.Tenant][d.key()] {
			out = append(out, d)
		}
	}
	return out
}

// suspicious reports whether a list looks like a fault of the service rather
// than like news.
func suspicious(closing, open []Direction, wanted wantedKeys) bool {
	return len(wanted) == 0 || len(closing) > suspiciousRows && len(closing)*100 > len(open)*suspiciousPercent
}

// applyAll writes the changes of each tenant in a unit of that tenant; a
// failure stops only itself.
func (s *Service) applyAll(ctx context.Context, actor sdano.Actor, asked int64, open []Direction, wanted wantedKeys) (DirectionsSummary, error) {
	tenants := map[sdano.Tenant]bool{}
	for t := range wanted {
		tenants[t] = true
	}
	for _, d := range open {
		tenants[d.Tenant] = true
	}
	var sum DirectionsSummary
	var failures []error
	for _, t := range slices.Sorted(maps.Keys(tenants)) {
		one, err := s.apply(ctx, actor, asked, t, wanted[t])
		if err != nil {
			failures = append(failures, fmt.Errorf("directions of tenant %d: %w", t, err))
		}
		sum.Added, sum.Closed, sum.Kept = sum.Added+one.Added, sum.Closed+one.Closed, sum.Kept+one.Kept
	}
	failures = append(failures, s.clearDirectionAlarms(ctx, asked))
	return sum, errors.Join(failures...)
}

// apply writes the changes of one tenant, unless a list that was asked for later
// was applied to it meanwhile.
func (s *Service) apply(ctx context.Context, actor sdano.Actor, asked int64, tenant sdano.Tenant, wanted map[DirectionKey]bool) (sum DirectionsSummary, err error) {
	now := s.now()
	err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		open, err := s.c.Store.OpenDirections(ctx, tx)
		if err != nil {
			return err
		}
		late, err := s.overtaken(ctx, tx, asked)
		if err != nil || late {
			sum = DirectionsSummary{Kept: len(open)}
			return err
		}
		if err := s.setNumber(ctx, tx, directionsApplied, asked); err != nil {
			return err
		}
		rows, change := changes(open, wanted, now)
		sum = DirectionsSummary{Added: len(change.Opened), Closed: len(change.Closed), Kept: len(rows) - len(change.Opened) - len(change.Closed)}
		for _, d := range rows {
			if err := s.c.Store.PutDirection(ctx, tx, d); err != nil {
				return err
			}
		}
		if sum.Added+sum.Closed == 0 {
			return nil
		}
		return s.record(ctx, tx, now, actor, "directions.refreshed", "directions", nil, change)
	})
	if err != nil {
		return DirectionsSummary{}, err
	}
	return sum, nil
}

// directionChange is what the journal keeps of a refresh.
type directionChange struct {
	Opened []directionRef `json:"opened"`
	Closed []directionRef `json:"closed"`
}

type directionRef struct {
	INN       string    `json:"inn"`
	Authority Authority `json:"authority"`
	Code      string    `json:"code"`
}

func refOf(k DirectionKey) directionRef { return directionRef{k.INN, k.Authority, k.Code} }

// changes returns the rows to write so that the open directions of a tenant are
// those wanted: the kept ones touched, the missing ones closed, then the new
// ones in order.
func changes(open []Direction, wanted map[DirectionKey]bool, now time.Time) ([]Direction, directionChange) {
	var rows []Direction
	var change directionChange
	have := map[DirectionKey]bool{}
	for _, d := range open {
		have[d.key()] = true
		d.RefreshedAt = now
		if !wanted[d.key()] {
			d.ValidTo = now
			change.Closed = append(change.Closed, refOf(d.key()))
		}
		rows = append(rows, d)
	}
	for _, k := range slices.SortedFunc(maps.Keys(wanted), byKey) {
		if !have[k] {
			rows = append(rows, Direction{Tenant: k.Tenant, INN: k.INN, Authority: k.Authority, Code: k.Code, RefreshedAt: now, ValidFrom: now})
			change.Opened = append(change.Opened, refOf(k))
		}
	}
	return rows, change
}

func byKey(a, b DirectionKey) int {
	return cmp.Or(cmp.Compare(a.INN, b.INN), cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Code, b.Code))
}
