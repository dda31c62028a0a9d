package httpx

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// File answers with a file, byte for byte, to be saved under its name. The
// browser is told not to guess what is in it.
func File(w http.ResponseWriter, name string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", Disposition(name))
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data) // the sender may be gone
}

// Disposition returns the header Content-Disposition of a file; a name that is
// not plain ASCII is also given in the form of RFC 8187.
func Disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	out := `attachment; filename="` + plain + `"`
	if plain != name {
		out += "; filename*=UTF-8''" + url.PathEscape(name)
	}
	return out
}
