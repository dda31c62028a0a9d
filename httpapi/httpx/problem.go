package httpx

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"sdano"
)

// statuses maps kinds of errors to HTTP statuses.
var statuses = map[sdano.Kind]int{
	sdano.Invalid:       http.StatusBadRequest,
	sdano.Unauthorized:  http.StatusUnauthorized,
	sdano.Forbidden:     http.StatusForbidden,
	sdano.NotFound:      http.StatusNotFound,
	sdano.Conflict:      http.StatusConflict,
	sdano.TooLarge:      http.StatusRequestEntityTooLarge,
	sdano.Unprocessable: http.StatusUnprocessableEntity,
	sdano.TooMany:       http.StatusTooManyRequests,
	sdano.Unavailable:   http.StatusServiceUnavailable,
	sdano.Storage:       http.StatusInsufficientStorage,
	sdano.Internal:      http.StatusInternalServerError,
}

// Status returns the HTTP status of a kind of errors; 500 for an unknown one.
func Status(kind sdano.Kind) int {
	if s, ok := statuses[kind]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// problem is a problem document (RFC 9457) with our members.
type problem struct {
	Type     string          `json:"type"`
	Title    string          `json:"title"`
	Status   int             `json:"status"`
	Code     string          `json:"code"`
	Detail   string          `json:"detail"`
	Remedy   string          `json:"remedy,omitzero"`
	Param    string          `json:"param,omitzero"`
	Trace    string          `json:"trace"`
	Findings []sdano.Finding `json:"findings,omitempty"`
}

// Problem answers with the problem document of an error: its status by Kind,
// code, Russian detail and remedy, the parameter at fault, the number of the
// request and the findings. Causes go to the log only.
func Problem(w http.ResponseWriter, r *http.Request, err error) {
	e := Explain(err)
	Refuse(w, r, Status(e.Kind), e)
}

// Refuse is Problem with another status than that of the error's kind.
func Refuse(w http.ResponseWriter, r *http.Request, status int, e *sdano.Error) {
	Report(r, status, e)
	body, err := Marshal(problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: e.Code,
		Detail: e.Message, Remedy: e.Remedy, Param: e.Param, Trace: TraceID(r.Context()), Findings: e.Findings,
	})
	if err != nil {
		http.Error(w, http.StatusText(status), status)
		return
	}
	Challenge(w, status)
	write(w, status, "application/problem+json; charset=utf-8", body)
}

// Challenge sets the headers that belong to a status: WWW-Authenticate to 401,
// Retry-After in seconds to 429 and 503.
func Challenge(w http.ResponseWriter, status int) {
	h := w.Header()
	switch status {
	case http.StatusUnauthorized:
		h["Www-Authenticate"] = []string{`Bearer realm="sdano"`, `Basic realm="sdano", charset="UTF-8"`}
	case http.StatusTooManyRequests:
		h.Set("Retry-After", "60")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "5")
	}
}

// Explain returns err as an error for people. A request that its sender gave up
// or whose time ran out is told from a fault of ours.
func Explain(err error) *sdano.Error {
	var e *sdano.Error
	if !errors.As(err, &e) && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return &sdano.Error{
			Kind: sdano.Unavailable, Code: "interrupted", Err: err,
			Message: "Запрос не был выполнен до конца: соединение прервано или время ожидания истекло.",
			Remedy:  "Повторите запрос с тем же ключом идемпотентности: он не выполнится дважды.",
		}
	}
	return sdano.AsError(err)
}

// JSON answers with a status and v in JSON.
func JSON(w http.ResponseWriter, status int, v any) {
	body, err := Marshal(v)
	if err != nil {
		logOf(context.Background()).Error("answer cannot be written", "cause", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	Bytes(w, status, body)
}

// Bytes answers with a status and bytes that are JSON.
func Bytes(w http.ResponseWriter, status int, body []byte) {
	write(w, status, "application/json; charset=utf-8", body)
}

func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the sender may be gone
}
