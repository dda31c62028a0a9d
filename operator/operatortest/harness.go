package operatortest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/reporting"
	"sdano/sign"
)

// Harness is an adapter with the counterpart it talks to. The counterpart has
// the robots of the sandbox, chosen by the code of the office.
type Harness struct {
	Operator reporting.Operator
	// Payer is who reports.
	Payer sdano.TaxID
	// Report returns the n-th report of the payer to an office; the same
	// arguments give the same bytes, others another report.
	Report func(office string, n int) (name string, data []byte)
	// Tick moves every docflow of the counterpart by one stage.
	Tick func(t testing.TB)
	// Heal makes readable what could not be decrypted.
	Heal func(t testing.TB)
	// Restart ends the counterpart without notice and starts it on what it left
	// behind, at the same address.
	Restart func(t testing.TB)
	// Expire lets every token that was given out end, unseen by the adapter.
	Expire func(t testing.TB)
	// Counters returns what the counterpart counted.
	Counters func(t testing.TB) Counters
}

// Counters are the sends that the counterpart accepted, the docflows and the
// receipts it has.
type Counters struct {
	Sends    int `json:"sends"`
	Docflows int `json:"docflows"`
	Replies  int `json:"replies"`
}

const tenant = sdano.Tenant(1)

// ctxOf returns a context that ends with the test, or when it takes too long.
func ctxOf(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// dispatch returns the n-th report to an office, signed, as a first attempt.
func (h *Harness) dispatch(t *testing.T, office string, n int) reporting.Dispatch {
	t.Helper()
	name, data := h.Report(office, n)
	who := sign.Subject{Tenant: tenant, TaxID: h.Payer}
	certificate, err := sign.TestSigner{}.Certificate(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := sign.TestSigner{}.Sign(t.Context(), who, data)
	if err != nil {
		t.Fatal(err)
	}
	submission := sdano.NameID(sdano.ID{}, name)
	return reporting.Dispatch{
		Tenant: tenant, Submission: submission, DraftID: sdano.NameID(submission, "1"),
		Authority: reporting.FNS, Code: office, Sender: h.Payer, Payer: h.Payer, Certificate: certificate,
		Files: []reporting.File{{Name: name, Data: data, Signature: signature}}, Fresh: true,
	}
}

// submit hands a report to an office over.
func (h *Harness) submit(t *testing.T, office string, n int) reporting.DocflowRef {
	t.Helper()
	ref, err := h.Operator.Submit(ctxOf(t), h.dispatch(t, office, n))
	if err != nil {
		t.Fatalf("submit to %s: %v", office, err)
	}
	return ref
}

// stages are enough ticks for every robot to give all its answers.
const stages = 20

func (h *Harness) ticks(t *testing.T, n int) {
	t.Helper()
	for range n {
		h.Tick(t)
	}
}

// docflow reads a docflow.
func (h *Harness) docflow(t *testing.T, id sdano.ID) reporting.Docflow {
	t.Helper()
	d, err := h.Operator.Docflow(ctxOf(t), id)
	if err != nil {
		t.Fatalf("docflow: %v", err)
	}
	if d.ID != id {
		t.Fatalf("asked for docflow %s, got %s", id, d.ID)
	}
	return d
}

// content reads the bytes of a document.
func (h *Harness) content(t *testing.T, docflow sdano.ID, doc reporting.Document) []byte {
	t.Helper()
	data, err := h.Operator.Content(ctxOf(t), docflow, doc)
	if err != nil {
		t.Fatalf("content of %s: %v", doc.Type, err)
	}
	return data
}

// reply sends the receipts that can be sent in a docflow now, and each of them
// again.
func (h *Harness) reply(t *testing.T, id sdano.ID) (sent int) {
	t.Helper()
	seen := map[sdano.ID]bool{}
	for _, doc := range h.docflow(t, id).Documents {
		for _, typ := range doc.Replies {
			if seen[doc.ID] {
				continue
			}
			seen[doc.ID] = true
			for range 2 {
				if err := h.Operator.Reply(ctxOf(t), h.replyTo(id, doc.ID, typ)); err != nil {
					t.Fatalf("reply %s on %s: %v", typ, doc.Type, err)
				}
			}
			sent++
		}
	}
	return sent
}

func (h *Harness) replyTo(docflow, document sdano.ID, typ string) reporting.ReplyRequest {
	who := sign.Subject{Tenant: tenant, TaxID: h.Payer}
	return reporting.ReplyRequest{
		Tenant: tenant, Docflow: docflow, Document: document, Type: typ, Sender: h.Payer, Certificate: []byte(sign.TestMark),
		Sign: func(ctx context.Context, data []byte) ([]byte, error) {
			return sign.TestSigner{}.Sign(ctx, who, data)
		},
	}
}

// find returns the one document of a type, wherever it is told how often.
func find(t *testing.T, d reporting.Docflow, typ string) reporting.Document {
	t.Helper()
	i := slices.IndexFunc(d.Documents, func(doc reporting.Document) bool { return doc.Type == typ })
	if i < 0 {
		t.Fatalf("docflow has no %s: %s", typ, types(d))
	}
	return d.Documents[i]
}

// types are the types of the distinct documents of a docflow, sorted.
func types(d reporting.Docflow) string {
	seen := map[sdano.ID]bool{}
	var out []string
	for _, doc := range d.Documents {
		if !seen[doc.ID] {
			seen[doc.ID] = true
			out = append(out, strings.TrimPrefix(doc.Type, "fns534-report"))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
