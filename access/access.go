// Package access decides who may come in and what for: users, passwords
// (argon2id), bearer tokens (only their hashes are stored), rights per tenant,
// and the keys by which a repeated request takes effect once.
package access

import (
	"context"
	"slices"
	"time"

	"sdano"
)

// Scope is a right.
type Scope string

// The rights.
const (
	ScopeReports  Scope = "reports"  // register, read and follow submissions
	ScopeMonitor  Scope = "monitor"  // read the monitor and its data
	ScopeBooks    Scope = "books"    // enter what the monitor is computed from
	ScopeAudit    Scope = "audit"    // audit refusals
	ScopeJobs     Scope = "jobs"     // run the scheduled methods for all tenants
	ScopeOverride Scope = "override" // take a submission out of a terminal status
	ScopeAdmin    Scope = "admin"    // settings
)

// The rights to documents of the exchange («ЭДО»), named as the published
// interface of acceptance names its permissions. Any of them implies reading.
const (
	ScopeAcceptor Scope = "acceptor" // accept
	ScopeRevoker  Scope = "revoker"  // ask for, accept and refuse annulments
	ScopeRejector Scope = "rejector" // reject
	ScopeReceiver Scope = "receiver" // receipts (ИОП)
	ScopeUploader Scope = "uploader" // bring documents in
	ScopeAttorney Scope = "attorney" // powers of attorney (МЧД)
	ScopeCrypto   Scope = "crypto"   // sign by a key of the server
	ScopeReader   Scope = "reader"   // look
)

// Principal is somebody who came in.
type Principal struct {
	Login string
	// Tenants are the data areas he may enter.
	Tenants []sdano.Tenant
	Scopes  []Scope
}

// Actor returns the name of the principal in the journal.
func (p Principal) Actor() sdano.Actor { return sdano.Actor("user:" + p.Login) }

// Has reports whether the principal has a right.
func (p Principal) Has(s Scope) bool { return slices.Contains(p.Scopes, s) }

// Enters reports whether the principal may enter a tenant.
func (p Principal) Enters(t sdano.Tenant) bool { return slices.Contains(p.Tenants, t) }

// User is a stored account: a person or the service user of an external
// system.
type User struct {
	Login string
	// PasswordHash is the argon2id hash in PHC form.
	PasswordHash string
	Tenants      []sdano.Tenant
	Scopes       []Scope
	Disabled     bool
}

// Token is a stored bearer token; the token itself is never stored.
type Token struct {
	// Hash is the SHA-256 of the token, hexadecimal.
	Hash  string
	Login string
	// ExpiresAt is of the real clock; zero means that it does not expire.
	ExpiresAt time.Time
}

// Once is a request that was already answered: a repetition gets the same
// bytes (idempotency key).
type Once struct {
	// Scope parts the keys of different callers and endpoints; Key is the
	// caller's Idempotency-Key.
	Scope, Key string
	// RequestHash is the SHA-256 of the request, hexadecimal: another request
	// under the same key is refused.
	RequestHash string
	// Status and Body are the first answer.
	Status int
	Body   []byte
	// At is of the real clock; keys live 24 hours.
	At time.Time
}

// Store keeps users, tokens and answered requests. Users and tokens are of the
// whole installation: their methods run in units of AllTenants. Answered
// requests belong to the unit's tenant.
type Store interface {
	// User returns an account; false if there is none.
	User(ctx context.Context, tx sdano.Tx, login string) (User, bool, error)
	// PutUser inserts or replaces an account.
	PutUser(ctx context.Context, tx sdano.Tx, u User) error
	// Token returns a stored token by its hash; false if there is none.
	Token(ctx context.Context, tx sdano.Tx, hash string) (Token, bool, error)
	// PutToken stores a token.
	PutToken(ctx context.Context, tx sdano.Tx, t Token) error
	// FindOnce returns the answer stored under scope and key; false if none.
	FindOnce(ctx context.Context, tx sdano.Tx, scope, key string) (Once, bool, error)
	// SaveOnce stores an answer; a second one under the same key is an error.
	SaveOnce(ctx context.Context, tx sdano.Tx, o Once) error
	// PurgeOnce removes the answers older than an instant, of all tenants, and
	// the expired tokens.
	PurgeOnce(ctx context.Context, tx sdano.Tx, before time.Time) error
}
