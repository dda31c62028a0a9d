package storagetest

import (
	"context"
	"strings"

	"sdano"
	"sdano/acceptance"
)

// document returns a document with every field set.
func (r *room) document(arrival int64) acceptance.Document {
	d := filled[acceptance.Document](&r.fill)
	d.Tenant, d.Arrival = r.tenant, arrival
	d.OperatorDocument = d.ID.Compact()
	return d
}

// putDocument records a document after a change.
func (r *room) putDocument(arrival int64, change func(*acceptance.Document)) acceptance.Document {
	r.Helper()
	d := r.document(arrival)
	change(&d)
	r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertDocument(ctx, tx, d) })
	return d
}

func readDocument(id sdano.ID) func(context.Context, sdano.Tx) (acceptance.Document, error) {
	return func(ctx context.Context, tx sdano.Tx) (acceptance.Document, error) {
		return boxes.Document(ctx, tx, id)
	}
}

func listed(q acceptance.Query) func(context.Context, sdano.Tx) ([]acceptance.Document, error) {
	return func(ctx context.Context, tx sdano.Tx) ([]acceptance.Document, error) {
		return boxes.ListDocuments(ctx, tx, q)
	}
}

func unchanged(*acceptance.Document) {}

// untitled returns a document as lists give it.
func untitled(d acceptance.Document) acceptance.Document {
	d.Title = nil
	return d
}

func testDocument(r *room) {
	d := r.putDocument(1, unchanged)
	r.want(got(r, readDocument(d.ID)), d)
	r.want(got(r, listed(acceptance.Query{Boxes: []string{d.Box}})), []acceptance.Document{untitled(d)})
	_, err := ask(r, r.tenant, readDocument(sdano.NewID()))
	r.wantIs(err, acceptance.ErrNotFound)
	if err := r.try(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertDocument(ctx, tx, d) }); err == nil {
		r.Error("the same document was recorded twice")
	}
}

// testBareDocument: an informal document has hardly anything, and two of them
// without a name at the operator lie in one box.
func testBareDocument(r *room) {
	for arrival := range int64(2) {
		d := acceptance.Document{ID: sdano.NewID(), Tenant: r.tenant, Box: "bare", Arrival: arrival}
		r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertDocument(ctx, tx, d) })
		r.want(got(r, readDocument(d.ID)), d)
	}
}

func testDocumentUpdate(r *room) {
	d := r.putDocument(1, unchanged)
	next := r.document(2)
	next.ID, next.Version = d.ID, d.Version
	update := func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateDocument(ctx, tx, next) }
	r.do(update)
	d.Status, d.Stable, d.NoAnswer, d.Findings, d.Version = next.Status, next.Stable, next.NoAnswer, next.Findings, next.Version+1
	r.want(got(r, readDocument(d.ID)), d)
	r.wantIs(r.try(update), acceptance.ErrStale)
	next = d
	next.Findings, next.NoAnswer = nil, ""
	r.do(update)
	next.Version++
	r.want(got(r, readDocument(d.ID)), next)
	next.ID = sdano.NewID()
	r.wantIs(r.try(update), acceptance.ErrStale)
}

func testDocumentAtOperator(r *room) {
	d := r.putDocument(1, unchanged)
	r.putDocument(2, func(d *acceptance.Document) { d.OperatorDocument = "" })
	at := func(box, name string) (acceptance.Document, bool) {
		return asked(r, func(ctx context.Context, tx sdano.Tx) (acceptance.Document, bool, error) {
			return boxes.DocumentAtOperator(ctx, tx, box, name)
		})
	}
	found, ok := at(d.Box, d.OperatorDocument)
	r.want(ok, true)
	r.want(found, d)
	for _, other := range [][2]string{{"other", d.OperatorDocument}, {d.Box, d.OperatorDocument + "x"}, {d.Box, ""}} {
		if _, ok := at(other[0], other[1]); ok {
			r.Errorf("%q was found", other)
		}
	}
}

func testPackage(r *room) {
	two := r.putDocument(20, unchanged)
	same := func(d *acceptance.Document) { d.Box, d.Package = two.Box, two.Package }
	three, one := r.putDocument(30, same), r.putDocument(3, same)
	r.putDocument(4, func(d *acceptance.Document) { d.Package = two.Package })
	r.putDocument(5, func(d *acceptance.Document) { d.Box = two.Box })
	of := func(id sdano.ID) func(context.Context, sdano.Tx) ([]acceptance.Document, error) {
		return func(ctx context.Context, tx sdano.Tx) ([]acceptance.Document, error) {
			return boxes.PackageOf(ctx, tx, id)
		}
	}
	for _, d := range []acceptance.Document{one, two, three} {
		r.want(got(r, of(d.ID)), []acceptance.Document{one, two, three})
	}
	r.want(got(r, of(sdano.NewID())), []acceptance.Document(nil))
}

// testPackageStates: the states are those of the package's documents, and tell of
// every change of a document, of its box and of the signatures under it.
func testPackageStates(r *room) {
	box := r.putBox(r.box())
	two := r.putDocument(20, func(d *acceptance.Document) { d.Box = box.ID })
	one := r.putDocument(3, func(d *acceptance.Document) { d.Box, d.Package = box.ID, two.Package })
	of := func(ctx context.Context, tx sdano.Tx) ([]acceptance.State, error) {
		return boxes.PackageStates(ctx, tx, two.ID)
	}
	want := []acceptance.State{
		{Document: one.ID, Version: one.Version, BoxVersion: box.Version}, {Document: two.ID, Version: two.Version, BoxVersion: box.Version},
	}
	r.want(got(r, of), want)
	r.putBox(box)
	r.attach(func(a *acceptance.Attachment) { a.Document, a.Signs = two.ID, two.Content })
	r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateDocument(ctx, tx, one) })
	want[0].Version++
	want[0].BoxVersion++
	want[1].BoxVersion++
	want[1].Signatures++
	r.want(got(r, of), want)
}

func testDocumentLists(r *room) {
	in := func(box string) func(*acceptance.Document) {
		return func(d *acceptance.Document) { d.Box, d.Folded = box, strings.ToLower(d.Folded) }
	}
	a, b := r.putDocument(1, in("a")), r.putDocument(2, in("b"))
	hidden := r.putDocument(3, in("hidden"))
	open := r.putDocument(4, func(d *acceptance.Document) {
		d.Box, d.Status, d.Output, d.NoAnswer, d.Date, d.Folded = "a", acceptance.ReceivedPF, false, "", sdano.Date{}, "счёт 100% \\_'a"
	})
	for arrival, change := range []func(*acceptance.Document){
		func(d *acceptance.Document) { d.Status = acceptance.Accepted },
		func(d *acceptance.Document) { d.Output = true },
		func(d *acceptance.Document) { d.NoAnswer = "ответ не ожидается" },
	} {
		r.putDocument(int64(10+arrival), func(d *acceptance.Document) {
			d.Box, d.Status, d.Output, d.NoAnswer = "answered", acceptance.Received, false, ""
			change(d)
		})
	}
	for name, c := range map[string]struct {
		q    acceptance.Query
		want []acceptance.Document
	}{
		"all":             {acceptance.Query{}, []acceptance.Document{open, b, a}},
		"one box":         {acceptance.Query{Boxes: []string{"a"}}, []acceptance.Document{open, a}},
		"status":          {acceptance.Query{Statuses: []acceptance.Code{a.Status}}, []acceptance.Document{a}},
		"statuses":        {acceptance.Query{Statuses: []acceptance.Code{a.Status, b.Status}}, []acceptance.Document{b, a}},
		"type":            {acceptance.Query{Type: &b.Type}, []acceptance.Document{b}},
		"number":          {acceptance.Query{Number: b.Number}, []acceptance.Document{b}},
		"part of number":  {acceptance.Query{Number: b.Number[:4]}, nil},
		"sender":          {acceptance.Query{SenderINN: a.SenderINN}, []acceptance.Document{a}},
		"from":            {acceptance.Query{From: b.Date}, []acceptance.Document{b}},
		"to":              {acceptance.Query{To: a.Date}, []acceptance.Document{a}},
		"from to":         {acceptance.Query{From: a.Date, To: b.Date}, []acceptance.Document{b, a}},
		"package":         {acceptance.Query{Package: a.Package}, []acceptance.Document{a}},
		"foreign package": {acceptance.Query{Package: hidden.Package}, nil},
		"unanswered":      {acceptance.Query{Unanswered: true, Boxes: []string{"a", "b", "answered"}}, []acceptance.Document{open}},
		"unanswered box":  {acceptance.Query{Unanswered: true, Boxes: []string{"answered"}}, nil},
		"text":            {acceptance.Query{Text: "Счёт 100%"}, []acceptance.Document{open}},
		"text without ё":  {acceptance.Query{Text: "СЧЕТ 100%"}, []acceptance.Document{open}},
		"text of signs":   {acceptance.Query{Text: `\_'A`}, []acceptance.Document{open}},
		"text of a sign":  {acceptance.Query{Text: "%"}, []acceptance.Document{open}},
		"text of nobody":  {acceptance.Query{Text: "сч%т"}, nil},
		"before":          {acceptance.Query{Before: 4}, []acceptance.Document{b, a}},
		"limit":           {acceptance.Query{Before: 4, Limit: 1}, []acceptance.Document{b}},
		"everything": {acceptance.Query{
			Statuses: []acceptance.Code{a.Status}, Type: &a.Type, Number: a.Number, SenderINN: a.SenderINN, Text: a.Folded,
			From: a.Date, To: a.Date, Package: a.Package, Before: 2, Limit: 2,
		}, []acceptance.Document{a}},
	} {
		if c.q.Boxes == nil {
			c.q.Boxes = []string{"a", "b"}
		}
		list := got(r, listed(c.q))
		want := make([]acceptance.Document, len(c.want))
		for i, d := range c.want {
			want[i] = untitled(d)
		}
		r.Log(name)
		r.want(list, want)
	}
	r.want(got(r, listed(acceptance.Query{Text: a.Folded})), []acceptance.Document(nil))
}

func testDocumentListLimits(r *room) {
	for arrival := range int64(102) {
		r.putDocument(arrival+1, func(d *acceptance.Document) { *d = acceptance.Document{ID: d.ID, Box: "many", Arrival: d.Arrival} })
	}
	q := acceptance.Query{Boxes: []string{"many"}}
	list := got(r, listed(q))
	r.want([]any{len(list), list[0].Arrival, list[99].Arrival}, []any{100, int64(102), int64(3)})
	q.Limit, q.Before = 200, 3
	r.want(len(got(r, listed(q))), 2)
}

// testLongNumbers: a number longer than any index takes is kept and found.
func testLongNumbers(r *room) {
	long := strings.Repeat("Ж", 30_000)
	d := r.putDocument(1, func(d *acceptance.Document) { d.Box, d.Number = "long", long })
	r.putDocument(2, func(d *acceptance.Document) { d.Box, d.Number = "long", long+"1" })
	r.want(got(r, listed(acceptance.Query{Boxes: []string{"long"}, Number: long})), []acceptance.Document{untitled(d)})
}
