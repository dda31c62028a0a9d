package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"sdano"
)

const (
	fresh      = time.Second      // how old a remembered account or token may be
	verifiedOK = 10 * time.Minute // how long a right password is remembered
	maxMemory  = 10_000
)

// remembered is a value with the instant until which it may be used.
type remembered[V any] struct {
	value V
	until time.Time
}

// memory remembers accounts and tokens for a second and right passwords for
// some minutes, the latter only as a hash under a key of this process.
type memory struct {
	clock  sdano.Clock
	secret []byte
	mu     sync.Mutex
	users  map[string]remembered[User]
	tokens map[string]remembered[Token]
	// passed maps the keyed hash of login and password to the stored hash that
	// they fitted: a changed password is noticed at once.
	passed map[string]remembered[string]
}

func newMemory(clock sdano.Clock) *memory {
	return &memory{
		clock: clock, secret: random(32),
		users: map[string]remembered[User]{}, tokens: map[string]remembered[Token]{}, passed: map[string]remembered[string]{},
	}
}

// key returns the keyed hash of parts.
func (m *memory) key(parts ...string) string {
	h := hmac.New(sha256.New, m.secret)
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return string(h.Sum(nil))
}

func (m *memory) verified(key, hash string) bool {
	got, ok := recall(m, m.passed, key)
	return ok && got == hash
}

func (m *memory) setVerified(key, hash string) { remember(m, m.passed, key, hash, verifiedOK) }

func (m *memory) user(login string) (User, bool) { return recall(m, m.users, login) }

func (m *memory) setUser(u User) { remember(m, m.users, u.Login, u, fresh) }

func (m *memory) token(hash string) (Token, bool) { return recall(m, m.tokens, hash) }

func (m *memory) setToken(t Token) {
	if _, ok := m.token(t.Hash); !ok {
		remember(m, m.tokens, t.Hash, t, fresh)
	}
}

// forget drops an account, because it was changed.
func (m *memory) forget(login string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.users, login)
}

func recall[V any](m *memory, in map[string]remembered[V], key string) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := in[key]
	if !ok || !m.clock.Now().Before(r.until) {
		var none V
		return none, false
	}
	return r.value, true
}

func remember[V any](m *memory, in map[string]remembered[V], key string, v V, life time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(in) >= maxMemory {
		clear(in)
	}
	in[key] = remembered[V]{v, m.clock.Now().Add(life)}
}
