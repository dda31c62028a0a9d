package main

import (
	"fmt"
	"strings"

	"sdano"
	"sdano/client"
)

type monitorCmd struct {
	remote
	INN string `name:"inn" help:"ИНН; без него — основная организация."`
	KPP string `name:"kpp" help:"КПП организации."`
}

// Run shows the monitor as a table; with --json the file as the API gives it.
func (c monitorCmd) Run(e *env) error {
	cl, err := c.client()
	if err != nil {
		return err
	}
	if e.json {
		data, err := cl.MonitorFile(e.ctx, c.INN, c.KPP)
		if err != nil {
			return err
		}
		_, err = e.out.Write(append(data, '\n'))
		return err
	}
	m, err := cl.Monitor(e.ctx, c.INN, c.KPP)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(e.out, monitorTable(m, terminal(e.out)))
	return err
}

func monitorTable(m client.Monitor, colour bool) string {
	var b strings.Builder
	for _, row := range m.Rows {
		if row.Item == 0 {
			continue
		}
		fmt.Fprintln(&b, row.Title)
		writeCell(&b, "налог", row.Tax, colour)
		writeCell(&b, "отчёт", row.Report, colour)
	}
	if len(m.Rows) <= 1 {
		fmt.Fprintln(&b, "Нет налогов и отчётов, за которыми нужно следить.")
	}
	if m.Check {
		fmt.Fprintln(&b, "Пора сверить расчёты с ФНС.")
	}
	return b.String()
}

var marks = map[string]struct{ sign, colour string }{
	"success": {"✔", "32"},
	"warning": {"●", "33"},
	"danger":  {"✖", "31"},
}

func writeCell(b *strings.Builder, kind string, c client.MonitorCell, colour bool) {
	mark, ok := marks[c.Type]
	if !ok {
		return
	}
	sign := mark.sign
	if colour {
		sign = "\033[" + mark.colour + "m" + sign + "\033[0m"
	}
	text := strings.TrimSpace(strings.ReplaceAll(c.Title, "{{smile}}", ""))
	fmt.Fprintf(b, "  %s %s: %s\n", sign, kind, text)
	for line := range strings.Lines(c.Description) {
		fmt.Fprintf(b, "      %s\n", strings.TrimRight(line, "\n"))
	}
	if day, err := sdano.ParseDate(c.Deadline); err == nil {
		fmt.Fprintf(b, "      срок: %s\n", day.RU())
	}
}
