package access

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"sdano"
)

// Failures a minute: for one login from wherever, and from one address, behind
// which many may sit, for all logins.
const (
	perLogin   = 10
	perAddress = 30
	maxBudgets = 10_000
)

type addressKey struct{}

// WithAddress tells Service.Password from which network address the attempt
// comes; without it only the login's failures are counted.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

func addressOf(ctx context.Context) string {
	a, _ := ctx.Value(addressKey{}).(string)
	return a
}

// failures keeps the budgets of wrong passwords.
type failures struct {
	clock   sdano.Clock
	mu      sync.Mutex
	budgets map[string]*rate.Limiter
}

func newFailures(clock sdano.Clock) *failures {
	return &failures{clock: clock, budgets: map[string]*rate.Limiter{}}
}

// blocked reports whether an address has used up its budget.
func (f *failures) blocked(address string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.budgets["address "+address]
	return address != "" && b != nil && b.TokensAt(f.clock.Now()) < 1
}

// take takes one attempt from the budgets of login and address; false if one of
// them is used up. giveBack undoes it: the attempt was good.
func (f *failures) take(login, address string) (giveBack func(), ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock.Now()
	taken := []*rate.Reservation{f.budget("login "+login, perLogin, now).ReserveN(now, 1)}
	if address != "" {
		taken = append(taken, f.budget("address "+address, perAddress, now).ReserveN(now, 1))
	}
	giveBack = func() {
		for _, r := range taken {
			r.CancelAt(now)
		}
	}
	for _, r := range taken {
		if !r.OK() || r.DelayFrom(now) > 0 {
			giveBack()
			return nil, false
		}
	}
	return giveBack, true
}

func (f *failures) budget(name string, perMinute int, now time.Time) *rate.Limiter {
	if b := f.budgets[name]; b != nil {
		return b
	}
	if len(f.budgets) >= maxBudgets {
		f.dropFull(now)
	}
	b := rate.NewLimiter(rate.Every(time.Minute/time.Duration(perMinute)), perMinute)
	f.budgets[name] = b
	return b
}

// dropFull forgets the budgets that are full again, or all of them if none is.
func (f *failures) dropFull(now time.Time) {
	for name, b := range f.budgets {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(f.budgets, name)
		}
	}
	if len(f.budgets) >= maxBudgets {
		clear(f.budgets)
	}
}

// Guesses limits how often one network address may name a secret that is not
// known, where the secret is all that is asked for: as often as wrong passwords.
// It is safe for concurrent use.
type Guesses struct{ f *failures }

// NewGuesses returns full budgets that refill by a clock.
func NewGuesses(clock sdano.Clock) *Guesses { return &Guesses{newFailures(clock)} }

// Blocked reports whether an address has used up its budget; "" never has.
func (g *Guesses) Blocked(address string) bool { return g.f.blocked(address) }

// Missed takes one attempt from the budget of an address.
func (g *Guesses) Missed(address string) {
	if address == "" {
		return
	}
	g.f.mu.Lock()
	defer g.f.mu.Unlock()
	now := g.f.clock.Now()
	g.f.budget("address "+address, perAddress, now).AllowN(now, 1)
}
