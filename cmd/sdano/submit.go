package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sdano"
	"sdano/client"
)

type submitCmd struct {
	remote
	Files   []string      `arg:"" name:"file" help:"Файлы отчётов в формате ФНС."`
	Wait    bool          `help:"Ждать ответа инспекции."`
	Timeout time.Duration `help:"Сколько ждать." default:"10m"`
	Reason  string        `help:"Причина повторной отправки." name:"resend-reason"`
}

// filed is the result of one file.
type filed struct {
	File       string             `json:"file"`
	Submission *client.Submission `json:"submission,omitempty"`
	Error      *client.Error      `json:"error,omitempty"`
	view       *progress
}

// Run files every file, and then waits for the verdicts if asked to.
func (c submitCmd) Run(e *env) error {
	filings, err := c.read()
	if err != nil {
		return err
	}
	cl, err := c.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(e.ctx, c.Timeout)
	defer cancel()
	results := make([]filed, len(filings))
	for i, f := range filings {
		results[i] = c.register(ctx, e, cl, c.Files[i], f)
	}
	code := 0
	for i := range results {
		if c.Wait && results[i].Submission != nil {
			c.await(ctx, cl, &results[i])
		}
		code = max(code, results[i].exit(c.Wait))
	}
	if e.json {
		if err := writeJSON(e.out, results); err != nil {
			return err
		}
	}
	if code != 0 {
		return exitError(code)
	}
	return nil
}

// read reads all files before any is filed, so that a misspelt name files none.
func (c submitCmd) read() ([]client.Filing, error) {
	out := make([]client.Filing, 0, len(c.Files))
	for _, path := range c.Files {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, usage("файл «"+path+"» не читается"+because(err), "Проверьте путь; ни один файл не отправлен.")
		}
		out = append(out, client.Filing{
			FileName: filepath.Base(path), Data: data, ResendReason: c.Reason, IdempotencyKey: key(filepath.Base(path), c.Reason, data),
		})
	}
	return out, nil
}

// key is the idempotency key of a file. A resend passes by the server's refusal
// of what was filed already, so it has a key of its content: the same command
// given twice files once. Without a reason the server refuses the second.
func key(name, reason string, data []byte) string {
	if reason == "" {
		return "cli-" + sdano.NewID().Compact()
	}
	space := sdano.NameID(sdano.NameID(sdano.ID{}, name), reason)
	return "cli-" + sdano.NameID(space, string(data)).Compact()
}

func (r filed) exit(wait bool) int {
	switch {
	case r.Submission != nil && r.Submission.Status == "rejected":
		return exitRejected
	case r.Submission != nil && wait && !r.Submission.Terminal():
		return exitOpen
	case r.Error != nil:
		return exitFailed
	}
	return 0
}

// register files one file and shows what came of it.
func (c submitCmd) register(ctx context.Context, e *env, cl *client.Client, path string, f client.Filing) filed {
	r := filed{File: path, view: newProgress(e, f.FileName, c.remote)}
	if ctx.Err() != nil {
		r.Error = &client.Error{Code: "not_tried", Detail: "Файл не отправлен: до него не дошла очередь.", Remedy: "Повторите команду для этого файла."}
		r.view.refused(r.Error)
		return r
	}
	s, err := file(ctx, cl, f)
	switch {
	case err != nil:
		r.Error = c.problem(ctx, err)
		r.view.refused(r.Error)
	case c.Wait:
		r.Submission = &s
		r.view.began(s)
	default:
		r.Submission = &s
		r.view.state(s)
		r.view.done(s)
	}
	return r
}

// problem puts an error into the form of the results.
func (c submitCmd) problem(ctx context.Context, err error) *client.Error {
	var refused *client.Error
	if errors.As(err, &refused) {
		own := *refused
		e := shown(refused)
		own.Detail, own.Remedy = e.Message, e.Remedy
		return &own
	}
	e := shown(err)
	own := client.Error{Code: e.Code, Detail: e.Message, Remedy: e.Remedy}
	if ctx.Err() != nil {
		own.Code, own.Detail = c.ended(ctx, "Сервер не ответил за ")
		own.Remedy = "Принят ли файл, неизвестно; проверьте: " + program("status", c.flags()...)
	}
	return &own
}

// ended tells by code and text how the time for waiting came to its end.
func (c submitCmd) ended(ctx context.Context, missed string) (code, detail string) {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "timeout", missed + strings.Replace(c.Timeout.String(), "m0s", "m", 1) + "."
	}
	return "interrupted", "Ожидание прервано."
}

// file files a report and, if the connection breaks or the server is busy,
// repeats it a few times under the same key: it takes effect once.
func file(ctx context.Context, cl *client.Client, f client.Filing) (client.Submission, error) {
	for wait := 100 * time.Millisecond; ; wait *= 2 {
		s, err := cl.File(ctx, f)
		if err == nil || !mayPass(err) || wait > time.Second || ctx.Err() != nil {
			return s, err
		}
		pause(ctx, wait)
	}
}

// mayPass reports whether an error is no answer to the request: the connection
// broke, or the server is out of order or busy.
func mayPass(err error) bool {
	var refused *client.Error
	return !errors.As(err, &refused) || refused.Status >= 500 || refused.Status == http.StatusTooManyRequests
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

const pollPause = 200 * time.Millisecond

// await follows a submission to its verdict, past lost connections, and shows
// how the waiting ended.
func (c submitCmd) await(ctx context.Context, cl *client.Client, r *filed) {
	seen := func(s client.Submission) {
		r.Submission = &s
		r.view.state(s)
	}
	for {
		s, err := cl.Wait(ctx, r.Submission.ID, pollPause, seen)
		if err == nil {
			r.Submission = &s
			break
		}
		if ctx.Err() != nil {
			r.Error = &client.Error{Remedy: "Отправка продолжается, проверьте: " + program("status", append(c.flags(), r.Submission.ID.String())...)}
			r.Error.Code, r.Error.Detail = c.ended(ctx, "Не дождались ответа за ")
			break
		}
		if !mayPass(err) {
			r.Error = c.problem(ctx, err)
			break
		}
		r.view.lost()
		pause(ctx, pollPause)
	}
	r.view.done(*r.Submission)
	if r.Error != nil {
		r.view.refused(r.Error)
	}
}
