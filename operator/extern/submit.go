package extern

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"sdano"
	"sdano/reporting"
)

// Submit hands the report over as the port says. The draft is looked at first:
// one that was sent gives its docflow, one that was not is gone on with. The
// error is always a *reporting.SubmitError.
func (c *Client) Submit(ctx context.Context, d reporting.Dispatch) (reporting.DocflowRef, error) {
	h := handover{c: c, d: d, unsent: true}
	ref, err := h.run(ctx)
	if err != nil {
		return ref, h.told(err)
	}
	return ref, nil
}

// handover is one try to hand a report over.
type handover struct {
	c *Client
	d reporting.Dispatch
	// unsent says that nobody was asked to send the draft in this try, and that
	// nothing was seen which tells that somebody was before.
	unsent bool
}

// contests is how often a draft is gone back to because somebody else was at it.
const contests = 20

// run goes on with the draft from where it stands. Where somebody else is at it,
// such as an earlier try of ours that was given up, it looks again.
func (h *handover) run(ctx context.Context) (reporting.DocflowRef, error) {
	p := h.c.pauses()
	for n := 0; ; n++ {
		ref, err := h.once(ctx)
		if err == nil || !concurrent(err) && !refusedAlready(err) {
			return ref, err
		}
		h.unsent, h.d.Fresh = false, false
		if n == contests {
			return ref, err
		}
		if err := p.wait(ctx); err != nil {
			return ref, err
		}
	}
}

func (h *handover) once(ctx context.Context) (reporting.DocflowRef, error) {
	have, found, err := h.c.settled(ctx, h.d.DraftID)
	if err != nil {
		h.unsent = h.unsent && !found
		return reporting.DocflowRef{}, err
	}
	if found {
		h.unsent = false
		switch have.fate() {
		case fateSent:
			return h.adopt(ctx, have)
		case fateUnknown:
			return reporting.DocflowRef{}, &unreadable{"draft", errors.New("status " + clip(have.Status, 100))}
		}
	}
	h.unsent = true
	if !have.ready() {
		if err := h.build(ctx, have, found); err != nil {
			return reporting.DocflowRef{}, err
		}
	}
	return h.send(ctx)
}

// build makes the draft ready to be sent.
func (h *handover) build(ctx context.Context, have draft, found bool) error {
	if !found {
		if err := h.c.putDraft(ctx, h.d); err != nil {
			return err
		}
	}
	if err := h.c.fill(ctx, have, h.d); err != nil {
		return err
	}
	if err := h.c.check(ctx, h.d.DraftID); err != nil {
		return err
	}
	return h.c.prepare(ctx, h.d.DraftID)
}

// send asks for the send and follows it to its docflow.
func (h *handover) send(ctx context.Context) (reporting.DocflowRef, error) {
	h.unsent = false
	t, err := h.c.start(ctx, h.d.DraftID, "send")
	if err != nil {
		h.unsent = refusedOutright(err)
		return reporting.DocflowRef{}, err
	}
	return h.sending(ctx, t)
}

// refusedOutright reports whether the operator took nothing: it said no to the
// request itself.
func refusedOutright(err error) bool {
	f := asFault(err)
	return f != nil && f.Known && f.Status >= 400 && f.Status < 500
}

// sending follows the task of a send.
func (h *handover) sending(ctx context.Context, t task) (reporting.DocflowRef, error) {
	t, err := h.c.follow(ctx, h.d.DraftID, t)
	if err == nil {
		if ref, ok := refOf(t.Result); ok {
			return ref, nil
		}
	} else if t.State != "failed" && !missing(err) {
		return reporting.DocflowRef{}, err
	}
	ref, sent, askErr := h.outcome(ctx)
	switch {
	case askErr != nil || sent:
		return ref, askErr
	case err == nil:
		err = &unreadable{"send", errNoID}
	}
	return ref, err
}

func missing(err error) bool {
	f := asFault(err)
	return f != nil && f.Status == http.StatusNotFound
}

// outcome asks the draft what became of a send. If it was not sent, nothing is
// under way any more.
func (h *handover) outcome(ctx context.Context) (ref reporting.DocflowRef, sent bool, err error) {
	d, found, err := h.c.settled(ctx, h.d.DraftID)
	if err != nil || !found {
		return ref, false, err
	}
	switch d.fate() {
	case fateSent:
		ref, err = h.adopt(ctx, d)
		return ref, true, err
	case fateOpen:
		h.unsent = true
	}
	return ref, false, nil
}

// adopt returns the docflow of a draft that was sent.
func (h *handover) adopt(ctx context.Context, d draft) (reporting.DocflowRef, error) {
	ref, ok, err := h.c.sentDraft(ctx, d, h.d.DraftID)
	if err == nil && !ok {
		err = &unreadable{"sent draft", errNoID}
	}
	return ref, err
}

// refOf reads the docflow that a send gave.
func refOf(result []byte) (reporting.DocflowRef, bool) {
	var text docflowText
	if decode("docflow", result, &text) != nil {
		return reporting.DocflowRef{}, false
	}
	ref := text.ref()
	return ref, !ref.ID.IsZero()
}

// told makes the port's error of what happened. Of a draft that is not fresh
// nothing is certain: a request to send it that an earlier try left on its way
// may arrive yet.
func (h *handover) told(err error) *reporting.SubmitError {
	shown := public(err)
	e := &reporting.SubmitError{Certain: h.unsent && h.d.Fresh, RetryAfter: wish(err), Err: shown, Text: sdano.AsError(shown).Message}
	var o *objection
	switch {
	case errors.As(err, &o):
		e.Permanent, e.Reasons, e.Err = true, o.Reasons, err
		e.Text = "Проверка оператора нашла ошибки: " + o.texts()
	case h.unsent && permanent(err):
		f := asFault(err)
		text := firstOf(f.Message, f.ID)
		e.Permanent, e.Reasons = true, []reporting.EventReason{{Code: tail(f.ID), Received: text, Text: text}}
	}
	return e
}

// texts joins the first reasons for people.
func (o *objection) texts() string {
	var out []string
	for _, r := range o.Reasons[:min(3, len(o.Reasons))] {
		out = append(out, r.Text)
	}
	return strings.Join(out, " ")
}

// wish is how long the operator wants us to wait.
func wish(err error) time.Duration {
	if f := asFault(err); f != nil {
		return f.RetryAfter
	}
	return 0
}
