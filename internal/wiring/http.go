package wiring

import (
	"context"
	"net/http"
	"time"

	"sdano"
	"sdano/access"
	"sdano/httpapi/fresh"
	"sdano/httpapi/httpx"
	"sdano/httpapi/methods"
	"sdano/httpapi/payers"
	"sdano/httpapi/rest"
	"sdano/httpapi/xde"
	"sdano/internal/demo"
	"sdano/web"
)

// handler joins the dialects and the pages under one address.
func (h *house) handler(c Config) http.Handler {
	gate := httpx.Gate{Access: h.access, Log: h.log}
	mux := http.NewServeMux()
	own := rest.New(rest.Config{Gate: gate, Access: h.access, Reporting: h.reporting})
	mux.Handle("/v1/", own)
	mux.Handle("/token", own)
	books := payers.New(payers.Config{
		Gate: gate, Payers: h.monitor, Calendars: h.monitor, App: demo.App, PublicURL: c.PublicURL, Clock: sdano.RealClock{},
	})
	mux.Handle("/v1/payers", books)
	mux.Handle("/v1/payers/", books)
	mux.Handle("/a/{app}/{tenant}/api/v1/monitor/", books)
	mux.Handle("/a/{app}/{tenant}/api/v1/calendar/", books)
	nine := methods.New(methods.Config{Gate: gate, Reporting: h.reporting})
	mux.Handle("/hs/reporting/v1/", nine)
	mux.Handle("/a/{app}/{tenant}/hs/reporting/v1/", nine)
	mux.Handle(fresh.Prefix, fresh.New(fresh.Config{
		Gate: gate, Jobs: h.jobs, Clock: sdano.RealClock{}, Log: h.log, App: demo.App, PublicURL: c.PublicURL, Indicators: h.monitor,
	}))
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("GET /readyz", h.ready)
	pages := h.door(gate)
	mux.Handle("/", pages)
	// The base of a data area is a page: its script reads navigation links behind
	// the #.
	mux.Handle("GET "+fresh.Prefix+"{app}/{tenant}", pages)
	mux.Handle("GET "+fresh.Prefix+"{app}/{tenant}/{$}", pages)
	h.openAPI(c, gate, own)
	return httpx.Trace(httpx.Log(h.log, h.exchange.route(mux)))
}

// ready answers 200 if the store answers, else 503.
func (h *house) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := h.db.Ping(ctx); err != nil {
		h.log.ErrorContext(ctx, "not ready", "cause", err)
		http.Error(w, "database", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

type visitorKey struct{}

// tenantCookie remembers the data area that a visitor chose.
const tenantCookie = "sdano_tenant"

// door lets the known through to the pages: in a demo everybody on this
// machine, otherwise who has an account (the browser asks for it).
func (h *house) door(gate httpx.Gate) http.Handler {
	if h.demo {
		return h.site
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := gate.Principal(r)
		var tenant sdano.Tenant
		if err == nil {
			tenant, err = area(w, r, p)
		}
		if err != nil {
			e := sdano.AsError(err)
			status := httpx.Status(e.Kind)
			httpx.Challenge(w, status)
			http.Error(w, e.Message+" "+e.Remedy, status)
			return
		}
		h.site.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, visitorIn(tenant, p))))
	})
}

// visitorIn returns who visits a data area, with his rights.
func visitorIn(tenant sdano.Tenant, p access.Principal) web.Visitor {
	documents := xde.VisitorOf(p)
	documents.Tenants = []sdano.Tenant{tenant}
	return web.Visitor{
		Tenant: tenant, App: demo.App, Actor: p.Actor(),
		MayFile: p.Has(access.ScopeReports), MayAudit: p.Has(access.ScopeAudit), MayBook: p.Has(access.ScopeBooks), Documents: documents,
	}
}

// area returns the data area that a principal visits: the one of the parameter
// tenant, which a cookie remembers, else the first that he may enter.
func area(w http.ResponseWriter, r *http.Request, p access.Principal) (sdano.Tenant, error) {
	if len(p.Tenants) == 0 {
		return 0, errNoTenant
	}
	if chosen := r.URL.Query().Get("tenant"); chosen != "" {
		tenant, err := httpx.EnterTenant(chosen, p)
		if err != nil {
			return 0, err
		}
		http.SetCookie(w, &http.Cookie{Name: tenantCookie, Value: chosen, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		return tenant, nil
	}
	if cookie, err := r.Cookie(tenantCookie); err == nil {
		if tenant, err := httpx.EnterTenant(cookie.Value, p); err == nil {
			return tenant, nil
		}
	}
	return p.Tenants[0], nil
}

var errNoTenant = &sdano.Error{
	Kind: sdano.Forbidden, Code: "no_tenant",
	Message: "Пользователю не открыта ни одна область данных.",
	Remedy:  "Доступ к области данных даёт администратор: sdano user set.",
}

// visit returns the visitor whom the door let in.
func visit(r *http.Request) (web.Visitor, error) {
	v, ok := r.Context().Value(visitorKey{}).(web.Visitor)
	if !ok {
		return v, errNoTenant
	}
	return v, nil
}

// demoVisit is the visitor of a demo's pages, which ask for no password.
func demoVisit(*http.Request) (web.Visitor, error) {
	return visitorIn(demo.Tenant, access.Principal{Login: demo.Login, Scopes: demo.User().Scopes}), nil
}

func traceID(ctx context.Context) string { return httpx.TraceID(ctx) }
