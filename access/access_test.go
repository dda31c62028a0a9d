package access_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/access/accesstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const tenant sdano.Tenant = 10027

var morning = time.Date(2026, time.April, 10, 6, 0, 0, 0, time.UTC)

// world is a service over a store in memory with the user "ann" in it.
type world struct {
	store *accesstest.Memory
	clock *sdano.ManualClock
	*access.Service
}

// annPassword has a cheap hash: tests guess a lot.
const annPassword = "password"

func open(t testing.TB) *world {
	t.Helper()
	w := &world{store: &accesstest.Memory{}, clock: sdano.NewManualClock(morning)}
	w.Service = access.New(access.Config{Units: w.store, Store: w.store, Clock: w.clock})
	ann := access.User{Login: "ann", PasswordHash: reference, Tenants: []sdano.Tenant{tenant}, Scopes: []access.Scope{access.ScopeReports}}
	if err := w.PutUser(context.Background(), ann, ""); err != nil {
		t.Fatal(err)
	}
	return w
}

// stored returns the account as it is stored.
func (w *world) stored(t *testing.T, login string) access.User {
	t.Helper()
	var u access.User
	err := w.store.Read(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		u, _, err = w.store.User(ctx, tx, login)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// put stores an account as it is, past the service.
func (w *world) put(t *testing.T, u access.User) {
	t.Helper()
	err := w.store.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return w.store.PutUser(ctx, tx, u)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPasswordLetsIn(t *testing.T) {
	t.Parallel()
	w := open(t)
	p, err := w.Password(context.Background(), "ann", annPassword)
	if err != nil || p.Login != "ann" || !p.Enters(tenant) || p.Enters(tenant+1) || !p.Has(access.ScopeReports) || p.Has(access.ScopeAudit) {
		t.Errorf("%+v, %v", p, err)
	}
	if p.Actor() != "user:ann" {
		t.Errorf("actor %q", p.Actor())
	}
	p.Tenants[0], p.Scopes[0] = 1, access.ScopeAdmin
	if again, _ := w.Password(context.Background(), "ann", annPassword); !again.Enters(tenant) || again.Has(access.ScopeAdmin) {
		t.Error("the caller's changes reached the account")
	}
}

func TestWrongCredentialsAreNotToldApart(t *testing.T) {
	t.Parallel()
	w := open(t)
	off := w.stored(t, "ann")
	off.Login, off.Disabled = "off", true
	w.put(t, off)
	for name, c := range map[string][2]string{
		"wrong password": {"ann", "wrong horse"}, "empty password": {"ann", ""}, "unknown login": {"bob", annPassword},
		"empty login": {"", annPassword}, "disabled": {"off", annPassword}, "zero character": {"ann\x00", annPassword},
		"no UTF-8": {"\xff", annPassword}, "long login": {strings.Repeat("a", 129), annPassword},
		"long password": {"ann", strings.Repeat("a", 1025)}, "other case": {"Ann", annPassword},
	} {
		_, err := w.Password(context.Background(), c[0], c[1])
		if !errors.Is(err, access.ErrBadCredentials) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPasswordIsStoredAsArgon2id(t *testing.T) {
	t.Parallel()
	w := open(t)
	hashes := map[string]bool{}
	for _, login := range []string{"one", "two"} {
		if err := w.PutUser(context.Background(), access.User{Login: login}, "correct horse"); err != nil {
			t.Fatal(err)
		}
		hash := w.stored(t, login).PasswordHash
		if !strings.HasPrefix(hash, "$argon2id$v=19$m=9216,t=4,p=1$") || strings.Contains(hash, "horse") {
			t.Errorf("hash %s", hash)
		}
		hashes[hash] = true
		if _, err := w.Password(context.Background(), login, "correct horse"); err != nil {
			t.Error(err)
		}
	}
	if len(hashes) != 2 {
		t.Error("two users of one password have one hash: no salt")
	}
}

// reference is the hash of "password" with the salt "somesalt" that the
// reference implementation gives (argon2 -id -t 2 -k 256 -p 1 -l 32).
const reference = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"

func TestHashOfAnotherProgramIsUnderstood(t *testing.T) {
	t.Parallel()
	w := open(t)
	if err := w.PutUser(context.Background(), access.User{Login: "old", PasswordHash: reference}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Password(context.Background(), "old", "password"); err != nil {
		t.Error(err)
	}
	if _, err := w.Password(context.Background(), "old", "passwore"); !errors.Is(err, access.ErrBadCredentials) {
		t.Error(err)
	}
}

func TestUnusableAccountsAreRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	for name, c := range map[string]struct {
		user     access.User
		password string
		code     string
	}{
		"empty login":        {access.User{}, annPassword, "bad_login"},
		"colon":              {access.User{Login: "a:b"}, annPassword, "bad_login"},
		"control character":  {access.User{Login: "a\nb"}, annPassword, "bad_login"},
		"no UTF-8":           {access.User{Login: "a\xff"}, annPassword, "bad_login"},
		"long login":         {access.User{Login: strings.Repeat("a", 129)}, annPassword, "bad_login"},
		"no password":        {access.User{Login: "a"}, "", "weak_password"},
		"seven characters":   {access.User{Login: "a"}, "семьзна", "weak_password"},
		"over 1024 bytes":    {access.User{Login: "a"}, strings.Repeat("a", 1025), "weak_password"},
		"plain text as hash": {access.User{Login: "a", PasswordHash: annPassword}, "", "bad_password_hash"},
		"too dear a hash":    {access.User{Login: "a", PasswordHash: strings.Replace(reference, "m=256", "m=4194304", 1)}, "", "bad_password_hash"},
	} {
		err := w.PutUser(context.Background(), c.user, c.password)
		e := sdano.AsError(err)
		if e.Kind != sdano.Unprocessable || e.Code != c.code || e.Message == "" || e.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, password := range []string{"восемь з", strings.Repeat("a", 1024)} {
		if err := w.PutUser(context.Background(), access.User{Login: "a"}, password); err != nil {
			t.Errorf("%d bytes: %v", len(password), err)
		}
	}
}

// TestWhatFollowsAChangeIsOfItsUnit: it learns the account before and after, and
// its error undoes the change.
func TestWhatFollowsAChangeIsOfItsUnit(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	ann := w.stored(t, "ann")
	var seen []access.UserChange
	note := func(_ context.Context, tx sdano.Tx, c access.UserChange) error {
		if tx.Tenant() != sdano.AllTenants {
			t.Errorf("a unit of tenant %d", tx.Tenant())
		}
		seen = append(seen, c)
		return nil
	}
	disabled := access.User{Login: "ann", Disabled: true}
	if err := w.PutUser(ctx, disabled, "", note); err != nil {
		t.Fatal(err)
	}
	disabled.PasswordHash = ann.PasswordHash // "" has kept it
	if err := w.PutUser(ctx, access.User{Login: "new", PasswordHash: reference}, "", note); err != nil {
		t.Fatal(err)
	}
	want := []access.UserChange{
		{Before: ann, Existed: true, After: disabled},
		{After: access.User{Login: "new", PasswordHash: reference}},
	}
	if !reflect.DeepEqual(seen, want) || !reflect.DeepEqual(w.stored(t, "ann"), disabled) {
		t.Errorf("seen %+v, stored %+v", seen, w.stored(t, "ann"))
	}
	broken := errors.New("broken on purpose")
	err := w.PutUser(ctx, ann, "another horse", func(context.Context, sdano.Tx, access.UserChange) error { return broken })
	if !errors.Is(err, broken) || !reflect.DeepEqual(w.stored(t, "ann"), disabled) {
		t.Errorf("%v, stored %+v", err, w.stored(t, "ann"))
	}
}

func TestChangedPasswordCountsAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	if _, err := w.Password(ctx, "ann", annPassword); err != nil {
		t.Fatal(err)
	}
	if err := w.PutUser(ctx, access.User{Login: "ann"}, "another horse"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Password(ctx, "ann", annPassword); !errors.Is(err, access.ErrBadCredentials) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := w.Password(ctx, "ann", "another horse"); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestAccountChangedElsewhereCountsAfterASecond(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	if _, err := w.Password(ctx, "ann", annPassword); err != nil {
		t.Fatal(err)
	}
	off := w.stored(t, "ann")
	off.Disabled = true
	w.put(t, off) // another node did it
	w.clock.Advance(time.Second)
	if _, err := w.Password(ctx, "ann", annPassword); !errors.Is(err, access.ErrBadCredentials) {
		t.Errorf("disabled: %v", err)
	}
}

func TestRightPasswordIsRememberedForTenMinutes(t *testing.T) { // counts allocations: not parallel
	w := open(t)
	ctx := context.Background()
	enter := func() {
		t.Helper()
		if _, err := w.Password(ctx, "ann", annPassword); err != nil {
			t.Fatal(err)
		}
	}
	enter()
	reads := w.store.Reads()
	enter()
	if w.store.Reads() != reads {
		t.Error("the account is read twice within a second")
	}
	if cost := testing.AllocsPerRun(20, enter); cost > 100 {
		t.Errorf("%v allocations: the hash seems to be computed each time", cost)
	}
	w.clock.Advance(11 * time.Minute)
	enter()
	if w.store.Reads() == reads {
		t.Error("the account is not read again")
	}
}

func TestBrokenStoredHashIsAFaultOfOurs(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.put(t, access.User{Login: "broken", PasswordHash: "$argon2id$v=19$m=1,t=1,p=1$x$y"})
	_, err := w.Password(context.Background(), "broken", annPassword)
	if e := sdano.AsError(err); e.Kind != sdano.Internal || !strings.Contains(e.Error(), "PHC") {
		t.Errorf("%v", err)
	}
}

func TestStoreFailureIsNotWrongCredentials(t *testing.T) {
	t.Parallel()
	fire := errors.New("fire")
	store := &accesstest.Memory{Fail: func() error { return fire }}
	s := access.New(access.Config{Units: store, Store: store, Clock: sdano.RealClock{}})
	ctx := context.Background()
	_, err1 := s.Password(ctx, "ann", annPassword)
	_, err2 := s.Bearer(ctx, "sdano_x")
	_, _, err3 := s.Issue(ctx, "ann", time.Hour)
	_, _, err4 := s.Do(ctx, access.Request{}, func(context.Context) (int, []byte, bool) { t.Error("acted"); return 0, nil, true })
	for i, err := range []error{err1, err2, err3, err4, s.PutUser(ctx, access.User{Login: "a"}, annPassword), s.Purge(ctx)} {
		if !errors.Is(err, fire) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	token, expires, err := w.Issue(ctx, "ann", time.Hour)
	if err != nil || !strings.HasPrefix(token, "sdano_") || len(token) < 40 || !expires.Equal(morning.Add(time.Hour)) {
		t.Fatalf("%q until %v, %v", token, expires, err)
	}
	p, err := w.Bearer(ctx, token)
	if err != nil || p.Login != "ann" || !p.Has(access.ScopeReports) {
		t.Errorf("%+v, %v", p, err)
	}
	other, _, err := w.Issue(ctx, "ann", time.Hour)
	if err != nil || other == token {
		t.Errorf("the same token twice, %v", err)
	}
	for _, bad := range []string{"", "sdano_", token + "x", strings.ToUpper(token), strings.Repeat("x", 1<<16)} {
		if _, err := w.Bearer(ctx, bad); !errors.Is(err, access.ErrBadToken) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	w.clock.Advance(time.Hour - time.Millisecond)
	if _, err := w.Bearer(ctx, token); err != nil {
		t.Errorf("just before its end: %v", err)
	}
	w.clock.Advance(time.Millisecond)
	if _, err := w.Bearer(ctx, token); !errors.Is(err, access.ErrBadToken) {
		t.Errorf("at its end: %v", err)
	}
}

func TestTokenWithoutEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	token, expires, err := w.Issue(context.Background(), "ann", 0)
	if err != nil || !expires.IsZero() {
		t.Fatal(expires, err)
	}
	w.clock.Advance(10 * 365 * 24 * time.Hour)
	if err := w.Purge(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Bearer(context.Background(), token); err != nil {
		t.Error(err)
	}
}

func TestTokenItselfIsNotStored(t *testing.T) {
	t.Parallel()
	w := open(t)
	token, _, err := w.Issue(context.Background(), "ann", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if dump := fmt.Sprintf("%+v", w.store); strings.Contains(dump, token) || strings.Contains(dump, strings.TrimPrefix(token, "sdano_")) {
		t.Error("the store has the token")
	}
}

func TestTokenOfADisabledUser(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	token, _, err := w.Issue(ctx, "ann", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	ann := w.stored(t, "ann")
	ann.Disabled = true
	if err := w.PutUser(ctx, ann, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Bearer(ctx, token); !errors.Is(err, access.ErrBadToken) {
		t.Errorf("bearer: %v", err)
	}
	if _, _, err := w.Issue(ctx, "ann", time.Hour); !errors.Is(err, access.ErrUnknownUser) {
		t.Errorf("issue: %v", err)
	}
	if _, err := w.Named(ctx, "ann"); !errors.Is(err, access.ErrUnknownUser) {
		t.Errorf("%v", err)
	}
	if _, _, err := w.Issue(ctx, "nobody", time.Hour); !errors.Is(err, access.ErrUnknownUser) {
		t.Errorf("issue to nobody: %v", err)
	}
}

func TestBearerReadsTheStoreOnceASecond(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx := context.Background()
	token, _, err := w.Issue(ctx, "ann", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := w.Bearer(ctx, token); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.store.Reads(); n > 2 {
		t.Errorf("%d reads", n)
	}
	w.clock.Advance(time.Second)
	if _, err := w.Bearer(ctx, token); err != nil {
		t.Fatal(err)
	}
	if n := w.store.Reads(); n > 4 {
		t.Errorf("%d reads", n)
	}
}
