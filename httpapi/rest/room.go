package rest

import (
	"net/http"

	"sdano/httpapi/httpx"
)

const (
	// small bodies are read at once, whoever else is being read.
	small = 1 << 20
	// largeRoom is how many bytes of larger ones are held at a time.
	largeRoom = 4 * httpx.MaxReport
)

// room waits until there is memory for the body of a request: many large files
// at once queue instead of filling it. A body of unknown length may be of the
// greatest. The error is the request's, which did not wait so long.
func (h *Handler) room(r *http.Request) (leave func(), err error) {
	n := r.ContentLength
	if n < 0 || n > httpx.MaxReport {
		n = httpx.MaxReport
	}
	if n <= small {
		return func() {}, nil
	}
	if err := h.large.Acquire(r.Context(), n); err != nil {
		return nil, err
	}
	return func() { h.large.Release(n) }, nil
}
