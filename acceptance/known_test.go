package acceptance_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"sdano"
	"sdano/acceptance"
)

// shown returns the only file of a preview of an acceptance.
func (d *desk) shown(r acceptance.GenerateRequest) acceptance.Previewed {
	d.Helper()
	list, err := d.Preview(d.Context(), d.anna, acceptance.AcceptAction, r)
	d.must(err)
	if len(list) != 1 {
		d.Fatalf("%d files", len(list))
	}
	return list[0]
}

// TestPreviewIsNotOfAnOldPackage: what was read for one preview serves the next
// only as long as the store has the same.
func TestPreviewIsNotOfAnOldPackage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.incoming("upd503")
	in.Package = sdano.NewID()
	doc := d.ingested(in)
	first := d.shown(asks(doc.ID))
	if again := d.shown(asks(doc.ID)); len(again.Content) != len(first.Content) || len(first.Content) == 0 {
		t.Fatalf("%d bytes, then %d", len(first.Content), len(again.Content))
	}

	box := d.box
	box.Version, box.Participant = 1, "2ZZ-7799999919-779901002-2026"
	d.must(d.PutBox(t.Context(), "user:root", box))
	if changed := d.shown(asks(doc.ID)); changed.Name == first.Name {
		t.Errorf("the box's new identifier is not in %q", changed.Name)
	}

	d.shown(asks(doc.ID))
	other := contract()
	other.Package, other.Signatures = in.Package, [][]byte{sellerKey.sign(d, other.Content)}
	joined := d.ingested(other)
	list, err := d.Preview(t.Context(), d.anna, acceptance.AcceptAction, asks(doc.ID))
	d.must(err)
	if !slices.ContainsFunc(list, func(p acceptance.Previewed) bool { return p.DocumentID == joined.ID }) {
		t.Error("the document that joined the package is not there")
	}
}

// TestKnownPackageIsStillRefused: to who does not see its box, and once it has
// another status.
func TestKnownPackageIsStillRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	doc := d.got("upd503")
	d.shown(asks(doc.ID))
	stranger := d.anna
	stranger.Login = "stranger"
	_, err := d.Preview(t.Context(), stranger, acceptance.AcceptAction, asks(doc.ID))
	d.refuses(err, acceptance.ErrForbidden.Code)
	unknown := asks(doc.ID)
	unknown.Acceptance = []acceptance.Result{{DocumentID: sdano.NewID()}}
	_, err = d.Preview(t.Context(), d.anna, acceptance.AcceptAction, unknown)
	d.refuses(err, "document_not_in_package")

	d.must(d.db.Write(t.Context(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		stored, err := d.config.Store.Document(ctx, tx, doc.ID)
		if err != nil {
			return err
		}
		stored.Status = acceptance.Rejected
		return d.config.Store.UpdateDocument(ctx, tx, stored)
	}))
	_, err = d.Preview(t.Context(), d.anna, acceptance.AcceptAction, asks(doc.ID))
	d.refuses(err, acceptance.ErrUnavailable.Code)
}

// TestKnownPackageIsSharedByMany: previews and tasks at once make their own files.
func TestKnownPackageIsSharedByMany(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := asks(d.got("upd503").ID)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if list, err := d.Preview(t.Context(), d.anna, acceptance.AcceptAction, r); err != nil || len(list) != 1 || len(list[0].Content) == 0 {
				t.Errorf("preview: %d files, %v", len(list), err)
			}
			if _, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, r); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}
