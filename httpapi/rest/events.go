package rest

import (
	"context"
	"math"
	"net/http"
	"path"

	"sdano"
	"sdano/httpapi/httpx"
	"sdano/reporting"
)

// eventsOf answers GET /v1/submissions/{id}/events.
func (h *Handler) eventsOf(c call) error {
	id, err := c.object()
	if err != nil {
		return err
	}
	events, err := h.c.Reporting.Events(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, struct {
		Events []eventForm `json:"events"`
	}{eventsForm(events, c.auditor())})
	return nil
}

// feedForm is one page of the feed.
type feedForm struct {
	Events []eventForm `json:"events"`
	// Next is the number to ask after next: that of the last event looked at.
	Next int64 `json:"next"`
	// More says that there are more events now.
	More bool `json:"more"`
}

// feed answers GET /v1/events.
func (h *Handler) feed(c call) error {
	q, err := httpx.Query(c.r, "after", "limit")
	if err != nil {
		return err
	}
	after, err := q.Int("after", 0, math.MaxInt64, 0)
	if err != nil {
		return err
	}
	limit, err := q.Int("limit", 1, maxPageSize, pageSize)
	if err != nil {
		return err
	}
	events, err := h.c.Reporting.EventsAfter(c.r.Context(), c.tenant, after, int(limit)+1)
	if err != nil {
		return err
	}
	page := feedForm{Next: after, More: len(events) > int(limit)}
	if page.More {
		events = events[:limit]
	}
	if n := len(events); n > 0 {
		page.Next = events[n-1].Seq
	}
	page.Events = eventsForm(events, c.auditor())
	httpx.JSON(c.w, http.StatusOK, page)
	return nil
}

// visible returns the event in the path, unless it is taken out of the fold and
// the sender is no auditor.
func (h *Handler) visible(c call) (reporting.Event, error) {
	id, err := c.object()
	if err != nil {
		return reporting.Event{}, err
	}
	e, err := h.c.Reporting.Event(c.r.Context(), c.tenant, id)
	if err == nil && e.Deleted && !c.auditor() {
		err = reporting.ErrNotFound
	}
	return e, err
}

// event answers GET /v1/events/{id}.
func (h *Handler) event(c call) error {
	e, err := h.visible(c)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, eventOf(e, c.auditor()))
	return nil
}

// document answers GET /v1/events/{id}/document with the bytes as they came.
func (h *Handler) document(c call) error {
	e, err := h.visible(c)
	switch {
	case err != nil:
		return err
	case len(e.Raw) == 0 || e.Waiting() && !c.auditor():
		return reporting.ErrNotFound
	}
	name := e.FileName
	if name == "" {
		name = e.ID.String() + ".xml"
	}
	httpx.File(c.w, path.Base(name), e.Raw)
	return nil
}

var (
	nameObject = httpx.Name{EN: "object", RU: "Объект"}
	nameCancel = httpx.Name{EN: "cancel", RU: "Отказ"}
)

// audit answers POST /v1/events/{id}/audit. The body is that of method 6, or
// its object alone; the event is the one in the path.
func (h *Handler) audit(c call) error {
	id, err := c.object()
	if err != nil {
		return err
	}
	body, err := httpx.ReadBody(c.w, c.r, httpx.MaxParams)
	if err != nil {
		return err
	}
	change, cancel, err := auditChange(id, body)
	if err != nil {
		return err
	}
	return h.once(c, http.StatusOK, func(ctx context.Context, keep keep) (any, error) {
		var audited eventForm
		change.Then = func(ctx context.Context, tx sdano.Tx, e reporting.Event) error {
			audited = eventOf(e, true)
			return keep(ctx, tx, audited)
		}
		err := h.c.Reporting.WriteEvent(ctx, c.who.Actor(), c.tenant, change, cancel)
		return audited, err
	}, body)
}

func auditChange(id sdano.ID, body []byte) (change reporting.EventChange, cancel bool, err error) {
	f := httpx.ReadFields(body, false)
	in := f
	if object := f.Object(nameObject); object != nil {
		in = object
		if b := f.Bool(nameCancel); b != nil {
			cancel = *b
		}
	}
	change = in.EventChange(false)
	if err = f.Err(); err != nil {
		return change, cancel, err
	}
	if !change.Ref.IsZero() && change.Ref != id {
		return change, cancel, httpx.BadValue("ref", "Ссылка в теле запроса не та, что в его пути.", "Уберите ref или укажите ссылку того же события.")
	}
	change.Ref = id
	return change, cancel, nil
}

// alarmForm is an alarm as it is told.
type alarmForm struct {
	Alarm  sdano.ID `json:"alarm"`
	Code   string   `json:"code"`
	Object sdano.ID `json:"object"`
	Text   string   `json:"text"`
	At     *string  `json:"at"`
}

// alarms answers GET /v1/alarms with the open ones, newest first.
func (h *Handler) alarms(c call) error {
	if _, err := httpx.Query(c.r); err != nil {
		return err
	}
	list, err := h.c.Reporting.Alarms(c.r.Context(), c.tenant)
	if err != nil {
		return err
	}
	out := make([]alarmForm, 0, len(list))
	for _, a := range list {
		out = append(out, alarmForm{a.ID, a.Code, a.Object, a.Text, httpx.Instant(a.At)})
	}
	httpx.JSON(c.w, http.StatusOK, struct {
		Alarms []alarmForm `json:"alarms"`
	}{out})
	return nil
}
