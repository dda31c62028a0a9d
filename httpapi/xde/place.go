package xde

import (
	"context"
	"strings"
	"sync"
	"time"

	"sdano"
	"sdano/acceptance"
)

// place is what answers need of a box.
type place struct {
	box      acceptance.Box
	operator string
	zone     *time.Location
}

func placeOf(b acceptance.Box) place {
	operator := b.Operator.Code
	if operator == "" {
		operator = adapterOf(b.ID)
	}
	return place{b, operator, b.Location()}
}

// adapterOf returns the operator that a box's id names.
func adapterOf(box string) string {
	_, adapter, _ := strings.Cut(box, "@")
	return adapter
}

// placesLife is how old what is known of a box may be.
const placesLife = time.Minute

// places remembers boxes, which change rarely and are needed by every answer
// about documents: for the time zone and the operator's code.
type places struct {
	mu    sync.Mutex
	known map[string]place
	until map[string]time.Time
}

func newPlaces() *places { return &places{known: map[string]place{}, until: map[string]time.Time{}} }

func (p *places) get(box string, now time.Time) (place, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known[box], now.Before(p.until[box])
}

func (p *places) put(boxes []acceptance.Box, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range boxes {
		p.known[b.ID], p.until[b.ID] = placeOf(b), now.Add(placesLife)
	}
}

// place returns what answers need of a box that the visitor sees; of one that he
// does not see, what its id tells.
func (h *Handler) place(ctx context.Context, v acceptance.Visitor, box string) (place, error) {
	now := h.c.Clock.Now()
	if p, ok := h.places.get(box, now); ok {
		return p, nil
	}
	boxes, err := h.c.Acceptance.Boxes(ctx, v)
	if err != nil {
		return place{}, err
	}
	h.places.put(boxes, now)
	if p, ok := h.places.get(box, now); ok {
		return p, nil
	}
	return place{acceptance.Box{ID: box}, adapterOf(box), sdano.Moscow}, nil
}
