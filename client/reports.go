package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sdano"
)

// Reason is one reason of a refusal, as the customer sees it.
type Reason struct {
	Code        string `json:"code"`
	Reason      string `json:"reason"`
	Explanation string `json:"explanation"`
}

// Submission is one attempt to file one report («отправка отчётности»).
type Submission struct {
	ID     sdano.ID `json:"submission"`
	Report sdano.ID `json:"report"`
	// Status is the fine status in English, StatusRU as a person reads it.
	Status   string `json:"status"`
	StatusRU string `json:"status_ru"`
	// Outcome tells more finely how it ended; UnderReview says that a refusal
	// waits for its audit.
	Outcome     string   `json:"outcome"`
	UnderReview bool     `json:"under_review"`
	Reasons     []Reason `json:"reasons"`
	// KND, Title, Period and Correction name the report, INN and KPP the payer,
	// Authority and Code to whom it goes.
	KND        string `json:"knd"`
	Title      string `json:"title"`
	Period     string `json:"period_text"`
	Correction int    `json:"correction"`
	INN        string `json:"inn"`
	KPP        string `json:"kpp"`
	Authority  string `json:"authority"`
	Code       string `json:"code"`
	// Version grows with every change.
	Version int64 `json:"version"`
	// OpenedAt is when it was registered, SentAt when the operator took it,
	// FiledAt the date of filing (НК РФ ст. 80 п. 4), ClosedAt of the verdict,
	// EndedAt of the docflow's end; nil means not yet.
	OpenedAt *time.Time `json:"opened_at"`
	SentAt   *time.Time `json:"sent_at"`
	FiledAt  *time.Time `json:"filed_at"`
	ClosedAt *time.Time `json:"closed_at"`
	EndedAt  *time.Time `json:"ended_at"`
	// LastError is what went wrong last, nil if nothing did.
	LastError *Failure `json:"last_error"`
}

// Failure is the last error of a submission.
type Failure struct {
	Code string    `json:"code"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Terminal reports whether the submission has its verdict.
func (s Submission) Terminal() bool { return s.Status == "accepted" || s.Status == "rejected" }

// Filing is a report to be filed.
type Filing struct {
	// FileName is the file's name by the format's order, Data its bytes.
	FileName string
	Data     []byte
	// ResendReason says why a report that is open or accepted is filed again.
	ResendReason string
	// IdempotencyKey makes a repetition safe; "" sends none.
	IdempotencyKey string
}

// File registers a report file and returns its submission.
func (c *Client) File(ctx context.Context, f Filing) (Submission, error) {
	q := url.Values{"file_name": {f.FileName}}
	if f.ResendReason != "" {
		q.Set("resend_reason", f.ResendReason)
	}
	header := map[string]string{"Content-Type": "application/xml"}
	if f.IdempotencyKey != "" {
		header["Idempotency-Key"] = f.IdempotencyKey
	}
	var s Submission
	data, err := c.do(ctx, call{method: http.MethodPost, path: "/v1/reports", query: q, header: header, body: f.Data})
	if err != nil {
		return s, err
	}
	err = decode(data, &s)
	return s, err
}

// Submission returns a submission as it is now.
func (c *Client) Submission(ctx context.Context, id sdano.ID) (Submission, error) {
	var s Submission
	err := c.get(ctx, "/v1/submissions/"+id.String(), nil, &s)
	return s, err
}

// Withdraw takes back a submission that was not sent yet and returns it.
func (c *Client) Withdraw(ctx context.Context, id sdano.ID, reason string) (Submission, error) {
	var s Submission
	q := url.Values{}
	if reason != "" {
		q.Set("reason", reason)
	}
	data, err := c.do(ctx, call{method: http.MethodDelete, path: "/v1/submissions/" + id.String(), query: q})
	if err != nil {
		return s, err
	}
	err = decode(data, &s)
	return s, err
}

// SubmissionFile returns the bytes of a file of a submission, by its number from
// 1 on, as they were filed.
func (c *Client) SubmissionFile(ctx context.Context, id sdano.ID, n int) ([]byte, error) {
	data, err := c.do(ctx, call{method: http.MethodGet, path: "/v1/submissions/" + id.String() + "/files/" + strconv.Itoa(n)})
	return data, err
}

// Filter selects submissions; "" and zero select all.
type Filter struct {
	// INN selects a payer, KPP narrows it.
	INN, KPP string
	// Status is the fine status, in English or by its 1C name.
	Status string
	// Report selects the submissions of one report.
	Report sdano.ID
	// InFlight selects those whose docflow has not ended.
	InFlight bool
	// Limit bounds the answer, 0 means the server's own bound.
	Limit int
	// Cursor is the Next of the page before.
	Cursor string
}

// Page is one page of submissions, newest first.
type Page struct {
	Submissions []Submission `json:"submissions"`
	// Next is the cursor of the next page, "" if this is the last.
	Next string `json:"next"`
}

// Submissions returns a page of submissions.
func (c *Client) Submissions(ctx context.Context, f Filter) (Page, error) {
	q := url.Values{}
	for name, value := range map[string]string{
		"inn": f.INN, "kpp": f.KPP, "status": f.Status, "report": f.Report.String(), "cursor": f.Cursor,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.InFlight {
		q.Set("in_flight", "true")
	}
	if f.Limit > 0 {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	var p Page
	err := c.get(ctx, "/v1/submissions", q, &p)
	return p, err
}

// Wait asks for a submission until it has its verdict or waits for a person's
// audit, calling seen with each state that differs from the one before. It
// returns the last state, with the context's error if that ended first.
func (c *Client) Wait(ctx context.Context, id sdano.ID, every time.Duration, seen func(Submission)) (Submission, error) {
	var last Submission
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		s, err := c.Submission(ctx, id)
		if err != nil {
			return last, err
		}
		if s.Status != last.Status || s.UnderReview != last.UnderReview {
			seen(s)
		}
		if last = s; s.Terminal() || s.UnderReview {
			return s, nil
		}
		select {
		case <-ctx.Done():
			return last, ctx.Err()
		case <-tick.C:
		}
	}
}
