package methods

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"

	"sdano"
	"sdano/access"
	"sdano/httpapi/httpx"
	"sdano/reporting"
)

// Reporting is what the methods need of the reporting mission;
// reporting.Service is one.
type Reporting interface {
	Scheduled
	Chain
	Reading
}

// Scheduled are the methods that a rhythm calls; tenant may be AllTenants.
type Scheduled interface {
	// RefreshDirections is method 1.
	RefreshDirections(ctx context.Context, actor sdano.Actor) (reporting.DirectionsSummary, error)
	// Send is method 2.
	Send(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant) (reporting.SendSummary, error)
	// FetchResults is method 3.
	FetchResults(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant) (reporting.FetchSummary, error)
}

// Chain are the methods that derive one thing from another.
type Chain interface {
	// OnWriteSubmission is method 4.
	OnWriteSubmission(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, h reporting.SubmissionHook, cancel bool) error
	// RebuildQueue is method 5; it returns how many rows the register has.
	RebuildQueue(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant) (int, error)
	// WriteEvent is method 6.
	WriteEvent(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, change reporting.EventChange, cancel bool) error
	// WriteStatus is method 7.
	WriteStatus(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, change reporting.StatusChange) (reporting.Submission, error)
}

// Reading are the methods that change nothing.
type Reading interface {
	// LastAuditedEvent is method 8; false if there is none.
	LastAuditedEvent(ctx context.Context, tenant sdano.Tenant, submission sdano.ID) (reporting.AuditedEvent, bool, error)
	// LastSubmission is method 9; false if there is none.
	LastSubmission(ctx context.Context, tenant sdano.Tenant, report sdano.ID) (reporting.Submission, bool, error)
}

// Config is what a Handler works with.
type Config struct {
	// Gate finds out who asks; its Access keeps the idempotency keys.
	Gate httpx.Gate
	// Reporting is the mission.
	Reporting Reporting
	// App is the name of the application in paths /a/{app}/{tenant}/…; "" means
	// "bs".
	App string
}

// Handler answers the nine methods. It is safe for concurrent use.
type Handler struct {
	c      Config
	routes http.Handler
}

// New returns a handler, to be mounted at /hs/reporting/v1/ and at
// /a/{app}/{tenant}/hs/reporting/v1/.
func New(c Config) *Handler {
	if c.App == "" {
		c.App = "bs"
	}
	h := &Handler{c: c}
	h.routes = httpx.Routes(refuse, map[string]httpx.Action{
		"POST /hs/reporting/v1/{name...}":                  h.answer,
		"POST /a/{app}/{tenant}/hs/reporting/v1/{name...}": h.answer,
	})
	return h
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.routes.ServeHTTP(w, r) }

// call is a call of a method by somebody who may.
type call struct {
	who    access.Principal
	tenant sdano.Tenant
	lang   language
	fields *httpx.Fields
	// save records the answer under the idempotency key; nil without one.
	save access.Save
}

// keep records an answer in the unit of its effect.
func (c call) keep(ctx context.Context, tx sdano.Tx, a reply) error {
	if c.save == nil {
		return nil
	}
	body, err := httpx.Marshal(a.members())
	if err != nil {
		return err
	}
	return c.save(ctx, tx, http.StatusOK, body)
}

// reply is the answer of a method that did what it was asked for.
type reply struct {
	result sdano.ID
	out    members
	// summary counts what was done; nil if the method has none.
	summary any
}

func (a reply) members() members {
	m := members{{"result", a.result}, {"out", a.out}}
	if a.summary != nil {
		m = append(m, member{"summary", a.summary})
	}
	return m
}

// answer answers a call: who calls is checked first, then what and where.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	who, err := h.c.Gate.Principal(r)
	if err != nil {
		return err
	}
	m, lang, err := methodOf(r.PathValue("name"))
	if err != nil {
		return err
	}
	tenant, err := h.tenant(r, who, m)
	if err != nil {
		return err
	}
	if err := mayCall(who, m, tenant); err != nil {
		return err
	}
	if _, err := httpx.Query(r); err != nil {
		return err
	}
	body, err := httpx.ReadBody(w, r, httpx.MaxParams)
	if err != nil {
		return err
	}
	c := call{who: who, tenant: tenant, lang: lang, fields: httpx.ReadFields(body, bool(lang))}
	return h.once(w, r, m, c, body)
}

// tenant returns the data area of a call, AllTenants if the method may do
// without one and none is named.
func (h *Handler) tenant(r *http.Request, who access.Principal, m method) (sdano.Tenant, error) {
	header, path := r.Header.Values("X-Tenant"), r.PathValue("tenant")
	switch {
	case path != "" && r.PathValue("app") != h.c.App:
		return 0, errUnknownApp
	case path != "" && len(header) > 0 && !slices.Equal(header, []string{path}):
		return 0, httpx.BadValue("X-Tenant", "Область данных в заголовке X-Tenant не та, что в пути запроса.", "Уберите заголовок или укажите в нём ту же область.")
	case path != "":
		return httpx.EnterTenant(path, who)
	case len(header) == 0 && m.everywhere:
		return sdano.AllTenants, nil
	}
	return h.c.Gate.Tenant(r, who)
}

// mayCall checks the right to a method; for all data areas it is "jobs".
func mayCall(who access.Principal, m method, tenant sdano.Tenant) error {
	scope := m.scope
	if tenant == sdano.AllTenants {
		scope = access.ScopeJobs
	}
	return httpx.Need(who, scope)
}

// once calls a method, under the idempotency key if there is one. Only a
// success is kept: by methods 4, 6 and 7 in the unit of their effect, by the
// others after it. Under a key the units of a chain do not end with the
// connection, so that none is under way when the key is given free.
func (h *Handler) once(w http.ResponseWriter, r *http.Request, m method, c call, body []byte) error {
	key, err := httpx.IdempotencyKey(r)
	if err != nil {
		return err
	}
	if key == "" {
		status, answer := h.run(r, m, c)
		write(w, status, answer)
		return nil
	}
	request := httpx.OnceRequest(c.tenant, c.who, "method "+m.name.EN, key, strconv.AppendBool(nil, bool(c.lang)), bytes.TrimSpace(body))
	o, replay, err := h.c.Gate.Access.DoInUnit(r.Context(), request, func(ctx context.Context, save access.Save) (int, []byte, bool) {
		c.save = save
		if m.chain {
			ctx = context.WithoutCancel(ctx)
		}
		status, answer := h.run(r.WithContext(ctx), m, c)
		return status, answer, status == http.StatusOK
	})
	if err != nil {
		return err
	}
	if replay {
		httpx.Replayed(w)
	}
	write(w, o.Status, o.Body)
	return nil
}

// run calls a method and returns its answer or refusal.
func (h *Handler) run(r *http.Request, m method, c call) (status int, answer []byte) {
	a, err := m.call(r.Context(), h.c.Reporting, c)
	if err == nil {
		if answer, err = httpx.Marshal(a.members()); err == nil {
			return http.StatusOK, answer
		}
	}
	e := httpx.Explain(err)
	status = httpx.Status(e.Kind)
	httpx.Report(r, status, e)
	out := members{}
	if m.chain && e.Code == "vetoed" {
		out = members{{c.lang.of(nameCancel), true}}
	}
	return status, refusal(r, e, out)
}

func write(w http.ResponseWriter, status int, answer []byte) {
	httpx.Challenge(w, status)
	httpx.Bytes(w, status, answer)
}

// refuse answers a request that did not come to a method.
func refuse(w http.ResponseWriter, r *http.Request, status int, e *sdano.Error) {
	httpx.Report(r, status, e)
	write(w, status, refusal(r, e, members{}))
}

// codes puts what other dialects call otherwise into the words of this one.
var codes = map[string]string{
	"missing_tenant": "missing_parameter", "bad_tenant": "bad_value", "unknown_tenant": "not_found",
	"unknown_path": "unknown_method",
}

// refusal returns the body of a refusal.
func refusal(r *http.Request, e *sdano.Error, out members) []byte {
	code := e.Code
	if word, ok := codes[code]; ok {
		code = word
	}
	message := e.Message
	if e.Remedy != "" {
		message += " " + e.Remedy
	}
	body, err := httpx.Marshal(members{
		{"error", members{
			{"code", code},
			{"message", message},
			{"param", httpx.Text(e.Param)},
			{"retryable", retryable(e)},
			{"trace", httpx.TraceID(r.Context())},
		}},
		{"out", out},
	})
	if err != nil { // a text that is no text
		return []byte(`{"error":{"code":"internal","message":"Внутренняя ошибка сервера.","param":null,"retryable":false,"trace":""},"out":{}}`)
	}
	return body
}

// retryable reports whether the same request may succeed later.
func retryable(e *sdano.Error) bool {
	switch e.Kind {
	case sdano.TooMany, sdano.Unavailable, sdano.Storage:
		return true
	}
	return e.Code == "already_running"
}

var errUnknownApp = &sdano.Error{
	Kind: sdano.NotFound, Code: "not_found", Param: "app",
	Message: "Приложения с таким именем в пути запроса нет.",
	Remedy:  "Проверьте путь: /a/{приложение}/{область данных}/hs/reporting/v1/{метод}.",
}
