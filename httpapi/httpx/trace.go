package httpx

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"sdano"
)

// TraceHeader is the response header with the number of the request.
const TraceHeader = "X-Trace-Id"

type (
	traceKey struct{}
	logKey   struct{}
)

// Trace gives every request a number, "номер обращения": 16 hexadecimal digits
// that stand in the log, in problem documents and in the header TraceHeader. A
// request that already has one keeps it.
func Trace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if TraceID(r.Context()) == "" {
			r = r.WithContext(context.WithValue(r.Context(), traceKey{}, newTrace()))
		}
		w.Header().Set(TraceHeader, TraceID(r.Context()))
		next.ServeHTTP(w, r)
	})
}

func newTrace() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (Go 1.24)
	return hex.EncodeToString(b[:])
}

// TraceID returns the number of the request of a context, "" if it has none.
func TraceID(ctx context.Context) string {
	id, _ := ctx.Value(traceKey{}).(string)
	return id
}

// Log writes a line about every request to log, at level Debug, from status 500
// on at level Error, and gives the log to Problem. Query, headers and bodies
// are not logged, and the secret end of a temporary address is masked. A panic
// of next is logged with its stack and answered with 500.
func Log(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), logKey{}, log))
		seen := &recorder{ResponseWriter: w}
		begin := time.Now()
		defer func() {
			if cause := recover(); cause != nil {
				rescue(seen, r, cause)
			}
			line(log, r, seen, time.Since(begin))
		}()
		next.ServeHTTP(seen, r)
	})
}

// rescue answers a request whose handler panicked. http.ErrAbortHandler is
// passed on: it is the agreed way to cut an answer off.
func rescue(w *recorder, r *http.Request, cause any) {
	if cause == http.ErrAbortHandler { //nolint:errorlint // the value itself is agreed on
		panic(cause)
	}
	logOf(r.Context()).ErrorContext(r.Context(), "panic", "trace", TraceID(r.Context()), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
	if w.status == 0 {
		Problem(w, r, fmt.Errorf("panic: %v", cause))
	}
}

func line(log *slog.Logger, r *http.Request, seen *recorder, took time.Duration) {
	level := slog.LevelDebug
	if seen.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	log.LogAttrs(r.Context(), level, "request",
		slog.String("trace", TraceID(r.Context())), slog.String("method", r.Method), slog.String("path", mask(r.URL.Path)),
		slog.Int("status", seen.status), slog.Int64("bytes", seen.bytes), slog.Duration("took", took))
}

// mask hides the end of a temporary address («tmpid»): who knows it may use it.
func mask(path string) string {
	for _, part := range []string{"/download/", "/upload/", "/calendar/"} {
		if i := strings.Index(path, part); i >= 0 && len(path) > i+len(part)+4 {
			return path[:i+len(part)+4] + "…"
		}
	}
	return path
}

func logOf(ctx context.Context) *slog.Logger {
	if log, ok := ctx.Value(logKey{}).(*slog.Logger); ok {
		return log
	}
	return slog.Default()
}

// recorder notes status and length of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write notes the length.
func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush passes on what was written so far, for streams of events.
func (w *recorder) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// Unwrap gives http.ResponseController the writer below.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Report logs the cause of a refusal that is our fault or hides one, for
// dialects whose refusals have a form of their own.
func Report(r *http.Request, status int, e *sdano.Error) {
	if e.Err == nil && status < http.StatusInternalServerError {
		return
	}
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	logOf(r.Context()).LogAttrs(r.Context(), level, "refused",
		slog.String("trace", TraceID(r.Context())), slog.Int("status", status),
		slog.String("code", e.Code), slog.Any("cause", e.Err))
}
