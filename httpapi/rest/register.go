package rest

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/access"
	"sdano/httpapi/httpx"
	"sdano/reporting"
)

// register answers POST /v1/reports.
func (h *Handler) register(c call) error {
	q, err := httpx.Query(c.r, "file_name", "resend_reason")
	if err != nil {
		return err
	}
	if q["file_name"] == "" {
		return httpx.MissingParameter("file_name")
	}
	if _, err := httpx.IdempotencyKey(c.r); err != nil {
		return err // before the body is read
	}
	leave, err := h.large.Enter(c.w, c.r, httpx.MaxReport)
	if err != nil {
		return err
	}
	defer leave()
	body, err := httpx.ReadBody(c.w, c.r, httpx.MaxReport)
	if err != nil {
		return err
	}
	reg := reporting.Registration{FileName: q["file_name"], Data: body, ResendReason: q["resend_reason"]}
	return h.once(c, http.StatusCreated, func(ctx context.Context, keep keep) (any, error) {
		var registered submissionForm
		reg.Then = func(ctx context.Context, tx sdano.Tx, got reporting.Registered) error {
			registered = submissionOf(got.Submission)
			return keep(ctx, tx, registered)
		}
		_, err := h.c.Reporting.Register(ctx, c.who.Actor(), c.tenant, reg)
		return registered, err
	}, []byte(reg.FileName), []byte(reg.ResendReason), reg.Data)
}

// answer answers with a body; one of 201 is a submission, and the answer says
// where it is found.
func (c call) answer(status int, body []byte) {
	var s struct {
		ID sdano.ID `json:"submission"`
	}
	if status == http.StatusCreated && json.Unmarshal(body, &s) == nil {
		c.w.Header().Set("Location", "/v1/submissions/"+s.ID.String())
	}
	httpx.Bytes(c.w, status, body)
}

// keep records an answer in the unit of its effect; without an idempotency key
// it does nothing.
type keep func(ctx context.Context, tx sdano.Tx, answer any) error

// once answers a writing request with a status and what do returns, under the
// idempotency key if there is one; do gives the same to keep in its unit. parts
// are all that makes up the request. Under a key the unit does not end with the
// connection, so that it is never left under way when the key is given free.
func (h *Handler) once(c call, status int, do func(ctx context.Context, keep keep) (any, error), parts ...[]byte) error {
	key, err := httpx.IdempotencyKey(c.r)
	if err != nil {
		return err
	}
	if key == "" {
		return c.anew(status, do)
	}
	var refused error
	request := httpx.OnceRequest(c.tenant, c.who, c.r.Method+" "+c.r.URL.Path, key, parts...)
	o, replay, err := h.c.Access.DoInUnit(c.r.Context(), request, func(ctx context.Context, save access.Save) (int, []byte, bool) {
		var body []byte
		_, refused = do(context.WithoutCancel(ctx), func(ctx context.Context, tx sdano.Tx, answer any) (err error) {
			if body, err = httpx.Marshal(answer); err != nil {
				return err
			}
			return save(ctx, tx, status, body)
		})
		if refused != nil {
			return 0, nil, false
		}
		return status, body, false
	})
	switch {
	case err != nil:
		return err
	case replay:
		httpx.Replayed(c.w)
	case refused != nil:
		return refused
	}
	c.answer(o.Status, o.Body)
	return nil
}

// anew answers a writing request without an idempotency key.
func (c call) anew(status int, do func(ctx context.Context, keep keep) (any, error)) error {
	v, err := do(c.r.Context(), func(context.Context, sdano.Tx, any) error { return nil })
	if err != nil {
		return err
	}
	body, err := httpx.Marshal(v)
	if err != nil {
		return err
	}
	c.answer(status, body)
	return nil
}
