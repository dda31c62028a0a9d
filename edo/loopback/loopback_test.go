package loopback_test

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sdano"
	"sdano/acceptance"
	"sdano/edo/edotest"
	"sdano/edo/loopback"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var morning = time.Date(2026, time.April, 10, 6, 0, 0, 123_000_000, time.UTC)

// world is a store with boxes of two tenants.
type world struct {
	*testing.T
	db *sqlstore.DB
	// a and b are of one tenant, c is of another.
	a, b, c acceptance.Box
	*loopback.Operator
}

func open(t *testing.T) *world {
	t.Helper()
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{T: t, db: db, Operator: loopback.New(db, sqlstore.MailStore{}, sqlstore.AcceptanceStore{}, sdano.NewManualClock(morning))}
	w.a, w.b, w.c = w.box(1, "loopback"), w.box(1, "loopback"), w.box(2, "loopback")
	return w
}

func (w *world) box(tenant sdano.Tenant, adapter string) acceptance.Box {
	w.Helper()
	b := acceptance.Box{ID: sdano.NewID().Compact() + "@" + adapter, Tenant: tenant, Adapter: adapter}
	err := w.db.Write(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		return sqlstore.AcceptanceStore{}.PutBox(ctx, tx, b)
	})
	if err != nil {
		w.Fatal(err)
	}
	return b
}

// deliver delivers a document and returns the operator's name of it.
func (w *world) deliver(from, to acceptance.Box, f edotest.File) string {
	w.Helper()
	document, err := w.Deliver(context.Background(), loopback.Parcel{
		ID: sdano.NewID(), From: from.ID, To: to.ID, FileName: f.Name, Content: f.Content, Signatures: f.Signatures,
	})
	if err != nil {
		w.Fatal(err)
	}
	return document
}

// everything polls a box from the beginning.
func (w *world) everything(box acceptance.Box) (in []acceptance.Incoming, replies []acceptance.Reply) {
	w.Helper()
	for cursor := ""; ; {
		documents, answers, next, err := w.Poll(context.Background(), box, cursor)
		if err != nil {
			w.Fatal(err)
		}
		if next == cursor {
			return in, replies
		}
		in, replies, cursor = append(in, documents...), append(replies, answers...), next
	}
}

func (w *world) answers(box acceptance.Box) (out []edotest.File) {
	w.Helper()
	_, replies := w.everything(box)
	for _, r := range replies {
		out = append(out, edotest.File{Name: r.FileName, Content: r.Content, Signatures: r.Signatures})
	}
	slices.SortFunc(out, func(a, b edotest.File) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (w *world) answer(from acceptance.Box, document, sender string) error {
	_, err := w.Send(context.Background(), acceptance.Outgoing{
		Box: from, Attempt: sdano.NewID(), OperatorDocument: document, SenderBox: sender, FileName: "answer.xml", Content: []byte("<x/>"),
	})
	return err
}

func TestSuite(t *testing.T) {
	t.Parallel()
	edotest.Run(t, func(t *testing.T) *edotest.Harness {
		w := open(t)
		return &edotest.Harness{
			Operator: w.Operator, Box: w.a, Other: w.b,
			Bring: func(_ testing.TB, files ...edotest.File) {
				for _, f := range files {
					w.deliver(w.c, w.a, f)
				}
			},
			Wait: func() {},
			Answer: func(testing.TB) acceptance.Outgoing {
				return acceptance.Outgoing{Box: w.a, OperatorDocument: w.deliver(w.c, w.a, edotest.File{Name: "first.xml"})}
			},
			Left: func(testing.TB) []edotest.File { return w.answers(w.c) },
			Restart: func(testing.TB) acceptance.Operator {
				return loopback.New(w.db, sqlstore.MailStore{}, sqlstore.AcceptanceStore{}, sdano.NewManualClock(morning))
			},
		}
	})
}

// TestDelivery: a document is in both boxes under one name, and its answers go
// both ways.
func TestDelivery(t *testing.T) {
	t.Parallel()
	w := open(t)
	p := loopback.Parcel{
		ID: sdano.NewID(), From: w.a.ID, To: w.c.ID, Package: "p", FileName: "УПД.xml", Content: []byte("<x/>"), Signatures: [][]byte{{0x30, 0}},
	}
	document, err := w.Deliver(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	again := p
	again.FileName = "repeated.xml"
	if second, err := w.Deliver(context.Background(), again); err != nil || second != document {
		t.Errorf("the same parcel is %q, error %v", second, err)
	}
	packages := map[sdano.ID]bool{}
	others := map[string]string{w.a.ID: w.c.ID, w.c.ID: w.a.ID}
	for box, output := range map[*acceptance.Box]bool{&w.a: true, &w.c: false} {
		in, replies := w.everything(*box)
		if len(in) != 1 || len(replies) > 0 {
			t.Fatalf("in %s: %v, %v", box.ID, in, replies)
		}
		d := in[0]
		if d.Box != box.ID || d.Output != output || d.OperatorDocument != document || d.OperatorPackage != "p" || d.SenderBox != others[box.ID] ||
			d.FileName != p.FileName || string(d.Content) != "<x/>" || len(d.Signatures) != 1 || !d.At.Equal(morning) {
			t.Errorf("in %s: %+v", box.ID, d)
		}
		packages[d.Package] = true
	}
	if len(packages) != 2 || packages[sdano.ID{}] {
		t.Errorf("packages %v", packages)
	}
	for _, way := range [][2]acceptance.Box{{w.c, w.a}, {w.a, w.c}, {w.c, w.a}} {
		// What people say of the sender does not matter.
		if err := w.answer(way[0], document, way[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	for box, n := range map[*acceptance.Box]int{&w.a: 2, &w.c: 1} {
		_, replies := w.everything(*box)
		keys := map[string]bool{}
		for _, r := range replies {
			keys[r.Key] = true
			if r.OperatorDocument != document || !r.At.Equal(morning) || r.Code != "" {
				t.Errorf("%+v", r)
			}
		}
		if len(keys) != n {
			t.Errorf("%d answers in %s, want %d", len(keys), box.ID, n)
		}
	}
}

// TestPackages: what is sent under one name of a package comes as one.
func TestPackages(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, name := range []string{"p", "p", "q", ""} {
		_, err := w.Deliver(context.Background(), loopback.Parcel{ID: sdano.NewID(), From: w.a.ID, To: w.c.ID, Package: name, FileName: "1.xml"})
		if err != nil {
			t.Fatal(err)
		}
	}
	in, _ := w.everything(w.c)
	if len(in) != 4 || in[0].Package != in[1].Package || in[0].Package == in[2].Package || in[0].Package.IsZero() || !in[3].Package.IsZero() {
		t.Errorf("came %+v", in)
	}
}

// TestStrangers: nobody but its two boxes answers a document, and the box that is
// said to have sent one is written to only within a tenant.
func TestStrangers(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.deliver(w.a, w.c, edotest.File{Name: "1.xml"})
	err := w.answer(w.b, document, w.a.ID)
	if e := sdano.AsError(err); e.Kind != sdano.Forbidden || e.Code != "loopback_stranger" || e.Message == "" || e.Remedy == "" {
		t.Errorf("a stranger's answer: %v", err)
	}
	foreign := w.box(1, "folder")
	for _, sender := range []string{"", w.b.ID, w.c.ID, foreign.ID, "nobody@loopback"} {
		if err := w.answer(w.b, "brought in by hand", sender); err != nil {
			t.Errorf("an answer to %q: %v", sender, err)
		}
	}
	if err := w.answer(w.b, "", w.a.ID); err != nil {
		t.Error(err)
	}
	for box, n := range map[*acceptance.Box]int{&w.a: 1, &w.b: 0, &w.c: 0, &foreign: 0} {
		if answers := w.answers(*box); len(answers) != n {
			t.Errorf("%d answers in %s, want %d", len(answers), box.ID, n)
		}
	}
}

func TestDeliverRefuses(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, way := range [][2]string{
		{w.a.ID, w.a.ID}, {w.a.ID, "nobody@loopback"}, {"nobody@loopback", w.a.ID}, {w.a.ID, w.box(1, "folder").ID}, {"", ""},
	} {
		_, err := w.Deliver(context.Background(), loopback.Parcel{ID: sdano.NewID(), From: way[0], To: way[1]})
		if e := sdano.AsError(err); e.Code != "loopback_boxes" || e.Kind != sdano.Unprocessable {
			t.Errorf("%q: %v", way, err)
		}
	}
	if in, _ := w.everything(w.a); len(in) > 0 {
		t.Errorf("%v was delivered", in)
	}
}

func TestForeignCursor(t *testing.T) {
	t.Parallel()
	w := open(t)
	if _, _, _, err := w.Poll(context.Background(), w.a, "0123456789abcdef"); err == nil {
		t.Error("a cursor of another operator was taken")
	}
}

// TestClosedStore: whether it was sent is left open.
func TestClosedStore(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.db.Close()
	err := w.answer(w.a, "", "")
	if !sdano.IsKind(err, sdano.Unavailable) {
		t.Errorf("error %v", err)
	}
	if _, _, err := w.Find(context.Background(), acceptance.Outgoing{Attempt: sdano.NewID()}); !sdano.IsKind(err, sdano.Unavailable) {
		t.Errorf("error %v", err)
	}
}
