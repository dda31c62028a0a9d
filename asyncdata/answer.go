package asyncdata

import (
	"errors"
	"strings"
	"time"

	"sdano"
)

// Errors of Service.Start: they are data in the answer of the start, and no
// job exists.
var (
	// ErrForbidden: the user may not have the data (CodeForbidden).
	ErrForbidden = &sdano.Error{
		Kind: sdano.Forbidden, Code: "async_forbidden",
		Message: "Недостаточно прав для получения данных.",
		Remedy:  "Попросите администратора дать пользователю право на эти данные и область данных.",
	}
	// ErrUnknownData: nothing is registered under the data id
	// (CodeUnknownData).
	ErrUnknownData = &sdano.Error{
		Kind: sdano.NotFound, Code: "async_unknown_data",
		Message: "Данные с таким идентификатором не предоставляются.",
		Remedy:  "Список идентификаторов данных: hs/dt/storage/async/list.",
	}
)

// errOverTime tells that a handler took longer than it may.
var errOverTime = errors.New("asyncdata: the handler took too long")

// refusal returns the code and the message with which an error of a handler is
// answered; told is false if the message says nothing of the cause, which then
// belongs in the log.
func refusal(err error, job sdano.ID) (code Code, message string, told bool) {
	var e *sdano.Error
	if errors.As(err, &e) {
		switch e.Kind {
		case sdano.Invalid, sdano.Unprocessable, sdano.NotFound:
			return CodeBadParams, e.Message, true
		case sdano.Forbidden:
			return CodeForbidden, e.Message, true
		case sdano.Unavailable:
			return CodeInternal, e.Message, true
		}
	}
	return CodeInternal, "Внутренняя ошибка. Номер обращения: " + job.String(), false
}

// end marks the job as finished at an instant, to be kept for a while.
func (j *Job) end(code Code, message string, at time.Time, keep time.Duration) {
	j.State, j.Code, j.Message = Finished, code, message
	j.Params, j.LeaseOwner, j.LeaseUntil, j.NextAt = nil, "", time.Time{}, time.Time{}
	j.Finished, j.Expires = at, at.Add(keep)
}

// succeed ends the job with what its handler made and returns what is to be
// stored with it.
func (j *Job) succeed(out Output, at time.Time, keep time.Duration) Result {
	code := CodeDone
	if len(out.Warnings) > 0 {
		code = CodeWarnings
	}
	j.end(code, strings.Join(out.Warnings, "\n"), at, keep)
	result := Result{Links: stamped(out.Links, at)}
	if out.Name != "" {
		j.File = sdano.NewID()
		result.Files = []File{{
			ID: j.File, Tenant: j.Tenant, Owner: j.Owner, Job: j.ID,
			Name: out.Name, Body: out.Body, Created: at, Expires: j.Expires,
		}}
	}
	return result
}
