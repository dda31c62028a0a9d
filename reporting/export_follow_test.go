package reporting

import (
	"context"

	"sdano"
)

// WithSteps returns a context in which a function is called between the steps of
// the send protocol.
func WithSteps(ctx context.Context, at func(name string)) context.Context {
	return context.WithValue(ctx, killKey{}, at)
}

// Step is a border between two steps in an operator of a test.
func Step(ctx context.Context, name string) { step(ctx, name) }

// SendDue and FetchDue are the scheduler's runs: rows that are due only.
func (s *Service) SendDue(ctx context.Context) (SendSummary, error) {
	return s.send(ctx, schedulerActor, sdano.AllTenants, false)
}

// FetchDue is the scheduler's run of method 3, with the feed.
func (s *Service) FetchDue(ctx context.Context) (FetchSummary, error) {
	return s.fetch(ctx, schedulerActor, sdano.AllTenants, fetching{feed: true})
}

// Sweep is the scheduler's look after the audits.
func (s *Service) Sweep(ctx context.Context) error { return s.sweep(ctx) }

// JoinTexts is what is told of the reasons of a refusal.
func JoinTexts(reasons []EventReason) string { return joinTexts(reasons) }
