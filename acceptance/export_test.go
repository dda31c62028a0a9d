package acceptance

import "context"

// Work runs all tasks that are due, Poll looks at the operators, Receipts makes
// what boxes want by themselves, Purge removes old tasks: the turns of Run, once.
func (s *Service) Work(ctx context.Context) { s.tasksTurn(ctx) }

// Poll is the turn of Run.
func (s *Service) Poll(ctx context.Context) { s.pollTurn(ctx) }

// Receipts is the turn of Run.
func (s *Service) Receipts(ctx context.Context) { s.receiptsTurn(ctx) }

// Purge is the turn of Run.
func (s *Service) Purge(ctx context.Context) { s.purgeTurn(ctx) }

// WithKill returns a context whose steps of sending call kill.
func WithKill(ctx context.Context, kill func(step string)) context.Context {
	return context.WithValue(ctx, killKey{}, kill)
}

// Next tells to which statuses a trigger leads.
func Next(from Code, on string) []Code { return next(from, trigger(on)) }

// AllCodes are the codes that have a name.
func AllCodes() []Code {
	out := make([]Code, 0, len(names))
	for c := range names {
		out = append(out, c)
	}
	return out
}

// WorkDying works on the tasks that are due one after another in this goroutine,
// which a kill may end.
func (s *Service) WorkDying(ctx context.Context) {
	tasks, err := s.claim(ctx, 10)
	if err != nil {
		panic(err)
	}
	for _, t := range tasks {
		if _, err := s.send(ctx, t); err != nil {
			panic(err)
		}
	}
}

// Compare sets the lines of an УПД against those that were counted.
var Compare = compare
