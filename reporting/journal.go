package reporting

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/audit"
)

// submissionObject names a submission in the journal.
func submissionObject(id sdano.ID) string { return "submission/" + id.String() }

// eventObject names an event in the journal, below its submission: the entries
// of a submission are found with those of its events.
func eventObject(submission, event sdano.ID) string {
	return submissionObject(submission) + "/event/" + event.String()
}

// record writes one entry of the journal in the unit: the action in English
// ("submission.registered"), the object it was done to, and the state before
// and after as values that can be written in JSON; nil means none.
func (s *Service) record(ctx context.Context, tx sdano.Tx, at time.Time, actor sdano.Actor, action, object string, before, after any) error {
	e := audit.Entry{At: at, Actor: actor, Action: action, Object: object}
	var err error
	if e.Before, err = stateText(before); err != nil {
		return fmt.Errorf("journal %s: %w", action, err)
	}
	if e.After, err = stateText(after); err != nil {
		return fmt.Errorf("journal %s: %w", action, err)
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

// now returns the instant of the business clock in the precision of the store.
func (s *Service) now() time.Time { return s.c.Business.Now().UTC().Truncate(time.Microsecond) }

// registeredState is what the journal keeps of a registration.
type registeredState struct {
	Report       sdano.ID  `json:"report"`
	Payer        string    `json:"payer"`
	Kind         string    `json:"kind"`
	Period       string    `json:"period"`
	Correction   int       `json:"correction"`
	Authority    Authority `json:"authority"`
	Code         string    `json:"code"`
	Status       Status    `json:"status"`
	ContentKey   string    `json:"content_key"`
	Files        []fileRef `json:"files"`
	ResendReason string    `json:"resend_reason,omitzero"`
}

// fileRef names a file by its bytes.
type fileRef struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

func stateOfRegistered(sub Submission, files []Package) registeredState {
	k := sub.Key
	return registeredState{
		Report: sub.Report, Payer: k.Payer.String(), Kind: k.Kind, Period: k.Period, Correction: k.Correction,
		Authority: k.Authority, Code: k.Code, Status: sub.Status, ContentKey: sub.ContentKey,
		Files: fileRefs(files), ResendReason: sub.ResendReason,
	}
}

func fileRefs(files []Package) []fileRef {
	out := make([]fileRef, 0, len(files))
	for _, f := range files {
		out = append(out, fileRef{Name: f.FileName, SHA256: f.SHA256})
	}
	return out
}
