package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sdano"
	"sdano/acceptance"
)

// attempt returns an attempt with every field set.
func (r *room) attempt(task int64) acceptance.Attempt {
	a := filled[acceptance.Attempt](&r.fill)
	a.Tenant, a.Task = r.tenant, task
	return a
}

func attemptsOf(task int64) func(context.Context, sdano.Tx) ([]acceptance.Attempt, error) {
	return func(ctx context.Context, tx sdano.Tx) ([]acceptance.Attempt, error) {
		return boxes.AttemptsOf(ctx, tx, task)
	}
}

func testSendAttempts(r *room) {
	one, two, other := r.attempt(1), r.attempt(1), r.attempt(2)
	bare := acceptance.Attempt{ID: sdano.NewID(), Tenant: r.tenant, Task: 1, Document: one.Document, StartedAt: base}
	for _, a := range []acceptance.Attempt{two, other, bare, one} {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertAttempt(ctx, tx, a) })
	}
	r.want(got(r, attemptsOf(1)), []acceptance.Attempt{one, two, bare})
	next := r.attempt(3)
	next.ID, next.Version = one.ID, one.Version
	update := func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateAttempt(ctx, tx, next) }
	r.do(update)
	one.Ref, one.EndedAt, one.Error, one.Version = next.Ref, next.EndedAt, next.Error, next.Version+1
	r.want(got(r, attemptsOf(1)), []acceptance.Attempt{one, two, bare})
	r.wantIs(r.try(update), acceptance.ErrStale)
	next.ID = sdano.NewID()
	r.wantIs(r.try(update), acceptance.ErrStale)
}

func testReceiptQueue(r *room) {
	item := func(id int64, box string) acceptance.QueueItem {
		q := filled[acceptance.QueueItem](&r.fill)
		q.Tenant, q.ID, q.Box = r.tenant, id, box
		return q
	}
	put := func(q acceptance.QueueItem) {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.PutQueueItem(ctx, tx, q) })
	}
	waiting := func() []acceptance.QueueItem {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]acceptance.QueueItem, error) {
			return boxes.QueueItems(ctx, tx, "box")
		})
	}
	read := func(box string, id int64) (acceptance.QueueItem, error) {
		return ask(r, r.tenant, func(ctx context.Context, tx sdano.Tx) (acceptance.QueueItem, error) {
			return boxes.QueueItem(ctx, tx, box, id)
		})
	}
	done := item(1, "box")
	first, second, other := item(2, "box"), item(10, "box"), item(2, "other")
	for _, q := range []*acceptance.QueueItem{&first, &second, &other} {
		q.DoneAt = time.Time{}
	}
	for _, q := range []acceptance.QueueItem{second, done, first, other} {
		put(q)
	}
	r.want(waiting(), []acceptance.QueueItem{first, second})
	for _, want := range []acceptance.QueueItem{done, first, other} {
		q, err := read(want.Box, want.ID)
		r.must(err)
		r.want(q, want)
	}
	again := item(2, "box")
	put(again)
	first.DoneAt = again.DoneAt
	q, err := read("box", 2)
	r.must(err)
	r.want(q, first)
	r.want(waiting(), []acceptance.QueueItem{second})
	_, err = read("box", 3)
	r.wantIs(err, acceptance.ErrNotFound)
}

// testLocator: whose a thing is, is told to the installation only.
func testLocator(r *room) {
	d, a, t, b := r.putDocument(1, unchanged), r.attach(func(*acceptance.Attachment) {}), r.plan(asPlanned), r.putBox(r.box())
	for name, locate := range map[string]func(context.Context, sdano.Tx, bool) (sdano.Tenant, bool, error){
		"document": func(ctx context.Context, tx sdano.Tx, known bool) (sdano.Tenant, bool, error) {
			return boxes.DocumentTenant(ctx, tx, pick(known, d.ID, sdano.NewID()))
		},
		"attachment": func(ctx context.Context, tx sdano.Tx, known bool) (sdano.Tenant, bool, error) {
			return boxes.AttachmentTenant(ctx, tx, pick(known, a.ID, sdano.NewID()))
		},
		"task": func(ctx context.Context, tx sdano.Tx, known bool) (sdano.Tenant, bool, error) {
			return boxes.TaskTenant(ctx, tx, pick(known, t.ID, 1<<60))
		},
		"box": func(ctx context.Context, tx sdano.Tx, known bool) (sdano.Tenant, bool, error) {
			return boxes.BoxTenant(ctx, tx, pick(known, b.ID, "none"))
		},
	} {
		in := func(tenant sdano.Tenant, known bool) string {
			var owner sdano.Tenant
			var found bool
			r.must(r.db.Read(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
				owner, found, err = locate(ctx, tx, known)
				return err
			}))
			return fmt.Sprint(owner, found)
		}
		r.Log(name)
		r.want(in(sdano.AllTenants, true), fmt.Sprint(r.tenant, true))
		r.want(in(sdano.AllTenants, false), "0 false")
		r.want(in(r.other().tenant, true), "0 false")
	}
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// testAcceptanceTenants: what belongs to another tenant is not there and is not
// changed.
func testAcceptanceTenants(r *room) {
	other := r.other()
	d, a, t, e := r.putDocument(1, unchanged), r.attach(func(*acceptance.Attachment) {}), r.plan(asPlanned), r.element(1, "box")
	try, q := r.attempt(t.ID), acceptance.QueueItem{ID: 1, Tenant: r.tenant, Box: d.Box}
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		return first(boxes.InsertElement(ctx, tx, e), boxes.InsertAttempt(ctx, tx, try), boxes.PutQueueItem(ctx, tx, q))
	})
	other.do(func(ctx context.Context, tx sdano.Tx) error {
		_, documentErr := boxes.Document(ctx, tx, d.ID)
		_, attachmentErr := boxes.Attachment(ctx, tx, a.ID)
		_, taskErr := boxes.Task(ctx, tx, t.ID)
		_, queueErr := boxes.QueueItem(ctx, tx, d.Box, 1)
		for _, err := range []error{documentErr, attachmentErr, taskErr, queueErr} {
			other.wantIs(err, acceptance.ErrNotFound)
		}
		_, atOperator, err := boxes.DocumentAtOperator(ctx, tx, d.Box, d.OperatorDocument)
		other.must(err)
		_, same, err := boxes.SameAttachment(ctx, tx, a.Document, a.Type, a.Hash)
		other.must(err)
		n, err := boxes.UnfinishedTasks(ctx, tx, t.Box, t.Package)
		other.must(err)
		other.want([]any{atOperator, same, n}, []any{false, false, 0})
		return nil
	})
	for _, length := range []func(context.Context, sdano.Tx) (int, error){
		counted(listed(acceptance.Query{Boxes: []string{d.Box, "box"}})), counted(attachmentsOf(a.Document)), counted(attemptsOf(t.ID)),
		counted(func(ctx context.Context, tx sdano.Tx) ([]acceptance.Document, error) {
			return boxes.PackageOf(ctx, tx, d.ID)
		}),
		counted(func(ctx context.Context, tx sdano.Tx) ([]acceptance.Element, error) {
			return boxes.Feed(ctx, tx, "box", 0, 0)
		}),
		counted(func(ctx context.Context, tx sdano.Tx) ([]acceptance.Element, error) {
			return boxes.ElementsOf(ctx, tx, e.Document)
		}),
		counted(func(ctx context.Context, tx sdano.Tx) ([]acceptance.QueueItem, error) {
			return boxes.QueueItems(ctx, tx, d.Box)
		}),
	} {
		r.want(got(other, length), 0)
	}
}

func counted[T any](list func(context.Context, sdano.Tx) ([]T, error)) func(context.Context, sdano.Tx) (int, error) {
	return func(ctx context.Context, tx sdano.Tx) (int, error) {
		rows, err := list(ctx, tx)
		return len(rows), err
	}
}

// testForeignAcceptance: a row of another tenant cannot be written.
func testForeignAcceptance(r *room) {
	other := r.other()
	d, t, a := r.putDocument(1, unchanged), r.plan(asPlanned), r.attempt(1)
	r.do(func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertAttempt(ctx, tx, a) })
	for name, write := range map[string]sdano.Unit{
		"box":            func(ctx context.Context, tx sdano.Tx) error { return boxes.PutBox(ctx, tx, r.box()) },
		"document":       func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertDocument(ctx, tx, r.document(2)) },
		"its update":     func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateDocument(ctx, tx, d) },
		"element":        func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertElement(ctx, tx, r.element(1, "box")) },
		"attachment":     func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertAttachment(ctx, tx, r.attachment()) },
		"task":           func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertTask(ctx, tx, r.task()) },
		"task update":    func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateTask(ctx, tx, t) },
		"attempt":        func(ctx context.Context, tx sdano.Tx) error { return boxes.InsertAttempt(ctx, tx, r.attempt(2)) },
		"attempt update": func(ctx context.Context, tx sdano.Tx) error { return boxes.UpdateAttempt(ctx, tx, a) },
		"queue item": func(ctx context.Context, tx sdano.Tx) error {
			return boxes.PutQueueItem(ctx, tx, acceptance.QueueItem{Tenant: r.tenant})
		},
	} {
		if err := other.try(write); err == nil {
			r.Errorf("another tenant's %s was written", name)
		}
	}
}

// inbox returns what lies in a box after a number.
func (r *room) inbox(box string, after int64, limit int) (bodies []string, last int64) {
	r.Helper()
	r.must(r.db.Read(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		bodies, last = nil, after
		return letters.Mail(ctx, tx, box, after, limit, func(number int64, body []byte) error {
			if number <= last {
				r.Errorf("letter %d comes after %d", number, last)
			}
			bodies, last = append(bodies, string(body)), number
			return nil
		})
	}))
	return bodies, last
}

func testMail(r *room) {
	name := func(s string) string { return fmt.Sprint(s, r.tenant) }
	put := func(box, id, about, body string) {
		r.doAll(func(ctx context.Context, tx sdano.Tx) error {
			return letters.PutMail(ctx, tx, name(box), name(id), name(about), []byte(body))
		})
	}
	put("a", "1", "x", "first")
	put("b", "2", "x", "other box")
	put("a", "3", "y", "second")
	put("a", "1", "y", "repeated")
	put("a", "4", "y", "third")
	bodies, _ := r.inbox(name("a"), 0, 0)
	r.want(bodies, []string{"first", "second", "third"})
	bodies, last := r.inbox(name("a"), 0, 2)
	r.want(bodies, []string{"first", "second"})
	bodies, last = r.inbox(name("a"), last, 2)
	r.want(bodies, []string{"third"})
	bodies, _ = r.inbox(name("a"), last, 2)
	r.want(bodies, []string(nil))
	ask := func(what string) string {
		var out string
		r.must(r.db.Read(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
			has, err := letters.HasMail(ctx, tx, name(what))
			r.must(err)
			body, found, err := letters.FirstMailAbout(ctx, tx, name(what))
			out = fmt.Sprintln(has, found, string(body))
			return err
		}))
		return out
	}
	r.want([]string{ask("3"), ask("x"), ask("y"), ask("z")}, []string{"true false \n", "false true first\n", "false true second\n", "false false \n"})
	stop := errors.New("stop")
	err := r.db.Read(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return letters.Mail(ctx, tx, name("a"), 0, 0, func(int64, []byte) error { return stop })
	})
	r.wantIs(err, stop)
}

// testMailTogether: the same letter, put at the same time, is one.
func testMailTogether(r *room) {
	box := fmt.Sprint("together", r.tenant)
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			err := r.db.Write(context.Background(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
				return letters.PutMail(ctx, tx, box, fmt.Sprint(box, i%3), "", []byte("letter"))
			})
			if err != nil {
				r.Error(err)
			}
		})
	}
	all.Wait()
	bodies, _ := r.inbox(box, 0, 0)
	r.want(len(bodies), 3)
}
