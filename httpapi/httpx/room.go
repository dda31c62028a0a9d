package httpx

import (
	"bytes"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"
)

// smallBody is the size in bytes up to which bodies are read at once, whoever
// else is being read.
const smallBody = 1 << 20

// Room bounds the memory that the larger bodies take which are read at a time:
// many large files at once queue instead of filling it.
type Room struct{ free *semaphore.Weighted }

// NewRoom returns room for so many bytes.
func NewRoom(bytes int64) *Room { return &Room{semaphore.NewWeighted(bytes)} }

// Enter waits until there is memory for the body of a request, which ReadBody
// then reads. One of unknown length that does not end soon may be of the
// greatest, limit bytes. The error is the request's, which did not wait so long
// or whose body broke off.
func (m *Room) Enter(w http.ResponseWriter, r *http.Request, limit int64) (leave func(), err error) {
	if r.ContentLength < 0 {
		if err := peek(w, r); err != nil {
			return nil, err
		}
	}
	n := r.ContentLength
	if n < 0 || n > limit {
		n = limit
	}
	if n <= smallBody {
		return func() {}, nil
	}
	if err := m.free.Acquire(r.Context(), n); err != nil {
		return nil, err
	}
	return func() { m.free.Release(n) }, nil
}

// peek learns the length of a small body that is sent without it (many programs
// send all of theirs so).
func peek(w http.ResponseWriter, r *http.Request) error {
	line := http.NewResponseController(w)
	_ = line.SetReadDeadline(time.Now().Add(bodyTime)) // of the connection, so the machine's clock; a test's writer has none
	defer func() { _ = line.SetReadDeadline(time.Time{}) }()
	head, err := io.ReadAll(io.LimitReader(r.Body, smallBody+1))
	if err != nil {
		return brokenBody(err)
	}
	if len(head) <= smallBody {
		r.ContentLength = int64(len(head))
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), r.Body), r.Body}
	return nil
}
