package reporting

import (
	"cmp"
	"log/slog"
	"sync"
	"time"

	"sdano"
)

// New returns a service. It starts nothing: Run does.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	c.Node = cmp.Or(c.Node, "node")
	c.Rhythm = c.Rhythm.withDefaults()
	return &Service{c: c, wake: make(chan struct{}, 1)}
}

// withDefaults returns the rhythm with the production values in its zero
// fields.
func (r Rhythm) withDefaults() Rhythm {
	r.Directions = cmp.Or(r.Directions, 180*time.Second)
	r.Send = cmp.Or(r.Send, time.Minute)
	r.Fetch = cmp.Or(r.Fetch, time.Minute)
	r.FetchFiling = cmp.Or(r.FetchFiling, min(r.Fetch, 15*time.Second))
	r.RetryMin = cmp.Or(r.RetryMin, 30*time.Second)
	r.RetryMax = cmp.Or(r.RetryMax, max(r.RetryMin, 30*time.Minute))
	r.Lease = cmp.Or(r.Lease, 2*time.Minute)
	r.Workers = cmp.Or(r.Workers, 8)
	return r
}

// wakeSender tells the scheduler that something is to be sent. It never waits.
func (s *Service) wakeSender() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// formTitle returns the Russian title of a form, or the one the file's reader
// knows.
func (s *Service) formTitle(knd, known string) string {
	if s.c.FormTitle == nil {
		return known
	}
	return cmp.Or(s.c.FormTitle(knd), known)
}

// errAlreadyRunning: the scheduled method has not ended yet.
var errAlreadyRunning = &sdano.Error{
	Kind: sdano.Conflict, Code: "already_running",
	Message: "Эта операция уже выполняется.",
	Remedy:  "Дождитесь её окончания и повторите запрос; пропущено ничего не будет.",
}

// running knows which scheduled methods run in this process. Its zero value is
// ready to use.
type running struct {
	mu  sync.Mutex
	now map[string]map[sdano.Tenant]bool
}

// enter begins a run of a method for a tenant and returns what ends it. It is
// not ok while one runs that covers the same rows: the tenant's, or one of all
// tenants.
func (r *running) enter(name string, tenant sdano.Tenant) (leave func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	runs := r.now[name]
	if runs[tenant] || runs[sdano.AllTenants] || tenant == sdano.AllTenants && len(runs) > 0 {
		return nil, false
	}
	if r.now == nil {
		r.now = map[string]map[sdano.Tenant]bool{}
	}
	if runs == nil {
		runs = map[sdano.Tenant]bool{}
		r.now[name] = runs
	}
	runs[tenant] = true
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(runs, tenant)
	}, true
}
