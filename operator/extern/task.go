package extern

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/reporting"
)

var errNoID = errors.New("no identifier in it")

// task is a task as the operator tells it.
type task struct {
	ID     string         `json:"id"`
	State  string         `json:"task-state"`
	Error  faultJSON      `json:"error"`
	Result jsontext.Value `json:"task-result"`
}

// done reports whether the task has ended; a state that nobody knows is taken
// for running.
func (t task) done() bool { return t.State == "succeed" || t.State == "failed" }

// fault returns what a failed task says, nil of one that did not fail.
func (t task) fault() error {
	if t.State != "failed" {
		return nil
	}
	f := &fault{Status: t.Error.Status}
	f.fill(t.Error)
	return f
}

// start asks for a task of a draft.
func (c *Client) start(ctx context.Context, draft sdano.ID, kind string) (task, error) {
	var t task
	err := c.call(ctx, http.MethodPost, draftPath(draft)+"/"+kind, deferred, nil, &t)
	return t, err
}

// follow looks at a task until it has ended.
func (c *Client) follow(ctx context.Context, draft sdano.ID, t task) (task, error) {
	id := idOf(t.ID)
	if id.IsZero() && !t.done() {
		return t, &unreadable{"task", errNoID}
	}
	for p := c.pauses(); !t.done(); {
		next := task{}
		err := c.call(ctx, http.MethodGet, draftPath(draft)+"/tasks/"+id.String(), nil, nil, &next)
		switch {
		case err == nil:
			t = next
		case !mayPass(err):
			return t, err
		}
		if t.done() {
			break
		}
		if err := p.atLeast(ctx, wish(err)); err != nil {
			return t, err
		}
	}
	return t, t.fault()
}

// mayPass reports whether an error of a look at a task says nothing about it.
func mayPass(err error) bool {
	f := asFault(err)
	return concurrent(err) || f != nil && (f.Status == http.StatusTooManyRequests || f.Status == http.StatusServiceUnavailable)
}

// run does a task of a draft from start to end; one that is under way already
// is waited for first.
func (c *Client) run(ctx context.Context, draft sdano.ID, kind string) (task, error) {
	for p := c.pauses(); ; {
		t, err := c.start(ctx, draft, kind)
		if err == nil {
			return c.follow(ctx, draft, t)
		}
		if !concurrent(err) {
			return t, err
		}
		if err := p.wait(ctx); err != nil {
			return t, err
		}
	}
}

// problem is something the operator's check found.
type problem struct {
	ID          string `json:"id"`
	Description string `json:"description"`
	Level       string `json:"level"`
}

// checkResult is the result of a check.
type checkResult struct {
	Data struct {
		Documents map[string][]problem `json:"documents-errors"`
		Common    []problem            `json:"common-errors"`
	} `json:"data"`
}

// reasons returns the errors that were found; warnings do not stop a report.
func (r checkResult) reasons() []reporting.EventReason {
	var out []reporting.EventReason
	for _, p := range r.all() {
		if p.Level == "warning" || p.Level == "info" {
			continue
		}
		text := clip(firstOf(p.Description, p.ID), 2000)
		out = append(out, reporting.EventReason{Code: clip(p.ID, 100), Received: text, Text: text})
	}
	return out
}

func (r checkResult) all() []problem {
	out := slices.Clone(r.Data.Common)
	for _, document := range slices.Sorted(maps.Keys(r.Data.Documents)) {
		out = append(out, r.Data.Documents[document]...)
	}
	return out
}

// objection is what the operator's own checks have against a report.
type objection struct{ Reasons []reporting.EventReason }

// Error says how many reasons there are, for logs.
func (o *objection) Error() string {
	text := "the operator's check refuses the report"
	if len(o.Reasons) > 0 {
		text += ": " + o.Reasons[0].Code
	}
	return text
}

// check runs the operator's check; the error is an *objection if it finds
// something.
func (c *Client) check(ctx context.Context, draft sdano.ID) error {
	t, err := c.run(ctx, draft, "check")
	if err != nil {
		return err
	}
	var r checkResult
	if err := decode("check", t.Result, &r); err != nil {
		return err
	}
	if reasons := r.reasons(); len(reasons) > 0 {
		return &objection{reasons}
	}
	return nil
}

// prepare has the draft made ready; the error is an *objection if the operator
// will not.
func (c *Client) prepare(ctx context.Context, draft sdano.ID) error {
	t, err := c.run(ctx, draft, "prepare")
	if err != nil {
		return err
	}
	var r struct {
		Check  checkResult `json:"check-result"`
		Status string      `json:"status"`
	}
	if err := decode("prepare", t.Result, &r); err != nil {
		return err
	}
	if r.Status == "ok" {
		return nil
	}
	reasons := r.Check.reasons()
	if len(reasons) == 0 {
		text := "Оператор не подготовил отчёт к отправке: " + clip(r.Status, 100)
		reasons = []reporting.EventReason{{Code: clip(r.Status, 100), Received: text, Text: text}}
	}
	return &objection{reasons}
}
