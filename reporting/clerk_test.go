package reporting_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/reporting"
	"sdano/titles/answer"
	"sdano/titles/report"
)

// The documents of a docflow.
const (
	docConfirmation = "fns534-report-date-confirmation"
	docReceipt      = "fns534-report-receipt"
	docAcceptance   = "fns534-report-acceptance-result-positive"
	docRefusal      = "fns534-report-acceptance-result-negative"
	docEntered      = "fns534-report-processing-result-ok"
	docPrecise      = "fns534-report-processing-result-precise"
)

var kinds = map[string]answer.Kind{
	docConfirmation: answer.DateConfirmation, docReceipt: answer.Receipt, docAcceptance: answer.Acceptance,
	docRefusal: answer.Refusal, docEntered: answer.Entered, docPrecise: answer.Clarification,
}

// clerk is a special operator that does what a test tells it to. What it
// accepted it never forgets.
type clerk struct {
	testing.TB
	mu sync.Mutex

	drafts   map[sdano.ID]*clerkDraft
	flows    map[sdano.ID]*clerkFlow
	order    []sdano.ID
	contents map[sdano.ID][]byte
	// receipts counts the receipts that were sent, by document.
	receipts map[sdano.ID]int

	// refuse, if set, is what the next submits end with, nothing being sent.
	refuse func(d reporting.Dispatch) error
	// lose is how many sends are accepted without the answer arriving.
	lose int
	// onFind, if set, is called once in the middle of the next Find.
	onFind func()
	// cannotTell makes Find know nothing.
	cannotTell bool
	// down is what every request ends with.
	down error
	// feed are pages of the feed from the cursor "" on; feedDown breaks it.
	feed     [][]sdano.ID
	feedDown error
	// noContent is a content that the operator does not give.
	noContent sdano.ID
	// hang makes reading a docflow wait for the end of the caller.
	hang bool
	// asked counts the calls by name.
	asked map[string]int
	// dispatched are the submits as they came.
	dispatched []reporting.Dispatch
	now        func() time.Time
}

type clerkDraft struct {
	built bool
	flow  sdano.ID
}

type clerkFlow struct {
	reporting.Docflow
	header report.Header
}

func newClerk(t testing.TB, now func() time.Time) *clerk {
	return &clerk{
		TB: t, drafts: map[sdano.ID]*clerkDraft{}, flows: map[sdano.ID]*clerkFlow{}, contents: map[sdano.ID][]byte{},
		receipts: map[sdano.ID]int{}, asked: map[string]int{}, now: now,
	}
}

var (
	errLost = errors.New("connection reset by peer")
	errDown = &sdano.Error{Kind: sdano.Unavailable, Code: "operator_unavailable", Message: "Оператор не отвечает.", Remedy: "Подождите."}
)

// enter counts a call and returns what it is to end with.
func (c *clerk) enter(name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[name]++
	return c.down
}

// Submit continues the draft and sends it once.
func (c *clerk) Submit(ctx context.Context, d reporting.Dispatch) (reporting.DocflowRef, error) {
	if err := c.enter("submit"); err != nil {
		return reporting.DocflowRef{}, &reporting.SubmitError{Certain: d.Fresh, Err: err, Text: "Нет связи."}
	}
	for _, f := range d.Files {
		if len(f.Signature) == 0 || len(d.Certificate) == 0 {
			c.Errorf("%s came unsigned", f.Name)
		}
	}
	draft := c.draft(d)
	reporting.Step(ctx, "draft built")
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dispatched = append(c.dispatched, d)
	if c.refuse != nil {
		if err := c.refuse(d); err != nil {
			return reporting.DocflowRef{}, err
		}
	}
	if draft.flow.IsZero() {
		draft.flow = c.open(d)
	}
	if c.lose > 0 {
		c.lose--
		return reporting.DocflowRef{}, &reporting.SubmitError{Err: errLost, Text: "Связь прервалась."}
	}
	return c.ref(draft.flow), nil
}

func (c *clerk) draft(d reporting.Dispatch) *clerkDraft {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.drafts[d.DraftID] == nil:
		c.drafts[d.DraftID] = &clerkDraft{}
	case d.Fresh:
		c.Errorf("draft %s is called fresh a second time", d.DraftID)
	}
	c.drafts[d.DraftID].built = true
	return c.drafts[d.DraftID]
}

// open makes a docflow of a dispatch; the caller holds the lock.
func (c *clerk) open(d reporting.Dispatch) sdano.ID {
	h, err := report.Read(d.Files[0].Name, d.Files[0].Data)
	if err != nil {
		c.Errorf("the operator cannot read %s: %v", d.Files[0].Name, err)
	}
	id := sdano.NewID()
	c.flows[id] = &clerkFlow{reporting.Docflow{ID: id, Type: "fns534-report", Status: "sent", DraftID: d.DraftID, SentAt: c.now()}, h}
	c.order = append(c.order, id)
	return id
}

func (c *clerk) ref(id sdano.ID) reporting.DocflowRef {
	return reporting.DocflowRef{ID: id, Type: "fns534-report", SentAt: c.flows[id].SentAt}
}

// Find tells whether a draft was sent.
func (c *clerk) Find(_ context.Context, d reporting.Dispatch) (reporting.DocflowRef, reporting.Found, error) {
	if err := c.enter("find"); err != nil {
		return reporting.DocflowRef{}, reporting.FoundCannotTell, err
	}
	c.mu.Lock()
	then := c.onFind
	c.onFind = nil
	c.mu.Unlock()
	if then != nil {
		then()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	draft := c.drafts[d.DraftID]
	switch {
	case c.cannotTell:
		return reporting.DocflowRef{}, reporting.FoundCannotTell, nil
	case draft == nil || draft.flow.IsZero():
		return reporting.DocflowRef{}, reporting.FoundNo, nil
	}
	return c.ref(draft.flow), reporting.FoundYes, nil
}

// Changes gives the feed page by page; the cursor is the number of the page.
func (c *clerk) Changes(_ context.Context, cursor string) (reporting.Changes, error) {
	if err := c.enter("changes"); err != nil {
		return reporting.Changes{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.feedDown != nil {
		return reporting.Changes{}, c.feedDown
	}
	n := len(cursor)
	if n >= len(c.feed) {
		return reporting.Changes{Next: cursor}, nil
	}
	return reporting.Changes{Docflows: c.feed[n], Next: cursor + "I", More: n+1 < len(c.feed)}, nil
}

// Docflow gives a docflow as it is now.
func (c *clerk) Docflow(ctx context.Context, id sdano.ID) (reporting.Docflow, error) {
	if err := c.enter("docflow"); err != nil {
		return reporting.Docflow{}, err
	}
	if c.hang {
		<-ctx.Done()
		return reporting.Docflow{}, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	flow := c.flows[id].Docflow
	flow.Documents = slices.Clone(flow.Documents)
	return flow, nil
}

// Content gives the bytes of a document.
func (c *clerk) Content(_ context.Context, _ sdano.ID, doc reporting.Document) ([]byte, error) {
	if err := c.enter("content"); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.noContent.IsZero() && doc.ContentID == c.noContent {
		return nil, errLost
	}
	return c.contents[doc.ContentID], nil
}

// Reply takes a receipt; one that was sent already is done.
func (c *clerk) Reply(ctx context.Context, r reporting.ReplyRequest) error {
	if err := c.enter("reply"); err != nil {
		return err
	}
	signature, err := r.Sign(ctx, []byte("receipt on "+r.Document.String()))
	if err != nil {
		return err
	}
	if len(signature) == 0 || r.Type != docReceipt {
		c.Errorf("receipt %s, signature %q", r.Type, signature)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.receipts[r.Document] == 0 {
		c.receipts[r.Document]++
	}
	return nil
}

// flow returns the docflow of a submission, by its UID.
func (c *clerk) flow(sub reporting.Submission) *clerkFlow {
	c.Helper()
	f := c.flows[sub.DocflowID]
	if f == nil || sub.UID != sub.DocflowID.Compact() {
		c.Fatalf("submission %s has no docflow: %q", sub.ID, sub.UID)
	}
	return f
}

// answers puts answers into the docflow of a submission, as they would be
// issued at an instant.
func (c *clerk) answers(sub reporting.Submission, at time.Time, types ...string) []reporting.Document {
	c.Helper()
	var out []reporting.Document
	for _, typ := range types {
		out = append(out, c.write(sub, typ, answer.Answer{Kind: kinds[typ], At: at}))
	}
	return out
}

// refuses puts a refusal with a code into the docflow.
func (c *clerk) refuses(sub reporting.Submission, code string) reporting.Document {
	c.Helper()
	return c.write(sub, docRefusal, answer.Answer{Kind: answer.Refusal, At: c.now(), Reasons: []answer.Reason{{Code: code, Text: "Причина " + code}}})
}

// write puts one answer into the docflow.
func (c *clerk) write(sub reporting.Submission, typ string, a answer.Answer) reporting.Document {
	c.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	flow := c.flow(sub)
	name, data, err := answer.Write(a, flow.header)
	if err != nil {
		c.Fatalf("%s: %v", typ, err)
	}
	return c.add(flow, typ, name, data)
}

// raw puts bytes that are no answer into the docflow.
func (c *clerk) raw(sub reporting.Submission, typ, name string, data []byte) reporting.Document {
	c.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.add(c.flow(sub), typ, name, data)
}

func (c *clerk) add(flow *clerkFlow, typ, name string, data []byte) reporting.Document {
	doc := reporting.Document{ID: sdano.NewID(), Type: typ, FileName: name, SentAt: c.now(), ContentID: sdano.NewID(), Replies: []string{docReceipt}}
	c.contents[doc.ContentID] = data
	flow.Documents = append(flow.Documents, doc)
	return doc
}

// change changes the docflow of a submission.
func (c *clerk) change(sub reporting.Submission, how func(*reporting.Docflow)) {
	c.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	how(&c.flow(sub).Docflow)
}

// count returns how often a call was made.
func (c *clerk) count(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[name]
}
