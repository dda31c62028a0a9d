package hooks

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/audit"
)

// Config is what a Service works with.
type Config struct {
	// Units opens units of work on the store behind Store and Journal.
	Units   sdano.Units
	Store   Store
	Journal Journal
	// Source is where events are read.
	Source Source
	// Clock is the real clock, Business that of the journal.
	Clock, Business sdano.Clock
	// AllowPrivate lets addresses inside the server's network be asked, and http.
	AllowPrivate bool
	// Node names this process among those that share the store.
	Node string
	// Log receives what happens; nil means the default logger.
	Log *slog.Logger
	// Look is the pause between two looks for news; 0 means a second.
	Look time.Duration
}

// Service keeps hooks and delivers to them. It is safe for concurrent use.
type Service struct {
	c      Config
	client *http.Client
	// more says that a hook was let go though it has more to tell.
	more atomic.Bool
}

// New returns a service. It delivers nothing: Run does.
func New(c Config) *Service {
	if c.Look == 0 {
		c.Look = time.Second
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Service{c: c, client: newClient(c.AllowPrivate)}
}

// Who is who asks: he sees his own hooks, an administrator all of his tenants.
type Who struct {
	Actor   sdano.Actor
	Login   string
	Tenants []sdano.Tenant
	Admin   bool
}

// sees reports whether a hook is his to look at.
func (w Who) sees(h Hook) bool { return w.Admin || h.Owner == w.Login }

// Subscription is what a hook is made from.
type Subscription struct {
	// Tenant and Topic are what it is about; that the owner may see it is for the
	// caller to ask.
	Tenant sdano.Tenant
	Topic  string
	URL    string
	Codes  []string
	// Secret is Base64 of 24 to 64 bytes, with or without "whsec_".
	Secret string
	// After is the number after which events are told; nil means from now on.
	After *int64
}

// most bounds the hooks of a tenant.
const most = 100

// Create makes a hook of whoever asks. Errors are of kind Invalid (bad_url,
// bad_secret) or Conflict (too_many_webhooks).
func (s *Service) Create(ctx context.Context, who Who, in Subscription) (Hook, error) {
	if err := checkURL(in.URL, s.c.AllowPrivate); err != nil {
		return Hook{}, err
	}
	if _, err := key(in.Secret); err != nil {
		return Hook{}, err
	}
	h := Hook{
		ID: sdano.NewID(), Tenant: in.Tenant, Owner: who.Login, URL: in.URL, Topic: in.Topic, Codes: in.Codes,
		Secret: in.Secret, CreatedAt: s.now(),
	}
	at := s.c.Business.Now()
	err := s.c.Units.Write(ctx, in.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		list, err := s.c.Store.Hooks(ctx, tx)
		if err != nil {
			return err
		}
		if len(list) >= most {
			return errTooMany
		}
		if h.Cursor, err = cursor(ctx, tx, in.After); err != nil {
			return err
		}
		if err := s.c.Store.InsertHook(ctx, tx, h); err != nil {
			return err
		}
		return s.record(ctx, tx, at, who.Actor, "webhook.created", h)
	})
	return h, err
}

// cursor is where a new hook begins: events are numbered from the tenant's one
// sequence, so the next number of it is after all that has happened.
func cursor(ctx context.Context, tx sdano.Tx, after *int64) (int64, error) {
	if after != nil {
		return *after, nil
	}
	return tx.NextSeq(ctx)
}

var errTooMany = &sdano.Error{
	Kind: sdano.Conflict, Code: "too_many_webhooks",
	Message: "Вебхуков уже 100, больше нельзя.",
	Remedy:  "Удалите ненужные вебхуки.",
}

// Hooks returns the hooks that somebody sees, oldest first.
func (s *Service) Hooks(ctx context.Context, who Who) ([]Hook, error) {
	var out []Hook
	for _, tenant := range who.Tenants {
		var list []Hook
		err := s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
			list, err = s.c.Store.Hooks(ctx, tx)
			return err
		})
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(list, func(h Hook) bool { return !who.sees(h) })...)
	}
	return out, nil
}

// Hook returns one that somebody sees, or ErrNotFound.
func (s *Service) Hook(ctx context.Context, who Who, id sdano.ID) (Hook, error) {
	list, err := s.Hooks(ctx, who)
	for _, h := range list {
		if h.ID == id {
			return h, nil
		}
	}
	if err == nil {
		err = ErrNotFound
	}
	return Hook{}, err
}

// Delete removes a hook that somebody sees, or returns ErrNotFound.
func (s *Service) Delete(ctx context.Context, who Who, id sdano.ID) error {
	h, err := s.Hook(ctx, who, id)
	if err != nil {
		return err
	}
	at := s.c.Business.Now()
	return s.c.Units.Write(ctx, h.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		if err := s.c.Store.DeleteHook(ctx, tx, id); err != nil {
			return err
		}
		return s.record(ctx, tx, at, who.Actor, "webhook.deleted", h)
	})
}

// overlap is how long the secret before still signs.
const overlap = 24 * time.Hour

// Rotate gives a hook that somebody sees another secret; the one before signs
// too for a day. Errors are ErrNotFound or of kind Invalid (bad_secret).
func (s *Service) Rotate(ctx context.Context, who Who, id sdano.ID, secret string) error {
	if _, err := key(secret); err != nil {
		return err
	}
	h, err := s.Hook(ctx, who, id)
	if err != nil {
		return err
	}
	at, until := s.c.Business.Now(), s.now().Add(overlap)
	return s.c.Units.Write(ctx, h.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		h, err := s.c.Store.Hook(ctx, tx, id)
		if err != nil {
			return err
		}
		h.OldSecret, h.OldUntil, h.Secret = h.Secret, until, secret
		if err := s.c.Store.UpdateHook(ctx, tx, h); err != nil {
			return err
		}
		return s.record(ctx, tx, at, who.Actor, "webhook.rotated", h)
	})
}

// state is what the journal keeps of a hook.
type state struct {
	Owner string   `json:"owner"`
	URL   string   `json:"url"`
	Topic string   `json:"topic"`
	Codes []string `json:"codes,omitempty"`
}

func (s *Service) record(ctx context.Context, tx sdano.Tx, at time.Time, actor sdano.Actor, action string, h Hook) error {
	text, err := json.Marshal(state{h.Owner, h.URL, h.Topic, h.Codes}, json.Deterministic(true))
	if err != nil {
		return err
	}
	return s.c.Journal.Record(ctx, tx, audit.Entry{
		At: at.UTC().Truncate(time.Microsecond), Actor: actor, Action: action, Object: "webhook/" + h.ID.String(), After: string(text),
	})
}

// now returns the instant of the real clock in the precision of the store.
func (s *Service) now() time.Time { return s.c.Clock.Now().UTC().Truncate(time.Microsecond) }
