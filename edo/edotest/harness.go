package edotest

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/acceptance"
)

// Harness is an operator with the medium behind it.
type Harness struct {
	Operator acceptance.Operator
	// Box is a box of the operator, Other one into which nothing comes.
	Box, Other acceptance.Box
	// Bring makes documents reach Box from outside.
	Bring func(t testing.TB, files ...File)
	// Wait lets so much time go by that what was brought is ready to be polled
	// if the operator has seen it.
	Wait func()
	// Answer returns what is to be sent in answer to a document in Box, without
	// file and attempt.
	Answer func(t testing.TB) acceptance.Outgoing
	// Left returns what left Box, in the order of names.
	Left func(t testing.TB) []File
	// Restart returns the operator as a new process has it.
	Restart func(t testing.TB) acceptance.Operator
}

// File is a document or an answer with its signatures.
type File struct {
	Name       string
	Content    []byte
	Signatures [][]byte
}

// ctxOf returns a context that ends with the test, or when it takes too long.
func ctxOf(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// poll lets the operator look, waits and returns what it then brings.
func (h *Harness) poll(t testing.TB, box acceptance.Box, cursor string) (in []acceptance.Incoming, replies []acceptance.Reply, next string) {
	t.Helper()
	for range 2 {
		var err error
		if in, replies, next, err = h.Operator.Poll(ctxOf(t), box, cursor); err != nil {
			t.Fatal(err)
		}
		if len(in)+len(replies) > 0 {
			break
		}
		h.Wait()
	}
	return in, replies, next
}

// out returns an answer of a name that is ready to be sent.
func (h *Harness) out(t testing.TB, name string) acceptance.Outgoing {
	t.Helper()
	out := h.Answer(t)
	out.Attempt, out.Action = sdano.NewID(), acceptance.AcceptAction
	out.FileName, out.Content, out.Signature = name, []byte("<Файл "+name+"/>\r\n\x00\xff"), []byte("\x30\x00"+name)
	return out
}

// send sends and returns the operator's name of what it took.
func (h *Harness) send(t testing.TB, out acceptance.Outgoing) string {
	t.Helper()
	ref, err := h.Operator.Send(ctxOf(t), out)
	if err != nil || ref == "" {
		t.Fatalf("sent as %q, error %v", ref, err)
	}
	return ref
}

// wantFound fails the test unless Find gives a ref, or nothing if ref is "".
func (h *Harness) wantFound(t testing.TB, out acceptance.Outgoing, ref string) {
	t.Helper()
	got, found, err := h.Operator.Find(ctxOf(t), out)
	if err != nil || got != ref || found != (ref != "") {
		t.Fatalf("found %v as %q, error %v; want %q", found, got, err, ref)
	}
}
