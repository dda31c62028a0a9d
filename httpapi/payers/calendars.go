package payers

import (
	"context"
	"net/http"

	"sdano"
	"sdano/httpapi/httpx"
	"sdano/monitor"
)

// Calendars are the calendars of terms that people subscribe to; monitor.Service
// keeps them.
type Calendars interface {
	// Calendars returns those of a payer.
	Calendars(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) ([]monitor.Feed, error)
	// Subscribe makes one; its token is told this once.
	Subscribe(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, name string) (monitor.Feed, string, error)
	// Revoke ends one, or returns monitor.ErrNoFeed.
	Revoke(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, feed sdano.ID) error
	// ReadCalendar returns what the calendar of a token says today, or
	// monitor.ErrNoFeed.
	ReadCalendar(ctx context.Context, tenant sdano.Tenant, token string) (monitor.Reading, error)
}

// calendars answers GET /v1/payers/{inn}/calendars.
func (h *Handler) calendars(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	list, err := h.c.Calendars.Calendars(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, map[string]any{"calendars": append([]monitor.Feed{}, list...)})
	return nil
}

// subscription is a new calendar with its address, which is told this once.
type subscription struct {
	monitor.Feed
	URL string `json:"url"`
}

// subscribe answers POST /v1/payers/{inn}/calendars.
func (h *Handler) subscribe(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	var asked struct {
		Name string `json:"name"`
	}
	if err := h.read(c, &asked); err != nil {
		return err
	}
	f, token, err := h.c.Calendars.Subscribe(c.r.Context(), c.who.Actor(), c.tenant, id, asked.Name)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusCreated, subscription{f, FeedURL(h.c.PublicURL, c.r, h.c.App, c.tenant, token)})
	return nil
}

// revoke answers DELETE /v1/payers/{inn}/calendars/{id}.
func (h *Handler) revoke(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	text := c.r.PathValue("id")
	feed, err := sdano.ParseID(text)
	if err != nil {
		return httpx.BadValue("id", "«"+httpx.Shorten(text)+"» в пути запроса — не идентификатор календаря.", "Укажите id из списка календарей.")
	}
	if err := h.c.Calendars.Revoke(c.r.Context(), c.who.Actor(), c.tenant, id, feed); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}
