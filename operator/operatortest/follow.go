package operatortest

import (
	"slices"
	"testing"

	"sdano"
)

func receiptsClose(t *testing.T, h *Harness) {
	ref := h.submit(t, "0087", 1)
	h.ticks(t, 3) // ПД, ИоП, КВ
	if n := h.reply(t, ref.ID); n != 2 {
		t.Errorf("%d receipts on ПД and КВ", n)
	}
	if d := h.docflow(t, ref.ID); d.Status != "response-processed" {
		t.Errorf("after the receipt on КВ the docflow is %s", d.Status)
	}
	h.ticks(t, stages)
	if d := h.docflow(t, ref.ID); d.Status != "response-arrived" {
		t.Errorf("before the receipt on ИВ the docflow is %s", d.Status)
	}
	if n := h.reply(t, ref.ID); n != 1 {
		t.Errorf("%d receipts on ИВ", n)
	}
	flow := h.docflow(t, ref.ID)
	if flow.Status != "finished" {
		t.Errorf("after all receipts the docflow is %s", flow.Status)
	}
	for _, doc := range flow.Documents {
		if len(doc.Replies) > 0 {
			t.Errorf("%s still wants %v", doc.Type, doc.Replies)
		}
	}
	h.counted(t, Counters{Sends: 1, Docflows: 1, Replies: 3})
	if err := h.Operator.Reply(ctxOf(t), h.replyTo(ref.ID, find(t, flow, typeReport).ID, typeReceipt)); err == nil {
		t.Error("a receipt on the report itself was taken")
	}
}

// changes reads the feed to its end.
func (h *Harness) changes(t *testing.T, cursor string) ([]sdano.ID, string) {
	t.Helper()
	var out []sdano.ID
	for {
		page, err := h.Operator.Changes(ctxOf(t), cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range page.Docflows {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		cursor = page.Next
		if !page.More {
			return out, cursor
		}
	}
}

func feedCursor(t *testing.T, h *Harness) {
	if none, _ := h.changes(t, ""); len(none) != 0 {
		t.Errorf("an empty feed tells %v", none)
	}
	a, b := h.submit(t, "0087", 1), h.submit(t, "0072", 2)
	first, cursor := h.changes(t, "")
	if !slices.Equal(first, []sdano.ID{a.ID, b.ID}) {
		t.Errorf("the feed tells %v, want %v and %v", first, a.ID, b.ID)
	}
	if none, same := h.changes(t, cursor); len(none) != 0 || same != cursor {
		t.Errorf("without news the feed tells %v and goes from %s to %s", none, cursor, same)
	}
	h.Tick(t)
	news, next := h.changes(t, cursor)
	if len(news) != 2 || next == cursor {
		t.Errorf("after a stage the feed tells %v and goes to %s", news, next)
	}
	if again, _ := h.changes(t, cursor); !slices.Equal(again, news) {
		t.Errorf("the same cursor tells %v, then %v", news, again)
	}
	c := h.submit(t, "0071", 3)
	if news, _ = h.changes(t, next); !slices.Equal(news, []sdano.ID{c.ID}) {
		t.Errorf("after a send the feed tells %v, want %v", news, c.ID)
	}
}

func restartForgetsNothing(t *testing.T, h *Harness) {
	d := h.dispatch(t, "0087", 1)
	ref, err := h.Operator.Submit(ctxOf(t), d)
	if err != nil {
		t.Fatal(err)
	}
	h.ticks(t, 2)
	_, cursor := h.changes(t, "")
	before := h.docflow(t, ref.ID)
	h.Restart(t)
	if after := h.docflow(t, ref.ID); types(after) != types(before) || !after.SentAt.Equal(before.SentAt) || after.Status != before.Status {
		t.Errorf("before the restart %+v, after it %+v", before, after)
	}
	if again, err := h.Operator.Submit(ctxOf(t), d); err != nil || again != ref {
		t.Errorf("again %+v, %v, first %+v", again, err, ref)
	}
	if none, _ := h.changes(t, cursor); len(none) != 0 {
		t.Errorf("the restart made news of %v", none)
	}
	h.ticks(t, 1)
	h.Restart(t)
	h.ticks(t, stages)
	h.reply(t, ref.ID)
	h.Restart(t)
	if end := h.docflow(t, ref.ID); end.Status != "finished" {
		t.Errorf("ends %s with %q", end.Status, types(end))
	}
	h.counted(t, Counters{Sends: 1, Docflows: 1, Replies: 3})
}

func expiredToken(t *testing.T, h *Harness) {
	ref := h.submit(t, "0087", 1)
	h.Expire(t)
	h.docflow(t, ref.ID)
	h.Expire(t)
	h.submit(t, "0087", 2)
}
