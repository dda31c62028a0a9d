package monitor

import (
	"context"
	"errors"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
)

// Reading is what a calendar says.
type Reading struct {
	// Profile is the payer whose calendar it is.
	Profile Profile
	// Terms are its terms by day.
	Terms []ToldTerm
}

// ToldTerm is a term with the count of its changes.
type ToldTerm struct {
	Term
	// Sequence counts how often it changed since it was first told, Changed is
	// when it did last.
	Sequence int
	Changed  time.Time
}

// How far a calendar reaches from today, in months.
const (
	feedBack  = 3
	feedAhead = 12
)

// tellings is how often a reading is repeated if others read at the same time.
const tellings = 5

// ReadCalendar returns what the calendar of a token says today: the terms from
// three months back to twelve ahead. What changed since the last reading has a
// higher Sequence, which is recorded. The error is ErrNoFeed for a token that is
// unknown or revoked.
func (s *Service) ReadCalendar(ctx context.Context, tenant sdano.Tenant, token string) (out Reading, err error) {
	hash := hashOf(token)
	for range tellings {
		var news []Told
		err = s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
			out, news, err = s.reading(ctx, tx, hash)
			return err
		})
		if err != nil || len(news) == 0 {
			return out, err
		}
		err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error { return s.tell(ctx, tx, hash, news) })
		if !errors.Is(err, ErrToldElse) {
			return out, err
		}
	}
	return Reading{}, err
}

func (s *Service) tell(ctx context.Context, tx sdano.Tx, hash string, news []Told) error {
	f, err := s.c.Feeds.FindFeed(ctx, tx, hash)
	if err != nil {
		return err
	}
	for _, t := range news {
		if err := s.c.Feeds.Tell(ctx, tx, f.Profile, t); err != nil {
			return err
		}
	}
	return nil
}

// reading computes what a calendar says, and what of it is new.
func (s *Service) reading(ctx context.Context, tx sdano.Tx, hash string) (Reading, []Told, error) {
	f, err := s.c.Feeds.FindFeed(ctx, tx, hash)
	if err != nil {
		return Reading{}, nil, err
	}
	in, err := s.inputOf(ctx, tx, f.Profile)
	if err != nil {
		return Reading{}, nil, err
	}
	known, err := s.told(ctx, tx, f.Profile)
	if err != nil {
		return Reading{}, nil, err
	}
	out, now, today := Reading{Profile: in.Profile}, s.c.Clock.Now().Truncate(time.Second), s.today()
	var news []Told
	for _, t := range s.termsOf(in, today.DayOfMonth(-feedBack, 1), today.DayOfMonth(feedAhead, 31)) {
		next, err := tellingOf(t)
		if err != nil {
			return Reading{}, nil, err
		}
		last, before := known[next.Key]
		switch {
		case !before:
			next.At = now
			news = append(news, next)
		case last.Hash != next.Hash:
			next.Sequence, next.At = last.Sequence+1, now
			news = append(news, next)
		default:
			next = last
		}
		out.Terms = append(out.Terms, ToldTerm{t, next.Sequence, next.At})
	}
	return out, news, nil
}

// inputOf reads what the monitor of a profile is computed from; the error is
// ErrNoFeed if the profile is deleted.
func (s *Service) inputOf(ctx context.Context, tx sdano.Tx, profile sdano.ID) (Input, error) {
	p, err := s.stored(ctx, tx, profile)
	if err != nil {
		return Input{}, err
	}
	if p == nil {
		return Input{}, ErrNoFeed
	}
	in := Input{Profile: *p}
	if in.Facts, err = s.c.Store.Facts(ctx, tx, p.ID); err != nil {
		return in, err
	}
	in.Verdicts, err = s.c.Verdicts.Verdicts(ctx, tx, p.TaxID)
	return in, err
}

func (s *Service) told(ctx context.Context, tx sdano.Tx, profile sdano.ID) (map[string]Told, error) {
	list, err := s.c.Feeds.Told(ctx, tx, profile)
	out := make(map[string]Told, len(list))
	for _, t := range list {
		out[t.Key] = t
	}
	return out, err
}

// tellingOf is what is told of a term. That its time has come changes nothing of
// it.
func tellingOf(t Term) (Told, error) {
	if t.State == TermAhead {
		t.State = TermDue
	}
	text, err := json.Marshal(t, json.Deterministic(true))
	return Told{Key: t.Key(), Hash: hashOf(string(text))}, err
}

// Key names the term among those of its payer for ever: "usn-advance-2026-Q1".
func (t Term) Key() string { return t.Rule + "-" + t.Period.String() }
