package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sdano"
	"sdano/client"
)

type submitCmd struct {
	remote
	Files   []string      `arg:"" name:"file" help:"Файлы отчётов в формате ФНС." type:"existingfile"`
	Wait    bool          `help:"Ждать ответа инспекции."`
	Timeout time.Duration `help:"Сколько ждать." default:"10m"`
	Reason  string        `help:"Причина повторной отправки." name:"resend-reason"`
}

// filed is the result of one file.
type filed struct {
	File       string             `json:"file"`
	Submission *client.Submission `json:"submission,omitempty"`
	Error      *client.Error      `json:"error,omitempty"`
}

// Run files each file, and waits for the verdicts if asked to.
func (c submitCmd) Run(e *env) error {
	cl, err := c.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(e.ctx, c.Timeout)
	defer cancel()
	results := make([]filed, 0, len(c.Files))
	code := 0
	for _, path := range c.Files {
		r, err := c.one(ctx, e, cl, path)
		if err != nil {
			return err
		}
		results = append(results, r)
		code = max(code, r.exit(c.Wait))
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

func (r filed) exit(wait bool) int {
	switch {
	case r.Error != nil:
		return exitFailed
	case r.Submission.Status == "rejected":
		return exitRejected
	case wait && r.Submission.Status != "accepted":
		return exitOpen
	}
	return 0
}

func (c submitCmd) one(ctx context.Context, e *env, cl *client.Client, path string) (filed, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return filed{}, err
	}
	name := filepath.Base(path)
	view := newProgress(e, name)
	s, err := cl.File(ctx, client.Filing{FileName: name, Data: data, ResendReason: c.Reason, IdempotencyKey: contentKey(name, c.Reason, data)})
	var refused *client.Error
	if errors.As(err, &refused) {
		view.refused(refused)
		return filed{File: path, Error: refused}, nil
	}
	if err != nil {
		return filed{}, err
	}
	view.state(s)
	if c.Wait {
		s, err = cl.Wait(ctx, s.ID, 200*time.Millisecond, view.state)
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return filed{}, err
		}
	}
	view.done(s)
	return filed{File: path, Submission: &s}, nil
}

// contentKey is the idempotency key of a file: the same command given twice
// files once.
func contentKey(name, reason string, data []byte) string {
	h := sha256.New()
	for _, part := range []string{name, reason, string(data)} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return "cli-" + hex.EncodeToString(h.Sum(nil)[:16])
}

// progress shows the way of one submission: on a screen one line that moves,
// elsewhere a line per state.
type progress struct {
	e     *env
	name  string
	live  bool
	began time.Time
	last  string
}

func newProgress(e *env, name string) *progress {
	return &progress{e: e, name: name, live: terminal(e.out), began: time.Now()}
}

var steps = []string{"planned", "sent", "send_confirmed", "delivery_confirmed", "accepted"}

func (p *progress) state(s client.Submission) {
	if p.e.json {
		return
	}
	line := bar(s) + " " + stateText(s)
	if line == p.last {
		return
	}
	p.last = line
	elapsed := time.Since(p.began).Round(100 * time.Millisecond)
	if p.live {
		fmt.Fprintf(p.e.out, "\r\033[K%s  %s  %s", line, p.name, elapsed)
		return
	}
	fmt.Fprintf(p.e.out, "%s  %s  %s\n", line, p.name, elapsed)
}

func stateText(s client.Submission) string {
	if s.UnderReview {
		return s.StatusRU + " (отказ на проверке у специалиста)"
	}
	return s.StatusRU
}

// bar draws how far a submission has come: ●●●○○.
func bar(s client.Submission) string {
	if s.Status == "rejected" {
		return "●●●●✗"
	}
	done := 0
	for i, step := range steps {
		if step == s.Status {
			done = i + 1
		}
	}
	return strings.Repeat("●", done) + strings.Repeat("○", len(steps)-done)
}

func (p *progress) done(s client.Submission) {
	if p.e.json {
		return
	}
	if p.live {
		fmt.Fprintln(p.e.out)
	}
	fmt.Fprintf(p.e.out, "%s: %s\n", title(s), stateText(s))
	if s.FiledAt != nil {
		fmt.Fprintf(p.e.out, "Дата представления: %s\n", s.FiledAt.In(sdano.Moscow).Format("02.01.2006 15:04 МСК"))
	}
	for _, r := range s.Reasons {
		fmt.Fprintf(p.e.out, "Причина: %s %s\n", r.Code, r.Reason)
	}
	if s.LastError != nil && !s.Terminal() {
		fmt.Fprintf(p.e.out, "Последняя ошибка: %s\n", s.LastError.Text)
	}
	fmt.Fprintf(p.e.out, "Отправка %s\n", s.ID)
}

func title(s client.Submission) string {
	return strings.TrimSpace(strings.Join([]string{s.Title, s.Period}, ", "))
}

func (p *progress) refused(err *client.Error) {
	if !p.e.json {
		fmt.Fprintln(p.e.err, p.name+":")
		report(p.e.err, false, err, 0)
	}
}
