package main

import (
	"fmt"
	"strings"
	"time"

	"sdano/client"
)

// progress shows the way of one submission: on a screen one line that moves,
// elsewhere a line per state.
type progress struct {
	e     *env
	name  string
	at    remote
	live  bool
	start time.Time
	last  string
}

func newProgress(e *env, name string, at remote) *progress {
	return &progress{e: e, name: name, at: at, live: terminal(e.out), start: time.Now()}
}

var steps = []string{"planned", "sent", "send_confirmed", "delivery_confirmed", "accepted"}

// began shows that a file is registered; on a screen the line comes with the
// waiting.
func (p *progress) began(s client.Submission) {
	if !p.live {
		p.state(s)
	}
}

func (p *progress) state(s client.Submission) { p.line(bar(s) + " " + stateText(s)) }

// lost shows that the server does not answer now.
func (p *progress) lost() { p.line("Сервер не отвечает, ждём его…") }

func (p *progress) line(text string) {
	if p.e.json || text == p.last {
		return
	}
	p.last = text
	elapsed := time.Since(p.start).Round(100 * time.Millisecond)
	if p.live {
		fmt.Fprintf(p.e.out, "\r\033[K%s  %s  %s", text, p.name, elapsed)
		return
	}
	fmt.Fprintf(p.e.out, "%s  %s  %s\n", text, p.name, elapsed)
}

func stateText(s client.Submission) string {
	text := s.StatusRU
	if s.Status == "accepted" {
		switch s.Outcome {
		case "accepted_with_notice":
			text = "Сдана, нужно уточнение"
		case "partially":
			text = "Сдана частично"
		}
	}
	if s.UnderReview {
		text += " (отказ на проверке у специалиста)"
	}
	return text
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

// done shows how it stands at the end.
func (p *progress) done(s client.Submission) {
	if p.e.json {
		return
	}
	if p.live && p.last != "" {
		fmt.Fprintln(p.e.out)
	}
	fmt.Fprintf(p.e.out, "%s: %s\n%s", title(s), stateText(s), details(s))
	if s.UnderReview {
		fmt.Fprintf(p.e.out, "Проверка отказа: %s\n", p.at.auditPage())
	}
	fmt.Fprintf(p.e.out, "Отправка %s\n", s.ID)
}

// details tells the date of filing, the reasons and the last error.
func details(s client.Submission) string {
	var b strings.Builder
	if s.FiledAt != nil {
		fmt.Fprintf(&b, "Дата представления: %s\n", moscow(s.FiledAt))
	}
	kind := "Причина"
	if s.Status == "accepted" {
		kind = "Замечание"
	}
	for _, r := range s.Reasons {
		fmt.Fprintf(&b, "%s: %s\n", kind, strings.TrimSpace(r.Code+" "+r.Reason))
		if r.Explanation != "" {
			fmt.Fprintf(&b, "  Пояснение: %s\n", r.Explanation)
		}
	}
	if s.LastError != nil && !s.Terminal() {
		fmt.Fprintf(&b, "Последняя ошибка: %s\n", s.LastError.Text)
	}
	return b.String()
}

func title(s client.Submission) string {
	return strings.TrimSpace(strings.Join([]string{s.Title, s.Period}, ", "))
}

// refused shows an error of one file.
func (p *progress) refused(err *client.Error) {
	if !p.e.json {
		fmt.Fprintln(p.e.err, p.name+":")
		report(p.e.err, false, err, 0)
	}
}
