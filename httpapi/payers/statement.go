package payers

import (
	"net/http"

	"sdano/bankfile"
	"sdano/httpapi/httpx"
)

// statement answers POST /v1/payers/{inn}/statements: the body is the file of the
// bank. What was recorded before stays once, so it may be sent again.
func (h *Handler) statement(c call) error {
	id, q, err := c.payer("income")
	if err != nil {
		return err
	}
	if income := q["income"]; income != "" && income != "true" && income != "false" {
		return httpx.BadValue("income", "«"+httpx.Shorten(income)+"» — не true и не false.", "Укажите income=true, чтобы записать поступления доходами.")
	}
	leave, err := h.room.Enter(c.w, c.r, bankfile.MaxSize)
	if err != nil {
		return err
	}
	defer leave()
	body, err := httpx.ReadBody(c.w, c.r, bankfile.MaxSize)
	if err != nil {
		return err
	}
	done, err := h.c.Payers.ImportStatement(c.r.Context(), c.who.Actor(), c.tenant, id, body, q["income"] == "true")
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, done)
	return nil
}
