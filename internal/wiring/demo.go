package wiring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/monitor"
	"sdano/reporting"
)

const demoActor = sdano.Actor("system:demo")

// moveDemo moves the business clock to the demo's day: the one asked for, else
// the stored one, else the demo's own. The sandbox follows.
func (s *Server) moveDemo(stored bool) error {
	day := s.c.DemoToday
	switch {
	case stored && day.IsZero():
		day = s.clock.today()
	case stored:
		if err := s.clock.notBack(day); err != nil {
			return err
		}
	case day.IsZero():
		day = demo.Today
	}
	s.clock.moveTo(day)
	return nil
}

// prepareDemo brings the demo's data up to the day: what is there stays.
func (s *Server) prepareDemo(ctx context.Context) error {
	if !s.c.Demo {
		return nil
	}
	for _, step := range []func(context.Context) error{
		s.seedPeople, s.seedPayers, s.seedHistory, s.seedExchange, s.keepClock, s.writeSamples, s.writeToken,
	} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

// seedPeople enters the data area, the organisations and the user.
func (s *Server) seedPeople(ctx context.Context) error {
	if err := s.house.office.SetArea(ctx, demoActor, demo.Area()); err != nil {
		return err
	}
	for _, o := range demo.Organizations() {
		if err := s.house.office.SetOrganization(ctx, demoActor, demo.Tenant, o); err != nil {
			return err
		}
	}
	// An account that is there keeps its password: checking it would cost more
	// than the rest of the start. One of an earlier version gets its new rights.
	user, found, err := s.house.office.Account(ctx, demo.Login)
	switch {
	case err != nil:
		return err
	case !found:
		return s.house.office.SetUser(ctx, demoActor, demo.User(), demo.Password)
	case !slices.Equal(user.Scopes, demo.User().Scopes):
		return s.house.office.SetUser(ctx, demoActor, demo.User(), "")
	}
	return nil
}

// seedPayers enters profiles and facts of both payers, with the books closed to
// the day before the demo's day.
func (s *Server) seedPayers(ctx context.Context) error {
	for _, p := range demo.Payers(s.clock.today()) {
		if err := s.seedPayer(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) seedPayer(ctx context.Context, p demo.Known) error {
	have, err := s.house.profile(ctx, demo.Tenant, p.Profile.TaxID)
	if err != nil && !sdano.IsKind(err, sdano.NotFound) {
		return err
	}
	if err != nil {
		terms := s.house.rules.Deadlines(&p.Profile, &p.Facts, p.Profile.Registered, p.Profile.BooksClosedTo)
		p.Facts.Filings = demo.Filed(terms)
		return s.house.monitor.Save(ctx, demoActor, demo.Tenant, p.Profile, p.Facts)
	}
	if !have.BooksClosedTo.Before(p.Profile.BooksClosedTo) {
		return nil
	}
	have.BooksClosedTo = p.Profile.BooksClosedTo
	return s.house.monitor.Save(ctx, demoActor, demo.Tenant, have, monitor.Facts{})
}

// historyKey is the setting that says that the demo's history is made.
const historyKey = "demo_history"

// historyPause is the pause between two turns of the demo's history.
const historyPause = 10 * time.Millisecond

// seedHistory files the company's declaration on its own day through the
// operator, as any other is filed. A demo that stands before that day has no
// history yet.
func (s *Server) seedHistory(ctx context.Context) error {
	sandbox := practice{s.c.Operator.URL}
	made, err := s.settingMade(ctx, historyKey)
	if err != nil {
		return err
	}
	today := s.clock.today()
	if made || today.Before(demo.HistoryDay) {
		if err := sandbox.setClock(ctx, s.clock.days.Load()); err != nil || made {
			return err
		}
		_, err = s.house.reporting.RefreshDirections(ctx, demoActor)
		return err
	}
	s.clock.moveTo(demo.HistoryDay)
	defer s.clock.moveTo(today)
	if err := sandbox.setClock(ctx, s.clock.days.Load()); err != nil {
		return err
	}
	if err := s.makeHistory(ctx, sandbox); err != nil {
		return err
	}
	s.clock.moveTo(today)
	return sandbox.setClock(ctx, s.clock.days.Load())
}

// makeHistory opens the directions, files the declaration, follows it to its
// end and notes that. Repeated after a crash it goes on from where it stopped.
func (s *Server) makeHistory(ctx context.Context, sandbox practice) error {
	// A start that was killed may have left a lease.
	if err := s.house.reporting.Rescue(ctx); err != nil {
		return err
	}
	if _, err := s.house.reporting.RefreshDirections(ctx, demoActor); err != nil {
		return err
	}
	id, err := s.fileHistory(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		sub, err := s.house.reporting.Submission(ctx, demo.Tenant, id)
		if err != nil {
			return err
		}
		if !sub.EndedAt.IsZero() {
			break
		}
		if err := s.advance(ctx, sandbox); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(historyPause):
		}
	}
	return s.house.office.SetSetting(ctx, demoActor, historyKey, id.String())
}

// fileHistory registers the declaration, or finds the one that was registered
// before a crash.
func (s *Server) fileHistory(ctx context.Context) (sdano.ID, error) {
	name, data, err := demo.Declaration(demo.Company, demo.Office, demo.HistoryDay)
	if err != nil {
		return sdano.ID{}, err
	}
	r, err := s.house.reporting.Register(ctx, demoActor, demo.Tenant, reporting.Registration{FileName: name, Data: data})
	if !sdano.IsKind(err, sdano.Conflict) {
		return r.Submission.ID, err
	}
	filed, listErr := s.house.reporting.Submissions(ctx, demo.Tenant, reporting.Query{INN: demo.Company.TaxID.INN, KPP: demo.Company.TaxID.KPP})
	for _, sub := range filed {
		if k := sub.Key; k.Period == "2025" && k.Correction == 0 && k.Code == demo.Office {
			return sub.ID, nil
		}
	}
	return sdano.ID{}, errors.Join(err, listErr)
}

// advance makes one turn of sending and fetching.
func (s *Server) advance(ctx context.Context, sandbox practice) error {
	if _, err := s.house.reporting.Send(ctx, demoActor, sdano.AllTenants); err != nil {
		return err
	}
	if err := sandbox.tick(ctx); err != nil {
		return err
	}
	_, err := s.house.reporting.FetchResults(ctx, demoActor, sdano.AllTenants)
	return err
}

func (s *Server) keepClock(ctx context.Context) error {
	return s.house.office.SetSetting(ctx, demoActor, clockKey, strconv.FormatInt(s.clock.days.Load(), 10))
}

// sampleOffices are the inspections that samples are made for: one accepts, one
// refuses, one asks for a correction.
var sampleOffices = []string{demo.Office, "0088", "0085"}

func (s *Server) writeSamples(context.Context) error {
	folder := s.c.sample("")
	if err := makeFolder(folder); err != nil {
		return err
	}
	for _, office := range sampleOffices {
		name, data, err := demo.Declaration(demo.Entrepreneur, office, demo.Today)
		if err != nil {
			return err
		}
		path := filepath.Join(folder, name)
		if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, data) {
			continue
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) tokenFile() string { return filepath.Join(s.c.Data, "demo-token") }

// writeToken gives the demo's user a bearer token, the one of the last start if
// it is still good.
func (s *Server) writeToken(ctx context.Context) error {
	if old, err := os.ReadFile(s.tokenFile()); err == nil {
		token := strings.TrimSpace(string(old))
		if _, err := s.house.access.Bearer(ctx, token); err == nil {
			s.token = token
			return nil
		}
	}
	token, _, err := s.house.access.Issue(ctx, demo.Login, 0)
	if err != nil {
		return err
	}
	s.token = token
	return os.WriteFile(s.tokenFile(), []byte(token+"\n"), 0o600)
}

// Started tells where the server is and, in a demo, how it is entered.
func (s *Server) Started() Started {
	out := Started{URL: s.c.url(), Today: s.clock.today().String()}
	if !s.c.Demo {
		return out
	}
	out.Operator, out.TokenFile, out.Token = s.c.Operator.URL, s.tokenFile(), s.token
	name, _, err := demo.Declaration(demo.Entrepreneur, demo.Office, demo.Today)
	if err == nil {
		out.Sample = s.c.sample(name)
		out.Submit, out.Verify = s.c.submitCommand(name), s.c.verifyCommand()
	}
	return out
}
