package fresh

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
)

// Prefix is the path below which the handler answers.
const Prefix = "/a/"

// Gate finds out who sends a request.
type Gate interface {
	// Principal returns the sender by the Authorization header; the error is an
	// *sdano.Error, of kind Unauthorized if the credentials are wrong.
	Principal(r *http.Request) (access.Principal, error)
}

// Config is what a Handler works with.
type Config struct {
	Gate Gate
	// Jobs starts jobs and gives out their results.
	Jobs *asyncdata.Service
	// Clock is the real clock.
	Clock sdano.Clock
	// Log receives the causes of internal errors; nil means the default logger.
	Log *slog.Logger
	// App is the name of the application in the paths; "" means "bs".
	App string
	// PublicURL is how clients reach the server, "https://host"; "" means the
	// Host header of the request.
	PublicURL string
	// Indicators answers hs/api/v1; nil means that there is no such part.
	Indicators Indicators
	// Pages is the address of the pages, with a slash at its end: the monitor is
	// at Pages, a navigation link at Pages + "nav/" + its identifier. "" means
	// "/".
	Pages string
}

// Handler answers everything below Prefix. It is safe for concurrent use.
type Handler struct {
	gate    Gate
	jobs    *asyncdata.Service
	log     *slog.Logger
	app     string
	public  string
	pages   string
	tickets *tickets
	// indicators and clock are those of Config.
	indicators Indicators
	clock      sdano.Clock
}

// New returns a handler, to be mounted at Prefix.
func New(c Config) *Handler {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Handler{
		gate: c.Gate, jobs: c.Jobs, log: c.Log,
		app: orElse(c.App, "bs"), public: strings.TrimRight(c.PublicURL, "/"), pages: orElse(c.Pages, "/"),
		tickets: newTickets(c.Clock), indicators: c.Indicators, clock: c.Clock,
	}
}

func orElse(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

// call is one request below the address of a data area.
type call struct {
	w http.ResponseWriter
	r *http.Request
	// app and area are the first two parts of the path, as they came.
	app, area string
	// tenant is the number in area; 0 if it is none.
	tenant sdano.Tenant
	// path are the parts of the path after the base.
	path []string
	// who sends the request; set by Handler.enter.
	who access.Principal
}

func newCall(w http.ResponseWriter, r *http.Request) *call {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, Prefix), "/"), "/")
	c := &call{w: w, r: r, app: parts[0]}
	if len(parts) > 1 {
		c.area, c.path = parts[1], parts[2:]
	}
	if n, err := strconv.ParseInt(c.area, 10, 64); err == nil && n > 0 {
		c.tenant = sdano.Tenant(n)
	}
	return c
}

// under returns the one or two parts of the path that follow the given ones;
// ok is false if the path is another one.
func (c *call) under(parts ...string) (rest []string, ok bool) {
	if len(c.path) <= len(parts) {
		return nil, false
	}
	for i, p := range parts {
		if !strings.EqualFold(c.path[i], p) {
			return nil, false
		}
	}
	return c.path[len(parts):], true
}

// method reports whether the request has one of the methods; if not, it
// answers 405.
func (c *call) method(allowed ...string) bool {
	for _, m := range allowed {
		if c.r.Method == m {
			return true
		}
	}
	c.w.Header().Set("Allow", strings.Join(allowed, ", "))
	c.w.WriteHeader(http.StatusMethodNotAllowed)
	return false
}

// text answers with a status and a sentence in Russian.
func (c *call) text(status int, message string) {
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.w.WriteHeader(status)
	_, _ = c.w.Write([]byte(message + "\n"))
}

// status answers with a status and no body.
func (c *call) status(status int) { c.w.WriteHeader(status) }

// ServeHTTP answers a request: who sends it is checked first, then where to.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := newCall(w, r)
	w.Header().Set("Cache-Control", "no-store")
	if len(c.path) == 0 || c.path[0] == "e1cib" {
		h.navigate(c)
		return
	}
	if rest, ok := c.under("hs", "dt", "download"); ok && len(rest) == 1 {
		h.download(c, rest[0])
		return
	}
	if rest, ok := c.under("hs", "dt", "upload"); ok && len(rest) == 1 {
		h.upload(c, rest[0])
		return
	}
	if !h.enter(c) {
		return
	}
	session(c)
	if rest, ok := c.under("hs", "api", "v1"); ok && h.knows(c) && h.indicators != nil {
		h.synchronous(c, rest)
		return
	}
	rest, ok := c.under("hs", "dt", "storage")
	if !ok || !h.knows(c) {
		c.status(http.StatusNotFound)
		return
	}
	h.storage(c, rest)
}

// knows reports whether the path begins with an address that may be a data
// area's. Whether the sender may enter it is told later, by the codes of the
// protocol.
func (h *Handler) knows(c *call) bool { return c.app == h.app && c.tenant != 0 }

// base returns the absolute address of the data area, with a slash at its end.
func (h *Handler) base(c *call) string {
	site := h.public
	if site == "" {
		scheme := "http://"
		if c.r.TLS != nil {
			scheme = "https://"
		}
		site = scheme + c.r.Host
	}
	return site + Prefix + c.app + "/" + c.area + "/"
}

// fail answers 500 with a reference number and logs the cause under it.
func (h *Handler) fail(c *call, err error) {
	ref := sdano.NewID().String()
	h.log.ErrorContext(c.r.Context(), "asynchronous data API", "ref", ref, "err", err)
	c.text(http.StatusInternalServerError, "Внутренняя ошибка. Номер обращения: "+ref)
}
