package fresh

import (
	"context"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/httpapi/httpx"
	"sdano/monitor"
)

// Indicators answers the synchronous part of the interface, hs/api/v1;
// monitor.Service does.
type Indicators interface {
	// Tasks returns the payments to be made of every payer of a tenant.
	Tasks(ctx context.Context, tenant sdano.Tenant) ([]monitor.Tasks, error)
	// SetTask marks a payment as made, or takes the mark away.
	SetTask(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.ID, done bool) error
	// Profiles returns the payers of a tenant.
	Profiles(ctx context.Context, tenant sdano.Tenant) ([]monitor.Profile, error)
	// Payer returns a profile and its facts, or monitor.ErrNoProfile.
	Payer(ctx context.Context, tenant sdano.Tenant, payer sdano.TaxID) (monitor.Profile, monitor.Facts, error)
}

// synchronous answers hs/api/v1/…, which has no envelope.
func (h *Handler) synchronous(c *call, rest []string) {
	if !c.who.Enters(c.tenant) {
		c.status(http.StatusNotFound)
		return
	}
	if !c.who.Has(access.ScopeMonitor) {
		c.text(http.StatusForbidden, "Недостаточно прав для получения данных.")
		return
	}
	path := rest[0]
	for _, part := range rest[1:] {
		path += "/" + part
	}
	switch path {
	case "tasks/taxes":
		h.answer(c, h.taxTasks)
	case "usn_rate":
		h.answer(c, h.usnRates)
	case "bank_accounts":
		h.answer(c, h.bankAccounts)
	case "tasks/status":
		h.setTask(c)
	default:
		c.status(http.StatusNotFound)
	}
}

// answer answers a GET with JSON.
func (h *Handler) answer(c *call, read func(*call) (any, error)) {
	if !c.method(http.MethodGet, http.MethodHead) {
		return
	}
	v, err := read(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		h.fail(c, err)
		return
	}
	c.w.Header().Set("Content-Type", "application/json;charset=utf-8")
	c.w.Header().Set("Cache-Control", "no-cache")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(text)
}

type syncPayer struct {
	INN  string `json:"inn"`
	KPP  string `json:"kpp"`
	Name string `json:"name"`
}

func payerOf(p monitor.Profile) syncPayer { return syncPayer{p.TaxID.INN, p.TaxID.KPP, p.Name} }

type syncTasks struct {
	Organization syncPayer  `json:"organization"`
	Expired      bool       `json:"expired"`
	Updated      string     `json:"last_update"`
	Ref          string     `json:"ref"`
	Tasks        []syncTask `json:"tasks"`
}

type syncTask struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Deadline sdano.Date `json:"deadline"`
}

// local is how the interface writes instants: of Moscow, without zone.
const local = "2006-01-02T15:04:05"

// taxTasks answers GET tasks/taxes/.
func (h *Handler) taxTasks(c *call) (any, error) {
	list, err := h.indicators.Tasks(c.r.Context(), c.tenant)
	if err != nil {
		return nil, err
	}
	out := struct {
		Organizations []syncTasks `json:"organizations"`
	}{[]syncTasks{}}
	for _, t := range list {
		link, err := asyncdata.NewLink(c.tenant, monitor.NavTarget{Form: monitor.NavMonitor, Payer: t.Profile.TaxID})
		if err != nil {
			return nil, err
		}
		one := syncTasks{Organization: payerOf(t.Profile), Updated: h.now().Format(local), Ref: navigationAddress(link.ID), Tasks: []syncTask{}}
		for _, task := range t.Tasks {
			one.Expired = one.Expired || task.Overdue
			one.Tasks = append(one.Tasks, syncTask{task.ID.String(), task.Name, task.Due})
		}
		out.Organizations = append(out.Organizations, one)
	}
	return out, nil
}

func (h *Handler) now() time.Time { return h.clock.Now().In(sdano.Moscow) }

type syncRate struct {
	Organization syncPayer      `json:"organization"`
	Rate         jsontext.Value `json:"rate"`
	Date         sdano.Date     `json:"date"`
}

// usnRates answers GET usn_rate/: the rates of those who are under УСН today.
func (h *Handler) usnRates(c *call) (any, error) {
	list, err := h.indicators.Profiles(c.r.Context(), c.tenant)
	if err != nil {
		return nil, err
	}
	out := struct {
		Organizations []syncRate `json:"organizations"`
	}{[]syncRate{}}
	today := sdano.DateOf(h.now(), sdano.Moscow)
	for _, p := range list {
		if regime, ok := p.RegimeOn(monitor.USN, today); ok {
			out.Organizations = append(out.Organizations, syncRate{payerOf(p), jsontext.Value(sdano.Money(regime.Rate / 100).Number()), regime.From})
		}
	}
	return out, nil
}

// setTask answers POST tasks/status/.
func (h *Handler) setTask(c *call) {
	if !c.method(http.MethodPost) {
		return
	}
	if !c.who.Has(access.ScopeBooks) {
		c.text(http.StatusForbidden, "Недостаточно прав для изменения данных.")
		return
	}
	body, ok := readBody(c, maxParams)
	if !ok {
		return
	}
	fields, _ := object(bare(content(c.r, body).body))
	text, named := plain(fields["id"])
	done := string(fields["done"])
	id, err := sdano.ParseID(text)
	if !named || err != nil || done != "true" && done != "false" {
		c.text(http.StatusBadRequest, "Нужны поля id (из списка задач) и done (true или false).")
		return
	}
	err = h.indicators.SetTask(c.r.Context(), c.who.Actor(), c.tenant, id, done == "true")
	switch {
	case err == nil:
		c.status(http.StatusOK)
	case sdano.IsKind(err, sdano.NotFound):
		c.text(http.StatusBadRequest, httpx.Explain(err).Message)
	default:
		h.fail(c, err)
	}
}
