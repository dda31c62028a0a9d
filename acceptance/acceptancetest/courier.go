package acceptancetest

import (
	"context"
	"slices"
	"sync"

	"sdano"
	"sdano/acceptance"
)

// Courier is an operator that takes everything and brings nothing, for boxes
// "…@courier". Its zero value is ready. It is acceptance.Operator.
type Courier struct {
	mu   sync.Mutex
	sent []acceptance.Outgoing
	// Refuse, if set, is the error of every send.
	Refuse error
}

// ID is "courier".
func (*Courier) ID() string { return "courier" }

// Poll brings nothing.
func (*Courier) Poll(_ context.Context, _ acceptance.Box, cursor string) ([]acceptance.Incoming, []acceptance.Reply, string, error) {
	return nil, nil, cursor, nil
}

// Send takes a parcel; a repetition of an attempt is the same parcel.
func (c *Courier) Send(_ context.Context, out acceptance.Outgoing) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Refuse != nil {
		return "", c.Refuse
	}
	if !c.has(out.Attempt) {
		c.sent = append(c.sent, out)
	}
	return "ref-" + out.Attempt.String(), nil
}

// Find reports whether a parcel was taken.
func (c *Courier) Find(_ context.Context, out acceptance.Outgoing) (string, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return "ref-" + out.Attempt.String(), c.has(out.Attempt), nil
}

func (c *Courier) has(attempt sdano.ID) bool {
	return slices.ContainsFunc(c.sent, func(o acceptance.Outgoing) bool { return o.Attempt == attempt })
}

// Sent returns what was taken, each parcel once.
func (c *Courier) Sent() []acceptance.Outgoing {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.sent)
}
