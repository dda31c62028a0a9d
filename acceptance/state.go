package acceptance

import (
	"context"
	"slices"
	"time"

	"sdano"
)

// trigger is what may change a status.
type trigger string

// The triggers: our five actions begin, what was sent is delivered or fails, the
// other side does something, the operator tells what was done elsewhere (in his own
// program, say), a print form is made.
const (
	beginAccept       = trigger(AcceptAction)
	beginReject       = trigger(RejectAction)
	beginRevoke       = trigger(RevokeAction)
	beginRevokeAccept = trigger(RevokeAcceptAction)
	beginRevokeReject = trigger(RevokeRejectAction)
	delivered         = trigger("delivered")
	failed            = trigger("failed")
	answered          = trigger("answered")
	told              = trigger("told")
	printed           = trigger("printed")
)

// move says to which statuses a trigger may lead from others.
type move struct {
	from []Code
	on   trigger
	to   []Code
}

// accepted are the statuses of a document that was accepted.
var accepted = []Code{
	Accepted, AcceptedFully, AcceptedPartly, NotAccepted, AcceptedPF, AcceptedFullyPF, AcceptedPartlyPF, NotAcceptedPF,
}

// rests are the statuses in which a document may stay.
var rests = append([]Code{
	Received, ReceivedPF, Rejected, AnnulmentAsked, AskedAnnulment, Annulled, AnnulRefused, Sent, SentPF, Unreadable,
}, accepted...)

// moves is the state machine. After a failure the document is again in the last
// status that was not a passage; a draft is one until its first title is delivered.
var moves = []move{
	{[]Code{Received, ReceivedPF}, beginAccept, []Code{Accepting}},
	{[]Code{Received, ReceivedPF}, beginReject, []Code{Rejecting}},
	{append([]Code{Received, ReceivedPF, Sent, SentPF}, accepted...), beginRevoke, []Code{AskingAnnulment}},
	{[]Code{AnnulmentAsked}, beginRevokeAccept, []Code{Annulling}},
	{[]Code{AnnulmentAsked}, beginRevokeReject, []Code{RefusingAnnul}},

	{[]Code{Accepting}, delivered, []Code{Accepted, AcceptedFully, AcceptedPartly, NotAccepted}},
	{[]Code{Rejecting}, delivered, []Code{Rejected}},
	{[]Code{AskingAnnulment}, delivered, []Code{AskedAnnulment}},
	{[]Code{Annulling}, delivered, []Code{Annulled}},
	{[]Code{RefusingAnnul}, delivered, []Code{AnnulRefused}},
	{[]Code{Draft}, delivered, []Code{Sent}},
	{append([]Code{Draft}, passages...), failed, []Code{Failed}},

	{[]Code{Sent, SentPF}, answered, []Code{Accepted, AcceptedFully, AcceptedPartly, NotAccepted, Rejected}},
	{append([]Code{Received, ReceivedPF, Sent, SentPF, Rejected}, accepted...), answered, []Code{AnnulmentAsked}},
	{[]Code{AskedAnnulment}, answered, []Code{Annulled, AnnulRefused}},

	{rests, told, rests},

	{[]Code{Received}, printed, []Code{ReceivedPF}},
	{[]Code{Sent}, printed, []Code{SentPF}},
	{[]Code{Accepted}, printed, []Code{AcceptedPF}},
	{[]Code{AcceptedFully}, printed, []Code{AcceptedFullyPF}},
	{[]Code{AcceptedPartly}, printed, []Code{AcceptedPartlyPF}},
	{[]Code{NotAccepted}, printed, []Code{NotAcceptedPF}},
}

// passages are the statuses of a document on whose behalf something is being
// sent.
var passages = []Code{Accepting, Rejecting, AskingAnnulment, Annulling, RefusingAnnul}

// passage reports whether something is being sent.
func (c Code) passage() bool { return slices.Contains(passages, c) }

// next returns the statuses to which a trigger leads from one; none if it does
// not fit.
func next(from Code, on trigger) []Code {
	var out []Code
	for _, m := range moves {
		if m.on == on && slices.Contains(m.from, from) {
			out = append(out, m.to...)
		}
	}
	return out
}

// happening is a change of a document as it is told in the feed.
type happening struct {
	at    time.Time
	actor sdano.Actor
	// event is the id of the element, a new one if zero.
	event sdano.ID
	// output says that our side caused it.
	output bool
	text   string
	// content is the link of the bytes that it brings, hash their SHA-512.
	content sdano.ID
	hash    string
}

// turn moves a document to a status in a unit: compare-and-set, feed, journal. The
// error is ErrUnavailable if the trigger does not lead there, and ErrStale.
func (s *Service) turn(ctx context.Context, tx sdano.Tx, d *Document, on trigger, to Code, h happening) error {
	if !slices.Contains(next(d.Status, on), to) {
		return unavailable("документ в статусе «%s»", d.Status.Name())
	}
	before := d.Status
	d.Status = to
	if !to.passage() && to != Failed {
		d.Stable = to
	}
	if err := s.tell(ctx, tx, *d, to, h); err != nil {
		return err
	}
	if to == Failed {
		// The status goes on: a failure is told and over.
		d.Status = d.Stable
		if err := s.tell(ctx, tx, *d, d.Status, happening{at: h.at}); err != nil {
			return err
		}
	}
	return s.save(ctx, tx, d, before, h)
}

// save writes the document, and the change of its status into the journal.
func (s *Service) save(ctx context.Context, tx sdano.Tx, d *Document, before Code, h happening) error {
	if err := s.c.Store.UpdateDocument(ctx, tx, *d); err != nil {
		return err
	}
	d.Version++
	return s.record(ctx, tx, act{
		at: h.at, actor: h.actor, action: "document.status", object: documentObject(d.ID),
		before: statusState{Status: before}, after: statusState{Status: d.Status, Content: h.hash, Text: h.text},
	})
}

// tell adds an element to the feed of the document's box.
func (s *Service) tell(ctx context.Context, tx sdano.Tx, d Document, code Code, h happening) error {
	number, err := tx.NextSeq(ctx)
	if err != nil {
		return err
	}
	e := Element{
		StatusID: number, Tenant: d.Tenant, Box: d.Box, Document: d.ID, Event: h.event,
		Output: h.output, Code: code, Text: h.text, At: h.at, Content: h.content,
	}
	if e.Event.IsZero() {
		e.Event = sdano.NewID()
	}
	return s.c.Store.InsertElement(ctx, tx, e)
}
