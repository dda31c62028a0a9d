package storagetest

import (
	"bytes"
	"context"
	"crypto/sha512"
	"slices"

	"sdano"
	"sdano/acceptance"
)

// attachment returns a link with every field set.
func (r *room) attachment() acceptance.Attachment {
	a := filled[acceptance.Attachment](&r.fill)
	a.Tenant = r.tenant
	return a
}

// attach records a link after a change.
func (r *room) attach(change func(*acceptance.Attachment)) acceptance.Attachment {
	r.Helper()
	a := r.attachment()
	change(&a)
	r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertAttachment(ctx, tx, a) })
	return a
}

func readAttachment(id sdano.ID) func(context.Context, sdano.Tx) (acceptance.Attachment, error) {
	return func(ctx context.Context, tx sdano.Tx) (acceptance.Attachment, error) {
		return boxes.Attachment(ctx, tx, id)
	}
}

func attachmentsOf(ids ...sdano.ID) func(context.Context, sdano.Tx) ([]acceptance.Attachment, error) {
	return func(ctx context.Context, tx sdano.Tx) ([]acceptance.Attachment, error) {
		return boxes.AttachmentsOf(ctx, tx, ids...)
	}
}

// testBytes: bytes are kept once, and none differ from bytes elsewhere.
func testBytes(r *room) {
	put := func(r *room, text string, data []byte) acceptance.Hash {
		hash := acceptance.Hash(sha512.Sum512([]byte(text)))
		r.do(func(ctx context.Context, tx sdano.Tx) error {
			return boxes.PutBytes(ctx, tx, hash, int64(len(text)), data)
		})
		return hash
	}
	read := func(r *room, hash acceptance.Hash) ([]byte, bool) {
		return asked(r, func(ctx context.Context, tx sdano.Tx) ([]byte, bool, error) { return boxes.Bytes(ctx, tx, hash) })
	}
	wantBytes := func(r *room, hash acceptance.Hash, want []byte, known bool) {
		r.Helper()
		data, ok := read(r, hash)
		if !bytes.Equal(data, want) || (data == nil) != (want == nil) || ok != known {
			r.Errorf("bytes %q (none: %v), known %v; want %q (none: %v), %v", data, data == nil, ok, want, want == nil, known)
		}
	}
	text, empty, large := "\x00<x/>\xff", "", "large"
	hash, nothing, elsewhere := put(r, text, []byte(text)), put(r, empty, []byte{}), put(r, large, nil)
	wantBytes(r, hash, []byte(text), true)
	wantBytes(r, nothing, []byte{}, true)
	wantBytes(r, elsewhere, nil, true)
	wantBytes(r, acceptance.Hash{1}, nil, false)
	put(r, text, []byte("others"))
	put(r, large, []byte(large))
	wantBytes(r, hash, []byte(text), true)
	wantBytes(r, elsewhere, nil, true)
	other := r.other()
	wantBytes(other, hash, nil, false)
	put(other, text, nil)
	wantBytes(other, hash, nil, true)
	wantBytes(r, hash, []byte(text), true)
}

func testAttachment(r *room) {
	a := r.attach(func(*acceptance.Attachment) {})
	r.want(got(r, readAttachment(a.ID)), a)
	bare := acceptance.Attachment{ID: sdano.NewID(), Tenant: r.tenant, Document: sdano.NewID()}
	r.attach(func(a *acceptance.Attachment) { *a = bare })
	r.want(got(r, readAttachment(bare.ID)), bare)
	_, err := ask(r, r.tenant, readAttachment(sdano.NewID()))
	r.wantIs(err, acceptance.ErrNotFound)
}

// testAttachmentsOf: more documents than one statement takes.
func testAttachmentsOf(r *room) {
	const documents = 1201
	var ids []sdano.ID
	var want []acceptance.Attachment
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		ids, want = nil, nil
		for range documents {
			a := r.attachment()
			if err := boxes.InsertAttachment(ctx, tx, a); err != nil {
				return err
			}
			ids, want = append(ids, a.Document), append(want, a)
		}
		return nil
	})
	late := r.attach(func(a *acceptance.Attachment) { a.Document = ids[0] })
	slices.Reverse(ids)
	r.want(got(r, attachmentsOf(append(ids, ids[3], sdano.NewID())...)), append(want, late))
	r.want(got(r, attachmentsOf(late.Document)), []acceptance.Attachment{want[0], late})
	r.want(got(r, attachmentsOf()), []acceptance.Attachment(nil))
}

// testSignaturesUnder: only what is under the links, of whatever document.
func testSignaturesUnder(r *room) {
	one, two := sdano.NewID(), sdano.NewID()
	first := r.attach(func(a *acceptance.Attachment) { a.Signs = one })
	r.attach(func(a *acceptance.Attachment) { a.Signs = sdano.ID{} })
	second := r.attach(func(a *acceptance.Attachment) { a.Signs = two })
	third := r.attach(func(a *acceptance.Attachment) { a.Signs = one })
	under := func(links ...sdano.ID) func(context.Context, sdano.Tx) ([]acceptance.Attachment, error) {
		return func(ctx context.Context, tx sdano.Tx) ([]acceptance.Attachment, error) {
			return boxes.SignaturesUnder(ctx, tx, links...)
		}
	}
	r.want(got(r, under(one, two)), []acceptance.Attachment{first, second, third})
	r.want(got(r, under(one)), []acceptance.Attachment{first, third})
	r.want(got(r, under(sdano.NewID())), []acceptance.Attachment(nil))
	r.want(got(r.other(), under(one)), []acceptance.Attachment(nil))
}

func testSameAttachment(r *room) {
	a := r.attach(func(*acceptance.Attachment) {})
	r.attach(func(b *acceptance.Attachment) { b.Document, b.Type, b.Hash = a.Document, a.Type, a.Hash })
	same := func(document sdano.ID, kind acceptance.AttachmentType, hash acceptance.Hash) (acceptance.Attachment, bool) {
		return asked(r, func(ctx context.Context, tx sdano.Tx) (acceptance.Attachment, bool, error) {
			return boxes.SameAttachment(ctx, tx, document, kind, hash)
		})
	}
	found, ok := same(a.Document, a.Type, a.Hash)
	r.want(ok, true)
	r.want(found, a)
	for name, ask := range map[string]func() (acceptance.Attachment, bool){
		"document": func() (acceptance.Attachment, bool) { return same(sdano.NewID(), a.Type, a.Hash) },
		"type":     func() (acceptance.Attachment, bool) { return same(a.Document, a.Type+1, a.Hash) },
		"hash":     func() (acceptance.Attachment, bool) { return same(a.Document, a.Type, acceptance.Hash{9}) },
	} {
		if _, ok := ask(); ok {
			r.Errorf("another %s is the same", name)
		}
	}
}

func testAttachmentsNamed(r *room) {
	one, two, hidden := r.putDocument(1, unchanged), r.putDocument(2, unchanged), r.putDocument(3, unchanged)
	const name = "ON_NSCHFDOPPOK_Ж.xml"
	of := func(d acceptance.Document, name string) acceptance.Attachment {
		return r.attach(func(a *acceptance.Attachment) { a.Document, a.Name = d.ID, name })
	}
	first, second := of(one, name), of(two, name)
	of(hidden, name)
	of(one, name+"x")
	named := func(name string, boxIDs ...string) []acceptance.Attachment {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]acceptance.Attachment, error) {
			return boxes.AttachmentsNamed(ctx, tx, boxIDs, name)
		})
	}
	r.want(named(name, one.Box, two.Box), []acceptance.Attachment{second, first})
	r.want(named(name, one.Box), []acceptance.Attachment{first})
	r.want(named("on_nschfdoppok_Ж.xml", one.Box), []acceptance.Attachment(nil))
	r.want(named(name), []acceptance.Attachment(nil))
}

// testContentIn finds a document by what came, not by what was made for it.
func testContentIn(r *room) {
	first, second := r.putDocument(1, unchanged), r.putDocument(2, unchanged)
	in := func(box string, hash acceptance.Hash) (sdano.ID, bool) {
		return asked(r, func(ctx context.Context, tx sdano.Tx) (sdano.ID, bool, error) {
			return boxes.ContentIn(ctx, tx, box, hash)
		})
	}
	content := r.attach(func(a *acceptance.Attachment) { a.Document, a.Type = second.ID, acceptance.ReceivedContent })
	r.attach(func(a *acceptance.Attachment) {
		a.Document, a.Type, a.Hash = first.ID, acceptance.SecondTitle, content.Hash
	})
	id, ok := in(second.Box, content.Hash)
	r.want([]any{id, ok}, []any{second.ID, true})
	for _, ask := range []struct {
		box  string
		hash acceptance.Hash
	}{{first.Box, content.Hash}, {second.Box, acceptance.Hash{7}}} {
		if id, ok := in(ask.box, ask.hash); ok {
			r.Errorf("in %q: %s", ask.box, id)
		}
	}
	// Two documents of the same bytes: the first is found.
	early := r.putDocument(-1, func(d *acceptance.Document) { d.Box = second.Box })
	r.attach(func(a *acceptance.Attachment) {
		a.Document, a.Type, a.Hash = early.ID, acceptance.ReceivedContent, content.Hash
	})
	id, _ = in(second.Box, content.Hash)
	r.want(id, early.ID)
}
