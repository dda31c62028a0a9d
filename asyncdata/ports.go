package asyncdata

import (
	"context"
	"time"

	"sdano"
)

// Errors of the store; compare with errors.Is.
var (
	// ErrNotFound: the tenant has no such job, file or link.
	ErrNotFound = &sdano.Error{
		Kind: sdano.NotFound, Code: "async_not_found",
		Message: "Задание, файл или ссылка не найдены в этой области данных.",
		Remedy:  "Проверьте идентификатор; результаты хранятся ограниченное время, запросите данные заново.",
	}
	// ErrStale: the job has another version than the one that was read.
	ErrStale = &sdano.Error{
		Kind: sdano.Conflict, Code: "async_stale",
		Message: "Задание изменено другим процессом.",
		Remedy:  "Запросите состояние задания ещё раз.",
	}
)

// Store keeps jobs, the files they make and the navigation links inside these
// files. Every method works inside the open unit tx; unless it says otherwise
// it sees only the rows of tx.Tenant(). All instants are of the real clock,
// UTC, microseconds.
type Store interface {
	// PutJob inserts the job if job.Version is 0 and stores Version 1.
	// Otherwise it replaces every column of the row whose version equals
	// job.Version and stores Version+1; if there is none, ErrStale.
	PutJob(ctx context.Context, tx sdano.Tx, job Job) error
	// Job returns a job, or ErrNotFound.
	Job(ctx context.Context, tx sdano.Tx, id sdano.ID) (Job, error)
	// PutResult inserts the files and the links. A link whose ID the tenant
	// already has is left as it is (its ID is a hash of its target).
	PutResult(ctx context.Context, tx sdano.Tx, result Result) error
	// File returns a file with its bytes, or ErrNotFound.
	File(ctx context.Context, tx sdano.Tx, id sdano.ID) (File, error)
	// Link returns a navigation link, or ErrNotFound.
	Link(ctx context.Context, tx sdano.Tx, id sdano.ID) (Link, error)
	// ClaimJobs, in a writing unit of AllTenants, leases up to Limit jobs in
	// state Queued whose NextAt is not after Now and whose lease is absent or
	// over, oldest NextAt first: it sets LeaseOwner and LeaseUntil, adds one to
	// Tries and Version, and returns the jobs as they then are.
	ClaimJobs(ctx context.Context, tx sdano.Tx, claim Claim) ([]Job, error)
	// Expire, in a writing unit of AllTenants, deletes the jobs and files whose
	// Expires is not after now, at most limit of each, and returns how many
	// rows it deleted. Rows with a zero Expires stay; links always stay.
	Expire(ctx context.Context, tx sdano.Tx, now time.Time, limit int) (int, error)
}

// Claim asks for queued jobs that are due.
type Claim struct {
	// Now and LeaseUntil are of the real clock.
	Now, LeaseUntil time.Time
	// Owner names the process that takes the leases.
	Owner string
	// Rescue takes also what Owner itself still leases: set once at the start
	// of a process, whose predecessor of the same name is dead.
	Rescue bool
	// Limit bounds the answer; it is positive.
	Limit int
}
