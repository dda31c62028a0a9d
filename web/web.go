package web

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"sdano"
	"sdano/titles"
)

// Config is what the pages are made of. Every port but Payers, Overviews, Terms,
// Acceptance, ServerKey, Demo and Trace is needed.
type Config struct {
	// Reporting, Monitor, Organizations, Head and Nav are the ports.
	Reporting     Reporting
	Monitor       Monitor
	Organizations Organizations
	Head          Head
	Nav           NavLinks
	// Payers takes profiles and facts; nil closes the pages where they are entered.
	Payers Payers
	// Overviews compares the organisations; nil closes the page that shows them.
	Overviews Overviews
	// Terms are shown by the calendar; nil closes it. With it Days and FeedURL are
	// needed: the working days, and the address at which the calendar of a token of
	// the visitor's data area is read.
	Terms   Terms
	Days    WorkingDays
	FeedURL func(r *http.Request, v Visitor, token string) string
	// Acceptance serves the pages of documents («ЭДО»); nil closes them.
	Acceptance Acceptance
	// ServerKey tells of the key of the server that signs documents; nil means
	// that the server does not sign.
	ServerKey ServerKey
	// Check checks a document.
	Check func(titles.Input) titles.Verdict
	// Clock is the business clock: the day the pages show.
	Clock sdano.Clock
	// Visit finds the visitor's tenant and rights.
	Visit Visit
	// Demo marks a demo; nil in production. In a demo only requests whose Host
	// is a loopback name are answered.
	Demo *DemoInfo
	// MaxReport is the greatest report file that the form takes, in bytes; 0
	// means 100 MiB.
	MaxReport int64
	// Trace returns the number under which a request stands in the log; nil or
	// "" makes the pages draw one of their own.
	Trace func(context.Context) string
	// Poll is how often a watched tenant's head is asked for; 0 means 500 ms.
	Poll time.Duration
	// Log gets what went wrong; nil means the default logger.
	Log *slog.Logger
}

// Site serves the pages. It is an http.Handler; Close ends what it started.
type Site struct {
	Config
	hub     *hub
	handler http.Handler
	// checking holds a place for each file that is being checked.
	checking chan struct{}
}

//go:embed static
var static embed.FS

// New returns the site. The pollers behind GET /live run only while somebody
// listens; Close ends them together with the streams, so it belongs before
// http.Server.Shutdown (or into RegisterOnShutdown).
func New(c Config) *Site {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Poll <= 0 {
		c.Poll = 500 * time.Millisecond
	}
	if c.MaxReport <= 0 {
		c.MaxReport = 100 << 20
	}
	s := &Site{Config: c, checking: make(chan struct{}, checksAtOnce)}
	s.hub = newHub(c.Poll, s.version, c.Log)
	s.handler = s.secured(s.routes())
	return s
}

// Close ends every stream of GET /live and the pollers behind them, and returns
// when they have ended. It may be called more than once.
func (s *Site) Close() { s.hub.close() }

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// action is a handler that knows its visitor and may fail; its error becomes a
// page.
type action func(w http.ResponseWriter, r *http.Request, v Visitor) error

func (s *Site) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, do := range map[string]action{
		"GET /{$}":                                  s.monitorPage,
		"POST /reports":                             s.fileReport,
		"POST /demo/sample":                         s.fileSample,
		"GET /demo/sample":                          s.downloadSample,
		"GET /submissions":                          s.submissionsPage,
		"GET /submissions/{id}":                     s.submissionPage,
		"GET /submissions/{id}/files/{n}":           s.downloadPackage,
		"GET /submissions/{id}/events/{event}/file": s.downloadDocument,
		"GET /audit":                                s.auditPage,
		"POST /audit/{event}":                       s.auditEvent,
		"GET /organizations":                        s.organizationsPage,
		"GET /check":                                s.checkForm,
		"POST /check":                               s.checkFile,
		"GET /nav/{id}":                             s.openNav,
		"GET /a/{app}/{tenant}":                     s.freshDoor,
		"GET /a/{app}/{tenant}/{$}":                 s.freshDoor,
		"GET /live":                                 s.live,
		"/":                                         s.noPage,
	} {
		mux.Handle(pattern, s.page(do))
	}
	if s.Overviews != nil {
		mux.Handle("GET /overview", s.page(s.overviewPage))
		mux.Handle("GET /overview/file", s.page(s.overviewFile))
	}
	for pattern, do := range s.payerRoutes() {
		mux.Handle(pattern, s.page(do))
	}
	for pattern, do := range s.calendarRoutes() {
		mux.Handle(pattern, s.page(do))
	}
	for pattern, do := range s.documentRoutes() {
		mux.Handle(pattern, s.page(s.documents(do)))
	}
	mux.HandleFunc("GET /static/{name}", serveStatic)
	return mux
}

// page turns an action into a handler: it finds the visitor and shows errors.
func (s *Site) page(do action) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var v Visitor
		defer func() {
			if cause := recover(); cause != nil {
				s.rescue(w, r, v, cause)
			}
		}()
		v, err := s.Visit(r)
		if err == nil {
			err = do(w, r, v)
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			s.fail(w, r, v, err)
		}
	})
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secured adds the headers of safety and refuses foreign origins and, in a
// demo, foreign hosts.
func (s *Site) secured(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, Visitor{}, errForeignOrigin)
	}))
	inner := origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.Demo != nil && !loopback(r.Host) {
			s.fail(w, r, Visitor{}, errForeignHost)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

var (
	errForeignOrigin = &sdano.Error{
		Kind: sdano.Forbidden, Code: "foreign_origin",
		Message: "Форма отправлена не со страницы этого сервера.",
		Remedy:  "Откройте страницу заново по её обычному адресу и повторите действие.",
	}
	errForeignHost = &sdano.Error{
		Kind: sdano.Forbidden, Code: "foreign_host",
		Message: "Демонстрация отвечает только на адресе этого компьютера.",
		Remedy:  "Откройте её по адресу http://127.0.0.1 с портом, который напечатан при запуске.",
	}
	errNoPage = &sdano.Error{
		Kind: sdano.NotFound, Code: "no_page",
		Message: "Такой страницы нет.",
		Remedy:  "Проверьте адрес или начните с монитора.",
	}
)

// loopback reports whether a Host header names this very machine.
func loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

func (s *Site) noPage(http.ResponseWriter, *http.Request, Visitor) error { return errNoPage }

// today returns the business day in Moscow.
func (s *Site) today() sdano.Date { return sdano.DateOf(s.Clock.Now(), sdano.Moscow) }

var staticTypes = map[string]string{
	"app.css": "text/css; charset=utf-8", "document.css": "text/css; charset=utf-8",
	"app.js": "text/javascript; charset=utf-8", "favicon.svg": "image/svg+xml",
}

// serveStatic serves an embedded file; its address carries the hash of the
// content, so it may be kept for ever.
func serveStatic(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	data, known := assets[name]
	if !known {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", staticTypes[name])
	if slices.Contains(r.URL.Query()["v"], hashes[name]) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	w.Write(data)
}
