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
	key, err := httpx.IdempotencyKey(c.r)
	if err != nil {
		return err
	}
	leave, err := h.room(c.r)
	if err != nil {
		return err
	}
	defer leave()
	body, err := httpx.ReadBody(c.w, c.r, httpx.MaxReport)
	if err != nil {
		return err
	}
	reg := reporting.Registration{FileName: q["file_name"], Data: body, ResendReason: q["resend_reason"]}
	if key == "" {
		return h.registerAnew(c, reg)
	}
	return h.registerOnce(c, key, reg)
}

func (h *Handler) registerAnew(c call, reg reporting.Registration) error {
	got, err := h.c.Reporting.Register(c.r.Context(), c.who.Actor(), c.tenant, reg)
	if err != nil {
		return err
	}
	body, err := httpx.Marshal(submissionOf(got.Submission))
	if err != nil {
		return err
	}
	c.created(body)
	return nil
}

// registerOnce registers under an idempotency key: the answer is recorded in
// the unit of the registration. It does not end with the connection, so that
// the unit is never left under way when the key is given free.
func (h *Handler) registerOnce(c call, key string, reg reporting.Registration) error {
	var refused error
	request := httpx.OnceRequest(c.tenant, c.who, "POST /v1/reports", key, []byte(reg.FileName), []byte(reg.ResendReason), reg.Data)
	o, replay, err := h.c.Access.DoInUnit(c.r.Context(), request, func(ctx context.Context, save access.Save) (int, []byte, bool) {
		var body []byte
		reg.Then = func(ctx context.Context, tx sdano.Tx, got reporting.Registered) (err error) {
			if body, err = httpx.Marshal(submissionOf(got.Submission)); err != nil {
				return err
			}
			return save(ctx, tx, http.StatusCreated, body)
		}
		if _, refused = h.c.Reporting.Register(context.WithoutCancel(ctx), c.who.Actor(), c.tenant, reg); refused != nil {
			return 0, nil, false
		}
		return http.StatusCreated, body, false
	})
	switch {
	case err != nil:
		return err
	case replay:
		httpx.Replayed(c.w)
	case refused != nil:
		return refused
	}
	c.created(o.Body)
	return nil
}

// created answers 201 with a submission and where it is found.
func (c call) created(body []byte) {
	var s struct {
		ID sdano.ID `json:"submission"`
	}
	if json.Unmarshal(body, &s) == nil {
		c.w.Header().Set("Location", "/v1/submissions/"+s.ID.String())
	}
	httpx.Bytes(c.w, http.StatusCreated, body)
}

// once answers a writing request with what do returns, under the idempotency
// key if there is one. parts are all that makes up the request.
func (h *Handler) once(c call, do func(ctx context.Context) (any, error), parts ...[]byte) error {
	key, err := httpx.IdempotencyKey(c.r)
	if err != nil {
		return err
	}
	if key == "" {
		v, err := do(c.r.Context())
		if err != nil {
			return err
		}
		httpx.JSON(c.w, http.StatusOK, v)
		return nil
	}
	var refused error
	request := httpx.OnceRequest(c.tenant, c.who, c.r.Method+" "+c.r.URL.Path, key, parts...)
	o, replay, err := h.c.Access.Do(c.r.Context(), request, func(ctx context.Context) (int, []byte, bool) {
		v, err := do(ctx)
		if err != nil {
			refused = err
			return 0, nil, false
		}
		body, err := httpx.Marshal(v)
		refused = err
		return http.StatusOK, body, err == nil
	})
	switch {
	case err != nil:
		return err
	case replay:
		httpx.Replayed(c.w)
	case refused != nil:
		return refused
	}
	httpx.Bytes(c.w, o.Status, o.Body)
	return nil
}
