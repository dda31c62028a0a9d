package acceptance

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"sdano"
)

// Queue returns the documents of a box that wait for their receipt (ИОП). Errors:
// ErrNotFound, ErrForbidden.
func (s *Service) Queue(ctx context.Context, v Visitor, box string) ([]QueueItem, error) {
	return inBox(ctx, s, v, Read, box, func(ctx context.Context, tx sdano.Tx, _ Box) ([]QueueItem, error) {
		return s.c.Store.QueueItems(ctx, tx, box)
	})
}

// inBox reads something of a box that a visitor sees.
func inBox[T any](ctx context.Context, s *Service, v Visitor, p Permission, id string, what func(context.Context, sdano.Tx, Box) (T, error)) (out T, err error) {
	if err := v.must(p); err != nil {
		return out, err
	}
	tenant, err := s.boxTenant(ctx, v, id)
	if err != nil {
		return out, err
	}
	return read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (none T, err error) {
		box, err := s.enter(ctx, tx, v, id)
		if err != nil {
			return none, err
		}
		return what(ctx, tx, box)
	})
}

// GenerateReceipts makes the receipts of waiting documents and returns the number
// of the task; it succeeds if at least one can be made, and tells of the others
// in its error. Errors: Invalid (no signer, no item, one that does not wait),
// ErrNotFound, ErrForbidden.
func (s *Service) GenerateReceipts(ctx context.Context, v Visitor, r ReceiptsRequest) (task int64, err error) {
	signer, err := signerOf(r.Signer, r.Certificate)
	if err != nil {
		return 0, err
	}
	if n := len(r.Items); n == 0 || n > s.c.MaxDocuments {
		return 0, invalid("bad_count", "QueueItemIds", "нужно от 1 до %d элементов очереди, а указано %d", s.c.MaxDocuments, n)
	}
	box, err := inBox(ctx, s, v, Receive, r.Box, func(_ context.Context, _ sdano.Tx, b Box) (Box, error) { return b, nil })
	if err != nil {
		return 0, err
	}
	j := &receiptJob{job: job{s: s, tenant: box.Tenant, actor: v.Actor, action: ReceiptAction, box: box, signer: signer, at: s.now()}, r: r}
	if err := j.gather(ctx); err != nil {
		return 0, err
	}
	if len(r.Items) > s.c.Inline {
		return j.plan(ctx)
	}
	made, t, err := j.make(ctx)
	if err != nil {
		return 0, err
	}
	return s.insert(ctx, t, func(ctx context.Context, tx sdano.Tx) error { return s.shelve(ctx, tx, made) })
}

// receiptJob is a job whose documents are those of items of the queue, in the same
// order.
type receiptJob struct {
	job
	r     ReceiptsRequest
	items []QueueItem
}

// gather reads the waiting documents.
func (j *receiptJob) gather(ctx context.Context) error {
	from := shelf{}
	err := j.s.c.Units.Read(ctx, j.tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		j.items = nil
		var documents []Document
		for i, id := range j.r.Items {
			member := fmt.Sprintf("QueueItemIds[%d]", i)
			if slices.Index(j.r.Items, id) < i {
				return invalid("item_repeated", member, "элемент очереди %d указан дважды", id)
			}
			q, err := j.s.waiting(ctx, tx, j.box.ID, id, member)
			if err != nil {
				return err
			}
			d, err := j.s.c.Store.Document(ctx, tx, q.Document)
			if err != nil {
				return err
			}
			j.items, documents = append(j.items, q), append(documents, withFormat(d))
		}
		j.documents, err = j.s.subjects(ctx, tx, ReceiptAction, documents, from)
		return err
	})
	if err != nil {
		return err
	}
	return j.finish(ctx, from)
}

// waiting returns an item of the queue that waits.
func (s *Service) waiting(ctx context.Context, tx sdano.Tx, box string, id int64, member string) (QueueItem, error) {
	q, err := s.c.Store.QueueItem(ctx, tx, box, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return q, invalid("item_unknown", member, "в очереди ящика нет элемента %d", id)
	case err == nil && !q.DoneAt.IsZero():
		return q, unavailable("извещение по элементу очереди %d уже отправлено или отправляется", id)
	}
	return q, err
}

// make makes the receipts that can be made, and the finished task.
func (j *receiptJob) make(ctx context.Context) ([]product, Task, error) {
	var made []product
	var list []MadeReceipts
	var bad refusal
	for i := range j.documents {
		p, err := j.one(&j.documents[i])
		if err != nil && sdano.AsError(err).Kind == sdano.Unprocessable {
			bad.add(j.documents[i].d.ID, findingsOf(err))
			continue
		}
		if err == nil {
			err = j.keep(ctx, &p)
		}
		if err != nil {
			return nil, Task{}, err
		}
		made = append(made, p)
		list = append(list, MadeReceipts{Item: j.items[i].ID, Extra: j.items[i].Extra, Receipts: []Made{p.made}})
	}
	t := j.task(Making)
	t.State, t.FinishedAt, t.Error = Done, j.at, bad.Error()
	if len(list) == 0 {
		t.State = DoneFailed
	}
	var err error
	t.Results, err = results(list)
	return made, t, err
}

// plan queues the making.
func (j *receiptJob) plan(ctx context.Context) (int64, error) {
	t := j.task(Making)
	var err error
	if t.Request, err = json.Marshal(j.r); err != nil {
		return 0, err
	}
	return j.s.queue(ctx, t)
}

// SendReceipts plans to send signed receipts and returns the number of the task;
// their items leave the queue, and are back in it if they are not sent. Errors are
// those of Send, and ErrUnavailable for an item that does not wait.
func (s *Service) SendReceipts(ctx context.Context, v Visitor, r ReceiptsToSend) (task int64, err error) {
	parcels, err := parcelsOf(r)
	if err != nil {
		return 0, err
	}
	if err := s.checkParcels(parcels, func(i int) string { return receiptMember(i) + ".Receipts[0]" }); err != nil {
		return 0, err
	}
	box, err := inBox(ctx, s, v, Receive, r.Box, func(_ context.Context, _ sdano.Tx, b Box) (Box, error) { return b, nil })
	if err != nil {
		return 0, err
	}
	return s.planReceipts(ctx, v.Actor, box, parcels, nil)
}

func receiptMember(i int) string { return fmt.Sprintf("ReceiveConfirmationsToSend[%d]", i) }

// parcelsOf returns the receipts of a request: of each item one.
func parcelsOf(r ReceiptsToSend) ([]parcel, error) {
	var out []parcel
	for i, item := range r.Items {
		if n := len(item.Receipts); n != 1 {
			return nil, invalid("bad_count", receiptMember(i)+".Receipts", "нужно одно извещение, а указано %d", n)
		}
		out = append(out, parcel{SendItem: item.Receipts[0], Queue: item.Item, Extra: item.Extra})
	}
	return out, nil
}

// planReceipts plans a task that sends receipts; first runs before in its unit.
func (s *Service) planReceipts(ctx context.Context, actor sdano.Actor, box Box, parcels []parcel, first sdano.Unit) (int64, error) {
	t := Task{
		Tenant: box.Tenant, Version: 1, Action: ReceiptAction, Stage: Sending, Box: box.ID, By: actor,
		CreatedAt: s.now(), NextAt: s.c.Real.Now(),
	}
	var err error
	if t.Request, err = json.Marshal(parcels); err != nil {
		return 0, err
	}
	return s.insert(ctx, t, func(ctx context.Context, tx sdano.Tx) error {
		if first != nil {
			if err := first(ctx, tx); err != nil {
				return err
			}
		}
		for i, p := range parcels {
			if err := s.takeOut(ctx, tx, box, p, i, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// takeOut takes an item out of the queue while its receipt is being sent.
func (s *Service) takeOut(ctx context.Context, tx sdano.Tx, box Box, p parcel, i int, t Task) error {
	q, err := s.waiting(ctx, tx, box.ID, p.Queue, receiptMember(i)+".QueueItemId")
	if err != nil {
		return err
	}
	if q.Document != p.DocumentID {
		return invalid("document_of_item", receiptMember(i)+".Receipts[0].DocumentId", "элемент очереди %d — о другом документе", p.Queue)
	}
	if err := s.linked(ctx, tx, p, receiptMember(i)+".Receipts[0]"); err != nil {
		return err
	}
	q.DoneAt = t.CreatedAt
	return s.c.Store.PutQueueItem(ctx, tx, q)
}
