package acceptance

import (
	"context"
	"slices"
	"sync"
	"time"

	"sdano"
	"sdano/sign"
)

// receiptActor is who makes receipts that nobody asked for.
const receiptActor sdano.Actor = "system:receipts"

// receiptsTurn makes, signs and plans the receipts of all boxes that want it, and
// returns the pause after it.
func (s *Service) receiptsTurn(ctx context.Context) time.Duration {
	if s.c.Signer == nil {
		return s.c.Rhythm.Receipts
	}
	boxes, err := s.allBoxes(ctx)
	s.log(ctx, "boxes", err)
	for _, box := range boxes {
		if box.AutoReceipts && ctx.Err() == nil {
			s.log(ctx, "receipts of "+box.ID, s.receipts(ctx, box))
		}
	}
	return s.c.Rhythm.Receipts
}

func (s *Service) allBoxes(ctx context.Context) ([]Box, error) {
	return read(ctx, s, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) ([]Box, error) { return s.c.Store.Boxes(ctx, tx) })
}

// receipts makes the receipts of a box one by one. One that cannot be made or sent
// stays in the queue for a person and is not tried again by itself.
func (s *Service) receipts(ctx context.Context, box Box) error {
	waiting, err := read(ctx, s, box.Tenant, func(ctx context.Context, tx sdano.Tx) ([]QueueItem, error) {
		return s.c.Store.QueueItems(ctx, tx, box.ID)
	})
	if err != nil {
		return err
	}
	who := sign.Subject{Tenant: box.Tenant, TaxID: box.TaxID}
	var certificate []byte
	for _, q := range waiting {
		if s.tried.has(q) || ctx.Err() != nil {
			continue
		}
		if certificate == nil {
			if certificate, err = s.c.Signer.Certificate(ctx, who, ""); err != nil {
				return err
			}
		}
		if err := s.receipt(ctx, box, q, certificate); err != nil {
			if sdano.IsKind(err, sdano.Unavailable) {
				return err
			}
			s.tried.add(q)
			s.log(ctx, "receipt", err)
		}
	}
	return nil
}

// receipt makes, signs and plans one receipt.
func (s *Service) receipt(ctx context.Context, box Box, q QueueItem, certificate []byte) error {
	signer, err := signerOf(nil, certificate)
	if err != nil {
		return err
	}
	j := &receiptJob{
		job: job{s: s, tenant: box.Tenant, actor: receiptActor, action: ReceiptAction, box: box, signer: signer, at: s.now()},
		r:   ReceiptsRequest{Box: box.ID, Items: []int64{q.ID}},
	}
	if err := j.gather(ctx); err != nil {
		return err
	}
	if tried, err := s.hasReceipt(ctx, q); err != nil || tried {
		s.tried.add(q)
		return err
	}
	made, err := j.one(&j.documents[0])
	if err != nil {
		return err
	}
	if err := j.keep(ctx, &made); err != nil {
		return err
	}
	signature, err := s.c.Signer.Sign(ctx, sign.Subject{Tenant: box.Tenant, TaxID: box.TaxID}, "", made.data)
	if err != nil {
		return err
	}
	kept, err := s.keep(ctx, signature)
	if err != nil {
		return err
	}
	link := s.link(box.Tenant, q.Document, SignatureFile, made.link.Name+".SGN", kept)
	link.Output, link.By = true, receiptActor
	item := SendItem{DocumentID: q.Document, Name: made.link.Name, ContentLink: made.link.ID, SignatureLink: link.ID}
	_, err = s.planReceipts(ctx, receiptActor, box, []parcel{{SendItem: item, Queue: q.ID, Extra: q.Extra}}, func(ctx context.Context, tx sdano.Tx) error {
		if err := s.add(ctx, tx, made.link, made.blob); err != nil {
			return err
		}
		return s.add(ctx, tx, link, kept)
	})
	return err
}

// hasReceipt reports whether a receipt was made of a document before: its sending
// failed, or a person is at it.
func (s *Service) hasReceipt(ctx context.Context, q QueueItem) (bool, error) {
	files, err := read(ctx, s, q.Tenant, func(ctx context.Context, tx sdano.Tx) ([]Attachment, error) {
		return s.c.Store.AttachmentsOf(ctx, tx, q.Document)
	})
	return slices.ContainsFunc(files, func(a Attachment) bool { return a.Type == ReceiptFile && a.Output }), err
}

// tried are the items of queues whose receipt was tried in vain. Its zero value is
// ready to use.
type tried struct {
	mu    sync.Mutex
	items map[tenantItem]bool
}

type tenantItem struct {
	tenant sdano.Tenant
	item   int64
}

func (t *tried) has(q QueueItem) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.items[tenantItem{q.Tenant, q.ID}]
}

func (t *tried) add(q QueueItem) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.items == nil {
		t.items = map[tenantItem]bool{}
	}
	t.items[tenantItem{q.Tenant, q.ID}] = true
}
