package sandbox

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"

	"sdano"
)

// Limits of the interface.
const (
	parallel  = 20       // requests at once under /v1
	jsonLimit = 16 << 20 // bytes of a JSON body
	partLimit = 64 << 20 // bytes of a part of contents
	wholeSize = 1 << 29  // bytes of contents in all their parts
)

// call answers a request with a status and a body for JSON, nil for none.
type call func(r *http.Request) (status int, body any, err error)

func (s *Server) routes() http.Handler {
	v1 := http.NewServeMux()
	for pattern, h := range s.operatorCalls() {
		v1.Handle(pattern, s.json(h))
	}
	v1.HandleFunc("GET /v1/{account}/contents/{content}", s.contentBytes)
	v1.Handle("/v1/", s.json(noRoute))
	mux := http.NewServeMux()
	mux.Handle("/v1/", s.limited(s.authorized(v1)))
	mux.HandleFunc("POST /connect/token", s.token)
	for pattern, h := range s.controls() {
		mux.Handle(pattern, s.json(h))
	}
	mux.Handle("/", s.json(noRoute))
	return mux
}

func (s *Server) operatorCalls() map[string]call {
	const a, d, f = "/v1/{account}", "/v1/{account}/drafts", "/v1/{account}/docflows"
	return map[string]call{
		"GET /v1/events":                                               s.events,
		"POST " + a + "/contents":                                      s.postContent,
		"PUT " + a + "/contents/{content}":                             s.putContent,
		"POST " + d:                                                    s.postDraft,
		"PUT " + d + "/{draft}":                                        s.putDraft,
		"GET " + d + "/{draft}":                                        s.getDraft,
		"DELETE " + d + "/{draft}":                                     s.deleteDraft,
		"POST " + d + "/{draft}/documents":                             s.postDocument,
		"GET " + d + "/{draft}/documents/{document}":                   s.getDraftDocument,
		"POST " + d + "/{draft}/documents/{document}/signatures":       s.postSignature,
		"POST " + d + "/{draft}/check":                                 s.startTask(taskCheck),
		"POST " + d + "/{draft}/prepare":                               s.startTask(taskPrepare),
		"POST " + d + "/{draft}/send":                                  s.startTask(taskSend),
		"GET " + d + "/{draft}/tasks/{task}":                           s.getTask,
		"GET " + f:                                                     s.listDocflows,
		"GET " + f + "/{docflow}":                                      s.getDocflow,
		"GET " + f + "/{docflow}/documents/{document}":                 s.getDocflowDocument,
		"POST " + f + "/{docflow}/documents/{document}/generate-reply": s.generateReply,
		"PUT " + f + "/{docflow}/documents/{document}/replies/{reply}/signature": s.signReply,
		"POST " + f + "/{docflow}/documents/{document}/replies/{reply}/send":     s.sendReply,
	}
}

func (s *Server) controls() map[string]call {
	return map[string]call{
		"GET /directions":         s.directions,
		"PUT /sandbox/directions": s.putDirections,
		"POST /sandbox/tick":      s.tick,
		"POST /sandbox/heal":      s.heal,
		"GET /sandbox/counters":   s.counters,
		"PUT /sandbox/clock":      s.putClock,
		"GET /sandbox/clock":      s.getClock,
	}
}

func noRoute(r *http.Request) (int, any, error) {
	return 0, nil, &fault{status: http.StatusNotFound, code: "methodNotFound", message: "Метод «" + r.Method + " " + r.URL.Path + "» не существует."}
}

// json answers requests by a call.
func (s *Server) json(h call) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, body, err := h(r)
		switch {
		case errors.Is(err, errLost):
			panic(http.ErrAbortHandler) // the connection breaks
		case err != nil:
			s.fail(w, r, err)
		case body == nil:
			w.WriteHeader(status)
		default:
			s.write(w, status, body)
		}
	})
}

// errLost asks to break the connection instead of an answer.
var errLost = errors.New("the answer is lost")

// limited refuses more than the permitted number of requests at once.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
			next.ServeHTTP(w, r)
		default:
			s.fail(w, r, &fault{
				status: http.StatusTooManyRequests, code: "tooManyRequests", retryAfter: 1,
				message: "Слишком много одновременных запросов; допускается не больше 20.",
			})
		}
	})
}

// authorized asks for the bearer token and, where the path has one, for the
// account that it belongs to.
func (s *Server) authorized(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || !s.valid(token) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			s.fail(w, r, &fault{status: http.StatusUnauthorized, code: "unauthorized", message: "Токен отсутствует, неверен или истёк; получите новый: POST /connect/token."})
			return
		}
		account, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
		if account != s.c.Account && account != "events" {
			s.fail(w, r, &fault{status: http.StatusForbidden, code: "forbidden", message: "Нет доступа к учётной записи «" + account + "»."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// body reads at most limit bytes of a request.
func body(r *http.Request, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return nil, badRequest("badRequest", "Тело запроса не дочитано.")
	}
	if int64(len(data)) > limit {
		return nil, &fault{status: http.StatusRequestEntityTooLarge, code: "requestEntityTooLarge", message: "Тело запроса больше допустимого."}
	}
	return data, nil
}

// readJSON reads the body of a request; unknown members are let through, as the
// operators do.
func readJSON(r *http.Request, v any) error {
	data, err := body(r, jsonLimit)
	if err != nil {
		return err
	}
	if len(data) == 0 { // as an empty object
		return nil
	}
	if err := json.Unmarshal(data, v); err != nil {
		return badRequest("badRequest", "Тело запроса не читается как JSON.")
	}
	return nil
}

// pathID reads an identifier of the path; one that is none names nothing.
func pathID(r *http.Request, name, what string) (sdano.ID, error) {
	id, err := sdano.ParseID(r.PathValue(name))
	if err != nil || id.IsZero() {
		return sdano.ID{}, notFound(what)
	}
	return id, nil
}

// link is a link of an answer.
type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
	Name string `json:"name,omitzero"`
}

// href returns an address below the account, as the client reaches it.
func (s *Server) href(r *http.Request, path string) string {
	return "http://" + r.Host + "/v1/" + s.c.Account + path
}
