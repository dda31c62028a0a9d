package acceptance

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"sdano"
)

// Document returns a document. Errors: ErrNotFound, ErrForbidden.
func (s *Service) Document(ctx context.Context, v Visitor, id sdano.ID) (Document, error) {
	return ofDocument(ctx, s, v, id, func(_ context.Context, _ sdano.Tx, d Document) (Document, error) { return d, nil })
}

// Elements returns the elements of the feed about a document, ascending.
func (s *Service) Elements(ctx context.Context, v Visitor, document sdano.ID) ([]Element, error) {
	return ofDocument(ctx, s, v, document, func(ctx context.Context, tx sdano.Tx, d Document) ([]Element, error) {
		return s.c.Store.ElementsOf(ctx, tx, d.ID)
	})
}

// Attachments returns the links of a document in their order.
func (s *Service) Attachments(ctx context.Context, v Visitor, document sdano.ID) ([]Attachment, error) {
	return ofDocument(ctx, s, v, document, func(ctx context.Context, tx sdano.Tx, d Document) ([]Attachment, error) {
		return s.c.Store.AttachmentsOf(ctx, tx, d.ID)
	})
}

// ofDocument reads something of a document that a visitor sees.
func ofDocument[T any](ctx context.Context, s *Service, v Visitor, id sdano.ID, what func(context.Context, sdano.Tx, Document) (T, error)) (out T, err error) {
	if err := v.must(Read); err != nil {
		return out, err
	}
	tenant, err := s.documentTenant(ctx, v, id)
	if err != nil {
		return out, err
	}
	return read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (none T, err error) {
		d, err := s.open(ctx, tx, v, id)
		if err != nil {
			return none, err
		}
		return what(ctx, tx, d)
	})
}

// FindByAttachment returns the newest document with a file of a name, of one
// direction if output is not nil. The error is ErrNotFound.
func (s *Service) FindByAttachment(ctx context.Context, v Visitor, name string, output *bool) (Document, error) {
	if err := v.must(Read); err != nil {
		return Document{}, err
	}
	for _, tenant := range v.Tenants {
		d, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (Document, error) {
			return s.withFile(ctx, tx, v, name, output)
		})
		if !errors.Is(err, ErrNotFound) {
			return d, err
		}
	}
	return Document{}, ErrNotFound
}

// withFile returns the newest document of the unit's tenant with a file of a name.
func (s *Service) withFile(ctx context.Context, tx sdano.Tx, v Visitor, name string, output *bool) (Document, error) {
	boxes, err := s.visible(ctx, tx, v)
	if err != nil {
		return Document{}, err
	}
	found, err := s.c.Store.AttachmentsNamed(ctx, tx, idsOf(boxes), name)
	if err != nil {
		return Document{}, err
	}
	for _, a := range found {
		d, err := s.c.Store.Document(ctx, tx, a.Document)
		if err != nil || output == nil || d.Output == *output {
			return withFormat(d), err
		}
	}
	return Document{}, ErrNotFound
}

func idsOf(boxes []Box) []string {
	out := make([]string, 0, len(boxes))
	for _, b := range boxes {
		out = append(out, b.ID)
	}
	return out
}

// Documents returns the documents that a query selects, without Title, newest
// first: of the boxes it names, ErrForbidden if one of them is not the
// visitor's, or of all that he sees. Where several data areas are read together
// a list may be longer than its limit by those that came at the same number.
func (s *Service) Documents(ctx context.Context, v Visitor, q Query) ([]Document, error) {
	if err := v.must(Read); err != nil {
		return nil, err
	}
	var out []Document
	asked := map[string]bool{}
	for _, id := range q.Boxes {
		asked[id] = true
	}
	for _, tenant := range v.Tenants {
		found, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Document, error) {
			boxes, err := s.visible(ctx, tx, v)
			if err != nil {
				return nil, err
			}
			here := q
			here.Boxes = idsOf(boxes)
			if len(q.Boxes) > 0 {
				here.Boxes = slices.DeleteFunc(here.Boxes, func(id string) bool { return !asked[id] })
			}
			for _, id := range here.Boxes {
				asked[id] = false
			}
			return s.c.Store.ListDocuments(ctx, tx, here)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	for _, missing := range asked {
		if missing {
			return nil, ErrForbidden
		}
	}
	return newest(out, cmp.Or(q.Limit, 100), len(v.Tenants)), nil
}

// newest sorts documents of several tenants and cuts the list, never between
// documents of the same number.
func newest(all []Document, limit, tenants int) []Document {
	if tenants > 1 {
		slices.SortStableFunc(all, func(a, b Document) int { return cmp.Compare(b.Arrival, a.Arrival) })
	}
	for len(all) > limit && all[limit].Arrival == all[limit-1].Arrival {
		limit++
	}
	return all[:min(limit, len(all))]
}

// Package returns the documents of a package by their arrival, without Title;
// ErrNotFound if the visitor sees none.
func (s *Service) Package(ctx context.Context, v Visitor, id sdano.ID) ([]Document, error) {
	if id.IsZero() {
		return nil, ErrNotFound
	}
	found, err := s.Documents(ctx, v, Query{Package: id, Limit: s.c.MaxDocuments})
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	slices.Reverse(found)
	return found, nil
}

// Access tells for each document whether the visitor sees it; he does not see
// what does not exist.
func (s *Service) Access(ctx context.Context, v Visitor, ids []sdano.ID) (map[sdano.ID]bool, error) {
	out := make(map[sdano.ID]bool, len(ids))
	for _, id := range ids {
		if _, done := out[id]; done {
			continue
		}
		_, err := s.Document(ctx, v, id)
		if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrForbidden) {
			return nil, err
		}
		out[id] = err == nil
	}
	return out, nil
}
