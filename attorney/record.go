package attorney

import (
	"time"

	"sdano"
)

// Record is a power of attorney that is kept for a box.
type Record struct {
	Tenant sdano.Tenant
	// Box is the box it is kept for; with Number it names the record.
	Box    string
	Number sdano.ID
	// Version grows by one with each write; writes compare and set it.
	Version int64
	Power   Power
	// Content and Signature are the links of its file and of the issuer's
	// signature.
	Content, Signature sdano.ID
	// State is what the registry last said of it, at StateAt.
	State   State
	StateAt time.Time
	// CreatedAt is when it was first kept, of the business clock.
	CreatedAt time.Time
	By        sdano.Actor
}

// State is what the registry knows of a power.
type State string

// The states.
const (
	Unknown State = "unknown" // the registry was not asked or does not know
	Active  State = "active"
	Revoked State = "revoked"
)

// File is a file that was brought or made for a power of attorney. Its bytes
// never change.
type File struct {
	// ID is its link.
	ID     sdano.ID
	Tenant sdano.Tenant
	// Box is "" until the file belongs to a record; till then it is of whoever
	// brought it.
	Box string
	// Number is the power that it was said to belong to.
	Number    sdano.ID
	Name      string
	Data      []byte
	CreatedAt time.Time
	By        sdano.Actor
}

// Outcome is what came of an action with a power.
type Outcome struct {
	// Valid says that the power was found right: nothing is wrong with it, and
	// what can be known here was checked.
	Valid bool
	// Error says in Russian what is wrong or was not checked; "" if all is well.
	Error string
	// Report has the checks one by one; nil if none were made.
	Report *Report
	// Content, Signature and Archive are the links of the file, of its signature,
	// and of both in a ZIP; zero if there are none.
	Content   sdano.ID
	Signature sdano.ID
	Archive   sdano.ID
}
