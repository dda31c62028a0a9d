package acceptance

import (
	"context"
	"errors"
	"time"

	"sdano"
)

// pollTurn takes in what the operators have for all boxes, and returns the pause
// after it.
func (s *Service) pollTurn(ctx context.Context) time.Duration {
	boxes, err := s.allBoxes(ctx)
	s.log(ctx, "boxes", err)
	together(s.c.Rhythm.Workers, len(boxes), func(i int) {
		if operator := s.operator(boxes[i]); operator != nil && ctx.Err() == nil {
			s.log(ctx, "poll of "+boxes[i].ID, guarded(func() error { return s.poll(ctx, operator, boxes[i]) }))
		}
	})
	return s.c.Rhythm.Poll
}

// pollRounds bounds how often an operator that brings a part at once is asked for
// the next part in one turn.
const pollRounds = 100

// poll takes in what an operator has for a box. How far the box was read moves only
// after everything is recorded; what comes twice is recorded once.
func (s *Service) poll(ctx context.Context, operator Operator, box Box) error {
	for range pollRounds {
		incoming, replies, cursor, err := operator.Poll(ctx, box, box.Cursor)
		if err != nil {
			return err
		}
		later, err := s.absorb(ctx, sdano.Actor("operator:"+operator.ID()), box, incoming, replies)
		if err != nil || later || cursor == box.Cursor {
			return err
		}
		err = s.c.Units.Write(ctx, box.Tenant, func(ctx context.Context, tx sdano.Tx) error {
			return s.c.Store.MoveCursor(ctx, tx, box.ID, box.Cursor, cursor)
		})
		if errors.Is(err, ErrStale) {
			return nil // another process has read the box
		}
		if err != nil {
			return err
		}
		box.Cursor = cursor
	}
	return nil
}

// absorb records what came, and reports whether some of it has to come again.
func (s *Service) absorb(ctx context.Context, actor sdano.Actor, box Box, incoming []Incoming, replies []Reply) (later bool, err error) {
	for _, in := range incoming {
		in.Box = box.ID
		_, _, err := s.ingest(ctx, actor, box, in)
		if later, err = s.absorbed(ctx, "incoming "+in.FileName, later, err); err != nil {
			return later, err
		}
	}
	for _, r := range replies {
		if later, err = s.absorbed(ctx, "reply to "+r.OperatorDocument, later, s.polled(ctx, actor, box, r)); err != nil {
			return later, err
		}
	}
	return later, nil
}

// absorbed says whether something that came has to come again later. What is wrong in
// itself would be so for ever: it is told in the log and left.
func (s *Service) absorbed(ctx context.Context, what string, later bool, err error) (bool, error) {
	switch e := sdano.AsError(err); {
	case err == nil:
		return later, nil
	case errors.Is(err, ErrTasksPending) || errors.Is(err, ErrStale):
		return true, nil
	case e.Kind == sdano.Internal || e.Kind == sdano.Unavailable || e.Kind == sdano.Storage:
		return later, err
	}
	s.log(ctx, what, err)
	return later, nil
}

// polled records a reply that an operator brought. One about a document that is not
// known here becomes a document itself, so that its bytes are not lost.
func (s *Service) polled(ctx context.Context, actor sdano.Actor, box Box, r Reply) error {
	d, found := Document{}, false
	err := s.c.Units.Read(ctx, box.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		d, found, err = s.c.Store.DocumentAtOperator(ctx, tx, box.ID, r.OperatorDocument)
		return err
	})
	if err != nil {
		return err
	}
	if !found {
		if len(r.Content) == 0 {
			return ErrNotFound
		}
		_, _, err = s.ingest(ctx, actor, box, Incoming{
			Box: box.ID, OperatorDocument: r.OperatorDocument, FileName: r.FileName, Content: r.Content, Signatures: r.Signatures, At: r.At,
		})
		return err
	}
	_, err = s.reply(ctx, actor, box, d.ID, r)
	return err
}
