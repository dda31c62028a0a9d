package acceptance

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/titles/title"
)

// parcel is a signed file that a task sends.
type parcel struct {
	SendItem
	// Queue is the item of the queue of receipts that it ends, 0 if none; Extra is
	// echoed.
	Queue int64  `json:"queue,omitempty"`
	Extra string `json:"extra,omitempty"`
}

// sendTries is how often a send is planned anew when its documents change between
// being read and being written.
const sendTries = 3

// Send plans to send signed files and returns the number of the task; the
// documents are then in passage (PV, PX, …). Whether a signature covers its
// content and whether a content answers its document is told by the task.
//
// Errors: Invalid (no item, an item is there twice, a link is unknown or of
// another document, a power of attorney has no right number), ErrNotFound,
// ErrForbidden, ErrUnavailable, ErrTasksPending.
func (s *Service) Send(ctx context.Context, v Visitor, action Action, items []SendItem) (task int64, err error) {
	if action == ReceiptAction {
		return 0, invalid("unknown_action", "Action", "извещения о получении отправляются из очереди")
	}
	if err := v.allow(action); err != nil {
		return 0, err
	}
	parcels := make([]parcel, len(items))
	for i := range items {
		parcels[i].SendItem = items[i]
	}
	if err := s.checkParcels(parcels, func(i int) string { return fmt.Sprintf("SignedTitlesOrReceipts[%d]", i) }); err != nil {
		return 0, err
	}
	tenant, err := s.documentTenant(ctx, v, items[0].DocumentID)
	if err != nil {
		return 0, err
	}
	for range sendTries {
		if task, err = s.planSend(ctx, tenant, v, action, parcels); !errors.Is(err, ErrStale) {
			break
		}
	}
	return task, err
}

// checkParcels checks what can be checked of a request alone.
func (s *Service) checkParcels(parcels []parcel, member func(int) string) error {
	if len(parcels) == 0 || len(parcels) > s.c.MaxDocuments {
		return invalid("bad_count", "SignedTitlesOrReceipts", "нужно от 1 до %d документов, а указано %d", s.c.MaxDocuments, len(parcels))
	}
	seen := map[sdano.ID]bool{}
	for i, p := range parcels {
		at := member(i)
		switch {
		case p.DocumentID.IsZero():
			return invalid("document_required", at+".DocumentId", "не указан документ")
		case seen[p.DocumentID]:
			return invalid("document_repeated", at+".DocumentId", "документ «%s» указан дважды", p.DocumentID)
		case p.ContentLink.IsZero():
			return invalid("link_required", at+".ContentLinkId", "не указана ссылка на подписанный файл")
		case p.SignatureLink.IsZero():
			return invalid("link_required", at+".SignatureLinkId", "не указана ссылка на подпись")
		}
		if err := checkAttorney(at, p.Attorney); err != nil {
			return err
		}
		seen[p.DocumentID] = true
	}
	return nil
}

// checkAttorney checks the number of a power of attorney and who issued it.
func checkAttorney(at string, a *title.PowerOfAttorney) error {
	if a == nil {
		return nil
	}
	if _, err := sdano.ParseID(a.ID); err != nil {
		return invalid("bad_attorney", at+".PowerOfAttorney.Id", "нужен единый регистрационный номер доверенности (GUID)")
	}
	if err := sdano.CheckINN(a.IssuerINN); err != nil {
		return invalid("bad_attorney", at+".PowerOfAttorney.IssuerInn", "нужен ИНН доверителя, контрольные цифры которого сходятся")
	}
	return nil
}

// planSend reads the documents and plans the task, unless they change in between:
// ErrStale.
func (s *Service) planSend(ctx context.Context, tenant sdano.Tenant, v Visitor, action Action, parcels []parcel) (int64, error) {
	documents, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Document, error) {
		return s.toSend(ctx, tx, v, action, parcels)
	})
	if err != nil {
		return 0, err
	}
	t := Task{
		Tenant: tenant, Version: 1, Action: action, Stage: Sending, Box: documents[0].Box, Document: documents[0].ID,
		Package: commonPackage(documents), By: v.Actor, CreatedAt: s.now(), NextAt: s.c.Real.Now(),
	}
	if t.Request, err = json.Marshal(parcels); err != nil {
		return 0, err
	}
	return s.insert(ctx, t, func(ctx context.Context, tx sdano.Tx) error {
		for _, d := range documents {
			if err := s.idle(ctx, tx, d.Box, d.Package); err != nil {
				return err
			}
			to := next(d.Status, trigger(action))
			if err := s.turn(ctx, tx, &d, trigger(action), to[0], happening{at: t.CreatedAt, actor: t.By, output: true}); err != nil {
				return err
			}
		}
		return nil
	})
}

// toSend reads the documents of parcels and checks that they may be sent.
func (s *Service) toSend(ctx context.Context, tx sdano.Tx, v Visitor, action Action, parcels []parcel) ([]Document, error) {
	out := make([]Document, 0, len(parcels))
	for i, p := range parcels {
		d, err := s.open(ctx, tx, v, p.DocumentID)
		if err != nil {
			return nil, err
		}
		if err := fits(action, d); err != nil {
			return nil, err
		}
		if err := s.idle(ctx, tx, d.Box, d.Package); err != nil {
			return nil, err
		}
		if err := s.linked(ctx, tx, p, fmt.Sprintf("SignedTitlesOrReceipts[%d]", i)); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// linked checks that the links of a parcel are there and of its document.
func (s *Service) linked(ctx context.Context, tx sdano.Tx, p parcel, at string) error {
	for _, link := range []struct {
		member string
		id     sdano.ID
	}{{".ContentLinkId", p.ContentLink}, {".SignatureLinkId", p.SignatureLink}} {
		a, err := s.c.Store.Attachment(ctx, tx, link.id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err != nil || a.Document != p.DocumentID {
			return invalid("link_unknown", at+link.member, "у документа «%s» нет файла по ссылке «%s»", p.DocumentID, link.id)
		}
	}
	return nil
}

// commonPackage returns the package of all documents, zero if they are of several.
func commonPackage(documents []Document) sdano.ID {
	pkg := documents[0].Package
	for _, d := range documents {
		if d.Package != pkg {
			return sdano.ID{}
		}
	}
	return pkg
}
