package acceptance

import (
	"cmp"
	"context"
	"crypto/sha512"
	"slices"
	"time"

	"sdano"
	"sdano/titles/title"
)

// answerTo finds the document of a box that a file which comes is an answer to: by
// the names of the files that it names, or because it is a document that the box
// sent, which comes back signed.
func (s *Service) answerTo(ctx context.Context, box Box, in Incoming, answer *title.Document) (id sdano.ID, found bool, err error) {
	if answer == nil && len(in.Signatures) == 0 {
		return id, false, nil
	}
	err = s.c.Units.Read(ctx, box.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		if answer != nil {
			id, found, err = s.named(ctx, tx, box, answer)
		} else {
			id, found, err = s.returned(ctx, tx, box, in)
		}
		if err != nil || !found {
			return err
		}
		d, err := s.c.Store.Document(ctx, tx, id)
		found = !d.strange(in.SenderBox)
		return err
	})
	return id, found, err
}

// strange reports whether a box is known to be another than the one that the
// document is exchanged with: names of files are no secret, and nobody else answers.
func (d *Document) strange(sender string) bool {
	other := d.partner()
	return sender != "" && other != "" && other != d.Box && other != sender
}

// partner returns the box that the document is exchanged with, "" if it is not known.
func (d *Document) partner() string {
	if d.Output {
		return d.ReceiverBox
	}
	return d.SenderBox
}

// named returns the document of a box with a file that an answer names.
func (s *Service) named(ctx context.Context, tx sdano.Tx, box Box, answer *title.Document) (sdano.ID, bool, error) {
	for _, a := range answer.Answered {
		for _, name := range []string{a.FileID + ".xml", a.FileID} {
			files, err := s.c.Store.AttachmentsNamed(ctx, tx, []string{box.ID}, name)
			if err != nil {
				return sdano.ID{}, false, err
			}
			if len(files) > 0 {
				return files[0].Document, true, nil
			}
		}
	}
	return sdano.ID{}, false, nil
}

// returned returns the document that a box sent and that has the same bytes.
func (s *Service) returned(ctx context.Context, tx sdano.Tx, box Box, in Incoming) (sdano.ID, bool, error) {
	id, found, err := s.c.Store.ContentIn(ctx, tx, box.ID, sha512.Sum512(in.Content))
	if err != nil || !found {
		return id, false, err
	}
	d, err := s.c.Store.Document(ctx, tx, id)
	return id, d.Output, err
}

// meaning is what a reply says of its document.
type meaning struct {
	// file is the type of its bytes.
	file AttachmentType
	// code is the status it leads to, or that it merely tells; "" if it tells none.
	code Code
	// on is the trigger, "" if the status stays.
	on   trigger
	text string
}

// reply records what the other side or the operator did about a document: the
// file, its signatures, and the status that follows; once. While something is
// being sent on behalf of the document the error is ErrTasksPending, and the
// reply has to be brought again: what it leads to depends on how that ends.
func (s *Service) reply(ctx context.Context, actor sdano.Actor, box Box, document sdano.ID, r Reply) (Document, error) {
	w := &response{s: s, actor: actor, box: box, r: r, at: s.now()}
	if !r.At.IsZero() {
		w.at = r.At.UTC()
	}
	if len(r.Content) > 0 {
		var err error
		if err = checkName(r.FileName); err != nil {
			return Document{}, err
		}
		if w.content, err = s.keep(ctx, r.Content); err != nil {
			return Document{}, err
		}
		w.title = titleOf(r.FileName, r.Content, s.c.Options)
	}
	w.link = s.link(box.Tenant, document, OperatorFile, r.FileName, w.content)
	w.link.By = actor
	var err error
	if w.signed, err = s.signatures(ctx, w.link, r.Content, r.Signatures); err != nil {
		return Document{}, err
	}
	var d Document
	err = s.c.Units.Write(ctx, box.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		if d, err = s.c.Store.Document(ctx, tx, document); err != nil {
			return err
		}
		return w.record(ctx, tx, &d)
	})
	return withFormat(d), err
}

// response is a reply on its way in.
type response struct {
	s       *Service
	actor   sdano.Actor
	box     Box
	r       Reply
	at      time.Time
	content blob
	title   *title.Document
	link    Attachment
	signed  []signed
}

// record is the unit of reply.
func (w *response) record(ctx context.Context, tx sdano.Tx, d *Document) error {
	event := sdano.NameID(d.ID, "reply/"+cmp.Or(w.r.Key, w.content.hash.String()+string(w.r.Code)))
	known, err := w.known(ctx, tx, *d, event)
	if err != nil || known {
		return err
	}
	files, err := w.s.c.Store.AttachmentsOf(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	m := w.meaning(*d, files)
	if m.on != "" {
		if err := w.settled(ctx, tx, d); err != nil {
			return err
		}
	}
	h := happening{at: w.at, actor: w.actor, event: event, text: m.text}
	if len(w.r.Content) > 0 {
		if h.content, err = w.store(ctx, tx, m.file); err != nil {
			return err
		}
		h.hash = w.content.hash.String()
	}
	return w.happen(ctx, tx, d, m, h)
}

// settled returns ErrTasksPending while something is being sent: an answer may come
// before it is recorded that the first title was delivered.
func (w *response) settled(ctx context.Context, tx sdano.Tx, d *Document) error {
	switch {
	case d.Status.passage():
		return ErrTasksPending
	case d.Status == Draft:
		return w.s.idle(ctx, tx, d.Box, d.ID)
	}
	return nil
}

// known reports whether the reply was recorded before.
func (w *response) known(ctx context.Context, tx sdano.Tx, d Document, event sdano.ID) (bool, error) {
	elements, err := w.s.c.Store.ElementsOf(ctx, tx, d.ID)
	return slices.ContainsFunc(elements, func(e Element) bool { return e.Event == event }), err
}

// store records the file with its signatures and returns its link.
func (w *response) store(ctx context.Context, tx sdano.Tx, kind AttachmentType) (sdano.ID, error) {
	same, found, err := w.s.c.Store.SameAttachment(ctx, tx, w.link.Document, kind, w.content.hash)
	if err != nil {
		return sdano.ID{}, err
	}
	link := w.link
	link.Type = kind
	if found {
		link = same
	} else if err := w.s.add(ctx, tx, link, w.content); err != nil {
		return sdano.ID{}, err
	}
	there, err := w.s.c.Store.SignaturesUnder(ctx, tx, link.ID)
	if err != nil {
		return sdano.ID{}, err
	}
	for _, signature := range w.signed {
		under := signature.link
		under.Signs = link.ID
		if slices.ContainsFunc(there, func(a Attachment) bool { return a.Hash == under.Hash }) {
			continue
		}
		if err := w.s.add(ctx, tx, under, signature.blob); err != nil {
			return sdano.ID{}, err
		}
	}
	return link.ID, nil
}

// happen changes the status, or tells what does not change it. A reply that does
// not fit is told too: nothing that came is lost.
func (w *response) happen(ctx context.Context, tx sdano.Tx, d *Document, m meaning, h happening) error {
	switch {
	case m.on == told && d.Status == m.code:
		return nil
	case m.on != "" && slices.Contains(next(d.Status, m.on), m.code):
		return w.s.turn(ctx, tx, d, m.on, m.code, h)
	case m.on != "":
		h.text = cmp.Or(h.text, "Получен ответ, который не подходит к статусу документа: «"+m.code.Name()+"».")
		m.code = d.Status
	case m.code == "":
		return nil
	}
	if err := w.s.tell(ctx, tx, *d, m.code, h); err != nil {
		return err
	}
	return w.s.record(ctx, tx, act{
		at: w.at, actor: w.actor, action: "document.reply", object: documentObject(d.ID),
		after: statusState{Status: m.code, Content: h.hash, Text: h.text},
	})
}

// meaning tells what the reply says: by its bytes, else by what the operator told.
func (w *response) meaning(d Document, files []Attachment) meaning {
	if len(w.r.Content) > 0 {
		if m, ok := w.ofBytes(d, files); ok {
			return w.bound(m, d)
		}
	}
	m := meaning{file: OperatorFile, code: w.r.Code, text: w.r.Text}
	if names[m.code] != "" && !m.code.passage() && !slices.Contains(asides, m.code) {
		m.on = told
	}
	return m
}

// bound takes from an answer what it leads to if nobody has signed it.
func (w *response) bound(m meaning, d Document) meaning {
	if m.on != "" && !slices.ContainsFunc(w.signed, func(s signed) bool { return s.binding }) {
		m.on, m.text = "", "Получен ответ без действительной подписи: «"+m.code.Name()+"»."
		m.code = d.Status
	}
	return m
}

// asides are codes that tell of something beside the status.
var asides = []Code{ReceiptSent, ReceiptAccepted, ReceiptRejected, Failed, Draft}

// ofBytes tells what the bytes of the reply say. The bytes of an informal document
// or of a proposal to annul that are here already are a signature under it: a
// consent. A first title is accepted by a second one only.
func (w *response) ofBytes(d Document, files []Attachment) (meaning, bool) {
	for _, f := range files {
		if f.Hash != w.content.hash || !w.countersigned(f, files) {
			continue
		}
		switch {
		case f.ID == d.Content && d.Output && d.FormatID == "":
			return meaning{file: ReceivedContent, code: Accepted, on: answered, text: w.r.Text}, true
		case f.Type == AnnulmentFile && f.Output:
			return meaning{file: AnnulmentFile, code: Annulled, on: answered, text: w.r.Text}, true
		}
	}
	if w.title == nil {
		return meaning{}, false
	}
	m := ofTitle(w.title, about(w.title, files))
	m.text = cmp.Or(w.r.Text, w.title.Comment, m.text)
	return m, true
}

// countersigned reports whether the reply brings a signature that is not yet under a
// file: a copy of what we sent, with our own signature, is no consent.
func (w *response) countersigned(f Attachment, files []Attachment) bool {
	return slices.ContainsFunc(w.signed, func(s signed) bool {
		return !slices.ContainsFunc(files, func(a Attachment) bool { return a.Signs == f.ID && a.Hash == s.blob.hash })
	})
}

// about returns the type of the file that an answer is about: the document itself
// if it does not tell.
func about(t *title.Document, files []Attachment) AttachmentType {
	for _, a := range t.Answered {
		for _, f := range files {
			if f.Name == a.FileID || f.Name == a.FileID+".xml" {
				return f.Type
			}
		}
	}
	return ReceivedContent
}

// ofTitle tells what an answer about a file of a type says.
func ofTitle(t *title.Document, about AttachmentType) meaning {
	if t.Format.Role == title.Second {
		return meaning{file: SecondTitle, code: outcomeOf(t), on: answered}
	}
	switch t.Format.Kind {
	case title.Clarification:
		if about == AnnulmentFile {
			return meaning{file: RejectionFile, code: AnnulRefused, on: answered}
		}
		return meaning{file: RejectionFile, code: Rejected, on: answered}
	case title.Annulment:
		return meaning{file: AnnulmentFile, code: AnnulmentAsked, on: answered}
	case title.Receipt:
		return meaning{file: ReceiptFile, code: receiptCode(about)}
	}
	return meaning{file: OperatorFile}
}

// receiptCode is the code of a receipt for a file of a type.
func receiptCode(about AttachmentType) Code {
	switch about {
	case SecondTitle:
		return ReceiptAccepted
	case RejectionFile:
		return ReceiptRejected
	}
	return ReceiptSent
}

// outcomeOf is the status to which a second title leads.
func outcomeOf(t *title.Document) Code {
	if t.Format.Kind != title.UPD || t.Outcome == nil {
		return Accepted
	}
	switch t.Outcome.Code {
	case 1:
		return AcceptedFully
	case 2:
		return AcceptedPartly
	case 3:
		return NotAccepted
	}
	return Accepted
}
