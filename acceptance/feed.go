package acceptance

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"

	"sdano"
)

// The numbers of elements that a feed gives at once.
const (
	feedDefault = 100
	feedMost    = 2000
)

// Feed returns the elements of a box with a greater number than after,
// ascending: limit of them, 100 if it is 0, at most 2000. Errors: ErrNotFound,
// ErrForbidden, Invalid "bad_limit".
func (s *Service) Feed(ctx context.Context, v Visitor, box string, after int64, limit int) ([]FeedElement, error) {
	if err := v.must(Read); err != nil {
		return nil, err
	}
	if limit < 0 || limit > feedMost {
		return nil, invalid("bad_limit", "MaxStatusesCount", "допустимо от 0 до %d, а указано %d", feedMost, limit)
	}
	tenant, err := s.boxTenant(ctx, v, box)
	if err != nil {
		return nil, err
	}
	return read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]FeedElement, error) {
		if _, err := s.enter(ctx, tx, v, box); err != nil {
			return nil, err
		}
		elements, err := s.c.Store.Feed(ctx, tx, box, after, cmp.Or(limit, feedDefault))
		if err != nil {
			return nil, err
		}
		return s.withFiles(ctx, tx, elements)
	})
}

// withFiles adds to elements what they bring, and the signatures under it.
func (s *Service) withFiles(ctx context.Context, tx sdano.Tx, elements []Element) ([]FeedElement, error) {
	out := make([]FeedElement, len(elements))
	documents := map[sdano.ID]bool{}
	for i, e := range elements {
		out[i].Element = e
		if !e.Content.IsZero() {
			documents[e.Document] = true
		}
	}
	if len(documents) == 0 {
		return out, nil
	}
	files, err := s.c.Store.AttachmentsOf(ctx, tx, slices.Collect(maps.Keys(documents))...)
	if err != nil {
		return nil, err
	}
	at, under := map[sdano.ID]*Attachment{}, map[sdano.ID][]Attachment{}
	for i, a := range files {
		at[a.ID] = &files[i]
		if !a.Signs.IsZero() {
			under[a.Signs] = append(under[a.Signs], a)
		}
	}
	for i := range out {
		if link := out[i].Element.Content; !link.IsZero() {
			out[i].Content = at[link]
			out[i].Signatures = seenBy(out[i].Element, at[link], under[link])
		}
	}
	return out, nil
}

// seenBy returns the signatures under a file that were there when an element was made:
// an element never changes, though an answer may be a signature under the same file.
// The signatures of the side that the file is from came with it, those of the other
// side with an element of their own; of one side the identifiers tell which was later.
// Only the identifier of a reply's element does not tell when it was made: such an
// element shows also what the same side adds to the file by another reply.
func seenBy(e Element, file *Attachment, signatures []Attachment) []Attachment {
	var out []Attachment
	for _, a := range signatures {
		theirs := a.Output == e.Output || file != nil && a.Output == file.Output
		later := ordered(e.Event) && bytes.Compare(a.ID[:], e.Event[:]) > 0
		if theirs && !later {
			out = append(out, a)
		}
	}
	return out
}

// ordered reports whether an identifier tells when it was made (UUIDv7).
func ordered(id sdano.ID) bool { return id[6]>>4 == 7 }
