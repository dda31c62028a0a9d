package acceptance

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/audit"
)

// act is an entry of the journal: what was done by whom to what, and the state
// before and after as values that can be written in JSON; nil means none.
type act struct {
	at             time.Time
	actor          sdano.Actor
	action, object string
	before, after  any
}

// record writes an entry in the unit of the change that it tells of.
//
// Files that are made change nothing: their link tells who made them and when.
// They are journalled when they are sent.
func (s *Service) record(ctx context.Context, tx sdano.Tx, a act) error {
	e := audit.Entry{At: a.at, Actor: a.actor, Action: a.action, Object: a.object}
	var err error
	if e.Before, err = stateText(a.before); err != nil {
		return err
	}
	if e.After, err = stateText(a.after); err != nil {
		return err
	}
	return s.c.Journal.Record(ctx, tx, e)
}

// stateText writes a state in JSON, the same value always as the same text.
func stateText(state any) (string, error) {
	if state == nil {
		return "", nil
	}
	text, err := json.Marshal(state, json.Deterministic(true))
	return string(text), err
}

// documentObject names a document in the journal.
func documentObject(id sdano.ID) string { return "document/" + id.String() }

// now returns the instant of the business clock in the precision of the store.
func (s *Service) now() time.Time { return s.c.Business.Now().UTC().Truncate(time.Microsecond) }

// boxState is what the journal keeps of a box.
func boxState(b Box, logins []string) any {
	return struct {
		Participant  string   `json:"participant"`
		Name         string   `json:"name"`
		TaxID        string   `json:"tax_id"`
		AutoReceipts bool     `json:"auto_receipts"`
		Logins       []string `json:"logins,omitempty"`
	}{b.Participant, b.Name, b.TaxID.String(), b.AutoReceipts, logins}
}

// statusState is what the journal keeps of a status.
type statusState struct {
	Status Code `json:"status"`
	// Content is the SHA-512 of the bytes that the change rests on.
	Content string `json:"content,omitempty"`
	Text    string `json:"text,omitempty"`
}
