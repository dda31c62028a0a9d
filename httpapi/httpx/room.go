package httpx

import (
	"context"
	"io"
	"net/http"
	"sync"
)

// smallBody is the size in bytes up to which bodies are read at once, whoever
// else is being read; what is above is reserved in pieces of the same size.
const smallBody = 1 << 20

// Room bounds the memory that the larger bodies take which are read at a time:
// many large files at once queue instead of filling it. Memory is taken as a body
// arrives, so that a slow sender of much holds what he has sent and no more. When
// there is none left, one body after another is read to its end beyond the bound:
// otherwise those who have begun would wait for each other.
type Room struct {
	mu    sync.Mutex
	free  int64
	last  *guest        // who is read beyond the bound
	freed chan struct{} // is closed when something is given back
}

// NewRoom returns room for so many bytes, and for one body more.
func NewRoom(bytes int64) *Room { return &Room{free: bytes, freed: make(chan struct{})} }

// Enter lets the body of a request wait for memory while ReadBody reads it. leave
// gives the memory back and must be called. Reading fails with the error of the
// request's context if the request does not wait so long.
func (m *Room) Enter(_ http.ResponseWriter, r *http.Request, _ int64) (leave func(), err error) {
	g := &guest{room: m, ctx: r.Context(), ReadCloser: r.Body, left: smallBody}
	if r.Body == nil {
		g.ReadCloser = http.NoBody
	}
	r.Body = g
	return func() { m.leave(g) }, nil
}

// guest is a body that takes memory as it is read.
type guest struct {
	io.ReadCloser
	room *Room
	ctx  context.Context //nolint:containedctx // of the request whose body it is
	// held is what was taken, left is how much of it is not read yet.
	held, left int64
}

// admit waits until the next piece may be read.
func (g *guest) admit() error {
	if g.left > 0 {
		return nil
	}
	return g.room.take(g)
}

// Read reads no more than there is memory for.
func (g *guest) Read(p []byte) (int, error) {
	if err := g.admit(); err != nil {
		return 0, err
	}
	n, err := g.ReadCloser.Read(p[:min(int64(len(p)), g.left)])
	g.left -= int64(n)
	return n, err
}

// take takes memory for one more piece of a body.
func (m *Room) take(g *guest) error {
	for {
		ok, freed := m.tryTake(g)
		if ok {
			return nil
		}
		select {
		case <-freed:
		case <-g.ctx.Done():
			return g.ctx.Err()
		}
	}
}

func (m *Room) tryTake(g *guest) (ok bool, freed <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.free >= smallBody:
		m.free -= smallBody
		g.held += smallBody
	case m.last == nil || m.last == g:
		m.last = g
	default:
		return false, m.freed
	}
	g.left = smallBody
	return true, nil
}

func (m *Room) leave(g *guest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if g.held == 0 && m.last != g {
		return
	}
	m.free += g.held
	g.held = 0
	if m.last == g {
		m.last = nil
	}
	close(m.freed)
	m.freed = make(chan struct{})
}
