package printform

import (
	"fmt"
	"io"

	"sdano/titles/show"
)

// PDF writes a sheet as pages (PDF 1.7). The error is that of the writer, or one
// about a text that cannot be set.
func PDF(w io.Writer, s show.Sheet) error { return Pages(w, s.Layout()) }

// Pages writes a layout as pages, with the errors of PDF.
func Pages(w io.Writer, layout show.Layout) error {
	p := newPen(layout.Title)
	for i, part := range layout.Parts {
		p.part(part, i == 0)
	}
	p.foot(layout.Title)
	if p.err != nil {
		return fmt.Errorf("printform: %w", p.err)
	}
	data, err := p.pdf.GetBytesPdfReturnErr()
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// part sets a part of a layout.
func (p *pen) part(part show.Part, first bool) {
	head, texts := heading, small
	if part.Document {
		head, texts = title, normal
	}
	if !first {
		p.y += textSize / 2
	}
	p.room(head.height() + p.beginning(part))
	p.text(head, margin, inner, part.Heading)
	for _, text := range part.Texts {
		p.text(texts, margin, inner, text)
	}
	p.facts(margin, inner, part.Facts)
	for _, b := range part.Blocks {
		p.block(b)
	}
	if part.Table != nil {
		p.table(part.Table)
	}
	p.seals(part.Seals)
}

// beginning is how high the beginning of a part is that must stand on the page of
// its heading.
func (p *pen) beginning(part show.Part) float64 {
	if len(part.Seals) > 0 {
		if _, tall := p.sealRow(part.Seals); tall <= bottom-margin-heading.height() {
			return tall
		}
	}
	if part.Table != nil {
		return 6 * cells.height() // the head and a row
	}
	return 4 * normal.height()
}

// indent is how far the facts of a block stand in.
const indent = 10.0

func (p *pen) block(b show.Block) {
	p.room(2 * normal.height())
	p.text(strong, margin, inner, b.Title)
	p.facts(margin+indent, inner-indent, b.Facts)
}

// facts sets labels and values in two columns.
func (p *pen) facts(x, width float64, facts []show.Fact) {
	for _, f := range facts {
		p.lines(x, factLines(p, f, width))
	}
}

// labelWidth is the width of the labels of a list, gap what parts columns.
const (
	labelWidth = 130.0
	gap        = 3.0
)

// line is a line of a list: a label and a value beside it, or a text alone.
type line struct {
	label, text string
	style
	// in is how far the text stands in.
	in float64
}

// factLines breaks a fact into lines.
func factLines(p *pen, f show.Fact, width float64) []line {
	labels := p.split(label, f.Label, labelWidth-gap)
	values := p.split(normal, f.Value, width-labelWidth)
	out := make([]line, max(len(labels), len(values)))
	for i := range out {
		out[i].style, out[i].in = normal, labelWidth
		if i < len(labels) {
			out[i].label = labels[i]
		}
		if i < len(values) {
			out[i].text = values[i]
		}
	}
	return out
}

// lines sets lines of a list.
func (p *pen) lines(x float64, lines []line) {
	for _, l := range lines {
		p.room(l.height())
		p.line(x, l)
		p.y += l.height()
	}
}

func (p *pen) line(x float64, l line) {
	p.at(x, label, l.label)
	p.at(x+l.in, l.style, l.text)
}
