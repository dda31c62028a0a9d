package printform

import "sdano/titles/show"

// Seals stand in frames, two in a row.
const (
	sealGap   = 14.0
	sealPad   = 6.0
	sealWidth = (inner - sealGap) / 2
)

// frames are the colours of frames by the state of the signature.
var frames = map[string]color{"good": {0x1a, 0x3f, 0x8f}, "notice": {0x8a, 0x62, 0x00}, "bad": {0xb0, 0x20, 0x20}}

// seals sets the marks of signatures.
func (p *pen) seals(seals []show.Seal) {
	for len(seals) > 0 {
		row, tall := p.sealRow(seals)
		seals = seals[len(row):]
		if tall > bottom-margin { // no page holds it: without frames, one after another
			for _, s := range row {
				p.lines(margin, s.lines)
			}
			continue
		}
		p.room(tall)
		top := p.y
		for i, s := range row {
			p.seal(margin+float64(i)*(sealWidth+sealGap), top, tall, s)
		}
		p.y = top + tall + sealGap
	}
}

// sealed is the mark of a signature, broken into lines.
type sealed struct {
	lines []line
	frame color
}

// sealRow returns the first row of some marks, and how high it is.
func (p *pen) sealRow(seals []show.Seal) (row []sealed, tall float64) {
	for _, s := range seals[:min(2, len(seals))] {
		lines := p.sealLines(s)
		row = append(row, sealed{lines, frames[s.State]})
		tall = max(tall, height(lines)+2*sealPad)
	}
	return row, tall
}

// sealLines breaks the mark of a signature into lines.
func (p *pen) sealLines(s show.Seal) []line {
	width := sealWidth - 2*sealPad
	head := "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ"
	if s.State == "bad" {
		head = "ЭЛЕКТРОННАЯ ПОДПИСЬ НЕ ПОДТВЕРЖДЕНА"
	}
	out := p.plainLines(style{bold, textSize, frames[s.State]}, head, width)
	out = append(out, p.plainLines(strong, s.Title, width)...)
	for _, f := range s.Facts {
		out = append(out, factLines(p, f, width)...)
	}
	for _, remark := range s.Remarks {
		out = append(out, p.plainLines(small, remark, width)...)
	}
	return out
}

func (p *pen) plainLines(s style, text string, width float64) []line {
	var out []line
	for _, l := range p.split(s, text, width) {
		out = append(out, line{text: l, style: s})
	}
	return out
}

func height(lines []line) (sum float64) {
	for _, l := range lines {
		sum += l.height()
	}
	return sum
}

// seal sets a mark in its frame.
func (p *pen) seal(x, top, tall float64, s sealed) {
	p.y = top + sealPad
	for _, l := range s.lines {
		p.line(x+sealPad, l)
		p.y += l.height()
	}
	if p.err != nil {
		return
	}
	p.pdf.SetLineWidth(1)
	p.pdf.SetStrokeColor(s.frame.red, s.frame.green, s.frame.blue)
	p.pdf.RectFromUpperLeft(x, top, sealWidth, tall)
	p.pdf.SetStrokeColor(0, 0, 0)
	p.pdf.SetLineWidth(0.3)
}
