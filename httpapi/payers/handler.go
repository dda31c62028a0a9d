package payers

import (
	"context"
	"net/http"

	"sdano"
	"sdano/access"
	"sdano/bankfile"
	"sdano/httpapi/httpx"
	"sdano/monitor"
	"sdano/tablefile"
)

// Payers keeps profiles and facts; monitor.Service does. A zero sdano.TaxID means
// the main organisation; КПП is compared only if it is given.
type Payers interface {
	Records
	Tables
	Boards
}

// Tables are facts as tables of Excel and CSV.
type Tables interface {
	// ImportTable records the rows of a table.
	ImportTable(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, kind monitor.TableKind, file []byte) (monitor.TableImport, error)
	// Table returns facts as a sheet, or monitor.ErrNoTableKind.
	Table(kind monitor.TableKind, f monitor.Facts) (tablefile.Sheet, error)
}

// Boards are the monitors of payers.
type Boards interface {
	// Monitor computes the monitor of today.
	Monitor(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (monitor.Result, error)
	// MonitorOn computes it for another day.
	MonitorOn(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, day sdano.Date) (monitor.Result, error)
}

// Records are what the monitors are computed from.
type Records interface {
	// Profiles returns the payers of a tenant, the main one first.
	Profiles(ctx context.Context, tenant sdano.Tenant) ([]monitor.Profile, error)
	// Payer returns a profile and its facts, or monitor.ErrNoProfile.
	Payer(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (monitor.Profile, monitor.Facts, error)
	// Put enters a profile; expect is the one it was made from, if that matters.
	Put(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, p monitor.Profile, expect *monitor.Profile) (out monitor.Profile, created bool, err error)
	// Import adds the facts that are not stored yet.
	Import(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, f monitor.Facts) (monitor.Imported, error)
	// ImportStatement records a bank statement.
	ImportStatement(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, file []byte, income bool) (monitor.StatementImport, error)
	// Remove takes a fact away.
	Remove(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, fact sdano.ID) error
}

// Config is what a Handler works with.
type Config struct {
	// Gate finds out who asks and for which data area.
	Gate httpx.Gate
	// Payers is the mission.
	Payers Payers
	// Calendars keeps what people subscribe to; nil closes it.
	Calendars Calendars
	// App is the application's name in the addresses of calendars, PublicURL how
	// clients reach the server, "https://host"; "" means the address of the request.
	App, PublicURL string
	// Clock refills the budgets of wrong tokens: the real clock.
	Clock sdano.Clock
}

// Handler answers /v1/payers/…. It is safe for concurrent use.
type Handler struct {
	c       Config
	room    *httpx.Room
	guesses *access.Guesses
	routes  http.Handler
}

// maxBody is how large a profile or a list of facts may be, in bytes.
const maxBody = 8 << 20

// New returns a handler, to be mounted at /v1/payers, /v1/payers/,
// /a/{app}/{tenant}/api/v1/monitor/ and /a/{app}/{tenant}/api/v1/calendar/.
func New(c Config) *Handler {
	h := &Handler{c: c, room: httpx.NewRoom(2 * bankfile.MaxSize), guesses: access.NewGuesses(c.Clock)}
	read, write := access.ScopeMonitor, access.ScopeBooks
	routes := map[string]httpx.Action{
		"GET /v1/payers":                           h.in(read, h.list),
		"GET /v1/payers/{inn}":                     h.in(read, h.profile),
		"PUT /v1/payers/{inn}":                     h.in(write, h.put),
		"GET /v1/payers/{inn}/facts":               h.in(read, h.facts),
		"POST /v1/payers/{inn}/facts":              h.in(write, h.add),
		"POST /v1/payers/{inn}/statements":         h.in(write, h.statement),
		"GET /v1/payers/{inn}/tables/{kind}":       h.in(read, h.table),
		"POST /v1/payers/{inn}/tables/{kind}":      h.in(write, h.addTable),
		"DELETE /v1/payers/{inn}/facts/{id}":       h.in(write, h.remove),
		"GET /v1/payers/{inn}/monitor":             h.in(read, h.monitor),
		"GET /v1/payers/{inn}/monitor/why":         h.in(read, h.why),
		"GET /a/{app}/{tenant}/api/v1/monitor/why": h.in(read, h.why),
	}
	if c.Calendars != nil {
		routes["GET /v1/payers/{inn}/calendars"] = h.in(write, h.calendars)
		routes["POST /v1/payers/{inn}/calendars"] = h.in(write, h.subscribe)
		routes["DELETE /v1/payers/{inn}/calendars/{id}"] = h.in(write, h.revoke)
		routes["GET /a/{app}/{tenant}/api/v1/calendar/{file}"] = h.feed
	}
	h.routes = httpx.Routes(httpx.Refuse, routes)
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

// in lets those through who have a right in the data area they name.
func (h *Handler) in(scope access.Scope, do func(call) error) httpx.Action {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := h.c.Gate.Principal(r)
		if err != nil {
			return err
		}
		tenant, err := h.area(r, who)
		if err != nil {
			return err
		}
		if err := httpx.Need(who, scope); err != nil {
			return err
		}
		return do(call{w, r, who, tenant})
	}
}

// area returns the data area of the path or of the header.
func (h *Handler) area(r *http.Request, who access.Principal) (sdano.Tenant, error) {
	if number := r.PathValue("tenant"); number != "" {
		return httpx.EnterTenant(number, who)
	}
	return h.c.Gate.Tenant(r, who)
}

// payer returns the payer that a request names: {inn} of the path, or "inn" of
// the query where the path has none, and "kpp" of the query. Without any it is the
// main one.
func (c call) payer(known ...string) (id sdano.TaxID, q httpx.Params, err error) {
	known = append(known, "kpp")
	inPath := c.r.PathValue("inn")
	if inPath == "" {
		known = append(known, "inn")
	}
	if q, err = httpx.Query(c.r, known...); err != nil {
		return id, q, err
	}
	id = sdano.TaxID{INN: inPath, KPP: q["kpp"]}
	if inPath == "" {
		id.INN = q["inn"]
	}
	if id == (sdano.TaxID{}) {
		return id, q, nil
	}
	if !digits(id.INN) || !digits(id.KPP) || len(id.INN) != 10 && len(id.INN) != 12 {
		return id, q, httpx.BadValue("inn", "«"+httpx.Shorten(id.INN)+"» — не ИНН.", "Укажите 10 или 12 цифр ИНН, а КПП — параметром kpp.")
	}
	return id, q, nil
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
