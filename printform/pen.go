package printform

import (
	"strconv"
	"strings"

	"github.com/signintech/gopdf"
)

// Sizes in points: A4 on its side, so that tables have room.
const (
	pageWidth, pageHeight = 842.0, 595.0
	margin                = 36.0
	inner                 = pageWidth - 2*margin
	bottom                = pageHeight - margin - 12 // the foot of a page stands below
	textSize, smallSize   = 9.0, 7.5
	leading               = 1.3
)

// color is a colour of text and lines.
type color struct{ red, green, blue uint8 }

var (
	black = color{0, 0, 0}
	grey  = color{0x70, 0x70, 0x70}
)

// style is how a text is set.
type style struct {
	face face
	size float64
	color
}

func (s style) height() float64 { return s.size * leading }

var (
	normal  = style{regular, textSize, black}
	strong  = style{bold, textSize, black}
	small   = style{regular, smallSize, black}
	label   = style{regular, textSize, grey}
	heading = style{bold, textSize + 1, black}
	title   = style{bold, 14, black}
)

// pen sets texts on pages, from top to bottom. The first error is kept, and after
// it nothing more is set.
type pen struct {
	pdf gopdf.GoPdf
	y   float64
	// ink is how the last text was set.
	ink style
	// widths are the widths of glyphs in thousandths of the size.
	widths [len(families)]map[rune]float64
	err    error
}

func newPen(name string) *pen {
	p := &pen{}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: basic(name)})
	for f, family := range families {
		p.note(p.pdf.AddTTFFontFromFontContainer(family, fonts()))
		p.widths[f] = map[rune]float64{}
	}
	p.turn()
	return p
}

func (p *pen) note(err error) {
	if p.err == nil {
		p.err = err
	}
}

// turn begins a page.
func (p *pen) turn() {
	p.pdf.AddPage()
	p.pdf.SetLineWidth(0.3)
	p.y = margin
	p.ink = style{}
}

// room turns the page unless so much is left of it, or nothing stands on it yet.
func (p *pen) room(height float64) {
	if p.err == nil && p.y+height > bottom && p.y > margin {
		p.turn()
	}
}

// at sets a text at a place of the present line.
func (p *pen) at(x float64, s style, text string) {
	if p.err != nil || text == "" {
		return
	}
	if p.ink != s {
		p.note(p.pdf.SetFont(families[s.face], "", s.size))
		p.pdf.SetTextColor(s.red, s.green, s.blue)
		p.ink = s
	}
	p.pdf.SetXY(x, p.y)
	p.note(p.pdf.Cell(nil, basic(text)))
}

// basic replaces the letters beyond the first 65 536: a PDF made here could not
// tell how they are copied.
func basic(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF {
			return missing
		}
		return r
	}, text)
}

// width returns the width of a text.
func (p *pen) width(s style, text string) float64 {
	sum := 0.0
	for _, r := range text {
		sum += p.glyph(s.face, r)
	}
	return sum * s.size / 1000
}

// glyph returns the width of a glyph. Kerning is off, so that widths add up.
func (p *pen) glyph(f face, r rune) float64 {
	if w, ok := p.widths[f][r]; ok || p.err != nil {
		return w
	}
	p.note(p.pdf.SetFont(families[f], "", 1000))
	p.ink = style{}
	w, err := p.pdf.MeasureTextWidth(basic(string(r)))
	p.note(err)
	p.widths[f][r] = w
	return w
}

// split breaks a text into lines of a width, between words where it can; there is
// always a line.
func (p *pen) split(s style, text string, width float64) []string {
	var out []string
	for part := range strings.SplitSeq(text, "\n") {
		out = p.wrap(out, s, part, width)
	}
	return out
}

// wrap appends the lines of a text without breaks.
func (p *pen) wrap(out []string, s style, text string, width float64) []string {
	line, taken, space := "", 0.0, p.width(s, " ")
	for i, word := range strings.Split(text, " ") {
		wide := p.width(s, word)
		if i > 0 && taken+space+wide <= width {
			line, taken = line+" "+word, taken+space+wide
			continue
		}
		if i > 0 {
			out = append(out, line)
		}
		for wide > width && word != "" {
			cut := p.cut(s, word, width)
			out, word = append(out, word[:cut]), word[cut:]
			wide = p.width(s, word)
		}
		line, taken = word, wide
	}
	return append(out, line)
}

// cut returns how many bytes of a word fit into a width: those of one letter at
// least, and if it can be up to a mark that parts names of files.
func (p *pen) cut(s style, word string, width float64) int {
	sum, mark := 0.0, 0
	for i, r := range word {
		sum += p.glyph(s.face, r) * s.size / 1000
		if sum > width && i > 0 {
			if mark > i/2 {
				return mark
			}
			return i
		}
		if r == '_' || r == '-' || r == '/' {
			mark = i + 1
		}
	}
	return len(word)
}

// text sets lines of a text below one another.
func (p *pen) text(s style, x, width float64, text string) {
	for _, line := range p.split(s, text, width) {
		p.room(s.height())
		p.at(x, s, line)
		p.y += s.height()
	}
}

// foot writes the foot of every page: what the sheet is called, and which page of
// how many it is.
func (p *pen) foot(name string) {
	pages := p.pdf.GetNumberOfPages()
	for n := 1; n <= pages && p.err == nil; n++ {
		p.note(p.pdf.SetPage(n))
		p.ink, p.y = style{}, pageHeight-margin
		number := "стр. " + strconv.Itoa(n) + " из " + strconv.Itoa(pages)
		foot := style{regular, smallSize, grey}
		wide := p.width(foot, number)
		p.at(margin+inner-wide, foot, number)
		p.at(margin, foot, p.split(foot, name, inner-wide-20)[0])
	}
}
