package reporting

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json"

	"sdano"
)

// commitEach records the events of a poll one by one, because a guard or a veto
// has refused them together. Those that it refuses alone are held; the docflow
// cannot end before the last unit, nor by the operator's word while one is held.
func (p *poll) commitEach(ctx context.Context) error {
	held := false
	for _, e := range p.news {
		if held && e.Final && e.DocumentType == "" {
			continue
		}
		owed := slices.DeleteFunc(slices.Clone(p.owed), func(r Reply) bool { return r.Document != e.DocumentID })
		err := p.write(ctx, batch{news: []Event{e}, owed: owed, part: true})
		if vetoed, ok := asVetoed(err); ok {
			held = true
			err = p.hold(ctx, e, vetoed)
		}
		if err != nil {
			return err
		}
	}
	return p.write(ctx, batch{seen: p.seen})
}

// asVetoed returns the refusal of a guard or a veto; false for other errors.
func asVetoed(err error) (*sdano.Error, bool) {
	e := sdano.AsError(err)
	return e, err != nil && e.Code == ErrVetoed.Code
}

// hold keeps an event that was refused, once per source key, and tells a person.
// It stays unknown, so every poll tries to record it again.
func (p *poll) hold(ctx context.Context, e Event, refusal *sdano.Error) error {
	e.ID = heldID(e.Submission, e.SourceKey)
	h := HeldEvent{ID: e.ID, Submission: e.Submission, At: p.at, Reason: refusal.Message}
	var err error
	if h.Event, err = json.Marshal(e); err != nil {
		return err
	}
	added := false
	err = p.s.c.Units.Write(context.WithoutCancel(ctx), p.row.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		f, err := p.s.factsOf(ctx, tx, e.Submission)
		if err != nil {
			return err
		}
		if added = !slices.ContainsFunc(f.held, h.same); !added {
			return nil
		}
		if err := p.s.c.Store.HoldEvent(ctx, tx, h); err != nil {
			return err
		}
		if err := p.s.record(ctx, tx, p.at, p.actor, "event.held", eventObject(e.Submission, e.ID), nil, heldState{h.Reason, stateOfEvent(e)}); err != nil {
			return err
		}
		f.held = append(f.held, h)
		return p.s.reconcile(ctx, tx, f, p.at)
	})
	if err == nil && added {
		p.s.c.Log.WarnContext(ctx, "reporting: event held", "submission", e.Submission.String(), "source_key", e.SourceKey, "error", refusal)
		p.sum.add(func(n *FetchSummary) { n.Held++ })
	}
	return err
}

// heldState is what the journal keeps of an event that was refused.
type heldState struct {
	Reason string     `json:"reason"`
	Held   eventState `json:"held"`
}

func (h HeldEvent) same(other HeldEvent) bool { return h.ID == other.ID }

// heldID returns the identifier under which an event is held.
func heldID(submission sdano.ID, sourceKey string) sdano.ID {
	return sdano.NameID(submission, "held/"+sourceKey)
}

// pendingHeld returns the held events of a submission that are not recorded yet.
// A document that is recorded settles also what was held while it could not be
// read.
func (s *Service) pendingHeld(ctx context.Context, tx sdano.Tx, f facts) ([]HeldEvent, error) {
	held, err := s.c.Store.HeldEvents(ctx, tx)
	if err != nil {
		return nil, err
	}
	recorded := map[sdano.ID]bool{}
	for _, e := range f.events {
		for _, mark := range []string{"", unreadMark, encryptedMark} {
			recorded[heldID(e.Submission, e.SourceKey+mark)] = true
		}
	}
	return slices.DeleteFunc(held, func(h HeldEvent) bool { return h.Submission != f.sub.ID || recorded[h.ID] }), nil
}
