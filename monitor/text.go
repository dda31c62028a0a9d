package monitor

import (
	"slices"
	"strings"

	"sdano"
	"sdano/data"
)

// words fill the placeholders of a text.
type words struct {
	sum, office, what string
	date              sdano.Date
	period            sdano.Period
	several           bool
}

// say sets the texts of a cell by its state.
func (s *sheet) say(c *Cell, cell string, l *line, w words) {
	x, ok := s.texts[textKey{cell, c.State, l.ID}]
	if !ok {
		x = s.texts[textKey{cell, c.State, ""}]
	}
	description := x.Description
	if w.several && x.Several != "" {
		description = x.Several
	}
	c.Text, c.Description = w.fill(x.Title), ""
	if w.complete(description) {
		c.Description = w.fill(description)
	}
}

func (w words) fill(text string) string {
	if strings.Contains(text, "{date}") {
		text = strings.ReplaceAll(text, "{date}", w.date.RU())
	}
	if strings.Contains(text, "{period}") {
		text = strings.ReplaceAll(text, "{period}", w.period.RU())
	}
	text = strings.ReplaceAll(text, "{sum}", w.sum)
	text = strings.ReplaceAll(text, "{office}", w.office)
	return strings.ReplaceAll(text, "{what}", w.what)
}

// complete reports whether all that a text asks for is known.
func (w words) complete(text string) bool {
	asks := func(name string) bool { return strings.Contains(text, name) }
	return (!w.date.IsZero() || !asks("{date}")) && (!w.period.IsZero() || !asks("{period}")) &&
		(w.office != "" || !asks("{office}")) && (w.what != "" || !asks("{what}"))
}

// sayNext sets the texts of a green cell: what comes next. Of several with one
// term the earliest period counts, and if there are still several, all are
// listed.
func (s *sheet) sayNext(c *Cell, cell string, l *line, next []*obligation) {
	first := firstOf(next)
	if len(first) == 0 {
		s.say(c, cell, l, words{})
		return
	}
	c.Due = s.shown(first[0])
	w := words{date: c.Due, period: first[0].period, what: first[0].title(), several: len(first) > 1}
	if first[0].rule.Kind == data.Payment {
		w.period = first[0].own()
	}
	if w.several {
		w.what = ""
		for i, o := range first {
			if i > 0 {
				w.what += "\n"
			}
			w.what += "- " + o.title()
		}
	}
	s.say(c, cell, l, w)
}

// once adds to a list what it does not have yet.
func once[T comparable](list []T, more ...T) []T {
	for _, line := range more {
		if !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	return list
}
