package show

import (
	_ "embed" // for the style sheet
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"sdano"
	"sdano/titles/title"
)

// Style is the style sheet of HTML, for the page around it.
//
//go:embed show.css
var Style string

// HTML returns a document as a part of a page that uses Style and has a heading of
// its own: the document's title is a heading of the second level. d is nil if it
// could not be read.
func HTML(d *title.Document, findings []sdano.Finding) templ.Component {
	return article(viewOf(d, findings), 2)
}

// Page returns a document as a page of its own: it holds its style, loads
// nothing, and can be saved and printed.
func Page(d *title.Document, findings []sdano.Finding) templ.Component {
	return page(viewOf(d, findings))
}

// title returns what the page is called.
func (v view) title() string {
	if v.Heading == "" {
		return v.Kind
	}
	return v.Heading
}

// class returns the class of a column's cells.
func (c column) class() string {
	if c.Number {
		return "doc-number"
	}
	return ""
}

// longestWhole is how long a text of a table may be, in characters, that is not torn
// at the end of a line: a day has ten.
const longestWhole = 12

// widthOf returns the class of a cell by its length: a short text, as a day or a unit,
// is not torn, a long one gets room.
func widthOf(cell string) string {
	switch n := utf8.RuneCountInString(cell); {
	case n > longestWhole:
		return "doc-long"
	case n > 0 && !strings.Contains(cell, "\n"):
		return "doc-whole"
	}
	return ""
}
