package sdano

import (
	"sync"
	"time"
)

// Moscow is the time zone of dates without offset in regulated reporting:
// UTC+3 since 26.10.2014 (107-ФЗ). It is fixed, so that no zone files are
// needed on Windows.
var Moscow = time.FixedZone("MSK", 3*60*60)

// Clock tells the time. The business clock (terms, statuses, dates in
// documents) may be shifted by whole days for demos and tests; leases,
// back-off and tokens run on the real clock.
type Clock interface {
	// Now returns the current instant.
	Now() time.Time
}

// RealClock is the clock of the machine.
type RealClock struct{}

// Now returns the current instant in UTC.
func (RealClock) Now() time.Time { return time.Now().UTC() }

// OffsetClock is a base clock moved by whole days: the business clock of a
// demo. A zero Days makes it equal to its base.
type OffsetClock struct {
	Base Clock
	Days int
}

// Now returns the base instant moved by the clock's days.
func (c OffsetClock) Now() time.Time { return c.Base.Now().AddDate(0, 0, c.Days) }

// DaysUntil returns the number of whole days by which base must be moved so
// that its calendar day in Moscow is day.
func DaysUntil(base Clock, day Date) int { return DateOf(base.Now(), Moscow).DaysTo(day) }

// ManualClock is a clock that stands still until it is set; for tests. Its
// zero value stands at the zero time. It is safe for concurrent use.
type ManualClock struct {
	mu sync.Mutex
	at time.Time
}

// NewManualClock returns a clock that stands at the given instant.
func NewManualClock(at time.Time) *ManualClock { return &ManualClock{at: at.UTC()} }

// Now returns the instant the clock stands at, in UTC.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to an instant, also backwards.
func (c *ManualClock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at.UTC()
}

// Advance moves the clock by a duration.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
