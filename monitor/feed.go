package monitor

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/audit"
)

// Feed is a calendar of terms that somebody subscribes to: a token that opens the
// terms of one payer, and nothing else, to whoever knows it.
type Feed struct {
	ID sdano.ID `json:"id"`
	// Profile is the payer's profile.
	Profile sdano.ID `json:"-"`
	// Name says in the user's words whose it is: «Телефон бухгалтера».
	Name string `json:"name"`
	// Hash is all that is kept of the token.
	Hash string `json:"-"`
	// Created is when it was made, By who made it.
	Created time.Time   `json:"created"`
	By      sdano.Actor `json:"by"`
}

// Told is what the calendars of a payer said of one term when they were last read.
type Told struct {
	// Key names the term: its rule and period.
	Key string
	// Hash stands for its content, Sequence counts the changes, from 0.
	Hash     string
	Sequence int
	// At is when it became so.
	At time.Time
}

// Feeds keeps the calendars of payers. Every method works inside the open unit tx
// and sees only the rows of tx.Tenant().
type Feeds interface {
	// AddFeed records a calendar.
	AddFeed(ctx context.Context, tx sdano.Tx, f Feed) error
	// Feeds returns those of a profile by ID.
	Feeds(ctx context.Context, tx sdano.Tx, profile sdano.ID) ([]Feed, error)
	// FindFeed returns the one with a hash, or ErrNoFeed.
	FindFeed(ctx context.Context, tx sdano.Tx, hash string) (Feed, error)
	// RemoveFeed deletes one of a profile; ErrNoFeed if it has none such.
	RemoveFeed(ctx context.Context, tx sdano.Tx, profile, id sdano.ID) error
	// Told returns what was told of a profile's terms, by Key.
	Told(ctx context.Context, tx sdano.Tx, profile sdano.ID) ([]Told, error)
	// Tell records what is told now, if what was told before has the Sequence
	// t.Sequence − 1, or, where that is −1, if nothing was told; else ErrToldElse.
	Tell(ctx context.Context, tx sdano.Tx, profile sdano.ID, t Told) error
}

// The Codes of the errors of Feeds. Compare with errors.Is.
var (
	ErrNoFeed = &sdano.Error{
		Kind: sdano.NotFound, Code: "no_calendar",
		Message: "Такого календаря нет: адрес неверен, или его отозвали.",
		Remedy:  "Подпишитесь заново на странице календаря.",
	}
	ErrToldElse = &sdano.Error{
		Kind: sdano.Conflict, Code: "calendar_changed",
		Message: "Календарь в это же время прочитал кто-то другой.",
		Remedy:  "Повторите запрос.",
	}
)

// maxFeeds is how many calendars a payer may have, maxFeedName how long the name
// of one may be, in characters.
const (
	maxFeeds    = 50
	maxFeedName = 100
)

// Calendars returns the calendars of a payer by the order in which they were made.
func (s *Service) Calendars(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (out []Feed, err error) {
	err = s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		p, err := s.profile(ctx, tx, id)
		if err == nil {
			out, err = s.c.Feeds.Feeds(ctx, tx, p.ID)
		}
		return err
	})
	return out, err
}

// Subscribe makes a calendar of a payer and returns it with its token, of 256
// random bits, which is told this once. An empty or too long name is an error of
// kind Unprocessable.
func (s *Service) Subscribe(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, name string) (Feed, string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > maxFeedName || !utf8.ValidString(name) {
		return Feed{}, "", errFeedName
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails (Go 1.24): it ends the program
	token := base64.RawURLEncoding.EncodeToString(secret)
	f := Feed{ID: sdano.NewID(), Name: name, Hash: hashOf(token), Created: s.c.Clock.Now(), By: actor}
	err := s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		p, err := s.profile(ctx, tx, id)
		if err != nil {
			return err
		}
		list, err := s.c.Feeds.Feeds(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if len(list) >= maxFeeds {
			return errManyFeeds
		}
		f.Profile = p.ID
		if err := s.c.Feeds.AddFeed(ctx, tx, f); err != nil {
			return err
		}
		return s.recordFeed(ctx, tx, actor, "calendar.made", f)
	})
	return f, token, err
}

// Revoke ends a calendar of a payer: its address is unknown from now on. The error
// is ErrNoFeed if there is none such.
func (s *Service) Revoke(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, feed sdano.ID) error {
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		p, err := s.profile(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.c.Feeds.RemoveFeed(ctx, tx, p.ID, feed); err != nil {
			return err
		}
		return s.recordFeed(ctx, tx, actor, "calendar.revoked", Feed{ID: feed, Profile: p.ID})
	})
}

func (s *Service) recordFeed(ctx context.Context, tx sdano.Tx, actor sdano.Actor, action string, f Feed) error {
	text, err := json.Marshal(struct {
		Profile sdano.ID `json:"profile"`
		Name    string   `json:"name,omitzero"`
	}{f.Profile, f.Name})
	if err != nil {
		return err
	}
	return s.c.Journal.Record(ctx, tx, audit.Entry{
		Tenant: tx.Tenant(), At: s.c.Clock.Now(), Actor: actor, Action: action, Object: "calendar/" + f.ID.String(), After: string(text),
	})
}

// profile returns the profile of a payer, of the main one if id is zero.
func (s *Service) profile(ctx context.Context, tx sdano.Tx, id sdano.TaxID) (Profile, error) {
	if id == (sdano.TaxID{}) {
		return s.c.Store.MainProfile(ctx, tx)
	}
	return s.c.Store.FindProfile(ctx, tx, id)
}

// hashOf needs no salt: a token is random.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var (
	errFeedName = &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_calendar_name", Param: "name",
		Message: "Название календаря пусто или длиннее 100 знаков.",
		Remedy:  "Напишите, где он будет: «Телефон», «Почта бухгалтера».",
	}
	errManyFeeds = &sdano.Error{
		Kind: sdano.Conflict, Code: "many_calendars",
		Message: "У организации уже 50 календарей.",
		Remedy:  "Отзовите те, которыми никто не пользуется.",
	}
)
