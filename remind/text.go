package remind

import (
	"fmt"
	"html"
	"strings"
)

// nbsp ties a number to its word.
const nbsp = "\u00a0"

// Subject returns the Russian subject of a message.
func (m Message) Subject() string {
	late := 0
	for _, l := range m.Lines {
		if l.Reason == Overdue {
			late++
		}
	}
	out := fmt.Sprintf("%s: сроки на %s", m.Name, m.Day.RU())
	if late > 0 {
		out += fmt.Sprintf(", просрочено: %d", late)
	}
	return strings.Join(strings.Fields(strings.Map(printable, out)), " ")
}

// printable keeps a subject in one line.
func printable(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}

// Text returns the message in Russian as plain text.
func (m Message) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n%s\n", m.Name, payerText(m), m.Day.RU())
	for _, l := range m.Lines {
		fmt.Fprintf(&b, "\n%s\n  %s\n", l.Title, l.when())
		for _, more := range []string{l.sum(), l.Law, l.Link} {
			if more != "" {
				b.WriteString("  " + more + "\n")
			}
		}
	}
	return b.String()
}

// HTML returns the message in Russian as a simple page; all texts are escaped.
func (m Message) HTML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"ru\"><meta charset=\"utf-8\"><body>\n<h1>%s</h1>\n<p>%s, %s</p>\n<ul>\n",
		html.EscapeString(m.Name), html.EscapeString(payerText(m)), m.Day.RU())
	for _, l := range m.Lines {
		title := html.EscapeString(l.Title)
		if l.Link != "" {
			title = fmt.Sprintf("<a href=\"%s\">%s</a>", html.EscapeString(l.Link), title)
		}
		fmt.Fprintf(&b, "<li><b>%s</b><br>%s", title, html.EscapeString(l.when()))
		for _, more := range []string{l.sum(), l.Law} {
			if more != "" {
				b.WriteString("<br>" + html.EscapeString(more))
			}
		}
		b.WriteString("</li>\n")
	}
	return b.String() + "</ul>\n</body></html>\n"
}

func payerText(m Message) string {
	out := "ИНН" + nbsp + m.Payer.INN
	if m.Payer.KPP != "" {
		out += ", КПП" + nbsp + m.Payer.KPP
	}
	return out
}

// when tells how the term stands to the day.
func (l Line) when() string {
	out := "Срок " + l.Term.RU()
	switch {
	case l.Days < 0:
		out += ", просрочено на" + nbsp + days(-l.Days)
	case l.Days == 0:
		out += ", сегодня"
	default:
		out += ", через" + nbsp + days(l.Days)
	}
	if !l.Was.IsZero() {
		out += ". Срок изменён, был " + l.Was.RU()
	}
	return out
}

// sum tells what is to be paid; "" for reports.
func (l Line) sum() string {
	switch {
	case l.Kind != Payment:
		return ""
	case l.Amount == nil:
		return "Сумма пока не известна"
	}
	return "К уплате " + l.Amount.RU(nbsp) + nbsp + "₽"
}

// days returns a number of days with its noun: 1 день, 2 дня, 5 дней.
func days(n int) string {
	word := "дней"
	switch tens := n % 100; {
	case tens >= 11 && tens <= 14:
	case n%10 == 1:
		word = "день"
	case n%10 >= 2 && n%10 <= 4:
		word = "дня"
	}
	return fmt.Sprintf("%d%s%s", n, nbsp, word)
}
