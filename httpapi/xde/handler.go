package xde

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/acceptance"
	"sdano/access"
	"sdano/httpapi/httpx"
)

// TokenLife is how long a token lives unless Config says otherwise.
const TokenLife = time.Hour

// MaxDocuments is the largest number of documents of a request unless Config
// says otherwise.
const MaxDocuments = 500

// Config is what a Handler works with.
type Config struct {
	// Gate finds out who asks; Access knows users and keys.
	Gate   httpx.Gate
	Access Access
	// Acceptance is the mission.
	Acceptance Acceptance
	// Check checks titles.
	Check Check
	// Keys finds certificates by thumbprint; nil means that the server has no
	// keys.
	Keys Keys
	// Sheets lays documents out for people; Ledger records the tasks that print.
	Sheets Sheets
	Ledger Ledger
	// PDF writes sheets as documents of pages; nil means that nothing does.
	PDF PDF
	// Hooks keeps webhooks; nil means that there are none.
	Hooks Hooks
	// Attorneys keeps powers of attorney; nil means that there are none.
	Attorneys Attorneys
	// Token answers POST /token for those who speak another dialect; nil means
	// that nobody does.
	Token http.Handler
	// Prefix stands before all paths, "/xde"; "" means nothing.
	Prefix string
	// TokenLife is how long a token lives; 0 means TokenLife.
	TokenLife time.Duration
	// MaxBody bounds bodies in bytes; 0 means httpx.MaxReport.
	MaxBody int64
	// MaxDocuments bounds the documents of a request; 0 means MaxDocuments.
	MaxDocuments int
	// Clock is the real clock.
	Clock sdano.Clock
}

// Handler answers the dialect. It is safe for concurrent use.
type Handler struct {
	c      Config
	places *places
	faces  map[string]face
	room   *httpx.Room
	routes http.Handler
	done   chan struct{}
}

// New returns a handler, to be given the requests whose paths it Owns.
func New(c Config) *Handler {
	if c.TokenLife == 0 {
		c.TokenLife = TokenLife
	}
	if c.MaxBody == 0 {
		c.MaxBody = httpx.MaxReport
	}
	if c.MaxDocuments == 0 {
		c.MaxDocuments = MaxDocuments
	}
	h := &Handler{c: c, places: newPlaces(), faces: facesOf(c.PDF), room: httpx.NewRoom(4 * c.MaxBody), done: make(chan struct{})}
	h.routes = httpx.Routes(refuse, h.table())
	return h
}

// Close ends the requests that wait for news. It may be called once.
func (h *Handler) Close() { close(h.done) }

type pathKey struct{}

// asked is the path as the client wrote it and the version that it names.
type asked struct {
	path    string
	version int
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, version := canonical(r.URL.Path, h.c.Prefix)
	r2 := r.WithContext(context.WithValue(r.Context(), pathKey{}, asked{r.URL.Path, version}))
	u := *r.URL
	u.Path, u.RawPath = path, ""
	r2.URL = &u
	defer rescue(w, r2)
	h.routes.ServeHTTP(w, r2)
}

// rescue tells a panic like any other fault. http.ErrAbortHandler is passed on:
// it is the agreed way to cut an answer off.
func rescue(w http.ResponseWriter, r *http.Request) {
	switch cause := recover(); cause {
	case nil:
	case http.ErrAbortHandler:
		panic(cause)
	default:
		refuse(w, r, 0, sdano.AsError(fmt.Errorf("panic: %v\n%s", cause, debug.Stack())))
	}
}

// calledPath returns the path as the client wrote it.
func calledPath(r *http.Request) string {
	a, _ := r.Context().Value(pathKey{}).(asked)
	return a.path
}

// call is a request of somebody who may make it.
type call struct {
	w    http.ResponseWriter
	r    *http.Request
	who  access.Principal
	v    acceptance.Visitor
	body []byte // of a POST request
}

func (c *call) ctx() context.Context { return c.r.Context() }

// permissions are the rights that count as permissions to documents.
var permissions = []acceptance.Permission{
	acceptance.Accept, acceptance.Revoke, acceptance.Reject, acceptance.Receive,
	acceptance.Upload, acceptance.Attorn, acceptance.Crypto, acceptance.Read,
}

// VisitorOf returns the visitor that somebody who came in is to the mission of
// acceptance.
func VisitorOf(p access.Principal) acceptance.Visitor {
	v := acceptance.Visitor{Actor: p.Actor(), Login: p.Login, Tenants: p.Tenants, Admin: p.Has(access.ScopeAdmin)}
	for _, s := range p.Scopes {
		if permission := acceptance.Permission(s); slices.Contains(permissions, permission) {
			v.Permissions = append(v.Permissions, permission)
		}
	}
	return v
}

// get lets those in who are known.
func (h *Handler) get(do func(*call) error) httpx.Action {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := h.c.Gate.Principal(r)
		if err != nil {
			return err
		}
		return do(&call{w: w, r: r, who: who, v: VisitorOf(who)})
	}
}

// post is get for requests with a body, which take effect once under an
// idempotency key.
func (h *Handler) post(do func(*call) error) httpx.Action {
	return h.get(func(c *call) error {
		key, err := httpx.IdempotencyKey(c.r)
		if err != nil {
			return err
		}
		leave, err := h.room.Enter(c.w, c.r, h.c.MaxBody)
		if err != nil {
			return err
		}
		defer leave()
		if c.body, err = httpx.ReadBody(c.w, c.r, h.c.MaxBody); err != nil {
			return err
		}
		if key == "" || len(c.who.Tenants) == 0 {
			return do(c)
		}
		return h.once(c, key, do)
	})
}

// decode reads the body's JSON.
func (c *call) decode(into any) error { return decode(c.body, into) }

// id returns the reference in the path.
func (c *call) id(name string) (sdano.ID, error) {
	value := c.r.PathValue(name)
	id, err := sdano.ParseID(value)
	if err != nil || id.IsZero() {
		return id, badValue("Id", "«"+shorten(value)+"» в пути запроса — не идентификатор", "Укажите идентификатор (guid), полученный от сервера.")
	}
	return id, nil
}

// compact writes JSON as clients search in it: without spaces, empty lists as [],
// absent ones as null.
var compact = json.JoinOptions(
	json.Deterministic(true), jsontext.AllowInvalidUTF8(true), json.FormatNilSliceAsNull(true),
)

// json answers with a value in JSON.
func (c *call) json(v any) error {
	body, err := json.Marshal(v, compact)
	if err != nil {
		return err
	}
	httpx.Bytes(c.w, http.StatusOK, body)
	return nil
}

// task answers with the number of a task.
func (c *call) task(number int64) error { return c.scalar(strconv.FormatInt(number, 10), false) }

// scalar answers with a number or reference, bare.
func (c *call) scalar(value string, quoted bool) error {
	if !prefersJSON(c.r) {
		h := c.w.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		_, _ = c.w.Write([]byte(value)) // the sender may be gone
		return nil
	}
	if quoted {
		value = `"` + value + `"`
	}
	httpx.Bytes(c.w, http.StatusOK, []byte(value))
	return nil
}
