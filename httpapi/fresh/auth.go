package fresh

import (
	"crypto/rand"
	"encoding/hex"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"sdano"
)

const (
	maxFailures   = 10
	failureWindow = time.Minute
	maxAddresses  = 10_000
)

// enter finds out who sends the request; if nobody we know, it answers 401,
// and 429 to an address with too many failures.
func (h *Handler) enter(c *call) bool {
	if c.r.Header.Get("Authorization") == "" {
		unauthorized(c)
		return false
	}
	address := remote(c.r)
	if h.failures.blocked(address) {
		c.w.Header().Set("Retry-After", "60")
		c.text(http.StatusTooManyRequests, "Слишком много неудачных попыток входа. Повторите запрос через минуту.")
		return false
	}
	who, err := h.gate.Principal(c.r)
	switch {
	case err == nil:
		c.who = who
		return true
	case sdano.IsKind(err, sdano.Unauthorized):
		h.failures.add(address)
		unauthorized(c)
	default:
		h.fail(c, err)
	}
	return false
}

func unauthorized(c *call) {
	c.w.Header().Set("WWW-Authenticate", `Basic realm="sdano"`)
	c.text(http.StatusUnauthorized, "Неверное имя пользователя или пароль. Укажите учётные данные пользователя внешней системы (HTTP Basic).")
}

// remote returns the address of the sender without its port.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// session sets or drops the cookie of a session of the 1C platform. Sessions
// carry no state here, so the cookie is never asked for.
func session(c *call) {
	cookie := &http.Cookie{Name: "ibsession", Path: Prefix + c.app + "/" + c.area + "/", HttpOnly: true, Secure: true}
	switch strings.ToLower(c.r.Header.Get("IBSession")) {
	case "start":
		cookie.Value = randomHex(16)
	case "finish":
		cookie.MaxAge = -1
	default:
		return
	}
	http.SetCookie(c.w, cookie)
}

// randomHex returns n random bytes as lower-case hexadecimal digits.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (Go 1.24)
	return hex.EncodeToString(b)
}

// failures counts wrong credentials per address and minute.
type failures struct {
	clock sdano.Clock
	mu    sync.Mutex
	byIP  map[string]failure
}

// failure is the count of an address since an instant.
type failure struct {
	since time.Time
	count int
}

func newFailures(clock sdano.Clock) *failures {
	return &failures{clock: clock, byIP: map[string]failure{}}
}

// blocked reports whether the address failed too often within the minute.
func (f *failures) blocked(address string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := f.byIP[address]
	return seen.count >= maxFailures && f.clock.Now().Sub(seen.since) < failureWindow
}

// add counts a failure of the address.
func (f *failures) add(address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock.Now()
	if len(f.byIP) >= maxAddresses {
		f.forget(now)
	}
	seen := f.byIP[address]
	if now.Sub(seen.since) >= failureWindow {
		seen = failure{since: now}
	}
	seen.count++
	f.byIP[address] = seen
}

// forget drops the counts whose minute is over.
func (f *failures) forget(now time.Time) {
	for address, seen := range f.byIP {
		if now.Sub(seen.since) >= failureWindow {
			delete(f.byIP, address)
		}
	}
}
