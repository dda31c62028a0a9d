package payers

import (
	"net/http"

	"sdano/httpapi/httpx"
	"sdano/monitor"
	"sdano/tablefile"
)

// table answers GET /v1/payers/{inn}/tables/{kind}: the facts of a kind as a
// workbook, which may be changed and sent back.
func (h *Handler) table(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	_, facts, err := h.c.Payers.Payer(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	kind := c.r.PathValue("kind")
	table, err := h.c.Payers.Table(monitor.TableKind(kind), facts)
	if err != nil {
		return err
	}
	file, err := tablefile.Write(table)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", tablefile.MediaType)
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+kind+`.xlsx"`)
	_, err = c.w.Write(file)
	return err
}

// addTable answers POST /v1/payers/{inn}/tables/{kind}: the body is a table, XLSX or
// CSV. What was recorded before stays once, so it may be sent again.
func (h *Handler) addTable(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	leave, err := h.room.Enter(c.w, c.r, tablefile.MaxSize)
	if err != nil {
		return err
	}
	defer leave()
	body, err := httpx.ReadBody(c.w, c.r, tablefile.MaxSize)
	if err != nil {
		return err
	}
	done, err := h.c.Payers.ImportTable(c.r.Context(), c.who.Actor(), c.tenant, id, monitor.TableKind(c.r.PathValue("kind")), body)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, done)
	return nil
}
