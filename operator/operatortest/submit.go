package operatortest

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/reporting"
)

func submitGivesDocflow(t *testing.T, h *Harness) {
	d := h.dispatch(t, "0087", 1)
	ref, err := h.Operator.Submit(ctxOf(t), d)
	if err != nil {
		t.Fatal(err)
	}
	if ref.ID.IsZero() || ref.Type != "fns534-report" || ref.SentAt.IsZero() || ref.SentAt.Location() != time.UTC {
		t.Errorf("reference %+v", ref)
	}
	flow := h.docflow(t, ref.ID)
	if flow.DraftID != d.DraftID || flow.Type != ref.Type || !flow.SentAt.Equal(ref.SentAt) || flow.Status != "sent" || flow.Success != "neutral" {
		t.Errorf("docflow %+v", flow)
	}
	if got := h.content(t, ref.ID, find(t, flow, "fns534-report")); !bytes.Equal(got, d.Files[0].Data) {
		t.Errorf("the report came as %d other bytes", len(got))
	}
}

func repetitionAdopts(t *testing.T, h *Harness) {
	d := h.dispatch(t, "0087", 1)
	first, err := h.Operator.Submit(ctxOf(t), d)
	if err != nil {
		t.Fatal(err)
	}
	d.Files[0].Signature, d.Fresh = append(d.Files[0].Signature, "made anew"...), false
	for range 2 {
		again, err := h.Operator.Submit(ctxOf(t), d)
		if err != nil || again != first {
			t.Errorf("again %+v, %v, first %+v", again, err, first)
		}
	}
	h.counted(t, Counters{Sends: 1, Docflows: 1})
}

func (h *Harness) counted(t *testing.T, want Counters) {
	t.Helper()
	if got := h.Counters(t); got != want {
		t.Errorf("the counterpart counted %+v, want %+v", got, want)
	}
}

func findTells(t *testing.T, h *Harness) {
	d := h.dispatch(t, "0087", 1)
	h.finds(t, d, reporting.FoundNo)
	ref, err := h.Operator.Submit(ctxOf(t), d)
	if err != nil {
		t.Fatal(err)
	}
	if found := h.finds(t, d, reporting.FoundYes); found != ref {
		t.Errorf("found %+v, want %+v", found, ref)
	}
	// A further attempt of the same report is another draft.
	d.DraftID = sdano.NameID(d.Submission, "2")
	h.finds(t, d, reporting.FoundNo)
}

// finds asks for a draft and compares the answer.
func (h *Harness) finds(t *testing.T, d reporting.Dispatch, want reporting.Found) reporting.DocflowRef {
	t.Helper()
	ref, found, err := h.Operator.Find(ctxOf(t), d)
	if err != nil || found != want || (found == reporting.FoundYes) == ref.ID.IsZero() {
		t.Errorf("find: %+v, %v, %v, want %v", ref, found, err, want)
	}
	return ref
}

// lostAnswerSendsOnce loses the answer in both of the robot's ways.
func lostAnswerSendsOnce(t *testing.T, h *Harness) {
	ways := map[byte]bool{}
	sent := 0
	for n := 0; len(ways) < 2; n++ {
		d := h.dispatch(t, "0074", n)
		if way := d.DraftID[15] & 1; ways[way] {
			continue
		} else {
			ways[way] = true
		}
		sent++
		_, err := h.Operator.Submit(ctxOf(t), d)
		if e := submitError(t, err); e.Certain || e.Permanent {
			t.Errorf("the answer is lost, yet the adapter is certain: %+v", e)
		}
		d.Fresh = false
		found := h.finds(t, d, reporting.FoundYes)
		if again, err := h.Operator.Submit(ctxOf(t), d); err != nil || again != found {
			t.Errorf("again %+v, %v, found %+v", again, err, found)
		}
	}
	h.counted(t, Counters{Sends: sent, Docflows: sent})
}

func submitError(t *testing.T, err error) *reporting.SubmitError {
	t.Helper()
	var e *reporting.SubmitError
	if !errors.As(err, &e) {
		t.Fatalf("want a SubmitError, got %v", err)
	}
	if e.Text == "" || e.Err == nil {
		t.Errorf("the error says nothing: %+v", e)
	}
	return e
}

// manyWritersSendOnce lets several workers hand over reports, each twice at
// once.
func manyWritersSendOnce(t *testing.T, h *Harness) {
	const writers, each = 4, 5
	ctx := ctxOf(t)
	var group sync.WaitGroup
	for w := range writers {
		for i := range each {
			d := h.dispatch(t, "0087", w*each+i)
			d.Fresh = false // two at once: neither is the first for certain
			for range 2 {
				group.Go(func() {
					if err := h.insist(ctx, d); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
	group.Wait()
	h.counted(t, Counters{Sends: writers * each, Docflows: writers * each})
}

// insist hands a report over until it is sent: the other one at it may make a
// try fail, but never for good.
func (h *Harness) insist(ctx context.Context, d reporting.Dispatch) (err error) {
	for range 5 {
		if _, err = h.Operator.Submit(ctx, d); err == nil {
			return nil
		}
		var e *reporting.SubmitError
		if errors.As(err, &e) && e.Permanent {
			return err
		}
	}
	return err
}

func slowSend(t *testing.T, h *Harness) {
	d := h.dispatch(t, "0076", 1)
	type result struct {
		ref reporting.DocflowRef
		err error
	}
	out := make(chan result, 1)
	ctx := ctxOf(t)
	go func() {
		ref, err := h.Operator.Submit(ctx, d)
		out <- result{ref, err}
	}()
	for {
		select {
		case r := <-out:
			if r.err != nil {
				t.Fatal(r.err)
			}
			h.finds(t, d, reporting.FoundYes)
			h.counted(t, Counters{Sends: 1, Docflows: 1})
			return
		default:
			h.Tick(t)
		}
	}
}

// givenUpSend gives up a send while the counterpart still works on it: later and
// later, until the send was asked for before the end.
func givenUpSend(t *testing.T, h *Harness) {
	d := h.dispatch(t, "0076", 1)
	found := reporting.FoundNo
	for wait := 100 * time.Millisecond; found == reporting.FoundNo; wait *= 2 {
		ctx, cancel := context.WithTimeout(ctxOf(t), wait)
		_, err := h.Operator.Submit(ctx, d)
		cancel()
		e := submitError(t, err)
		if e.Certain && !d.Fresh {
			t.Fatalf("certain of a draft that an earlier try may have sent: %+v", e)
		}
		d.Fresh = false
		h.ticks(t, stages)
		if _, found, err = h.Operator.Find(ctxOf(t), d); err != nil {
			t.Fatal(err)
		}
		if e.Permanent || e.Certain && found != reporting.FoundNo {
			t.Fatalf("given up, yet certain: %+v, found %v", e, found)
		}
	}
	ref := h.finds(t, d, reporting.FoundYes)
	if again, err := h.Operator.Submit(ctxOf(t), d); err != nil || again != ref {
		t.Errorf("again %+v, %v, found %+v", again, err, ref)
	}
	h.counted(t, Counters{Sends: 1, Docflows: 1})
}

func checkRefuses(t *testing.T, h *Harness) {
	for n, tc := range []struct {
		name  string
		spoil func(d *reporting.Dispatch)
	}{
		{"not XML", func(d *reporting.Dispatch) { d.Files[0].Data = []byte("это не XML") }},
		{"cut off", func(d *reporting.Dispatch) { d.Files[0].Data = d.Files[0].Data[:len(d.Files[0].Data)/2] }},
		{"another name", func(d *reporting.Dispatch) { d.Files[0].Name = "NO_USN_0087_0087_779999991008_20260410_other.xml" }},
		{"another encoding", func(d *reporting.Dispatch) {
			d.Files[0].Data = bytes.Replace(d.Files[0].Data, []byte("windows-1251"), []byte("koi8-r"), 1)
		}},
		{"another recipient", func(d *reporting.Dispatch) { d.Code = "0088" }},
		{"no such recipient", func(d *reporting.Dispatch) { d.Code = "5001" }},
		{"no signature", func(d *reporting.Dispatch) { d.Files[0].Signature = nil }},
		{"no files", func(d *reporting.Dispatch) { d.Files = nil }},
	} {
		d := h.dispatch(t, "0087", n)
		tc.spoil(&d)
		_, err := h.Operator.Submit(ctxOf(t), d)
		if e := submitError(t, err); !e.Certain || !e.Permanent || len(e.Reasons) == 0 || e.Reasons[0].Text == "" {
			t.Errorf("%s: %+v", tc.name, e)
		}
		h.finds(t, d, reporting.FoundNo)
	}
	h.counted(t, Counters{})
}
