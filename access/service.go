package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/singleflight"

	"sdano"
)

// Errors of those who come in.
var (
	// ErrBadCredentials: the login is unknown, the account is disabled or the
	// password is another one; which of them is not told.
	ErrBadCredentials = &sdano.Error{
		Kind: sdano.Unauthorized, Code: "bad_credentials",
		Message: "Неверное имя пользователя или пароль.",
		Remedy:  "Проверьте имя и пароль пользователя; если пароль утерян, администратор задаст новый.",
	}
	// ErrBadToken: the bearer token is unknown, expired or its account is
	// disabled.
	ErrBadToken = &sdano.Error{
		Kind: sdano.Unauthorized, Code: "bad_token",
		Message: "Токен доступа неизвестен или его срок истёк.",
		Remedy:  "Получите новый токен запросом POST /token с именем и паролем пользователя.",
	}
	// ErrTooManyAttempts: too many wrong passwords for the login or from the
	// address within a minute.
	ErrTooManyAttempts = &sdano.Error{
		Kind: sdano.TooMany, Code: "too_many_attempts",
		Message: "Слишком много неудачных попыток входа.",
		Remedy:  "Подождите минуту и повторите вход с верным паролем.",
	}
	// ErrUnknownUser: there is no account of the login.
	ErrUnknownUser = &sdano.Error{
		Kind: sdano.NotFound, Code: "unknown_user",
		Message: "Пользователь не найден.",
		Remedy:  "Проверьте имя пользователя.",
	}
)

const (
	maxLogin    = 128  // bytes
	minPassword = 8    // characters
	maxPassword = 1024 // bytes, so that nobody makes the hash run long
)

// Config is what a Service works with.
type Config struct {
	// Units opens units of work on the store.
	Units sdano.Units
	// Store keeps users, tokens and answered requests.
	Store Store
	// Clock is the real clock.
	Clock sdano.Clock
}

// Service checks passwords and tokens and keeps idempotency keys. It is safe
// for concurrent use.
type Service struct {
	c       Config
	hasher  *hasher
	failed  *failures
	known   *memory
	attempt singleflight.Group
	busy    *busyKeys
}

// New returns a service over its ports.
func New(c Config) *Service {
	return &Service{
		c: c, hasher: newHasher(), failed: newFailures(c.Clock), known: newMemory(c.Clock), busy: newBusyKeys(),
	}
}

// Password lets a user in by login and password. The error is
// ErrBadCredentials, which takes as long for an unknown login as for a known
// one, or ErrTooManyAttempts. A password that was right is remembered for some
// minutes as a keyed hash, so that HTTP Basic on every request is cheap; the
// account itself is at most a second old.
func (s *Service) Password(ctx context.Context, login, password string) (Principal, error) {
	if checkLogin(login) != nil || len(password) > maxPassword {
		return Principal{}, ErrBadCredentials // no account can have them
	}
	key := s.known.key("password", login, password)
	address := addressOf(ctx)
	if s.failed.blocked(address) {
		return Principal{}, ErrTooManyAttempts
	}
	u, found, err := s.user(ctx, login)
	if err != nil {
		return Principal{}, err
	}
	if found && s.known.verified(key, u.PasswordHash) {
		return principalOf(u)
	}
	_, err, _ = s.attempt.Do(key+"|"+address, func() (any, error) {
		return nil, s.verify(context.WithoutCancel(ctx), key, u, login, password)
	})
	if err != nil {
		return Principal{}, err
	}
	return principalOf(u)
}

// verify takes an attempt from the budget, which a right password gives back,
// and compares the password with the account's hash, or with one that nothing
// fits if there is no account.
func (s *Service) verify(ctx context.Context, key string, u User, login, password string) error {
	giveBack, ok := s.failed.take(login, addressOf(ctx))
	if !ok {
		return ErrTooManyAttempts
	}
	right, err := s.hasher.matches(u.PasswordHash, password)
	if err != nil {
		return fmt.Errorf("password hash of %q: %w", login, err)
	}
	if !right || u.Disabled {
		return ErrBadCredentials
	}
	giveBack()
	s.known.setVerified(key, u.PasswordHash)
	return nil
}

// principalOf returns the principal of an account; a disabled one has none.
func principalOf(u User) (Principal, error) {
	if u.Disabled {
		return Principal{}, ErrBadCredentials
	}
	return Principal{Login: u.Login, Tenants: slices.Clone(u.Tenants), Scopes: slices.Clone(u.Scopes)}, nil
}

// user returns an account, at most a second old.
func (s *Service) user(ctx context.Context, login string) (User, bool, error) {
	if u, ok := s.known.user(login); ok {
		return u, true, nil
	}
	var u User
	var found bool
	err := s.c.Units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		u, found, err = s.c.Store.User(ctx, tx, login)
		return err
	})
	if err == nil && found {
		s.known.setUser(u)
	}
	return u, found, err
}

// Bearer lets a user in by a token that Issue gave. The error is ErrBadToken.
func (s *Service) Bearer(ctx context.Context, token string) (Principal, error) {
	hash := tokenHash(token)
	t, ok := s.known.token(hash)
	if !ok {
		var err error
		if t, ok, err = s.storedToken(ctx, hash); err != nil {
			return Principal{}, err
		}
	}
	if !ok || subtle.ConstantTimeCompare([]byte(t.Hash), []byte(hash)) != 1 || s.expired(t) {
		return Principal{}, ErrBadToken
	}
	s.known.setToken(t)
	u, found, err := s.user(ctx, t.Login)
	if err != nil {
		return Principal{}, err
	}
	if !found || u.Disabled {
		return Principal{}, ErrBadToken
	}
	return principalOf(u)
}

func (s *Service) expired(t Token) bool {
	return !t.ExpiresAt.IsZero() && !s.c.Clock.Now().Before(t.ExpiresAt)
}

func (s *Service) storedToken(ctx context.Context, hash string) (t Token, found bool, err error) {
	err = s.c.Units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		t, found, err = s.c.Store.Token(ctx, tx, hash)
		return err
	})
	return t, found, err
}

// Named returns the principal of an account without letting anybody in: for what
// is done later in his name. The error is ErrUnknownUser if there is no such
// account or it is disabled.
func (s *Service) Named(ctx context.Context, login string) (Principal, error) {
	u, found, err := s.user(ctx, login)
	if err != nil {
		return Principal{}, err
	}
	if !found || u.Disabled {
		return Principal{}, ErrUnknownUser
	}
	return principalOf(u)
}

// Issue makes a bearer token for an account: 256 random bits, of which only the
// SHA-256 is stored. It lives for ttl, or for ever if ttl is 0; then expires is
// zero. The error is ErrUnknownUser if there is no such account or it is
// disabled.
func (s *Service) Issue(ctx context.Context, login string, ttl time.Duration) (token string, expires time.Time, err error) {
	if ttl > 0 {
		expires = s.c.Clock.Now().Add(ttl).UTC().Truncate(time.Second)
	}
	token = newToken()
	err = s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		u, found, err := s.c.Store.User(ctx, tx, login)
		if err != nil {
			return err
		}
		if !found || u.Disabled {
			return ErrUnknownUser
		}
		return s.c.Store.PutToken(ctx, tx, Token{Hash: tokenHash(token), Login: login, ExpiresAt: expires})
	})
	if err != nil {
		return "", time.Time{}, err
	}
	return token, expires, nil
}

// UserChange is an account that was inserted or replaced.
type UserChange struct {
	// Before is the account it replaced; Existed is false if there was none.
	Before  User
	Existed bool
	After   User
}

// PutUser inserts or replaces an account. A password is hashed with argon2id;
// "" keeps the hash that u has, or else that of the stored account. Each of then
// runs in the unit of the change, one of AllTenants; its error undoes all. The
// error is of kind Unprocessable if login or password cannot be used.
func (s *Service) PutUser(ctx context.Context, u User, password string, then ...func(context.Context, sdano.Tx, UserChange) error) error {
	if err := s.setPassword(&u, password); err != nil {
		return err
	}
	err := s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		before, existed, err := s.c.Store.User(ctx, tx, u.Login)
		if err != nil {
			return err
		}
		after := u
		if after.PasswordHash == "" {
			after.PasswordHash = before.PasswordHash
		}
		if after.PasswordHash == "" {
			return checkPassword("")
		}
		if err := s.c.Store.PutUser(ctx, tx, after); err != nil {
			return err
		}
		for _, f := range then {
			if err := f(ctx, tx, UserChange{Before: before, Existed: existed, After: after}); err != nil {
				return err
			}
		}
		return nil
	})
	s.known.forget(u.Login)
	return err
}

// setPassword checks an account that is to be stored and gives it the hash of a
// new password.
func (s *Service) setPassword(u *User, password string) error {
	if err := checkLogin(u.Login); err != nil {
		return err
	}
	if password != "" {
		if err := checkPassword(password); err != nil {
			return err
		}
		u.PasswordHash = s.hasher.hash(password)
		return nil
	}
	if u.PasswordHash == "" {
		return nil
	}
	if _, err := parsePHC(u.PasswordHash); err != nil {
		return badUser("bad_password_hash", "Хеш пароля записан не в форме PHC argon2id.", "Задайте пароль вместо хеша.")
	}
	return nil
}

func checkLogin(login string) error {
	bad := func(r rune) bool { return r < ' ' || r == ':' || r == 0x7f || r == utf8.RuneError }
	if login == "" || len(login) > maxLogin || strings.ContainsFunc(login, bad) {
		return badUser("bad_login", "Имя пользователя пусто, длиннее 128 байт или содержит двоеточие или управляющий знак.", "Задайте другое имя.")
	}
	return nil
}

func checkPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < minPassword || len(password) > maxPassword {
		return badUser("weak_password", fmt.Sprintf("В пароле %d знаков, а нужно от %d знаков до %d байт.", n, minPassword, maxPassword), "Задайте другой пароль.")
	}
	return nil
}

func badUser(code, message, remedy string) error {
	return &sdano.Error{Kind: sdano.Unprocessable, Code: code, Message: message, Remedy: remedy}
}

// Purge removes answered requests whose day is over and expired tokens.
func (s *Service) Purge(ctx context.Context) error {
	return s.purge(ctx, s.c.Clock.Now().Add(-OnceLife))
}

func (s *Service) purge(ctx context.Context, before time.Time) error {
	return s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return s.c.Store.PurgeOnce(ctx, tx, before)
	})
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (Go 1.24): it ends the program
	return b
}
