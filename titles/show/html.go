package show

import (
	_ "embed" // for the style sheet

	"github.com/a-h/templ"

	"sdano"
	"sdano/titles/title"
)

// Style is the style sheet of HTML, for the page around it.
//
//go:embed show.css
var Style string

// HTML returns a document as a part of a page that uses Style; d is nil if it
// could not be read.
func HTML(d *title.Document, findings []sdano.Finding) templ.Component {
	return article(viewOf(d, findings))
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
