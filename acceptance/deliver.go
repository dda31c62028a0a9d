package acceptance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
)

// dispatch is the work on a task of sending: of every parcel intent, act, result.
// The attempt of a parcel is durable before anything leaves, and ended in the unit
// that records what came of it; a parcel whose attempt was not ended is asked for
// before it is sent again.
type dispatch struct {
	s        *Service
	t        Task
	parcels  []parcel
	attempts map[sdano.ID]Attempt
}

// send works on a task of sending. It is done when all attempts have ended;
// otherwise it comes again.
func (s *Service) send(ctx context.Context, t Task) (done bool, err error) {
	w := &dispatch{s: s, t: t}
	if err := json.Unmarshal(t.Request, &w.parcels); err != nil {
		return false, fmt.Errorf("acceptance: request of task %d: %w", t.ID, err)
	}
	if err := w.recall(ctx); err != nil {
		return false, err
	}
	open := false
	for _, p := range w.parcels {
		if over(ctx) {
			return false, nil // the rest comes with the next turn
		}
		ended, err := w.parcel(ctx, p)
		if err != nil {
			return false, err
		}
		open = open || !ended
	}
	if open {
		return false, nil
	}
	return true, w.finish(ctx)
}

// recall reads the attempts that there are.
func (w *dispatch) recall(ctx context.Context) error {
	attempts, err := read(ctx, w.s, w.t.Tenant, func(ctx context.Context, tx sdano.Tx) ([]Attempt, error) {
		return w.s.c.Store.AttemptsOf(ctx, tx, w.t.ID)
	})
	w.attempts = map[sdano.ID]Attempt{}
	for _, a := range attempts {
		w.attempts[a.Document] = a
	}
	return err
}

// cargo is a parcel with what is sent.
type cargo struct {
	parcel
	answerFile
	box Box
	// link and signed are the links of content and signature.
	link, signed Attachment
	// further are the signatures of a first title after the first one.
	further [][]byte
	code    Code
}

// parcel brings one parcel as far as it goes now, and reports whether its attempt
// has ended.
func (w *dispatch) parcel(ctx context.Context, p parcel) (ended bool, err error) {
	a, begun := w.attempts[p.DocumentID]
	if begun && !a.EndedAt.IsZero() {
		return true, nil
	}
	c, err := w.load(ctx, p)
	if err != nil {
		return false, err
	}
	var why string
	c.code, why = c.judge(w.s.c.Options)
	operator := w.s.operator(c.box)
	switch {
	case begun && operator == nil:
		return false, nil
	case begun:
		return w.resume(ctx, operator, c, a)
	case why == "" && operator == nil:
		why = "оператор «" + c.box.Adapter + "» не подключён"
	case why == "":
		why = w.s.badSignature(&c)
	}
	if a, err = w.begin(ctx, c, why); err != nil || why != "" {
		return why != "", err
	}
	step(ctx, "attempt recorded")
	return w.act(ctx, operator, c, a)
}

// operator returns the adapter of a box, nil if there is none.
func (s *Service) operator(b Box) Operator {
	for _, o := range s.c.Operators {
		if o.ID() == b.Adapter {
			return o
		}
	}
	return nil
}

// resume asks what became of an attempt that was not ended, and sends again only
// what was not taken.
func (w *dispatch) resume(ctx context.Context, operator Operator, c cargo, a Attempt) (ended bool, err error) {
	switch ref, found, err := operator.Find(ctx, c.outgoing(a)); {
	case err != nil:
		return w.open(ctx, c, err)
	case found:
		return true, w.taken(ctx, c, a, ref)
	case w.s.now().Sub(a.StartedAt) > w.s.c.Rhythm.GiveUp:
		return true, w.refused(ctx, c, a, "оператор ЭДО недоступен, документ не отправлен")
	}
	return w.act(ctx, operator, c, a)
}

// act sends. What the operator refused is over; what he may have taken or not is
// asked for the next time.
func (w *dispatch) act(ctx context.Context, operator Operator, c cargo, a Attempt) (ended bool, err error) {
	ref, err := operator.Send(ctx, c.outgoing(a))
	switch {
	case err == nil:
		step(ctx, "operator took")
		return true, w.taken(ctx, c, a, ref)
	case !refuses(err) || over(ctx):
		return w.open(ctx, c, err)
	}
	w.s.c.Log.WarnContext(ctx, "acceptance: refused", "task", w.t.ID, "document", c.d.ID.String(), "error", err)
	return true, w.refused(ctx, c, a, words(err))
}

// refuses reports whether an operator's error says that he did not take a parcel.
func refuses(err error) bool {
	kind := sdano.AsError(err).Kind
	return kind != sdano.Unavailable && kind != sdano.Internal && kind != sdano.Storage
}

// open leaves an attempt open: it is not known what became of it.
func (w *dispatch) open(ctx context.Context, c cargo, err error) (ended bool, _ error) {
	w.s.c.Log.WarnContext(ctx, "acceptance: operator away", "task", w.t.ID, "document", c.d.ID.String(), "error", err)
	return false, nil
}

// over reports whether the time of the work has ended.
func over(ctx context.Context) bool { return ctx.Err() != nil }

// words is what a person may be told of an operator's error.
func words(err error) string {
	return "оператор ЭДО не принял файл: " + sdano.AsError(err).Message
}

func (c *cargo) outgoing(a Attempt) Outgoing {
	return Outgoing{
		Box: c.box, Attempt: a.ID, Action: c.action, OperatorDocument: c.d.OperatorDocument, SenderBox: c.d.partner(),
		FileName: c.name, Content: c.content.data, Signature: derOf(c.signature), Attorney: c.Attorney,
		Package: c.pack(), Further: c.further,
	}
}

// pack is the operator's name of what belongs together with a first title.
func (c *cargo) pack() string {
	if c.action != SendAction {
		return ""
	}
	return c.d.Package.String()
}

// load reads what is to be sent.
func (w *dispatch) load(ctx context.Context, p parcel) (c cargo, err error) {
	s, files, more := w.s, shelf{}, []Attachment(nil)
	c.parcel, c.action = p, w.t.Action
	err = s.c.Units.Read(ctx, w.t.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		if c.d, err = s.c.Store.Document(ctx, tx, p.DocumentID); err != nil {
			return err
		}
		if c.box, err = s.c.Store.Box(ctx, tx, c.d.Box); err != nil {
			return err
		}
		if err := w.links(ctx, tx, &c); err != nil {
			return err
		}
		if more, err = w.others(ctx, tx, &c); err != nil {
			return err
		}
		return s.fill(ctx, tx, files, append(more, c.link, c.signed)...)
	})
	if err != nil {
		return c, err
	}
	c.d = withFormat(c.d)
	c.name = cmp.Or(p.Name, c.link.Name)
	if err := s.fetch(ctx, files); err != nil {
		return c, err
	}
	c.content = blob{hash: c.link.Hash, data: files[c.link.Hash]}
	c.signature = files[c.signed.Hash]
	for _, a := range more {
		c.further = append(c.further, derOf(files[a.Hash]))
	}
	return c, nil
}

// others returns the links of the signatures of a first title after the first one.
func (w *dispatch) others(ctx context.Context, tx sdano.Tx, c *cargo) ([]Attachment, error) {
	if c.action != SendAction {
		return nil, nil
	}
	under, err := w.s.c.Store.SignaturesUnder(ctx, tx, c.link.ID)
	return slices.DeleteFunc(under, func(a Attachment) bool { return a.ID == c.signed.ID || !a.Output }), err
}

// links reads the links that matter.
func (w *dispatch) links(ctx context.Context, tx sdano.Tx, c *cargo) (err error) {
	for _, link := range []struct {
		id   sdano.ID
		into *Attachment
	}{{c.ContentLink, &c.link}, {c.SignatureLink, &c.signed}, {c.d.Content, &c.received}} {
		if *link.into, err = w.s.c.Store.Attachment(ctx, tx, link.id); err != nil {
			return err
		}
	}
	if c.action.onProposal() {
		c.proposal, err = w.s.proposal(ctx, tx, c.d)
	}
	return err
}

// update runs the unit of a result: to its end, also when the process is about to
// stop.
func (w *dispatch) update(ctx context.Context, unit sdano.Unit) error {
	return w.s.c.Units.Write(context.WithoutCancel(ctx), w.t.Tenant, unit)
}

// begin records the attempt: the intent, or at once that it failed and why.
func (w *dispatch) begin(ctx context.Context, c cargo, why string) (Attempt, error) {
	a := Attempt{
		ID: sdano.NewID(), Tenant: w.t.Tenant, Version: 1, Task: w.t.ID, Document: c.d.ID, Action: c.action,
		Content: c.link.ID, Signature: c.signed.ID, StartedAt: w.s.now(),
	}
	if why != "" {
		a.EndedAt, a.Error = a.StartedAt, why
	}
	err := w.update(ctx, func(ctx context.Context, tx sdano.Tx) error {
		others, err := w.s.c.Store.AttemptsOf(ctx, tx, w.t.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, func(o Attempt) bool { return o.Document == a.Document }) {
			return ErrStale // another worker has begun it
		}
		if err := w.s.c.Store.InsertAttempt(ctx, tx, a); err != nil || why == "" {
			return err
		}
		return w.fail(ctx, tx, c, a)
	})
	w.attempts[a.Document] = a
	return a, err
}

// refused records that the operator did not take the file.
func (w *dispatch) refused(ctx context.Context, c cargo, a Attempt, why string) error {
	a.EndedAt, a.Error = w.s.now(), why
	w.attempts[a.Document] = a
	return w.update(ctx, func(ctx context.Context, tx sdano.Tx) error {
		if err := w.s.c.Store.UpdateAttempt(ctx, tx, a); err != nil {
			return err
		}
		return w.fail(ctx, tx, c, a)
	})
}

// fail tells that an attempt failed: the document is again as it was, a receipt
// waits again.
func (w *dispatch) fail(ctx context.Context, tx sdano.Tx, c cargo, a Attempt) error {
	if c.Queue != 0 {
		return w.queued(ctx, tx, c, time.Time{})
	}
	d, err := w.s.c.Store.Document(ctx, tx, c.d.ID)
	if err != nil {
		return err
	}
	return w.s.turn(ctx, tx, &d, failed, Failed, happening{at: a.EndedAt, actor: w.t.By, output: true, text: a.Error})
}

// queued says when the receipt of a document was sent, never if done is zero.
func (w *dispatch) queued(ctx context.Context, tx sdano.Tx, c cargo, done time.Time) error {
	q, err := w.s.c.Store.QueueItem(ctx, tx, c.d.Box, c.Queue)
	if err != nil {
		return err
	}
	q.DoneAt = done
	return w.s.c.Store.PutQueueItem(ctx, tx, q)
}

// taken records that the operator has the file: the status that follows, and the
// signature as one under it.
func (w *dispatch) taken(ctx context.Context, c cargo, a Attempt, ref string) error {
	a.EndedAt, a.Ref = w.s.now(), ref
	w.attempts[a.Document] = a
	h := happening{at: a.EndedAt, actor: w.t.By, output: true, content: c.link.ID, hash: c.link.Hash.String()}
	seen := w.s.examine(c.content.data, c.signature, a.EndedAt)
	err := w.update(ctx, func(ctx context.Context, tx sdano.Tx) error {
		if err := w.s.c.Store.UpdateAttempt(ctx, tx, a); err != nil {
			return err
		}
		if c.signed.Signs != c.link.ID { // those of a first title came with it
			under := c.signed
			under.ID, under.Signs, under.Certificates, under.CreatedAt = sdano.NewID(), c.link.ID, seen.certificates, a.EndedAt
			if err := w.s.c.Store.InsertAttachment(ctx, tx, under); err != nil {
				return err
			}
		}
		d, err := w.s.c.Store.Document(ctx, tx, c.d.ID)
		if err != nil {
			return err
		}
		if c.Queue != 0 {
			return w.receipted(ctx, tx, d, c, h)
		}
		return w.s.turn(ctx, tx, &d, delivered, c.code, h)
	})
	if err == nil {
		step(ctx, "result recorded")
		wake(w.s.wakePoll)
	}
	return err
}

// receipted tells that the receipt of a document is with its sender.
func (w *dispatch) receipted(ctx context.Context, tx sdano.Tx, d Document, c cargo, h happening) error {
	if err := w.queued(ctx, tx, c, h.at); err != nil {
		return err
	}
	if err := w.s.tell(ctx, tx, d, ReceiptSent, h); err != nil {
		return err
	}
	return w.s.record(ctx, tx, act{
		at: h.at, actor: h.actor, action: "document.receipt", object: documentObject(d.ID), after: statusState{Status: ReceiptSent, Content: h.hash},
	})
}

// finish ends the task with what came of each parcel.
func (w *dispatch) finish(ctx context.Context) error {
	text, err := w.results()
	if err != nil {
		return err
	}
	t := w.t
	t.State, t.Results, t.FinishedAt, t.LeaseOwner, t.LeaseUntil = Done, text, w.s.now(), "", time.Time{}
	return w.update(ctx, func(ctx context.Context, tx sdano.Tx) error { return w.s.c.Store.UpdateTask(ctx, tx, t) })
}

// results are those of the attempts, in the order of the request: of a receipt one
// for each item of the queue.
func (w *dispatch) results() ([]byte, error) {
	if w.t.Action != ReceiptAction {
		out := make([]SentItem, 0, len(w.parcels))
		for _, p := range w.parcels {
			a := w.attempts[p.DocumentID]
			out = append(out, SentItem{DocumentID: p.DocumentID, IsSent: a.Error == "", ErrorText: a.Error})
		}
		return results(out)
	}
	out := make([]SentReceipt, 0, len(w.parcels))
	for _, p := range w.parcels {
		a := w.attempts[p.DocumentID]
		out = append(out, SentReceipt{Item: p.Queue, IsSent: a.Error == "", ErrorText: a.Error})
	}
	return results(out)
}

// killKey is the key under which a test puts a function into the context that ends
// the goroutine between two steps, as the end of the process would.
type killKey struct{}

// step marks the border between two steps of sending.
func step(ctx context.Context, name string) {
	if kill, ok := ctx.Value(killKey{}).(func(string)); ok {
		kill(name)
	}
}
