package attorney

import (
	"context"

	"sdano"
	"sdano/audit"
)

// Errors of the store and of access.
var (
	// ErrNotFound: no such power, file or box for whoever asks.
	ErrNotFound = &sdano.Error{
		Kind: sdano.NotFound, Code: "not_found",
		Message: "Не найдена доверенность, её файл или ящик.",
		Remedy:  "Проверьте номер доверенности, ссылки и ящик.",
	}
	// ErrStale: the row has another version than the one that was read.
	ErrStale = &sdano.Error{
		Kind: sdano.Conflict, Code: "stale_version",
		Message: "Доверенность изменена после того, как вы её прочитали.",
		Remedy:  "Повторите действие.",
	}
	// ErrForbidden: without the permission for powers of attorney.
	ErrForbidden = &sdano.Error{
		Kind: sdano.Forbidden, Code: "forbidden",
		Message: "Нет права работать с машиночитаемыми доверенностями.",
		Remedy:  "Попросите администратора дать вам право «attorney».",
	}
)

// Store keeps records and files.
type Store interface {
	Records
	Files
}

// Records keeps powers.
type Records interface {
	// PutRecord inserts a record (Version 0) or replaces the one whose version
	// equals r.Version, and stores Version+1; otherwise ErrStale.
	PutRecord(ctx context.Context, tx sdano.Tx, r Record) error
	// Record returns the record of a box, or ErrNotFound.
	Record(ctx context.Context, tx sdano.Tx, box string, number sdano.ID) (Record, error)
	// RecordsNumbered returns those of all boxes of the tenant, newest first.
	RecordsNumbered(ctx context.Context, tx sdano.Tx, number sdano.ID) ([]Record, error)
}

// Files keeps files.
type Files interface {
	// PutFile inserts a file, or gives the one with its ID to r.Box.
	PutFile(ctx context.Context, tx sdano.Tx, f File) error
	// File returns a file, or ErrNotFound.
	File(ctx context.Context, tx sdano.Tx, id sdano.ID) (File, error)
	// FileTenant returns whose a file is, in a unit of AllTenants; false if there
	// is no such file.
	FileTenant(ctx context.Context, tx sdano.Tx, id sdano.ID) (sdano.Tenant, bool, error)
	// FileNumbered reports whether there is a file of a power's number.
	FileNumbered(ctx context.Context, tx sdano.Tx, number sdano.ID) (bool, error)
}

// Journal is the tenant's journal.
type Journal interface {
	// Record adds an entry to the journal of the unit's tenant.
	Record(ctx context.Context, tx sdano.Tx, e audit.Entry) error
}

// Registry is the registry of powers of attorney («распределённый реестр
// доверенностей» of ФНС), through the operator of one of its nodes. Errors of a
// registry that cannot be reached are of kind Unavailable.
type Registry interface {
	// Register hands a signed file in, for the issuer's box. It may be repeated.
	Register(ctx context.Context, box string, file, signature File) (State, error)
	// Find returns the file and signature of a power by number and ИНН of its
	// issuer with what the registry says of it; ErrNotFound if it knows none.
	Find(ctx context.Context, tenant sdano.Tenant, number sdano.ID, issuerINN string) (Entry, error)
}

// Entry is what a registry has of a power.
type Entry struct {
	// Content and Signature are the bytes, Name the name of the file.
	Name               string
	Content, Signature []byte
	State              State
}
