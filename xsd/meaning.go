package xsd

import (
	"fmt"
	"strings"

	"sdano/xmlscan"
)

// known is a form of values that formats use again and again, recognised by
// what a pattern accepts and refuses, however it is written.
type known struct {
	words   string
	accepts []string
	refuses []string
}

var knownForms = []known{
	{
		"дата ДД.ММ.ГГГГ",
		[]string{"01.01.2026", "31.12.1999", "30.04.2025", "28.02.2023", "29.02.2024"},
		[]string{"", "1.1.2026", "32.01.2026", "01.13.2026", "00.01.2026", "31.04.2025", "2026-01-01", "01.01.26", "01.01.2026 ", "01.01.2026T00:00:00"},
	},
	{
		"время ЧЧ.ММ.СС",
		[]string{"00.00.00", "23.59.59", "12.30.05"},
		[]string{"", "24.00.00", "12:30:05", "12.60.00", "12.30", "1.02.03"},
	},
	{
		"время ЧЧ:ММ:СС",
		[]string{"00:00:00", "23:59:59", "12:30:05"},
		[]string{"", "24:00:00", "12.30.05", "12:60:00", "12:30", "1:02:03"},
	},
	{
		"дата и время ДД.ММ.ГГГГ ЧЧ.ММ.СС",
		[]string{"01.01.2026 00.00.00", "31.12.1999 23.59.59"},
		[]string{"", "01.01.2026", "32.01.2026 00.00.00", "01.01.2026 24.00.00", "01.01.2026T00:00:00"},
	},
	{
		"дата и время ДД.ММ.ГГГГTЧЧ:ММ:СС",
		[]string{"01.01.2026T00:00:00", "31.12.1999T23:59:59"},
		[]string{"", "01.01.2026", "32.01.2026T00:00:00", "01.01.2026T24:00:00", "01.01.2026T00:00:00+03:00"},
	},
	{
		"дата и время с часовым поясом ДД.ММ.ГГГГTЧЧ:ММ:СС+ЧЧ:ММ",
		[]string{"01.01.2026T00:00:00+03:00", "31.12.1999T23:59:59-11:30"},
		[]string{"", "01.01.2026T00:00:00", "32.01.2026T00:00:00+03:00", "01.01.2026T24:00:00+03:00"},
	},
	{
		"ИНН из 10 цифр (первые две – не 00)",
		[]string{"7707083893", "0100000000", "1000000000"},
		[]string{"", "0012345678", "770708389", "77070838931", "770708389A", "500100732259"},
	},
	{
		"ИНН из 12 цифр (первые две – не 00)",
		[]string{"500100732259", "010000000000", "100000000000"},
		[]string{"", "001234567890", "50010073225", "5001007322591", "50010073225A", "7707083893"},
	},
	{
		"КПП: 4 цифры (первые две – не 00), 2 цифры или заглавные латинские буквы, 3 цифры",
		[]string{"770701001", "7707AF001", "0100ZZ999"},
		[]string{"", "000101001", "77070100", "7707010011", "7707аб001", "77A701001"},
	},
}

// meaning says what a pattern demands, in words if it is one of the common
// forms.
func (p *pattern) meaning() string {
	if low, high, ok := p.expr.digits(); ok {
		switch {
		case low == high:
			return fmt.Sprintf("%d %s", low, plural(low, "цифра", "цифры", "цифр"))
		case high == unbounded:
			return fmt.Sprintf("цифры, не меньше %d", low)
		}
		return fmt.Sprintf("от %d до %d цифр", low, high)
	}
	for _, k := range knownForms {
		if p.all(k.accepts, true) && p.all(k.refuses, false) {
			return k.words
		}
	}
	return "вид по шаблону " + shorten(strings.ReplaceAll(p.text, "{1}", ""))
}

// all reports whether each of some texts is accepted, or refused.
func (p *pattern) all(texts []string, accepted bool) bool {
	for _, text := range texts {
		if p.match([]byte(text), xmlscan.UTF8) != accepted {
			return false
		}
	}
	return true
}

// digits reports whether an expression accepts just the texts of so many
// decimal digits.
func (e *expr) digits() (low, high int, ok bool) {
	switch {
	case e.op == opSet && len(e.set) == 1 && e.set[0] == runeRange{'0', '9'}:
		return 1, 1, true
	case e.op == opRepeat && e.args[0].op == opSet:
		_, _, ok = e.args[0].digits()
		return e.min, e.max, ok
	case e.op == opSequence:
		for _, a := range e.args {
			l, h, fine := a.digits()
			if !fine || h == unbounded {
				return 0, 0, false
			}
			low, high = low+l, high+h
		}
		return low, high, true
	}
	return 0, 0, false
}

// plural chooses the form of a Russian noun for a number.
func plural(n int, one, few, many string) string {
	switch {
	case n%10 == 1 && n%100 != 11:
		return one
	case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
		return few
	}
	return many
}
