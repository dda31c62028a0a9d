package xde

import (
	"context"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/acceptance"
	"sdano/httpapi/httpx"
	"sdano/sign"
)

// actionPaths are the paths of the actions, below /documents.
var actionPaths = map[string]acceptance.Action{
	"accept": acceptance.AcceptAction, "reject": acceptance.RejectAction, "revoke": acceptance.RevokeAction,
	"revoke/accept": acceptance.RevokeAcceptAction, "revoke/reject": acceptance.RevokeRejectAction,
}

// addActions adds what can be done by each action.
func (h *Handler) addActions(table map[string]httpx.Action) {
	for path, action := range actionPaths {
		at := "/documents/" + path
		table["POST "+at+"/content"] = h.post(h.generate(action))
		table["POST "+at+"/content/batch"] = h.post(h.batch(action))
		table["GET "+at+"/content/tasks/{id}"] = h.get(h.task(action, acceptance.Making, madeResults))
		table["POST "+at+"/preview"] = h.post(h.preview(action))
		table["POST "+at+"/local"] = h.post(h.send(action))
		table["GET "+at+"/local/tasks/{id}"] = h.get(h.task(action, acceptance.Sending, sentResults))
	}
}

// generateBody is a request for the files of an action, with the members that
// old clients send instead of others.
type generateBody struct {
	acceptance.GenerateRequest
	// Result is what AcceptanceResults became, Thumbprint names a certificate
	// of the server's keys.
	Result     *acceptance.Result `json:"AcceptanceResult"`
	Thumbprint string             `json:"Thumbprint"`
	// Reason and Text are other names of Comment.
	Reason string `json:"Reason"`
	Text   string `json:"Text"`
}

// request returns what is asked for in today's members.
func (h *Handler) request(ctx context.Context, c *call, b generateBody) (acceptance.GenerateRequest, error) {
	r := b.GenerateRequest
	if r.DocumentID.IsZero() {
		return r, missing("DocumentId")
	}
	if b.Result != nil && len(r.Acceptance) == 0 {
		if b.Result.DocumentID.IsZero() {
			b.Result.DocumentID = r.DocumentID
		}
		r.Acceptance = []acceptance.Result{*b.Result}
	}
	for _, other := range []string{b.Reason, b.Text} {
		if r.Comment == "" {
			r.Comment = other
		}
	}
	var err error
	if b.Thumbprint != "" && len(r.Certificate) == 0 && r.Signer == nil {
		r.Certificate, err = h.certificate(ctx, c, r.DocumentID, b.Thumbprint)
	}
	return r, err
}

// certificate returns the certificate of a thumbprint in the key store of the
// document's box.
func (h *Handler) certificate(ctx context.Context, c *call, document sdano.ID, thumbprint string) ([]byte, error) {
	if h.c.Keys == nil {
		return nil, acceptance.ErrSigningOff
	}
	d, err := h.c.Acceptance.Document(ctx, c.v, document)
	if err != nil {
		return nil, err
	}
	p, err := h.place(ctx, c.v, d.Box)
	if err != nil {
		return nil, err
	}
	thumbprint = strings.ToUpper(strings.ReplaceAll(thumbprint, " ", ""))
	return h.c.Keys.Certificate(ctx, sign.Subject{Tenant: d.Tenant, TaxID: p.box.TaxID}, thumbprint)
}

// wanted reads the body of a request for files.
func (h *Handler) wanted(c *call) (acceptance.GenerateRequest, error) {
	var b generateBody
	if err := c.decode(&b); err != nil {
		return acceptance.GenerateRequest{}, err
	}
	return h.request(c.ctx(), c, b)
}

// generate answers POST /documents/<action>/content with the number of a task.
func (h *Handler) generate(action acceptance.Action) func(*call) error {
	return func(c *call) error {
		r, err := h.wanted(c)
		if err != nil {
			return err
		}
		task, err := h.c.Acceptance.Generate(c.ctx(), c.v, action, r)
		if err != nil {
			return err
		}
		return c.task(task)
	}
}

// batchItem is what came of one request of a batch.
type batchItem struct {
	DocumentID sdano.ID   `json:"DocumentId"`
	TaskID     *int64     `json:"TaskId"`
	Error      *errorForm `json:"Error"`
}

// batch answers POST /documents/<action>/content/batch.
func (h *Handler) batch(action acceptance.Action) func(*call) error {
	return func(c *call) error {
		var in struct {
			Items []generateBody
		}
		if err := c.decode(&in); err != nil {
			return err
		}
		switch n := len(in.Items); {
		case n == 0:
			return missing("Items")
		case n > h.c.MaxDocuments:
			return h.tooMany("Items")
		}
		return c.json(struct {
			Items []batchItem `json:"Items"`
		}{h.items(c, action, in.Items)})
	}
}

// items has the requests of a batch done; those that cannot be understood are
// left out of what the mission is given.
func (h *Handler) items(c *call, action acceptance.Action, bodies []generateBody) []batchItem {
	out := make([]batchItem, len(bodies))
	var requests []acceptance.GenerateRequest
	var places []int
	for i, b := range bodies {
		out[i].DocumentID = b.DocumentID
		r, err := h.request(c.ctx(), c, b)
		if err != nil {
			out[i].Error = c.errorOf(err)
			continue
		}
		requests, places = append(requests, r), append(places, i)
	}
	for n, done := range h.c.Acceptance.GenerateBatch(c.ctx(), c.v, action, requests) {
		item := &out[places[n]]
		if done.Err != nil {
			item.Error = c.errorOf(done.Err)
		} else {
			item.TaskID = &done.Task
		}
	}
	return out
}

// errorOf returns the body of a refusal inside an answer.
func (c *call) errorOf(err error) *errorForm {
	e := httpx.Explain(err)
	httpx.Report(c.r, statusOf(e), e)
	f := bodyOf(c.r, e)
	return &f
}

// previewForm is a file as it would be made.
type previewForm struct {
	DocumentID sdano.ID      `json:"DocumentId"`
	Name       *string       `json:"Name"`
	XML        []byte        `json:"Xml"`
	Findings   []findingForm `json:"Findings"`
}

// preview answers POST /documents/<action>/preview.
func (h *Handler) preview(action acceptance.Action) func(*call) error {
	return func(c *call) error {
		r, err := h.wanted(c)
		if err != nil {
			return err
		}
		list, err := h.c.Acceptance.Preview(c.ctx(), c.v, action, r)
		if err != nil {
			return err
		}
		out := make([]previewForm, 0, len(list))
		for _, p := range list {
			out = append(out, previewForm{p.DocumentID, text(p.Name), p.Content, findingsOf(p.Findings)})
		}
		return c.json(struct {
			Documents []previewForm `json:"Documents"`
		}{out})
	}
}

// send answers POST /documents/<action>/local with the number of a task.
func (h *Handler) send(action acceptance.Action) func(*call) error {
	return func(c *call) error {
		var in struct {
			Items []acceptance.SendItem `json:"SignedTitlesOrReceipts"`
		}
		if err := c.decode(&in); err != nil {
			return err
		}
		switch n := len(in.Items); {
		case n == 0:
			return missing("SignedTitlesOrReceipts")
		case n > h.c.MaxDocuments:
			return h.tooMany("SignedTitlesOrReceipts")
		}
		task, err := h.c.Acceptance.Send(c.ctx(), c.v, action, in.Items)
		if err != nil {
			return err
		}
		return c.task(task)
	}
}

// taskForm is a task as it is told.
type taskForm struct {
	Status  int            `json:"TaskStatus"`
	Error   *string        `json:"TaskHandlingErrorMessage"`
	Results jsontext.Value `json:"Results"`
}

// results returns what came of a task in the interface's form.
type results func(t acceptance.Task) (any, error)

// task answers GET …/tasks/{id}. While the task is planned its results are null;
// what old clients wait for is that they no longer are, so that they are a list
// also after a failure.
func (h *Handler) task(action acceptance.Action, stage acceptance.Stage, tell results) func(*call) error {
	return func(c *call) error {
		id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
		if err != nil || id <= 0 {
			return badValue("TaskId", "не номер задачи", "Укажите номер, полученный при постановке задачи.")
		}
		t, err := h.c.Acceptance.Task(c.ctx(), c.v, action, stage, id)
		if err != nil {
			return err
		}
		f := taskForm{Status: int(t.State), Error: text(t.Error), Results: jsontext.Value("null")}
		if t.State == acceptance.Planned {
			c.w.Header().Set("Retry-After", "1")
			return c.json(f)
		}
		told, err := tell(t)
		if err != nil {
			return err
		}
		if f.Results, err = json.Marshal(told, compact); err != nil {
			return err
		}
		return c.json(f)
	}
}

// stored reads the results that a task keeps; there are none if it failed.
func stored[T any](t acceptance.Task) ([]T, error) {
	list := []T{}
	if len(t.Results) == 0 {
		return list, nil
	}
	err := json.Unmarshal(t.Results, &list)
	return list, err
}

// madeForm is a file that a task made.
type madeForm struct {
	DocumentID  sdano.ID      `json:"DocumentId"`
	ContentLink sdano.ID      `json:"ContentLinkId"`
	Name        string        `json:"Name"`
	Findings    []findingForm `json:"Findings"`
}

func madeOf(list []acceptance.Made) []madeForm {
	out := make([]madeForm, 0, len(list))
	for _, m := range list {
		out = append(out, madeForm{m.DocumentID, m.ContentLink, m.Name, findingsOf(m.Findings)})
	}
	return out
}

func madeResults(t acceptance.Task) (any, error) {
	list, err := stored[acceptance.Made](t)
	return madeOf(list), err
}

// sentForm is what came of sending a file.
type sentForm struct {
	DocumentID sdano.ID `json:"DocumentId"`
	IsSent     bool     `json:"IsSent"`
	ErrorText  *string  `json:"ErrorText"`
}

func sentResults(t acceptance.Task) (any, error) {
	list, err := stored[acceptance.SentItem](t)
	out := make([]sentForm, 0, len(list))
	for _, s := range list {
		out = append(out, sentForm{s.DocumentID, s.IsSent, text(s.ErrorText)})
	}
	return out, err
}
