package printform

import (
	"slices"

	"sdano/titles/show"
)

// cellPad is what stands free beside the text of a cell.
const cellPad = 3.0

// grid is a table that is being set.
type grid struct {
	*show.Table
	pen    *pen
	widths []float64
	head   []string
}

// Styles of the cells of a table.
var (
	cells    = small
	headCell = style{bold, smallSize, black}
)

// table sets a table; its head is repeated on every page.
func (p *pen) table(t *show.Table) {
	g := grid{Table: t, pen: p}
	for _, c := range t.Columns {
		g.head = append(g.head, c.Title)
	}
	g.measure()
	g.row(headCell, g.head, false)
	for _, row := range t.Rows {
		g.row(cells, row, true)
	}
	if t.Foot != nil {
		g.row(headCell, t.Foot, true)
	}
}

// measure shares the width of the page among the columns: each as much as its
// longest text needs, the wide ones less if that is too much.
func (g *grid) measure() {
	g.widths = make([]float64, len(g.Columns))
	for i := range g.Columns {
		wide := max(g.pen.width(headCell, g.head[i]), g.foot(i))
		for _, row := range g.Rows {
			wide = max(wide, g.pen.width(cells, row[i]))
		}
		g.widths[i] = wide + 2*cellPad + 0.01 // rounding must not break a line
	}
	fit(g.widths, inner)
}

func (g *grid) foot(i int) float64 {
	if g.Foot == nil {
		return 0
	}
	return g.pen.width(headCell, g.Foot[i])
}

// fit narrows the widest columns to one width until all fit.
func fit(widths []float64, room float64) {
	order := slices.Sorted(slices.Values(widths))
	for i, w := range order {
		share := room / float64(len(order)-i)
		if w > share {
			for j := range widths {
				widths[j] = min(widths[j], share)
			}
			return
		}
		room -= w
	}
}

// row sets a row; one that is higher than what is left of the page goes on on the
// next ones, below the head.
func (g *grid) row(s style, texts []string, headed bool) {
	lines := make([][]string, len(texts))
	tall := 1
	for i, text := range texts {
		lines[i] = g.pen.split(s, text, g.widths[i]-2*cellPad)
		tall = max(tall, len(lines[i]))
	}
	g.keep(s, min(tall, 3), headed)
	for n := range tall {
		g.keep(s, 1, headed)
		g.line(s, lines, n)
		g.pen.y += s.height()
	}
	if g.pen.err == nil {
		y := g.pen.y + 0.5
		g.pen.pdf.Line(margin, y, margin+inner, y)
	}
	g.pen.y += cellPad
}

// keep turns the page unless it has room for some lines, and repeats the head.
func (g *grid) keep(s style, lines int, headed bool) {
	p := g.pen
	if p.err != nil || p.y+float64(lines)*s.height() <= bottom {
		return
	}
	p.turn()
	if headed {
		g.row(headCell, g.head, false)
	}
}

// line sets the n-th line of every cell.
func (g *grid) line(s style, lines [][]string, n int) {
	x := margin
	for i, of := range lines {
		if n < len(of) {
			at := x + cellPad
			if g.Columns[i].Number {
				at = x + g.widths[i] - cellPad - g.pen.width(s, of[n])
			}
			g.pen.at(at, s, of[n])
		}
		x += g.widths[i]
	}
}
