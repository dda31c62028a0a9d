// Package accesstest helps to test what lets users in: Memory is a store of
// users, tokens and answered requests, with its units of work, in the memory of
// a test, and Bearer lets a new user of any rights in.
package accesstest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"sdano"
	"sdano/access"
)

// Memory is a store in memory. Its zero value is empty and ready. It is safe
// for concurrent use; writing units run one after another.
type Memory struct {
	// Fail, if set, is asked before every unit, Commit after every writing unit
	// that went well: their errors are the unit's, and undo it. Set them before
	// the store is used.
	Fail, Commit func() error

	mu     sync.Mutex
	rows   rows
	writes int
	reads  int
}

// onceKey names an answered request.
type onceKey struct {
	tenant     sdano.Tenant
	scope, key string
}

type rows struct {
	users  map[string]access.User
	tokens map[string]access.Token
	once   map[onceKey]access.Once
	seq    map[sdano.Tenant]int64
}

func (r rows) clone() rows {
	c := rows{maps.Clone(r.users), maps.Clone(r.tokens), maps.Clone(r.once), maps.Clone(r.seq)}
	if c.users == nil {
		c = rows{map[string]access.User{}, map[string]access.Token{}, map[onceKey]access.Once{}, map[sdano.Tenant]int64{}}
	}
	return c
}

// tx is an open unit on a copy of the rows.
type tx struct {
	tenant  sdano.Tenant
	rows    rows
	writing bool
}

// Tenant returns the tenant of the unit.
func (t *tx) Tenant() sdano.Tenant { return t.tenant }

// NextSeq returns the next number of the tenant.
func (t *tx) NextSeq(context.Context) (int64, error) {
	if !t.writing {
		return 0, errors.New("accesstest: no numbers are given in this unit")
	}
	t.rows.seq[t.tenant]++
	return t.rows.seq[t.tenant], nil
}

// Writes returns how many writing units were committed, Reads how many reading
// ones were run.
func (m *Memory) Writes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writes
}

// Reads returns how many reading units were run.
func (m *Memory) Reads() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reads
}

// Write runs the unit and forgets what it did if it fails.
func (m *Memory) Write(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := &tx{tenant, m.rows.clone(), true}
	for _, step := range []func() error{orNothing(m.Fail), func() error { return unit(ctx, t) }, orNothing(m.Commit)} {
		if err := step(); err != nil {
			return err
		}
	}
	m.rows = t.rows
	m.writes++
	return nil
}

// Read runs the unit, which cannot change anything.
func (m *Memory) Read(ctx context.Context, tenant sdano.Tenant, unit sdano.Unit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if err := orNothing(m.Fail)(); err != nil {
		return err
	}
	return unit(ctx, &tx{tenant: tenant, rows: m.rows})
}

func orNothing(f func() error) func() error {
	if f == nil {
		return func() error { return nil }
	}
	return f
}

// unitOf returns the unit, which must be writing and of all tenants if asked.
func unitOf(t sdano.Tx, writing, all bool) (*tx, error) {
	u, ok := t.(*tx)
	if !ok || writing && !u.writing || all && u.tenant != sdano.AllTenants {
		return nil, fmt.Errorf("accesstest: this unit cannot do that: %T of tenant %d", t, t.Tenant())
	}
	return u, nil
}

// User returns an account.
func (m *Memory) User(_ context.Context, t sdano.Tx, login string) (access.User, bool, error) {
	u, err := unitOf(t, false, true)
	if err != nil {
		return access.User{}, false, err
	}
	user, ok := u.rows.users[login]
	return user, ok, nil
}

// PutUser inserts or replaces an account.
func (m *Memory) PutUser(_ context.Context, t sdano.Tx, user access.User) error {
	u, err := unitOf(t, true, true)
	if err != nil {
		return err
	}
	u.rows.users[user.Login] = user
	return nil
}

// Token returns a stored token.
func (m *Memory) Token(_ context.Context, t sdano.Tx, hash string) (access.Token, bool, error) {
	u, err := unitOf(t, false, true)
	if err != nil {
		return access.Token{}, false, err
	}
	token, ok := u.rows.tokens[hash]
	return token, ok, nil
}

// PutToken stores a token.
func (m *Memory) PutToken(_ context.Context, t sdano.Tx, token access.Token) error {
	u, err := unitOf(t, true, true)
	if err != nil {
		return err
	}
	u.rows.tokens[token.Hash] = token
	return nil
}

// FindOnce returns a stored answer.
func (m *Memory) FindOnce(_ context.Context, t sdano.Tx, scope, key string) (access.Once, bool, error) {
	u, err := unitOf(t, false, false)
	if err != nil {
		return access.Once{}, false, err
	}
	o, ok := u.rows.once[onceKey{u.tenant, scope, key}]
	return o, ok, nil
}

// SaveOnce stores an answer; a second one under its key is an error.
func (m *Memory) SaveOnce(_ context.Context, t sdano.Tx, o access.Once) error {
	u, err := unitOf(t, true, false)
	if err != nil {
		return err
	}
	k := onceKey{u.tenant, o.Scope, o.Key}
	if _, ok := u.rows.once[k]; ok {
		return errors.New("accesstest: the key is already stored")
	}
	u.rows.once[k] = o
	return nil
}

// PurgeOnce removes old answers and expired tokens.
func (m *Memory) PurgeOnce(_ context.Context, t sdano.Tx, before time.Time) error {
	u, err := unitOf(t, true, true)
	if err != nil {
		return err
	}
	maps.DeleteFunc(u.rows.once, func(_ onceKey, o access.Once) bool { return o.At.Before(before) })
	maps.DeleteFunc(u.rows.tokens, func(_ string, k access.Token) bool {
		return !k.ExpiresAt.IsZero() && k.ExpiresAt.Before(before)
	})
	return nil
}
