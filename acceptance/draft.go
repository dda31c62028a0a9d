package acceptance

import (
	"context"
	"errors"
	"strings"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/titles/title"
)

// deliverable refuses what cannot be delivered as a first title: the box of nobody or
// its own, the answer to another document, a power of attorney that is none.
func deliverable(box Box, in Incoming, answer *title.Document) error {
	switch {
	case !in.Deliver:
		return nil
	case !strings.Contains(in.SenderBox, "@") || in.SenderBox == box.ID:
		return invalid("bad_receiver", "ReceiverBoxId", "нужен ящик получателя («…@оператор»), не ящик отправителя")
	case answer != nil:
		return invalid("not_a_first_title", "content", "это ответ на другой документ: отправьте его действием над тем документом")
	}
	return checkAttorney("json", in.Attorney)
}

// dispatchDraft plans to send a draft that is signed, and returns the document as it
// is. One that is being sent or was sent stays as it is: so whoever brings a document
// twice sends it once, and whoever brings it again after a failure sends it again.
func (s *Service) dispatchDraft(ctx context.Context, actor sdano.Actor, d Document, in Incoming) (Document, error) {
	if d.Status != Draft {
		return d, nil
	}
	if d.ReceiverBox != in.SenderBox {
		return d, unavailable("черновик этого документа уже есть, для другого получателя: %s", d.ReceiverBox)
	}
	under, err := read(ctx, s, d.Tenant, func(ctx context.Context, tx sdano.Tx) ([]Attachment, error) {
		return s.c.Store.SignaturesUnder(ctx, tx, d.Content)
	})
	if err != nil || len(under) == 0 {
		return d, err
	}
	item := SendItem{DocumentID: d.ID, Name: d.FileName, ContentLink: d.Content, SignatureLink: under[0].ID, Attorney: in.Attorney}
	err = s.planDraft(ctx, actor, d, parcel{SendItem: item})
	if errors.Is(err, ErrTasksPending) {
		err = nil // it is being sent
	}
	return d, err
}

// planDraft plans the task that sends a draft, unless one does already:
// ErrTasksPending. It covers the document alone: the others of its package may be on
// their way at the same time.
func (s *Service) planDraft(ctx context.Context, actor sdano.Actor, d Document, p parcel) error {
	t := Task{
		Tenant: d.Tenant, Version: 1, Action: SendAction, Stage: Sending, Box: d.Box, Document: d.ID, Package: d.ID,
		By: actor, CreatedAt: s.now(), NextAt: s.c.Real.Now(),
	}
	var err error
	if t.Request, err = json.Marshal([]parcel{p}); err != nil {
		return err
	}
	_, err = s.insert(ctx, t, func(ctx context.Context, tx sdano.Tx) error {
		now, err := s.c.Store.Document(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		if now.Status != Draft {
			return ErrTasksPending // it was sent meanwhile
		}
		return s.idle(ctx, tx, d.Box, d.ID)
	})
	return err
}
