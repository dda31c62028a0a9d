package reporting

import (
	"context"
	"slices"
	"time"

	"sdano"
	"sdano/sign"
)

// reply sends the receipts that are owed in the docflow: intent, act, result.
// One that was sent before counts as sent, so each may be repeated.
func (p *poll) reply(ctx context.Context) error {
	owed := p.f.owed()
	if len(owed) == 0 {
		return nil
	}
	if err := p.beginReplies(ctx, owed); err != nil {
		return err
	}
	step(ctx, "receipts recorded")
	who := sign.Subject{Tenant: p.row.Tenant, TaxID: p.f.sub.Key.Payer}
	cert, unsigned := p.s.c.Signer.Certificate(ctx, who)
	for i := range owed {
		err := unsigned
		if err == nil {
			err = p.s.c.Operator.Reply(ctx, ReplyRequest{
				Tenant: p.row.Tenant, Docflow: p.f.sub.DocflowID, Document: owed[i].Document, Type: owed[i].Type,
				Sender: who.TaxID, Certificate: cert,
				Sign: func(ctx context.Context, data []byte) ([]byte, error) { return p.s.c.Signer.Sign(ctx, who, data) },
			})
		}
		p.judge(ctx, &owed[i], err)
	}
	p.replied = !slices.ContainsFunc(owed, func(r Reply) bool { return r.State != DeliveryAccepted })
	step(ctx, "receipts sent")
	return p.endReplies(ctx, owed)
}

// judge notes how the sending of a receipt ended.
func (p *poll) judge(ctx context.Context, r *Reply, err error) {
	r.State = DeliverySending
	switch {
	case err == nil:
		r.State, r.EndedAt, r.Error = DeliveryAccepted, p.at, ""
		return
	case ended(ctx):
		return
	}
	text := "Извещение о получении не отправлено, попытка повторится сама. " + words(err, "")
	r.State, r.Error = DeliveryFailed, text
	p.fail(ctx, failReply, text, err)
}

// beginReplies records that the receipts are being sent.
func (p *poll) beginReplies(ctx context.Context, owed []Reply) error {
	return p.s.c.Units.Write(ctx, p.row.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		for _, r := range owed {
			r.State = DeliverySending
			if err := p.s.c.Store.PutReply(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// endReplies records what came of the receipts; the last one may end the
// docflow.
func (p *poll) endReplies(ctx context.Context, replies []Reply) error {
	return p.s.c.Units.Write(context.WithoutCancel(ctx), p.row.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		f, err := p.s.factsOf(ctx, tx, p.row.Submission)
		if err != nil {
			return err
		}
		for _, r := range replies {
			if err := p.endReply(ctx, tx, f, r); err != nil {
				return err
			}
		}
		return p.follow(ctx, tx, f, change{})
	})
}

// endReply records one receipt; only those that went out are journalled.
func (p *poll) endReply(ctx context.Context, tx sdano.Tx, f facts, r Reply) error {
	if err := p.s.c.Store.PutReply(ctx, tx, r); err != nil || r.State != DeliveryAccepted {
		return err
	}
	after := replyState{Document: r.Document, Type: r.Type}
	object := submissionObject(f.sub.ID)
	for _, e := range f.events {
		if e.DocumentID == r.Document {
			after.Event, object = e.ID, eventObject(f.sub.ID, e.ID)
		}
	}
	return p.s.record(ctx, tx, p.at, p.actor, "reply.sent", object, nil, after)
}

// replyState is what the journal keeps of a receipt.
type replyState struct {
	Document sdano.ID `json:"document"`
	Type     string   `json:"type"`
	Event    sdano.ID `json:"event,omitzero"`
}

// micro returns an instant in the precision of the store, zero for zero.
func micro(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}
