package fresh

import (
	"container/list"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sdano"
	"sdano/access"
)

const (
	ticketLife = 600 * time.Second
	maxTickets = 1 << 16
	maxHeld    = 256 << 20 // bytes of unfinished uploads in this process
)

// ticketKind parts the tickets of downloads from those of uploads.
type ticketKind string

const (
	downloadTicket ticketKind = "download"
	uploadTicket   ticketKind = "upload"
)

// ticket is what a tmpid stands for: the right of one user to one object.
type ticket struct {
	tmpid   string
	kind    ticketKind
	app     string
	tenant  sdano.Tenant
	who     access.Principal
	storage storage
	id      string

	expires time.Time // guarded by tickets.mu
	held    atomic.Int64

	mu       sync.Mutex // guards what follows
	received []byte
	answer   []byte // of the finished upload
}

// tickets are the live tmpids of this process, the one that expires first in
// front: every use moves a ticket to the back. Beyond maxTickets the first one
// is dropped.
type tickets struct {
	clock sdano.Clock
	held  atomic.Int64

	mu    sync.Mutex
	byID  map[string]*list.Element
	order *list.List
}

func newTickets(clock sdano.Clock) *tickets {
	return &tickets{clock: clock, byID: map[string]*list.Element{}, order: list.New()}
}

// issue stores the ticket under a new tmpid and returns it.
func (s *tickets) issue(t *ticket) string {
	t.tmpid = randomHex(32)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	for front := s.order.Front(); front != nil; front = s.order.Front() {
		if s.order.Len() < maxTickets && front.Value.(*ticket).expires.After(now) {
			break
		}
		s.drop(front)
	}
	t.expires = now.Add(ticketLife)
	s.byID[t.tmpid] = s.order.PushBack(t)
	return t.tmpid
}

// find returns the live ticket of a tmpid, compared without case; nil if there
// is none of the kind in the area of the call.
func (s *tickets) find(kind ticketKind, tmpid string, c *call) *ticket {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byID[strings.ToLower(tmpid)]
	if e == nil {
		return nil
	}
	t := e.Value.(*ticket)
	if !t.expires.After(s.clock.Now()) {
		s.drop(e)
		return nil
	}
	if t.kind != kind || t.tenant != c.tenant || t.app != c.app {
		return nil
	}
	return t
}

// prolong gives the ticket its whole life again after a success.
func (s *tickets) prolong(t *ticket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.byID[t.tmpid]; e != nil {
		t.expires = s.clock.Now().Add(ticketLife)
		s.order.MoveToBack(e)
	}
}

func (s *tickets) drop(e *list.Element) {
	t := s.order.Remove(e).(*ticket)
	delete(s.byID, t.tmpid)
	s.release(t)
}

// hold counts n more bytes of an unfinished upload; false if there is no room.
func (s *tickets) hold(t *ticket, n int64) bool {
	if s.held.Add(n) > maxHeld {
		s.held.Add(-n)
		return false
	}
	t.held.Add(n)
	return true
}

// settle gives back the room of an upload whose ticket was dropped while the
// upload ran.
func (s *tickets) settle(t *ticket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID[t.tmpid] == nil {
		s.release(t)
	}
}

// release gives back the room of an upload.
func (s *tickets) release(t *ticket) { s.held.Add(-t.held.Swap(0)) }
