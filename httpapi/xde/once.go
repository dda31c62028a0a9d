package xde

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"sdano/access"
	"sdano/httpapi/httpx"
)

// replayHeader is the header of an answer that was given before under the same
// idempotency key.
const replayHeader = "Idempotency-Replayed"

// maxKept bounds the answers that are kept for repetitions, in bytes: greater
// ones (previews, signatures of many files) change nothing and are made anew.
const maxKept = 1 << 20

// once answers a POST request under an idempotency key. A success is kept for
// 24 hours; a refusal changed nothing, so its repetition is judged anew. The act
// does not end with the connection, and is safe to repeat: what it made is found
// by its bytes, what it sent by the document's status.
func (h *Handler) once(c *call, key string, do func(*call) error) error {
	request := access.Request{
		Tenant: c.who.Tenants[0], Scope: c.who.Login + " POST " + c.r.URL.Path, Key: key, NoWait: true,
		Hash: httpx.OnceRequest(0, c.who, "", "", c.body).Hash,
	}
	var refused error
	var first *recorder
	o, replay, err := h.c.Access.Do(c.ctx(), request, func(ctx context.Context) (int, []byte, bool) {
		first = &recorder{header: http.Header{}}
		inner := *c
		inner.w, inner.r = first, c.r.WithContext(context.WithoutCancel(ctx))
		if refused = do(&inner); refused != nil {
			return 0, nil, false
		}
		return first.status, first.kept(), first.body.Len() <= maxKept
	})
	switch {
	case err != nil:
		return err
	case replay:
		c.replay(o)
	case refused != nil:
		return refused
	default:
		first.writeTo(c.w)
	}
	return nil
}

// replay gives an answer that was given before: its type stands before it.
func (c *call) replay(o access.Once) {
	kind, body, _ := strings.Cut(string(o.Body), "\n")
	h := c.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set(replayHeader, "true")
	c.w.WriteHeader(o.Status)
	_, _ = c.w.Write([]byte(body)) // the sender may be gone
}

// recorder holds an answer until it is recorded.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the header of the answer.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write keeps a piece of the body.
func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// kept returns the answer as it is recorded.
func (w *recorder) kept() []byte {
	return append([]byte(w.header.Get("Content-Type")+"\n"), w.body.Bytes()...)
}

func (w *recorder) writeTo(out http.ResponseWriter) {
	for name, values := range w.header {
		out.Header()[name] = values
	}
	out.WriteHeader(w.status)
	_, _ = out.Write(w.body.Bytes()) // the sender may be gone
}
