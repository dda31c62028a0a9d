package storagetest

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/storage/sqlstore"
)

// boxes is the store under test, letters that of the mail between boxes; they
// have no state of their own.
var (
	boxes   sqlstore.AcceptanceStore
	letters sqlstore.MailStore
)

// acceptanceSuite holds a store against what acceptance.Store promises.
func acceptanceSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){
		"box": testBox, "box of another tenant": testForeignBox, "cursor": testBoxCursor, "linked users": testLinkedUsers,
		"document": testDocument, "bare document": testBareDocument, "document update": testDocumentUpdate,
		"document at the operator": testDocumentAtOperator, "package": testPackage, "package states": testPackageStates,
		"document lists": testDocumentLists, "document list limits": testDocumentListLimits, "long numbers": testLongNumbers,
		"feed": testFeed, "bytes": testBytes, "attachment": testAttachment, "attachments of documents": testAttachmentsOf,
		"signatures under links": testSignaturesUnder,
		"same attachment":        testSameAttachment, "attachments by name": testAttachmentsNamed, "content": testContentIn,
		"task": testTask, "task update": testTaskUpdate, "unfinished tasks": testUnfinishedTasks, "task numbers": testTaskNumbers,
		"send attempts": testSendAttempts, "receipt queue": testReceiptQueue, "locator": testLocator,
		"tenants": testAcceptanceTenants, "foreign rows": testForeignAcceptance, "mail": testMail, "mail put together": testMailTogether,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
	for name, run := range map[string]func(*room){
		"due": testDueTasks, "leases": testTaskLeases, "drop leases": testDropTaskLeases, "purge": testPurgeTasks,
		"concurrent claims": testConcurrentTasks,
	} {
		t.Run("tasks/"+name, func(t *testing.T) { run(newRoom(t, open(t))) })
	}
}

// box returns a box with every field set that is not stored yet.
func (r *room) box() acceptance.Box {
	b := filled[acceptance.Box](&r.fill)
	b.Tenant, b.Version, b.Cursor = r.tenant, 0, ""
	b.ID = sdano.NewID().Compact() + "@loopback"
	return b
}

// putBox records a box and returns it as it then is.
func (r *room) putBox(b acceptance.Box) acceptance.Box {
	r.Helper()
	r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.PutBox(ctx, tx, b) })
	b.Version++
	return b
}

func testBox(r *room) {
	r.want(got(r, boxes.Boxes), []acceptance.Box(nil))
	one, two := r.putBox(r.box()), r.putBox(r.box())
	r.want(got(r, boxes.Boxes), []acceptance.Box{one, two})
	put := func(b acceptance.Box) error {
		return r.try(func(ctx context.Context, tx sdano.Tx) error { return boxes.PutBox(ctx, tx, b) })
	}
	next := r.box()
	next.ID = one.ID
	r.wantIs(put(next), acceptance.ErrStale)
	next.Version = one.Version + 1
	r.wantIs(put(next), acceptance.ErrStale)
	next.Version = one.Version
	next.Cursor = "not written"
	next = r.putBox(next)
	next.Cursor = ""
	r.want(got(r, boxes.Boxes), []acceptance.Box{next, two})
	read := func(id string) (acceptance.Box, error) {
		return ask(r, r.tenant, func(ctx context.Context, tx sdano.Tx) (acceptance.Box, error) { return boxes.Box(ctx, tx, id) })
	}
	b, err := read(next.ID)
	r.must(err)
	r.want(b, next)
	_, err = read("none")
	r.wantIs(err, acceptance.ErrNotFound)
	bare := acceptance.Box{ID: "~" + one.ID}
	r.putBox(bare)
	bare.Tenant, bare.Version = r.tenant, 1
	r.want(got(r, boxes.Boxes)[2], bare)
}

// testForeignBox: a box has one tenant in the installation.
func testForeignBox(r *room) {
	mine := r.putBox(r.box())
	other := r.other()
	theirs := other.box()
	theirs.ID = mine.ID
	put := func(ctx context.Context, tx sdano.Tx) error { return boxes.PutBox(ctx, tx, theirs) }
	r.wantIs(other.try(put), acceptance.ErrStale)
	theirs.Version = mine.Version
	r.wantIs(other.try(put), acceptance.ErrStale)
	r.want(got(other, boxes.Boxes), []acceptance.Box(nil))
	r.want(got(r, boxes.Boxes), []acceptance.Box{mine})
	r.wantIs(other.try(func(ctx context.Context, tx sdano.Tx) error {
		return boxes.MoveCursor(ctx, tx, mine.ID, "", "1")
	}), acceptance.ErrStale)
	theirs = other.putBox(other.box())
	all, err := ask(r, sdano.AllTenants, boxes.Boxes)
	r.must(err)
	seen := map[string]bool{}
	for _, b := range all {
		seen[b.ID] = true
	}
	r.want(seen[mine.ID] && seen[theirs.ID], true)
}

func testBoxCursor(r *room) {
	b := r.putBox(r.box())
	move := func(id, from, to string) error {
		return r.try(func(ctx context.Context, tx sdano.Tx) error { return boxes.MoveCursor(ctx, tx, id, from, to) })
	}
	r.must(move(b.ID, "", "1"))
	r.wantIs(move(b.ID, "", "2"), acceptance.ErrStale)
	r.must(move(b.ID, "1", "1"))
	r.must(move(b.ID, "1", "10"))
	r.wantIs(move("none", "", "2"), acceptance.ErrStale)
	b.Cursor = "10"
	r.want(got(r, boxes.Boxes), []acceptance.Box{b})
	b = r.putBox(b)
	r.want(got(r, boxes.Boxes), []acceptance.Box{b})
}

func testLinkedUsers(r *room) {
	one, two, other := r.putBox(r.box()), r.putBox(r.box()), r.other()
	theirs := other.putBox(other.box())
	login := "анна " + one.ID
	link := func(r *room, box string) error {
		return r.try(func(ctx context.Context, tx sdano.Tx) error { return boxes.LinkUser(ctx, tx, box, login) })
	}
	linked := func(ctx context.Context, tx sdano.Tx) ([]string, error) { return boxes.LinkedBoxes(ctx, tx, login) }
	r.want(got(r, linked), []string(nil))
	r.must(link(r, two.ID))
	r.must(link(r, one.ID))
	r.must(link(r, one.ID))
	r.must(link(other, theirs.ID))
	r.wantIs(link(r, theirs.ID), acceptance.ErrNotFound)
	r.wantIs(link(r, "none"), acceptance.ErrNotFound)
	r.want(got(r, linked), []string{one.ID, two.ID})
	r.want(got(other, linked), []string{theirs.ID})
	all, err := ask(r, sdano.AllTenants, linked)
	r.must(err)
	r.want(all, []string{one.ID, two.ID, theirs.ID})
}

// element returns an element of a feed with every field set.
func (r *room) element(status int64, box string) acceptance.Element {
	e := filled[acceptance.Element](&r.fill)
	e.Tenant, e.StatusID, e.Box = r.tenant, status, box
	return e
}

func testFeed(r *room) {
	feed := func(after int64, limit int) []acceptance.Element {
		r.Helper()
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]acceptance.Element, error) {
			return boxes.Feed(ctx, tx, "one", after, limit)
		})
	}
	r.want(feed(0, 0), []acceptance.Element(nil))
	first, third, foreign := r.element(2, "one"), r.element(10, "one"), r.element(4, "two")
	second := acceptance.Element{
		StatusID: 3, Tenant: r.tenant, Box: "one", Document: first.Document, Event: sdano.NewID(), At: base.Add(-time.Hour),
	}
	third.Document = first.Document
	for _, e := range []acceptance.Element{third, first, foreign, second} {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertElement(ctx, tx, e) })
	}
	r.want(feed(0, 0), []acceptance.Element{first, second, third})
	r.want(feed(2, 0), []acceptance.Element{second, third})
	r.want(feed(2, 1), []acceptance.Element{second})
	r.want(feed(10, 5), []acceptance.Element(nil))
	of := func(document sdano.ID) []acceptance.Element {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]acceptance.Element, error) {
			return boxes.ElementsOf(ctx, tx, document)
		})
	}
	r.want(of(first.Document), []acceptance.Element{first, second, third})
	r.want(of(foreign.Document), []acceptance.Element{foreign})
	r.want(of(sdano.NewID()), []acceptance.Element(nil))
}
