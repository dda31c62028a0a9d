package rest

import (
	"context"
	"net/http"
	"time"

	"sdano"
	"sdano/access"
	"sdano/httpapi/httpx"
	"sdano/reporting"
)

// Reporting is what the interface needs of the reporting mission;
// reporting.Service is one.
type Reporting interface {
	Filing
	Reading
	Auditing
}

// Filing takes reports and takes them back.
type Filing interface {
	// Register records a report file as a submission that is to be sent.
	Register(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, r reporting.Registration) (reporting.Registered, error)
	// WithdrawThen deletes a submission that was not sent yet.
	WithdrawThen(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, w reporting.Withdrawal) error
}

// Reading reads submissions and what belongs to them.
type Reading interface {
	// Submission returns one, or reporting.ErrNotFound.
	Submission(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (reporting.Submission, error)
	// Submissions returns what the query selects, newest first.
	Submissions(ctx context.Context, tenant sdano.Tenant, q reporting.Query) ([]reporting.Submission, error)
	// Events returns the events of a submission by Seq.
	Events(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]reporting.Event, error)
	// Event returns one with Raw, or reporting.ErrNotFound.
	Event(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (reporting.Event, error)
	// EventsAfter returns up to limit events of the tenant with Seq > after.
	EventsAfter(ctx context.Context, tenant sdano.Tenant, after int64, limit int) ([]reporting.Event, error)
	// Packages returns the files of a submission.
	Packages(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) ([]reporting.Package, error)
	// ReportStatus returns the verdict of a report; false if it has none.
	ReportStatus(ctx context.Context, tenant sdano.Tenant, report sdano.ID) (reporting.ReportStatus, bool, error)
}

// Auditing serves those who audit refusals and look after the centre.
type Auditing interface {
	// WriteEvent changes an event and all that follows from it.
	WriteEvent(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, change reporting.EventChange, cancel bool) error
	// Alarms returns the open alarms of the tenant, newest first.
	Alarms(ctx context.Context, tenant sdano.Tenant) ([]reporting.Alarm, error)
	// ConfirmDirections applies a list of directions that was held.
	ConfirmDirections(ctx context.Context, actor sdano.Actor) (reporting.DirectionsSummary, error)
}

// Access issues tokens and keeps answers under idempotency keys;
// access.Service does.
type Access interface {
	// Password lets a user in by login and password.
	Password(ctx context.Context, login, password string) (access.Principal, error)
	// Issue makes a bearer token that lives for ttl.
	Issue(ctx context.Context, login string, ttl time.Duration) (token string, expires time.Time, err error)
	// DoInUnit acts on a request once, its answer in the unit of its effect.
	DoInUnit(ctx context.Context, r access.Request, act access.UnitAct) (o access.Once, replay bool, err error)
}

// TokenLife is how long a token of POST /token lives unless Config says
// otherwise.
const TokenLife = 12 * time.Hour

// largeRoom is how many bytes of large reports are held at a time.
const largeRoom = 4 * httpx.MaxReport

// Config is what a Handler works with.
type Config struct {
	// Gate finds out who asks and for which data area.
	Gate httpx.Gate
	// Reporting is the mission, Access knows users and keys.
	Reporting Reporting
	Access    Access
	// TokenLife is how long a token of POST /token lives; 0 means TokenLife.
	TokenLife time.Duration
}

// Handler answers /v1/… and /token. It is safe for concurrent use.
type Handler struct {
	c      Config
	large  *httpx.Room
	routes http.Handler
}

// New returns a handler, to be mounted at /v1/ and /token.
func New(c Config) *Handler {
	if c.TokenLife == 0 {
		c.TokenLife = TokenLife
	}
	h := &Handler{c: c, large: httpx.NewRoom(largeRoom)}
	h.routes = httpx.Routes(httpx.Refuse, map[string]httpx.Action{
		"POST /token":                        h.token,
		"POST /v1/reports":                   h.in(access.ScopeReports, h.register),
		"GET /v1/reports/{id}":               h.in(access.ScopeReports, h.report),
		"GET /v1/submissions":                h.in(access.ScopeReports, h.submissions),
		"GET /v1/submissions/{id}":           h.in(access.ScopeReports, h.submission),
		"DELETE /v1/submissions/{id}":        h.in(access.ScopeReports, h.withdraw),
		"GET /v1/submissions/{id}/status":    h.in(access.ScopeReports, h.status),
		"GET /v1/submissions/{id}/events":    h.in(access.ScopeReports, h.eventsOf),
		"GET /v1/submissions/{id}/files":     h.in(access.ScopeReports, h.files),
		"GET /v1/submissions/{id}/files/{n}": h.in(access.ScopeReports, h.file),
		"GET /v1/events":                     h.in(access.ScopeReports, h.feed),
		"GET /v1/events/{id}":                h.in(access.ScopeReports, h.event),
		"GET /v1/events/{id}/document":       h.in(access.ScopeReports, h.document),
		"POST /v1/events/{id}/audit":         h.in(access.ScopeAudit, h.audit),
		"GET /v1/alarms":                     h.in(access.ScopeAudit, h.alarms),
		"POST /v1/directions/confirm":        h.confirmDirections,
	})
	return h
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.routes.ServeHTTP(w, r) }

// call is a request of somebody who may make it, in a data area he may enter.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	who    access.Principal
	tenant sdano.Tenant
}

// auditor reports whether the sender may see what waits for audit.
func (c call) auditor() bool { return c.who.Has(access.ScopeAudit) }

// in lets those through who have a right in the data area they name.
func (h *Handler) in(scope access.Scope, do func(call) error) httpx.Action {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := h.c.Gate.Principal(r)
		if err != nil {
			return err
		}
		tenant, err := h.c.Gate.Tenant(r, who)
		if err != nil {
			return err
		}
		if err := httpx.Need(who, scope); err != nil {
			return err
		}
		return do(call{w, r, who, tenant})
	}
}

// confirmDirections answers POST /v1/directions/confirm: the list of directions
// of all data areas that was held because it closes too much is read again and
// applied. It needs the right "jobs" and no data area.
func (h *Handler) confirmDirections(w http.ResponseWriter, r *http.Request) error {
	who, err := h.c.Gate.Principal(r)
	if err != nil {
		return err
	}
	if err := httpx.Need(who, access.ScopeJobs); err != nil {
		return err
	}
	if _, err := httpx.Query(r); err != nil {
		return err
	}
	sum, err := h.c.Reporting.ConfirmDirections(r.Context(), who.Actor())
	if err != nil {
		return err
	}
	httpx.JSON(w, http.StatusOK, sum)
	return nil
}

// id returns the reference in the path.
func (c call) id() (sdano.ID, error) {
	text := c.r.PathValue("id")
	id, err := sdano.ParseID(text)
	if err != nil {
		return id, httpx.BadValue("id", "«"+httpx.Shorten(text)+"» в пути запроса — не ссылка.", "Укажите идентификатор (UUID), полученный от сервера.")
	}
	return id, nil
}

// object returns the reference in the path of a request without parameters.
func (c call) object() (sdano.ID, error) {
	if _, err := httpx.Query(c.r); err != nil {
		return sdano.ID{}, err
	}
	return c.id()
}
