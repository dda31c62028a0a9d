package xde

import (
	"net/http"
	"strings"

	"sdano"
	"sdano/access"
	"sdano/httpapi/httpx"
)

// errorForm is the body of a refusal. The members from Code on are ours.
type errorForm struct {
	RequestID string        `json:"RequestId"`
	Path      string        `json:"Path"`
	Method    string        `json:"Method"`
	Message   string        `json:"Message"`
	Details   string        `json:"Details"`
	Code      string        `json:"Code"`
	Retryable bool          `json:"Retryable"`
	Findings  []findingForm `json:"Findings"`
}

// The phrases by which clients know that a refusal is worth a repetition. They
// stand in the messages of two refusals and of no others.
const (
	pendingPhrase     = "запланированные задачи"
	unavailablePhrase = "недоступна"
)

const (
	pendingMessage    = "По документу есть " + pendingPhrase
	unavailablePrefix = "Операция " + unavailablePhrase + ": "
)

// codes are the names of refusals where they are not those of the errors in
// upper case.
var codes = map[string]string{
	access.ErrKeyReused.Code: "IDEMPOTENCY_MISMATCH",
}

// waits are the seconds after which a refusal is worth a repetition, by code.
var waits = map[string]string{
	"TASKS_PENDING": "5", "REQUEST_IN_PROGRESS": "1", "TOO_MANY_ATTEMPTS": "60", "RATE_LIMITED": "60",
}

// bodyOf returns the body of a refusal.
func bodyOf(r *http.Request, e *sdano.Error) errorForm {
	f := errorForm{
		RequestID: httpx.TraceID(r.Context()), Path: calledPath(r), Method: r.Method,
		Details: e.Remedy, Code: codeOf(e), Findings: findingsOf(e.Findings),
	}
	f.Message, f.Retryable = messageOf(f.Code, e)
	return f
}

func codeOf(e *sdano.Error) string {
	if code, ok := codes[e.Code]; ok {
		return code
	}
	return strings.ToUpper(e.Code)
}

// messageOf returns the message of a refusal and whether it is worth a
// repetition: the phrases that say so are put in where they belong and taken out
// elsewhere. An action that fits no state of the document is not worth one, though
// its message has the phrase.
func messageOf(code string, e *sdano.Error) (text string, retryable bool) {
	switch code {
	case "TASKS_PENDING":
		return pendingMessage, true
	case "OPERATION_UNAVAILABLE":
		reason := strings.TrimPrefix(e.Message, unavailablePrefix)
		return unavailablePrefix + tame.Replace(reason), e.Kind != sdano.Unprocessable
	}
	return tame.Replace(e.Message), false
}

// tame rewords the phrases that clients look for.
var tame = strings.NewReplacer(pendingPhrase, "незавершённые задачи", unavailablePhrase, "не работает")

// statusOf returns the status of a refusal: 401 and 403 say what they say, our
// own faults are 5xx, and everything else is 400, also an address or a method that
// is none of ours.
func statusOf(e *sdano.Error) int {
	switch {
	case e.Kind == sdano.Unauthorized, e.Code == access.ErrTooManyAttempts.Code:
		return http.StatusUnauthorized
	case e.Kind == sdano.Forbidden:
		return http.StatusForbidden
	case e.Kind == sdano.TooMany:
		return http.StatusTooManyRequests
	case e.Kind == sdano.Unavailable:
		return http.StatusServiceUnavailable
	case e.Kind == sdano.Internal || e.Kind == sdano.Storage:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// refuse answers with a refusal.
func refuse(w http.ResponseWriter, r *http.Request, _ int, e *sdano.Error) {
	status := statusOf(e)
	httpx.Report(r, status, e)
	f := bodyOf(r, e)
	if wait, ok := waits[f.Code]; ok {
		w.Header().Set("Retry-After", wait)
	} else if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	httpx.JSON(w, status, f)
}

func missing(member string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "missing_parameter", Param: member,
		Message: "Не указано обязательное значение: " + member + ".", Remedy: "Добавьте его к запросу.",
	}
}

func badValue(member, message, remedy string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: "bad_value", Param: member, Message: member + ": " + message + ".", Remedy: remedy}
}

func shorten(s string) string { return httpx.Shorten(s) }
