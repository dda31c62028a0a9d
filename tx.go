package sdano

import "context"

// Tenant is a data area («область данных») of a customer. Every stored row
// belongs to one, and every key begins with it.
type Tenant int64

// AllTenants opens a unit that sees the rows of every tenant. It serves the
// claims of due work, the scheduled methods and what is of the whole
// installation (users, tokens, data areas, the business clock); no request of a
// user is ever given it. What is of the whole installation is numbered and
// journalled under it, in a sequence and a chain of its own.
const AllTenants Tenant = -1

// Actor names who does something, for the journal: "user:demo",
// "system:scheduler", "operator:sandbox".
type Actor string

// Tx is one open unit of work on the store. It is opaque: only the store that
// opened it can use it. It must not outlive the function it was given to.
type Tx interface {
	// Tenant returns the tenant whose rows the unit sees.
	Tenant() Tenant
	// NextSeq returns the next number of the tenant's one sequence, from which
	// submissions, events and journal entries are numbered in commit order
	// without gaps; in a unit of AllTenants it is the installation's own. The
	// first call there locks the sequence until the unit's end, so that units of
	// AllTenants that take no number do not wait for each other. It fails in a
	// reading unit.
	NextSeq(ctx context.Context) (int64, error)
}

// Unit is the body of a unit of work. It contains statements only: no network,
// no clock, no channels. It may be run more than once before one run is
// committed, so it must set its results anew on each run.
type Unit func(ctx context.Context, tx Tx) error

// Units opens units of work.
type Units interface {
	// Write runs the unit and returns after its commit is durable. An error of
	// the unit undoes all of it. Units of one tenant run one after another; those
	// of AllTenants may run side by side until they take a number.
	Write(ctx context.Context, tenant Tenant, unit Unit) error
	// Read runs the unit on one consistent snapshot; it cannot change anything.
	Read(ctx context.Context, tenant Tenant, unit Unit) error
}
