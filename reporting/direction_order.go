package reporting

import (
	"context"
	"strconv"

	"sdano"
)

// Several processes on one store may each ask for the list of directions at the
// same time, and the answers may come in any order. Each question gets a number
// before it is asked; a list is applied to a tenant only if none with a higher
// number was. Numbers, unlike instants, do not depend on the processes' clocks.
const (
	// directionsAsked is the number of the last question, directionsAsking who
	// asked it; directionsApplied is the highest number that was applied, for the
	// installation and for each tenant.
	directionsAsked   = "directions/asked"
	directionsAsking  = "directions/asking"
	directionsApplied = "directions/applied"
)

// askedNumber returns the number of the next question.
func (s *Service) askedNumber(ctx context.Context) (asked int64, err error) {
	err = s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		// Written first, this row lets one process at a time count on.
		if err := s.c.Store.SetCursor(ctx, tx, directionsAsking, s.c.Node); err != nil {
			return err
		}
		last, err := s.number(ctx, tx, directionsAsked)
		if err != nil {
			return err
		}
		asked = last + 1
		return s.setNumber(ctx, tx, directionsAsked, asked)
	})
	return asked, err
}

// overtaken reports whether a list that was asked for later was applied to the
// tenant of the unit, or as a whole in a unit of AllTenants.
func (s *Service) overtaken(ctx context.Context, tx sdano.Tx, asked int64) (bool, error) {
	applied, err := s.number(ctx, tx, directionsApplied)
	return applied > asked, err
}

// number reads a number that is kept as a cursor, 0 if there is none.
func (s *Service) number(ctx context.Context, tx sdano.Tx, name string) (int64, error) {
	text, err := s.c.Store.Cursor(ctx, tx, name)
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

func (s *Service) setNumber(ctx context.Context, tx sdano.Tx, name string, n int64) error {
	return s.c.Store.SetCursor(ctx, tx, name, strconv.FormatInt(n, 10))
}
