package storagetest

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/access"
	"sdano/storage/sqlstore"
)

// entry is the store under test; it has no state of its own.
var entry sqlstore.AccessStore

// accessSuite holds a store against what access.Store promises.
func accessSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"users": testUsers, "tokens": testTokens, "answers": testAnswers, "repeated answer": testRepeatedAnswer,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
	t.Run("purge", func(t *testing.T) { t.Parallel(); testPurge(newRoom(t, open(t))) })
}

// askedAll is asked in a unit of AllTenants.
func askedAll[T any](r *room, f func(context.Context, sdano.Tx) (T, bool, error)) (T, bool) {
	r.Helper()
	all := *r
	all.tenant = sdano.AllTenants
	return asked(&all, f)
}

func readUser(login string) func(context.Context, sdano.Tx) (access.User, bool, error) {
	return func(ctx context.Context, tx sdano.Tx) (access.User, bool, error) { return entry.User(ctx, tx, login) }
}

func readToken(hash string) func(context.Context, sdano.Tx) (access.Token, bool, error) {
	return func(ctx context.Context, tx sdano.Tx) (access.Token, bool, error) { return entry.Token(ctx, tx, hash) }
}

func readOnce(scope, key string) func(context.Context, sdano.Tx) (access.Once, bool, error) {
	return func(ctx context.Context, tx sdano.Tx) (access.Once, bool, error) {
		return entry.FindOnce(ctx, tx, scope, key)
	}
}

func testUsers(r *room) {
	u := filled[access.User](&r.fill)
	u.Login += sdano.NewID().String()
	if _, found := askedAll(r, readUser(u.Login)); found {
		r.Fatal("a user who was never put is found")
	}
	bare := access.User{Login: u.Login, PasswordHash: "hash"}
	for _, want := range []access.User{u, bare, u} {
		r.doAll(func(ctx context.Context, tx sdano.Tx) error { return entry.PutUser(ctx, tx, want) })
		user, found := askedAll(r, readUser(u.Login))
		r.want([]any{user, found}, []any{want, true})
	}
	if _, found := asked(r, readUser(u.Login)); found {
		r.Error("a unit of a tenant sees the installation's users")
	}
}

func testTokens(r *room) {
	token := filled[access.Token](&r.fill)
	token.Hash += sdano.NewID().String()
	if _, found := askedAll(r, readToken(token.Hash)); found {
		r.Fatal("a token that was never put is found")
	}
	forever := token
	forever.ExpiresAt = time.Time{}
	for _, want := range []access.Token{token, forever} {
		r.doAll(func(ctx context.Context, tx sdano.Tx) error { return entry.PutToken(ctx, tx, want) })
		stored, found := askedAll(r, readToken(token.Hash))
		r.want([]any{stored, found}, []any{want, true})
	}
	if _, found := asked(r, readToken(token.Hash)); found {
		r.Error("a unit of a tenant sees the installation's tokens")
	}
}

// saveOnce stores an answer.
func (r *room) saveOnce(o access.Once) error {
	return r.try(func(ctx context.Context, tx sdano.Tx) error { return entry.SaveOnce(ctx, tx, o) })
}

func testAnswers(r *room) {
	o := filled[access.Once](&r.fill)
	r.must(r.saveOnce(o))
	stored, found := asked(r, readOnce(o.Scope, o.Key))
	r.want([]any{stored, found}, []any{o, true})
	for _, other := range [][2]string{{o.Scope, "other"}, {"other", o.Key}, {o.Key, o.Scope}} {
		if _, found := asked(r, readOnce(other[0], other[1])); found {
			r.Errorf("an answer is found under %q", other)
		}
	}
	bare := access.Once{Scope: o.Scope, Key: "bare", At: base}
	r.must(r.saveOnce(bare))
	stored, _ = asked(r, readOnce(o.Scope, "bare"))
	r.want(stored, bare)
}

// testRepeatedAnswer: the first answer stays; another tenant's key is another.
func testRepeatedAnswer(r *room) {
	o := filled[access.Once](&r.fill)
	r.must(r.saveOnce(o))
	second := o
	second.Body = []byte("second")
	if err := r.saveOnce(second); err == nil {
		r.Error("a second answer was stored under the same key")
	}
	stored, _ := asked(r, readOnce(o.Scope, o.Key))
	r.want(stored, o)
	other := r.other()
	if _, found := asked(other, readOnce(o.Scope, o.Key)); found {
		r.Error("another tenant's answer is found")
	}
	r.must(other.saveOnce(second))
}

// testPurge: of all tenants, what is older goes and what is not stays.
func testPurge(r *room) {
	other := r.other()
	for _, room := range []*room{r, other} {
		for key, at := range map[string]time.Time{"old": base.Add(-time.Microsecond), "new": base} {
			r.must(room.saveOnce(access.Once{Scope: "s", Key: key, At: at}))
		}
	}
	tokens := map[string]time.Time{"old": base.Add(-time.Microsecond), "new": base, "forever": {}}
	r.doAll(func(ctx context.Context, tx sdano.Tx) error {
		for hash, expires := range tokens {
			if err := entry.PutToken(ctx, tx, access.Token{Hash: hash, ExpiresAt: expires}); err != nil {
				return err
			}
		}
		return entry.PurgeOnce(ctx, tx, base)
	})
	for _, room := range []*room{r, other} {
		_, old := asked(room, readOnce("s", "old"))
		_, recent := asked(room, readOnce("s", "new"))
		r.want([]bool{old, recent}, []bool{false, true})
	}
	for hash := range tokens {
		_, found := askedAll(r, readToken(hash))
		r.want([]any{hash, found}, []any{hash, hash != "old"})
	}
}
