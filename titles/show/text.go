package show

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sdano"
	"sdano/titles/title"
)

// wide is how many characters a column of a table has at most.
const wide = 40

// Text writes a document for a terminal: aligned, in Russian. The document is
// nil if it could not be read; then only the findings are told. The error is
// that of the writer.
func Text(w io.Writer, d *title.Document, findings []sdano.Finding) error {
	p := printer{bufio.NewWriter(w)}
	p.view(viewOf(d, findings))
	return p.w.Flush()
}

// printer writes a view.
type printer struct{ w *bufio.Writer }

func (p printer) view(v view) {
	p.line(v.Kind)
	if v.Heading != "" && v.Heading != v.Kind {
		p.line(v.Heading)
	}
	p.facts("", v.Facts)
	p.blocks("Стороны", v.Parties)
	p.table("Строки", v.Lines)
	p.facts("Итого", v.Totals)
	p.table("Расчёты", v.Balances)
	p.table("Документы и операции", v.Entries)
	p.facts("Решение", v.Outcome)
	p.blocks("В ответ на", v.Answered)
	p.blocks("Кто подписывает", v.Signers)
	p.section("Проверка")
	p.line("  " + v.Verdict)
	for _, r := range v.Findings {
		p.remark(r)
	}
}

// line writes one line; what a document says cannot break it or steer the
// terminal.
func (p printer) line(text string) {
	_, _ = p.w.WriteString(strings.TrimRight(harmless(text), " ") + "\n")
}

func (p printer) section(name string) {
	p.line("")
	if name != "" {
		p.line(name)
	}
}

func (p printer) facts(section string, facts []fact) {
	if len(facts) > 0 {
		p.section(section)
		p.list("  ", facts)
	}
}

// list writes labels and values in two columns.
func (p printer) list(indent string, facts []fact) {
	width := 0
	for _, f := range facts {
		width = max(width, length(f.Label))
	}
	for _, f := range facts {
		label := pad(f.Label, width, false)
		for part := range strings.SplitSeq(f.Value, "\n") {
			p.line(indent + label + "  " + part)
			label = pad("", width, false)
		}
	}
}

func (p printer) blocks(section string, blocks []block) {
	if len(blocks) == 0 {
		return
	}
	p.section(section)
	for _, b := range blocks {
		head := b.Title
		if b.Label != "" {
			head = b.Label + ": " + head
		}
		p.line("  " + head)
		p.list("    ", b.Facts)
	}
}

func (p printer) table(section string, t *table) {
	if t == nil {
		return
	}
	p.section(section)
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Title
	}
	rows := append([][]string{head}, t.Rows...)
	if t.Foot != nil {
		rows = append(rows, t.Foot)
	}
	widths := make([]int, len(t.Columns))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], min(length(cell), wide))
		}
	}
	for _, row := range rows {
		p.row(t.Columns, widths, row)
	}
}

// row writes one row, in several lines if a cell is longer than its column.
func (p printer) row(columns []column, widths []int, row []string) {
	cells, lines := make([][]string, len(row)), 1
	for i, cell := range row {
		cells[i] = wrap(cell, widths[i])
		lines = max(lines, len(cells[i]))
	}
	for n := range lines {
		var b strings.Builder
		for i := range row {
			text := ""
			if n < len(cells[i]) {
				text = cells[i][n]
			}
			b.WriteString("  " + pad(text, widths[i], columns[i].Number))
		}
		p.line(b.String())
	}
}

func (p printer) remark(r remark) {
	mark := "  ! "
	if r.Grave {
		mark = "  ✗ "
	}
	p.line(mark + r.Message)
	if r.Place != "" {
		p.line("    " + r.Place)
	}
	p.line("    " + r.Code)
}

func length(s string) int { return utf8.RuneCountInString(s) }

// pad fills a text to a width.
func pad(s string, width int, right bool) string {
	fill := strings.Repeat(" ", max(width-length(s), 0))
	if right {
		return fill + s
	}
	return s + fill
}

// wrap breaks a text into lines of at most width characters, between words
// where it can.
func wrap(s string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.Split(harmless(s), " ") {
		if line != "" && length(line)+1+length(word) > width {
			out, line = append(out, line), ""
		}
		if length(word) > width {
			pieces := slices.Collect(slices.Chunk([]rune(word), width))
			last := len(pieces) - 1
			for _, piece := range pieces[:last] {
				out = append(out, string(piece))
			}
			word = string(pieces[last])
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(out, line)
}

// Plain returns a text from outside, a file's name or what a document says, as it
// may be written to a terminal in one line.
func Plain(s string) string { return harmless(s) }

// harmless replaces what could steer a terminal or turn its text around:
// control characters and marks of direction.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || unicode.Is(unicode.Zs, r) || r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
			return '·'
		}
		return r
	}, s)
}
