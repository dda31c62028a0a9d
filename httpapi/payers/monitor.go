package payers

import (
	"net/http"

	"sdano"
	"sdano/httpapi/httpx"
	"sdano/monitor"
)

// result computes the monitor of a request, today's or that of its "date".
func (h *Handler) result(c call, id sdano.TaxID, q httpx.Params) (monitor.Result, error) {
	text, given := q["date"]
	if !given {
		return h.c.Payers.Monitor(c.r.Context(), c.tenant, id)
	}
	day, err := sdano.ParseDate(text)
	if err != nil || day.Year() < 2018 || day.Year() > 2100 {
		return monitor.Result{}, httpx.BadValue("date", "«"+httpx.Shorten(text)+"» — не дата с 2018 года.", "Напишите дату как ГГГГ-ММ-ДД.")
	}
	return h.c.Payers.MonitorOn(c.r.Context(), c.tenant, id, day)
}

// monitor answers GET /v1/payers/{inn}/monitor.
func (h *Handler) monitor(c call) error {
	id, q, err := c.payer("date")
	if err != nil {
		return err
	}
	r, err := h.result(c, id, q)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, r)
	return nil
}

// why answers GET …/monitor/why: how the figure of one cell comes about.
func (h *Handler) why(c call) error {
	id, q, err := c.payer("row", "cell", "date")
	if err != nil {
		return err
	}
	kind := q["cell"]
	if q["row"] == "" {
		return httpx.MissingParameter("row")
	}
	if kind != "tax" && kind != "report" {
		return httpx.BadValue("cell", "Ячейка «"+httpx.Shorten(kind)+"» не бывает.", "Укажите tax (оплата) или report (отчётность).")
	}
	r, err := h.result(c, id, q)
	if err != nil {
		return err
	}
	row := r.Row(q["row"])
	if row == nil {
		return &sdano.Error{
			Kind: sdano.NotFound, Code: "no_row", Param: "row",
			Message: "В мониторе этой организации нет строки «" + httpx.Shorten(q["row"]) + "».",
			Remedy:  "Строки, которые есть, отдаёт запрос монитора.",
		}
	}
	cell := row.Tax
	if kind == "report" {
		cell = row.Report
	}
	httpx.JSON(c.w, http.StatusOK, reasonOf(cell))
	return nil
}

// reason is why a cell says what it says.
type reason struct {
	Total     sdano.Money `json:"total"`
	Steps     []step      `json:"steps"`
	Deadline  *deadline   `json:"deadline"`
	Uncertain []string    `json:"uncertain"`
	// Notes say in sentences what has no figure.
	Notes []string `json:"notes"`
}

type step struct {
	Label   string      `json:"label"`
	Formula string      `json:"formula"`
	Value   sdano.Money `json:"value"`
	Law     string      `json:"law"`
	Data    string      `json:"data"`
	Status  string      `json:"status"`
}

type deadline struct {
	Raw     sdano.Date `json:"raw"`
	Shifted sdano.Date `json:"shifted"`
	Law     string     `json:"law"`
}

// shiftLaw is the article by which a term moves to a working day.
const shiftLaw = "НК РФ ст. 6.1 п. 7"

func reasonOf(c *monitor.Cell) reason {
	out := reason{Steps: []step{}, Uncertain: []string{}, Notes: []string{}}
	if c == nil {
		return out
	}
	out.Total = c.Amount
	out.Uncertain = append(out.Uncertain, c.Uncertain...)
	out.Notes = append(out.Notes, c.Why...)
	for _, s := range c.Steps {
		status := "to-verify"
		if s.Certain {
			status = "confirmed"
		}
		out.Steps = append(out.Steps, step{Label: s.Label, Formula: s.Formula, Value: s.Value, Law: s.Law, Data: s.Data, Status: status})
	}
	for _, i := range c.Items {
		if i.Due == c.Due || i.Raw == c.Due {
			out.Deadline = &deadline{Raw: i.Raw, Shifted: i.Due, Law: shiftLaw}
			if i.Raw == i.Due {
				out.Deadline.Law = i.Law
			}
			break
		}
	}
	return out
}
