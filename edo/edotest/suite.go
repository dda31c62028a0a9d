package edotest

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"sdano/acceptance"
)

// Run runs the suite; open gives each test a harness of its own.
func Run(t *testing.T, open func(t *testing.T) *Harness) {
	for _, tc := range []struct {
		name string
		test func(t *testing.T, h *Harness)
	}{
		{"what comes is brought as it is", broughtAsItIs},
		{"nothing new leaves the cursor", nothingNew},
		{"what was not taken is offered again", offeredAgain},
		{"what was taken is not offered again", notOfferedAgain},
		{"many documents come once each", manyComeOnce},
		{"what is sent leaves as it is", leavesAsItIs},
		{"find tells sent from not sent", findTells},
		{"an attempt is sent once", sentOnce},
		{"attempts differ", attemptsDiffer},
		{"who does not wait sends nothing", cancelled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.test(t, open(t))
		})
	}
}

// files returns the documents that came, by name.
func files(in []acceptance.Incoming) []File {
	var out []File
	for _, d := range in {
		out = append(out, File{d.FileName, d.Content, d.Signatures})
	}
	slices.SortFunc(out, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// want fails the test if files differ; no signatures are no signatures.
func want(t *testing.T, got, want []File) {
	t.Helper()
	same := func(a, b File) bool {
		return a.Name == b.Name && string(a.Content) == string(b.Content) &&
			(len(a.Signatures)+len(b.Signatures) == 0 || reflect.DeepEqual(a.Signatures, b.Signatures))
	}
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("files %q, want %q", got, want)
	}
}

func broughtAsItIs(t *testing.T, h *Harness) {
	brought := []File{
		{Name: "ON_NSCHFDOPPR_Ж.xml", Content: []byte("\xef\xbb\xbf<Файл/>\r\n\x00\xff"), Signatures: [][]byte{{0x30, 0}, []byte("MAA=")}},
		{Name: "Счёт № 1.pdf", Content: []byte("%PDF")},
	}
	h.Bring(t, brought...)
	in, replies, _ := h.poll(t, h.Box, "")
	want(t, files(in), brought)
	if len(replies) > 0 {
		t.Errorf("replies %v", replies)
	}
	if in, replies, _ := h.poll(t, h.Other, ""); len(in)+len(replies) > 0 {
		t.Errorf("another box has %v, %v", in, replies)
	}
	for _, d := range in {
		if d.Box != h.Box.ID || d.Output {
			t.Errorf("%s came into %s, output %v", d.FileName, d.Box, d.Output)
		}
	}
}

func nothingNew(t *testing.T, h *Harness) {
	for _, cursor := range []string{"", "17"} {
		if in, replies, next := h.poll(t, h.Box, cursor); len(in)+len(replies) > 0 || next != cursor {
			t.Errorf("after %q: %v, %v, %q", cursor, in, replies, next)
		}
	}
}

func offeredAgain(t *testing.T, h *Harness) {
	one := File{Name: "1.txt", Content: []byte("1")}
	h.Bring(t, one)
	for range 3 {
		in, _, next := h.poll(t, h.Box, "")
		want(t, files(in), []File{one})
		if next == "" {
			t.Error("the cursor did not move")
		}
	}
	h.Operator = h.Restart(t)
	in, _, _ := h.poll(t, h.Box, "")
	want(t, files(in), []File{one})
}

func notOfferedAgain(t *testing.T, h *Harness) {
	one, two := File{Name: "1.txt", Content: []byte("1")}, File{Name: "2.txt", Content: []byte("2"), Signatures: [][]byte{[]byte("s")}}
	h.Bring(t, one)
	_, _, cursor := h.poll(t, h.Box, "")
	h.Operator = h.Restart(t)
	in, _, cursor := h.poll(t, h.Box, cursor)
	want(t, files(in), nil)
	h.Bring(t, two)
	in, _, cursor = h.poll(t, h.Box, cursor)
	want(t, files(in), []File{two})
	in, _, _ = h.poll(t, h.Box, cursor)
	want(t, files(in), nil)
}

func manyComeOnce(t *testing.T, h *Harness) {
	var brought []File
	for i := range 230 {
		brought = append(brought, File{Name: fmt.Sprintf("%03d.txt", i), Content: fmt.Append(nil, i)})
	}
	h.Bring(t, brought...)
	var got []acceptance.Incoming
	cursor := ""
	for {
		in, _, next := h.poll(t, h.Box, cursor)
		if len(in) == 0 {
			break
		}
		got, cursor = append(got, in...), next
	}
	want(t, files(got), brought)
}

func leavesAsItIs(t *testing.T, h *Harness) {
	out := h.out(t, "ON_NSCHFDOPPOK_Ж.xml")
	h.send(t, out)
	want(t, h.Left(t), []File{{out.FileName, out.Content, [][]byte{out.Signature}}})
}

func findTells(t *testing.T, h *Harness) {
	sent, other := h.out(t, "sent.xml"), h.out(t, "other.xml")
	h.wantFound(t, sent, "")
	ref := h.send(t, sent)
	h.wantFound(t, sent, ref)
	h.wantFound(t, other, "")
	h.Operator = h.Restart(t)
	h.wantFound(t, sent, ref)
	h.wantFound(t, other, "")
}

// sentOnce: also by many at once, and after a restart.
func sentOnce(t *testing.T, h *Harness) {
	out := h.out(t, "once.xml")
	refs := make([]string, 8)
	var all sync.WaitGroup
	for i := range refs {
		all.Go(func() {
			var err error
			if refs[i], err = h.Operator.Send(context.Background(), out); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	h.Operator = h.Restart(t)
	refs = append(refs, h.send(t, out))
	if len(slices.Compact(refs)) != 1 {
		t.Errorf("the same attempt is %q", refs)
	}
	want(t, h.Left(t), []File{{out.FileName, out.Content, [][]byte{out.Signature}}})
}

func attemptsDiffer(t *testing.T, h *Harness) {
	one, two := h.out(t, "same.xml"), h.out(t, "same.xml")
	if a, b := h.send(t, one), h.send(t, two); a == b {
		t.Errorf("both are %s", a)
	}
	if left := h.Left(t); len(left) != 2 {
		t.Errorf("left: %q", left)
	}
}

func cancelled(t *testing.T, h *Harness) {
	out := h.out(t, "late.xml")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Operator.Send(ctx, out); err == nil {
		t.Error("it was sent")
	}
	h.wantFound(t, out, "")
	want(t, h.Left(t), nil)
}
