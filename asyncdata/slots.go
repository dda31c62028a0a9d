package asyncdata

import (
	"sync"

	"sdano"
)

// slots bounds how many jobs of one tenant this process runs at once.
type slots struct {
	mu    sync.Mutex
	limit int
	used  map[sdano.Tenant]int
}

func newSlots(limit int) *slots { return &slots{limit: limit, used: map[sdano.Tenant]int{}} }

// take reserves a place for the tenant; false if all are taken.
func (s *slots) take(t sdano.Tenant) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used[t] >= s.limit {
		return false
	}
	s.used[t]++
	return true
}

// free gives a place back.
func (s *slots) free(t sdano.Tenant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used[t]--; s.used[t] <= 0 {
		delete(s.used, t)
	}
}
