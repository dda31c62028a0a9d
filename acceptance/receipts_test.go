package acceptance_test

import (
	"context"
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
	"sdano/titles/title"
)

// receipts makes the receipts of items of the queue, which must succeed.
func (d *desk) receipts(items ...int64) []acceptance.MadeReceipts {
	d.Helper()
	id, err := d.GenerateReceipts(d.Context(), d.anna, acceptance.ReceiptsRequest{Box: boxID, Signer: accountant(), Items: items})
	d.must(err)
	t, err := d.Task(d.Context(), d.anna, acceptance.ReceiptAction, acceptance.Making, id)
	d.must(err)
	if t.State != acceptance.Done {
		d.Fatalf("%+v", t)
	}
	out, err := decoded[acceptance.MadeReceipts](t)
	d.must(err)
	return out
}

// waiting returns the numbers of the items of the queue.
func (d *desk) waiting() []int64 {
	d.Helper()
	queue, err := d.Queue(d.Context(), d.anna, boxID)
	d.must(err)
	var out []int64
	for _, q := range queue {
		out = append(out, q.ID)
	}
	return out
}

func TestReceiptsToTheEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := contract()
	in.Signatures = [][]byte{sellerKey.sign(t, in.Content)}
	documents := []acceptance.Document{d.got("upd503"), d.ingested(in)}
	items := d.waiting()
	if len(items) != 2 {
		t.Fatalf("%v", items)
	}
	made := d.receipts(items...)
	send := acceptance.ReceiptsToSend{Box: boxID}
	for i, m := range made {
		receipt := d.valid(m.Receipts[0])
		if m.Item != items[i] || receipt.Format.ID != "tech103.receipt" || receipt.Confirmed.Time != "10.30.00" {
			t.Errorf("%+v %+v", m, receipt)
		}
		send.Items = append(send.Items, acceptance.ReceiptToSend{Item: m.Item, Extra: m.Extra, Receipts: d.signed(m.Receipts...)})
	}
	id, err := d.SendReceipts(t.Context(), d.anna, send)
	d.must(err)
	if left := d.waiting(); len(left) != 0 {
		t.Errorf("still waiting: %v", left)
	}
	_, err = d.SendReceipts(t.Context(), d.anna, send)
	d.refuses(err, "operation_unavailable")
	d.Work(t.Context())
	done, err := d.Task(t.Context(), d.anna, acceptance.ReceiptAction, acceptance.Sending, id)
	d.must(err)
	sent, err := decoded[acceptance.SentReceipt](done)
	d.must(err)
	if len(sent) != 2 || sent[0].Item != items[0] || !sent[0].IsSent || !sent[1].IsSent {
		t.Errorf("%+v", sent)
	}
	for _, doc := range documents {
		d.is(doc.ID, acceptance.Received)
		if codes := d.codes(doc.ID); codes != "I RS" {
			t.Errorf("feed %s", codes)
		}
	}
	if n := len(d.courier.parcels()); n != 2 {
		t.Errorf("%d parcels", n)
	}
	d.done(acceptance.AcceptAction, asks(documents[0].ID)) // a receipt hinders nothing
}

func TestAReceiptThatIsNotSentWaitsAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.got("upd503")
	m := d.receipts(d.waiting()...)[0]
	item := d.signed(m.Receipts...)[0]
	wrong, err := d.Attach(t.Context(), d.anna, item.DocumentID, acceptance.SignatureFile, "x.SGN", buyerKey.sign(t, []byte("другое")))
	d.must(err)
	item.SignatureLink = wrong.ID
	id, err := d.SendReceipts(t.Context(), d.anna, acceptance.ReceiptsToSend{Box: boxID, Items: []acceptance.ReceiptToSend{{Item: m.Item, Receipts: []acceptance.SendItem{item}}}})
	d.must(err)
	d.Work(t.Context())
	done, err := d.Task(t.Context(), d.anna, acceptance.ReceiptAction, acceptance.Sending, id)
	d.must(err)
	sent, err := decoded[acceptance.SentReceipt](done)
	d.must(err)
	if len(sent) != 1 || sent[0].IsSent || sent[0].ErrorText == "" {
		t.Errorf("%+v", sent)
	}
	if left := d.waiting(); len(left) != 1 || left[0] != m.Item {
		t.Errorf("waiting: %v", left)
	}
}

// TestOneReceiptIsEnough: what cannot be made is told, and does not stop the rest.
func TestOneReceiptIsEnough(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.box.Operator, d.box.Version = title.EDOOperator{}, 1
	d.must(d.PutBox(t.Context(), "user:root", d.box))
	in := contract() // tells nothing of its sender, and there is no operator to name
	in.Signatures = [][]byte{sellerKey.sign(t, in.Content)}
	informal, upd := d.ingested(in), d.got("upd503")
	id, err := d.GenerateReceipts(t.Context(), d.anna, acceptance.ReceiptsRequest{Box: boxID, Signer: accountant(), Items: d.waiting()})
	d.must(err)
	task, err := d.Task(t.Context(), d.anna, acceptance.ReceiptAction, acceptance.Making, id)
	d.must(err)
	made, err := decoded[acceptance.MadeReceipts](task)
	d.must(err)
	if task.State != acceptance.Done || len(made) != 1 || made[0].Receipts[0].DocumentID != upd.ID || !strings.HasPrefix(task.Error, informal.ID.String()+": ") {
		t.Errorf("%+v %+v", task, made)
	}
	id, err = d.GenerateReceipts(t.Context(), d.anna, acceptance.ReceiptsRequest{Box: boxID, Signer: accountant(), Items: d.waiting()[:1]})
	d.must(err)
	task, err = d.Task(t.Context(), d.anna, acceptance.ReceiptAction, acceptance.Making, id)
	d.must(err)
	if task.State != acceptance.DoneFailed || string(task.Results) != "[]" {
		t.Errorf("%+v", task)
	}
}

func TestManyReceiptsAreQueued(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Inline = 1
	d.restart()
	d.got("upd503")
	d.got("akt")
	id, err := d.GenerateReceipts(t.Context(), d.anna, acceptance.ReceiptsRequest{Box: boxID, Signer: accountant(), Items: d.waiting()})
	d.must(err)
	d.restart()
	d.Work(t.Context())
	task, err := d.Task(t.Context(), d.anna, acceptance.ReceiptAction, acceptance.Making, id)
	d.must(err)
	if made, err := decoded[acceptance.MadeReceipts](task); err != nil || len(made) != 2 || task.State != acceptance.Done {
		t.Errorf("%+v", task)
	}
}

func TestWhatReceiptsAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.got("upd503")
	other := d.got("akt")
	items := d.waiting()
	for code, r := range map[string]acceptance.ReceiptsRequest{
		"signer_required": {Box: boxID, Items: items},
		"bad_count":       {Box: boxID, Signer: accountant()},
		"item_unknown":    {Box: boxID, Signer: accountant(), Items: []int64{77777}},
		"item_repeated":   {Box: boxID, Signer: accountant(), Items: []int64{items[0], items[0]}},
		"forbidden":       {Box: otherID, Signer: accountant(), Items: items},
		"not_found":       {Box: "x@courier", Signer: accountant(), Items: items},
	} {
		_, err := d.GenerateReceipts(t.Context(), d.anna, r)
		d.refuses(err, code)
	}
	m := d.receipts(items[0])[0]
	good := d.signed(m.Receipts...)
	foreign := good[0]
	foreign.DocumentID = other.ID
	for code, item := range map[string]acceptance.ReceiptToSend{
		"bad_count":        {Item: items[0]},
		"item_unknown":     {Item: 77777, Receipts: good},
		"document_of_item": {Item: items[1], Receipts: good},
		"link_unknown":     {Item: items[1], Receipts: []acceptance.SendItem{foreign}},
	} {
		_, err := d.SendReceipts(t.Context(), d.anna, acceptance.ReceiptsToSend{Box: boxID, Items: []acceptance.ReceiptToSend{item}})
		d.refuses(err, code)
	}
	if left := d.waiting(); len(left) != 2 {
		t.Errorf("waiting: %v", left)
	}
}

func TestReceiptsThatABoxWantsByItself(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	d.config.Signer = serverKeys{key: buyerKey}
	d.restart()
	d.Receipts(t.Context())
	if left := d.waiting(); len(left) != 1 {
		t.Error("a receipt that nobody wanted")
	}
	d.box.AutoReceipts, d.box.Version = true, 1
	d.must(d.PutBox(t.Context(), "user:root", d.box))
	for range 2 {
		d.Receipts(t.Context())
		d.Work(t.Context())
	}
	if codes := d.codes(got.ID); codes != "I RS" || len(d.waiting()) != 0 {
		t.Errorf("feed %s", codes)
	}
	parcels := d.courier.parcels()
	if len(parcels) != 1 || !strings.HasPrefix(parcels[0].FileName, "DP_IZVPOL_") {
		t.Errorf("%+v", parcels)
	}
	files, err := d.Attachments(t.Context(), d.anna, got.ID)
	d.must(err)
	if last := files[len(files)-1]; last.By != "system:receipts" {
		t.Errorf("%+v", last)
	}
}

// TestAReceiptThatFailsByItselfIsLeftToAPerson: it is not tried again and again, but
// when only the key store is away.
func TestAReceiptThatFailsByItselfIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.box.AutoReceipts, d.box.Version = true, 1
	d.must(d.PutBox(t.Context(), "user:root", d.box))
	got := d.got("upd503")
	d.config.Signer = serverKeys{key: buyerKey, err: away}
	d.restart()
	d.Receipts(t.Context())
	d.config.Signer = serverKeys{key: buyerKey}
	d.restart()
	tries := 0
	d.courier.send = func(acceptance.Outgoing) (string, error) {
		tries++
		return "", &sdano.Error{Kind: sdano.Forbidden, Code: "x", Message: "Нет.", Remedy: "Нет."}
	}
	for range 3 {
		d.Receipts(t.Context())
		d.Work(t.Context())
		d.restart()
	}
	if tries != 1 || len(d.waiting()) != 1 {
		t.Errorf("%d tries, waiting %v, feed %s", tries, d.waiting(), d.codes(got.ID))
	}
	d.courier.send = nil
	m := d.receipts(d.waiting()...)[0]
	_, err := d.SendReceipts(t.Context(), d.anna, acceptance.ReceiptsToSend{Box: boxID, Items: []acceptance.ReceiptToSend{{Item: m.Item, Receipts: d.signed(m.Receipts...)}}})
	d.must(err)
	d.Work(t.Context())
	if len(d.waiting()) != 0 {
		t.Error("a person cannot send it either")
	}
}

func TestTwoProcessesMakeOneReceipt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.box.AutoReceipts, d.box.Version = true, 1
	d.must(d.PutBox(t.Context(), "user:root", d.box))
	d.got("upd503")
	config := d.config
	var second *acceptance.Service
	config.Signer = serverKeys{key: buyerKey}
	config.Node = "second"
	second = acceptance.New(config)
	d.config.Signer = meanwhile{serverKeys{key: buyerKey}, func() { second.Receipts(t.Context()) }}
	d.restart()
	d.Receipts(t.Context())
	d.Work(t.Context())
	if n := len(d.courier.parcels()); n != 1 {
		t.Errorf("%d parcels", n)
	}
}

// meanwhile does something while a receipt is being signed.
type meanwhile struct {
	serverKeys
	do func()
}

func (m meanwhile) Sign(ctx context.Context, who sign.Subject, thumbprint string, data []byte) ([]byte, error) {
	m.do()
	return m.serverKeys.Sign(ctx, who, thumbprint, data)
}
