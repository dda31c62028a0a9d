package acceptance

import (
	"cmp"
	"log/slog"
	"time"

	"sdano"
	"sdano/sign"
	"sdano/titles"
)

// Config is what a Service works with.
type Config struct {
	// Units opens units of work on the store behind Store and Journal.
	Units   sdano.Units
	Store   Store
	Journal Journal
	// Blobs keeps what is too large for the database; nil means that the
	// database keeps everything.
	Blobs Blobs
	// Operators are the adapters that boxes may have.
	Operators []Operator
	// Business is the business clock, Real the real one.
	Business, Real sdano.Clock
	// Options are what checks of files may use: official schemas, dates in force.
	Options titles.Options
	// Signer signs by keys of the server; nil means that it does not.
	Signer ServerSigner
	// Trust returns by what signatures are checked: roots, intermediates, lists of
	// revoked certificates; its At is not used. Nil means that no chain is checked.
	Trust func() sign.CheckOptions
	// AllowUnchecked lets signatures be sent whose algorithm nobody here can
	// check.
	AllowUnchecked bool
	// Program is the name and version that files made here carry («ВерсПрог»).
	Program string
	// Node names this process among those that share the store.
	Node string
	// Log receives what happens; nil means the default logger.
	Log *slog.Logger
	// MaxDocuments is the largest package that is accepted: 500.
	MaxDocuments int
	// Inline is the largest package whose files are made while the request
	// waits: 50.
	Inline int
	// Rhythm says how often things are done; zero fields take the defaults.
	Rhythm Rhythm
}

// Rhythm says how often things are done and how failures are spaced, on the real
// clock.
type Rhythm struct {
	// Poll is the pause between two looks at the operators: 5 s.
	Poll time.Duration
	// Tasks is how often planned tasks are looked for besides the moment they are
	// planned: 5 s.
	Tasks time.Duration
	// Receipts is the same for documents that wait for their receipt: 30 s.
	Receipts time.Duration
	// Purge is how often old tasks are removed: 1 h.
	Purge time.Duration
	// RetryMin and RetryMax bound the back-off after failures: 2 s, 5 min.
	RetryMin, RetryMax time.Duration
	// GiveUp is after what time a send is given up that the operator certainly did
	// not take: 24 h.
	GiveUp time.Duration
	// Lease is how long a worker holds a task: 2 min.
	Lease time.Duration
	// Workers is how many tasks are worked on at once: 8.
	Workers int
}

// withDefaults returns the rhythm with the production values in its zero fields.
func (r Rhythm) withDefaults() Rhythm {
	r.Poll = cmp.Or(r.Poll, 5*time.Second)
	r.Tasks = cmp.Or(r.Tasks, 5*time.Second)
	r.Receipts = cmp.Or(r.Receipts, 30*time.Second)
	r.Purge = cmp.Or(r.Purge, time.Hour)
	r.RetryMin = cmp.Or(r.RetryMin, 2*time.Second)
	r.RetryMax = cmp.Or(r.RetryMax, max(r.RetryMin, 5*time.Minute))
	r.GiveUp = cmp.Or(r.GiveUp, 24*time.Hour)
	r.Lease = cmp.Or(r.Lease, 2*time.Minute)
	r.Workers = cmp.Or(r.Workers, 8)
	return r
}

// Service is the mission of acceptance. It is safe for concurrent use.
type Service struct {
	c       Config
	numbers *numbers
	// wakeTasks tells the workers that a task was planned, wakePoll that something
	// was sent and an answer may come, wakeReceipts that a document waits for its
	// receipt.
	wakeTasks, wakePoll, wakeReceipts chan struct{}
	// tried are the receipts that are not made again by themselves.
	tried tried
	// packages are those that were read lately.
	packages packages
}

// New returns a service. It starts nothing: Run does.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	c.Node = cmp.Or(c.Node, "node")
	c.MaxDocuments = cmp.Or(c.MaxDocuments, 500)
	c.Inline = cmp.Or(c.Inline, 50)
	c.Rhythm = c.Rhythm.withDefaults()
	return &Service{
		c: c, numbers: &numbers{units: c.Units, store: c.Store},
		wakeTasks: make(chan struct{}, 1), wakePoll: make(chan struct{}, 1), wakeReceipts: make(chan struct{}, 1),
	}
}

// wake tells a loop that there is something to do. It never waits.
func wake(loop chan struct{}) {
	select {
	case loop <- struct{}{}:
	default:
	}
}
