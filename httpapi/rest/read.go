package rest

import (
	"context"
	"math"
	"net/http"
	"path"
	"strconv"

	"sdano"
	"sdano/httpapi/httpx"
	"sdano/reporting"
)

const (
	pageSize    = 100
	maxPageSize = 500
)

// submission answers GET /v1/submissions/{id}.
func (h *Handler) submission(c call) error {
	id, err := c.object()
	if err != nil {
		return err
	}
	s, err := h.c.Reporting.Submission(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, submissionOf(s))
	return nil
}

// withdraw answers DELETE /v1/submissions/{id}.
func (h *Handler) withdraw(c call) error {
	q, err := httpx.Query(c.r, "reason")
	if err != nil {
		return err
	}
	id, err := c.id()
	if err != nil {
		return err
	}
	return h.once(c, http.StatusOK, func(ctx context.Context, keep keep) (any, error) {
		var gone submissionForm
		err := h.c.Reporting.WithdrawThen(ctx, c.who.Actor(), c.tenant, reporting.Withdrawal{
			Submission: id, Reason: q["reason"],
			Then: func(ctx context.Context, tx sdano.Tx, s reporting.Submission) error {
				gone = submissionOf(s)
				return keep(ctx, tx, gone)
			},
		})
		return gone, err
	}, []byte(q["reason"]))
}

// statusForm is a submission in short, with the verdict of its report.
type statusForm struct {
	Submission  sdano.ID          `json:"submission"`
	Status      reporting.Status  `json:"status"`
	StatusRU    string            `json:"status_ru"`
	Outcome     reporting.Outcome `json:"outcome"`
	UnderReview bool              `json:"under_review"`
	FiledAt     *string           `json:"filed_at"`
	ClosedAt    *string           `json:"closed_at"`
	Version     int64             `json:"version"`
	Verdict     *verdictForm      `json:"verdict"`
}

// status answers GET /v1/submissions/{id}/status.
func (h *Handler) status(c call) error {
	id, err := c.object()
	if err != nil {
		return err
	}
	s, err := h.c.Reporting.Submission(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	f := statusForm{
		Submission: s.ID, Status: s.Status, StatusRU: s.Status.RU(), Outcome: s.Outcome, UnderReview: s.UnderReview,
		FiledAt: httpx.Instant(s.FiledAt), ClosedAt: httpx.Instant(s.ClosedAt), Version: s.Version,
	}
	verdict, ok, err := h.c.Reporting.ReportStatus(c.r.Context(), c.tenant, s.Report)
	if err != nil {
		return err
	}
	if ok {
		v := verdictOf(verdict)
		f.Verdict = &v
	}
	httpx.JSON(c.w, http.StatusOK, f)
	return nil
}

// report answers GET /v1/reports/{id}.
func (h *Handler) report(c call) error {
	id, err := c.object()
	if err != nil {
		return err
	}
	s, ok, err := h.c.Reporting.ReportStatus(c.r.Context(), c.tenant, id)
	switch {
	case err != nil:
		return err
	case !ok:
		return reporting.ErrNotFound
	}
	httpx.JSON(c.w, http.StatusOK, verdictOf(s))
	return nil
}

// submissionsForm is one page of submissions, newest first.
type submissionsForm struct {
	Submissions []submissionForm `json:"submissions"`
	// Next is the cursor of the next page, null on the last.
	Next *string `json:"next"`
}

// submissions answers GET /v1/submissions.
func (h *Handler) submissions(c call) error {
	q, err := submissionQuery(c.r)
	if err != nil {
		return err
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there is a next page
	list, err := h.c.Reporting.Submissions(c.r.Context(), c.tenant, q)
	if err != nil {
		return err
	}
	page := submissionsForm{Submissions: make([]submissionForm, 0, len(list))}
	if len(list) > limit {
		list = list[:limit]
		page.Next = httpx.Text(strconv.FormatInt(list[limit-1].Seq, 10))
	}
	for _, s := range list {
		page.Submissions = append(page.Submissions, submissionOf(s))
	}
	httpx.JSON(c.w, http.StatusOK, page)
	return nil
}

// submissionQuery reads what a page is asked for.
func submissionQuery(r *http.Request) (reporting.Query, error) {
	p, err := httpx.Query(r, "inn", "kpp", "status", "report", "in_flight", "limit", "cursor")
	if err != nil {
		return reporting.Query{}, err
	}
	q := reporting.Query{INN: p["inn"], KPP: p["kpp"]}
	if q.Report, err = p.ID("report"); err != nil {
		return q, err
	}
	if q.Before, err = p.Int("cursor", 1, math.MaxInt64, 0); err != nil {
		return q, err
	}
	limit, err := p.Int("limit", 1, maxPageSize, pageSize)
	if err != nil {
		return q, err
	}
	q.Limit = int(limit)
	return q, choose(p, &q)
}

// choose reads the parameters of a page that take one of few values.
func choose(p httpx.Params, q *reporting.Query) error {
	if text, ok := p["status"]; ok {
		if q.Status, ok = reporting.ParseStatus(text); !ok || q.Status == reporting.NoStatus {
			return httpx.BadValue("status", "Статуса отправки «"+httpx.Shorten(text)+"» нет.",
				"Укажите planned, sent, send_confirmed, delivery_confirmed, accepted, rejected или русское имя статуса.")
		}
	}
	if text, ok := p["in_flight"]; ok {
		if q.InFlight = text == "true"; !q.InFlight {
			return httpx.BadValue("in_flight", "Значение «"+httpx.Shorten(text)+"» параметра «in_flight» неверно.",
				"Укажите in_flight=true или уберите параметр.")
		}
	}
	if q.KPP != "" && q.INN == "" {
		return httpx.BadValue("kpp", "КПП указан без ИНН.", "Добавьте параметр inn.")
	}
	return nil
}

// filesForm lists the files of a submission.
type filesForm struct {
	Files []fileForm `json:"files"`
}

type fileForm struct {
	// N is the number by which the bytes are fetched, from 1.
	N        int    `json:"n"`
	FileName string `json:"file_name"`
	Size     int    `json:"size"`
	SHA256   string `json:"sha256"`
}

// files answers GET /v1/submissions/{id}/files.
func (h *Handler) files(c call) error {
	id, err := c.object()
	if err != nil {
		return err
	}
	list, err := h.c.Reporting.Packages(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	form := filesForm{Files: make([]fileForm, 0, len(list))}
	for i, f := range list {
		form.Files = append(form.Files, fileForm{i + 1, f.FileName, len(f.Data), f.SHA256})
	}
	httpx.JSON(c.w, http.StatusOK, form)
	return nil
}

// file answers GET /v1/submissions/{id}/files/{n}.
func (h *Handler) file(c call) error {
	id, err := c.object()
	if err != nil {
		return err
	}
	list, err := h.c.Reporting.Packages(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.r.PathValue("n"))
	if err != nil || n < 1 || n > len(list) {
		return reporting.ErrNotFound
	}
	httpx.File(c.w, path.Base(list[n-1].FileName), list[n-1].Data)
	return nil
}
