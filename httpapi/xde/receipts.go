package xde

import (
	"sdano"
	"sdano/acceptance"
)

// queueForm is a document that waits for its receipt (ИОП).
type queueForm struct {
	Item       int64    `json:"QueueItemId"`
	DocumentID sdano.ID `json:"DocumentId"`
	Extra      string   `json:"ExtraQueueItemData"`
	CreatedAt  *string  `json:"CreatedDateTime"`
}

// queue answers GET /receiveConfirmations/queue.
func (h *Handler) queue(c *call) error {
	p, err := c.query()
	if err != nil {
		return err
	}
	box := p["boxid"]
	if box == "" {
		return missing("BoxId")
	}
	list, err := h.c.Acceptance.Queue(c.ctx(), c.v, box)
	if err != nil {
		return err
	}
	at, err := h.place(c.ctx(), c.v, box)
	if err != nil {
		return err
	}
	out := make([]queueForm, 0, len(list))
	for _, q := range list {
		out = append(out, queueForm{q.ID, q.Document, q.Extra, local(q.CreatedAt, at.zone)})
	}
	return c.json(out)
}

// bounded asks for a box and for some, but not too many, items of a member.
func (h *Handler) bounded(box, member string, items int) error {
	switch {
	case box == "":
		return missing("BoxId")
	case items == 0:
		return missing(member)
	case items > h.c.MaxDocuments:
		return h.tooMany(member)
	}
	return nil
}

// makeReceipts answers POST /receiveConfirmations/content.
func (h *Handler) makeReceipts(c *call) error {
	var in acceptance.ReceiptsRequest
	if err := c.decode(&in); err != nil {
		return err
	}
	if err := h.bounded(in.Box, "QueueItemIds", len(in.Items)); err != nil {
		return err
	}
	task, err := h.c.Acceptance.GenerateReceipts(c.ctx(), c.v, in)
	if err != nil {
		return err
	}
	return c.task(task)
}

// sendReceipts answers POST /receiveConfirmations/local.
func (h *Handler) sendReceipts(c *call) error {
	var in acceptance.ReceiptsToSend
	if err := c.decode(&in); err != nil {
		return err
	}
	if err := h.bounded(in.Box, "ReceiveConfirmationsToSend", len(in.Items)); err != nil {
		return err
	}
	task, err := h.c.Acceptance.SendReceipts(c.ctx(), c.v, in)
	if err != nil {
		return err
	}
	return c.task(task)
}

// madeReceiptsForm are the receipts of one item of the queue.
type madeReceiptsForm struct {
	Item     int64      `json:"QueueItemId"`
	Extra    string     `json:"ExtraQueueItemData"`
	Receipts []madeForm `json:"Receipts"`
}

func madeReceipts(t acceptance.Task) (any, error) {
	list, err := stored[acceptance.MadeReceipts](t)
	out := make([]madeReceiptsForm, 0, len(list))
	for _, m := range list {
		out = append(out, madeReceiptsForm{m.Item, m.Extra, madeOf(m.Receipts)})
	}
	return out, err
}

// sentReceiptForm is what came of sending the receipts of an item.
type sentReceiptForm struct {
	Item      int64   `json:"QueueItemId"`
	IsSent    bool    `json:"IsSent"`
	ErrorText *string `json:"ErrorText"`
}

func sentReceipts(t acceptance.Task) (any, error) {
	list, err := stored[acceptance.SentReceipt](t)
	out := make([]sentReceiptForm, 0, len(list))
	for _, s := range list {
		out = append(out, sentReceiptForm{s.Item, s.IsSent, text(s.ErrorText)})
	}
	return out, err
}
