package sqlstore

import (
	"context"
	"time"

	"sdano"
	"sdano/access"
)

// AccessStore keeps users, tokens and answered requests. It is access.Store.
type AccessStore struct{}

var _ access.Store = AccessStore{}

var (
	userColumns = columnsOf("login password_hash tenants scopes disabled")
	putUser     = insertInto("users", append(columnsOf("tenant"), userColumns...)) +
		` ON CONFLICT (tenant, login) DO UPDATE SET password_hash = excluded.password_hash, tenants = excluded.tenants,
		scopes = excluded.scopes, disabled = excluded.disabled`
	selectUser = "SELECT " + userColumns.list() + " FROM users WHERE tenant = $1 AND login = $2"

	tokenColumns = columnsOf("hash login expires_at")
	putToken     = insertInto("tokens", append(columnsOf("tenant"), tokenColumns...)) +
		" ON CONFLICT (tenant, hash) DO UPDATE SET login = excluded.login, expires_at = excluded.expires_at"
	selectToken = "SELECT " + tokenColumns.list() + " FROM tokens WHERE tenant = $1 AND hash = $2"

	onceColumns = columnsOf("scope once_key request_hash status body answered_at")
	insertOnce  = insertInto("once", append(columnsOf("tenant"), onceColumns...))
	selectOnce  = "SELECT " + onceColumns.list() + " FROM once WHERE tenant = $1 AND scope = $2 AND once_key = $3"
)

// User returns an account; false if there is none. Users are of the whole
// installation: the unit is one of AllTenants.
func (AccessStore) User(ctx context.Context, tx sdano.Tx, login string) (access.User, bool, error) {
	dest := func(u *access.User) []any {
		return []any{&u.Login, &u.PasswordHash, doc(&u.Tenants), doc(&u.Scopes), &u.Disabled}
	}
	return find(ctx, tx, dest, selectUser, login)
}

// PutUser inserts or replaces an account, in a unit of AllTenants.
func (AccessStore) PutUser(ctx context.Context, tx sdano.Tx, user access.User) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenants, err := listText(user.Tenants)
	if err != nil {
		return err
	}
	scopes, err := listText(user.Scopes)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putUser, int64(u.tenant), user.Login, user.PasswordHash, tenants, scopes, bit(user.Disabled))
	return err
}

// Token returns a stored token by its hash; false if there is none. The unit is
// one of AllTenants.
func (AccessStore) Token(ctx context.Context, tx sdano.Tx, hash string) (access.Token, bool, error) {
	dest := func(t *access.Token) []any { return []any{&t.Hash, &t.Login, at(&t.ExpiresAt)} }
	return find(ctx, tx, dest, selectToken, hash)
}

// PutToken stores a token or replaces the one of the hash, in a unit of
// AllTenants.
func (AccessStore) PutToken(ctx context.Context, tx sdano.Tx, t access.Token) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putToken, int64(u.tenant), t.Hash, t.Login, micros(t.ExpiresAt))
	return err
}

// FindOnce returns the answer stored under scope and key for the unit's tenant;
// false if there is none.
func (AccessStore) FindOnce(ctx context.Context, tx sdano.Tx, scope, key string) (access.Once, bool, error) {
	dest := func(o *access.Once) []any {
		return []any{&o.Scope, &o.Key, &o.RequestHash, &o.Status, &o.Body, at(&o.At)}
	}
	return find(ctx, tx, dest, selectOnce, scope, key)
}

// SaveOnce stores an answer for the unit's tenant; a second one under the same
// scope and key is an error.
func (AccessStore) SaveOnce(ctx context.Context, tx sdano.Tx, o access.Once) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertOnce, int64(u.tenant), o.Scope, o.Key, o.RequestHash, int64(o.Status), o.Body, micros(o.At))
	return err
}

// PurgeOnce removes the answers older than an instant and the tokens that had
// expired by then: in a unit of AllTenants those of all tenants.
func (AccessStore) PurgeOnce(ctx context.Context, tx sdano.Tx, before time.Time) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	for _, old := range []string{"once WHERE answered_at < ?", "tokens WHERE expires_at > 0 AND expires_at < ?"} {
		var q statement
		q.add("DELETE FROM "+old, micros(before)).addTenant(u)
		if _, err := u.exec(ctx, q.text.String(), q.args...); err != nil {
			return err
		}
	}
	return nil
}
