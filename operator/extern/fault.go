package extern

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
)

// fault is an answer of the operator that says no.
type fault struct {
	Status int
	// Known says that the answer has the operator's form: it was not a gateway
	// that said no.
	Known bool
	// ID is the operator's word, Message its text, Trace its number.
	ID, Message, Trace string
	RetryAfter         time.Duration
}

// Error returns what the operator said, for logs.
func (f *fault) Error() string {
	text := fmt.Sprintf("operator answers %d", f.Status)
	for _, part := range []string{f.ID, f.Message} {
		if part != "" {
			text += ": " + part
		}
	}
	if f.Trace != "" {
		text += " (trace " + f.Trace + ")"
	}
	return text
}

const urnPrefix = "urn:error:externapi:"

// says reports whether the operator's word has a part, in any case of letters.
func (f *fault) says(word string) bool {
	return strings.Contains(strings.ToLower(f.ID), strings.ToLower(word))
}

// faultJSON is an error as the operators write it.
type faultJSON struct {
	ID      string `json:"id"`
	Status  int    `json:"status-code"`
	Message string `json:"message"`
	TraceID string `json:"trace-id"`
}

// faultOf reads an answer that says no.
func (c *Client) faultOf(status int, header http.Header, body []byte) *fault {
	f := &fault{Status: status, RetryAfter: retryAfter(header, c.c.Clock.Now())}
	var text faultJSON
	if json.Unmarshal(body, &text, lenient) == nil {
		f.fill(text)
	}
	return f
}

func (f *fault) fill(text faultJSON) {
	f.Known = strings.HasPrefix(text.ID, urnPrefix)
	f.ID, f.Message, f.Trace = clip(text.ID, 100), clip(text.Message, 500), clip(text.TraceID, 100)
}

// clip shortens a text to at most n bytes of whole characters.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}

// retryAfter reads the header Retry-After: seconds or a date.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	if d, err := time.ParseDuration(text + "s"); err == nil && d > 0 {
		return d
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// unreadable is an answer that says yes and cannot be read.
type unreadable struct {
	What string
	Err  error
}

// Error names the answer and why it cannot be read.
func (u *unreadable) Error() string { return u.What + " unreadable: " + u.Err.Error() }

// Unwrap returns the cause.
func (u *unreadable) Unwrap() error { return u.Err }

// asFault returns the operator's no in an error, nil if it has none.
func asFault(err error) *fault {
	var f *fault
	errors.As(err, &f)
	return f
}

// says reports whether an error is a no of the operator with a word.
func says(err error, word string) bool {
	f := asFault(err)
	return f != nil && f.says(word)
}

// refusedAlready reports whether the operator says that it was done before.
func refusedAlready(err error) bool { return says(err, "alreadySent") }

func concurrent(err error) bool { return says(err, "concurrentApiTaskActive") }

// permanent reports whether the operator would say no to the same bytes again.
func permanent(err error) bool {
	f := asFault(err)
	if f == nil || !f.Known || concurrent(err) || refusedAlready(err) {
		return false
	}
	switch f.Status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// public makes an error for people of any error: an *sdano.Error in Russian with
// the cause for the log.
func public(err error) error {
	var own *sdano.Error
	if err == nil || errors.As(err, &own) {
		return err
	}
	var u *unreadable
	if errors.As(err, &u) {
		return &sdano.Error{
			Kind: sdano.Unprocessable, Code: "answer_unreadable", Err: err,
			Message: "Ответ оператора не удалось прочитать.",
			Remedy:  "Ничего делать не нужно: запрос будет повторён. Если ошибка повторяется, обратитесь в поддержку оператора.",
		}
	}
	if f := asFault(err); f != nil {
		return publicFault(f)
	}
	e := &sdano.Error{
		Kind: sdano.Unavailable, Code: "operator_unavailable", Err: err,
		Message: "Оператор не отвечает.",
		Remedy:  "Ничего делать не нужно: запрос будет повторён. Если связи нет долго, проверьте сеть и адрес оператора.",
	}
	if errors.Is(err, context.DeadlineExceeded) {
		e.Message = "Оператор не ответил за отведённое время."
	}
	return e
}

func publicFault(f *fault) error {
	e := &sdano.Error{
		Kind: sdano.Unavailable, Code: "operator_unavailable", Err: f,
		Message: fmt.Sprintf("Оператор сейчас не обслуживает запросы (ответ %d).", f.Status),
		Remedy:  "Ничего делать не нужно: запрос будет повторён.",
	}
	switch {
	case f.Status == http.StatusUnauthorized, f.Status == http.StatusForbidden:
		e.Code, e.Message = "operator_denied", "Оператор не принимает ключ доступа или учётную запись."
		e.Remedy = "Проверьте ключ (api-key) и учётную запись оператора в настройках."
	case f.Status == http.StatusTooManyRequests:
		e.Code, e.Message = "operator_busy", "Оператор просит обращаться к нему реже."
	case f.Status == http.StatusNotFound:
		e.Kind, e.Code, e.Message = sdano.NotFound, "operator_not_found", "Оператор не знает такого документа."
		e.Remedy = "Проверьте, та ли учётная запись оператора указана в настройках."
	case f.Status < http.StatusInternalServerError:
		e.Kind, e.Code = sdano.Unprocessable, "operator_refused"
		e.Message, e.Remedy = "Оператор отклонил запрос: "+firstOf(f.Message, f.ID, fmt.Sprint(f.Status)), "Исправьте указанное и повторите."
	}
	return e
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
