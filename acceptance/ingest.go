package acceptance

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"sdano"
)

// Ingest takes in a file that came for a box, or that the box sent itself
// (Output), and reports whether it is a new document. A file that is there
// already is the document that it is: by its name at the operator, or by its
// bytes. An answer to a document of the box (a second title, a receipt, a
// rejection, a proposal to annul) belongs to that document, which is then
// returned.
//
// Nothing that is wrong with a file hinders its arrival; what was found is in
// Findings, and whether it can be accepted in NoAnswer. Errors: Forbidden,
// ErrNotFound of the box, ErrEmpty, Invalid "bad_file_name".
func (s *Service) Ingest(ctx context.Context, v Visitor, in Incoming) (d Document, created bool, err error) {
	if err := v.must(Upload); err != nil {
		return d, false, err
	}
	tenant, err := s.boxTenant(ctx, v, in.Box)
	if err != nil {
		return d, false, err
	}
	box, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (Box, error) { return s.enter(ctx, tx, v, in.Box) })
	if err != nil {
		return d, false, err
	}
	return s.ingest(ctx, v.Actor, box, in)
}

// arrival is a file on its way in.
type arrival struct {
	s       *Service
	actor   sdano.Actor
	box     Box
	in      Incoming
	d       Document
	content blob
	link    Attachment
	signed  []signed
}

// signed is a signature that came, ready to be recorded.
type signed struct {
	link Attachment
	blob blob
	examined
}

// ingest is Ingest for whoever may.
func (s *Service) ingest(ctx context.Context, actor sdano.Actor, box Box, in Incoming) (Document, bool, error) {
	if err := checkName(in.FileName); err != nil {
		return Document{}, false, err
	}
	d, answer := recognise(in.FileName, in.Content, s.c.Options)
	if err := deliverable(box, in, answer); err != nil {
		return d, false, err
	}
	if !in.Output {
		about, found, err := s.answerTo(ctx, box, in, answer)
		if err != nil {
			return d, false, err
		}
		if found {
			d, err = s.reply(ctx, actor, box, about, Reply{FileName: in.FileName, Content: in.Content, Signatures: in.Signatures, At: in.At})
			return d, false, err
		}
	}
	a := &arrival{s: s, actor: actor, box: box, in: in, d: d}
	if err := a.prepare(ctx); err != nil {
		return d, false, err
	}
	created := false
	err := s.c.Units.Write(ctx, box.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		d, created, err = a.record(ctx, tx)
		return err
	})
	if err == nil && created && !in.Output {
		wake(s.wakeReceipts)
	}
	if err == nil && in.Deliver {
		d, err = s.dispatchDraft(ctx, actor, d, in)
	}
	return withFormat(d), created, err
}

// prepare makes the bytes durable, reads the signatures and completes the
// document: everything that needs no unit.
func (a *arrival) prepare(ctx context.Context) (err error) {
	s, now := a.s, a.s.now()
	d := &a.d
	d.ID, d.Tenant, d.Box, d.Version, d.Output = sdano.NewID(), a.box.Tenant, a.box.ID, 1, a.in.Output
	d.Package, d.OperatorDocument, d.OperatorPackage = a.pack(), a.in.OperatorDocument, a.in.OperatorPackage
	d.SenderBox, d.ReceiverBox = a.in.SenderBox, a.box.ID
	if d.Output {
		d.SenderBox, d.ReceiverBox = a.box.ID, a.in.SenderBox
	}
	if a.in.Deliver {
		d.OperatorDocument = d.ID.Compact()
	}
	d.ArrivedAt, d.OperatorAt = now, a.in.At.UTC()
	if a.in.At.IsZero() {
		d.OperatorAt = now
	}
	if a.content, err = s.keep(ctx, a.in.Content); err != nil {
		return err
	}
	a.link = s.link(d.Tenant, d.ID, ReceivedContent, a.in.FileName, a.content)
	a.link.Output, a.link.By = d.Output, a.actor
	d.Content = a.link.ID
	if a.signed, err = s.signatures(ctx, a.link, a.in.Content, a.in.Signatures); err != nil {
		return err
	}
	for _, signature := range a.signed {
		d.Findings = append(d.Findings, signature.findings...)
	}
	a.settle()
	return nil
}

// pack returns the package of the file. What an operator calls a package is the
// same one for ever.
func (a *arrival) pack() sdano.ID {
	switch {
	case !a.in.Package.IsZero():
		return a.in.Package
	case a.in.OperatorPackage != "":
		return sdano.NameID(sdano.NameID(sdano.ID{}, a.box.ID), a.in.OperatorPackage)
	}
	return sdano.NewID()
}

// settle says what follows from the direction and from the signatures.
func (a *arrival) settle() {
	d := &a.d
	if d.Output && d.Status == Received {
		d.Status = Sent
		if a.in.Deliver {
			d.Status = Draft
		}
	}
	if d.Type != Informal && d.NoAnswer == "" && len(a.signed) == 0 {
		d.NoAnswer = unsigned
	}
	d.Stable = d.Status
}

// unsigned is why a formalised document that came without a signature is not
// accepted: the second title repeats the signature.
const unsigned = "документ получен без подписи отправителя"

// signatures prepares signatures that came under a file.
func (s *Service) signatures(ctx context.Context, under Attachment, content []byte, came [][]byte) ([]signed, error) {
	var out []signed
	for i, signature := range came {
		b, err := s.keep(ctx, signature)
		if err != nil {
			return nil, err
		}
		seen := s.examine(content, signature, under.CreatedAt)
		name := under.Name + ".SGN"
		if i > 0 {
			name = under.Name + "." + strconv.Itoa(i+1) + ".SGN"
		}
		link := s.link(under.Tenant, under.Document, SignatureFile, name, b)
		link.Signs, link.Certificates, link.Output, link.By = under.ID, seen.certificates, under.Output, under.By
		out = append(out, signed{link, b, seen})
	}
	return out, nil
}

// record is the unit: the document that is there, or the new one.
func (a *arrival) record(ctx context.Context, tx sdano.Tx) (Document, bool, error) {
	there, found, err := a.there(ctx, tx)
	if err != nil {
		return Document{}, false, err
	}
	if found {
		d, err := a.complete(ctx, tx, there)
		return d, false, err
	}
	d := a.d
	if d.Arrival, err = tx.NextSeq(ctx); err != nil {
		return d, false, err
	}
	if err := a.s.c.Store.InsertDocument(ctx, tx, d); err != nil {
		return d, false, err
	}
	if err := a.s.add(ctx, tx, a.link, a.content); err != nil {
		return d, false, err
	}
	if err := a.sign(ctx, tx, d); err != nil {
		return d, false, err
	}
	h := happening{at: d.OperatorAt, output: d.Output, content: d.Content}
	if err := a.s.tell(ctx, tx, d, d.Status, h); err != nil {
		return d, false, err
	}
	return d, true, a.s.record(ctx, tx, act{
		at: d.ArrivedAt, actor: a.actor, action: "document.received", object: documentObject(d.ID), after: a.state(),
	})
}

// there returns the document that the file is, if it is there: of its name at the
// operator, or with its bytes unless both have names and these differ.
func (a *arrival) there(ctx context.Context, tx sdano.Tx) (Document, bool, error) {
	if a.in.OperatorDocument != "" {
		d, found, err := a.s.c.Store.DocumentAtOperator(ctx, tx, a.box.ID, a.in.OperatorDocument)
		if err != nil || found {
			return d, found, err
		}
	}
	id, found, err := a.s.c.Store.ContentIn(ctx, tx, a.box.ID, a.content.hash)
	if err != nil || !found {
		return Document{}, false, err
	}
	d, err := a.s.c.Store.Document(ctx, tx, id)
	other := a.in.OperatorDocument != "" && d.OperatorDocument != ""
	return d, err == nil && !other, err
}

// sign records the signatures; who got a signed document owes a receipt.
func (a *arrival) sign(ctx context.Context, tx sdano.Tx, d Document) error {
	for _, signature := range a.signed {
		link := signature.link
		link.Document, link.Signs = d.ID, d.Content
		if err := a.s.add(ctx, tx, link, signature.blob); err != nil {
			return err
		}
	}
	if d.Output || len(a.signed) == 0 || d.Status == Unreadable {
		return nil
	}
	number, err := tx.NextSeq(ctx)
	if err != nil {
		return err
	}
	return a.s.c.Store.PutQueueItem(ctx, tx, QueueItem{
		ID: number, Tenant: d.Tenant, Box: d.Box, Document: d.ID, CreatedAt: d.ArrivedAt,
	})
}

// complete gives a document that came without its signatures those that come now
// with the same bytes. The feed tells of them anew: what it told never changes.
func (a *arrival) complete(ctx context.Context, tx sdano.Tx, d Document) (Document, error) {
	if len(a.signed) == 0 {
		return d, nil
	}
	files, err := a.s.c.Store.AttachmentsOf(ctx, tx, d.ID)
	if err != nil {
		return d, err
	}
	under := func(f Attachment) bool { return f.Signs == d.Content }
	same := func(f Attachment) bool { return f.ID == d.Content && f.Hash == a.content.hash }
	if slices.ContainsFunc(files, under) || !slices.ContainsFunc(files, same) {
		return d, nil
	}
	if err := a.sign(ctx, tx, d); err != nil {
		return d, err
	}
	if d.NoAnswer == unsigned {
		d.NoAnswer = ""
	}
	h := happening{
		at: a.d.ArrivedAt, actor: a.actor, output: d.Output, content: d.Content, hash: a.content.hash.String(), text: "Получена подпись.",
	}
	if err := a.s.tell(ctx, tx, d, d.Status, h); err != nil {
		return d, err
	}
	return d, a.s.save(ctx, tx, &d, d.Status, h)
}

// state is what the journal keeps of an arrival.
func (a *arrival) state() any {
	hashes := make([]string, 0, len(a.signed))
	for _, signature := range a.signed {
		hashes = append(hashes, signature.blob.hash.String())
	}
	return struct {
		Box        string   `json:"box"`
		File       string   `json:"file"`
		Format     string   `json:"format,omitempty"`
		Status     Code     `json:"status"`
		Content    string   `json:"content"`
		Signatures []string `json:"signatures,omitempty"`
		Operator   string   `json:"operator_document,omitempty"`
	}{a.box.ID, a.in.FileName, a.d.FormatID, a.d.Status, a.content.hash.String(), hashes, cmp.Or(a.in.OperatorDocument, "")}
}
