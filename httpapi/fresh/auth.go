package fresh

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"

	"sdano"
	"sdano/httpapi/httpx"
)

// enter finds out who sends the request; if nobody we know, it answers 401, and
// 429 to a sender who was wrong too often (access counts that for all dialects
// together).
func (h *Handler) enter(c *call) bool {
	if c.r.Header.Get("Authorization") == "" {
		unauthorized(c)
		return false
	}
	who, err := h.gate.Principal(c.r)
	switch {
	case err == nil:
		c.who = who
		return true
	case sdano.IsKind(err, sdano.Unauthorized):
		unauthorized(c)
	case sdano.IsKind(err, sdano.TooMany):
		httpx.Challenge(c.w, http.StatusTooManyRequests)
		c.text(http.StatusTooManyRequests, "Слишком много неудачных попыток входа. Повторите запрос через минуту.")
	default:
		h.fail(c, err)
	}
	return false
}

func unauthorized(c *call) {
	c.w.Header().Set("WWW-Authenticate", `Basic realm="sdano"`)
	c.text(http.StatusUnauthorized, "Неверное имя пользователя или пароль. Укажите учётные данные пользователя внешней системы (HTTP Basic).")
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
