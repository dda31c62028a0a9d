package monitor

import (
	"context"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/audit"
)

// Config is what a Service needs.
type Config struct {
	// Units opens units of work on the store that Store and Verdicts read.
	Units sdano.Units
	// Store keeps profiles and facts, Journal records who changed them.
	Store   Store
	Journal Journal
	// Verdicts tells what became of the reports.
	Verdicts Verdicts
	// Feeds keeps the calendars that people subscribe to.
	Feeds Feeds
	// Rules are the compiled tables (LoadRules).
	Rules *Rules
	// Clock is the business clock.
	Clock sdano.Clock
	// Settings are the operator's choices.
	Settings Settings
	// Saving, if set, is called in the unit that saves a profile: what else of the
	// program has to know of the payer is recorded there.
	Saving func(ctx context.Context, tx sdano.Tx, p Profile) error
}

// Service gives the monitors of the payers of a tenant. It is safe for
// concurrent use.
type Service struct{ c Config }

// New returns a Service over its ports.
func New(c Config) *Service { return &Service{c} }

// Monitor computes the monitor of a payer on the day of the business clock in
// Moscow. A zero id means the main organisation; КПП is compared only if it is
// given. The error is ErrNoProfile if there is no such payer.
func (s *Service) Monitor(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (Result, error) {
	return s.MonitorOn(ctx, tenant, id, sdano.DateOf(s.c.Clock.Now(), sdano.Moscow))
}

// MonitorOn is Monitor for another day, with what is known now of the days up to
// it.
func (s *Service) MonitorOn(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, day sdano.Date) (Result, error) {
	var in Input
	err := s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		in, err = s.input(ctx, tx, id)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	in.Today = day
	in.Settings = s.c.Settings
	return Compute(s.c.Rules, in), nil
}

func (s *Service) input(ctx context.Context, tx sdano.Tx, id sdano.TaxID) (Input, error) {
	var in Input
	var err error
	if id == (sdano.TaxID{}) {
		in.Profile, err = s.c.Store.MainProfile(ctx, tx)
	} else {
		in.Profile, err = s.c.Store.FindProfile(ctx, tx, id)
	}
	if err != nil {
		return Input{}, err
	}
	if in.Facts, err = s.c.Store.Facts(ctx, tx, in.Profile.ID); err != nil {
		return Input{}, err
	}
	in.Verdicts, err = s.c.Verdicts.Verdicts(ctx, tx, in.Profile.TaxID)
	return in, err
}

// Profiles returns the payers of a tenant that are not deleted, the main one
// first.
func (s *Service) Profiles(ctx context.Context, tenant sdano.Tenant) ([]Profile, error) {
	var out []Profile
	err := s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		out, err = s.c.Store.Profiles(ctx, tx)
		return err
	})
	return out, err
}

// Save checks and records a profile and adds facts to it in one unit with a
// journal entry. What has no ID is given one; a profile or fact that is stored
// under its ID is replaced. A wrong profile or fact is an *sdano.Error of kind
// Unprocessable with its findings, and nothing is recorded.
func (s *Service) Save(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, p Profile, f Facts) error {
	if err := check(p, f); err != nil {
		return err
	}
	p, f = identify(p, f)
	at := s.c.Clock.Now()
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		before, err := s.stored(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if err := s.save(ctx, tx, p); err != nil {
			return err
		}
		if err := s.c.Store.AddFacts(ctx, tx, p.ID, f); err != nil {
			return err
		}
		e, err := saved(before, p, f)
		e.Tenant, e.At, e.Actor = tenant, at, actor
		if err != nil {
			return err
		}
		return s.c.Journal.Record(ctx, tx, e)
	})
}

func (s *Service) save(ctx context.Context, tx sdano.Tx, p Profile) error {
	if err := s.c.Store.SaveProfile(ctx, tx, p); err != nil || s.c.Saving == nil {
		return err
	}
	return s.c.Saving(ctx, tx, p)
}

// stored returns the profile as it is before a change, nil if it is new.
func (s *Service) stored(ctx context.Context, tx sdano.Tx, id sdano.ID) (*Profile, error) {
	list, err := s.c.Store.Profiles(ctx, tx)
	for i := range list {
		if list[i].ID == id {
			return &list[i], err
		}
	}
	return nil, err
}

// saved is the journal entry of a change: the profile before and after, and the
// facts that were added.
func saved(before *Profile, after Profile, added Facts) (audit.Entry, error) {
	e := audit.Entry{Action: "profile.saved", Object: "profile/" + after.ID.String()}
	if before != nil {
		text, err := json.Marshal(before)
		if err != nil {
			return e, err
		}
		e.Before = string(text)
	}
	text, err := json.Marshal(struct {
		Profile Profile `json:"profile"`
		Added   Facts   `json:"added,omitzero"`
	}{after, added})
	e.After = string(text)
	return e, err
}
