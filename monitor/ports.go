package monitor

import (
	"context"

	"sdano"
	"sdano/audit"
)

// ErrNoProfile is the Code of the error with which Store says that there is no
// such profile. Compare with errors.Is.
var ErrNoProfile = &sdano.Error{
	Kind: sdano.NotFound, Code: "no_profile",
	Message: "Организация не найдена.",
	Remedy:  "Проверьте ИНН и КПП или добавьте организацию.",
}

// Store keeps profiles and facts. Every method works inside the open unit tx
// and sees only the rows of tx.Tenant().
//
// Persistence may be as plain as two tables: profiles (tenant, id, inn, kpp,
// main, deleted, body) and facts (tenant, profile, kind, id, body), bodies as
// JSON of the value structs, which have stable JSON names.
type Store interface {
	// Profiles returns all profiles that are not deleted: the main one first,
	// then by ID. The result is empty, not an error, if there are none.
	Profiles(ctx context.Context, tx sdano.Tx) ([]Profile, error)
	// FindProfile returns the first profile, by ID, that is not deleted and has
	// the INN and, only if id.KPP is not empty, the KPP; else ErrNoProfile.
	FindProfile(ctx context.Context, tx sdano.Tx, id sdano.TaxID) (Profile, error)
	// MainProfile returns the profile with Main set that is not deleted; else
	// ErrNoProfile.
	MainProfile(ctx context.Context, tx sdano.Tx) (Profile, error)
	// SaveProfile inserts the profile or replaces the one with its ID (never
	// zero). If p.Main is set, Main is taken from all others of the tenant.
	SaveProfile(ctx context.Context, tx sdano.Tx, p Profile) error
	// Facts returns all facts of a profile in one go, each kind ordered by ID;
	// empty if there are none.
	Facts(ctx context.Context, tx sdano.Tx, profile sdano.ID) (Facts, error)
	// AddFacts records facts of a profile. Every fact has its ID (never zero);
	// one that is already stored under the ID is replaced.
	AddFacts(ctx context.Context, tx sdano.Tx, profile sdano.ID, facts Facts) error
	// RemoveFact deletes one fact of whatever kind; unknown IDs are no error.
	RemoveFact(ctx context.Context, tx sdano.Tx, profile, fact sdano.ID) error
}

// Journal records acts in the hash-chained journal, in the same unit.
type Journal interface {
	// Record appends an entry; its number and hashes are set by the store.
	Record(ctx context.Context, tx sdano.Tx, e audit.Entry) error
}

// Verdicts tells what became of the reports of a payer. It is implemented over
// the reporting mission's rows of the same store, so that a verdict is seen in
// the unit that follows its commit.
type Verdicts interface {
	// Verdicts returns the present verdict of every report file of the payer
	// (ИНН and КПП both compared), every correction its own, in any order.
	Verdicts(ctx context.Context, tx sdano.Tx, payer sdano.TaxID) ([]Verdict, error)
}
