package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"sdano"
	"sdano/monitor"
)

// Overviews compares the organisations of a tenant; monitor.Service does.
type Overviews interface {
	// Overview returns all organisations, the worst first.
	Overview(ctx context.Context, tenant sdano.Tenant) ([]monitor.Overview, error)
}

// overviewView is the list of organisations.
type overviewView struct {
	Text         string
	Color        []choice
	Lines        []overviewLine
	Shown, Total int
	Older, Newer string
	Reds         int
	// File is where the list is had as a workbook.
	File string
}

type overviewLine struct {
	Name, TaxID, Href, Debt, Week, Month, Next, NextTitle string
	Red, Yellow                                           int
}

// overviewOnPage is how many organisations a page shows.
const overviewOnPage = 100

// overviewPage shows all organisations, the worst first.
func (s *Site) overviewPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	f, err := s.frame(r, v, "/overview", "Все организации")
	if err != nil {
		return err
	}
	list, err := s.Overviews.Overview(r.Context(), v.Tenant)
	if err != nil {
		return err
	}
	color, text := r.FormValue("color"), strings.TrimSpace(r.FormValue("text"))
	view := overviewView{Text: text, Total: len(list), Color: []choice{
		{Value: "", Text: "все"}, {Value: "red", Text: "с просрочкой"}, {Value: "yellow", Text: "требуют внимания"},
	}}
	for i := range view.Color {
		view.Color[i].Current = view.Color[i].Value == color
	}
	view.File = "/overview/file?" + url.Values{"color": {color}, "text": {text}}.Encode()
	var lines []overviewLine
	for _, o := range list {
		if o.Red > 0 {
			view.Reds++
		}
		if overviewShown(o, color, text) {
			lines = append(lines, overviewLineOf(o))
		}
	}
	view.turn(lines, int(cursor(r, "from")), url.Values{"color": {color}, "text": {text}})
	return s.show(w, r, http.StatusOK, f, overviewPage(view))
}

func overviewLineOf(o monitor.Overview) overviewLine {
	return overviewLine{
		Name: o.Name, TaxID: taxIDText(o.TaxID), Href: "/?" + orgQuery(o.TaxID), Red: o.Red, Yellow: o.Yellow,
		Debt: some(o.Debt), Week: some(o.Week), Month: some(o.Month), Next: dayOrNone(o.Next), NextTitle: tie(o.NextTitle),
	}
}

// some writes an amount, a dash for none.
func some(m sdano.Money) string {
	if m == 0 {
		return "—"
	}
	return rub(m)
}

func dayOrNone(d sdano.Date) string {
	if d.IsZero() {
		return "—"
	}
	return day(d)
}

// turn shows the lines of one page.
func (v *overviewView) turn(lines []overviewLine, from int, q url.Values) {
	v.Shown = len(lines)
	from = min(from, max(0, len(lines)-1))
	to := min(from+overviewOnPage, len(lines))
	v.Lines = lines[from:to]
	address := func(n int) string {
		q.Set("from", itoa(int64(n)))
		return "/overview?" + q.Encode()
	}
	if to < len(lines) {
		v.Older = address(to)
	}
	if from > 0 {
		v.Newer = address(max(0, from-overviewOnPage))
	}
}
