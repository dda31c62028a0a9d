package reporting

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"sdano"
)

// Veto is a guard of the program that embeds the mission. It is asked last in
// the unit of a write that it may refuse: methods 4, 6 and 7, an operator's
// event, a refusal that is released unaudited. before is the submission as it
// was stored, after as the chain has derived and written it; by tx it can read
// what else the unit has written. It runs in the process of the mission: no
// network, no unit of its own, and it may be asked again about the same thing.
//
// An error refuses: the unit is undone and ends with ErrVetoed, with the texts
// of the error if it is an *sdano.Error. What tells that the veto could not
// judge is no refusal: an *sdano.Error of kind Storage, Unavailable or Internal,
// the end of a context, a statement that failed in the unit.
type Veto func(ctx context.Context, tx sdano.Tx, before, after Submission) error

// askVetoes asks the vetoes in their order; the first that refuses decides.
func (s *Service) askVetoes(ctx context.Context, tx sdano.Tx, before, after Submission) error {
	for _, veto := range s.c.Vetoes {
		err := veto(ctx, tx, before, after)
		if err == nil {
			continue
		}
		if _, broken := s.c.Store.Submission(ctx, tx, after.ID); broken != nil {
			return fmt.Errorf("veto: %w", errors.Join(broken, err))
		}
		return refusal(err)
	}
	return nil
}

// refusal returns the error of a veto as one of ErrVetoed, or as it is if the
// veto could not judge.
func refusal(err error) error {
	out := &sdano.Error{
		Kind: ErrVetoed.Kind, Code: ErrVetoed.Code, Err: err,
		Message: "Запись отклонена проверкой этой установки, ничего не изменено.",
		Remedy:  "Устраните причину отказа или обратитесь к тому, кто настраивал проверку.",
	}
	e, known := errors.AsType[*sdano.Error](err)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded),
		known && (e.Kind == sdano.Storage || e.Kind == sdano.Unavailable || e.Kind == sdano.Internal):
		return fmt.Errorf("veto: %w", err)
	case known:
		out.Message, out.Remedy = cmp.Or(e.Message, out.Message), cmp.Or(e.Remedy, out.Remedy)
		out.Param, out.Findings = e.Param, e.Findings
	}
	return out
}
