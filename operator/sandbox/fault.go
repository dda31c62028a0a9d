package sandbox

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"

	"sdano"
)

// fault is an error of the interface: what a client is told.
type fault struct {
	status  int
	code    string // after "urn:error:externapi:"
	message string
	context map[string]string
	// retryAfter is in seconds, 0 for none.
	retryAfter int
}

// Error returns code and message, for logs.
func (f *fault) Error() string { return fmt.Sprintf("%d %s: %s", f.status, f.code, f.message) }

// with returns the fault with one fact more in its context.
func (f *fault) with(name, value string) *fault {
	if f.context == nil {
		f.context = map[string]string{}
	}
	f.context[name] = value
	return f
}

func badRequest(code, message string) *fault {
	return &fault{status: http.StatusBadRequest, code: code, message: message}
}

func notFound(what string) *fault {
	return &fault{status: http.StatusNotFound, code: "notFound", message: what + " не найден."}
}

func busy() *fault {
	return &fault{
		status: http.StatusConflict, code: "concurrentApiTaskActive",
		message: "С черновиком уже выполняется задача; дождитесь её окончания.",
	}
}

func draftSent() *fault {
	return badRequest("draftAlreadySent", "Черновик уже отправлен: изменить или отправить его ещё раз нельзя.")
}

// faultJSON is an error as it is written.
type faultJSON struct {
	ID      string            `json:"id"`
	Status  int               `json:"status-code"`
	Message string            `json:"message"`
	TraceID string            `json:"trace-id"`
	TrackID string            `json:"track-id"`
	Context map[string]string `json:"context"`
}

func (f *fault) json(trace string) faultJSON {
	return faultJSON{
		ID: "urn:error:externapi:" + f.code, Status: f.status, Message: f.message,
		TraceID: trace, TrackID: trace, Context: f.context,
	}
}

// asFault makes a fault of any error; the cause of an unexpected one is for the
// log only.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return &fault{status: http.StatusInternalServerError, code: "internalServerError", message: "Внутренняя ошибка учебного оператора."}
}

// fail answers a request with an error.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	trace := sdano.NewID().Compact()
	f := asFault(err)
	if f.status >= http.StatusInternalServerError {
		s.c.Log.Error("sandbox: request failed", "method", r.Method, "path", r.URL.Path, "trace", trace, "error", err)
	}
	if f.retryAfter > 0 {
		w.Header().Set("Retry-After", fmt.Sprint(f.retryAfter))
	}
	s.write(w, f.status, f.json(trace))
}

// write answers a request with JSON.
func (s *Server) write(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		s.c.Log.Error("sandbox: answer", "error", err)
		status, text = http.StatusInternalServerError, nil
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
