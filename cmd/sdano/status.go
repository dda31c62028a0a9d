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

// Run shows one submission with its events, or the latest submissions.
func (c statusCmd) Run(e *env) error {
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
	fmt.Fprintf(&b, "%s\n%s %s\n", title(s), bar(s), stateText(s))
	if s.FiledAt != nil {
		fmt.Fprintf(&b, "Дата представления: %s\n", moscow(s.FiledAt))
	}
	for _, r := range s.Reasons {
		fmt.Fprintf(&b, "Причина: %s %s\n", r.Code, r.Reason)
	}
	if s.LastError != nil {
		fmt.Fprintf(&b, "Последняя ошибка: %s\n", s.LastError.Text)
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
