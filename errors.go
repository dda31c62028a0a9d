package sdano

import (
	"errors"
	"fmt"
)

// Kind is the class of an Error: what the caller may do about it. Transports
// map it to their own statuses.
type Kind string

// The kinds of errors.
const (
	Invalid       Kind = "invalid"       // the request cannot be read
	Unauthorized  Kind = "unauthorized"  // nobody we know is asking
	Forbidden     Kind = "forbidden"     // known, but without the right
	NotFound      Kind = "not_found"     // no such thing for this tenant
	Conflict      Kind = "conflict"      // it clashes with the present state
	TooLarge      Kind = "too_large"     // over a limit of size
	Unprocessable Kind = "unprocessable" // readable, but wrong in itself
	TooMany       Kind = "too_many"      // slow down
	Unavailable   Kind = "unavailable"   // a thing we depend on is not there now
	Storage       Kind = "storage"       // out of space: nothing was recorded
	Internal      Kind = "internal"      // our fault
)

// Severity says how grave a Finding is; the zero value is an error.
type Severity string

// Warning is a Finding that does not make a document wrong.
const Warning Severity = "warning"

// Finding is one thing that is wrong in a document or request: what, where and
// by which rule.
type Finding struct {
	// Code is the permanent code of the rule.
	Code string `json:"code"`
	// FNS is the code by which ФНС refuses the same mistake, "" if there is none.
	FNS string `json:"fns,omitempty"`
	// Severity is "" for an error, or Warning.
	Severity Severity `json:"severity,omitempty"`
	// Source says who found it: "structure" (our own schema), "xsd" (a schema
	// put in by the user), "rule", "digits", "business"; "" where there is no
	// choice.
	Source string `json:"source,omitempty"`
	// Path says where: an XPath-like path or the name of a parameter.
	Path string `json:"path,omitempty"`
	// Member names the member of the request that led to it:
	// "Signer.Position"; "" if the request is not at fault.
	Member string `json:"member,omitempty"`
	// Line and Column are 1-based; 0 if unknown.
	Line   int `json:"line,omitzero"`
	Column int `json:"column,omitzero"`
	// Message is in Russian.
	Message string `json:"message"`
}

// Grave reports whether a list of findings has an error, not only warnings.
func Grave(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity != Warning {
			return true
		}
	}
	return false
}

// Error is an error that a person may read: it says in Russian what was wrong,
// where, and what to do. Nothing internal is in its texts; the cause, if any,
// is kept in Err for the log only.
type Error struct {
	Kind Kind
	// Code is stable, English, in snake_case; programs switch on it.
	Code string
	// Message says in Russian what was wrong and where.
	Message string
	// Remedy says in Russian what to do about it.
	Remedy string
	// Param is the name of the parameter or header at fault, "" if none.
	Param string
	// Findings lists what is wrong inside a document.
	Findings []Finding
	// Err is the cause for the log; it is never shown to a user.
	Err error
}

// Error returns code, message and cause, for logs.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Err)
	}
	return e.Code + ": " + e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an *Error of the same code, so that errors.Is
// works with the sentinel values of the missions.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// AsError returns err as an *Error. Any other error becomes one of kind
// Internal whose Russian text tells nothing of the cause.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{
		Kind: Internal, Code: "internal", Err: err,
		Message: "Внутренняя ошибка сервера.",
		Remedy:  "Повторите запрос позже; если ошибка повторяется, сообщите администратору номер обращения.",
	}
}

// IsKind reports whether err is an *Error of the kind.
func IsKind(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}
