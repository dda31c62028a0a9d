package payers

import (
	"net/http"
	"strconv"

	"sdano"
	"sdano/httpapi/httpx"
	"sdano/monitor"
)

// facts answers GET /v1/payers/{inn}/facts.
func (h *Handler) facts(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	_, f, err := h.c.Payers.Payer(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, f)
	return nil
}

// add answers POST /v1/payers/{inn}/facts.
func (h *Handler) add(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	key, err := httpx.IdempotencyKey(c.r)
	if err != nil {
		return err
	}
	var f monitor.Facts
	if err := h.read(c, &f); err != nil {
		return err
	}
	if key != "" {
		p, _, err := h.c.Payers.Payer(c.r.Context(), c.tenant, id)
		if err != nil {
			return err
		}
		f = f.Named(func(n int) sdano.ID { return sdano.NameID(p.ID, c.who.Login+"\n"+key+"\n"+strconv.Itoa(n)) })
	}
	done, err := h.c.Payers.Import(c.r.Context(), c.who.Actor(), c.tenant, id, f)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, done)
	return nil
}

// remove answers DELETE /v1/payers/{inn}/facts/{id}.
func (h *Handler) remove(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	text := c.r.PathValue("id")
	fact, err := sdano.ParseID(text)
	if err != nil {
		return httpx.BadValue("id", "«"+httpx.Shorten(text)+"» в пути запроса — не идентификатор записи.", "Укажите id из списка записей.")
	}
	if err := h.c.Payers.Remove(c.r.Context(), c.who.Actor(), c.tenant, id, fact); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}
