package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"sdano"
	"sdano/client"
)

type statusCmd struct {
	remote
	Submission string `arg:"" optional:"" help:"Идентификатор отправки; без него — список."`
	INN        string `name:"inn" help:"Только отправки этого ИНН."`
	Limit      int    `help:"Сколько отправок показать." default:"20"`
}

// mostShown is how many submissions the server gives at once.
const mostShown = 500

// Run shows one submission with its events, or the latest submissions.
func (c statusCmd) Run(e *env) error {
	if c.Limit < 1 || c.Limit > mostShown {
		return usage(fmt.Sprintf("значение %d у --limit не подходит", c.Limit), fmt.Sprintf("Укажите в --limit целое число от 1 до %d.", mostShown))
	}
	cl, err := c.client()
	if err != nil {
		return err
	}
	if c.Submission != "" {
		return c.one(e, cl)
	}
	page, err := cl.Submissions(e.ctx, client.Filter{INN: c.INN, Limit: c.Limit})
	if err != nil {
		return err
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ОТПРАВКА\tИНН\tОТЧЁТ\tПЕРИОД\tСТАТУС\tПРЕДСТАВЛЕНА")
	for _, s := range page.Submissions {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, s.INN, short(s.Title, 40), s.Period, stateText(s), moscow(s.FiledAt))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return show(e, page, b.String())
}

func (c statusCmd) one(e *env, cl *client.Client) error {
	id, err := sdano.ParseID(c.Submission)
	if err != nil {
		return &sdano.Error{Kind: sdano.Invalid, Code: "bad_value", Message: "«" + c.Submission + "» — не идентификатор отправки.", Remedy: "Возьмите его из вывода sdano status."}
	}
	s, err := cl.Submission(e.ctx, id)
	if err != nil {
		return err
	}
	events, err := cl.Events(e.ctx, id)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s %s\n%s", title(s), bar(s), stateText(s), details(s))
	if s.UnderReview {
		fmt.Fprintf(&b, "Проверка отказа: %s\n", c.auditPage())
	}
	for _, ev := range events {
		fmt.Fprintf(&b, "  %s  %-26s %s\n", ev.ReceivedAt.In(sdano.Moscow).Format("02.01.2006 15:04:05"), ev.StatusRU, ev.FileName)
	}
	return show(e, map[string]any{"submission": s, "events": events}, b.String())
}

func moscow(t *time.Time) string {
	if t == nil {
		return "—"
	}
	return t.In(sdano.Moscow).Format("02.01.2006 15:04 МСК")
}

func short(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return string(r[:limit-1]) + "…"
}
