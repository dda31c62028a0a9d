package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"

	"sdano"
)

// troubles gives the HTTP status and the Russian heading of each kind of error.
var troubles = map[sdano.Kind]struct {
	status  int
	heading string
}{
	sdano.Invalid:       {http.StatusBadRequest, "Не удалось прочитать"},
	sdano.Unauthorized:  {http.StatusUnauthorized, "Нужен вход"},
	sdano.Forbidden:     {http.StatusForbidden, "Доступ закрыт"},
	sdano.NotFound:      {http.StatusNotFound, "Не найдено"},
	sdano.Conflict:      {http.StatusConflict, "Сейчас это сделать нельзя"},
	sdano.TooLarge:      {http.StatusRequestEntityTooLarge, "Слишком большой файл"},
	sdano.Unprocessable: {http.StatusUnprocessableEntity, "Есть ошибки"},
	sdano.TooMany:       {http.StatusTooManyRequests, "Слишком много запросов"},
	sdano.Unavailable:   {http.StatusServiceUnavailable, "Временно недоступно"},
	sdano.Storage:       {http.StatusInsufficientStorage, "Закончилось место"},
	sdano.Internal:      {http.StatusInternalServerError, "Что-то сломалось"},
}

// trouble is an error as a page shows it.
type trouble struct {
	Status                                int
	Heading, Message, Remedy, Trace, Code string
	Findings                              []sdano.Finding
	Back                                  link
	// Earlier is the submission that stands in the way of a new one.
	Earlier string
}

// named finds the identifier of a submission in a message.
var named = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// fail shows an error: what was wrong, what to do, and the number under which
// it stands in the log. What the visitor is not to know stays in the log.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, v Visitor, err error) {
	e := sdano.AsError(err)
	kind, ok := troubles[e.Kind]
	if !ok {
		kind = troubles[sdano.Internal]
	}
	t := trouble{
		Status: kind.status, Heading: kind.heading, Message: e.Message, Remedy: e.Remedy,
		Findings: e.Findings, Code: e.Code, Trace: s.trace(r), Back: backFrom(r),
	}
	if e.Kind == sdano.Conflict && e.Param == "resend_reason" {
		if id := named.FindString(e.Message); id != "" {
			t.Earlier = "/submissions/" + id
		}
		t.Remedy += " Причина указывается в форме «Сдать отчёт» под заголовком «Отчёт уже подавался»."
	}
	s.logFailure(r, t, err)
	if e.Kind == sdano.TooMany || e.Kind == sdano.Unavailable {
		w.Header().Set("Retry-After", "30")
	}
	f := frame{Title: t.Heading, Today: s.today(), Demo: s.Demo != nil, MayAudit: v.MayAudit, Documents: s.mayRead(v)}
	if err := s.show(w, r, t.Status, f, troublePage(t)); err != nil {
		http.Error(w, t.Heading+". "+t.Message, t.Status)
	}
}

// rescue turns a panic into an error page; http.ErrAbortHandler, the agreed way
// to cut an answer off, is passed on.
func (s *Site) rescue(w http.ResponseWriter, r *http.Request, v Visitor, cause any) {
	if cause == http.ErrAbortHandler { //nolint:errorlint // the value itself is agreed on
		panic(cause)
	}
	s.fail(w, r, v, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
}

func (s *Site) logFailure(r *http.Request, t trouble, err error) {
	if t.Status >= http.StatusInternalServerError && t.Status != http.StatusServiceUnavailable {
		s.Log.ErrorContext(r.Context(), "web: request failed", "trace", t.Trace, "path", r.URL.Path, "error", err)
		return
	}
	s.Log.DebugContext(r.Context(), "web: request refused", "trace", t.Trace, "path", r.URL.Path, "code", t.Code)
}

// trace returns the request's number in the log, or draws one.
func (s *Site) trace(r *http.Request) string {
	if s.Trace != nil {
		if id := s.Trace(r.Context()); id != "" {
			return id
		}
	}
	var b [8]byte
	// crypto/rand.Read never returns an error (Go 1.24): it ends the program.
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// backFrom returns where the visitor can go on after an error.
func backFrom(r *http.Request) link {
	switch {
	case strings.HasPrefix(r.URL.Path, "/audit/"):
		return link{"К проверке отказов", "/audit"}
	case strings.HasPrefix(r.URL.Path, "/submissions"):
		return link{"К списку отправок", "/submissions"}
	case r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/documents/") && strings.Contains(r.URL.Path, "/tasks/"):
		return link{"Вернуться к подписи", r.URL.Path} // the made file still waits there
	case strings.HasPrefix(r.URL.Path, "/documents/"):
		return backToDocument(r.URL.Path)
	case r.URL.Path == "/documents", strings.HasPrefix(r.URL.Path, "/receipts"):
		return link{"К списку документов", "/documents"}
	case r.URL.Path == "/reports":
		return link{"Вернуться к форме", "/#file"}
	case r.URL.Path == "/check":
		return link{"Вернуться к проверке", "/check"}
	}
	return link{"Открыть монитор", "/"}
}
